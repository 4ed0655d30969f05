"""OTLP in JSON: spans, log records, and gauge and sum points; one document, or one a line as the collector writes.

Encoding: the protobuf JSON mapping with OTLP's exceptions (ids in hex of any case, 64-bit integers as strings, enums as
numbers, by name in some exporters). Each span and log record is cited by its own bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.model.records import Event, SeriesPoints
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.jsonsource import JsonSource, batches, top_keys, whole_bytes
from workbench.readers.jsontext import BadJson, JsonWalk
from workbench.readers.linereader import RecordReader
from workbench.readers.otlpvalues import attributes_of, log_event, points_of, span_event
from workbench.readers.systems import System

EXAMPLES = {
    "otlp.json": json.dumps(
        {
            "resourceSpans": [
                {
                    "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "orders"}}]},
                    "scopeSpans": [
                        {
                            "scope": {"name": "shop"},
                            "spans": [
                                {
                                    "traceId": "5B8EFFF798038103D269B633813FC60C", "spanId": "EEE19B7EC3C1B174",
                                    "name": "POST /orders", "kind": 2, "startTimeUnixNano": "1773756131000000000",
                                    "endTimeUnixNano": "1773756131250000000", "status": {"code": 2},
                                }
                            ],
                        }
                    ],
                }
            ]
        }
    )
}  # fmt: skip
# The three roots: the key of the scope's list below each resource, and of the items below each scope.
ROOTS = {
    "resourceSpans": (("scopeSpans", "instrumentationLibrarySpans"), "spans"),
    "resourceLogs": (("scopeLogs", "instrumentationLibraryLogs"), "logRecords"),
    "resourceMetrics": (("scopeMetrics", "instrumentationLibraryMetrics"), "metrics"),
}


def _sniff(head: bytes, _name: str) -> Sniff:
    roots = [root for root in ROOTS if root in top_keys(head)]
    return Sniff(0.97, f"its top level holds {roots[0]}") if roots else NOT_MINE


class _Reading:
    """What was found so far; spans wait for their resource only within the resource they are in."""

    def __init__(self, text: JsonSource) -> None:
        self.text = text
        self.events: list[Event] = []
        self.points: list[SeriesPoints] = []

    def document(self, position: int) -> None:
        """One document; what it held before it was cut off is kept."""
        walk = self.text.walk(position)
        if walk.peek() != b"{":
            raise BadJson(walk.position)
        known = False
        for key in walk.members():
            if key in ROOTS and walk.peek() == b"[":
                known = True
                for _ in walk.elements():
                    self._resource(walk, key)
        if not known:
            self.text.wrong("this object has no resourceSpans, resourceLogs or resourceMetrics", position)

    def _resource(self, walk: JsonWalk, root: str) -> None:
        if walk.peek() != b"{":
            return
        lists, items = ROOTS[root]
        resource: dict[str, Any] = {}
        found: list[tuple[dict[str, Any], int, int]] = []
        try:
            for key in walk.members():
                if key == "resource":
                    resource = attributes_of(_object(self.text.value(*walk.skip())).get("attributes"))
                elif key in lists and walk.peek() == b"[":
                    for _ in walk.elements():
                        self._scope(walk, items, found)
        finally:
            # A cut-off document still gives the items that were whole.
            self._take(root, resource, found)

    def _scope(self, walk: JsonWalk, items: str, found: list[tuple[dict[str, Any], int, int]]) -> None:
        if walk.peek() != b"{":
            return
        scope: dict[str, Any] = {}
        for key in walk.members():
            if key in ("scope", "instrumentationLibrary"):
                value = _object(self.text.value(*walk.skip()))
                scope |= {f"otel.scope.{name}": value[name] for name in ("name", "version") if value.get(name)}
            elif key == items and walk.peek() == b"[":
                for _ in walk.elements():
                    start, end = walk.skip()
                    found.append((scope, start, end))

    def _take(self, root: str, resource: dict[str, Any], found: list[tuple[dict[str, Any], int, int]]) -> None:
        for scope, start, end in found:
            value = self.text.value(start, end)
            if not isinstance(value, dict):
                continue
            if root == "resourceMetrics":
                self.points.extend(points_of(value, resource))
                continue
            make = span_event if root == "resourceSpans" else log_event
            self.events.append(make(value, resource, scope, self.text.place(start, end)))


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    reading = _Reading(text)
    text.each(reading.document)
    return batches(text, reading.events, reading.points, kinds="spans, log records or points")


READERS = (RecordReader("otlp.json", "OpenTelemetry OTLP JSON", ("span", "log", "metric"), _sniff, _read),)
SYSTEMS = (
    System(
        "OpenTelemetry (OTLP)",
        "beside them",
        ("otlp.json",),
        "The collector's `file` exporter, its lines as they are; or any request body of OTLP over HTTP in JSON.",
        "Spans, log records and metric points, each with its resource; what was thrown in a span comes with it.",
        "OTLP in protobuf: have the collector write JSON. Exemplars and buckets of histograms.",
    ),
)
