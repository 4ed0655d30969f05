"""What a log table shows, as values: one record's row, and the lines that rows are laid out into."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

LineKind = Literal["main", "wrap", "chip", "body", "more", "wait", "gap", "day", "new"]
BODY_LINES = 400
"""Lines of one unfolded record that a page of it holds; the next page is asked for on a last line."""


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
    context: shown only because it stands near a line that matches · new: what the line says that is drawn above the first
    row that came since the user looked · matched: the filter finds it, whose matches stand in another table · back: it is
    stamped before the record above it in its file
    """

    label: str = ""
    marked: bool = False
    lit: bool = False
    ink: int = 0
    number: int = 0
    tags: tuple[str, ...] = ()
    comment: str = ""
    context: bool = False
    new: str = ""
    matched: bool = False
    back: bool = False


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
Between = Callable[[LogRow, LogRow], tuple[tuple[LineKind, str], ...]]
"""What stands between two rows that follow each other: lines of kind `gap`, `day` or `new`, and their words."""
