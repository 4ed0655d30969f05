"""The bar above the code: path, revisions, size of the change, and when it was deployed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

HEIGHT = 28


@dataclass(frozen=True, slots=True)
class CodeTitle:
    """What the bar says. tag: about the deploy, or the commit that last touched the file · notes: small plates such
    as `white space ignored` and `approximate`.
    """

    path: str = ""
    revisions: str = ""
    added: int = 0
    removed: int = 0
    is_diff: bool = False
    tag: str = ""
    notes: tuple[str, ...] = ()


class CodeHead(QWidget):
    """tag_clicked(): the plate at the right was."""

    tag_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.title = CodeTitle()
        self.text_boxes: list[TextBox] = []
        self._tag = QRectF()
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.update()

    def show_title(self, title: CodeTitle) -> None:
        """Say something else."""
        self.title = title
        size = f", {title.added} added, {title.removed} removed" if title.is_diff else ""
        self.setAccessibleName(f"{title.path} {title.revisions}{size} {title.tag}".strip())
        self.setToolTip(f"{title.path}\n{title.revisions} {title.tag}".strip())
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The tag is a button."""
        if self._tag.contains(event.position()):
            self.tag_clicked.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over the tag."""
        over = self._tag.contains(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The path first; what has no room vanishes whole, the path loses its outer folders."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush, width = Brush(painter, self.theme, self.text_boxes), float(self.width())
        title = self.title
        brush.fill(QRectF(self.rect()), "bg.panel")
        brush.line(0, HEIGHT - 1, width, HEIGHT - 1, "line")
        name = title.path.rsplit("/", 1)[-1]
        least = 12 + brush.width(name, 12, 500, True) + 30
        right = self._paint_tag(brush, width, least)
        path = _shortened(title.path, right - 24, brush)
        place = QRectF(12, 0, max(right - 24, 10), HEIGHT)
        x = 12 + brush.text(place, path, weight=500, mono=True, elide=True) + 12
        sizes = [(f"+{title.added}", "ok"), (f"−{title.removed}", "err")] if title.is_diff else []
        room = right - 8 - sum(brush.width(text, 11, 600, True) + 6 for text, _ink in sizes)
        need = brush.width(title.revisions, 11, 400, True)
        if title.revisions and x + need < room:
            brush.text(QRectF(x, 0, need + 1, HEIGHT), title.revisions, "text.tertiary", size=11, mono=True)
            x += need + 12
        for text, ink in sizes:
            need = brush.width(text, 11, 600, True)
            if x + need < right:
                brush.text(QRectF(x, 0, need + 1, HEIGHT), text, ink, size=11, weight=600, mono=True)
                x += need + 6
        for note in title.notes:
            need = brush.width(note, 11, 500) + 12
            if x + need < right - 8:
                plate = QRectF(x + 4, 5, need, 18)
                brush.round(plate, "warn.tint", radius=3)
                brush.text(plate, note, "warn", size=11, weight=500, align="center")
                x += need + 8
        painter.end()

    def _paint_tag(self, brush: Brush, width: float, least: float) -> float:
        need = brush.width(self.title.tag, 11, 500) + 30
        self._tag = QRectF()
        if not self.title.tag or width - 10 - need < least:
            return width
        self._tag = QRectF(width - 10 - need, 5, need, 18)
        brush.round(self._tag, "change.tint", radius=3)
        brush.icon("deploy", self._tag.left() + 5, 8, 12, "change")
        brush.text(self._tag.adjusted(21, 0, 0, 0), self.title.tag, "change", size=11, weight=500)
        return self._tag.left()


def _shortened(path: str, room: float, brush: Brush) -> str:
    """The path without as many outer folders as it takes to fit."""
    parts = path.split("/")
    while len(parts) > 1 and brush.width(path, 12, 500, True) > room:
        parts = parts[1:]
        path = "…/" + "/".join(parts)
    return path
