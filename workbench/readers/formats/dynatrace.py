"""Dynatrace: problems and events of REST v2, the webhook of a problem, metrics of a query.

Fields: the API v2 documentation. A problem is a record from `startTime` to `endTime` (epoch ms; -1: still open) and opens
there; what it rests on (`evidenceDetails`) and what people wrote (`recentComments`) are updates of their own. Of a webhook
the users make the template: the keys of the vendor's example are known here (`ProblemDetailsJSON` holds the times).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workbench.model.records import Event, changed
from workbench.readers.forms import Form, reader_of
from workbench.readers.links import joined, links_of
from workbench.readers.metricpoints import Gathered, Reply, metrics_of, rows_of
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

SEVERITIES = {
    "availability": 21, "error": 17, "performance": 13, "resource_contention": 13, "custom_alert": 13, "info": 9,
    "monitoring_unavailable": 9,
}  # fmt: skip
# Of events, by their type; one that no row names is told by what its word holds.
EVENT_WORDS = (
    ("CUSTOM_DEPLOYMENT", 9), ("CUSTOM_INFO", 9), ("CUSTOM_ANNOTATION", 9), ("CUSTOM_CONFIGURATION", 9),
    ("MARKED_FOR_TERMINATION", 9), ("AVAILABILITY", 21), ("UNAVAILABLE", 21), ("ERROR", 17), ("FAILURE", 17),
    ("EXHAUSTED", 13), ("PERFORMANCE", 13), ("RESOURCE_CONTENTION", 13), ("CUSTOM_ALERT", 13), ("SLOW", 13), ("HIGH", 13),
    ("SATURATED", 13),
)  # fmt: skip
# Tags (and properties of a deployment) that say who it is.
TAGS = {
    "service": "service.name", "application": "service.name", "app": "service.name", "host": "host.name",
    "environment": "deployment.environment.name", "stage": "deployment.environment.name",
    "env": "deployment.environment.name",
    "version": "service.version", "dt.event.deployment.version": "service.version",
    "dt.event.deployment.release_version": "service.version", "deployment version": "service.version",
    "deploymentversion": "service.version", "dt.event.deployment.release_stage": "deployment.environment.name",
    "dt.event.deployment.release_product": "service.name",
}  # fmt: skip
_LINKS = {
    "incident": "displayId", "alert": "title", "replay_url": "problemUrl",
    "dynatrace_entity": "affectedEntities[*].entityId.id",
    "dynatrace_entity2": "rootCauseEntity.entityId.id", "dynatrace_entity3": "impactedEntities[*].entityId.id",
}  # fmt: skip
PROBLEM = RecordMap(
    "dynatrace.problem", "Dynatrace problem or event (REST v2 or webhook)", "alert",
    needs=("problemId", "displayId", "severityLevel"), t="startTime", t_end="endTime", form="epoch",
    phase="'open'", phases={"open": "open"}, severity="severityLevel", severities=SEVERITIES, usual=13,
    name="{displayId} {title}: {rootCauseEntity.name|affectedEntities[0].name}", body="title", event_id="problemId",
    group="problemId", attributes={"wb.root_cause": "rootCauseEntity.name"}, links=_LINKS,
    skip=("evidenceDetails.details", "recentComments.comments"), prefix="dynatrace",
)  # fmt: skip
EVIDENCE = RecordMap(
    "dynatrace.problem", PROBLEM.title, "alert", each="evidenceDetails.details", t="startTime", t_end="endTime",
    form="epoch", phase="'update'", phases={"update": "update"}, usual=13, name="{displayName}: {entity.name}",
    body="displayName", event_id="{eventId|metricId}/{startTime}", group="^.problemId",
    links={"incident": "^.displayId", "dynatrace_entity": "entity.entityId.id"}, prefix="dynatrace",
)  # fmt: skip
COMMENT = RecordMap(
    "dynatrace.problem", PROBLEM.title, "comms", each="recentComments.comments", t="createdAtTimestamp", form="epoch",
    phase="'update'", phases={"update": "update"}, usual=9, name="{authorName}: {content}", body="content", event_id="id",
    group="^.problemId", attributes={"wb.author": "authorName"}, links={"incident": "^.displayId"}, prefix="dynatrace",
)  # fmt: skip
EVENT = RecordMap(
    "dynatrace.problem", PROBLEM.title, "alert", needs=("eventId", "eventType", "startTime"), t="startTime",
    t_end="endTime", form="epoch", kind_of="eventType", kinds={"CUSTOM_DEPLOYMENT": "deploy"}, usual=13,
    name="{title|eventType}: {entityId.name}", body="title", event_id="eventId", group="eventId",
    links={"dynatrace_entity": "entityId.entityId.id"}, prefix="dynatrace",
)  # fmt: skip
WEBHOOK = RecordMap(
    "dynatrace.problem", PROBLEM.title, "alert", needs=("ProblemID", "State"),
    t="ProblemDetailsJSON.startTime|ProblemDetailsJSONv2.startTime", form="epoch",
    t_end="ProblemDetailsJSON.endTime|ProblemDetailsJSONv2.endTime",
    phase="State", phases={"OPEN": "open", "RESOLVED": "close", "MERGED": "update"},
    severity="ProblemSeverity|ProblemDetailsJSONv2.severityLevel|ProblemDetailsJSON.severityLevel", severities=SEVERITIES,
    usual=13, name="{ProblemID} {ProblemTitle} ({State})", body="ProblemDetailsText|ProblemTitle",
    event_id="{PID|ProblemID}/{State}", group="ProblemDetailsJSONv2.problemId|PID|ProblemID",
    links={"incident": "ProblemID", "alert": "ProblemTitle", "replay_url": "ProblemURL|Problem URL",
           "dynatrace_entity": "ImpactedEntities[*].entity"}, skip=("ProblemDetailsHTML",), prefix="dynatrace",
)  # fmt: skip


def _about(event: Event, around: tuple[Any, ...]) -> Event:
    """What tags, properties and entities say of whose it is."""
    value = around[-1]
    pairs = [*rows_of(value.get("entityTags")), *rows_of(value.get("properties"))]
    named = [(word(pair.get("key")), pair.get("value")) for pair in pairs]
    named += [*mapping(value.get("properties")).items()]
    resource = dict(event.resource)
    for entity in _entities(value):
        name = {"SERVICE": "service.name", "HOST": "host.name", "APPLICATION": "service.name"}.get(entity[0])
        if name and entity[1]:
            resource.setdefault(name, entity[1])
    for key, told in named:
        if (name := TAGS.get(key.lower())) and isinstance(told, str) and told:
            resource.setdefault(name, told)
    links = joined(event.links, links_of(named), links_of(resource.items()))
    return changed(event, resource=resource, links=links)


def _entities(value: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Type and name of the entities of an object, the first cause before what it hit."""
    named = [value.get("rootCauseEntity"), value.get("entity"), value.get("entityId")]
    held = [*named, *listed(value.get("affectedEntities")), *listed(value.get("impactedEntities"))]
    kinds = [(word(mapping(mapping(one).get("entityId")).get("type")), word(mapping(one).get("name"))) for one in held]
    return [kind for kind in kinds if kind[0]]


def _evidence(event: Event, around: tuple[Any, ...]) -> Event:
    kind = word(around[-1].get("eventType"))
    event = changed(event, severity=_of_event(kind, event.severity))
    if around[-1].get("rootCauseRelevant") is True:
        event = changed(
            event, title=f"{event.title} (root cause)", attributes={**event.attributes, "wb.root_cause": True}
        )
    return _about(event, around)


def _event(event: Event, around: tuple[Any, ...]) -> Event:
    kind = word(around[-1].get("eventType"))
    if event.kind == "alert":
        event = changed(event, phase="open" if event.t_end != event.t else "point")
    return _about(changed(event, severity=_of_event(kind, event.severity)), around)


def _of_event(kind: str, usual: int) -> int:
    return next((severity for part, severity in EVENT_WORDS if part in kind), usual)


def _webhook(event: Event, around: tuple[Any, ...]) -> Event:
    """A notice of the end is told at the end."""
    if event.phase == "close" and event.t_end is not None:
        value = around[-1]
        details = mapping(value.get("ProblemDetailsJSON")) or mapping(value.get("ProblemDetailsJSONv2"))
        event = changed(event, t=event.t_end, t_end=None, t_raw=word(details.get("endTime")))
    if event.phase == "close":
        event = changed(event, severity=9)
    rows = [row for row in rows_of(around[-1].get("ImpactedEntities")) if row.get("type") in ("HOST", "SERVICE")]
    resource = {"HOST": "host.name", "SERVICE": "service.name"}
    found = {resource[word(row["type"])]: word(row.get("name")) for row in reversed(rows) if word(row.get("name"))}
    return changed(event, resource=found, links=joined(event.links, links_of(found.items())))


def _parts() -> tuple[Form, ...]:
    return (Form(EVIDENCE, _evidence), Form(COMMENT))


FORMS = (
    Form(PROBLEM, _about, parts=_parts()),
    Form(
        replace(PROBLEM, needs=("problems", "problems[0].problemId|totalCount"), each="problems"),
        _about,
        parts=_parts(),
    ),
    Form(EVENT, _event),
    Form(replace(EVENT, needs=("events", "events[0].eventType|totalCount"), each="events"), _event),
    Form(WEBHOOK, _webhook),
)


def _metrics(value: Mapping[str, Any], found: Gathered) -> None:
    """`result[].data[]`: a series a set of dimensions; null is a gap."""
    for warning in listed(value.get("warnings")):
        found.note(f"Dynatrace warns: {word(warning)[:300]}")
    for metric in rows_of(value.get("result")):
        name = word(metric.get("metricId"))
        unit = word(metric.get("unit"))
        for row in rows_of(metric.get("data")):
            labels = mapping(row.get("dimensionMap")) or {
                f"dimension{number}": told for number, told in enumerate(listed(row.get("dimensions")), 1)
            }
            found.columns(name, labels, listed(row.get("timestamps")), listed(row.get("values")), unit=unit)


READERS = (
    reader_of("dynatrace.problem", PROBLEM.title, ("alert", "deploy", "comms"), *FORMS),
    metrics_of("dynatrace.metrics", "Dynatrace metrics (REST v2 query)", Reply(("result", "resolution"), _metrics),
               Reply(("result[0].metricId",), _metrics)),
)  # fmt: skip
EXAMPLES = {
    "dynatrace.problem": json.dumps({
        "problemId": "-17_1773756131000V2", "displayId": "P-2603", "title": "Failure rate increase", "status": "OPEN",
        "impactLevel": "SERVICES", "severityLevel": "ERROR", "startTime": 1773756131000, "endTime": -1, "affectedEntities": [
            {"entityId": {"id": "SERVICE-17", "type": "SERVICE"}, "name": "orders"}],
        "evidenceDetails": {"totalCount": 1, "details": [
            {"evidenceType": "EVENT", "displayName": "Failure rate increase", "rootCauseRelevant": True,
             "eventType": "SERVICE_ERROR_RATE_INCREASED", "startTime": 1773756131000,
             "entity": {"entityId": {"id": "SERVICE-17", "type": "SERVICE"}, "name": "orders"}}]},
    }),
    "dynatrace.metrics": json.dumps({
        "totalCount": 1, "nextPageKey": None, "resolution": "1m", "result": [{"metricId": "builtin:host.cpu.idle", "data": [
            {"dimensions": ["HOST-17"], "dimensionMap": {"dt.entity.host": "HOST-17"},
             "timestamps": [1773756120000, 1773756180000], "values": [71.5, None]}]}],
    }),
}  # fmt: skip
SYSTEMS = (
    System(
        "Dynatrace", "monitoring", ("dynatrace.problem", "dynatrace.metrics"),
        "REST v2: `problems/ID`, `problems?fields=+evidenceDetails,+recentComments`, `events`, `metrics/query`; keep the "
        "replies as they are, pages one behind the other. Webhook: keep the bodies.",
        "A problem from its start to its end, its evidence and its comments as updates; a CUSTOM_DEPLOYMENT as a deploy; a "
        "series a metric and set of dimensions, null as a gap.",
        "A webhook whose template was made by its users, beyond the keys of the vendor's example: map it once. "
        "Without `ProblemDetailsJSON` a webhook tells no time.",
        "`ProblemURL` of a webhook.",
    ),
)  # fmt: skip
