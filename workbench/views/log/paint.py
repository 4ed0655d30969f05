"""How one line of the log table looks: edge, mark, time, level, source, message with its variables and hits."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from workbench.views.log.rows import Badge, Line, LogRow
from workbench.views.log.text import Finder, spans_of
from workbench.views.paint import Brush

EDGE = 3
LABEL_ROOM = 48
_EDGES = {"warn": ("warn", 0.6), "error": ("err", 0.75), "fatal": ("err", 0.75)}
_BARS = (0.78, 0.52, 0.9, 0.64, 0.7, 0.46)


@dataclass(frozen=True, slots=True)
class Columns:
    """Left edges of the columns in pixels; the message takes the rest."""

    time: int = 26
    level: int = 124
    source: int = 194
    message: int = 336

    @staticmethod
    def for_width(width: int) -> Columns:
        """The usual columns, with a shorter source where there is little room."""
        return Columns() if width >= 620 else Columns(message=194 + max(64, 142 - (620 - width) // 2))

    def at(self, x: float) -> str:
        """The name of the column at x."""
        edges = ((self.message, "message"), (self.source, "source"), (self.level, "level"), (self.time, "time"))
        return next((name for left, name in edges if x >= left), "mark")


@dataclass(frozen=True, slots=True)
class LineState:
    """What the table knows of a line beyond its text. marked: characters of it that the pointer selected."""

    cursor: bool = False
    selected: bool = False
    hovered: bool = False
    current_hit: bool = False
    opened: bool = False
    cell: str = ""
    marked: tuple[int, int] = (0, 0)


class LinePainter:
    """Paints lines with one brush; made anew for every paint."""

    def __init__(self, brush: Brush, columns: Columns, finders: tuple[Finder, ...]) -> None:
        self.brush, self.columns, self.finders = brush, columns, finders
        self.advance = brush.theme.metrics(12, 400, True).horizontalAdvance("0")

    def paint(self, line: Line, rect: QRectF, state: LineState, badge: Badge) -> None:
        """One line in its rectangle."""
        if line.row is None:
            self._waiting(line.position, rect)
            return
        if line.kind in ("main", "wrap"):
            self._ground(rect, state, badge)
        if line.kind == "main":
            self._main(line, line.row, rect, state, badge)
        elif line.kind == "wrap":
            self._message(line, line.row, rect, state, 0)
        elif line.kind == "chip":
            self._chip(line, rect, state)
        else:
            self._body(line, rect)

    def _waiting(self, position: int, rect: QRectF) -> None:
        middle = rect.center().y() - 4
        room = max(rect.width() - self.columns.message - 40, 40)
        widths = (self.columns.time + 4, 76), (self.columns.level + 2, 52), (self.columns.source + 6, 96)
        for left, width in (*widths, (self.columns.message + 6, room * _BARS[position % len(_BARS)])):
            self.brush.round(QRectF(left, middle, width, 8), "bg.hover", radius=2)

    def _ground(self, rect: QRectF, state: LineState, badge: Badge) -> None:
        if state.cursor:
            self.brush.fill(rect, "bg.cursorrow")
        elif state.selected:
            self.brush.fill(rect, "bg.selected")
        elif state.hovered:
            self.brush.fill(rect, "bg.hover")
        elif badge.lit:
            self.brush.fill(rect, "accent", 0.12)
        elif badge.ink:
            self.brush.fill(rect.adjusted(self.columns.message, 0, 0, 0), f"ink.{badge.ink}", 0.55)

    def _main(self, line: Line, row: LogRow, rect: QRectF, state: LineState, badge: Badge) -> None:
        brush, columns, y, height = self.brush, self.columns, rect.top(), rect.height()
        if state.cursor:
            brush.fill(QRectF(rect.left(), y, EDGE, height), "cursor")
        elif row.level in _EDGES:
            token, alpha = _EDGES[row.level]
            brush.fill(QRectF(rect.left(), y + 1, EDGE, height - 2), token, alpha)
        self._marks(rect, state, badge)
        if badge.matched:
            brush.fill(QRectF(columns.time - 3, y + 2, 3, height - 4), "hit.now")
        ink, weight = ("cursor", 600) if state.cursor else ("text.secondary", 400)
        time = QRectF(columns.time + 4, y, columns.level - columns.time - 4, height)
        brush.text(time, row.time, ink, weight=weight, mono=True)
        if row.level != "unknown":
            brush.level_badge(row.level, columns.level + 2, y + (height - 16) / 2)
        source = QRectF(columns.source + 6, y, columns.message - columns.source - 12, height)
        brush.text(source, row.source, "text.secondary", mono=True, elide=True)
        self._message(line, row, rect, state, LABEL_ROOM if badge.label else 0)
        if badge.label:
            width = brush.width(badge.label, 11, 600) + 10
            plate = QRectF(rect.right() - width - 8, y + 2, width, height - 4)
            brush.round(plate, "accent.tint", radius=3)
            brush.text(plate, badge.label, "accent.text", size=11, weight=600, align="center")

    def _marks(self, rect: QRectF, state: LineState, badge: Badge) -> None:
        top = rect.center().y()
        if badge.label and badge.marked:
            self.brush.icon("pin", rect.left() + 4, top - 5.5, 11, "accent.text")
            self.brush.icon("flag", rect.left() + 15, top - 5.5, 11, "text.secondary")
        elif badge.label:
            self.brush.icon("pin", rect.left() + 7, top - 7, 14, "accent.text")
        elif badge.marked:
            self.brush.icon("flag", rect.left() + 7, top - 7, 14, "text.secondary")
        elif state.hovered:
            self.brush.icon("pin", rect.left() + 7, top - 7, 14, "text.disabled")

    def _message(self, line: Line, row: LogRow, rect: QRectF, state: LineState, taken: float) -> None:
        brush, y, height = self.brush, rect.top(), rect.height()
        left, limit = self.columns.message + 6.0, rect.right() - 4 - taken
        quiet = row.level in ("debug", "trace")
        start, end = state.marked
        if end > start:
            brush.fill(QRectF(left + start * self.advance, y, (end - start) * self.advance, height), "accent", 0.35)
        current, shown = state.current_hit, int(max(limit - left, 0) / self.advance) + 2
        fields = max(row.quiet - line.offset, 0) if row.quiet >= 0 else -1
        for span in spans_of(line.text[: max(shown, 8) + 64], self.finders, fields):
            text = line.text[span.start : span.end]
            ink, weight = "text.tertiary" if quiet or span.kind == "variable" else "text.primary", 400
            width = brush.width(text, 12, 400, True)
            if span.kind == "hit":
                plate, ink, weight = ("hit.now", "hit.nowtext", 600) if current else ("hit.bg", "hit.text", 400)
                current = False
                brush.round(QRectF(left - 1, y + 2, min(width, limit - left) + 2, height - 4), plate, radius=2)
            elif span.kind == "ink":
                ink = "text.primary"
                plate = QRectF(left - 1, y + 2, min(width, limit - left) + 2, height - 4)
                brush.round(plate, f"ink.{span.ink}", radius=2)
            box = QRectF(left, y, min(width, limit - left) + 0.5, height)
            if left + width > limit:
                rest = line.text[span.start : span.start + shown] + " "
                brush.text(box, rest if len(rest) > len(text) else text, ink, weight=weight, mono=True, elide=True)
                break
            brush.text(box, text, ink, weight=weight, mono=True)
            left += width

    def _chip(self, line: Line, rect: QRectF, state: LineState) -> None:
        brush, left = self.brush, float(self.columns.message + 4)
        room = rect.right() - left - 8
        width = min(brush.width(line.text, 11) + 30, room)
        plate = QRectF(left, rect.top() + 2, width, rect.height() - 4)
        brush.round(plate, "bg.hover" if state.hovered else "bg.raised", "line", radius=3)
        brush.icon("chev-down" if state.opened else "chev-right", left + 4, rect.center().y() - 6, 12)
        place = QRectF(left + 20, rect.top(), width - 26, rect.height())
        if brush.width(line.text, 11) > place.width():
            brush.text(place, line.text, "text.secondary", size=11, elide=True)
            return
        x = place.left()
        for span in spans_of(line.text, self.finders):
            text = line.text[span.start : span.end]
            used = brush.width(text, 11)
            if span.kind == "hit":
                brush.round(QRectF(x - 1, rect.top() + 4, used + 2, rect.height() - 8), "hit.bg", radius=2)
            ink = "hit.text" if span.kind == "hit" else "text.secondary"
            brush.text(QRectF(x, rect.top(), used + 0.5, rect.height()), text, ink, size=11)
            x += used

    def _body(self, line: Line, rect: QRectF) -> None:
        brush, body = self.brush, line.body
        if body is None:
            return
        left, right = self.columns.message + 6.0, rect.right() - 8
        brush.line(left + 7, rect.top(), left + 7, rect.bottom(), "line.strong")
        ink = "accent.text" if body.key else "text.tertiary" if body.dim else "text.secondary"
        place = QRectF(left + 20, rect.top(), max(right - left - 20, 0), rect.height())
        used = brush.text(place, body.text, ink, mono=True, elide=True)
        rest = place.adjusted(used + 10, 0, 0, 0)
        if body.tail and rest.width() > 40:
            brush.text(rest, body.tail, "text.tertiary" if body.dim else "text.secondary", mono=True, elide=True)
