"""AWS X-Ray: segment documents, as `batch-get-traces` replies with them (JSON in JSON) or one a line; summaries of traces.

Fields: X-Ray developer guide, "segment documents". Times are epoch seconds with a fraction, some with an exponent. A segment
is a span of its service, a subsegment a span within it; those of a document that is text within the reply are cited by
their pointer in it. `fault` is the server's error (severity 17), `error` the client's and `throttle` a refusal (13).
`cause` holds exceptions, innermost frame first, linked by `cause` ids; as a text it is the id of one told elsewhere.

A summary (API reference, "TraceSummary") is no span: it says of a trace how long it took and whether a segment failed. Its
time is `StartTime` where that is told, else the second that the trace's id begins with.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.engine.stamps import parse_stamp
from workbench.model.records import Event, Place
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.exact import SECONDS, later, span_ns, stamp_at
from workbench.readers.httpentries import request_title, status_of
from workbench.readers.jsonplaces import elements_of, members_of
from workbench.readers.jsonsource import JsonSource, batches, top_keys, whole_bytes
from workbench.readers.jsonvalues import first_object, value_of
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, link
from workbench.readers.mapping import kept
from workbench.readers.naming import flattened
from workbench.readers.raised import CHAIN_LIMIT, FRAMES_LIMIT, Call, Raised, listed, mapping, number, trace_text, word
from workbench.readers.recordmap import plain
from workbench.readers.spans import Span, span_event
from workbench.readers.systems import System

EXAMPLES = {
    "xray.trace": json.dumps({"Traces": [{"Id": "1-69b95e43-0a9126e92a73e971eed891b9", "Duration": 0.2, "Segments": [
        {"Id": "54aff5735b12dd28", "Document": json.dumps({
            "id": "54aff5735b12dd28", "name": "orders", "trace_id": "1-69b95e43-0a9126e92a73e971eed891b9",
            "start_time": 1773756131.25, "end_time": 1773756131.45, "http": {"response": {"status": 500}}, "fault": True})},
    ]}]}),
}  # fmt: skip
DEPTH_LIMIT, SPANS_LIMIT = 50, 5000
_TRACE = re.compile(r"1-([0-9a-f]{8})-([0-9a-f]{24})", re.I)
_KNOWN = frozenset((
    "id", "name", "start_time", "end_time", "parent_id", "subsegments", "cause", "http", "fault", "error", "throttle",
    "service", "sql", "user",
))  # fmt: skip
_HTTP = {
    "request.method": "http.request.method", "request.url": "url.full", "request.user_agent": "user_agent.original",
    "request.client_ip": "client.address", "response.status": "http.response.status_code",
    "response.content_length": "http.response.body.size",
}  # fmt: skip
_SQL = {
    "sanitized_query": "db.query.text",
    "database_type": "db.system.name",
    "url": "server.address",
    "user": "db.user",
}
_OF_SERVICE = {
    "service.version": "version",
    "process.runtime.name": "runtime",
    "process.runtime.version": "runtime_version",
}


@dataclass(frozen=True, slots=True)
class _Around:
    """What a subsegment has of the segment around it."""

    trace: str
    service: str
    parent: str
    resource: Mapping[str, Any]


def _sniff(head: bytes, _name: str) -> Sniff:
    if b'"Traces"' in head and b'"Segments"' in head and b'"Document"' in head:
        return Sniff(0.95, "it has Traces with Segments that hold a Document, as batch-get-traces replies")
    if b'"TraceSummaries"' in head and "TraceSummaries" in top_keys(head):
        return Sniff(0.95, "it has TraceSummaries, as get-trace-summaries replies")
    if b'"trace_id"' not in head or b'"start_time"' not in head:
        return NOT_MINE
    bare = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if bare.startswith(b'{"format"'):  # what the daemon is sent has a line of its own before each document
        bare = bare.partition(b"\n")[2]
    first = first_object(bare)
    if isinstance(first, Mapping) and _is_segment(first):
        return Sniff(0.94, "it is a segment with a trace_id of X-Ray's form, id, name and start_time")
    return NOT_MINE


def _is_segment(value: Mapping[str, Any]) -> bool:
    return bool(_TRACE.fullmatch(word(value.get("trace_id")))) and {"id", "name", "start_time"} <= set(value)


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    found = text.found(lambda start, end: _whole(text, start, end), lambda position: _part(text, position))
    return batches(text, found, kinds="segments")


def _whole(text: JsonSource, start: int, end: int) -> Iterator[Event]:
    """The spans of a reply, of one trace of it, or of one document."""
    members = members_of(text.text, (start, end)) or {}
    if "TraceSummaries" in members:
        for place in elements_of(text.text, members["TraceSummaries"]) or ():
            yield from _summary(text, *place)
        return
    for name in ("Traces", "Segments"):
        if name in members:
            for first, last in elements_of(text.text, members[name]) or ():
                yield from _whole(text, first, last)
            return
    value = value_of(text.text[start:end])
    if isinstance(value, Mapping) and isinstance(value.get("Document"), str):
        document = value_of(value["Document"].encode("utf-8", "replace"))
        if isinstance(document, Mapping):
            yield from _spans(text, document, (start, end), "/Document")
        else:
            text.wrong("the document of this segment is no JSON that can be read", start)
    elif isinstance(value, Mapping) and _is_segment(value):
        yield from _spans(text, value, (start, end), "")
    elif not isinstance(value, Mapping) or set(value) != {"format", "version"}:
        text.wrong("this is no segment of X-Ray", start)


def _part(text: JsonSource, position: int) -> Iterator[Event]:
    """The segments of a reply that is cut off, those that were whole."""
    walk = text.walk(position)
    if walk.peek() == b"{" and b'"TraceSummaries"' in text.text[position : position + 20_000]:
        for key in walk.members():
            for _ in walk.elements() if key == "TraceSummaries" and walk.peek() == b"[" else ():
                yield from _summary(text, *walk.skip())
        return
    if walk.peek() != b"{" or b'"Document"' not in text.text[position : position + 20_000]:
        yield from _whole(text, *walk.skip())
        return
    for key in walk.members():
        if key == "Traces" and walk.peek() == b"[":
            for _ in walk.elements():
                for inner in walk.members() if walk.peek() == b"{" else ():
                    if inner == "Segments" and walk.peek() == b"[":
                        for _ in walk.elements():
                            yield from _whole(text, *walk.skip())


def _summary(text: JsonSource, start: int, end: int) -> Iterator[Event]:
    """A trace as its summary tells of it; it holds no spans."""
    value = value_of(text.text[start:end])
    found = _TRACE.fullmatch(word(value.get("Id"))) if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or found is None:
        return text.wrong("this is no summary of a trace", start)
    told = plain(value.get("StartTime"))
    begin = stamp_at(told, SECONDS) or parse_stamp(told, "iso") or stamp_at(int(found[1], 16), SECONDS)
    http = mapping(value.get("Http"))
    status = status_of(http.get("HttpStatus"))
    state = next((name for name in ("Fault", "Throttle", "Error") if value.get(f"Has{name}") is True), "")
    service = word(mapping(value.get("EntryPoint")).get("Name"))
    length = span_ns(value.get("Duration"), SECONDS)
    request = request_title(word(http.get("HttpMethod")), word(http.get("HttpURL")), status, state.lower() or "ok")
    users = [word(mapping(one).get("UserName")) for one in listed(value.get("Users"))]
    yield Event(
        t=begin.wall if begin else None, place=text.place(start, end), kind="http" if http else "log",
        t_end=later(begin.wall if begin else None, length), t_raw=told or word(value.get("Id")),
        naive=bool(begin and begin.naive), resolution_ns=begin.resolution_ns if begin else 1,
        severity={"Fault": 17, "": 9}.get(state, 13), severity_text=state.lower(),
        title=f"{service} {request}".strip() if http else f"trace of {service or found[0]} {state.lower()}".strip(),
        event_id=found[0], group_key=found[1] + found[2], resource={"service.name": service} if service else {},
        attributes=_told_of_trace(value, http),
        links=joined([link("trace_id", found[0]), link("service", service), link("url", http.get("HttpURL"))],
                     [link("user_id", one) for one in users]),
    )  # fmt: skip
    return None


def _told_of_trace(value: Mapping[str, Any], http: Mapping[str, Any]) -> dict[str, Any]:
    named = {"http.request.method": http.get("HttpMethod"), "url.full": http.get("HttpURL"),
             "http.response.status_code": status_of(http.get("HttpStatus")), "client.address": http.get("ClientIp"),
             "user_agent.original": http.get("UserAgent")}  # fmt: skip
    rest = {key: inner for key, inner in value.items() if key not in ("Id", "Http")}
    others = {f"xray.{key}": kept(inner) for key, inner in flattened(rest) if inner not in (None, "", [])}
    return {key: inner for key, inner in named.items() if inner} | others


def _spans(text: JsonSource, value: Mapping[str, Any], place: tuple[int, int], pointer: str) -> Iterator[Event]:
    """A segment and its subsegments, outer first. Where the document stands as itself, each is cited by its own bytes."""
    line = text.place(*place).line
    rest: list[tuple[Mapping[str, Any], tuple[int, int], str, _Around | None, int]] = [(value, place, pointer, None, 0)]
    done = 0
    while rest and done < SPANS_LIMIT:
        one, (start, end), at, around, depth = rest.pop()
        yield span_event(_span(one, around), Place(start, end - start, at, text.line(start) if not pointer else line))
        done += 1
        inner = [(n, child) for n, child in enumerate(listed(one.get("subsegments"))) if isinstance(child, Mapping)]
        if inner and depth < DEPTH_LIMIT:
            below = _around(one, around)
            places = [] if pointer else _subplaces(text, (start, end))
            rest += [
                (child, places[n], "", below, depth + 1) if n < len(places)
                else (child, (start, end), f"{at}/subsegments/{n}", below, depth + 1)
                for n, child in reversed(inner)
            ]  # fmt: skip
        elif inner:
            text.wrong("segments nested deeper than 50 are passed over", start)
    if rest:
        text.wrong(
            f"{len(rest)} subsegments beyond the {SPANS_LIMIT} that are read of a document are passed over", place[0]
        )


def _subplaces(text: JsonSource, within: tuple[int, int]) -> list[tuple[int, int]]:
    members = members_of(text.text, within) or {}
    return elements_of(text.text, members["subsegments"]) or [] if "subsegments" in members else []


def _around(value: Mapping[str, Any], outer: _Around | None) -> _Around:
    if outer is not None:
        return _Around(outer.trace, outer.service, word(value.get("id")), outer.resource)
    return _Around(_trace(value), word(value.get("name")), word(value.get("id")), _resource(value))


def _trace(value: Mapping[str, Any]) -> str:
    found = _TRACE.fullmatch(word(value.get("trace_id")))
    return found[1] + found[2] if found else word(value.get("trace_id"))


def _resource(value: Mapping[str, Any]) -> dict[str, Any]:
    service, aws = mapping(value.get("service")), mapping(value.get("aws"))
    told = {
        "service.name": word(value.get("name")),
        **{name: word(service.get(key)) for name, key in _OF_SERVICE.items()},
    }
    ec2 = mapping(aws.get("ec2"))
    told |= {"host.id": word(ec2.get("instance_id")), "cloud.availability_zone": word(ec2.get("availability_zone")),
             "cloud.account.id": word(aws.get("account_id")), "cloud.platform": word(value.get("origin"))}  # fmt: skip
    return {key: inner for key, inner in told.items() if inner}


def _span(value: Mapping[str, Any], around: _Around | None) -> Span:
    first, last = (stamp_at(value.get(key), SECONDS) for key in ("start_time", "end_time"))
    status = next((name for name in ("fault", "throttle", "error") if value.get(name) is True), "")
    chain = _chain(value.get("cause"))
    trace = trace_text("", chain)
    thrown = {"exception.type": chain[0].type, "exception.message": chain[0].message} if chain else {}
    request = mapping(value.get("aws")).get("request_id")
    local = around is not None or value.get("type") == "subsegment"
    kind = ("client" if word(value.get("namespace")) in ("remote", "aws") else "internal") if local else "server"
    return Span(
        trace=around.trace if around else _trace(value), id=word(value.get("id")),
        parent=word(value.get("parent_id")) or (around.parent if around else ""), name=word(value.get("name")), kind=kind,
        start=first.wall if first else None, end=last.wall if last else None, raw=plain(value.get("start_time")),
        step=first.resolution_ns if first else 1, status="error" if status == "fault" else status,
        message=chain[0].message if chain else "", severity={"fault": 17, "": 9}.get(status, 13),
        thrown={key: inner for key, inner in (thrown | {"exception.stacktrace": trace}).items() if inner},
        resource=around.resource if around else _resource(value), attributes=_attributes(value),
        links=joined([link("request_id", request), link("user_id", value.get("user")),
                      link("url", mapping(mapping(value.get("http")).get("request")).get("url"))]),
    )  # fmt: skip


def _attributes(value: Mapping[str, Any]) -> dict[str, Any]:
    """HTTP and SQL under their common names, the rest under its own below `xray.`."""
    told: dict[str, Any] = {}
    for part, names in (("http", _HTTP), ("sql", _SQL)):
        for key, inner in flattened(mapping(value.get(part))):
            told[names.get(key, f"xray.{part}.{key}")] = kept(inner)
    if value.get("user"):
        told["user.id"] = kept(value["user"])
    if isinstance(value.get("cause"), str):
        told["xray.cause"] = value["cause"]
    rest = {key: inner for key, inner in value.items() if key not in _KNOWN}
    told |= {f"xray.{key}": kept(inner) for key, inner in flattened(rest) if inner not in (None, "", [])}
    return told


def _chain(cause: Any) -> list[Raised]:
    """The exceptions, what was finally reported first; each names what caused it by its id."""
    rows = [mapping(one) for one in listed(mapping(cause).get("exceptions"))]
    by_id = {word(row.get("id")): row for row in rows if row.get("id")}
    causes = {word(row.get("cause")) for row in rows}
    row = next(
        (one for one in rows if word(one.get("id")) not in causes or not one.get("id")), rows[0] if rows else None
    )
    chain: list[Raised] = []
    while row and len(chain) < CHAIN_LIMIT:
        frames = [mapping(frame) for frame in listed(row.get("stack"))[:FRAMES_LIMIT]]
        calls = tuple(Call(word(one.get("label")), word(one.get("path")), number(one.get("line"))) for one in frames)
        chain.append(Raised(word(row.get("type")), word(row.get("message")), calls))
        row = by_id.get(word(row.get("cause")))
    return chain


READERS = (RecordReader("xray.trace", "AWS X-Ray segments and summaries", ("span", "http", "log"), _sniff, _read),)
SYSTEMS = (
    System(
        "AWS X-Ray", "beside them", ("xray.trace",),
        "`aws xray batch-get-traces --trace-ids …` as it replies; or segment documents one a line. Which traces there were: "
        "`aws xray get-trace-summaries --start-time … --end-time …`.",
        "A span a segment and subsegment, with what was thrown; `fault` is an error, `error` and `throttle` are warnings. A "
        "summary is a record of its trace, at the second that the trace's id says where no start is told.",
        "Root causes of a summary are kept as they are, not as spans.", "The trace id, in X-Ray's search.",
    ),
)  # fmt: skip
