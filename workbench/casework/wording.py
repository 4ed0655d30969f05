"""How edits are called in the undo menu and the audit trail: `pin E5`, `write in notes`, `take out gateway.log`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from workbench.model.case import CaseRecord, Source
from workbench.model.notebook import ActionItem, Entry, Evidence, Hypothesis, KeptMap, Mark, Note, SavedView, Support
from workbench.model.searches import FilterPreset, HighlightSet, LogSeries, LogState, Search
from workbench.model.templates import TemplateRule
from workbench.store.values import Value

What = Literal["new", "changed", "removed"]

_VERBS: dict[type, tuple[str, str, str]] = {
    CaseRecord: ("make", "change", "remove"),
    Source: ("bring in", "change", "take out"),
    Evidence: ("pin", "change", "unpin"),
    Note: ("begin", "write in", "remove"),
    Hypothesis: ("add", "change", "remove"),
    Support: ("judge", "judge", "take back"),
    ActionItem: ("add", "change", "remove"),
    Entry: ("add", "change", "remove"),
    Mark: ("mark", "change", "remove"),
    SavedView: ("save", "change", "remove"),
    Search: ("keep", "change", "remove"),
    FilterPreset: ("save", "change", "remove"),
    HighlightSet: ("add", "change", "remove"),
    LogState: ("keep", "keep", "forget"),
    LogSeries: ("plot", "change", "take away"),
    TemplateRule: ("keep", "change", "give back"),
    KeptMap: ("keep", "change", "forget"),
}
_ORDER: tuple[What, ...] = ("new", "changed", "removed")


def wording(what: What, value: Value, fields: Collection[str] = ()) -> str:
    """What happened to a value, for people. fields: which of its fields changed."""
    if what == "changed" and isinstance(value, Source):
        if not {"offset_ns", "correction_on"}.isdisjoint(fields):
            return f"set the clock of {value.name}"
        if "zone" in fields:
            return f"set the zone of {value.name}"
    if what == "changed" and isinstance(value, Hypothesis) and "status" in fields:
        return f"call {value.label} {value.status}"
    if isinstance(value, TemplateRule):
        return f"{'give back' if what == 'removed' else value.does} a template"
    if isinstance(value, Mark):
        return {"new": "mark a row", "changed": "change a mark", "removed": "remove a mark"}[what]
    return f"{_VERBS[type(value)][_ORDER.index(what)]} {_name(value)}"


def _name(value: Value) -> str:
    if isinstance(value, CaseRecord):
        return "the case record"
    if isinstance(value, KeptMap):
        return f"the map {value.name}"
    if isinstance(value, Source | Note | SavedView | FilterPreset | LogSeries):
        return value.name
    if isinstance(value, Search | HighlightSet | LogState):
        return _of_logs(value)
    if isinstance(value, Evidence | Hypothesis):
        return value.label
    if isinstance(value, Support):
        return "evidence for or against a hypothesis"
    return "an action" if isinstance(value, ActionItem) else "an entry"


def _of_logs(value: Search | HighlightSet | LogState) -> str:
    if isinstance(value, Search):
        return f"the search {value.name}" if value.name else "a search"
    return f"the highlights {value.name}" if isinstance(value, HighlightSet) else "where the logs were left"
