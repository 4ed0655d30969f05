"""The right side of the mapping dialog: the first rows as they come out, what is wrong with each, and problems below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from workbench.views.row_table import Cell, Column, Row, RowTable
from workbench.views.theme import Theme

COLUMNS = (
    Column("Time", 190),
    Column("Level", 60),
    Column("Kind", 76, drop=520),
    Column("Title", 0),
    Column("Links", 150, drop=640),
)
PROBLEMS = 5


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One record as it would be, in words. why: what is not as it should be, empty where all is well."""

    time: str
    level: str = ""
    kind: str = ""
    title: str = ""
    links: str = ""
    why: str = ""


class MapPreview(QWidget):
    """Shows rows; a row with something wrong has a mark, and says what below itself."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[PreviewRow, ...] = ()
        self.summary, self.problems = QLabel(self), QLabel(self, wordWrap=True)
        self.table = RowTable(theme, COLUMNS, self)
        self.table.setAccessibleName("First rows by this map")
        self.table.tip = self._tip
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 16, 8)
        column.setSpacing(6)
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)
        column.addWidget(self.problems)
        self.summary.setFont(theme.font(12, 600))
        self.problems.setFont(theme.font(11))
        self.problems.hide()

    def show_rows(self, summary: str, rows: Sequence[PreviewRow], problems: Sequence[str]) -> None:
        """Show other rows, and what is to be said of all of them."""
        self.rows = tuple(rows)
        self.summary.setText(summary)
        self.table.set_rows(tuple(_row(str(at), row) for at, row in enumerate(rows)))
        more = len(problems) - PROBLEMS
        lines = [f"• {one}" for one in problems[:PROBLEMS]] + ([f"and {more} more"] if more > 0 else [])
        self.problems.setText("\n".join(lines))
        self.problems.setToolTip("\n".join(problems))
        self.problems.setVisible(bool(lines))

    def _tip(self, key: str) -> str:
        row = self.rows[int(key)]
        return "\n".join(text for text in (row.title, row.links, row.why) if text)


def _row(key: str, row: PreviewRow) -> Row:
    wrong = bool(row.why)
    cells = (
        Cell(row.time or "no time", "text.primary" if row.time else "warn", icon="alert" if wrong else "check",
             icon_token="warn" if wrong else "ok"),
        Cell(row.level, "text.secondary"),
        Cell(row.kind, "text.secondary"),
        Cell(row.title),
        Cell(row.links, "text.secondary"),
    )  # fmt: skip
    return Row(key, cells, row.why, ", ".join(text for text in (row.time, row.title, row.why) if text))
