"""Hostile text made fit for one painted line, and the stretches of it that are drawn differently."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal

from workbench.model.display import visible
from workbench.views.log.regex_spans import regex_spans

PAINTED = 4_000
"""Characters of one line that are ever laid out; a longer line is cut and says so."""

SpanKind = Literal["text", "variable", "hit", "ink"]
_KINDS: tuple[SpanKind, ...] = ("text", "variable", "hit")
INKS = 8
"""Colours that a person may mark words and lines with, numbered from 1."""

KEPT = 2_000
"""Lines whose numbers and ids are known from before."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
"""What of ASCII is not printable; to look for it is several times as fast as asking each letter."""
_VARIABLE = re.compile(
    r"(?<![A-Za-z0-9_])(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|0x[0-9a-fA-F]+"
    r"|(?=[a-fA-F]{0,64}\d)[0-9a-fA-F]{7,64}(?![A-Za-z0-9_])|[A-Za-z]{1,16}[-#]\d[A-Za-z0-9_-]*|\d+(?:[.,:]\d+)*)"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of a line and how they are drawn. ink: 1..8 where kind is `ink`."""

    start: int
    end: int
    kind: SpanKind
    ink: int = 0


@dataclass(frozen=True, slots=True)
class Finder:
    """What is looked for in shown text: a plain phrase, or a regular expression in Rust's dialect.

    word: only where no letter, digit or underscore goes on before or behind it · ink: 1..8 marks it in that colour, 0 as
    a hit · sources: only in lines of sources shown under one of these names, empty for all ·
    weak: a colour goes over it, as over what the filter asks for
    """

    text: str
    case: bool = False
    regex: bool = False
    word: bool = False
    ink: int = 0
    sources: frozenset[str] = frozenset()
    weak: bool = False

    def spans(self, line: str) -> tuple[tuple[int, int], ...]:
        """Where it stands in one line; an expression that Rust's dialect refuses marks nothing."""
        if not self.text:
            return ()
        if self.regex:
            found = regex_spans(self.text, self.case, line)
        else:
            pattern = re.compile(re.escape(self.text), 0 if self.case else re.IGNORECASE)
            found = tuple(found.span() for found in pattern.finditer(line))
        return tuple(span for span in found if _is_word(line, *span)) if self.word else found


def _is_word(line: str, start: int, end: int) -> bool:
    before, behind = line[start - 1 : start], line[end : end + 1]
    return not (_goes_on(before) and _goes_on(line[start])) and not (_goes_on(behind) and _goes_on(line[end - 1]))


def _goes_on(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def escaped(letter: str) -> str:
    """A character that must not be drawn, as its code point."""
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def harmless(text: str) -> str:
    """One line as it may be drawn: colour codes gone, controls and direction marks as visible escapes, tabs as blanks.

    Markup is left as it stands: nothing that draws it interprets it. At most `PAINTED` characters come back.
    """
    rest = len(text) - PAINTED
    text = printable(text[:PAINTED])
    return f"{text} … {rest:,} more characters" if rest > 0 else text


def printable(text: str) -> str:
    """See `harmless`; of any length, so for pieces of a line only."""
    if _CONTROL.search(text) is None if text.isascii() else text.isprintable():
        return text
    shown = visible(text.replace("\t", "    "))
    # Line ends, invisible marks, lone surrogates and letters that no font has: what they are, not what they do.
    return "".join(letter if letter.isprintable() else escaped(letter) for letter in shown)


def kinds_of(line: str, finders: tuple[Finder, ...] = (), quiet: int = -1) -> bytearray:
    """What each character of a line is: 0 text, 1 variable, 2 hit, from 3 on a person's colours; see `spans_of`."""
    kinds = bytearray(_variables(line))
    if 0 <= quiet < len(line):
        kinds[quiet:] = b"\x01" * (len(line) - quiet)
    for finder in sorted(reversed(finders), key=lambda one: 1 if one.ink else 0 if one.weak else 2):
        for start, end in finder.spans(line):
            kinds[start:end] = bytes((2 + finder.ink,)) * (end - start)
    return kinds


@lru_cache(KEPT)
def _variables(line: str) -> bytes:
    """1 where a number or an id stands; lines are painted again and again while what is marked in them changes."""
    kinds = bytearray(len(line))
    for found in _VARIABLE.finditer(line):
        start, end = found.span()
        kinds[start:end] = b"\x01" * (end - start)
    return bytes(kinds)


def spans_of(line: str, finders: tuple[Finder, ...] = (), quiet: int = -1) -> tuple[Span, ...]:
    """A whole line as consecutive spans: hits of the finders, their colours, then numbers and ids, then plain text.

    Of several colours on one letter the first finder's stays; a hit goes over all of them, a weak one
    under.
    quiet: the place from which the line only lists fields, all of them drawn as variables; -1 for none
    """
    kinds = kinds_of(line, finders, quiet)
    spans, at = [], 0
    for kind, run in groupby(kinds):
        end = at + sum(1 for _ in run)
        spans.append(Span(at, end, "ink", kind - 2) if kind > 2 else Span(at, end, _KINDS[kind]))
        at = end
    return tuple(spans)
