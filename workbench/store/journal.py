"""The journal: one row an applied edit, with what takes it back; autosave, undo and audit trail are the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects import sqlite

from workbench.store.schema import JOURNAL

State = Literal["done", "undone", "dropped", "kept"]


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One applied edit. Field meanings: `schema.JOURNAL`; at and changed (when its state changed last) are ns UTC."""

    seq: int
    step: int
    at: int
    who: str
    label: str
    target: str
    edit: str
    inverse: str
    state: State
    changed: int


class Journal:
    """The journal inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        *,
        at: int,
        who: str,
        label: str,
        edit: str,
        inverse: str,
        step: int = 0,
        target: str = "",
        state: State = "done",
    ) -> JournalRow:
        """Write a row; step 0 begins a new step."""
        step = step or (self._connection.execute(select(func.max(JOURNAL.c.step))).scalar() or 0) + 1
        row = {"step": step, "at": at, "who": who, "label": label, "target": target, "edit": edit}
        row |= {"inverse": inverse, "state": state, "changed": at}
        seq = self._connection.execute(insert(JOURNAL), row).lastrowid
        return JournalRow(seq=seq, **row)

    def last_done(self) -> tuple[JournalRow, ...]:
        """The rows of the newest step that can be undone, oldest first."""
        return self._step("max", "done")

    def next_undone(self) -> tuple[JournalRow, ...]:
        """The rows of the step that was undone last, oldest first."""
        return self._step("min", "undone")

    def _step(self, which: Literal["max", "min"], state: State) -> tuple[JournalRow, ...]:
        first, rows = _of_step(which)
        step = self._connection.exec_driver_sql(first, (state,)).scalar()
        if step is None:
            return ()
        return tuple(JournalRow(**row) for row in self._connection.exec_driver_sql(rows, (step, state)).mappings())

    def mark(self, seq: int, state: State, at: int, *, edit: str, inverse: str) -> None:
        """Note that a row was undone or redone, and what would now redo or undo it."""
        values = {"state": state, "changed": at, "edit": edit, "inverse": inverse}
        self._connection.execute(update(JOURNAL).where(JOURNAL.c.seq == seq), values)

    def drop_undone(self, at: int) -> None:
        """What was undone can't be redone any more; its rows stay for the audit."""
        self._connection.execute(update(JOURNAL).where(JOURNAL.c.state == "undone").values(state="dropped", changed=at))

    def rows(self, limit: int = 1000, before: int | None = None) -> tuple[JournalRow, ...]:
        """The newest rows, newest first; before: only those of a lower seq."""
        wanted = select(JOURNAL).order_by(JOURNAL.c.seq.desc()).limit(limit)
        wanted = wanted if before is None else wanted.where(JOURNAL.c.seq < before)
        return tuple(JournalRow(**row) for row in self._connection.execute(wanted).mappings())


@cache
def _of_step(which: Literal["max", "min"]) -> tuple[str, str]:
    """What finds the last or first step of a state, and its rows, as SQL made once a process and not for every case."""
    state = JOURNAL.c.state == bindparam("state")
    step = select(getattr(func, which)(JOURNAL.c.step)).where(state)
    rows = select(JOURNAL).where(JOURNAL.c.step == bindparam("step"), state).order_by(JOURNAL.c.seq)
    return tuple(str(one.compile(dialect=sqlite.dialect())) for one in (step, rows))  # type: ignore[return-value]
