"""Real traces: the reader chosen by content, and each span's time, parent, kind and links worked out from the file."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from recordrows import EXAMPLE_FILES, cited, links, ms

pytestmark = pytest.mark.skipif(not EXAMPLE_FILES.is_dir(), reason="the shared examples are not beside this checkout")


def test_jaegers_trace(brought):
    reader, found, data = brought("jaeger/example_trace.json")
    trace = json.loads(data)["data"][0]
    assert reader == "jaeger.trace"
    assert len(found) == len(trace["spans"]) == 2
    for event, span in zip(found, trace["spans"], strict=True):
        assert json.loads(cited(event, data)) == span
        assert (event.t, event.t_end) == (span["startTime"] * 1000, (span["startTime"] + span["duration"]) * 1000)
        assert (event.kind, event.phase, event.severity, event.naive) == ("span", "point", 9, False)
        assert {("trace_id", span["traceID"]), ("span_id", span["spanID"]), ("service", "telemetrygen")} <= links(event)
        assert event.attributes["span.parent_id"] == span["references"][0]["spanID"]
        for tag in span["tags"]:
            assert event.attributes[tag["key"]] == tag["value"]


@pytest.mark.parametrize("name", ["example_messaging_kafka.json", "example_yelp.json"])
def test_zipkins_traces(brought, name: str):
    reader, found, data = brought(f"zipkin/{name}")
    spans = json.loads(data)
    assert reader == "zipkin.spans"
    assert len(found) == len(spans)
    for event, span in zip(found, spans, strict=True):
        assert json.loads(cited(event, data)) == span
        start = span.get("timestamp")
        assert event.t == (start * 1000 if start else None)
        assert event.t_end == ((start + span["duration"]) * 1000 if start and "duration" in span else None)
        assert (event.kind, event.severity) == ("span", 17 if "error" in span.get("tags", {}) else 9)
        assert {("trace_id", span["traceId"].rjust(32, "0")), ("span_id", span["id"])} <= links(event)
        assert event.attributes.get("span.parent_id") == span.get("parentId")
        assert event.attributes.get("span.kind", "") == span.get("kind", "").lower()
        assert event.resource["service.name"] == span["localEndpoint"]["serviceName"]


def test_xrays_traces(brought):
    reader, found, data = brought("cloudwatch/example_xray_batch_traces_get.json")
    assert reader == "xray.trace"
    rows = json.loads(data)["Traces"][0]["Segments"]
    spans = []
    for row in rows:
        document = json.loads(row["Document"], parse_float=Decimal)
        spans += [(row, document, None), *((row, sub, document) for sub in document.get("subsegments", []))]
    assert len(found) == len(spans) == 3
    for event, (row, span, outer) in zip(found, spans, strict=True):
        assert json.loads(cited(event, data)) == row
        assert (event.t, event.t_end) == (int(span["start_time"] * 10**9), int(span["end_time"] * 10**9))
        assert {("trace_id", "5d82881a0a9126e92a73e971eed891b9"), ("span_id", span["id"])} <= links(event)
        assert event.attributes.get("span.parent_id") == (outer["id"] if outer else span.get("parent_id"))
        assert (event.severity, event.kind) == (9, "span")


def test_datadogs_spans(brought):
    reader, found, data = brought("datadog/example_spans_v2.json")
    rows = json.loads(data)["data"]
    assert reader == "datadog.spans"
    assert len(found) == len(rows) == 3
    for event, row in zip(found, rows, strict=True):
        told = row["attributes"]
        assert json.loads(cited(event, data)) == row
        assert event.t == ms(told["start_timestamp"])
        assert event.t_end == event.t + told["custom"]["duration"]
        assert {("trace_id", f"{int(told['trace_id']):032x}"), ("span_id", f"{int(told['span_id']):016x}"),
                ("service", told["service"]), ("host", told["host"])} <= links(event)  # fmt: skip
        assert event.attributes["span.parent_id"] == f"{int(told['parent_id']):016x}"
        assert (event.severity, event.attributes["span.kind"]) == (9, "server")


def test_otlps_trace(brought):
    reader, found, data = brought("otlp/example_trace.json")
    span = json.loads(data)["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    (event,) = found
    assert reader == "otlp.json"
    assert json.loads(cited(event, data)) == span
    assert (event.t, event.t_end) == (int(span["startTimeUnixNano"]), int(span["endTimeUnixNano"]))
    assert {("trace_id", span["traceId"].lower()), ("span_id", span["spanId"].lower())} <= links(event)
    assert event.attributes["span.parent_id"] == span["parentSpanId"].lower()
    assert (event.attributes["span.name"], event.attributes["span.kind"]) == (span["name"], "server")


def test_sentrys_transaction(brought):
    reader, found, data = brought("sentry/example_transaction_python.json")
    whole = json.loads(data, parse_float=Decimal)
    assert reader == "sentry.event"
    spans = [event for event in found if event.kind == "span"]
    assert len(spans) == 1 + len(whole["spans"])
    for event, span in zip(spans[1:], whole["spans"], strict=True):
        assert event.attributes["span.id"] == span["span_id"]
        assert event.attributes["span.parent_id"] == span["parent_span_id"]
        assert event.group_key == spans[0].group_key == whole["contexts"]["trace"]["trace_id"]
