"""GitLab: webhooks and REST replies of pipelines, jobs, deployments, pushes, merge requests, releases, issues.

Fields: GitLab, "Webhook events" and the REST pages of pipelines, jobs, deployments, releases, commits, merge requests. REST
times are ISO 8601 with Z and milliseconds; a webhook's are `2016-08-12 15:23:28 UTC`, or with an offset
(`2021-04-28 21:50:00 +0200`). A push carries no time of its own: its commits do.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from workbench.model.records import Event, changed
from workbench.readers.forms import Form, reader_of
from workbench.readers.raised import mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

ID, TITLE = "gitlab.events", "GitLab events (webhooks, REST)"
STATES = {"success": 9, "failed": 17, "canceled": 13, "canceling": 13, "skipped": 9, "blocked": 9}
PHASES = {
    **dict.fromkeys(("created", "waiting_for_resource", "preparing", "pending", "scheduled", "manual", "blocked"), "open"),
    "running": "update", "canceling": "update", "success": "close", "failed": "close", "canceled": "close",
    "skipped": "close",
}  # fmt: skip
# What surrounds a webhook's object and tells nothing of what happened.
AROUND = ("project.*", "repository.*", "user.*", "commit.author.*", "builds", "labels", "assignees", "reviewers")
_PROJECT = {"vcs.repository.name": "project.path_with_namespace|^.project.path_with_namespace|project_name"}
_GONE = "after=0000000000000000000000000000000000000000"
NONE = ("0", "null")


def _pipeline(at: str, *needs: str) -> RecordMap:
    return RecordMap(
        ID, TITLE, "ci", needs=needs, t=f"{at}started_at|{at}created_at", t_end=f"{at}finished_at", form="iso",
        phase=f"{at}status", phases=PHASES, severity=f"{at}status", severities=STATES, usual=9, none=NONE,
        name=f"Pipeline {{{at}id}} {{{at}status}}: {{{at}ref}} {{commit.title|{at}name}}", body="commit.message",
        event_id=f"{{{at}id}}/{{{at}status}}", group=f"{at}id",
        attributes={
            "cicd.pipeline.name": f"{at}name", "cicd.pipeline.run.id": f"{at}id", "cicd.pipeline.run.state": f"{at}status",
            "vcs.ref.head.name": f"{at}ref", "vcs.ref.head.revision": f"{at}sha", **_PROJECT,
            "wb.author": "user.username|user.name",
        },
        links={"commit": f"{at}sha", "url": f"{at}web_url|{at}url"}, skip=(*AROUND, f"{at}detailed_status.*"),
        prefix="gitlab",
    )  # fmt: skip


def _job(each: str, *needs: str) -> RecordMap:
    """A job of its own reply, or one of a pipeline's webhook, whose pipeline then lies around it."""
    return RecordMap(
        ID, TITLE, "ci", needs=needs, each=each, t="started_at|created_at", t_end="finished_at", form="iso",
        phase="status", phases=PHASES, severity="status", severities=STATES, usual=9, none=NONE,
        name="{stage}: {name} {status} {failure_reason}", body="failure_reason", event_id="{id}/{status}",
        group="pipeline.id|^.object_attributes.id",
        attributes={
            "cicd.pipeline.run.id": "pipeline.id|^.object_attributes.id", "cicd.pipeline.task.name": "name",
            "cicd.pipeline.task.run.id": "id", "cicd.pipeline.task.run.result": "status",
            "cicd.worker.name": "runner.description", "vcs.ref.head.name": "ref|^.object_attributes.ref",
            "vcs.ref.head.revision": "commit.id|pipeline.sha|^.object_attributes.sha", **_PROJECT,
            "wb.author": "user.username",
        },
        resource={"deployment.environment.name": "environment.name"},
        links={"commit": "commit.id|pipeline.sha|^.object_attributes.sha", "url": "web_url"},
        skip=("user.*", "project.*", "runner.*", "artifacts", "commit.*"), prefix="gitlab",
    )  # fmt: skip


BUILD = RecordMap(
    ID, TITLE, "ci", needs=("object_kind=build", "build_id"), t="build_started_at|build_created_at",
    t_end="build_finished_at", form="iso", phase="build_status", phases=PHASES, severity="build_status", severities=STATES,
    usual=9, none=NONE, name="{build_stage}: {build_name} {build_status}", body="build_failure_reason",
    event_id="{build_id}/{build_status}", group="pipeline_id",
    attributes={
        "cicd.pipeline.run.id": "pipeline_id", "cicd.pipeline.task.name": "build_name",
        "cicd.pipeline.task.run.id": "build_id", "cicd.pipeline.task.run.result": "build_status",
        "cicd.worker.name": "runner.description", "vcs.ref.head.name": "ref", "vcs.ref.head.revision": "sha", **_PROJECT,
        "wb.author": "user.username|user.name",
    },
    resource={"deployment.environment.name": "environment.name"}, links={"commit": "sha"}, skip=AROUND, prefix="gitlab",
)  # fmt: skip
# Only how a deployment ended stands as a deploy; that it runs is a step on the way.
DEPLOYING = {"created": "update", "running": "update", "blocked": "update", "skipped": "update", "canceled": "update",
             "success": "close", "failed": "close"}  # fmt: skip
DEPLOYMENT_HOOK = RecordMap(
    ID, TITLE, "deploy", needs=("object_kind=deployment", "status_changed_at"), t="status_changed_at", form="iso",
    phase="status", phases=DEPLOYING, severity="status", severities=STATES, usual=9,
    name="Deployment to {environment} {status}: {ref} {commit_title}", body="commit_title",
    event_id="{deployment_id|deployable_id}/{status}", group="deployment_id|deployable_id",
    resource={"deployment.environment.name": "environment"},
    attributes={"vcs.ref.head.name": "ref", "vcs.ref.head.revision": "short_sha", **_PROJECT,
                "deployment.status": "status", "deployment.id": "deployment_id",
                "wb.author": "user.username|user.name"},
    links={"commit": "short_sha", "url": "deployable_url"}, skip=AROUND, prefix="gitlab",
)  # fmt: skip
DEPLOYMENT = replace(
    DEPLOYMENT_HOOK, needs=("iid", "sha", "status", "environment.name"), t="deployable.started_at|created_at",
    t_end="deployable.finished_at", event_id="id", group="id",
    name="Deployment to {environment.name} {status}: {ref} {deployable.commit.title}", body="deployable.commit.message",
    resource={"deployment.environment.name": "environment.name"},
    attributes={"vcs.ref.head.name": "ref", "vcs.ref.head.revision": "sha", "deployment.status": "status",
                "deployment.id": "id", "wb.author": "user.username|user.name"},
    links={"commit": "sha", "url": "deployable.web_url"}, skip=(*AROUND, "deployable.*"),
)  # fmt: skip
RELEASE_HOOK = RecordMap(
    ID, TITLE, "deploy", needs=("object_kind=release", "tag"), t="released_at|created_at", form="iso", usual=9,
    phase="action", phases={"update": "update", "delete": "update"}, name="Release {tag} {action}: {name}",
    body="description|name", event_id="{id|tag}/{action}", group="tag",
    resource={"service.version": "tag"}, attributes={"vcs.ref.head.name": "tag", **_PROJECT},
    links={"release": "tag", "commit": "commit.id", "url": "url"}, skip=AROUND, prefix="gitlab",
)  # fmt: skip
RELEASE = replace(
    RELEASE_HOOK, needs=("tag_name", "released_at"), phase="", phases={}, name="Release {tag_name}: {name}",
    event_id="tag_name", group="tag_name", resource={"service.version": "tag_name"},
    attributes={"vcs.ref.head.name": "tag_name", "wb.author": "author.username"},
    links={"release": "tag_name", "commit": "commit.id", "url": "_links.self"},
    skip=("author.*", "commit.*", "assets.*", "evidences", "_links.*", "description_html"),
)  # fmt: skip
PUSHED = RecordMap(
    ID, TITLE, "commit", needs=("object_kind", "before", "after", "commits[0].id"), each="commits", t="timestamp",
    form="iso", usual=9, name="{title|message}", body="message|title", event_id="id",
    attributes={"vcs.ref.head.revision": "id", "vcs.author.name": "author.name", "vcs.author.email": "author.email",
                "vcs.ref.head.name": "^.ref", "vcs.repository.name": "^.project.path_with_namespace",
                "wb.author": "^.user_username|^.user_name"},
    links={"commit": "id", "url": "url"}, prefix="gitlab",
)  # fmt: skip
COMMIT = replace(
    PUSHED, needs=("short_id", "committed_date"), each="", t="committed_date|created_at",
    attributes={"vcs.ref.head.revision": "id", "vcs.author.name": "author_name", "vcs.author.email": "author_email",
                "vcs.authored": "authored_date"},
    links={"commit": "id", "url": "web_url"},
)  # fmt: skip
PUSH = RecordMap(
    ID, TITLE, "ci", needs=("object_kind", "before", "after", "ref"), usual=9, name="Push to {ref}",
    event_id="{ref}/{before}/{after}", group="ref",
    attributes={"vcs.ref.head.name": "ref", "wb.author": "user_username|user_name", **_PROJECT},
    links={"commit1": "before", "commit2": "after"}, skip=AROUND, prefix="gitlab",
)  # fmt: skip
GONE = replace(PUSH, needs=(*PUSH.needs, _GONE), name="Push to {ref}: deleted")
ACTIONS = {
    "open": "open", "reopen": "open", "close": "close", "merge": "close", "update": "update", "approved": "update",
    "approval": "update", "unapproved": "update", "unapproval": "update",
}  # fmt: skip
TALK_HOOK = RecordMap(
    ID, TITLE, "ticket", needs=("object_kind", "object_attributes.iid", "object_attributes.state"),
    t="object_attributes.updated_at|object_attributes.created_at", form="iso",
    phase="object_attributes.action", phases=ACTIONS, usual=9,
    name="{object_kind} {object_attributes.iid} {object_attributes.action|object_attributes.state}: "
    "{object_attributes.title}",
    body="object_attributes.description|object_attributes.title", group="object_attributes.url|object_attributes.id",
    event_id="{object_attributes.id}/{object_attributes.action}/{object_attributes.updated_at}",
    attributes={"vcs.ref.head.name": "object_attributes.source_branch", **_PROJECT,
                "vcs.ref.head.revision": "object_attributes.last_commit.id", "wb.author": "user.username|user.name"},
    links={"commit1": "object_attributes.last_commit.id", "commit2": "object_attributes.merge_commit_sha",
           "url": "object_attributes.url"},
    skip=(*AROUND, "object_attributes.source.*", "object_attributes.target.*", "object_attributes.last_commit.*"),
    prefix="gitlab",
)  # fmt: skip
NOTE = replace(
    TALK_HOOK, needs=("object_kind=note", "object_attributes.note"), t="object_attributes.created_at", phase="object_kind",
    phases={"note": "update"}, name="{user.username}: {object_attributes.note}", body="object_attributes.note",
    group="merge_request.url|issue.url|object_attributes.url", event_id="{object_attributes.id}",
    links={"url": "object_attributes.url", "commit": "commit.id|merge_request.last_commit.id"},
)  # fmt: skip
TALK = RecordMap(
    ID, TITLE, "ticket", needs=("iid", "project_id", "title", "state", "web_url"), t="created_at",
    t_end="merged_at|closed_at", form="iso", phase="state", usual=9,
    phases={"opened": "open", "closed": "close", "merged": "close", "locked": "update"},
    name="{references.full|iid} {state}: {title}", body="description|title", event_id="id", group="web_url",
    attributes={"vcs.ref.head.name": "source_branch", "vcs.ref.head.revision": "sha", "wb.author": "author.username"},
    links={"commit1": "sha", "commit2": "merge_commit_sha", "url": "web_url"},
    skip=("author.*", "assignee.*", "merged_by.*", "closed_by.*", "_links.*", "time_stats.*"), prefix="gitlab",
)  # fmt: skip


def _zeros(event: Event, around: tuple[Any, ...]) -> Event:
    """A branch that is gone is told by what it was before."""
    links = tuple(one for one in event.links if one.value.strip("0"))
    return changed(event, links=links, body=event.body or word(mapping(around[-1]).get("ref")))


def _done(event: Event, _around: tuple[Any, ...]) -> Event:
    """A deployment that only waits or runs has no end yet."""
    return event if event.phase == "close" else changed(event, t_end=None)


READERS = (
    reader_of(
        ID, TITLE, ("ci", "deploy", "commit", "ticket"),
        Form(_pipeline("object_attributes.", "object_kind=pipeline", "object_attributes.sha"), also=(Form(_job("builds")),)),
        Form(BUILD), Form(DEPLOYMENT_HOOK), Form(RELEASE_HOOK), Form(NOTE), Form(TALK_HOOK), Form(GONE, _zeros),
        Form(PUSHED), Form(PUSH, _zeros), Form(DEPLOYMENT, _done), Form(_job("", "stage", "name", "status", "pipeline.id")),
        Form(_pipeline("", "sha", "ref", "status", "web_url", "project_id")), Form(RELEASE), Form(COMMIT), Form(TALK),
        Form(_pipeline("", "sha", "ref", "status", "web_url", "created_at")),
    ),
)  # fmt: skip
EXAMPLES = {
    ID: json.dumps({
        "object_kind": "pipeline",
        "object_attributes": {
            "id": 31, "ref": "main", "sha": "bcbb5ec396a2c0f828686f14fac9b80b780504f2", "status": "failed",
            "created_at": "2026-03-17 14:02:11 UTC", "finished_at": "2026-03-17 14:05:29 UTC", "duration": 198,
        },
        "user": {"username": "ann"}, "project": {"path_with_namespace": "shop/orders"},
        "builds": [{"id": 380, "stage": "test", "name": "unit", "status": "failed",
                    "created_at": "2026-03-17 14:02:11 UTC", "started_at": "2026-03-17 14:02:13 UTC",
                    "finished_at": "2026-03-17 14:05:29 UTC"}],
    }),
}  # fmt: skip
SYSTEMS = (
    System(
        "GitLab", "work", (ID, "gitlab.ci"),
        "Webhook: keep the posted bodies, one a line. REST: `…/projects/ID/pipelines`, `…/jobs`, `…/deployments`, "
        "`…/releases`, `…/merge_requests`, `…/issues`, `…/repository/commits`, as the replies are. A job's log: raw.",
        "A pipeline and each of its jobs from start to end; a deployment's states and a release as deploys; each commit of "
        "a push; merge requests, issues and notes as steps of a ticket. Linked by commit.",
        "When a push came, which its body doesn't tell.", "The record's link leads to its page.",
    ),
)  # fmt: skip
