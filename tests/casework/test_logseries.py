"""Numbers out of logs: counts of a filter over time and the numbers of a field, as metric series of the case."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from workbench.casework.edits import Put, Remove
from workbench.casework.logseries import WANTED_BUCKETS, neighbour, proposed_bucket, proposed_name
from workbench.casework.opencase import OpenCase, create_case, open_case
from workbench.model.entities import range_citation
from workbench.model.instants import HOUR, MINUTE, SECOND, TimeWindow, iso, parse_instant
from workbench.model.searches import LogSeries

START = parse_instant("2026-03-17T14:00:00Z", day=0)


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """A request each second for five minutes; every tenth fails; `took_ms` is its number, left out between 60 and 120."""
    log = tmp_path / "app.log"
    with log.open("w") as file:
        for number in range(300):
            entry = {"time": iso(START + number * SECOND), "level": "error" if number % 10 == 0 else "info", "msg": "x"}
            if not 60 <= number < 120:
                entry["took_ms"] = number
            file.write(json.dumps(entry) + "\n")
    return case_of([log], title="Numbers", started=START)


def declared(case: OpenCase, **fields: object) -> LogSeries:
    one = LogSeries("s1", "errors", **fields)  # type: ignore[arg-type]
    case.do(Put(one))
    return one


def test_a_count_has_a_point_a_bucket_and_zeros_where_nothing_matched(case: OpenCase):
    declared(case, query="severity>=error", bucket=5 * SECOND)
    (series,) = case.series()
    points = case.points("s1")
    assert points.t.tolist() == [START + step * 5 * SECOND for step in range(60)]
    assert points.value.tolist() == [1.0, 0.0] * 30
    assert (series.name, series.unit, series.points, series.min, series.max) == ("errors", "per 5s", 60, 0.0, 1.0)
    assert [case.source(source).name for source in series.sources] == ["app.log"]


def test_a_count_of_all_adds_up_to_the_records_there_are(case: OpenCase):
    declared(case, query="*", bucket=7 * SECOND)
    assert case.points("s1").value.sum() == 300


def test_a_window_takes_its_points_only(case: OpenCase):
    declared(case, query="*", bucket=MINUTE)
    points = case.points("s1", TimeWindow(START + MINUTE, START + 3 * MINUTE))
    assert points.value.tolist() == [60.0, 60.0]


def test_each_number_of_a_field_is_a_point(case: OpenCase):
    declared(case, query="*", measure="each", field="took_ms")
    points = case.points("s1")
    assert points.value.tolist() == [*range(60), *range(120, 300)]
    assert points.t.tolist() == [START + number * SECOND for number in (*range(60), *range(120, 300))]
    assert case.series()[0].unit == "ms"


@pytest.mark.parametrize(
    ("measure", "expected"),
    [("mean", [29.5, 149.5]), ("max", [59, 179]), ("min", [0, 120]), ("sum", [1770, 8970]), ("p95", [56.05, 176.05])],
)
def test_a_bucket_shows_the_measure_of_its_numbers_and_a_gap_where_none_was_written(
    case: OpenCase, measure: str, expected: list[float]
):
    declared(case, query="*", measure=measure, field="took_ms", bucket=MINUTE)
    points = case.points("s1")
    assert np.isnan(points.value[1])
    assert points.value[[0, 2]].tolist() == pytest.approx(expected)
    assert points.t.tolist() == [START + step * MINUTE for step in range(5)]


def test_another_clock_moves_the_points(case: OpenCase):
    declared(case, query="*", bucket=MINUTE)
    source = next(iter(case.notebook.sources.values()))
    case.set_clock(source.id, offset_ns=HOUR)
    assert case.points("s1").t[0] == START + HOUR


def test_it_is_kept_undone_and_taken_away_as_an_edit(case: OpenCase):
    one = declared(case, query="severity>=error")
    path = case.path
    case.close()
    with closing(open_case(path)) as again:
        assert again.notebook.log_series == {"s1": one}
        again.do(Remove("log_series", "s1"))
        assert again.series() == ()
        assert again.undo_label == "take away errors"
        again.undo()
        assert [series.name for series in again.series()] == ["errors"]


def test_a_stretch_of_it_is_pinned_with_its_numbers(case: OpenCase):
    declared(case, query="severity>=error", bucket=MINUTE)
    source = next(iter(case.notebook.sources.values()))
    pin = case.pin(range_citation(source.id, "s1", START, START + 2 * MINUTE))
    assert [value for _, value in pin.points] == [6.0, 6.0, 6.0]
    assert (pin.title, pin.unit) == ("errors", "per 1m")


def test_a_filter_that_is_not_understood_gives_no_points_and_says_why(case: OpenCase):
    declared(case, query="(broken")
    (series,) = case.series()
    assert series.points == 0
    assert "(broken:" in series.help


def test_a_bucket_far_too_short_for_the_span_is_taken_as_often_as_needed(tmp_path: Path):
    log = tmp_path / "long.log"
    log.write_text("2020-01-01T00:00:00Z INFO a\n2026-01-01T00:00:00Z INFO b\n")
    with closing(create_case(tmp_path / "b.case", title="Long")) as opened:
        opened.ingest([log])
        declared(opened, query="*", bucket=SECOND // 100)
        points = opened.points("s1")
        assert points.value.sum() == 2
        assert len(points.t) <= 200_001


def test_proposals_are_lengths_that_people_count_by():
    assert proposed_bucket(0) == SECOND // 100
    assert proposed_bucket(HOUR) == 10 * SECOND
    assert HOUR // proposed_bucket(HOUR) <= WANTED_BUCKETS
    assert (neighbour(10 * SECOND, True), neighbour(10 * SECOND, False)) == (5 * SECOND, 30 * SECOND)
    assert neighbour(24 * HOUR, False) == 24 * HOUR
    assert proposed_name("kind:log severity>=error", "count", "") == "Count of severity>=error"
    assert proposed_name("kind:log", "p95", "took_ms") == "p95 of took_ms"


def test_a_sum_of_a_sample_is_what_all_would_come_to_and_says_so(case: OpenCase, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workbench.casework.logseries.wanted_of", lambda total, _whole: total // 2)
    declared(case, query="*", measure="sum", field="took_ms", bucket=HOUR)
    (series,) = case.series()
    every_second = [number for number in range(0, 300, 2) if not 60 <= number < 120]
    assert case.points("s1").value.tolist() == pytest.approx([2 * sum(every_second)])
    assert series.unit == "ms of a sample"
    assert "a sample of 150 of 300 records" in series.help
