"""GitHub: webhooks and replies of its REST interface, of runs, jobs and steps, checks, deployments, releases, pushes, talk.

Fields: GitHub, "Webhook events and payloads" and REST "Actions", "Checks", "Deployments", "Releases", "Commits", "Issues",
"Pulls". A body doesn't name its event (that stands in a header), and a `deployment_status` holds a `workflow_run`, too: the
more special is asked first. Times are ISO 8601 with Z; `repository.pushed_at` is epoch seconds in a push. A run's time is
when this attempt started; it has no time of its end but `updated_at`, which counts once it is completed. A body posted as a
form (`payload=…`) is read as well.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from workbench.model.records import Event, Phase, changed
from workbench.readers.forms import Finish, Form, reader_of
from workbench.readers.github import (
    COMMENT,
    COMMIT,
    PUSH,
    PUSHED,
    check,
    commented,
    first_line,
    noise,
    pushed,
    talk,
    when,
)
from workbench.readers.mapping import stamp_of
from workbench.readers.raised import mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

ID, TITLE = "github.events", "GitHub events (webhooks, REST)"
CONCLUSIONS = {
    "success": 9, "neutral": 9, "skipped": 9, "stale": 9, "cancelled": 13, "action_required": 13, "failure": 17,
    "timed_out": 17, "startup_failure": 17, "error": 17,
}  # fmt: skip
RUNNING = {
    "completed": "close", "queued": "open", "requested": "open", "waiting": "open", "pending": "open",
    "in_progress": "update",
}  # fmt: skip
_REPOSITORY = {"vcs.repository.name": "repository.full_name"}


def _run(at: str, each: str, *needs: str) -> RecordMap:
    """A run of a workflow, below `at` of a webhook's body or in a list."""
    return RecordMap(
        ID, TITLE, "ci", needs=needs, each=each, t=f"{at}run_started_at|{at}created_at", form="iso",
        phase=f"{at}status", phases=RUNNING, severity=f"{at}conclusion", severities=CONCLUSIONS, usual=9,
        name=f"{{{at}name|{at}path}} #{{{at}run_number}} {{{at}conclusion|{at}status}}: {{{at}display_title}}",
        body=f"{at}head_commit.message|{at}display_title", event_id=f"{{{at}id}}/{{{at}run_attempt|'1'}}/{{{at}status}}",
        group=f"{at}id",
        attributes={
            "cicd.pipeline.name": f"{at}name|{at}path", "cicd.pipeline.run.id": f"{at}id", **_REPOSITORY,
            "cicd.pipeline.result": f"{at}conclusion", "cicd.pipeline.run.state": f"{at}status",
            "vcs.ref.head.name": f"{at}head_branch", "vcs.ref.head.revision": f"{at}head_sha",
            "wb.author": f"{at}triggering_actor.login|{at}actor.login",
        },
        links={"commit": f"{at}head_sha", "url": f"{at}html_url"},
        skip=noise(at, "steps"), prefix="github",
    )  # fmt: skip


def _job(at: str, each: str, *needs: str) -> RecordMap:
    """A job of a run; of a check, which has the same clocks."""
    return RecordMap(
        ID, TITLE, "ci", needs=needs, each=each, t=f"{at}started_at|{at}created_at", t_end=f"{at}completed_at", form="iso",
        phase=f"{at}status", phases=RUNNING, severity=f"{at}conclusion", severities=CONCLUSIONS, usual=9,
        name=f"{{{at}workflow_name|{at}app.name}} {{{at}name}} {{{at}conclusion|{at}status}}: {{{at}output.title}}",
        body=f"{at}output.text|{at}output.summary|{at}output.title",
        event_id=f"{{{at}id}}/{{{at}run_attempt|'1'}}/{{{at}status}}", group=f"{at}run_id|{at}check_suite.id",
        attributes={
            "cicd.pipeline.name": f"{at}workflow_name|{at}app.name", "cicd.pipeline.run.id": f"{at}run_id", **_REPOSITORY,
            "cicd.worker.name": f"{at}runner_name", "cicd.pipeline.task.name": f"{at}name",
            "cicd.pipeline.task.run.id": f"{at}id",
            "cicd.pipeline.task.run.result": f"{at}conclusion", "vcs.ref.head.name": f"{at}head_branch",
            "vcs.ref.head.revision": f"{at}head_sha",
        },
        links={"commit": f"{at}head_sha", "url": f"{at}html_url|{at}details_url"},
        skip=(*noise(at, "app", "check_suite"), f"{at}steps"), prefix="github",
    )  # fmt: skip


def _steps(each: str) -> RecordMap:
    """The steps of a job."""
    return RecordMap(
        ID, TITLE, "ci", each=each, t="started_at", t_end="completed_at", form="iso", phase="status", phases=RUNNING,
        severity="conclusion", severities=CONCLUSIONS, usual=9, name="{^.name}: {name} {conclusion|status}",
        event_id="{^.id}/{^.run_attempt|'1'}/{number}/{status}", group="^.run_id",
        attributes={
            "cicd.pipeline.name": "^.workflow_name", "cicd.pipeline.run.id": "^.run_id",
            "cicd.worker.name": "^.runner_name", "cicd.pipeline.task.name": "^.name", "cicd.pipeline.step.name": "name",
            "cicd.pipeline.task.run.result": "conclusion",
        },
        links={"commit": "^.head_sha", "url": "^.html_url"}, prefix="github",
    )  # fmt: skip


def _suite(at: str, each: str, *needs: str) -> RecordMap:
    """A check suite: all checks of an app on one commit."""
    return replace(
        _run(at, each, *needs), t=f"{at}created_at",
        name=f"{{{at}app.name|'checks'}} {{{at}conclusion|{at}status}}: {{{at}head_branch}}",
        event_id=f"{{{at}id}}/{{{at}status}}", links={"commit": f"{at}head_sha", "url": f"{at}url"},
        skip=noise(at, "app"),
    )  # fmt: skip


def _ended(*path: str) -> Finish:
    """Gives a completed run, whose object lies at `path`, the end that `updated_at` is."""

    def finish(event: Event, around: tuple[Any, ...]) -> Event:
        value = around[-1]
        for key in path:
            value = mapping(value).get(key)
        found = mapping(value)
        stamp = stamp_of(word(found.get("updated_at")), "iso") if found.get("status") == "completed" else None
        return changed(event, t_end=stamp.wall) if stamp else event

    return finish


# A deployment is asked for, then told of until it runs; only its being there, and its success or failure, stand as deploys.
STATES = {
    "success": "close", "failure": "close", "error": "close", "pending": "update", "queued": "update", "waiting": "update",
    "in_progress": "update", "inactive": "update",
}  # fmt: skip


def _status(at: str, of: str, *needs: str) -> RecordMap:
    """What became of a deployment. at: where the status lies · of: where its deployment does."""
    return RecordMap(
        ID, TITLE, "deploy", needs=needs, t=f"{at}created_at|{at}updated_at", form="iso", phase=f"{at}state", phases=STATES,
        severity=f"{at}state", severities=CONCLUSIONS, usual=9,
        name=f"Deployment to {{{at}environment|{of}environment}} {{{at}state}}: {{{of}ref}} {{{at}description}}",
        body=f"{at}description|{of}description", event_id=f"{at}id", group=f"{of}id|{at}deployment_url",
        resource={"deployment.environment.name": f"{at}environment|{of}environment"},
        attributes={"vcs.ref.head.name": f"{of}ref", "vcs.ref.head.revision": f"{of}sha", **_REPOSITORY,
                    "wb.author": f"{at}creator.login", "deployment.status": f"{at}state", "deployment.id": f"{of}id"},
        links={"commit": f"{of}sha", "url": f"{at}target_url|{at}log_url|{at}environment_url"},
        skip=(*noise(at), *noise(of), "workflow_run.*", "check_run.*"), prefix="github",
    )  # fmt: skip


def _deployment(at: str, *needs: str) -> RecordMap:
    """That a deployment was asked for."""
    return RecordMap(
        ID, TITLE, "deploy", needs=needs, t=f"{at}created_at", form="iso", usual=9,
        name=f"Deployment to {{{at}environment}} asked for: {{{at}ref}} {{{at}description}}", body=f"{at}description",
        event_id=f"{at}id", group=f"{at}id", resource={"deployment.environment.name": f"{at}environment"},
        attributes={"vcs.ref.head.name": f"{at}ref", "vcs.ref.head.revision": f"{at}sha", **_REPOSITORY,
                    "wb.author": f"{at}creator.login", "deployment.id": f"{at}id"},
        links={"commit": f"{at}sha"}, skip=(*noise(at), "workflow_run.*"), prefix="github",
    )  # fmt: skip


def _phase(phase: Phase) -> Finish:
    return lambda event, _around: changed(event, phase=phase)


def _release(at: str, *needs: str) -> RecordMap:
    """A release; one that is only edited, or a draft, is no deploy of anything new."""
    return RecordMap(
        ID, TITLE, "deploy", needs=needs, t=f"{at}published_at|{at}created_at", form="iso", usual=9,
        phase="action|'published'", phases={"edited": "update", "deleted": "update", "unpublished": "update",
                                            "created": "update", "prereleased": "update"},
        name=f"Release {{{at}tag_name}} {{action}}: {{{at}name}}", body=f"{at}body|{at}name",
        event_id=f"{{{at}id}}/{{action|'published'}}", group=f"{at}id", resource={"service.version": f"{at}tag_name"},
        attributes={"wb.author": f"{at}author.login", "vcs.ref.head.name": f"{at}tag_name", **_REPOSITORY},
        links={"release": f"{at}tag_name", "commit": f"{at}target_commitish", "url": f"{at}html_url"},
        skip=noise(at, "reactions"), prefix="github",
    )  # fmt: skip


def _told_draft(event: Event, around: tuple[Any, ...]) -> Event:
    found = mapping(around[-1])
    held = mapping(found.get("release")) or found
    return changed(event, phase="update") if held.get("draft") is True else event


def _run_form(at: str, each: str, *needs: str) -> Form:
    return Form(_run(at, each, *needs), _ended(*(at.rstrip(".").split(".") if at else ())))


def _job_form(at: str, each: str, *needs: str) -> Form:
    steps = f"{each}[*].steps" if each else f"{at}steps"
    return Form(_job(at, each, *needs), also=(Form(_steps(steps)),))


_KINDS = ("ci", "deploy", "commit", "ticket")
READERS = (
    reader_of(
        ID, TITLE, _KINDS,
        # Of a job that deploys, the body holds the deployment, too.
        _job_form("workflow_job.", "", "workflow_job.run_id", "workflow_job.status"),
        Form(_status("deployment_status.", "deployment.", "deployment_status.state", "deployment.sha")),
        Form(_status("", "deployment.", "state", "deployment_url", "environment")),
        Form(_deployment("deployment.", "deployment.sha", "deployment.task"), _phase("open")),
        Form(_deployment("", "sha", "ref", "task", "statuses_url"), _phase("open")),
        _job_form("", "jobs", "total_count", "jobs"),
        _job_form("", "", "run_id", "steps", "runner_name"),
        _run_form("workflow_run.", "", "workflow_run.head_sha", "workflow_run.run_number"),
        _run_form("", "workflow_runs", "total_count", "workflow_runs"),
        _run_form("", "", "run_number", "run_attempt", "head_sha"),
        Form(_job("check_run.", "", "check_run.head_sha", "check_run.status")),
        Form(_job("", "check_runs", "total_count", "check_runs")),
        Form(_suite("check_suite.", "", "check_suite.head_sha", "check_suite.status"), _ended("check_suite")),
        Form(_suite("", "check_suites", "total_count", "check_suites"), _ended()),
        Form(_release("release.", "release.tag_name", "release.target_commitish"), _told_draft),
        Form(_release("", "tag_name", "target_commitish", "draft"), _told_draft),
        Form(check("", "sha", "context", "state", "branches")),
        Form(check("statuses", "statuses[0].context", "statuses[0].state", "sha", sha="^.sha")),
        Form(check("", "context", "state", "target_url", "creator")),
        Form(PUSH, pushed, also=(Form(PUSHED, first_line),)),
        Form(COMMIT, first_line),
        Form(COMMENT, commented),
        Form(talk("pull_request.", "Pull request", "pull_request.number", "pull_request.head", "action"),
             when("pull_request")),
        Form(talk("", "Pull request", "number", "merge_commit_sha", "head"), when("")),
        Form(talk("issue.", "Issue", "issue.number", "action"), when("issue")),
        Form(talk("", "Issue", "number", "comments_url", "repository_url"), when("")),
    ),
)  # fmt: skip
EXAMPLES = {
    ID: json.dumps({
        "action": "completed", "repository": {"full_name": "shop/orders"}, "sender": {"login": "ann"},
        "workflow_job": {
            "id": 28, "run_id": 22, "run_attempt": 1, "name": "linters", "workflow_name": "CI", "status": "completed",
            "conclusion": "failure", "head_sha": "3484a3fb816e0859fd6e1cea078d76385ff50625",
            "started_at": "2026-03-17T14:02:11Z", "completed_at": "2026-03-17T14:05:29Z",
            "steps": [{"name": "Set up job", "number": 1, "status": "completed", "conclusion": "success",
                       "started_at": "2026-03-17T14:02:11.000Z", "completed_at": "2026-03-17T14:02:12.000Z"}],
        },
    }),
}  # fmt: skip
SYSTEMS = (
    System(
        "GitHub", "work", (ID, "github.actions"),
        "Webhook: keep the posted bodies, JSON or form, one a line (Settings, Webhooks, Recent deliveries shows them). "
        "REST: `gh api --paginate repos/O/R/actions/runs` and `…/jobs`, `…/deployments`, `…/statuses`, `…/releases`, "
        "`…/commits`, `…/pulls`, `…/issues`, as the replies are. A job's log: `gh run view --log`.",
        "A run, each job and each step from start to end; a deployment's states and a release as deploys; each commit of a "
        "push, and its status as builds tell it; pull requests, issues and comments as steps of a ticket. Linked by commit.",
        "Reactions, labels and other events on their own; times of a run's end before `updated_at` told them.",
        "The record's link leads to its page.",
    ),
)  # fmt: skip
