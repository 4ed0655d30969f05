"""Choosing what is plotted: a field to search in, a list with boxes, all by keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from workbench.views.paint import Brush
from workbench.views.theme import Theme

ROW = 26
WIDTH, HEIGHT = 460, 380
Index = QModelIndex | QPersistentModelIndex
OWN_KEYS = (
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Return, Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pick:
    """One row: what it is called, what tells it from others of that name, its unit and what it means."""

    id: str
    name: str
    labels: str = ""
    unit: str = ""
    help: str = ""


class PickModel(QAbstractListModel):
    """The rows that hold every word searched for, chosen ones first as long as nothing is searched."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._every: tuple[Pick, ...] = ()
        self._words: tuple[str, ...] = ()
        self.shown: list[Pick] = []
        self.chosen: list[str] = []

    def set_rows(self, rows: Sequence[Pick], chosen: Sequence[str]) -> None:
        """Take other rows."""
        self._every, self.chosen = tuple(rows), list(chosen)
        self.search("")

    def search(self, text: str) -> None:
        """Show what holds all words of a text, in any order."""
        self.beginResetModel()
        words = text.lower().split()
        self.shown = [row for row in self._every if all(word in f"{row.name} {row.labels}".lower() for word in words)]
        if not words:
            self.shown.sort(key=lambda row: row.id not in self.chosen)
        self.endResetModel()

    def toggle(self, row: int) -> None:
        """Choose a row or let it go; the newest choice comes last."""
        name = self.shown[row].id
        if name in self.chosen:
            self.chosen.remove(name)
        else:
            self.chosen.append(name)
        index = self.index(row)
        self.dataChanged.emit(index, index)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802 - Qt's name
        """How many rows the search left."""
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, tooltip and the accessible text of a row."""
        row = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (row.name, row.labels, row.help) if part)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = "shown" if row.id in self.chosen else "not shown"
            return f"{row.name} {row.labels}, {state}"
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if row.id in self.chosen else Qt.CheckState.Unchecked
        return None


class PickDelegate(QStyledItemDelegate):
    """A box, the name, its labels in dim ink."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's name
        """One row."""
        return QSize(100, ROW)

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        """Draw one row."""
        model = index.model()
        assert isinstance(model, PickModel)
        row = model.shown[index.row()]
        painter.save()
        brush = Brush(painter, self.theme)
        box = QRectF(option.rect)
        lit = bool(option.state & QStyle.StateFlag.State_Selected)
        brush.fill(box, "bg.selected" if lit else "bg.overlay")
        square = QRectF(box.left() + 10, box.center().y() - 7, 14, 14)
        on = row.id in model.chosen
        brush.round(square, "accent.fill" if on else "bg.control", "" if on else "line.field", radius=3)
        if on:
            brush.icon("check", square.left() + 1, square.top() + 1, 12, "text.on")
        room = box.width() - 44
        used = brush.text(QRectF(box.left() + 32, box.top(), room, ROW), row.name, elide=True)
        if row.labels and room - used > 40:
            rest = QRectF(box.left() + 40 + used, box.top(), room - used - 8, ROW)
            brush.text(rest, row.labels, "text.tertiary", size=11, elide=True)
        painter.restore()


class MetricPicker(QFrame):
    """Lies over the window it is opened in; Enter or a click chooses the row, Esc or looking elsewhere closes.

    chosen_changed(ids): what is chosen now, in order of choosing · closed(): Esc was pressed
    """

    chosen_changed = Signal(tuple)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setFixedSize(WIDTH, HEIGHT)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Search metrics")
        self.field.setAccessibleName("Search metrics")
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.model = PickModel(self)
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName("Metrics")
        self.delegate = PickDelegate(theme, self.list)
        self.list.setItemDelegate(self.delegate)
        self.list.clicked.connect(lambda index: self._toggle(index.row()))
        self.count = QLabel(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        for part in (self.field, self.list, self.count):
            column.addWidget(part)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Show in another theme."""
        self.theme = self.delegate.theme = theme
        self.setPalette(theme.palette())
        ground = theme.color("bg.overlay").name()
        self.list.setStyleSheet(f"QListView {{ background: {ground}; border: none }}")
        self.count.setStyleSheet(f"color: {theme.color('text.tertiary').name()}; background: transparent")
        self.count.setFont(theme.font(11))

    def open_in(self, window: QWidget, where: QPoint, rows: Sequence[Pick], chosen: Sequence[str]) -> None:
        """Show over a window, as near to a place in it as there is room."""
        self.model.set_rows(rows, chosen)
        self.field.clear()
        self._search("")
        self.setParent(window)
        self.setFixedSize(min(WIDTH, window.width() - 8), min(HEIGHT, window.height() - 8))
        left = min(max(where.x(), 4), window.width() - self.width() - 4)
        self.move(left, min(max(where.y(), 4), window.height() - self.height() - 4))
        self.show()
        self.raise_()
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The keys that move in the list are the picker's while it is open; it closes when another widget is used."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in OWN_KEYS:
            event.accept()
            return True
        left = event.reason() if isinstance(event, QFocusEvent) and event.lostFocus() else None
        if left is not None and left != Qt.FocusReason.ActiveWindowFocusReason:
            self.hide()
        return super().eventFilter(watched, event)

    def _search(self, text: str) -> None:
        self.model.search(text)
        if self.model.shown:
            self.list.setCurrentIndex(self.model.index(0))
        self._say()

    def _say(self) -> None:
        shown, chosen = len(self.model.shown), len(self.model.chosen)
        self.count.setText(f"{shown:,} metrics, {chosen} shown" if shown else "No metric has this name")

    def _toggle(self, row: int) -> None:
        self.model.toggle(row)
        self._say()
        self.chosen_changed.emit(tuple(self.model.chosen))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move in the list, choose, close; all else is typed into the field."""
        row = self.list.currentIndex().row()
        last = len(self.model.shown) - 1
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
        key = Qt.Key(event.key())
        if key in steps and last >= 0:
            self.list.setCurrentIndex(self.model.index(min(max(row + steps[key], 0), last)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= row <= last:
            self._toggle(row)
        elif key == Qt.Key.Key_Escape:
            self.hide()
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The popup's ground and edge."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("bg.overlay"))
        painter.setPen(self.theme.color("line.strong"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
