"""The head of the trail: a tab a face that has something to show, and in one line what the face shows."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QTabBar, QWidget

from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

HEIGHT = 32


class Summary(QWidget):
    """One line of text, cut where there is no more room; all of it as a tip."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.text = theme, ""
        self.text_boxes: list[TextBox] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)

    def say(self, text: str) -> None:
        """Say this."""
        self.text = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.update()

    def minimumSizeHint(self) -> QSize:
        """It can always be cut."""
        return QSize(0, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line."""
        self.text_boxes.clear()
        brush = Brush(QPainter(self), self.theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.raised")
        if self.width() > 40:
            brush.text(QRectF(self.rect()).adjusted(10, 0, -10, 0), self.text, "text.secondary", size=11, elide=True)
        brush.painter.end()


class FaceBar(QWidget):
    """face_chosen(name): a tab was chosen by mouse or keys."""

    face_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs, self.summary = QTabBar(self), Summary(theme, self)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.setAccessibleName("Faces of the trail")
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.faces: tuple[str, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.tabs)
        row.addWidget(self.summary, 1)
        self.tabs.currentChanged.connect(self._changed)
        self.setFixedHeight(HEIGHT)

    def show_faces(self, faces: tuple[tuple[str, str], ...], current: str) -> None:
        """Offer these faces, each by name and title; no tab stands there for one alone."""
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        self.faces = tuple(name for name, _title in faces)
        for _name, title in faces:
            self.tabs.addTab(title)
        if current in self.faces:
            self.tabs.setCurrentIndex(self.faces.index(current))
        self.tabs.setVisible(len(faces) > 1)
        self.tabs.blockSignals(False)

    def choose(self, name: str) -> None:
        """Make a face's tab the current one without telling."""
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(self.faces.index(name))
        self.tabs.blockSignals(False)

    def _changed(self, index: int) -> None:
        if 0 <= index < len(self.faces):
            self.face_chosen.emit(self.faces[index])

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.summary.theme = theme
        self.summary.update()
