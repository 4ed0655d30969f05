"""A plate over the end of the log: how much came since the user scrolled away; a click goes there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtWidgets import QWidget

from workbench.views.filter_parts import Drawn
from workbench.views.paint import Brush
from workbench.views.theme import Theme

HEIGHT, ABOVE = 26, 10


class Plate(Drawn):
    """Stands in the middle of its parent's lower edge, hidden while it has nothing to say. clicked(): it was pressed."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "", parent)
        self._over = parent
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        parent.installEventFilter(self)
        self.hide()

    def say(self, text: str) -> None:
        """Say this; nothing hides it."""
        if text == self.text() and self.isHidden() != bool(text):
            return
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(f"{text}: go to the end")
        self.setVisible(bool(text))
        self._place()

    def sizeHint(self) -> QSize:
        """The words, an arrow, some air."""
        return QSize(round(self.theme.width(self.text(), 12, 500)) + 46, HEIGHT)

    def _place(self) -> None:
        size, parent = self.sizeHint(), self._over
        left = max((parent.width() - size.width()) // 2, 0)
        self.setGeometry(left, max(parent.height() - HEIGHT - ABOVE, 0), size.width(), HEIGHT)
        self.raise_()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep its place when the parent has another size."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def draw(self, brush: Brush, rect: QRectF) -> None:
        """Words and an arrow down, on the accent's ground."""
        brush.round(rect, "bg.overlay", "accent", radius=HEIGHT / 2)
        brush.icon("chev-down", 12, rect.center().y() - 7, 14, "accent.text")
        place = QRectF(32, 0, rect.width() - 44, rect.height())
        brush.text(place, self.text(), "accent.text", weight=500)
