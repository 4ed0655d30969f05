"""From rows to one frozen `Notebook`, whole or by what a transaction touched."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from workbench.errors import CaseError
from workbench.model.case import Problem
from workbench.model.notebook import Notebook
from workbench.store.schema import KINDS
from workbench.store.tables import Touched, read_kind
from workbench.store.values import id_of

_FIELDS = {
    "source": "sources",
    "evidence": "evidence",
    "note": "notes",
    "hypothesis": "hypotheses",
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


def read_notebook(connection: Connection, path: str) -> tuple[Notebook, tuple[Problem, ...]]:
    """Everything there is, and what of it is damaged. Raises `CaseError` when the case record itself is."""
    kinds: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for kind in KINDS:
        kinds[kind], found = read_kind(connection, kind, path)
        problems += found
    record = next(iter(kinds["case"].values()), None)
    if record is None:
        raise CaseError("the case's own record is damaged", path, "The last good copies are in the folder `backups`.")
    fields = {field: kinds[kind] for kind, field in _FIELDS.items()}
    return Notebook(record, supports=tuple(kinds["support"].values()), **fields), tuple(problems)


def with_touched(notebook: Notebook, touched: Iterable[Touched], reread: Callable[[str], dict[str, Any]]) -> Notebook:
    """The snapshot after a transaction. reread: a kind's rows from disk, for what returned to its old place."""
    changed: dict[str, dict[str, Any]] = {}
    for one in touched:
        if one.kind == "case":
            notebook = replace(notebook, case=one.value)  # type: ignore[arg-type]
            continue
        if one.kind not in changed:
            changed[one.kind] = _mapping(notebook, one.kind)
        if one.value is not None:
            changed[one.kind][one.id] = one.value
        else:
            changed[one.kind].pop(one.id, None)
    for kind in {one.kind for one in touched if one.how == "back"} - {"case"}:
        changed[kind] = reread(kind)
    fields: dict[str, Any] = {_FIELDS[kind]: values for kind, values in changed.items() if kind in _FIELDS}
    if "support" in changed:
        fields["supports"] = tuple(changed["support"].values())
    return replace(notebook, **fields)


def _mapping(notebook: Notebook, kind: str) -> dict[str, Any]:
    if kind == "support":
        return {id_of(support): support for support in notebook.supports}
    return dict(getattr(notebook, _FIELDS[kind]))
