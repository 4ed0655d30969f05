"""The rows of one transaction as values: what an edit reads and writes, and what it touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import Connection, Insert, Select, Table, Update, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError

from workbench.errors import CaseError
from workbench.model.case import Problem
from workbench.store.schema import KINDS
from workbench.store.values import Value, digest, id_of, kind_of, row_of, storable, value_of

# new: at the end · same: in its place · back: taken out before, in its old place again · gone: taken out
How = Literal["new", "same", "back", "gone"]


@dataclass(frozen=True, slots=True)
class Touched:
    """One row that a transaction wrote; value is None where it is gone."""

    kind: str
    id: str
    how: How
    value: Value | None


class Tables:
    """What an `Edit` is applied to. Only valid inside its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.touched: list[Touched] = []
        self._positions: dict[str, int] = {}

    def get(self, kind: str, id: str) -> Any | None:
        """The value, or None when there is none or it was taken out. Raises `CaseError` when its row is damaged."""
        row = self._connection.execute(_select_one(kind), {"wanted": id}).mappings().first()
        if row is None or row["removed"]:
            return None
        try:
            return value_of(kind, row["value"], row.get("text", ""))
        except ValueError as error:
            raise CaseError(f"the {kind} {id} is damaged in the case's notebook", "", "Restore a backup.") from error

    def there(self, kind: str, id: str) -> Literal["", "live", "removed"]:
        """Whether there is such a row, and whether it was taken out."""
        found = self._connection.execute(_select_removed(kind), {"wanted": id}).scalar()
        return "" if found is None else "removed" if found else "live"

    def put(self, value: Value) -> None:
        """Add the value at the end, or write over the one of its id, which keeps its place."""
        value = storable(value)
        kind, id = kind_of(value), id_of(value)
        before = self.there(kind, id)
        row = row_of(value) | {"removed": 0}
        if before:
            self._connection.execute(_update_one(kind), row | {"wanted": id})
        else:
            self._connection.execute(_insert_one(kind), row | {"id": id, "position": self._next_position(kind)})
        how: How = "same" if before == "live" else "back" if before else "new"
        self.touched.append(Touched(kind, id, how, value))

    def _next_position(self, kind: str) -> int:
        """Behind all of its kind; asked of the table once a transaction."""
        if kind not in self._positions:
            self._positions[kind] = self._connection.execute(_select_last(kind)).scalar() or 0
        self._positions[kind] += 1
        return self._positions[kind]

    def remove(self, kind: str, id: str, *, forget: bool = False) -> None:
        """Take a value out. It keeps its place and number should it return, unless `forget`: then it never was."""
        table = KINDS[kind]
        if forget:
            self._connection.execute(delete(table).where(table.c.id == id))
        else:
            self._connection.execute(update(table).where(table.c.id == id).values(removed=1))
        self.touched.append(Touched(kind, id, "gone", None))

    def supports_of(self, kind: str, id: str) -> tuple[Any, ...]:
        """What joins a piece of evidence or a hypothesis to others, in order of making."""
        table = KINDS["support"]
        if kind not in ("evidence", "hypothesis"):
            return ()
        found = self._connection.execute(
            select(table.c.value).where(table.c[kind] == id, table.c.removed == 0).order_by(table.c.position)
        )
        return tuple(value_of("support", text) for text in found.scalars())

    def next_number(self, kind: str) -> int:
        """The number for the next source, evidence or hypothesis; one that was taken out keeps its own."""
        return (self._connection.execute(select(func.max(KINDS[kind].c.number))).scalar() or 0) + 1


# Statements are made once a kind: making one costs more than SQLite takes to run it.
@cache
def _select_one(kind: str) -> Select[Any]:
    return select(KINDS[kind]).where(KINDS[kind].c.id == bindparam("wanted"))


@cache
def _select_removed(kind: str) -> Select[Any]:
    return select(KINDS[kind].c.removed).where(KINDS[kind].c.id == bindparam("wanted"))


@cache
def _select_last(kind: str) -> Select[Any]:
    return select(func.max(KINDS[kind].c.position))


@cache
def _insert_one(kind: str) -> Insert:
    return insert(KINDS[kind])


@cache
def _update_one(kind: str) -> Update:
    return update(KINDS[kind]).where(KINDS[kind].c.id == bindparam("wanted"))


@cache
def _live_rows(table: Table) -> str:
    """What reads a kind, as SQL made once a process: each opened case would make all of them anew."""
    live = select(table).where(table.c.removed == 0).order_by(table.c.position)
    return str(live.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))


def read_kind(connection: Connection, kind: str, path: str) -> tuple[dict[str, Any], list[Problem]]:
    """Every value of a kind by id, in order of making, and what of it is damaged; the rest stays usable."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for id, row in _rows(connection, KINDS[kind], problems, path):
        text, note = row["value"], row.get("text", "")
        name = f"{kind} {row['number']}" if "number" in row else f"{kind} {id}"
        try:
            if digest(text, note) != row["digest"]:
                problems.append(Problem(f"{name} was changed outside of the program", path))
            values[id] = value_of(kind, text, note)
        except (ValueError, AttributeError, TypeError) as error:
            problems.append(Problem(f"{name} is damaged and left out ({error})", path))
    return values, problems


def _rows(
    connection: Connection, table: Table, problems: list[Problem], path: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        rows = [dict(row) for row in connection.exec_driver_sql(_live_rows(table)).mappings()]
    except (DBAPIError, UnicodeDecodeError):
        rows = _rows_one_by_one(connection, table, problems, path)
    for row in rows:
        yield row["id"], row


def _rows_one_by_one(connection: Connection, table: Table, problems: list[Problem], path: str) -> list[dict[str, Any]]:
    """The rows of a table that has a damaged page: each by its id, those that can't be had are named."""
    try:
        ids = list(connection.execute(select(table.c.id)).scalars())
    except (DBAPIError, UnicodeDecodeError) as error:
        problems.append(Problem(f"everything of kind {table.name} is damaged and left out ({error})", path))
        return []
    rows: list[dict[str, Any]] = []
    for id in ids:
        try:
            row = connection.execute(select(table).where(table.c.id == id)).mappings().first()
        except (DBAPIError, UnicodeDecodeError):
            row = None
        if row is None:
            problems.append(Problem(f"{table.name} {id} is damaged and left out", path))
        elif not row["removed"]:
            rows.append(dict(row))
    return sorted(rows, key=lambda row: row["position"])
