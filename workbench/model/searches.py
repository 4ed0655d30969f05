"""What a person filtered, looked for and coloured in the logs, as values that a case keeps and colleagues exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from workbench.model.instants import Instant, TimeWindow

RuleKind = Literal["text", "word", "regex"]
INKS = 8
"""Colours that words and lines are marked with, numbered from 1."""


@dataclass(frozen=True, slots=True)
class FilterPart:
    """One part of a filter. text: in the filter language, without its negation.

    on: off, it stays but asks for nothing · exclude: hides what it matches · ink: 1..8 only colours what it matches, 0
    filters · group: parts of the same number above 0 match where any of them does
    """

    text: str
    on: bool = True
    exclude: bool = False
    ink: int = 0
    group: int = 0


@dataclass(frozen=True, slots=True)
class LogView:
    """What decides which lines the log shows: filter, what is looked for, window. out: groups hidden as a whole."""

    parts: tuple[FilterPart, ...] = ()
    out: tuple[int, ...] = ()
    find: str = ""
    find_case: bool = False
    find_regex: bool = False
    find_word: bool = False
    window: TimeWindow | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """One settled filter in the tree of what was tried. parent: id of the one it was refined from, empty for none.

    at: when (ns UTC) · rows, total: lines it left of how many, -1 while not known
    """

    id: str
    view: LogView
    parent: str = ""
    at: Instant = 0
    rows: int = -1
    total: int = -1
    name: str = ""
    note: str = ""
    star: bool = False


@dataclass(frozen=True, slots=True)
class FilterPreset:
    """A filter with a name, to be put on anywhere. The window is no part of it."""

    id: str
    name: str
    view: LogView


@dataclass(frozen=True, slots=True)
class HighlightRule:
    """One thing that is coloured. line: the whole line instead of the match · ink: 1..8."""

    text: str
    ink: int = 1
    kind: RuleKind = "text"
    case: bool = False
    line: bool = False
    on: bool = True


@dataclass(frozen=True, slots=True)
class HighlightSet:
    """Rules with a name. readers, sources: only in lines of logs that one of these reader ids (`nginx.*`) or patterns of
    paths (`*gateway*`) fits; in all lines where there is neither.
    """

    id: str
    name: str
    rules: tuple[HighlightRule, ...] = ()
    on: bool = True
    readers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogLooks:
    """How a log was left looking. widths: pixels by column · fields: that have columns · size: of the text, pixels, 0 as
    usual · height: of a line, 0 as the settings say · plain: writers' colours are left out · times: `relative`, `delta`,
    empty as they are · anchor: what times are counted from, if not from the incident's start
    """

    widths: Mapping[str, int] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    size: int = 0
    height: int = 0
    plain: bool = False
    times: str = ""
    anchor: Instant | None = None


@dataclass(frozen=True, slots=True)
class LogState:
    """Where a panel of logs was left: what it showed, and the search it came from. id: of the panel (`logs`), or of one
    of its parts (`logs.sources`).

    off: ids of sources that are switched off · place: where the filter's matches stand (`below`, `beside`)
    looks: of a table
    """

    id: str
    view: LogView
    search: str = ""
    off: tuple[str, ...] = ()
    place: str = ""
    looks: LogLooks | None = None


Measure = Literal["count", "each", "mean", "p95", "max", "min", "sum"]
MEASURES: dict[Measure, str] = {
    "count": "how many records", "each": "every value", "mean": "mean", "p95": "95th percentile", "max": "highest",
    "min": "lowest", "sum": "sum",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogSeries:
    """Numbers out of logs as a metric series: how many records match a filter, or what a numeric field of them shows.

    query: in the filter language · field: empty where records are counted · bucket: ns that one point stands for, from
    its time on; `each` has a point a record instead.
    """

    id: str
    name: str
    query: str
    measure: Measure = "count"
    field: str = ""
    bucket: int = 60_000_000_000
