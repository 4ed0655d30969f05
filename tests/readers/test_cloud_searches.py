"""Logs of Datadog, Dynatrace, CloudWatch and New Relic, written from the field lists of their documentation."""

from __future__ import annotations

import json
from math import isnan
from typing import Any

import pytest
from searchrows import MILLI, NOON, SECOND, TRACE, Searches, as_bytes, cited, links

from workbench.readers.core import Registry


@pytest.fixture
def searches(read, registry: Registry) -> Searches:
    return Searches(read, registry)


# ---- Datadog ----
DATADOG = {
    "timestamp": "2026-03-17T14:02:11.250Z", "status": "error", "host": "web-1", "service": "orders", "message": "refused",
    "tags": ["env:prod", "version:4.18.0", "team:a", "team:b", "source:python", "alone"],
    "attributes": {"http": {"status_code": 502, "method": "POST"},
                   "dd": {"trace_id": "1311768467463790320", "span_id": "42"},
                   "tomorrow": {"x": 1}},
}  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        {"meta": {"page": {"after": "x"}}, "data": [{"id": "A1", "type": "log", "attributes": DATADOG}]},
        {"logs": [{"id": "A1", "content": DATADOG}], "nextLogId": None, "status": "done"},
        {"_id": "A1", "date": DATADOG["timestamp"], **{key: one for key, one in DATADOG.items() if key != "timestamp"}},
    ],
    ids=["v2", "v1", "archive"],
)
def test_datadogs_log_is_the_same_record_in_every_form(searches: Searches, value: Any):
    event = searches.one("datadog.logs", value)
    assert (event.t, event.severity, event.event_id, event.title) == (NOON + 250 * MILLI, 17, "A1", "refused")
    assert event.resource == {
        "host.name": "web-1", "service.name": "orders", "service.version": "4.18.0", "deployment.environment.name": "prod"
    }  # fmt: skip
    assert event.attributes["datadog.tag.team"] == ["a", "b"]
    assert event.attributes["http.response.status_code"] == 502
    assert event.attributes["datadog.tomorrow.x"] == 1
    # 1311768467463790320 is 0x123456789abcdef0
    assert {("trace_id", "0" * 16 + "123456789abcdef0"), ("span_id", "000000000000002a")} <= links(event)


@pytest.mark.parametrize(
    ("status", "severity"),
    [("ok", 9), ("info", 9), ("debug", 5), ("notice", 10), ("warn", 13), ("error", 17), ("critical", 18), ("alert", 19),
     ("emergency", 21), ("OK", 9)],
)  # fmt: skip
def test_datadogs_status_is_a_level(searches: Searches, status: str, severity: int):
    value = {"data": [{"id": "1", "type": "log", "attributes": {**DATADOG, "status": status}}]}
    assert searches.one("datadog.logs", value).severity == severity


# ---- Dynatrace ----
@pytest.mark.parametrize(
    ("status", "loglevel", "severity", "word"),
    [("ERROR", "SEVERE", 17, "ERROR"), ("WARN", None, 13, "WARN"), ("INFO", "INFO", 9, "INFO"), ("NONE", "NONE", 0, ""),
     ("NOT_APPLICABLE", None, 0, ""), ("NONE", "DEBUG", 5, "DEBUG")],
)  # fmt: skip
def test_dynatraces_status_is_the_level_and_columns_are_fields(
    searches: Searches, status, loglevel, severity: int, word: str
):
    columns = {
        "loglevel": [loglevel] if loglevel else [],
        "trace_id": [TRACE],
        "host.name": ["web-1"],
        "log.source": ["a", "b"],
    }
    row = {
        "timestamp": 1773756131250,
        "content": "x",
        "status": status,
        "eventType": "LOG",
        "additionalColumns": columns,
    }
    event = searches.one("dynatrace.logs", {"pageSize": 1, "totalCount": 1, "nextPageKey": "null", "results": [row]})
    assert (event.t, event.severity, event.severity_text) == (NOON + 250 * MILLI, severity, word)
    assert event.attributes["dynatrace.log.source"] == ["a", "b"]
    assert {("trace_id", TRACE), ("host", "web-1")} <= links(event)


def test_records_of_a_dql_query_have_nanoseconds(searches: Searches):
    row = {
        "timestamp": "2026-03-17T14:02:11.000000001Z",
        "content": "x",
        "loglevel": "ERROR",
        "dt.source_entity": "HOST-1",
    }
    event = searches.one("dynatrace.logs", {"state": "SUCCEEDED", "result": {"records": [row], "types": []}})
    assert (event.t, event.severity, event.attributes["dynatrace.dt.source_entity"]) == (NOON + 1, 17, "HOST-1")


# ---- CloudWatch ----
def test_what_a_subscription_delivers_is_named_by_its_group_and_a_test_of_it_is_no_record(searches: Searches):
    sent = {
        "messageType": "DATA_MESSAGE", "owner": "123456789012", "logGroup": "/aws/lambda/pay", "logStream": "a/[1]b",
        "subscriptionFilters": ["f"], "logEvents": [
            {"id": "1", "timestamp": 1773756131250, "message": "[ERROR] x RequestId: a8098c1a-f86e-11da-bd1a-00112444be1e"}],
    }  # fmt: skip
    control = {
        **sent,
        "messageType": "CONTROL_MESSAGE",
        "logEvents": [{"id": "", "timestamp": 1, "message": "CWL CONTROL"}],
    }
    data = as_bytes(sent) + as_bytes(control)
    event = searches.one("cloudwatch.logs", data)
    assert (event.t, event.severity, event.event_id) == (NOON + 250 * MILLI, 17, "1")
    assert event.attributes["aws.log.group.name"] == "/aws/lambda/pay"
    assert (event.attributes["faas.name"], event.group_key) == ("pay", "a/[1]b")
    assert ("request_id", "a8098c1a-f86e-11da-bd1a-00112444be1e") in links(event)
    assert "control message" in searches.problems("cloudwatch.logs", data)[0].what


def test_filtered_events_tell_their_stream_and_when_they_were_taken_in(searches: Searches):
    rows = [{"logStreamName": "s", "timestamp": 1773756131250 + n, "message": "x", "ingestionTime": 1773756132000,
             "eventId": str(n),
             "tomorrow": n} for n in (1, 0)]  # fmt: skip
    later, first = searches.events("cloudwatch.logs", {"searchedLogStreams": [], "events": rows, "nextToken": "t"})
    assert (later.t, first.t) == (NOON + 251 * MILLI, NOON + 250 * MILLI)
    assert (first.t_observed, first.group_key, first.attributes["cloudwatch.tomorrow"]) == (NOON + SECOND, "s", 0)


def test_insights_has_utc_without_saying_so_and_its_pointer_is_the_id(searches: Searches):
    cells = {"@timestamp": "2026-03-17 14:02:11.250", "@message": "refused", "level": "ERROR", "@logStream": "s",
             "@log": "123:/ecs/shop", "@ptr": "CnAK", "@requestId": "r-1", "orderId": "7"}  # fmt: skip
    row = [{"field": key, "value": value} for key, value in cells.items()]
    data = json.dumps({"status": "Complete", "statistics": {}, "results": [row]}, indent=1).encode()
    event = searches.one("cloudwatch.logs", data)
    assert (event.t, event.naive, event.severity, event.event_id) == (NOON + 250 * MILLI, False, 17, "CnAK")
    assert event.attributes["aws.log.group.name"] == "/ecs/shop"
    assert event.attributes["cloudwatch.orderId"] == "7"
    assert ("request_id", "r-1") in links(event)
    assert json.loads(cited(event, data)) == row
    counted = [[{"field": "bin(1m)", "value": f"2026-03-17 14:0{n}:00.000"}, {"field": "service", "value": "pay"},
                {"field": "errors", "value": str(n)}] for n in (3, 2)]  # fmt: skip
    (found,) = searches.series("cloudwatch.logs", {"results": counted})
    assert (found.name, found.labels, found.points.value.tolist()) == ("errors", {"service": "pay"}, [2.0, 3.0])
    assert found.points.t.tolist() == [NOON - 11 * SECOND, NOON + 49 * SECOND]


# ---- New Relic ----
def nrql(*rows: Any) -> dict[str, Any]:
    return {"data": {"actor": {"account": {"nrql": {"results": list(rows)}}}}}


def test_rows_of_nrql_are_records_at_their_time_with_their_links(searches: Searches):
    log = {"timestamp": 1773756131250, "message": "refused", "level": "ERROR", "trace.id": TRACE,
           "span.id": "00f067aa0ba902b7",
           "entity.name": "orders", "hostname": "web-1", "newrelic.source": "logs.APM", "tomorrow": [1]}  # fmt: skip
    transaction = {"timestamp": 1773756131000, "name": "WebTransaction/pay", "appName": "shop", "duration": 0.25,
                   "error.message": "no stock"}  # fmt: skip
    count = {"facet": "web-1", "host": "web-1", "count": 7}
    first, second, third = searches.events("newrelic.nrql", nrql(log, transaction, count))
    assert (first.t, first.severity, first.resource) == (
        NOON + 250 * MILLI, 17, {"service.name": "orders", "host.name": "web-1"}
    )  # fmt: skip
    assert {("trace_id", TRACE), ("span_id", "00f067aa0ba902b7"), ("service", "orders"), ("host", "web-1")} <= links(
        first
    )
    assert first.attributes["newrelic.source"] == "logs.APM"
    assert first.attributes["newrelic.tomorrow"] == [1]
    assert (second.t, second.severity, second.title) == (NOON, 17, "WebTransaction/pay")
    assert second.attributes["newrelic.duration"] == 0.25
    assert (third.t, third.title) == (None, "facet=web-1 host=web-1 count=7")


def test_rows_of_a_timeseries_are_series_by_facet_at_the_begin_of_each_bucket(searches: Searches):
    rows = [{"beginTimeSeconds": begin, "endTimeSeconds": begin + 60, "facet": app, "appName": app, "count": value,
             "percentile.duration": {"95": 0.5}} for begin, app, value in
            [(1773756191, "shop", 3), (1773756131, "shop", None), (1773756131, "pay", 1)]]  # fmt: skip
    found = {(one.name, one.labels["appName"]): one.points for one in searches.series("newrelic.nrql", nrql(*rows))}
    assert set(found) == {(name, app) for name in ("count", "percentile.duration.95") for app in ("shop", "pay")}
    assert found["count", "shop"].t.tolist() == [NOON, NOON + 60 * SECOND]
    assert isnan(found["count", "shop"].value[0]) and found["count", "shop"].value[1] == 3.0
