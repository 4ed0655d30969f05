"""What Jira tells beside an issue: webhooks, pages of a changelog or of comments, remote links, transitions.

Fields: Jira, "Webhooks" (`timestamp` in epoch ms is when it happened; `changelog.items` is a list of what changed) and REST
v2 and v3 "Issue changelogs", "Issue comments", "Issue remote links", "Issue transitions". Remote links and transitions say
how things stand and carry no time.
"""

from __future__ import annotations

import json
import re
from typing import Any

from workbench.model.records import Event, changed
from workbench.readers.forms import Form, reader_of
from workbench.readers.jiratext import DONE, prose, urls
from workbench.readers.links import joined, link, links_in_prose
from workbench.readers.raised import mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

ID, TITLE = "jira.events", "Jira events (webhooks, changelog, comments, links)"
_KEY = re.compile(r"/issue/([A-Za-z][A-Za-z0-9_]{0,20}-\d{1,9}|\d{1,12})(?:/|$)")
_SURROUNDING = ("issue.*", "user.*", "changelog.*", "project.*", "comment.*")


def _change(each: str, t: str, key: str, author: str, id: str, *needs: str) -> RecordMap:
    """What changed in an issue, an item each. t, key, author, id: where the item's surroundings tell them."""
    return RecordMap(
        ID, TITLE, "ticket", needs=needs, each=each, t=t, usual=9, event_id=f"{{{key}}}/{{{id}}}/{{field}}", group=key,
        attributes={"wb.field": "field", "wb.from": "fromString|from", "wb.to": "toString|to",
                    "wb.author": f"{author}.displayName|{author}.name"},
        links={"ticket": key}, prefix="jira",
    )  # fmt: skip


def _changed(event: Event, around: tuple[Any, ...]) -> Event:
    """A step of its ticket; the end of it where its state is one in which nothing is left to do."""
    item = mapping(around[-1])
    key = event.group_key or _key_of(mapping(around[0]).get("self"))
    name, after = word(item.get("field")), word(item.get("toString")) or word(item.get("to"))
    before = word(item.get("fromString")) or word(item.get("from"))
    done = name.lower() in ("status", "resolution") and after.lower() in DONE
    long = len(before) + len(after) > 160 or "\n" in before + after
    title = f"{key} {name} changed" if long else f"{key} {name}: {before or 'none'} → {after or 'none'}"
    return changed(
        event, phase="close" if done else "update", title=title.strip()[:300], body=after or title, group_key=key,
        event_id=event.event_id if event.group_key else f"{key}{event.event_id}",
        links=joined([link("ticket", key)], event.links, links_in_prose(after)),
    )  # fmt: skip


def _comment(each: str, t: str, key: str, *needs: str) -> RecordMap:
    return RecordMap(
        ID, TITLE, "ticket", needs=needs, each=each, t=t, usual=9, event_id=f"{{{key}}}/comment/{{id}}", group=key,
        attributes={"wb.author": "author.displayName|author.name"}, links={"ticket": key},
        skip=("body", "body.*", "author.*", "updateAuthor.*"), prefix="jira",
    )  # fmt: skip


def _commented(event: Event, around: tuple[Any, ...]) -> Event:
    found = mapping(around[-1])
    body, author = prose(found.get("body")), word(event.attributes.get("wb.author"))
    key = event.group_key or _key_of(found.get("self"))
    first = body.strip().partition("\n")[0]
    links = joined([link("ticket", key)], event.links, map(_url, urls(found.get("body"))), links_in_prose(body))
    return changed(
        event, phase="update", title=f"{key} {author or 'comment'}: {first}"[:300], body=body or first, group_key=key,
        event_id=event.event_id if event.group_key else f"{key}{event.event_id}", links=links,
    )  # fmt: skip


def _url(text: str) -> Any:
    return link("url", text)


def _key_of(address: Any) -> str:
    """The issue that an address of the interface is of."""
    found = _KEY.search(word(address))
    return found[1] if found else ""


def _issue(phase: str, *needs: str) -> RecordMap:
    """An issue, or another thing of a project, as a webhook tells that it was made, changed or deleted."""
    return RecordMap(
        ID, TITLE, "ticket", needs=needs, t="timestamp", form="epoch", phase="webhookEvent",
        phases={"jira:issue_created": "open", "jira:issue_deleted": "close", "jira:issue_updated": "update"},
        usual=9, severity="issue.fields.priority.name",
        name="{issue.key} {issue.fields.summary|version.name|sprint.name|project.name|webhookEvent}" + phase,
        event_id="{webhookEvent}/{issue.id|version.id|sprint.id|project.id}/{timestamp}", group="issue.key",
        attributes={"wb.author": "user.displayName|user.name", "event.action": "webhookEvent",
                    "wb.status": "issue.fields.status.name", "jira.project": "issue.fields.project.key|project.key"},
        links={"ticket": "issue.key", "release1": "issue.fields.fixVersions[*].name", "release2": "version.name"},
        skip=_SURROUNDING, prefix="jira",
    )  # fmt: skip


def _told(event: Event, around: tuple[Any, ...]) -> Event:
    fields = mapping(mapping(mapping(around[-1]).get("issue")).get("fields"))
    body = prose(fields.get("description"))
    links = joined(event.links, map(_url, urls(fields.get("description"))), links_in_prose(f"{event.title}\n{body}"))
    return changed(event, severity=9, body=body or event.body, links=links)


REMOTE = RecordMap(
    ID, TITLE, "ticket", needs=("self", "object.url", "object.title"), usual=9,
    name="{relationship|'see'} {object.title}: {object.summary}", body="object.summary|object.title", event_id="globalId|id",
    links={"url": "object.url"}, prefix="jira",
)  # fmt: skip
TRANSITION = RecordMap(
    ID, TITLE, "ticket", needs=("transitions[0].to.name", "transitions[0].name"), each="transitions", usual=9,
    name="{name} → {to.name}", event_id="id", attributes={"wb.to": "to.name"}, skip=("fields.*", "to.iconUrl"),
    prefix="jira",
)  # fmt: skip


def _linked(event: Event, around: tuple[Any, ...]) -> Event:
    """A link of an issue to something elsewhere."""
    key = _key_of(mapping(around[-1]).get("self"))
    return changed(
        event, title=f"{key} {event.title}".strip(), group_key=key, phase="update",
        links=joined([link("ticket", key)], event.links, links_in_prose(event.title)),
    )  # fmt: skip


def _possible(event: Event, _around: tuple[Any, ...]) -> Event:
    return changed(event, title=f"Possible transition: {event.title}")


READERS = (
    reader_of(
        ID, TITLE, ("ticket",),
        Form(_issue("", "webhookEvent=jira:issue_created", "issue.key"), _told),
        Form(_comment("comment", "updated|created|^.timestamp", "^.issue.key", "webhookEvent", "comment.body"), _commented),
        Form(_change("changelog.items", "^^.timestamp", "^^.issue.key", "^^.user", "^.id", "webhookEvent",
                     "changelog.items[0]"), _changed,
             (Form(_comment("comment", "updated|created|^.timestamp", "^.issue.key"), _commented),)),
        Form(_issue(" {webhookEvent}", "webhookEvent", "timestamp"), _told),
        Form(_change("values[*].items", "^.created", "^^.key", "^.author", "^.id", "values[0].items", "values[0].created"),
             _changed),
        Form(_comment("comments", "updated|created", "^.key", "comments[0].body", "comments[0].created"), _commented),
        Form(REMOTE, _linked), Form(TRANSITION, _possible),
    ),
)  # fmt: skip
EXAMPLES = {
    ID: json.dumps({
        "timestamp": 1773756131352, "webhookEvent": "jira:issue_updated", "user": {"displayName": "Ann"},
        "issue": {"id": "10000", "key": "OPS-17", "fields": {"summary": "Checkout hangs"}},
        "changelog": {"id": "10000", "items": [
            {"field": "status", "from": "1", "fromString": "To Do", "to": "3", "toString": "In Progress"}]},
    }),
}  # fmt: skip
SYSTEMS = (
    System(
        "Jira", "work", ("jira.issue", ID, "jira.csv"),
        "An issue's story: REST `/rest/api/3/issue/KEY?expand=changelog`, or `/search/jql` of many; with more than a page "
        "of changes or comments also `…/changelog` and `…/comment`. Webhook: keep the bodies. CSV: Export, all fields.",
        "An issue from created to resolved; each change of its log and each comment as a step.",
        "Attachments and work logs. A CSV has no changelog and its times are in the zone of whoever exported it. Remote "
        "links and transitions have no time.",
    ),
)  # fmt: skip
