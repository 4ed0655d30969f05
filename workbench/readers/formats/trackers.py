"""Error trackers: Raygun, Airbrake, BugSnag; webhooks, replies of their interfaces, what is posted to them, releases.

Raygun: webhook and the body that is posted to it, ISO 8601, top frame first; errors, sessions and deployments of REST v3.
Airbrake: webhook, groups and notices of REST v4, the notice that is posted, which has no time; nor has a deploy. BugSnag:
Data Access API, single events in snake_case and short list items in camelCase, top frame first; errors and releases; the
payload that is posted, by `device.time`, which not every SDK writes. Breadcrumbs are records of
their own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from workbench.model.records import Event
from workbench.readers.forms import Form, reader_of
from workbench.readers.metricpoints import Gathered, Reply, iso_time, metrics_of, sample
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System
from workbench.readers.trackerchains import (
    airbrake_chain,
    airbrake_text_chain,
    bugsnag_chain,
    raising,
    raygun_chain,
    step,
)

# ---- Raygun ----
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
           "url": "details.request.url"}, skip=("details.error.stackTrace", "details.breadcrumbs"), prefix="raygun",
)  # fmt: skip


def _raygun_crumbs(at: str, form: str) -> Form:
    """Breadcrumbs at a path; the posted body has them in epoch ms, the REST interface in ISO 8601."""
    map = RecordMap(
        "raygun.error", RAYGUN_WEBHOOK.title, "usersession", each=f"{at}breadcrumbs", t="timestamp", form=form,
        severity="level", usual=9, name="{category} {message|type}", body="message",
        links={"user_id": f"^.{at}user.identifier"},
        prefix="raygun",
    )  # fmt: skip
    return Form(map, step)


RAYGUN_INSTANCE = RecordMap(
    "raygun.error", RAYGUN_WEBHOOK.title, "error", needs=("errorGroupIdentifier", "occurredOn", "error.className"),
    t="occurredOn", form="iso", usual=17, name="{error.className}: {error.message}", body="error.message",
    event_id="identifier", group="errorGroupIdentifier", resource={"host.name": "environment.deviceName|request.hostName"},
    links={"incident": "errorGroupIdentifier", "user_id": "user.identifier", "url": "request.url"},
    skip=("error.stackTrace", "breadcrumbs"), prefix="raygun",
)  # fmt: skip
RAYGUN_GROUP = RecordMap(
    "raygun.error", RAYGUN_WEBHOOK.title, "error", needs=("identifier", "lastOccurredAt", "message", "status"),
    t="lastOccurredAt", form="iso", usual=17, phase="status",
    phases={"active": "open", "resolved": "close", "ignored": "update", "permanentlyIgnored": "update"}, name="{message}",
    body="message", event_id="{identifier}/{lastOccurredAt}", group="identifier",
    links={"incident": "identifier", "url": "applicationUrl"}, prefix="raygun",
)  # fmt: skip
RAYGUN_SESSION = RecordMap(
    "raygun.error", RAYGUN_WEBHOOK.title, "usersession",
    needs=("identifier", "startedAt", "customerIdentifier|userIdentifier"),
    t="startedAt", t_end="endedAt", form="iso", usual=9, name="Session of {customerIdentifier|userIdentifier}",
    event_id="identifier", group="identifier", resource={"service.version": "deploymentVersion"},
    attributes={"user.id": "customerIdentifier|userIdentifier", "session.id": "identifier"},
    links={"session_id": "identifier", "user_id": "customerIdentifier|userIdentifier", "release": "deploymentVersion"},
    prefix="raygun",
)  # fmt: skip
RAYGUN_DEPLOY = RecordMap(
    "raygun.error", RAYGUN_WEBHOOK.title, "deploy", needs=("version", "deployedAt"), t="deployedAt", form="iso", usual=9,
    name="Deployed {version}: {comment}", body="comment", event_id="identifier", attributes={"wb.author": "ownerName"},
    links={"release": "version", "commit": "scmIdentifier"}, prefix="raygun",
)  # fmt: skip


def _raygun(*path: str) -> Callable[[Event, tuple[Any, ...]], Event]:
    """Gives a record its trace. Python's client writes the class into the message, too: a title has it once."""
    trace = raising(raygun_chain, *path)

    def finish(event: Event, around: tuple[Any, ...]) -> Event:
        name = event.title.partition(": ")[0]
        twice = f"{name}: {name}: "
        return trace(replace(event, title=event.title.replace(twice, f"{name}: ", 1)), around)

    return finish


# ---- Airbrake ----
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
_NOTICE_LINKS = {
    "commit": "context.revision", "release": "context.version", "user_id": "context.user.id", "email": "context.user.email",
    "url": "context.url", "host": "context.hostname",
}  # fmt: skip
AIRBRAKE_SENT = replace(
    AIRBRAKE_GROUPS, needs=("errors[0].backtrace", "context.notifier"), each="", t="context.time|createdAt",
    name="{errors[0].type}: {errors[0].message}", event_id="id", group="groupId", links=_NOTICE_LINKS,
)  # fmt: skip
AIRBRAKE_NOTICES = replace(
    AIRBRAKE_SENT, needs=("notices[0].errors",), each="notices", t="createdAt",
    links=_NOTICE_LINKS | {"incident": "groupId"},
)  # fmt: skip
AIRBRAKE_DEPLOYS = RecordMap(
    "airbrake.error", AIRBRAKE_WEBHOOK.title, "deploy", needs=("deploys[0].revision", "deploys[0].environment"),
    each="deploys", t="createdAt|time", form="iso", usual=9, name="Deployed {version} ({revision}) to {environment}",
    resource={"deployment.environment.name": "environment", "service.version": "version"},
    attributes={"wb.author": "username", "vcs.ref.head.revision": "revision"},
    links={"commit": "revision", "release": "version"}, prefix="airbrake",
)  # fmt: skip


# ---- BugSnag ----
BUGSNAG_EVENT = RecordMap(
    "bugsnag.error", "BugSnag event, error or release", "error",
    needs=("exceptions", "error_id|errorId", "received_at|receivedAt"), t="received_at|receivedAt", form="iso",
    severity="severity", usual=17, name="{exceptions[0].error_class|exceptions[0].errorClass}: {exceptions[0].message}",
    body="exceptions[0].message", event_id="id", group="error_id|errorId",
    resource={"service.version": "app.version", "deployment.environment.name": "app.releaseStage|app.release_stage",
              "host.name": "device.hostname"},
    attributes={"user.id": "user.id", "bugsnag.context": "context"},
    links={"incident": "error_id|errorId", "release": "app.version", "user_id": "user.id", "email": "user.email",
           "request_id": "request.requestId", "url": "request.url"}, skip=("exceptions", "threads", "breadcrumbs"),
    prefix="bugsnag",
)  # fmt: skip
BUGSNAG_SENT = replace(
    BUGSNAG_EVENT, needs=("notifier", "events[0].exceptions"), each="events", t="device.time", group="groupingHash",
    name="{exceptions[0].errorClass}: {exceptions[0].message|exceptions[0].errorMessage}",
    body="exceptions[0].message|exceptions[0].errorMessage", event_id="id",
    links={"release": "app.version", "user_id": "user.id", "email": "user.email", "session_id": "session.id",
           "url": "request.url", "host": "device.hostname"},
)  # fmt: skip
BUGSNAG_CRUMB = Form(RecordMap(
    "bugsnag.error", BUGSNAG_EVENT.title, "usersession", each="breadcrumbs", t="timestamp", form="iso", usual=9,
    name="{type} {name}", body="name", group="^.id", links={"user_id": "^.user.id"}, prefix="bugsnag",
), step)  # fmt: skip
BUGSNAG_SESSION = RecordMap(
    "bugsnag.error", BUGSNAG_EVENT.title, "usersession", needs=("notifier", "sessions[0].startedAt"), each="sessions",
    t="startedAt", form="iso", zone="UTC", usual=9, name="Session of {user.id|user.email|user.name}", event_id="id",
    group="id", resource={"service.version": "^.app.version", "deployment.environment.name": "^.app.releaseStage",
                          "host.name": "^.device.hostname"},
    attributes={"session.id": "id", "user.id": "user.id"},
    links={"session_id": "id", "user_id": "user.id", "email": "user.email", "release": "^.app.version"}, prefix="bugsnag",
)  # fmt: skip
BUGSNAG_COUNTED = replace(
    BUGSNAG_SESSION, needs=("notifier", "sessionCounts[0].startedAt"), each="sessionCounts", event_id="", group="",
    name="{sessionsStarted} sessions started", attributes={}, links={"release": "^.app.version"},
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
    reader_of("raygun.error", RAYGUN_WEBHOOK.title, ("error", "deploy", "usersession", "http", "log"), Form(RAYGUN_WEBHOOK),
              Form(RAYGUN_CRASH, _raygun("details"), parts=(_raygun_crumbs("details.", "any"),)),
              Form(RAYGUN_INSTANCE, _raygun(), parts=(_raygun_crumbs("", "any"),)), Form(RAYGUN_DEPLOY),
              Form(RAYGUN_GROUP), Form(RAYGUN_SESSION)),
    reader_of("airbrake.error", AIRBRAKE_WEBHOOK.title, ("error", "deploy"),
              Form(AIRBRAKE_WEBHOOK, raising(airbrake_text_chain, "error")), Form(AIRBRAKE_GROUPS, raising(airbrake_chain)),
              Form(AIRBRAKE_SENT, raising(airbrake_chain)), Form(AIRBRAKE_NOTICES, raising(airbrake_chain)),
              Form(AIRBRAKE_DEPLOYS)),
    reader_of("bugsnag.error", BUGSNAG_EVENT.title, ("error", "deploy", "usersession", "http", "log"),
              Form(BUGSNAG_EVENT, raising(bugsnag_chain), parts=(BUGSNAG_CRUMB,)),
              Form(BUGSNAG_SENT, raising(bugsnag_chain), parts=(BUGSNAG_CRUMB,)), Form(BUGSNAG_SESSION),
              Form(BUGSNAG_COUNTED), Form(BUGSNAG_ERROR), Form(BUGSNAG_RELEASE)),
    metrics_of("bugsnag.trend", "BugSnag trend (Data Access API)", Reply(("from", "to", "events_count"), _trend)),
)  # fmt: skip
EXAMPLES = {
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
        "Raygun", "exceptions", ("raygun.error",),
        "Webhook: keep the posted bodies; what an SDK posts, as a proxy kept it. REST v3: error groups and instances, "
        "deployments, sessions.",
        "An error with its trace and the breadcrumbs before it; what was done with an error; a session of real user "
        "monitoring from start to end.",
    ),
    System(
        "Airbrake", "exceptions", ("airbrake.error",),
        "Webhook: keep the posted bodies; a notice as it is posted. REST v4: groups, notices, deploys.",
        "An error with its trace. A deploy and a posted notice have no time of their own and say so.",
    ),
    System(
        "BugSnag", "exceptions", ("bugsnag.error", "bugsnag.trend"),
        "Data Access API: events, errors, releases, trends, as the replies are; what an SDK posts, as a proxy kept it.",
        "An error with its trace and the breadcrumbs before it, a session, a release as a deploy; a trend as a series "
        "of counts, each at the start of its interval.",
        "A trend doesn't say of what it is: its series carries the file's name. Not every SDK writes the time of an error.",
    ),
)  # fmt: skip
