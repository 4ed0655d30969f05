"""OTLP messages as our values: attributes, spans, log records and metric points."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import numpy as np

from workbench.model.records import Event, Link, Place, Points, SeriesPoints
from workbench.readers.links import joined, link, links_in_text, links_of
from workbench.readers.spans import MOMENTS_LIMIT, Span, moment, span_event

DEPTH_LIMIT = 8
LATEST = 2**63 - 1
_STATUS = {"1": "ok", "2": "error", "STATUS_CODE_OK": "ok", "STATUS_CODE_ERROR": "error"}
_KINDS = {1: "internal", 2: "server", 3: "client", 4: "producer", 5: "consumer"}
# Which key of a point holds its value, and where each kind of metric keeps its points.
_METRICS = {"gauge": "gauge", "sum": "counter", "histogram": "histogram", "summary": "summary"}


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
    """`[{key, value{…}}]` as a mapping; the last of two equal keys wins."""
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
    start, end = _time(span.get("startTimeUnixNano")), _time(span.get("endTimeUnixNano"))
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
            moments=tuple(_moment(event) for event in _objects(span.get("events"))[:MOMENTS_LIMIT]),
            others=tuple(f"{_id(one.get('traceId'))} {_id(one.get('spanId'))}" for one in _objects(span.get("links"))),
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
    return moment(_time(event.get("timeUnixNano")), str(event.get("name") or ""), told.items())


def log_event(row: Mapping[str, Any], resource: Mapping[str, Any], scope: Mapping[str, Any], place: Place) -> Event:
    """A log record; where its own time is 0 there is only when it was observed, which then stands for it."""
    t, observed = _time(row.get("timeUnixNano")), _time(row.get("observedTimeUnixNano"))
    body = any_value(row.get("body"))
    text = body if isinstance(body, str) else "" if body is None else msgspec.json.encode(body).decode()
    attributes = {**scope, **attributes_of(row.get("attributes"))}
    if row.get("eventName"):
        attributes["event.name"] = row["eventName"]
    number = integer(row.get("severityNumber")) or 0
    moment = t if t is not None else observed
    raw = row.get("timeUnixNano") if t is not None else row.get("observedTimeUnixNano")
    trace = str(attributes.get("exception.stacktrace") or "")
    return Event(
        t=moment,
        place=place,
        kind="log",
        t_observed=observed,
        t_raw=str(raw) if moment is not None else "",
        severity=number if 0 <= number <= 24 else 0,
        severity_text=str(row.get("severityText") or ""),
        title=(text or str(row.get("eventName") or "")).partition("\n")[0],
        body=f"{text}\n{trace}" if trace and trace not in text else text,
        resource=resource,
        attributes=attributes,
        links=joined(_links(row, resource, attributes), links_in_text(text)),
    )


def points_of(metric: Mapping[str, Any], resource: Mapping[str, Any]) -> Iterator[SeriesPoints]:
    """Gauge and sum points, and histograms' and summaries' sums and counts, one series a set of labels."""
    name, owner = str(metric.get("name") or ""), {k: str(v) for k, v in resource.items() if k == "service.name"}
    for kind, declared in _METRICS.items():
        body = metric.get(kind)
        if not name or not isinstance(body, dict):
            continue
        samples: dict[tuple[str, tuple[tuple[str, str], ...]], list[tuple[int, float]]] = defaultdict(list)
        for point in _objects(body.get("dataPoints")):
            t = _time(point.get("timeUnixNano"))
            labels = owner | {key: str(value) for key, value in attributes_of(point.get("attributes")).items()}
            for series, value in _values(name, kind, point):
                if t is not None and value is not None:
                    samples[series, tuple(sorted(labels.items()))].append((t, value))
        if kind == "sum" and not body.get("isMonotonic"):
            declared = "gauge"
        for (series, labels), rows in samples.items():
            rows.sort()
            yield SeriesPoints(
                series,
                dict(labels),
                Points(np.array([t for t, _ in rows], np.int64), np.array([value for _, value in rows], np.float64)),
                unit=str(metric.get("unit") or ""),
                kind=declared,
                help=str(metric.get("description") or ""),
            )


def _values(name: str, kind: str, point: Mapping[str, Any]) -> Iterator[tuple[str, float | None]]:
    if kind in ("gauge", "sum"):
        yield name, _float(point.get("asDouble", point.get("asInt")))
    else:
        yield f"{name}_sum", _float(point.get("sum"))
        yield f"{name}_count", _float(point.get("count"))


def _float(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float) or len(str(value)) > 400:
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _time(value: Any) -> int | None:
    number = integer(value)
    return number if number else None


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _exception(events: Any) -> dict[str, Any]:
    for event in reversed(_objects(events)):
        if event.get("name") == "exception":
            return {k: v for k, v in attributes_of(event.get("attributes")).items() if k.startswith("exception.")}
    return {}


def _links(item: Mapping[str, Any], resource: Mapping[str, Any], attributes: Mapping[str, Any]) -> tuple[Link, ...]:
    ids = [link("trace_id", _id(item.get("traceId"))), link("span_id", _id(item.get("spanId")))]
    named = {key: resource[key] for key in ("service.name", "host.name", "service.version") if key in resource}
    return joined(ids, links_of(named.items()), links_of(attributes.items()))
