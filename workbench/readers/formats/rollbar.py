"""Rollbar: `{event_name, data}` webhooks, items, occurrences and deploys of the REST interface, and what SDKs post.

Fields: Rollbar's documentation of webhooks, of the API (items, occurrences, deploys) and its item schema. `timestamp` is the
server's clock (epoch s; in a post the client's), `metadata.customer_timestamp` the client's; frames stand oldest first, what
was reported first in a chain. Telemetry, what was done before, is records of its own (epoch ms). `code_version` is a commit
or any other name of a version.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from workbench.model.records import Event, changed
from workbench.readers.forms import Form, reader_of
from workbench.readers.links import joined, link
from workbench.readers.raised import mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System
from workbench.readers.trackerchains import raising, rollbar_chain, step

# Rollbar's levels as numbers (item.level in webhooks) and words.
ROLLBAR_LEVELS = {"10": 5, "20": 9, "30": 13, "40": 17, "50": 18}


def _links(at: str) -> dict[str, str]:
    """The links of an occurrence that lies below a path."""
    return {
        "commit": f"{at}server.code_version|{at}code_version", "user_id": f"{at}person.id", "host": f"{at}server.host",
        "url": f"{at}request.url", "email": f"{at}person.email",
    }  # fmt: skip


def _owner(at: str) -> dict[str, str]:
    return {
        "host.name": f"{at}server.host", "deployment.environment.name": f"{at}environment",
        "service.version": f"{at}code_version|{at}server.code_version",
    }  # fmt: skip


def _person(at: str) -> dict[str, str]:
    return {"wb.client_time": f"{at}metadata.customer_timestamp", "user.id": f"{at}person.id"}


def _telemetry(at: str) -> Form:
    """What an occurrence that lies below a path tells of what was done before."""
    map = RecordMap(
        "rollbar.item", "Rollbar item (webhook or REST)", "usersession", each=f"{at}body.telemetry", t="timestamp_ms",
        form="epoch", severity="level", usual=9,
        name="{type} {body.message|body.url|body.to|body.subtype|body.element}", body="body.message", event_id="uuid",
        group=f"^.{at}uuid", attributes={"http.request.method": "body.method", "url.full": "body.url",
                                         "http.response.status_code": "body.status_code"},
        links={"url": "body.url|body.to", "user_id": f"^.{at}person.id"}, prefix="rollbar",
    )  # fmt: skip
    return Form(map, step)


def _rollbar_occurrence(at: str) -> Callable[[Event, tuple[Any, ...]], Event]:
    """Gives a record its trace, and its version where that is no commit. at: the path of the occurrence."""
    keys = at.rstrip(".").split(".")
    trace = raising(rollbar_chain, *keys)

    def finish(event: Event, around: tuple[Any, ...]) -> Event:
        inner: Any = around[-1]
        for key in keys:
            inner = mapping(inner).get(key)
        version = word(mapping(inner).get("code_version")) or word(
            mapping(mapping(inner).get("server")).get("code_version")
        )
        event = trace(event, around)
        commits = {one.value for one in event.links if one.type == "commit"}
        if commits:
            others = tuple(one for one in event.links if one.type != "release" or one.value not in commits)
            return changed(event, links=others)
        return changed(event, links=joined(event.links, [link("release", version)]))

    return finish


_LAST = "data.item.last_occurrence."
_CALLS = ("body.trace_chain", "body.trace.frames", "body.telemetry")


def _skipped(at: str) -> tuple[str, ...]:
    """What of an occurrence stands in its trace, or in records of its own."""
    return tuple(f"{at}{name}" for name in _CALLS)


ROLLBAR_ITEM = RecordMap(
    "rollbar.item", "Rollbar item (webhook or REST)", "error", needs=("event_name", "data.item.id"),
    t="data.item.last_occurrence.timestamp|data.occurrence.timestamp|data.item.last_occurrence_timestamp", form="epoch",
    severity="data.item.last_occurrence.level|data.item.level", severities=ROLLBAR_LEVELS, usual=17,
    phase="event_name", phases={"resolved_item": "close", "new_item": "open", "reopened_item": "open",
                                "reactivated_item": "open", "exp_repeat_item": "update", "occurrence": "update"},
    name="{data.item.title}", body="data.item.last_occurrence.body.message.body|data.item.title",
    event_id="{event_name}/{data.item.last_occurrence_id|data.occurrence.uuid|data.item.id}", group="data.item.id",
    prefix="rollbar",
    links=_links(_LAST) | {"incident": "data.item.counter"}, resource=_owner(_LAST), attributes=_person(_LAST),
    skip=_skipped(_LAST),
)  # fmt: skip
ROLLBAR_ANY = replace(
    ROLLBAR_ITEM, needs=("event_name", "data.occurrence"), t="data.occurrence.timestamp", severity="data.occurrence.level",
    name="{data.occurrence.title|data.item.title|data.occurrence.body.message.body}",
    body="data.occurrence.body.message.body|data.item.title", links=_links("data.occurrence.") | {
        "incident": "data.item.counter"},
    resource=_owner("data.occurrence."), attributes=_person("data.occurrence."), skip=_skipped("data.occurrence."),
)  # fmt: skip
ROLLBAR_OCCURRENCE = RecordMap(
    "rollbar.item", ROLLBAR_ITEM.title, "error", needs=("result.instances",), each="result.instances",
    t="timestamp|data.timestamp", form="epoch", severity="data.level", usual=17, name="{data.title|data.body.message.body}",
    body="data.body.message.body", event_id="data.uuid|id", group="item_id", prefix="rollbar",
    links=_links("data."), resource=_owner("data."), attributes=_person("data."), skip=_skipped("data."),
)  # fmt: skip
ROLLBAR_SENT = replace(
    ROLLBAR_OCCURRENCE, needs=("data.body", "data.notifier|data.environment"), each="", t="data.timestamp",
    event_id="data.uuid", group="data.fingerprint", skip=(*_skipped("data."), "access_token"),
)  # fmt: skip
ROLLBAR_ITEMS = RecordMap(
    "rollbar.item", ROLLBAR_ITEM.title, "error", needs=("err", "result.items"), each="result.items",
    t="last_occurrence_timestamp", form="epoch", severity="level", severities=ROLLBAR_LEVELS, usual=17, phase="status",
    phases={"active": "open", "resolved": "close", "muted": "update", "archived": "update"}, name="{title}", body="title",
    event_id="{id}/{last_occurrence_timestamp}", group="id", resource={"deployment.environment.name": "environment"},
    links={"incident": "counter", "release": "resolved_in_version"}, prefix="rollbar",
)  # fmt: skip
ROLLBAR_ONE_ITEM = replace(ROLLBAR_ITEMS, needs=("err", "result.counter", "result.title"), each="result")
ROLLBAR_DEPLOY = RecordMap(
    "rollbar.item", ROLLBAR_ITEM.title, "deploy", needs=("event_name=deploy", "data.deploy.revision"),
    t="data.deploy.start_time", t_end="data.deploy.finish_time", form="epoch", usual=9,
    name="Deployed {data.deploy.revision} to {data.deploy.environment}: {data.deploy.comment}", body="data.deploy.comment",
    event_id="data.deploy.id", resource={"deployment.environment.name": "data.deploy.environment"},
    attributes={"wb.author": "data.deploy.local_username", "vcs.ref.head.revision": "data.deploy.revision"},
    links={"commit": "data.deploy.revision"}, prefix="rollbar",
)  # fmt: skip
ROLLBAR_DEPLOYS = RecordMap(
    "rollbar.item", ROLLBAR_ITEM.title, "deploy", needs=("err", "result.deploys"), each="result.deploys", t="start_time",
    t_end="finish_time", form="epoch", usual=9, name="Deployed {revision} to {environment}: {comment}", body="comment",
    event_id="id", resource={"deployment.environment.name": "environment"},
    attributes={"wb.author": "local_username", "vcs.ref.head.revision": "revision"}, links={"commit": "revision"},
    prefix="rollbar",
)  # fmt: skip


READERS = (
    reader_of("rollbar.item", ROLLBAR_ITEM.title, ("error", "deploy", "usersession", "http", "log"), Form(ROLLBAR_DEPLOY),
              Form(ROLLBAR_ANY, _rollbar_occurrence("data.occurrence."), parts=(_telemetry("data.occurrence."),)),
              Form(ROLLBAR_ITEM, _rollbar_occurrence(_LAST), parts=(_telemetry(_LAST),)),
              Form(ROLLBAR_OCCURRENCE, _rollbar_occurrence("data."), parts=(_telemetry("data."),)),
              Form(ROLLBAR_SENT, _rollbar_occurrence("data."), parts=(_telemetry("data."),)), Form(ROLLBAR_ITEMS),
              Form(ROLLBAR_DEPLOYS), Form(ROLLBAR_ONE_ITEM)),
)  # fmt: skip
EXAMPLES = {
    "rollbar.item": json.dumps({"event_name": "new_item", "data": {"item": {
        "id": 272, "counter": 4, "title": "ValueError: no stock", "level": 40, "last_occurrence": {
            "timestamp": 1773756131, "level": "error", "language": "python", "server": {"host": "web-1"},
            "body": {"trace": {"exception": {"class": "ValueError", "message": "no stock"}, "frames": [
                {"filename": "shop/api.py", "lineno": 2, "method": "post"}]}}}}}}),
}  # fmt: skip
SYSTEMS = (
    System(
        "Rollbar", "exceptions", ("rollbar.item",),
        "Webhook: keep the posted bodies; what an SDK posts, as a proxy kept it. REST: `/api/1/items`, "
        "`/api/1/item/ID/instances`, `/api/1/deploys`.",
        "An error with its trace, by the server's clock; a deploy with its revision; telemetry, what was done before an "
        "error, as records before it.",
    ),
)  # fmt: skip
