"""What a log table shows, as values: one record's row, and the lines of 20 px that rows are laid out into."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.views.log.text import PAINTED

LineKind = Literal["main", "wrap", "chip", "body", "wait"]
BODY_LINES = 400
"""Lines of one unfolded record that are laid out; the rest is counted on a last line."""
WRAP_LINES = 40


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One line under a record's first: text, the part of it that is a link (empty: none), and whether it is dimmed.

    key: what the table gives back when the link is followed · tail: dimmer text behind it
    """

    text: str
    tail: str = ""
    key: str = ""
    dim: bool = False


@dataclass(frozen=True, slots=True)
class LongText:
    """A first line too long to be held as a whole. length: of it, in bytes · read(start, count): what stands from byte
    `start` on, already harmless, of about `count` bytes; quick wherever it is.
    """

    length: int
    read: Callable[[int, int], str]


@dataclass(frozen=True, slots=True)
class Inked:
    """Characters [start, end) of a message that its writer coloured. ink: a token, empty for the usual one."""

    start: int
    end: int
    ink: str = ""
    bold: bool = False


BodyPage = tuple[tuple["BodyLine", ...], int]
"""Further lines of an opened record, and the place from which to ask for the next ones (-1: that was all)."""


@dataclass(frozen=True, slots=True)
class LogRow:
    """One record, every text already harmless. row: its number in the spine · level: a name of `severity.LEVELS`.

    chip: what stands on the folded part (`14 lines · Type at file:line`), empty for a record of one line
    quiet: character of the message from which it only lists further fields, -1 for none
    more: whether there are lines to show though nothing is folded: the text that the message sums up
    body: gives the folded lines, asked only when the record is opened
    t: ns UTC, for times told from another line; None for none
    long: the whole first line where `message` holds only its beginning
    rest_at, rest: where the lines that `body` left out begin (-1: it gave all), and what reads a page of them from there
    fields: what structured lines carry, by name, for columns of their own · inks: colours of the message's writer
    """

    row: int
    time: str
    level: str
    source: str
    message: str
    chip: str = ""
    quiet: int = -1
    more: bool = False
    body: Callable[[], tuple[BodyLine, ...]] = tuple
    t: int | None = None
    long: LongText | None = None
    rest_at: int = -1
    rest: Callable[[int], BodyPage] | None = None
    fields: Callable[[], Mapping[str, str]] = dict
    inks: tuple[Inked, ...] = ()


@dataclass(frozen=True, slots=True)
class Badge:
    """What persons and the focus add to a row: evidence label, a mark, the highlight of an entity, a colour (1..8).

    number: the colour label a person gave the row, 1..8, 0 for none · tags, comment: what a person wrote on it ·
    context: shown only because it stands near a line that matches · new: the first line that came since the user looked;
    a line is drawn above it · matched: the filter finds it, whose matches stand in another table
    """

    label: str = ""
    marked: bool = False
    lit: bool = False
    ink: int = 0
    number: int = 0
    tags: tuple[str, ...] = ()
    comment: str = ""
    context: bool = False
    new: bool = False
    matched: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One painted line. position: of its record in the table · part: its number within the record's lines ·
    offset: of its text in the message.
    """

    position: int
    part: int
    kind: LineKind
    row: LogRow | None
    text: str = ""
    body: BodyLine | None = None
    offset: int = 0


Fetch = Callable[[int, int], Sequence[LogRow | None]]


class LogLayout:
    """Lays rows out into lines, from any place on; knows `count` rows but asks `fetch` only for those it lays out."""

    def __init__(self, count: int = 0, fetch: Fetch = lambda _start, _stop: ()) -> None:
        self.count = count
        self.fetch = fetch
        self.opened: set[int] = set()
        self.wrap = False
        self.columns = 120
        self._bodies: dict[int, tuple[BodyLine, ...]] = {}

    def toggle(self, row: LogRow) -> bool:
        """Open or fold a record; gives whether it has anything to open."""
        if not row.chip and not row.more and len(row.message) <= self.columns:
            return False
        self.opened ^= {row.row}
        self._bodies.pop(row.row, None)
        return True

    def forget(self) -> None:
        """Drop the opened lines kept from before: their records may have changed."""
        self._bodies.clear()

    def lines_of(self, position: int, row: LogRow | None) -> list[Line]:
        """All lines of one record."""
        if row is None:
            return [Line(position, 0, "wait", None)]
        is_open = row.row in self.opened
        texts = self._wrapped(row.message) if self.wrap or is_open else [row.message]
        lines: list[Line] = []
        at = 0
        for part, text in enumerate(texts):
            lines.append(Line(position, part, "wrap" if part else "main", row, text, offset=at))
            at += len(text)
        if row.chip:
            lines.append(Line(position, len(lines), "chip", row, row.chip))
        if is_open and (row.chip or row.more):
            lines += [Line(position, len(lines) + n, "body", row, body.text, body) for n, body in self._body(row)]
        return lines

    def _body(self, row: LogRow) -> list[tuple[int, BodyLine]]:
        if row.row not in self._bodies:
            lines = tuple(piece for line in row.body() for piece in self._pieces(line))
            if len(lines) > BODY_LINES:
                more = BodyLine(f"{len(lines) - BODY_LINES:,} more lines", dim=True)
                lines = (*lines[:BODY_LINES], more)
            self._bodies[row.row] = lines
        return list(enumerate(self._bodies[row.row]))

    def _pieces(self, line: BodyLine) -> list[BodyLine]:
        """A line of an opened record, broken where it is longer than the table is wide; links stay whole."""
        width = max(self.columns - 4, 20)
        if line.key or line.dim or len(line.text) <= width:
            return [line]
        starts = range(0, min(len(line.text), PAINTED), width)[:WRAP_LINES]
        return [BodyLine(line.text[at : at + width]) for at in starts]

    def _wrapped(self, text: str) -> list[str]:
        width = max(self.columns, 20)
        if len(text) <= width:
            return [text]
        starts = range(0, min(len(text), PAINTED), width)[:WRAP_LINES]
        return [text[at : at + width] for at in starts]

    def lines(self, position: int, part: int, wanted: int) -> list[Line]:
        """At least `wanted` lines from a place on, fewer at the end; records are fetched a screen at a time."""
        found: list[Line] = []
        position = max(position, 0)
        while position < self.count and len(found) < wanted + part:
            stop = min(position + wanted + part - len(found), self.count)
            for row in self.fetch(position, stop):
                found += self.lines_of(position, row)
                position += 1
                if len(found) >= wanted + part:
                    break
        return found[part : part + wanted]

    def above(self, position: int, part: int, wanted: int) -> tuple[int, int]:
        """The place `wanted` lines above another one, the very first where there are not so many."""
        left = wanted - part
        if left <= 0:
            return position, part - wanted
        while position > 0:
            start = max(0, position - max(left, 1))
            for at, row in reversed(list(zip(range(start, position), self.fetch(start, position), strict=True))):
                height = len(self.lines_of(at, row))
                if height >= left:
                    return at, height - left
                left -= height
            position = start
        return 0, 0

    def below(self, position: int, part: int, wanted: int) -> tuple[int, int]:
        """The place `wanted` lines below another one, the last line where there are not so many."""
        lines = self.lines(position, part, wanted + 1)
        return (lines[-1].position, lines[-1].part) if lines else (0, 0)

    def last_top(self, visible: int) -> tuple[int, int]:
        """The place from which on exactly the end fits."""
        return self.above(self.count, 0, visible)
