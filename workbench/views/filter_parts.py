"""The small painted parts of the filter bar: toggles, icon buttons, and a field with an icon inside."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from workbench.views.paint import Brush
from workbench.views.theme import Theme


class Drawn(QAbstractButton):
    """A button that is painted with tokens and shows where the keyboard and the pointer are."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.hovered = False
        self.setAccessibleName(name)
        self.setToolTip(name)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.update()

    def enterEvent(self, _event: QEnterEvent) -> None:
        """The pointer is here."""
        self.hovered = True
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        """The pointer left."""
        self.hovered = False
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The content, then the ring of the keyboard."""
        painter = QPainter(self)
        brush = Brush(painter, self.theme)
        self.draw(brush, QRectF(self.rect()))
        if self.hasFocus():
            brush.round(QRectF(self.rect()), "", "accent", radius=4, width=2)
        painter.end()

    def draw(self, brush: Brush, rect: QRectF) -> None:
        """What is on it."""


class IconButton(Drawn):
    """An icon of 16 px in a target of 24."""

    def __init__(self, theme: Theme, icon: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self._icon = icon
        self.resize(24, 24)

    def show_as(self, icon: str, name: str) -> None:
        """Another icon, because it now does something else."""
        self._icon = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:
        """24 by 24."""
        return QSize(24, 24)

    def draw(self, brush: Brush, rect: QRectF) -> None:
        """The icon, on a plate under the pointer."""
        if self.hovered and self.isEnabled():
            brush.round(rect, "bg.hover")
        ink = "text.secondary" if self.isEnabled() else "text.disabled"
        brush.icon(self._icon, rect.center().x() - 8, rect.center().y() - 8, 16, ink)


class Toggle(Drawn):
    """Letters that are on or off: `Aa`, `W`, `.*`."""

    def __init__(self, theme: Theme, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self.setCheckable(True)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.resize(24, 18)

    def draw(self, brush: Brush, rect: QRectF) -> None:
        """The letters, on the accent's tint when on."""
        if self.isChecked() or self.hovered:
            brush.round(rect, "accent.tint" if self.isChecked() else "bg.hover", radius=3)
        ink = "accent.text" if self.isChecked() else "text.tertiary"
        mono = self.text() == ".*"
        brush.text(rect, self.text(), ink, size=11, weight=600 if self.isChecked() else 500, mono=mono, align="center")


class Field(QLineEdit):
    """A field with an icon in front. stepped(±1): Enter and Shift+Enter · left(): Esc."""

    stepped = Signal(int)
    left = Signal()

    def __init__(self, theme: Theme, icon: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self._icon = theme, icon
        self.setAccessibleName(name)
        self.setFont(theme.font(12, 400, True))
        self.setTextMargins(18, 0, 0, 0)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, then its icon."""
        super().paintEvent(event)
        painter = QPainter(self)
        Brush(painter, self.theme).icon(self._icon, 7, self.height() / 2 - 7, 14, "text.tertiary")
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter steps, Esc leaves, everything else is text."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
