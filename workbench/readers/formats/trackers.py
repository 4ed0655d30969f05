"""Error trackers beside Sentry: Rollbar, Raygun, Airbrake, BugSnag; webhooks, replies of their interfaces, releases.

Rollbar: `{event_name, data}` webhooks, items and occurrences of the REST interface, deploys; `timestamp` is the server's
clock (epoch s), `metadata.customer_timestamp` the client's; frames oldest first. Raygun: webhook and the body that is posted
to it, ISO 8601, top frame first. Airbrake: webhook and groups of REST v4; a deploy carries no time. BugSnag: Data Access
API, single events in snake_case and short list items in camelCase, top frame first; errors and releases.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workbench.model.records import Event
from workbench.readers.forms import Form, reader_of
from workbench.readers.metricpoints import Gathered, Reply, iso_time, metrics_of, sample
from workbench.readers.raised import Call, Raised, listed, mapping, number, with_trace, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

# Rollbar's levels as numbers (item.level in webhooks) and words.
ROLLBAR_LEVELS = {"10": 5, "20": 9, "30": 13, "40": 17, "50": 18}
RAYGUN_CLIENTS = {
    "raygun4node": "node", "raygun4js": "javascript", "raygun4py": "python", "raygun4java": "java", "raygun4net": "csharp",
}  # fmt: skip
Chain = Callable[[Mapping[str, Any]], tuple[str, Sequence[Raised]]]


def _raising(chain: Chain, *path: str) -> Callable[[Event, tuple[Any, ...]], Event]:
    """Gives a record its trace: `chain` tells language and what was raised of the object at `path`."""

    def finish(event: Event, around: tuple[Any, ...]) -> Event:
        value: Any = around[-1]
        for key in path:
            value = mapping(value).get(key)
        return with_trace(event, *chain(mapping(value)))

    return finish


def _calls(rows: Any, keys: tuple[str, str, str, str], first: str = "top") -> tuple[Call, ...]:
    """Frames by their keys for function, file, line and column. first: whether the list begins at the top of the stack."""
    found = [
        Call(word(row.get(keys[0])), word(row.get(keys[1])), number(row.get(keys[2])), number(row.get(keys[3])),
             word(row.get("code")) if isinstance(row.get("code"), str) else "")
        for row in listed(rows)
        if isinstance(row, Mapping)
    ]  # fmt: skip
    return tuple(found if first == "top" else reversed(found))


# ---- Rollbar ----
def _rollbar(occurrence: Mapping[str, Any]) -> tuple[str, Sequence[Raised]]:
    body = mapping(occurrence.get("body"))
    traces = listed(body.get("trace_chain")) or [body.get("trace")]
    chain = []
    for trace in traces:
        held = mapping(trace)
        raised = mapping(held.get("exception"))
        calls = _calls(held.get("frames"), ("method", "filename", "lineno", "colno"), "bottom")
        if raised or calls:
            chain.append(Raised(word(raised.get("class")), word(raised.get("message")), calls))
    return word(occurrence.get("language")) or word(occurrence.get("platform")), chain


def _links(at: str) -> dict[str, str]:
    """The links of an occurrence that lies below a path."""
    return {
        "commit": f"{at}server.code_version|{at}code_version", "user_id": f"{at}person.id", "host": f"{at}server.host",
        "url": f"{at}request.url", "email": f"{at}person.email",
    }  # fmt: skip


def _owner(at: str) -> dict[str, str]:
    return {"host.name": f"{at}server.host", "deployment.environment.name": f"{at}environment"}


def _person(at: str) -> dict[str, str]:
    return {"wb.client_time": f"{at}metadata.customer_timestamp", "user.id": f"{at}person.id"}


_LAST = "data.item.last_occurrence."
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
)  # fmt: skip
ROLLBAR_OCCURRENCE = RecordMap(
    "rollbar.item", ROLLBAR_ITEM.title, "error", needs=("result.instances",), each="result.instances",
    t="timestamp|data.timestamp", form="epoch", severity="data.level", usual=17, name="{data.title|data.body.message.body}",
    body="data.body.message.body", event_id="data.uuid|id", group="item_id", prefix="rollbar",
    links=_links("data."), resource=_owner("data."), attributes=_person("data."),
)  # fmt: skip
ROLLBAR_DEPLOY = RecordMap(
    "rollbar.item", ROLLBAR_ITEM.title, "deploy", needs=("event_name=deploy", "data.deploy.revision"),
    t="data.deploy.start_time", t_end="data.deploy.finish_time", form="epoch", usual=9,
    name="Deployed {data.deploy.revision} to {data.deploy.environment}: {data.deploy.comment}", body="data.deploy.comment",
    event_id="data.deploy.id", resource={"deployment.environment.name": "data.deploy.environment"},
    attributes={"wb.author": "data.deploy.local_username", "vcs.ref.head.revision": "data.deploy.revision"},
    links={"commit": "data.deploy.revision"}, prefix="rollbar",
)  # fmt: skip


# ---- Raygun ----
def _raygun(value: Mapping[str, Any]) -> tuple[str, Sequence[Raised]]:
    chain: list[Raised] = []
    inner: Any = value.get("error")
    while isinstance(inner, Mapping) and len(chain) < 20:
        rows = [
            {
                **row,
                "call": ".".join(part for part in (word(row.get("className")), word(row.get("methodName"))) if part),
            }
            for row in listed(inner.get("stackTrace"))
            if isinstance(row, Mapping)
        ]
        calls = _calls(rows, ("call", "fileName", "lineNumber", "columnNumber"))
        chain.append(Raised(word(inner.get("className")), word(inner.get("message")), calls))
        inner = inner.get("innerError") or next(iter(listed(inner.get("innerErrors"))), None)
    client = word(mapping(value.get("client")).get("name")).lower()
    known = {
        "raygun4node": "node",
        "raygun4js": "javascript",
        "raygun4py": "python",
        "raygun4java": "java",
        "raygun4net": "csharp",
    }
    return known.get(client, ""), chain


RAYGUN_WEBHOOK = RecordMap(
    "raygun.error", "Raygun error (webhook or crash report)", "error", needs=("event", "eventType", "error.url"),
    t="error.activityDate|error.lastOccurredOn", form="iso", severity="", usual=17, phase="eventType",
    phases={"NewErrorOccurred": "open", "ErrorReoccurred": "open", "StatusChanged": "update", "AssignedToUser": "update",
            "CommentAdded": "update", "OneMinuteFollowUp": "update", "FiveMinuteFollowUp": "update",
            "TenMinuteFollowUp": "update", "ThirtyMinuteFollowUp": "update", "HourlyFollowUp": "update"},
    name="{error.message|error.description|eventType} ({application.name})", body="error.message|error.description",
    group="error.url", resource={"service.name": "application.name"},
    links={"url": "error.url", "user_id": "error.instance.affectedUser.Identifier"}, prefix="raygun",
)  # fmt: skip
RAYGUN_CRASH = RecordMap(
    "raygun.error", RAYGUN_WEBHOOK.title, "error", needs=("occurredOn", "details.error"), t="occurredOn", form="iso",
    usual=17, name="{details.error.className}: {details.error.message}", body="details.error.message",
    group="details.groupingKey",
    resource={"host.name": "details.machineName", "service.version": "details.version"},
    attributes={"user.id": "details.user.identifier"},
    links={"user_id": "details.user.identifier", "email": "details.user.email", "release": "details.version",
           "url": "details.request.url"}, skip=("details.error", "details.breadcrumbs"), prefix="raygun",
)  # fmt: skip
RAYGUN_INSTANCE = RecordMap(
    "raygun.error", RAYGUN_WEBHOOK.title, "error", needs=("errorGroupIdentifier", "occurredOn", "error.className"),
    t="occurredOn", form="iso", usual=17, name="{error.className}: {error.message}", body="error.message",
    event_id="identifier", group="errorGroupIdentifier", resource={"host.name": "environment.deviceName|request.hostName"},
    links={"incident": "errorGroupIdentifier", "user_id": "user.identifier", "url": "request.url"}, skip=("error",),
    prefix="raygun",
)  # fmt: skip
RAYGUN_DEPLOY = RecordMap(
    "raygun.error", RAYGUN_WEBHOOK.title, "deploy", needs=("version", "deployedAt"), t="deployedAt", form="iso", usual=9,
    name="Deployed {version}: {comment}", body="comment", event_id="identifier", attributes={"wb.author": "ownerName"},
    links={"release": "version", "commit": "scmIdentifier"}, prefix="raygun",
)  # fmt: skip


# ---- Airbrake ----
def _airbrake(value: Mapping[str, Any]) -> tuple[str, Sequence[Raised]]:
    chain = []
    for error in listed(value.get("errors")):
        held = mapping(error)
        calls = _calls(held.get("backtrace"), ("function", "file", "line", "column"))
        chain.append(Raised(word(held.get("type")), word(held.get("message")), calls))
    return word(mapping(value.get("context")).get("language")).partition("/")[0], chain


def _airbrake_webhook(error: Mapping[str, Any]) -> tuple[str, Sequence[Raised]]:
    calls = []
    for line in listed(mapping(error.get("last_notice")).get("backtrace")):
        file, _, rest = word(line).partition(":")
        at, _, function = rest.partition(":")
        calls.append(Call(function.removeprefix("in ").strip("`'"), file, number(at)))
    return "", (Raised(word(error.get("error_class")), word(error.get("error_message")), tuple(calls)),)


AIRBRAKE_WEBHOOK = RecordMap(
    "airbrake.error", "Airbrake error (webhook or REST)", "error", needs=("airbrake_error_url", "error.error_class"),
    t="error.last_occurred_at|error.first_occurred_at", form="iso", usual=17,
    name="{error.error_class}: {error.error_message}", body="error.error_message",
    event_id="{error.id}/{error.last_notice.id}", group="error.id",
    resource={"service.name": "error.project.name", "deployment.environment.name": "error.environment"},
    links={"incident": "error.id", "url": "error.last_notice.request_url"}, skip=("error.last_notice",), prefix="airbrake",
)  # fmt: skip
AIRBRAKE_GROUPS = RecordMap(
    "airbrake.error", AIRBRAKE_WEBHOOK.title, "error", needs=("groups[0].errors",), each="groups",
    t="lastNoticeAt|createdAt", form="iso", severity="context.severity", usual=17,
    name="{errors[0].type}: {errors[0].message}", body="errors[0].message", event_id="id", group="id",
    resource={"host.name": "context.hostname", "service.version": "context.version",
              "deployment.environment.name": "context.environment"},
    links={"incident": "id", "release": "context.version", "user_id": "context.user.id", "url": "context.url"},
    skip=("errors",), prefix="airbrake",
)  # fmt: skip
AIRBRAKE_DEPLOYS = RecordMap(
    "airbrake.error", AIRBRAKE_WEBHOOK.title, "deploy", needs=("deploys[0].revision", "deploys[0].environment"),
    each="deploys", t="createdAt|time", form="iso", usual=9, name="Deployed {version} ({revision}) to {environment}",
    resource={"deployment.environment.name": "environment", "service.version": "version"},
    attributes={"wb.author": "username", "vcs.ref.head.revision": "revision"},
    links={"commit": "revision", "release": "version"}, prefix="airbrake",
)  # fmt: skip


# ---- BugSnag ----
def _bugsnag(value: Mapping[str, Any]) -> tuple[str, Sequence[Raised]]:
    chain = []
    for one in listed(value.get("exceptions")):
        held = mapping(one)
        snake = _calls(held.get("stacktrace"), ("method", "file", "line_number", "column_number"))
        camel = _calls(held.get("stacktrace"), ("method", "file", "lineNumber", "columnNumber"))
        calls = snake if any(call.line for call in snake) else camel
        chain.append(Raised(word(held.get("error_class") or held.get("errorClass")), word(held.get("message")), calls))
    return word(mapping(value.get("device")).get("runtimeVersions") or ""), chain


BUGSNAG_EVENT = RecordMap(
    "bugsnag.error", "BugSnag event, error or release", "error",
    needs=("exceptions", "error_id|errorId", "received_at|receivedAt"), t="received_at|receivedAt", form="iso",
    severity="severity", usual=17, name="{exceptions[0].error_class|exceptions[0].errorClass}: {exceptions[0].message}",
    body="exceptions[0].message", event_id="id", group="error_id|errorId",
    resource={"service.version": "app.version", "deployment.environment.name": "app.releaseStage|app.release_stage",
              "host.name": "device.hostname"},
    attributes={"user.id": "user.id", "bugsnag.context": "context"},
    links={"incident": "error_id|errorId", "release": "app.version", "user_id": "user.id", "email": "user.email",
           "request_id": "request.requestId", "url": "request.url"}, skip=("exceptions", "threads"), prefix="bugsnag",
)  # fmt: skip
BUGSNAG_ERROR = RecordMap(
    "bugsnag.error", BUGSNAG_EVENT.title, "error", needs=("error_class", "first_seen", "last_seen"), t="last_seen",
    form="iso", severity="severity", usual=17, name="{error_class}: {message}", body="message", event_id="{id}/{last_seen}",
    group="id", phase="status", phases={"open": "open", "fixed": "close", "snoozed": "update", "ignored": "update"},
    attributes={"exception.type": "error_class", "exception.message": "message"}, links={"incident": "id"}, prefix="bugsnag",
)  # fmt: skip
BUGSNAG_RELEASE = RecordMap(
    "bugsnag.error", BUGSNAG_EVENT.title, "deploy", needs=("release_time", "app_version", "release_stage"),
    t="release_time", form="iso", usual=9, name="Released {app_version} to {release_stage.name}", event_id="id",
    resource={"service.version": "app_version", "deployment.environment.name": "release_stage.name"},
    links={"release": "app_version", "commit": "source_control.revision"}, prefix="bugsnag",
)  # fmt: skip


def _trend(bucket: Mapping[str, Any], found: Gathered) -> None:
    """A bucket of a trend: how many events there were from its start to its end."""
    samples = [(iso_time(bucket.get("from")), sample(bucket.get("events_count")))]
    found.add("events", found.file, samples, kind="gauge", help="events of each interval, at its start")


READERS = (
    reader_of("rollbar.item", ROLLBAR_ITEM.title, ("error", "deploy"), Form(ROLLBAR_DEPLOY),
              Form(ROLLBAR_ITEM, _raising(_rollbar, "data", "item", "last_occurrence")),
              Form(ROLLBAR_OCCURRENCE, _raising(_rollbar, "data"))),
    reader_of("raygun.error", RAYGUN_WEBHOOK.title, ("error", "deploy"), Form(RAYGUN_WEBHOOK),
              Form(RAYGUN_CRASH, _raising(_raygun, "details")), Form(RAYGUN_INSTANCE, _raising(_raygun)),
              Form(RAYGUN_DEPLOY)),
    reader_of("airbrake.error", AIRBRAKE_WEBHOOK.title, ("error", "deploy"),
              Form(AIRBRAKE_WEBHOOK, _raising(_airbrake_webhook, "error")), Form(AIRBRAKE_GROUPS, _raising(_airbrake)),
              Form(AIRBRAKE_DEPLOYS)),
    reader_of("bugsnag.error", BUGSNAG_EVENT.title, ("error", "deploy"), Form(BUGSNAG_EVENT, _raising(_bugsnag)),
              Form(BUGSNAG_ERROR), Form(BUGSNAG_RELEASE)),
    metrics_of("bugsnag.trend", "BugSnag trend (Data Access API)", Reply(("from", "to", "events_count"), _trend)),
)  # fmt: skip
EXAMPLES = {
    "rollbar.item": json.dumps({"event_name": "new_item", "data": {"item": {
        "id": 272, "counter": 4, "title": "ValueError: no stock", "level": 40, "last_occurrence": {
            "timestamp": 1773756131, "level": "error", "language": "python", "server": {"host": "web-1"},
            "body": {"trace": {"exception": {"class": "ValueError", "message": "no stock"}, "frames": [
                {"filename": "shop/api.py", "lineno": 2, "method": "post"}]}}}}}}),
    "raygun.error": json.dumps({"occurredOn": "2026-03-17T14:02:11Z", "details": {
        "machineName": "web-3", "version": "2.4.0", "error": {"className": "TypeError", "message": "x is undefined",
        "stackTrace": [{"className": "Checkout", "methodName": "submit", "fileName": "/pay.js", "lineNumber": 42}]}}}),
    "airbrake.error": json.dumps({"airbrake_error_url": "https://a.example/1", "error": {
        "id": "17", "error_class": "ZeroDivisionError", "error_message": "division by zero", "environment": "production",
        "last_occurred_at": "2026-03-17T14:02:11.760639Z", "last_notice": {"id": "1", "backtrace": ["file.py:2:in pay"]}}}),
    "bugsnag.error": json.dumps({"id": "e1", "error_id": "g1", "received_at": "2026-03-17T14:02:11.000Z",
        "severity": "error",
        "exceptions": [{"error_class": "RuntimeError", "message": "no stock", "stacktrace": [
            {"file": "shop.rb", "line_number": 34, "method": "reserve"}]}]}),
    "bugsnag.trend": json.dumps([
        {"from": "2026-03-17T14:00:00Z", "to": "2026-03-17T14:11:23Z", "events_count": 475}]),
}  # fmt: skip
SYSTEMS = (
    System(
        "Rollbar", "exceptions", ("rollbar.item",),
        "Webhook: keep the posted bodies. REST: `/api/1/items`, `/api/1/item/ID/instances`, `/api/1/deploys`.",
        "An error with its trace, by the server's clock; a deploy with its revision.",
        "Telemetry of a session is kept with its error, not as records.",
    ),
    System(
        "Raygun", "exceptions", ("raygun.error",), "Webhook: keep the posted bodies. REST v3: error instances.",
        "An error with its trace; what was done with an error.", "Sessions of real user monitoring.",
    ),
    System(
        "Airbrake", "exceptions", ("airbrake.error",), "Webhook: keep the posted bodies. REST v4: groups, deploys.",
        "An error with its trace. A deploy has no time of its own and says so.",
    ),
    System(
        "BugSnag", "exceptions", ("bugsnag.error", "bugsnag.trend"),
        "Data Access API: events, errors, releases, trends, as the replies are.",
        "An error with its trace, a release as a deploy; a trend as a series of counts, each at the start of its interval.",
        "A trend doesn't say of what it is: its series carries the file's name.",
    ),
)  # fmt: skip
