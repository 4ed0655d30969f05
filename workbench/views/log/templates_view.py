"""Templates of the shown lines as a list: how often, from when to when, over time, and what is new or gone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from workbench.views.log.templates_paint import LINE, PAD, SPARK_TOP, TEXT_TOP, paint_row, text_lines
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

HANDS = {
    Qt.Key.Key_Return: "include", Qt.Key.Key_Enter: "include", Qt.Key.Key_Plus: "include", Qt.Key.Key_Minus: "exclude",
    Qt.Key.Key_Equal: "only", Qt.Key.Key_C: "colour", Qt.Key.Key_K: "keep", Qt.Key.Key_J: "merge", Qt.Key.Key_S: "split",
    Qt.Key.Key_G: "go",
}  # fmt: skip
"""What a key does with the current template; plain keys of the log mean lines, these mean a template."""
CLAIMED = {*HANDS, Qt.Key.Key_Space} - {Qt.Key.Key_Return, Qt.Key.Key_Enter}
PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


@dataclass(frozen=True, slots=True)
class TemplateItem:
    """One template as it is shown. mark: `new`, `gone` or empty · level: the worst of its lines, empty for none ·
    span: from when to when · sparks: lines over time · window: the part of them that the window covers, from 0 to 1
    """

    key: str
    label: str
    text: str
    count: int
    span: str = ""
    sparks: tuple[int, ...] = ()
    window: tuple[float, float] | None = None
    mark: str = ""
    level: str = ""
    pinned: bool = False
    before: int = 0

    @property
    def sentence(self) -> str:
        """It as a reader's voice says it."""
        marks = [word for word in (self.mark, "pinned" if self.pinned else "", self.level) if word]
        counts = f"{self.before:,} lines before the window" if self.mark == "gone" else f"{self.count:,} lines"
        return ", ".join([f"{self.label} {self.text}".strip(), *marks, counts, self.span])


class TemplateListView(QAbstractScrollArea):
    """chosen(key, how): `include`, `exclude`, `only`, `colour`, `keep`, `merge`, `split` or `go` · current_changed(key) ·
    menu_asked(key, global point) · values_wanted(): to the columns of values, by Right
    """

    chosen = Signal(str, str)
    current_changed = Signal(str)
    menu_asked = Signal(str, QPoint)
    values_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.items: tuple[TemplateItem, ...] = ()
        self.ticked: tuple[str, ...] = ()
        self.nothing = ""
        self.text_boxes: list[TextBox] = []
        self._all: tuple[TemplateItem, ...] = ()
        self._wanted = ""
        self._tops: list[int] = [0]
        self._current, self._hover = -1, -1
        self.setAccessibleName("Templates of the shown lines")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.viewport().update()

    # ------------------------------------------------------------------------------------------- what is shown
    def show_items(self, items: tuple[TemplateItem, ...], nothing: str = "") -> None:
        """Show these; the current and the ticked ones stay so where they are still there. nothing: said where none is."""
        self._all, self.nothing = items, nothing
        there = {item.key for item in items}
        self.ticked = tuple(key for key in self.ticked if key in there)
        self._lay_out()

    def set_wanted(self, text: str) -> None:
        """Only templates that hold this text."""
        self._wanted = text.strip().lower()
        self._lay_out()

    def _lay_out(self) -> None:
        key = self.current_key
        self.items = tuple(item for item in self._all if self._wanted in f"{item.label} {item.text}".lower())
        self._current = next((n for n, item in enumerate(self.items) if item.key == key), -1)
        self._hover = -1
        self._measure()

    def _measure(self) -> None:
        self._tops = [0]
        for item in self.items:
            lines = len(text_lines(self.theme, item, self.viewport().width()))
            self._tops.append(self._tops[-1] + TEXT_TOP + lines * LINE + SPARK_TOP)
        room = max(self.viewport().height(), 1)
        self.verticalScrollBar().setRange(0, max(self._tops[-1] - room, 0))
        self.verticalScrollBar().setPageStep(room)
        self.verticalScrollBar().setSingleStep(LINE)
        self.viewport().update()

    @property
    def current(self) -> TemplateItem | None:
        """The template that keys mean."""
        return self.items[self._current] if 0 <= self._current < len(self.items) else None

    @property
    def current_key(self) -> str:
        """Its key, empty where there is none."""
        return self.current.key if self.current is not None else ""

    def sizeHint(self) -> QSize:
        """Room for texts and sparks."""
        return QSize(380, 400)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Texts break elsewhere."""
        self._measure()

    def item_rect(self, number: int) -> QRectF:
        """Where a template is on the viewport."""
        top = self._tops[number] - self.verticalScrollBar().value()
        return QRectF(0, top, self.viewport().width(), self._tops[number + 1] - self._tops[number])

    def _at(self, y: float) -> int:
        place = y + self.verticalScrollBar().value()
        return next((n for n in range(len(self.items)) if self._tops[n] <= place < self._tops[n + 1]), -1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The templates in sight, or why there are none."""
        self.text_boxes.clear()
        painter = QPainter(self.viewport())
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.viewport().rect()), "bg.panel")
        for number, item in enumerate(self.items):
            rect = self.item_rect(number)
            if rect.bottom() <= 0 or rect.top() >= self.viewport().height():
                continue
            ground = "bg.selected" if number == self._current else "bg.hover" if number == self._hover else ""
            if ground:
                brush.fill(rect, ground)
            if number == self._current and self.hasFocus():
                brush.fill(QRectF(0, rect.top(), 2, rect.height()), "accent")
            paint_row(brush, item, rect, item.key in self.ticked)
        if not self.items:
            words = "No template holds this text." if self._all and self._wanted else self.nothing
            place = QRectF(PAD, 16, self.viewport().width() - 2 * PAD, 20)
            brush.text(place, words, "text.tertiary", align="center", elide=True)
        painter.end()

    # ------------------------------------------------------------------------------------------- hands
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the template under the pointer."""
        self._hover = self._at(event.position().y())
        self.viewport().update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._hover = -1
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Stand on a template; with Ctrl tick it for merging."""
        number = self._at(event.position().y())
        if number < 0:
            return
        self.make_current(number)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.tick()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Filter by a template."""
        number = self._at(event.position().y())
        if number >= 0:
            self.make_current(number)
            self.chosen.emit(self.current_key, "include")

    def tick(self) -> None:
        """Tick the current template, or no longer: merging means those that are ticked."""
        key = self.current_key
        if key:
            own = self.ticked
            self.ticked = tuple(one for one in own if one != key) if key in own else (*own, key)
            self.viewport().update()

    def event(self, event: QEvent) -> bool:
        """Keys that mean the current template are claimed before shortcuts, which mean the log's line."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~PLAIN
            if plain and event.key() in CLAIMED and self.current is not None:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; Space ticks; Right goes to the values; the other keys as `HANDS` says."""
        key, last = Qt.Key(event.key()), len(self.items) - 1
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8,
                 Qt.Key.Key_Home: -last - 1, Qt.Key.Key_End: last + 1}  # fmt: skip
        plain = not event.modifiers() & ~PLAIN
        if key in moves and last >= 0:
            self.make_current(min(max(self._current + moves[key], 0), last))
        elif key == Qt.Key.Key_Space and plain:
            self.tick()
        elif key == Qt.Key.Key_Right and plain:
            self.values_wanted.emit()
        elif key in HANDS and plain and self.current is not None:
            self.chosen.emit(self.current_key, HANDS[key])
        else:
            super().keyPressEvent(event)

    def make_current(self, number: int) -> None:
        """Stand on a template and bring it into sight."""
        other = number != self._current
        self._current = number
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setValue(min(max(bar.value(), self._tops[number + 1] - room), self._tops[number]))
        self.setAccessibleDescription(self.items[number].sentence)
        self.viewport().update()
        if other:
            self.current_changed.emit(self.items[number].key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of a template."""
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        number = self._current if by_keys else self._at(event.pos().y())
        if 0 <= number < len(self.items):
            self.make_current(number)
            self.menu_asked.emit(self.items[number].key, event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        """The whole of a template that has no room."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self._at(event.pos().y())
            QToolTip.showText(event.globalPos(), self.items[number].text if number >= 0 else "", self.viewport())
            return True
        return super().viewportEvent(event)
