"""The code itself: a diff side by side or unified, or a whole file; only the rows in sight are made and painted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from workbench.model.code import DiffLine, SideRow
from workbench.views.code_paint import ROW, CodePainter
from workbench.views.code_rows import CodeRows
from workbench.views.highlight import Highlighter, Tint
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

HEAD = 22
KEPT_TEXTS = 24
"""Texts whose colours are kept."""


class CodeView(QAbstractScrollArea):
    """chosen(row): the user went to a row · unfolded(): a fold was opened."""

    chosen = Signal(int)
    unfolded = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.text_boxes: list[TextBox] = []
        self.rows: CodeRows | None = None
        self.split = False
        self.current, self.target = -1, -1
        self.raised, self.raised_text = 0, "raised here"
        self.labels: Mapping[int, str] = {}
        self.headings: Mapping[int, str] = {}
        self.titles: tuple[str, str] = ("Before", "After")
        self._hovered = -1
        self._sides: dict[str, Highlighter] = {}
        self._lighters: OrderedDict[tuple[str, tuple[str, ...]], Highlighter] = OrderedDict()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Code")
        self.viewport().setMouseTracking(True)
        self.horizontalScrollBar().valueChanged.connect(lambda _value: self.viewport().update())
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.viewport().update())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.viewport().update()

    # ------------------------------------------------------------------------------------------- what is shown
    def show_rows(self, rows: CodeRows, split: bool, old: tuple[str, ...] | None) -> None:
        """Show other rows. split: side by side · old: the other side's whole text for colours, None where unknown."""
        self.rows, self.split = rows, split
        self.current = self.target = -1
        self._hovered = -1
        self._sides = {"new": self._lighter(rows, rows.lines, "new"), "old": self._lighter(rows, old, "old")}
        self.horizontalScrollBar().setValue(0)
        self._ranges()
        self.viewport().update()

    def _lighter(self, rows: CodeRows, lines: tuple[str, ...] | None, side: str) -> Highlighter:
        if lines is not None:
            return self._kept_lighter(rows.path, lines)
        known = {line.new if side == "new" else line.old: line.text for line in rows.known(side)}
        return Highlighter(rows.path, max(known, default=0), lambda number: known.get(number + 1, ""))

    def _kept_lighter(self, path: str, lines: tuple[str, ...]) -> Highlighter:
        """Going back and forth between frames colours each text once."""
        found = self._lighters.get((path, lines)) or Highlighter(path, len(lines), lines.__getitem__)
        self._lighters[path, lines] = found
        self._lighters.move_to_end((path, lines))
        while len(self._lighters) > KEPT_TEXTS:
            self._lighters.popitem(last=False)
        return found

    @property
    def capacity(self) -> int:
        """Rows that fit whole."""
        return max((self.viewport().height() - (HEAD if self.split else 0)) // ROW, 1)

    @property
    def in_sight(self) -> range:
        """Rows in sight, the last one perhaps cut by the edge."""
        top = self.verticalScrollBar().value()
        count = self.rows.count if self.rows else 0
        return range(top, min(top + self.capacity + 1, count))

    def centre(self, row: int) -> None:
        """Bring a row to the middle, as far as the file's ends allow, and stand on it."""
        self.current = self.target = row
        self._ranges()
        self.verticalScrollBar().setValue(row - self.capacity // 2)
        self.viewport().update()

    def centred_line(self) -> int:
        """The line (1-based) that was brought to the middle and still is in sight, 0 when there is none.

        Of the new side, or of the old one where the row was deleted.
        """
        if self.rows is None or self.target not in self.in_sight:
            return 0
        row = self.rows.row(self.target)
        new = row.right.new if row.right else 0
        return new or (row.left.old if row.left else 0)

    def go(self, row: int) -> None:
        """Step to a row."""
        if self.rows is None or not self.rows.count:
            return
        self.current = max(0, min(row, self.rows.count - 1))
        top, bar = self.verticalScrollBar().value(), self.verticalScrollBar()
        if self.current < top:
            bar.setValue(self.current)
        elif self.current >= top + self.capacity:
            bar.setValue(self.current - self.capacity + 1)
        self.chosen.emit(self.current)
        self.viewport().update()

    def step_change(self, step: int) -> bool:
        """To the next or previous run of changes; whether there is one."""
        starts = self.rows.changes() if self.rows else ()
        at = self.current if self.current >= 0 else (-1 if step > 0 else (self.rows.count if self.rows else 0))
        found = [row for row in starts if (row > at if step > 0 else row < at)]
        if not found:
            return False
        self.centre(found[0] if step > 0 else found[-1])
        self.chosen.emit(self.current)
        return True

    def open_fold(self, row: int) -> None:
        """Show the lines of a fold; what is above it stays where it is."""
        if self.rows is None or not 0 <= row < self.rows.count or not self.rows.can_open(row):
            return
        more = self.rows.row(row).folded - 1
        self.rows.open(row)
        self.target += more if self.target > row else 0
        self.current += more if self.current > row else 0
        self._ranges()
        self.unfolded.emit()
        self.viewport().update()

    def _ranges(self) -> None:
        count = self.rows.count if self.rows else 0
        bar = self.verticalScrollBar()
        bar.setRange(0, max(count - self.capacity, 0))
        bar.setPageStep(self.capacity)
        advance = self.theme.metrics(12, 400, True).horizontalAdvance("0")
        room = int((self.viewport().width() / (2 if self.split else 1) - 100) / advance)
        longest = max((self._length(number) for number in self.in_sight), default=0)
        across = self.horizontalScrollBar()
        across.setRange(0, max(longest - room, across.value(), 0))
        across.setPageStep(max(room, 1))

    def _length(self, number: int) -> int:
        row = self.rows.row(number) if self.rows else SideRow(None, None)
        return min(max((len(line.text) for line in (row.left, row.right) if line), default=0), 4000)

    # ------------------------------------------------------------------------------------------- the user
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, pages, ends; Enter opens a fold."""
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -self.capacity,
            Qt.Key.Key_PageDown: self.capacity,
        }
        start = self.current if self.current >= 0 else self.in_sight.start
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif event.key() in steps:
            self.go(start + steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go(0 if event.key() == Qt.Key.Key_Home else (self.rows.count if self.rows else 0))
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + (8 if event.key() == Qt.Key.Key_Right else -8))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_fold(self.current)
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Three rows a notch; sideways with Shift."""
        sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        delta = event.angleDelta().x() or event.angleDelta().y() if sideways else event.angleDelta().y()
        bar = self.horizontalScrollBar() if sideways else self.verticalScrollBar()
        bar.setValue(bar.value() - round(delta / 120 * (12 if sideways else 3)))
        self._ranges()
        event.accept()

    def _row_at(self, y: float) -> int:
        number = self.in_sight.start + int((y - (HEAD if self.split else 0)) // ROW)
        return number if y >= (HEAD if self.split else 0) and number in self.in_sight else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to a row, or open a fold."""
        row = self._row_at(event.position().y())
        if row < 0 or self.rows is None:
            return
        if self.rows.can_open(row):
            self.open_fold(row)
        else:
            self.go(row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a click: nothing more to do, and nobody else's."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over folds."""
        row = self._row_at(event.position().y())
        if row != self._hovered:
            self._hovered = row
            fold = row >= 0 and self.rows is not None and self.rows.can_open(row)
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if fold else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    def leaveEvent(self, _event: object) -> None:
        """The pointer left."""
        self._hovered = -1
        self.viewport().update()

    def focusInEvent(self, _event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        self.viewport().update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A centred row stays in the middle."""
        super().resizeEvent(event)
        if self.target >= 0 and self.target == self.current:
            self.centre(self.target)
        else:
            self._ranges()

    # ------------------------------------------------------------------------------------------- painting
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The rows in sight, nothing else."""
        self.text_boxes.clear()
        painter = QPainter(self.viewport())
        brush = Brush(painter, self.theme, self.text_boxes)
        area = QRectF(self.viewport().rect())
        brush.fill(area, "bg.canvas")
        if self.rows is not None:
            digits = len(str(max(self.rows.highest, 1)))
            code = CodePainter(brush, self.horizontalScrollBar().value(), digits)
            top = HEAD if self.split else 0
            for at, number in enumerate(self.in_sight):
                rect = QRectF(0, top + at * ROW, area.width(), ROW)
                self._paint_row(code, self.rows.row(number), rect, number)
            if self.split:
                self._paint_titles(brush, area.width())
        painter.end()

    def _paint_row(self, code: CodePainter, row: SideRow, rect: QRectF, number: int) -> None:
        if row.folded:
            assert self.rows is not None
            hovered = number == self._hovered
            code.fold(rect, row, self.headings.get(row.hunk, ""), self.rows.can_open(number), hovered)
        elif self.split:
            self._paint_split(code, row, rect, number)
        else:
            self._paint_unified(code, row, rect, number)
        if number == self.current and self.hasFocus():
            code.brush.round(rect, "", "accent", radius=0)

    def _paint_unified(self, code: CodePainter, row: SideRow, rect: QRectF, number: int) -> None:
        line = row.right or row.left
        if line is None:
            return
        code.ground(rect, line.kind)
        self._paint_edge(code.brush, row, rect)
        raised = self._is_raised(row)
        both = self.rows is not None and self.rows.is_diff
        sign = code.numbers(rect.left() + 2, rect, row, raised, both)
        for x in (sign - code.number - 4, sign + 2) if both else (sign + 2,):
            code.brush.line(x, rect.top(), x, rect.bottom(), "line.subtle")
        code.sign(sign + 8, rect, line.kind)
        room = self._badges(code.brush, row, rect, rect.right(), raised, number)
        place = QRectF(sign + 24, rect.top(), max(room - sign - 28, 0), ROW)
        code.code(place, line, self._tints(line))

    def _paint_split(self, code: CodePainter, row: SideRow, rect: QRectF, number: int) -> None:
        half = int(rect.width() / 2)
        raised = self._is_raised(row)
        for side, (line, left, right) in enumerate(((row.left, 0, half), (row.right, half, rect.width()))):
            place = QRectF(left, rect.top(), right - left, ROW)
            if line is None or line.kind == "filler":
                code.ground(place, "filler")
                continue
            code.ground(place, line.kind)
            value = line.new if side else line.old
            sign = code.number_of(left + 2, place, line, value, raised and bool(side))
            code.sign(sign + 6, place, line.kind)
            room = self._badges(code.brush, row, rect, right, raised, number) if side else right
            text = QRectF(sign + 20, rect.top(), max(room - sign - 24, 0), ROW)
            code.code(text, line, self._tints(line, side == 0))
        self._paint_edge(code.brush, row, rect)
        code.brush.line(half, rect.top(), half, rect.bottom(), "line")

    def _paint_edge(self, brush: Brush, row: SideRow, rect: QRectF) -> None:
        """A bar along the hunk that is chosen."""
        if self.rows is not None and row.hunk and row.hunk == self.chosen_hunk and self.labels is not None:
            sides = (row.left, row.right)
            if any(side is None or side.kind != "same" for side in sides):
                brush.fill(QRectF(rect.left(), rect.top(), 2, ROW), "accent")

    @property
    def chosen_hunk(self) -> int:
        """The hunk of the current row, 0 when there is none."""
        return self.rows.hunk_of(self.current) if self.rows and 0 <= self.current < self.rows.count else 0

    def _is_raised(self, row: SideRow) -> bool:
        return bool(self.raised and row.right and row.right.new == self.raised)

    def _badges(self, brush: Brush, row: SideRow, rect: QRectF, right: float, raised: bool, number: int) -> float:
        """`raised here`, and the evidence that cites this hunk at its first change; gives where the text must end."""
        right -= 10
        if raised:
            width = brush.width(self.raised_text, 11, 500) + 26
            plate = QRectF(right - width, rect.top() + 1, width, ROW - 2)
            brush.round(plate, "err.tint", radius=3)
            brush.level_shape("error", plate.left() + 10, plate.center().y(), 3.6)
            brush.text(plate.adjusted(18, 0, 0, 0), self.raised_text, "err", size=11, weight=500)
            right -= width + 6
        label = self.labels.get(row.hunk, "") if self.rows and number == self.rows.row_of_hunk(row.hunk) else ""
        if label:
            width = brush.width(label, 11, 600) + 26
            plate = QRectF(right - width, rect.top() + 1, width, ROW - 2)
            brush.round(plate, "accent.tint", radius=3)
            brush.icon("pin", plate.left() + 4, plate.center().y() - 6, 12, "accent.text")
            brush.text(plate.adjusted(19, 0, 0, 0), label, "accent.text", size=11, weight=600)
            right -= width + 6
        return right

    def _tints(self, line: DiffLine, old: bool = False) -> tuple[Tint, ...]:
        if line.kind == "del" or (old and line.old):
            return self._sides["old"].tints(line.old - 1) if line.old else ()
        return self._sides["new"].tints(line.new - 1)

    def _paint_titles(self, brush: Brush, width: float) -> None:
        half = int(width / 2)
        brush.fill(QRectF(0, 0, width, HEAD), "bg.raised")
        for title, left in zip(self.titles, (0, half), strict=True):
            place = QRectF(left + 44, 0, half - 52, HEAD)
            brush.text(place, title, "text.secondary", size=11, weight=500, elide=True)
        brush.line(half, 0, half, HEAD, "line")
