"""The beginning of a source as text lines, and how well a format's pattern fits them: what line readers sniff with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from workbench.engine.colours import without_colours
from workbench.engine.headpattern import HIGH, Unsupported, leading

LINES_LIMIT = 2000
CLIP = 4000
HEAD_SIZE = 65_536
GLANCE = 60
LEAD = 12  # characters of a line's beginning that tell most formats apart
# More control characters than this share, and it isn't text; a few NULs or colours are met in real logs.
CONTROL_SHARE = 0.1
_CONTROL = bytes({*range(9), *range(14, 27), *range(28, 32)})

# What a line's beginning is taken for: digits and letters of either case are alike, and so is all that is no ASCII.
_ALIKE = {
    **dict.fromkeys(range(48, 58), "0"),
    **dict.fromkeys(range(65, 91), "A"),
    **dict.fromkeys(range(97, 123), "a"),
}
_OTHER = re.compile(r"[^\x00-\x7f]")
_ANY = (frozenset(map(chr, range(HIGH + 1))),) * LEAD

MARK = "\ufeff"
# ISO 8601 as loggers write it: T or blank, 0 to 9 digits behind . or , and perhaps a zone.
ISO = (
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
    r"(?:[Zz]|[+-]\d\d(?::?\d\d)?| ?UTC| [+-]\d\d:?\d\d| Z)?"
)
# A time of day alone, as consoles write it.
CLOCK = r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"


@dataclass(frozen=True, slots=True)
class Fit:
    """How a pattern fits a head: lines that begin a record, lines that aren't empty, and 0..1 how far to believe it."""

    matched: int
    filled: int
    trust: float


# Every reader is asked about the same head, one after the other.
@lru_cache(maxsize=4)
def head_lines(head: bytes) -> tuple[str, ...]:
    """The whole lines of a head, clipped, without colours; not a last one that is cut off. None where it is no text."""
    head = head.lstrip(b"\0")[:HEAD_SIZE]
    if not head or len(head) - len(head.translate(None, _CONTROL)) > CONTROL_SHARE * len(head):
        return ()
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ()
    lines = without_colours(head.decode("utf-8", "replace")).removeprefix(MARK).split("\n", LINES_LIMIT)
    if len(lines) > 1 and (len(head) >= HEAD_SIZE or not lines[-1] or len(lines) > LINES_LIMIT):
        lines.pop()
    return tuple(line[:CLIP].rstrip("\r") for line in lines)


# The head of an entry in GNU's form of change log, and in that of git2cl and its kin: a date, who, and an address.
_ENTRY = re.compile(r"\d{4}-\d\d-\d\d\s[^<]{0,100}<[^<>@\s]+@[^<>\s]+>\s*$", re.ASCII)
_DATED = re.compile(r"\d{4}-\d\d-\d\d\s", re.ASCII)


@lru_cache(maxsize=2)
def is_change_log(lines: tuple[str, ...]) -> bool:
    """Whether dates at the beginning of lines are those of changes to a program, with who made them behind."""
    dated = [line for line in lines if _DATED.match(line)]
    return bool(dated) and sum(_ENTRY.match(line) is not None for line in dated) >= 0.8 * len(dated)


def _glanced(lines: Sequence[str]) -> Sequence[str]:
    """The first lines and some from all over a head: a format that fits none of them isn't looked for in the rest."""
    return (*lines[:GLANCE], *lines[:: len(lines) // GLANCE]) if len(lines) > 4 * GLANCE else lines


@lru_cache(maxsize=4)
def _leads(head: bytes) -> tuple[tuple[str, ...], frozenset[str]]:
    r"""How the lines that are looked at first begin, each way once, and their first characters; `\n` is a line's end."""
    cut = {line[:LEAD].ljust(LEAD, "\n") for line in _glanced(head_lines(head))}
    ways = {_OTHER.sub(chr(HIGH), lead).translate(_ALIKE) for lead in cut}
    return tuple(ways), frozenset(way[0] for way in ways)


@cache
def _allowed(pattern: str) -> tuple[frozenset[str], ...]:
    """What may stand at each place of a line's beginning that a pattern fits, alike characters once."""
    try:
        classes = leading(pattern, LEAD)
    except Unsupported:
        return _ANY
    return tuple(
        frozenset(_ALIKE.get(code, chr(code)) for code in range(HIGH + 1) if chars >> code & 1) for chars in classes
    )


def may_fit(pattern: str, head: bytes) -> bool:
    """Whether a pattern may fit any line of those that are looked at first: tells most of them apart without a match."""
    ways, firsts = _leads(head)
    allowed = _allowed(pattern)
    if allowed[0].isdisjoint(firsts):
        return False
    for way in ways:
        for char, chars in zip(way, allowed, strict=True):
            if char not in chars:
                break
        else:
            return True
    return False


def fit(pattern: re.Pattern[str], lines: Sequence[str]) -> Fit:
    """How well `pattern` says where records begin. Lines between two records (stack traces) may outnumber them."""
    if len(lines) > 4 * GLANCE and not any(map(pattern.match, _glanced(lines))):
        return Fit(0, len(lines), 0.0)
    hits = [pattern.match(line) is not None for line in lines if line.strip()]
    matched, filled = sum(hits), len(hits)
    if not matched:
        return Fit(0, filled, 0.0)
    share = matched / filled
    if share >= 0.5:
        trust = 1.0 if hits[0] or share >= 0.8 else 0.9
    elif hits[0]:
        trust = 0.85 if matched >= 2 else 0.5
    else:
        trust = 0.7 if matched >= 3 and share >= 0.02 else 0.0
    return Fit(matched, filled, trust)
