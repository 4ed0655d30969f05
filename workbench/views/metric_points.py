"""Curves as numbers: broken at gaps, thinned to the pixels there are, read at an instant, written for people."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from workbench.model.instants import Instant, TimeWindow

Times = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
GAP_STEPS = 3.5
_SI = ((1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


@dataclass(frozen=True, slots=True)
class Curve:
    """One plot's line. t: int64 ns ascending, value: float64, NaN where unknown, both of shape (n,).

    name, unit and labels stand above the plot; marks: evidence labels (`E4`) that cite it · source: where its points
    come from, for saying that there are none
    """

    id: str
    name: str
    t: Times
    value: Values
    unit: str = ""
    labels: str = ""
    marks: tuple[str, ...] = ()
    source: str = ""
    step: int = field(default=0)

    @staticmethod
    def of(id: str, name: str, t: Times, value: Values, **rest: object) -> Curve:
        """A curve that is broken where samples are missing."""
        step = int(np.median(np.diff(t))) if t.size > 1 else 0
        t, value = broken(t, value, step)
        return Curve(id, name, t, value, step=step, **rest)  # type: ignore[arg-type]

    def at(self, t: Instant) -> float:
        """The last value known at an instant, NaN when the nearest sample before is too old or there is none."""
        index = int(np.searchsorted(self.t, t, side="right")) - 1
        if index < 0 or (self.step and t - int(self.t[index]) > GAP_STEPS * self.step):
            return math.nan
        if not self.step and t != int(self.t[index]):
            return math.nan
        return float(self.value[index])

    def silence(self, t: Instant) -> tuple[Instant | None, Instant | None]:
        """Between which known samples an instant without a value lies; None where there is none on that side."""
        known = self.t[~np.isnan(self.value)]
        index = int(np.searchsorted(known, t, side="right"))
        before = int(known[index - 1]) if index else None
        return before, int(known[index]) if index < known.size else None

    def sample(self, t: Instant, forward: bool) -> Instant | None:
        """When the next (or previous) known sample was."""
        before, after = self.silence(t)
        if forward:
            return after
        if before == t:
            return self.silence(t - 1)[0]
        return before


def broken(t: Times, value: Values, step: int) -> tuple[Times, Values]:
    """The same points with NaN just inside every stretch that lacks samples, so that no line crosses it."""
    if t.size < 2 or step <= 0:
        return t, value
    holes = np.flatnonzero(np.diff(t) > GAP_STEPS * step)
    if not holes.size:
        return t, value
    at = np.repeat(holes + 1, 2)
    edges = np.stack((t[holes] + 1, t[holes + 1] - 1), axis=1).ravel()
    return np.insert(t, at, edges), np.insert(value, at, np.nan)


def thinned(t: Times, value: Values, window: TimeWindow, columns: int) -> tuple[Times, Values]:
    """What a window of `columns` pixels can show of a curve: every column's lowest and highest value.

    At most 2 points a column, and the nearest point on either side outside, so that lines leave the picture where
    they should. Columns in which nothing is known stay NaN. Peaks are never lost, however thin.
    """
    first = max(int(np.searchsorted(t, window.start)) - 1, 0)
    last = min(int(np.searchsorted(t, window.end, side="right")) + 1, t.size)
    t, value = t[first:last], value[first:last]
    if t.size <= 2 * columns + 2:
        return t, value
    edges = window.start + np.arange(columns + 1, dtype=np.int64) * max(window.width // columns, 1)
    starts = np.unique(np.concatenate((np.searchsorted(t, edges[:-1]), (0, t.size - 1))))
    starts = starts[starts < t.size]
    low, high = np.fmin.reduceat(value, starts), np.fmax.reduceat(value, starts)
    ends = np.append(starts[1:], t.size) - 1
    # A column's two extremes stand at its own first and last sample: less than a pixel off, and order stays.
    at = np.stack((t[starts], np.maximum(t[ends], t[starts])), axis=1).ravel()
    return at, np.stack((low, high), axis=1).ravel()


def y_ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    """Round values that enclose low..high, at most `most` (at least 2)."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return (0.0, 1.0)
    if low >= 0 and low < 0.6 * high:
        low = 0.0
    if high - low <= 1e-12 * max(abs(low), abs(high), 1e-280):
        high = low + (abs(low) if abs(low) > 1e-280 else 1.0)
    most = max(most, 2)
    raw = (high - low) / (most - 1)
    size = 10.0 ** math.floor(math.log10(raw))
    # With room for three values only, odder steps waste less of the height.
    for factor in (
        (1.0, 2.0, 2.5, 5.0, 10.0, 20.0) if most > 3 else (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.5, 10.0, 15.0, 20.0, 50.0)
    ):
        step = size * factor
        start, end = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if end - start + 1 <= most:
            return tuple(float(f"{number * step:.12g}") for number in range(start, end + 1))
    return (low, high)


def short_number(value: float) -> str:
    """A number in five characters or so: `0.05`, `2.5`, `1.5k`, `134M`."""
    if value == 0:
        return "0"
    size = abs(value)
    for limit, unit in _SI:
        if size >= limit:
            return f"{value / limit:.3g}{unit}"
    return f"{value:.3g}" if size >= 0.001 else f"{value:.0e}".replace("e-0", "e-")


def value_text(value: float, unit: str = "") -> str:
    """A value with its unit as people write it: `2.14 s`, `38 ms`, `134 MB`, `27.4 %`, `390 /s`."""
    if math.isnan(value):
        return ""
    if unit == "s":
        return _seconds(value)
    if unit in ("B", "B/s"):
        for limit, prefix in _SI:
            if abs(value) >= limit:
                return f"{value / limit:.3g} {prefix}{unit}"
        return f"{value:.3g} {unit}"
    if abs(value) >= 100_000:
        text = short_number(value)
    elif abs(value) >= 1000:
        text = f"{value:,.0f}"
    else:
        text = f"{value:.3g}"
    return f"{text} {unit}".strip()


def _seconds(value: float) -> str:
    size = abs(value)
    if size >= 1 or value == 0:
        return f"{value:.3g} s" if size < 1000 else f"{value:,.0f} s"
    if size >= 0.001:
        return f"{value * 1e3:.3g} ms"
    return f"{value * 1e6:.3g} µs"
