"""What SDKs of error trackers post, and replies of lists: times, links, traces, and what was done before the error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from recordrows import cited, events, links, one

from workbench.codebase.traces import find_traces
from workbench.model.records import Event
from workbench.readers.core import Registry

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z


def frames(event: Event) -> list[tuple[str, str, int]]:
    found = find_traces(event.body)
    return [(frame.function, frame.file, frame.line) for one in found[0].exceptions for frame in one.frames]


def chosen(registry: Registry, value: Any) -> str:
    found = registry.choose(json.dumps(value).encode(), "body.json")
    return found[0].id if found else ""


TELEMETRY = [{"timestamp_ms": 1773756130500, "type": "network", "level": "info", "uuid": "t-1",
              "body": {"method": "POST", "url": "https://api.shop.example/pay", "status_code": 503}},
             {"timestamp_ms": 1773756130750, "type": "log", "level": "warning",
              "body": {"message": "retrying"}}]  # fmt: skip
OCCURRENCE = {
    "uuid": "o-1", "timestamp": 1773756131, "level": "error", "language": "python 3.12.1", "environment": "test",
    "code_version": "9b6d9b0c0ffee", "server": {"host": "Web-1"}, "person": {"id": 9}, "notifier": {"name": "n"},
    "body": {"telemetry": TELEMETRY, "trace_chain": [
        {"exception": {"class": "ReserveFailed", "message": "no stock"},
         "frames": [{"filename": "api.py", "lineno": 2, "method": "post"}]},
        {"exception": {"class": "KeyError", "message": "sku"},
         "frames": [{"filename": "s.py", "lineno": 1, "method": "f"}]}]}, "of_tomorrow": {"a": 1},
}  # fmt: skip


def test_what_rollbars_sdk_posts(read, registry: Registry):
    value = {"access_token": "k", "data": OCCURRENCE}
    assert chosen(registry, value) == "rollbar.item"
    event, network, log = events(read, "rollbar.item", value)
    assert (event.t, event.kind, event.severity, event.event_id) == (NOON, "error", 17, "o-1")
    assert frames(event) == [("post", "api.py", 2), ("f", "s.py", 1)]
    assert {("commit", "9b6d9b0c0ffee"), ("user_id", "9"), ("host", "web-1")} <= links(event)
    assert event.attributes["rollbar.data.of_tomorrow.a"] == 1
    assert not any("access_token" in key or "telemetry" in key for key in event.attributes)
    assert (network.kind, network.t, network.group_key) == ("http", NOON - 500_000_000, "o-1")
    assert network.attributes["http.response.status_code"] == 503
    assert (log.kind, log.severity, log.body) == ("log", 13, "retrying")
    assert json.loads(cited(log, value)) == TELEMETRY[1]


def test_a_version_that_is_no_commit_is_a_release(read):
    value = {"data": OCCURRENCE | {"code_version": "2.4.1", "body": {"message": {"body": "slow"}}}}
    event = one(read, "rollbar.item", value)
    assert event.title == "slow"
    assert ("release", "2.4.1") in links(event)


def test_each_occurrence_of_a_rollbar_webhook_is_that_occurrence(read):
    value = {"event_name": "occurrence", "data": {"item": {"id": 27, "counter": 4, "title": "old title"},
             "occurrence": OCCURRENCE}}  # fmt: skip
    event, *_steps = events(read, "rollbar.item", value)
    assert (event.t, event.phase, event.event_id) == (NOON, "update", "occurrence/o-1")
    assert ("incident", "4") in links(event)
    assert frames(event)[0] == ("post", "api.py", 2)


@pytest.mark.parametrize(("status", "phase"), [("active", "open"), ("resolved", "close"), ("muted", "update")])
def test_rollbars_list_of_items_and_one_item(read, registry: Registry, status: str, phase: str):
    item = {"id": 27, "counter": 4, "title": "ReserveFailed", "level": "critical", "status": status, "environment": "test",
            "last_occurrence_timestamp": 1773756131, "first_occurrence_timestamp": 1773750000}  # fmt: skip
    for value in ({"err": 0, "result": {"items": [item], "page": 1, "total_count": 1}}, {"err": 0, "result": item}):
        assert chosen(registry, value) == "rollbar.item"
        event = one(read, "rollbar.item", value)
        assert (event.t, event.severity, event.phase, event.group_key) == (NOON, 18, phase, "27")


def test_rollbars_list_of_deploys(read, registry: Registry):
    deploys = [{"id": n, "revision": "e4b9b7db860b2e5a", "environment": "test", "start_time": 1773756131 - n,
                "finish_time": None if n else 1773756141, "comment": None, "local_username": "duty"}
               for n in (0, 1)]  # fmt: skip
    value = {"err": 0, "result": {"page": 1, "deploys": deploys}}
    assert chosen(registry, value) == "rollbar.item"
    found = events(read, "rollbar.item", value)
    assert [(event.kind, event.t, event.t_end) for event in found] == [
        ("deploy", NOON, NOON + 10 * 10**9), ("deploy", NOON - 10**9, None)]  # fmt: skip
    assert ("commit", "e4b9b7db860b2e5a") in links(found[0])


BUGSNAG = {"payloadVersion": "4", "severity": "warning", "unhandled": False,
           "app": {"version": "2.2", "releaseStage": "test"},
           "device": {"hostname": "Node-2", "time": "2026-03-17T14:02:11.250Z", "runtimeVersions": {"node": "20"}},
           "user": {"id": "u-3", "email": "ann@shop.example"}, "session": {"id": "s-1"},
           "breadcrumbs": [{"timestamp": "2026-03-17T14:02:10Z", "name": "to basket", "type": "navigation", "metaData": {}},
                           {"timestamp": "2026-03-17T14:02:11+00:00", "name": "RangeError", "type": "error"}],
           "exceptions": [{"errorClass": "Error", "errorMessage": "outer", "stacktrace": [
               {"file": "pay.js", "method": "take", "lineNumber": 9, "columnNumber": 3}]}]}  # fmt: skip


def test_what_bugsnags_sdk_posts(read, registry: Registry):
    value = {"apiKey": "k", "notifier": {"name": "n"}, "events": [BUGSNAG, BUGSNAG | {"device": {}, "breadcrumbs": []}]}
    assert chosen(registry, value) == "bugsnag.error"
    event, crumb, error, timeless = events(read, "bugsnag.error", value)
    assert (event.t, event.severity, event.title) == (NOON + 250_000_000, 13, "Error: outer")
    assert frames(event) == [("take", "pay.js", 9)]
    assert {("release", "2.2"), ("user_id", "u-3"), ("host", "node-2"), ("session_id", "s-1")} <= links(event)
    assert (crumb.kind, crumb.t, crumb.title) == ("usersession", NOON - 10**9, "navigation to basket")
    assert (error.kind, error.severity) == ("error", 17)
    assert timeless.t is None


def test_sessions_that_bugsnags_sdk_posts(read, registry: Registry):
    around = {"notifier": {}, "app": {"version": "2.2"}, "device": {"hostname": "web-1"}}
    value = around | {"sessions": [{"id": "s-1", "startedAt": "2026-03-17T14:02:11.000Z", "user": {"id": "u-3"}}]}
    assert chosen(registry, value) == "bugsnag.error"
    event = one(read, "bugsnag.error", value)
    assert (event.kind, event.t) == ("usersession", NOON)
    assert {("session_id", "s-1"), ("user_id", "u-3"), ("release", "2.2")} <= links(event)
    counted = around | {"sessionCounts": [{"startedAt": "2026-03-17T14:02:00", "sessionsStarted": 12}]}
    event = one(read, "bugsnag.error", counted)
    assert (event.t, event.naive, event.title) == (NOON - 11 * 10**9, False, "12 sessions started")


NOTICE = {"errors": [{"type": "", "message": "no stock", "backtrace": [
              {"function": "take", "file": "/app/store.rb", "line": 9, "column": 1, "code": {"9": "take"}}]}],
          "context": {"notifier": {"name": "n"}, "severity": "critical", "revision": "9b6d9b0c0ffee", "hostname": "Web-8",
                      "environment": "test", "user": {"id": "u-2"}}, "environment": {}, "params": {"order": 5}}  # fmt: skip


def test_an_airbrake_notice_has_no_time_as_posted_and_one_in_the_list(read, registry: Registry):
    assert chosen(registry, NOTICE) == "airbrake.error"
    event = one(read, "airbrake.error", NOTICE)
    assert (event.t, event.severity, event.title) == (None, 18, "no stock")
    assert {("commit", "9b6d9b0c0ffee"), ("host", "web-8"), ("user_id", "u-2")} <= links(event)
    listed = {"notices": [NOTICE | {"id": "1", "groupId": "7", "createdAt": "2026-03-17T14:02:11.76Z"}], "count": 1}
    assert chosen(registry, listed) == "airbrake.error"
    event = one(read, "airbrake.error", listed)
    assert (event.t, event.group_key) == (NOON + 760_000_000, "7")


@pytest.mark.parametrize(
    ("client", "frame", "place"),
    [
        ("raygun4py", {"className": "take", "methodName": "  raise Full()\n"}, "take"),
        ("raygun-node", {"className": "Store", "methodName": "Store.take", "columnNumber": 3}, "Store.take"),
        ("raygun4net", {"className": "Shop.Store", "methodName": "Take"}, "Shop.Store.Take"),
    ],
)
def test_each_client_of_raygun_has_its_own_frames(read, client: str, frame: dict[str, Any], place: str):
    rows = [frame | {"fileName": f"{name}.x", "lineNumber": 9} for name in ("first", "last")]
    value = {"occurredOn": "2026-03-17T14:02:11.000000+00:00", "details": {
        "client": {"name": client},
        "error": {"className": "FullError", "message": "FullError: no stock", "stackTrace": rows},
        "breadcrumbs": [{"timestamp": 1773756130000, "message": "paid", "category": "ui", "level": "info"}]}}  # fmt: skip
    event, crumb = events(read, "raygun.error", value)
    assert (event.t, event.title) == (NOON, "FullError: no stock")
    # Python's client alone writes the oldest call first.
    assert frames(event)[0] == (place, "last.x" if client == "raygun4py" else "first.x", 9)
    assert (crumb.kind, crumb.t, crumb.title) == ("usersession", NOON - 10**9, "ui paid")


def test_raygun_groups_and_sessions(read, registry: Registry):
    group = {"identifier": "g1", "applicationIdentifier": "a1", "message": "Full: no stock", "status": "resolved",
             "lastOccurredAt": "2026-03-17T14:02:11Z", "createdAt": "2026-03-01T00:00:00Z"}  # fmt: skip
    session = {"identifier": "s1", "customerIdentifier": "u-1", "startedAt": "2026-03-17T14:02:11Z", "endedAt": None,
               "updatedAt": "2026-03-17T14:03:11Z", "deploymentVersion": "2.4"}  # fmt: skip
    assert chosen(registry, [group]) == chosen(registry, [session]) == "raygun.error"
    event = one(read, "raygun.error", [group])
    assert (event.t, event.kind, event.phase) == (NOON, "error", "close")
    event = one(read, "raygun.error", [session])
    assert (event.t, event.t_end, event.kind) == (NOON, None, "usersession")
    assert {("session_id", "s1"), ("user_id", "u-1"), ("release", "2.4")} <= links(event)
