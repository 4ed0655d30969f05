"""The side pane of templates: a field to search them, of how many lines they are, the list, the current one's values."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from workbench.views.filter_parts import Field
from workbench.views.log.facets_pane import HEAD, Status
from workbench.views.log.template_values import TemplateValues
from workbench.views.log.templates_view import TemplateListView
from workbench.views.paint import Brush
from workbench.views.theme import Theme


class TemplatesPane(QWidget):
    """pressed(): the button of the status line."""

    pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._top = QWidget(self)
        self._top.setFixedHeight(HEAD)
        self.search = Field(theme, "search", "Search templates", self._top)
        self.search.setPlaceholderText("Search templates")
        self.status = Status(theme, self)
        self.down = QSplitter(Qt.Orientation.Vertical, self)
        self.list = TemplateListView(theme, self.down)
        self.values = TemplateValues(theme, self.down)
        self.down.setHandleWidth(1)
        self.down.setChildrenCollapsible(False)
        for part in (self.list, self.values):
            self.down.addWidget(part)
        self.down.setStretchFactor(0, 3)
        self.down.setStretchFactor(1, 2)
        self.down.setSizes([420, 230])
        self.values.hide()
        self.setFocusProxy(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._top, self.status):
            column.addWidget(part)
        column.addWidget(self.down, 1)
        self.search.textChanged.connect(self.list.set_wanted)
        self.search.left.connect(self._leave)
        self.search.stepped.connect(lambda _step: self.list.setFocus())
        self.status.button.clicked.connect(self.pressed)
        self.list.values_wanted.connect(self._to_values)
        self.values.left.connect(self.list.setFocus)
        self.setMinimumWidth(220)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        for part in (self.search, self.status, self.list, self.values):
            part.set_theme(theme)
        self.update()

    def sizeHint(self) -> QSize:
        """Room for texts and sparks."""
        return QSize(400, 400)

    def _to_values(self) -> None:
        if self.values.columns:
            self.values.setFocus()

    def _leave(self) -> None:
        if self.search.text():
            self.search.clear()
        self.list.setFocus()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """The field takes the width."""
        self.search.setGeometry(8, 5, max(self.width() - 16, 60), 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The panel's ground behind the field."""
        painter = QPainter(self)
        Brush(painter, self.theme).fill(self.rect().toRectF(), "bg.panel")
        painter.end()
