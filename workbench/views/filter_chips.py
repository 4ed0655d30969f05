"""The parts of a filter as chips: switched by their dot, turned by their menu, joined by dragging one on another."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from workbench.views.filter_parts import Drawn
from workbench.views.own_keys import takes
from workbench.views.paint import Brush
from workbench.views.theme import Theme

HEIGHT, DOT, CLOSE, LONGEST = 20, 20, 20, 190
VERBS = {Qt.Key.Key_O: "only", Qt.Key.Key_I: "invert"} | {
    key: f"ink {ink}" for ink, key in enumerate((Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4,
                                                 Qt.Key.Key_5, Qt.Key.Key_6, Qt.Key.Key_7, Qt.Key.Key_8))
}  # fmt: skip
OWN = frozenset(VERBS) | {
    Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Left,
    Qt.Key.Key_Right, Qt.Key.Key_Menu,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChipText:
    """One part of the filter. key: `source`, `level`, `text`, `hide` … · value: what it asks for.

    on: off, it stays but asks for nothing · exclude: it hides · ink: 1..8 it only colours · group: joined by OR with the
    chips of the same number above 0 · out: that group hides · count: how much it matches by itself, empty while unknown
    """

    key: str
    value: str
    on: bool = True
    exclude: bool = False
    ink: int = 0
    group: int = 0
    out: bool = False
    count: str = ""


class Chip(Drawn):
    """One chip. Its dot or Space switches it, a click or Enter edits it, its cross or Delete takes it away.

    toggled_part(), edited(), removed() · menu_asked(point): global, from the pointer or the Menu key · stepped(±1): arrow
    keys · acted(verb): of `filter_menu` · dragged(point), dropped(point): in the parent's coordinates
    """

    toggled_part = Signal()
    edited = Signal()
    removed = Signal()
    menu_asked = Signal(QPoint)
    stepped = Signal(int)
    dragged = Signal(QPoint)
    dropped = Signal(QPoint)
    acted = Signal(str)

    def __init__(self, theme: Theme, text: ChipText, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", parent)
        self.target = False
        self._from: QPoint | None = None
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_text(text)

    def show_text(self, text: ChipText) -> None:
        """Say this."""
        self.shown = text
        self.setAccessibleName(_spoken(text))
        colour = "its colour" if text.ink else "its dot"
        self.setToolTip(
            f"<qt>{escape(_spoken(text))}: click to edit, {colour} or Space switches it, Delete or the cross removes it, "
            "the Menu key offers more, drag it on another to match either</qt>"
        )
        self.resize(self.sizeHint())
        self.update()

    def _value(self) -> str:
        return self.theme.metrics(11, 500).elidedText(self.shown.value, Qt.TextElideMode.ElideRight, LONGEST)

    def sizeHint(self) -> QSize:
        """Dot, key, value, count and cross, 20 high."""
        key = self.theme.metrics(11).horizontalAdvance(self.shown.key)
        value = self.theme.metrics(11, 500).horizontalAdvance(self._value())
        count = self.theme.metrics(11).horizontalAdvance(self.shown.count) + 6 if self.shown.count else 0
        return QSize(round(DOT + key + 4 + value + count + CLOSE + 2), HEIGHT)

    def draw(self, brush: Brush, rect: QRectF) -> None:
        """`● source checkout-api 1,284 ×`."""
        shown = self.shown
        ground = "accent.tint" if self.target else "bg.hover" if self.hovered else "bg.control" if shown.on else ""
        brush.round(rect, ground, "accent" if self.target else "line")
        self._draw_dot(brush, rect)
        key, value = ("text.tertiary", "text.primary") if shown.on else ("text.tertiary", "text.tertiary")
        place = rect.adjusted(DOT, 0, 0, 0)
        place.adjust(brush.text(place, shown.key, key, size=11) + 4, 0, 0, 0)
        text = self._value()
        wide = brush.text(place, text, value, size=11, weight=500 if shown.on else 400)
        if not shown.on:
            brush.line(place.left(), rect.center().y(), place.left() + wide, rect.center().y(), "text.tertiary")
        if shown.count:
            brush.text(place.adjusted(wide + 6, 0, 0, 0), shown.count, "text.tertiary", size=11)
        brush.icon("close", rect.right() - 17, rect.center().y() - 6, 12, "text.tertiary")

    def _draw_dot(self, brush: Brush, rect: QRectF) -> None:
        x, y, shown = rect.left() + 11, rect.center().y(), self.shown
        if shown.ink:
            swatch = QRectF(x - 5, y - 5, 10, 10)
            brush.round(swatch, f"ink.{shown.ink}" if shown.on else "", "line.field", radius=2)
        elif shown.on and not shown.exclude:
            brush.circle(x, y, 3.6, "accent")
        else:
            brush.circle(x, y, 3.8, "", "accent" if shown.on else "line.field", 1.3)
        if shown.exclude and not shown.ink:
            brush.line(x - 4, y, x + 4, y, "accent" if shown.on else "line.field", width=1.4)

    # ------------------------------------------------------------------------------------------- pointer
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press may become a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.position().toPoint()
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Far enough from where it was pressed the chip is dragged."""
        if self._from is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        here = event.position().toPoint()
        self._dragging |= (here - self._from).manhattanLength() >= QApplication.startDragDistance()
        if self._dragging:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.dragged.emit(self.mapToParent(here))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End of a drag; else on the dot switch, on the cross remove, elsewhere edit."""
        here, pressed, dragging = event.position().toPoint(), self._from, self._dragging
        self._from, self._dragging = None, False
        self.unsetCursor()
        if pressed is None:
            return
        if dragging:
            self.dropped.emit(self.mapToParent(here))
        elif self.rect().contains(here):
            self._click(here.x())

    def _click(self, x: int) -> None:
        if x < DOT:
            self.toggled_part.emit()
        elif x >= self.width() - CLOSE:
            self.removed.emit()
        else:
            self.edited.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """More of what can be done with it."""
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.menu_asked.emit(event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Its keys are its own."""
        return takes(event, OWN) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space switches, Enter edits, Delete removes, O leaves only it on, I turns it round, a digit colours, 0 filters
        again, arrows go to the next chip, Menu or Shift+F10 offers more.
        """
        key, shift = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if key in VERBS:
            self.acted.emit(VERBS[Qt.Key(key)])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif key == Qt.Key.Key_Space:
            self.toggled_part.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edited.emit()
        elif key in steps:
            self.stepped.emit(steps[Qt.Key(key)])
        elif key == Qt.Key.Key_Menu or (key == Qt.Key.Key_F10 and shift):
            self.menu_asked.emit(self.mapToGlobal(QPoint(0, self.height())))
        else:
            event.ignore()


class GroupTag(Drawn):
    """`any of` or `none of` in front of chips that are joined; a click turns one into the other."""

    def __init__(self, theme: Theme, out: bool, parent: QWidget | None = None) -> None:
        self._word = "none of" if out else "any of"
        super().__init__(
            theme, f"{self._word} these matches: click to {'show' if out else 'hide'} what they match", parent
        )
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Its words."""
        return QSize(round(self.theme.metrics(11, 500).horizontalAdvance(self._word)) + 10, HEIGHT)

    def draw(self, brush: Brush, rect: QRectF) -> None:
        """The words."""
        if self.hovered:
            brush.round(rect, "bg.hover")
        brush.text(rect, self._word, "text.secondary", size=11, weight=500, align="center")


def _spoken(text: ChipText) -> str:
    how = "Colour" if text.ink else "Filter"
    off = "" if text.on else ", off"
    count = f", {text.count}" if text.count else ""
    return f"{how} {text.key} {text.value}{count}{off}"
