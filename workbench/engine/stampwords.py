"""Stamps straight from a block's bytes, thousands at a time, where they are written alike; the rest as text.

A stamp's layout is its text with every digit taken for 0. It is looked at once; all stamps of that layout are then
checked and read as words. Whatever is out of the ordinary (second 61, the 30th of February, a year that int64 ns can't
hold) goes the way of `parse_stamps`, which decides.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from workbench.engine.arrowview import text_column
from workbench.engine.lineformat import TimeForm
from workbench.engine.stampcolumns import dates_of, epoch_scale
from workbench.engine.stamps import EPOCH, NULL_T
from workbench.engine.stampseries import Stamps, parse_stamps
from workbench.engine.tai import SIZE as TAI_SIZE
from workbench.engine.tai import tai_column
from workbench.engine.timeforms import LONGEST, Shape, Spot, compiled_form
from workbench.engine.words import HIGHS, KEEP, Bytes, Int64, Words, rows_at, word_of

Bools = npt.NDArray[np.bool_]
LAYOUTS = 32  # layouts that are told apart in one batch; what is written in more ways than that is read as text
KNOWN = 2000  # layouts that are remembered
_ZEROS = bytes(48 if 48 <= code <= 57 else code for code in range(256))
# Whole years in which every ns fits into int64, whatever the zone.
FIRST_YEAR, LAST_YEAR = 1678, 2261
_SECOND = 1_000_000_000
_NONE = 10 * _SECOND
_EIGHT, _TEN, _BYTE = np.uint64(8), np.uint64(10), np.uint64(255)


@dataclass(frozen=True, slots=True)
class _Layout:
    """One way to write a stamp. text, reach: its words and what shows a digit (see `headtree`) · care: which bytes of the
    last word count · shape: where its numbers stand; None: what is written so is no stamp · dates: of each word, the bytes
    of the date's digits · whole, fraction: digits of an epoch, and place and digits behind its point · scale: the power of
    ten of an epoch's unit, else -1
    """

    size: int
    text: tuple[np.uint64, ...]
    reach: tuple[np.uint64, ...]
    care: np.uint64
    shape: Shape | None = None
    dates: tuple[np.uint64, ...] = ()
    whole: int = 0
    fraction: Spot = (0, 0)
    scale: int = -1

    @property
    def resolution_ns(self) -> int:
        """The step its digits tell apart."""
        return self.shape.step if self.shape is not None else 10 ** (self.scale - self.fraction[1])


class StampReader:
    """Reads stamps of one form, and learns their layouts. For any thread."""

    def __init__(self, form: TimeForm) -> None:
        self._form: TimeForm = form
        self._layouts: dict[bytes, _Layout] = {}
        self._lock = threading.Lock()

    def read(
        self, block: Bytes, starts: Int64, lengths: npt.NDArray[np.int32], head: npt.NDArray[np.uint64] | None = None
    ) -> Stamps:
        """Stamps at places of a `padded` block; a length below 0 is an unknown time. head: the first words at each place,
        where they have been fetched.
        """
        batch = _Batch(block, starts, self._form, head)
        for size, rows in _by_length(lengths):
            if self._form == "tai64n":
                batch.take_labels(rows, size)
                continue
            if self._form in ("hex", "instant"):  # letters are digits there, and layouts would be many
                batch.slow.append((rows, size))
                continue
            left = rows
            for _ in range(LAYOUTS):
                start = int(starts[left[0]])
                layout = self._layout(block[start : start + size].tobytes().translate(_ZEROS))
                if layout is None:
                    break
                left = batch.take(layout, left)
                if not len(left):
                    break
            if len(left):
                batch.slow.append((left, size))
        return batch.stamps()

    def _layout(self, mask: bytes) -> _Layout | None:
        """The layout of stamps that look like this one; None where there are too many."""
        layout = self._layouts.get(mask)
        if layout is None and len(self._layouts) < KNOWN:
            layout = layout_of(mask, self._form)
            if layout is not None:
                with self._lock:
                    self._layouts[mask] = layout
        return layout


class _Batch:
    """Stamps of one batch on their way to numbers."""

    def __init__(self, block: Bytes, starts: Int64, form: TimeForm, head: npt.NDArray[np.uint64] | None) -> None:
        self._block, self._starts, self._head = block, starts, head
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
        if self._head is not None and layout.size <= 8 * self._head.shape[1]:
            table = self._head if every else self._head[rows]
        else:
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
        if len(rows) and (layout.shape is not None or layout.scale >= 0):
            self._give(layout, rows, _Digits(off), every)
        return left

    def take_labels(self, rows: Int64, size: int) -> None:
        """Read rows of one length as TAI64N labels."""
        if size == TAI_SIZE:
            table = rows_at(self._block, self._starts[rows], 32).view(np.uint8)
            fits, wall = tai_column(table[:, :TAI_SIZE])
            self.wall[rows[fits]] = wall[fits]
            self._finest = 1 if fits.any() else self._finest

    def _give(self, layout: _Layout, rows: Int64, digits: _Digits, every: bool) -> None:
        wall, good = _epoch(layout, digits) if layout.shape is None else _calendar(layout, layout.shape, digits)
        if good is not None:
            self.slow.append((rows[~good], layout.size))
            rows, wall, every = rows[good], wall[good], False
        if len(rows):
            if every:
                self._wall = wall
            else:
                self.wall[rows] = wall
            if layout.shape is not None and layout.shape.naive:
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

    def at(self, spot: Spot) -> Int64:
        """The number there, or the one that stands in all of them, shape (1,)."""
        if not spot[1]:
            return np.full(1, spot[0], dtype=np.int64)
        return self.number(*spot)

    def number(self, place: int, count: int) -> Int64:
        """The number of so many digits there, up to 18."""
        value = self.one(place) if count % 2 else self.two(place)
        for at in range(place + (1 if count % 2 else 2), place + count, 2):
            value = value * 100 + self.two(at)
        return value


def _calendar(layout: _Layout, shape: Shape, digits: _Digits) -> tuple[Int64, Bools | None]:
    """Dates and times of day as ns, and which of them are plain ones (None: all)."""
    days, plain = _days(layout, shape, digits)
    hour = digits.at(shape.hour)
    good = [plain]
    if shape.half >= 0:
        good += [_least(hour, 1), _most(hour, 12)]
        hour = hour % 12 + shape.half
    seconds = days * 86_400 + hour * 3600
    good.append(_most(hour, 23))
    for spot, unit, most in ((shape.minute, 60, 59), (shape.second, 1, 60)):
        if spot[1]:
            part = digits.at(spot)
            seconds += part * unit
            good.append(_most(part, most))
    hours_at, minutes_at, sign = shape.zone
    if sign:
        east, aside = digits.two(hours_at), digits.two(minutes_at) if minutes_at else np.zeros(1, dtype=np.int64)
        good += [_most(east, 23), _most(aside, 59)]
        seconds -= (east * 3600 + aside * 60) * sign
    wall = seconds * _SECOND
    place, count = shape.fraction
    if count:
        wall += digits.number(place, count) * 10 ** (9 - count)
    wrong = [part for part in good if part is not None]
    return wall, np.logical_and.reduce(wrong) if wrong else None


def _most(values: Int64, most: int) -> Bools | None:
    return None if int(values.max()) <= most else values <= most


def _least(values: Int64, least: int) -> Bools | None:
    return None if int(values.min()) >= least else values >= least


def _days(layout: _Layout, shape: Shape, digits: _Digits) -> tuple[Int64, Bools | None]:
    """Days since the epoch; neighbours are mostly of one day, so each run of equal dates is worked out once."""
    new = np.zeros(len(digits) - 1, dtype=np.uint64)
    for word, date in zip(digits.off, layout.dates, strict=True):
        if date:
            new |= (word[1:] ^ word[:-1]) & date
    heads = np.concatenate([[0], np.flatnonzero(new) + 1])
    some = _Digits([word[heads] for word in digits.off])
    fits, days = dates_of(some.at(shape.year), some.at(shape.month), some.at(shape.day), some.at(shape.yday), shape)
    year = some.at(shape.year)
    plain = fits & ((year >= FIRST_YEAR) & (year <= LAST_YEAR) | (shape.year[1] == 2))
    times = np.diff(heads, append=len(digits))
    return np.repeat(days, times), None if plain.all() else np.repeat(plain, times)


def _epoch(layout: _Layout, digits: _Digits) -> tuple[Int64, Bools | None]:
    """Epochs as ns, and which of them int64 holds for certain (None: all)."""
    place, count = layout.fraction
    whole = digits.number(0, layout.whole)
    good = _most(whole, (2**63 - 1) // 10**layout.scale - 1)
    wall = whole * 10**layout.scale
    if count:
        wall += digits.number(place, count) * 10 ** (layout.scale - count)
    return wall, good


def layout_of(mask: bytes, form: TimeForm) -> _Layout | None:
    """The layout of stamps that look like this one; None where a word can't hold their numbers."""
    words, reach, care = _masked(mask)
    plain = _Layout(len(mask), words, reach, care)
    if form != "epoch":
        shape = compiled_form(form).shape(mask)
        return plain if shape is None else replace(plain, shape=shape, dates=_date_bytes(len(words), shape))
    found = EPOCH.fullmatch(mask.decode("latin-1"))
    if found is None:
        return None if b"e" in mask else plain
    if len(found[1]) > 18:
        return None
    scale = epoch_scale(len(found[1]))
    fraction = (found.start(2), min(len(found[2] or ""), scale))
    return replace(plain, whole=len(found[1]), fraction=fraction, scale=scale)


def _date_bytes(count: int, shape: Shape) -> tuple[np.uint64, ...]:
    """Words whose bits are set where a date's digits stand."""
    kept = bytearray(8 * count)
    for place, digits in (shape.year, shape.month, shape.day, shape.yday):
        kept[place : place + digits] = b"\xff" * digits
    return tuple(word_of(bytes(kept[at : at + 8])) for at in range(0, len(kept), 8))


def _masked(mask: bytes) -> tuple[tuple[np.uint64, ...], tuple[np.uint64, ...], np.uint64]:
    """A mask's words, what to add to show a digit, and which bytes of the last one count."""
    parts = [mask[at : at + 8] for at in range(0, len(mask), 8)]
    words = tuple(word_of(part) for part in parts)
    reach = tuple(word_of(bytes(0x76 if code == 48 else 0x7F for code in part)) for part in parts)
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
