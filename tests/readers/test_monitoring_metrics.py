"""Metrics as monitoring tools give them: names, labels, units, gaps, points by time; what can't be told is said."""

from __future__ import annotations

import json
from math import inf, isnan
from typing import Any

import pytest

from workbench.errors import SourceError
from workbench.model.records import SeriesPoints
from workbench.readers.oledays import ole_stamp
from workbench.readers.shownvalues import shown_value

MINUTE = 60 * 10**9
T0 = 1_773_756_120 * 10**9  # 2026-03-17T14:02:00Z
MS = 1_773_756_120_000


def read_all(read: Any, reader: str, value: Any, name: str = "some/x.json") -> tuple[list[SeriesPoints], str, int]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    found = list(read(reader, data, name))
    assert not any(batch.events for batch in found)
    said = "\n".join(problem.what for batch in found for problem in batch.problems)
    return [series for batch in found for series in batch.points], said, sum(batch.skipped for batch in found)


def told(series: SeriesPoints) -> list[tuple[int, float | None]]:
    """Minutes after 14:02 and values, None for a gap."""
    pairs = zip(series.points.t.tolist(), series.points.value.tolist(), strict=True)
    return [((t - T0) // MINUTE, None if isnan(value) else value) for t, value in pairs]


# ---- Dynatrace ----
def test_a_series_a_set_of_dimensions_with_gaps_and_over_pages(read):
    def page(times: list[int], values: list[Any], **more: Any) -> dict[str, Any]:
        row = {"dimensions": ["H1"], "dimensionMap": {"dt.entity.host": "H1"}, "timestamps": times, "values": values}
        return {"resolution": "1m", "nextPageKey": "null", "result": [{"metricId": "cpu", "data": [row], **more}]}

    pages = [page([MS + 120_000, MS + 60_000], [None, 2.5]), page([MS, MS + 60_000, MS], [1.5, 3, 4])]
    (series,), said, skipped = read_all(read, "dynatrace.metrics", "\n".join(map(json.dumps, pages)).encode())
    assert (series.name, series.labels, told(series)) == (
        "cpu",
        {"dt.entity.host": "H1"},
        [(0, 4), (1, 3), (2, None)],
    )
    assert (skipped, "time of another one" in said) == (0, True)


def test_values_of_the_wrong_kind_are_counted_and_the_others_kept(read):
    row = {
        "dimensions": ["a", "b"],
        "timestamps": [MS, "x", True, MS + 60_000, -1, 10**30],
        "values": [1, 2, 3, "4", 5, 6],
    }
    value = {"result": [{"metricId": "m", "data": [row, None, 7]}, None], "resolution": "1m", "warnings": ["careful"]}
    (series,), said, skipped = read_all(read, "dynatrace.metrics", value)
    assert (series.labels, told(series)) == ({"dimension1": "a", "dimension2": "b"}, [(0, 1.0), (1, 4.0)])
    assert skipped == 4
    assert "careful" in said


# ---- CloudWatch ----
def test_metric_data_comes_newest_first_and_goes_by_time(read):
    value = {"MetricDataResults": [{"Id": "m1", "Label": "5xx", "StatusCode": "PartialData", "Values": [3.0, 12.0],
             "Timestamps": ["2026-03-17T14:03:00+00:00", 1773756120.0]}]}  # fmt: skip
    (series,), said, _ = read_all(read, "cloudwatch.metrics", value)
    assert (series.name, series.labels) == ("5xx", {"Id": "m1", "file": "x.json"})
    assert told(series) == [(0, 12.0), (1, 3.0)]
    assert "not complete" in said


def test_metric_statistics_have_no_order_and_a_series_a_statistic(read):
    points = [{"Timestamp": f"2026-03-17T14:0{2 + n}:00Z", "Maximum": n, "Unit": "Percent",
               "ExtendedStatistics": {"p99": n / 2}} for n in (2, 0, 1)]  # fmt: skip
    found, _, _ = read_all(read, "cloudwatch.metrics", {"Datapoints": points, "Label": "CPUUtilization"})
    assert [(one.labels["statistic"], one.unit, told(one)) for one in found] == [
        ("Maximum", "Percent", [(0, 0.0), (1, 1.0), (2, 2.0)]),
        ("p99", "Percent", [(0, 0.0), (1, 0.5), (2, 1.0)]),
    ]


# ---- AppDynamics ----
MIN_MAX = {"min": 2147483647, "max": -2147483648}


@pytest.mark.parametrize("form", ["json", "xml"])
def test_minutes_without_a_measurement_are_gaps_and_senseless_ranges_left_out(read, form: str):
    rows = [{"startTimeInMillis": MS + 60_000, "value": 0, "count": 0, "useRange": False, **MIN_MAX},
            {"startTimeInMillis": MS, "value": 347, "count": 55, "useRange": True, "min": 2, "max": 5043}]  # fmt: skip
    metric = {"metricId": 1, "metricName": "BTM|ART (ms)", "metricPath": "Overall|ART (ms)", "frequency": "ONE_MIN"}
    data = json.dumps([metric | {"metricValues": rows}])
    if form == "xml":
        values = "".join(f"<metric-value>{_xml(row)}</metric-value>" for row in rows)
        inner = f"{_xml(metric)}<metricValues>{values}</metricValues>"
        data = f"<metric-datas><metric-data>{inner}</metric-data></metric-datas>"
    found, _, skipped = read_all(read, "appdynamics.metrics", data.encode())
    assert {one.labels.get("statistic", ""): told(one) for one in found} == {
        "": [(0, 347.0), (1, None)],
        "min": [(0, 2.0)],
        "max": [(0, 5043.0)],
        "count": [(0, 55.0), (1, 0.0)],
    }
    assert ({one.name for one in found}, skipped) == ({"Overall|ART (ms)"}, 0)
    assert {one.unit for one in found if one.labels.get("statistic") != "count"} == {"ms"}


def _xml(values: dict[str, Any]) -> str:
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    return "".join(f"<{key}>{text}</{key}>" for key, text in texts.items())


# ---- PRTG ----
# 2026-03-17T14:02:00Z: (1773756120 / 86400) + 25569
DAYS = ["46098.5847222222", "46098.5854166667", "46098.5861111111"]


def xml_item(days: str, raw: str, coverage: str = "0000010000") -> str:
    return (f'<item><datetime>17.03.2026 15:02</datetime><datetime_raw>{days}</datetime_raw>'
            f'<value channel="Ping">9 %</value>'
            f'<value_raw channel="Ping">{raw}</value_raw><coverage_raw>{coverage}</coverage_raw></item>')  # fmt: skip


CSV_HEAD = '"Date Time","Date Time(RAW)","Ping","Ping(RAW)","Coverage","Coverage(RAW)"\r\n'


@pytest.mark.parametrize("form", ["xml", "csv", "json"])
def test_raw_values_of_a_channel_by_utc_and_gaps_where_nothing_was_measured(read, registry, form: str):
    raws = ["12.0000", "", "14.5000"]
    if form == "xml":
        data = f'<?xml version="1.0"?><histdata>{"".join(map(xml_item, DAYS, raws))}</histdata>'
    elif form == "csv":
        rows = [
            f'"17.03.2026 15:02","{day}","9 %","{raw}","100 %","10000"\r\n' for day, raw in zip(DAYS, raws, strict=True)
        ]
        data = f'{CSV_HEAD}{"".join(rows[::-1])}"Averages (of 3 values)","","9 %","","100 %",""\r\n'
    else:
        rows = [f'{{"datetime": "x", "datetime_raw": {day}, "Ping": "9 %", "Ping_raw": {raw or "null"}, "coverage": "1"}}'
                for day, raw in zip(DAYS, raws, strict=True)]  # fmt: skip
        data = f'{{"prtg-version": "24", "histdata": [{",".join(rows)}]}}'
    assert registry.choose(data.encode(), "x")[0].id == "prtg.history"
    (series,), _, skipped = read_all(read, "prtg.history", data.encode(), "web-1 ping.x")
    assert (series.name, series.labels, series.naive, skipped) == ("Ping", {"file": "web-1 ping.x"}, False, 0)
    assert told(series) == [(0, 12.0), (1, None), (2, 14.5)]
    assert series.unit == ("" if form == "json" else "%")


@pytest.mark.parametrize(
    ("row", "why"), [('{"datetime": "17.03.2026 15:02", "Ping": 1}', "datetime_raw"),
                     ('{"datetime_raw": 46098.5, "value": 1}', "channels")])  # fmt: skip
def test_json_that_does_not_say_when_or_of_what_is_refused(read, row: str, why: str):
    with pytest.raises(SourceError, match=why):
        read("prtg.history", f'{{"prtg-version": "24", "histdata": [{row}]}}'.encode())


def test_prtgs_sentence_for_no_data_is_passed_on(read, registry):
    data = b"Not enough monitoring data"
    assert registry.choose(data, "x.csv")[0].id == "prtg.history"
    with pytest.raises(SourceError, match="Not enough monitoring data"):
        read("prtg.history", data)


def test_xml_that_is_cut_off_keeps_the_whole_items(read):
    data = f"<histdata>{xml_item(DAYS[0], '1')}{xml_item(DAYS[1], '2')[:60]}".encode()
    (series,), said, skipped = read_all(read, "prtg.history", data)
    assert (told(series), skipped, "truncated" in said) == ([(0, 1.0)], 1, True)


@pytest.mark.parametrize(
    ("text", "wall"),
    [("25569", 0), ("43030.1804871528", 1_508_645_994_090_000_000), ("0", -25569 * 86400 * 10**9), ("x", None), ("", None),
     ("1.2.3", None), ("999999", None), ("-1", None)],
)  # fmt: skip
def test_days_of_ole_are_exact_to_the_millisecond(text: str, wall: int | None):
    stamp = ole_stamp(text)
    assert (stamp.wall if stamp else None) == wall


# ---- Datadog ----
def test_a_query_of_datadog_has_labels_of_its_tags_units_and_gaps(read):
    unit = [{"name": "byte"}, {"name": "second"}]
    one = {"metric": "net.sent", "interval": 60, "scope": "host:a,env:b", "tag_set": ["host:a", "host:b", "lone"],
           "unit": unit, "pointlist": [[MS + 60_000.0, None], [MS, 1.5], "odd"], "aggr": "avg"}  # fmt: skip
    bare = {"metric": "net.sent", "scope": "host:c", "tag_set": [], "unit": [None, None], "pointlist": [[MS, 2]]}
    first, second = read_all(read, "datadog.metrics", {"status": "ok", "series": [one, bare]})[0]
    assert (first.labels, first.unit) == ({"host": "a,b", "tag": "lone", "aggr": "avg"}, "byte/second")
    assert told(first) == [(0, 1.5), (1, None)]
    assert (second.labels, second.unit, told(second)) == ({"host": "c"}, "", [(0, 2.0)])


def test_a_timeseries_of_v2_names_no_metric_and_says_so(read):
    attributes = {"times": [MS, MS + 60_000], "values": [[1, None], [3, 4]], "series": [
        {"group_tags": ["env:prod"], "query_index": 0, "unit": [{"name": "second"}, None]}, {"query_index": 1}]}  # fmt: skip
    value = {"data": {"type": "timeseries_response", "attributes": attributes}}
    found, said, _ = read_all(read, "datadog.metrics", value)
    assert [(one.name, one.labels, one.unit, told(one)) for one in found] == [
        ("query 0", {"env": "prod", "file": "x.json"}, "second", [(0, 1.0), (1, None)]),
        ("query 1", {"file": "x.json"}, "", [(0, 3.0), (1, 4.0)])]  # fmt: skip
    assert "names no metric" in said


# ---- Grafana ----
@pytest.mark.parametrize(
    ("data", "naive"),
    [
        (
            b'"Time","up{job=""a"",x=""b, c""}","p95"\r\n2026-03-17 14:02:00,1,1.9 s\r\n2026-03-17 14:03:00,,240 ms\r\n',
            True,
        ),
        (
            b'\xef\xbb\xbfsep=,\r\nTime,"up{job=""a"",x=""b, c""}",p95\n1773756120000,1,1.9 s\n1773756180000,null,240 ms\n',
            False,
        ),
        (
            b'Time;up{job="a",x="b, c"};p95\n2026-03-17T14:03:00Z;undefined;0.24 s\n2026-03-17T14:02:00Z;1;1.9 s\n',
            False,
        ),
    ],
)
def test_a_panels_csv_has_its_labels_its_units_and_its_own_zone(read, registry, data: bytes, naive: bool):
    assert registry.choose(data, "panel.csv")[0].id == "grafana.csv"
    (up, p95), _, skipped = read_all(read, "grafana.csv", data, "panel.csv")
    assert (up.name, up.labels, told(up), up.naive) == ("up", {"job": "a", "x": "b, c"}, [(0, 1.0), (1, None)], naive)
    assert (p95.name, p95.labels, p95.unit, told(p95)) == ("p95", {"file": "panel.csv"}, "s", [(0, 1.9), (1, 0.24)])
    assert skipped == 0


def test_the_long_form_and_columns_of_text(read):
    long = b"Series;Time;Value\nup;2026-03-17T14:02:00Z;1\ndown;2026-03-17T14:02:00Z;x\nup;2026-03-17T14:03:00Z;2\nup;2026\n"
    (series,), said, skipped = read_all(read, "grafana.csv", long, "p.csv")
    assert (series.name, told(series), skipped) == ("up", [(0, 1.0), (1, 2.0)], 1)
    assert "'down' holds no numbers" in said


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.5 KiB", (1536, "bytes")), ("1,053.5", (1053.5, "")), ("2 min", (120, "s")), ("240 ms", (0.24, "s")),
     ("-3 %", (-3, "%")), ("1.2 K", (1200, "")), ("7 req/s", (7, "req/s")), ("1e3", (1000, "")), ("+Inf", (inf, "")),
     ("true", None), ("2026-03-17", None), ("1.2.3", None), ("1,5", None)],
)  # fmt: skip
def test_shown_numbers_are_brought_back(text: str, value: Any):
    assert shown_value(text) == value


def test_what_shows_no_number_is_a_gap():
    assert all(isnan((shown_value(text) or (0, ""))[0]) for text in ("", "null", "undefined", "NaN", "-"))


FRAME = {"schema": {"name": "orders", "fields": [
            {"name": "Time", "type": "time"},
            {"name": "Value", "type": "number", "labels": {"job": "a"}, "config": {"unit": "s"}},
            {"name": "note", "type": "string"}]},
         "data": {"values": [[MS, MS + 60_000, MS + 120_000], [1, None, None], ["x", "y", "z"]], "nanos": [[7, 0, 0], None],
                  "entities": [None, {"NaN": [1], "Inf": [2, 99]}]}}  # fmt: skip


@pytest.mark.parametrize("value", [FRAME, [FRAME], {"results": {"A": {"status": 200, "frames": [FRAME]}}}])
def test_data_frames_have_columns_and_places_of_what_json_has_no_word_for(read, registry, value: Any):
    assert registry.choose(json.dumps(value).encode(), "x")[0].id == "grafana.frames"
    (series,), _, _ = read_all(read, "grafana.frames", value)
    assert (series.name, series.labels, series.unit) == ("orders", {"job": "a"}, "s")
    assert series.points.t.tolist() == [T0 + 7, T0 + MINUTE, T0 + 2 * MINUTE]
    assert [str(one) for one in series.points.value] == ["1.0", "nan", "inf"]


# ---- Prometheus ----
def test_a_matrix_has_seconds_with_decimals_and_values_in_words(read):
    values = [[1773756120.804, "1.5"], [1773756180, "NaN"], [1773756240.001, "+Inf"], [1773756300, "x"], "odd"]
    histogram = {"count": "5", "sum": "7.5", "buckets": []}
    result = [{"metric": {"__name__": "up", "job": "a"}, "values": values},
              {"metric": {"job": "a"}, "values": [[1773756120, "2"]]},
              {"metric": {"__name__": "h"}, "histograms": [[1773756120, histogram]]}]  # fmt: skip
    value = {"status": "success", "warnings": ["slow"], "data": {"resultType": "matrix", "result": result}}
    found, said, skipped = read_all(read, "prometheus.query", value)
    up, computed, count, total = found
    assert (up.name, up.labels) == ("up", {"job": "a"})
    assert up.points.t.tolist() == [T0 + 804_000_000, T0 + MINUTE, T0 + 2 * MINUTE + 1_000_000]
    assert [str(one) for one in up.points.value] == ["1.5", "nan", "inf"]
    assert (computed.name, computed.labels) == ("expression", {"job": "a", "file": "x.json"})
    assert [(one.name, told(one)) for one in (count, total)] == [("h_count", [(0, 5.0)]), ("h_sum", [(0, 7.5)])]
    assert (skipped, "slow" in said) == (2, True)


@pytest.mark.parametrize(
    ("kind", "result", "name"),
    [
        ("vector", [{"metric": {"__name__": "up"}, "value": [1773756120, "1"]}], "up"),
        ("scalar", [1773756120, "1"], "scalar"),
    ],
)
def test_an_instant_is_one_point(read, registry, kind: str, result: Any, name: str):
    value = {"status": "success", "data": {"resultType": kind, "result": result}}
    assert registry.choose(json.dumps(value).encode(), "x")[0].id == "prometheus.query"
    (series,), _, _ = read_all(read, "prometheus.query", value)
    assert (series.name, told(series)) == (name, [(0, 1.0)])


def test_a_matrix_that_is_cut_off_keeps_its_whole_points(read):
    values = [[1773756120 + 60 * n, str(n)] for n in range(9)]
    data = json.dumps(
        {"status": "success", "data": {"resultType": "matrix", "result": [{"metric": {}, "values": values}]}}
    )
    (series,), said, skipped = read_all(read, "prometheus.query", data[: data.index("1773756300") + 5].encode())
    assert told(series) == [(0, 0.0), (1, 1.0), (2, 2.0)]
    assert "truncated" in said
    assert skipped > 0


def test_an_empty_reply_is_one_and_an_error_is_told(read):
    found, said, _ = read_all(
        read, "prometheus.query", {"status": "success", "data": {"resultType": "matrix", "result": []}}
    )
    assert (found, said) == ([], "it holds no points")
    said = read_all(
        read, "prometheus.query", {"status": "error", "errorType": "bad_data", "error": "1:3: parse error"}
    )[1]
    assert "parse error" in said


# ---- BugSnag ----
def test_a_trend_counts_events_from_the_start_of_each_interval(read):
    rows = [
        {"from": f"2026-03-17T14:0{2 + n}:00Z", "to": f"2026-03-17T14:0{3 + n}:00Z", "events_count": n}
        for n in (2, 0, 1)
    ]
    (series,), _, _ = read_all(read, "bugsnag.trend", rows)
    assert (series.name, told(series)) == ("events", [(0, 0.0), (1, 1.0), (2, 2.0)])
