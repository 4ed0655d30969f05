"""Tables by a map: records cited by their rows, points of wide and long tables, every form of time."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from workbench.errors import SourceError
from workbench.model.instants import SECOND, parse_instant
from workbench.model.records import Event, SeriesPoints
from workbench.readers.core import Batch, RawSource
from workbench.readers.mapfile import Metrics, SourceMap, Table
from workbench.readers.mapped import reader_by
from workbench.readers.recordmap import RecordMap

T = parse_instant("2026-03-17T14:02:11Z", day=0)


@pytest.fixture
def read(tmp_path: Path):
    def reading(data: bytes, map: SourceMap) -> list[Batch]:
        place = tmp_path / "table"
        place.write_bytes(data)
        return list(reader_by(map).read(RawSource("table", str(place), len(data))))

    return reading


def a_map(metrics: Metrics | None = None, table: Table | None = None, **parts: object) -> SourceMap:
    return SourceMap(RecordMap("own.table", "A table", **parts), "csv", table or Table(), metrics)  # type: ignore[arg-type]


def events(batches: list[Batch]) -> list[Event]:
    return [event for batch in batches for event in batch.events]


def series(batches: list[Batch]) -> dict[tuple, SeriesPoints]:
    return {(p.name, *sorted(p.labels.items())): p for batch in batches for p in batch.points}


def test_a_row_is_a_record_with_its_own_bytes_and_all_columns_kept(read):
    data = b'at,Level,what,trace id,x.y\n2026-03-17T14:02:11Z,Err,"disk\nfull",4bf92f3577b34da6a3ce929d0e0e4736,7\n'
    map = a_map(t="at", severity="Level", body="what", links={"trace_id": "trace id"}, severities={"err": 17})
    (event,) = events(read(data, map))
    assert (event.t, event.naive, event.severity, event.severity_text) == (T, False, 17, "Err")
    assert (event.title, event.body) == ("disk", "disk\nfull")
    assert [(one.type, one.value) for one in event.links] == [("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736")]
    assert event.attributes["x.y"] == "7"
    assert data[event.place.offset : event.place.offset + event.place.length] == data.partition(b"\n")[2][:-1]
    assert event.place.line == 2


@pytest.mark.parametrize(
    ("text", "form", "day_first", "t", "naive", "step"),
    [
        ("2026-03-17T14:02:11.250Z", "any", None, T + SECOND // 4, False, 10**6),
        ("1773756131", "seconds", None, T, False, SECOND),
        ("1773756131,5", "seconds", None, T + SECOND // 2, False, 10**8),
        ("1773756131250", "milliseconds", None, T + SECOND // 4, False, 10**6),
        ("1773756131250001", "microseconds", None, T + 250_001_000, False, 1000),
        ("1773756131250001002", "nanoseconds", None, T + 250_001_002, False, 1),
        ("46098.584849537", "ole", None, T, True, 10**6),  # 20,529 days and 50,531 s after 1970; 25,569 days before it
        ("17/03/2026 14:02:11", "date", True, T, True, SECOND),
        ("3/17/26 2:02:11 PM", "date", False, T, True, SECOND),
        ("17.03.2026 14:02", "date", True, T - 11 * SECOND, True, 60 * SECOND),
        ("03/04/2026 14:02:11", "date", None, None, False, 1),
        ("Mar 17, 2026 @ 14:02:11.250", "%b %d, %Y @ %H:%M:%S.%f", None, T + SECOND // 4, True, 10**6),
        ("2026-03-17", "day", None, parse_instant("2026-03-17T00:00:00Z", day=0), True, 86_400 * SECOND),
        ("yesterday", "any", None, None, False, 1),
    ],
)
def test_a_time_is_read_by_the_form_that_the_map_says(read, text, form, day_first, t, naive, step):
    batches = read(f'at,m\n"{text}",x\n'.encode(), a_map(t="at", form=form, day_first=day_first))
    (event,) = events(batches)
    assert (event.t, event.naive, event.resolution_ns) == (t, naive, step)
    problems = [problem.what for problem in batches[-1].problems]
    assert bool(problems) == (t is None)
    if form == "date" and t is None:
        assert "which number of its dates is the day is not said" in problems[0]


def test_times_without_a_zone_are_utc_where_the_map_says_so(read):
    (event,) = events(read(b"at,m\n2026-03-17 14:02:11,x\n", a_map(t="at", zone="UTC")))
    assert (event.t, event.naive) == (T, False)


def test_rows_of_another_width_are_skipped_counted_and_said_once(read):
    data = b"at,m\n2026-03-17T14:02:11Z,one\nlost\n2026-03-17T14:02:12Z,two,\n1,2,3\n2026-03-17T14:02:13Z,three\n"
    batches = read(data, a_map(t="at", body="m"))
    assert [event.title for event in events(batches)] == ["one", "two", "three"]
    assert batches[-1].skipped == 2
    assert [(problem.what, problem.where) for problem in batches[-1].problems] == [
        ("a row has not as many cells as there are columns (2) (2 times)", "line 3")
    ]


def test_a_wide_table_gives_a_series_a_column_and_gaps_where_nothing_stands(read):
    rows = "".join(f"{1773756131 + 60 * n};{n},5;{n * n}\n" for n in range(10) if n != 4)
    data = f"t;load;jobs\n{rows}1773756371;;-\nlater;1;1\n"
    map = a_map(Metrics("wide", ("load", "jobs"), unit="1"), Table(";", decimal=","), t="t", form="seconds")
    batches = read(data.encode(), map)
    found = series(batches)
    assert list(found) == [("load",), ("jobs",)]
    t, load = found["load",].points.t, found["load",].points.value
    assert t.tolist() == [T + 60 * n * SECOND for n in range(10)]  # ascending, although the fifth comes last
    assert [v for v in load.tolist() if not math.isnan(v)] == [n + 0.5 for n in range(10) if n != 4]
    assert math.isnan(load[4])
    assert math.fsum(v for v in found["jobs",].points.value.tolist() if not math.isnan(v)) == 285 - 16
    assert found["load",].unit == "1"
    assert batches[-1].skipped == 1


def test_a_wide_table_without_named_columns_takes_all_that_hold_numbers(read):
    map = a_map(Metrics("wide", labels=("host",)), t="t", form="seconds")
    found = series(read(b"t,host,cpu,note\n1773756131,a,1.5,x\n1773756131,b,2.5,y\n", map))
    assert {key: points.points.value.tolist() for key, points in found.items()} == {
        ("cpu", ("host", "a")): [1.5],
        ("cpu", ("host", "b")): [2.5],
    }


def test_a_long_table_gives_a_series_a_name_and_labels_newest_first_or_not(read):
    lines = [f"2026-03-17T14:0{n}:00Z,{name},{host},{n * 10}" for n in range(5) for name in "xy" for host in "ab"]
    data = "\n".join(["when,metric,host,value", *reversed(lines), "2026-03-17T14:09:00Z,x,a,many", ""])
    map = a_map(Metrics("long", ("value",), "metric", ("host",)), t="when")
    batches = read(data.encode(), map)
    found = series(batches)
    assert sorted(found) == [(name, ("host", host)) for name in "xy" for host in "ab"]
    for points in found.values():
        assert points.points.value.tolist() == [0, 10, 20, 30, 40]
    assert batches[-1].skipped == 1
    assert batches[-1].problems[0].what == "the value holds no number"


def test_a_table_without_a_row_is_one_sentence(read):
    with pytest.raises(SourceError, match="no rows could be read"):
        read(b"at,m\n", a_map(t="at"))
    with pytest.raises(SourceError, match="no rows could be read: a row has not as many cells"):
        read(b"at,m\n1\n2\n", a_map(t="at"))


def test_columns_without_a_header_are_called_by_their_number(read):
    (event,) = events(read(b"2026-03-17T14:02:11Z|up\n", a_map(table=Table("|", header=False), t="1", body="2")))
    assert (event.t, event.title) == (T, "up")
