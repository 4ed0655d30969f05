"""A map as a file: read back as it was written, and wrong ones named by file and key."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import SettingsError
from workbench.model.records import KINDS
from workbench.readers.core import RawSource, load_registry
from workbench.readers.mapfile import MAPS, Metrics, SourceMap, Table, loaded, parsed, read_map, save_map, written
from workbench.readers.mapped import reader_by
from workbench.readers.recordmap import RecordMap, compiled, escaped, text_at

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
NAMED = st.dictionaries(WORDS, WORDS, max_size=3)
PHASES = st.sampled_from(("open", "update", "ack", "close", "point"))
RULES = st.builds(
    RecordMap, id=WORDS, title=WORDS, kind=st.sampled_from(KINDS), needs=st.lists(WORDS, max_size=3).map(tuple), each=WORDS,
    t=WORDS, t_end=WORDS, observed=WORDS, form=WORDS, day_first=st.none() | st.booleans(), zone=WORDS,
    none=st.lists(WORDS, max_size=3).map(tuple), kind_of=WORDS,
    kinds=st.dictionaries(WORDS, st.sampled_from(KINDS), max_size=2), phase=WORDS,
    phases=st.dictionaries(WORDS, PHASES, max_size=3), severity=WORDS,
    severities=st.dictionaries(WORDS, st.integers(0, 24), max_size=3), usual=st.integers(0, 24), name=WORDS, body=WORDS,
    event_id=WORDS, group=WORDS, resource=NAMED, attributes=NAMED, links=NAMED, skip=st.lists(WORDS, max_size=2).map(tuple),
    prefix=WORDS,
)  # fmt: skip
TABLES = st.builds(Table, st.sampled_from(("", ",", ";", "\t", "|")), st.booleans(), st.sampled_from(".,"))
METRICS = st.none() | st.builds(
    Metrics, st.sampled_from(("wide", "long")), st.lists(WORDS, max_size=3).map(tuple), WORDS,
    st.lists(WORDS, max_size=2).map(tuple), WORDS,
)  # fmt: skip
MAPS_OF_ANY_KIND = st.builds(SourceMap, RULES) | st.builds(SourceMap, RULES, st.just("csv"), TABLES, METRICS)


@settings(max_examples=40, deadline=None)
@given(map=MAPS_OF_ANY_KIND)
def test_a_map_is_read_back_as_it_was_written(map: SourceMap):
    assert loaded(written(map)) == map


@settings(max_examples=40, deadline=None)
@given(key=st.text(min_size=1, max_size=12).map(str.strip).filter(bool), value=st.text(min_size=1, max_size=5))
def test_a_key_with_any_signs_can_be_named_by_a_path(key: str, value: str):
    assert text_at(compiled(escaped(key)), ({key: value, "other": "x"},)) == value


GOOD = 'id = "acme.alert"\ntitle = "Alerts of Acme"\n'


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ('title = "x"\n', "id", "missing"),
        ('id = "Acme Alert"\ntitle = "x"\n', "id", "no id"),
        (GOOD + 'tt = "firedAt"\n', "tt", "no such key"),
        (GOOD + "t = 5\n", "t", "expected"),
        (GOOD + 't = "a..b["\n', "t", "not understood"),
        (GOOD + 'form = "yesterday"\n', "form", "no time form"),
        (GOOD + 'form = "%Q"\n', "form", "%Q"),
        (GOOD + 'zone = "Mars/Olympus"\n', "zone", "Mars/Olympus"),
        (GOOD + 'kind = "thing"\n', "kind", "thing"),
        (GOOD + "severities = {p1 = 99}\n", "severities.p1", "0 to 24"),
        (GOOD + 'links = {tracing = "x"}\n', "links.tracing", "type of link"),
        (GOOD + 'source = "xml"\n', "source", "json or csv"),
        (GOOD + 'source = "csv"\n[table]\ndelimiter = "ab"\n', "table.delimiter", "one character"),
        (GOOD + 'source = "csv"\nt = "x"\n[metrics]\nshape = "long"\n', "metrics", "name and value"),
        (GOOD + 'source = "csv"\nt = "x"\n[metrics]\nshape = "tall"\n', "metrics.shape", "tall"),
        (GOOD + '[metrics]\nshape = "wide"\n', "metrics", "tables only"),
        ("id = ", "", "no TOML"),
    ],
)
def test_a_wrong_map_is_one_sentence_with_file_and_key(text: str, where: str, what: str, tmp_path: Path):
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as fault:
        read_map(path)
    assert str(path) in fault.value.where
    assert where in fault.value.where
    assert what in fault.value.sentence()
    assert fault.value.remedy


def test_a_typed_key_is_answered_with_the_nearest():
    with pytest.raises(SettingsError, match="Did you mean severity"):
        parsed(GOOD + 'severty = "x"\n')


def test_a_map_in_the_settings_folder_is_a_reader_and_a_wrong_one_is_told(tmp_path: Path):
    map = parsed(GOOD + 'needs = ["alarmNo", "firedAt"]\nt = "firedAt"\nkind = "alert"\n')
    save_map(map, tmp_path / MAPS / "acme.toml")
    (tmp_path / MAPS / "broken.toml").write_text("id = 5")
    registry = load_registry(tmp_path)
    chosen = registry.choose(b'[{"alarmNo": 1, "firedAt": 1773756131000}]', "x.json")
    assert chosen is not None
    assert chosen[0].id == map.id
    assert [fault.where for fault in registry.faults] == [f"{tmp_path / MAPS / 'broken.toml'}: id"]


def test_a_changed_map_is_another_reader_and_the_same_is_not():
    first = parsed(GOOD + 't = "a"\n')
    assert parsed("# with a remark\n" + GOOD + 't = "a"\n').id == first.id
    assert parsed(GOOD + 't = "b"\n').id != first.id


def test_records_without_a_time_are_kept_and_said(tmp_path: Path):
    data = b'{"at": "2026-03-17T14:02:11Z", "m": "a"}\n{"at": "soon", "m": "b"}\n{"m": "c"}\n'
    (tmp_path / "x").write_bytes(data)
    map = SourceMap(RecordMap("own.x", "X", t="at", body="m"))
    batches = list(reader_by(map).read(RawSource("x", str(tmp_path / "x"), len(data))))
    events = [event for batch in batches for event in batch.events]
    assert [(event.title, event.t is None) for event in events] == [("a", False), ("b", True), ("c", True)]
    assert [problem.what for problem in batches[-1].problems] == ["2 records have no time that the map understands"]
