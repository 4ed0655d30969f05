"""What a panel shows in place of its content: nothing yet, still reading, or why it couldn't be read."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

SKELETON_ROW = 26


class EmptyState(QWidget):
    """An icon, one sentence and one button.

    acted(): the button was pressed
    """

    acted = Signal()

    def __init__(self, theme: Theme, icon: str, sentence: str, button: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self._icon = theme, icon
        self._picture = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter)
        self._sentence = QLabel(sentence, self, alignment=Qt.AlignmentFlag.AlignCenter)
        self._sentence.setWordWrap(True)
        self._button = QPushButton(button, self)
        self._button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._button.setDefault(True)
        self._button.clicked.connect(lambda: self.acted.emit())
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self._picture)
        column.addWidget(self._sentence)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.setAccessibleName(sentence)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Show in another theme."""
        self.theme = theme
        self._picture.setPixmap(theme.pixmap(self._icon, "text.tertiary", 24, self.devicePixelRatioF()))
        ink = theme.color("text.secondary").name()
        self._sentence.setStyleSheet(f"color: {ink}; background: transparent")
        self._sentence.setFont(theme.font(12))
        self._button.setFont(theme.font(12, 500))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The panel's ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("bg.canvas"))
        painter.end()


class Skeleton(QWidget):
    """Still rows where content will be, and what is being done."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.text = theme, text
        self.text_boxes: list[TextBox] = []
        self.setAccessibleName(text)

    def set_theme(self, theme: Theme) -> None:
        """Show in another theme."""
        self.theme = theme
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Rows of three plates, and the sentence below them."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.canvas")
        y, row = 16, 0
        while y + SKELETON_ROW < self.height() - 30:
            longest = (0.62, 0.41, 0.54, 0.5, 0.47, 0.52)[row % 6]
            for left, width in ((12, 64), (86, 48), (144, longest * max(self.width() - 160, 0))):
                brush.round(QRectF(left, y, width, 10), "bg.control", radius=3)
            y, row = y + SKELETON_ROW, row + 1
        brush.text(QRectF(12, self.height() - 30, self.width() - 24, 20), self.text, "text.secondary", elide=True)
        painter.end()


class FaultStrip(QWidget):
    """What failed and what to do, above what could be read; hidden while nothing failed.

    retried(): the user wants it tried again
    """

    retried = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._text = QLabel("", self)
        self._text.setWordWrap(True)
        self._again = QPushButton("Try again", self)
        self._again.clicked.connect(lambda: self.retried.emit())
        self._close = QPushButton("Close", self)
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(28, 6, 12, 6)
        row.addWidget(self._text, 1)
        row.addWidget(self._again)
        row.addWidget(self._close)
        self.set_theme(theme)
        self.hide()

    def say(self, text: str) -> None:
        """Show what failed; an empty text hides the strip."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def set_theme(self, theme: Theme) -> None:
        """Show in another theme."""
        self.theme = theme
        self._text.setStyleSheet(f"color: {theme.color('text.primary').name()}; background: transparent")
        self._text.setFont(theme.font(12))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The ground and the square that marks an error."""
        painter = QPainter(self)
        brush = Brush(painter, self.theme)
        brush.fill(QRectF(self.rect()), "err.tint")
        brush.fill(QRectF(0, 0, 3, self.height()), "err")
        brush.level_shape("error", 16, self.height() / 2, 4.5)
        painter.end()
