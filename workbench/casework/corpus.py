"""What a filter is evaluated over: the records of each source of a case, leaves answered by columns, bytes or events."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Hashable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workbench.casework.pages import raw_text, records_of
from workbench.engine.needle import Field, Has, Regex, Text
from workbench.engine.part import Part
from workbench.engine.rowrange import row_range
from workbench.engine.rowset import RowSet, RowSetBuilder
from workbench.engine.search import find_field, find_text
from workbench.engine.selection import Selection
from workbench.engine.spine import Spine
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.instants import TimeWindow
from workbench.query.columns import between, column_set, of_columns
from workbench.query.evaluate import cost, evaluate
from workbench.query.fields import INSTANTS, YES
from workbench.query.language import parse
from workbench.query.match import MatchContext, match_records
from workbench.query.tree import Leaf, Node

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

CHUNK = 2000
FIRST_BLOCK, BLOCK, BLOCKS = 1 << 13, 1 << 20, 64
"""Records searched first and at most at once where somebody waits, and how many blocks a source has at most."""
USUAL = 256
"""Bytes of a record for which these hold: of longer ones a block has fewer."""
TOLD_EVERY = 0.05
"""Seconds between two answers to whoever waits for what is found so far."""
# Fields that a record of lines has besides what its format takes out of the text.
OF_THE_RECORD = ("id", "phase", "t_raw", "zone_known", "t_observed", "group", "group_key", "template", "kind", "t")
# Fields of an event's record that depend on the case (its source, its clock), so that the event store can't tell.
OF_THE_CASE = ("id", "zone_known", "source", "severity", "template", *INSTANTS)
Int64 = npt.NDArray[np.int64]
Found = Callable[[RowSet], None]


class PartCorpus:
    """One source's records as what a tree is evaluated over; what was found before is not searched for again."""

    def __init__(
        self, folder: CaseFolder, part: Part, source: Source, context: JobContext, events: dict[Leaf, Int64]
    ) -> None:
        self._folder, self.part, self.source, self.context = folder, part, source, context
        self._event_ids = events
        self.size = part.count

    @property
    def bytes_each(self) -> int:
        """Bytes of a record, about; those of events are not read to search them."""
        index = self.part.columns.index
        return 0 if index is None else index.size // max(self.size, 1)

    def cost(self, node: Leaf) -> int:
        """Columns, then what is known, then text, then fields."""
        if of_columns(node) or isinstance(node, Field | Has) and node.name == "pinned":
            return 0
        if self._folder.memory.knows(self._key(node), RowSet.all(self.size)):
            return 1
        return 2 if isinstance(node, Text | Regex) else 3

    def leaf(self, node: Leaf, within: RowSet, found: Found | None = None) -> RowSet:
        """Which records of `within` a leaf matches; `found` hears what is known while bytes are searched."""
        if isinstance(node, Field | Has) and node.name == "pinned":
            return self._pinned(node) & within
        if isinstance(node, Field | Has) and node.name == "template":
            return self._templates(node, within)
        memory = self._folder.memory
        if of_columns(node):
            return memory.answer(self._key(node), RowSet.all(self.size), lambda _all: self._columns(node)) & within
        if self.part.events and not _by_record(node, self.part):
            return memory.answer(self._key(node), RowSet.all(self.size), lambda _all: self._events(node)) & within
        return memory.answer(self._key(node), within, lambda missing: self._search(node, missing, found))

    def _templates(self, node: Field | Has, within: RowSet) -> RowSet:
        """By the templates of the source's records; asked of all of them, since more lines make better templates."""
        templates = self._folder.templates
        key = (*self._own(), self.size, self._folder.generation, templates.rules_key(), node)
        ask = partial(templates.rows, self.part, self.source, node, context=self.context)
        return self._folder.memory.answer(key, RowSet.all(self.size), lambda every: ask(within=every)) & within

    def _key(self, node: Leaf) -> Hashable:
        """What an answer depends on; that of a log's bytes outlives another clock."""
        lasting = not self.part.events and (isinstance(node, Text | Regex) or not _by_record(node, self.part))
        own = self._own()
        return (*own, node) if lasting and not of_columns(node) else (*own, self._folder.generation, node)

    def _own(self) -> tuple[Hashable, ...]:
        source = self.source
        grows = source.state == "live"
        return (source.id, source.reader, source.object, source.encoding, *(() if grows else (source.size, self.size)))

    def _columns(self, node: Leaf) -> RowSet:
        answer = column_set(node, self.part, self.source)
        assert answer is not None
        return answer

    def _search(self, node: Leaf, within: RowSet, found: Found | None) -> RowSet:
        """A log's records by its bytes; what only the record tells by it."""
        if not isinstance(node, Text | Regex) and _by_record(node, self.part):
            return self._records(node, within)
        log, index = self._folder.log(self.source), self.part.columns.index
        assert index is not None
        if isinstance(node, Text | Regex):
            return find_text(log.bytes, index, node, self.context, within=within, found=found)
        if log.format is None:
            return self._records(node, within)
        return find_field(log.bytes, index, log.format, node, self.context, within=within, found=found)

    def _events(self, node: Leaf) -> RowSet:
        """Events by the store's own columns and words, which are asked once for all sources."""
        if node not in self._event_ids:
            self._event_ids[node] = self._folder.events.matching(node, self.context)
        assert self.part.columns.event is not None
        return RowSet.from_mask(np.isin(self.part.columns.event, self._event_ids[node]))

    def _records(self, node: Leaf, within: RowSet) -> RowSet:
        """Record by record; a user's regex gets a bounded time there too."""
        whole = MatchContext(whole=lambda record: raw_text(self._folder, record))
        builder = RowSetBuilder(self.size)
        for start in range(0, len(within), CHUNK):
            self.context.step(start / len(within), "reading records")
            ats = within[start : start + CHUNK]
            matched = match_records(node, records_of(self._folder, self.part, ats), whole, self.context)
            builder.put_rows(int(ats[0]), int(ats[-1]) + 1, ats[matched])
        return builder.finish()

    def _pinned(self, node: Field | Has) -> RowSet:
        from workbench.casework.citations import at_of

        cited = (self._folder.moved.of(e.citation) for e in self._folder.notebook.evidence.values())
        pinned = {at_of(self._folder, self.part, citation) for citation in cited if citation.source == self.source.id}
        found = RowSet.from_rows(np.array(sorted(pinned - {-1}), dtype=np.int64), self.size)
        wanted = isinstance(node, Has) or node.value.lower() in YES
        return found if wanted else ~found


def _by_record(node: Leaf, part: Part) -> bool:
    """Whether records are looked at one by one: for what neither bytes nor the event store hold, and for patterns over
    events, whose time the store can't bound.
    """
    if isinstance(node, Text | Regex):
        return False
    if part.events:
        return node.name in OF_THE_CASE or (isinstance(node, Field) and node.regex)
    return node.name in OF_THE_RECORD


class _Telling:
    """What is found so far, told at once when the first rows are there and then now and again."""

    def __init__(self, spine: Spine, found: Callable[[Selection], None] | None) -> None:
        self.spine, self._found, self._last = spine, found, 0.0
        self.sets: dict[int, RowSet] = {}

    @property
    def asked(self) -> bool:
        """Whether somebody wants to hear."""
        return self._found is not None

    def put(self, number: int, rows: RowSet) -> None:
        """More of a source's records are known."""
        self.sets[number] = rows
        now = time.monotonic()
        if self._found is not None and now - self._last >= TOLD_EVERY and any(map(len, self.sets.values())):
            self._last = now
            self._found(Selection(self.spine, self.sets))


def corpora(
    folder: CaseFolder, spine: Spine, context: JobContext, sources: Collection[str] | None = None
) -> Iterator[PartCorpus]:
    """Each source that has records, of those given by id (None: all)."""
    by_number = {source.number: source for source in folder.notebook.sources.values()}
    events: dict[Leaf, Int64] = {}
    for part in spine.parts:
        source = by_number.get(part.number)
        if source is not None and (sources is None or source.id in sources):
            yield PartCorpus(folder, part, source, context, events)


def selected(
    folder: CaseFolder,
    text: str,
    window: TimeWindow | None,
    context: JobContext,
    sources: Collection[str] | None = None,
    found: Callable[[Selection], None] | None = None,
) -> Selection:
    """The rows that match a filter and, if a window is given, whose own time lies in it.

    sources: ids of those that are on, None for all · found: hears what is known so far
    """
    tree, spine = tree_of(folder, text), folder.spine
    telling = _Telling(spine, found)
    dear: list[tuple[PartCorpus, RowSet]] = []
    for corpus in corpora(folder, spine, context, sources):
        within = RowSet.all(corpus.size) if window is None else between(corpus.part, window.start, window.end)
        if cost(tree, corpus) <= 1:
            telling.put(corpus.part.number, evaluate(tree, corpus, within))
        else:
            dear.append((corpus, within))
    _search_all(tree, dear, telling)
    return Selection(spine, telling.sets)


def _search_all(tree: Node, dear: list[tuple[PartCorpus, RowSet]], telling: _Telling) -> None:
    """Evaluate what bytes must be searched for: block by block where somebody waits, the first blocks of all first."""
    if isinstance(tree, Text | Regex) or not telling.asked:
        for corpus, within in dear:
            number = corpus.part.number
            if isinstance(tree, Text | Regex | Field | Has):
                telling.put(number, corpus.leaf(tree, within, lambda rows, n=number: telling.put(n, rows)))
            else:
                telling.put(number, evaluate(tree, corpus, within))
        return
    blocks = [(corpus, within, list(_blocks(corpus.size, corpus.bytes_each))) for corpus, within in dear]
    for turn in range(max((len(borders) for _, _, borders in blocks), default=0)):
        for corpus, within, borders in blocks:
            if turn < len(borders):
                corpus.context.step(turn / len(borders), "searching")
                hits = evaluate(tree, corpus, within & row_range(corpus.size, *borders[turn]))
                before = telling.sets.get(corpus.part.number)
                telling.put(corpus.part.number, hits if before is None else before | hits)


def _blocks(size: int, bytes_each: int) -> Iterator[tuple[int, int]]:
    """Stretches of records: a small one first, that the first hits come at once. bytes_each: of a record, about"""
    long = max(bytes_each // USUAL, 1)
    first, most = 0, max(BLOCK // long, size // BLOCKS, 1)
    block = max(FIRST_BLOCK // long, 1)
    while first < size:
        yield first, min(first + block, size)
        first, block = first + block, min(block * 4, most)


def leaf_sets(folder: CaseFolder, node: Leaf, context: JobContext | None = None) -> Selection:
    """The rows one leaf matches."""
    spine = folder.spine
    found = {
        corpus.part.number: corpus.leaf(node, RowSet.all(corpus.size))
        for corpus in corpora(folder, spine, context or JobContext())
    }
    return Selection(spine, found)


def tree_of(folder: CaseFolder, text: str) -> Node:
    """A filter read in the case's day and zone; `*` alone is everything."""
    case = folder.notebook.case
    return parse("" if text.strip() == "*" else text, day=folder.day(), zone=case.zone)


def matching_rows(folder: CaseFolder, text: str, window: TimeWindow | None, context: JobContext) -> Int64:
    """The rows of `selected` as numbers: eight bytes each."""
    return selected(folder, text, window, context).rows()
