"""Requests of a browser: times, timings, statuses, ids out of headers and pages, as HAR 1.2 has them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from recordrows import cited, data_of, events, links, problems

from workbench.readers.core import Registry

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z
TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


def entry(**more: Any) -> dict[str, Any]:
    return {"startedDateTime": "2026-03-17T14:02:11.250Z", "time": 31.5,
            "request": {"method": "POST", "url": "https://ann:secret@Shop.example/api/pay?card=4111#top"},
            "response": {"status": 503}} | more  # fmt: skip


def har(*entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"log": {"entries": list(entries)} | more}


def test_a_har_without_version_pages_or_timings(read, registry: Registry):
    value = har(entry())
    chosen = registry.choose(data_of(value), "x.har")
    assert chosen is not None
    assert chosen[0].id == "har.log"
    (event,) = events(read, "har.log", value)
    assert (event.kind, event.t, event.t_end) == ("http", NOON + 250_000_000, NOON + 281_500_000)
    assert (event.severity, event.severity_text, event.naive) == (17, "503", False)
    assert event.title == "POST shop.example/api/pay 503"
    assert ("url", "https://shop.example/api/pay?card=4111") in links(event)
    assert event.attributes["url.full"] == "https://ann:secret@Shop.example/api/pay?card=4111#top"
    assert json.loads(cited(event, value)) == entry()


@pytest.mark.parametrize(
    ("text", "ns", "naive"),
    [
        ("2026-03-17T14:02:11.250Z", NOON + 250_000_000, False), ("2026-03-17T15:02:11+01:00", NOON, False),
        ("2026-03-17T09:02:11.5-0500", NOON + 500_000_000, False), ("2026-03-17T14:02:11", NOON, True),
        ("2026-03-17T14:02:11.123456789Z", NOON + 123_456_789, False),
    ],
)  # fmt: skip
def test_the_times_of_a_har(read, text: str, ns: int, naive: bool):
    (event,) = events(read, "har.log", har(entry(startedDateTime=text)))
    assert (event.t, event.naive, event.t_raw) == (ns, naive, text)


def test_har_timings_leave_out_what_did_not_apply_and_count_ssl_once(read):
    timings = {"blocked": -1, "dns": 0, "connect": 9.5, "ssl": 5, "send": 0.5, "wait": 20, "receive": 1,
               "_blocked_queueing": -1}  # fmt: skip
    (event,) = events(read, "har.log", har(entry(time=-1, timings=timings)))
    told = {key: value for key, value in event.attributes.items() if key.startswith("wb.timing.")}
    assert told == {"wb.timing.dns": 0, "wb.timing.connect": 9.5, "wb.timing.ssl": 5, "wb.timing.send": 0.5,
                    "wb.timing.wait": 20, "wb.timing.receive": 1}  # fmt: skip
    assert event.t is not None
    assert event.t_end == event.t + 31_000_000


@pytest.mark.parametrize(
    ("status", "error", "severity"),
    [(200, "", 9), (304, "", 9), (404, "", 13), (500, "", 17), (0, "", 13), (0, "net::ERR_CONNECTION_RESET", 17),
     (0, "net::ERR_ABORTED", 13), (None, "", 13), ("503", "", 17)],
)  # fmt: skip
def test_har_statuses(read, status: Any, error: str, severity: int):
    (event,) = events(read, "har.log", har(entry(response={"status": status, "_error": error})))
    assert event.severity == severity


def test_ids_come_out_of_headers_and_secrets_stay_out_of_the_title(read):
    asked = [{"name": "Traceparent", "value": f"00-{TRACE}-{SPAN}-01"}, {"name": "X-Request-ID", "value": "r-17"},
             {"name": "Cookie", "value": "sid=secret"}, {"name": "Authorization", "value": "Bearer secret"}]  # fmt: skip
    answered = [{"name": "cf-ray", "value": "8ab"}, {"name": "x-amzn-trace-id", "value": "Root=1-69b95e43-" + "a" * 24},
                {"name": "Set-Cookie", "value": "a=1"}, {"name": "Set-Cookie", "value": "b=2"}]  # fmt: skip
    value = har(entry(request=entry()["request"] | {"headers": asked}, response={"status": 200, "headers": answered}))
    (event,) = events(read, "har.log", value)
    wanted = {("trace_id", TRACE), ("span_id", SPAN), ("request_id", "r-17"), ("request_id", "8ab"),
              ("trace_id", "69b95e43" + "a" * 24), ("host", "shop.example")}  # fmt: skip
    assert wanted <= links(event)
    assert event.attributes["http.request.header.authorization"] == ["Bearer secret"]
    assert event.attributes["http.response.header.set-cookie"] == ["a=1", "b=2"]
    assert "secret" not in event.title
    assert "4111" not in event.title


@pytest.mark.parametrize(
    ("name", "value", "trace", "span"),
    [
        ("b3", f"{TRACE}-{SPAN}-1", TRACE, SPAN), ("x-b3-traceid", "00f067aa0ba902b7", "0" * 16 + SPAN, None),
        ("uber-trace-id", "4bf92f:f067:0:1", "4bf92f".rjust(32, "0"), "f067".rjust(16, "0")),
        ("sentry-trace", f"{TRACE}-{SPAN}-1", TRACE, SPAN), ("x-datadog-trace-id", "255", "ff".rjust(32, "0"), None),
        ("server-timing", f'traceparent;desc="00-{TRACE}-{SPAN}-01"', TRACE, SPAN),
    ],
)  # fmt: skip
def test_trace_headers_of_several_tracers(read, name: str, value: str, trace: str, span: str | None):
    headers = [{"name": name, "value": value}]
    (event,) = events(read, "har.log", har(entry(request=entry()["request"] | {"headers": headers})))
    assert ("trace_id", trace) in links(event)
    assert span is None or ("span_id", span) in links(event)


def test_har_bodies_are_bounded_and_pictures_left_out(read):
    long = "x" * 100_000
    value = har(
        entry(response={"status": 500, "content": {"mimeType": "application/json", "text": long, "size": 100_000}}),
        entry(response={"status": 200, "content": {"mimeType": "image/png", "text": "iVBO", "encoding": "base64"}}),
        entry(request=entry()["request"] | {"postData": {"mimeType": "application/json", "text": '{"a":1}'}}),
    )
    first, second, third = events(read, "har.log", value)
    assert len(first.attributes["http.response.body.content"]) < 3000
    assert first.attributes["http.response.body.size"] == 100_000
    assert "xxx" in first.body
    assert "http.response.body.content" not in second.attributes
    assert third.attributes["http.request.body.content"] == '{"a":1}'
    assert json.loads(cited(first, value))["response"]["content"]["text"] == long


def test_har_pages_are_a_sessions_records_that_entries_are_grouped_with(read):
    page = {"startedDateTime": "2026-03-17T14:02:11Z", "id": "page_1", "title": "https://shop.example/cart?x=1",
            "pageTimings": {"onContentLoad": -1, "onLoad": 1500.5}}  # fmt: skip
    value = har(entry(pageref="page_1", _resourceType="fetch"), entry(pageref="nowhere"), pages=[page], version="1.2")
    first, second, third = events(read, "har.log", value)
    assert (first.kind, first.t, first.t_end) == ("usersession", NOON, NOON + 1_500_500_000)
    assert first.title == "page shop.example/cart"
    assert "wb.page.on_content_load" not in first.attributes
    assert [one.group_key for one in (first, second, third)] == ["page_1", "page_1", "nowhere"]
    assert second.attributes["har._resourceType"] == "fetch"


def test_a_har_cut_off_gives_its_whole_entries(read):
    text = json.dumps(har(entry(), entry(), entry()), indent=2)
    batches = read("har.log", text[: text.rindex('"time"')].encode(), "x.har")
    assert sum(len(batch.events) for batch in batches) == 2
    assert "truncated" in problems(batches)[0].what


@pytest.mark.parametrize("odd", [None, [], {}, "text", 7, [None], [[]]])
def test_har_parts_of_a_wrong_type_are_unknown(read, odd: Any):
    value = har(entry(request=odd, timings=odd), entry(response=odd), entry(time=odd, startedDateTime=odd))
    assert len(events(read, "har.log", value)) == 3


def test_messages_of_a_web_socket_are_records_at_their_own_time(read):
    upgrade = {"method": "GET", "url": "wss://Shop.example/live?token=1", "headers": [
        {"name": "x-request-id", "value": "r-17"}]}  # fmt: skip
    messages = [
        {"type": "send", "time": 1773756131.250123, "opcode": 1, "data": '{"trace_id": "' + TRACE + '"}'},
        {"type": "receive", "time": 1773756132, "opcode": 2, "data": "AAEC", "of_tomorrow": 1},
        {"type": "error", "time": 1773756133.5, "opcode": -1, "data": "closed before it was opened"},
        {"type": "receive", "opcode": 8, "data": ""},
        "no message",
    ]
    value = har(entry(request=upgrade, response={"status": 101}, pageref="p1", _webSocketMessages=messages))
    request, sent, got, wrong, untimed = events(read, "har.log", value)
    assert (request.kind, request.attributes["har.websocket_messages"]) == ("http", 5)
    assert [one.kind for one in (sent, got, wrong, untimed)] == ["usersession"] * 4
    assert [one.t for one in (sent, got, wrong, untimed)] == [
        NOON + 250_123_000, NOON + 10**9, NOON + 2_500_000_000, None]  # fmt: skip
    assert [one.severity for one in (sent, got, wrong, untimed)] == [9, 9, 17, 9]
    assert sent.title == f'socket send shop.example/live {{"trace_id": "{TRACE}"}}'
    assert (sent.group_key, got.body, got.attributes["har.websocket.of_tomorrow"]) == ("p1", "", 1)
    assert links(sent) == {("host", "shop.example"), ("request_id", "r-17"), ("trace_id", TRACE)}
    assert json.loads(cited(got, value)) == messages[1]
    assert "no message of a web socket" in problems(read("har.log", data_of(value), "x.har"))[0].what
