"""Stamps straight from a block's bytes, thousands at a time, where they are written alike; the rest as text.

A stamp's layout is its text with every digit taken for 0. It is parsed once; all stamps of that layout are then checked and
read as words. Whatever is out of the ordinary (second 61, the 30th of February, a year that int64 ns can't hold) goes the
way of `parse_stamps`, which decides.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.engine.arrowview import text_column
from workbench.engine.lineformat import TimeForm
from workbench.engine.stamps import (
    CLF,
    EPOCH,
    ISO,
    LONGEST,
    MONTHS,
    NULL_T,
    Stamps,
    days_from_civil,
    epoch_scale,
    in_calendar,
    parse_stamps,
)
from workbench.engine.words import HIGHS, KEEP, Bytes, Int64, Words, rows_at, word_of

Bools = npt.NDArray[np.bool_]
LAYOUTS = 24
# Whole years in which every ns fits into int64, whatever the zone.
FIRST_YEAR, LAST_YEAR = 1678, 2261
_SECOND = 1_000_000_000
_NONE = 10 * _SECOND
_EIGHT, _TEN, _BYTE = np.uint64(8), np.uint64(10), np.uint64(255)


@dataclass(frozen=True, slots=True)
class _Layout:
    """One way to write a stamp. text, reach: its words and what shows a digit (see `headtree`) · care: which bytes of the
    last word count ·
    date: its bytes · year, month, day, clock: where they stand (month -1..-12: its number, from a name) · fraction: place
    and digits · zone: places of hours and minutes, and the sign (0: UTC or none) · scale: an epoch's power of ten, else -1
    """

    size: int
    text: tuple[np.uint64, ...]
    reach: tuple[np.uint64, ...]
    care: np.uint64
    fraction: tuple[int, int]
    scale: int = -1
    date: int = 0
    year: int = 0
    month: int = 0
    day: int = 0
    clock: tuple[int, int, int] = (0, 0, 0)
    zone: tuple[int, int, int] = (0, 0, 0)
    naive: bool = False

    @property
    def resolution_ns(self) -> int:
        """The step its digits tell apart."""
        return 10 ** ((9 if self.scale < 0 else self.scale) - self.fraction[1])


class StampReader:
    """Reads stamps of one form, and learns their layouts. For any thread."""

    def __init__(self, form: TimeForm) -> None:
        self._form: TimeForm = form
        self._layouts: dict[int, list[_Layout]] = {}
        self._lock = threading.Lock()

    def read(self, block: Bytes, starts: Int64, lengths: npt.NDArray[np.int32]) -> Stamps:
        """Stamps at places of a `padded` block; a length below 0 is an unknown time."""
        batch = _Batch(block, starts, self._form)
        for size, rows in _by_length(lengths):
            left = rows
            for layout in self._layouts.get(size, ()):
                if len(left):
                    left = batch.take(layout, left)
            while len(left):
                layout = self._learnt(block, starts[left], size)
                if layout is None:
                    batch.slow.append((left, size))
                    break
                left = batch.take(layout, left)
        return batch.stamps()

    def _learnt(self, block: Bytes, starts: Int64, size: int) -> _Layout | None:
        """The layout of one of these stamps; None where none was found that is new."""
        for start in (starts[0], starts[len(starts) // 2], starts[-1]):
            layout = layout_of(block[start : start + size].tobytes(), self._form)
            if layout is not None:
                break
        else:
            return None
        with self._lock:
            known = self._layouts.get(size, [])
            if len(known) >= LAYOUTS:
                return None
            if layout not in known:
                self._layouts[size] = [*known, layout]
        return layout


class _Batch:
    """Stamps of one batch on their way to numbers."""

    def __init__(self, block: Bytes, starts: Int64, form: TimeForm) -> None:
        self._block, self._starts = block, starts
        self._form: TimeForm = form
        self._wall: Int64 | None = None
        self.naive = np.zeros(len(starts), dtype=np.bool_)
        self.slow: list[tuple[Int64, int]] = []
        self._finest = _NONE

    @property
    def wall(self) -> Int64:
        """What is known so far."""
        if self._wall is None:
            self._wall = np.full(len(self._starts), NULL_T, dtype=np.int64)
        return self._wall

    def take(self, layout: _Layout, rows: Int64) -> Int64:
        """Read the rows of that layout; the others are given back."""
        every = len(rows) == len(self._starts)
        size = next(size for size in (8, 16, 32, 64) if layout.size <= size)
        table = rows_at(self._block, self._starts if every else self._starts[rows], size)
        off = [table[:, at] ^ text for at, text in enumerate(layout.text)]
        off[-1] &= layout.care
        wrong = off[0] + layout.reach[0]
        wrong |= off[0]
        for part, reach in zip(off[1:], layout.reach[1:], strict=True):
            wrong |= part
            wrong |= part + reach
        wrong &= HIGHS
        fits = wrong == 0
        left = rows[:0]
        if not fits.all():
            left, rows, every = rows[~fits], rows[fits], False
            off = [part[fits] for part in off]
        if len(rows):
            self._give(layout, rows, _Digits(off), every)
        return left

    def _give(self, layout: _Layout, rows: Int64, digits: _Digits, every: bool) -> None:
        wall, good = _epoch(layout, digits) if layout.scale >= 0 else _calendar(layout, digits)
        if good is not None:
            self.slow.append((rows[~good], layout.size))
            rows, wall, every = rows[good], wall[good], False
        if len(rows):
            if every:
                self._wall = wall
            else:
                self.wall[rows] = wall
            if layout.naive:
                self.naive[slice(None) if every else rows] = True
            self._finest = min(self._finest, layout.resolution_ns)

    def stamps(self) -> Stamps:
        """All of them, what was out of the ordinary read as text."""
        for rows, size in self.slow:
            rows = np.sort(rows)
            read = parse_stamps(text_column(self._block, self._starts[rows], np.full(len(rows), size)), self._form)
            known = read.wall != NULL_T
            self.wall[rows], self.naive[rows] = read.wall, read.naive
            if known.any():
                self._finest = min(self._finest, read.resolution_ns)
        return Stamps(self.wall, self.naive, min(self._finest, _SECOND))


class _Digits:
    """The digits of stamps of one layout, by their place in the text. off: words whose bytes are 0..9, or 0."""

    def __init__(self, off: list[Words]) -> None:
        self.off = off
        self._pairs: dict[int, Words] = {}

    def __len__(self) -> int:
        return len(self.off[0])

    def one(self, place: int) -> Int64:
        """The digit there."""
        return ((self.off[place >> 3] >> np.uint64(8 * (place & 7))) & _BYTE).view(np.int64)

    def two(self, place: int) -> Int64:
        """The number of two digits there."""
        word, byte = place >> 3, place & 7
        if byte == 7:
            return self.one(place) * 10 + self.one(place + 1)
        pairs = self._pairs.get(word)
        if pairs is None:
            pairs = self._pairs[word] = self.off[word] * _TEN + (self.off[word] >> _EIGHT)
        return ((pairs >> np.uint64(8 * byte)) & _BYTE).view(np.int64)

    def number(self, place: int, count: int) -> Int64:
        """The number of so many digits there, up to 18."""
        value = self.one(place) if count % 2 else self.two(place)
        for at in range(place + (1 if count % 2 else 2), place + count, 2):
            value = value * 100 + self.two(at)
        return value


def _calendar(layout: _Layout, digits: _Digits) -> tuple[Int64, Bools | None]:
    """Dates and times of day as ns, and which of them are plain ones (None: all)."""
    days, plain = _days(layout, digits)
    hour, minute, second = (digits.two(place) for place in layout.clock)
    seconds = days * 86_400 + (hour * 3600 + minute * 60 + second)
    good = [plain, *(_most(part, most) for part, most in ((hour, 23), (minute, 59), (second, 60)))]
    hours_at, minutes_at, sign = layout.zone
    if sign:
        east, aside = digits.two(hours_at), digits.two(minutes_at) if minutes_at else np.zeros(1, dtype=np.int64)
        good += [_most(east, 23), _most(aside, 59)]
        seconds -= (east * 3600 + aside * 60) * sign
    wall = seconds * _SECOND
    place, count = layout.fraction
    if count:
        wall += digits.number(place, count) * 10 ** (9 - count)
    wrong = [part for part in good if part is not None]
    return wall, np.logical_and.reduce(wrong) if wrong else None


def _most(values: Int64, most: int) -> Bools | None:
    return None if int(values.max()) <= most else values <= most


def _days(layout: _Layout, digits: _Digits) -> tuple[Int64, Bools | None]:
    """Days since the epoch; neighbours are mostly of one day, so each run of equal dates is worked out once."""
    behind = KEEP[layout.date - 8]
    first, second = digits.off[0], digits.off[1] & behind
    new = np.flatnonzero((first[1:] != first[:-1]) | (second[1:] != second[:-1])) + 1
    heads = np.concatenate([[0], new])
    some = _Digits([first[heads], second[heads]])
    year, day = some.number(layout.year, 4), some.two(layout.day)
    month = np.full(len(heads), -layout.month) if layout.month < 0 else some.two(layout.month)
    plain = in_calendar(year, month, day) & (year >= FIRST_YEAR) & (year <= LAST_YEAR)
    days = days_from_civil(year, month, day)
    times = np.diff(heads, append=len(digits))
    return np.repeat(days, times), None if plain.all() else np.repeat(plain, times)


def _epoch(layout: _Layout, digits: _Digits) -> tuple[Int64, Bools | None]:
    """Epochs as ns, and which of them int64 holds for certain (None: all)."""
    place, count = layout.fraction
    whole = digits.number(0, layout.clock[0])
    good = _most(whole, (2**63 - 1) // 10**layout.scale - 1)
    wall = whole * 10**layout.scale
    if count:
        wall += digits.number(place, count) * 10 ** (layout.scale - count)
    return wall, good


def layout_of(text: bytes, form: TimeForm) -> _Layout | None:
    """The layout of a stamp by its text; None where it isn't one of that form."""
    if not 0 < len(text) <= LONGEST or not text.isascii():
        return None
    plain = text.decode("ascii")
    if form == "epoch":
        return _epoch_layout(plain)
    if form == "slash":
        plain, form = plain.replace("/", "-"), "iso"
    found = (ISO if form == "iso" else CLF).fullmatch(plain)
    if found is None:
        return None
    year, month, day = (1, 2, 3) if form == "iso" else (3, 2, 1)
    month_at = found.start(month)
    if form == "clf":
        if found[2].lower() not in MONTHS:
            return None
        month_at = -1 - MONTHS.index(found[2].lower())
    zone = (0, 0, 0)
    if found[8] and found[8][0] in "+-":
        at, end = found.span(8)
        zone = (at + 1, end - 2 if end - at > 3 else 0, 1 if found[8][0] == "+" else -1)
    return _Layout(
        len(text), *_masked(text), (found.start(7), len(found[7] or "")),
        date=found.start(4) - 1, year=found.start(year), month=month_at, day=found.start(day),
        clock=(found.start(4), found.start(5), found.start(6)), zone=zone, naive=found[8] is None,
    )  # fmt: skip


def _epoch_layout(text: str) -> _Layout | None:
    found = EPOCH.fullmatch(text)
    if found is None or len(found[1]) > 18:
        return None
    scale = epoch_scale(len(found[1]))
    fraction = (found.start(2), min(len(found[2] or ""), scale))
    return _Layout(len(text), *_masked(text.encode()), fraction, scale, clock=(len(found[1]), 0, 0))


def _masked(text: bytes) -> tuple[tuple[np.uint64, ...], tuple[np.uint64, ...], np.uint64]:
    """A text's words with its digits taken for 0, what to add to show a digit, and which bytes of the last one count."""
    parts = [text[at : at + 8] for at in range(0, len(text), 8)]
    words = tuple(word_of(bytes(48 if 48 <= code <= 57 else code for code in part)) for part in parts)
    reach = tuple(word_of(bytes(0x76 if 48 <= code <= 57 else 0x7F for code in part)) for part in parts)
    return words, reach, KEEP[len(parts[-1])]


def _by_length(lengths: npt.NDArray[np.int32]) -> Iterator[tuple[int, Int64]]:
    """Rows by the length of their stamp, those without one and the longest left out."""
    if not len(lengths):
        return
    first = int(lengths[0])
    if 0 < first <= LONGEST and (lengths == first).all():
        yield first, np.arange(len(lengths))
        return
    for size in np.flatnonzero(np.bincount(np.clip(lengths, 0, LONGEST + 1), minlength=1)).tolist():
        if 0 < size <= LONGEST:
            yield size, np.flatnonzero(lengths == size)
