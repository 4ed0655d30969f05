"""The lines in sight as a Qt model, for the table and for screen readers; it never holds more than a screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.views.log.rows import Badge, Line

HEADS = ("Mark", "Time", "Level", "Source", "Message")
_Index = QModelIndex | QPersistentModelIndex


class LineModel(QAbstractTableModel):
    """Rows are lines in sight, columns are `HEADS`."""

    def __init__(self, badge: Callable[[int], Badge], is_cursor: Callable[[int], bool], parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self._badge, self._is_cursor = badge, is_cursor

    def show(self, lines: list[Line]) -> None:
        """Put other lines in sight."""
        if not lines and not self.lines:
            return
        if len(lines) == len(self.lines):
            self.lines = lines
            self.dataChanged.emit(self.index(0, 0), self.index(max(len(lines) - 1, 0), len(HEADS) - 1))
        else:
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        """Lines in sight."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        """Mark, time, level, source and message."""
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Column titles."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell's text, and for screen readers the whole line as one sentence."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.sentence(line)
        if role != Qt.ItemDataRole.DisplayRole or line.row is None:
            return None
        if line.kind != "main":
            return line.text if index.column() == 4 else ""
        row = line.row
        return ("", row.time, row.level.upper(), row.source, line.text)[index.column()]

    def sentence(self, line: Line) -> str:
        """`14:08:03.412, ERROR, checkout-api, PoolTimeout…, evidence E1, at cursor`."""
        if line.row is None:
            return "reading"
        if line.kind != "main":
            return line.text
        badge = self._badge(line.row.row)
        parts = [line.row.time, line.row.level.upper(), line.row.source, line.text]
        parts += [f"evidence {badge.label}"] if badge.label else []
        parts += ["marked"] if badge.marked else []
        parts += [f"label {badge.number}"] if badge.number else []
        parts += [f"tagged {', '.join(badge.tags)}"] if badge.tags else []
        parts += [f"comment {badge.comment}"] if badge.comment else []
        parts += ["new"] if badge.new else []
        parts += ["stamped before the line above it in its file"] if badge.back else []
        parts += ["context"] if badge.context else []
        parts += ["at cursor"] if self._is_cursor(line.position) else []
        return ", ".join(parts)
