"""Sentry's envelopes, as SDKs post them: a line of headers, then items, each a line of headers and its payload.

    {"event_id":"9ec7…","sent_at":"2026-03-17T14:02:11.250Z","dsn":"https://…"}
    {"type":"event","length":41}
    {"level":"error", …}

Definition: Sentry's developer documentation, "Envelopes". A payload has `length` bytes, or goes to the end of its line; what
is kept by a proxy is one envelope behind the other. Events, transactions, sessions, check-ins, logs, spans, reports and
feedback become records, measurements points; attachments, profiles and recordings are counted and said.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.model.case import Problem
from workbench.model.records import Event, Place, SeriesPoints
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.jsonplaces import Span, elements_of, members_of
from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
from workbench.readers.jsontext import MARK
from workbench.readers.jsonvalues import value_of
from workbench.readers.linereader import RecordReader
from workbench.readers.mapping import Maker
from workbench.readers.metricpoints import Gathered
from workbench.readers.sentryevents import Payloads
from workbench.readers.sentryitems import (
    LISTS,
    LOG,
    MAPS,
    item_event,
    log_record,
    metric_points,
    session_counts,
    span_record,
)
from workbench.readers.systems import System

_HEADER = ("sent_at", "sdk", "event_id", "dsn", "trace")
_TYPES = frozenset((
    "event", "transaction", "attachment", "session", "sessions", "user_report", "feedback", "check_in", "client_report",
    "profile", "profile_chunk", "replay_event", "replay_recording", "replay_video", "log", "span", "trace_metric", "statsd",
    "metric_meta", "nel", "security", "raw_security", "form_data", "unreal_report", "otel_log",
))  # fmt: skip
_EVENTS = ("event", "transaction", "feedback", "error")
HEADER_LIMIT = 64 * 1024
EXAMPLES = {
    "sentry.envelope": "\n".join((
        json.dumps({"event_id": "9ec79c33ec9942ab8353589fcb2e04dc", "sent_at": "2026-03-17T14:02:12.500Z"}),
        json.dumps({"type": "event"}),
        json.dumps({"event_id": "9ec79c33ec9942ab8353589fcb2e04dc", "level": "error", "timestamp": 1773756131.25,
                    "platform": "node", "message": {"formatted": "no stock"}}),
        json.dumps({"type": "session"}),
        json.dumps({"sid": "7c7b6585f9e541f4b3a4b4cf8a2f0c31", "init": True, "started": "2026-03-17T14:02:11Z",
                    "timestamp": "2026-03-17T14:02:11Z", "status": "ok", "attrs": {"release": "orders@4.18.0"}}),
    )),
}  # fmt: skip


def _sniff(head: bytes, _name: str) -> Sniff:
    lines = head.removeprefix(MARK).lstrip().split(b"\n", 2)
    if len(lines) < 2 or not lines[0].startswith(b"{") or b'"type"' not in lines[1]:
        return NOT_MINE
    outer, inner = value_of(lines[0].strip()), value_of(lines[1].strip())
    if not isinstance(outer, Mapping) or not isinstance(inner, Mapping) or "type" in outer:
        return NOT_MINE
    if str(inner.get("type")) in _TYPES and (not outer or any(key in outer for key in _HEADER)):
        return Sniff(0.97, f"a line of headers is followed by an item of type {inner['type']}")
    return NOT_MINE


@dataclass(frozen=True, slots=True)
class _Item:
    """One item. outer, header: of the envelope and of itself · [start, end): its payload."""

    outer: Mapping[str, Any]
    header: Mapping[str, Any]
    start: int
    end: int


def _items(text: JsonSource) -> Iterator[_Item]:
    """The items of all envelopes; what is cut off or has no headers is said."""
    outer: Mapping[str, Any] | None = None
    position = len(MARK) if text.text.startswith(MARK) else 0
    while position < len(text.text):
        end = _line_end(text.text, position)
        line = text.text[position:end].strip()
        header = value_of(line) if line[:1] == b"{" and len(line) <= HEADER_LIMIT else None
        if not line:
            position = end + 1
        elif not isinstance(header, Mapping):
            text.wrong("these are no headers of an envelope or item", position)
            position = end + 1
        elif not isinstance(header.get("type"), str) or outer is None:
            outer, position = header, end + 1
        else:
            start = min(end + 1, len(text.text))
            stop = _payload_end(text, start, header.get("length"))
            yield _Item(outer, header, start, min(stop, len(text.text)))
            position = stop + 1


def _line_end(text: bytes, position: int) -> int:
    found = text.find(b"\n", position)
    return found if found >= 0 else len(text)


def _payload_end(text: JsonSource, start: int, length: Any) -> int:
    """Where a payload ends: behind so many bytes where a line ends there, too; else at the end of its line."""
    told = isinstance(length, int) and not isinstance(length, bool) and length >= 0
    if told and (
        start + length == len(text.text) or text.text[start + length : start + length + 2][:1] in (b"\n", b"\r")
    ):
        return start + length
    if told and start + length > len(text.text):
        text.truncated = True
        text.problem("the file ends in the middle of an item (truncated)", start)
        return len(text.text)
    if told:
        text.problem("an item's length is not where a line ends; it is taken to the end of its line", start)
    return _line_end(text.text, start)


@dataclass(slots=True)
class _Reading:
    """The items of a source on their way into records and points."""

    text: JsonSource
    found: Gathered
    payloads: Payloads = field(default_factory=Payloads)
    makers: Mapping[str, Maker] = field(
        default_factory=lambda: {kind: Maker.of(map) for kind, map in {**MAPS, "log": LOG}.items()}
    )
    left: Counter[str] = field(default_factory=Counter)

    def events(self) -> Iterator[Event]:
        """The records of every item."""
        for item in _items(self.text):
            kind = str(item.header["type"])
            if kind not in _EVENTS and kind not in MAPS and kind not in LISTS and kind != "sessions":
                self.left[kind] += 1
                continue
            value = value_of(self.text.text[item.start : item.end])
            if isinstance(value, Mapping):
                yield from self._item(kind, item, value)
            else:
                self.text.wrong(f"the payload of this item ({kind}) is no JSON object", item.start)

    def _item(self, kind: str, item: _Item, value: Mapping[str, Any]) -> Iterator[Event]:
        def place(pointer: str = "") -> Place:
            return self.text.place(item.start, item.end, pointer)

        if kind in _EVENTS:
            own = {} if "timestamp" in value or "sent_at" not in item.outer else {"timestamp": item.outer["sent_at"]}
            own |= {} if "event_id" in value or "event_id" not in item.outer else {"event_id": item.outer["event_id"]}
            typed = {"type": kind} if kind in ("transaction", "feedback") else {}
            yield from self.payloads.events({**value, **own, **typed}, (item.outer,), place)
        elif kind in MAPS:
            yield item_event(self.makers[kind], kind, value, item.outer, place())
        elif kind == "sessions":
            session_counts(value, self.found)
        elif kind == "span" and "items" not in value:
            yield self.payloads.lone_span(value, (item.outer,), place)
        else:
            yield from self._listed(kind, value, (item.start, item.end))

    def _listed(self, kind: str, value: Mapping[str, Any], span: Span) -> Iterator[Event]:
        inside = members_of(self.text.text, span) or {}
        places = elements_of(self.text.text, inside["items"]) if "items" in inside else None
        rows = value.get("items")
        if not isinstance(rows, list) or places is None or len(places) != len(rows):
            self.text.wrong(f"this item ({kind}) holds no list of items", span[0])
            return
        for row, (start, end) in zip(rows, places, strict=True):
            if not isinstance(row, Mapping):
                self.text.wrong("this element is no object", start)
            elif kind == "log":
                yield log_record(self.makers["log"], row, self.text.place(start, end))
            elif kind == "span":
                yield span_record(row, self.text.place(start, end))
            else:
                metric_points(row, self.found)

    def points(self) -> Iterator[SeriesPoints]:
        """The series, and what is to be said of all items, once all of them are through."""
        yield from (series for series in self.found.series() if len(series.points.t))
        self.found.counted()
        self.text.skipped += self.found.skipped + self.left.total()
        self.text.problems += self.found.problems
        if self.left:
            told = ", ".join(f"{count} {kind}" for kind, count in sorted(self.left.items()))
            self.text.problems.append(Problem(f"items that are no records were passed over: {told}"))


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    reading = _Reading(text, Gathered(source.name))
    return batches(text, reading.events(), reading.points(), kinds="items")


READERS = (
    RecordReader(
        "sentry.envelope", "Sentry envelopes (what SDKs send)",
        ("error", "span", "usersession", "log", "alert", "comms", "metric"), _sniff, _read,
    ),
)  # fmt: skip
SYSTEMS = (
    System(
        "Sentry", "exceptions", ("sentry.envelope",),
        "What an SDK posts to `/api/ID/envelope/`, as a proxy, Relay or Spotlight kept it, one body behind the other.",
        "Of envelopes also sessions, check-ins of crons, logs, spans, feedback and measurements; what has no time of its "
        "own (check-ins, user reports) stands at `sent_at`.",
        "Attachments, profiles and recordings of an envelope are counted.",
    ),
)  # fmt: skip
