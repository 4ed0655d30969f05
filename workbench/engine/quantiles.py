"""Quantiles out of a histogram's cumulative buckets, as Prometheus defines `histogram_quantile`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from workbench.engine.rates import Times, Values, rate_per_second, rate_window

Matrix = npt.NDArray[np.float64]


def histogram_quantile(q: float, bounds: Values, counts: Matrix) -> Values:
    """The q-quantile of each row of `counts`; shape (n,).

    bounds: upper bounds ascending, the last +Inf, shape (b,) · counts: cumulative observations up to each bound, shape
    (n, b). Inside a bucket observations are taken as spread evenly; the lowest bucket starts at 0 when its bound is
    positive, else the answer is its bound; in the +Inf bucket the answer is the highest finite bound. NaN where
    nothing was observed or there are fewer than two buckets; -inf and +inf for q below 0 and above 1. (Prometheus
    documentation, "Query functions", `histogram_quantile`.) Counts that fall from one bound to the next, as scrapes
    in mid-update do, are raised to the one below.
    """
    rows = counts.shape[0]
    if q < 0 or q > 1:
        return np.full(rows, -np.inf if q < 0 else np.inf)
    if bounds.size < 2 or not np.isposinf(bounds[-1]):
        return np.full(rows, np.nan)
    raised = np.maximum.accumulate(np.nan_to_num(counts, nan=0.0), axis=1)
    total = raised[:, -1]
    rank = q * total
    bucket = np.argmax(raised >= rank[:, None], axis=1)
    answer = np.full(rows, bounds[-2])
    inside = bucket < bounds.size - 1
    at = bucket[inside]
    lower = np.where(at > 0, bounds[np.maximum(at - 1, 0)], 0.0)
    lines = np.flatnonzero(inside)
    below = np.where(at > 0, raised[lines, np.maximum(at - 1, 0)], 0.0)
    held = raised[lines, at] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(held > 0, (rank[inside] - below) / held, 0.0)
    value = lower + (bounds[at] - lower) * share
    answer[inside] = np.where((at == 0) & (bounds[0] <= 0), bounds[0], value)
    return np.where(np.isnan(counts).all(axis=1) | ~(total > 0), np.nan, answer)


def bucket_rates(buckets: Mapping[float, tuple[Times, Values]]) -> tuple[Times, Values, Matrix]:
    """Times, bounds and per-second counts of the bucket series of one histogram, by upper bound.

    Only moments at which every bucket was scraped are kept: t (n,), bounds (b,) ascending, counts (n, b).
    """
    bounds = np.array(sorted(buckets), dtype=np.float64)
    common: Times = np.empty(0, dtype=np.int64)
    for number, bound in enumerate(bounds):
        t = buckets[float(bound)][0]
        common = np.unique(t) if number == 0 else np.intersect1d(common, t)
    counts = np.full((common.size, bounds.size), np.nan)
    window = rate_window(common)
    for column, bound in enumerate(bounds):
        t, value = buckets[float(bound)]
        taken = np.searchsorted(t, common)
        counts[:, column] = rate_per_second(common, value[taken], window)
    return common, bounds, counts


def quantiles_of(buckets: Mapping[float, tuple[Times, Values]], qs: Sequence[float]) -> tuple[Times, list[Values]]:
    """Times and one curve a quantile for the bucket series of one histogram."""
    t, bounds, counts = bucket_rates(buckets)
    return t, [histogram_quantile(q, bounds, counts) for q in qs]
