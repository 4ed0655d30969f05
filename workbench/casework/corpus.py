"""What a filter is evaluated over: every row of a case's spine, leaves answered by columns, bytes or events."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workbench.casework.pages import page, raw_text
from workbench.engine.needle import Field, Has, Regex, Text
from workbench.engine.search import find_field, find_text
from workbench.engine.selection import Selection
from workbench.engine.spine import Spine
from workbench.engine.stamps import NULL_T
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.instants import TimeWindow
from workbench.query.columns import Mask, column_leaf
from workbench.query.evaluate import CachedLeaves, evaluate
from workbench.query.fields import INSTANTS, YES
from workbench.query.language import parse
from workbench.query.match import MatchContext, match_records
from workbench.query.tree import Leaf, Node

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

CHUNK = 2000
# Fields that a record of lines has besides what its format takes out of the text.
OF_THE_RECORD = ("id", "phase", "t_raw", "zone_known", "t_observed", "group", "group_key", "template", "kind", "t")
# Fields of an event's record that depend on the case (its source, its clock), so that the event store can't tell.
OF_THE_CASE = ("id", "zone_known", "source", "severity", "template", *INSTANTS)


class Leaves:
    """Leaves over one spine, searched for; `CachedLeaves` remembers the answers."""

    def __init__(self, folder: CaseFolder, spine: Spine) -> None:
        self._folder, self._spine = folder, spine
        self.asking = threading.local()

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self._spine.rows

    def leaf(self, node: Leaf) -> Mask:
        """Which rows a leaf matches."""
        sources = {source.number: source for source in self._folder.notebook.sources.values()}
        answer = column_leaf(node, self._spine, sources)
        if answer is not None:
            return np.array(answer, dtype=np.bool_)
        found = np.zeros(self.rows, dtype=np.bool_)
        self._events(node, found)
        for source, rows in rows_by_source(self._spine, sources):
            if self._spine.event[rows[0]] < 0:
                self._lines(node, source, rows, found)
        return found

    def _lines(self, node: Leaf, source: Source, rows: npt.NDArray[np.int64], found: Mask) -> None:
        """A log's records: by its bytes, or (for what only a record has) by the record."""
        context = getattr(self.asking, "context", None) or JobContext()
        log = self._folder.log(source)
        if isinstance(node, Text | Regex):
            found[rows] = find_text(log.bytes, log.index, node, context).mask_all()
        elif node.name in OF_THE_RECORD or log.format is None:
            self._records(node, rows, found)
        else:
            found[rows] = find_field(log.bytes, log.index, log.format, node, context).mask_all()

    def _events(self, node: Leaf, found: Mask) -> None:
        """All events: by the store's own columns and words, or (for what only the case knows of them) by the record."""
        rows = np.flatnonzero(self._spine.event >= 0)
        if not len(rows):
            return
        if _by_record(node):
            self._records(node, rows, found)
            return
        context = getattr(self.asking, "context", None) or JobContext()
        found[rows] = np.isin(self._spine.event[rows], self._folder.events.matching(node, context))

    def _records(self, node: Leaf, rows: npt.NDArray[np.int64], found: Mask) -> None:
        """Record by record; a user's regex gets a bounded time there too."""
        context = getattr(self.asking, "context", None) or JobContext()
        whole = MatchContext(whole=lambda record: raw_text(self._folder, record))
        for start in range(0, len(rows), CHUNK):
            context.step(start / len(rows), "reading records")
            some = rows[start : start + CHUNK]
            found[some] = match_records(node, page(self._folder, some), whole, context)


def _by_record(node: Leaf) -> bool:
    """Whether an event is asked as a record: what the store doesn't hold, and patterns, whose time it can't bound."""
    return isinstance(node, Field | Has) and (node.name in OF_THE_CASE or (isinstance(node, Field) and node.regex))


class CaseCorpus:
    """A case's rows for one evaluation: remembered leaves, and those that change with the notebook."""

    def __init__(self, folder: CaseFolder, context: JobContext) -> None:
        self._folder, self._context = folder, context
        self._leaves, self._cached = folder.leaves()
        self.rows = self._cached.rows

    def leaf(self, node: Leaf) -> Mask:
        """Which rows a leaf matches."""
        if isinstance(node, Field | Has) and node.name == "pinned":
            return self._pinned(node)
        self._leaves.asking.context = self._context
        try:
            return self._cached.leaf(node)
        finally:
            self._leaves.asking.context = None

    def _pinned(self, node: Field | Has) -> Mask:
        from workbench.casework.citations import row_of

        mask = np.zeros(self.rows, dtype=np.bool_)
        for evidence in self._folder.notebook.evidence.values():
            row = row_of(self._folder, evidence.citation)
            if row >= 0:
                mask[row] = True
        wanted = isinstance(node, Has) or node.value.lower() in YES
        return mask if wanted else ~mask


def rows_by_source(spine: Spine, sources: dict[int, Source]) -> Iterator[tuple[Source, npt.NDArray[np.int64]]]:
    """Each source that has rows, with its rows in order of their bytes."""
    numbers = spine.source[spine.by_place]
    if not len(numbers):
        return
    found, starts = np.unique(numbers, return_index=True)
    ends = np.append(starts[1:], len(numbers))
    for number, start, end in zip(found.tolist(), starts.tolist(), ends.tolist(), strict=True):
        if number in sources:
            yield sources[number], spine.by_place[start:end]


def make_leaves(folder: CaseFolder, spine: Spine) -> tuple[Leaves, CachedLeaves]:
    """The leaves of a spine and their memory; one pair lives as long as the spine."""
    leaves = Leaves(folder, spine)
    return leaves, CachedLeaves(leaves)


def leaf_mask(folder: CaseFolder, node: Leaf) -> Mask:
    """Which rows one leaf matches."""
    return CaseCorpus(folder, JobContext()).leaf(node)


def tree_of(folder: CaseFolder, text: str) -> Node:
    """A filter read in the case's day and zone; `*` alone is everything."""
    case = folder.notebook.case
    return parse("" if text.strip() == "*" else text, day=folder.day(), zone=case.zone)


def selected(
    folder: CaseFolder,
    text: str,
    window: TimeWindow | None,
    context: JobContext,
    sources: Collection[str] | None = None,
    found: Callable[[Selection], None] | None = None,
) -> Selection:
    """The rows that `matching_rows` gives, of those sources (ids; None: all) only; `found` hears what is known so far."""
    spine = folder.spine
    rows = matching_rows(folder, text, window, context)
    if sources is not None:
        numbers = [source.number for source in folder.notebook.sources.values() if source.id in sources]
        rows = rows[np.isin(spine.source[rows], numbers)]
    answer = Selection.from_rows(spine, rows)
    if found is not None:
        found(answer)
    return answer


def matching_rows(
    folder: CaseFolder, text: str, window: TimeWindow | None, context: JobContext
) -> npt.NDArray[np.int64]:
    """Rows that match a filter and, if a window is given, whose own time lies in it."""
    spine = folder.spine
    mask = evaluate(tree_of(folder, text), CaseCorpus(folder, context))
    if window is not None:
        inside = np.zeros(spine.rows, dtype=np.bool_)
        part = spine.within(window)
        inside[part] = spine.t[part] != NULL_T
        mask &= inside
    return np.flatnonzero(mask)
