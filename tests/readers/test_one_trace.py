"""What all tracers say alike, and what none of them may stumble over."""

from __future__ import annotations

import json
from typing import Any

import pytest
from recordrows import data_of, events, links

from workbench.readers.core import Registry

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z
MICROS = 1_773_756_131_250_000
TRACE, SPAN, PARENT = "83a9efd15c1c98a977e0711cc93ee28b", "e127af99e3b3e074", "909541b92cf05311"


def jaeger(processes: Any = None, **more: Any) -> dict[str, Any]:
    owner = {"p1": {"serviceName": "orders"}} if processes is None else processes
    span = {"traceID": TRACE, "spanID": SPAN, "operationName": "POST /pay", "startTime": MICROS, "duration": 1200,
            "processID": "p1"} | more  # fmt: skip
    return {"data": [{"traceID": TRACE, "spans": [span], "processes": owner}]}


def tag(key: str, value: Any, kind: str = "string") -> dict[str, Any]:
    return {"key": key, "type": kind, "value": value}


def zipkin(**more: Any) -> list[dict[str, Any]]:
    return [{"traceId": "a03ee8fff1dcd9b9", "id": "15fc03927f0f68df", "name": "x"} | more]


def segment(**more: Any) -> dict[str, Any]:
    return {"id": "54aff5735b12dd28", "name": "orders", "trace_id": "1-69b95e43-0a9126e92a73e971eed891b9",
            "start_time": 1773756131.25} | more  # fmt: skip


def datadog(**more: Any) -> dict[str, Any]:
    told = {"trace_id": "7817822160947910556", "span_id": "3601830290946202752", "resource_name": "POST /pay",
            "start_timestamp": "2026-03-17T14:02:11.25Z"} | more  # fmt: skip
    return {"data": [{"id": "AYk", "type": "spans", "attributes": told}]}


def test_all_tracers_say_the_same_things_by_the_same_names(read, registry: Registry):
    otlp = {"resourceSpans": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "orders"}}]},
            "scopeSpans": [{"spans": [{"traceId": TRACE.upper(), "spanId": SPAN, "parentSpanId": PARENT, "name": "pay",
                                       "kind": 3, "startTimeUnixNano": str(NOON), "endTimeUnixNano": str(NOON + 10**6),
                                       "status": {"code": 2, "message": "reset"}}]}]}]}  # fmt: skip
    of_jaeger = jaeger(
        operationName="pay", startTime=NOON // 1000, duration=1000, references=[{"refType": "CHILD_OF", "spanID": PARENT}],
        tags=[tag("span.kind", "client"), tag("error", True, "bool"), tag("otel.status_description", "reset")])  # fmt: skip
    of_zipkin = [
        {
            "traceId": TRACE,
            "id": SPAN,
            "parentId": PARENT,
            "name": "pay",
            "kind": "CLIENT",
            "duration": 1000,
            "timestamp": NOON // 1000,
            "localEndpoint": {"serviceName": "orders"},
            "tags": {"error": "reset"},
        }
    ]
    found = []
    for value in (otlp, of_jaeger, of_zipkin):
        chosen = registry.choose(data_of(value), "x.json")
        assert chosen is not None
        found += events(read, chosen[0].id, value)
    told = ("span.id", "span.name", "span.kind", "span.parent_id", "span.status", "span.status_message")
    for span in found:
        assert {key: span.attributes.get(key) for key in told} == dict(
            zip(told, (SPAN, "pay", "client", PARENT, "error", "reset"), strict=True)
        )
        assert (span.t, span.t_end, span.severity, span.title) == (NOON, NOON + 10**6, 17, "orders pay")
        assert (span.group_key, span.event_id, span.resource["service.name"]) == (TRACE, SPAN, "orders")


def test_sentrys_spans_have_the_same_names(read):
    value = {"type": "transaction", "event_id": "a" * 32, "transaction": "POST /pay", "start_timestamp": 1773756131,
             "timestamp": 1773756131.5, "platform": "python", "contexts": {"trace": {
                 "trace_id": TRACE, "span_id": PARENT, "op": "http.server", "status": "internal_error"}},
             "spans": [{"span_id": SPAN, "parent_span_id": PARENT, "trace_id": TRACE, "op": "db.query",
                        "description": "SELECT 1", "start_timestamp": 1773756131, "timestamp": 1773756131.2}]}  # fmt: skip
    root, span = events(read, "sentry.event", value)
    assert [one.attributes["span.id"] for one in (root, span)] == [PARENT, SPAN]
    assert [one.attributes["span.name"] for one in (root, span)] == ["POST /pay", "SELECT 1"]
    assert [one.attributes["span.kind"] for one in (root, span)] == ["server", "client"]
    assert span.attributes["span.parent_id"] == PARENT
    assert (root.severity, root.attributes["span.status"]) == (17, "internal_error")


def test_otlp_of_tempo_has_an_envelope_and_ids_in_base64(read, registry: Registry):
    span = {"traceId": "g6nv0VwcmKl34HEcyT7iiw==", "spanId": "4SevmeOz4HQ=", "name": "pay", "kind": "SPAN_KIND_SERVER",
            "startTimeUnixNano": str(NOON), "events": [{"timeUnixNano": str(NOON + 1), "name": "retry", "attributes": [
                {"key": "n", "value": {"intValue": "2"}}]}]}  # fmt: skip
    value = {"batches": [{"resource": {}, "scopeSpans": [{"spans": [span]}]}]}
    for document in (value, {"trace": {"resourceSpans": value["batches"]}}):
        chosen = registry.choose(data_of(document), "x.json")
        assert chosen is not None
        assert chosen[0].id == "otlp.json"
        (found,) = events(read, "otlp.json", document)
        assert {("trace_id", TRACE), ("span_id", SPAN)} <= links(found)
        assert (found.attributes["span.kind"], found.attributes["span.events"]) == ("server", [f"{NOON + 1} retry n=2"])


@pytest.mark.parametrize("reader", ["jaeger.trace", "zipkin.spans", "xray.trace", "datadog.spans"])
@pytest.mark.parametrize("odd", [None, [], {}, "text", 7, True, [[]], [None], "\u0000"])
def test_wrong_types_anywhere_never_stop_a_reader(read, reader: str, odd: Any):
    whole: dict[str, Any] = {
        "jaeger.trace": jaeger(odd, references=odd, tags=[odd], logs=[odd]),
        "zipkin.spans": zipkin(localEndpoint=odd, tags=odd, annotations=odd, binaryAnnotations=odd),
        "xray.trace": segment(http=odd, cause=odd, subsegments=odd, aws=odd, service=odd),
        "datadog.spans": datadog(custom=odd, tags=odd, service=odd, end_timestamp=odd),
    }[reader]
    assert len(events(read, reader, whole)) == 1


@pytest.mark.parametrize(
    ("reader", "key", "value"),
    [
        ("jaeger.trace", "operationName", jaeger()), ("xray.trace", "name", segment()),
        ("zipkin.spans", "name", zipkin(timestamp=1)), ("datadog.spans", "resource_name", datadog()),
    ],
)  # fmt: skip
def test_nesting_of_5000_levels_is_counted_and_the_rest_is_read(read, reader: str, key: str, value: Any):
    deep = json.dumps(value).replace(f'"{key}":', f'"deep": {"[" * 5000}{"]" * 5000}, "{key}":', 1)
    batches = read(reader, f"{deep}\n{json.dumps(value)}".encode(), "x.ndjson")
    assert sum(len(batch.events) for batch in batches) >= 1
