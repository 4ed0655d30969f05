"""HTTP requests below each other on a common time axis: each bar stacked of the phases that took its time."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.analysis.trails.exchanges import PHASES, Exchange
from workbench.analysis.trails.wording import length_text, size_text
from workbench.model.instants import clock_text
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme
from workbench.views.time_axis import TimeScale
from workbench.views.trail.harmless import harmless
from workbench.views.trail.offset_axis import paint_cursor, paint_labels, paint_lines
from workbench.views.trail.trail_list import AXIS_LEAST, PAD, ROW, TrailList, scale_of

TOKENS: dict[str, str] = dict(zip(PHASES, ("line.strong", "s3", "s2", "s4", "s5", "s1", "s6"), strict=True))
METHOD, STATUS, SIZE, START, LENGTH, GAP = 46, 40, 62, 62, 62, 8
WIDEST, WIDE, MIDDLE = 760, 620, 470
LEGEND = 20


@dataclass(frozen=True, slots=True)
class _Columns:
    """Left edges of the columns at the present width; -1 where one is left out."""

    path: float
    path_end: float
    status: float
    size: float
    start: float
    length: float
    axis: TimeScale | None


class ExchangeList(TrailList):
    """A row a request."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "HTTP requests", parent)
        self.exchanges: tuple[Exchange, ...] = ()
        self.zone = "UTC"
        self._span = (0, 0)
        self.legend = Legend(theme, self)
        self.setViewportMargins(0, 0, 0, LEGEND)

    def show_exchanges(self, exchanges: tuple[Exchange, ...], zone: str) -> None:
        """Show requests in this order; times in a zone."""
        self.exchanges, self.zone = exchanges, zone
        starts = [one.t for one in exchanges if one.t is not None]
        ends = [one.t + one.length for one in exchanges if one.t is not None]
        self._span = (min(starts, default=0), max(ends, default=0))
        told = {phase.name for one in exchanges for phase in one.phases}
        self.legend.show_phases(tuple(name for name in PHASES if name in told))
        self.rows_came()

    @property
    def count(self) -> int:
        """How many requests there are."""
        return len(self.exchanges)

    def key_of(self, number: int) -> str:
        """The id of the request's record."""
        return self.exchanges[number].key

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        super().set_theme(theme)
        self.legend.theme = theme
        self.legend.update()

    def set_range(self) -> None:
        """Keep the scroll bar true, and the legend below the rows."""
        super().set_range()
        place = self.viewport().geometry()
        self.legend.setGeometry(place.left(), place.bottom() + 1, place.width(), LEGEND)

    # ------------------------------------------------------------------------------------------------ places
    def columns(self) -> _Columns:
        """Where the columns lie."""
        width = float(self.viewport().width())
        path = PAD + METHOD + GAP
        wide, middle = width >= WIDE, width >= MIDDLE
        widest = width >= WIDEST
        fixed = STATUS + GAP + LENGTH + GAP + (SIZE + GAP if wide else 0) + (START + GAP if widest else 0)
        share = (width - path - fixed) * (0.42 if middle else 0.6)
        path_end = path + max(share, 60.0)
        status = path_end + GAP
        size = status + STATUS + GAP if wide else -1.0
        start = size + SIZE + GAP if widest else -1.0
        length = (start + START if widest else size + SIZE if wide else status + STATUS) + GAP
        left = length + LENGTH + 14
        axis = scale_of(*self._span, left, width - PAD) if self._span[1] and width - left >= AXIS_LEAST else None
        return _Columns(path, path_end, status, size, start, length, axis)

    def part_at(self, number: int, at: QPointF) -> str:
        """The mark behind a path that leads on to the request's trace."""
        columns = self.columns()
        if self.exchanges[number].trace and columns.path_end - 18 <= at.x() < columns.path_end:
            return f"trace:{self.exchanges[number].trace}"
        return ""

    # ------------------------------------------------------------------------------------------------ painting
    def paint_head(self, brush: Brush, rect: QRectF) -> None:
        """Column titles and the axis."""
        columns, height = self.columns(), rect.height()
        brush.text(QRectF(PAD, 0, columns.path_end - PAD, height), "Request", "text.tertiary", size=11)
        for left, width, title in (
            (columns.status, STATUS, "Status"), (columns.size, SIZE, "Size"), (columns.start, START, "Start"),
            (columns.length, LENGTH, "Length"),
        ):  # fmt: skip
            if left >= 0:
                brush.text(QRectF(left, 0, width, height), title, "text.tertiary", size=11, align="right")
        if columns.axis is not None:
            paint_labels(brush, columns.axis, rect)

    def paint_ground(self, brush: Brush, rect: QRectF) -> None:
        """The lines of the axis."""
        axis = self.columns().axis
        if axis is not None:
            paint_lines(brush, axis, rect)

    def paint_over(self, brush: Brush, rect: QRectF) -> None:
        """The shared cursor."""
        axis = self.columns().axis
        if axis is not None:
            paint_cursor(brush, axis, rect, self.cursor)

    def paint_row(self, brush: Brush, number: int, rect: QRectF) -> None:
        """A request."""
        one, columns = self.exchanges[number], self.columns()
        ink = "err" if one.failed else "text.primary"
        place = QRectF(PAD, rect.top(), METHOD, ROW)
        brush.text(place, harmless(one.method) or "?", "text.secondary", size=11, mono=True, elide=True)
        box = QRectF(columns.path, rect.top(), columns.path_end - columns.path - (22 if one.trace else 0), ROW)
        if one.failed:
            brush.level_shape("error", box.left() + 4, box.center().y(), 4)
            box = box.adjusted(13, 0, 0, 0)
        brush.text(box, harmless(one.path), ink, elide=True)
        if one.trace:
            token = "accent.text" if number == self.hover else "text.tertiary"
            brush.icon("timeline", columns.path_end - 17, rect.top() + 4, 16, token)
        status = "" if one.status < 0 else str(one.status) if one.status else "none"
        brush.text(QRectF(columns.status, rect.top(), STATUS, ROW), status, ink, size=11, align="right", elide=True)
        if columns.size >= 0 and one.size >= 0:
            brush.text(QRectF(columns.size, rect.top(), SIZE, ROW), size_text(one.size), "text.secondary", size=11,
                       align="right", elide=True)  # fmt: skip
        if columns.start >= 0 and one.t is not None:
            brush.text(QRectF(columns.start, rect.top(), START, ROW), length_text(one.t - self._span[0]), "text.secondary",
                       size=11, align="right", elide=True)  # fmt: skip
        length = length_text(one.length) if one.length else "" if one.t is not None else "no time"
        brush.text(QRectF(columns.length, rect.top(), LENGTH, ROW), length, "text.secondary", size=11, align="right",
                   elide=True)  # fmt: skip
        if columns.axis is not None and one.t is not None:
            self._paint_bar(brush, one, one.t, rect, columns.axis)

    def _paint_bar(self, brush: Brush, one: Exchange, start: int, rect: QRectF, axis: TimeScale) -> None:
        first = axis.x(start)
        top, whole = rect.top() + 7, min(max(axis.x(start + one.length), first + 2), axis.right)
        brush.round(QRectF(first, top, whole - first, 10), "line.strong", radius=2, alpha=0.6)
        at = start
        for phase in one.phases:
            x, end = axis.x(at), min(axis.x(at + phase.ns), axis.right)
            if end > x:
                brush.fill(QRectF(x, top, max(end - x, 1.0), 10), TOKENS[phase.name])
            at += phase.ns
        if one.failed:
            brush.round(QRectF(first - 2, top - 2, whole - first + 4, 14), "", "err", radius=3)
            need = brush.width(one.failed, 11) + 1
            if axis.right - whole - 8 >= need:
                brush.text(QRectF(whole + 8, rect.top(), need, ROW), one.failed, "err", size=11)

    # ------------------------------------------------------------------------------------------------ words
    def sentence_of(self, number: int) -> str:
        """A request with its phases."""
        one = self.exchanges[number]
        when = clock_text(one.t, 3, self.zone) if one.t is not None else "no time"
        words = [f"{harmless(one.method)} {harmless(one.url or one.path)}", f"{when}, {length_text(one.length)}"]
        words += [f"{phase.name} {length_text(phase.ns)}" for phase in one.phases]
        if one.failed:
            words.append(f"failed: {harmless(one.failed)}")
        if one.trace:
            words.append(f"trace {one.trace}")
        return "\n".join(words)


class Legend(QWidget):
    """What the colours of the phases mean."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.phases: tuple[str, ...] = ()
        self.text_boxes: list[TextBox] = []

    def show_phases(self, phases: tuple[str, ...]) -> None:
        """Show these; none where no request tells its phases."""
        self.phases = phases
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a square and a word for each, as far as there is room."""
        self.text_boxes.clear()
        brush = Brush(QPainter(self), self.theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.panel")
        brush.line(0, 0, self.width(), 0, "line")
        x = float(PAD)
        for name in self.phases or ("phases aren't told",):
            width = brush.width(name, 11)
            if x + 14 + width > self.width() - PAD:
                break
            if name in TOKENS:
                brush.fill(QRectF(x, 6, 9, 9), TOKENS[name])
            brush.text(QRectF(x + 14, 1, width + 1, LEGEND - 1), name, "text.tertiary", size=11)
            x += 14 + width + 14
        brush.painter.end()
