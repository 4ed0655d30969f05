"""What Sentry's envelopes hold beside events: sessions, check-ins, logs, spans, metrics, reports; each as records or points.

Definitions: Sentry's developer documentation, "Envelope items", "Sessions", "Check-Ins", "Logs", "Span protocol", "Metrics",
"Client reports", "User feedback", "Replays". Times are ISO 8601 or epoch seconds with decimals. A check-in has none in
most SDKs, a user report has none: `sent_at` of the envelope, the same program's clock, stands for it. Logs, spans and
metrics come many an item, their attributes as `{"value", "type"}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.model.records import Event, Place, changed
from workbench.readers.exact import SECONDS, stamp_at
from workbench.readers.links import joined, link, links_in_text, links_of
from workbench.readers.mapping import Maker, kept, stamp_of
from workbench.readers.metricpoints import Gathered, epoch_s, iso_time, sample
from workbench.readers.naming import flattened
from workbench.readers.raised import listed, mapping, number, word
from workbench.readers.recordmap import RecordMap, plain
from workbench.readers.sentryevents import kind_of_op
from workbench.readers.spans import Span, span_event

_ID, _TITLE = "sentry.envelope", "Sentry envelopes (what SDKs send)"
_RELEASED = {"service.version": "release", "deployment.environment.name": "environment"}
_SESSION = RecordMap(
    _ID, _TITLE, "usersession", t="started", severity="status",
    severities={"ok": 9, "exited": 9, "errored": 17, "unhandled": 17, "crashed": 21, "abnormal": 17}, usual=9,
    name="Session {status}", event_id="{sid}/{seq|timestamp}", group="sid",
    resource={"service.version": "attrs.release", "deployment.environment.name": "attrs.environment"},
    attributes={"session.id": "sid", "user.id": "did", "client.address": "attrs.ip_address",
                "user_agent.original": "attrs.user_agent"},
    links={"session_id": "sid", "user_id": "did", "release": "attrs.release"}, prefix="sentry",
)  # fmt: skip
_CHECK_IN = RecordMap(
    _ID, _TITLE, "alert", t="timestamp|^.sent_at", severity="status",
    severities={"ok": 9, "in_progress": 9, "error": 17, "missed": 17, "timeout": 17}, usual=9, phase="status",
    phases={"in_progress": "update", "ok": "close", "error": "open", "missed": "open", "timeout": "open"},
    name="{monitor_slug} {status}", event_id="{check_in_id}/{status}", group="monitor_slug", resource=_RELEASED,
    links={"alert": "monitor_slug", "trace_id": "contexts.trace.trace_id", "span_id": "contexts.trace.span_id",
           "release": "release"}, prefix="sentry",
)  # fmt: skip
_USER_REPORT = RecordMap(
    _ID, _TITLE, "comms", t="^.sent_at", usual=9, name="{name}: {comments}", body="comments", group="event_id",
    attributes={"user.name": "name", "user.email": "email"}, links={"email": "email"}, prefix="sentry",
)  # fmt: skip
_CLIENT_REPORT = RecordMap(
    _ID, _TITLE, "log", t="timestamp|^.sent_at", usual=13,
    name="The SDK sent not all: {discarded_events[0].category} discarded for {discarded_events[0].reason}", prefix="sentry",
)  # fmt: skip
_REPLAY = RecordMap(
    _ID, _TITLE, "usersession", t="replay_start_timestamp|timestamp", t_end="timestamp", usual=9,
    name="Replay, part {segment_id}", event_id="{replay_id}/{segment_id}", group="replay_id",
    resource={**_RELEASED, "host.name": "server_name"},
    attributes={"session.id": "replay_id", "user.id": "user.id"},
    links={"session_id": "replay_id", "trace_id": "trace_ids[*]", "url": "urls[*]", "user_id": "user.id",
           "email": "user.email", "release": "release"}, prefix="sentry",
)  # fmt: skip
MAPS: Mapping[str, RecordMap] = {
    "session": _SESSION, "check_in": _CHECK_IN, "user_report": _USER_REPORT, "client_report": _CLIENT_REPORT,
    "replay_event": _REPLAY,
}  # fmt: skip
"""Types of items whose payload is one object and one record."""
LISTS = ("log", "span", "trace_metric")
"""Types of items whose payload holds many."""
_ENDED = ("exited", "crashed", "abnormal")
_RESOURCE = {
    "sentry.release": "service.version", "sentry.environment": "deployment.environment.name", "server.address": "host.name",
    "service.name": "service.name",
}  # fmt: skip
# What says how a metric came here, not of what it is.
_NO_LABELS = ("sentry.sdk.", "sentry.timestamp.")
_COUNTED = ("exited", "errored", "abnormal", "unhandled", "crashed")


def item_event(maker: Maker, kind: str, value: Mapping[str, Any], outer: Mapping[str, Any], place: Place) -> Event:
    """The record of an item that is one object. outer: the envelope's header · maker: of the item's map."""
    event = maker.event((outer, value), place)
    if kind == "session" and word(value.get("status")) in _ENDED:
        ended = stamp_of(plain(value.get("timestamp")), "any")
        event = changed(event, t_end=ended.wall if ended else None)
    if kind == "client_report":
        told = [mapping(one) for one in listed(value.get("discarded_events"))]
        lines = [
            f"{number(one.get('quantity'))} {plain(one.get('category'))}: {plain(one.get('reason'))}" for one in told
        ]
        event = changed(event, body="\n".join(lines) or event.body)
    return event


def _typed(value: Any) -> dict[str, Any]:
    """Attributes of `{"value", "type"}` as plain ones; what comes without is taken as it is."""
    found: dict[str, Any] = {}
    for key, held in mapping(value).items():
        told = held.get("value") if isinstance(held, Mapping) and "value" in held else held
        if told is not None:
            found[key] = kept(told)
    return found


def _split(value: Mapping[str, Any], known: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Resource and attributes of a log or span; keys of its own that are not `known` are kept below `sentry.`."""
    attributes = _typed(value.get("attributes"))
    resource = {name: attributes[key] for key, name in _RESOURCE.items() if key in attributes}
    rest = {key: inner for key, inner in value.items() if key not in known and key != "attributes"}
    more = {f"sentry.{key}": kept(inner) for key, inner in flattened(rest) if inner not in (None, "", [], {})}
    return resource, {**attributes, **more}


_LOG = ("timestamp", "level", "body", "severity_number", "trace_id", "span_id")


def log_record(maker: Maker, value: Mapping[str, Any], place: Place) -> Event:
    """One log of an item."""
    event = maker.event((value,), place)
    resource, attributes = _split(value, _LOG)
    severity = number(value.get("severity_number"))
    owner = links_of((*resource.items(), *attributes.items()))
    return changed(
        event, severity=severity if 0 < severity <= 24 else event.severity, resource=resource, attributes=attributes,
        links=joined(event.links, owner, links_in_text(event.body)),
    )  # fmt: skip


LOG = RecordMap(
    _ID, _TITLE, "log", t="timestamp", severity="level", body="body",
    links={"trace_id": "trace_id", "span_id": "span_id"},
)  # fmt: skip
_SPAN = ("name", "span_id", "trace_id", "parent_span_id", "start_timestamp", "end_timestamp", "status", "kind", "links")


def span_record(value: Mapping[str, Any], place: Place) -> Event:
    """One span of an item (the form that comes many an item)."""
    start, end = (stamp_at(value.get(key), SECONDS) for key in ("start_timestamp", "end_timestamp"))
    resource, attributes = _split(value, _SPAN)
    status = word(value.get("status"))
    others = [mapping(one) for one in listed(value.get("links"))]
    span = Span(
        trace=word(value.get("trace_id")), id=word(value.get("span_id")), parent=word(value.get("parent_span_id")),
        name=word(value.get("name")), kind=word(value.get("kind")) or kind_of_op(word(attributes.get("sentry.op"))),
        start=start.wall if start else None, end=end.wall if end else None, raw=plain(value.get("start_timestamp")),
        step=start.resolution_ns if start else 1, status=status,
        message=word(attributes.get("sentry.status.message")),
        severity=9 if status in ("", "ok", "cancelled", "unknown") else 17, resource=resource, attributes=attributes,
        others=tuple(f"{word(one.get('trace_id'))} {word(one.get('span_id'))}" for one in others),
    )  # fmt: skip
    event = span_event(span, place)
    return changed(event, links=joined(event.links, [link("user_id", attributes.get("user.id"))]))


def metric_points(value: Mapping[str, Any], found: Gathered) -> None:
    """One measurement of an item: a point of the series of its name and attributes."""
    attributes = _typed(value.get("attributes"))
    labels = {key: plain(told) for key, told in attributes.items() if not key.startswith(_NO_LABELS)}
    told = [(epoch_s(value.get("timestamp")), sample(value.get("value")) if "value" in value else None)]
    unit = word(value.get("unit"))
    found.add(word(value.get("name")) or "metric", labels, told, unit="" if unit == "none" else unit, kind="gauge")


def session_counts(value: Mapping[str, Any], found: Gathered) -> None:
    """Sessions counted beforehand: how many began in a minute and how they ended, a series a way of ending."""
    attrs = mapping(value.get("attrs"))
    labels = {key: plain(attrs[key]) for key in ("release", "environment") if attrs.get(key)}
    for one in listed(value.get("aggregates")):
        told = mapping(one)
        for name in _COUNTED:
            if name in told:
                point = (iso_time(told.get("started")), sample(told[name]))
                found.add(
                    f"sentry.sessions.{name}", labels, [point], kind="gauge", help="sessions begun in each minute"
                )
