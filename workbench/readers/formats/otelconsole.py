"""What OpenTelemetry's SDKs print where no exporter is set up: spans and log records of Python's console exporters.

Definition: `ReadableSpan.to_json` and `ReadableLogRecord.to_json` of opentelemetry-sdk: one object behind the other, ids
with `0x` before them, times in ISO 8601 with Z to the microsecond, attributes as an object. Its metrics have OTLP's form
with other keys, and are read by that reader. Other SDKs print in their languages' own ways, which is log text.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from workbench.model.records import Event
from workbench.readers.forms import Form, reader_of
from workbench.readers.links import joined, link, links_in_text, links_of
from workbench.readers.mapping import kept, stamp_of
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.spans import Span, moment, span_event
from workbench.readers.systems import System

ID, TITLE = "otel.console", "OpenTelemetry spans and logs as Python's SDK prints them"
SPAN = RecordMap(ID, TITLE, "span", needs=("context.trace_id", "context.span_id", "start_time", "kind"), t="start_time")
LOG = RecordMap(
    ID, TITLE, "log", needs=("severity_number", "trace_id", "observed_timestamp", "body"), t="timestamp|observed_timestamp",
    observed="observed_timestamp", severity="severity_text", body="body",
    skip=("attributes.*", "resource.*", "trace_id", "span_id", "severity_number"), prefix="otel",
)  # fmt: skip


def _id(value: Any) -> str:
    return word(value).removeprefix("0x")


def _told(value: Any) -> dict[str, Any]:
    return {key: kept(told) for key, told in mapping(mapping(value).get("attributes")).items()}


def _span(event: Event, around: tuple[Any, ...]) -> Event:
    value = mapping(around[-1])
    context, status = mapping(value.get("context")), mapping(value.get("status"))
    end = stamp_of(word(value.get("end_time")), "iso")
    failed = word(status.get("status_code")) == "ERROR"
    events = [mapping(one) for one in listed(value.get("events"))]
    thrown = next((_told(one) for one in reversed(events) if one.get("name") == "exception"), {})
    others = (mapping(mapping(one).get("context")) for one in listed(value.get("links")))
    return span_event(
        Span(
            trace=_id(context.get("trace_id")), id=_id(context.get("span_id")), parent=_id(value.get("parent_id")),
            name=word(value.get("name")), kind=word(value.get("kind")).removeprefix("SpanKind.").lower(),
            start=event.t, end=end.wall if end else None, raw=event.t_raw, step=event.resolution_ns, naive=event.naive,
            status="error" if failed else "ok" if word(status.get("status_code")) == "OK" else "",
            message=word(status.get("description")), severity=17 if failed else 9,
            thrown={key: told for key, told in thrown.items() if key.startswith("exception.")},
            moments=tuple(_moment(one) for one in events),
            others=tuple(f"{_id(one.get('trace_id'))} {_id(one.get('span_id'))}" for one in others),
            resource=_told(value.get("resource")), attributes=_told(value),
        ),
        event.place,
    )  # fmt: skip


def _moment(value: Any) -> str:
    stamp = stamp_of(word(mapping(value).get("timestamp")), "iso")
    return moment(stamp.wall if stamp else None, word(mapping(value).get("name")), _told(value).items())


def _log(event: Event, around: tuple[Any, ...]) -> Event:
    value = mapping(around[-1])
    number, resource, attributes = value.get("severity_number"), _told(value.get("resource")), _told(value)
    ids = [link("trace_id", _id(value.get("trace_id"))), link("span_id", _id(value.get("span_id")))]
    owner = links_of(
        (key, resource[key]) for key in ("service.name", "host.name", "service.version") if key in resource
    )
    trace = word(attributes.get("exception.stacktrace"))
    body = event.body or (json.dumps(kept(value.get("body"))) if value.get("body") is not None else "")
    return replace(
        event, resource=resource, attributes={**event.attributes, **attributes}, title=event.title or body[:300],
        severity=number if isinstance(number, int) and 0 < number <= 24 else event.severity,
        body=f"{body}\n{trace}" if trace and trace not in body else body,
        links=joined(ids, owner, links_of(attributes.items()), links_in_text(body)),
    )  # fmt: skip


READERS = (reader_of(ID, TITLE, ("span", "log"), Form(SPAN, _span), Form(LOG, _log)),)
EXAMPLES = {
    ID: json.dumps({
        "name": "POST /pay", "context": {"trace_id": "0x5b8efff798038103d269b633813fc60c", "span_id": "0xeee19b7ec3c1b174",
                                         "trace_state": "[]"},
        "kind": "SpanKind.SERVER", "parent_id": None, "start_time": "2026-03-17T14:02:11.250001Z",
        "end_time": "2026-03-17T14:02:11.500000Z", "status": {"status_code": "UNSET"}, "attributes": {}, "events": [],
        "links": [], "resource": {"attributes": {"service.name": "orders"}, "schema_url": ""}}, indent=4),
}  # fmt: skip
SYSTEMS = (
    System(
        "OpenTelemetry (OTLP)", "beside them", (ID,), "What Python's console exporters print, as it is.",
        "The same of what is printed.",
    ),
)  # fmt: skip
