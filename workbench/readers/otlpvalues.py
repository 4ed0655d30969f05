"""OTLP messages as our values: attributes, spans and log records."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from workbench.model.records import Event, Link, Place
from workbench.model.severity import severity_of_word
from workbench.readers.links import joined, link, links_in_text, links_of
from workbench.readers.spans import MOMENTS_LIMIT, Span, moment, span_event

DEPTH_LIMIT = 8
LATEST = 2**63 - 1
_STATUS = {"1": "ok", "2": "error", "STATUS_CODE_OK": "ok", "STATUS_CODE_ERROR": "error"}
_KINDS = {1: "internal", 2: "server", 3: "client", 4: "producer", 5: "consumer"}
_LEVELS = {"TRACE": 1, "DEBUG": 5, "INFO": 9, "WARN": 13, "ERROR": 17, "FATAL": 21}
_LEVEL = re.compile(r"SEVERITY_NUMBER_([A-Z]+)([2-4]?)")
_UPPER = re.compile(r"_([a-z0-9])")


def integer(value: Any) -> int | None:
    """A 64-bit integer, as JSON number or string; None where it is none or doesn't fit."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value)
    if len(text) > 20 or not text.removeprefix("-").isdecimal():
        return None
    number = int(text)
    return number if -LATEST <= number <= LATEST else None


def attributes_of(pairs: Any) -> dict[str, Any]:
    """`[{key, value{…}}]` as a mapping; the last of two equal keys wins. What SDKs print is a mapping already."""
    if isinstance(pairs, dict):
        return pairs
    if not isinstance(pairs, list):
        return {}
    return {
        str(pair["key"]): any_value(pair.get("value"))
        for pair in pairs
        if isinstance(pair, dict) and isinstance(pair.get("key"), str)
    }


def any_value(value: Any, depth: int = 0) -> Any:
    """An AnyValue as a Python value; None where it is empty."""
    if not isinstance(value, dict) or depth > DEPTH_LIMIT:
        return value if isinstance(value, str | int | float) else None
    for key, inner in value.items():
        if key == "intValue":
            number = integer(inner)
            return inner if number is None else number
        if key == "arrayValue":
            items = inner.get("values") if isinstance(inner, dict) else None
            return [any_value(item, depth + 1) for item in items] if isinstance(items, list) else []
        if key == "kvlistValue":
            return attributes_of(inner.get("values") if isinstance(inner, dict) else None)
        if key in ("stringValue", "boolValue", "doubleValue", "bytesValue"):
            return inner
    return None


def otlp_span(span: Mapping[str, Any], resource: Mapping[str, Any], scope: Mapping[str, Any], place: Place) -> Event:
    """A span as a record from its start to its end; an exception recorded in it comes along as `exception.*`."""
    start, end = time_of(span.get("startTimeUnixNano")), time_of(span.get("endTimeUnixNano"))
    status = _object(span.get("status"))
    word = _STATUS.get(str(status.get("code")), "")
    return span_event(
        Span(
            trace=_id(span.get("traceId")),
            id=_id(span.get("spanId")),
            parent=_id(span.get("parentSpanId")),
            name=str(span.get("name") or ""),
            kind=_kind(span.get("kind")),
            start=start,
            end=end,
            raw=str(span.get("startTimeUnixNano") or ""),
            status=word,
            message=str(status.get("message") or ""),
            severity=17 if word == "error" else 9,
            thrown=_exception(span.get("events")),
            moments=tuple(_moment(event) for event in objects_in(span.get("events"))[:MOMENTS_LIMIT]),
            others=tuple(
                f"{_id(one.get('traceId'))} {_id(one.get('spanId'))}" for one in objects_in(span.get("links"))
            ),
            resource=resource,
            attributes=_span_attributes(span, scope),
        ),
        place,
    )


def _span_attributes(span: Mapping[str, Any], scope: Mapping[str, Any]) -> dict[str, Any]:
    attributes = {**scope, **attributes_of(span.get("attributes"))}
    if span.get("traceState"):
        attributes["trace_state"] = span["traceState"]
    return attributes


def _kind(kind: Any) -> str:
    if isinstance(kind, int):
        return _KINDS.get(kind, "")
    word = str(kind or "").removeprefix("SPAN_KIND_").lower()
    return "" if word == "unspecified" else word


def _id(value: Any) -> str:
    """An id as hex; some (Tempo) write it in base64, as the protobuf JSON mapping would have bytes."""
    text = value if isinstance(value, str) else ""
    if len(text) in (12, 24) and text.endswith("="):
        try:
            return base64.b64decode(text, validate=True).hex()
        except ValueError:
            return text
    return text


def _moment(event: Mapping[str, Any]) -> str:
    told = attributes_of(event.get("attributes"))
    return moment(time_of(event.get("timeUnixNano")), str(event.get("name") or ""), told.items())


def log_event(row: Mapping[str, Any], resource: Mapping[str, Any], scope: Mapping[str, Any], place: Place) -> Event:
    """A log record; where its own time is 0 there is only when it was observed, which then stands for it."""
    t, observed = time_of(row.get("timeUnixNano")), time_of(row.get("observedTimeUnixNano"))
    body = any_value(row.get("body"))
    text = body if isinstance(body, str) else "" if body is None else msgspec.json.encode(body).decode()
    attributes = {**scope, **attributes_of(row.get("attributes"))}
    if row.get("eventName"):
        attributes["event.name"] = row["eventName"]
    level = str(row.get("severityText") or "")
    number = _severity(row.get("severityNumber")) or severity_of_word(level)
    moment = t if t is not None else observed
    raw = row.get("timeUnixNano") if t is not None else row.get("observedTimeUnixNano")
    trace = str(attributes.get("exception.stacktrace") or "")
    return Event(
        t=moment,
        place=place,
        kind="log",
        t_observed=observed,
        t_raw=str(raw) if moment is not None else "",
        severity=number,
        severity_text=level,
        title=(text or str(row.get("eventName") or "")).partition("\n")[0],
        body=f"{text}\n{trace}" if trace and trace not in text else text,
        resource=resource,
        attributes=attributes,
        links=joined(_links(row, resource, attributes), links_in_text(text)),
    )


def time_of(value: Any) -> int | None:
    """A time in ns; None for 0, which stands for none."""
    number = integer(value)
    return number if number else None


def _severity(value: Any) -> int:
    """A severity number, 0 where it is none; some encoders write the name that the definition gives it."""
    number = integer(value)
    if number is not None:
        return number if 0 <= number <= 24 else 0
    found = _LEVEL.fullmatch(value) if isinstance(value, str) else None
    return _LEVELS.get(found[1], 0) + (int(found[2]) - 1 if found[2] else 0) if found and found[1] in _LEVELS else 0


def in_camel_case(value: Any, depth: int = 0) -> Any:
    """A message whose keys are the definition's own names (`trace_id`), as the JSON mapping writes them (`traceId`)."""
    if depth >= 2 * DEPTH_LIMIT:
        return value
    if isinstance(value, dict):
        return {
            _UPPER.sub(lambda found: found[1].upper(), key): (
                one if key == "attributes" and isinstance(one, dict) else in_camel_case(one, depth + 1)
            )
            for key, one in value.items()
        }
    return [in_camel_case(one, depth + 1) for one in value] if isinstance(value, list) else value


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def objects_in(value: Any) -> list[dict[str, Any]]:
    """The objects of a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _exception(events: Any) -> dict[str, Any]:
    for event in reversed(objects_in(events)):
        if event.get("name") == "exception":
            return {k: v for k, v in attributes_of(event.get("attributes")).items() if k.startswith("exception.")}
    return {}


def _links(item: Mapping[str, Any], resource: Mapping[str, Any], attributes: Mapping[str, Any]) -> tuple[Link, ...]:
    ids = [link("trace_id", _id(item.get("traceId"))), link("span_id", _id(item.get("spanId")))]
    named = {key: resource[key] for key in ("service.name", "host.name", "service.version") if key in resource}
    return joined(ids, links_of(named.items()), links_of(attributes.items()))
