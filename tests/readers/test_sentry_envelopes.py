"""What Sentry's SDKs post: each item of an envelope becomes what it is, at its own time, and nothing is dropped unsaid."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from recordrows import batches, cited, events, links, said

from workbench.readers.core import Registry

ENVELOPE = "sentry.envelope"
NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z
TRACE, SPAN = "6a1f0c9be2d34c7788aa01f2b3c4d5e6", "0af7651916cd43dd"
HEADERS = {"event_id": "c" * 32, "sent_at": "2026-03-17T14:02:12.125Z", "dsn": "https://k@errors.example/7", "sdk": {}}


def item(kind: str, payload: Any, **headers: Any) -> str:
    return f"{json.dumps({'type': kind, **headers})}\n{json.dumps(payload)}"


def envelope(*items: str, headers: Any = HEADERS) -> str:
    """An envelope; "T.digits" stands for a time with more digits than a float can hold."""
    return re.sub(r'"T(\.\d+)"', r"1773756131\1", "\n".join((json.dumps(headers), *items)))


def test_an_error_in_an_envelope_is_cited_by_its_own_payload(read, registry: Registry):
    payload = {"level": "error", "platform": "node", "timestamp": "T.2500001", "contexts": {
        "trace": {"trace_id": TRACE, "span_id": SPAN}}, "breadcrumbs": [{"timestamp": 1773756130, "message": "Pay"}],
        "exception": {"values": [{"type": "TypeError", "value": "x is null", "mechanism": {"handled": False}}]}}  # fmt: skip
    source = envelope(item("event", payload))
    chosen = registry.choose(source.encode(), "body")
    assert chosen is not None and chosen[0].id == ENVELOPE
    error, crumb = events(read, ENVELOPE, source)
    assert (error.t, error.kind, error.severity, error.event_id) == (NOON + 250_000_100, "error", 17, "c" * 32)
    assert json.loads(cited(error, source)) == payload | {"timestamp": 1773756131.2500001}
    assert {("trace_id", TRACE), ("span_id", SPAN)} <= links(error)
    assert (crumb.t, crumb.kind, crumb.place.pointer) == (NOON - 10**9, "usersession", "/breadcrumbs/0")
    # What stands in the trace and in records of its own is no attribute beside them.
    assert not any("exception.values" in key or "breadcrumbs" in key for key in error.attributes)


def test_an_event_without_a_time_stands_where_it_was_sent(read):
    (event,) = events(read, ENVELOPE, envelope(item("event", {"message": "slow", "level": "warning"})))
    assert (event.t, event.severity, event.body) == (NOON + 1_125_000_000, 13, "slow")


@pytest.mark.parametrize(
    ("status", "severity", "ends"),
    [("ok", 9, False), ("exited", 9, True), ("crashed", 21, True), ("abnormal", 17, True), ("errored", 17, False)],
)
def test_a_session_ends_where_its_status_says_so(read, status: str, severity: int, ends: bool):
    payload = {"sid": "s-1", "did": "u-9", "init": True, "started": "2026-03-17T14:02:11Z",
               "timestamp": "2026-03-17T14:05:11.5Z", "status": status, "errors": 0, "of_tomorrow": 1,
               "attrs": {"release": "shop@2", "environment": "test"}}  # fmt: skip
    (event,) = events(read, ENVELOPE, envelope(item("session", payload), headers={}))
    assert (event.kind, event.t, event.severity) == ("usersession", NOON, severity)
    assert event.t_end == (NOON + 180_500_000_000 if ends else None)
    assert {("session_id", "s-1"), ("user_id", "u-9"), ("release", "shop@2")} <= links(event)
    assert event.attributes["sentry.of_tomorrow"] == 1


def test_sessions_counted_beforehand_are_series(read):
    payload = {
        "attrs": {"release": "shop@2"},
        "aggregates": [
            {"started": "2026-03-17T14:02:00Z", "exited": 3, "crashed": 1},
            {"started": "2026-03-17T14:01:00Z", "exited": 2},
        ],
    }
    found = batches(read, ENVELOPE, envelope(item("sessions", payload)))
    series = {one.name: one for batch in found for one in batch.points}
    assert series["sentry.sessions.exited"].points.value.tolist() == [2, 3]
    assert series["sentry.sessions.crashed"].points.t.tolist() == [NOON - 11 * 10**9]
    assert series["sentry.sessions.exited"].labels == {"release": "shop@2"}


@pytest.mark.parametrize(
    ("status", "phase", "severity"), [("in_progress", "update", 9), ("ok", "close", 9), ("error", "open", 17)]
)
def test_a_check_in_has_the_time_it_was_sent_at(read, status: str, phase: str, severity: int):
    payload = {"check_in_id": "k-1", "monitor_slug": "nightly", "status": status, "duration": None,
               "contexts": {"trace": {"trace_id": TRACE}}}  # fmt: skip
    (event,) = events(read, ENVELOPE, envelope(item("check_in", payload)))
    assert (event.kind, event.phase, event.severity, event.group_key) == ("alert", phase, severity, "nightly")
    assert event.t == NOON + 1_125_000_000
    assert ("trace_id", TRACE) in links(event)
    (own,) = events(read, ENVELOPE, envelope(item("check_in", payload | {"timestamp": "2026-03-17T14:02:11Z"})))
    assert own.t == NOON


LOG = {"timestamp": "T.0000012", "trace_id": TRACE, "span_id": SPAN, "level": "warn", "body": "stock is low",
       "severity_number": 14, "attributes": {"order.id": {"value": "o-1", "type": "string"},
       "sentry.release": {"value": "shop@2", "type": "string"}, "server.address": {"value": "Web-1", "type": "string"},
       "n": {"value": 1.5, "type": "double"}}}  # fmt: skip


def test_logs_come_many_an_item_each_with_its_bytes(read):
    source = envelope(item("log", {"version": 2, "items": [LOG, LOG | {"timestamp": 1773756130, "severity_number": None}]},
                           item_count=2))  # fmt: skip
    first, second = events(read, ENVELOPE, source)
    assert (first.t, first.severity, first.severity_text, first.body) == (NOON + 1200, 14, "warn", "stock is low")
    assert (second.t, second.severity) == (NOON - 10**9, 13)
    assert json.loads(cited(first, source)) == LOG | {"timestamp": 1773756131.0000012}
    assert (first.attributes["order.id"], first.attributes["n"]) == ("o-1", 1.5)
    assert first.resource == {"service.version": "shop@2", "host.name": "Web-1"}
    assert {("trace_id", TRACE), ("span_id", SPAN), ("release", "shop@2"), ("host", "web-1")} <= links(first)


def test_spans_have_the_names_of_all_spans(read):
    span = {"trace_id": TRACE, "span_id": SPAN, "parent_span_id": "b" * 16, "name": "SELECT stock", "status": "error",
            "is_segment": False, "start_timestamp": "T.0000001", "end_timestamp": 1773756131.25,
            "attributes": {"sentry.op": {"value": "db", "type": "string"}}}  # fmt: skip
    many, alone = item("span", {"items": [span]}), item("span", {
        "span_id": SPAN, "trace_id": TRACE, "op": "ui.webvital", "description": "main", "start_timestamp": 1773756131,
        "timestamp": 1773756131.5})  # fmt: skip
    first, second = events(read, ENVELOPE, envelope(many, alone))
    assert (first.kind, first.t, first.t_end, first.severity) == ("span", NOON + 100, NOON + 250_000_000, 17)
    assert first.attributes["span.parent_id"] == "b" * 16
    assert (first.attributes["span.kind"], first.attributes["sentry.is_segment"]) == ("client", False)
    assert (second.t, second.t_end, second.attributes["span.name"]) == (NOON, NOON + 500_000_000, "main")


def test_measurements_are_points(read):
    row = {"timestamp": 1773756131.5, "trace_id": TRACE, "name": "basket", "type": "distribution", "unit": "byte",
           "value": 12.5, "attributes": {"shop": {"value": "eu", "type": "string"},
           "sentry.sdk.name": {"value": "x", "type": "string"}}}  # fmt: skip
    bad = {key: told for key, told in row.items() if key != "value"}
    found = batches(read, ENVELOPE, envelope(item("trace_metric", {"items": [row, bad]})))
    (series,) = [one for batch in found for one in batch.points]
    assert (series.name, series.unit, series.labels) == ("basket", "byte", {"shop": "eu"})
    assert (series.points.t.tolist(), series.points.value.tolist()) == ([NOON + 500_000_000], [12.5])
    assert "1 samples were passed over" in said(found)


def test_words_of_people_and_reports(read):
    feedback = {"timestamp": 1773756131, "contexts": {"feedback": {
        "message": "It broke", "name": "Ann", "contact_email": "ann@shop.example",
        "url": "https://shop.example/pay"}}}  # fmt: skip
    report = {"event_id": "d" * 32, "name": "Bo", "email": "bo@shop.example", "comments": "no answer"}
    lost = {
        "timestamp": 1773756131,
        "discarded_events": [{"reason": "queue_overflow", "category": "error", "quantity": 7}],
    }
    replay = {"replay_id": "e" * 32, "segment_id": 2, "timestamp": 1773756141, "replay_start_timestamp": 1773756131,
              "urls": ["https://shop.example/"], "trace_ids": [TRACE]}  # fmt: skip
    found = events(read, ENVELOPE, envelope(
        item("feedback", feedback), item("user_report", report), item("client_report", lost),
        item("replay_event", replay)))  # fmt: skip
    assert [one.kind for one in found] == ["comms", "comms", "log", "usersession"]
    assert (found[0].t, found[0].body) == (NOON, "It broke")
    assert {("email", "ann@shop.example"), ("url", "https://shop.example/pay")} <= links(found[0])
    assert (found[1].t, found[1].group_key, found[1].body) == (NOON + 1_125_000_000, "d" * 32, "no answer")
    assert (found[2].severity, found[2].body) == (13, "7 error: queue_overflow")
    assert (found[3].t, found[3].t_end) == (NOON, NOON + 10 * 10**9)
    assert {("session_id", "e" * 32), ("trace_id", TRACE), ("url", "https://shop.example/")} <= links(found[3])


def test_attachments_are_counted_and_what_stands_behind_them_is_read(read):
    text = 'first\n{"type":"event"}\nlast\n'
    attached = f'{{"type":"attachment","length":{len(text)},"filename":"a.log"}}\n{text}'
    found = batches(read, ENVELOPE, envelope(attached, item("event", {"timestamp": 1773756131, "level": "info"})))
    (event,) = [one for batch in found for one in batch.events]
    assert event.t == NOON
    assert sum(batch.skipped for batch in found) == 1
    assert "1 attachment" in said(found)


def test_envelopes_one_behind_the_other_lines_that_end_in_cr_and_a_byte_order_mark(read, registry: Registry):
    body = json.dumps({"timestamp": 1773756131, "level": "info", "message": "ä"}, ensure_ascii=False)
    one = f'{json.dumps(HEADERS)}\n{{"type":"event","length":{len(body.encode())}}}\n{body}\n'
    source = b"\xef\xbb\xbf" + (one * 3).replace("\n", "\r\n").encode()
    chosen = registry.choose(source, "bodies.log")
    assert chosen is not None and chosen[0].id == ENVELOPE
    found = events(read, ENVELOPE, source)
    assert [one.t for one in found] == [NOON] * 3


def test_an_envelope_cut_off_keeps_the_items_before_the_cut_and_says_so(read):
    whole = envelope(item("event", {"timestamp": 1773756131, "level": "info"}), item("log", {"items": [LOG]}))
    found = batches(read, ENVELOPE, whole[:-40])
    assert [one.t for batch in found for one in batch.events] == [NOON]
    assert sum(batch.skipped for batch in found) == 1
    assert "payload of this item (log)" in said(found)


@pytest.mark.parametrize("kind", [["event"], {"a": 1}, None, 7])
def test_an_item_whose_type_is_no_word_makes_no_envelope(registry: Registry, kind: object):
    chosen = registry.choose(envelope(item("event", {})).replace('"event"', json.dumps(kind), 1).encode(), "body")
    assert chosen is None or chosen[0].id != ENVELOPE


@pytest.mark.parametrize("payload", [[], "x", None, {"items": {}}, {"items": [1, None]}, {"started": [], "status": {}}])
@pytest.mark.parametrize(
    "kind", ["event", "session", "sessions", "log", "span", "trace_metric", "check_in", "feedback"]
)
def test_payloads_of_wrong_types_are_said_or_read_with_what_is_right(read, kind: str, payload: object):
    found = batches(read, ENVELOPE, envelope(item(kind, payload), item("event", {"timestamp": 1773756131})))
    records = [one for batch in found for one in batch.events]
    assert records[-1].t == NOON
    assert len(records) > 1 or sum(batch.skipped for batch in found) or kind == "sessions"
