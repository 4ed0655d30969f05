"""Slack, ServiceNow, ConnectWise, Kubernetes events, and what on-call tools answer: by the definitions of their formats."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from workrows import MS, NOON, SECOND, cited, events, links, one, problems

from workbench.model.records import Event
from workbench.readers.core import RawSource, Registry

SHA = "3484a3fb816e0859fd6e1cea078d76385ff50625"
SLACK, NOW, WISE, KUBE = "slack.messages", "servicenow.rows", "connectwise.ticket", "kubernetes.events"
PD, OG, SP = "pagerduty.rest", "opsgenie.rest", "statuspage.public"


# ---- Slack ----
def message(ts: str = "1773756131.000200", **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": "U1", "text": "hi", "ts": ts, **more}


def day(
    registry: Registry, folder: Path, value: Any, users: Any = None, name: str = "ex.zip/ops/2026-03-17.json"
) -> list[Event]:
    place = folder / "day.json"
    place.write_text(json.dumps(value))
    beside: tuple[tuple[str, str], ...] = ()
    if users is not None:
        (folder / "users.json").write_text(users if isinstance(users, str) else json.dumps(users))
        beside = (("ex.zip/users.json", str(folder / "users.json")),)
    reader = registry.named(SLACK)
    assert reader is not None
    batches = reader.read(RawSource(name, str(place), place.stat().st_size, beside=beside))
    return list(chain.from_iterable(batch.events for batch in batches))


def test_a_message_stands_at_its_ts_to_the_last_digit(registry, tmp_path: Path):
    (event,) = day(registry, tmp_path, [message("1773756131.123457")])
    assert (event.t, event.resolution_ns, event.naive) == (NOON + 123_457_000, 1000, False)
    assert (event.event_id, event.kind, event.phase) == ("1773756131.123457", "comms", "point")
    assert (event.title, event.body) == ("#ops U1: hi", "hi")


def test_people_have_their_names_where_the_list_of_users_is_beside(registry, tmp_path: Path):
    users = [
        {"id": "U1", "name": "ann", "profile": {"display_name": "Ann B"}},
        {"id": "U2", "real_name": "Bo"},
        {"id": 3},
    ]
    (event,) = day(registry, tmp_path, [message(text="<@U2> and <@U9> and <@U8|cy>")], users)
    assert event.title == "#ops Ann B: @Bo and @U9 and @cy"
    assert event.attributes["wb.author"] == "Ann B"
    assert event.attributes["wb.channel"] == "ops"


@pytest.mark.parametrize("users", ["", "{", "[[[", '{"id": 1}', "null"])
def test_a_broken_list_of_users_leaves_the_ids(registry, tmp_path: Path, users: str):
    (event,) = day(registry, tmp_path, [message()], users)
    assert event.attributes["wb.author"] == "U1"


def test_the_signs_of_a_text_are_read_as_people_see_them(registry, tmp_path: Path):
    text = "a &amp;&lt;b&gt; <https://ci.example/17?a=1&amp;b=2|build 17> <!here> <#C1|shop> <https://x.example>"
    text += f" commit {SHA} OPS-17"
    (event,) = day(registry, tmp_path, [message(text=text)])
    assert event.body == (
        f"a &<b> build 17 (https://ci.example/17?a=1&b=2) @here #shop https://x.example commit {SHA} OPS-17"
    )
    assert {("url", "https://ci.example/17?a=1&b=2"), ("url", "https://x.example/"), ("commit", SHA), ("ticket", "OPS-17")} \
        <= links(event)  # fmt: skip


def test_a_thread_is_one_group_and_an_edit_keeps_the_first_time(registry, tmp_path: Path):
    root, other = "1773756131.000200", "1773756191.000300"
    found = day(registry, tmp_path, [
        message(root, thread_ts=root, reply_count=1), message("1773756140.000000"),
        message(other, thread_ts=root, edited={"user": "U1", "ts": "1773759999.000000"}, tomorrow="x")])  # fmt: skip
    assert [event.phase for event in found] == ["open", "point", "update"]
    assert found[0].group_key == found[2].group_key == f"ops/{root}"
    assert found[2].t == NOON + 60 * SECOND + 300_000
    assert found[2].attributes["wb.edited"] == "1773759999.000000"
    assert found[2].attributes["slack.tomorrow"] == "x"


def test_a_bot_says_what_it_attaches_and_blocks_hold(registry, tmp_path: Path):
    rich = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
        {"type": "text", "text": "see "}, {"type": "link", "url": "https://x.example/1"}]}]}]  # fmt: skip
    found = day(registry, tmp_path, [
        {"type": "message", "subtype": "bot_message", "bot_id": "B1", "username": "alerts", "text": "",
         "ts": "1773756131.000001",
         "attachments": [{"fallback": "f", "title": "orders is down", "title_link": "https://a.example/1",
                          "text": "50 errors", "fields": [{"title": "service", "value": "orders"}]}]},
        message(text="", blocks=rich), message(text="log", files=[{"name": "a.log"}])])  # fmt: skip
    assert found[0].title == "#ops alerts: orders is down"
    assert found[0].body == "orders is down\n50 errors\nservice: orders"
    assert ("url", "https://a.example/1") in links(found[0])
    assert ("url", "https://x.example/1") in links(found[1])
    assert found[2].body == "log\n[file a.log]"


def test_replies_of_a_channels_history_are_newest_first_and_kept_so(registry, tmp_path: Path):
    pages = {"ok": True, "messages": [message("1773756191.000000"), message("1773756131.000000")]}
    found = day(registry, tmp_path, pages, name="history.json")
    assert [event.t for event in found] == [NOON + 60 * SECOND, NOON]
    assert found[0].title == "U1: hi"


@pytest.mark.parametrize(
    "more", [{"ts": None}, {"ts": {}}, {"ts": "never"}, {"user": 4, "text": None, "blocks": {"a": []}}]
)
def test_a_message_with_odd_values_is_read_as_far_as_it_goes(registry, tmp_path: Path, more: dict[str, Any]):
    found = day(registry, tmp_path, [message(), message() | more])
    assert len(found) == 2
    assert found[1].t == (NOON + 200_000 if "ts" not in more else None)


# ---- ServiceNow ----
def row(**more: Any) -> dict[str, Any]:
    return {"sys_id": "a1", "number": "INC0010017", "short_description": "Hangs, as CHG0000024", "state": "2",
            "opened_at": "2026-03-17 14:02:11", "sys_created_on": "2026-03-17 14:02:12", **more}  # fmt: skip


def pairs(flat: dict[str, Any], shown: dict[str, str]) -> dict[str, Any]:
    return {name: {"value": value, "display_value": shown.get(name, value)} for name, value in flat.items()}


@pytest.mark.parametrize(
    ("state", "phase"), [("1", "open"), ("2", "update"), ("3", "update"), ("6", "close"), ("7", "close")]
)
def test_an_incidents_stored_times_are_utc_and_its_state_is_its_phase(read, state: str, phase: str):
    event = one(read, NOW, {"result": [row(state=state, resolved_at="2026-03-17 15:02:11", priority="2", u_new="x")]})
    assert (event.t, event.t_end, event.naive) == (NOON, NOON + 3600 * SECOND, False)
    assert (event.kind, event.phase, event.severity) == ("ticket", phase, 17)
    assert event.t_observed == NOON + SECOND
    assert {("ticket", "INC0010017"), ("ticket", "CHG0000024")} <= links(event)
    assert (event.event_id, event.group_key, event.attributes["servicenow.u_new"]) == ("a1", "INC0010017", "x")


def test_what_a_user_sees_is_in_the_users_zone(read):
    event = one(read, NOW, [row(state="In Progress", opened_by={"display_value": "Ann", "link": "https://x"})])
    assert (event.t, event.naive, event.phase) == (NOON, True, "update")
    assert event.attributes["wb.author"] == "Ann"


def test_of_pairs_the_value_is_the_time_and_the_display_the_words(read):
    flat = row(state="6", priority="1")
    data = json.dumps({"result": [pairs(flat, {"state": "Resolved", "priority": "1 - Critical",
                                               "opened_at": "17/03/2026 15:02:11"})]}).encode()  # fmt: skip
    event = one(read, NOW, data)
    assert (event.t, event.naive, event.phase, event.severity) == (NOON, False, "close", 18)
    assert event.severity_text == "1 - Critical"
    assert cited(event, data)["number"]["value"] == "INC0010017"


def change(start: str, **more: Any) -> dict[str, Any]:
    return row(number="CHG0000024", state="3", work_start=start, work_end=start, opened_at="", **more)


def test_a_change_is_a_deploy_while_it_is_worked_on(read):
    value = row(number="CHG0000024", state="-1", work_start="2026-03-17 14:02:11", work_end="2026-03-17 15:02:11")
    event = one(read, NOW, value)
    assert (event.kind, event.t, event.t_end, event.phase) == ("deploy", NOON, NOON + 3600 * SECOND, "close")
    planned = one(read, NOW, row(number="CHG0000025", state="-5"))
    assert (planned.kind, planned.t, planned.phase) == ("ticket", NOON, "open")


def test_a_date_that_may_be_two_days_is_left_out_and_said(read):
    data = {"result": [change("03/05/2026 10:00:00"), change("04/05/2026 10:00:00", sys_id="a2")]}
    assert [event.t for event in events(read, NOW, data)] == [None, None]
    assert any("which number is the month" in problem.what for problem in problems(read, NOW, data))


@pytest.mark.parametrize(
    ("other", "first"),
    [({"closed_at": "03/17/2026 10:00:00"}, "month"), ({"closed_at": "17/03/2026 10:00:00"}, "day"),
     ({"sys_updated_on": {"value": "2026-03-05 17:00:00", "display_value": "03/05/2026 10:00:00"}}, "month"),
     ({"sys_updated_on": {"value": "2026-05-03 17:00:00", "display_value": "03/05/2026 10:00:00"}}, "day")],
)  # fmt: skip
def test_a_date_is_read_where_the_source_itself_shows_the_order(read, other: dict[str, Any], first: str):
    data = {"result": [change("03/05/2026 10:00:00", **other)]}
    event = one(read, NOW, data)
    march, may = 1_772_704_800 * SECOND, 1_777_802_400 * SECOND  # 2026-03-05 and 2026-05-03, 10:00 as if UTC
    assert (event.t, event.naive) == (march if first == "month" else may, True)
    assert any(f"the {first} stands first" in problem.what for problem in problems(read, NOW, data))


def test_what_was_written_into_a_record_is_a_step_of_it(read):
    note = {"sys_id": "n1", "element": "work_notes", "element_id": "a1", "value": f"bad since commit {SHA}",
            "sys_created_on": "2026-03-17 14:02:11", "sys_created_by": "ann"}  # fmt: skip
    event = one(read, NOW, {"result": [note]})
    assert (event.t, event.phase, event.group_key) == (NOON, "update", "a1")
    assert ("commit", SHA) in links(event)


def test_a_reply_that_is_cut_off_keeps_its_whole_rows(read):
    data = json.dumps({"result": [row(sys_id=str(n)) for n in range(3)]}).encode()
    cut = data[: data.rindex(b'"number"')]
    assert [event.event_id for event in events(read, NOW, cut)] == ["0", "1"]
    assert any("truncated" in problem.what for problem in problems(read, NOW, cut))


# ---- ConnectWise ----
def ticket(**more: Any) -> dict[str, Any]:
    return {"id": 69, "summary": "Hangs", "board": {"name": "S"}, "status": {"name": "New"}, "closedFlag": False,
            "_info": {"dateEntered": "2026-03-17T14:02:11Z"}, **more}  # fmt: skip


@pytest.mark.parametrize(("word", "severity"), [("High", 17), ("Medium", 13), ("Low", 9)])
def test_a_ticket_is_entered_where_older_and_newer_replies_say_so(read, word: str, severity: int):
    old = one(read, WISE, [ticket(severity=word)])
    new = one(
        read, WISE, ticket(severity=word, dateEntered="2026-03-17T14:02:11Z", _info={}, recordType="ServiceTicket")
    )
    assert [event.t for event in (old, new)] == [NOON, NOON]
    assert (old.severity, old.severity_text, old.phase, old.t_end) == (severity, word, "open", None)


def test_a_closed_ticket_ends_and_its_notes_are_steps(read):
    closed = one(read, WISE, [ticket(closedFlag=True, closedDate="2026-03-17T15:02:11Z", tomorrow=1)])
    assert (closed.phase, closed.t_end) == ("close", NOON + 3600 * SECOND)
    assert closed.attributes["connectwise.tomorrow"] == 1
    notes = [{"id": n, "ticketId": 69, "text": "see OPS-17", "dateCreated": f"2026-03-17T14:0{n}:11Z"} for n in (3, 2)]
    found = events(read, WISE, notes)
    assert [(event.t, event.phase, event.group_key) for event in found] == [
        (NOON + 60 * SECOND, "update", "69"), (NOON, "update", "69")]  # fmt: skip
    assert ("ticket", "OPS-17") in links(found[0])


# ---- Kubernetes ----
def event_of(**more: Any) -> dict[str, Any]:
    return {"metadata": {"name": "pay.1", "namespace": "shop", "uid": "e1", "creationTimestamp": "2026-03-17T14:02:12Z"},
            "involvedObject": {"kind": "Pod", "namespace": "shop", "name": "pay", "uid": "u1",
                               "fieldPath": "spec.containers{app}"},
            "reason": "BackOff", "message": "Back-off", "type": "Warning", "count": 10, "source": {"host": "node-3"},
            "firstTimestamp": "2026-03-17T14:02:11Z", "lastTimestamp": "2026-03-17T14:07:11Z", **more}  # fmt: skip


def new_event(**more: Any) -> dict[str, Any]:
    old = event_of()
    return {"metadata": old["metadata"], "regarding": old["involvedObject"], "reason": "BackOff", "note": "Back-off",
            "type": "Normal", "eventTime": "2026-03-17T14:02:11.123456Z", "deprecatedFirstTimestamp": None,
            **more}  # fmt: skip


@pytest.mark.parametrize("kind", ["List", "EventList"])
def test_an_event_that_came_again_is_one_record_over_its_time(read, kind: str):
    data = json.dumps({"apiVersion": "v1", "kind": kind, "items": [event_of(tomorrow=1)]}, indent=2).encode()
    event = one(read, KUBE, data)
    assert (event.t, event.t_end, event.kind, event.severity) == (NOON, NOON + 300 * SECOND, "k8s", 13)
    assert event.t_observed == NOON + SECOND
    assert (event.attributes["k8s.event.count"], event.attributes["k8s.tomorrow"]) == (10, 1)
    assert ("k8s", "shop/Pod/pay/u1") in links(event)
    assert event.resource["k8s.pod.name"] == "pay"
    assert event.resource["k8s.container.name"] == "app"
    assert cited(event, data)["reason"] == "BackOff"


def test_events_of_the_newer_kind_and_of_a_watch(read):
    series = {"count": 4, "lastObservedTime": "2026-03-17T14:03:11.000001Z"}
    event = one(read, KUBE, {"kind": "List", "items": [new_event(series=series)]})
    assert (event.t, event.resolution_ns, event.severity) == (NOON + 123_456_000, 1000, 9)
    assert (event.t_end, event.attributes["k8s.event.count"]) == (NOON + 60 * SECOND + 1000, 4)
    watched = b"\n".join(
        json.dumps({"type": kind, "object": value}).encode()
        for kind, value in (("ADDED", event_of()), ("MODIFIED", new_event()))
    )
    found = events(read, KUBE, watched)
    assert [event.t for event in found] == [NOON, NOON + 123_456_000]
    assert "reason" in cited(found[1], watched)
    plain = b"\n".join(json.dumps(event_of(count=n), indent=4).encode() for n in (1, 2))
    assert len(events(read, KUBE, plain)) == 2


def test_an_event_without_times_stands_where_it_was_made(read):
    event = one(read, KUBE, event_of(firstTimestamp=None, lastTimestamp=None, eventTime=None))
    assert (event.t, event.t_end) == (NOON + SECOND, None)


# ---- on call ----
@pytest.mark.parametrize(("kind", "phase"), [("trigger_log_entry", "open"), ("acknowledge_log_entry", "ack"),
                                             ("resolve_log_entry", "close"), ("notify_log_entry", "update")])  # fmt: skip
def test_log_entries_tell_an_incidents_story(read, kind: str, phase: str):
    entry = {"id": "R1", "type": kind, "created_at": "2026-03-17T14:02:11Z", "summary": "s", "agent": {"summary": "Ann"},
             "incident": {"id": "P1", "summary": "[#2] down"}, "service": {"summary": "API"}}  # fmt: skip
    event = one(read, PD, {"log_entries": [entry], "more": False})
    assert (event.t, event.phase, event.group_key, event.attributes["wb.author"]) == (NOON, phase, "P1", "Ann")
    assert {("incident", "P1"), ("service", "API")} <= links(event)


def test_older_webhooks_of_pagerduty_and_its_list_of_incidents(read):
    incident = {"id": "P1", "incident_number": 2, "title": "down", "urgency": "low", "status": "resolved",
                "created_at": "2026-03-17T14:02:11Z", "resolved_at": "2026-03-17T15:02:11Z"}  # fmt: skip
    listed = one(read, PD, {"incidents": [incident]})
    assert (listed.t, listed.t_end, listed.phase, listed.severity) == (NOON, NOON + 3600 * SECOND, "close", 13)
    message = {"id": "m", "event": "incident.resolve", "incident": incident, "created_on": "2026-03-17T14:02:11Z"}
    second = one(read, PD, {"messages": [message]})
    assert (second.t, second.phase, second.group_key) == (NOON, "close", "P1")
    first = one(read, PD, {"messages": [{"id": "m", "type": "incident.trigger", "created_on": "2026-03-17T14:02:11Z",
                                         "data": {"incident": {"id": "P1", "incident_key": "k"}}}]})  # fmt: skip
    assert (first.t, first.phase, first.group_key) == (NOON, "open", "P1")


@pytest.mark.parametrize(("priority", "severity"), [("P1", 21), ("P2", 18), ("P3", 17), ("P4", 13), ("P5", 9)])
def test_an_opsgenie_alert_was_open_for_as_long_as_its_report_says(read, priority: str, severity: int):
    alert = {"id": "a", "tinyId": "1", "alias": "down", "message": "m", "priority": priority,
             "createdAt": "2026-03-17T14:02:11.352Z"}  # fmt: skip
    closed = one(read, OG, {"data": [alert | {"status": "closed", "report": {"closeTime": 60_000}}]})
    assert (closed.t, closed.t_end) == (NOON + 352 * MS, NOON + 60_352 * MS)
    assert (closed.phase, closed.severity) == ("close", severity)
    open_ = one(read, OG, {"data": alert | {"status": "open", "acknowledged": True}})
    assert (open_.phase, open_.t_end) == ("ack", None)
    log = {
        "data": [{"log": "Alert closed via web", "owner": "ann", "createdAt": "2026-03-17T14:02:11Z", "offset": "1"}]
    }
    assert (one(read, OG, log).phase, one(read, OG, log).t) == ("close", NOON)


def test_a_status_pages_incidents_are_in_the_pages_own_offset(read):
    updates = [
        {"id": "u2", "status": "resolved", "body": "over", "display_at": "2026-03-17T16:02:11.000+01:00"},
        {"id": "u1", "status": "investigating", "body": "we look", "created_at": "2026-03-17T15:02:11.507+01:00"},
    ]
    data = json.dumps({"page": {"id": "p"}, "incidents": [
        {"id": "z", "name": "Pay", "impact": "critical", "incident_updates": updates},
        {"id": "y", "name": "Old", "impact": "none", "incident_updates": updates[:1]}]}).encode()  # fmt: skip
    found = events(read, SP, data)
    assert [(event.t, event.phase, event.severity) for event in found] == [
        (NOON + 3600 * SECOND, "close", 21), (NOON + 507 * MS, "open", 21), (NOON + 3600 * SECOND, "close", 9)]  # fmt: skip
    assert [event.title for event in found] == ["Pay: resolved", "Pay: investigating", "Old: resolved"]
    assert cited(found[1], data)["id"] == "u1"


@pytest.mark.parametrize(
    ("old", "new", "phase", "severity"),
    [("operational", "major_outage", "open", 21), ("major_outage", "partial_outage", "update", 17),
     ("partial_outage", "operational", "close", 9)],
)  # fmt: skip
def test_a_component_that_changes(read, old: str, new: str, phase: str, severity: int):
    event = one(
        read,
        SP,
        {
            "page": {"id": "p"},
            "component": {"id": "c", "name": "API"},
            "component_update": {
                "id": "1",
                "created_at": "2026-03-17T14:02:11Z",
                "old_status": old,
                "new_status": new,
                "component_id": "c",
            },
        },
    )
    assert (event.t, event.phase, event.severity, event.group_key) == (NOON, phase, severity, "c")
    assert event.title == f"API: {old} → {new}"
