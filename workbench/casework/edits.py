"""Every change to the notebook as a value that can be applied, taken back, written down and read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from workbench.casework.wording import wording
from workbench.errors import CaseError
from workbench.model.notebook import Note, Support
from workbench.store.tables import Tables
from workbench.store.values import Value, from_wire, id_of, kind_of, mended, storable, to_wire

Changes = frozenset[str]

# What panels are told has changed when a value of a kind has.
CHANGES: dict[str, str] = {
    "case": "case",
    "source": "sources",
    "evidence": "evidence",
    "note": "notes",
    "hypothesis": "hypotheses",
    "support": "hypotheses",
    "action": "actions",
    "entry": "entries",
    "mark": "marks",
    "view": "views",
    "search": "searches",
    "preset": "presets",
    "highlights": "highlights",
    "log_state": "log_states",
    "log_series": "log_series",
    "template": "templates",
    "map": "maps",
}
# Columns of a source that move rows of the spine, or add and remove some.
_SPINE_FIELDS = frozenset(
    {
        "number",
        "object",
        "reader",
        "zone",
        "offset_ns",
        "correction_on",
        "state",
        "records",
        "encoding",
        "unpacked",
        "undated",
        "base",
        "reading",
    }
)


@dataclass(frozen=True, slots=True)
class Done:
    """What applying an edit did. edit: in its shortest form, for the journal · inverse: takes it back ·
    target: `note:<id>` when it was typing in a note, else empty.
    """

    edit: Edit
    inverse: Edit
    label: str
    changes: Changes
    target: str = ""


@dataclass(frozen=True, slots=True)
class Put:
    """Add a value, or write over the one of its id."""

    value: Value
    label: str = ""

    def perform(self, tables: Tables) -> Done:
        """Apply it. Raises `CaseError` when a support joins what isn't there."""
        value = storable(self.value)
        kind, id = kind_of(value), id_of(value)
        if isinstance(value, Support):
            _must_be_there(tables, value)
        before = tables.get(kind, id)
        if isinstance(value, Note) and isinstance(before, Note) and before.name == value.name:
            return _splice_between(before, value, self.label).perform(tables)
        if before is not None:
            old = to_wire(before)
            fields = {name: new for name, new in to_wire(value).items() if new != old[name]}
            return Amend(kind, id, fields, self.label).perform(tables)
        inverse = Remove(kind, id, forget=tables.there(kind, id) == "")
        tables.put(value)
        return Done(self, inverse, self.label or wording("new", value), _changes(kind, _SPINE_FIELDS))

    def apply(self, tables: Tables) -> Edit:
        """Apply it; what takes it back."""
        return self.perform(tables).inverse

    def encode(self) -> str:
        """Its JSON, for the journal."""
        return _encode(self)


@dataclass(frozen=True, slots=True)
class Amend:
    """Change some fields of a value that is there and leave the others as they are by then.

    fields: new values by name, as JSON holds them.
    """

    kind: str
    id: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""

    def perform(self, tables: Tables) -> Done:
        """Apply it. Raises `CaseError` when there is no such value."""
        before = _get(tables, self.kind, self.id)
        wire = to_wire(before)
        try:
            value = from_wire(self.kind, wire | dict(self.fields))
        except ValueError as error:
            raise CaseError(f"the {self.kind} can't be changed so: {error}") from error
        if id_of(value) != self.id:
            raise CaseError(f"the name of a {self.kind} can't be changed")
        if self.fields:
            tables.put(value)
        inverse = Amend(self.kind, self.id, {name: wire[name] for name in self.fields})
        changes = _changes(self.kind, self.fields) if self.fields else frozenset[str]()
        return Done(self, inverse, self.label or wording("changed", value, self.fields), changes)

    def apply(self, tables: Tables) -> Edit:
        """Apply it; what takes it back."""
        return self.perform(tables).inverse

    def encode(self) -> str:
        """Its JSON, for the journal."""
        return _encode(self)


@dataclass(frozen=True, slots=True)
class Splice:
    """Typing: at character `start` of a note, `old` gives way to `new`. So a keystroke in a long note is a short row."""

    id: str
    start: int
    old: str
    new: str
    before: int = 0
    updated: int = 0
    label: str = ""

    def perform(self, tables: Tables) -> Done:
        """Apply it. Raises `CaseError` when the note doesn't have `old` there."""
        note: Note = _get(tables, "note", self.id)
        end = self.start + len(self.old)
        if note.text[self.start : end] != self.old:
            raise CaseError(f"this step doesn't fit the note {note.name!r} any more")
        text = note.text[: self.start] + self.new + note.text[end:]
        tables.put(Note(note.id, note.name, text, self.updated))
        inverse = Splice(self.id, self.start, self.new, self.old, self.updated, self.before)
        label = self.label or wording("changed", note)
        return Done(self, inverse, label, _changes("note"), f"note:{self.id}")

    def apply(self, tables: Tables) -> Edit:
        """Apply it; what takes it back."""
        return self.perform(tables).inverse

    def encode(self) -> str:
        """Its JSON, for the journal."""
        return _encode(self)


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a value out, and with evidence or a hypothesis what joins it to others.

    A source taken out leaves the evidence that cites it: excerpts are frozen. forget: as if it never was (what undoes
    a `Put`); else its number is not used again.
    """

    kind: str
    id: str
    label: str = ""
    forget: bool = False

    def perform(self, tables: Tables) -> Done:
        """Apply it. Raises `CaseError` when there is no such value."""
        before = _get(tables, self.kind, self.id)
        if self.kind == "case":
            raise CaseError("a case can't do without its record")
        supports = tables.supports_of(self.kind, self.id)
        for support in supports:
            tables.remove("support", id_of(support), forget=self.forget)
        tables.remove(self.kind, self.id, forget=self.forget)
        inverse: Edit = Put(before)
        if supports:
            inverse = Together((inverse, *(Put(support) for support in supports)))
        changes = _changes(self.kind, _SPINE_FIELDS) | (_changes("support") if supports else frozenset())
        return Done(self, inverse, self.label or wording("removed", before), changes)

    def apply(self, tables: Tables) -> Edit:
        """Apply it; what takes it back."""
        return self.perform(tables).inverse

    def encode(self) -> str:
        """Its JSON, for the journal."""
        return _encode(self)


@dataclass(frozen=True, slots=True)
class Together:
    """Several edits as one: all or none, taken back in one go."""

    edits: tuple[Edit, ...]
    label: str = ""

    def perform(self, tables: Tables) -> Done:
        """Apply them in order."""
        done = [edit.perform(tables) for edit in self.edits]
        changes = frozenset[str]().union(*(one.changes for one in done))
        label = self.label or (done[0].label if done else "")
        inverse = Together(tuple(one.inverse for one in reversed(done)))
        return Done(Together(tuple(one.edit for one in done), self.label), inverse, label, changes)

    def apply(self, tables: Tables) -> Edit:
        """Apply them in order; what takes all of it back."""
        return self.perform(tables).inverse

    def encode(self) -> str:
        """Its JSON, for the journal."""
        return _encode(self)


Edit = Put | Amend | Splice | Remove | Together


def _get(tables: Tables, kind: str, id: str) -> Any:
    value = tables.get(kind, id)
    if value is None:
        raise CaseError(f"there is no {kind} {id} in this case")
    return value


def _must_be_there(tables: Tables, support: Support) -> None:
    for kind, id in (("evidence", support.evidence), ("hypothesis", support.hypothesis)):
        _get(tables, kind, id)


def _changes(kind: str, fields: Any = ()) -> Changes:
    spine = kind == "source" and not _SPINE_FIELDS.isdisjoint(fields)
    return frozenset({CHANGES[kind], "spine"} if spine else {CHANGES[kind]})


def _splice_between(before: Note, after: Note, label: str) -> Splice:
    """The shortest stretch in which two texts of a note differ."""
    old, new = before.text, after.text
    start = _common(old, new, lambda text, n: text[:n])
    rest = _common(old[start:], new[start:], lambda text, n: text[len(text) - n :])
    changed = old[start : len(old) - rest], new[start : len(new) - rest]
    return Splice(before.id, start, *changed, before.updated, after.updated, label)


def _common(one: str, other: str, cut: Any) -> int:
    """How many characters both have in common at the end that `cut` cuts, by halving: compares, no loop over text."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if cut(one, middle) == cut(other, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _wire(edit: Edit) -> dict[str, Any]:
    if isinstance(edit, Put):
        return {"edit": "put", "kind": kind_of(edit.value), "value": to_wire(edit.value), "label": edit.label}
    if isinstance(edit, Together):
        return {"edit": "together", "edits": [_wire(one) for one in edit.edits], "label": edit.label}
    return {"edit": type(edit).__name__.lower(), **msgspec.to_builtins(edit)}


def _encode(edit: Edit) -> str:
    wire = _wire(edit)
    try:
        return msgspec.json.encode(wire).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(mended(wire)).decode()


_PLAIN: dict[str, type] = {"amend": Amend, "splice": Splice, "remove": Remove}


def decode(text: str) -> Edit:
    """Read an edit back from the journal. Raises `CaseError` when it is damaged."""
    try:
        return _from_wire(msgspec.json.decode(text))
    except (ValueError, KeyError, TypeError) as error:
        raise CaseError(f"a step of the history is damaged ({error})", "", "It can't be undone.") from error


def _from_wire(wire: dict[str, Any]) -> Edit:
    kind = wire["edit"]
    if kind == "put":
        return Put(from_wire(wire["kind"], wire["value"]), wire["label"])
    if kind == "together":
        return Together(tuple(_from_wire(one) for one in wire["edits"]), wire["label"])
    return msgspec.convert(wire, _PLAIN[kind])
