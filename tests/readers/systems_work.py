"""Tickets, code and builds: what their tools' exports say."""

from __future__ import annotations

from systemrows import recorded, seen, written

SHA = "bcbb5ec396a2c0f828686f14fac9b80b780504f2"
JOB_SHA = "3484a3fb816e0859fd6e1cea078d76385ff50625"
LOG = """commit 8947c48ef2077c3a301b03c1e814dc2e3f78436e
Author:     Ann <ann@shop.example>
AuthorDate: Tue Mar 17 12:02:11 2026 +0100
Commit:     Bo <bo@shop.example>
CommitDate: Tue Mar 17 15:02:11 2026 +0100

    OPS-17: give connections back

    Reverts e375a368c1d2e3f405162738495a6b7c8d9e0f11.
"""
REPORT = """<?xml version="1.0"?>
<testsuite name="orders" tests="2" failures="1" hostname="ci-3" timestamp="2026-03-17T15:02:11+01:00" time="1.5">
<properties><property name="git.commit" value="bcbb5ec396a2c0f828686f14fac9b80b780504f2"/></properties>
<testcase classname="shop.PoolTest" name="returns" time="0.5"><error message="none left">at x</error></testcase>
<testcase classname="shop.PoolTest" name="takes" time="1.0"><skipped/></testcase></testsuite>
"""
ROWS = (
    written("Jira", "jira.events", {
        "timestamp": 1773756131352, "webhookEvent": "jira:issue_updated", "user": {"displayName": "Ann"},
        "issue": {"key": "OPS-17", "fields": {"summary": "Checkout hangs"}}, "changelog": {"id": "10000", "items": [
            {"field": "status", "fromString": "To Do", "toString": "Done"}]}},
        seen("1773756131352 ms", 9, "ticket=OPS-17")),
    written("Jira", "jira.issue", {
        "id": "10002", "key": "OPS-17", "self": "https://tracker.example/rest/api/2/issue/10002", "fields": {
            "summary": "Checkout hangs, see OPS-9", "created": "2026-03-17T15:02:11.000+0100", "status": {"name": "Open"}}},
        seen("2026-03-17T14:02:11Z", 9, "ticket=OPS-17", "ticket=OPS-9")),
    recorded("Jira", "jira.issue", "jira/example_issues_in_sprint.json",
             seen("2015-12-02T07:39:15-08:00", 9, "ticket=AR-86")),
    recorded("Jira", "jira.events", "jira/example_webhook_issue_updated_status.json",
             seen("/timestamp ms", 9, "ticket@/issue/key")),
    written("Git", "git.log", LOG,
            seen("2026-03-17T15:02:11+01:00", 9, "commit=8947c48ef2077c3a301b03c1e814dc2e3f78436e", "ticket=OPS-17",
                 "commit=e375a368c1d2e3f405162738495a6b7c8d9e0f11")),
    recorded("Git", "git.log", "git/example_log_rs_us.txt",
             seen("2026-08-20T08:01:14-05:00", 9, "commit=8947c48ef2077c3a301b03c1e814dc2e3f78436e"),
             seen("2026-08-19T12:33:36-06:00", 9, "commit=c835e9db6377e6dc55643c83607fa38f17572fad", number=1)),
    recorded("Git", "git.patch", "git/example_format_patch.patch",
             seen("2026-08-20T08:01:14-05:00", 9, "commit=8947c48ef2077c3a301b03c1e814dc2e3f78436e")),
    written("GitHub", "github.events", {
        "action": "completed", "repository": {"full_name": "shop/orders"}, "workflow_run": {
            "id": 22, "name": "CI", "run_attempt": 1, "run_number": 7, "status": "completed", "conclusion": "failure",
            "head_sha": SHA, "html_url": "https://github.com/shop/orders/actions/runs/22",
            "run_started_at": "2026-03-17T14:02:11Z", "updated_at": "2026-03-17T14:05:29Z"}},
        seen("2026-03-17T14:02:11Z", 17, f"commit={SHA}", "url=https://github.com/shop/orders/actions/runs/22")),
    recorded("GitHub", "github.events", "github/example_workflow_job_failure.json",
             seen("/workflow_job/started_at", 17, f"commit={JOB_SHA}", "url@/workflow_job/html_url"),
             seen("/workflow_job/steps/0/started_at", 9, f"commit={JOB_SHA}", "url@/workflow_job/html_url", number=1)),
    recorded("GitHub", "github.events", "github/example_release_published.json",
             seen("/release/published_at", 9, "release=0.0.1", "url@/release/html_url")),
    written("GitLab", "gitlab.events", {
        "object_kind": "pipeline", "object_attributes": {
            "id": 31, "ref": "main", "sha": SHA, "status": "failed", "created_at": "2026-03-17 14:02:11 UTC",
            "finished_at": "2026-03-17 14:05:29 UTC"}, "project": {"path_with_namespace": "shop/orders"}},
        seen("2026-03-17T14:02:11Z", 17, f"commit={SHA}")),
    recorded("GitLab", "gitlab.events", "gitlab/example_pipeline.json",
             seen("2016-08-11T11:28:34.085Z", 9, "commit@/sha", "url@/web_url")),
    written("Jenkins", "jenkins.build", {
        "_class": "org.jenkinsci.plugins.workflow.job.WorkflowRun", "actions": [{}, {"lastBuiltRevision": {"SHA1": SHA}}],
        "building": False, "duration": 5774, "fullDisplayName": "orders #17", "id": "17", "number": 17, "result": "UNSTABLE",
        "timestamp": 1773756131352, "url": "https://ci.example/job/orders/17/"},
        seen("1773756131352 ms", 13, f"commit={SHA}", "url=https://ci.example/job/orders/17/")),
    recorded("Jenkins", "jenkins.build", "jenkins/example_build.json", seen("1686759877596 ms", 9)),
    written("JUnit", "junit.xml", REPORT,
            seen("2026-03-17T14:02:11Z", 18, "host=ci-3", f"commit={SHA}"),
            seen("2026-03-17T14:02:11Z", 18, "host=ci-3", f"commit={SHA}", number=1)),
    recorded("JUnit", "junit.xml", "junit/example_pytest.xml",
             seen("2025-11-15T11:51:49.548396-05:00", 17, "host=mac.hsd1.va.comcast.net")),
    recorded("JUnit", "junit.xml", "junit/example_pytest_fail.xml",
             seen("2020-09-04T16:18:04.966371 local", 17, "host=3f909e363d82")),
)  # fmt: skip
