"""Jaeger: traces as its UI saves them and its query API replies; a record a span, cited by the span's own bytes.

`{data: [{traceID, spans[], processes{}}]}`, one such trace, a list of them, or spans one a line with their process in them.
Fields: Jaeger's `model/json`. `startTime`, `duration` and logs count microseconds since 1970 UTC; tags are typed and may
repeat; ids may lack leading zeros. A span failed by the tag `error` or by OpenTelemetry's `otel.status_code`; a log with
`event` `error` or `exception` tells what was thrown, by OpenTracing's names or OpenTelemetry's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.model.records import Event
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.exact import MICROSECONDS, later, span_ns, stamp_at
from workbench.readers.jsonplaces import elements_of, members_of
from workbench.readers.jsonsource import JsonSource, batches, top_keys, whole_bytes
from workbench.readers.jsontext import BadJson, CutOff, JsonWalk
from workbench.readers.jsonvalues import value_of
from workbench.readers.linereader import RecordReader
from workbench.readers.mapping import kept
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import plain
from workbench.readers.spans import MOMENTS_LIMIT, Span, hex_id, moment, span_event
from workbench.readers.systems import System

EXAMPLES = {
    "jaeger.trace": json.dumps({"data": [{
        "traceID": "83a9efd15c1c98a977e0711cc93ee28b", "processes": {"p1": {"serviceName": "orders", "tags": []}},
        "spans": [{"traceID": "83a9efd15c1c98a977e0711cc93ee28b", "spanID": "e127af99e3b3e074", "operationName": "POST /pay",
                   "references": [], "startTime": 1773756131250000, "duration": 1200, "processID": "p1", "logs": [],
                   "tags": [{"key": "error", "type": "bool", "value": True}]}],
    }]}),
}  # fmt: skip
_KNOWN = frozenset((
    "traceID", "spanID", "parentSpanID", "operationName", "references", "startTime", "duration", "tags", "logs",
    "processID", "process", "flags",
    # what the UI works out for its picture, which is no part of the trace
    "relativeStartTime", "depth", "childSpanIds", "hasChildren", "subsidiarilyReferencedBy", "startTimeMillis",
))  # fmt: skip
_RESOURCE = {"hostname": "host.name", "jaeger.hostname": "host.name", "ip": "host.ip",
             "deployment.environment": "deployment.environment.name"}  # fmt: skip
_THROWN = {"error.kind": "exception.type", "message": "exception.message", "stack": "exception.stacktrace"}
Members = tuple[list[tuple[int, int]], Mapping[str, Any], str]


def _sniff(head: bytes, _name: str) -> Sniff:
    if b'"spanID"' not in head and b'"processes"' not in head:
        return NOT_MINE
    keys = top_keys(head)
    if "data" in keys:
        keys = top_keys(head[head.find(b"[", head.find(b'"data"')) :]) if b"[" in keys["data"][:1] else {}
    if "traceID" in keys and ("spans" in keys or "processes" in keys):
        return Sniff(0.96, "its traces have a traceID with spans and processes, as Jaeger writes them")
    if {"traceID", "spanID", "operationName"} <= set(keys):
        return Sniff(0.93, "it has spans with traceID, spanID and operationName, as Jaeger keeps them")
    return NOT_MINE


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    found = text.found(lambda start, end: _whole(text, start, end), lambda position: _document(text, position))
    return batches(text, found, kinds="spans")


def _whole(text: JsonSource, start: int, end: int) -> Iterator[Event]:
    """The spans of a reply, of one trace, or the one span that this object is."""
    members = members_of(text.text, (start, end)) or {}
    if "spans" in members or "processes" in members:
        spans = elements_of(text.text, members["spans"]) if "spans" in members else []
        processes, trace = (_value(text, members.get(key)) for key in ("processes", "traceID"))
        yield from _spans(text, (spans or [], mapping(processes), word(trace)))
    elif "spanID" in members and "operationName" in members:
        yield from _spans(text, ([(start, end)], {}, ""))
    elif "data" in members and (traces := elements_of(text.text, members["data"])) is not None:
        for first, last in traces:
            yield from _whole(text, first, last)
    else:
        text.wrong("this object has no spans of Jaeger", start)


def _value(text: JsonSource, place: tuple[int, int] | None) -> Any:
    return value_of(text.text[slice(*place)]) if place else None


def _document(text: JsonSource, position: int) -> Iterator[Event]:
    """The spans of an object that isn't whole: those that were, before it was cut off."""
    walk = text.walk(position)
    if walk.peek() != b"{":
        return text.wrong("this is no trace", position)
    keys = set(top_keys(text.text[position : position + 20_000]))
    if "spans" in keys or "processes" in keys:
        yield from _trace(text, position)
        return None
    for key in walk.members():
        if key == "data" and walk.peek() == b"[":
            for at in walk.elements():
                yield from _trace(text, at)
    return None


def _trace(text: JsonSource, position: int) -> Iterator[Event]:
    """The spans of one trace; processes may stand behind them, and a trace cut off still gives the spans that were whole."""
    walk = text.walk(position)
    if walk.peek() != b"{":
        return text.wrong("this is no trace", position)
    found: list[tuple[int, int]] = []
    processes: Mapping[str, Any] = {}
    trace = ""
    fault: CutOff | BadJson | None = None
    try:
        for key in walk.members():
            if key == "spans" and walk.peek() == b"[":
                _places(walk, found)
            elif key == "processes":
                processes = mapping(value_of(text.text[slice(*walk.skip())]))
            elif key == "traceID":
                trace = word(value_of(text.text[slice(*walk.skip())]))
    except (CutOff, BadJson) as error:
        fault = error
    yield from _spans(text, (found, processes, trace))
    if fault is not None:
        raise fault
    return None


def _places(walk: JsonWalk, found: list[tuple[int, int]]) -> None:
    for _ in walk.elements():
        found.append(walk.skip())


def _spans(text: JsonSource, members: Members) -> Iterator[Event]:
    places, processes, trace = members
    for start, end in places:
        value = value_of(text.text[start:end])
        if isinstance(value, Mapping):
            yield span_event(_span(value, processes, trace), text.place(start, end))
        else:
            text.wrong("this is no span", start)


def _span(value: Mapping[str, Any], processes: Mapping[str, Any], trace: str) -> Span:
    stamp = stamp_at(value.get("startTime"), MICROSECONDS)
    start = stamp.wall if stamp else None
    tags = _tags(value.get("tags"))
    own = word(value.get("traceID")) or trace
    parent, others = _references(value, own)
    status = str(tags.pop("otel.status_code", "")).lower()
    failed = status == "error" or str(tags.get("error", "false")).lower() not in ("false", "", "0")
    logs = [mapping(log) for log in listed(value.get("logs"))]
    return Span(
        trace=own, id=word(value.get("spanID")), parent=parent, name=word(value.get("operationName")),
        kind=str(tags.pop("span.kind", "")).lower(), start=start,
        end=later(start, span_ns(value.get("duration"), MICROSECONDS)), raw=plain(value.get("startTime")),
        step=stamp.resolution_ns if stamp else 1, status="error" if failed else status if status == "ok" else "",
        message=str(tags.pop("otel.status_description", "")), severity=17 if failed else 9, thrown=_thrown(logs),
        moments=tuple(_moment(log) for log in logs[:MOMENTS_LIMIT]), others=others,
        resource=_resource(value, processes), attributes=tags | _rest(value),
    )  # fmt: skip


def _rest(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"jaeger.{key}": kept(inner) for key, inner in value.items() if key not in _KNOWN and inner not in (None, [])
    }


def _tags(pairs: Any) -> dict[str, Any]:
    """Typed tags as values; what repeats is a list."""
    found: dict[str, list[Any]] = {}
    for pair in listed(pairs):
        key = word(mapping(pair).get("key"))
        if key:
            found.setdefault(key, []).append(_typed(word(pair.get("type")).lower(), pair.get("value")))
    return {key: values[0] if len(values) == 1 else values for key, values in found.items()}


def _typed(kind: str, value: Any) -> Any:
    """A tag's value; stores that keep all as text say the type beside it."""
    if not isinstance(value, str):
        return kept(value)
    if kind == "bool":
        return value.lower() == "true" if value.lower() in ("true", "false") else value
    bare = value.removeprefix("-")
    return int(value) if kind == "int64" and bare.isascii() and bare.isdecimal() and len(bare) < 20 else value


def _references(value: Mapping[str, Any], trace: str) -> tuple[str, tuple[str, ...]]:
    """The parent's id, and the other spans it names as `TYPE trace span`: the parent is of the same trace, a cause first."""
    parent = word(value.get("parentSpanID"))
    rows = [mapping(one) for one in listed(value.get("references"))]
    for kind in ("CHILD_OF", "FOLLOWS_FROM"):
        for row in rows:
            same = not row.get("traceID") or hex_id(word(row.get("traceID")), 32) == hex_id(trace, 32)
            if not parent and row.get("refType") == kind and same:
                parent = word(row.get("spanID"))
    others = (
        f"{word(row.get('refType'))} {word(row.get('traceID')) or trace} {word(row.get('spanID'))}"
        for row in rows
        if word(row.get("spanID")) != parent or row.get("refType") != "CHILD_OF"
    )
    return parent, tuple(others)


def _resource(value: Mapping[str, Any], processes: Mapping[str, Any]) -> dict[str, Any]:
    process = mapping(value.get("process")) or mapping(processes.get(word(value.get("processID"))))
    told = {_RESOURCE.get(key, key): inner for key, inner in _tags(process.get("tags")).items()}
    service = word(process.get("serviceName"))
    return ({"service.name": service} if service else {}) | told


def _thrown(logs: list[Mapping[str, Any]]) -> dict[str, Any]:
    """What the last log of an error says was thrown."""
    for log in reversed(logs):
        fields = _tags(log.get("fields"))
        if str(fields.get("event", "")).lower() in ("error", "exception") or "exception.type" in fields:
            old = {name: fields[key] for key, name in _THROWN.items() if key in fields}
            return old | {key: inner for key, inner in fields.items() if key.startswith("exception.")}
    return {}


def _moment(log: Mapping[str, Any]) -> str:
    stamp = stamp_at(log.get("timestamp"), MICROSECONDS)
    fields = _tags(log.get("fields"))
    name = str(fields.pop("event", ""))
    rest = {key: inner for key, inner in fields.items() if key != "stack"}
    return moment(stamp.wall if stamp else None, name, rest.items())


READERS = (RecordReader("jaeger.trace", "Jaeger trace", ("span",), _sniff, _read),)
SYSTEMS = (
    System(
        "Jaeger", "beside them", ("jaeger.trace",),
        "Trace page, Download Results or JSON; or the reply of `/api/traces/ID` and `/api/traces?service=…`.",
        "A span a record with its interval, parent, service, tags and the moments logged in it; a failed one as an error.",
        "What the UI works out for its picture.", "The trace id, in Jaeger's own search.",
    ),
)  # fmt: skip
