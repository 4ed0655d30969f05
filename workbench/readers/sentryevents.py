"""Sentry's events as records: errors, issues, transactions with their spans, feedback; breadcrumbs as records of their own.

Fields: the event payload documentation and `relay/event.schema.json` of sentry-data-schemas. Frames stand oldest first, the
values of a chain inner first; `timestamp` is epoch seconds or ISO 8601; tags are pairs or an object; anything may be null.
Old events have `sentry.interfaces.Exception` and its like. What people write as feedback is an event of `type` feedback,
its words in `contexts.feedback`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from workbench.model.records import Event, Kind, Place, changed
from workbench.readers.links import joined, links_of
from workbench.readers.mapping import Maker, kept
from workbench.readers.raised import Call, Raised, listed, mapping, number, with_trace, word
from workbench.readers.recordmap import RecordMap

Placed = Callable[[str], Place]
"""The place of what a pointer names within an event; of the event itself with an empty one."""
_SKIPPED = (
    "exception", "exception.values", "sentry\\.interfaces\\.Exception", "sentry\\.interfaces\\.Exception.values",
    "sentry\\.interfaces\\.Stacktrace", "sentry\\.interfaces\\.Stacktrace.frames", "stacktrace", "stacktrace.frames",
    "breadcrumbs", "breadcrumbs.values", "sentry\\.interfaces\\.Breadcrumbs", "sentry\\.interfaces\\.Breadcrumbs.values",
    "threads", "threads.values", "spans", "modules", "modules.*", "entries", "tags", "tags.*",
)  # fmt: skip
EVENT = RecordMap(
    "sentry.event", "Sentry event, issue or transaction", "error", t="timestamp|datetime|dateCreated", observed="received",
    severity="level", usual=17, name="{title|metadata.title}",
    body="logentry.formatted|logentry.message|message|sentry\\.interfaces\\.Message.message", event_id="event_id|eventID|id",
    group="issue_id|groupID|issue.id|fingerprint[0]",
    resource={"service.name": "^.project_slug|project_slug|project_name", "service.version": "release.version|release",
              "deployment.environment.name": "environment", "host.name": "server_name"},
    attributes={"code.namespace": "logger", "sentry.culprit": "culprit|transaction",
                "user.id": "user.id|sentry\\.interfaces\\.User.id",
                "user.name": "user.username", "user.email": "user.email"},
    links={"trace_id": "contexts.trace.trace_id", "span_id": "contexts.trace.span_id", "release": "release.version|release",
           "user_id": "user.id|sentry\\.interfaces\\.User.id", "email": "user.email|sentry\\.interfaces\\.User.email",
           "url": "request.url|sentry\\.interfaces\\.Http.url", "incident": "issue_id|groupID|issue.id"},
    skip=_SKIPPED, prefix="sentry",
)  # fmt: skip
ISSUE = RecordMap(
    "sentry.event", EVENT.title, "error", t="lastSeen|firstSeen", severity="level", usual=17, name="{shortId} {title}",
    body="metadata.value|culprit", event_id="{id}/{^.action|status}", group="id", phase="status",
    phases={"resolved": "close", "ignored": "update", "unresolved": "open"},
    attributes={"exception.type": "metadata.type", "exception.message": "metadata.value", "sentry.culprit": "culprit"},
    links={"incident": "shortId", "url": "permalink"}, prefix="sentry",
)  # fmt: skip
CRUMB = RecordMap(
    "sentry.event", EVENT.title, "usersession", t="timestamp", severity="level", usual=9,
    name="{category} {message|data.url|data.to}", body="message", group="^.event_id",
    attributes={"http.request.method": "data.method", "url.full": "data.url",
                "http.response.status_code": "data.status_code"},
    links={"trace_id": "^.contexts.trace.trace_id", "user_id": "^.user.id", "url": "data.url"}, prefix="sentry",
)  # fmt: skip
SPAN = RecordMap(
    "sentry.event", EVENT.title, "span", t="start_timestamp", t_end="timestamp", usual=9, name="{op} {description}",
    event_id="span_id", group="trace_id",
    attributes={"span.id": "span_id", "span.name": "description|op", "span.parent_id": "parent_span_id",
                "span.status": "status"},
    resource={"service.name": "^.project_slug|^.project_name", "service.version": "^.release",
              "deployment.environment.name": "^.environment", "host.name": "^.server_name"},
    links={"trace_id": "trace_id|^.contexts.trace.trace_id", "span_id": "span_id"}, prefix="sentry",
)  # fmt: skip
ROOT = replace(
    SPAN, name="{contexts.trace.op} {transaction}", event_id="event_id", group="contexts.trace.trace_id",
    attributes={"span.id": "contexts.trace.span_id", "span.name": "transaction",
                "span.parent_id": "contexts.trace.parent_span_id", "span.status": "contexts.trace.status"},
    resource={"service.name": "^.project_slug|project_slug|project_name", "service.version": "release",
              "deployment.environment.name": "environment", "host.name": "server_name"},
    links={"trace_id": "contexts.trace.trace_id", "span_id": "contexts.trace.span_id", "release": "release",
           "user_id": "user.id", "url": "request.url"}, skip=_SKIPPED,
)  # fmt: skip
FEEDBACK = replace(
    EVENT, kind="comms", usual=9, name="{contexts.feedback.name|user.username} {contexts.feedback.message}",
    body="contexts.feedback.message", group="contexts.feedback.associated_event_id",
    links={**EVENT.links, "email": "contexts.feedback.contact_email|user.email", "url": "contexts.feedback.url|request.url"},
)  # fmt: skip
# Sentry tells an operation (`http.server`, `db.query`) instead of a kind.
_OPS = {"http.server": "server", "http.client": "client", "db": "client", "cache": "client", "rpc.server": "server",
        "rpc": "client", "queue.publish": "producer", "queue.process": "consumer"}  # fmt: skip
_CRUMB_KINDS: dict[str, Kind] = {"http": "http", "xhr": "http", "fetch": "http", "log": "log", "console": "log"}


def is_event(value: Mapping[str, Any]) -> bool:
    """Whether an object is an event, of whatever type."""
    if not ("event_id" in value or "eventID" in value):
        return "sentry.interfaces.Exception" in value or "sentry.interfaces.Stacktrace" in value
    told = ("exception", "platform", "breadcrumbs", "logentry", "culprit", "contexts", "sdk", "stacktrace", "entries")
    return any(key in value for key in told)


def is_issue(value: Mapping[str, Any]) -> bool:
    """Whether an object is an issue: a group of events."""
    return "shortId" in value and ("culprit" in value or "permalink" in value or "firstSeen" in value)


def inner_of(value: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], tuple[Any, ...], str]]:
    """The events and issues of one object, with what stands around each, and its pointer."""
    if is_event(value) or is_issue(value):
        yield value, (), ""
        return
    data = mapping(value.get("data"))
    for name in ("event", "error", "issue"):
        for around, pointer in ((data, f"/data/{name}"), (value, f"/{name}")):
            inner = mapping(around.get(name))
            if is_event(inner) or is_issue(inner) or (name == "error" and around is data and "exception" in inner):
                yield inner, (value,), pointer
                return


@dataclass(frozen=True, slots=True)
class Payloads:
    """The maps of all that Sentry holds, compiled once for a source."""

    event: Maker = field(default_factory=lambda: Maker.of(EVENT))
    issue: Maker = field(default_factory=lambda: Maker.of(ISSUE))
    crumb: Maker = field(default_factory=lambda: Maker.of(CRUMB))
    span: Maker = field(default_factory=lambda: Maker.of(SPAN))
    root: Maker = field(default_factory=lambda: Maker.of(ROOT))
    feedback: Maker = field(default_factory=lambda: Maker.of(FEEDBACK))

    def events(self, value: Mapping[str, Any], around: tuple[Any, ...], place: Placed) -> Iterator[Event]:
        """The records of one event or issue: it, a transaction's spans, and its breadcrumbs."""
        if is_issue(value):
            yield self.issue.event((*around, value), place(""))
        elif value.get("type") == "transaction":
            yield _span(self.root.event((*around, value), place("")), value)
            for at, span in enumerate(listed(value.get("spans"))):
                if isinstance(span, Mapping):
                    yield _span(self.span.event((value, span), place(f"/spans/{at}")), span)
        elif value.get("type") == "feedback" or "feedback" in mapping(value.get("contexts")):
            yield _with_tags(self.feedback.event((*around, value), place("")), value)
        else:
            event = self.event.event((*around, value), place(""))
            yield _with_tags(with_trace(event, word(value.get("platform")), chain_of(value)), value)
        yield from _crumbs(self.crumb, value, place)

    def lone_span(self, value: Mapping[str, Any], around: tuple[Any, ...], place: Placed) -> Event:
        """A span that is sent by itself, in the form that spans have within a transaction."""
        return _span(self.span.event((*around, value), place("")), value)


def kind_of_op(op: str) -> str:
    """The kind of a span by its operation; empty where that tells none."""
    return _OPS.get(op) or _OPS.get(op.partition(".")[0], "")


def _span(event: Event, value: Mapping[str, Any]) -> Event:
    status = word(value.get("status") or mapping(mapping(value.get("contexts")).get("trace")).get("status"))
    failed = status not in ("", "ok", "cancelled", "unknown")
    op = word(value.get("op") or mapping(mapping(value.get("contexts")).get("trace")).get("op"))
    kind = kind_of_op(op)
    return changed(event, severity=17 if failed else 9, severity_text=status,
                   attributes={**event.attributes, **({"span.kind": kind} if kind else {})})  # fmt: skip


def _with_tags(event: Event, value: Mapping[str, Any]) -> Event:
    """Tags as attributes; they come as pairs, as objects of key and value, or as one object."""
    tags = value.get("tags")
    pairs: list[tuple[str, Any]] = list(tags.items()) if isinstance(tags, Mapping) else []
    for tag in listed(tags):
        if isinstance(tag, list) and len(tag) == 2:
            pairs.append((word(tag[0]), tag[1]))
        elif isinstance(tag, Mapping):
            pairs.append((word(tag.get("key")), tag.get("value")))
    told = {f"sentry.tag.{key}": kept(value) for key, value in pairs if key and value is not None}
    return changed(event, attributes={**told, **event.attributes}, links=joined(event.links, links_of(pairs)))


def _crumbs(maker: Maker, value: Mapping[str, Any], place: Placed) -> Iterator[Event]:
    """What happened before, each its own record."""
    for key in ("breadcrumbs", "sentry.interfaces.Breadcrumbs"):
        held = value.get(key)
        inside = isinstance(held, Mapping)
        rows = listed(held.get("values") if isinstance(held, Mapping) else held)
        for at, crumb in enumerate(rows):
            if isinstance(crumb, Mapping):
                event = maker.event((value, crumb), place(f"/{key}/{'values/' if inside else ''}{at}"))
                words = (word(crumb.get("type")), word(crumb.get("category")))
                kind = next((_CRUMB_KINDS[one] for one in words if one in _CRUMB_KINDS), "usersession")
                yield changed(event, kind=cast(Kind, kind), event_id="")


def chain_of(value: Mapping[str, Any]) -> tuple[Raised, ...]:
    """What was raised, the reported exception first; a bare stack trace where there is no exception."""
    held = value.get("exception") or value.get("sentry.interfaces.Exception")
    values = listed(held.get("values") if isinstance(held, Mapping) else held)
    if not values and isinstance(held, Mapping):
        values = [held]
    chain = [_raised(one) for one in reversed(values) if isinstance(one, Mapping)]
    if not any(one.frames for one in chain):
        bare = mapping(value.get("stacktrace") or value.get("sentry.interfaces.Stacktrace"))
        frames = tuple(_call(frame) for frame in reversed(listed(bare.get("frames"))) if isinstance(frame, Mapping))
        if frames and chain:
            chain[0] = replace(chain[0], frames=frames)
        elif frames:
            chain = [Raised("", word(value.get("message")) or word(value.get("culprit")), frames)]
    return tuple(chain)


def _raised(value: Mapping[str, Any]) -> Raised:
    frames = listed(mapping(value.get("stacktrace")).get("frames"))
    calls = tuple(_call(frame) for frame in reversed(frames) if isinstance(frame, Mapping))
    kind, module = word(value.get("type")), word(value.get("module"))
    whole = f"{module}.{kind}" if module and kind and "." not in kind and module != "builtins" else kind
    return Raised(whole, word(value.get("value")), calls)


def _call(frame: Mapping[str, Any]) -> Call:
    function, module = word(frame.get("function")), word(frame.get("module"))
    file = word(frame.get("filename")) or word(frame.get("abs_path"))
    if file.endswith((".java", ".kt", ".scala", ".groovy")) and module:
        function = f"{module}.{function}"
    return Call(
        function, file, number(frame.get("lineno")), number(frame.get("colno")), word(frame.get("context_line"))
    )
