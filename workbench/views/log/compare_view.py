"""Templates of two sets of log lines, counted side by side."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.views.paint import Brush, TextBox
from workbench.views.row_table import Cell, Column, Row, RowTable
from workbench.views.theme import Theme

HEAD = 58
COLUMNS = (
    Column("A", 56, "right"),
    Column("B", 56, "right"),
    Column("A to B", 58, "right"),
    Column("Template", 0, mono=True),
)
TWICE = 2.0


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One template: how often in A and B, and its share of all lines looked at there."""

    template: str
    count_a: int
    count_b: int
    share_a: float
    share_b: float

    @property
    def ratio(self) -> str:
        """`only A`, `only B`, or how many times as frequent in A as in B."""
        if not self.count_b:
            return "only A"
        if not self.count_a:
            return "only B"
        times = self.share_a / self.share_b
        return f"× {times:,.1f}" if times < 100 else f"× {times:,.0f}"


class _Sides(QWidget):
    """What A and B are, and how many lines were looked at."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.words: tuple[str, str, str] = ("", "", "")
        self.text_boxes: list[TextBox] = []
        self.setFixedHeight(HEAD)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Two lines with their letters, a third for the counts."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.panel")
        brush.line(0, HEAD - 1, self.width(), HEAD - 1, "line")
        for number, (letter, words) in enumerate(zip(("A", "B", ""), self.words, strict=True)):
            top = 3 + number * 17
            if letter:
                brush.text(QRectF(12, top, 14, 17), letter, "accent.text", size=11, weight=600)
            place = QRectF(30 if letter else 12, top, self.width() - 42, 17)
            brush.text(place, words, "text.primary" if letter else "text.tertiary", size=11, elide=True)
        painter.end()


class CompareView(QWidget):
    """chosen(number): a row was clicked · menu_asked(number): its menu is wanted."""

    chosen = Signal(int)
    menu_asked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sides = _Sides(theme, self)
        self.table = RowTable(theme, COLUMNS, self)
        self.table.setAccessibleName("Templates of A and B")
        self.table.chosen.connect(lambda key: self.chosen.emit(int(key)))
        self.table.menu_asked.connect(self._menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.sides)
        column.addWidget(self.table, 1)

    def sizeHint(self) -> QSize:
        """Room for counts and some of a template."""
        return QSize(460, 240)

    def _menu(self, key: str, _point: QPoint) -> None:
        self.menu_asked.emit(int(key))

    def say(self, a: str, b: str, words: str) -> None:
        """What is compared, and what came of it."""
        self.sides.words = (a, b, words)
        self.setAccessibleName(f"A {a} compared with B {b}: {words}")
        self.sides.update()

    def set_rows(self, rows: tuple[CompareRow, ...]) -> None:
        """Show these templates."""
        self.table.set_rows(tuple(_row(number, row) for number, row in enumerate(rows)))

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.sides.theme = theme
        self.table.set_theme(theme)
        self.sides.update()


def _row(number: int, row: CompareRow) -> Row:
    only = not row.count_a or not row.count_b
    loud = not only and not 1 / TWICE < row.share_a / row.share_b < TWICE
    token = "err" if not row.count_b else "text.tertiary" if not row.count_a else "text.primary"
    cells = (
        Cell(f"{row.count_a:,}" if row.count_a else "–", token),
        Cell(f"{row.count_b:,}" if row.count_b else "–", "text.primary"),
        Cell(row.ratio, token if only else "warn" if loud else "text.tertiary", 600 if only or loud else 400),
        Cell(row.template, "text.primary" if row.count_a else "text.tertiary"),
    )
    name = f"{row.count_a:,} in A, {row.count_b:,} in B: {row.template}"
    return Row(str(number), cells, name=name)
