"""One linear history a case: every edit goes through here, and can be taken back in order, after reopening too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from workbench.casework.edits import Changes, Done, Edit, decode
from workbench.model.focus import Focus
from workbench.model.instants import SECOND
from workbench.model.notebook import Entry, Evidence, Mark, Notebook, SavedView
from workbench.store.journal import JournalRow
from workbench.store.notebook import NotebookStore, Transaction
from workbench.store.tables import Touched
from workbench.store.values import id_of

# Typing on without a pause of TYPING is one step, but no step is longer than TYPING_LONGEST.
TYPING = SECOND
TYPING_LONGEST = 15 * SECOND


@dataclass(frozen=True, slots=True)
class Undone:
    """What `undo` or `redo` did.

    focus: where to look to see it (None when it has no place in time) · kind, id: of the first thing it touched, so
    that its panel comes forward and shows it; empty when the step touched nothing.
    """

    label: str
    changes: Changes
    focus: Focus | None = None
    kind: str = ""
    id: str = ""


class History:
    """Every method is one transaction of the store and durable when it returns."""

    def __init__(self, store: NotebookStore) -> None:
        self._store = store
        self._last, self._next = store.steps()

    @property
    def undo_label(self) -> str:
        """What `undo` would take back; empty when nothing."""
        return self._last[-1].label if self._last else ""

    @property
    def redo_label(self) -> str:
        """What `redo` would bring back; empty when nothing."""
        return self._next[-1].label if self._next else ""

    def do(self, edit: Edit) -> Changes:
        """Apply an edit; what kinds of things changed. What was undone before can't be redone any more.

        Raises `CaseReadOnly`, or `CaseError` when it doesn't fit the notebook or the disk is full; nothing changed then.
        """
        now = self._store.clock.now()
        with self._store.transaction() as change:
            done = edit.perform(change.tables)
            if not change.tables.touched:
                return done.changes
            step = self._step_to_join(done, now)
            change.journal.drop_undone(now)
            row = self._write(change, done, now, step=step, target=done.target)
        self._last = (*self._last, row) if step else (row,)
        self._next = ()
        return done.changes

    def keep(self, edit: Edit) -> Changes:
        """Apply what is nobody's decision (progress of a job, health of a source): in the journal, never undone."""
        with self._store.transaction() as change:
            done = edit.perform(change.tables)
            if change.tables.touched:
                self._write(change, done, self._store.clock.now(), state="kept")
        return done.changes

    def _write(
        self,
        change: Transaction,
        done: Done,
        now: int,
        *,
        step: int = 0,
        target: str = "",
        state: Literal["done", "kept"] = "done",
    ) -> JournalRow:
        return change.journal.add(
            at=now,
            who=self._store.author,
            label=done.label,
            edit=done.edit.encode(),
            inverse=done.inverse.encode(),
            step=step,
            target=target,
            state=state,
        )

    def _step_to_join(self, done: Done, now: int) -> int:
        """The step that this edit goes on with, 0 when it begins one."""
        if not done.target or not self._last or self._next:
            return 0
        first, last = self._last[0], self._last[-1]
        typing_on = 0 <= now - last.changed <= TYPING and 0 <= now - first.at <= TYPING_LONGEST
        return last.step if last.target == done.target and typing_on else 0

    def undo(self) -> Undone | None:
        """Take the newest step back; None when there is none. Raises as `do`."""
        return self._travel(self._last, forward=False)

    def redo(self) -> Undone | None:
        """Bring back the step that was undone last; None when there is none. Raises as `do`."""
        return self._travel(self._next, forward=True)

    def _travel(self, rows: tuple[JournalRow, ...], *, forward: bool) -> Undone | None:
        if not rows:
            return None
        now, before = self._store.clock.now(), self._store.notebook
        changes: Changes = frozenset()
        with self._store.transaction() as change:
            for row in rows if forward else reversed(rows):
                done = decode(row.edit if forward else row.inverse).perform(change.tables)
                changes |= done.changes
                # What would go the other way is written anew: `keep` may have changed the value in between.
                back = done.inverse.encode()
                sides = {"edit": row.edit, "inverse": back} if forward else {"edit": back, "inverse": row.inverse}
                change.journal.mark(row.seq, "done" if forward else "undone", now, **sides)
            touched = change.tables.touched
        self._last, self._next = self._store.steps()
        return _undone(rows[-1].label, changes, touched, before, self._store.notebook)


def _undone(label: str, changes: Changes, touched: list[Touched], before: Notebook, after: Notebook) -> Undone:
    """What to look at: of what was touched the first that has a place in time, as it is now or was when it is gone."""
    if not touched:
        return Undone(label, changes)
    placed = [(focus_of(_find(after, one) or _find(before, one)), one.kind, one.id) for one in touched]
    # what joins two things says least about where to look
    best = min(placed, key=lambda place: (place[0] is None, place[1] == "support"))
    return Undone(label, changes, *best)


def _find(notebook: Notebook, touched: Touched) -> Any:
    kind, id = touched.kind, touched.id
    if kind == "case":
        return notebook.case
    if kind == "support":
        return next((one for one in notebook.supports if id_of(one) == id), None)
    names = {"source": "sources", "evidence": "evidence", "note": "notes", "hypothesis": "hypotheses"}
    names |= {"action": "actions", "entry": "entries", "mark": "marks", "view": "views", "search": "searches"}
    names |= {"preset": "presets", "highlights": "highlights", "log_state": "log_states", "log_series": "log_series"}
    names |= {"template": "templates"}
    return getattr(notebook, names[kind]).get(id)


def focus_of(value: Any) -> Focus | None:
    """Where to look to see a value; None when it has no place in time or in a source."""
    if isinstance(value, SavedView):
        return value.focus
    if isinstance(value, Evidence | Mark):
        return Focus(cursor=value.t, citation=value.citation)
    if isinstance(value, Entry):
        return Focus(cursor=value.t, citation=value.citation)
    return None
