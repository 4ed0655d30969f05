"""Spans of any tracer as records: one set of names, whatever the tool calls things, so that one trace view reads them all.

Names: `span.id`, `span.name`, `span.kind` (internal, server, client, producer, consumer), `span.parent_id`, `span.status`
(`ok`, `error`, or the tool's own word), `span.status_message`, `span.events` (moments within it, each a text that begins
with its time in ns), `span.links` (other spans it names). The service is the resource's `service.name`; `group_key` is the
trace's id and `event_id` the span's, both in normal form; a failed span has severity 17 and brings what was thrown as
`exception.*`. Keys of HTTP and databases that OpenTelemetry has since renamed come under their stable names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.model.records import Event, Link, Place, made
from workbench.readers.links import joined, link, links_of

MOMENTS_LIMIT, TEXT_LIMIT = 100, 2000
_HEX = re.compile(r"[0-9a-fA-F]+")
_RENAMED = {
    "http.method": "http.request.method", "http.status_code": "http.response.status_code", "http.url": "url.full",
    "http.user_agent": "user_agent.original", "db.statement": "db.query.text", "db.system": "db.system.name",
}  # fmt: skip
_OF_RESOURCE = ("service.name", "host.name", "service.version")


@dataclass(frozen=True, slots=True)
class Span:
    """What a tracer tells of a span. start, end: ns, None where not told · raw: the start as written · step: what its
    digits can tell apart, ns · trace, id, parent: hex as the tool writes them, of any length · status: the tool's word,
    `error` where it only says that it failed · thrown: `exception.*` · moments: of `moment`.
    """

    trace: str = ""
    id: str = ""
    parent: str = ""
    name: str = ""
    kind: str = ""
    start: int | None = None
    end: int | None = None
    raw: str = ""
    step: int = 1
    naive: bool = False
    status: str = ""
    message: str = ""
    severity: int = 9
    thrown: Mapping[str, Any] = field(default_factory=dict)
    moments: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    resource: Mapping[str, Any] = field(default_factory=dict)
    attributes: Mapping[str, Any] = field(default_factory=dict)
    links: tuple[Link, ...] = ()


def span_event(span: Span, place: Place) -> Event:
    """The record of a span, from its start to its end."""
    service = str(span.resource.get("service.name") or "")
    trace_id, span_id = hex_id(span.trace, 32), hex_id(span.id, 16)
    attributes = {**span.thrown, **_told(span, span_id), **semantic(span.attributes)}
    ids = [link("trace_id", trace_id), link("span_id", span_id)]
    owner = links_of((key, span.resource[key]) for key in _OF_RESOURCE if key in span.resource)
    trace = str(span.thrown.get("exception.stacktrace") or span.thrown.get("exception.message") or "")
    return made(
        t=span.start, place=place, kind="span", t_end=span.end, t_raw=span.raw if span.start is not None else "",
        naive=span.naive, resolution_ns=span.step, severity=span.severity, severity_text=_word(span),
        title=span.name if span.name == service else f"{service} {span.name}".strip(),
        body=trace or span.message, event_id=span_id or span.id,
        group_key=trace_id or span.trace, resource=span.resource, attributes=attributes,
        links=joined(ids, owner, links_of(attributes.items()), span.links),
    )  # fmt: skip


def _word(span: Span) -> str:
    return "ERROR" if span.status == "error" else span.status if span.severity > 9 else ""


def _told(span: Span, span_id: str) -> dict[str, Any]:
    """What every tracer tells, under one set of names; what isn't there is left out."""
    told = {
        "span.id": span_id or span.id, "span.name": span.name, "span.kind": span.kind,
        "span.parent_id": hex_id(span.parent, 16) or span.parent, "span.status": span.status,
        "span.status_message": span.message,
    }  # fmt: skip
    lists = {"span.events": span.moments[:MOMENTS_LIMIT], "span.links": span.others[:MOMENTS_LIMIT]}
    return {key: value for key, value in told.items() if value} | {k: list(v) for k, v in lists.items() if v}


def semantic(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes under the names that are stable today; where both stand, the stable one is right and both are kept."""
    return {
        (name if (name := _RENAMED.get(key, key)) == key or name not in attributes else key): value
        for key, value in attributes.items()
    }


def hex_id(text: str, digits: int) -> str:
    """An id in lower-case hex, filled up to `digits` with zeros as tracers leave them out; empty where it is none."""
    bare = text.replace("-", "") if digits == 32 else text
    return bare.lower().rjust(digits, "0") if _HEX.fullmatch(bare) and len(bare) <= digits and bare.strip("0") else ""


def moment(t: int | None, name: str, told: Iterable[tuple[str, Any]] = ()) -> str:
    """A moment within a span as a text: its time in ns, its name, and what was told with it but for exceptions."""
    pairs = " ".join(f"{key}={value}" for key, value in told if not key.startswith("exception."))
    return " ".join(f"{'' if t is None else t} {name} {pairs}".split())[:TEXT_LIMIT]
