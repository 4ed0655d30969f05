"""Spans of Jaeger and Zipkin: times, parents, failures and ids as they define them; what all tracers say alike."""

from __future__ import annotations

import json
from typing import Any

import pytest
from recordrows import cited, data_of, events, links, problems

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z
MICROS = 1_773_756_131_250_000
TRACE, SPAN, PARENT = "83a9efd15c1c98a977e0711cc93ee28b", "e127af99e3b3e074", "909541b92cf05311"

# ---- Jaeger ----


def jaeger(*spans: dict[str, Any], processes: Any = None) -> dict[str, Any]:
    owner = {"p1": {"serviceName": "orders", "tags": [{"key": "hostname", "type": "string", "value": "web-1"}]}}
    return {"data": [{"traceID": TRACE, "spans": list(spans), "processes": owner if processes is None else processes}]}


def jaeger_span(**more: Any) -> dict[str, Any]:
    return {"traceID": TRACE, "spanID": SPAN, "operationName": "POST /pay", "startTime": MICROS, "duration": 1200,
            "processID": "p1"} | more  # fmt: skip


def tag(key: str, value: Any, kind: str = "string") -> dict[str, Any]:
    return {"key": key, "type": kind, "value": value}


def test_a_jaeger_span_with_nothing_but_its_ids_and_times(read):
    value = jaeger(jaeger_span())
    (span,) = events(read, "jaeger.trace", value)
    assert (span.kind, span.t, span.t_end) == ("span", NOON + 250_000_000, NOON + 251_200_000)
    assert (span.t_raw, span.resolution_ns, span.naive) == (str(MICROS), 1000, False)
    assert (span.title, span.severity, span.phase) == ("orders POST /pay", 9, "point")
    assert (span.group_key, span.event_id) == (TRACE, SPAN)
    assert span.resource == {"service.name": "orders", "host.name": "web-1"}
    assert span.attributes == {"span.id": SPAN, "span.name": "POST /pay"}
    assert {("trace_id", TRACE), ("span_id", SPAN), ("service", "orders"), ("host", "web-1")} == links(span)
    assert json.loads(cited(span, value)) == jaeger_span()


def test_jaeger_references_say_the_parent_and_what_else_it_follows(read):
    other = "0" * 15 + "7"
    value = jaeger(jaeger_span(references=[
        {"refType": "FOLLOWS_FROM", "traceID": "a" * 32, "spanID": other},
        {"refType": "CHILD_OF", "traceID": TRACE, "spanID": PARENT}]))  # fmt: skip
    (span,) = events(read, "jaeger.trace", value)
    assert span.attributes["span.parent_id"] == PARENT
    assert span.attributes["span.links"] == [f"FOLLOWS_FROM {'a' * 32} {other}"]


@pytest.mark.parametrize(
    ("tags", "severity", "status"),
    [
        ([tag("error", True, "bool")], 17, "error"), ([tag("error", "true")], 17, "error"),
        ([tag("error", False, "bool")], 9, None), ([tag("otel.status_code", "ERROR")], 17, "error"),
        ([tag("otel.status_code", "OK")], 9, "ok"), ([], 9, None), (None, 9, None),
    ],
)  # fmt: skip
def test_a_jaeger_span_failed_by_its_tags(read, tags: Any, severity: int, status: str | None):
    (span,) = events(read, "jaeger.trace", jaeger(jaeger_span(tags=tags)))
    assert (span.severity, span.attributes.get("span.status")) == (severity, status)


def test_jaeger_tags_are_typed_and_logs_tell_what_was_thrown(read):
    value = jaeger(jaeger_span(
        tags=[tag("span.kind", "server"), tag("http.status_code", "503", "int64"), tag("http.method", "POST"),
              tag("x", 1), tag("x", 2), tag("sampled", "true", "bool")],
        logs=[{"timestamp": MICROS + 7, "fields": [tag("event", "error"), tag("error.kind", "IOError"),
                                                   tag("message", "reset"), tag("stack", "IOError: reset\n at a")]},
              {"timestamp": MICROS + 9, "fields": [tag("event", "retry"), tag("n", 2)]}]))  # fmt: skip
    (span,) = events(read, "jaeger.trace", value)
    assert span.attributes["span.kind"] == "server"
    assert (span.attributes["http.response.status_code"], span.attributes["http.request.method"]) == (503, "POST")
    assert (span.attributes["x"], span.attributes["sampled"]) == ([1, 2], True)
    assert (span.attributes["exception.type"], span.attributes["exception.message"]) == ("IOError", "reset")
    assert span.body == "IOError: reset\n at a"
    assert span.attributes["span.events"][1] == f"{MICROS + 9}000 retry n=2"


def test_jaeger_ids_without_their_zeros_processes_inside_and_keys_of_tomorrow(read):
    span = jaeger_span(traceID="abc", spanID="1f", process={"serviceName": "pay"}, of_tomorrow=[1], warnings=["skew"])
    del span["processID"]
    (found,) = events(read, "jaeger.trace", span)  # one span a line, as a store keeps it
    assert (found.group_key, found.event_id) == ("abc".rjust(32, "0"), "1f".rjust(16, "0"))
    assert found.resource == {"service.name": "pay"}
    assert (found.attributes["jaeger.of_tomorrow"], found.attributes["jaeger.warnings"]) == ([1], ["skew"])


@pytest.mark.parametrize("start", [None, 0, -1, "soon", {"a": 1}, True, 10**30])
def test_a_jaeger_start_that_is_no_time_is_none(read, start: Any):
    (span,) = events(read, "jaeger.trace", jaeger(jaeger_span(startTime=start)))
    assert (span.t, span.t_end, span.t_raw) == (None, None, "")


def test_jaeger_ids_that_come_twice_are_kept_and_said_once(read):
    value = jaeger(*(jaeger_span() for _ in range(3)))
    batches = read("jaeger.trace", data_of(value), "x.json")
    assert sum(len(batch.events) for batch in batches) == 3
    assert [problem.what[:16] for problem in problems(batches)] == ["2 records carry "]


def test_a_jaeger_reply_cut_off_gives_the_spans_that_were_whole(read):
    value = json.dumps(jaeger(jaeger_span(spanID="1" * 16), jaeger_span(spanID="2" * 16), jaeger_span(spanID="3" * 16)))
    batches = read("jaeger.trace", value[: value.index('"3333') + 20].encode(), "x.json")
    assert [event.event_id for batch in batches for event in batch.events] == ["1" * 16, "2" * 16]
    assert "truncated" in problems(batches)[0].what


def test_jaeger_pages_one_a_line_and_traces_in_a_list(read):
    pages = b"\n".join(data_of(jaeger(jaeger_span(spanID=f"{n:016x}"))) for n in (2, 1))
    assert [event.event_id[-1] for event in events(read, "jaeger.trace", pages)] == ["2", "1"]
    traces = [jaeger(jaeger_span(spanID=f"{n:016x}"))["data"][0] for n in (4, 3)]
    assert [event.event_id[-1] for event in events(read, "jaeger.trace", traces)] == ["4", "3"]


# ---- Zipkin ----


def zipkin_span(**more: Any) -> dict[str, Any]:
    return {"traceId": "a03ee8fff1dcd9b9", "id": "15fc03927f0f68df"} | more


def test_a_zipkin_span_without_times_has_none(read):
    (span,) = events(read, "zipkin.spans", [zipkin_span(name="get", localEndpoint={"serviceName": "orders"})])
    assert (span.t, span.t_end, span.title) == (None, None, "orders get")
    assert span.group_key == "a03ee8fff1dcd9b9".rjust(32, "0")
    assert ("trace_id", "a03ee8fff1dcd9b9".rjust(32, "0")) in links(span)


def test_a_zipkin_span_with_all_it_can_have(read):
    value = [[zipkin_span(
        parentId="f5f268651b2a2b34", kind="CLIENT", name="post", timestamp=MICROS, duration=14000, shared=True,
        localEndpoint={"serviceName": "orders", "ipv4": "10.0.0.7"}, remoteEndpoint={"serviceName": "pay", "port": 80},
        annotations=[{"timestamp": MICROS + 5, "value": "retry"}], tags={"error": "timed out", "http.method": "POST"},
        of_tomorrow={"a": 1})]]  # fmt: skip
    (span,) = events(read, "zipkin.spans", value)
    assert (span.t, span.t_end) == (MICROS * 1000, MICROS * 1000 + 14_000_000)
    assert (span.severity, span.attributes["span.status"], span.body) == (17, "error", "timed out")
    assert (span.attributes["span.kind"], span.attributes["span.parent_id"]) == ("client", "f5f268651b2a2b34")
    assert span.attributes["span.events"] == [f"{MICROS + 5}000 retry"]
    assert (span.attributes["peer.service"], span.attributes["server.port"]) == ("pay", 80)
    assert span.attributes["http.request.method"] == "POST"
    assert (span.attributes["zipkin.shared"], span.attributes["zipkin.of_tomorrow"]) == (True, {"a": 1})
    assert span.resource == {"service.name": "orders", "host.ip": "10.0.0.7"}
    assert json.loads(cited(span, value)) == value[0][0]


def test_one_zipkin_id_of_client_and_server_is_no_id_twice(read):
    value = [zipkin_span(kind="CLIENT", timestamp=MICROS, name="get"),
             zipkin_span(kind="SERVER", timestamp=MICROS - 40_000, name="get", shared=True)]  # fmt: skip
    batches = read("zipkin.spans", data_of(value), "x.json")
    assert [event.t for batch in batches for event in batch.events] == [MICROS * 1000, (MICROS - 40_000) * 1000]
    assert problems(batches) == []


def v1(*marks: tuple[str, int, str], **more: Any) -> dict[str, Any]:
    rows = [{"value": mark, "timestamp": at, "endpoint": {"serviceName": who}} for mark, at, who in marks]
    return zipkin_span(name="get", annotations=rows, **more)


def test_zipkin_v1_tells_both_sides_of_a_call_in_one_span(read):
    value = [v1(("cs", MICROS, "web"), ("sr", MICROS + 10, "orders"), ("ss", MICROS + 90, "orders"),
                ("cr", MICROS + 100, "web"), ("log", MICROS + 50, "web"), timestamp=MICROS, duration=100,
                binaryAnnotations=[{"key": "error", "value": "503", "endpoint": {"serviceName": "web"}},
                                   {"key": "sa", "value": True, "endpoint": {"serviceName": "orders"}}])]  # fmt: skip
    client, server = events(read, "zipkin.spans", value)
    assert (client.attributes["span.kind"], client.resource["service.name"]) == ("client", "web")
    assert (client.t, client.t_end) == (MICROS * 1000, (MICROS + 100) * 1000)
    assert (server.attributes["span.kind"], server.resource["service.name"]) == ("server", "orders")
    assert (server.t, server.t_end) == ((MICROS + 10) * 1000, (MICROS + 90) * 1000)
    assert {client.severity, server.severity} == {17}
    assert client.attributes["peer.service"] == "orders"
    assert client.attributes["span.events"] == [f"{MICROS + 50}000 log"]


def test_zipkin_v1_without_timestamp_begins_with_its_own_mark(read):
    (span,) = events(read, "zipkin.spans", [v1(("sr", MICROS, "orders"), ("ss", MICROS + 9, "orders"))])
    assert (span.attributes["span.kind"], span.t, span.t_end) == ("server", MICROS * 1000, (MICROS + 9) * 1000)


def test_zipkin_spans_one_a_line_and_what_is_none_among_them(read):
    lines = [zipkin_span(id=f"{n:016x}", timestamp=MICROS - n, name="x") for n in (1, 2)]
    data = data_of(lines[0]) + b'\n{"other": 1}\n' + data_of(lines[1]) + b"\n" + data_of(lines[1])[:20]
    batches = read("zipkin.spans", data, "x.ndjson")
    assert [event.event_id[-1] for batch in batches for event in batch.events] == ["1", "2"]
    assert sum(batch.skipped for batch in batches) == 2
