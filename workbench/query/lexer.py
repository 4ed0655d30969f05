"""Filter text to tokens. Nothing here recurses, so no text is too deep or too long for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from workbench.errors import QueryError

TokenKind = Literal["(", ")", "-", "or", "and", "word", "phrase", "exact", "regex", "regex_i", "field", "end"]
Quote = Literal["", '"', "'", "/", "/i"]
LONGEST = 16_000
# A name can't end in a dash (`a->b` is a word); `http://…` and `C:\…` are words as well.
_FIELD = re.compile(r"(?P<name>[A-Za-z_@](?:[\w.@/-]*\w)?)(?P<op>:|>=|<=|>|<)(?!//)")
_DRIVE = re.compile(r"[A-Za-z]:\\")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its text (a value without its quotes) and the character it begins at; name and op of a field."""

    kind: TokenKind
    text: str
    position: int
    name: str = ""
    op: str = ""
    quote: Quote = ""


def tokens(text: str) -> list[Token]:
    """All tokens and an `end`. Raises `QueryError` for a text that is too long or a quote that isn't closed."""
    if len(text) > LONGEST:
        raise QueryError(f"the filter has {len(text):,} characters", "", f"Keep it below {LONGEST:,}.")
    found: list[Token] = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        token, place = _token(text, place)
        found.append(token)
    found.append(Token("end", "", len(text)))
    return found


def _token(text: str, place: int) -> tuple[Token, int]:
    char = text[place]
    if char in "()":
        return Token("(" if char == "(" else ")", char, place), place + 1
    follow = text[place + 1 : place + 2]
    if char == "-" and follow and not follow.isspace() and follow not in "-)":
        return Token("-", char, place), place + 1
    value, quote, end = _value(text, place)
    if quote:
        kinds: dict[str, TokenKind] = {'"': "phrase", "'": "exact", "/": "regex", "/i": "regex_i"}
        return Token(kinds[quote], value, place), end
    field = _FIELD.match(text, place)
    if field and not _DRIVE.match(text, place) and not _ends_word(text, field.end()):
        value, quote, end = _value(text, field.end())
        return Token("field", value, place, field["name"], field["op"].replace(":", "="), quote), end
    kind: TokenKind = "or" if value == "OR" else "and" if value == "AND" else "word"
    return Token(kind, value, place), end


def _value(text: str, place: int) -> tuple[str, Quote, int]:
    """What stands at a place: its text, how it was quoted, and where it ends."""
    char = text[place]
    if char in "\"'":
        return _quoted(text, place)
    if char == "/":
        regex = _regex(text, place)
        if regex:
            return regex
    end = place
    while not _ends_word(text, end):
        end += 1
    return text[place:end], "", end


def _ends_word(text: str, place: int) -> bool:
    return place >= len(text) or text[place].isspace() or text[place] in "()"


def _quoted(text: str, start: int) -> tuple[str, Quote, int]:
    quote = text[start]
    out: list[str] = []
    place = start + 1
    while place < len(text) and text[place] != quote:
        # a backslash only protects the quote and itself, so that C:\temp can be written as it is
        if text[place] == "\\" and text[place + 1 : place + 2] in (quote, "\\"):
            place += 1
        out.append(text[place])
        place += 1
    if place >= len(text):
        raise QueryError(f"the {quote} is not closed", "", f"Add {quote} behind the phrase.", start)
    return "".join(out), '"' if quote == '"' else "'", place + 1


def _regex(text: str, start: int) -> tuple[str, Quote, int] | None:
    """A `/regex/`; None where the next `/` doesn't end a token: then it is a word such as `/api/orders`."""
    out: list[str] = []
    place = start + 1
    while place < len(text) and text[place] != "/":
        if text[place] == "\\" and place + 1 < len(text):
            out.append("/" if text[place + 1] == "/" else text[place : place + 2])
            place += 2
            continue
        out.append(text[place])
        place += 1
    if place >= len(text) or not out:
        return None
    ignore_case = text[place + 1 : place + 2] == "i" and _ends_word(text, place + 2)
    if not ignore_case and not _ends_word(text, place + 1):
        return None
    return "".join(out), "/i" if ignore_case else "/", place + (2 if ignore_case else 1)
