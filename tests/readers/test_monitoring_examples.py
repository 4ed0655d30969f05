"""The recorded exports of monitoring tools, against a few plain lines of Python over the same files."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain
from math import isnan
from pathlib import Path
from typing import Any

import pytest

from workbench.model.records import Event, SeriesPoints

FORMATS = Path(__file__).parents[3] / "shared" / "data" / "formats"
pytestmark = pytest.mark.skipif(not FORMATS.is_dir(), reason="the recorded samples are not here")


@pytest.fixture
def opened(registry, read):
    """A sample read by the reader that its content chooses: that reader's id, its bytes, records and series."""

    def run(path: str) -> tuple[str, bytes, list[Event], list[SeriesPoints]]:
        data = (FORMATS / path).read_bytes()
        chosen = registry.choose(data[:65_536], path)
        assert chosen is not None, path
        batches = list(read(chosen[0].id, data, path))
        assert sum(batch.skipped for batch in batches) == 0
        events = list(chain.from_iterable(batch.events for batch in batches))
        return chosen[0].id, data, events, list(chain.from_iterable(batch.points for batch in batches))

    return run


def ns(text: str) -> int:
    """ISO 8601 to ns; what stands behind the sixth digit of the fraction is not looked at."""
    whole, dot, rest = text.partition(".")
    digits = "".join(c for c in rest[: next((at for at, c in enumerate(rest) if not c.isdigit()), len(rest))])
    zone = rest[len(digits) :] if dot else ""
    moment = datetime.fromisoformat(whole + zone)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(moment.timestamp()) * 10**9 + int((digits + "000000000")[:9])


def links(event: Event) -> set[tuple[str, str]]:
    return {(link.type, link.value) for link in event.links}


def own(data: bytes, event: Event) -> Any:
    return json.loads(data[event.place.offset : event.place.offset + event.place.length])


def same(series: SeriesPoints, wanted: list[tuple[int, float]]) -> bool:
    return list(zip(series.points.t.tolist(), series.points.value.tolist(), strict=True)) == sorted(wanted)


def test_dynatrace_problem(opened):
    reader, data, events, _ = opened("dynatrace/example_problem.json")
    value = json.loads(data)
    rows = value["evidenceDetails"]["details"]
    notes = value["recentComments"]["comments"]
    assert reader == "dynatrace.problem"
    assert [event.kind for event in events] == ["alert"] * 5 + ["comms"] * 2
    first = events[0]
    assert (first.t, first.t_end, first.phase) == (1622807640000 * 10**6, 1622807820000 * 10**6, "open")
    assert (first.severity, first.severity_text) == (13, "RESOURCE_CONTENTION")
    assert ("incident", "P-210617") in links(first)
    assert [(event.t, event.t_end) for event in events[1:5]] == [
        (row["startTime"] * 10**6, row["endTime"] * 10**6 if "endTime" in row else None) for row in rows]  # fmt: skip
    assert [event.t for event in events[5:]] == [note["createdAtTimestamp"] * 10**6 for note in notes]
    assert [own(data, event) for event in events] == [value, *rows, *notes]
    assert {event.phase for event in events[1:]} == {"update"}


def test_dynatrace_deployment(opened):
    reader, data, (event,), _ = opened("dynatrace/example_event_deployment.json")
    assert (reader, event.kind, event.t) == ("dynatrace.problem", "deploy", 1631255744265 * 10**6)
    assert {("release", "v2"), ("service", "[final] Simple-Node-Service")} <= links(event)
    assert event.resource["deployment.environment.name"] == "final"
    assert own(data, event) == json.loads(data)


def test_dynatrace_metrics(opened):
    reader, data, _, (series,) = opened("dynatrace/example_metrics_query.json")
    row = json.loads(data)["result"][0]["data"][0]
    assert (reader, series.name, series.labels) == ("dynatrace.metrics", "builtin:host.cpu.idle", row["dimensionMap"])
    assert same(series, [(t * 10**6, value) for t, value in zip(row["timestamps"], row["values"], strict=True)])


def test_cloudwatch_alarm_through_sns(opened):
    reader, data, (event,), _ = opened("cloudwatch/example_alarm_sns.json")
    assert (reader, event.kind, event.phase, event.severity) == ("cloudwatch.alarm", "alert", "open", 17)
    assert event.t == ns("2019-02-15T23:53:45.093+00:00")
    assert event.t_observed == ns("2019-02-15T23:53:45.134+00:00")
    assert ("alert", "bucketbytesAlarm") in links(event)
    assert event.attributes["cloudwatch.dimension.BucketName"] == "try.alerta.io"
    assert (own(data, event), event.place.pointer) == (json.loads(data), "/Message")


def test_cloudwatch_history_and_description(opened):
    reader, data, events, _ = opened("cloudwatch/example_cloudwatch_describe_alarm_history.json")
    rows = json.loads(data)["AlarmHistoryItems"]
    assert reader == "cloudwatch.alarm"
    assert [event.t for event in events] == [ns(row["Timestamp"].replace("Z", "+00:00")) for row in rows]
    assert [(event.phase, event.severity) for event in events] == [("close", 9), ("open", 17)]
    assert [own(data, event) for event in events] == rows
    reader, data, (event,), _ = opened("cloudwatch/example_cloudwatch_describe_alarms.json")
    assert (reader, event.phase, event.t) == ("cloudwatch.alarm", "close", ns("2014-04-09T18:59:06.442+00:00"))
    assert {("alert", "myalarm"), ("host", "i-0c986c72")} <= links(event)
    assert own(data, event) == json.loads(data)["MetricAlarms"][0]


def test_cloudwatch_metrics(opened):
    reader, data, _, (series,) = opened("cloudwatch/example_cloudwatch_get_metric_statistics.json")
    rows = json.loads(data)["Datapoints"]
    assert (reader, series.name, series.unit) == ("cloudwatch.metrics", "CPUUtilization", "Percent")
    assert series.labels["statistic"] == "Maximum"
    assert same(series, [(ns(row["Timestamp"].replace("Z", "+00:00")), row["Maximum"]) for row in rows])
    reader, _, _, (series,) = opened("cloudwatch/example_cloudwatch_get_metric_data.json")
    assert (reader, series.name, series.labels["Id"]) == ("cloudwatch.metrics", "Avg Total IOPS", "m3")
    assert same(series, [(ns("2024-09-29T22:10:00+00:00"), 96.85)])


def test_appdynamics(opened):
    reader, data, (event,), _ = opened("appdynamics/example_healthrule_violations.json")
    assert (reader, event.t, event.t_end) == ("appdynamics.events", 1452630655000 * 10**6, None)
    assert (event.phase, event.severity, event.severity_text) == ("open", 18, "CRITICAL")
    assert {("incident", "266"), ("alert", "CPU utilization is too high")} <= links(event)
    assert own(data, event) == json.loads(data)[0]
    reader, data, _, found = opened("appdynamics/example_metric_data.json")
    assert reader == "appdynamics.metrics"
    value = next(series for series in found if not series.labels)
    assert (value.name, value.unit) == (json.loads(data)[0]["metricPath"], "ms")
    assert same(value, [(1492661820000 * 10**6, 3471)])
    _, _, _, found = opened("appdynamics/example_metric_data_empty_sentinels.json")
    assert {series.labels.get("statistic", "") for series in found} == {"", "count"}
    (gap,) = next(series for series in found if not series.labels).points.value
    assert isnan(gap)


def test_solarwinds(opened):
    reader, data, (event,), _ = opened("solarwinds/example_swis_alerts.json")
    assert (reader, event.kind, event.phase, event.severity) == ("solarwinds.swis", "alert", "open", 18)
    assert (event.t, event.naive) == (ns("2021-04-06T12:53:07.230+00:00"), False)
    assert event.body.startswith("test test has requested 1 IP")
    assert ("alert", "IP Address Request") in links(event)
    assert own(data, event) == json.loads(data)["results"][0]
    reader, data, (event,), _ = opened("solarwinds/example_swis_events.json")
    assert (reader, event.t, event.naive) == ("solarwinds.swis", ns("2021-04-01T09:57:55.17+00:00"), True)
    assert ("host", "temporary") in links(event)
    assert own(data, event) == json.loads(data)["results"][0]


def ole(days: str) -> int:
    """To the millisecond."""
    return round((Decimal(days) - 25569) * 86_400_000) * 10**6


def test_prtg(opened):
    reader, data, _, found = opened("prtg/example_historicdata.xml")
    items = ET.fromstring(data).findall("item")
    assert reader == "prtg.history"
    wanted = {one.get("channel"): float(one.text or "nan") for one in items[0].findall("value_raw")}
    assert {series.name: series.points.value.tolist() for series in found} == {
        key: [one] for key, one in wanted.items()
    }
    assert {int(series.points.t[0]) for series in found} == {ole(items[0].findtext("datetime_raw") or "")}
    assert ole("43030.1804871528") == ns("2017-10-22T04:19:54.09+00:00")
    reader, data, (event,), _ = opened("prtg/example_messages.json")
    assert (reader, event.kind, event.severity, event.body) == ("prtg.messages", "alert", 9, "Paused by user")
    assert (event.t, event.naive) == (ole("43042.2573037732"), False)
    assert ("host", "probe device") in links(event)
    assert own(data, event) == json.loads(data)["messages"][0]


def test_datadog(opened):
    reader, data, events, _ = opened("datadog/example_monitors_v1.json")
    rows = json.loads(data)
    assert reader == "datadog.events"
    assert [event.t for event in events] == [ns(row["overall_state_modified"]) for row in rows]
    assert {(event.phase, event.severity, event.severity_text) for event in events} == {("open", 13, "No Data")}
    assert [own(data, event) for event in events] == rows
    assert all(("alert", str(row["id"])) in links(event) for row, event in zip(rows, events, strict=True))
    reader, data, events, _ = opened("datadog/example_incidents_v2.json")
    rows = json.loads(data)["data"]
    assert reader == "datadog.events"
    assert [event.t for event in events] == [ns(row["attributes"]["detected"]) for row in rows]
    assert [(event.t_end, event.severity, event.severity_text) for event in events] == [(None, 0, "UNKNOWN")] * 2
    assert [own(data, event) for event in events] == rows
    assert ("incident", "62105") in links(events[0])
    reader, data, (event,), _ = opened("datadog/example_dora_deployments.json")
    assert (reader, event.kind) == ("datadog.events", "deploy")
    assert (event.t, event.t_end) == (ns("2023-08-31T14:26:14+00:00"), ns("2023-08-31T14:26:24+00:00"))
    assert {("release", "v1.12.07"), ("service", "shopist")} <= links(event)
    assert own(data, event) == json.loads(data)["data"][0]


def test_datadog_metrics(opened):
    reader, data, _, (series,) = opened("datadog/example_metrics_query_v1.json")
    (row,) = json.loads(data)["series"]
    assert (reader, series.name, series.labels, series.unit) == ("datadog.metrics", "system.cpu.idle", {}, "percent")
    assert same(series, [(int(t) * 10**6, value) for t, value in row["pointlist"]])
    assert len(series.points.t) == row["length"]


def test_grafana(opened):
    reader, data, (event,), _ = opened("grafana/example_legacy_alert_webhook.json")
    assert (reader, event.t, event.kind, event.phase, event.severity) == ("grafana.events", None, "alert", "open", 13)
    assert {("alert", "Testing -> Battery Voltage alert"), ("service", "Physical")} <= links(event)
    assert own(data, event) == json.loads(data)
    reader, data, (event,), _ = opened("grafana/example_unified_alert_webhook.json")
    (alert,) = json.loads(data)["alerts"]
    assert (reader, event.t, event.phase) == ("alertmanager.webhook", ns("2024-03-01T02:09:00+00:00"), "open")
    assert {("alert", "Memory (copy)"), ("url", alert["panelURL"]), ("url", alert["dashboardURL"])} <= links(event)
    assert event.attributes["values"] == alert["values"]
    assert own(data, event) == alert


def test_pingdom(opened):
    reader, data, events, (series,) = opened("pingdom/example_results.json")
    rows = json.loads(data)["results"]
    assert reader == "pingdom.results"
    assert [event.t for event in events] == [row["time"] * 10**9 for row in rows]
    assert [(event.kind, event.phase, event.severity) for event in events] == [
        ("alert", "open", 17), ("http", "point", 9), ("http", "point", 9)]  # fmt: skip
    assert [own(data, event) for event in events] == rows
    assert series.points.t.tolist() == sorted(row["time"] * 10**9 for row in rows)
    assert [None if isnan(value) else value for value in series.points.value] == [132, 508, None]
    reader, data, (event,), _ = opened("pingdom/example_webhook_down.json")
    assert (reader, event.phase, event.severity, event.t) == ("pingdom.webhook", "open", 17, 1498861543 * 10**9)
    assert {("url", "http://api.alerta.io/"), ("host", "api.alerta.io")} <= links(event)


def test_prometheus_and_alertmanager(opened):
    reader, data, _, found = opened("prometheus/example_query_range_matrix_result.json")
    rows = json.loads(data, parse_float=Decimal)["data"]["result"]
    assert (reader, len(found)) == ("prometheus.query", len(rows))
    for series, row in zip(found, rows, strict=True):
        assert {"__name__": series.name, **series.labels} == row["metric"]
        assert same(series, [(int(Decimal(t) * 10**9), float(value)) for t, value in row["values"]])
    reader, data, (event,), _ = opened("prometheus/example_alertmanager_webhook_v4.json")
    assert (reader, event.phase, event.severity) == ("alertmanager.webhook", "open", 18)
    assert (event.t, event.t_end) == (ns("2017-08-03T19:17:37.804+00:00"), None)
    assert own(data, event) == json.loads(data)["alerts"][0]


def test_bugsnag_trend(opened):
    reader, data, _, (series,) = opened("bugsnag/example_trend_buckets.json")
    rows = json.loads(data)
    assert (reader, series.name) == ("bugsnag.trend", "events")
    assert same(series, [(ns(row["from"].replace("Z", "+00:00")), row["events_count"]) for row in rows])


@pytest.mark.parametrize(
    "path",
    ["datadog/example_logs_v2.json", "datadog/example_spans_v2.json", "dynatrace/example_logs_export.json",
     "loki/example_query_range_matrix.json", "cloudwatch/example_logs_get_log_events.json",
     "newrelic/example_nrql_results.json"],
)  # fmt: skip
def test_what_these_tools_say_of_other_things_is_left_to_its_readers(registry, path: str):
    chosen = registry.choose((FORMATS / path).read_bytes()[:65_536], path)
    mine = (
        "dynatrace.",
        "datadog.",
        "cloudwatch.",
        "prometheus.",
        "solarwinds.",
        "pingdom.",
        "grafana.",
        "appdynamics.",
    )
    assert chosen is None or not (
        chosen[0].id.startswith(mine) and chosen[0].kinds in (("alert", "deploy"), ("metric",))
    )
