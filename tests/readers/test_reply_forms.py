"""Replies as the definitions of vendors' interfaces allow them: what may be missing missing, and parts that are new."""

from __future__ import annotations

import json
from typing import Any

import pytest
from recordrows import events, links, one

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
