"""Masked lines merged to templates where the evidence says that they differ by values only; whole columns at a time.

Lines of as many words are rows of a table. Three steps take turns until nothing changes: lines that differ at one place
(`_at_one_place`), lines that differ at several places of which every one varies much more than the rest (`_at_many`), and
lines that an already merged template covers (`_covered`). The outcome depends on the set of lines only, not on their
order or on how often each came.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.engine.masking import BLANK, MARK, without_lists
from workbench.engine.templatespans import spans_merged
from workbench.engine.templatewords import ENOUGH, MERGED, Words, tokens_of

Int64 = npt.NDArray[np.int64]
Float64 = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
ROWS = 6
"""Lines that it takes to say of several places at once that they vary."""
GAP = 3.0
"""How many times rarer the words of a value are than those of the statement around it."""
LONE = 0.75
"""What evidence weighs where one fixed word is all that is left of the statement."""
SUBJECT = 0.5
"""What it weighs for the first word of a line without any value: `klogd started`, `sshd started`."""
TURNS = 8
PASSES = 40
WIDTH = 128
"""More than places of a row."""


def merged(shapes: Sequence[str]) -> list[str]:
    """For each of some distinct shaped lines its template, with `<*>` for values."""
    if not shapes:
        return []
    words, numbers, counts = tokens_of(shapes)
    starts = np.cumsum(counts) - counts
    found: list[str] = [""] * len(shapes)
    for count in np.unique(counts).tolist():
        which = np.flatnonzero(counts == count)
        if not count:
            continue
        table = numbers[starts[which][:, None] + np.arange(count)]
        for line, row in zip(which.tolist(), _Merge(words, table).run().tolist(), strict=True):
            found[line] = "".join([words.texts[number] for number in row])
    texts = (without_lists(text.replace(MERGED, MARK)) for text in spans_merged(found))
    return [text.replace(MARK, BLANK).strip() for text in texts]


class _Merge:
    """Lines of as many words, one row each, while they are merged."""

    def __init__(self, words: Words, table: Int64) -> None:
        self.words = words
        self.place = np.arange(len(table))
        self._put(table)

    def run(self) -> Int64:
        """The rows as they were given, merged."""
        for _ in range(TURNS):
            before = len(self.rows)
            if before < 2:
                break
            self._at_one_place()
            self._at_many()
            self._covered()
            if len(self.rows) == before:
                break
        return self.rows[self.place]

    def _put(self, rows: Int64) -> None:
        _, first, place = np.unique(_key(rows), return_index=True, return_inverse=True)
        self.rows, self.place = rows[first], place.ravel()[self.place]

    # ------------------------------------------------------------------------------------------- one place
    def _at_one_place(self) -> None:
        """Merge rows that differ at one place only, those first of which there are most.

        Words that hold a value already (`node-17`) count as alike at the other places.
        """
        words, width = self.words, self.rows.shape[1]
        for _ in range(PASSES):
            rough = np.where(words.solid[self.rows], words.blank[self.rows], self.rows)
            parts = [_mixed(rough[:, at], at) for at in range(width)]
            whole = np.bitwise_xor.reduce(parts)
            fixed = (words.weight[rough] > 0) & (rough != words.blank[rough])
            left = fixed.sum(axis=1)
            hits = [self._varies(at, whole ^ parts[at], left - fixed[:, at]) for at in range(width)]
            if not self._blanked(hits):
                return

    def _varies(self, at: int, others: npt.NDArray[np.uint64], left: Int64) -> Bools:
        """Rows whose word at a place is a value's, seen from the rows that are alike elsewhere."""
        tokens = self.rows[:, at]
        is_word = self.words.weight[tokens] > 0
        open_ = is_word & (tokens != self.words.blank[tokens])
        if not open_.any():
            return open_
        _, group = np.unique(np.where(is_word, others, ~others), return_inverse=True)
        group = group.ravel()
        sums, kinds = self._evidence(group, tokens)
        context = self._context(at) * np.where(left == 1, LONE, 1.0)
        return open_ & (left > 0) & (kinds[group] > 1) & (_weighed(sums, group, context) >= ENOUGH)

    def _blanked(self, hits: list[Bools]) -> bool:
        """Put a blank where a place varies, at one place a row; whether there was any."""
        order = sorted(range(len(hits)), key=lambda at: (-int(hits[at].sum()), at))
        rows, touched = self.rows.copy(), np.zeros(len(self.rows), dtype=np.bool_)
        for at in order:
            hit = hits[at]
            # A group is merged as a whole or not in this pass.
            if hit.any() and not (hit & touched).any():
                rows[hit, at] = self.words.blank[rows[hit, at]]
                touched |= hit
        if touched.any():
            self._put(rows)
        return bool(touched.any())

    def _evidence(self, group: Int64, tokens: Int64) -> tuple[Float64, Int64]:
        """Weights of the different words in each group by kind (3 × groups), and how many different words."""
        size = len(self.words.texts)
        pairs = np.unique(group * size + tokens)
        groups, words = pairs // size, pairs % size
        count, weight, kind = int(group.max()) + 1, self.words.weight[words], self.words.kind[words]
        sums = [np.bincount(groups, np.where(kind == one, weight, 0.0), count) for one in range(3)]
        return np.stack(sums).astype(np.float64), np.bincount(groups, minlength=count).astype(np.int64)

    def _context(self, at: int) -> Float64:
        """How much a word at a place weighs by what stands before it."""
        if at:
            return self.words.lead[self.rows[:, at - 1]]
        solid = self.words.solid[self.rows]
        return np.where(solid.sum(axis=1) - solid[:, 0] > 0, 1.0, SUBJECT)

    # ------------------------------------------------------------------------------------------- many places
    def _at_many(self) -> None:
        """Merge rows that differ at several places, where values are too many for any two rows to differ at one only.

        In a row the words of its statement are about as frequent as each other, those of values much rarer: the
        largest step between the frequencies of its words parts them. Rows whose frequent words are the same are
        merged if there are enough of them and every rare place has evidence.
        """
        if len(self.rows) < ROWS:
            return
        words, rows = self.words, self.rows
        is_word = words.weight[rows] > 0
        open_ = is_word & (rows != words.blank[rows])
        often = np.where(open_, _frequencies(rows), np.nan)
        free = open_ & (often <= _border(often)[:, None])
        keyed = np.where(free | (is_word & ~open_), -1 - words.blank[rows], rows)
        _, group, count = np.unique(_key(keyed), return_inverse=True, return_counts=True)
        group = group.ravel()
        good = (count[group] >= ROWS) & ((open_ & ~free).sum(axis=1) >= 2)
        for at in np.flatnonzero((free & good[:, None]).any(axis=0)).tolist():
            here = free[:, at]
            own = np.where(here, group, len(count))
            sums, _ = self._evidence(own, rows[:, at])
            good &= ~here | (_weighed(sums, own, self._context(at)) >= ENOUGH)
        hit = free & good[:, None]
        if hit.any():
            self._put(np.where(hit, words.blank[rows], rows))

    # ------------------------------------------------------------------------------------------- what is covered
    def _covered(self) -> None:
        """Rows that a merged one covers, with a word where it has a value."""
        words, rows = self.words, self.rows.copy()
        blank = rows == words.blank[rows]
        fixed = ((words.weight[rows] > 0) & ~blank).sum(axis=1)
        is_word = words.weight[rows] > 0
        for number in np.flatnonzero(blank.any(axis=1) & (fixed >= 2)).tolist():
            row, open_ = self.rows[number], blank[number]
            hit = (rows[:, ~open_] == row[~open_]).all(axis=1)
            hit &= (is_word[:, open_] & (words.blank[rows[:, open_]] == row[open_])).all(axis=1)
            rows[hit] = row
        self._put(rows)


def _weighed(sums: Float64, group: Int64, context: Float64) -> Float64:
    own = sums[:, group]
    return own[0] * context + own[1] * np.minimum(context, 1.0) + own[2]


def _frequencies(rows: Int64) -> Float64:
    """For each word how many rows have it at its place."""
    found = np.empty(rows.shape)
    for at in range(rows.shape[1]):
        _, which, count = np.unique(rows[:, at], return_inverse=True, return_counts=True)
        found[:, at] = count[which.ravel()]
    return found


def _border(often: Float64) -> Float64:
    """In each row the frequency below the largest step, where that step is a large one; else nothing lies below."""
    ordered = np.sort(often, axis=1)
    if ordered.shape[1] < 2:
        return np.full(len(often), -1.0)
    step = np.nan_to_num(ordered[:, 1:] / ordered[:, :-1], nan=0.0)
    at = step.argmax(axis=1)
    lines = np.arange(len(often))
    return np.where(step[lines, at] >= GAP, ordered[lines, at], -1.0)


def _key(rows: Int64) -> npt.NDArray[np.uint64]:
    """A number for each row, the same for the same rows."""
    return np.bitwise_xor.reduce([_mixed(rows[:, at], at) for at in range(rows.shape[1])])


def _mixed(numbers: Int64, at: int) -> npt.NDArray[np.uint64]:
    """Numbers at a place hashed, so that the xor of a row's places is a key of the row (splitmix64's finish)."""
    x: Any = (numbers * np.int64(WIDTH) + np.int64(at)).astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
