"""What people do at GitHub, as maps: pushes, their commits and what builds tell of them, pull requests, issues, comments.

Fields: GitHub, "Webhook events and payloads" and REST "Commits", "Commit statuses", "Pulls", "Issues". An action's own time
is when a thing was created or closed, else `updated_at`.
"""

from __future__ import annotations

from typing import Any

from workbench.model.records import Event, Phase, changed
from workbench.readers.forms import Finish
from workbench.readers.links import joined, link
from workbench.readers.mapping import stamp_of
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import RecordMap

ID, TITLE = "github.events", "GitHub events (webhooks, REST)"
# What stands in every webhook's body and tells nothing of what happened: templates of URLs, avatars, counts of stars.
AROUND = (
    "repository.*", "sender.*", "organization.*", "enterprise.*", "installation.*", "workflow.*", "check_run.app.*",
    "check_suite.app.*",
)  # fmt: skip


def noise(at: str, *more: str) -> tuple[str, ...]:
    """What isn't kept of an object that lies below `at`, beside what surrounds it in a webhook's body."""
    people = ("actor", "triggering_actor", "creator", "author", "user")
    inner = ("repository", "head_repository", "head_commit", *people, *more)
    return (*AROUND, *(f"{at}{name}.*" for name in inner))


PUSH = RecordMap(
    ID, TITLE, "ci", needs=("ref", "before", "after", "commits"), t="repository.pushed_at", usual=9,
    name="Push to {ref}", body="head_commit.message", event_id="{ref}/{before}/{after}", group="ref",
    attributes={"vcs.ref.head.name": "ref", "vcs.ref.head.revision": "after", "vcs.ref.base.revision": "before",
                "wb.author": "pusher.name|sender.login", "vcs.repository.name": "repository.full_name"},
    links={"commit": "after", "url": "compare"}, skip=(*AROUND, "commits", "head_commit.*"), prefix="github",
)  # fmt: skip
PUSHED = RecordMap(
    ID, TITLE, "commit", each="commits", t="timestamp", form="iso", usual=9, name="{message}", body="message", event_id="id",
    attributes={"vcs.ref.head.revision": "id", "vcs.author.name": "author.name", "vcs.author.email": "author.email",
                "vcs.ref.head.name": "^.ref", "vcs.repository.name": "^.repository.full_name"},
    links={"commit": "id", "url": "url"}, prefix="github",
)  # fmt: skip
COMMIT = RecordMap(
    ID, TITLE, "commit", needs=("sha", "commit.message", "commit.committer"), t="commit.committer.date|commit.author.date",
    form="iso", usual=9, name="{commit.message}", body="commit.message", event_id="sha",
    attributes={"vcs.ref.head.revision": "sha", "vcs.author.name": "commit.author.name",
                "vcs.author.email": "commit.author.email", "vcs.authored": "commit.author.date"},
    links={"commit": "sha", "url": "html_url"}, skip=("author.*", "committer.*", "parents"), prefix="github",
)  # fmt: skip


def check(each: str, *needs: str, sha: str = "sha") -> RecordMap:
    """What a build outside of GitHub's own tells of a commit: its status. sha: the path of the commit."""
    return RecordMap(
        ID, TITLE, "ci", needs=needs, each=each, t="updated_at|created_at", form="iso", phase="state",
        phases={"pending": "open", "success": "close", "failure": "close", "error": "close"}, severity="state",
        severities={"pending": 9, "success": 9, "failure": 17, "error": 17}, usual=9,
        name="{context} {state}: {description}", body="description", event_id="id", group="context",
        attributes={"cicd.pipeline.name": "context", "cicd.pipeline.result": "state", "vcs.ref.head.revision": sha,
                    "vcs.repository.name": "repository.full_name", "wb.author": "creator.login|sender.login"},
        links={"commit": sha, "url": "target_url"}, skip=(*AROUND, "creator.*", "commit.*", "branches"), prefix="github",
    )  # fmt: skip


def pushed(event: Event, around: tuple[Any, ...]) -> Event:
    """How many commits came, or that the branch is gone, which no commit stands for."""
    found = mapping(around[-1])
    count = len(listed(found.get("commits")))
    gone = found.get("deleted") is True
    what = "deleted" if gone else f"{count} {'commit' if count == 1 else 'commits'}"
    forced = ", forced" if found.get("forced") is True else ""
    zeros = "0" * 40
    links = tuple(one for one in event.links if one.value != zeros)
    old = [link("commit", found.get("before"))] if gone else []
    return changed(
        event, title=f"{event.title}: {what}{forced}", links=joined(links, old), body=event.body or event.title,
    )  # fmt: skip


def first_line(event: Event, _around: tuple[Any, ...]) -> Event:
    """A commit is called by the first line of its message."""
    return changed(event, title=event.body.partition("\n")[0][:300] or event.title)


_ACTIONS = (
    "edited", "labeled", "unlabeled", "assigned", "unassigned", "synchronize", "ready_for_review", "review_requested",
    "locked", "unlocked", "pinned", "transferred", "deleted", "converted_to_draft", "milestoned", "created", "submitted",
)  # fmt: skip
TALKED = {"opened": "open", "reopened": "open", "closed": "close"}


def talk(at: str, what: str, *needs: str) -> RecordMap:
    """A pull request or an issue: t is when the action happened, found by `_when`."""
    return RecordMap(
        ID, TITLE, "ticket", needs=needs, t=f"{at}updated_at|{at}created_at", form="iso", phase="action|'seen'",
        phases={**TALKED, **dict.fromkeys(_ACTIONS, "update")}, usual=9,
        name=f"{what} #{{{at}number}} {{action|{at}state}}: {{{at}title}}", body=f"{at}body|{at}title",
        event_id=f"{{{at}id}}/{{action|{at}state}}/{{{at}updated_at}}", group=f"{at}html_url|{at}id",
        attributes={"wb.author": f"sender.login|{at}user.login", "vcs.ref.head.name": f"{at}head.ref",
                    "vcs.ref.head.revision": f"{at}head.sha", "vcs.repository.name": "repository.full_name"},
        links={"commit1": f"{at}head.sha", "commit2": f"{at}merge_commit_sha", "url": f"{at}html_url"},
        skip=noise(at, "head.repo", "base.repo", "head.user", "base.user", "_links", "reactions", "milestone",
                    "assignee"), prefix="github",
    )  # fmt: skip


def when(key: str) -> Finish:
    """The time that belongs to the action: opened when it was created, closed when it was closed."""

    def finish(event: Event, around: tuple[Any, ...]) -> Event:
        found = mapping(around[-1])
        held = mapping(found.get(key)) if key else found
        action = word(found.get("action"))
        if not action:  # a reply tells how things stand: open from then to then
            opened, closed = (stamp_of(word(held.get(name)), "iso") for name in ("created_at", "closed_at"))
            phase: Phase = "close" if closed else "open"
            raw = word(held.get("created_at")) if opened else ""
            t, step = (opened.wall, opened.resolution_ns) if opened else (None, 1)
            return changed(
                event, t=t, t_raw=raw, resolution_ns=step, t_end=closed.wall if closed else None, phase=phase
            )
        raw = word(held.get({"opened": "created_at", "closed": "closed_at"}.get(action, "")))
        stamp = stamp_of(raw, "iso")
        return changed(event, t=stamp.wall, t_raw=raw, resolution_ns=stamp.resolution_ns) if stamp else event

    return finish


COMMENT = RecordMap(
    ID, TITLE, "ticket", needs=("comment.body", "issue.number"), t="comment.created_at", form="iso", phase="action",
    phases=dict.fromkeys(_ACTIONS, "update"), usual=9, name="#{issue.number} {comment.user.login}: {comment.body}",
    body="comment.body", event_id="{comment.id}/{action}/{comment.updated_at}", group="issue.html_url|issue.id",
    attributes={"wb.author": "comment.user.login", "wb.issue": "issue.title",
                "vcs.repository.name": "repository.full_name"},
    links={"url": "comment.html_url"},
    skip=(*noise("issue.", "reactions", "milestone"), *noise("comment.", "reactions"), "comment.*"), prefix="github",
)  # fmt: skip


def commented(event: Event, around: tuple[Any, ...]) -> Event:
    """A comment that was edited or deleted later has that time."""
    found = mapping(around[-1])
    raw = word(mapping(found.get("comment")).get("updated_at"))
    stamp = stamp_of(raw, "iso") if found.get("action") == "edited" else None
    return changed(event, t=stamp.wall, t_raw=raw) if stamp else event
