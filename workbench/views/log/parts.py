"""The lines of one record: its message, wrapped or unfolded a page at a time, its chip, its body."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.views.log.rows import BODY_LINES, BodyLine, Line, LogRow
from workbench.views.log.text import PAINTED

WRAP_LINES = 40
"""Lines of a message that is wrapped but not unfolded, and of each page of it when it is."""
PIECE = 1 << 14
"""Bytes of a long line that are read at a time."""

Text = tuple[str, int]
"""A line of a message, and the place of its first character in it."""


def cut(text: str, width: int, first: int = 0) -> list[Text]:
    """A text as lines of `width` characters."""
    return [(text[at : at + width], first + at) for at in range(0, len(text), width)] or [(text, first)]


class OpenedRecord:
    """One unfolded record: what was asked of it so far, page after page, never more.

    width: characters of a line. `texts` are the message's lines, `bodies` the lines under them, `more` says in words what
    is left out, empty for nothing.
    """

    def __init__(self, row: LogRow, width: int, pages: int = 1) -> None:
        self.row, self.width = row, width
        self.texts: list[Text] = []
        self.bodies: list[BodyLine] = []
        self._message = self._pieces()
        self._held, self._held_at = (), 0
        self._rest_at = -1
        self._body_asked = False
        self._next: Text | None = next(self._message, None)
        for _page in range(pages):
            self.open_more()

    def open_more(self) -> None:
        """One page more: of the message while there is some, then of the lines under it."""
        wanted = len(self.texts) + WRAP_LINES
        while self._next is not None and len(self.texts) < wanted:
            self.texts.append(self._next)
            self._next = next(self._message, None)
        if not self._body_asked and (self.row.chip or self.row.more):
            self._body_asked = True
            self._held, self._rest_at = self.row.body(), self.row.rest_at
            self._add_bodies()
        elif self._body_asked and self._next is None:
            self._add_bodies()

    def _pieces(self) -> Iterator[Text]:
        if self.row.long is None:
            yield from cut(self.row.message[: PAINTED * 4], self.width)
            return
        at, left, begun = 0, "", 0
        while at < self.row.long.length:
            left += self.row.long.read(at, PIECE)
            at += PIECE
            whole = len(left) - len(left) % self.width if at < self.row.long.length else len(left)
            yield from cut(left[:whole], self.width, begun) if whole else ()
            begun += whole
            left = left[whole:]

    def _add_bodies(self) -> None:
        wanted = len(self.bodies) + BODY_LINES
        while len(self.bodies) < wanted:
            if self._held_at >= len(self._held):
                if self._rest_at < 0 or self.row.rest is None:
                    return
                self._held, self._rest_at = self.row.rest(self._rest_at)
                self._held_at = 0
                continue
            self.bodies += self._broken(self._held[self._held_at])
            self._held_at += 1

    def _broken(self, line: BodyLine) -> list[BodyLine]:
        """A line longer than the table is wide as several; links stay whole."""
        width = max(self.width - 4, 20)
        if line.key or line.dim or len(line.text) <= width:
            return [line]
        return [BodyLine(text) for text, _at in cut(line.text[: PAINTED * 2], width)]

    @property
    def more(self) -> str:
        """What a click on the last line would go on with."""
        if self._next is not None and self.row.long is not None:
            left = max(self.row.long.length - self._next[1], 0)
            return f"about {left:,} more bytes of this line"
        if self._next is not None:
            return "more of this line"
        held = len(self._held) - self._held_at
        if self._rest_at >= 0:
            return "more lines of this record"
        return f"{held:,} more line{'' if held == 1 else 's'}" if held > 0 else ""


class Parts:
    """The lines of one record as one sequence: counted without being made, made when they are asked for."""

    __slots__ = ("after", "bodies", "more", "position", "row", "texts")

    def __init__(self, position: int, row: LogRow, texts: list[Text], opened: OpenedRecord | None) -> None:
        self.position, self.row, self.texts = position, row, texts
        self.bodies = opened.bodies if opened else []
        self.more = opened.more if opened else ""
        self.after: tuple = ()

    def __len__(self) -> int:
        return len(self.texts) + bool(self.row.chip) + len(self.bodies) + bool(self.more) + len(self.after)

    def lines(self, start: int, stop: int) -> Iterator[Line]:
        """Lines [start, stop) of them."""
        for part in range(max(start, 0), min(stop, len(self))):
            yield self._line(part)

    def _line(self, part: int) -> Line:
        position, row, at = self.position, self.row, part
        if at < len(self.texts):
            text, offset = self.texts[at]
            return Line(position, part, "wrap" if part else "main", row, text, offset=offset)
        at -= len(self.texts)
        if row.chip:
            if at == 0:
                return Line(position, part, "chip", row, row.chip)
            at -= 1
        if at < len(self.bodies):
            body = self.bodies[at]
            return Line(position, part, "body", row, body.text, body)
        at -= len(self.bodies)
        if self.more:
            if at == 0:
                return Line(position, part, "more", row, self.more)
            at -= 1
        kind, text = self.after[at]
        return Line(position, part, kind, row, text)
