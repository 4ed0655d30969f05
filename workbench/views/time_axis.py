"""Time on a line of pixels: the mapping both ways, round labels in a zone, and bins that stay still while it moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from workbench.model.instants import DAY, HOUR, MINUTE, SECOND, Instant, TimeWindow, clock_text, to_datetime

_FRACTIONS = tuple(unit * factor for unit in (1, 1_000, 1_000_000) for factor in (1, 2, 5, 10, 20, 50, 100, 200, 500))
STEPS: tuple[int, ...] = (
    *_FRACTIONS,
    *(SECOND * n for n in (1, 2, 5, 10, 15, 30)),
    *(MINUTE * n for n in (1, 2, 5, 10, 15, 30)),
    *(HOUR * n for n in (1, 2, 3, 6, 12)),
    *(DAY * n for n in (1, 2, 7, 14, 28, 91, 182, 364)),
    *(DAY * 365 * n for n in (2, 5, 10, 20, 50, 100)),
)
YEARS = (1, 2, 5, 10, 20, 50, 100)
"""Steps of labels that are years; each is at most as long as the step of `STEPS` it stands for, and a day or two."""
YEAR = 364 * DAY
NARROWEST = 1_000
ZOOM = 0.8


@dataclass(frozen=True, slots=True)
class TimeScale:
    """A window of time laid over the pixels from `left` to `right`."""

    window: TimeWindow
    left: float
    right: float

    @property
    def ns_per_pixel(self) -> float:
        """How much time one pixel stands for."""
        return max(self.window.width, 1) / max(self.right - self.left, 1.0)

    def x(self, t: Instant) -> float:
        """The pixel of an instant; it may lie outside."""
        return self.left + (t - self.window.start) / self.ns_per_pixel

    def xs(self, t: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """The pixels of many instants."""
        return self.left + (t - self.window.start) / self.ns_per_pixel

    def t(self, x: float) -> Instant:
        """The instant under a pixel."""
        return self.window.start + int((x - self.left) * self.ns_per_pixel)

    def holds(self, t: Instant | None) -> bool:
        """Whether an instant is in sight, the end included."""
        return t is not None and self.window.start <= t <= self.window.end


@dataclass(frozen=True, slots=True)
class Tick:
    """A round moment and what is written beside it."""

    t: Instant
    label: str


def round_step(ns: float) -> int:
    """The smallest customary step that is not below `ns`."""
    return next((step for step in STEPS if step >= ns), STEPS[-1])


def ticks(scale: TimeScale, zone: str = "UTC", spacing: float = 90.0) -> tuple[Tick, ...]:
    """Round moments in a zone, at least `spacing` pixels apart; a day's first one is written as its date."""
    step = round_step(scale.ns_per_pixel * spacing)
    if step >= YEAR:
        return _years(scale.window, next(n for n in YEARS if n * 366 * DAY >= step), zone)
    shift = _utc_offset(scale.window.start, zone)
    first = -(-(scale.window.start + shift) // step) * step - shift
    return tuple(Tick(t, tick_text(t, step, zone)) for t in range(first, scale.window.end + 1, step))


def _years(window: TimeWindow, every: int, zone: str) -> tuple[Tick, ...]:
    """The beginnings of each so many years, written as the year."""
    first, last = to_datetime(window.start, zone).year, to_datetime(window.end, zone).year
    begun = ((year, _new_year(year, zone)) for year in range(-(-first // every) * every, last + 1, every))
    return tuple(Tick(t, str(year)) for year, t in begun if window.start <= t <= window.end)


def _new_year(year: int, zone: str) -> Instant:
    utc = int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) * SECOND
    return utc - _utc_offset(utc, zone)


def tick_text(t: Instant, step: int, zone: str = "UTC") -> str:
    """`14:05`, `14:05:30`, `14:05:30.25`, `17 Mar` where a day begins, `1 Apr 2026` where steps are months."""
    moment = to_datetime(t, zone)
    if step >= 91 * DAY:
        return f"{moment.day} {moment:%b %Y}"
    if step >= DAY or (step >= MINUTE and (moment.hour, moment.minute) == (0, 0)):
        return f"{moment.day} {moment:%b}"
    if step >= MINUTE:
        return clock_text(t, 0, zone)[:5]
    if step >= SECOND:
        return clock_text(t, 0, zone)
    digits = 9 - (len(str(step)) - 1)
    return clock_text(t, digits, zone)


def _utc_offset(t: Instant, zone: str) -> int:
    offset = to_datetime(t, zone).utcoffset() or timedelta()
    return int(offset.total_seconds()) * SECOND


def bin_edges(scale: TimeScale, pixels: float) -> npt.NDArray[np.int64]:
    """Edges of bins about `pixels` wide over what is in sight, at multiples of a round step, shape (bins + 1,).

    The bins belong to the calendar, not to the screen: their counts don't flicker while the view is moved.
    """
    step = round_step(scale.ns_per_pixel * pixels)
    first = scale.window.start // step
    last = -(-max(scale.window.end, scale.window.start + 1) // step)
    return np.arange(first, last + 1, dtype=np.int64) * step


def zone_label(t: Instant, zone: str) -> str:
    """`UTC  17 Mar 2026`: what the times beside it mean."""
    moment = to_datetime(t, zone)
    return f"{moment:%Z}  {moment.day} {moment:%b %Y}"


def span_text(window: TimeWindow, zone: str = "UTC") -> str:
    """`13:58–14:44`, with seconds or milliseconds where the window is that short, with dates where it is that long,
    and years where it reaches from one into another.
    """
    if window.width > DAY:
        start, end = to_datetime(window.start, zone), to_datetime(window.end, zone)
        year = " %Y" if start.year != end.year else ""
        return "–".join(f"{moment.day} {moment:%b{year} %H:%M}" for moment in (start, end))
    if window.width < 2 * SECOND:
        return f"{clock_text(window.start, 3, zone)}–{clock_text(window.end, 3, zone)}"
    cut = 5 if window.width >= 10 * MINUTE else 8
    return f"{clock_text(window.start, 0, zone)[:cut]}–{clock_text(window.end, 0, zone)[:cut]}"


def zoomed(window: TimeWindow, factor: float, about: Instant, whole: TimeWindow) -> TimeWindow:
    """The window `factor` times as wide about an instant, never above twice the whole nor below a microsecond."""
    width = min(max(int(window.width * factor), NARROWEST), max(2 * whole.width, NARROWEST))
    return window.scaled(width / max(window.width, 1), about)


def panned(window: TimeWindow, ns: int, whole: TimeWindow) -> TimeWindow:
    """The window moved, but never so far that none of the whole is left in sight."""
    margin = window.width // 2
    low, high = whole.start - margin - window.start, whole.end + margin - window.end
    return window.moved(min(max(ns, min(low, 0)), max(high, 0)))


def padded(window: TimeWindow, share: float = 0.02) -> TimeWindow:
    """A little wider on both sides, so that nothing stands on the edge; at least a second wide."""
    margin = max(int(window.width * share), SECOND // 2)
    return TimeWindow(window.start - margin, window.end + margin)
