"""Bodies on their way to a vendor: New Relic's Log, Trace and Metric APIs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from recordrows import batches, cited, events, links, one, said

from workbench.readers.core import Registry

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z
TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


def chosen(registry: Registry, value: Any) -> str:
    found = registry.choose(json.dumps(value).encode(), "body.json")
    return found[0].id if found else ""


COMMON = {"attributes": {"service.name": "orders", "host": "Web-1"}, "timestamp": 1773756130000}


@pytest.mark.parametrize(
    ("stamp", "t"),
    [(1773756131250, NOON + 250_000_000), (1773756131, NOON), ("2026-03-17T14:02:11.5Z", NOON + 500_000_000),
     (None, NOON - 10**9)],
)  # fmt: skip
def test_a_log_sent_to_new_relic(read, registry: Registry, stamp: Any, t: int):
    row = {"timestamp": stamp, "message": "no stock", "of_tomorrow": 1,
           "attributes": {"level": "WARN", "trace.id": TRACE, "span.id": SPAN, "order": {"id": "o-1"}}}  # fmt: skip
    value = [{"common": COMMON, "logs": [row]}]
    assert chosen(registry, value) == "newrelic.ingest"
    event = one(read, "newrelic.ingest", value)
    assert (event.t, event.severity, event.severity_text, event.body) == (t, 13, "WARN", "no stock")
    assert event.resource == {"service.name": "orders", "host.name": "Web-1"}
    assert {("trace_id", TRACE), ("span_id", SPAN), ("service", "orders"), ("host", "web-1")} <= links(event)
    assert (event.attributes["order.id"], event.attributes["newrelic.of_tomorrow"]) == ("o-1", 1)
    assert json.loads(cited(event, value)) == row


def test_spans_sent_to_new_relic(read, registry: Registry):
    spans = [{"trace.id": TRACE, "id": SPAN, "timestamp": 1773756131250,
              "attributes": {"duration.ms": 12.53, "name": "POST /pay", "span.kind": "SERVER"}},
             {"trace.id": TRACE, "id": "a" * 16, "timestamp": 1773756131251, "attributes": {
                 "duration.ms": 2.5, "name": "take", "parent.id": SPAN, "error.class": "Full",
                 "error.message": "no stock"}}]  # fmt: skip
    value = [{"common": COMMON, "spans": spans}]
    assert chosen(registry, value) == "newrelic.ingest"
    first, second = events(read, "newrelic.ingest", value)
    assert (first.kind, first.t, first.t_end) == ("span", NOON + 250_000_000, NOON + 262_530_000)
    assert (first.severity, first.attributes["span.kind"]) == (9, "server")
    assert (second.severity, second.attributes["span.parent_id"]) == (17, SPAN)
    assert second.attributes["exception.type"] == "Full"
    assert {("trace_id", TRACE), ("span_id", "a" * 16), ("service", "orders"), ("host", "web-1")} <= links(second)


def test_metrics_sent_to_new_relic(read, registry: Registry):
    value = [{"common": {"timestamp": 1773756131000, "interval.ms": 10000, "attributes": {"app": "shop"}}, "metrics": [
        {"name": "refused", "type": "count", "value": 9},
        {"name": "cpu", "type": "gauge", "value": 2.5, "timestamp": 1773756132000, "attributes": {"host": "a"}},
        {"name": "took", "type": "summary", "value": {"count": 5, "sum": 4.0, "min": 0.1, "max": 2}},
        {"name": "broken", "type": "gauge"}]}]  # fmt: skip
    assert chosen(registry, value) == "newrelic.metrics"
    found = batches(read, "newrelic.metrics", value)
    told = {row.name: (row.labels, row.points.t.tolist(), row.points.value.tolist()) for b in found for row in b.points}
    assert told["refused"] == ({"app": "shop"}, [NOON], [9])
    assert told["cpu"] == ({"app": "shop", "host": "a"}, [NOON + 10**9], [2.5])
    assert (told["took_sum"][2], told["took_count"][2], told["took_max"][2]) == ([4], [5], [2])
    assert "1 samples were passed over" in said(found)


DATADOG = [{"trace_id": 7817822160947910556, "span_id": 3601830290946202752, "parent_id": 0, "name": "web.request",
            "resource": "POST /pay", "service": "orders", "type": "web", "start": 1773756131250000123, "duration": 514696,
            "error": 0, "meta": {"env": "test", "version": "2.4", "span.kind": "server", "_dd.p.tid": "69b95f6300000000"},
            "metrics": {"process_id": 7}, "of_tomorrow": 1},
           {"trace_id": "6c7e5b1e4f2d0b9c", "span_id": "00f067aa0ba902b7", "parent_id": "31fc5f10a2a5d000",
            "service": "orders", "resource": "take", "name": "db", "start": 1773756131250100000, "duration": 100, "error": 1,
            "meta": {"error.type": "Full", "error.message": "no stock"}, "metrics": {}}]  # fmt: skip


def test_traces_sent_to_datadogs_agent(read, registry: Registry):
    for value in ({"traces": [DATADOG]}, [DATADOG]):
        assert chosen(registry, value) == "datadog.traces"
        first, second = events(read, "datadog.traces", value)
        assert (first.kind, first.t, first.t_end) == ("span", NOON + 250_000_123, NOON + 250_514_819)
        # 3601830290946202752 and 7817822160947910556 in hex, by the standard library.
        assert ("span_id", f"{3601830290946202752:016x}") in links(first)
        assert first.attributes["span.kind"] == "server"
        assert first.resource == {
            "service.name": "orders",
            "deployment.environment.name": "test",
            "service.version": "2.4",
        }
        assert (second.severity, second.attributes["exception.type"]) == (17, "Full")
        assert second.attributes["span.parent_id"] == "31fc5f10a2a5d000"
        assert json.loads(cited(second, value)) == DATADOG[1]
        # The upper half of the trace's id is told once in each list.
        assert ("trace_id", "69b95f6300000000" + f"{7817822160947910556:016x}") in links(first)
        assert ("trace_id", "69b95f63000000006c7e5b1e4f2d0b9c") in links(second)
        assert (first.attributes["datadog.of_tomorrow"], first.attributes["datadog.name"]) == (1, "web.request")


def test_a_body_of_traces_that_is_cut_off_gives_the_spans_before(read):
    text = json.dumps({"traces": [DATADOG]})
    found = batches(read, "datadog.traces", text[: text.index('"take"')])
    assert [event.t for batch in found for event in batch.events] == [NOON + 250_000_123]
    assert "truncated" in said(found)
