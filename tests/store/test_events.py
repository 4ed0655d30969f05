"""events.db: events and points come back exactly, are found by every leaf of a filter, and can be written again."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.engine.logindex import NULL_T
from workbench.engine.needle import Field, Has, Regex, Text
from workbench.errors import CaseError, QueryError
from workbench.jobs import Cancelled, JobContext
from workbench.model.records import KINDS, Event, Link, Place, Points, Record, SeriesPoints
from workbench.query.match import MatchContext, match
from workbench.store.events import EventStore
from workbench.store.samples import series_id

instants = st.integers(-(2**63) + 1, 2**63 - 1)
any_text = st.text(max_size=6)  # lone surrogates and NULs too
plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | any_text
nested = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=5,
)
attributes = st.dictionaries(st.text(max_size=6), nested, max_size=3)
events = st.builds(
    Event,
    t=st.none() | instants,
    place=st.builds(Place, st.integers(0, 2**62), st.integers(0, 2**31), any_text, st.integers(0, 99)),
    kind=st.sampled_from(KINDS),
    t_end=st.none() | instants,
    t_observed=st.none() | instants,
    t_raw=any_text,
    naive=st.booleans(),
    resolution_ns=st.integers(1, 10**9),
    phase=st.sampled_from(["open", "close", "point"]),
    severity=st.integers(0, 24),
    severity_text=any_text,
    title=any_text,
    body=any_text,
    event_id=any_text,
    group_key=any_text,
    resource=attributes,
    attributes=attributes,
    links=st.lists(st.builds(Link, any_text, any_text), max_size=2).map(tuple),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(events, max_size=4), st.randoms())
def test_events_come_back_exactly_in_the_order_asked_for(some, order):
    with tempfile.TemporaryDirectory() as folder:
        store = EventStore(Path(folder) / "events.db")
        store.add("s", some[:2])
        store.add("s", some[2:])
        store.finish("s")
        store.flush()
        columns = store.columns("s")
        assert store.read(columns.row) == tuple(some)
        rows = list(zip(columns.row.tolist(), some, strict=True))
        order.shuffle(rows)
        assert store.read([row for row, _event in rows]) == tuple(event for _row, event in rows)
        assert columns.wall.tolist() == [NULL_T if event.t is None else event.t for event in some]
        assert columns.wall_end.tolist() == [NULL_T if event.t_end is None else event.t_end for event in some]
        assert [KINDS[kind] for kind in columns.kind] == [event.kind for event in some]
        assert columns.offset.tolist() == [event.place.offset for event in some]
        assert columns.length.tolist() == [event.place.length for event in some]
        assert columns.naive.tolist() == [event.naive for event in some]
        assert columns.severity.tolist() == [event.severity for event in some]
        store.close()


@pytest.fixture
def store(tmp_path):
    store = EventStore(tmp_path / "events.db")
    yield store
    store.close()


def event(n: int, title: str = "", **more) -> Event:
    return Event(n, Place(n * 10, 9), "span", title=title, **more)


ORDERS = {"service.name": "orders", "host.name": "orders-1"}
GATEWAY = {"service.name": "gateway"}
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SOME = (
    event(
        0, "POST /checkout", resource=GATEWAY, attributes={"http.status_code": 503}, links=(Link("trace_id", TRACE),)
    ),
    event(1, "acquire connection", resource=ORDERS, attributes={"db": {"pool": {"size": 10}}, "retry": True}),
    event(2, "Zahlung fehlgeschlagen: ÜBERLAST", body="line one\nline two", severity_text="ERROR", resource=ORDERS),
    event(
        3, "deploy", attributes={"wb.rollback": "yes", "tags": ["blue", "green"]}, group_key="deploys", event_id="d-7"
    ),
    event(4, "", attributes={"empty": "", "http.status_code": 204}, t_raw="10:02", phase="close"),
)


@pytest.fixture
def filled(store):
    store.add("s", SOME)
    store.finish("s")
    store.flush()
    return store


@pytest.mark.parametrize(
    ("leaf", "wanted"),
    [
        (Text("CHECKOUT"), [0]),
        (Text("CHECKOUT", case=True), []),
        (Text("überlast"), [2]),
        (Text("ÜBERLAST", case=True), [2]),
        (Text("orders"), [1, 2]),
        (Text(TRACE[:8]), [0]),
        (Text("503"), [0]),
        (Text("http.status_code"), []),
        (Text(".*"), []),
        (Text("true"), [1]),
        (Text("checkoutgateway"), []),
        (Text("\x1f"), []),
        (Text(""), [0, 1, 2, 3, 4]),
        (Regex(r"^line two$"), [2]),
        (Regex(r"^post\s/check"), []),
        (Regex(r"^post\s/check", ignore_case=True), [0]),
        (Regex(r"green$"), [3]),
        (Regex(r"(?<=acquire )conn"), [1]),
        (Regex(r"connection.orders"), []),
        (Field("service", "=", "Orders"), [1, 2]),
        (Field("service.name", "=", "gate*"), [0]),
        (Field("host", "~", r"-\d$", regex=True), [1, 2]),
        (Field("http.status_code", ">=", "500"), [0]),
        (Field("http.status_code", "<", "1000"), [0, 4]),
        (Field("trace_id", "=", TRACE.upper()), [0]),
        (Field("db.pool.size", "=", "10"), [1]),
        (Field("rollback", "=", "yes"), [3]),
        (Field("tags", "=", "green"), [3]),
        (Field("tags", "=", "gree"), []),
        (Field("title", "=", "deploy"), [3]),
        (Field("group", "=", "deploys"), [3]),
        (Field("event_id", "=", "d-7"), [3]),
        (Field("phase", "=", "close"), [4]),
        (Field("t_raw", "=", "10:02"), [4]),
        (Field("severity_text", "=", "error"), [2]),
        (Field("retry", "=", "true"), [1]),
        (Has("trace_id"), [0]),
        (Has("db.pool"), [1]),
        (Has("db"), [1]),
        (Has("empty"), []),
        (Has("service"), [0, 1, 2]),
        (Has("nothing"), []),
    ],
)
def test_a_leaf_finds_just_the_events_that_have_it(filled, leaf, wanted):
    first = int(filled.columns("s").row[0])
    assert (filled.matching(leaf) - first).tolist() == wanted


words = st.sampled_from(["orders", "Orders", "ß", "503", "503.0", "a.b", "", "K\u212a", "x-y", "true", "line\nline"])
names = st.sampled_from(
    ["service.name", "service", "wb.kind", "n", "N", "a.b", "a", "trace_id", "tags", "title", "group"]
)
small = st.dictionaries(
    names,
    words | st.integers(0, 9) | st.lists(words, max_size=2) | st.dictionaries(names, words, max_size=2),
    max_size=2,
)
small_events = st.builds(
    event, st.just(1), words, body=words, group_key=words, resource=small, attributes=small,
    links=st.lists(st.builds(Link, names, words), max_size=1).map(tuple),
)  # fmt: skip
leaves = st.one_of(
    st.builds(Text, words | st.sampled_from(["der", "RD", "k", "\n"]), st.booleans()),
    st.builds(Regex, st.sampled_from(["^ord", "e$", r"\d+", "^$", "x.y", "^line$", "e.l"]), st.booleans()),
    st.builds(Field, names, st.sampled_from(["=", "<", ">="]), words | st.sampled_from(["ord*", "*S", "*0*", "*"])),
    st.builds(Field, names, st.just("~"), st.sampled_from(["^ord", "5"]), st.just(True), st.booleans()),
    st.builds(Has, names),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(small_events, min_size=1, max_size=4), st.lists(leaves, min_size=1, max_size=5))
def test_a_leaf_finds_what_the_plain_face_of_the_query_finds(some, asked):
    with tempfile.TemporaryDirectory() as folder:
        store = EventStore(Path(folder) / "events.db")
        store.add("s", some)
        store.finish("s")
        rows = store.columns("s").row.tolist()
        for leaf in asked:
            records = [record_of(one) for one in some]
            wanted = [row for row, record in zip(rows, records, strict=True) if match(leaf, record, MatchContext())]
            assert store.matching(leaf).tolist() == wanted, leaf
        store.close()


def record_of(one: Event) -> Record:
    return Record(
        "id", one.t, "source", "s", one.place, one.kind, title=one.title, body=one.body, group_key=one.group_key,
        resource=one.resource, attributes=one.attributes, links=one.links,
    )  # fmt: skip


def test_names_made_of_ids_are_still_found(store):
    some = [event(n, attributes={f"key-{n}": n, **{f"{n}-{m}": m for m in range(900)}}) for n in range(30)]
    store.add("s", some)
    store.flush()
    assert [found.t for found in store.read(store.matching(Has("key-7")))] == [7]


def test_what_carries_an_id_is_found_by_it(filled):
    assert [found.title for found in filled.read(filled.carrying(TRACE, "trace_id"))] == ["POST /checkout"]
    assert filled.carrying(TRACE, "commit").tolist() == []
    assert filled.carrying(TRACE).tolist() == filled.carrying(TRACE, "trace_id").tolist()


def test_a_long_search_can_be_stopped(filled):
    context = JobContext()
    context.stop()
    with pytest.raises(Cancelled):
        filled.matching(Text("x"), context)


def test_a_regex_that_nobody_understands_is_refused(filled):
    with pytest.raises(QueryError):
        filled.matching(Regex("(unclosed"))


# ------------------------------------------------------------------------------------------------ points
def points(name: str, t, value, naive: bool = False, **labels) -> SeriesPoints:
    return SeriesPoints(name, labels, Points(np.array(t, np.int64), np.array(value, float)), "s", naive=naive)


def test_a_series_spans_the_sources_that_hold_its_points(store):
    for scrape in range(40):
        store.add(
            f"scrape-{scrape}", points=[points("up", [scrape], [scrape / 2], job="a"), points("up", [0], [1], job="b")]
        )
        store.finish(f"scrape-{scrape}")
    store.flush()
    first, second = store.series()
    assert (first.id, first.labels, first.points) == (series_id("up", {"job": "a"}), {"job": "a"}, 40)
    assert (first.first, first.last, first.min, first.max, first.unit) == (0, 39, 0.0, 19.5, "s")
    assert len(second.sources) == 40
    samples = store.samples(first.id)
    assert samples.t.tolist() == list(range(40))
    assert samples.value.tolist() == [n / 2 for n in range(40)]
    assert [samples.sources[index] for index in samples.source] == [f"scrape-{n}" for n in range(40)]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"), st.booleans(), st.lists(st.tuples(instants, st.floats()), max_size=4), st.booleans()
        ),
        max_size=30,
    )
)
def test_points_come_back_bit_by_bit_whatever_way_they_were_flushed(batches):
    with tempfile.TemporaryDirectory() as folder:
        store = EventStore(Path(folder) / "events.db")
        expected = []
        for source, naive, some, flush in batches:
            store.add(source, points=[points("m", [t for t, _v in some], [v for _t, v in some], naive)])
            expected += [(t, np.float64(value).tobytes(), naive, source) for t, value in some]
            if flush:
                store.flush()
        store.flush()
        held = store.samples(series_id("m", {}))
        found = zip(held.t.tolist(), held.value, held.naive.tolist(), held.source.tolist(), strict=True)
        assert [(t, value.tobytes(), naive, held.sources[at]) for t, value, naive, at in found] == expected
        store.close()


def test_labels_in_another_order_are_the_same_series():
    assert series_id("up", {"a": "1", "b": "2"}) == series_id("up", {"b": "2", "a": "1"})
    assert series_id("up", {"a": "1"}) != series_id("up", {"a": "2"})


# ------------------------------------------------------------------------------------------------ writing again
def test_only_a_source_that_was_read_to_its_end_is_complete(store, tmp_path):
    store.add("whole", SOME[:2], [points("up", [1], [1])])
    store.finish("whole")
    store.add("half", SOME[2:])
    store.flush()
    assert store.complete() == {"whole": (2, 1)}
    store.close()
    again = EventStore(tmp_path / "events.db")
    again.begin("half")
    again.add("half", SOME[2:3])
    again.finish("half")
    again.flush()
    assert again.complete() == {"whole": (2, 1), "half": (1, 0)}
    assert again.read(again.columns("half").row) == SOME[2:3]
    assert len(again.matching(Text(""))) == 3
    again.close()


def test_a_source_left_out_takes_its_events_links_and_points_along(store):
    for source in ("a", "b"):
        store.add(source, SOME[:1], [points("up", [1], [1]), points(f"only_{source}", [1], [1])])
        store.finish(source)
    store.flush()
    row = store.columns("a").row[0]
    store.forget("a")
    store.flush()
    assert [series.name for series in store.series()] == ["only_b", "up"]
    assert store.samples(series_id("up", {})).sources == ("b",)
    assert len(store.carrying(TRACE)) == len(store.columns("b").row) == 1
    assert len(store.columns("a").row) == 0
    with pytest.raises(CaseError, match="has no event"):
        store.read([row])
    store.add("c", SOME)
    store.flush()
    assert row not in store.columns("c").row  # ids are not used again


def test_a_reader_beside_the_writer_sees_what_was_flushed(filled, tmp_path):
    reader = EventStore(tmp_path / "events.db", write=False)
    assert reader.read(reader.columns("s").row) == SOME
    with pytest.raises(CaseError, match="for reading only"):
        reader.add("t", SOME)
    reader.close()


def test_a_closed_index_is_one_plain_file_and_no_index_reads_as_an_empty_one(filled, tmp_path):
    filled.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["events.db"]
    absent = EventStore(tmp_path / "absent.db", write=False)
    assert (absent.complete(), absent.series(), len(absent.columns("s").row)) == ({}, (), 0)
    absent.close()


@pytest.mark.parametrize("content", [b"no database at all" * 99, None])
def test_an_index_that_is_damaged_or_of_another_form_is_begun_anew(filled, tmp_path, content):
    filled.close()
    path = tmp_path / "events.db"
    if content is None:
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA user_version = 99")
        connection.close()
        with pytest.raises(CaseError, match="another version"):
            EventStore(path, write=False).complete()
    else:
        path.write_bytes(content)
    again = EventStore(path)
    assert again.complete() == {}
    again.add("s", SOME)
    again.flush()
    assert len(again.columns("s").row) == len(SOME)
    again.close()


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE is POSIX")
def test_a_full_disk_is_one_sentence_and_what_was_complete_stays(tmp_path):
    program = """
import resource, sys
from workbench.errors import CaseError
from workbench.model.records import Event, Place
from workbench.store.events import EventStore
from pathlib import Path
store = EventStore(Path(sys.argv[1]) / "events.db")
event = Event(1, Place(0, 1), "span", body="x" * 1000)
store.add("first", [event] * 10)
store.finish("first")
store.flush()
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
try:
    store.add("second", [event] * 3000)
    store.finish("second")
    store.flush()
except CaseError as error:
    print(error.sentence())
print(store.complete())
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.begin("second")
store.add("second", [event] * 3000)
store.finish("second")
store.flush()
print(store.complete())
store.close()
"""
    answer = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stderr
    said, before, after = answer.stdout.splitlines()
    assert "events.db: the index can't be written: the disk is full" in said
    assert (before, after) == ("{'first': (10, 0)}", "{'first': (10, 0), 'second': (3000, 0)}")


def test_a_flipped_bit_in_the_index_is_an_error_that_says_how_to_rebuild(filled, tmp_path):
    filled.close()
    path = tmp_path / "events.db"
    content = path.read_bytes()
    at = content.index(b"\x28\xb5\x2f\xfd") + 6  # inside a zstd frame (RFC 8878 3.1.1)
    path.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
    again = EventStore(path, write=False)
    with pytest.raises(CaseError, match="damaged.*made again from the sealed files"):
        again.columns("s")
    again.close()


def test_a_bomb_among_the_columns_is_refused_before_it_is_unpacked(filled, tmp_path):
    filled.close()
    bomb = zstandard.ZstdCompressor().compress(bytes(1 << 26))
    connection = sqlite3.connect(tmp_path / "events.db")
    connection.execute("UPDATE columns SET rows = ?", (bomb,))
    connection.commit()
    connection.close()
    again = EventStore(tmp_path / "events.db", write=False)
    with pytest.raises(CaseError, match="another length"):
        again.columns("s")
    again.close()
