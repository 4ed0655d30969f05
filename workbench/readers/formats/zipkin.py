"""Zipkin: spans as its API replies and its UI saves them, of both models; a record a span, cited by its own bytes.

v2 (zipkin-api `zipkin2-api.yaml`): a list of spans or, from `/traces`, a list of lists. v1: what happened stands in
annotations (`cs`, `cr`, `sr`, `ss`, `ms`, `mr`) and tags in binaryAnnotations; a span that holds both sides of a call gives
a record for each. Times and durations count microseconds since 1970 UTC and may be missing. The tag `error`, whatever it
holds, says that a span failed. A server's span may share its id with the client's (`shared`): kinds tell them apart, and
a start before the caller's is two clocks, which is shown and never corrected.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from workbench.model.records import Event
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.exact import MICROSECONDS, later, span_ns, stamp_at
from workbench.readers.jsonplaces import elements_of
from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
from workbench.readers.jsonvalues import first_object, value_of
from workbench.readers.linereader import RecordReader
from workbench.readers.mapping import kept
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import plain
from workbench.readers.spans import MOMENTS_LIMIT, Span, hex_id, moment, span_event
from workbench.readers.systems import System

EXAMPLES = {
    "zipkin.spans": json.dumps([
        {"traceId": "a03ee8fff1dcd9b9", "id": "15fc03927f0f68df", "parentId": "f5f268651b2a2b34", "kind": "CLIENT",
         "name": "post", "timestamp": 1773756131322000, "duration": 14000, "localEndpoint": {"serviceName": "orders"},
         "tags": {"error": "timeout"}},
    ]),
}  # fmt: skip
_KNOWN = frozenset((
    "traceId", "id", "parentId", "kind", "name", "timestamp", "duration", "localEndpoint", "remoteEndpoint", "annotations",
    "binaryAnnotations", "tags",
))  # fmt: skip
# v1: how each side of a call begins and ends.
_SIDES = (("client", "cs", "cr"), ("server", "sr", "ss"), ("producer", "ms", ""), ("consumer", "mr", ""))


def _sniff(head: bytes, _name: str) -> Sniff:
    if b'"traceId"' not in head:
        return NOT_MINE
    bare = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if bare[:1] == b"[" and bare[1:].lstrip()[:1] == b"[":
        bare = bare[1:].lstrip()
    first = first_object(bare)
    if not isinstance(first, Mapping) or not {"traceId", "id"} <= set(first):
        return NOT_MINE
    if not all(isinstance(first[key], str) and hex_id(first[key], size) for key, size in (("traceId", 32), ("id", 16))):
        return NOT_MINE
    told = ("localEndpoint", "annotations", "binaryAnnotations", "remoteEndpoint", "parentId")
    if not any(key in first for key in told) and not isinstance(first.get("timestamp"), int):
        return NOT_MINE
    return Sniff(0.94, "it has spans with traceId and id, as Zipkin writes them")


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    return batches(text, _spans(text), kinds="spans")


def _spans(text: JsonSource) -> Iterator[Event]:
    """The spans of a list, of a list of lists, or one a line."""
    for start, end in text.values():
        if text.text[start : start + 1] == b"[":
            for first, last in elements_of(text.text, (start, end)) or ():
                yield from _span_at(text, first, last)
        else:
            yield from _span_at(text, start, end)


def _span_at(text: JsonSource, start: int, end: int) -> Iterator[Event]:
    value = value_of(text.text[start:end])
    if not isinstance(value, Mapping) or not {"traceId", "id"} & set(value):
        text.wrong("this is no span of Zipkin", start)
        return
    for span in _sides(value) if _is_v1(value) else (_span(value),):
        yield span_event(span, text.place(start, end))


def _is_v1(value: Mapping[str, Any]) -> bool:
    marks = {word(mapping(one).get("value")) for one in listed(value.get("annotations"))}
    known = {mark for _, first, last in _SIDES for mark in (first, last) if mark}
    return "binaryAnnotations" in value or (
        "kind" not in value and "localEndpoint" not in value and bool(marks & known)
    )


def _span(value: Mapping[str, Any]) -> Span:
    stamp = stamp_at(value.get("timestamp"), MICROSECONDS)
    start = stamp.wall if stamp else None
    tags = {str(key): kept(inner) for key, inner in mapping(value.get("tags")).items()}
    failed = "error" in tags
    message = tags.get("error", "")
    rest = {f"zipkin.{key}": kept(inner) for key, inner in value.items() if key not in _KNOWN and inner is not None}
    remote = _endpoint(value.get("remoteEndpoint"))
    peer = {"peer.service": remote.get("service.name"), "server.address": remote.get("host.ip"),
            "server.port": remote.get("port")}  # fmt: skip
    local = _endpoint(value.get("localEndpoint"))
    local.pop("port", None)
    return Span(
        trace=word(value.get("traceId")), id=word(value.get("id")), parent=word(value.get("parentId")),
        name=word(value.get("name")), kind=word(value.get("kind")).lower(), start=start,
        end=later(start, span_ns(value.get("duration"), MICROSECONDS)), raw=plain(value.get("timestamp")),
        step=stamp.resolution_ns if stamp else 1, status="error" if failed else "",
        message="" if str(message).lower() in ("true", "false") else str(message), severity=17 if failed else 9,
        moments=tuple(_moment(one) for one in listed(value.get("annotations"))[:MOMENTS_LIMIT]), resource=local,
        attributes=tags | {key: inner for key, inner in peer.items() if inner} | rest,
    )  # fmt: skip


def _endpoint(value: Any) -> dict[str, Any]:
    told = mapping(value)
    found = {"service.name": word(told.get("serviceName")), "host.ip": word(told.get("ipv4") or told.get("ipv6")),
             "port": told.get("port") if isinstance(told.get("port"), int) else None}  # fmt: skip
    return {key: inner for key, inner in found.items() if inner}


def _moment(value: Any) -> str:
    told = mapping(value)
    stamp = stamp_at(told.get("timestamp"), MICROSECONDS)
    return moment(stamp.wall if stamp else None, word(told.get("value")))


def _sides(value: Mapping[str, Any]) -> Iterator[Span]:
    """The span of the first model as those of the second: one a side of the call, one without a kind where it has none."""
    marks: dict[str, Mapping[str, Any]] = {}
    rest: list[Any] = []
    for one in map(mapping, listed(value.get("annotations"))):
        known = any(word(one.get("value")) in side[1:] for side in _SIDES)
        if known and word(one.get("value")):
            marks[word(one.get("value"))] = one
        else:
            rest.append(one)
    tags, local, remote = _binary(value)
    sides = [side for side in _SIDES if side[1] in marks or side[2] in marks] or [("", "", "")]
    for number, (kind, first, last) in enumerate(sides):
        begins, ends = (marks.get(name, {}) for name in (first, last))
        endpoint = begins.get("endpoint") or ends.get("endpoint") or local
        whole = {**value, "kind": kind, "annotations": rest, "tags": tags, "localEndpoint": endpoint,
                 "remoteEndpoint": remote.get("sa" if kind in ("client", "producer") else "ca")}  # fmt: skip
        span = _span(whole)
        yield span if number == 0 and span.end is not None else _timed(span, begins, ends, number)


def _timed(span: Span, begins: Mapping[str, Any], ends: Mapping[str, Any], number: int) -> Span:
    """The side by its own marks: `timestamp` and `duration` are of the side that is told first, and may be missing."""
    first, last = (stamp_at(one.get("timestamp"), MICROSECONDS) for one in (begins, ends))
    end = last.wall if last else None
    if number == 0 and span.start is not None:
        return replace(span, end=end)
    if first is None:
        return replace(span, start=None, end=end, raw="")
    return replace(span, start=first.wall, end=end, raw=plain(begins.get("timestamp")), step=first.resolution_ns)


def _binary(value: Mapping[str, Any]) -> tuple[dict[str, Any], Any, dict[str, Any]]:
    """Tags, the endpoint that told them, and the addresses of client (`ca`) and server (`sa`)."""
    tags: dict[str, Any] = {}
    remote: dict[str, Any] = {}
    local: Any = None
    for one in map(mapping, listed(value.get("binaryAnnotations"))):
        key = word(one.get("key"))
        if key in ("ca", "sa", "ma") and (one.get("value") is True or word(one.get("value")) in ("true", "\x01", "")):
            remote["sa" if key == "ma" else key] = one.get("endpoint")
        elif key:
            if key != "lc":
                tags[key] = one.get("value")
            local = local or one.get("endpoint")
    return tags, local, remote


READERS = (RecordReader("zipkin.spans", "Zipkin spans, v1 and v2", ("span",), _sniff, _read),)
SYSTEMS = (
    System(
        "Zipkin", "beside them", ("zipkin.spans",),
        "Trace page, Download JSON; or the reply of `/api/v2/trace/ID` and `/api/v2/traces?…`; v1 as well.",
        "A span a record with its interval, parent, service, tags and annotations; the tag `error` makes it an error.",
        "A start before the caller's (two clocks) is shown as it is.", "The trace id, in Zipkin's own search.",
    ),
)  # fmt: skip
