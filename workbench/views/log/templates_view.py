"""Templates of the shown lines as a list: how often, from when to when, over time, and what is new or gone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from workbench.views.log.tall_list import TallList
from workbench.views.log.templates_paint import LINE, PAD, SPARK_TOP, TEXT_TOP, paint_row, text_lines
from workbench.views.paint import Brush
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
    """One template as it is shown. mark: `new`, `gone` or empty · level: what most of its lines have, empty for none ·
    worse: levels above it with how many lines have them · span: from when to when · sparks: lines over time · window: the
    part of them that the window covers, from 0 to 1
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
    worse: tuple[tuple[str, int], ...] = ()

    @property
    def sentence(self) -> str:
        """It as a reader's voice says it."""
        marks = [word for word in (self.mark, "pinned" if self.pinned else "", self.level) if word]
        counts = f"{self.before:,} lines before the window" if self.mark == "gone" else f"{self.count:,} lines"
        worse = [f"{number:,} {level}" for level, number in self.worse]
        return ", ".join([f"{self.label} {self.text}".strip(), *marks, counts, *worse, self.span])


class TemplateListView(TallList):
    """chosen(key, how): `include`, `exclude`, `only`, `colour`, `keep`, `merge`, `split` or `go` · current_changed(key) ·
    menu_asked(key, global point) · values_wanted(): to the columns of values, by Right
    """

    chosen = Signal(str, str)
    current_changed = Signal(str)
    menu_asked = Signal(str, QPoint)
    values_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Templates of the shown lines", parent)
        self.items: tuple[TemplateItem, ...] = ()
        self.ticked: tuple[str, ...] = ()
        self.nothing = ""
        self._all: tuple[TemplateItem, ...] = ()
        self._wanted = ""

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
        self._measure()

    def _measure(self) -> None:
        wide = self.viewport().width()
        self.set_heights(TEXT_TOP + len(text_lines(self.theme, item, wide)) * LINE + SPARK_TOP for item in self.items)

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

    def paint_item(self, brush: Brush, number: int, rect: QRectF) -> None:
        """One template."""
        paint_row(brush, self.items[number], rect, self.items[number].key in self.ticked)

    def paint_nothing(self, brush: Brush) -> None:
        """Why there is no template."""
        words = "No template holds this text." if self._all and self._wanted else self.nothing
        place = QRectF(PAD, 16, self.viewport().width() - 2 * PAD, 20)
        brush.text(place, words, "text.tertiary", align="center", elide=True)

    # ------------------------------------------------------------------------------------------- hands
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Stand on a template; with Ctrl tick it for merging."""
        number = self.item_at(event.position().y())
        if number < 0:
            return
        self.make_current(number)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.tick()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Filter by a template."""
        number = self.item_at(event.position().y())
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
        super().make_current(number)
        if other:
            self.current_changed.emit(self.items[number].key)

    def sentence_of(self, number: int) -> str:
        """It as a reader's voice says it."""
        return self.items[number].sentence

    def ask_menu(self, number: int, point: QPoint) -> None:
        """Ask for the menu of a template."""
        self.menu_asked.emit(self.items[number].key, point)

    def tip_of(self, number: int, _x: float) -> str:
        """The whole of a template that has no room."""
        return self.items[number].text
