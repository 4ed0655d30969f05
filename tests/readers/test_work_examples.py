"""Recorded examples of tools that teams work with: chosen by content, each record's time and links as its own fields say."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from workrows import MS, SECOND, at, cited, events, links

from workbench.model.records import Event
from workbench.readers.core import RawSource, Registry

FORMATS = Path(__file__).parents[3] / "shared" / "data" / "formats"
pytestmark = pytest.mark.skipif(not FORMATS.is_dir(), reason="the recorded samples are not here")


@pytest.fixture
def sample(registry: Registry, read: Any) -> Any:
    """A sample's bytes, its records, and the id of the reader that its content chose."""

    def take(path: str) -> tuple[str, bytes, list[Event]]:
        data = (FORMATS / path).read_bytes()
        chosen = registry.choose(data[:65_536], "x")
        assert chosen is not None, path
        return chosen[0].id, data, events(read, chosen[0].id, data)

    return take


# ---- GitHub ----
def test_github_deployment_status(sample):
    reader, data, (event,) = sample("github/example_deployment_status.json")
    told = json.loads(data)
    assert (reader, event.kind, event.phase, event.severity) == ("github.events", "deploy", "close", 9)
    assert event.t == at(told["deployment_status"]["created_at"])
    assert ("commit", told["deployment"]["sha"]) in links(event)
    assert cited(event, data) == told


def test_github_push(sample):
    reader, data, (push, commit) = sample("github/example_push.json")
    told = json.loads(data)
    assert reader == "github.events"
    assert (push.t, commit.t) == (told["repository"]["pushed_at"] * SECOND, at("2019-05-15T15:19:25Z"))
    assert (push.kind, commit.kind) == ("ci", "commit")
    assert {link for link in links(push) if link[0] == "commit"} == {("commit", told["after"])}
    assert cited(commit, data) == told["commits"][0]


def test_github_release(sample):
    _, data, (event,) = sample("github/example_release_published.json")
    assert (event.kind, event.phase, event.t) == ("deploy", "point", at("2019-05-15T15:20:53Z"))
    assert {("release", "0.0.1"), ("url", json.loads(data)["release"]["html_url"])} <= links(event)


def test_github_job_and_steps(sample):
    reader, data, (job, *steps) = sample("github/example_workflow_job_failure.json")
    told = json.loads(data)["workflow_job"]
    assert (reader, len(steps)) == ("github.events", len(told["steps"]))
    assert (job.t, job.t_end) == (at(told["started_at"]), at(told["completed_at"]))
    assert (job.severity, job.phase, job.group_key) == (17, "close", str(told["run_id"]))
    words = {"success": 9, "skipped": 9, "failure": 17}
    for step, row in zip(steps, told["steps"], strict=True):
        assert (step.t, step.t_end) == (at(row["started_at"]), at(row["completed_at"]))
        assert (step.severity, cited(step, data)) == (words[row["conclusion"]], row)
        assert ("commit", told["head_sha"]) in links(step)


def test_github_run(sample):
    _, data, (event,) = sample("github/example_workflow_run_completed.json")
    told = json.loads(data)["workflow_run"]
    assert (event.t, event.t_end) == (at(told["run_started_at"]), at(told["updated_at"]))
    assert (event.kind, event.phase, event.severity) == ("ci", "close", 9)
    assert {("commit", told["head_sha"]), ("url", told["html_url"])} <= links(event)


# ---- GitLab, Jenkins ----
def test_gitlab_pipeline(sample):
    reader, data, (event,) = sample("gitlab/example_pipeline.json")
    assert reader == "gitlab.events"
    assert (event.t, event.t_end) == (at("2016-08-11T11:28:34.085Z"), at("2016-08-11T11:32:35.145Z"))
    assert (event.phase, event.severity, event.severity_text) == ("open", 9, "pending")
    assert ("commit", json.loads(data)["sha"]) in links(event)


def test_jenkins_build(sample):
    reader, data, (event,) = sample("jenkins/example_build.json")
    assert (reader, event.kind, event.phase, event.severity) == ("jenkins.build", "ci", "close", 9)
    assert (event.t, event.t_end) == (1686759877596 * MS, (1686759877596 + 5774) * MS)
    assert cited(event, data) == json.loads(data)


# ---- Jira ----
def test_jira_sprint(sample):
    reader, data, (event,) = sample("jira/example_issues_in_sprint.json")
    fields = json.loads(data)["issues"][0]["fields"]
    assert (reader, event.kind, event.phase, event.severity_text) == ("jira.issue", "ticket", "open", "Major")
    assert (event.t, event.t_end) == (at(fields["created"]), at(fields["resolutiondate"]))
    assert ("ticket", "AR-86") in links(event)
    assert cited(event, data)["key"] == "AR-86"


def test_jira_webhook(sample):
    reader, data, (event,) = sample("jira/example_webhook_issue_updated_status.json")
    assert (reader, event.t, event.phase) == ("jira.events", 1485797534721 * MS, "update")
    assert (event.title, links(event)) == ("TEST-1 status: To Do → In Progress", {("ticket", "TEST-1")})
    assert cited(event, data) == json.loads(data)["changelog"]["items"][0]


def test_jira_remote_links_and_transitions(sample):
    reader, data, found = sample("jira/example_remote_links.json")
    assert (reader, [event.t for event in found]) == ("jira.events", [None, None])
    assert [cited(event, data)["id"] for event in found] == [10000, 10001]
    assert all(("ticket", "MKY-1") in links(event) for event in found)
    assert {("ticket", "TSTSUP-111"), ("url", "http://www.mycompany.com/support?id=1")} <= links(found[0])
    reader, data, found = sample("jira/example_transitions.json")
    assert [cited(event, data)["id"] for event in found] == ["2", "711"]
    assert {event.t for event in found} == {None}


# ---- git, JUnit ----
def test_git_log(sample):
    reader, data, found = sample("git/example_log_rs_us.txt")
    rows = [piece.decode().split("\x1f") for piece in data.split(b"\x1e")[1:]]
    assert (reader, len(found)) == ("git.log", len(rows))
    for event, row in zip(found, rows, strict=True):
        assert (event.event_id, event.kind, event.t) == (row[0], "commit", at(row[5]))
        assert event.attributes["vcs.authored"] == at(row[4])
        assert ("commit", row[0]) in links(event)
        numbers = [line.split("\t") for line in row[9].strip().splitlines()]
        assert event.attributes["git.files"] == [path for _, _, path in numbers]
        assert event.attributes["git.added"] == sum(int(added) for added, _, _ in numbers)
        own = data[event.place.offset : event.place.offset + event.place.length]
        assert own.decode().strip("\x1e").split("\x1f") == row


def test_git_patch(sample):
    reader, data, (event,) = sample("git/example_format_patch.patch")
    assert (reader, event.t) == ("git.patch", at("2026-08-20T08:01:14-05:00"))
    assert (event.event_id, event.title) == (
        "8947c48ef2077c3a301b03c1e814dc2e3f78436e",
        "Bump docker/setup-buildx-action from 4.2.0 to 4.3.0 (#5325)",
    )
    assert (event.attributes["git.files"], event.place.length) == ([".github/workflows/docker.yml"], len(data))


@pytest.mark.parametrize(
    ("name", "starts", "failed"),
    [("jest", ["2020-10-27T21:39:41+00:00"] * 2, 4), ("pytest", ["2025-11-15T11:51:49.548396-05:00"], 2),
     ("pytest_fail", ["2020-09-04T16:18:04.966371+00:00"], 1)],
)  # fmt: skip
def test_junit_reports(sample, name: str, starts: list[str], failed: int):
    reader, data, found = sample(f"junit/example_{name}.xml")
    suites = [event for event in found if "wb.tests" in event.attributes]
    cases = [event for event in found if event not in suites]
    assert (reader, [suite.t for suite in suites], len(cases)) == ("junit.xml", [at(start) for start in starts], failed)
    assert {event.naive for event in found} == {name != "pytest"}
    assert {case.severity for case in cases} == {17}
    for case in cases:
        assert data[case.place.offset :].startswith(b"<testcase")
        assert data[: case.place.offset + case.place.length].endswith(b"</testcase>")


# ---- tickets and talk ----
def test_kubernetes_events(sample):
    reader, data, (event,) = sample("kubernetes/example_events_list.json")
    about = json.loads(data)["items"][0]["involvedObject"]
    assert (reader, event.kind, event.severity) == ("kubernetes.events", "k8s", 13)
    assert (event.t, event.t_end) == (at("2026-04-17T11:54:48Z"), at("2026-04-17T12:00:17Z"))
    assert ("k8s", f"{about['namespace']}/Pod/{about['name']}/{about['uid']}") in links(event)
    assert cited(event, data) == json.loads(data)["items"][0]


def test_servicenow_change(sample):
    reader, data, (event,) = sample("servicenow/example_change_request.json")
    assert (reader, event.kind) == ("servicenow.rows", "deploy")
    # The same moment stands as 2015-07-06 and as 07/06/2015 in it: the month stands first; the zone is not told.
    assert (event.t, event.t_end, event.naive) == (at("2025-03-05T10:00:00Z"), at("2025-03-05T11:00:00Z"), True)
    assert event.t_observed == at("2015-07-06T18:55:46Z")
    assert ("ticket", "CHG0000024") in links(event)
    assert cited(event, data) == json.loads(data)


def test_connectwise(sample):
    reader, data, (ticket,) = sample("connectwise/example_ticket.json")
    assert (reader, ticket.t, ticket.t_end) == ("connectwise.ticket", at("2005-05-27T17:30:19Z"), None)
    assert (ticket.phase, ticket.severity, ticket.severity_text) == ("open", 13, "Medium")
    assert ("email", "gregg.kegle@wildeagle.com") in links(ticket)
    reader, data, (note,) = sample("connectwise/example_ticket_notes.json")
    assert (reader, note.t, note.phase) == ("connectwise.ticket", at("2010-09-18T17:10:37Z"), "update")
    assert (note.group_key, cited(note, data)) == (ticket.group_key, json.loads(data)[0])


def test_statuspage_pagerduty_opsgenie(sample):
    reader, data, (event,) = sample("statuspage/example_webhook_incident.json")
    assert (reader, event.kind, event.phase, event.severity) == ("statuspage.incident", "comms", "update", 9)
    assert event.t == at("2017-12-26T07:32:00.548Z")
    assert cited(event, data) == json.loads(data)["incident"]["incident_updates"][0]
    reader, data, (event,) = sample("pagerduty/example_webhook_v3_priority_updated.json")
    assert (reader, event.phase, event.severity) == ("pagerduty.webhook", "update", 17)
    assert event.t == at("2021-04-26T17:36:27.458Z")
    assert ("incident", "PGR0VU2") in links(event)
    reader, data, (event,) = sample("opsgenie/example_webhook_create.json")
    assert (reader, event.phase, event.severity) == ("opsgenie.webhook", "open", 17)
    assert event.t == 1502709956288000110
    assert {("alert", "alert-alias"), ("incident", json.loads(data)["alert"]["alertId"])} <= links(event)


def test_slack_export(registry: Registry, tmp_path: Path):
    with zipfile.ZipFile(FORMATS / "slack" / "example_export.zip") as archive:
        users = tmp_path / "users.json"
        users.write_bytes(archive.read("users.json"))
        people = {
            user["id"]: user["profile"]["display_name"] or user["real_name"] for user in json.loads(users.read_bytes())
        }
        days = [name for name in archive.namelist() if "/2016-0" in name][::5]  # five of two channels
        for name in days:
            data = archive.read(name)
            place = tmp_path / "day.json"
            place.write_bytes(data)
            chosen = registry.choose(data[:65_536], "x")
            assert chosen is not None
            assert chosen[0].id == "slack.messages"
            source = RawSource(name, str(place), len(data), beside=(("users.json", str(users)),))
            found = [event for batch in chosen[0].read(source) for event in batch.events]
            told = json.loads(data)
            assert len(found) == len(told)
            for event, row in zip(found, told, strict=True):
                seconds, digits = row["ts"].split(".")
                assert (event.t, event.kind) == (int(seconds) * SECOND + int(digits) * 1000, "comms")
                assert cited(event, data) == row
                assert event.attributes["wb.channel"] == name.split("/")[0]
                if "user" in row:
                    assert event.attributes["wb.author"] == people.get(row["user"], row["user"])
                assert "<@U" not in event.body
                assert "&amp;" not in event.body
    assert days
