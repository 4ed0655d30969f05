"""Errors as trackers export them: times, phases, links, and traces whose frames lead to lines of code."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

import pytest

from workbench.codebase.traces import find_traces
from workbench.model.records import Event
from workbench.readers.raised import Call, Raised, trace_text

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z


def events(read: Any, reader: str, value: Any) -> list[Event]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(chain.from_iterable(batch.events for batch in read(reader, data, "x.json")))


def links(event: Event) -> set[tuple[str, str]]:
    return {(link.type, link.value) for link in event.links}


def places(event: Event) -> list[tuple[str, str, int]]:
    (trace,) = find_traces(event.body)
    return [(frame.function, frame.file, frame.line) for frame in trace.exceptions[0].frames]


INNER = {"type": "KeyError", "value": "'sku'", "stacktrace": {"frames": [
    {"function": "find", "filename": "shop/stock.py", "lineno": 7}]}}  # fmt: skip
OUTER = {"type": "ReserveFailed", "module": "shop.errors", "value": "no stock", "stacktrace": {"frames": [
    {"function": "post", "filename": "shop/api.py", "lineno": 2, "in_app": True},
    {"function": "reserve", "filename": "shop/store.py", "lineno": 102, "context_line": "    raise ReserveFailed()",
     "errors": None, "vars": None}]}}  # fmt: skip
SENTRY = {
    "event_id": "fc6d8c0c43fc4630ad850ee518f1b9d0", "platform": "python", "level": "fatal",
    "title": "ReserveFailed: no stock",
    "timestamp": 1773756131.250001, "release": "orders@4.18.0", "environment": "production", "server_name": "orders-1",
    "exception": {"values": [INNER, OUTER]}, "user": {"id": "u-9", "email": "ann@shop.example", "ip_address": None},
    "contexts": {"trace": {"trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "span_id": "00f067aa0ba902b7"}},
    "request": {"url": "https://shop.example/pay", "method": "POST"}, "of_tomorrow": {"a": 1},
}  # fmt: skip


def test_a_sentry_event_has_its_exact_time_its_links_and_its_chain(read):
    (event,) = events(read, "sentry.event", SENTRY | {"tags": [["region", "eu"], ["empty", None]]})
    assert (event.t, event.kind, event.severity) == (NOON + 250_001_000, "error", 21)
    assert event.event_id == "fc6d8c0c43fc4630ad850ee518f1b9d0"
    assert {("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"), ("span_id", "00f067aa0ba902b7"), ("release", "orders@4.18.0"),
            ("user_id", "u-9"), ("host", "orders-1"), ("url", "https://shop.example/pay")} <= links(event)  # fmt: skip
    (trace,) = find_traces(event.body)
    assert [(one.type, one.message, one.relation) for one in trace.exceptions] == [
        ("shop.errors.ReserveFailed", "no stock", "root"), ("KeyError", "'sku'", "cause")]  # fmt: skip
    assert places(event) == [("reserve", "shop/store.py", 102), ("post", "shop/api.py", 2)]
    assert event.attributes["exception.type"] == "shop.errors.ReserveFailed"
    assert event.attributes["sentry.tag.region"] == "eu"
    assert event.attributes["sentry.of_tomorrow.a"] == 1


@pytest.mark.parametrize("tags", [{"region": "eu"}, [["region", "eu"]], [{"key": "region", "value": "eu"}]])
def test_tags_come_in_three_shapes(read, tags: Any):
    (event,) = events(read, "sentry.event", SENTRY | {"tags": tags})
    assert event.attributes["sentry.tag.region"] == "eu"


def test_a_webhook_is_opened_and_its_event_is_cited_inside_it(read):
    value = {"action": "triggered", "installation": {"uuid": "x"}, "data": {"event": SENTRY | {"timestamp": None,
             "datetime": "2026-03-17T14:02:11.978469Z"}}}  # fmt: skip
    (event,) = events(read, "sentry.event", value)
    assert event.t == NOON + 978_469_000
    assert event.place.pointer == "/data/event"


def test_breadcrumbs_are_records_of_what_happened_before(read):
    crumbs = [{"timestamp": 1773756120, "category": "ui.click", "message": "Pay"},
              {"timestamp": "2026-03-17T14:02:10Z", "type": "http", "category": "xhr", "level": "warning",
               "data": {"url": "/api/pay", "status_code": 503}}]  # fmt: skip
    found = events(read, "sentry.event", SENTRY | {"breadcrumbs": {"values": crumbs}})
    assert [(one.kind, one.t, one.severity) for one in found[1:]] == [
        ("usersession", NOON - 11 * 10**9, 9), ("http", NOON - 10**9, 13)]  # fmt: skip
    assert [one.place.pointer for one in found[1:]] == ["/breadcrumbs/values/0", "/breadcrumbs/values/1"]


def test_a_transaction_is_its_spans(read):
    value = {"type": "transaction", "event_id": "a" * 32, "transaction": "POST /pay", "start_timestamp": 1773756131,
             "timestamp": 1773756131.5, "platform": "python",
             "contexts": {"trace": {"trace_id": "b" * 32, "span_id": "c" * 16,
             "op": "http.server", "status": "internal_error"}},
             "spans": [{"span_id": "d" * 16, "parent_span_id": "c" * 16, "trace_id": "b" * 32, "op": "db",
                        "description": "SELECT 1", "start_timestamp": 1773756131.1, "timestamp": 1773756131.2}]}  # fmt: skip
    root, span = events(read, "sentry.event", value)
    assert (root.kind, root.t, root.t_end, root.severity) == ("span", NOON, NOON + 500_000_000, 17)
    assert (span.t, span.t_end, span.title) == (NOON + 100_000_000, NOON + 200_000_000, "db SELECT 1")
    assert span.attributes["span.parent_id"] == "c" * 16
    assert ("trace_id", "b" * 32) in links(span) & links(root)


def test_an_issue_stands_where_it_was_seen_last(read):
    issue = {
        "id": "7",
        "shortId": "ORDERS-7",
        "title": "ReserveFailed",
        "culprit": "shop.store",
        "level": "error",
        "status": "resolved",
        "firstSeen": "2026-03-17T13:00:00Z",
        "lastSeen": "2026-03-17T14:02:11Z",
        "count": "412",
    }
    (event,) = events(read, "sentry.event", {"action": "resolved", "data": {"issue": issue}})
    assert (event.t, event.phase, event.severity) == (NOON, "close", 17)
    assert event.attributes["sentry.count"] == "412"


OCCURRENCE = {
    "uuid": "d203", "timestamp": 1773756131, "level": "critical", "language": "python", "code_version": "9b6d9b0c0ffee",
    "metadata": {"customer_timestamp": 1773756091}, "server": {"host": "web-1"}, "person": {"id": 9},
    "body": {"trace_chain": [
        {"exception": {"class": "ReserveFailed", "message": "no stock"},
         "frames": [{"filename": "api.py", "lineno": 2, "method": "post"},
                    {"filename": "store.py", "lineno": 9, "method": "take"}]},
        {"exception": {"class": "KeyError", "message": "sku"},
         "frames": [{"filename": "s.py", "lineno": 1, "method": "f"}]}]},
}  # fmt: skip


def test_rollbar_keeps_both_clocks_and_orders_frames(read):
    value = {"event_name": "new_item", "data": {"item": {"id": 27, "counter": 4, "level": 40, "title": "ReserveFailed",
             "last_occurrence": OCCURRENCE}}}  # fmt: skip
    (event,) = events(read, "rollbar.item", value)
    assert (event.t, event.phase, event.severity, event.severity_text) == (NOON, "open", 18, "critical")
    assert event.attributes["wb.client_time"] == 1773756091
    assert places(event) == [("take", "store.py", 9), ("post", "api.py", 2)]
    assert {("commit", "9b6d9b0c0ffee"), ("user_id", "9"), ("host", "web-1"), ("incident", "4")} <= links(event)


@pytest.mark.parametrize(("level", "severity"), [(10, 5), (20, 9), (30, 13), (40, 17), (50, 18)])
def test_rollbar_levels_are_numbers_in_webhooks(read, level: int, severity: int):
    item = {"id": 27, "level": level, "title": "x", "last_occurrence_timestamp": 1773756131}
    (event,) = events(read, "rollbar.item", {"event_name": "resolved_item", "data": {"item": item}})
    assert (event.t, event.severity, event.phase) == (NOON, severity, "close")


def test_a_rollbar_deploy_is_a_stretch_of_time(read):
    deploy = {"id": 1, "revision": "e4b9b7db860b2e5a", "environment": "production", "start_time": 1773756131,
              "finish_time": 1773756141, "comment": "web", "local_username": "duty"}  # fmt: skip
    (event,) = events(read, "rollbar.item", {"event_name": "deploy", "data": {"deploy": deploy}})
    assert (event.kind, event.t, event.t_end) == ("deploy", NOON, NOON + 10 * 10**9)
    assert ("commit", "e4b9b7db860b2e5a") in links(event)


def test_raygun_gives_the_top_frame_first_and_follows_inner_errors(read):
    error = {"className": "Shop.ReserveFailedException", "message": "no stock", "stackTrace": [
        {"className": "Shop.Store", "methodName": "Take", "fileName": "Store.cs", "lineNumber": 9}],
        "innerError": {"className": "Shop.KeyMissingException", "message": "sku", "stackTrace": []}}  # fmt: skip
    (event,) = events(read, "raygun.error", {"occurredOn": "2026-03-17T14:02:11Z", "details": {
        "machineName": "web-3", "error": error, "client": {"name": "raygun4net"},
        "user": {"identifier": "u-9"}}})  # fmt: skip
    assert event.t == NOON
    assert ("Shop.Store.Take", "Store.cs", 9) in [(f.function, f.file, f.line) for t in find_traces(event.body)
                                                  for e in t.exceptions for f in e.frames]  # fmt: skip
    assert {("user_id", "u-9"), ("host", "web-3")} <= links(event)


def test_airbrake_writes_its_frames_as_text(read):
    (event,) = events(read, "airbrake.error", {"airbrake_error_url": "https://a.example/1", "error": {
        "id": "17", "error_class": "ZeroDivisionError", "error_message": "division by zero", "environment": "dev",
        "last_occurred_at": "2026-03-17T14:02:11.76Z", "first_occurred_at": "2026-03-17T14:02:11.760639Z",
        "last_notice": {"id": "1", "request_url": None,
                        "backtrace": ["pay.py:2:in total", "api.py:9:in <module>"]}}})  # fmt: skip
    assert event.t == NOON + 760_000_000
    assert places(event) == [("total", "pay.py", 2), ("<module>", "api.py", 9)]


def test_a_deploy_without_a_time_has_none_invented(read):
    (event,) = events(
        read, "airbrake.error", {"deploys": [{"environment": "p", "revision": "38748467ea5", "version": "v2"}]}
    )
    assert (event.t, event.kind) == (None, "deploy")


@pytest.mark.parametrize("short", [False, True])
def test_bugsnag_writes_single_events_in_snake_case_and_short_ones_in_camel_case(read, short: bool):
    frame = {
        "file": "shop.js",
        "method": "take",
        **({"lineNumber": 9} if short else {"line_number": 9, "column_number": None}),
    }
    names = ("errorId", "receivedAt", "errorClass") if short else ("error_id", "received_at", "error_class")
    value = {"id": "e1", names[0]: "g1", names[1]: "2026-03-17T14:02:11.000Z", "severity": "info",
             "is_full_report": not short,
             "exceptions": [{names[2]: "RuntimeError", "message": "no stock", "stacktrace": [frame]}]}  # fmt: skip
    (event,) = events(read, "bugsnag.error", [value])
    assert (event.t, event.severity, event.title) == (NOON, 9, "RuntimeError: no stock")
    assert places(event) == [("take", "shop.js", 9)]
    assert ("incident", "g1") in links(event)


def test_objects_of_other_kinds_in_one_file_are_counted_and_the_rest_is_read(read):
    rows = [{"release_time": "2026-03-17T14:02:11+00:00", "app_version": "1.2.3", "release_stage": {"name": "production"}},
            {"something": "else"}]  # fmt: skip
    parts = read("bugsnag.error", json.dumps(rows).encode(), "x.json")
    assert [event.kind for part in parts for event in part.events] == ["deploy"]
    assert sum(part.skipped for part in parts) == 1


@pytest.mark.parametrize("language", ["python", "node", "java", "csharp", "go"])
def test_a_trace_is_written_so_that_its_frames_are_found_again(language: str):
    ending = {"python": "py", "node": "js", "java": "java", "csharp": "cs", "go": "go"}[language]
    calls = (Call("shop.Store.take", f"Store.{ending}", 9, 4), Call("shop.Api.post", f"Api.{ending}", 2, 1))
    text = trace_text(language, (Raised("shop.ReserveFailedException", "no stock", calls),))
    (trace,) = find_traces(text)
    assert [(frame.file, frame.line) for frame in trace.exceptions[0].frames] == [
        (f"Store.{ending}", 9), (f"Api.{ending}", 2)]  # fmt: skip
