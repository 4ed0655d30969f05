"""How one line of the log table looks: edge, mark, time, level, source, message, what persons said of it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPixmap

from workbench.views.log.columns import Columns
from workbench.views.log.inks import Inks
from workbench.views.log.message import MessagePainter, Stretch
from workbench.views.log.rows import Badge, Line, LogRow
from workbench.views.log.text import Finder, spans_of
from workbench.views.paint import BADGE_HEIGHT, Brush, TextBox

EDGE = 3
TAGS, TAG_LETTERS = 2, 14
PLAIN = Badge()
_EDGES = {"warn": ("warn", 0.6), "error": ("err", 0.75), "fatal": ("err", 0.75)}
_BARS = (0.78, 0.52, 0.9, 0.64, 0.7, 0.46)


@dataclass(frozen=True, slots=True)
class LineState:
    """What the table knows of a line beyond its text. marked: characters of it that the pointer selected.

    time: as the time's column shows it · above, below: whether the line there is selected too, so that one outline goes
    round both · cell: the name of the column that the keyboard is in, empty for none · outlined: show the selection's edge
    """

    cursor: bool = False
    selected: bool = False
    hovered: bool = False
    current_hit: bool = False
    opened: bool = False
    cell: str = ""
    marked: tuple[int, int] = (0, 0)
    time: str = ""
    above: bool = False
    below: bool = False
    outlined: bool = False


@dataclass(frozen=True, slots=True)
class LineLook:
    """How all lines are drawn. size: of the font in pixels · first: the character at the message's left edge
    inked: show the writer's colours · times_right: times stand at the right of their column
    """

    size: int = 12
    first: int = 0
    inked: bool = True
    times_right: bool = False


class LinePainter:
    """Paints lines with one brush; made anew for every paint, whose texts are there once `finish` was called."""

    def __init__(self, brush: Brush, columns: Columns, finders: tuple[Finder, ...], look: LineLook) -> None:
        self.brush, self.columns, self.finders, self.look = brush, columns, finders, look
        self.edges = columns.edges
        self.inks = Inks(brush, look.size)
        self.message = MessagePainter(brush, finders, look.size, self.inks)
        self.levels: dict[str, tuple[QPixmap, float]] = {}

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
            self._message(line, line.row, rect, state, badge, 0)
        elif line.kind in ("chip", "more"):
            self._chip(line, rect, state)
        elif line.kind == "body":
            self._body(line, rect, state)
        else:
            self._between(line, rect)
        if state.outlined:
            self._outline(rect, state)

    def finish(self) -> None:
        """Draw the texts of all lines that were painted."""
        self.inks.draw()

    def _waiting(self, position: int, rect: QRectF) -> None:
        middle = rect.center().y() - 4
        room = max(rect.width() - self.columns.message - 40, 40)
        spans = [(left + 4, min(right - left - 22, 96)) for _name, left, right in self.edges]
        for left, width in (*spans, (self.columns.message + 6, room * _BARS[position % len(_BARS)])):
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
        elif badge.ink or badge.number:
            ink = f"ink.{badge.ink or badge.number}"
            self.brush.fill(rect.adjusted(self.columns.message, 0, 0, 0), ink, 0.55)

    def _main(self, line: Line, row: LogRow, rect: QRectF, state: LineState, badge: Badge) -> None:
        brush, y, height = self.brush, rect.top(), rect.height()
        if state.cursor:
            brush.fill(QRectF(rect.left(), y, EDGE, height), "cursor")
        elif row.level in _EDGES:
            token, alpha = _EDGES[row.level]
            brush.fill(QRectF(rect.left(), y + 1, EDGE, height - 2), token, alpha)
        if state.hovered or badge.number or badge.label or badge.marked:
            self._marks(rect, state, badge)
        if badge.matched:
            brush.fill(QRectF(self.columns.time - 3, y + 2, 3, height - 4), "hit.now")
        for name, left, right in self.edges:
            self._cell(name, left, right, y, height, row, state, badge)
        self._message(line, row, rect, state, badge, self._plates(rect, badge) if badge != PLAIN else 0.0)

    def _cell(
        self, name: str, left: int, right: int, y: float, height: float, row: LogRow, state: LineState, badge: Badge
    ) -> None:
        if name == "time":
            ink, weight = ("cursor", 600) if state.cursor else ("text.secondary", 400)
            at_right = self.look.times_right
            room = right - left - (12 if at_right else 4)
            self._text(left + 4, y, room, height, state.time or row.time, ink, weight, at_right)
        elif name == "level":
            if row.level != "unknown":
                self._level(row.level, left + 2, int(y + height / 2 - 8), min(62, right - left - 4))
        elif name == "source":
            ink = "text.tertiary" if badge.context else "text.secondary"
            self._text(left + 6, y, right - left - 12, height, row.source, ink)
        else:
            ink = "text.tertiary" if badge.context else "text.primary"
            self._text(left + 6, y, right - left - 12, height, row.fields().get(name, ""), ink)
        if state.cell == name:
            self.brush.round(QRectF(left, y + 1, right - left - 2, height - 2), "", "accent", radius=3)

    def _level(self, level: str, x: float, y: float, width: float) -> None:
        """A level's badge; its picture and the width of its word are looked up once a paint."""
        brush = self.brush
        known = self.levels.get(level)
        if known is None:
            known = self.levels[level] = (brush.level_plate(level, width), brush.width(level.upper(), 11, 600))
        brush.painter.drawPixmap(QPointF(x, y), known[0])
        if brush.guard is not None:
            box = QRectF(x + 18, y, width - 18, BADGE_HEIGHT)
            ink = QRectF(x + 18, y + BADGE_HEIGHT / 2 - 5.5, known[1], 11)
            brush.guard.append(TextBox(ink, box, level.upper()))

    def _text(
        self, left: float, y: float, room: float, height: float, text: str, ink: str, weight: int = 400,
        right: bool = False,
    ) -> None:  # fmt: skip
        """One text of the fixed pitch, cut with a sign where it is too long; counted, not measured, where it can be."""
        brush, size, advance = self.brush, self.look.size, self.message.advance
        if not text.isascii():
            align = "right" if right else "left"
            box = QRectF(left, y, room, height)
            brush.text(box, text, ink, size=size, weight=weight, mono=True, align=align, elide=True)
            return
        if not text:
            return
        most = int(room / advance + 0.02)
        if len(text) > most:
            text = f"{text[: max(most - 1, 0)]}…"
        wide = len(text) * advance
        start = left + room - wide if right else left
        middle = y + height / 2
        self.inks.put(ink, weight, start, middle + self.message.shift, text)
        if brush.guard is not None:
            ink_box = QRectF(start, middle - size / 2, wide, size)
            brush.guard.append(TextBox(ink_box, QRectF(left, y, room, height), text))

    def _marks(self, rect: QRectF, state: LineState, badge: Badge) -> None:
        """The pin, the mark and the number of the label: one of them large, two of them small."""
        brush, top = self.brush, rect.center().y()
        shown = [*(["number"] if badge.number else []), *(["pin"] if badge.label else []),
                 *(["flag"] if badge.marked else [])][:2]  # fmt: skip
        inks = {"pin": "accent.text", "flag": "text.secondary"}
        if not shown and state.hovered:
            brush.icon("pin", rect.left() + 7, top - 7, 14, "text.disabled")
        for at, name in enumerate(shown):
            small = len(shown) > 1
            left = rect.left() + (4 + 11 * at if small else 7)
            if name == "number":
                plate = QRectF(left, top - 7, 11 if small else 13, 14)
                brush.round(plate, f"ink.{badge.number}", radius=3)
                brush.text(plate, str(badge.number), "text.primary", size=11, weight=600, align="center")
            elif small:
                brush.icon(name, left, top - 5.5, 11, inks[name])
            else:
                brush.icon(name, left, top - 7, 14, inks[name])

    def _plates(self, rect: QRectF, badge: Badge) -> float:
        """What persons said, at the right: tags, a comment, the evidence's id. Gives the pixels taken."""
        brush, right = self.brush, rect.right() - 8
        if badge.label:
            right = self._plate(rect, right, badge.label, "accent.tint", "accent.text", 600)
        if badge.comment:
            right -= 16
            brush.icon("notes", right, rect.center().y() - 6, 12, "text.secondary")
            right -= 4
        if badge.back:
            right -= 14
            brush.icon("rollback", right, rect.center().y() - 6, 12, "warn")
            right -= 4
        if badge.number and badge.label and badge.marked:
            right -= 14
            brush.icon("flag", right, rect.center().y() - 6, 12, "text.secondary")
            right -= 4
        if badge.tags and rect.right() - self.columns.message > 260:
            more = len(badge.tags) - TAGS
            names = [*badge.tags[:TAGS], *([f"+{more}"] if more > 0 else [])]
            for name in reversed(names):
                text = name if len(name) <= TAG_LETTERS else f"{name[: TAG_LETTERS - 1]}…"
                right = self._plate(rect, right, text, "bg.raised", "text.secondary", 500)
        return rect.right() - 8 - right

    def _plate(self, rect: QRectF, right: float, text: str, ground: str, ink: str, weight: int) -> float:
        brush = self.brush
        width = brush.width(text, 11, weight) + 10
        plate = QRectF(right - width, rect.center().y() - 8, width, 16)
        brush.round(plate, ground, "line" if ground == "bg.raised" else "", radius=3)
        brush.text(plate, text, ink, size=11, weight=weight, align="center")
        return right - width - 4

    def _message(
        self, line: Line, row: LogRow, rect: QRectF, state: LineState, badge: Badge, taken: float
    ) -> None:  # fmt: skip
        tinted = bool(state.selected or badge.ink or badge.number)
        self.message.paint(line, row, Stretch(
            self.columns.message + 6.0, rect.right() - 4 - taken, rect.top(), rect.height(),
            first=0 if state.opened or line.kind == "wrap" else self.look.first,
            quiet=badge.context or row.level in ("debug", "trace"), tinted=tinted, current=state.current_hit,
            inked=self.look.inked and not badge.context, marked=state.marked,
        ))  # fmt: skip

    def _chip(self, line: Line, rect: QRectF, state: LineState) -> None:
        brush, left = self.brush, float(self.columns.message + 4)
        room = rect.right() - left - 8
        width = min(brush.width(line.text, 11) + 30, room)
        plate = QRectF(left, rect.center().y() - 8, width, 16)
        brush.round(plate, "bg.hover" if state.hovered else "bg.raised", "line", radius=3)
        name = "plus" if line.kind == "more" else "chev-down" if state.opened else "chev-right"
        brush.icon(name, left + 4, rect.center().y() - 6, 12)
        place = QRectF(left + 20, rect.top(), width - 26, rect.height())
        if brush.width(line.text, 11) > place.width():
            brush.text(place, line.text, "text.secondary", size=11, elide=True)
            return
        x = place.left()
        for span in spans_of(line.text, self.finders if line.kind == "chip" else ()):
            text = line.text[span.start : span.end]
            used = brush.width(text, 11)
            if span.kind == "hit":
                brush.round(QRectF(x - 1, rect.center().y() - 6, used + 2, 12), "hit.bg", radius=2)
            ink = "hit.text" if span.kind == "hit" else "text.secondary"
            brush.text(QRectF(x, rect.top(), used + 0.5, rect.height()), text, ink, size=11)
            x += used

    def _body(self, line: Line, rect: QRectF, state: LineState) -> None:
        brush, body, size = self.brush, line.body, self.look.size
        if body is None:
            return
        left, right = self.columns.message + 6.0, rect.right() - 8
        brush.line(left + 7, rect.top(), left + 7, rect.bottom(), "line.strong")
        start, end = state.marked
        if end > start:
            advance = self.message.advance
            brush.fill(
                QRectF(left + 20 + start * advance, rect.top(), (end - start) * advance, rect.height()), "accent", 0.35
            )
        ink = "accent.text" if body.key else "text.tertiary" if body.dim else "text.secondary"
        place = QRectF(left + 20, rect.top(), max(right - left - 20, 0), rect.height())
        used = brush.text(place, body.text, ink, size=size, mono=True, elide=True)
        rest = place.adjusted(used + 10, 0, 0, 0)
        if body.tail and rest.width() > 40:
            ink = "text.tertiary" if body.dim else "text.secondary"
            brush.text(rest, body.tail, ink, size=size, mono=True, elide=True)

    def _between(self, line: Line, rect: QRectF) -> None:
        """A silence, another day, or where new lines begin: a line across with its words."""
        brush, middle = self.brush, rect.center().y()
        left = self.columns.message + 6.0
        ink = "accent.text" if line.kind == "new" else "text.secondary"
        width = min(brush.width(line.text, 11, 500), max(rect.right() - left - 20, 0))
        for one, other in ((rect.left() + EDGE, left - 6), (left + width + 6, rect.right() - 4)):
            if line.kind == "gap" and other > one:
                brush.hatch(QRectF(one, middle - 2, other - one, 4), "line.strong", 0.9, 4)
            elif other > one:
                brush.fill(QRectF(one, middle, other - one, 1), "accent" if line.kind == "new" else "line.strong")
        brush.text(
            QRectF(left, rect.top(), width + 0.5, rect.height()), line.text, ink, size=11, weight=500, elide=True
        )

    def _outline(self, rect: QRectF, state: LineState) -> None:
        """The selection's indigo edge, open towards lines that are selected too."""
        brush, y, bottom = self.brush, rect.top(), rect.bottom()
        brush.fill(QRectF(rect.left(), y, 1, rect.height()), "accent")
        brush.fill(QRectF(rect.right() - 1, y, 1, rect.height()), "accent")
        if not state.above:
            brush.fill(QRectF(rect.left(), y, rect.width(), 1), "accent")
        if not state.below:
            brush.fill(QRectF(rect.left(), bottom - 1, rect.width(), 1), "accent")
