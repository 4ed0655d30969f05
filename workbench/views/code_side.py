"""What stands beside the code: the frames of the stack trace and the files of the commit, to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

HEAD, FRAME, FILE = 26, 35, 26
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class SideItem:
    """One row. head: a section's title, with `extra` at its right in the colour `ink` · frame: function and place, own
    code or a library's · file: name, folder, lines added and removed.

    key: what the list gives back when the row is chosen; empty for titles
    """

    kind: Literal["head", "frame", "file"]
    title: str
    place: str = ""
    key: str = ""
    own: bool = True
    extra: str = ""
    ink: str = "text.tertiary"
    added: int = 0
    removed: int = 0

    @property
    def sentence(self) -> str:
        """The row for screen readers."""
        if self.kind == "head":
            return f"{self.title} {self.extra}".strip()
        if self.kind == "frame":
            return f"{'own' if self.own else 'library'} frame {self.title}, {self.place}"
        return f"file {self.title} in {self.place or 'the root'}, {self.added} added, {self.removed} removed"


class _Items(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.items: tuple[SideItem, ...] = ()

    def show(self, items: tuple[SideItem, ...]) -> None:
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        item = self.items[index.row()]
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return item.sentence
        return item.title if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        chosen = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return chosen if self.items[index.row()].key else Qt.ItemFlag.ItemIsEnabled


class _Rows(QStyledItemDelegate):
    def __init__(self, view: CodeSide) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        kind = self._view.items[index.row()].kind
        return QSize(80, {"head": HEAD, "frame": FRAME, "file": FILE}[kind])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        brush = Brush(painter, self._view.theme, self._view.text_boxes)
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        item = self._view.items[index.row()]
        brush.fill(rect, "bg.panel")
        if item.kind == "head":
            self._head(brush, rect, item, index.row() > 0)
        else:
            if state & QStyle.StateFlag.State_Selected:
                brush.fill(rect, "bg.selected")
                brush.fill(QRectF(rect.left(), rect.top(), 2, rect.height()), "accent")
            elif state & QStyle.StateFlag.State_MouseOver:
                brush.fill(rect, "bg.hover")
            self._frame(brush, rect, item) if item.kind == "frame" else self._file(brush, rect, item)
        painter.restore()

    def _head(self, brush: Brush, rect: QRectF, item: SideItem, ruled: bool) -> None:
        if ruled:
            brush.line(rect.left(), rect.top(), rect.right(), rect.top(), "line")
        place = rect.adjusted(12, 0, -12, 0)
        used = brush.text(place, item.title, "text.tertiary", size=11, weight=500)
        rest = place.adjusted(used + 12, 0, 0, 0)
        if rest.width() > 40:
            brush.text(rest, item.extra, item.ink, size=11, weight=500, align="right", elide=True)

    def _frame(self, brush: Brush, rect: QRectF, item: SideItem) -> None:
        middle = rect.top() + 11
        if item.own:
            brush.circle(rect.left() + 15, middle, 3, "accent")
        else:
            brush.circle(rect.left() + 15, middle, 3, "", "text.tertiary")
        line = QRectF(rect.left() + 26, rect.top() + 1, rect.width() - 34, 18)
        ink = "text.primary" if item.own else "text.tertiary"
        brush.text(line, item.title, ink, weight=500 if item.own else 400, elide=True)
        brush.text(line.adjusted(0, 16, 0, 14), item.place, "text.tertiary", size=11, elide=True)

    def _file(self, brush: Brush, rect: QRectF, item: SideItem) -> None:
        right = rect.right() - 12
        for text, ink in ((f"−{item.removed}", "err"), (f"+{item.added}", "ok")):
            width = brush.width(text, 11, 600, True)
            brush.text(
                QRectF(right - width, rect.top(), width + 1, rect.height()), text, ink, size=11, weight=600, mono=True
            )
            right -= width + 6
        place = QRectF(rect.left() + 12, rect.top(), right - rect.left() - 18, rect.height())
        used = brush.text(place, item.title, weight=500, elide=True)
        rest = place.adjusted(used + 8, 0, 0, 0)
        if rest.width() > 30:
            brush.text(rest, item.place, "text.tertiary", size=11, elide=True)


class CodeSide(QListView):
    """picked(key): a frame or a file was chosen by the user."""

    picked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.text_boxes: list[TextBox] = []
        self._model = _Items(self)
        self.setModel(self._model)
        self.setItemDelegate(_Rows(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Stack frames and changed files")
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.set_theme(theme)
        self.clicked.connect(self._pick)
        self.activated.connect(self._pick)

    @property
    def items(self) -> tuple[SideItem, ...]:
        """The rows shown."""
        return self._model.items

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        palette = theme.palette()
        palette.setColor(palette.ColorRole.Base, theme.color("bg.panel"))
        self.setPalette(palette)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows in sight; their texts are noted anew."""
        self.text_boxes.clear()
        super().paintEvent(event)

    def show_items(self, items: tuple[SideItem, ...], chosen: tuple[str, ...]) -> None:
        """Show rows, those with these keys as chosen."""
        if items != self.items:
            self._model.show(items)
        selection = self.selectionModel()
        selection.clear()
        for number, item in enumerate(items):
            if item.key and item.key in chosen:
                index = self._model.index(number)
                selection.setCurrentIndex(index, selection.SelectionFlag.NoUpdate)
                selection.select(index, selection.SelectionFlag.Select)
                self.scrollTo(index)

    def _pick(self, index: QModelIndex) -> None:
        key = self.items[index.row()].key
        if key:
            self.picked.emit(key)
