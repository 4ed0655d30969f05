"""Webhooks of uptime checks, alerting and status pages: times, phases, severities and links as the vendors define them."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

import pytest

from workbench.model.records import Event
from workbench.readers.recordmap import RecordMap, compiled, values_at

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z


def one(read: Any, reader: str, value: Any) -> Event:
    (event,) = events(read, reader, value)
    return event


def events(read: Any, reader: str, value: Any) -> list[Event]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(chain.from_iterable(batch.events for batch in read(reader, data, "x.json")))


def links(event: Event) -> set[tuple[str, str]]:
    return {(link.type, link.value) for link in event.links}


@pytest.mark.parametrize(("state", "phase", "severity"), [("DOWN", "open", 17), ("UP", "close", 9)])
def test_pingdom_opens_when_a_check_goes_down_and_closes_when_it_is_up(read, state: str, phase: str, severity: int):
    event = one(read, "pingdom.webhook", {
        "check_id": 803318, "check_name": "API", "previous_state": "UP", "current_state": state,
        "state_changed_timestamp": 1773756131, "importance_level": "HIGH", "long_description": "HTTP Server Error 503",
        "description": "HTTP Error 503", "check_params": {"hostname": "api.example", "full_url": "http://api.example/"},
        "a_key_of_tomorrow": [1, {"x": 2}],
    })  # fmt: skip
    assert (event.t, event.naive, event.resolution_ns) == (NOON, False, 10**9)
    assert (event.phase, event.severity, event.severity_text) == (phase, severity, state)
    assert event.title == f"API {state}: HTTP Error 503"
    assert event.resource == {"host.name": "api.example"}
    assert ("url", "http://api.example/") in links(event)
    assert event.attributes["pingdom.a_key_of_tomorrow"] == [1, {"x": 2}]
    assert event.group_key == "803318"


@pytest.mark.parametrize(
    ("state", "phase"), [("CREATED", "open"), ("ACTIVATED", "open"), ("ACKNOWLEDGED", "ack"), ("CLOSED", "close")]
)
def test_a_new_relic_issue_goes_through_its_states(read, state: str, phase: str):
    value = {"id": "c5fa", "issueUrl": "https://x.example/c5fa", "title": "slow", "priority": "HIGH", "state": state}
    event = one(read, "newrelic.issue", value | {"createdAt": 1773756000000, "updatedAt": 1773756131352})
    assert event.t == NOON + 352_000_000
    assert (event.phase, event.severity, event.kind) == (phase, 17, "alert")


def test_a_record_without_a_time_has_none_invented(read):
    event = one(
        read, "newrelic.issue", {"id": "a", "issueUrl": "", "title": "x", "priority": "LOW", "state": "CREATED"}
    )
    assert (event.t, event.t_raw, event.severity) == (None, "", 9)


def test_opsgenie_counts_in_two_units_and_the_action_has_the_finer_one(read):
    event = one(read, "opsgenie.webhook", {
        "action": "Acknowledge", "alert": {"alertId": "ec03", "message": "down", "priority": 1, "alias": "orders-down",
        "createdAt": 1773756000000, "updatedAt": 1773756131352000110}})  # fmt: skip
    assert event.t == NOON + 352_000_110
    assert (event.phase, event.severity) == ("ack", 21)
    assert {("alert", "orders-down"), ("incident", "ec03")} <= links(event)


def test_pagerduty_names_incident_service_and_who_acted(read):
    event = one(read, "pagerduty.webhook", {"event": {
        "id": "01B", "event_type": "incident.resolved", "occurred_at": "2026-03-17T14:02:11.458Z",
        "agent": {"summary": "Duty engineer"}, "client": None,
        "data": {"id": "PGR0VU2", "title": "A bump", "urgency": "low", "html_url": "https://p.example/PGR0VU2",
                 "service": {"summary": "API"}, "priority": {"summary": "P2"}}}})  # fmt: skip
    assert event.t == NOON + 458_000_000
    assert (event.phase, event.severity, event.event_id) == ("close", 13, "01B")
    assert event.title == "A bump (incident.resolved)"
    assert event.resource == {"service.name": "API"}
    assert (event.attributes["wb.author"], event.attributes["wb.priority"]) == ("Duty engineer", "P2")


def test_a_status_page_gives_a_record_an_update_with_its_own_bytes(read):
    updates = [
        {"id": "u2", "status": "resolved", "body": "It is over.", "created_at": "2026-03-17T15:02:11Z"},
        {"id": "u1", "status": "investigating", "body": "We look.", "created_at": "2026-03-17T14:02:11Z",
         "display_at": "2026-03-17T14:00:11Z"},
    ]  # fmt: skip
    incident = {"id": "z3", "name": "Payments", "impact": "major", "incident_updates": updates}
    data = json.dumps({"meta": {}, "page": {"id": "p"}, "incident": incident}).encode()
    found = events(read, "statuspage.incident", data)
    assert [(event.phase, event.t) for event in found] == [("close", NOON + 3600 * 10**9), ("open", NOON - 120 * 10**9)]
    assert {event.severity for event in found} == {17}
    for event, update in zip(found, updates, strict=True):
        assert json.loads(data[event.place.offset : event.place.offset + event.place.length]) == update
        assert event.title == f"Payments: {update['status']}"


@pytest.mark.parametrize(
    ("state", "level", "phase", "severity"),
    [("open", "CRITICAL", "open", 18), ("acknowledged", "WARNING", "ack", 13), ("closed", "INFO", "close", 9)],
)
def test_an_incident_of_new_relic_is_a_record_a_change_of_state(
    read, state: str, level: str, phase: str, severity: int
):
    body = {"incident_id": 42, "current_state": state, "condition_name": "Error rate", "policy_name": "Shop",
            "severity": level, "timestamp": NOON // 10**6, "details": "above 5 %", "targets": [{"name": "cart"}],
            "incident_url": "https://alerts.example/42", "account_name": "kept"}  # fmt: skip
    (event,) = events(read, "newrelic.incident", body)
    assert (event.t, event.kind, event.phase, event.severity) == (NOON, "alert", phase, severity)
    assert {("incident", "42"), ("service", "cart")} <= links(event)
    assert "kept" in event.attributes.values()


def test_deployments_are_a_record_each_and_name_their_commit(read):
    rows = [{"id": n, "revision": f"9b6d9b{n}", "timestamp": f"2026-03-17T1{n}:02:11+00:00"} for n in (4, 3)]
    found = events(read, "newrelic.deployments", {"deployments": rows})
    assert [event.t for event in found] == [NOON, NOON - 3600 * 10**9]
    assert ("commit", "9b6d9b4") in links(found[0])
    assert {event.kind for event in found} == {"deploy"}


def test_a_file_that_ends_in_the_middle_keeps_the_records_that_were_whole(read):
    line = json.dumps({"action": "Create", "alert": {"alertId": "a", "message": "m", "updatedAt": 1773756131352000000}})
    data = f"{line}\n{line[:40]}".encode()
    parts = list(read("opsgenie.webhook", data, "x.ndjson"))
    assert sum(len(part.events) for part in parts) == 1
    assert any("truncated" in problem.what for part in parts for problem in part.problems)


# ------------------------------------------------------------------------------------------------ paths
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.b", [1]), ("a|c", [{"b": 1}]), ("none|c", ["see"]), ("list[1].x", [3]), ("list[*].x", [2, 3]), ("^.up", [9]),
        ("'text'", ["text"]), ("log.level", ["warn"]), ("empty", []), ("empty|'x'", ["x"]), ("", []), ("a.b.c", []),
        ("list[7]", []), ("^^.up", []),
    ],
)  # fmt: skip
def test_a_path_leads_to_its_values(path: str, expected: list[Any]):
    inner = {"a": {"b": 1}, "c": "see", "list": [{"x": 2}, {"x": 3}], "log.level": "warn", "empty": ""}
    assert list(values_at(compiled(path), ({"up": 9}, inner))) == expected


@pytest.mark.parametrize("path", ["a[", "a]b", "[x]"])
def test_a_path_that_makes_no_sense_is_refused(path: str):
    with pytest.raises(ValueError, match="not understood"):
        compiled(path)


def test_a_map_knows_only_kinds_and_phases_that_there_are():
    with pytest.raises(ValueError, match="kind"):
        RecordMap("a.b", "T", "nonsense")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="phase"):
        RecordMap("a.b", "T", phases={"x": "begun"})
