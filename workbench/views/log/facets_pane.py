"""The side pane of fields: what to look for among them, how values are ordered, of how many lines they are, the list."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.views.filter_parts import Drawn, Field
from workbench.views.log.facets_view import FacetList
from workbench.views.log.matches import WordToggle
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

HEAD, STATUS = 34, 24


class WordButton(Drawn):
    """A word or two that is pressed, drawn as a link."""

    def __init__(self, theme: Theme, text: str, name: str, parent: QWidget) -> None:
        super().__init__(theme, name, parent)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def say(self, text: str, name: str) -> None:
        """It does something else now."""
        self.setText(text)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def sizeHint(self) -> QSize:
        """As wide as the words."""
        return QSize(round(self.theme.width(self.text(), 11, 500)) + 12, 20)

    def draw(self, brush: Brush, rect: QRectF) -> None:
        """The words, on a plate under the pointer."""
        if self.hovered:
            brush.round(rect, "bg.hover", radius=3)
        brush.text(rect, self.text(), "accent.text", size=11, weight=500, align="center")


class Status(QWidget):
    """Of how many lines the counts are, a bar while they grow, and the button for all of them or to stop."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme, self.text, self.fraction = theme, "", -1.0
        self.text_boxes: list[TextBox] = []
        self.button = WordButton(theme, "", "", self)
        self.button.hide()
        self.setFixedHeight(STATUS)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.button.set_theme(theme)
        self._arrange()
        self.update()

    def say(self, text: str, button: str = "", name: str = "", fraction: float = -1.0) -> None:
        """What is known of how much; fraction: how far the counting is, below 0 when it is done."""
        self.text, self.fraction = text, fraction
        self.button.say(button, name)
        self.button.setVisible(bool(button))
        self.setAccessibleName(text)
        self._arrange()
        self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the button at the right edge."""
        self._arrange()

    def _arrange(self) -> None:
        size = self.button.sizeHint()
        self.button.setGeometry(self.width() - size.width() - 6, 2, size.width(), size.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The words, a hairline below, and how far it is on it."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.panel")
        right = self.button.x() - 6 if not self.button.isHidden() else self.width() - 10
        brush.text(QRectF(10, 0, max(right - 10, 10), STATUS - 1), self.text, "text.tertiary", size=11, elide=True)
        brush.line(0, STATUS - 1, self.width(), STATUS - 1, "line")
        if self.fraction >= 0:
            brush.fill(QRectF(0, STATUS - 2, self.width() * min(self.fraction, 1.0), 2), "accent")
        painter.end()


class FacetsPane(QWidget):
    """pressed(): the button of the status line · left(): Esc in the search field."""

    pressed = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.search = Field(theme, "search", "Search fields and values", self)
        self.search.setPlaceholderText("Search fields and values")
        self.order = WordToggle(theme, "A–Z", "Values in order of their name, not of how many lines have them", self)
        self.status = Status(theme, self)
        self.list = FacetList(theme, self)
        self.setFocusProxy(self.list)
        self._top = QWidget(self)
        self._top.setFixedHeight(HEAD)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._top, self.status):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        self.search.setParent(self._top)
        self.order.setParent(self._top)
        self.search.textChanged.connect(self.list.set_wanted)
        self.search.left.connect(self._leave)
        self.search.stepped.connect(lambda _step: self.list.setFocus())
        self.order.toggled.connect(self.list.set_order)
        self.status.button.clicked.connect(self.pressed)
        self.setMinimumWidth(200)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        for part in (self.search, self.order, self.status, self.list):
            part.set_theme(theme)
        self.update()

    def sizeHint(self) -> QSize:
        """Room for names and counts."""
        return QSize(340, 400)

    def _leave(self) -> None:
        if self.search.text():
            self.search.clear()
        self.list.setFocus()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """The field takes what the switch leaves."""
        wide = self.order.sizeHint().width()
        self.order.setGeometry(self.width() - wide - 8, 7, wide, 20)
        self.search.setGeometry(8, 5, max(self.width() - wide - 24, 60), 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The panel's ground behind field and switch."""
        painter = QPainter(self)
        Brush(painter, self.theme).fill(QRectF(self.rect()), "bg.panel")
        painter.end()
