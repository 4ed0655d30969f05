"""A tree over a whole case: leaves are answered by the case, joined here as masks over the spine's rows."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Protocol

import numpy as np
import numpy.typing as npt

from workbench.query.tree import All, And, Leaf, Node, Not, Or

Mask = npt.NDArray[np.bool_]


class Corpus(Protocol):
    """What a tree is evaluated over: rows, and which of them a leaf matches."""

    @property
    def rows(self) -> int:
        """How many rows there are."""
        ...

    def leaf(self, node: Leaf) -> Mask:
        """Which rows a leaf matches: bool (rows,)."""
        ...


def evaluate(node: Node, corpus: Corpus) -> Mask:
    """Which rows of the corpus match: bool (rows,), the caller's to change. Raises what `corpus.leaf` raises."""
    if isinstance(node, All):
        return np.ones(corpus.rows, dtype=np.bool_)
    if isinstance(node, Not):
        return ~evaluate(node.part, corpus)
    if isinstance(node, And | Or):
        mask = evaluate(node.parts[0], corpus)
        for part in node.parts[1:]:
            # nothing more can change: the parts that are left, and their searches, are not needed
            if not mask.any() if isinstance(node, And) else mask.all():
                break
            if isinstance(node, And):
                mask &= evaluate(part, corpus)
            else:
                mask |= evaluate(part, corpus)
        return mask
    return corpus.leaf(node).copy()


class CachedLeaves:
    """A corpus that remembers the answers of another, so that refining a filter searches only for what is new.

    One of these lives as long as the spine it was made for. Answers are kept packed, an eighth of a byte a row; the
    longest unused go when they take more than `budget` bytes. Safe from several threads.
    """

    def __init__(self, corpus: Corpus, budget: int = 64 << 20) -> None:
        self._corpus, self._budget, self._size = corpus, budget, 0
        self._kept: OrderedDict[Leaf, npt.NDArray[np.uint8]] = OrderedDict()
        self._lock = Lock()

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self._corpus.rows

    def leaf(self, node: Leaf) -> Mask:
        """The remembered answer, or that of the corpus."""
        with self._lock:
            packed = self._kept.get(node)
            if packed is not None:
                self._kept.move_to_end(node)
        if packed is not None:
            return np.unpackbits(packed, count=self.rows).view(np.bool_)
        mask = self._corpus.leaf(node)
        self._keep(node, np.packbits(mask))
        return mask

    def _keep(self, node: Leaf, packed: npt.NDArray[np.uint8]) -> None:
        with self._lock:
            if node not in self._kept:
                self._kept[node] = packed
                self._size += packed.nbytes
            while self._size > self._budget and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self._size -= oldest.nbytes
