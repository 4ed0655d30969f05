"""Replies as the definitions of vendors' interfaces allow them: what may be missing missing, and parts that are new."""

from __future__ import annotations

import json
from typing import Any

import pytest
from recordrows import batches, cited, events, links, one

from workbench.readers.core import Registry

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z


def chosen(registry: Registry, value: Any) -> str:
    found = registry.choose(json.dumps(value).encode(), "reply.json")
    return found[0].id if found else ""


def test_all_three_kinds_of_cloudwatch_alarms_are_read(read, registry: Registry):
    alarm = {"StateValue": "ALARM", "StateTransitionedTimestamp": "2026-03-17T14:02:11+00:00"}
    for names in (("MetricAlarms", "CompositeAlarms", "LogAlarms"), ("LogAlarms",)):
        value = {name: [alarm | {"AlarmName": name}] for name in names}
        assert chosen(registry, value) == "cloudwatch.alarm"
        found = events(read, "cloudwatch.alarm", value)
        assert [(event.group_key, event.t, event.phase, event.severity) for event in found] == [
            (name, NOON, "open", 17) for name in names]  # fmt: skip


@pytest.mark.parametrize("around", [{"nextForwardToken": "f", "nextBackwardToken": "b"}, {"searchedLogStreams": []}])
def test_a_page_of_cloudwatch_logs_is_known_by_what_stands_around_its_events(read, registry: Registry, around: Any):
    value = {"events": [{"timestamp": 1773756131000, "message": "stock is low"}], **around}
    assert chosen(registry, value) == "cloudwatch.logs"
    event = one(read, "cloudwatch.logs", value)
    assert (event.t, event.body) == (NOON, "stock is low")


def test_a_case_of_a_test_report_stands_at_its_own_time_where_it_has_one(read):
    report = (b'<testsuites timestamp="2026-03-17T14:02:11Z"><testsuite name="s">'
              b'<testcase name="own" classname="s" timestamp="2026-03-17T14:02:12.5Z"><failure message="a">first</failure>'
              b'<failure message="b">second</failure></testcase>'
              b'<testcase name="none" classname="s"><error message="c"/></testcase>'
              b'<testcase name="off" classname="s" status="notrun" timestamp="1970-01-01T00:00:00Z"/>'
              b'</testsuite></testsuites>')  # fmt: skip
    suite, own, none = events(read, "junit.xml", report)
    assert (suite.t, suite.title) == (NOON, "s: 1 failed, 1 error, 1 skipped")
    assert (own.t, own.t_raw, own.resolution_ns) == (NOON + 1_500_000_000, "2026-03-17T14:02:12.5Z", 10**8)
    # All that was found wrong with it is told, not the first only.
    assert own.body == "first\n\nsecond"
    assert (none.t, none.severity) == (NOON, 18)


STATUS = {"id": 7, "state": "failure", "context": "ci/build", "description": "2 tests failed", "creator": {"login": "ci"},
          "created_at": "2026-03-17T14:02:10Z", "updated_at": "2026-03-17T14:02:11Z",
          "target_url": "https://ci.example/7"}  # fmt: skip
SHA = "9b6d9b0c0ffee0123456789abcdef0123456789a"


@pytest.mark.parametrize(
    ("value", "commit"),
    [(STATUS | {"sha": SHA, "name": "shop/orders", "branches": [], "commit": {"sha": SHA}}, SHA), ([STATUS], ""),
     ({"state": "failure", "sha": SHA, "total_count": 1, "statuses": [STATUS]}, SHA)],
)  # fmt: skip
def test_what_a_build_tells_github_of_a_commit(read, registry: Registry, value: Any, commit: str):
    assert chosen(registry, value) == "github.events"
    event = one(read, "github.events", value)
    assert (event.kind, event.t, event.phase, event.severity) == ("ci", NOON, "close", 17)
    assert event.title == "ci/build failure: 2 tests failed"
    assert ("url", "https://ci.example/7") in links(event)
    assert {pair for pair in links(event) if pair[0] == "commit"} == ({("commit", commit)} if commit else set())


def test_a_job_that_deploys_is_a_job(read):
    job = {"id": 28, "run_id": 22, "name": "ship", "status": "completed", "conclusion": "success", "head_sha": SHA,
           "started_at": "2026-03-17T14:02:11Z", "completed_at": "2026-03-17T14:02:41Z", "steps": [
               {"name": "set up", "number": 1, "status": "completed", "started_at": "2026-03-17T14:02:11Z"}]}  # fmt: skip
    deployment = {"id": 1, "sha": SHA, "task": "deploy", "environment": "test", "created_at": "2026-03-17T14:01:00Z"}
    found = events(read, "github.events", {"action": "completed", "workflow_job": job, "deployment": deployment})
    assert [(event.kind, event.t, event.t_end) for event in found] == [
        ("ci", NOON, NOON + 30 * 10**9), ("ci", NOON, None)]  # fmt: skip


def test_pages_gathered_into_a_list_of_lists_are_read_page_by_page(read, registry: Registry):
    pages = [[STATUS, STATUS | {"id": 8}], [], [STATUS | {"id": 9}]]
    assert chosen(registry, pages) == "github.events"
    found = events(read, "github.events", pages)
    assert [event.event_id for event in found] == ["7", "8", "9"]
    text = json.dumps(pages)
    assert json.loads(cited(found[2], text)) == STATUS | {"id": 9}
    cut = events(read, "github.events", text[: text.index('"id": 9')])
    assert [event.event_id for event in cut] == ["7", "8"]


def test_a_list_of_lists_of_other_things_is_not_taken_apart_silently(read):
    (batch,) = [one for one in batches(read, "github.events", [[STATUS], [1, [STATUS]]]) if one.problems]
    assert batch.skipped == 2


def mail(subject: str, patch: str) -> str:
    return (f"From {SHA} Mon Sep 17 00:00:00 2001\nFrom: Ann <ann@shop.example>\n"
            f"Date: Tue, 17 Mar 2026 15:02:11 +0100\nSubject: {subject}\n\nWhy.\n{patch}\n")  # fmt: skip


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_cover_letter_is_no_commit_and_a_byte_order_mark_no_matter(read, registry: Registry, mark: bytes):
    diff = "---\n a | 1 +\n\ndiff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -0,0 +1 @@\n+a\n-- \n2.39\n"
    source = mark + (mail("[PATCH 0/1] Two things", " 1 file changed") + mail("[PATCH 1/1] OPS-7: a", diff)).encode()
    found = registry.choose(source, "x")
    assert found is not None and found[0].id == "git.patch"
    given = batches(read, "git.patch", source)
    assert [(event.title, event.t) for batch in given for event in batch.events] == [("OPS-7: a", NOON)]
    assert sum(batch.skipped for batch in given) == 1
    log = (
        mark + f"commit {SHA}\nAuthor: Ann <a@b.example>\nDate:   Tue Mar 17 15:02:11 2026 +0100\n\n    fix\n".encode()
    )
    found = registry.choose(log, "x")
    assert found is not None and found[0].id == "git.log"
    assert one(read, "git.log", log).t == NOON


RUNNING = {"labels": {"alertname": "Slow", "severity": "page", "service": "orders", "instance": "Web-1:9100"},
           "annotations": {"summary": "slow", "runbook_url": "https://book.example/slow"}, "value": "1e+00",
           "activeAt": "2026-03-17T14:02:11.000000005Z"}  # fmt: skip


@pytest.mark.parametrize(("state", "phase"), [("firing", "open"), ("pending", "update"), ("inactive", "close")])
def test_alerts_as_prometheus_tells_them_itself(read, registry: Registry, state: str, phase: str):
    alert = RUNNING | {"state": state}
    rule = {"type": "alerting", "name": "Slow", "state": state, "alerts": [alert]}
    recording = {"type": "recording", "name": "up:sum", "health": "ok"}
    replies = ({"alerts": [alert]}, {"groups": [{"name": "g", "rules": [recording, rule]}]})
    for value in ({"status": "success", "data": data} for data in replies):
        assert chosen(registry, value) == "prometheus.alerts"
        event = one(read, "prometheus.alerts", value)
        assert (event.t, event.phase, event.severity, event.title) == (NOON + 5, phase, 18, f"Slow {state}: slow")
        assert {("alert", "Slow"), ("service", "orders"), ("host", "web-1:9100"),
                ("url", "https://book.example/slow")} <= links(event)  # fmt: skip
        assert json.loads(cited(event, value)) == alert


def test_a_silence_stands_from_its_start_to_its_end(read, registry: Registry):
    value = [{"id": "s-1", "status": {"state": "active"}, "updatedAt": "2026-03-17T14:02:12Z", "comment": "roll-out",
              "createdBy": "ann", "startsAt": "2026-03-17T14:02:11Z", "endsAt": "2026-03-17T15:02:11Z",
              "matchers": [{"name": "alertname", "value": "Slow", "isRegex": False}]}]  # fmt: skip
    assert chosen(registry, value) == "prometheus.alerts"
    event = one(read, "prometheus.alerts", value)
    assert (event.t, event.t_end, event.t_observed) == (NOON, NOON + 3600 * 10**9, NOON + 10**9)
    assert event.title == "Silence (active) by ann: roll-out"


@pytest.mark.parametrize(
    ("event", "severity"),
    [("delivered", 9), ("hardBounces", 17), ("softBounces", 13), ("blocked", 17), ("deferred", 13), ("opened", 9)],
)
def test_brevos_report_tells_its_zone(read, registry: Registry, event: str, severity: int):
    row = {"email": "ann@shop.example", "date": "2026-03-17T15:02:11.250+01:00", "messageId": "<o-1@shop.example>",
           "event": event, "subject": "Your order", "from": "shop@shop.example", "of_tomorrow": 1}  # fmt: skip
    value = {"events": [row, row | {"date": "2026-03-17T15:02:10+01:00"}]}
    assert chosen(registry, value) == "brevo.events"
    first, second = events(read, "brevo.events", value)
    assert (first.t, first.severity, first.severity_text) == (NOON + 250_000_000, severity, event)
    assert second.t == NOON - 10**9
    assert {("email_message_id", "o-1@shop.example"), ("email", "ann@shop.example")} <= links(first)
    assert first.attributes["brevo.of_tomorrow"] == 1


def test_an_event_of_kubernetes_may_have_no_reason(read, registry: Registry):
    event = {"metadata": {"name": "e", "creationTimestamp": "2026-03-17T14:02:11Z"},
             "involvedObject": {"kind": "Pod", "name": "p"}}  # fmt: skip
    for value in (event, {"kind": "EventList", "apiVersion": "v1", "items": [event]}):
        assert chosen(registry, value) == "kubernetes.events"
        assert one(read, "kubernetes.events", value).t == NOON


def test_an_incident_of_opsgenie_is_over_once_it_is_resolved(read):
    incident = {"id": "i-1", "tinyId": "7", "message": "slow", "status": "resolved", "priority": "P3",
                "createdAt": "2026-03-17T14:02:11Z"}  # fmt: skip
    event = one(read, "opsgenie.rest", {"data": [incident], "took": 0.1, "requestId": "r"})
    assert (event.t, event.phase, event.severity) == (NOON, "close", 17)


@pytest.mark.parametrize("key", ["trace_id", "traceID", "traceId"])
def test_an_exemplar_leads_to_its_trace(read, registry: Registry, key: str):
    rows = [{"labels": {key: "4BF92F3577B34DA6A3CE929D0E0E4736"}, "value": "0.25", "timestamp": 1773756131.479},
            {"labels": {}, "value": "6", "timestamp": 1773756130}]  # fmt: skip
    value = {"status": "success", "data": [{"seriesLabels": {"__name__": "took_bucket", "job": "orders", "le": "1"},
                                            "exemplars": rows}]}  # fmt: skip
    assert chosen(registry, value) == "prometheus.alerts"
    first, second = events(read, "prometheus.alerts", value)
    assert (first.t, first.title) == (NOON + 479_000_000, "exemplar of took_bucket: 0.25")
    assert ("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736") in links(first)
    assert (second.t, second.resource["service.name"]) == (NOON - 10**9, "orders")


SAID = {"type": "message", "user": "U1", "text": "down, see OPS-17", "ts": "1773756131.000200"}


@pytest.mark.parametrize(
    ("value", "channel"),
    [({"ok": True, "query": "down", "messages": {"total": 1, "matches": [
        SAID | {"channel": {"id": "C1", "name": "duty"}, "username": "ann"}]}}, "duty"),
     ({"type": "event_callback", "team_id": "T1", "event_time": 1773756131, "event": SAID | {"channel": "C1"}}, "C1"),
     ({"ok": True, "messages": [SAID], "has_more": False}, "")],
)  # fmt: skip
def test_messages_found_in_slack_and_those_sent_to_an_app(read, registry: Registry, value: Any, channel: str):
    assert chosen(registry, value) == "slack.messages"
    event = one(read, "slack.messages", value)
    assert (event.t, event.kind, event.event_id) == (NOON + 200_000, "comms", "1773756131.000200")
    assert (event.attributes.get("wb.channel", ""), event.body) == (channel, "down, see OPS-17")
    assert ("ticket", "OPS-17") in links(event)
