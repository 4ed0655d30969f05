"""Physical lines that match a filter: text by line, everything else by the record a line belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from workbench.casework.corpus import CaseCorpus, rows_by_source, tree_of
from workbench.casework.folder import CaseFolder, Log
from workbench.engine.needle import Field, Regex, Text
from workbench.engine.search import find_lines, line_ranges
from workbench.engine.stamps import NULL_T
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.instants import TimeWindow
from workbench.query.columns import Mask, source_matches
from workbench.query.evaluate import evaluate
from workbench.query.tree import Leaf

TEXT_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line: number is 1-based; text without its line end, at most 1 MiB of it."""

    source: str
    source_id: str
    number: int
    offset: int
    length: int
    text: str


class _Lines:
    """One source's lines as what a tree is evaluated over."""

    def __init__(self, folder: CaseFolder, source: Source, log: Log, context: JobContext) -> None:
        self._folder, self._source, self._log, self._context = folder, source, log, context
        self.rows = len(log.index.line_start)

    def leaf(self, node: Leaf) -> Mask:
        """Which lines a leaf matches."""
        if isinstance(node, Text | Regex):
            return find_lines(self._log.bytes, self._log.index, node, self._context)
        if isinstance(node, Field) and node.name == "source":
            return np.full(self.rows, source_matches(node, self._source))
        records = CaseCorpus(self._folder, self._context).leaf(node)
        return self.spread(records)

    def spread(self, mask: Mask) -> Mask:
        """A mask over the spine as one over these lines; lines before the first record belong to none."""
        rows = _rows(self._folder, self._source)
        if not len(rows):
            return np.zeros(self.rows, dtype=np.bool_)
        record = np.searchsorted(self._log.index.line, np.arange(self.rows), side="right") - 1
        return np.where(record >= 0, mask[rows][np.maximum(record, 0)], False)


def _rows(folder: CaseFolder, source: Source) -> np.ndarray:
    sources = {source.number: source}
    return next((rows for _, rows in rows_by_source(folder.spine, sources)), np.empty(0, np.int64))


def matching_lines(folder: CaseFolder, text: str, window: TimeWindow | None, context: JobContext) -> Iterator[Line]:
    """Lines of every source of text, in order of arrival and of bytes."""
    tree = tree_of(folder, text)
    for source in sorted(folder.notebook.sources.values(), key=lambda source: source.number):
        if not folder.has_lines(source):
            continue
        log = folder.log(source)
        lines = _Lines(folder, source, log, context)
        mask = evaluate(tree, lines)
        if window is not None:
            spine = folder.spine
            mask &= lines.spread((spine.t >= window.start) & (spine.t < window.end) & (spine.t != NULL_T))
        starts, lengths = line_ranges(log.bytes, log.index)
        for at in np.flatnonzero(mask).tolist():
            offset, length = int(starts[at]), int(lengths[at])
            words = log.bytes.read(offset, min(length, TEXT_LIMIT)).decode("utf-8", "replace").rstrip("\r\n")
            yield Line(source.path, source.id, at + 1, offset, length, words)
