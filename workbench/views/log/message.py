"""How the message of a line is drawn: its variables, hits and colours, in as few texts as there are inks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from workbench.views.log.inks import Inks, layer
from workbench.views.log.rows import Line, LogRow
from workbench.views.log.text import Finder, kinds_of
from workbench.views.paint import Brush, TextBox

CONTEXT = 200
"""Characters before the first one in sight that are looked through for a hit that reaches into it."""
HIT, CURRENT, WRITER = 2, 15, 16
_RUN = re.compile(rb"(.)\1*", re.S)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is to be drawn of a line's text, and where: pixels [left, limit) of the line from y on, `height` high.

    first: character (of a long line: byte) that stands at the left edge · quiet: whether all of it is of little weight
    tinted: whether it stands on a colour · current: whether its first hit is the one stepped to · inked: show the
    writer's colours · marked: characters that the pointer selected
    """

    left: float
    limit: float
    y: float
    height: float
    first: int = 0
    quiet: bool = False
    tinted: bool = False
    current: bool = False
    inked: bool = True
    marked: tuple[int, int] = (0, 0)


def window_of(line: Line, row: LogRow, first: int, count: int) -> tuple[str, int, bool]:
    """Text from a little before `first` on with room for `count` characters, how much of it lies before `first`, and
    whether the line goes on behind it. A long line is read only there.
    """
    if row.long is not None and line.kind == "main" and first > 0:
        text = row.long.read(first, count + 64)[: count + 64]
        return text, 0, first + count < row.long.length
    start = max(first - CONTEXT, 0)
    more = len(line.text) > first + count or (row.long is not None and line.kind == "main")
    return line.text[start : first + count + 64], first - start, more


class MessagePainter:
    """Draws messages with one brush. size: of the font in pixels · inks: draws the texts once all lines are there."""

    def __init__(self, brush: Brush, finders: tuple[Finder, ...], size: int, inks: Inks) -> None:
        self.brush, self.finders, self.size, self.inks = brush, finders, size, inks
        self.everywhere = not any(one.sources for one in finders)
        self.advance = brush.theme.metrics(size, 400, True).horizontalAdvance("0")
        self.shift = brush.theme.shift(size, 400, True)

    def paint(self, line: Line, row: LogRow, where: Stretch) -> None:
        """The part of a line's text that is in sight."""
        count = int(max(where.limit - where.left, 0) / self.advance + 0.01)
        if count < 1:
            return
        text, skip, more = window_of(line, row, where.first, count)
        kinds = self._kinds(line, row, where, text, where.first - skip)
        start, end = where.marked
        left = where.left + max(start - where.first, 0) * self.advance
        right = min(where.left + max(end - where.first, 0) * self.advance, where.limit)
        chosen = QRectF(left, where.y, right - left, where.height) if end > start and right > left else None
        if chosen is not None:
            self.brush.fill(chosen, "accent", 0.35)
            base = where.first - skip
            covered = any(HIT <= kind < WRITER for kind in kinds[max(start - base, 0) : max(end - base, 0)])
            chosen = chosen if covered else None
        text, kinds = text[skip : skip + count], kinds[skip : skip + count]
        if more and text:
            text, kinds = f"{text[:-1]}…", kinds[:-1] + b"\x01"
        if text.isascii() or (more and text[:-1].isascii()):
            self._counted(text, kinds, row, where)
        else:
            self._measured(text, kinds, row, where)
        if chosen is not None:
            # Plates of hits and colours hide the ground of what is selected: its edges are drawn over them.
            for edge in (chosen.top(), chosen.bottom() - 2):
                self.brush.fill(QRectF(left, edge, chosen.width(), 2), "accent")

    def _kinds(self, line: Line, row: LogRow, where: Stretch, text: str, base: int) -> bytearray:
        quiet = max(row.quiet - line.offset - base, 0) if row.quiet >= 0 else -1
        finders = self.finders
        if not self.everywhere:
            finders = tuple(one for one in finders if not one.sources or row.source in one.sources)
        kinds = kinds_of(text, finders, quiet)
        if row.inks and where.inked:
            for number, one in enumerate(row.inks[: 256 - WRITER]):
                start = max(one.start - line.offset - base, 0)
                for at in range(start, min(one.end - line.offset - base, len(kinds))):
                    if kinds[at] < HIT:
                        kinds[at] = WRITER + number
        if where.current:
            at = kinds.find(HIT)
            while 0 <= at < len(kinds) and kinds[at] == HIT:
                kinds[at] = CURRENT
                at += 1
        return kinds

    def _style(self, kind: int, row: LogRow, where: Stretch) -> tuple[str, int, str]:
        """Ink, weight and plate of a kind of character."""
        if kind >= WRITER:
            one = row.inks[kind - WRITER]
            return one.ink or "text.primary", 600 if one.bold else 400, ""
        if kind == CURRENT:
            return "hit.nowtext", 600, "hit.now"
        if kind == HIT:
            return "hit.text", 400, "hit.bg"
        if kind > HIT:
            return "text.primary", 400, f"ink.{kind - HIT}"
        weak = "text.secondary" if where.tinted else "text.tertiary"
        return (weak if where.quiet or kind else "text.primary"), 400, ""

    def _counted(self, text: str, kinds: bytearray, row: LogRow, where: Stretch) -> None:
        """Text of a fixed pitch: each ink is one text, with blanks where the others stand."""
        inks: dict[tuple[str, int], list[int]] = {}
        plated = False
        for kind in sorted(set(kinds)):
            ink, weight, plate = self._style(kind, row, where)
            plated = plated or bool(plate)
            inks.setdefault((ink, weight), []).append(kind)
        if plated:
            self._plates(kinds, row, where)
        put, advance = self.inks.put, self.advance
        baseline = where.y + where.height / 2 + self.shift
        for (ink, weight), wanted in inks.items():
            if len(inks) == 1:
                put(ink, weight, where.left, baseline, text)
                break
            first, shown = layer(text, bytes(kinds), bytes(wanted))
            put(ink, weight, where.left + first * advance, baseline, shown)
        guard = self.brush.guard
        if guard is not None and not text.isspace() and text:
            ink_box = QRectF(where.left, where.y + (where.height - self.size) / 2, len(text) * advance, self.size)
            room = QRectF(where.left, where.y, where.limit - where.left, where.height)
            guard.append(TextBox(ink_box, room, text))

    def _plates(self, kinds: bytearray, row: LogRow, where: Stretch) -> None:
        """The grounds of hits and of a person's colours."""
        for found in _RUN.finditer(kinds):
            start, end = found.span()
            plate = self._style(kinds[start], row, where)[2]
            if plate:
                left = where.left + start * self.advance - 1
                box = QRectF(left, where.y + 2, (end - start) * self.advance + 2, where.height - 4)
                self.brush.round(box, plate, radius=2)

    def _measured(self, text: str, kinds: bytearray, row: LogRow, where: Stretch) -> None:
        """Text whose letters may be wider than others: run by run, each as wide as it is."""
        brush, left = self.brush, where.left
        for found in _RUN.finditer(bytes(kinds)):
            start, end = found.span()
            ink, weight, plate = self._style(kinds[start], row, where)
            run = text[start:end]
            width = brush.width(run, self.size, weight, True)
            room = where.limit - left
            if plate:
                box = QRectF(left - 1, where.y + 2, min(width, room) + 2, where.height - 4)
                brush.round(box, plate, radius=2)
            box = QRectF(left, where.y, min(width, room) + 0.5, where.height)
            brush.text(box, run, ink, size=self.size, weight=weight, mono=True, elide=True)
            left += width
            if left >= where.limit - 1:
                return
