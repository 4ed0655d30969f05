"""What fields of many rows hold, counted: values of a field, groups of rows by value."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from workbench.model.instants import Instant, TimeWindow

BINS = 24
"""Bars of a field's histogram."""
SPARKS = 32
"""Steps of a group's sparkline."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value as text, and in how many rows it is. whole: False where the text is only its beginning."""

    text: str
    count: int
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Numbers:
    """A field's numbers. histogram: counts of `BINS` equal steps from `low` to `high` (all of them, or the middle 98 %
    where few lie far outside).
    """

    least: float
    median: float
    most: float
    low: float
    high: float
    histogram: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """One field. present: rows that have it · distinct: different values, at least so many where `more` ·
    values: the commonest, most frequent first.
    """

    name: str
    present: int
    distinct: int
    values: tuple[FacetValue, ...]
    more: bool = False
    numbers: Numbers | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """Fields in order of name. rows: how many were asked about · read: how many were looked into, evenly spread where
    fewer · left_out: fields that came after `FIELDS` others · wanted: how many rows the counting goes on to.
    """

    rows: int
    read: int
    fields: tuple[Facet, ...] = ()
    left_out: int = 0
    wanted: int = 0

    @property
    def exact(self) -> bool:
        """Whether every row was read."""
        return self.read == self.rows


@dataclass(frozen=True, slots=True)
class Group:
    """Rows with one value. first, last: ns UTC, None where no row has a time · spark: rows over the span, in `SPARKS`
    equal steps · whole: False where the value is only its beginning.
    """

    value: str
    count: int
    first: Instant | None = None
    last: Instant | None = None
    spark: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(SPARKS, np.int64))
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Groups:
    """Largest first. rows, read: as in `Facets` · without: rows that lack the field · others: rows of values that came
    after `GROUPS` different ones · span: what the sparks cover.
    """

    field: str
    rows: int
    read: int
    groups: tuple[Group, ...]
    without: int = 0
    others: int = 0
    span: TimeWindow | None = None
    wanted: int = 0
