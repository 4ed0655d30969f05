"""Where the columns of the log stand: as wide as the user drew them, fewer where there is little room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

MARK, LEAST, MOST, MESSAGE = 26, 36, 900, 200
"""Pixels: of the mark's column, the bounds of others, and what the message keeps before fields give way."""
LEASTS = {"time": 94, "level": 68}
WIDTHS = {"time": 98, "level": 70, "source": 142}
FIELD = 104
TITLES = {"time": "Time", "level": "Level", "source": "Source", "message": "Message"}


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """A column of a structured line's field, from `left` to `right` in pixels."""

    name: str
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What the user decided of the columns: widths by name, names that are hidden, fields that have columns."""

    widths: Mapping[str, int] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    fields: tuple[str, ...] = ()

    def wide(self, name: str, width: int) -> ColumnChoice:
        """The same with another width of one column."""
        return replace(self, widths={**self.widths, name: max(LEASTS.get(name, LEAST), min(width, MOST))})

    def toggled(self, name: str) -> ColumnChoice:
        """The same with a column shown that was hidden, or the other way round."""
        return replace(self, hidden=self.hidden ^ {name})

    def width(self, name: str) -> int:
        """Pixels of a column, 0 when it is hidden."""
        return 0 if name in self.hidden else self.widths.get(name, WIDTHS.get(name, FIELD))


@dataclass(frozen=True, slots=True)
class Columns:
    """Left edges of the columns in pixels, equal to the next one's where a column is hidden; the message takes the rest."""

    time: int = 26
    level: int = 124
    source: int = 194
    message: int = 336
    fields: tuple[FieldColumn, ...] = ()

    @staticmethod
    def for_width(width: int, choice: ColumnChoice | None = None, scale: float = 1.0) -> Columns:
        """The chosen columns; fields give way where there is little room, then the source gets shorter.

        scale: how much larger the text is than usual, for columns whose width nobody chose
        """
        choice = choice or ColumnChoice()
        wide = {name: choice.width(name) for name in WIDTHS}
        for name in WIDTHS:
            if name not in choice.widths and name != "level":
                wide[name] = round(wide[name] * scale)
        if width < 620 and "source" not in choice.widths and wide["source"]:
            wide["source"] = max(64, wide["source"] - (620 - width) // 2)
        level = MARK + wide["time"]
        source = level + wide["level"]
        left = source + wide["source"]
        fields = []
        for name in choice.fields:
            room = choice.width(name)
            if room and left + room + MESSAGE <= width:
                fields.append(FieldColumn(name, left, left + room))
                left += room
        return Columns(MARK, level, source, left, tuple(fields))

    @property
    def edges(self) -> tuple[tuple[str, int, int], ...]:
        """Name, left and right edge of every column that is shown but the message."""
        first = self.fields[0].left if self.fields else self.message
        usual = (("time", self.time, self.level), ("level", self.level, self.source), ("source", self.source, first))
        return (*(one for one in usual if one[2] > one[1]), *((one.name, one.left, one.right) for one in self.fields))

    @property
    def cells(self) -> tuple[str, ...]:
        """Names of the columns a cell can be in, from the left."""
        return (*(name for name, _left, _right in self.edges), "message")

    def span(self, name: str) -> tuple[int, int] | None:
        """Left and right edge of a column, None for one that is not shown."""
        return next(((left, right) for other, left, right in self.edges if other == name), None)

    def at(self, x: float) -> str:
        """The name of the column at x."""
        if x >= self.message:
            return "message"
        return next((name for name, left, right in reversed(self.edges) if left <= x < right), "mark")
