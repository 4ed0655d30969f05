"""Sets of row numbers: what a search answers with, and what filters combine without searching again.

A set is cut into pages of 2^20 rows. A page that holds none or all of its rows is only that word; another one is bits,
shared by every set it came out of. Counts per 65,536 rows make the k-th member and the rank of a row cheap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Lock
from typing import overload

import numpy as np
import numpy.typing as npt

from workbench.engine.rowpages import BLOCK, PAGE, Page, Room, Words, bits_of, closed, cut, parts_of

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_CHUNK = 4096


class RowSet:
    """An immutable ascending set of rows out of range(size). Safe from several threads."""

    __slots__ = ("_pages", "_ranks", "size")

    def __init__(self, size: int, pages: tuple[Page, ...], counts: Int64) -> None:
        self.size = size
        self._pages = pages
        self._ranks = np.zeros(len(counts) + 1, dtype=np.int64)
        np.cumsum(counts, out=self._ranks[1:])

    @classmethod
    def none(cls, size: int) -> RowSet:
        """No row; keeps no bits."""
        return cls(size, (False,) * parts_of(size, PAGE), np.zeros(parts_of(size, BLOCK), dtype=np.int64))

    @classmethod
    def all(cls, size: int) -> RowSet:
        """Every row; keeps no bits."""
        counts = np.full(parts_of(size, BLOCK), BLOCK, dtype=np.int64)
        if size % BLOCK:
            counts[-1] = size % BLOCK
        return cls(size, (True,) * parts_of(size, PAGE), counts)

    @classmethod
    def from_mask(cls, mask: Bools) -> RowSet:
        """The rows where a bool array (size,) is true."""
        builder = RowSetBuilder(len(mask))
        builder.put(0, mask)
        return builder.finish()

    @classmethod
    def from_rows(cls, rows: Int64, size: int) -> RowSet:
        """These rows, ascending and without repeats. Raises `ValueError` for others."""
        builder = RowSetBuilder(size)
        builder.put_rows(0, size, np.asarray(rows, dtype=np.int64))
        return builder.finish()

    def __len__(self) -> int:
        return int(self._ranks[-1])

    def __bool__(self) -> bool:
        return len(self) > 0

    def __repr__(self) -> str:
        return f"<{len(self):,} of {self.size:,} rows>"

    @property
    def nbytes(self) -> int:
        """Bytes its bits take, pages shared with other sets included."""
        return sum(page.nbytes for page in self._pages if not isinstance(page, bool)) + self._ranks.nbytes

    def __and__(self, other: RowSet) -> RowSet:
        return self._joined(other, np.bitwise_and, lambda a, b: (b if a else False) if isinstance(a, bool) else None)

    def __or__(self, other: RowSet) -> RowSet:
        return self._joined(other, np.bitwise_or, lambda a, b: (True if a else b) if isinstance(a, bool) else None)

    def _joined(
        self,
        other: RowSet,
        bits: Callable[..., Words],
        plain: Callable[[Page, Page], Page | None],
    ) -> RowSet:
        """The pages of two sets joined: `plain` answers where the first page is none or all (and the other way round)."""
        self._same_size(other)
        made = _Maker(self.size)
        for number, (a, b) in enumerate(zip(self._pages, other._pages, strict=True)):
            page = a if a is b else plain(a, b)
            if page is None:
                page = plain(b, a)
            if page is None:
                assert not isinstance(a, bool) and not isinstance(b, bool)
                made.add(number, bits(a, b, out=made.room(len(a))))
            elif isinstance(page, bool):
                made.add(number, page)
            else:
                made.share(number, page, self if page is a else other)
        return made.set()

    def __sub__(self, other: RowSet) -> RowSet:
        self._same_size(other)
        made = _Maker(self.size)
        for number, (a, b) in enumerate(zip(self._pages, other._pages, strict=True)):
            if a is False or b is True or a is b:
                made.add(number, False)
            elif b is False:
                made.share(number, a, self)
            else:
                assert not isinstance(b, bool)
                words = np.invert(b, out=made.room(len(b)))
                made.add(number, cut(words, made.rows(number)) if a is True else np.bitwise_and(words, a, out=words))
        return made.set()

    def __invert__(self) -> RowSet:
        return RowSet.all(self.size) - self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RowSet):
            return NotImplemented
        if self.size != other.size or not np.array_equal(self._ranks, other._ranks):
            return False
        pairs = zip(self._pages, other._pages, strict=True)
        return all(a is b or (not isinstance(a, bool) and np.array_equal(a, b)) for a, b in pairs)

    __hash__ = None  # type: ignore[assignment]

    def _same_size(self, other: RowSet) -> None:
        if self.size != other.size:
            raise ValueError(f"sets over {self.size} and {other.size} rows can't be combined")

    @overload
    def __getitem__(self, key: int) -> int: ...
    @overload
    def __getitem__(self, key: slice) -> Int64: ...
    def __getitem__(self, key: int | slice) -> int | Int64:
        if isinstance(key, slice):
            first, last, step = key.indices(len(self))
            if step == 1:
                return self._members(first, last)
            return self.take(np.arange(first, last, step, dtype=np.int64))
        at = key + len(self) if key < 0 else key
        if not 0 <= at < len(self):
            raise IndexError(f"there is no member {key} in {len(self)}")
        return int(self.take(np.array([at], dtype=np.int64))[0])

    def __iter__(self) -> Iterator[int]:
        for first in range(0, len(self), _CHUNK):
            yield from self[first : first + _CHUNK].tolist()

    def __contains__(self, row: object) -> bool:
        if not isinstance(row, int | np.integer) or not 0 <= row < self.size:
            return False
        page = self._pages[int(row) // PAGE]
        if isinstance(page, bool):
            return page
        at = int(row) % PAGE
        return bool(int(page[at >> 6]) >> (at & 63) & 1)

    def take(self, positions: Int64) -> Int64:
        """The members at these positions, in any order: int64. Raises `IndexError` for one that isn't there."""
        wanted = np.asarray(positions, dtype=np.int64)
        if len(wanted) and not (int(wanted.min()) >= 0 and int(wanted.max()) < len(self)):
            raise IndexError(f"there are {len(self)} members")
        out = np.empty(len(wanted), dtype=np.int64)
        for first in range(0, len(wanted), _CHUNK):
            out[first : first + _CHUNK] = self._taken(wanted[first : first + _CHUNK])
        return out

    def _taken(self, positions: Int64) -> Int64:
        block = np.searchsorted(self._ranks, positions, side="right") - 1
        blocks, which = np.unique(block, return_inverse=True)
        words, word_rows = self._words(blocks)
        ends = np.cumsum(np.bitwise_count(words), dtype=np.int64)
        # the blocks stand without those between them: so many members before each of them here
        here = np.concatenate([[0], np.cumsum(self._ranks[blocks + 1] - self._ranks[blocks])])[which]
        place = positions - self._ranks[block] + here
        at = np.searchsorted(ends, place, side="right")
        inside = place - ends[at] + np.bitwise_count(words[at])
        bits = np.unpackbits(words[at].view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
        nth = np.argmax(np.cumsum(bits, axis=1, dtype=np.uint8) == (inside + 1)[:, None], axis=1)
        return word_rows[at] + nth

    def _members(self, first: int, last: int) -> Int64:
        """Members number [first, last)."""
        if last <= first:
            return np.zeros(0, dtype=np.int64)
        low = int(np.searchsorted(self._ranks, first, side="right")) - 1
        high = int(np.searchsorted(self._ranks, last - 1, side="right"))
        blocks = low + np.flatnonzero(np.diff(self._ranks[low : high + 1]))
        step = max(PAGE // BLOCK, 1) * 8
        parts = [self._members_of(blocks[at : at + step], first, last) for at in range(0, len(blocks), step)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _members_of(self, blocks: Int64, first: int, last: int) -> Int64:
        """Members number [first, last) as far as they lie in these blocks; those between them are empty."""
        words, rows = self._words(blocks)
        skipped = first - int(self._ranks[blocks[0]])
        wanted = last - int(self._ranks[blocks[0]])
        counts = np.bitwise_count(words)
        ends = np.cumsum(counts, dtype=np.int64)
        low, high = np.searchsorted(ends, [max(skipped, 0), wanted - 1], side="right")
        words, rows = words[low : high + 1], rows[low : high + 1]
        held = words.view(np.uint8)
        if last - first < len(held):  # many bytes hold none
            some = np.flatnonzero(held)
            found = np.flatnonzero(np.unpackbits(held[some], bitorder="little"))
            members = (rows[some >> 3] + ((some & 7) << 3))[found >> 3] + (found & 7)
        else:
            found = np.flatnonzero(np.unpackbits(held, bitorder="little"))
            members = rows[found >> 6] + (found & 63)
        behind = int(ends[low] - counts[low]) if low < len(ends) else 0
        return members[max(skipped - behind, 0) : wanted - behind]

    def _words(self, blocks: Int64) -> tuple[Words, Int64]:
        """The words of these ascending blocks one after the other, and the first row of each word."""
        each = BLOCK >> 6
        parts: list[Words] = []
        places: list[Int64] = []
        for page in np.unique(blocks * BLOCK // PAGE).tolist():
            words = bits_of(self._pages[page], min(PAGE, self.size - page * PAGE))
            for block in blocks[blocks * BLOCK // PAGE == page].tolist():
                at = block * each - page * (PAGE >> 6)
                parts.append(words[at : at + each])
                places.append(block * BLOCK + np.arange(len(parts[-1]), dtype=np.int64) * 64)
        return np.concatenate(parts), np.concatenate(places)

    def rank(self, row: int) -> int:
        """How many members lie below a row."""
        row = min(max(int(row), 0), self.size)
        block = row // BLOCK
        count = int(self._ranks[block])
        start = block * BLOCK
        if row == start:
            return count
        page = self._pages[start // PAGE]
        if isinstance(page, bool):
            return count + (row - start if page else 0)
        first, last = (start % PAGE) >> 6, (start % PAGE + row - start) >> 6
        count += int(np.bitwise_count(page[first:last]).sum(dtype=np.int64))
        return count + (int(page[last]) & ((1 << (row & 63)) - 1)).bit_count() if row & 63 else count

    def count_between(self, first: int, last: int) -> int:
        """How many members lie in the rows [first, last)."""
        return max(self.rank(last) - self.rank(first), 0)

    def between(self, first: int, last: int) -> Int64:
        """The members in the rows [first, last): int64."""
        return self._members(self.rank(first), self.rank(last))

    def mask(self, first: int, last: int) -> Bools:
        """Which of the rows [first, last), cut to the size, are members: bool, the caller's to change."""
        first, last = max(first, 0), min(last, self.size)
        found = np.zeros(max(last - first, 0), dtype=np.bool_)
        for page in range(first // PAGE, parts_of(last, PAGE) if last > first else 0):
            low, high = max(first - page * PAGE, 0), min(last - page * PAGE, PAGE)
            bits = self._pages[page]
            place = page * PAGE + low - first
            if isinstance(bits, bool):
                found[place : place + high - low] = bits
            else:
                some = bits.view(np.uint8)[low >> 3 : (high + 7) >> 3]
                opened = np.unpackbits(some, bitorder="little")[low & 7 : (low & 7) + high - low]
                found[place : place + high - low] = opened
        return found

    def mask_all(self) -> Bools:
        """Which rows are members: bool (size,)."""
        return self.mask(0, self.size)

    def rows(self) -> Int64:
        """All members: int64."""
        return self._members(0, len(self))


class RowSetBuilder:
    """A set being found: parts are put in any order and from several threads; each row is put once at most."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._lock = Lock()
        self._room = Room(size)
        self._open: dict[int, Words] = {}  # pages that more may be put into
        self._closed: dict[int, tuple[Page, Int64]] = {}
        self._left = [min(PAGE, size - first) for first in range(0, size, PAGE)]

    def put(self, first: int, mask: Bools) -> None:
        """Which of the rows [first, first + len(mask)) are members."""
        for page, low, high in self._pages_of(first, first + len(mask)):
            part = mask[page * PAGE + low - first : page * PAGE + high - first]
            bits = None
            if part.any():
                head = low & 7
                bits = np.packbits(
                    np.concatenate([np.zeros(head, np.bool_), part]) if head else part, bitorder="little"
                )
            self._put(page, low, high, bits)

    def put_rows(self, first: int, last: int, rows: Int64) -> None:
        """Which of the rows [first, last) are members, by their ascending numbers. Raises `ValueError` for others."""
        outside = len(rows) and (int(rows[0]) < max(first, 0) or int(rows[-1]) >= min(last, self.size))
        if outside or not (rows[1:] > rows[:-1]).all():
            raise ValueError("the rows must ascend within their range")
        for page, low, high in self._pages_of(first, last):
            start, end = np.searchsorted(rows, [page * PAGE + low, page * PAGE + high])
            bits = None
            if end > start:
                part = rows[start:end] - page * PAGE
                at = (part >> 3) - (low >> 3)
                news = np.flatnonzero(np.diff(at, prepend=-1))
                bits = np.zeros(((high + 7) >> 3) - (low >> 3), dtype=np.uint8)
                bits[at[news]] = np.bitwise_or.reduceat(np.uint8(1) << (part & 7).astype(np.uint8), news)
            self._put(page, low, high, bits)

    def _pages_of(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        for page in range(first // PAGE, parts_of(last, PAGE) if last > first else 0):
            yield page, max(first - page * PAGE, 0), min(last - page * PAGE, PAGE)

    def _put(self, page: int, low: int, high: int, bits: npt.NDArray[np.uint8] | None) -> None:
        with self._lock:
            if bits is not None:
                words = self._open.get(page)
                if words is None:
                    rows = min(PAGE, self.size - page * PAGE)
                    words = self._open[page] = self._room.words(parts_of(rows, 64))
                    words[:] = 0
                words.view(np.uint8)[low >> 3 : (low >> 3) + len(bits)] |= bits
            self._left[page] -= high - low
            if self._left[page] <= 0 and page not in self._closed:
                found = self._open.pop(page, None)
                if found is not None:
                    self._closed[page] = closed(found, min(PAGE, self.size - page * PAGE))

    def snapshot(self) -> RowSet:
        """The set of what has been put so far; whole pages are shared, not copied."""
        with self._lock:
            pages = dict(self._closed)
            for page, words in self._open.items():
                pages[page] = closed(words.copy(), min(PAGE, self.size - page * PAGE))
        made = _Maker(self.size)
        for page, (found, counts) in pages.items():
            made.put(page, found, counts)
        return made.set()

    def finish(self) -> RowSet:
        """The set, once everything has been put; rows that were never put are no members."""
        with self._lock:
            for page in list(self._open):
                self._closed[page] = closed(self._open.pop(page), min(PAGE, self.size - page * PAGE))
        return self.snapshot()


class _Maker:
    """A set being made page by page; what isn't said of a page is none."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._pages: list[Page] = [False] * parts_of(size, PAGE)
        self._counts = np.zeros(parts_of(size, BLOCK), dtype=np.int64)
        self._room = Room(size)

    def room(self, words: int) -> Words:
        """Where the bits of a new page go; what is in it is undefined."""
        return self._room.words(words)

    def rows(self, page: int) -> int:
        """How many rows a page stands for."""
        return min(PAGE, self.size - page * PAGE)

    def add(self, number: int, page: Page) -> None:
        """A page; its bits are counted, and let go when they are none or all."""
        rows = self.rows(number)
        if isinstance(page, bool):
            counts = np.full(parts_of(rows, BLOCK), BLOCK if page else 0, dtype=np.int64)
            if page and rows % BLOCK:
                counts[-1] = rows % BLOCK
            self.put(number, page, counts)
        else:
            self.put(number, *closed(page, rows))

    def share(self, number: int, page: Page, owner: RowSet) -> None:
        """A page as another set has it."""
        first = number * (PAGE // BLOCK)
        counts = np.diff(owner._ranks[first : first + parts_of(self.rows(number), BLOCK) + 1])  # noqa: SLF001
        self.put(number, page, counts)

    def put(self, number: int, page: Page, counts: Int64) -> None:
        """A page and its counts."""
        self._pages[number] = page
        first = number * (PAGE // BLOCK)
        self._counts[first : first + len(counts)] = counts

    def set(self) -> RowSet:
        """The set."""
        return RowSet(self.size, tuple(self._pages), self._counts)
