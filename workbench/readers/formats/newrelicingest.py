"""What is sent to New Relic: its Log, Trace and Metric APIs, as a forwarder or proxy kept the bodies.

Fields: New Relic, "Log API", "Trace API" (newrelic format), "Metric API": objects with `common` (attributes and time of all)
and `logs`, `spans` or `metrics`. A time is epoch ms (of logs also s, or ISO 8601); a count counts from its interval's start.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workbench.model.records import Event
from workbench.model.severity import severity_of_word
from workbench.readers.exact import MILLISECONDS, later, span_ns, stamp_at
from workbench.readers.forms import Form, reader_of
from workbench.readers.links import joined, links_in_text, links_of
from workbench.readers.mapping import kept
from workbench.readers.metricpoints import Gathered, Reply, epoch_ms, metrics_of, rows_of, sample
from workbench.readers.naming import flattened, named
from workbench.readers.raised import mapping, word
from workbench.readers.recordmap import RecordMap, plain
from workbench.readers.spans import Span, span_event
from workbench.readers.systems import System

ID, TITLE = "newrelic.ingest", "New Relic logs and spans as they are sent (Log API, Trace API)"
LOG = RecordMap(
    ID, TITLE, "log", needs=("common.attributes|common.timestamp|logs[0].attributes", "logs[0].message"), each="logs",
    t="timestamp|^.common.timestamp|^.timestamp", body="message",
    severity="attributes.level|attributes.log.level|attributes.severity|^.common.attributes.level",
    skip=("attributes.*", "timestamp"), prefix="newrelic",
)  # fmt: skip
SPAN = RecordMap(ID, TITLE, "span", needs=("spans[0].trace\\.id", "spans[0].id"), each="spans", t="timestamp")
_LEVELS = ("level", "log.level", "severity")
_TOLD = ("name", "duration.ms", "parent.id", "span.kind", "trace.id", "error.class", "error.message", "error")


def _attributes(around: tuple[Any, ...]) -> dict[str, Any]:
    """Of a log, span or metric and of all that came with it; its own come first."""
    outer, inner = around[0], around[-1]
    common = mapping(mapping(mapping(outer).get("common")).get("attributes"))
    own = mapping(mapping(inner).get("attributes"))
    return {key: kept(value) for key, value in flattened({**common, **own}) if value not in (None, "", [], {})}


def _log(event: Event, around: tuple[Any, ...]) -> Event:
    found = named((key, value) for key, value in _attributes(around).items() if key not in _LEVELS)
    links = joined(
        event.links, links_of((*found.resource.items(), *found.attributes.items())), links_in_text(event.body)
    )
    severity = event.severity or severity_of_word(event.severity_text)
    return replace(
        event,
        severity=severity,
        resource=found.resource,
        links=links,
        attributes={**event.attributes, **found.attributes},
    )


def _span(event: Event, around: tuple[Any, ...]) -> Event:
    value, attributes = mapping(around[-1]), _attributes(around)
    start = stamp_at(value.get("timestamp"), MILLISECONDS)
    held = {**mapping(mapping(mapping(around[0]).get("common")).get("attributes")), **mapping(value.get("attributes"))}
    thrown = {"exception.type": attributes.get("error.class"), "exception.message": attributes.get("error.message")}
    failed = any(thrown.values()) or attributes.get("error") is True
    resource = {key: attributes[key] for key in ("service.name", "host", "host.name") if key in attributes}
    if "host" in resource:
        resource.setdefault("host.name", resource.pop("host"))
    return span_event(
        Span(
            trace=word(value.get("trace.id")), id=word(value.get("id")), parent=word(attributes.get("parent.id")),
            name=word(attributes.get("name")), kind=word(attributes.get("span.kind")).lower(),
            start=start.wall if start else None, raw=plain(value.get("timestamp")),
            end=later(start.wall if start else None, span_ns(held.get("duration.ms"), MILLISECONDS)),
            step=start.resolution_ns if start else 1, status="error" if failed else "", severity=17 if failed else 9,
            thrown={key: told for key, told in thrown.items() if told}, resource=resource,
            attributes={key: told for key, told in attributes.items() if key not in (*_TOLD, *resource, "host")},
        ),
        event.place,
    )  # fmt: skip


def _metrics(value: Mapping[str, Any], found: Gathered) -> None:
    """Points of a body; of a summary its parts, each a series."""
    common = mapping(value.get("common"))
    for metric in rows_of(value.get("metrics")):
        labels = _attributes((value, metric))
        t = epoch_ms(metric.get("timestamp", common.get("timestamp")))
        told = metric.get("value")
        parts = {f"_{name}": one for name, one in told.items()} if isinstance(told, Mapping) else {"": told}
        for part, one in parts.items():
            number = sample(one) if one is not None else None
            found.add(f"{word(metric.get('name'))}{part}", labels, [(t, number)], kind="gauge")


READERS = (
    reader_of(ID, TITLE, ("log", "span"), Form(LOG, _log), Form(SPAN, _span)),
    metrics_of("newrelic.metrics", "New Relic metrics as they are sent (Metric API)",
               Reply(("metrics[0].name", "metrics[0].value", "metrics[0].type|metrics[0].timestamp|common.timestamp"),
                     _metrics)),
)  # fmt: skip
EXAMPLES = {
    ID: json.dumps([{"common": {"attributes": {"service.name": "orders"}}, "logs": [
        {"timestamp": 1773756131250, "message": "no stock", "attributes": {"level": "error"}}]}]),
    "newrelic.metrics": json.dumps([{"common": {"timestamp": 1773756131000, "interval.ms": 10000}, "metrics": [
        {"name": "orders.refused", "type": "count", "value": 9}]}]),
}  # fmt: skip
SYSTEMS = (
    System(
        "New Relic", "monitoring", (ID, "newrelic.metrics"),
        "Bodies sent to the Log, Trace and Metric APIs, as a forwarder or proxy kept them.",
        "Of such bodies a record a log or span, a series a metric.",
        "The Event API's bodies; logs without `common` or attributes, which nothing tells from any other JSON.",
    ),
)  # fmt: skip
