"""A tree over the records of one source: leaves are answered by the case, joined here as sets of records."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Protocol

from workbench.engine.rowrange import grown, row_range
from workbench.engine.rowset import RowSet
from workbench.query.tree import All, And, Leaf, Node, Not, Or

Search = Callable[[RowSet], RowSet]


class Corpus(Protocol):
    """What a tree is evaluated over: some number of records, and which of them a leaf matches."""

    @property
    def size(self) -> int:
        """How many records there are."""
        ...

    def cost(self, node: Leaf) -> int:
        """How dear a leaf is: the cheapest are asked first."""
        ...

    def leaf(self, node: Leaf, within: RowSet) -> RowSet:
        """Which records of `within` a leaf matches."""
        ...


def evaluate(node: Node, corpus: Corpus, within: RowSet | None = None) -> RowSet:
    """Which records of `within` (None: of all) match. Raises what `corpus.leaf` raises.

    Cheap parts go first; a part of an `And` is asked only of what those before it left, one of an `Or` only of what they
    did not find, and none at all where nothing can change any more.
    """
    rest = RowSet.all(corpus.size) if within is None else within
    if isinstance(node, All):
        return rest
    if isinstance(node, Not):
        return rest - evaluate(node.part, corpus, rest)
    if isinstance(node, And):
        for part in sorted(node.parts, key=lambda part: cost(part, corpus)):
            if not rest:
                break
            rest = evaluate(part, corpus, rest)
        return rest
    if isinstance(node, Or):
        found = RowSet.none(corpus.size)
        for part in sorted(node.parts, key=lambda part: cost(part, corpus)):
            if not rest:
                break
            hits = evaluate(part, corpus, rest)
            found, rest = found | hits, rest - hits
        return found
    return corpus.leaf(node, rest)


def cost(node: Node, corpus: Corpus) -> int:
    """What the dearest leaf of a tree costs."""
    if isinstance(node, All):
        return 0
    if isinstance(node, Not):
        return cost(node.part, corpus)
    if isinstance(node, And | Or):
        return max(cost(part, corpus) for part in node.parts)
    return corpus.cost(node)


class LeafMemory:
    """Answers of leaves, so that refining a filter searches only for what is new, and only where nobody looked yet.

    A key whose answers are asked for with a greater size stands for a source that only grows: what was known stays known.
    The longest unused go when all take more than `budget` bytes. Safe from several threads.
    """

    def __init__(self, budget: int = 64 << 20) -> None:
        self._budget, self._size = budget, 0
        self._kept: OrderedDict[Hashable, tuple[RowSet, RowSet]] = OrderedDict()
        self._lock = Lock()

    def answer(self, key: Hashable, within: RowSet, search: Search) -> RowSet:
        """Which of `within` are in the answer of `key`; `search` is asked about those that nobody asked about before."""
        known, hits = self._held(key, within.size)
        missing = within - known
        if missing:
            news = search(missing)
            with self._lock:
                held = self._kept.pop(key, None)
                if held is not None:
                    self._size -= _bytes(held)
                    if held[0].size == within.size:
                        known, hits = held
                known, hits = known | missing, hits | news
                self._keep(key, (known, hits))
        return hits & within

    def knows(self, key: Hashable, within: RowSet) -> bool:
        """Whether nothing would have to be searched."""
        return not within - self._held(key, within.size)[0]

    def _held(self, key: Hashable, size: int) -> tuple[RowSet, RowSet]:
        with self._lock:
            held = self._kept.get(key)
            if held is None or held[0].size > size:
                return RowSet.none(size), RowSet.none(size)
            self._kept.move_to_end(key)
        return held if held[0].size == size else _grown(held, size)

    def _keep(self, key: Hashable, held: tuple[RowSet, RowSet]) -> None:
        self._kept[key] = held
        self._size += _bytes(held)
        while self._size > self._budget and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._size -= _bytes(oldest)


def _grown(held: tuple[RowSet, RowSet], size: int) -> tuple[RowSet, RowSet]:
    """An answer over fewer records, all but the last of which are as they were: that one may have got more lines."""
    known, hits = held
    settled = row_range(known.size, 0, known.size - 1)
    return grown(known & settled, size), grown(hits & settled, size)


def _bytes(held: tuple[RowSet, RowSet]) -> int:
    return held[0].nbytes + held[1].nbytes
