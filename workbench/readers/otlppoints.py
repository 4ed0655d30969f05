"""Points of OTLP metrics as series: gauges, sums, histograms of both kinds, summaries.

Of a histogram there are series of sums, counts, least and greatest values, and one of each bucket, its upper bound as `le`
and counted from below as Prometheus has it; of a summary one of each quantile. A sum is a counter where it only grows and
each point counts from the start; where each point counts from the one before (delta), its value is shown as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from workbench.model.records import Points, SeriesPoints
from workbench.readers.otlpvalues import attributes_of, objects_in, time_of

# Where each kind of metric keeps its points.
_METRICS = {
    "gauge": "gauge", "sum": "counter", "histogram": "histogram", "exponentialHistogram": "histogram", "summary": "summary",
}  # fmt: skip
_DELTA = ("1", "AGGREGATION_TEMPORALITY_DELTA")
BUCKETS_LIMIT = 200
Value = tuple[str, dict[str, str], float | None]


def points_of(
    metric: Mapping[str, Any], resource: Mapping[str, Any], wrong: Callable[[str], None]
) -> Iterator[SeriesPoints]:
    """One series a set of labels. wrong: is told of what is passed over."""
    metric = _by_kind(metric)
    name, owner = str(metric.get("name") or ""), {k: str(v) for k, v in resource.items() if k == "service.name"}
    if not name or not any(isinstance(metric.get(kind), dict) for kind in _METRICS):
        wrong("this metric has no name" if not name else "this metric has no points of a known kind")
        return
    for kind, declared in _METRICS.items():
        body = metric.get(kind)
        if not isinstance(body, dict):
            continue
        samples: dict[tuple[str, tuple[tuple[str, str], ...]], list[tuple[int, float]]] = defaultdict(list)
        for point in objects_in(body.get("dataPoints")):
            t = time_of(point.get("timeUnixNano"))
            labels = owner | {key: str(value) for key, value in attributes_of(point.get("attributes")).items()}
            rows = [row for row in _values(name, kind, point) if row[2] is not None]
            if t is None or not rows:
                wrong("a point has no time" if t is None else "a point has no value")
                continue
            for series, more, value in rows:
                samples[series, tuple(sorted((labels | more).items()))].append((t, value or 0.0))
        if str(body.get("aggregationTemporality")) in _DELTA or (kind == "sum" and not body.get("isMonotonic")):
            declared = "gauge"
        for (series, labels), rows in samples.items():
            yield _series(series, dict(labels), rows, metric, declared)


def _by_kind(metric: Mapping[str, Any]) -> Mapping[str, Any]:
    """A metric as Python's SDK prints it, its points below `data` whatever they are, as OTLP has it."""
    data = metric.get("data")
    if not isinstance(data, dict):
        return metric
    first = next(iter(objects_in(data.get("dataPoints"))), {})
    kind = "sum" if "isMonotonic" in data else "gauge"
    kind = "exponentialHistogram" if "scale" in first else "histogram" if "bucketCounts" in first else kind
    points = [
        {"asDouble": point["value"], **point} if "value" in point else point
        for point in objects_in(data.get("dataPoints"))
    ]
    return {**metric, kind: {**data, "dataPoints": points}}


def _series(
    name: str, labels: dict[str, str], rows: list[tuple[int, float]], metric: Mapping[str, Any], kind: str
) -> SeriesPoints:
    rows.sort()
    counts = name != metric.get("name") and name.endswith(("_count", "_bucket"))
    points = Points(np.array([t for t, _ in rows], np.int64), np.array([value for _, value in rows], np.float64))
    unit = "" if counts else str(metric.get("unit") or "")
    kind = "gauge" if name.endswith(("_min", "_max")) and name != metric.get("name") else kind
    return SeriesPoints(name, labels, points, unit=unit, kind=kind, help=str(metric.get("description") or ""))


def _values(name: str, kind: str, point: Mapping[str, Any]) -> Iterator[Value]:
    """What a point tells: names of series, labels beside its own, values."""
    if kind in ("gauge", "sum"):
        yield name, {}, _float(point.get("asDouble", point.get("asInt")))
        return
    for part in ("sum", "count", "min", "max"):
        if part in point:
            yield f"{name}_{part}", {}, _float(point[part])
    if kind == "histogram":
        yield from _buckets(name, point)
    for quantile in objects_in(point.get("quantileValues")):
        yield name, {"quantile": f"{_float(quantile.get('quantile')) or 0:g}"}, _float(quantile.get("value", 0))


def _buckets(name: str, point: Mapping[str, Any]) -> Iterator[Value]:
    """The buckets of a histogram with bounds; where their number and that of the bounds don't fit, none."""
    counts, bounds = point.get("bucketCounts"), point.get("explicitBounds")
    if not isinstance(counts, list) or not isinstance(bounds, list) or len(counts) != len(bounds) + 1:
        return
    below = 0.0
    for count, bound in zip(counts[:BUCKETS_LIMIT], [*bounds, None], strict=False):
        value, upper = _float(count), _float(bound)
        if value is None or (upper is None and bound is not None):
            return
        below += value
        yield f"{name}_bucket", {"le": "+Inf" if upper is None else f"{upper:.15g}"}, below


def _float(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float) or len(str(value)) > 400:
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
