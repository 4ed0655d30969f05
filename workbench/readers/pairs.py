r"""`key=value` pairs as logfmt and its many relatives write them: text with blanks in quotes, a key alone stands for true.

msg="charge refused: \"no funds\"" order=17 dry_run
"""

from __future__ import annotations

import re
from collections.abc import Iterator

KEY = r"[A-Za-z_@][\w.@/\-]{0,80}"
_SINGLE = r"'(?:[^'\\]|\\.)*'"  # as Python's repr has it, and structlog's KeyValueRenderer
_DATED = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
PAIR = rf'{KEY}=(?:"(?:[^"\\]|\\.)*"|{_SINGLE}|{_DATED}|[^\s"]*)'
_PAIRS = re.compile(
    rf'({KEY})=(?:"((?:[^"\\]|\\.)*)"|((?:{_SINGLE}|{_DATED})(?=\s|$)|[^\s"]*))|({KEY})(?=\s|$)', re.ASCII
)
_BEHIND = re.compile(rf'(?:^|\s)({KEY})=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))', re.ASCII)
_QUOTED = re.compile(r"'.+'", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.S)
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
PAIRS_LIMIT = 200
TEXT_LIMIT = 16 * 1024


def pairs(line: str) -> Iterator[tuple[str, str | bool]]:
    """The pairs of a line, quotes and escapes taken off; a key alone stands for true (Heroku's form)."""
    for found in _PAIRS.finditer(line):
        if found[4]:
            yield found[4], True
        elif found[2] is not None:
            yield found[1], _ESCAPE.sub(_unescaped, found[2])
        else:
            yield found[1], found[3][1:-1] if _QUOTED.fullmatch(found[3]) else found[3]


def pairs_in(message: str) -> dict[str, str]:
    """The pairs that stand in a message among words, each key's first; what is longer than 16 KiB is cut."""
    found: dict[str, str] = {}
    for pair in _BEHIND.finditer(message[:TEXT_LIMIT]):
        if len(found) >= PAIRS_LIMIT:
            break
        found.setdefault(pair[1], _ESCAPE.sub(_unescaped, pair[2]) if pair[2] is not None else pair[3])
    return found


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _CONTROL.get(found[2], found[2])
