"""How one row of code looks: line numbers, sign, word marks under the text, syntax colours, fillers and folds."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from workbench.model.code import DiffLine, SideRow, WordMark
from workbench.views.highlight import Tint
from workbench.views.log.text import PAINTED, escaped
from workbench.views.paint import Brush

ROW = 19
_GROUND = {"add": "diff.add", "del": "diff.del"}
_WORD = {"add": "diff.addword", "del": "diff.delword"}
_SIGN = {"add": ("+", "ok"), "del": ("−", "err")}
TAB = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as it is drawn, and for every character of the file's line the column it begins at (None: the same)."""

    text: str
    columns: tuple[int, ...] | None = None

    def column(self, at: int) -> int:
        """The column of a character."""
        if self.columns is None:
            return min(at, len(self.text))
        return self.columns[min(at, len(self.columns) - 1)]


def shown_line(text: str) -> Shown:
    """A line with its tabs as blanks and its control characters as visible escapes; cut where nobody looks."""
    if len(text) > PAINTED:
        text = f"{text[:PAINTED]} … {len(text) - PAINTED:,} more characters"
    if text.isprintable():
        return Shown(text)
    parts: list[str] = []
    columns = [0]
    for letter in text:
        here = columns[-1]
        part = " " * (TAB - here % TAB) if letter == "\t" else letter if letter.isprintable() else escaped(letter)
        parts.append(part)
        columns.append(here + len(part))
    return Shown("".join(parts), tuple(columns))


class CodePainter:
    """Draws rows with one brush. first: the column at the left edge of the text · digits: of the longest line number."""

    def __init__(self, brush: Brush, first: int, digits: int) -> None:
        self.brush, self.first = brush, first
        self.advance = brush.theme.metrics(12, 400, True).horizontalAdvance("0")
        self.number = max(30.0, digits * brush.theme.metrics(11, 400, True).horizontalAdvance("0") + 8)

    def ground(self, rect: QRectF, kind: str) -> None:
        """The colour of an added or deleted line, the hatch where a side has none."""
        if kind == "filler":
            self.brush.fill(rect, "bg.panel")
            self.brush.hatch(rect, "line.strong", 0.25, 7)
        elif kind in _GROUND:
            self.brush.fill(rect, _GROUND[kind])

    def numbers(self, left: float, rect: QRectF, row: SideRow, current: bool, both: bool = True) -> float:
        """Both numbers of a unified row, or the one of a whole file; gives where the sign stands."""
        old = row.left.old if row.left and row.left.kind != "add" else 0
        new = row.right.new if row.right and row.right.kind != "del" else 0
        x = left
        pairs = ((old, row.right is None), (new, row.left is None))
        for value, changed in pairs if both else pairs[1:]:
            ink = ("err" if row.right is None else "ok") if changed else "text.tertiary"
            self._number(QRectF(x, rect.top(), self.number, rect.height()), value, ink, current and value == new)
            x += self.number + 2
        return x

    def number_of(self, left: float, rect: QRectF, line: DiffLine, value: int, current: bool) -> float:
        """The number of one side; gives where its sign stands."""
        ink = _SIGN.get(line.kind, ("", "text.tertiary"))[1]
        self._number(QRectF(left, rect.top(), self.number, rect.height()), value, ink, current)
        return left + self.number + 2

    def _number(self, rect: QRectF, value: int, ink: str, current: bool) -> None:
        if value:
            weight = 600 if current else 400
            self.brush.text(rect, str(value), ink, size=11, weight=weight, mono=True, align="right")

    def sign(self, left: float, rect: QRectF, kind: str) -> None:
        """+ or −, whatever the colours are."""
        if kind in _SIGN:
            text, ink = _SIGN[kind]
            self.brush.text(QRectF(left, rect.top(), 10, rect.height()), text, ink, weight=600, mono=True)

    def code(self, rect: QRectF, line: DiffLine, tints: tuple[Tint, ...]) -> None:
        """The text in its rectangle: marks, then characters in the colours of their tokens."""
        shown = shown_line(line.text)
        columns = int(rect.width() / self.advance)
        marks = [mark for mark in line.marks if mark.end > mark.start]
        for mark in marks:
            self._mark(rect, shown, mark, line.kind, columns)
        at = 0
        for tint in tints:
            if tint.start > at:
                self._piece(rect, shown, at, tint.start, "text.primary", columns)
            # A comment's grey is too faint on a word mark.
            ink = "text.primary" if tint.token == "syn.com" and marks else tint.token
            self._piece(rect, shown, tint.start, tint.end, ink, columns)
            at = tint.end
        self._piece(rect, shown, at, len(line.text), "text.primary", columns)

    def _visible(self, shown: Shown, start: int, end: int, columns: int) -> tuple[int, int]:
        low = max(shown.column(start), self.first)
        return low, max(low, min(shown.column(end), self.first + columns, len(shown.text)))

    def _x(self, rect: QRectF, shown: Shown, column: int) -> float:
        if shown.text.isascii():
            return rect.left() + (column - self.first) * self.advance
        before = shown.text[self.first : column]
        return rect.left() + self.brush.width(before, 12, 400, True)

    def _mark(self, rect: QRectF, shown: Shown, mark: WordMark, kind: str, columns: int) -> None:
        low, high = self._visible(shown, mark.start, mark.end, columns)
        if high > low and kind in _WORD:
            left, right = self._x(rect, shown, low), self._x(rect, shown, high)
            plate = QRectF(left - 1, rect.top() + 1, right - left + 2, rect.height() - 2)
            self.brush.round(plate, _WORD[kind], radius=2)

    def _piece(self, rect: QRectF, shown: Shown, start: int, end: int, ink: str, columns: int) -> None:
        low, high = self._visible(shown, start, end, columns)
        text = shown.text[low:high]
        if not text or text.isspace():
            return
        left = self._x(rect, shown, low)
        width = (high - low) * self.advance if text.isascii() else self.brush.width(text, 12, 400, True)
        self.brush.text(QRectF(left, rect.top(), width + 0.5, rect.height()), text, ink, mono=True)

    def fold(self, rect: QRectF, row: SideRow, heading: str, can_open: bool, hovered: bool) -> None:
        """`120 unchanged lines · class OrderStore`."""
        self.brush.fill(rect, "bg.hover" if hovered and can_open else "bg.raised")
        left = rect.left() + 12
        if can_open:
            self.brush.icon("chev-right", left, rect.center().y() - 6, 12)
        text = f"{row.folded:,} unchanged line{'' if row.folded == 1 else 's'}"
        place = QRectF(left + 20, rect.top(), max(rect.width() - 40, 0), rect.height())
        used = self.brush.text(place, text, "text.secondary", size=11)
        rest = place.adjusted(used + 14, 0, 0, 0)
        if heading and rest.width() > 40:
            self.brush.text(rest, shown_line(heading[:200]).text, "text.tertiary", size=11, mono=True, elide=True)
