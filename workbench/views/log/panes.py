"""The log's rooms: the table, a second table below or beside it, and a pane at the right for one thing at a time."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from workbench.views.filter_parts import IconButton
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

TITLE, SIDE = 28, 340


class _Title(QWidget):
    """The title of the side pane."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme, self.text = theme, ""
        self.text_boxes: list[TextBox] = []
        self.setFixedHeight(TITLE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The words on the panel's ground."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.panel")
        brush.line(0, TITLE - 1, self.width(), TITLE - 1, "line")
        place = QRectF(10, 0, self.width() - 44, TITLE)
        brush.text(place, self.text, "text.primary", size=12, weight=600, elide=True)
        painter.end()


class SidePane(QWidget):
    """A title, a cross, and whatever was put in last."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.title = _Title(theme, self)
        self.cross = IconButton(theme, "close", "Close (Esc)", self.title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.title)
        across = QHBoxLayout(self.title)
        across.setContentsMargins(0, 0, 4, 0)
        across.addStretch(1)
        across.addWidget(self.cross)
        self.content: QWidget | None = None

    def hold(self, title: str, content: QWidget) -> None:
        """Show this and no longer what was there."""
        if self.content is not None and self.content is not content:
            self._column.removeWidget(self.content)
            self.content.hide()
        self.title.text = title
        self.setAccessibleName(title)
        if content is not self.content:
            self._column.addWidget(content, 1)
            self.content = content
        content.show()
        self.title.update()

    def sizeHint(self) -> QSize:
        """Wide enough for names and counts."""
        return QSize(SIDE, 200)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = self.title.theme = theme
        self.cross.set_theme(theme)
        self.title.update()


class LogPanes(QWidget):
    """closed(key): the side pane was closed by its cross · room_changed(): it came or went."""

    closed = Signal(str)
    room_changed = Signal()

    def __init__(self, theme: Theme, main: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.across = QSplitter(Qt.Orientation.Horizontal, self)
        self.tables = QSplitter(Qt.Orientation.Vertical, self.across)
        self.side = SidePane(theme, self.across)
        self.main, self.side_key = main, ""
        for splitter in (self.across, self.tables):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        self.tables.addWidget(main)
        self.across.addWidget(self.tables)
        self.across.addWidget(self.side)
        self.across.setStretchFactor(0, 1)
        self.side.hide()
        self.side.cross.clicked.connect(self._crossed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.across)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.side.set_theme(theme)

    def show_second(self, widget: QWidget | None, beside: bool = False) -> None:
        """A second table below the first or beside it; None takes it away."""
        self.tables.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)
        for number in range(self.tables.count() - 1, 0, -1):
            other = self.tables.widget(number)
            if other is not None and other is not widget:
                other.hide()
        if widget is not None:
            if self.tables.indexOf(widget) < 0:
                self.tables.addWidget(widget)
            widget.show()

    def show_side(self, key: str, title: str, content: QWidget) -> None:
        """Put one thing into the pane at the right, which opens if it is closed."""
        self.side_key = key
        self.side.hold(title, content)
        self.side.show()
        total = self.width()
        wide = min(max(self.side.sizeHint().width(), total // 4), max(total // 2, 1))
        if self.across.sizes()[1] < 40:
            self.across.setSizes([max(total - wide, 1), wide])
        self.room_changed.emit()

    def close_side(self) -> None:
        """Close the pane at the right; the keyboard goes back to the table if the pane had it."""
        self.side_key = ""
        holder = QApplication.focusWidget()
        if holder is not None and self.side.isAncestorOf(holder):
            # Qt would hand the keyboard to whatever comes next, a button of the header.
            self.main.setFocus(Qt.FocusReason.OtherFocusReason)
        self.side.hide()
        self.room_changed.emit()

    @property
    def room(self) -> int:
        """Pixels across that the tables have."""
        return self.width() if self.side.isHidden() else self.across.sizes()[0]

    def _crossed(self) -> None:
        key = self.side_key
        self.close_side()
        self.closed.emit(key)
