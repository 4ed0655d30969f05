"""GitHub, GitLab and Jenkins: when what was built, pushed and deployed, how it ended, and of which commit."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from workrows import MS, NOON, SECOND, cited, events, links, one, problems

SHA = "3484a3fb816e0859fd6e1cea078d76385ff50625"
OLD = "bcbb5ec396a2c0f828686f14fac9b80b780504f2"
ZEROS = "0" * 40
HUB, LAB, CI = "github.events", "gitlab.events", "jenkins.build"


def run(**more: Any) -> dict[str, Any]:
    return {"id": 22, "name": "CI", "run_number": 7, "run_attempt": 1, "head_sha": SHA, "head_branch": "main",
            "status": "completed", "conclusion": "failure", "created_at": "2026-03-17T13:00:00Z",
            "run_started_at": "2026-03-17T14:02:11Z", "updated_at": "2026-03-17T14:04:11Z",
            "html_url": "https://hub.example/runs/22", **more}  # fmt: skip


def job(**more: Any) -> dict[str, Any]:
    steps = [{"name": "Set up", "number": 1, "status": "completed", "conclusion": "success",
              "started_at": "2026-03-17T14:02:11.000Z", "completed_at": "2026-03-17T14:02:12.000Z"},
             {"name": "Run tests", "number": 2, "status": "in_progress", "conclusion": None,
              "started_at": "2026-03-17T14:02:12.000Z", "completed_at": None}]  # fmt: skip
    return {"id": 28, "run_id": 22, "name": "linters", "head_sha": SHA, "status": "completed", "conclusion": "timed_out",
            "started_at": "2026-03-17T14:02:11Z", "completed_at": "2026-03-17T14:05:11Z", "runner_name": "r-3",
            "workflow_name": "CI", "steps": steps, **more}  # fmt: skip


# ---- GitHub ----
@pytest.mark.parametrize(
    ("conclusion", "severity"),
    [("success", 9), ("failure", 17), ("cancelled", 13), ("timed_out", 17), ("skipped", 9), ("action_required", 13)],
)
def test_a_finished_run_lasts_from_its_start_to_its_last_update(read, conclusion: str, severity: int):
    event = one(read, HUB, {"action": "completed", "workflow_run": run(conclusion=conclusion), "tomorrow": {"x": 1}})
    assert (event.t, event.t_end, event.naive, event.resolution_ns) == (NOON, NOON + 120 * SECOND, False, SECOND)
    assert (event.kind, event.phase, event.severity, event.severity_text) == ("ci", "close", severity, conclusion)
    assert {("commit", SHA), ("url", "https://hub.example/runs/22")} <= links(event)
    assert event.attributes["github.tomorrow.x"] == 1
    assert (event.group_key, event.attributes["cicd.pipeline.name"]) == ("22", "CI")


def test_a_run_that_goes_on_has_no_end(read):
    event = one(read, HUB, {"action": "requested", "workflow_run": run(status="queued", conclusion=None)})
    assert (event.t_end, event.phase, event.severity) == (None, "open", 9)


def test_a_job_and_each_of_its_steps_are_records_of_their_own_bytes(read):
    data = json.dumps({"action": "completed", "workflow_job": job()}, indent=1).encode()
    whole, first, second = events(read, HUB, data)
    assert (whole.t, whole.t_end, whole.severity) == (NOON, NOON + 180 * SECOND, 17)
    assert (first.t, first.t_end, first.phase) == (NOON, NOON + SECOND, "close")
    assert (second.t, second.t_end, second.phase) == (NOON + SECOND, None, "update")
    assert [cited(event, data)["number"] for event in (first, second)] == [1, 2]
    assert {event.group_key for event in (whole, first, second)} == {"22"}
    assert second.title == "linters: Run tests in_progress"
    assert ("commit", SHA) in links(first)


def test_pages_of_runs_and_jobs_keep_their_order_and_what_comes_twice(read):
    newer, older = run(id=23, run_started_at="2026-03-17T15:02:11Z"), run()
    pages = b"\n".join(
        json.dumps({"total_count": 3, "workflow_runs": some}).encode() for some in ([newer, older], [older])
    )
    found = events(read, HUB, pages)
    assert [event.t for event in found] == [NOON + 3600 * SECOND, NOON, NOON]
    assert [cited(event, pages)["id"] for event in found] == [23, 22, 22]
    assert [problem.what for problem in problems(read, HUB, pages)] == [
        "1 record carries the id and the time of one before; each is kept"
    ]
    jobs = {"total_count": 2, "jobs": [job(steps=[]), job(id=29)]}
    assert [event.title.split()[0] for event in events(read, HUB, jobs)] == ["CI", "CI", "linters:", "linters:"]


def test_a_list_that_is_cut_off_keeps_its_whole_runs(read):
    data = json.dumps({"total_count": 3, "workflow_runs": [run(id=n) for n in (1, 2, 3)]}).encode()
    cut = data[: data.index(b'"id": 3') + 40]
    assert [cited(event, cut)["id"] for event in events(read, HUB, cut)] == [1, 2]
    assert any("truncated" in problem.what for problem in problems(read, HUB, cut))


def test_a_list_longer_than_what_is_looked_at_is_known(registry):
    long = json.dumps({"total_count": 900, "workflow_runs": [run(id=n) for n in range(900)]}).encode()
    chosen = registry.choose(long[:65_536], "x")
    assert chosen is not None
    assert chosen[0].id == HUB


@pytest.mark.parametrize(("encode", "more"), [(quote, b""), (quote_plus, b"&token=x")])
def test_a_body_posted_as_a_form_is_cited_where_it_stands(read, registry, encode: Any, more: bytes):
    texts = [json.dumps({"action": "completed", "workflow_job": job(name=name)}) for name in ("lint & test", "größe")]
    data = b"".join(b"payload=" + encode(text).encode() + more + b"\n" for text in texts)
    chosen = registry.choose(data, "x")
    assert chosen is not None
    assert chosen[0].id == HUB
    found = events(read, HUB, data)
    assert len(found) == 6
    assert found[0].place.length == len(encode(texts[0]))
    step = json.dumps(job()["steps"][0])
    for event in (found[1], found[4]):
        assert data[event.place.offset : event.place.offset + event.place.length] == encode(step).encode()
    assert [event.place.line for event in found] == [1, 1, 1, 2, 2, 2]


@pytest.mark.parametrize(
    ("state", "phase", "severity"),
    [("success", "close", 9), ("failure", "close", 17), ("error", "close", 17), ("in_progress", "update", 9),
     ("pending", "update", 9), ("inactive", "update", 9)],
)  # fmt: skip
def test_a_deployments_state_goes_before_the_run_that_made_it(read, state: str, phase: str, severity: int):
    event = one(read, HUB, {
        "action": "created", "workflow_run": run(),
        "deployment_status": {"id": 9, "state": state, "environment": "production", "created_at": "2026-03-17T14:02:11Z",
                              "target_url": "https://hub.example/d/9"},
        "deployment": {"id": 5, "sha": OLD, "ref": "main", "created_at": "2026-03-17T14:00:00Z"}})  # fmt: skip
    assert (event.t, event.kind, event.phase, event.severity) == (NOON, "deploy", phase, severity)
    assert ("commit", OLD) in links(event)
    assert event.resource == {"deployment.environment.name": "production"}
    assert event.group_key == "5"


def test_lists_of_deployments_statuses_and_releases(read):
    asked = one(read, HUB, [{"id": 5, "sha": SHA, "ref": "main", "task": "deploy", "environment": "production",
                             "created_at": "2026-03-17T14:02:11Z", "statuses_url": "https://x.example/s"}])  # fmt: skip
    assert (asked.kind, asked.phase, asked.t) == ("deploy", "open", NOON)
    release = {"id": 1, "tag_name": "4.18.0", "target_commitish": SHA, "draft": False, "created_at": "2026-03-17T12:00:00Z",
               "published_at": "2026-03-17T14:02:11Z", "name": "", "body": "fixes OPS-17"}  # fmt: skip
    found = events(read, HUB, [release, release | {"draft": True, "published_at": None}])
    assert [(event.t, event.phase) for event in found] == [(NOON, "point"), (NOON - 7331 * SECOND, "update")]
    assert {("release", "4.18.0"), ("commit", SHA), ("ticket", "OPS-17")} <= links(found[0])
    hook = one(read, HUB, {"action": "published", "release": release})
    assert (hook.kind, hook.phase, hook.resource) == ("deploy", "point", {"service.version": "4.18.0"})


def push(**more: Any) -> dict[str, Any]:
    commits = [
        {"id": sha, "message": f"OPS-{n}: step\n\nwhy", "timestamp": f"2026-03-17T15:0{n}:11+01:00", "added": ["a.py"],
         "author": {"name": "Ann", "email": "a@x"}} for n, sha in ((1, OLD), (2, SHA))]  # fmt: skip
    return {"ref": "refs/heads/main", "before": ZEROS, "after": SHA, "commits": commits, "head_commit": commits[-1],
            "repository": {"full_name": "shop/orders", "pushed_at": 1773756131},
            "pusher": {"name": "ann"}, **more}  # fmt: skip


def test_a_push_brings_its_commits_each_at_its_own_time(read):
    data = json.dumps(push()).encode()
    pushed, first, second = events(read, HUB, data)
    assert (pushed.kind, pushed.t, pushed.title) == ("ci", NOON, "Push to refs/heads/main: 2 commits")
    assert [(event.kind, event.t) for event in (first, second)] == [("commit", NOON - 60 * SECOND), ("commit", NOON)]
    assert (first.title, cited(first, data)["id"]) == ("OPS-1: step", OLD)
    assert {("commit", OLD), ("ticket", "OPS-1")} <= links(first)
    assert ("commit", ZEROS) not in links(pushed)


def test_a_branch_that_is_deleted_has_no_head_commit(read):
    gone = push(commits=[], head_commit=None, after=ZEROS, before=OLD, deleted=True)
    event = one(read, HUB, gone)
    assert event.title == "Push to refs/heads/main: deleted"
    assert ("commit", OLD) in links(event)
    assert ("commit", ZEROS) not in links(event)


def test_checks_suites_and_commits_of_the_interface(read):
    check = {"id": 4, "name": "lint", "head_sha": SHA, "status": "completed", "conclusion": "failure",
             "started_at": "2026-03-17T14:02:11Z", "completed_at": "2026-03-17T14:02:41Z"}  # fmt: skip
    for value in ({"action": "completed", "check_run": check}, {"total_count": 1, "check_runs": [check]}):
        event = one(read, HUB, value)
        assert (event.t, event.t_end, event.severity) == (NOON, NOON + 30 * SECOND, 17)
    suite = run(status="completed", created_at="2026-03-17T14:02:11Z")
    event = one(read, HUB, {"action": "completed", "check_suite": suite})
    assert (event.t, event.t_end) == (NOON, NOON + 120 * SECOND)
    who = {"name": "Ann", "email": "a@x", "date": "2026-03-17T13:00:00Z"}
    commit = {"sha": SHA, "commit": {"message": "one\ntwo", "author": who,
                                     "committer": who | {"date": "2026-03-17T14:02:11Z"}}}  # fmt: skip
    event = one(read, HUB, [commit])
    assert (event.kind, event.t, event.title) == ("commit", NOON, "one")
    assert event.attributes["vcs.authored"] == "2026-03-17T13:00:00Z"


@pytest.mark.parametrize(
    ("action", "t", "phase"),
    [
        ("opened", NOON - 7331 * SECOND, "open"),
        ("closed", NOON, "close"),
        ("synchronize", NOON + 49 * SECOND, "update"),
    ],
)
def test_a_pull_request_stands_where_its_action_happened(read, action: str, t: int, phase: str):
    pull = {"id": 1, "number": 17, "title": "Give back", "body": "see OPS-9", "state": "open", "head": {"sha": SHA},
            "created_at": "2026-03-17T12:00:00Z", "closed_at": "2026-03-17T14:02:11Z",
            "updated_at": "2026-03-17T14:03:00Z", "merge_commit_sha": OLD}  # fmt: skip
    event = one(read, HUB, {"action": action, "pull_request": pull, "number": 17})
    assert (event.t, event.phase, event.kind) == (t, phase, "ticket")
    assert {("commit", SHA), ("commit", OLD), ("ticket", "OPS-9")} <= links(event)


def test_an_issue_lasts_from_opened_to_closed_and_a_comment_is_a_step_of_it(read):
    issue = {"id": 1, "number": 17, "title": "Hangs", "html_url": "https://hub.example/i/17", "comments_url": "x",
             "repository_url": "x", "state": "closed", "created_at": "2026-03-17T14:02:11Z",
             "closed_at": "2026-03-17T15:02:11Z"}  # fmt: skip
    listed = one(read, HUB, [issue])
    assert (listed.t, listed.t_end, listed.phase) == (NOON, NOON + 3600 * SECOND, "close")
    comment = {
        "id": 3,
        "body": f"bad since commit {SHA}",
        "created_at": "2026-03-17T14:03:11Z",
        "user": {"login": "bo"},
    }
    talked = one(read, HUB, {"action": "created", "issue": issue, "comment": comment})
    assert (talked.t, talked.phase, talked.group_key) == (NOON + 60 * SECOND, "update", listed.group_key)
    assert ("commit", SHA) in links(talked)


@pytest.mark.parametrize(
    "wrong", [None, [], "x", 17, {"id": {}}, {"head_sha": [1], "status": {"a": 1}, "run_number": None}]
)
def test_values_of_other_types_than_promised_are_left_unknown(read, wrong: Any):
    for value in (
        {"workflow_run": wrong},
        {"action": "created", "workflow_run": run(run_started_at=wrong, status=wrong)},
    ):
        read_all = read(HUB, json.dumps([value, {"workflow_run": run()}]).encode(), "x")
        assert sum(len(batch.events) + batch.skipped for batch in read_all) == 2
    event = events(read, HUB, {"workflow_run": run(created_at=None, run_started_at=10**30)})[0]
    assert (event.t, event.t_raw) == (None, "")


# ---- GitLab ----
@pytest.mark.parametrize("start", ["2026-03-17 14:02:11 UTC", "2026-03-17T14:02:11.000Z", "2026-03-17 15:02:11 +0100"])
def test_a_pipelines_webhook_gives_it_and_its_jobs(read, start: str):
    data = json.dumps({
        "object_kind": "pipeline", "user": {"username": "ann"}, "project": {"path_with_namespace": "shop/orders"},
        "object_attributes": {"id": 31, "ref": "main", "sha": SHA, "status": "failed", "created_at": start,
                              "finished_at": "2026-03-17 14:03:11 UTC", "new_key": 4},
        "builds": [{"id": 380, "stage": "test", "name": "unit", "status": "failed", "created_at": start, "started_at": start,
                    "finished_at": "2026-03-17 14:03:11 UTC"},
                   {"id": 381, "stage": "deploy", "name": "prod", "status": "skipped", "created_at": start,
                    "started_at": None, "finished_at": None}]}).encode()  # fmt: skip
    whole, unit, prod = events(read, LAB, data)
    assert (whole.t, whole.t_end, whole.naive) == (NOON, NOON + 60 * SECOND, False)
    assert (whole.phase, whole.severity, whole.kind) == ("close", 17, "ci")
    assert (unit.t, unit.severity, prod.t, prod.t_end, prod.severity) == (NOON, 17, NOON, None, 9)
    assert {event.group_key for event in (whole, unit, prod)} == {"31"}
    assert all(("commit", SHA) in links(event) for event in (whole, unit, prod))
    assert cited(prod, data)["name"] == "prod"
    assert whole.attributes["gitlab.object_attributes.new_key"] == 4


@pytest.mark.parametrize(("status", "phase"), [("created", "open"), ("running", "update"), ("success", "close"),
                                               ("canceled", "close"), ("manual", "open")])  # fmt: skip
def test_replies_of_pipelines_jobs_and_deployments(read, status: str, phase: str):
    pipeline = {"id": 31, "iid": 3, "project_id": 1, "sha": SHA, "ref": "main", "status": status, "web_url": "https://l.ex/31",
                "created_at": "2026-03-17T14:02:11.085Z", "updated_at": "2026-03-17T14:03:00.000Z"}  # fmt: skip
    found = one(read, LAB, [pipeline])
    assert (found.t, found.phase, found.resolution_ns) == (NOON + 85 * MS, phase, MS)
    job = {"id": 8, "stage": "test", "name": "unit", "status": status, "pipeline": {"id": 31, "sha": SHA},
           "created_at": "2026-03-17T14:00:00.000Z", "started_at": "2026-03-17T14:02:11.000Z",
           "commit": {"id": SHA}}  # fmt: skip
    assert (one(read, LAB, [job]).t, one(read, LAB, [job]).group_key) == (NOON, "31")
    deployed = one(read, LAB, [{"id": 42, "iid": 2, "ref": "main", "sha": SHA, "status": "success",
                                "created_at": "2026-03-17T14:02:11.000Z", "environment": {"id": 9, "name": "production"},
                                "deployable": {"finished_at": "2026-03-17T14:04:11.000Z"}}])  # fmt: skip
    assert (deployed.kind, deployed.t, deployed.t_end) == ("deploy", NOON, NOON + 120 * SECOND)
    assert deployed.resource == {"deployment.environment.name": "production"}


def test_webhooks_of_deployments_releases_jobs_and_pushes(read):
    deployed = one(read, LAB, {"object_kind": "deployment", "status": "success", "environment": "staging",
                               "status_changed_at": "2026-03-17 15:02:11 +0100", "short_sha": SHA[:8],
                               "deployment_id": 15})  # fmt: skip
    assert (deployed.t, deployed.kind, deployed.phase) == (NOON, "deploy", "close")
    assert ("commit", SHA[:8]) in links(deployed)
    release = one(read, LAB, {"object_kind": "release", "tag": "v1", "action": "create", "commit": {"id": SHA},
                              "created_at": "2026-03-17 14:02:11 UTC"})  # fmt: skip
    assert (release.t, release.phase) == (NOON, "point")
    assert {("release", "v1"), ("commit", SHA)} <= links(release)
    build = one(read, LAB, {"object_kind": "build", "build_id": 7, "build_name": "unit", "build_stage": "test", "sha": SHA,
                            "build_status": "failed", "build_started_at": "2026-03-17 14:02:11 UTC", "pipeline_id": 31,
                            "build_failure_reason": "script_failure"})  # fmt: skip
    assert (build.t, build.severity, build.body) == (NOON, 17, "script_failure")
    hook = {"object_kind": "push", "before": OLD, "after": SHA, "ref": "refs/heads/main", "commits": [
        {"id": SHA, "message": "one\ntwo", "timestamp": "2026-03-17T15:02:11+01:00"}]}  # fmt: skip
    commit = one(read, LAB, hook)
    assert (commit.kind, commit.t) == ("commit", NOON)
    gone = one(read, LAB, hook | {"after": ZEROS, "commits": []})
    assert (gone.t, gone.title, links(gone)) == (None, "Push to refs/heads/main: deleted", {("commit", OLD)})


def test_merge_requests_and_notes(read):
    attributes = {"id": 9, "iid": 2, "title": "Give back", "state": "merged", "action": "merge", "url": "https://l.ex/m/2",
                  "created_at": "2026-03-17 12:00:00 UTC", "updated_at": "2026-03-17 14:02:11 UTC",
                  "last_commit": {"id": SHA}, "source_branch": "fix"}  # fmt: skip
    merged = one(read, LAB, {"object_kind": "merge_request", "object_attributes": attributes})
    assert (merged.t, merged.phase, merged.kind) == (NOON, "close", "ticket")
    assert ("commit", SHA) in links(merged)
    note = one(
        read,
        LAB,
        {
            "object_kind": "note",
            "object_attributes": {"id": 5, "note": "see OPS-17", "created_at": "2026-03-17 14:02:11 UTC"},
            "merge_request": {"url": "https://l.ex/m/2"},
        },
    )
    assert (note.t, note.phase, note.group_key) == (NOON, "update", merged.group_key)
    assert ("ticket", "OPS-17") in links(note)


# ---- Jenkins ----
def build(**more: Any) -> dict[str, Any]:
    return {"_class": "hudson.model.FreeStyleBuild", "actions": [{}, {"causes": [{"shortDescription": "By timer"}]}, {
        "parameters": [{"name": "STAGE", "value": "prod"}, {"name": "SECRET"}]}, {"lastBuiltRevision": {"SHA1": SHA}}],
        "building": False, "duration": 5774, "fullDisplayName": "shop » orders #17", "id": "17", "number": 17,
        "result": "SUCCESS", "timestamp": 1773756131352, "url": "https://ci.example/17/", **more}  # fmt: skip


@pytest.mark.parametrize(
    ("result", "severity"), [("SUCCESS", 9), ("UNSTABLE", 13), ("FAILURE", 17), ("ABORTED", 13), ("NOT_BUILT", 9)]
)
def test_a_build_lasts_as_long_as_it_says(read, result: str, severity: int):
    event = one(read, CI, build(result=result))
    assert (event.t, event.t_end) == (NOON + 352 * MS, NOON + (352 + 5774) * MS)
    assert (event.severity, event.severity_text, event.phase) == (severity, result, "close")
    assert {("commit", SHA), ("url", "https://ci.example/17/")} <= links(event)
    assert event.attributes["jenkins.parameter.STAGE"] == "prod"
    assert (event.attributes["jenkins.cause"], event.group_key) == ("By timer", "shop » orders")


def test_a_build_that_goes_on_has_no_end(read):
    event = one(read, CI, build(building=True, result=None, duration=0))
    assert (event.t_end, event.phase, event.severity) == (None, "open", 9)


def test_a_builds_commits_are_records_and_a_job_lists_its_builds(read):
    change = {"commitId": OLD, "timestamp": 1773756000000, "msg": "OPS-9: step", "author": {"fullName": "Ann"}}
    for held in ({"changeSet": {"items": [change]}}, {"changeSets": [{"items": [change]}]}):
        whole, commit = events(read, CI, build(**held))
        assert (commit.kind, commit.t, commit.title) == ("commit", 1773756000 * SECOND, "OPS-9: step")
        assert {("commit", OLD), ("ticket", "OPS-9")} <= links(commit)
        assert ("commit", OLD) in links(whole)
    listed = events(read, CI, {"_class": "x.Job", "name": "orders", "builds": [
        {"number": 18, "url": "https://ci.example/18/", "timestamp": 1773756191352, "result": "FAILURE", "duration": 1000},
        {"number": 17, "url": "https://ci.example/17/"}]})  # fmt: skip
    assert [(event.t, event.severity) for event in listed] == [(NOON + (60_352) * MS, 17), (None, 9)]
    jobs = events(read, CI, {"_class": "hudson.model.Hudson", "jobs": [
        {"name": "orders", "url": "https://ci.example/", "color": "red", "lastBuild": build(result="FAILURE")},
        {"name": "pay", "url": "https://ci.example/p", "color": "blue_anime"}]})  # fmt: skip
    assert [(event.t, event.severity) for event in jobs] == [(NOON + 352 * MS, 17), (None, 9)]
    assert jobs[0].t_end == NOON + (352 + 5774) * MS


@pytest.mark.parametrize("duration", [None, "long", -5, 10**30, True, 1.5e300])
def test_a_duration_that_is_none_gives_no_end(read, duration: Any):
    assert one(read, CI, build(duration=duration)).t_end is None
