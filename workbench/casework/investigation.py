"""The investigation's own acts on an open case, each one edit: notes, hypotheses, support, entries, actions."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from workbench.casework.edits import Put
from workbench.casework.opencase import OpenCase
from workbench.errors import CitationError, WorkbenchError
from workbench.model.case import CaseRecord
from workbench.model.entities import Citation
from workbench.model.instants import Instant
from workbench.model.notebook import (
    ActionItem,
    Entry,
    Evidence,
    Hypothesis,
    HypothesisStatus,
    Note,
    Stance,
    Support,
)


def evidence_named(case: OpenCase, name: str) -> Evidence:
    """Evidence by label (`E17`) or id; raises `CitationError`."""
    for evidence in case.notebook.evidence.values():
        if name in (evidence.label, evidence.id):
            return evidence
    raise CitationError(f"there is no evidence called {name!r}", str(case.path), "`workbench pin` makes some.")


def hypothesis_named(case: OpenCase, name: str) -> Hypothesis:
    """A hypothesis by label (`H2`) or id; raises `CitationError`."""
    for hypothesis in case.notebook.hypotheses.values():
        if name in (hypothesis.label, hypothesis.id):
            return hypothesis
    raise CitationError(
        f"there is no hypothesis called {name!r}", str(case.path), "`workbench hypothesis CASE list` shows them."
    )


_BARE_CHIP = re.compile(r"\[(E\d+)\](?![(\[:])")


def write_note(case: OpenCase, name: str, text: str) -> Note:
    """Put the text of the page called `name`, which is made when there is none; a bare `[E4]` becomes E4's chip."""
    labels = {evidence.label: evidence.citation for evidence in case.notebook.evidence.values()}
    text = _BARE_CHIP.sub(lambda chip: f"{chip[0]}({labels[chip[1]]})" if chip[1] in labels else chip[0], text)
    old = next((note for note in case.notebook.notes.values() if note.name == name), None)
    note = Note(old.id if old else case.clock.new_id(), name, text, case.clock.now())
    case.do(Put(note))
    return note


def add_hypothesis(case: OpenCase, text: str) -> Hypothesis:
    """Write down a possible cause."""
    made = Hypothesis(case.clock.new_id(), case.next_number("hypothesis"), text, created=case.clock.now())
    case.do(Put(made))
    return made


def judge(case: OpenCase, name: str, status: HypothesisStatus, why: str) -> Hypothesis:
    """Say how a hypothesis stands and why; a judgement without a reason is refused."""
    if status != "open" and not why.strip():
        raise WorkbenchError(f"{name} can't become {status} without a reason", "", "Say why.")
    judged = replace(hypothesis_named(case, name), status=status, why=why)
    case.do(Put(judged))
    return judged


def support(case: OpenCase, evidence: str, hypothesis: str, stance: Stance, why: str = "") -> Support:
    """Let evidence speak for or against a hypothesis."""
    link = Support(evidence_named(case, evidence).id, hypothesis_named(case, hypothesis).id, stance, why)
    case.do(Put(link))
    return link


def add_entry(
    case: OpenCase,
    t: Instant,
    text: str,
    *,
    milestone: str = "note",
    t_end: Instant | None = None,
    citation: Citation | None = None,
) -> Entry:
    """Put a line on the incident's record."""
    entry = Entry(case.clock.new_id(), t, text, t_end, milestone, case.settings.author, citation)
    case.do(Put(entry))
    return entry


def add_action(case: OpenCase, text: str, *, owner: str = "", due: str = "", ticket: str = "") -> ActionItem:
    """Write down something that somebody will do."""
    item = ActionItem(case.clock.new_id(), text, owner, due, False, ticket)
    case.do(Put(item))
    return item


def finish_action(case: OpenCase, item_id: str, done: bool = True) -> ActionItem:
    """Say that an action item (by id, or by its words) is done; raises `CitationError` when there is none such."""
    items = case.notebook.actions
    item = items.get(item_id) or next((item for item in items.values() if item.text == item_id), None)
    if item is None:
        raise CitationError(f"there is no action item {item_id!r}", str(case.path))
    item = replace(item, done=done)
    case.do(Put(item))
    return item


def set_record(case: OpenCase, **fields: Any) -> CaseRecord:
    """Change fields of the case record."""
    record = replace(case.notebook.case, **fields)
    case.do(Put(record))
    return record
