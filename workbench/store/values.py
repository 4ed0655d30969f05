"""The notebook's values as rows: which kind a value is, its JSON, and the digest that tells when a row was damaged."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import msgspec

from workbench.model.case import CaseRecord, Source
from workbench.model.notebook import (
    ActionItem,
    Entry,
    Evidence,
    Hypothesis,
    KeptMap,
    Mark,
    Note,
    SavedView,
    Support,
)
from workbench.model.searches import FilterPreset, HighlightSet, LogSeries, LogState, Search
from workbench.model.templates import TemplateRule

Value = (
    CaseRecord
    | Source
    | Evidence
    | Note
    | Hypothesis
    | Support
    | ActionItem
    | Entry
    | Mark
    | SavedView
    | Search
    | FilterPreset
    | HighlightSet
    | LogState
    | LogSeries
    | TemplateRule
    | KeptMap
)

# The order in which rows are written and read: what others point at comes first.
TYPES: dict[str, type] = {
    "case": CaseRecord,
    "source": Source,
    "evidence": Evidence,
    "note": Note,
    "hypothesis": Hypothesis,
    "support": Support,
    "action": ActionItem,
    "entry": Entry,
    "mark": Mark,
    "view": SavedView,
    "search": Search,
    "preset": FilterPreset,
    "highlights": HighlightSet,
    "log_state": LogState,
    "log_series": LogSeries,
    "template": TemplateRule,
    "map": KeptMap,
}
_KINDS: dict[type, str] = {kind: name for name, kind in TYPES.items()}


def kind_of(value: Value) -> str:
    """`evidence`, `note`, … of a value."""
    return _KINDS[type(value)]


def id_of(value: Value) -> str:
    """What names a value within its kind; a support is named by the two things it joins."""
    return support_id(value.evidence, value.hypothesis) if isinstance(value, Support) else value.id


def support_id(evidence: str, hypothesis: str) -> str:
    """The name of a piece of evidence's bearing on a hypothesis."""
    return f"{evidence}/{hypothesis}"


def to_wire(value: Value) -> dict[str, Any]:
    """A value as what JSON can carry, exactly: a NaN or infinity among points becomes its name."""
    wire: dict[str, Any] = msgspec.to_builtins(value)
    if isinstance(value, Evidence) and (points := wire.get("points")):
        wire["points"] = [[t, number if math.isfinite(number) else str(number)] for t, number in points]
    return wire


def from_wire(kind: str, wire: dict[str, Any]) -> Any:
    """The value of a kind; fields that a newer program added are dropped, absent ones take their default.

    Raises `ValueError` when it isn't one.
    """
    if kind not in TYPES:
        raise ValueError(f"there is no kind called {kind!r}")
    points = wire.get("points") if kind == "evidence" else None
    if points:
        wire = {**wire, "points": [(t, float(number)) for t, number in points]}
    return msgspec.convert(wire, TYPES[kind])


def encode(value: Value) -> str:
    """A value's JSON."""
    return msgspec.json.encode(to_wire(value)).decode()


def decode(kind: str, text: str | bytes) -> Any:
    """The value of a kind from its JSON; raises `ValueError` when it isn't one."""
    try:
        return _decoder(kind).decode(text)
    except msgspec.ValidationError:
        if kind != "evidence":
            raise
    wire = msgspec.json.decode(text)
    if not isinstance(wire, dict):
        raise ValueError(f"not a {kind}")
    return from_wire(kind, wire)


@lru_cache
def _decoder(kind: str) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(TYPES[kind])


def storable(value: Value) -> Value:
    """The value with every half of a broken surrogate pair replaced by U+FFFD, which UTF-8 has no room for."""
    try:
        msgspec.json.encode(value)
    except UnicodeEncodeError:
        return from_wire(kind_of(value), mended(to_wire(value)))
    return value


def mended(part: Any) -> Any:
    """Text, or what JSON can carry, with halves of surrogate pairs joined, or replaced by U+FFFD where one is alone."""
    if isinstance(part, str):
        return part.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(part, dict):
        return {mended(key): mended(item) for key, item in part.items()}
    return [mended(item) for item in part] if isinstance(part, list | tuple) else part


def row_of(value: Value) -> dict[str, Any]:
    """The columns that a value's row has besides its id and position."""
    row: dict[str, Any] = {}
    if isinstance(value, Note):
        row = {"name": value.name, "text": value.text, "value": encode(replace(value, text=""))}
    else:
        row = {"value": encode(value)}
    if isinstance(value, Source | Evidence | Hypothesis):
        row["number"] = value.number
    elif isinstance(value, Support):
        row |= {"evidence": value.evidence, "hypothesis": value.hypothesis}
    return row | {"digest": digest(row["value"], row.get("text", ""))}


def value_of(kind: str, text: str, note: str = "") -> Any:
    """The value of a row's JSON and, for a note, its text; raises `ValueError` when it can't be read."""
    value = decode(kind, text)
    return replace(value, text=note) if isinstance(value, Note) else value


def digest(text: str, note: str = "") -> str:
    """BLAKE2b-128 of what a row holds: SQLite's own check notices few flipped bits (13 of 300 in a table of text)."""
    state = blake2b(text.encode(), digest_size=16)
    state.update(b"\0" + note.encode())
    return state.hexdigest()
