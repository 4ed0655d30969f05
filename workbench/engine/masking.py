"""What varies in a log line taken out by its shape, a column of lines at once, so that lines of one statement read alike.

Two steps. `masked` runs over every line and takes out what holds a digit, from the first digit of a word to its end: one
scan, after which most lines are the same few. `shaped` runs over those few and takes out what needs more looking at:
quoted text, addresses, paths, values of keys, lists. Both see one line at a time, so that what a line becomes depends on
nothing but the line.
"""

from __future__ import annotations

import re

import polars as pl

BLANK = "<*>"
MARK = "\x1a"
"""What stands for a value until a template is written out: one character, so that patterns stay simple."""
HEAD = 2_000
"""Characters of a line that are looked at; what follows is left out."""

# From the first digit of a word to its end, so that `blk_17`, `took12ms` and `node-07` keep the word that was glued to
# the value. Letters a to f before the digit go with it: they are the head of a hexadecimal number, a UUID or an address.
# Letters and digits in turn more than once are an id as a whole (`kR7xQ2`).
_TURNS = r"\b[A-Za-z]{0,12}[0-9]+[A-Za-z]+[0-9][0-9A-Za-z]*(?:[._:\-]+[0-9A-Za-z]+)*"
_NUMBER = rf"{_TURNS}|(?:\b(?:[a-fA-F]+[:\-]+)*[a-fA-F]*)?[0-9](?:[0-9A-Za-z_]|[.:\-]+[0-9A-Za-z_])*"
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*"
_UNIT = (
    r"(?:[kKMGTPE]?i?[bB](?:ytes?|its?)?(?:/s|ps)?|[num]s|µs|[kMGT]?Hz|[sS]ec(?:ond)?s?|[mM]in(?:ute)?s?|[hH](?:ou)?rs?"
    r"|[dD]ays?|(?:milli|micro|nano)s(?:ec(?:ond)?s?)?)"
)
_IN_PATH = r"[\w.\-+@%$~:*\x1a]"
_BEFORE = r"(^|[\s=:,(\[<\"'])"

# In order: each sees what those before it left. (why, pattern, what stays)
_SHAPES: tuple[tuple[str, str, str], ...] = (
    ("white space is no part of a statement", r"\s+", " "),
    ("a quoted key of JSON is a key", r'"([\w.\-]+)"( ?:)', "${1}${2}"),
    ("what a line calls its message is the statement", r'\b(msg|message)=(?:"([^"]+)"|([^\s"]+))', "${1} ${2}${3}"),
    ("quoted text is data; the method of a request line is not", r'"(?:([A-Z]{3,8} )[^"]*|[^"]*)"', '"${1}\x1a"'),
    ("an apostrophe begins a quotation only outside a word", r"(^|[^\w\x1a])'[^']*'", "${1}'\x1a'"),
    ("the same with back-ticks", r"(^|[^\w\x1a])`[^`']*[`']", "${1}`\x1a`"),
    ("one word in angle brackets is a placeholder filled in", r"<[^<>\s]+>", "<\x1a>"),
    ("brackets of a value that is absent", r"(^|[\s=:,])\(\)", "${1}(\x1a)"),
    ("URL", r"\b[A-Za-z][A-Za-z+.\-]*://[^\s\"'<>)\],;]+", "\x1a"),
    ("mail address, or a class and its object's number", r"[\w.+\-\x1a]+@[A-Za-z\x1a][\w.\-\x1a]+", "\x1a"),
    ("absolute path", rf"{_BEFORE}(?:[A-Za-z]:)?(?:[\\/]{_IN_PATH}+)+[\\/]?", "${1}\x1a"),
    ("relative path of three parts; `and/or` has two", rf"[\w.\-~\x1a]+(?:[\\/]{_IN_PATH}+){{2,}}[\\/]?", "\x1a"),
    (
        "host name: of a known kind, or before a port",
        r"\b(?:(?:[\w\-]+\.)+(?:com|net|org|edu|gov|local|internal|lan|corp|localdomain)\b"
        r"|[\w\-]+(?:\.[\w\-]+){2,}:\x1a)",
        "\x1a",
    ),
    ("what a key is said to be", r"\b([A-Za-z_][\w.\-]*)=[^\s,;)\]}>&|\[{(<\"']+", "${1}=\x1a"),
    ("sign of a number", r"([_=:,(\[ ])[+\-]\x1a", "${1}\x1a"),
    ("date in words", rf"\b{_DAY},? {_MONTH} ?\x1a(?:[ ,]+(?:\x1a|[A-Z]{{3,4}}\b))*", "\x1a"),
    ("date without its day of the week", rf"\b{_MONTH} \x1a(?:[ ,]+\x1a)*", "\x1a"),
    ("flag", r"\b(?:true|false|True|False|TRUE|FALSE)\b", "\x1a"),
    ("a number's unit changes with its size", rf"(^|[^\w])\x1a ?{_UNIT}\b", "${1}\x1a"),
    (
        "list of words in brackets",
        r"([\[(])[\w.\-\x1a]+(?:[,;] ?[\w.\-\x1a]+)+([\])])",
        "${1}\x1a${2}",
    ),
    ("numbers that belong together", r"[+\-#]?\x1a(?: ?[,;/:|+*=~#\-x.]+ ?[+\-]?\x1a)+", "\x1a"),
    ("sign at a word's begin", r"(^|[\s=:,(\[])[+\-]\x1a", "${1}\x1a"),
    ("list without brackets", r"(^|[\s=:\[({])[\w.\-]*\x1a(?:, ?[\w.\-]*\x1a)+", "${1}\x1a"),
)
# What repeats, of up to four words one of which is a value, is a list: `node-1 0xf node-2 0xe`.
_AGAIN = re.compile(r"(?<![^ (\[{])((?:[^ ]+ ){0,3}?[^ ]*\x1a[^ ,;]*)(?:[ ,;]+\1(?![^ ,;)\]}]))+")


def masked(texts: pl.Series) -> pl.Series:
    """Each line with `MARK` for what holds a digit."""
    return texts.str.slice(0, HEAD).str.replace_all(_NUMBER, MARK)


def shaped(texts: pl.Series) -> list[str]:
    """Masked lines with `MARK` for every other value that its shape gives away, and once for a list of values."""
    for _why, pattern, left in _SHAPES:
        texts = texts.str.replace_all(pattern, left)
    return [without_lists(text) for text in texts.str.strip_chars().to_list()]


def without_lists(text: str) -> str:
    """A shape with each stretch of words that repeats, and holds a value, once."""
    if text.count(MARK) < 2:
        return text
    words = [word for word in text.split(" ") if MARK in word]
    if len(set(words)) == len(words):
        return text
    return _AGAIN.sub(r"\1", text)


def pattern_of(template: str) -> str:
    """A regex (Rust's dialect) that finds lines of a template: its plain pieces in their order."""
    pieces = [piece.strip() for piece in template.split(BLANK)]
    return ".*".join(escaped(piece) for piece in pieces if len(piece) > 1)


def escaped(text: str) -> str:
    """Plain text as a regex in Rust's dialect; `/` too, which would end a pattern in the filter language."""
    return "".join(f"\\{letter}" if letter in r"\.+*?()|[]{}^$#&-~/" else letter for letter in text)
