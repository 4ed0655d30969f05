"""OTLP as different encoders write it: enums by name, the definition's own keys, ids in base64; and each kind of metric."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from recordrows import batches, cited, events, links, one, said

from workbench.readers.core import Registry

OTLP = "otlp.json"
NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z
TRACE, SPAN = "5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174"


def logs(**record: Any) -> dict[str, Any]:
    return {"resourceLogs": [{"scopeLogs": [{"logRecords": [{"timeUnixNano": str(NOON), **record}]}]}]}


def metrics(read: Any, *found: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The series of metrics by name and label, and what was said. read: the fixture."""
    value = {"resourceMetrics": [{"scopeMetrics": [{"metrics": list(found)}]}]}
    given = batches(read, OTLP, value)
    series = {}
    for row in (row for batch in given for row in batch.points):
        series[row.name + "".join(f"/{told}" for told in row.labels.values())] = row
    return series, said(given)


@pytest.mark.parametrize(
    ("number", "severity"),
    [("SEVERITY_NUMBER_INFO", 9), ("SEVERITY_NUMBER_WARN3", 15), ("SEVERITY_NUMBER_FATAL4", 24),
     ("SEVERITY_NUMBER_TRACE", 1), ("SEVERITY_NUMBER_UNSPECIFIED", 0), ("17", 17), (99, 0), (None, 0),
     ("SEVERITY_NUMBER_FINE", 0)],
)  # fmt: skip
def test_a_severity_is_a_number_or_the_name_the_definition_gives_it(read, number: Any, severity: int):
    assert one(read, OTLP, logs(severityNumber=number, severityText="seen")).severity == severity


def test_without_a_number_the_word_tells_the_severity(read):
    event = one(read, OTLP, logs(severityText="Error"))
    assert (event.severity, event.severity_text) == (17, "Error")


def test_keys_as_the_definition_names_them(read, registry: Registry):
    span = {"trace_id": base64.b64encode(bytes.fromhex(TRACE)).decode(), "span_id": SPAN, "name": "pay",
            "kind": "SPAN_KIND_SERVER",
            "parent_span_id": "a" * 16, "start_time_unix_nano": str(NOON), "end_time_unix_nano": str(NOON + 5),
            "status": {"code": "STATUS_CODE_ERROR"},
            "attributes": [{"key": "order_id", "value": {"string_value": "o-1"}}]}  # fmt: skip
    value = {"resource_spans": [{"resource": {"attributes": [
        {"key": "service.name", "value": {"string_value": "orders"}}]}, "scope_spans": [{"spans": [span]}]}]}  # fmt: skip
    chosen = registry.choose(json.dumps(value).encode(), "x.json")
    assert chosen is not None and chosen[0].id == OTLP
    event = one(read, OTLP, value)
    assert (event.t, event.t_end, event.severity) == (NOON, NOON + 5, 17)
    assert {("trace_id", TRACE), ("span_id", SPAN), ("service", "orders")} <= links(event)
    # Keys of attributes are the program's own and stay as they are.
    assert (event.attributes["order_id"], event.attributes["span.parent_id"]) == ("o-1", "a" * 16)


@pytest.mark.parametrize(
    ("temporality", "monotonic", "kind"),
    [(2, True, "counter"), ("AGGREGATION_TEMPORALITY_CUMULATIVE", True, "counter"), (1, True, "gauge"),
     ("AGGREGATION_TEMPORALITY_DELTA", True, "gauge"), (2, False, "gauge")],
)  # fmt: skip
def test_a_sum_is_a_counter_where_it_counts_from_the_start(read, temporality: Any, monotonic: bool, kind: str):
    body = {"aggregationTemporality": temporality, "isMonotonic": monotonic,
            "dataPoints": [{"timeUnixNano": str(NOON), "asInt": "7"}]}  # fmt: skip
    series, _said = metrics(read, {"name": "orders", "unit": "1", "sum": body})
    assert (series["orders"].kind, series["orders"].points.value.tolist()) == (kind, [7])


def test_a_histogram_is_sum_count_least_greatest_and_buckets_from_below(read):
    point = {"timeUnixNano": str(NOON), "count": "6", "sum": 42.5, "min": 0.5, "max": 30, "explicitBounds": [1, 2.5, 10],
             "bucketCounts": ["2", "1", "0", "3"]}  # fmt: skip
    series, _said = metrics(read, {"name": "took", "unit": "ms", "histogram": {
        "aggregationTemporality": 2, "dataPoints": [point]}})  # fmt: skip
    told = {name: row.points.value.tolist() for name, row in series.items()}
    assert told == {"took_sum": [42.5], "took_count": [6], "took_min": [0.5], "took_max": [30], "took_bucket/1": [2],
                    "took_bucket/2.5": [3], "took_bucket/10": [3], "took_bucket/+Inf": [6]}  # fmt: skip
    assert (series["took_sum"].unit, series["took_count"].unit) == ("ms", "")


@pytest.mark.parametrize("bounds", [None, "x", [1], [1, 2, 3, 4]])
def test_bounds_that_do_not_fit_give_no_buckets(read, bounds: Any):
    point = {"timeUnixNano": str(NOON), "count": "3", "explicitBounds": bounds, "bucketCounts": ["2", "1", "0"]}
    series, _said = metrics(read, {"name": "took", "histogram": {"dataPoints": [point]}})
    assert list(series) == ["took_count"]


def test_exponential_histograms_and_summaries(read):
    exponential = {"timeUnixNano": str(NOON), "count": "3", "sum": 9, "scale": 2, "zeroCount": "0",
                   "positive": {"offset": 1, "bucketCounts": ["3"]}}  # fmt: skip
    summary = {
        "timeUnixNano": str(NOON),
        "count": "2",
        "sum": 5,
        "quantileValues": [{"value": 1}, {"quantile": 0.99, "value": 4}],
    }
    series, _said = metrics(read, {"name": "e", "exponentialHistogram": {"dataPoints": [exponential]}},
                            {"name": "s", "summary": {"dataPoints": [summary]}})  # fmt: skip
    told = {name: row.points.value.tolist() for name, row in series.items()}
    assert told == {"e_sum": [9], "e_count": [3], "s_sum": [5], "s_count": [2], "s/0": [1], "s/0.99": [4]}


def test_metrics_and_points_that_tell_nothing_are_said(read):
    points = [{"asInt": "1"}, {"timeUnixNano": str(NOON)}, {"timeUnixNano": str(NOON), "asInt": "1"}]
    series, told = metrics(
        read, {"name": "a", "gauge": {"dataPoints": points}}, {"gauge": {}}, {"name": "b", "of_tomorrow": {}}
    )
    assert list(series) == ["a"]
    for words in ("a point has no time", "a point has no value", "has no name", "no points of a known kind"):
        assert words in told


PRINTED = {
    "name": "take", "context": {"trace_id": f"0x{TRACE}", "span_id": f"0x{SPAN}", "trace_state": "[]"},
    "kind": "SpanKind.CLIENT", "parent_id": f"0x{'a' * 16}", "start_time": "2026-03-17T14:02:11.000001Z",
    "end_time": "2026-03-17T14:02:11.250000Z", "status": {"status_code": "ERROR", "description": "no stock"},
    "attributes": {"order_id": "o-1"}, "links": [{"context": {"trace_id": f"0x{TRACE}", "span_id": f"0x{'b' * 16}"}}],
    "events": [{"name": "exception", "timestamp": "2026-03-17T14:02:11.1Z", "attributes": {"exception.type": "Full"}}],
    "resource": {"attributes": {"service.name": "orders"}, "schema_url": ""}}  # fmt: skip
LOGGED = {
    "body": "no stock", "severity_number": 17, "severity_text": "ERROR", "attributes": {"user.id": "u-9"},
    "timestamp": "2026-03-17T14:02:11.000001Z", "observed_timestamp": "2026-03-17T14:02:12Z", "trace_id": f"0x{TRACE}",
    "span_id": f"0x{SPAN}", "trace_flags": 1, "resource": {"attributes": {"service.name": "orders"}}}  # fmt: skip


@pytest.mark.parametrize("indent", [4, None])
def test_what_pythons_sdk_prints(read, registry: Registry, indent: int | None):
    text = "\n".join(json.dumps(value, indent=indent) for value in (PRINTED, LOGGED))
    found = registry.choose(text.encode(), "stdout.txt")
    assert found is not None and found[0].id == "otel.console"
    span, log = events(read, "otel.console", text)
    assert (span.kind, span.t, span.t_end, span.severity) == ("span", NOON + 1000, NOON + 250_000_000, 17)
    assert {("trace_id", TRACE), ("span_id", SPAN), ("service", "orders")} <= links(span)
    assert (span.attributes["span.parent_id"], span.attributes["span.kind"]) == ("a" * 16, "client")
    assert (span.attributes["exception.type"], span.attributes["order_id"]) == ("Full", "o-1")
    assert (log.kind, log.t, log.t_observed, log.severity) == ("log", NOON + 1000, NOON + 10**9, 17)
    assert {("trace_id", TRACE), ("span_id", SPAN), ("service", "orders"), ("user_id", "u-9")} <= links(log)
    assert json.loads(cited(log, text)) == LOGGED


def test_metrics_that_pythons_sdk_prints(read):
    def printed(name: str, point: dict[str, Any], **data: Any) -> dict[str, Any]:
        point = {"attributes": {"order_kind": "a"}, "time_unix_nano": NOON, **point}
        return {"name": name, "unit": "1", "description": "", "data": {"data_points": [point], **data}}

    rows = [printed("sum", {"value": 5}, aggregation_temporality=2, is_monotonic=True), printed("gauge", {"value": 2.5}),
            printed("took", {"count": 3, "sum": 9, "bucket_counts": [1, 2], "explicit_bounds": [1.0]},
                    aggregation_temporality=1)]  # fmt: skip
    value = {"resource_metrics": [{"resource": {"attributes": {"service.name": "orders"}}, "scope_metrics": [
        {"scope": {"name": "s"}, "metrics": rows}]}]}  # fmt: skip
    found = {row.name + row.labels.get("le", ""): row for batch in batches(read, OTLP, value) for row in batch.points}
    assert {name: (row.kind, row.points.value.tolist()) for name, row in found.items()} == {
        "sum": ("counter", [5]), "gauge": ("gauge", [2.5]), "took_sum": ("gauge", [9]), "took_count": ("gauge", [3]),
        "took_bucket1": ("gauge", [1]), "took_bucket+Inf": ("gauge", [3])}  # fmt: skip
    # Keys of attributes are the program's own.
    assert found["sum"].labels == {"order_kind": "a", "service.name": "orders"}
