"""AppDynamics: violations, events, request snapshots and metric data of the controller's REST interface, JSON or XML.

Fields: the Events API and the Metric and Snapshot API. Times are epoch ms; 0 stands for none: a violation without an end is
open. A minute in which nothing was measured has the count 0 (its `min` is 2147483647, its `max` -2147483648): a gap. Where
`useRange` is false, `min` and `max` mean nothing. A snapshot is a span of its request (`requestGUID`, which the snapshots of
all tiers share) from `serverStartTime` for `timeTakenInMilliSecs`; `errorOccured` is their spelling. HTTP actions: "HTTP
Request Actions and Templates".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import nan
from typing import Any

from workbench.model.records import Event, changed
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.exact import MILLISECONDS, later, span_ns
from workbench.readers.forms import Form, reader_of
from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
from workbench.readers.links import joined, links_of
from workbench.readers.mapping import Maker
from workbench.readers.metricpoints import Gathered, Reply, epoch_ms, metrics_of, sample
from workbench.readers.raised import mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System
from workbench.readers.xmlrows import in_both, repeated, xml_rows

SEVERITIES = {"critical": 18, "warning": 13, "warn": 13, "error": 17, "info": 9}
VIOLATION = RecordMap(
    "appdynamics.events", "AppDynamics health-rule violations and events (REST)", "alert",
    needs=("incidentStatus", "startTimeInMillis", "triggeredEntityDefinition|affectedEntityDefinition|affectedEntityName"),
    t="startTimeInMillis|detectedTimeInMillis", t_end="endTimeInMillis", form="epoch", phase="'open'",
    phases={"open": "open"}, severity="severity", severities=SEVERITIES, usual=13,
    name="{name}: {affectedEntityDefinition.name}", body="description|name", event_id="id", group="id",
    links={"incident": "id", "alert": "triggeredEntityDefinition.name|name", "replay_url": "deepLinkUrl"},
    prefix="appdynamics",
)  # fmt: skip
EVENT = RecordMap(
    "appdynamics.events", VIOLATION.title, "alert", needs=("eventTime", "severity", "type", "summary"), t="eventTime",
    form="epoch", kind_of="type", kinds={"APPLICATION_DEPLOYMENT": "deploy", "APPLICATION_ERROR": "error"},
    severity="severity", severities=SEVERITIES, usual=9, name="{type}: {summary}", body="summary", event_id="id",
    links={"replay_url": "deepLinkUrl", "alert": "triggeredEntity.name"}, prefix="appdynamics",
)  # fmt: skip
SNAPSHOT = RecordMap(
    "appdynamics.events", VIOLATION.title, "span", needs=("requestGUID", "serverStartTime", "timeTakenInMilliSecs"),
    t="serverStartTime|localStartTime", form="epoch", severity="userExperience",
    severities={"normal": 9, "slow": 13, "very_slow": 13, "stall": 17, "error": 17}, usual=9,
    name="{URL|summary|requestGUID}", body="errorSummary|summary", event_id="id|requestGUID", group="requestGUID",
    attributes={"url.full": "URL", "user.id": "userPrincipal", "session.id": "httpSessionID", "thread.name": "threadName",
                "appdynamics.localStartTime": "localStartTime"},
    links={"trace_id": "requestGUID", "request_id": "requestGUID", "url": "URL", "user_id": "userPrincipal",
           "session_id": "httpSessionID", "replay_url": "deepLinkUrl"}, prefix="appdynamics",
)  # fmt: skip
# What an HTTP action sends by the templates that the manual gives; a template of one's own is mapped once.
_SENT = {"event_type": "event_type|eventTypeKey|eventType", "time": "event_time|eventTime",
         "text": "event_message|summaryMessage|summary", "link": "event_deep_link|deepLink|deepLinkUrl",
         "service": "tier_name|app_name|application_name"}  # fmt: skip
ACTION = RecordMap(
    "appdynamics.events", VIOLATION.title, "alert",
    needs=(_SENT["event_type"], _SENT["time"], _SENT["text"], _SENT["link"], "severity"), t=_SENT["time"],
    form="%a %b %d %H:%M:%S %Z %Y",
    severity="severity", severities=SEVERITIES, usual=13,
    name="{health_rule_name|displayName|event_name|policy}: {event_message|summaryMessage|summary}", body=_SENT["text"],
    event_id="event_guid|guid|event_id", group="incident_id|incident_guid",
    resource={"service.name": _SENT["service"], "service.instance.id": "node_name"},
    links={"incident": "incident_id", "alert": "health_rule_name|policy|^.policy_name", "replay_url": _SENT["link"],
           "service": _SENT["service"]}, prefix="appdynamics",
)  # fmt: skip
ACTIONS = replace(ACTION, needs=("events[0].eventTypeKey|events[0].event_type", "events[0].severity"), each="events")
# The life of a violation, in the types of its events.
_PHASES = (("POLICY_OPEN", "open"), ("POLICY_CLOSE", "close"), ("POLICY_CANCELED", "close"), ("POLICY_", "update"))
_ENTITIES = {"APPLICATION": "service.name", "APPLICATION_COMPONENT": "service.name", "MACHINE_INSTANCE": "host.name"}
_FREQUENCIES = {"ONE_MIN": "1 minute", "TEN_MIN": "10 minutes", "SIXTY_MIN": "60 minutes"}
_UNIT = re.compile(r"\((ms|%|s|KB|MB|bytes|Bytes)\)")
_ROOTS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]{0,200}\?>\s*)?<(policy-violations|events|"
    rb"request-segment-datas|metric-datas|metric-data-list)[\s>/]"
)


def _whose(event: Event, around: tuple[Any, ...]) -> Event:
    """The entities as resource: tiers and applications are services, machines hosts, nodes instances of a service."""
    value = around[-1]
    held = [
        value.get("affectedEntityDefinition"),
        *_listed(value.get("affectedEntities")),
        value.get("triggeredEntity"),
    ]
    resource = dict(event.resource)
    for one in map(mapping, held):
        kind, name = word(one.get("entityType") or one.get("type")), word(one.get("name"))
        if name and (known := _ENTITIES.get(kind)):
            resource.setdefault(known, name)
        elif name and kind == "APPLICATION_COMPONENT_NODE":
            resource.setdefault("service.instance.id", name)
    return changed(event, resource=resource, links=joined(event.links, links_of(resource.items())))


def _event(event: Event, around: tuple[Any, ...]) -> Event:
    kind = word(around[-1].get("type"))
    phase = next((phase for start, phase in _PHASES if kind.startswith(start)), "point")
    triggered = mapping(around[-1].get("triggeredEntity"))
    group = word(triggered.get("entityId") or triggered.get("name")) if phase != "point" else ""
    return _whose(changed(event, phase=phase, group_key=group), around)  # type: ignore[arg-type]


def _action(event: Event, around: tuple[Any, ...]) -> Event:
    value = around[-1]
    kind = next((one for key in ("event_type", "eventTypeKey", "eventType") if (one := word(value.get(key)))), "")
    phase = next((phase for start, phase in _PHASES if kind.startswith(start)), "point")
    return changed(event, phase=phase)  # type: ignore[arg-type]


def _listed(value: Any) -> list[Any]:
    """A list; in XML the wrapped elements of one."""
    if isinstance(value, Mapping):
        return [one for inner in value.values() for one in repeated(inner)]
    return value if isinstance(value, list) else []


def _snapshot(event: Event, around: tuple[Any, ...]) -> Event:
    """From its start on as long as it took; one that failed is an error whatever the user saw of it."""
    value = around[-1]
    failed = word(value.get("errorOccured")).lower() == "true"
    end = later(event.t, span_ns(value.get("timeTakenInMilliSecs"), MILLISECONDS))
    names = {"span.name": event.title, "span.kind": "server"} | ({"span.status": "error"} if failed else {})
    return changed(
        event, t_end=end, severity=17 if failed else event.severity, attributes=names | dict(event.attributes)
    )


FORMS = (Form(VIOLATION, _whose), Form(EVENT, _event), Form(SNAPSHOT, _snapshot), Form(ACTION, _action),
         Form(ACTIONS, _action))  # fmt: skip


def _metric(value: Mapping[str, Any], found: Gathered) -> None:
    """One metric's values: the value itself, and beside it what else was told of each interval."""
    name = word(value.get("metricPath")) or word(value.get("metricName"))
    if name == "METRIC DATA NOT FOUND" or word(value.get("metricName")) == "METRIC DATA NOT FOUND":
        found.note("AppDynamics found no data for a metric of the query")
        return
    told = _UNIT.search(name)
    unit = told[1] if told else ""
    help = f"values of {_FREQUENCIES[frequency]}" if (frequency := word(value.get("frequency"))) in _FREQUENCIES else ""
    rows = [row for row in map(mapping, _listed(value.get("metricValues"))) if row]
    for key in ("count", "min", "max", "value"):
        points = [
            (epoch_ms(_number(row.get("startTimeInMillis"))), _told(row, key)) for row in rows if _told_of(row, key)
        ]
        if points:
            labels = {} if key == "value" else {"statistic": key}
            found.add(name, labels, points, unit="" if key == "count" else unit, help=help)


def _told_of(row: Mapping[str, Any], key: str) -> bool:
    if key in ("min", "max"):
        return word(row.get("useRange")).lower() == "true" and key in row
    return key == "value" or key in row


def _told(row: Mapping[str, Any], key: str) -> float | None:
    """A value, a gap where nothing was measured."""
    if key != "count" and word(row.get("count")) == "0":
        return nan
    return sample(row.get(key))


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 17 else value


# ---- XML, which the interface answers unless it is asked for JSON ----
def _xml_sniff(head: bytes, wanted: tuple[bytes, ...]) -> Sniff:
    root = _ROOTS.match(head[:2048])
    if root is None or root[1] not in wanted:
        return NOT_MINE
    if root[1] == b"events" and not (b"<eventTime>" in head and b"<severity>" in head):
        return NOT_MINE
    return Sniff(0.9, f"its root element is {root[1].decode()}")


def _xml_events(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    found = xml_rows(text.text, ("policy-violation", "event", "request-segment-data"), source.name)
    text.problems.extend(found.problems)
    text.skipped += len(found.problems)
    makers = {"policy-violation": (Maker.of(VIOLATION), _whose), "event": (Maker.of(EVENT), _event),
              "request-segment-data": (Maker.of(SNAPSHOT), _snapshot)}  # fmt: skip
    events = []
    for tag, row, start, end in found.rows:
        maker, finish = makers[tag]
        events.append(finish(maker.event((row,), text.place(start, end)), (row,)))
    return batches(text, events)


def _xml_metrics(source: RawSource) -> Iterator[Batch]:
    found = Gathered(source.name)
    rows = xml_rows(whole_bytes(source), ("metric-data",), source.name)
    found.problems.extend(rows.problems)
    found.skipped += len(rows.problems)
    for _tag, row, _start, _end in rows.rows:
        _metric(row, found)
    return found.batches()


READERS = (
    in_both(reader_of("appdynamics.events", VIOLATION.title, ("alert", "deploy", "error", "span"), *FORMS),
            lambda head: _xml_sniff(head, (b"policy-violations", b"events", b"request-segment-datas")), _xml_events),
    in_both(metrics_of("appdynamics.metrics", "AppDynamics metric data (REST)",
                       Reply(("metricPath|metricName", "metricValues"), _metric)),
            lambda head: _xml_sniff(head, (b"metric-datas", b"metric-data-list")), _xml_metrics),
)  # fmt: skip
EXAMPLES = {
    "appdynamics.events": json.dumps([{
        "id": 266, "name": "Response time is too high", "severity": "CRITICAL", "incidentStatus": "OPEN",
        "startTimeInMillis": 1773756131000, "detectedTimeInMillis": 0, "endTimeInMillis": 0,
        "affectedEntityDefinition": {"entityType": "APPLICATION_COMPONENT", "entityId": 16, "name": "orders"},
        "triggeredEntityDefinition": {"entityType": "POLICY", "entityId": 30, "name": "Response time is too high"},
    }]),
    "appdynamics.metrics": json.dumps([{
        "metricId": 17, "metricName": "BTM|Application Summary|Average Response Time (ms)", "frequency": "ONE_MIN",
        "metricPath": "Overall Application Performance|Average Response Time (ms)", "metricValues": [
            {"startTimeInMillis": 1773756120000, "value": 347, "min": 2, "max": 5043, "count": 55, "sum": 19090,
             "current": 8, "occurrences": 0, "standardDeviation": 0, "useRange": True}],
    }]),
}  # fmt: skip
SYSTEMS = (
    System(
        "AppDynamics", "monitoring", ("appdynamics.events", "appdynamics.metrics"),
        "REST: `problems/healthrule-violations`, `events`, `request-snapshots`, `metric-data` with `rollup=false` (else a "
        "range is one point); `output=JSON` or the usual XML. HTTP actions with the manual's template: keep the bodies.",
        "A violation from its start to its end; an event of a policy as its step; APPLICATION_DEPLOYMENT as a deploy; a "
        "snapshot as a span of its request. A "
        "series a metric, with its minimum, maximum and count beside it; minutes without a measurement are gaps.",
        "`sum`, `current` and `standardDeviation` of a value; the calls within a snapshot. HTTP actions with a template of "
        "one's own: map one once.",
        "`deepLinkUrl` of a violation or event.",
    ),
)  # fmt: skip
