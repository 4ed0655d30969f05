"""What monitoring tools tell of alerts and deploys: times, phases, severities and links as the vendors define them."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

import pytest
from recordrows import batches, events, links, one, said

from workbench.model.records import Event

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z
MS = 1_773_756_131_352
LATER = MS + 60_000


def own(data: bytes, event: Event) -> Any:
    return json.loads(data[event.place.offset : event.place.offset + event.place.length])


# ---- Dynatrace ----
def entity(kind: str, name: str) -> dict[str, Any]:
    return {"entityId": {"id": f"{kind}-17", "type": kind}, "name": name}


PROBLEM: dict[str, Any] = {
    "problemId": "-17_1V2", "displayId": "P-2603", "title": "Failure rate increase", "severityLevel": "ERROR",
    "status": "OPEN", "startTime": MS, "endTime": -1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("level", "severity"),
    [("AVAILABILITY", 21), ("ERROR", 17), ("PERFORMANCE", 13), ("RESOURCE_CONTENTION", 13), ("CUSTOM_ALERT", 13),
     ("INFO", 9), ("MONITORING_UNAVAILABLE", 9), ("OF_TOMORROW", 13)],
)  # fmt: skip
def test_a_dynatrace_problem_has_the_severity_of_its_level(read, level: str, severity: int):
    event = one(read, "dynatrace.problem", PROBLEM | {"severityLevel": level})
    assert (event.severity, event.severity_text, event.kind) == (severity, level, "alert")


def test_an_open_problem_of_dynatrace_has_no_end_and_a_closed_one_has(read):
    data = json.dumps({"totalCount": 2, "nextPageKey": "null", "problems": [
        PROBLEM | {"problemId": "b", "status": "CLOSED", "endTime": LATER}, PROBLEM]}, indent=3).encode()  # fmt: skip
    closed, opened = events(read, "dynatrace.problem", data)
    assert (closed.t, closed.t_end) == (MS * 10**6, LATER * 10**6)
    assert (opened.t, opened.t_end, opened.phase, opened.naive) == (MS * 10**6, None, "open", False)
    assert ("incident", "P-2603") in links(opened)
    assert own(data, opened) == PROBLEM


def test_evidence_and_comments_are_updates_of_their_problem_at_their_own_bytes(read):
    evidence = {"evidenceType": "EVENT", "displayName": "Host unavailable", "entity": entity("HOST", "web-1"),
                "rootCauseRelevant": True, "startTime": MS - 1000, "endTime": -1, "eventType": "HOST_AVAILABILITY",
                "of_tomorrow": {"a": 1}}  # fmt: skip
    comment = {"id": "c1", "createdAtTimestamp": LATER, "content": "We restart it. See SHOP-17.", "authorName": "ann"}
    problem = PROBLEM | {"evidenceDetails": {"totalCount": 1, "details": [evidence]}, "rootCauseEntity":
                         entity("HOST", "web-1"), "recentComments": {"comments": [comment]},
                         "affectedEntities": [entity("SERVICE", "orders")]}  # fmt: skip
    data = json.dumps({"problems": [problem]}).encode()
    first, why, note = events(read, "dynatrace.problem", data)
    assert first.resource == {"host.name": "web-1", "service.name": "orders"}
    assert (why.t, why.phase, why.kind, why.severity) == ((MS - 1000) * 10**6, "update", "alert", 21)
    assert (why.attributes["wb.root_cause"], why.attributes["dynatrace.of_tomorrow.a"]) == (True, 1)
    assert (note.t, note.kind, note.attributes["wb.author"]) == (LATER * 10**6, "comms", "ann")
    assert ("ticket", "SHOP-17") in links(note)
    assert {why.group_key, note.group_key} == {first.group_key}
    assert (own(data, why), own(data, note)) == (evidence, comment)


def test_a_deployment_of_dynatrace_is_a_deploy_with_version_stage_and_service(read):
    value = {"eventId": "e1", "eventType": "CUSTOM_DEPLOYMENT", "startTime": MS, "endTime": MS, "title": "Deploy",
             "entityId": entity("SERVICE", "orders"), "properties": [
                 {"key": "dt.event.deployment.version", "value": "4.18.0"}, {"key": "git.commit", "value": "9b6d9b0f"},
                 {"key": "dt.event.deployment.release_stage", "value": "production"}]}  # fmt: skip
    event = one(read, "dynatrace.problem", {"totalCount": 1, "events": [value]})
    assert (event.kind, event.phase, event.t) == ("deploy", "point", MS * 10**6)
    assert event.resource == {
        "service.name": "orders", "service.version": "4.18.0", "deployment.environment.name": "production",
    }  # fmt: skip
    assert {("service", "orders"), ("release", "4.18.0"), ("commit", "9b6d9b0f")} <= links(event)


def test_a_dynatrace_webhook_opens_at_the_start_and_closes_at_the_end(read):
    body = {"PID": "-17", "ProblemID": "P-2603", "ProblemTitle": "slow", "ProblemSeverity": "PERFORMANCE",
            "ImpactedEntities": [{"type": "HOST", "name": "web-1", "entity": "HOST-17"}],
            "ProblemURL": "https://x.example/#problems;pid=-17", "ProblemDetailsHTML": "<b>x</b>"}  # fmt: skip
    details = {"startTime": MS, "endTime": -1}
    lines = [body | {"State": "OPEN", "ProblemDetailsJSON": details},
             body | {"State": "RESOLVED", "ProblemDetailsJSON": details | {"endTime": LATER}},
             {"State": "OPEN", "ProblemID": "P-1", "ProblemTitle": "x"}]  # fmt: skip
    data = "\n".join(map(json.dumps, lines)).encode()
    opened, closed, bare = events(read, "dynatrace.problem", data)
    assert (opened.t, opened.phase, opened.severity) == (MS * 10**6, "open", 13)
    assert (closed.t, closed.t_end, closed.phase) == (LATER * 10**6, None, "close")
    assert (bare.t, bare.phase) == (None, "open")
    assert opened.group_key == closed.group_key
    assert opened.resource == {"host.name": "web-1"}
    assert ("replay_url", "https://x.example/#problems;pid=-17") in links(opened)


# ---- CloudWatch ----
NOTICE = {"AlarmName": "orders-5xx", "AWSAccountId": "1", "OldStateValue": "OK", "NewStateReason": "crossed",
          "StateChangeTime": "2026-03-17T14:02:11.093+0000", "Region": "EU (Ireland)"}  # fmt: skip
STATES = [("ALARM", "open", 17), ("OK", "close", 9), ("INSUFFICIENT_DATA", "update", 13)]


@pytest.mark.parametrize(("state", "phase", "severity"), STATES)
@pytest.mark.parametrize("form", ["bare", "sns", "lambda"])
def test_an_alarm_is_read_through_the_envelopes_that_carry_it(read, registry, form, state, phase, severity):
    inner = NOTICE | {"NewStateValue": state, "AlarmArn": "arn:aws:cloudwatch:eu-west-1:1:alarm:orders-5xx",
                      "Trigger": {"Dimensions": [{"name": "ServiceName", "value": "orders"}]}}  # fmt: skip
    sns = {
        "TopicArn": "arn:x",
        "MessageId": "m1",
        "Message": json.dumps(inner),
        "Timestamp": "2026-03-17T14:02:11.134Z",
    }
    value = {"bare": inner, "sns": sns, "lambda": {"Records": [{"EventSource": "aws:sns", "Sns": sns}]}}[form]
    data = json.dumps(value).encode()
    assert registry.choose(data, "x")[0].id == "cloudwatch.alarm"
    event = one(read, "cloudwatch.alarm", data)
    assert (event.t, event.naive, event.phase, event.severity) == (NOON + 93_000_000, False, phase, severity)
    assert event.t_observed == (None if form == "bare" else NOON + 134_000_000)
    assert event.resource == {"cloud.account.id": "1", "cloud.region": "eu-west-1", "service.name": "orders"}
    assert {("alert", "orders-5xx"), ("service", "orders")} <= links(event)
    assert event.place.pointer == {"bare": "", "sns": "/Message", "lambda": "/Records/0/Sns/Message"}[form]
    assert own(data, event) == value


@pytest.mark.parametrize(("state", "phase", "severity"), STATES)
def test_an_alarm_as_an_event_of_eventbridge(read, state: str, phase: str, severity: int):
    value = {"version": "0", "id": "c4", "detail-type": "CloudWatch Alarm State Change", "source": "aws.cloudwatch",
             "time": "2026-03-17T14:02:12Z", "region": "us-east-1", "account": "1", "resources": [],
             "detail": {"alarmName": "cpu", "state": {"value": state, "timestamp": "2026-03-17T14:02:11.993+0000"},
                        "configuration": {"metrics": [{"metricStat": {"metric": {
                            "name": "CPUUtilization", "dimensions": {"InstanceId": "i-1"}}}}]}}}  # fmt: skip
    event = one(read, "cloudwatch.alarm", value)
    assert (event.t, event.phase, event.severity, event.event_id) == (NOON + 993_000_000, phase, severity, "c4")
    assert ("host", "i-1") in links(event)


def test_described_alarms_of_both_kinds_are_read_and_a_bare_one_too(read):
    value = {"CompositeAlarms": [{"AlarmName": "all", "StateValue": "OK", "StateUpdatedTimestamp": 1773756131.352}],
             "MetricAlarms": [{"AlarmName": "cpu"}]}  # fmt: skip
    bare, composite = events(read, "cloudwatch.alarm", value)
    assert (bare.t, bare.phase, bare.severity, bare.group_key) == (None, "point", 0, "cpu")
    assert (composite.t, composite.phase) == (MS * 10**6, "close")


def test_a_history_gives_each_change_with_the_state_that_its_text_holds(read):
    def item(second: int, kind: str, data: Any) -> dict[str, Any]:
        return {"Timestamp": f"2026-03-17T14:02:{second}+00:00", "HistoryItemType": kind, "AlarmName": "cpu",
                "HistorySummary": "summary", "HistoryData": data}  # fmt: skip

    state = json.dumps({"newState": {"stateValue": "ALARM", "stateReason": "crossed"}})
    rows = [item(12, "Action", "{cut"), item(11, "StateUpdate", state)]
    action, alarm = events(read, "cloudwatch.alarm", {"AlarmHistoryItems": rows})
    assert (alarm.t, alarm.phase, alarm.severity, alarm.severity_text) == (NOON, "open", 17, "ALARM")
    assert alarm.body == "crossed"
    assert (action.t, action.phase) == (NOON + 10**9, "update")
    assert action.attributes["cloudwatch.HistoryData"] == "{cut"


# ---- AppDynamics ----
VIOLATION = {"id": 266, "name": "CPU is too high", "severity": "CRITICAL", "incidentStatus": "OPEN", "startTimeInMillis": MS,
             "detectedTimeInMillis": 0, "endTimeInMillis": 0, "affectedEntityDefinition": {
                 "entityType": "APPLICATION_COMPONENT", "entityId": 16, "name": "orders"}}  # fmt: skip


@pytest.mark.parametrize(("word", "severity"), [("CRITICAL", 18), ("WARNING", 13), ("ERROR", 17), ("INFO", 9)])
def test_a_violation_lasts_from_its_start_to_its_end_where_zero_is_none(read, word: str, severity: int):
    first, second = events(
        read,
        "appdynamics.events",
        [
            VIOLATION | {"severity": word},
            VIOLATION | {"id": 267, "incidentStatus": "RESOLVED", "endTimeInMillis": LATER},
        ],
    )
    assert (first.t, first.t_end, first.severity, first.severity_text) == (MS * 10**6, None, severity, word)
    assert (second.t_end, second.group_key) == (LATER * 10**6, "267")
    assert ("service", "orders") in links(first)


@pytest.mark.parametrize(
    ("kind", "wanted", "phase"),
    [("POLICY_OPEN_CRITICAL", "alert", "open"), ("POLICY_CLOSE_WARNING", "alert", "close"),
     ("POLICY_UPGRADED", "alert", "update"), ("POLICY_CANCELED_CRITICAL", "alert", "close"),
     ("APPLICATION_DEPLOYMENT", "deploy", "point"), ("APPLICATION_ERROR", "error", "point")],
)  # fmt: skip
def test_events_of_appdynamics_are_steps_deploys_and_errors(read, kind: str, wanted: str, phase: str):
    event = one(read, "appdynamics.events", [{"id": 1, "type": kind, "eventTime": MS, "severity": "WARN", "summary": "s",
                                              "deepLinkUrl": "https://x.example/#a=1", "of_tomorrow": 2}])  # fmt: skip
    assert (event.kind, event.phase, event.severity, event.t) == (wanted, phase, 13, MS * 10**6)
    assert ("replay_url", "https://x.example/#a=1") in links(event)
    assert event.attributes["appdynamics.of_tomorrow"] == 2


XML = (
    '<?xml version="1.0"?>\n<policy-violations>\n <policy-violation><id>266</id><name>CPU</name>'
    f"<startTimeInMillis>{MS}</startTimeInMillis><endTimeInMillis>0</endTimeInMillis><severity>WARNING</severity>"
    "<incidentStatus>OPEN</incidentStatus><affectedEntityDefinition><entityType>MACHINE_INSTANCE</entityType>"
    "<name>web-1</name></affectedEntityDefinition></policy-violation>\n <policy-violation><id>267</id>"
)


def test_violations_in_xml_are_as_those_in_json_and_what_is_cut_off_is_said(read, registry):
    data = XML.encode()
    assert registry.choose(data, "x")[0].id == "appdynamics.events"
    found = batches(read, "appdynamics.events", data)
    (event,) = chain.from_iterable(batch.events for batch in found)
    assert (event.t, event.t_end, event.severity, event.resource) == (MS * 10**6, None, 13, {"host.name": "web-1"})
    written = data[event.place.offset : event.place.offset + event.place.length]
    assert (written[:22], written[-19:]) == (b"<policy-violation><id>", b"</policy-violation>")
    assert "truncated" in said(found)


def test_xml_that_declares_a_type_is_refused(read):
    from workbench.errors import SourceError

    with pytest.raises(SourceError, match="document type"):
        read("appdynamics.events", b'<!DOCTYPE x [<!ENTITY a "b">]><policy-violations/>')


# ---- SolarWinds ----
@pytest.mark.parametrize(("number", "severity"), [(0, 9), (1, 13), (2, 18), (3, 17), (4, 10), (None, 13)])
def test_an_orion_alert_has_seven_digits_of_utc_and_a_numbered_severity(read, number: Any, severity: int):
    row = {"AlertActiveID": 4, "Name": "Node down", "TriggeredDateTime": "2026-03-17T14:02:11.2300001Z", "Severity": number,
           "TriggeredMessage": "web-1 is down", "AlertMessage": "${N=x}", "EntityType": "Orion.Nodes",
           "EntityCaption": "WEB-1"}  # fmt: skip
    event = one(read, "solarwinds.swis", {"results": [row]})
    assert (event.t, event.naive, event.resolution_ns) == (NOON + 230_000_100, False, 100)
    assert (event.severity, event.phase, event.title) == (severity, "open", "Node down: web-1 is down")
    assert {("alert", "Node down"), ("host", "web-1")} <= links(event)


def test_orion_events_are_local_time_and_what_their_type_says(read):
    when = "2026-03-17T14:02:11.1700000"
    rows = [{"EventID": n, "EventTime": when, "EventTypeName": name, "Message": "m", "Node": "web-1"}
            for n, name in enumerate(("Node Down", "Node Up", "Node Warning", "Something else"))]  # fmt: skip
    found = events(read, "solarwinds.swis", {"results": rows})
    assert [(event.severity, event.kind) for event in found] == [(17, "log"), (9, "log"), (13, "log"), (0, "log")]
    assert {(event.t, event.naive) for event in found} == {(NOON + 170_000_000, True)}


def test_the_history_of_an_orion_alert_is_its_steps(read):
    rows = [{"AlertHistoryID": n, "EventType": n, "AlertActiveID": 4, "TimeStamp": "2026-03-17T14:02:11Z", "Message": "m"}
            for n in (2, 1, 0)]  # fmt: skip
    found = events(read, "solarwinds.swis", {"results": rows})
    assert [(event.phase, event.group_key) for event in found] == [("ack", "4"), ("close", "4"), ("open", "4")]


# ---- PRTG ----
@pytest.mark.parametrize(
    ("status", "phase", "severity"),
    [("Down", "open", 17), ("Warning", "open", 13), ("Up", "close", 9), ("Paused", "update", 9), ("Unknown", "point", 9),
     ("Down (Acknowledged)", "ack", 17)],
)  # fmt: skip
def test_a_message_of_prtg_is_at_its_day_count_and_its_markup_is_taken_off(
    read, status: str, phase: str, severity: int
):
    # 46098 days and 14:02:11.352 of the next: 50531.352 s of 86400
    days = f"46098.{50531352 * 10**10 // 86_400_000 + 1}"
    row = f'{{"objid": 7, "datetime_raw": {days}, "status": "{status}", "sensor": "Ping", "device": "web-1",'
    row += '"message": "<div class=\\"x\\">Timed &amp; out<br></div>"}'
    event = one(read, "prtg.messages", f'{{"prtg-version": "24", "messages": [{row}]}}'.encode())
    assert (event.t, event.naive, event.resolution_ns) == (NOON + 352_000_000, False, 10**6)
    assert (event.phase, event.severity, event.severity_text, event.body) == (phase, severity, status, "Timed & out")
    assert ("host", "web-1") in links(event)


# ---- AppDynamics: snapshots and actions ----
SNAPSHOT = {
    "id": 4711, "requestGUID": "8b21d6a5-1d3a-4b5c-9d8e-0a0b0c0d0e0f", "serverStartTime": 1773756131250,
    "localStartTime": 1773756131000, "timeTakenInMilliSecs": 1234, "URL": "/pay", "errorOccured": False, "tomorrow": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("experience", "failed", "severity"),
    [("NORMAL", False, 9), ("SLOW", False, 13), ("VERY_SLOW", False, 13), ("STALL", False, 17), ("ERROR", True, 17),
     ("NORMAL", True, 17), (None, False, 9)],
)  # fmt: skip
def test_a_snapshot_is_a_span_of_its_request(read, experience, failed: bool, severity: int):
    data = json.dumps([SNAPSHOT | {"userExperience": experience, "errorOccured": failed}]).encode()
    (event,) = [one for batch in read("appdynamics.events", data, "x") for one in batch.events]
    assert (event.kind, event.t, event.t_end) == ("span", 1773756131250 * 10**6, 1773756132484 * 10**6)
    assert (event.severity, event.group_key) == (severity, SNAPSHOT["requestGUID"])
    pairs = {(link.type, link.value) for link in event.links}
    assert pairs == {("trace_id", "8b21d6a51d3a4b5c9d8e0a0b0c0d0e0f"), ("request_id", SNAPSHOT["requestGUID"])}
    assert event.attributes["appdynamics.localStartTime"] == 1773756131000  # the other clock
    assert event.attributes["appdynamics.tomorrow"] == 1


def test_snapshots_in_xml_are_as_those_in_json(read, registry):
    inside = "".join(f"<{key}>{str(one).lower()}</{key}>" for key, one in SNAPSHOT.items())
    data = (
        f"<request-segment-datas><request-segment-data>{inside}</request-segment-data></request-segment-datas>".encode()
    )
    chosen = registry.choose(data, "x")
    assert chosen is not None
    assert chosen[0].id == "appdynamics.events"
    (event,) = [one for batch in read("appdynamics.events", data, "x") for one in batch.events]
    assert (event.kind, event.t, event.severity) == ("span", 1773756131250 * 10**6, 9)


ACTION = {
    "severity": "ERROR", "event_type": "POLICY_OPEN_CRITICAL", "event_time": "Tue Mar 17 14:02:11 UTC 2026",
    "event_message": "it is slow", "event_deep_link": "https://a.example/#location=1", "event_guid": "a3", "policy": "Java",
    "app_name": "Shop", "tier_name": "orders", "health_rule_name": "Slow", "incident_id": "70646",
}  # fmt: skip


def test_an_action_of_a_health_rule_opens_its_incident(read, registry):
    data = json.dumps(ACTION).encode()
    chosen = registry.choose(data, "x")
    assert chosen is not None
    assert chosen[0].id == "appdynamics.events"
    (event,) = [one for batch in read("appdynamics.events", data, "x") for one in batch.events]
    assert (event.t, event.naive, event.phase, event.severity) == (1773756131 * 10**9, False, "open", 17)
    assert {(link.type, link.value) for link in event.links} == {
        ("incident", "70646"), ("alert", "Slow"), ("service", "orders"), ("replay_url", ACTION["event_deep_link"]),
    }  # fmt: skip


def test_an_action_with_several_events_gives_each_at_its_own_bytes(read):
    one = {"guid": "g1", "eventTypeKey": "POLICY_CLOSE", "severity": "INFO", "displayName": "ended",
           "summaryMessage": "over", "eventTime": "Tue Mar 17 06:02:11 PST 2026",
           "deepLink": "https://a.example/#2"}  # fmt: skip
    data = json.dumps({"policy_name": "Java", "events": [one, one | {"guid": "g2"}], "topSeverity": "INFO"}).encode()
    found = [event for batch in read("appdynamics.events", data, "x") for event in batch.events]
    # letters of a zone that several have are no zone: the clock on the wall is kept
    assert [(e.t, e.naive, e.phase, e.severity) for e in found] == [(1773727331 * 10**9, True, "close", 9)] * 2
    assert [json.loads(data[e.place.offset : e.place.offset + e.place.length])["guid"] for e in found] == ["g1", "g2"]
