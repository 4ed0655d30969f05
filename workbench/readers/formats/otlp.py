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
from workbench.readers.otlppoints import points_of
from workbench.readers.otlpvalues import attributes_of, in_camel_case, log_event, otlp_span
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
# The roots: the key of the scope's list below each resource, and of the items below each scope.
ROOTS = {
    "resourceSpans": (("scopeSpans", "instrumentationLibrarySpans"), "spans"),
    "batches": (("scopeSpans", "instrumentationLibrarySpans"), "spans"),  # as Grafana Tempo replies
    "resourceLogs": (("scopeLogs", "instrumentationLibraryLogs"), "logRecords"),
    "resourceMetrics": (("scopeMetrics", "instrumentationLibraryMetrics"), "metrics"),
    # The definition's own names, which an encoder of protobuf may be told to keep.
    "resource_spans": (("scope_spans",), "spans"),
    "resource_logs": (("scope_logs",), "log_records"),
    "resource_metrics": (("scope_metrics",), "metrics"),
}


ENVELOPES = ("trace", "result")
"""What stores put around a document: Tempo `trace`, Jaeger's newer API `result`."""


def _sniff(head: bytes, _name: str) -> Sniff:
    keys = top_keys(head)
    for name in ENVELOPES:
        if keys.get(name, b"")[:1] == b"{":
            keys = top_keys(head[head.find(b"{", head.find(f'"{name}"'.encode())) :])
    roots = [root for root in ROOTS if root in keys and (root != "batches" or b"Spans" in head)]
    return Sniff(0.97, f"its top level holds {roots[0]}") if roots else NOT_MINE


class _Reading:
    """What was found so far; spans wait for their resource only within the resource they are in."""

    def __init__(self, text: JsonSource) -> None:
        self.text = text
        self.events: list[Event] = []
        self.points: list[SeriesPoints] = []

    def document(self, position: int, inside: bool = False) -> None:
        """One document, in an envelope or not; what it held before it was cut off is kept."""
        walk = self.text.walk(position)
        if walk.peek() != b"{":
            raise BadJson(walk.position)
        known = False
        for key in walk.members():
            if key in ROOTS and walk.peek() == b"[":
                known = True
                for _ in walk.elements():
                    self._resource(walk, key)
            elif key in ENVELOPES and not inside and walk.peek() == b"{":
                known = True
                self.document(walk.position, inside=True)
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
                    told = _object(self.text.value(*walk.skip()))
                    resource = attributes_of((in_camel_case(told) if "_" in root else told).get("attributes"))
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
            value = in_camel_case(value) if "_" in root else value
            if root in ("resourceMetrics", "resource_metrics"):
                self.points.extend(points_of(value, resource, lambda what, at=start: self.text.wrong(what, at)))
                continue
            make = log_event if root in ("resourceLogs", "resource_logs") else otlp_span
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
        "OpenTelemetry (OTLP)", "beside them", ("otlp.json",),
        "The collector's file exporter (JSON, one document a line), or what a store replies in this form: Grafana Tempo"
        " (`/api/traces/ID`), Jaeger's newer API.",
        "Spans, log records, and points of gauges and sums; of histograms sum, count, least, greatest and, where they have "
        "bounds, buckets; of summaries quantiles.",
        "Buckets of exponential histograms; exemplars; OTLP in protobuf.",
    ),
)  # fmt: skip
