"""A comment typed straight onto rows of the log: a few lines over the table. Whatever closes it, what was typed is kept."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from workbench.views.log.ask_field import frame_at
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

WIDTH, HEIGHT, PAD, FOOT, HEAD = 460, 142, 8, 22, 22
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CommentField(QWidget):
    """kept(text, by_key): the field closed, by Enter or Esc (by_key) or because the keyboard went elsewhere, and this
    stood in it.
    """

    kept = Signal(str, bool)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.title = ""
        self.text_boxes: list[TextBox] = []
        self._open = False
        self.text = QPlainTextEdit(self)
        self.text.setTabChangesFocus(True)
        self.text.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, HEAD, PAD, FOOT)
        column.addWidget(self.text)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.text.setFont(theme.font(12))
        self.update()

    def ask(self, title: str, text: str, near: QRect) -> None:
        """Open beside `near` (in the parent's coordinates) with the comment so far."""
        self.title = title
        self.setAccessibleName(title)
        self.text.setAccessibleName(title)
        self.text.setPlainText(text)
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(frame_at(parent, near, WIDTH, HEIGHT))
        self._open = True
        self.show()
        self.raise_()
        self.text.setFocus()

    def keep(self, by_key: bool = False) -> None:
        """Close, and give what stands in it."""
        if self._open:
            self._open = False
            self.hide()
            self.kept.emit(self.text.toPlainText(), by_key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Esc close; Shift+Enter begins another line; the keyboard going elsewhere closes, too."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in (*ENTER, Qt.Key.Key_Escape):
                event.accept()
                return True
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if event.key() == Qt.Key.Key_Escape or (event.key() in ENTER and not shifted):
                self.keep(by_key=True)
                return True
        elif event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            popup = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
            if event.reason() not in popup:
                self.keep()
        return False

    def hideEvent(self, _event: QHideEvent) -> None:
        """The panel or the window goes: what was typed is kept."""
        self.keep()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The frame, what is commented on, and the keys."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.round(QRectF(self.rect()), "bg.overlay", "line.strong", radius=8)
        width = self.width() - 2 * PAD - 4
        brush.text(QRectF(PAD + 2, 0, width, HEAD), self.title, "text.secondary", size=11, weight=500, elide=True)
        foot = QRectF(PAD + 2, self.height() - FOOT, width, FOOT)
        brush.text(foot, "Enter or Esc keeps it, Shift+Enter begins a line, Ctrl+Z takes it back.", "text.tertiary",
                   size=11, elide=True)  # fmt: skip
        painter.end()
