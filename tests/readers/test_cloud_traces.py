"""Spans of X-Ray and Datadog: times, ids, failures and what was thrown, as AWS and Datadog define them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from recordrows import cited, data_of, events, links, problems

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z

# ---- X-Ray ----

XRAY = "1-69b95e43-0a9126e92a73e971eed891b9"


def segment(**more: Any) -> dict[str, Any]:
    return {"id": "54aff5735b12dd28", "name": "orders", "trace_id": XRAY, "start_time": 1773756131.25} | more


def xray(*documents: dict[str, Any]) -> dict[str, Any]:
    rows = [{"Id": one["id"], "Document": json.dumps(one)} for one in documents]
    return {"Traces": [{"Id": XRAY, "Duration": 0.2, "Segments": rows}], "UnprocessedTraceIds": []}


@pytest.mark.parametrize(
    ("text", "ns", "step"),
    [
        ("1773756131.25", NOON + 250_000_000, 10**7), ("1.77375613125E9", NOON + 250_000_000, 10**7),
        ("1773756131", NOON, 10**9), ("1773756131.123456789", NOON + 123_456_789, 1), ("1.773756131E9", NOON, 10**9),
    ],
)  # fmt: skip
def test_xray_seconds_are_read_to_the_last_digit(read, text: str, ns: int, step: int):
    data = json.dumps(segment(start_time=0)).replace('"start_time": 0', f'"start_time": {text}').encode()
    (span,) = events(read, "xray.trace", data)
    assert (span.t, span.resolution_ns, span.t_raw, span.t_end) == (ns, step, text, None)


def test_xray_segments_and_subsegments_are_spans_with_their_parents(read):
    inner = {"id": "2d6900034ccfe558", "name": "DynamoDB", "namespace": "aws", "start_time": 1773756131.3,
             "end_time": 1773756131.4, "aws": {"operation": "UpdateItem", "request_id": "TPEI"}}  # fmt: skip
    value = xray(segment(end_time=1773756131.45, parent_id="1" * 16, subsegments=[inner], user="u-17", http={
        "request": {"method": "POST", "url": "http://shop.example/pay"}, "response": {"status": 200}}))  # fmt: skip
    outer, sub = events(read, "xray.trace", value)
    assert (outer.t, outer.t_end) == (NOON + 250_000_000, NOON + 450_000_000)
    assert outer.group_key == sub.group_key == XRAY[2:].replace("-", "")
    assert (outer.attributes["span.kind"], outer.attributes["span.parent_id"]) == ("server", "1" * 16)
    assert (sub.attributes["span.kind"], sub.attributes["span.parent_id"]) == ("client", "54aff5735b12dd28")
    assert (outer.title, sub.title) == ("orders", "orders DynamoDB")
    assert {("user_id", "u-17"), ("url", "http://shop.example/pay"), ("trace_id", XRAY[2:].replace("-", ""))} <= links(
        outer
    )
    assert ("request_id", "TPEI") in links(sub)
    assert outer.attributes["http.response.status_code"] == 200
    assert [one.place.pointer for one in (outer, sub)] == ["/Document", "/Document/subsegments/0"]
    assert json.loads(cited(sub, value)) == value["Traces"][0]["Segments"][0]


@pytest.mark.parametrize(
    ("flag", "severity", "status"), [("fault", 17, "error"), ("error", 13, "error"), ("throttle", 13, "throttle")]
)
def test_xray_tells_the_servers_fault_from_the_clients_error(read, flag: str, severity: int, status: str):
    (span,) = events(read, "xray.trace", segment(**{flag: True}))
    assert (span.severity, span.attributes["span.status"]) == (severity, status)


def test_xray_exceptions_are_a_chain_by_their_ids(read):
    cause = {
        "working_directory": "/srv",
        "exceptions": [
            {
                "id": "b",
                "type": "IOError",
                "message": "reset",
                "stack": [{"path": "net.py", "line": 7, "label": "recv"}],
            },
            {
                "id": "a",
                "type": "PayError",
                "message": "no answer",
                "cause": "b",
                "stack": [{"path": "pay.py", "line": 102, "label": "charge"}],
            },
        ],
    }
    (span,) = events(read, "xray.trace", segment(fault=True, cause=cause))
    assert (span.attributes["exception.type"], span.attributes["exception.message"]) == ("PayError", "no answer")
    assert 'File "pay.py", line 102, in charge' in span.body
    assert span.body.index("IOError: reset") < span.body.index("PayError: no answer")


def test_xray_documents_one_a_line_cite_each_subsegment_by_its_own_bytes(read):
    sub = {"id": "2" * 16, "name": "db", "start_time": 1773756131, "subsegments": [
        {"id": "3" * 16, "name": "query", "start_time": 1773756131}]}  # fmt: skip
    data = b'{"format": "json", "version": 1}\n' + data_of(segment(subsegments=[sub], of_tomorrow={"a": 1}))
    found = events(read, "xray.trace", data)
    assert [json.loads(cited(one, data))["id"] for one in found] == ["54aff5735b12dd28", "2" * 16, "3" * 16]
    assert found[2].attributes["span.parent_id"] == "2" * 16
    assert found[0].attributes["xray.of_tomorrow.a"] == 1


def test_an_xray_document_that_cant_be_read_is_counted(read):
    value = xray(segment())
    value["Traces"][0]["Segments"].append({"Id": "x", "Document": "{not json"})
    batches = read("xray.trace", data_of(value), "x.json")
    assert sum(len(batch.events) for batch in batches) == sum(batch.skipped for batch in batches) == 1


# ---- Datadog ----


def datadog(**more: Any) -> dict[str, Any]:
    told = {"trace_id": "7817822160947910556", "span_id": "3601830290946202752", "parent_id": "0", "service": "orders",
            "resource_name": "POST /pay", "start_timestamp": "2026-03-17T14:02:11.25Z"} | more  # fmt: skip
    return {"data": [{"id": "AYk", "type": "spans", "attributes": told}], "meta": {"page": {"after": "x"}}}


def test_datadogs_decimal_ids_are_hex_of_64_bits(read):
    (span,) = events(read, "datadog.spans", datadog(parent_id="449167507436699662", env="prod", host="web-1"))
    assert span.event_id == f"{3601830290946202752:016x}"
    assert span.group_key == f"{7817822160947910556:032x}"
    assert span.attributes["span.parent_id"] == f"{449167507436699662:016x}"
    assert {("trace_id", f"{7817822160947910556:032x}"), ("host", "web-1"), ("service", "orders")} <= links(span)
    assert (span.t, span.t_end, span.resolution_ns) == (NOON + 250_000_000, None, 10**6)
    assert span.resource["deployment.environment.name"] == "prod"


def test_datadogs_upper_half_of_a_trace_id_makes_it_whole(read):
    (span,) = events(read, "datadog.spans", datadog(custom={"_dd.p.tid": "69b95e4300000000"}))
    assert span.group_key == f"69b95e4300000000{7817822160947910556:016x}"
    assert "span.parent_id" not in span.attributes


@pytest.mark.parametrize(
    ("end", "duration", "ns"),
    [
        ("2026-03-17T14:02:11.25Z", 514_696, 514_696), ("2026-03-17T14:02:11.251Z", 514_696, 514_696),
        ("2026-03-17T14:02:12.25Z", 514_696, 10**9), ("2026-03-17T14:02:12.25Z", None, 10**9), (None, 514_696, 514_696),
    ],
)  # fmt: skip
def test_datadogs_duration_is_exact_where_it_agrees_with_the_rounded_end(read, end: Any, duration: Any, ns: int):
    custom = {} if duration is None else {"duration": duration}
    (span,) = events(read, "datadog.spans", datadog(end_timestamp=end, custom=custom))
    assert span.t is not None
    assert span.t_end == span.t + ns


def test_a_datadog_error_brings_what_was_thrown_and_unknown_keys_stay(read):
    (span,) = events(read, "datadog.spans", datadog(
        status="error", of_tomorrow=1, tags=["version:4.18.0", "odd"],
        custom={"error": {"type": "IOError", "message": "reset", "stack": "IOError: reset"}, "http": {"method": "POST"},
                "span": {"kind": "client"}}))  # fmt: skip
    assert (span.severity, span.attributes["span.status"], span.attributes["exception.type"]) == (
        17,
        "error",
        "IOError",
    )
    assert (span.body, span.attributes["span.kind"]) == ("IOError: reset", "client")
    assert (span.attributes["datadog.of_tomorrow"], span.attributes["http.request.method"]) == (1, "POST")
    assert ("release", "4.18.0") in links(span)


def test_datadog_pages_are_read_in_their_order_and_a_cut_one_as_far_as_it_goes(read):
    one, two = (datadog(span_id=str(n)) for n in (2, 1))
    both = {"data": one["data"] + two["data"]}
    data = data_of(one) + b"\n" + data_of(both)[:-30]
    batches = read("datadog.spans", data, "x.ndjson")
    assert [int(event.event_id, 16) for batch in batches for event in batch.events] == [2, 2]
    assert any("truncated" in problem.what for problem in problems(batches))


# ---- summaries of traces ----
BEGUN = int(XRAY[2:10], 16) * 10**9  # a trace's id begins with its second


def summary(**more: Any) -> dict[str, Any]:
    return {
        "Id": XRAY,
        "Duration": 0.25,
        "ResponseTime": 0.2,
        "HasFault": False,
        "HasError": False,
        "HasThrottle": False,
    } | more


def test_a_summary_stands_at_the_second_of_its_traces_id(read, registry):
    value = {"TraceSummaries": [
        summary(HasFault=True, HasError=True, Http={"HttpURL": "https://shop.example/pay?x=1", "HttpStatus": 503,
                "HttpMethod": "POST", "ClientIp": "192.0.2.7"}, EntryPoint={"Name": "orders"}, Users=[{"UserName": "u-17"}],
                Annotations={"plan": [{"AnnotationValue": {"StringValue": "pro"}}]}, Revision=2),
        summary(StartTime="2026-03-17T15:02:11.500000+01:00", HasThrottle=True),
        summary(StartTime=1773756131.5, HasError=True), {"Id": "none"}], "NextToken": None}  # fmt: skip
    chosen = registry.choose(data_of(value), "x")
    assert chosen is not None
    assert chosen[0].id == "xray.trace"
    failed, throttled, wrong = events(read, "xray.trace", value)
    assert (failed.t, failed.t_end, failed.resolution_ns, failed.kind) == (BEGUN, BEGUN + 250_000_000, 10**9, "http")
    assert [one.t for one in (throttled, wrong)] == [NOON + 500_000_000] * 2
    assert [(one.severity, one.severity_text) for one in (failed, throttled, wrong)] == [
        (17, "fault"), (13, "throttle"), (13, "error")]  # fmt: skip
    assert failed.title == "orders POST shop.example/pay 503"
    trace = ("trace_id", XRAY[2:].replace("-", ""))
    assert links(failed) == {trace, ("service", "orders"), ("url", "https://shop.example/pay?x=1"), ("user_id", "u-17")}
    assert (links(wrong), wrong.kind) == ({trace}, "log")
    assert failed.attributes["xray.ResponseTime"] == 0.2
    assert failed.attributes["http.response.status_code"] == 503
    assert json.loads(cited(failed, value)) == value["TraceSummaries"][0]
    assert "summary" in problems(read("xray.trace", data_of(value), "x"))[0].what


def test_summaries_that_are_cut_off_are_those_that_were_whole(read):
    data = json.dumps({"TraceSummaries": [summary(), summary(Id=XRAY[:-1] + "0")]}).encode()
    assert [one.t for one in events(read, "xray.trace", data[:-30])] == [BEGUN]
    assert "truncated" in problems(read("xray.trace", data[:-30], "x"))[0].what
