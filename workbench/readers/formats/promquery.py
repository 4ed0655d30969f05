"""Replies of Prometheus' query interface: `query_range` (matrix), `query` (vector, scalar), as Thanos and Mimir give them.

Fields: Prometheus' HTTP API. A point is `[seconds, "value"]`: seconds with up to three decimals, the value a text that may
say `NaN` or `+Inf`. A series is named by `__name__`, which an expression that computes leaves out. Native histograms give
their count and sum.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.linereader import RecordReader
from workbench.readers.metricpoints import Gathered, Reply, epoch_s, metrics_of, rows_of, sample
from workbench.readers.raised import listed, mapping, word
from workbench.readers.systems import System

# What Loki's replies, which are of the same form, hold beside the result.
_LOKI = (b'"encodingFlags"', b'"ingester"', b'"bytesProcessedPerSecond"', b'"resultType":"streams"')


def _reply(value: Mapping[str, Any], found: Gathered) -> None:
    if word(value.get("status")) == "error":
        found.note(f"Prometheus says: {word(value.get('errorType'))}: {word(value.get('error'))}"[:300])
    for warning in (*listed(value.get("warnings")), *listed(value.get("infos"))):
        found.note(f"Prometheus warns: {word(warning)[:300]}")
    data = mapping(value.get("data"))
    kind, result = word(data.get("resultType")), data.get("result")
    if kind in ("scalar", "string"):
        _series("scalar", dict(found.file), [result], found)
        return
    for series in rows_of(result):
        labels = {name: word(told) for name, told in mapping(series.get("metric")).items()}
        name = labels.pop("__name__", "")
        if not name:  # the expression isn't in the reply: two files could hold two of them
            name, labels = "expression", {**found.file, **labels}
        points = listed(series.get("values")) or [one for one in (series.get("value"),) if one is not None]
        _series(name, labels, points, found)
        histograms = [pair for pair in (*listed(series.get("histograms")), series.get("histogram")) if pair]
        for part in ("count", "sum"):
            told = [
                [pair[0], mapping(pair[1]).get(part)]
                for pair in histograms
                if isinstance(pair, list) and len(pair) == 2
            ]
            if told:
                _series(f"{name}_{part}", labels, told, found)


def _series(name: str, labels: Mapping[str, str], points: list[Any], found: Gathered) -> None:
    pairs = (pair if isinstance(pair, list) and len(pair) == 2 else (None, None) for pair in points)
    found.add(name, labels, ((epoch_s(t), sample(value)) for t, value in pairs))


_METRICS = metrics_of(
    "prometheus.query", "Prometheus query reply (matrix, vector, scalar)", Reply(("data.resultType", "data.result"), _reply),
    Reply(("status=error", "errorType"), _reply), exact=True,
)  # fmt: skip


def _sniff(head: bytes, name: str) -> Sniff:
    if b'"resultType"' not in head or any(mark in head.replace(b" ", b"") for mark in _LOKI):
        return NOT_MINE
    return _METRICS.sniff(head, name)


def _read(source: RawSource) -> Iterator[Batch]:
    return _METRICS.read(source)


READERS = (RecordReader(_METRICS.id, _METRICS.title, _METRICS.kinds, _sniff, _read),)
EXAMPLES = {
    "prometheus.query": json.dumps({"status": "success", "data": {"resultType": "matrix", "result": [
        {"metric": {"__name__": "up", "job": "orders", "instance": "web-1:9100"},
         "values": [[1773756120.804, "1"], [1773756140.804, "0"]]}]}}),
}  # fmt: skip
SYSTEMS = (
    System(
        "Prometheus", "beside them", ("prometheus.query", "prometheus.text"),
        "`/api/v1/query_range` or `/api/v1/query` as it replies, several one a line; a scrape of `/metrics`, with its time "
        "in the file's name.",
        "A series a set of labels. A scrape is one instant: a point a sample.",
        "Buckets of native histograms; exemplars within a scrape. A reply doesn't hold its expression: what was "
        "computed is named `expression`.",
    ),
)  # fmt: skip
