"""Datadog, Grafana, Pingdom and Alertmanager's list; and what all maps do with pages, cuts and times of the wrong type."""

from __future__ import annotations

import json
from typing import Any

import pytest
from recordrows import batches, events, links, one, said

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z
MS = 1_773_756_131_352
TEXT = "2026-03-17T14:02:11.352000+00:00"


# ---- Datadog ----
@pytest.mark.parametrize(
    ("state", "phase", "severity"),
    [("Alert", "open", 17), ("Warn", "open", 13), ("No Data", "open", 13), ("OK", "close", 9), ("Ignored", "point", 9)],
)
def test_a_monitor_is_at_its_last_change_of_state(read, state: str, phase: str, severity: int):
    event = one(read, "datadog.events", [{
        "id": 17, "type": "query alert", "query": "avg:x{*} > 1", "name": "slow", "overall_state": state,
        "overall_state_modified": TEXT, "tags": ["service:orders", "env:production", "release:e6a2686", "odd"],
        "message": None, "of_tomorrow": 1}])  # fmt: skip
    assert (event.t, event.phase, event.severity, event.severity_text) == (MS * 10**6, phase, severity, state)
    assert event.resource == {"service.name": "orders", "deployment.environment.name": "production"}
    assert {("alert", "17"), ("alert", "slow"), ("release", "e6a2686")} <= links(event)
    assert event.attributes["datadog.of_tomorrow"] == 1


@pytest.mark.parametrize(
    ("word", "severity"), [("SEV-1", 21), ("SEV-2", 18), ("SEV-3", 17), ("SEV-5", 9), ("UNKNOWN", 0)]
)
@pytest.mark.parametrize("many", [True, False])
def test_an_incident_lasts_from_detected_to_resolved(read, registry, many: bool, word: str, severity: int):
    value = {"id": "i-1", "type": "incidents", "attributes": {
        "public_id": 62, "title": "Checkout fails", "severity": word, "created": "2026-03-17T14:10:00+00:00",
        "detected": TEXT, "resolved": "2026-03-17T15:02:11+00:00", "state": "resolved",
        "fields": {"services": {"value": ["orders"]}, "summary": {"value": "fixed by SHOP-17"}}}}  # fmt: skip
    data = json.dumps({"data": [value] if many else value}).encode()
    assert registry.choose(data, "x")[0].id == "datadog.events"
    event = one(read, "datadog.events", data)
    assert (event.t, event.t_end, event.phase, event.severity) == (MS * 10**6, NOON + 3600 * 10**9, "open", severity)
    assert {("incident", "62"), ("incident", "i-1"), ("service", "orders"), ("ticket", "SHOP-17")} <= links(event)


@pytest.mark.parametrize(
    ("transition", "phase", "severity"),
    [("Triggered", "open", 17), ("Warn", "open", 13), ("No Data", "open", 13), ("Re-Triggered", "update", 17),
     ("Recovered", "close", 9)],
)  # fmt: skip
@pytest.mark.parametrize("told", ["title", "key"])
def test_the_webhook_is_a_step_of_its_monitors_alert(read, told: str, transition: str, phase: str, severity: int):
    value = {"body": "text", "last_updated": str(MS + 5), "event_type": "query_alert_monitor", "date": str(MS),
             "title": f"[{transition}] orders is slow", "org": {"id": "1", "name": "shop"}, "id": "e-1"}  # fmt: skip
    if told == "key":
        value |= {
            "title": "orders is slow",
            "alert_transition": transition,
            "alert_id": "17",
            "tags": "env:prod,service:orders",
        }
    event = one(read, "datadog.events", value)
    assert (event.t, event.phase, event.severity) == (MS * 10**6, phase, severity)
    assert event.group_key == ("17" if told == "key" else "orders is slow")


def test_events_of_both_versions_and_of_monitors(read):
    v2 = {"data": [{"id": "A", "type": "event", "attributes": {"message": "m", "timestamp": TEXT, "tags": ["host:web-1"],
          "attributes": {"title": "[Triggered] slow", "status": "error", "timestamp": MS + 1,
                         "monitor": {"id": 17, "name": "slow", "transition": {"transition_type": "alert"}}}}},
        {"id": "B", "type": "event", "attributes": {"message": "m", "timestamp": TEXT, "attributes": {
            "title": "x", "status": "info"}}}]}  # fmt: skip
    first, second = events(read, "datadog.events", v2)
    assert (first.t, first.phase, first.severity, first.group_key) == ((MS + 1) * 10**6, "open", 17, "17")
    assert (second.t, second.phase, second.severity) == (MS * 10**6, "point", 9)
    v1 = {
        "events": [
            {"id": 1, "date_happened": 1773756131, "title": "t", "text": "x", "alert_type": "warning", "host": "w"}
        ]
    }
    event = one(read, "datadog.events", v1)
    assert (event.t, event.severity, event.resource) == (NOON, 13, {"host.name": "w"})


@pytest.mark.parametrize("when", [TEXT, MS, MS * 10**6])
def test_a_deployment_of_dora_names_version_and_commit_whatever_its_clock_counts(read, when: Any):
    value = {"data": [{"id": "d", "type": "dora_deployment", "attributes": {
        "service": "orders", "started_at": when, "finished_at": None, "version": "4.18.0", "env": "production",
        "git": {"commit_sha": "9b6d9b0f9b6d9b0f9b6d9b0f9b6d9b0f9b6d9b0f"}}}]}  # fmt: skip
    event = one(read, "datadog.events", value)
    assert (event.t, event.t_end, event.kind) == (MS * 10**6, None, "deploy")
    assert {("commit", "9b6d9b0f" * 5), ("release", "4.18.0"), ("service", "orders")} <= links(event)


# ---- Grafana and Alertmanager ----
@pytest.mark.parametrize(
    ("state", "phase", "severity"),
    [("alerting", "open", 17), ("no_data", "open", 13), ("ok", "close", 9), ("pending", "update", 13)],
)
def test_a_legacy_alert_has_no_time_and_none_is_invented(read, state: str, phase: str, severity: int):
    found = batches(read, "grafana.events", {
        "ruleId": 58, "ruleName": "slow", "ruleUrl": "https://G.example/d/1#x", "state": state, "title": "t"})  # fmt: skip
    (event,) = found[0].events
    assert (event.t, event.phase, event.severity) == (None, phase, severity)
    assert {("alert", "slow"), ("url", "https://g.example/d/1")} <= links(event)
    assert "no time" in said(found)


@pytest.mark.parametrize(
    ("more", "kind", "phase", "t_end"),
    [({"tags": ["deploy", "service:orders"], "timeEnd": MS}, "deploy", "point", None),
     ({"tags": [], "timeEnd": MS + 1000}, "comms", "point", (MS + 1000) * 10**6),
     ({"alertId": 3, "newState": "alerting"}, "alert", "open", None),
     ({"alertId": 3, "newState": "ok"}, "alert", "close", None)],
)  # fmt: skip
def test_annotations_are_steps_of_alerts_deploys_or_what_people_wrote(read, more, kind, phase, t_end):
    row = {"id": 1, "alertId": 0, "panelId": 2, "time": MS, "text": "see SHOP-17", "tags": None, "login": "ann"} | more
    event = one(read, "grafana.events", [row])
    assert (event.t, event.t_end, event.kind, event.phase) == (MS * 10**6, t_end, kind, phase)
    assert ("ticket", "SHOP-17") in links(event)


@pytest.mark.parametrize(
    ("ends", "t_end"),
    [("2026-03-17T14:30:00Z", None), ("0001-01-01T00:00:00Z", None), ("2026-03-17T14:05:11+00:00", NOON + 180 * 10**9)],
)
def test_alertmanagers_list_ends_only_what_is_over(read, registry, ends: str, t_end: int | None):
    alert = {"labels": {"alertname": "Slow", "severity": "page", "service": "orders"}, "annotations": {},
             "startsAt": "2026-03-17T15:02:11+01:00", "endsAt": ends, "updatedAt": "2026-03-17T14:10:00Z",
             "fingerprint": "9c", "receivers": [], "status": {"state": "suppressed"}}  # fmt: skip
    data = json.dumps([alert]).encode()
    assert registry.choose(data, "x")[0].id == "alertmanager.alerts"
    event = one(read, "alertmanager.alerts", data)
    assert (event.t, event.t_end, event.phase, event.severity) == (NOON, t_end, "open", 18)
    assert (event.title, event.group_key) == ("Slow suppressed", "9c")
    assert event.t_observed == NOON + 469 * 10**9


def test_what_a_notification_says_of_itself_goes_with_each_of_its_alerts(read):
    alert = {
        "status": "firing",
        "labels": {"alertname": "Slow"},
        "startsAt": "2026-03-17T14:02:11Z",
        "fingerprint": "9c",
    }
    value = {"receiver": "duty", "alerts": [alert], "groupKey": "{}", "title": "[FIRING:1] Slow", "message": "x" * 1000}
    event = one(read, "alertmanager.webhook", value)
    assert event.attributes["notification.receiver"] == "duty"
    assert event.attributes["notification.title"] == "[FIRING:1] Slow"
    assert "notification.message" not in event.attributes


# ---- Pingdom ----
def test_results_open_where_a_check_goes_down_and_close_where_it_is_up_again(read):
    states = ["up", "down", "unconfirmed_down", "down", "up", "up"]
    rows = [{"probeid": n, "time": 1773756131 + 60 * n, "status": state, "statusdesc": "d"} | (
        {"responsetime": 100 + n} if state == "up" else {}) for n, state in enumerate(states)]  # fmt: skip
    found = batches(read, "pingdom.results", {"results": rows[::-1], "activeprobes": []}, "shop.json")
    newest_first = [event for batch in found for event in batch.events]
    assert [(event.kind, event.phase, event.severity) for event in newest_first[::-1]] == [
        ("http", "point", 9), ("alert", "open", 17), ("alert", "point", 13), ("alert", "update", 17), ("alert", "close", 9),
        ("http", "point", 9)]  # fmt: skip
    (series,) = [series for batch in found for series in batch.points]
    assert (series.name, series.unit, series.labels) == ("responsetime", "ms", {"file": "shop.json"})
    assert series.points.t.tolist() == [NOON + 60 * 10**9 * n for n in range(6)]
    assert [str(value) for value in series.points.value] == ["100.0", "nan", "nan", "nan", "104.0", "105.0"]


def test_outages_and_reports_last_from_their_start_to_their_end(read):
    states = [{"status": "up", "timefrom": 1773756000, "timeto": 1773756131}, {"status": "down", "timefrom": 1773756131,
              "timeto": 1773756191}]  # fmt: skip
    up, down = events(read, "pingdom.outages", {"summary": {"states": states}})
    assert (down.t, down.t_end, down.kind, down.phase) == (NOON, NOON + 60 * 10**9, "alert", "open")
    assert (up.kind, up.t_end) == ("http", NOON)
    report = {
        "report": {
            "check_id": 5,
            "name": "Pay",
            "states": [
                {
                    "status": "down",
                    "from": "2026-03-17T14:02:11.000Z",
                    "to": "2026-03-17T14:03:11Z",
                    "message": "no button",
                }
            ],
        }
    }
    event = one(read, "pingdom.outages", report)
    assert (event.t, event.t_end, event.group_key, event.body) == (NOON, NOON + 60 * 10**9, "5", "no button")


# ---- all of them ----
def row(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": "n",
        "incidentStatus": "OPEN",
        "startTimeInMillis": MS + number,
        "affectedEntityName": "x",
    }


def test_pages_one_behind_the_other_keep_every_record_and_say_what_came_twice(read):
    pages = [[row(3), row(2)], [row(2), row(1)]]
    data = " \n\n".join(json.dumps(page, indent=1) for page in pages).encode()
    found = batches(read, "appdynamics.events", data)
    assert [event.event_id for batch in found for event in batch.events] == ["3", "2", "2", "1"]
    assert "1 record carries the id and the time of one before" in said(found)


@pytest.mark.parametrize("indent", [None, 2])
def test_a_reply_that_ends_in_the_middle_of_its_list_keeps_what_was_whole(read, indent: int | None):
    rows = [
        {"AlertActiveID": n, "TriggeredDateTime": "2026-03-17T14:02:11Z", "Name": 'a "quoted, [name'} for n in range(5)
    ]
    data = json.dumps({"results": rows}, indent=indent).encode()
    found = batches(read, "solarwinds.swis", data[: data.index(b'"AlertActiveID": 3') + 30])
    assert [event.event_id for batch in found for event in batch.events] == ["0", "1", "2"]
    assert sum(batch.skipped for batch in found) == 1
    assert "truncated" in said(found)


def test_a_long_reply_is_recognised_by_what_of_it_stands_in_its_head(registry):
    rows = [
        {"Padding": "x" * 1000, "AlertActiveID": n, "TriggeredDateTime": "2026-03-17T14:02:11Z"} for n in range(100)
    ]
    head = json.dumps({"totalRows": 100, "results": rows}).encode()[:65_536]
    assert registry.choose(head, "x")[0].id == "solarwinds.swis"


@pytest.mark.parametrize("wrong", ["yesterday", "9" * 30, True, {"a": 1}, [1], None, 1e300])
def test_a_time_that_is_none_leaves_the_record_without_one(read, wrong: Any):
    found = batches(read, "appdynamics.events", [row(1) | {"startTimeInMillis": wrong, "severity": 5, "name": None}])
    (event,) = found[0].events
    assert (event.t, event.t_raw) == (None, "")
    assert "no time" in said(found)
    if isinstance(wrong, str):
        assert event.attributes["wb.unread_time"] == wrong


def test_what_is_no_object_of_the_tool_is_counted_and_the_rest_is_read(read):
    lines = [json.dumps([row(1), 7, "x", row(2)]), '{"foo": 1}', "not json", json.dumps(row(3))]
    found = batches(read, "appdynamics.events", "\n".join(lines).encode())
    assert [event.event_id for batch in found for event in batch.events] == ["1", "2", "3"]
    assert sum(batch.skipped for batch in found) == 4
