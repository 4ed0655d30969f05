"""Lines that go on with the one above although they begin a record by themselves: what container runtimes write in pieces.

A line is one where the line above matches the first of a pair of patterns and it matches the second. Few lines do either;
which of them may is read from their heads, many at once, and only those are asked by the regex engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from workbench.engine.arrowview import text_column
from workbench.engine.colours import has_colours, plain_heads, without_colours
from workbench.engine.dialect import ascii_classes
from workbench.engine.headlines import Bools
from workbench.engine.headmachine import Machine
from workbench.engine.headpattern import Unsupported, compiled
from workbench.engine.headtree import HeadTree
from workbench.engine.words import Bytes, Int64, padded

Pairs = Sequence[tuple[str, str]]


class Pieces:
    """Finds such lines by the pairs of one format, and learns which side of each is rarer. For any thread."""

    def __init__(self, pairs: Pairs, quick: bool = True) -> None:
        self._pairs = [(ascii_classes(first), ascii_classes(second)) for first, second in pairs]
        self._sides = [tuple(quick and _supported(side) for side in pair) for pair in self._pairs]
        self._rarer: tuple[_Side, _Side] | None = None

    def glued(self, block: Bytes, starts: Int64, lengths: Int64, begins: Bools, above: str) -> Bools:
        """Which of these lines go on with the one above. begins: those that can · above: the line before the first."""
        above = without_colours(above)
        if has_colours(block, 0, len(block)):
            block, starts, lengths = plain_heads(block, starts, lengths)
        glued = np.zeros(len(starts), dtype=np.bool_)
        for pairs, asked in self._asked(block, starts, lengths, above):
            at = np.flatnonzero(asked & begins)
            for pair, which in pairs if len(at) else ():
                left = at[~glued[at]]
                for side in (which, 1 - which):  # the rarer one first
                    left = left[self._fits(block, starts, lengths, above, pair[side], left - (side == 0))]
                glued[left] = True
        return glued

    def _fits(self, block: Bytes, starts: Int64, lengths: Int64, above: str, pattern: str, at: Int64) -> Bools:
        """Which of these lines match a pattern; -1 is the line above the first."""
        if not len(at):
            return np.zeros(0, dtype=np.bool_)
        rows = np.maximum(at, 0)
        fits = text_column(block, starts[rows], lengths[rows]).str.contains(pattern).to_numpy().copy()
        if at[0] < 0:
            fits[0] = _finds(pattern, above)
        return fits

    def _asked(
        self, block: Bytes, starts: Int64, lengths: Int64, above: str
    ) -> Iterator[tuple[list[tuple[tuple[str, str], int]], Bools]]:
        """Pairs with their rarer side, and the lines that may go on with the one above by them."""
        if not all(map(any, self._sides)):
            yield [(pair, 0) for pair in self._pairs], np.ones(len(starts), dtype=np.bool_)
            return
        block = padded(block, int(starts[-1] + lengths[-1]))
        if self._rarer is None:
            self._rarer = self._learnt(block, starts, lengths)
        for which, (pairs, some) in enumerate(self._rarer):
            found = some.found(block, starts, lengths)
            if which == 0:
                found = np.concatenate([[some.finds(above)], found[:-1]])
            yield [(pair, which) for pair in pairs], found

    def _learnt(self, block: Bytes, starts: Int64, lengths: Int64) -> tuple[_Side, _Side]:
        """The pairs by the side that fewer lines match."""
        sides: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
        for pair, known in zip(self._pairs, self._sides, strict=True):
            counts = [
                int(_Any([text]).found(block, starts, lengths).sum()) if told else len(starts) + 1
                for text, told in zip(pair, known, strict=True)
            ]
            which = counts.index(min(counts))
            sides[which].append(pair)
        firsts, seconds = ((pairs, _Any([pair[which] for pair in pairs])) for which, pairs in enumerate(sides))
        return firsts, seconds


class _Any:
    """Whether any of some anchored patterns matches a line."""

    def __init__(self, patterns: list[str]) -> None:
        self._pattern = f"^(?:{'|'.join(pattern[1:] for pattern in patterns)})" if patterns else ""
        self._tree = HeadTree(Machine(compiled(self._pattern)), lambda _text: 0, 0) if patterns else None

    def found(self, block: Bytes, starts: Int64, lengths: Int64) -> Bools:
        """Of lines in a `padded` block."""
        if self._tree is None:
            return np.zeros(len(starts), dtype=np.bool_)
        heads = self._tree.read(block, starts, lengths)
        if len(heads.unread):
            text = text_column(block, starts[heads.unread], lengths[heads.unread])
            heads.begins[heads.unread] = text.str.contains(self._pattern).to_numpy()
        return heads.begins

    def finds(self, line: str) -> bool:
        """Of one line."""
        return bool(self._pattern) and _finds(self._pattern, line)


# pairs, and whether that side of any of them matches
_Side = tuple[list[tuple[str, str]], _Any]


def _finds(pattern: str, line: str) -> bool:
    return bool(pl.Series([line]).str.contains(pattern)[0])


def _supported(pattern: str) -> bool:
    try:
        compiled(pattern)
    except Unsupported:
        return False
    return True
