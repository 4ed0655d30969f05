"""AppDynamics: health-rule violations, events and metric data of the controller's REST interface, JSON or XML (the usual).

Fields: the Events API and the Metric and Snapshot API. Times are epoch ms; 0 stands for none: a violation without an end is
open. A minute in which nothing was measured has the count 0 (its `min` is 2147483647, its `max` -2147483648): a gap. Where
`useRange` is false, `min` and `max` mean nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import nan
from typing import Any

from workbench.model.records import Event
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.forms import Form, reader_of
from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, links_of
from workbench.readers.mapping import Maker
from workbench.readers.metricpoints import Gathered, Reply, epoch_ms, metrics_of, sample
from workbench.readers.raised import mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System
from workbench.readers.xmlrows import repeated, xml_rows

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
# The life of a violation, in the types of its events.
_PHASES = (("POLICY_OPEN", "open"), ("POLICY_CLOSE", "close"), ("POLICY_CANCELED", "close"), ("POLICY_", "update"))
_ENTITIES = {"APPLICATION": "service.name", "APPLICATION_COMPONENT": "service.name", "MACHINE_INSTANCE": "host.name"}
_FREQUENCIES = {"ONE_MIN": "1 minute", "TEN_MIN": "10 minutes", "SIXTY_MIN": "60 minutes"}
_UNIT = re.compile(r"\((ms|%|s|KB|MB|bytes|Bytes)\)")
_ROOTS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]{0,200}\?>\s*)?<(policy-violations|events|metric-datas|metric-data-list)[\s>/]"
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
    return replace(event, resource=resource, links=joined(event.links, links_of(resource.items())))


def _event(event: Event, around: tuple[Any, ...]) -> Event:
    kind = word(around[-1].get("type"))
    phase = next((phase for start, phase in _PHASES if kind.startswith(start)), "point")
    triggered = mapping(around[-1].get("triggeredEntity"))
    group = word(triggered.get("entityId") or triggered.get("name")) if phase != "point" else ""
    return _whose(replace(event, phase=phase, group_key=group), around)  # type: ignore[arg-type]


def _listed(value: Any) -> list[Any]:
    """A list; in XML the wrapped elements of one."""
    if isinstance(value, Mapping):
        return [one for inner in value.values() for one in repeated(inner)]
    return value if isinstance(value, list) else []


FORMS = (Form(VIOLATION, _whose), Form(EVENT, _event))


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
    found = xml_rows(text.text, ("policy-violation", "event"), source.name)
    text.problems.extend(found.problems)
    text.skipped += len(found.problems)
    makers = {"policy-violation": (Maker.of(VIOLATION), _whose), "event": (Maker.of(EVENT), _event)}
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


def _either(json: RecordReader, roots: tuple[bytes, ...], reading: Any) -> RecordReader:
    """A reader of both notations."""

    def judge(head: bytes, name: str) -> Sniff:
        return _xml_sniff(head, roots) if b"<" in head[:64] else json.sniff(head, name)

    def read(source: RawSource) -> Iterator[Batch]:
        with open(source.path, "rb") as file:
            xml = b"<" in file.read(64).lstrip()[:4]
        return reading(source) if xml else json.read(source)

    return RecordReader(json.id, json.title, json.kinds, judge, read)


READERS = (
    _either(reader_of("appdynamics.events", VIOLATION.title, ("alert", "deploy", "error"), *FORMS),
            (b"policy-violations", b"events"), _xml_events),
    _either(metrics_of("appdynamics.metrics", "AppDynamics metric data (REST)",
                       Reply(("metricPath|metricName", "metricValues"), _metric)),
            (b"metric-datas", b"metric-data-list"), _xml_metrics),
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
        "REST: `problems/healthrule-violations`, `events`, `metric-data` with `rollup=false` (else a range is one point); "
        "`output=JSON` or the usual XML.",
        "A violation from its start to its end; an event of a policy as its step; APPLICATION_DEPLOYMENT as a deploy. A "
        "series a metric, with its minimum, maximum and count beside it; minutes without a measurement are gaps.",
        "Request snapshots; `sum`, `current` and `standardDeviation` of a value. HTTP actions, whose template is made by "
        "users: map one once.",
        "`deepLinkUrl` of a violation or event.",
    ),
)  # fmt: skip
