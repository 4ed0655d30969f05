"""What can be plotted out of a case's series: gauges as they are, counters as rates, histograms as quantiles."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from workbench.engine.quantiles import quantiles_of
from workbench.engine.rates import rate_per_second
from workbench.model.instants import Instant
from workbench.model.records import Points, Series

Reading = Callable[[str], Points]
QUANTILES = (0.5, 0.95, 0.99)
CANDIDATES = 400
HIGHEST_SCORE = 50.0
_COUNTS = ("_total", "_count", "_sum")
# Series that count or stamp the run-time itself move at every start; they tell little about an incident.
_HOUSEKEEPING = re.compile(
    r"^(go|process|python|nodejs|jvm|promhttp|scrape|up)(_|$)|_(info|created)$|_time(stamp)?(_seconds)?$"
)
_UNITS = {"seconds": "s", "bytes": "B", "percent": "%", "ratio": "", "celsius": "°C"}
_SPOKEN = {"second": "s", "seconds": "s", "byte": "B", "bytes": "B", "percent": "%", "1": "", "ms": "ms"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One line that can be plotted. series: the ids it is made of, for quantiles one a bucket, with their `bounds`."""

    id: str
    name: str
    form: Literal["raw", "rate", "quantile"]
    series: tuple[str, ...]
    unit: str = ""
    labels: str = ""
    help: str = ""
    bounds: tuple[float, ...] = ()
    q: float = 0.0
    sources: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Name and labels on one line, as lists show it."""
        return f"{self.name}  {self.labels}" if self.labels else self.name


def choices(every: Sequence[Series]) -> tuple[Choice, ...]:
    """All that can be plotted, by name and labels."""
    found: list[Choice] = []
    groups: dict[tuple[str, str], list[Series]] = {}
    for series in every:
        if series.name.endswith("_bucket") and "le" in series.labels:
            groups.setdefault((series.name.removesuffix("_bucket"), labels_text(series, "le")), []).append(series)
        elif series.kind == "counter" or series.kind != "log" and series.name.endswith(_COUNTS):
            unit = f"{unit_of(series)}/s"
            found.append(_choice(series, f"rate:{series.id}", "rate", unit))
        else:
            found.append(_choice(series, series.id, "raw", unit_of(series)))
    for (name, labels), buckets in groups.items():
        found.extend(_quantiles(name, labels, buckets))
    return tuple(sorted(found, key=lambda choice: (choice.name, choice.labels)))


def _choice(series: Series, id: str, form: Literal["raw", "rate"], unit: str) -> Choice:
    return Choice(id, series.name, form, (series.id,), unit, labels_text(series), series.help, sources=series.sources)


def _quantiles(name: str, labels: str, buckets: list[Series]) -> list[Choice]:
    bounded = sorted((bound, series) for series in buckets if (bound := _bound(series)) is not None) if buckets else []
    if len(bounded) < 2:
        return []
    first = bounded[0][1]
    ids, bounds = tuple(series.id for _, series in bounded), tuple(bound for bound, _ in bounded)
    unit = unit_of(first, name)
    return [
        Choice(
            f"p{q * 100:g}:{first.id}", f"{name} p{q * 100:g}", "quantile", ids, unit, labels, first.help, bounds, q,
            first.sources,
        )
        for q in QUANTILES
    ]  # fmt: skip


def _bound(series: Series) -> float | None:
    try:
        return float(series.labels["le"])
    except ValueError:
        return None


def labels_text(series: Series, *without: str) -> str:
    """`route="/checkout", method="POST"`."""
    return ", ".join(f'{key}="{value}"' for key, value in sorted(series.labels.items()) if key not in without)


def unit_of(series: Series, name: str = "") -> str:
    """The unit as the source declares it, else as the metric's name ends (Prometheus' naming convention)."""
    if series.unit:
        return _SPOKEN.get(series.unit.lower(), series.unit)
    stem = name or series.name
    for ending in ("_total", "_sum", "_bucket"):
        stem = stem.removesuffix(ending)
    if series.name.endswith("_count"):
        return ""
    return _UNITS.get(stem.rsplit("_", 1)[-1], "")


def line_of(choice: Choice, read: Reading) -> Points:
    """The points of a choice, read and computed."""
    if choice.form == "quantile":
        buckets = {
            bound: (points.t, points.value)
            for bound, points in zip(choice.bounds, map(read, choice.series), strict=True)
        }
        t, (value,) = quantiles_of(buckets, (choice.q,))
        return Points(t, value)
    points = read(choice.series[0])
    return Points(points.t, rate_per_second(points.t, points.value)) if choice.form == "rate" else points


def change(value: npt.NDArray[np.float64], before: npt.NDArray[np.bool_]) -> float:
    """How far a line leaves what it was before, in its own usual spreads, times how long it stays away; 0..75.

    The middle and spread before are median and MAD (times 1.4826, which makes it the deviation of a normal
    distribution); a tenth of the level is the least spread, so that a line that never moved isn't moved by noise.
    """
    known = ~np.isnan(value)
    calm, later = value[known & before], value[known & ~before]
    if calm.size < 3 or later.size < 3:
        return 0.0
    middle = float(np.median(calm))
    spread = 1.4826 * float(np.median(np.abs(calm - middle))) + 0.1 * abs(middle)
    reach = float(np.abs(value[known]).max())
    spread = max(spread, reach * 1e-3, 1e-12)
    away = np.abs(later - middle) / spread
    # The upper tenth, not the peak: one odd sample is no change.
    return min(float(np.quantile(away, 0.9)), HIGHEST_SCORE) * (0.5 + float((away > 3).mean()))


def candidates(every: Sequence[Choice]) -> list[Choice]:
    """Choices worth scoring, one quantile a histogram, at most `CANDIDATES`."""
    kept = [choice for choice in every if choice.form != "quantile" or choice.q == 0.99]
    kept = [choice for choice in kept if not choice.name.endswith("_sum")]
    return sorted(kept, key=lambda choice: bool(_HOUSEKEEPING.search(choice.name)))[:CANDIDATES]


def moved_most(lines: Sequence[tuple[Choice, Points]], start: Instant | None, count: int) -> tuple[Choice, ...]:
    """The choices that change most once the incident started, one a metric name, best first.

    start: the incident's beginning; None (or before the first sample): a quarter into each line.
    """
    scored: list[tuple[float, Choice]] = []
    for choice, points in lines:
        if points.t.size < 6:
            continue
        split = start if start is not None else 0
        before = points.t < split
        if not 3 <= int(before.sum()) <= points.t.size - 3:
            before = np.arange(points.t.size) < points.t.size // 4 + 1
        score = change(points.value, before) * (0.3 if _HOUSEKEEPING.search(choice.name) else 1.0)
        scored.append((score, choice))
    scored.sort(key=lambda item: -item[0])
    best: dict[str, Choice] = {}
    for _, choice in scored:
        best.setdefault(choice.name, choice)
    return tuple(best.values())[:count]
