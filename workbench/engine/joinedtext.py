"""The text of several files as one, in their order: each as it is, a line feed between two where the first lacks one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.engine.encodings import UTF8
from workbench.engine.filetext import FileText, Limits
from workbench.engine.packed import VERSION, Header
from workbench.engine.packing import write_text
from workbench.errors import SourceError
from workbench.jobs import JobContext
from workbench.model.case import ROTATED, Problem

BLANKS = 1 << 20


@dataclass(frozen=True, slots=True)
class TextPart:
    """One file of a joined text. size: bytes of the file · start, length, ends: where its text begins in the whole, its
    bytes and its line feeds, where that is known from having been joined before; then it keeps its place (-1: not known).
    """

    name: str
    path: Path
    packing: str
    encoding: str
    size: int
    start: int = -1
    length: int = -1
    ends: int = -1


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a file's own text lies in the joined one, bytes; lines: line feeds before it · problem: what of it could not
    be had.
    """

    start: int
    length: int
    lines: int
    problem: str = ""


def write_joined(
    parts: Sequence[TextPart], target: Path, context: JobContext, limits: Limits | None = None
) -> tuple[Stretch, ...]:
    """Write the text of all parts into the cache file `target`, in bounded memory; where each lies in it.

    What of a part is damaged is left out and told, and the next one goes on; of a part whose place is known already
    blanks and line ends stand for it, so that every offset and line behind it stays true. Raises `SourceError` when a part
    can't be read that was never joined, `Cancelled`, and `OSError` when there is no room.
    """
    joining = _Joining(parts, limits or Limits())
    size = sum(part.size for part in parts)

    def header(text: int) -> Header:
        return Header(VERSION, text, size, ROTATED, UTF8, tuple(joining.problems), joining.whole)

    write_text(joining.pieces(context, size), target, header)
    return tuple(joining.stretches)


class _Joining:
    """How far the joining is."""

    def __init__(self, parts: Sequence[TextPart], limits: Limits) -> None:
        self._parts, self._limits = parts, limits
        self.stretches: list[Stretch] = []
        self.problems: list[Problem] = []
        self.whole = True
        self._at = self._lines = 0
        self._open = False

    def pieces(self, context: JobContext, total: int) -> Iterator[bytes]:
        """The joined text."""
        before = 0
        for part in self._parts:
            text = FileText(
                part.path, part.packing, part.encoding, Limits(self._limits.size - self._at, self._limits.ratio)
            )
            yield from self._own(part, _kept_in_place(part, text, text.pieces(context, before, total)))
            before += part.size
            told = [Problem(one.what, ", ".join(filter(None, (part.name, one.where)))) for one in text.problems]
            self.problems += told
            self.whole &= text.whole
            if text.problems:
                self.stretches[-1] = _told(self.stretches[-1], text.problems)

    def _own(self, part: TextPart, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """A part's text, a line feed before it where the text above lacks one."""
        begun, start, lines = False, self._at, self._lines
        for piece in pieces:
            if not begun and (self._open if part.start < 0 else part.start > self._at):
                yield b"\n"
                self._at, self._lines = self._at + 1, self._lines + 1
            if not begun:
                begun, start, lines = True, self._at, self._lines
            yield piece
            self._at, self._lines = self._at + len(piece), self._lines + piece.count(b"\n")
            self._open = not piece.endswith(b"\n")
        self.stretches.append(Stretch(start, self._at - start, lines))


def _kept_in_place(part: TextPart, text: FileText, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of a part, none of them empty; as many bytes and lines as it had when it was joined."""
    length = ends = 0
    try:
        for piece in pieces:
            own = piece[: part.length - length] if part.length >= 0 else piece
            length, ends = length + len(own), ends + own.count(b"\n")
            if own:
                yield own
    except SourceError as error:
        if part.length < 0:
            raise
        text.problems.append(Problem(error.what))
    if length < part.length:
        text.whole = False
        text.problems.append(
            Problem(f"{part.length - length:,} bytes that were joined are lost; blanks stand for them")
        )
        yield from _blanks(part.length - length, max(part.ends - ends, 0))


def _blanks(count: int, ends: int) -> Iterator[bytes]:
    ends = min(ends, count)
    for byte, many in ((b" ", count - ends), (b"\n", ends)):
        for done in range(0, many, BLANKS):
            yield byte * min(BLANKS, many - done)


def _told(stretch: Stretch, problems: list[Problem]) -> Stretch:
    words = "; ".join(f"{one.what} ({one.where})" if one.where else one.what for one in problems)
    return Stretch(stretch.start, stretch.length, stretch.lines, words)
