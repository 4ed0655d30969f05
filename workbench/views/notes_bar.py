"""The line above the notes: when they were saved, how many claims show no evidence, and page or source."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

HEIGHT = 30


class NotesBar(QWidget):
    """mode_asked(editing): Preview or Edit was clicked."""

    mode_asked = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.text_boxes: list[TextBox] = []
        self._saved, self._claims, self._editing = "", 0, False
        self.setFixedHeight(HEIGHT)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(300, HEIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.update()

    def show_state(self, saved: str, claims: int, editing: bool) -> None:
        """Show when it was saved, how many claims lack evidence, and which side is shown."""
        self._saved, self._claims, self._editing = saved, claims, editing
        self.setAccessibleName(f"{saved}. {self._claims_text()}")
        self.update()

    def _claims_text(self) -> str:
        if not self._claims:
            return ""
        return "1 claim has no evidence" if self._claims == 1 else f"{self._claims} claims have no evidence"

    def mode_rect(self, editing: bool) -> QRectF:
        """Where `Preview` (False) or `Edit` (True) is."""
        return QRectF(72, 4, 40, 22) if editing else QRectF(8, 4, 62, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        self.text_boxes.clear()
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.panel")
        brush.line(0, HEIGHT - 1, self.width(), HEIGHT - 1, "line.subtle")
        for editing, word in ((False, "Preview"), (True, "Edit")):
            box = self.mode_rect(editing)
            on = editing == self._editing
            if on:
                brush.round(box, "accent.tint")
            brush.text(box, word, "accent.text" if on else "text.secondary", weight=500, align="center")
        self._paint_right(brush)
        painter.end()

    def _paint_right(self, brush: Brush) -> None:
        right = self.width() - 12.0
        claims = self._claims_text()
        if claims:
            wide = brush.width(claims, 11, 500)
            if right - wide - 16 > 124:
                brush.text(QRectF(right - wide, 0, wide + 1, HEIGHT), claims, "warn", size=11, weight=500)
                brush.circle(right - wide - 10, HEIGHT / 2, 4, "", "warn", 1.4)
                right -= wide + 28
        saved = brush.width(self._saved, 11)
        if right - saved > 124:
            brush.text(QRectF(124, 0, saved + 1, HEIGHT), self._saved, "text.tertiary", size=11)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Switch sides."""
        for editing in (False, True):
            if self.mode_rect(editing).contains(event.position()):
                self.mode_asked.emit(editing)

    def event(self, event: QEvent) -> bool:
        """Say what a narrow bar had no room for."""
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(self._claims_text() or self._saved)
        return super().event(event)
