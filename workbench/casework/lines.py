"""Physical lines that match a filter: text by line, everything else by the record a line belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from workbench.casework.corpus import PartCorpus, corpora, tree_of
from workbench.casework.folder import CaseFolder, Log
from workbench.casework.members import place_of
from workbench.engine.needle import Field, Regex, Text
from workbench.engine.rowrange import row_range
from workbench.engine.rowset import RowSet, RowSetBuilder
from workbench.engine.search import find_text
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.instants import TimeWindow
from workbench.query.columns import between, members_matching, source_matches
from workbench.query.evaluate import evaluate
from workbench.query.tree import Leaf

TEXT_LIMIT = 1 << 20
BLOCK = 1 << 17
PAGE = 1 << 12


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line: number is 1-based; text without its line end, at most 1 MiB of it.

    member: the path of the file that the number is counted in, where the source is joined of several; else empty.
    """

    source: str
    source_id: str
    number: int
    offset: int
    length: int
    text: str
    member: str = ""


class _Lines:
    """One source's lines as what a tree is evaluated over. records: its records, None where it has none."""

    def __init__(
        self, folder: CaseFolder, source: Source, log: Log, records: PartCorpus | None, context: JobContext
    ) -> None:
        self._folder, self._source, self._log, self._context = folder, source, log, context
        self._records = records
        self.size = log.index.lines

    def cost(self, node: Leaf) -> int:
        """Text by line is searched for; the rest costs what it costs by record."""
        return 2 if self._records is None or isinstance(node, Text | Regex) else self._records.cost(node)

    def leaf(self, node: Leaf, within: RowSet) -> RowSet:
        """Which lines of `within` a leaf matches."""
        if isinstance(node, Text | Regex):
            source = self._source
            key = ("lines", source.id, source.object, source.encoding, source.size, self.size, node)
            return self._folder.memory.answer(key, within, partial(self._search, node))
        if isinstance(node, Field) and node.name == "source":
            return within if source_matches(node, self._source) else self._of_members(node) & within
        if self._records is None:
            return RowSet.none(self.size)
        return self.spread(self._records.leaf(node, RowSet.all(self._records.size))) & within

    def _of_members(self, node: Field) -> RowSet:
        """The lines of those joined files that a `source:` leaf names."""
        found = RowSet.none(self.size)
        for member, after in members_matching(node, self._source):
            found |= row_range(self.size, member.lines, self.size if after is None else after.lines)
        return found

    def _search(self, node: Text | Regex, within: RowSet) -> RowSet:
        return find_text(self._log.bytes, self._log.index, node, self._context, within=within, lines=True)

    def spread(self, records: RowSet) -> RowSet:
        """A set of records as one of their lines; lines before the first record belong to none."""
        if not records:
            return RowSet.none(self.size)
        builder = RowSetBuilder(self.size)
        for first in range(0, self.size, BLOCK):
            of = self._log.index.records_of_lines(first, min(first + BLOCK, self.size))
            low = max(int(of[0]), 0)
            held = records.mask(low, int(of[-1]) + 1)
            mask = of >= 0
            mask[mask] = held[of[mask] - low] if len(held) else False
            builder.put(first, mask)
        return builder.finish()

    def window(self, window: TimeWindow) -> RowSet:
        """The lines of records whose own time lies in a window."""
        if self._records is None:
            return RowSet.none(self.size)
        return self.spread(between(self._records.part, window.start, window.end))


def _matches(
    folder: CaseFolder, text: str, window: TimeWindow | None, context: JobContext
) -> Iterator[tuple[Source, Log, RowSet]]:
    """Each source of text, in order of arrival, and which of its lines match."""
    tree = tree_of(folder, text)
    records = {corpus.source.id: corpus for corpus in corpora(folder, folder.spine, context)}
    for source in sorted(folder.notebook.sources.values(), key=lambda source: source.number):
        if folder.has_lines(source):
            log = folder.log(source)
            lines = _Lines(folder, source, log, records.get(source.id), context)
            within = None if window is None else lines.window(window)
            yield source, log, evaluate(tree, lines, within)


def count_lines(folder: CaseFolder, text: str, window: TimeWindow | None, context: JobContext) -> int:
    """How many physical lines match; none of them is read for it."""
    return sum(len(found) for _, _, found in _matches(folder, text, window, context))


def matching_lines(folder: CaseFolder, text: str, window: TimeWindow | None, context: JobContext) -> Iterator[Line]:
    """Lines of every source of text, in order of arrival and of bytes."""
    for source, log, found in _matches(folder, text, window, context):
        for first in range(0, len(found), PAGE):
            ats = found[first : first + PAGE]
            starts, lengths = log.index.line_ranges_of(ats)
            for at, offset, length in zip(ats.tolist(), starts.tolist(), lengths.tolist(), strict=True):
                words = log.bytes.read(offset, min(length, TEXT_LIMIT)).decode("utf-8", "replace").rstrip("\r\n")
                place = place_of(source, offset, length, at + 1)
                yield Line(source.path, source.id, place.line, offset, length, words, place.member)
