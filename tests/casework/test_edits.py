"""Edits: applied, taken back, written down and read again."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.casework.edits import Amend, Put, Remove, Splice, Together, decode
from workbench.casework.history import History
from workbench.clock import Clock
from workbench.errors import CaseError
from workbench.model.case import CaseRecord, Problem, Source
from workbench.model.entities import Citation, Entity, hunk_citation, range_citation
from workbench.model.focus import Focus
from workbench.model.instants import TimeWindow
from workbench.model.notebook import ActionItem, Entry, Evidence, Hypothesis, Mark, Note, SavedView, Support
from workbench.model.searches import (
    FilterPart,
    FilterPreset,
    HighlightRule,
    HighlightSet,
    LogSeries,
    LogState,
    LogView,
    Search,
)
from workbench.model.templates import TemplateRule
from workbench.store.notebook import NotebookStore

FOCUS = Focus(5, TimeWindow(1, 9), TimeWindow(0, 1), Entity("host", "a"), hunk_citation("s", "a b.py", "c" * 40, 2))
CITED = range_citation("s", "series", 1, 2)

ids = st.sampled_from(["a", "b", "c"])
words = st.text(st.characters(codec="utf-8"), max_size=8)
times = st.none() | st.integers(-(2**63), 2**63 - 1)
VIEWS = st.builds(
    LogView, st.tuples(st.builds(FilterPart, words, st.booleans())), find=words, window=st.just(TimeWindow(1, 9))
)
values = st.one_of(
    st.builds(Source, ids, st.integers(1, 9), words, zone=words, problems=st.tuples(st.builds(Problem, words))),
    st.builds(
        Evidence, ids, st.integers(1, 9), st.just("log"), st.just(CITED), words, words, t=times, focus=st.just(FOCUS),
        points=st.lists(st.tuples(st.integers(0, 9), st.floats(allow_nan=False)), max_size=2).map(tuple),
    ),
    st.builds(Note, ids, st.sampled_from(["rca", "scribe"]), words, st.integers(0, 9)),
    st.builds(Hypothesis, ids, st.integers(1, 9), words, st.sampled_from(["open", "refuted"]), words),
    st.builds(Support, ids, ids, st.sampled_from(["for", "against"]), words),
    st.builds(ActionItem, ids, words, done=st.booleans()),
    st.builds(Entry, ids, st.integers(0, 9), words, citation=st.none() | st.just(CITED)),
    st.builds(Mark, ids, st.just(Citation("s")), times, words),
    st.builds(SavedView, ids, words, st.just(FOCUS)),
    st.builds(Search, ids, VIEWS, ids, name=words, star=st.booleans()),
    st.builds(FilterPreset, ids, words, VIEWS),
    st.builds(HighlightSet, ids, words, st.tuples(st.builds(HighlightRule, words, st.integers(1, 8)))),
    st.builds(LogState, st.just("logs"), VIEWS, ids),
    st.builds(LogSeries, ids, words, words, st.sampled_from(["count", "mean"]), words, st.integers(1, 9)),
    st.builds(TemplateRule, ids, words, st.booleans(), words),
    st.builds(CaseRecord, st.just("case"), words, fields=st.dictionaries(words, words, max_size=2)),
)  # fmt: skip
kinds = st.sampled_from(
    ["source", "evidence", "note", "hypothesis", "action", "entry", "mark", "view", "search", "preset", "highlights",
     "log_state", "log_series", "template"]
)  # fmt: skip
single = st.builds(Put, values) | st.builds(Remove, kinds, ids)
edits = single | st.lists(single, max_size=3).map(lambda some: Together(tuple(some)))


def opened(folder: Path) -> NotebookStore:
    ticks = iter(range(10**18, 2 * 10**18, 2 * 10**9))
    return NotebookStore.create(folder / "a.case", CaseRecord("case", "t"), Clock(now=lambda: next(ticks)), "me")


def try_to(history: History, edit) -> bool:
    """Apply an edit; False when it doesn't fit (removing what isn't there, joining what isn't there)."""
    try:
        history.do(edit)
    except CaseError:
        return False
    return True


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(edits, max_size=8))
def test_any_edits_taken_back_leave_the_notebook_as_it_was_and_redone_as_it_became(some):
    with tempfile.TemporaryDirectory() as folder:
        store = opened(Path(folder))
        history = History(store)
        snapshots = [store.notebook]
        for edit in some:
            before = store.notebook
            if not try_to(history, edit):
                assert store.load() == before
            elif store.notebook != before:
                snapshots.append(store.notebook)
        assert store.load() == snapshots[-1]
        taken_back = [store.notebook]
        while history.undo():
            if store.notebook != taken_back[-1]:
                taken_back.append(store.notebook)
            assert list(store.load().evidence) == list(store.notebook.evidence)
        assert taken_back == snapshots[::-1]
        while history.redo():
            pass
        assert store.load() == snapshots[-1]
        store.close()


@given(edits)
@settings(max_examples=40, deadline=None)
def test_an_edit_read_back_from_the_journal_is_the_same(edit):
    assert decode(edit.encode()) == edit


@pytest.mark.parametrize(
    "edit",
    [
        Amend("source", "a", {"zone": "Europe/Berlin", "problems": [{"what": "x", "where": ""}]}, "label"),
        Splice("n", 3, "old\x00", "новый", 1, 2, "write"),
        Remove("evidence", "e", forget=True),
        Together((Together((Put(Note("n", "rca", "x")),)), Remove("note", "n")), "both"),
    ],
)
def test_every_kind_of_edit_is_read_back_the_same(edit):
    assert decode(edit.encode()) == edit


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"edit":"put","kind":"note","value":{}}', '{"edit":"nothing"}', "\x00"]
)
def test_a_damaged_step_is_named_not_guessed(text):
    with pytest.raises(CaseError, match="damaged"):
        decode(text)


@pytest.fixture
def store(tmp_path):
    store = opened(tmp_path)
    yield store
    store.close()


def test_a_gap_among_pinned_points_stays_a_gap(store):
    points = ((1, float("nan")), (2, float("inf")), (3, 0.1))
    History(store).do(Put(Evidence("e", 1, "metric", CITED, "x", "y", points=points)))
    assert repr(store.load().evidence["e"].points) == repr(points)


def test_half_of_an_emoji_is_kept_as_a_replacement_and_the_rest_of_the_note_whole(store):
    History(store).do(Put(Note("n", "rca", "before \ud83d after 🙂 \x00 end")))
    assert store.load().notes["n"].text == "before \ufffd after 🙂 \x00 end"
    assert store.notebook == store.load()


def test_typing_in_a_long_note_writes_a_short_journal_row(store):
    history = History(store)
    text = "word " * 20_000
    history.do(Put(Note("n", "rca", text)))
    history.do(Put(Note("n", "rca", f"{text[:50_000]}here{text[50_000:]}")))
    row = store.journal(1)[0]
    assert len(row.edit) + len(row.inverse) < 1000
    assert "here" in row.edit


def test_a_source_taken_out_leaves_the_evidence_that_cites_it(store):
    history = History(store)
    history.do(Put(Source("s", 1, "gateway.log")))
    history.do(Put(Evidence("e", 1, "log", Citation("s"), "excerpt", "0" * 64)))
    assert history.do(Remove("source", "s")) == {"sources", "spine"}
    assert store.load().sources == {}
    assert store.load().evidence["e"].excerpt == "excerpt"


def test_the_number_of_what_was_taken_out_is_not_used_again_but_one_undone_is(store):
    history = History(store)
    history.do(Put(Source("s1", 1, "a")))
    history.do(Put(Source("s2", 2, "b")))
    history.do(Remove("source", "s2"))
    assert store.next_number("source") == 3
    history.undo()
    history.undo()
    assert store.next_number("source") == 2


def test_unpinning_takes_away_what_it_supported_and_undoing_brings_it_back_in_place(store):
    history = History(store)
    for value in (
        Evidence("e1", 1, "log", CITED, "x", "y"),
        Evidence("e2", 2, "log", CITED, "x", "y"),
        Hypothesis("h", 1, "pool is too small"),
        Support("e1", "h", "for"),
        Support("e2", "h", "against"),
    ):
        history.do(Put(value))
    before = store.notebook
    assert history.do(Remove("evidence", "e1")) == {"evidence", "hypotheses"}
    assert [support.evidence for support in store.notebook.supports] == ["e2"]
    history.undo()
    assert store.load() == before
    assert list(store.notebook.evidence) == ["e1", "e2"]


def test_evidence_can_bear_only_on_a_hypothesis_that_is_there(store):
    history = History(store)
    with pytest.raises(CaseError, match="no evidence e"):
        history.do(Put(Support("e", "h", "for")))
    assert store.journal() == ()


def test_several_edits_together_are_all_or_none(store):
    history = History(store)
    before = store.notebook
    with pytest.raises(CaseError):
        history.do(Together((Put(Note("n", "rca", "x")), Remove("evidence", "not there"))))
    assert store.load() == before
    assert history.undo() is None


def test_only_what_moves_rows_says_that_the_spine_changed(store):
    history = History(store)
    source = Source("s", 1, "a")
    assert history.do(Put(source)) == {"sources", "spine"}
    assert history.do(Put(replace(source, host="orders-1"))) == {"sources"}
    assert history.do(Put(replace(source, host="orders-1", offset_ns=64 * 10**9))) == {"sources", "spine"}
    assert history.undo_label == "set the clock of a"
    assert history.do(Put(replace(source, host="orders-1", offset_ns=64 * 10**9))) == frozenset()


def test_people_read_what_an_edit_did(store):
    history = History(store)
    said = []
    for edit in (
        Put(Evidence("e", 5, "log", CITED, "x", "y")),
        Put(Note("n", "rca", "")),
        Put(Note("n", "rca", "typed")),
        Put(Hypothesis("h", 2, "x")),
        Put(Hypothesis("h", 2, "x", "confirmed")),
        Remove("evidence", "e"),
        Put(Source("s", 1, "logs/gateway.log")),
        Remove("source", "s"),
        Put(CaseRecord("case", "another title")),
        Together((Put(Mark("m", CITED)),), "tag all"),
    ):
        history.do(edit)
        said.append(history.undo_label)
    assert said == [
        "pin E5", "begin rca", "write in rca", "add H2", "call H2 confirmed", "unpin E5", "bring in gateway.log",
        "take out gateway.log", "change the case record", "tag all",
    ]  # fmt: skip
