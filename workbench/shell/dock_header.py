"""The bar above a panel: icon and title, or the tabs of the place; caption; tool buttons; the Linked toggle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from workbench.panels.command import Command
from workbench.shell.registry import shown_keys
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme
from workbench.views.tokens import BAR_HEADER

EDGE, BUTTON = 8, 24
# A caption that does not fit is cut off where so much of it can be read; the tooltip has all of it.
CAPTION = 96
TITLE = 64
"""Pixels of a single panel's title that its buttons leave it."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One panel of a place. short: its title among others · count: shown behind the title, empty for none."""

    panel: str
    title: str
    icon: str
    count: str = ""
    short: str = ""


class DockHeader(QWidget):
    """Drawn, with real buttons on its right. It leaves mouse presses to the dock, which can so be dragged.

    tab_chosen(panel) · link_toggled(on) · menu_asked(where): the panel's menu of all its commands
    """

    tab_chosen = Signal(str)
    link_toggled = Signal(bool)
    menu_asked = Signal(QPoint)

    def __init__(self, theme: Theme, panel: str, tabs: tuple[Tab, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._panel, self._tabs = theme, panel, tabs
        self._caption, self._focused = "", False
        self._places: list[tuple[QRect, str]] = []
        self._commands: tuple[Command, ...] = ()
        self._give: Callable[[str], object] = lambda _name: None
        self.text_boxes: list[TextBox] = []
        self._tools: list[QToolButton] = []
        self._linked = self._button("", "Linked: follows and moves the shared focus (Ctrl+L)")
        self._linked.setText("Linked")
        self._linked.setCheckable(True)
        self._linked.setChecked(True)
        self._linked.toggled.connect(self.link_toggled)
        self._linked.toggled.connect(lambda on: self._linked.setText("Linked" if on else "Unlinked"))
        self._linked.toggled.connect(lambda _on: self._arrange())
        self._more = self._button("more", "More commands of this panel")
        self._more.clicked.connect(lambda: self.menu_asked.emit(self.mapToGlobal(self._more.geometry().bottomLeft())))
        self.setFixedHeight(BAR_HEADER)
        self.setMouseTracking(True)
        self.set_theme(theme)

    def _button(self, icon: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAutoRaise(True)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setProperty("glyph", icon)
        return button

    def sizeHint(self) -> QSize:
        """One bar high."""
        return QSize(200, BAR_HEADER)

    def minimumSizeHint(self) -> QSize:
        """One bar high; without it the content would slide under the header."""
        return QSize(60, BAR_HEADER)

    @property
    def caption(self) -> str:
        """What it says beside the title."""
        return self._caption

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """The panels of this place."""
        return self._tabs

    def set_caption(self, text: str) -> None:
        """Say something beside the title; it goes as a whole when there is no room."""
        if text != self._caption:
            self._caption = text
            self.update()

    def set_tabs(self, tabs: tuple[Tab, ...]) -> None:
        """Show these panels as tabs; a single one as icon and title."""
        if tabs and tabs != self._tabs:
            self._tabs = tabs
            self.setAccessibleName(", ".join(tab.title for tab in tabs))
            self._arrange()

    def set_focused(self, focused: bool) -> None:
        """Whether this panel has the keyboard: an accent line on top."""
        if focused != self._focused:
            self._focused = focused
            self.update()

    def set_linked(self, linked: bool) -> None:
        """Show whether the panel is linked."""
        self._linked.blockSignals(True)
        self._linked.setChecked(linked)
        self._linked.setText("Linked" if linked else "Unlinked")
        self._linked.blockSignals(False)
        self._arrange()

    def set_commands(self, commands: tuple[Command, ...], give: Callable[[str], object]) -> None:
        """Make tool buttons of the panel's commands that ask for one; the same ones again keep their buttons."""
        if self._tools and _buttons_of(commands) == _buttons_of(self._commands):
            self._commands = commands
            self.refresh_commands()
            return
        for button in self._tools:
            button.hide()
            button.deleteLater()
        self._tools = []
        for command in commands:
            if command.button:
                keys = f" ({shown_keys(command.shortcuts[0])})" if command.shortcuts else ""
                button = self._button(command.icon, f"{command.title}{keys}")
                button.setEnabled(command.when())
                button.clicked.connect(lambda _on=False, name=command.id: give(name))
                button.setText("" if command.icon else command.title)
                button.setProperty("command", command.id)
                self._tools.append(button)
        self._commands = commands
        self.set_theme(self._theme)

    def refresh_commands(self) -> None:
        """Grey out what can't be given now."""
        states = {command.id: command.when for command in self._commands}
        for button in self._tools:
            button.setEnabled(states[button.property("command")]())

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self._theme = theme
        for button in (*self._tools, self._more, self._linked):
            button.setFont(theme.font(11, 500))
            button.setProperty("words", "true" if button.text() else "false")
            button.setIconSize(QSize(16, 16))
            if button.property("glyph"):
                button.setIcon(theme.icon(button.property("glyph")))
        on, off = theme.color("accent.tint").name(), theme.color("line").name()
        self.setStyleSheet(
            f"QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 0 6px; "
            f"color: {theme.color('text.secondary').name()}; }}"
            f"QToolButton:hover {{ background: {theme.color('bg.hover').name()}; border-color: {off}; }}"
            f"QToolButton[words='false'] {{ padding: 0; }}"
            f"QToolButton:focus {{ border: 2px solid {theme.color('accent').name()}; padding: 0; }}"
            f"QToolButton:checked {{ background: {on}; color: {theme.color('accent.text').name()}; }}"
        )
        self._arrange()
        self.update()

    def _arrange(self) -> None:
        """Buttons from the right edge on; tools without room, the last of them, are left to the menu of all commands."""
        always = (self._more, self._linked)
        right = self.width() - EDGE + 2
        room = right - sum(self._width_of(button) + 4 for button in always) - self._tabs_at_least()
        fitting = 0
        for button in self._tools:
            room -= self._width_of(button) + 4
            fitting += room >= 0
        for number, button in enumerate(self._tools):
            button.setVisible(number < fitting)
        for button in (*always, *reversed(self._tools[:fitting])):
            width = self._width_of(button)
            right -= width
            button.setGeometry(right, (BAR_HEADER - BUTTON) // 2, width, BUTTON)
            right -= 4
        self._tools_left = right
        self.update()

    def _width_of(self, button: QToolButton) -> int:
        words = button.text()
        return int(self._theme.metrics(11, 500).horizontalAdvance(words)) + 16 if words else BUTTON

    def _tabs_at_least(self) -> float:
        """Where the tabs end when only the chosen one has its words; a single panel's title is cut before."""
        if len(self._tabs) < 2:
            return 32 + TITLE
        chosen = next((tab for tab in self._tabs if tab.panel == self._panel), self._tabs[0])
        return 10 + 34 * len(self._tabs) + 6 + self._theme.width(chosen.short or chosen.title, 12, 600)

    def resizeEvent(self, event: object) -> None:
        """Keep the buttons at the right edge."""
        self._arrange()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a tab; anything else is the dock's."""
        for place, panel in self._places:
            if place.contains(event.position().toPoint()) and event.button() == Qt.MouseButton.LeftButton:
                if panel != self._panel:
                    self.tab_chosen.emit(panel)
                    event.accept()
                    return
                break
        event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Name a tab that had no room for its title."""
        point = event.position().toPoint()
        name = next((panel for place, panel in self._places if place.contains(point)), "")
        self.setToolTip(next((tab.title for tab in self._tabs if tab.panel == name), self._caption))
        event.ignore()

    def contextMenuEvent(self, event: object) -> None:
        """The panel's menu."""
        self.menu_asked.emit(self.mapToGlobal(self._more.geometry().bottomLeft()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, title or tabs, caption, and the line of focus."""
        self.text_boxes.clear()
        brush = Brush(QPainter(self), self._theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.raised")
        brush.fill(QRectF(0, self.height() - 1, self.width(), 1), "line")
        if self._focused:
            brush.fill(QRectF(0, 0, self.width(), 2), "accent")
        self._places = []
        x = self._draw_tabs(brush) if len(self._tabs) > 1 else self._draw_title(brush)
        if self._caption and self._tools_left - x > min(brush.width(self._caption, 11), CAPTION) + 12:
            box = QRectF(x, 0, self._tools_left - x - 12, BAR_HEADER)
            brush.text(box, self._caption, "text.tertiary", size=11, elide=True)
        brush.painter.end()

    def _draw_title(self, brush: Brush) -> float:
        tab = self._tabs[0]
        brush.icon(tab.icon, 10, 8, 16, "accent.text" if self._focused else "text.secondary")
        room = QRectF(32, 0, max(0.0, self._tools_left - 36), BAR_HEADER)
        return 32 + brush.text(room, tab.title, weight=600, elide=True) + 10

    def _draw_tabs(self, brush: Brush) -> float:
        words = self._need(brush, True) < self._tools_left
        x = 10.0
        for tab in self._tabs:
            on = tab.panel == self._panel
            left = x
            brush.icon(tab.icon, x, 8, 16, "text.primary" if on else "text.tertiary")
            x += 16
            if words or on:
                ink, weight = ("text.primary", 600) if on else ("text.secondary", 500)
                room = QRectF(x + 6, 0, max(0.0, self._tools_left - x - 6), BAR_HEADER)
                x += 6 + brush.text(room, tab.short or tab.title, ink, weight=weight, elide=True)
                x += self._draw_count(brush, x, tab.count) if words and tab.count else 0
            if on:
                brush.fill(QRectF(left - 2, BAR_HEADER - 2, x - left + 4, 2), "accent")
            self._places.append((QRect(int(left) - 6, 0, int(x - left) + 12, BAR_HEADER), tab.panel))
            x += 18
        return x

    def _draw_count(self, brush: Brush, x: float, count: str) -> float:
        box = QRectF(x + 7, 8, brush.width(count, 11, 500) + 10, 16)
        brush.round(box, "bg.control", "line", radius=8)
        brush.text(box, count, "text.secondary", size=11, weight=500, align="center")
        return 7 + box.width()

    def _need(self, brush: Brush, words: bool) -> float:
        total = 10.0
        for tab in self._tabs:
            total += 34 + (6 + brush.width(tab.short or tab.title, 12, 600) if words else 0)
            total += brush.width(tab.count, 11, 500) + 17 if tab.count else 0
        return total

    def tab_place(self, panel: str) -> QRect:
        """Where a tab was drawn last, for the pointer; empty when it isn't there."""
        return next((place for place, name in self._places if name == panel), QRect())


def _buttons_of(commands: tuple[Command, ...]) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """What decides how the buttons of these commands look."""
    return [(one.id, one.title, one.icon, one.shortcuts) for one in commands if one.button]
