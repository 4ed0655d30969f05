"""The fields of the shown lines with their commonest values, as a list that folds: a field, its numbers, its values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from workbench.model.facets import Facet, Facets
from workbench.views.log.facets_paint import HEIGHTS, paint_item
from workbench.views.log.tall_list import TallList
from workbench.views.paint import Brush
from workbench.views.theme import Theme

ItemKind = Literal["field", "numbers", "value", "more"]
FEW, STEP = 8, 24
"""Values of an open field that are shown at first, and how many more at a time."""
HANDS = {Qt.Key.Key_Plus: "include", Qt.Key.Key_Minus: "exclude", Qt.Key.Key_Equal: "only"}
PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the list. at: which value · count, share: rows that have it, and their part of all rows read."""

    kind: ItemKind
    facet: Facet
    at: int = -1
    text: str = ""
    count: int = 0
    share: float = 0.0
    open: bool = False
    pinned: bool = False

    @property
    def key(self) -> tuple[str, str, int]:
        """What it is known by while counts change."""
        return self.kind, self.facet.name, self.at


class FacetList(TallList):
    """Fields fold; values are taken into the filter.

    chosen(field, value, how): `include`, `exclude` or `only` it · column(field): it shall be a column ·
    pinned(field): it shall stay on top, or no longer · menu_asked(item, global point)
    """

    chosen = Signal(str, object, str)
    column = Signal(str)
    pinned = Signal(str)
    menu_asked = Signal(object, QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Fields and their values", parent)
        self.facets = Facets(0, 0)
        self.items: tuple[Item, ...] = ()
        self.opened: dict[str, int] = {}
        self.by_name = False
        self.wanted = ""
        self.pins: tuple[str, ...] = ()
        self.title_of: Callable[[str], str] = lambda name: name
        self._first = True

    # ------------------------------------------------------------------------------------------- what is shown
    def show_facets(self, facets: Facets) -> None:
        """Show other counts; what is open stays open, the first fields open by themselves the first time."""
        self.facets = facets
        if self._first and facets.fields:
            self._first = False
            self.opened = dict.fromkeys([facet.name for facet in self._ordered()[:3]], FEW)
        self.lay_out()

    def set_order(self, by_name: bool) -> None:
        """Values by name or by count."""
        self.by_name = by_name
        self.lay_out()

    def set_wanted(self, text: str) -> None:
        """Only fields whose name, or values, hold this text."""
        self.wanted = text.strip().lower()
        self.lay_out()

    def set_pins(self, pins: tuple[str, ...]) -> None:
        """Fields that stay on top."""
        self.pins = pins
        self.lay_out()

    def _ordered(self) -> list[Facet]:
        """Pinned fields first, then those that split the rows best: few values in many rows, then ids and the like."""
        rank = {name: place for place, name in enumerate(self.pins)}

        def weight(facet: Facet) -> tuple[int, int, int, str]:
            telling = 1 < facet.distinct <= max(50, facet.present // 20)
            return rank.get(facet.name, len(rank)), not telling, -facet.present, facet.name

        found = [facet for facet in self.facets.fields if self._is_wanted(facet)]
        return sorted(found, key=weight)

    def _is_wanted(self, facet: Facet) -> bool:
        wanted = self.wanted
        return (
            not wanted
            or wanted in facet.name.lower()
            or wanted in self.title_of(facet.name).lower()
            or any(wanted in value.text.lower() for value in facet.values)
        )

    def lay_out(self) -> None:
        """Make the rows anew; the current one stays current."""
        key = self.items[self._current].key if 0 <= self._current < len(self.items) else None
        items: list[Item] = []
        for facet in self._ordered():
            items += self._items_of(facet)
        self.items = tuple(items)
        self._current = next((n for n, item in enumerate(self.items) if item.key == key), -1)
        self.set_heights(HEIGHTS[item.kind] for item in self.items)

    def _items_of(self, facet: Facet) -> list[Item]:
        shown = self.opened.get(facet.name, 0)
        found = [Item("field", facet, count=facet.present, share=facet.present / max(self.facets.read, 1),
                      open=bool(shown), pinned=facet.name in self.pins)]  # fmt: skip
        if not shown:
            return found
        if facet.numbers is not None and len(facet.numbers.histogram) > 1:
            found.append(Item("numbers", facet))
        values = list(enumerate(facet.values))
        if self.by_name:
            values.sort(key=lambda pair: pair[1].text.lower())
        if self.wanted and self.wanted not in facet.name.lower():
            values = [pair for pair in values if self.wanted in pair[1].text.lower()] or values
        for at, value in values[:shown]:
            share = value.count / max(self.facets.read, 1)
            found.append(Item("value", facet, at, value.text, value.count, share))
        if len(values) > shown:
            found.append(Item("more", facet, text=f"{min(STEP, len(values) - shown)} more of {facet.distinct:,}"))
        elif facet.distinct > len(facet.values):
            rest = facet.distinct - len(facet.values)
            found.append(Item("more", facet, at=-2, text=f"{rest:,}{'+' if facet.more else ''} rarer values"))
        return found

    # ------------------------------------------------------------------------------------------- geometry
    def sizeHint(self) -> QSize:
        """Room for names and counts."""
        return QSize(320, 400)

    # ------------------------------------------------------------------------------------------- painting
    def paint_item(self, brush: Brush, number: int, rect: QRectF) -> None:
        """A field, its numbers, a value, or what leads to more of them."""
        item = self.items[number]
        title = self.title_of(item.facet.name) if item.kind == "field" else ""
        paint_item(brush, item, rect, title, number == self._hover)

    # ------------------------------------------------------------------------------------------- pointer and keys
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold a field, take a value into the filter, or use the button that was hit."""
        number = self.item_at(event.position().y())
        if number < 0:
            return
        self.make_current(number)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        hand = self.hand_at(self.items[number], event.position().x())
        self.use(self.items[number], hand)

    def hand_at(self, item: Item, x: float) -> str:
        """Which of a row's buttons lies at x: the ones that show under the pointer."""
        right = self.viewport().width() - x
        if item.kind == "value":
            return "only" if right < 28 else "exclude" if right < 52 else "include"
        if item.kind == "field":
            return "pin" if right < 28 else "column" if right < 52 else "fold"
        return "fold"

    def use(self, item: Item, hand: str) -> None:
        """What a click or a key does with a row."""
        name = item.facet.name
        if item.kind == "value":
            self.chosen.emit(name, item.facet.values[item.at], hand)
        elif hand == "pin":
            self.pinned.emit(name)
        elif hand == "column":
            self.column.emit(name)
        elif item.kind == "more" and item.at == -1:
            self.opened[name] = self.opened.get(name, FEW) + STEP
            self.lay_out()
        elif item.kind == "field":
            if item.open:
                self.opened.pop(name, None)
            else:
                self.opened[name] = FEW
            self.lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move and fold; Enter opens a field or takes a value; + − and = include, exclude, only."""
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -12, Qt.Key.Key_PageDown: 12}
        key = Qt.Key(event.key())
        item = self.items[self._current] if 0 <= self._current < len(self.items) else None
        if key in moves and self.items:
            self.make_current(min(max(self._current + moves[key], 0), len(self.items) - 1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.items:
            self.make_current(0 if key == Qt.Key.Key_Home else len(self.items) - 1)
        elif item is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.use(item, "include" if item.kind == "value" else "fold")
        elif item is not None and item.kind == "value" and key in HANDS:
            self.use(item, HANDS[key])
        elif item is not None and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            if bool(self.opened.get(item.facet.name)) == (key == Qt.Key.Key_Left):
                self._fold(item)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """What includes and excludes a value here means that value, not the log's line: claimed before shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in HANDS:
            item = self.items[self._current] if 0 <= self._current < len(self.items) else None
            if item is not None and item.kind == "value" and not event.modifiers() & ~PLAIN:
                event.accept()
                return True
        return super().event(event)

    def _fold(self, item: Item) -> None:
        """Fold or open the field that a row belongs to, and stand on it."""
        number = next(
            n for n, one in enumerate(self.items) if one.kind == "field" and one.facet.name == item.facet.name
        )
        self._current = number
        self.use(self.items[number], "fold")

    def sentence_of(self, number: int) -> str:
        """A row as a reader's voice says it."""
        return self.sentence(self.items[number])

    def sentence(self, item: Item) -> str:
        """A row as a reader's voice says it."""
        name = self.title_of(item.facet.name)
        if item.kind == "field":
            return f"Field {name}, in {item.count:,} lines, {item.facet.distinct:,} different values"
        if item.kind == "value":
            return f"{name} {item.text}, {item.count:,} lines"
        return item.text or f"Numbers of {name}"

    def ask_menu(self, number: int, point: QPoint) -> None:
        """Ask for the menu of a row."""
        self.menu_asked.emit(self.items[number], point)

    def tip_of(self, number: int, x: float) -> str:
        """The whole of what a row has no room for, or what a button does."""
        item = self.items[number]
        hand = self.hand_at(item, x)
        if item.kind == "value":
            words = {"only": "Only lines with this value", "exclude": "Hide lines with this value"}
            return words.get(hand, f"{item.facet.name}\n{item.text}\n{item.count:,} lines")
        if item.kind == "field" and hand in ("pin", "column"):
            return "Keep on top" if hand == "pin" else "Show as a column of the log"
        return item.facet.name if item.kind == "field" else ""
