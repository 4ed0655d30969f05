"""Characters that the pointer selected: along lines, or as a rectangle of columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.views.log.layout import LogLayout
from workbench.views.log.rows import Line, LineKind

TEXT_KINDS: tuple[LineKind, ...] = ("main", "wrap", "body")
LINES, LETTERS = 20_000, 4 << 20
"""How much selected text is ever put together; what is beyond is left out, and counted by the caller's rows."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A character: of the record at `position`, in its line `part`, before character `letter` (of a long line: byte)."""

    position: int
    part: int
    letter: int


def length_of(line: Line) -> int:
    """Characters of a line that can be selected, of a long one bytes."""
    if line.kind not in TEXT_KINDS:
        return 0
    if line.kind == "main" and line.row is not None and line.row.long is not None and not line.part:
        return max(line.row.long.length, len(line.text))
    return len(line.text)


@dataclass(frozen=True, slots=True)
class Marking:
    """From where the pointer went down to where it is. block: a rectangle of columns instead of running text."""

    start: Place
    end: Place
    block: bool = False

    @property
    def ordered(self) -> tuple[Place, Place]:
        """The upper end first."""
        return min(self.start, self.end), max(self.start, self.end)

    @property
    def empty(self) -> bool:
        """Whether no character is selected."""
        return self.start == self.end or (self.block and self.start.letter == self.end.letter)

    def span(self, line: Line) -> tuple[int, int]:
        """The selected characters [start, end) of a line."""
        first, last = self.ordered
        here = (line.position, line.part)
        if line.kind not in TEXT_KINDS or not (first.position, first.part) <= here <= (last.position, last.part):
            return 0, 0
        size = length_of(line)
        if self.block:
            left, right = sorted((self.start.letter, self.end.letter))
            return min(left, size), min(right, size)
        start = first.letter if here == (first.position, first.part) else 0
        end = last.letter if here == (last.position, last.part) else size
        return min(start, size), min(end, size)

    def text(self, layout: LogLayout) -> str:
        """The selected characters, a line under the other; parts of one wrapped message are joined."""
        made: list[str] = []
        before: Line | None = None
        letters = 0
        for line in self._lines(layout):
            start, end = self.span(line)
            piece = _piece(line, start, min(end, start + LETTERS))
            joined = before is not None and not self.block and line.kind == "wrap" and before.position == line.position
            if joined:
                made[-1] += piece
            elif line.kind in TEXT_KINDS:
                made.append(piece)
            before, letters = line, letters + len(piece)
            if letters > LETTERS or len(made) > LINES:
                break
        return "\n".join(made)

    def _lines(self, layout: LogLayout) -> Iterator[Line]:
        first, last = self.ordered
        for start in range(first.position, min(last.position + 1, layout.count), 256):
            stop = min(start + 256, last.position + 1, layout.count)
            for position, row in zip(range(start, stop), layout.fetch(start, stop), strict=False):
                if row is None:
                    continue
                parts = layout.parts_of(position, row)
                low = first.part if position == first.position else 0
                high = last.part + 1 if position == last.position else len(parts)
                yield from parts.lines(low, high)


def _piece(line: Line, start: int, end: int) -> str:
    if line.row is not None and line.row.long is not None and line.kind == "main" and end > len(line.text) - 60:
        return line.row.long.read(start, end - start)
    return line.text[start:end]


def word_at(text: str, letter: int) -> tuple[int, int]:
    """The word that holds a character, as [start, end)."""
    start = end = min(letter, max(len(text) - 1, 0))
    while start > 0 and _in_word(text[start - 1]):
        start -= 1
    while end < len(text) and _in_word(text[end]):
        end += 1
    return start, end


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter in "_-.$"
