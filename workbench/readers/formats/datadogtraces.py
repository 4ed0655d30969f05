"""Datadog's traces as tracers send them to the agent, in JSON: `{"traces":[[…]]}` or the list of lists itself.

Definition: the agent's trace API (`/v0.3/traces`), and what tracers print where there is no agent. A span has ids of 64
bits, as numbers or 16 hex digits; times in ns; texts in `meta`, numbers in `metrics`. The upper half of a trace id stands in
one span of each list (`_dd.p.tid`) and is that of all in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.model.records import Event
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.exact import NANOSECONDS, later, span_ns, stamp_at
from workbench.readers.jsonplaces import Span as Bytes
from workbench.readers.jsonplaces import elements_of, members_of
from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
from workbench.readers.jsonvalues import first_object, value_of
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, links_of
from workbench.readers.mapping import kept
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import plain
from workbench.readers.spans import Span, span_event
from workbench.readers.systems import System

ID, TITLE = "datadog.traces", "Datadog traces as tracers send them"
EXAMPLES = {
    ID: json.dumps({"traces": [[{
        "trace_id": 7817822160947910556, "span_id": 3601830290946202752, "parent_id": 0, "name": "web.request",
        "resource": "POST /pay", "service": "orders", "type": "web", "start": 1773756131250000000, "duration": 514696,
        "error": 0, "meta": {"env": "prod", "span.kind": "server"}, "metrics": {}}]]}),
}  # fmt: skip
_NEEDED = {"trace_id", "span_id", "start", "duration", "service"}
_THROWN = {"error.type": "exception.type", "error.message": "exception.message", "error.msg": "exception.message",
           "error.stack": "exception.stacktrace"}  # fmt: skip
_RESOURCE = {"env": "deployment.environment.name", "version": "service.version", "_dd.hostname": "host.name"}
_KNOWN = _NEEDED | {"resource", "parent_id", "error", "meta", "metrics"}
_OWN = frozenset((*_THROWN, *_RESOURCE, "span.kind", "service", "_dd.p.tid"))


def _sniff(head: bytes, _name: str) -> Sniff:
    if b'"trace_id"' not in head or b'"duration"' not in head:
        return NOT_MINE
    first: Any = first_object(head)
    if isinstance(first, Mapping) and "traces" in first:
        first = next(iter(listed(next(iter(listed(first["traces"])), None))), None)
    if isinstance(first, Mapping) and first.keys() >= _NEEDED and ("meta" in first or "resource" in first):
        return Sniff(0.95, "its traces are spans with start, duration and resource, as Datadog's tracers send them")
    return NOT_MINE


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    return batches(text, _events(text), kinds="spans")


def _events(text: JsonSource) -> Iterator[Event]:
    traces = elements_of(text.text, (0, len(text.text))) or []
    if traces and all(text.text.startswith(b"[", start) for start, _ in traces):
        for trace in traces:
            yield from _trace(text, elements_of(text.text, trace) or [])
    else:
        yield from text.found(lambda *span: _body(text, span), lambda at: _part(text, at))


def _body(text: JsonSource, span: Bytes) -> Iterator[Event]:
    """The spans of one body: of its lists of traces, or the one span that it is."""
    members = members_of(text.text, span) or {}
    if "traces" not in members:
        yield from _trace(text, [span])
        return
    for trace in elements_of(text.text, members["traces"]) or ():
        yield from _trace(text, elements_of(text.text, trace) or [trace])


def _part(text: JsonSource, position: int) -> Iterator[Event]:
    """The spans that were whole of a body that is cut off."""
    walk = text.walk(position)
    for key in walk.members():
        if key == "traces" and walk.peek() == b"[":
            for _ in walk.elements():
                for _ in walk.elements():
                    yield from _trace(text, [walk.skip()])


def _trace(text: JsonSource, spans: list[Bytes]) -> Iterator[Event]:
    values = [value_of(text.text[start:end]) for start, end in spans]
    upper = next((told for value in values if (told := word(mapping(mapping(value).get("meta")).get("_dd.p.tid")))), "")
    for value, (start, end) in zip(values, spans, strict=True):
        if isinstance(value, Mapping) and "span_id" in value and "trace_id" in value:
            yield span_event(_span(value, upper), text.place(start, end))
        else:
            text.wrong("this is no span of Datadog", start)


def _span(value: Mapping[str, Any], upper: str) -> Span:
    meta = {key: kept(told) for key, told in mapping(value.get("meta")).items()}
    begin = stamp_at(value.get("start"), NANOSECONDS)
    start = begin.wall if begin else None
    trace, failed = _hex(value.get("trace_id")), plain(value.get("error")) in ("1", "true")
    thrown = {name: meta[key] for key, name in _THROWN.items() if meta.get(key)}
    resource = {name: meta[key] for key, name in _RESOURCE.items() if meta.get(key)}
    if service := word(value.get("service")):
        resource["service.name"] = service
    attributes = {key: told for key, told in meta.items() if key not in _OWN}
    attributes |= {key: kept(told) for key, told in mapping(value.get("metrics")).items()}
    attributes |= {f"datadog.{key}": kept(told) for key, told in value.items() if key not in _KNOWN and told}
    return Span(
        trace=f"{upper}{trace}" if upper and len(trace) == 16 else trace, id=_hex(value.get("span_id")),
        parent=_hex(value.get("parent_id")), name=word(value.get("resource")) or word(value.get("name")),
        kind=word(meta.get("span.kind")), start=start, end=later(start, span_ns(value.get("duration"), NANOSECONDS)),
        raw=plain(value.get("start")), status="error" if failed else "", severity=17 if failed else 9, thrown=thrown,
        message=word(thrown.get("exception.message")), resource=resource,
        attributes=attributes,
        moments=tuple(word(mapping(one).get("name")) for one in listed(value.get("span_events"))),
        links=joined(links_of(meta.items())),
    )  # fmt: skip


def _hex(value: Any) -> str:
    """An id: a number, or as text 16 or 32 hex digits, else decimal; empty for none, which 0 stands for."""
    text = plain(value).lower()
    if isinstance(value, str) and len(text) in (16, 32):
        return text if text.strip("0") else ""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 20 else 0
    return f"{number:016x}" if 0 < number < 2**64 else ""


READERS = (RecordReader(ID, TITLE, ("span",), _sniff, _read),)
SYSTEMS = (
    System(
        "Datadog", "uptime and performance", (ID,),
        "Traces as tracers send them, in JSON: what the test agent keeps (`/test/traces`), or a tracer prints without one.",
        "Of such traces a record a span, to the ns.",
    ),
)  # fmt: skip
