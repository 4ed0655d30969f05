"""What stands where there is nothing yet, not yet, or not any more: empty, loading and error states."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

_SKELETON = (0.82, 0.55, 0.94, 0.67, 0.48, 0.88, 0.73, 0.6)


class EmptyState(QWidget):
    """An icon, one sentence, one button. pressed(): the button was."""

    pressed = Signal()

    def __init__(self, theme: Theme, icon: str, sentence: str, button: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._icon, self._sentence = QLabel(self), QLabel(sentence, self)
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = QPushButton(button, self)
        self._button.setProperty("primary", True)
        self._button.setVisible(bool(button))
        self._button.clicked.connect(self.pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 8, 24, 8)
        column.setSpacing(10)
        column.addStretch()
        column.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._sentence)
        column.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.setAccessibleName(sentence)
        self.set_theme(theme)

    def set_sentence(self, sentence: str, button: str = "") -> None:
        """Say something else."""
        self._sentence.setText(sentence)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.setAccessibleName(sentence)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self._icon.setPixmap(theme.pixmap(self._icon_name, "text.tertiary", 24, self.devicePixelRatioF()))
        self._sentence.setFont(theme.font(12))
        self._sentence.setStyleSheet(f"color: {theme.color('text.secondary').name()}")


class LoadingState(QWidget):
    """Still rows in the shape of what will come, what is being read, a bar and Stop. stopped(): Stop was pressed."""

    stopped = Signal()

    def __init__(self, theme: Theme, sentence: str, stoppable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._label = QLabel(sentence, self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._stop = QPushButton("Stop", self)
        self._stop.clicked.connect(self.stopped)
        self._stop.setVisible(stoppable)
        row = QHBoxLayout()
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(12)
        row.addWidget(self._label)
        row.addWidget(self._bar, 1)
        row.addWidget(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch()
        column.addLayout(row)
        self.setAccessibleName(sentence)
        self.set_theme(theme)

    def set_progress(self, fraction: float, sentence: str) -> None:
        """How far it is; fraction 0..1, below 0 when unknown."""
        self._bar.setValue(max(0, int(fraction * 1000)))
        self._label.setText(sentence)
        self.setAccessibleName(sentence)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self._theme = theme
        self._label.setFont(theme.font(11))
        self._label.setStyleSheet(f"color: {theme.color('text.secondary').name()}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the still rows."""
        brush = Brush(QPainter(self), self._theme)
        brush.fill(QRectF(self.rect()), "bg.canvas")
        token = "bg.control" if self._theme.name == "dark" else "line.subtle"
        width = self.width() - 150
        for row in range(max(0, (self.height() - 60) // 22)):
            top = 10 + row * 22
            brush.round(QRectF(12, top + 4, 64, 10), token, radius=3)
            brush.round(QRectF(86, top + 4, 40, 10), token, radius=3)
            if width > 20:
                brush.round(QRectF(136, top + 4, width * _SKELETON[row % 8], 10), token, radius=3)
        brush.painter.end()


class FaultStrip(QWidget):
    """A strip that says what failed and what to do, with up to two buttons; what was read before stays below it."""

    def __init__(self, theme: Theme, text: str = "", parent: QWidget | None = None, tone: str = "err") -> None:
        super().__init__(parent)
        self._theme, self._text, self._tone = theme, text, tone
        self.text_boxes: list[TextBox] = []
        self._buttons: list[QPushButton] = []
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        policy.setVerticalPolicy(QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def show_fault(self, text: str, buttons: tuple[tuple[str, Callable[[], None]], ...] = (), tone: str = "") -> None:
        """Say this, with these buttons. tone: `err` or `warn`, empty to keep it."""
        self._text, self._tone = text, tone or self._tone
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        for title, act in buttons:
            button = QPushButton(title, self)
            button.clicked.connect(act)
            button.show()
            self._buttons.append(button)
        self._place_buttons()
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self._theme = theme
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the buttons at the right edge."""
        self._place_buttons()

    def _place_buttons(self) -> None:
        # By hand: a widget with a layout is given the height that the layout needs, not the one of its lines.
        right = self.width() - 8
        for button in reversed(self._buttons):
            size = button.sizeHint()
            right -= size.width()
            button.setGeometry(right, 5, size.width(), 26)
            right -= 8

    def _lines(self, width: int) -> list[str]:
        room = max(60, width - 46 - sum(button.sizeHint().width() + 8 for button in self._buttons))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout = QTextLayout(self._text, self._theme.font(12))
        layout.setTextOption(option)
        layout.beginLayout()
        lines: list[str] = []
        while (line := layout.createLine()).isValid() and len(lines) < 6:
            line.setLineWidth(room)
            lines.append(self._text[line.textStart() : line.textStart() + line.textLength()].strip())
        layout.endLayout()
        return lines

    def hasHeightForWidth(self) -> bool:
        """Long texts wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as its lines."""
        return 18 * max(1, len(self._lines(width))) + 18

    def sizeHint(self) -> QSize:
        """As high as it needs at its present width."""
        return QSize(300, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Never too low for its lines."""
        return QSize(120, self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the strip, its square and its lines."""
        self.text_boxes.clear()
        brush = Brush(QPainter(self), self._theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), f"{self._tone}.tint")
        brush.fill(QRectF(0, 0, 3, self.height()), self._tone)
        brush.level_shape("error" if self._tone == "err" else "warn", 20, 18, 4.5)
        for number, line in enumerate(self._lines(self.width())):
            brush.text(QRectF(34, 9 + 18 * number, self.width() - 46, 18), line)
        brush.painter.end()


class FaultState(QWidget):
    """A fault strip on an otherwise empty place."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        buttons: tuple[tuple[str, Callable[[], None]], ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.strip = FaultStrip(theme, text, self)
        self.strip.show_fault(text, buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.strip)
        column.addStretch()
        self.setAccessibleName(text)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.strip.set_theme(theme)
