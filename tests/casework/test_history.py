"""Undo and redo: one line of steps a case, also after reopening."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.casework.edits import Put, Remove, Together
from workbench.casework.history import History
from workbench.clock import Clock
from workbench.errors import CaseError, CaseReadOnly
from workbench.model.case import CaseRecord, Source
from workbench.model.entities import bytes_citation
from workbench.model.focus import Focus
from workbench.model.instants import SECOND
from workbench.model.notebook import Entry, Evidence, Hypothesis, Note, SavedView
from workbench.store.notebook import NotebookStore

CITED = bytes_citation("s", 10, 5)


class Time:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.t = 10**18

    def clock(self) -> Clock:
        return Clock(now=lambda: self.t)


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def store(tmp_path, time):
    store = NotebookStore.create(tmp_path / "a.case", CaseRecord("c", "t"), time.clock(), "me")
    yield store
    store.close()


def note(text: str) -> Put:
    return Put(Note("n", "rca", text))


def text_of(store: NotebookStore) -> str:
    return store.load().notes["n"].text


def test_undo_and_redo_survive_reopening(store, time):
    history = History(store)
    for n in range(4):
        time.t += 10 * SECOND
        history.do(Put(Hypothesis(f"h{n}", n + 1, "x")))
    history.undo()
    store.close()
    again = NotebookStore.open(store.folder, clock=time.clock())
    history = History(again)
    assert (history.undo_label, history.redo_label) == ("add H3", "add H4")
    history.undo()
    assert list(again.load().hypotheses) == ["h0", "h1"]
    assert history.redo().label == "add H3"
    assert history.redo().label == "add H4"
    assert history.redo() is None
    assert list(again.load().hypotheses) == ["h0", "h1", "h2", "h3"]
    again.close()


def test_a_new_edit_after_undo_ends_what_could_be_redone_but_the_audit_keeps_it(store):
    history = History(store)
    history.do(Put(Hypothesis("h1", 1, "x")))
    history.undo()
    history.do(Put(Hypothesis("h2", 1, "y")))
    assert (history.redo_label, history.redo()) == ("", None)
    assert [(row.label, row.state, row.who) for row in store.journal()] == [
        ("add H1", "done", "me"),
        ("add H1", "dropped", "me"),
    ]


def test_typing_without_a_pause_is_one_step_and_every_save_is_on_disk(store, time):
    history = History(store)
    history.do(note(""))
    for length in range(1, 6):
        time.t += SECOND // 2 if length > 1 else 5 * SECOND
        history.do(note("typed"[:length]))
        assert text_of(store) == "typed"[:length]
    time.t += 3 * SECOND
    history.do(note("typed, a pause"))
    assert len(store.journal()) == 7
    history.undo()
    assert text_of(store) == "typed"
    history.undo()
    assert text_of(store) == ""
    history.redo()
    assert text_of(store) == "typed"


def test_typing_on_and_on_is_not_lost_to_a_single_undo(store, time):
    history = History(store)
    history.do(note(""))
    for length in range(1, 101):
        time.t += SECOND // 2
        history.do(note("x" * length))
    history.undo()
    assert 60 < len(text_of(store)) < 100


def test_typing_in_another_note_and_anything_between_begin_a_new_step(store, time):
    history = History(store)
    for edit in (note("a"), Put(Note("m", "scribe", "")), note("ab"), Put(Note("m", "scribe", "x")), note("abc")):
        time.t += SECOND // 10
        history.do(edit)
    history.undo()
    assert text_of(store) == "ab"
    history.undo()
    assert store.notebook.notes["m"].text == ""


def test_typing_goes_on_in_its_step_after_reopening(store, time):
    History(store).do(note(""))
    time.t += 5 * SECOND
    History(store).do(note("a"))
    time.t += SECOND // 2
    History(store).do(note("ab"))
    history = History(store)
    history.undo()
    assert text_of(store) == ""


def test_what_a_job_keeps_up_to_date_is_never_undone_and_survives_undo_of_what_people_did(store):
    history = History(store)
    source = Source("s", 1, "a.log", state="reading")
    history.do(Put(source))
    history.do(Put(replace(source, zone="Europe/Berlin")))
    history.keep(Put(replace(source, zone="Europe/Berlin", state="ready", records=7)))
    assert history.undo_label == "set the zone of a.log"
    history.undo()
    assert store.load().sources["s"] == replace(source, state="ready", records=7)
    history.undo()
    assert store.load().sources == {}
    history.redo()
    assert store.load().sources["s"] == replace(source, state="ready", records=7)
    history.redo()
    assert store.load().sources["s"].zone == "Europe/Berlin"


def test_undo_says_where_to_look(store):
    history = History(store)
    view = Focus(cursor=7)
    evidence = Evidence("e", 1, "log", CITED, "x", "y", t=42)
    history.do(Together((Put(Note("n", "rca", "[E1]")), Put(evidence)), "pin E1"))
    history.do(Put(SavedView("v", "start", view)))
    history.do(Put(Entry("t", 99, "rolled back")))
    history.do(Put(Hypothesis("h", 1, "x")))
    undone = history.undo()
    assert (undone.kind, undone.id, undone.focus) == ("hypothesis", "h", None)
    assert history.undo().focus == Focus(cursor=99)
    assert history.undo().focus == view
    undone = history.undo()
    assert (undone.label, undone.kind, undone.focus) == ("pin E1", "evidence", Focus(cursor=42, citation=CITED))
    assert undone.changes == {"evidence", "notes"}
    assert history.undo() is None


def test_undo_of_an_unpin_brings_the_evidence_back_as_it_was(store):
    history = History(store)
    history.do(Put(Evidence("e", 1, "log", CITED, "x", "y", why="it says so")))
    before = store.notebook
    history.do(Remove("evidence", "e"))
    history.undo()
    assert store.load() == before


def test_an_edit_that_changes_nothing_is_no_step(store):
    history = History(store)
    history.do(Put(Hypothesis("h", 1, "x")))
    assert history.do(Put(Hypothesis("h", 1, "x"))) == frozenset()
    assert len(store.journal()) == 1


def test_a_case_open_for_reading_refuses_edits_in_a_sentence(store, time):
    History(store).do(note("x"))
    store.close()
    reader = NotebookStore.open(store.folder, write=False, clock=time.clock())
    with pytest.raises(CaseReadOnly, match="open for reading only"):
        History(reader).do(note("y"))
    assert reader.notebook.notes["n"].text == "x"
    reader.close()


def test_a_step_whose_row_is_damaged_is_refused_and_nothing_changes(store):
    history = History(store)
    history.do(Put(Hypothesis("h", 1, "x")))
    with store.transaction() as change:
        change.journal.mark(1, "done", 0, edit="{}", inverse="{}")
    again = History(store)
    before = store.load()
    with pytest.raises(CaseError, match="damaged"):
        again.undo()
    assert store.load() == before
