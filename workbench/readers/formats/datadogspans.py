"""Datadog's spans as its API v2 lists them (`/api/v2/spans/events`): a record a span, cited by its own bytes.

`{data: [{id, type: "spans", attributes{…}}], meta{page}}`. Ids are decimal texts of 64 bits and become hex; where the
upper half of a 128-bit trace id is told (`custom._dd.p.tid`), the trace has it. `start_timestamp` and `end_timestamp` are
cut to milliseconds; `custom.duration` (ns) is exact, so where both agree to a millisecond's rounding it says the end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.engine.stamps import parse_stamp
from workbench.model.records import Event
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.exact import NANOSECONDS, later, span_ns
from workbench.readers.jsonplaces import elements_of, members_of
from workbench.readers.jsonsource import JsonSource, batches, top_keys, whole_bytes
from workbench.readers.jsonvalues import value_of
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, link, links_of
from workbench.readers.mapping import kept
from workbench.readers.naming import flattened
from workbench.readers.raised import listed, mapping, word
from workbench.readers.spans import Span, span_event
from workbench.readers.systems import System

EXAMPLES = {
    "datadog.spans": json.dumps({"data": [{"id": "AYkGxUNA", "type": "spans", "attributes": {
        "trace_id": "7817822160947910556", "span_id": "3601830290946202752", "parent_id": "0", "service": "orders",
        "resource_name": "POST /pay", "type": "web", "start_timestamp": "2026-03-17T14:02:11.250Z",
        "end_timestamp": "2026-03-17T14:02:11.251Z", "env": "prod", "host": "web-1", "custom": {"duration": 514696}}}]}),
}  # fmt: skip
ROUNDING_NS = 2_000_000
_KNOWN = frozenset(("trace_id", "span_id", "parent_id", "service", "resource_name", "start_timestamp", "end_timestamp",
                    "env", "host", "custom", "tags"))  # fmt: skip
_CUSTOM = {"error.type": "exception.type", "error.message": "exception.message", "error.msg": "exception.message",
           "error.stack": "exception.stacktrace"}  # fmt: skip


def _sniff(head: bytes, _name: str) -> Sniff:
    if b'"start_timestamp"' not in head and b'"spans"' not in head:
        return NOT_MINE
    keys = top_keys(head)
    if "data" in keys:
        keys = top_keys(head[head.find(b"[", head.find(b'"data"')) :]) if keys["data"][:1] == b"[" else {}
    if keys.get("type", b"").startswith(b'"spans"') and "attributes" in keys:
        return Sniff(0.95, 'its data are of the type "spans" with attributes, as Datadog lists them')
    return NOT_MINE


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    found = text.found(lambda start, end: _whole(text, start, end), lambda position: _part(text, position))
    return batches(text, found, kinds="spans")


def _whole(text: JsonSource, start: int, end: int) -> Iterator[Event]:
    members = members_of(text.text, (start, end)) or {}
    if "attributes" not in members and "data" in members:
        for first, last in elements_of(text.text, members["data"]) or ():
            yield from _row(text, first, last)
    else:
        yield from _row(text, start, end)


def _part(text: JsonSource, position: int) -> Iterator[Event]:
    """The spans of a page that is cut off, those that were whole."""
    walk = text.walk(position)
    if walk.peek() != b"{":
        return text.wrong("this is no page of spans", position)
    for key in walk.members():
        if key == "data" and walk.peek() == b"[":
            for _ in walk.elements():
                yield from _row(text, *walk.skip())
    return None


def _row(text: JsonSource, start: int, end: int) -> Iterator[Event]:
    value = value_of(text.text[start:end])
    told = mapping(value.get("attributes")) if isinstance(value, Mapping) else {}
    if not {"span_id", "trace_id"} & set(told):
        text.wrong("this is no span of Datadog", start)
    else:
        yield span_event(_span(told, word(value.get("id"))), text.place(start, end))


def _span(told: Mapping[str, Any], own: str) -> Span:
    custom = {key: kept(inner) for key, inner in flattened(mapping(told.get("custom")))}
    begin = parse_stamp(word(told.get("start_timestamp")), "iso")
    start = begin.wall if begin else None
    status = word(told.get("status") or custom.get("status"))
    failed = status == "error" or str(custom.get("error", told.get("error", ""))) in ("1", "true", "True")
    thrown = {name: custom.pop(key) for key, name in _CUSTOM.items() if custom.get(key)}
    failed = failed or bool(thrown)
    return Span(
        trace=_trace(told, custom), id=_hex(told.get("span_id")), parent=_hex(told.get("parent_id")),
        name=word(told.get("resource_name")) or word(custom.get("operation_name")), kind=word(custom.pop("span.kind", "")),
        start=start, end=_end(told, custom, start), raw=word(told.get("start_timestamp")),
        step=min(begin.resolution_ns, 1_000_000) if begin else 1, naive=bool(begin and begin.naive),
        status="error" if failed else "ok" if status == "ok" else "", message=word(thrown.get("exception.message")),
        severity=17 if failed else 9, thrown=thrown, resource=_resource(told, custom),
        attributes=_attributes(told, custom, own),
        links=joined(links_of(_tags(told)), [link("url", custom.get("http.url"))]),
    )  # fmt: skip


def _end(told: Mapping[str, Any], custom: Mapping[str, Any], start: int | None) -> int | None:
    """By the exact duration where it agrees with the rounded end, or where there is no end; else the end as it is told."""
    last = parse_stamp(word(told.get("end_timestamp")), "iso")
    exact = later(start, span_ns(custom.get("duration"), NANOSECONDS))
    if last is None or (exact is not None and abs(exact - last.wall) <= ROUNDING_NS):
        return exact
    return last.wall


def _hex(value: Any) -> str:
    """A decimal id of 64 bits as 16 hex digits; one that is hex already (128 bits) stays; 0 is none."""
    text = word(value).strip()
    if text.isascii() and text.isdecimal() and len(text) <= 20 and int(text) < 2**64:
        return f"{int(text):016x}" if int(text) else ""
    return text


def _trace(told: Mapping[str, Any], custom: Mapping[str, Any]) -> str:
    low, high = _hex(told.get("trace_id")), word(custom.get("_dd.p.tid"))
    return f"{high}{low}" if len(low) == len(high) == 16 else low


def _tags(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Tags `key:value`; those of an infrastructure's own ids (`host`, `service`) are said better elsewhere."""
    pairs = (tag.partition(":") for tag in listed(told.get("tags")) if isinstance(tag, str))
    return [(key, inner) for key, _, inner in pairs if key in ("version", "git.commit.sha", "trace_id", "request_id")]


def _resource(told: Mapping[str, Any], custom: Mapping[str, Any]) -> dict[str, Any]:
    found = {"service.name": told.get("service"), "service.version": custom.get("version"), "host.name": told.get("host"),
             "deployment.environment.name": told.get("env")}  # fmt: skip
    return {key: word(inner) for key, inner in found.items() if inner}


def _attributes(told: Mapping[str, Any], custom: Mapping[str, Any], own: str) -> dict[str, Any]:
    """What the span carries under its own names, what Datadog adds below `datadog.`; the exact end is worked out."""
    rest = {
        f"datadog.{key}": kept(inner) for key, inner in told.items() if key not in _KNOWN and inner not in (None, "")
    }
    lists = {"datadog.tags": kept(told["tags"])} if isinstance(told.get("tags"), list) else {}
    ends = {f"datadog.{key}": kept(told[key]) for key in ("end_timestamp",) if told.get(key)}
    ids = {"datadog.id": own} if own else {}
    return {key: inner for key, inner in custom.items() if inner not in (None, "")} | rest | ends | lists | ids


READERS = (RecordReader("datadog.spans", "Datadog spans (API v2)", ("span",), _sniff, _read),)
SYSTEMS = (
    System(
        "Datadog", "uptime and performance", ("datadog.spans",),
        "Traces: the replies of `/api/v2/spans/events` or `/api/v2/spans/events/search`, page after page.",
        "A span a record; ids in hex; the end by the exact duration, as the times are cut to milliseconds.",
    ),
)  # fmt: skip
