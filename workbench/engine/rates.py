"""What a counter says: how fast it grew, restarts of its process left out.

A counter only ever grows, except that it starts again at zero with its process. So a sample below the one before it is
a restart, and what it shows was counted since (Prometheus documentation, "Query functions", `rate` and `resets`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Times = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
SAMPLES_PER_WINDOW = 4


def step_of(t: Times) -> int:
    """The usual distance of two samples in ns (the median), 0 for fewer than two."""
    return int(np.median(np.diff(t))) if t.size > 1 else 0


def rate_window(t: Times) -> int:
    """How far back a rate looks, ns: four sampling steps, the customary least that one missed sample can't empty."""
    return SAMPLES_PER_WINDOW * step_of(t)


def grown(value: Values) -> Values:
    """A counter's growth since its first sample, shape (n,): what it would show had it never been restarted.

    Samples that are NaN are passed over and stay NaN.
    """
    out = np.full(value.shape, np.nan)
    known = ~np.isnan(value)
    seen = value[known]
    if seen.size:
        steps = np.diff(seen)
        steps = np.where(steps < 0, seen[1:], steps)
        out[known] = np.concatenate(([0.0], np.cumsum(steps)))
    return out


def rate_per_second(t: Times, value: Values, window_ns: int | None = None) -> Values:
    """Growth per second at each sample, over the samples at most `window_ns` before it; shape (n,).

    t: ns ascending · value: the counter as scraped. NaN where the window holds no earlier sample: at the start and
    behind a gap. There is no extrapolation to the window's edges, so over a steady counter this is the exact slope.
    """
    rate = np.full(t.shape, np.nan)
    known = ~np.isnan(value)
    times, growth = t[known], grown(value)[known]
    if times.size < 2:
        return rate
    window = rate_window(times) if window_ns is None else window_ns
    first = np.searchsorted(times, times - window, side="left")
    seconds = (times - times[first]) / 1e9
    gain = growth - growth[first]
    with np.errstate(divide="ignore", invalid="ignore"):
        rate[known] = np.where(seconds > 0, gain / seconds, np.nan)
    return rate
