"""Templates of log lines as a case shows them, and what a person decided about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from workbench.model.facets import FacetValue
from workbench.model.instants import Instant, TimeWindow
from workbench.model.severity import LEVELS, WARN, level_of

SPARKS = 40
"""Steps of a template's sparkline."""
Mark = Literal["", "new", "gone"]


@dataclass(frozen=True, slots=True)
class TemplateRule:
    """What a person decided about one template; named by its content, so that it holds for any index.

    id: of the template's text · pinned: it stays as it is, whatever later lines would merge it with · into: the text of
    the template that it is part of, empty for none · split: it is taken apart into what it was merged from
    """

    id: str
    text: str
    pinned: bool = False
    into: str = ""
    split: bool = False

    @property
    def does(self) -> str:
        """What it does, as a verb."""
        return "merge" if self.into else "split" if self.split else "pin" if self.pinned else "free"

    @property
    def empty(self) -> bool:
        """Whether it says nothing (any more)."""
        return not (self.pinned or self.into or self.split)


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """One template in some rows.

    id: of its content · label: `T12`, for people, of this index · count: rows in the window (all, where there is none) ·
    before: rows before the window · first, last: of all rows, inside the window and out of it · sparks: `SPARKS` counts
    over the list's span · severity: the worst of the rows counted · levels: how many of these have each of `LEVELS` ·
    row: the first of them in the spine · parts: how many different shapes it was merged from · mark: it is new in the
    window, or gone in it
    """

    id: str
    label: str
    text: str
    count: int
    before: int = 0
    first: Instant | None = None
    last: Instant | None = None
    sparks: tuple[int, ...] = ()
    severity: int = 0
    row: int = -1
    parts: int = 1
    mark: Mark = ""
    pinned: bool = False
    levels: tuple[int, ...] = ()

    @property
    def level(self) -> str:
        """The level that most of its rows have, the worse of two that have as many; empty where no row is counted."""
        most = max(self.levels, default=0)
        return (
            next((LEVELS[n] for n in reversed(range(len(self.levels))) if self.levels[n] == most), "") if most else ""
        )

    @property
    def worse(self) -> tuple[tuple[str, int], ...]:
        """Warnings and worse among its rows that are above its usual level, the worst first, with how many there are."""
        usual = LEVELS.index(self.level) if self.level else 0
        above = range(len(self.levels) - 1, max(usual, level_of(WARN) - 1), -1)
        return tuple((LEVELS[n], self.levels[n]) for n in above if self.levels[n])

    @property
    def fields(self) -> int:
        """How many values it has."""
        return self.text.count("<*>")


@dataclass(frozen=True, slots=True)
class TemplateList:
    """Templates in order: pinned, new, gone, then by count. rows: how many are counted · read, wanted: how many of how
    many rows are known yet · span: what the sparklines cover · window: that which `new` and `gone` are about
    """

    templates: tuple[TemplateRow, ...] = ()
    rows: int = 0
    read: int = 0
    wanted: int = 0
    span: TimeWindow | None = None
    window: TimeWindow | None = None

    @property
    def whole(self) -> bool:
        """Whether every row is counted."""
        return self.read >= self.wanted


@dataclass(frozen=True, slots=True)
class TemplateField:
    """One value of a template, by its place from 1: what stands there, with counts. distinct: how many different ones."""

    number: int
    before: str
    values: tuple[FacetValue, ...] = field(default_factory=tuple)
    distinct: int = 0
