"""The leaves that a source's own columns answer: time, severity, kind, source. No body is read for them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

from workbench.engine.fieldtest import severities_matching, value_test
from workbench.engine.folding import fold
from workbench.engine.needle import Field
from workbench.engine.part import Part
from workbench.engine.rowrange import row_range
from workbench.engine.rowset import RowSet, RowSetBuilder
from workbench.engine.selection import Selection
from workbench.engine.spine import Spine
from workbench.engine.stamps import NULL_T
from workbench.model.case import Member, Source
from workbench.model.instants import parse_instant
from workbench.model.records import KINDS
from workbench.query.tree import Has, Leaf

Bools = npt.NDArray[np.bool_]
BLOCK = 1 << 18
LAST = int(np.iinfo(np.int64).max)


def of_columns(node: Leaf) -> bool:
    """Whether columns alone decide a leaf."""
    if isinstance(node, Has):
        return node.name in ("t", "t_end", "severity", "kind", "source")
    if not isinstance(node, Field):
        return False
    return node.name in ("kind", "source") or (node.name in ("t", "t_end", "severity") and not node.regex)


def column_set(node: Leaf, part: Part, source: Source) -> RowSet | None:
    """Which records of a part match a leaf that columns alone decide; None where bodies or events must be asked.

    source: the part's, for `source:`, which matches a source's path, the path's last part, its id or its label; or those
    of a file that was joined with others, whose records then are those that begin in it.
    """
    if not of_columns(node):
        return None
    if isinstance(node, Has):
        if node.name == "t":
            return timed(part)
        if node.name == "t_end":
            return _ends(part, lambda t: t != NULL_T)
        return where(part, lambda a, b: part.severity[a:b] > 0) if node.name == "severity" else RowSet.all(part.count)
    assert isinstance(node, Field)
    if node.name == "t":
        return between(part, *instants(node))
    if node.name == "t_end":
        low, high = instants(node)
        return _ends(part, lambda t: (t >= low) & (t < high) & (t != NULL_T))
    if node.name == "severity":
        wanted = np.isin(np.arange(256), list(severities_matching(node)))
        return where(part, lambda a, b: wanted[part.severity[a:b]])
    if node.name == "kind":
        test = value_test(node)
        return of_kinds(part, [number for number, name in enumerate(KINDS) if test(name)])
    return _all_or_none(part, True) if source_matches(node, source) else _of_members(node, part, source)


def where(part: Part, test: Callable[[int, int], Bools]) -> RowSet:
    """The records for which a test of [first, last) is true."""
    builder = RowSetBuilder(part.count)
    for first in range(0, part.count, BLOCK):
        builder.put(first, test(first, min(first + BLOCK, part.count)))
    return builder.finish()


def of_kinds(part: Part, kinds: Collection[int]) -> RowSet:
    """The records of some kinds."""
    if part.one_kind >= 0:
        return _all_or_none(part, part.one_kind in kinds)
    wanted = np.isin(np.arange(256), list(kinds))
    return where(part, lambda a, b: wanted[part.kind[a:b]])


def timed(part: Part) -> RowSet:
    """The records that have a time."""
    if part.times.whole:
        return RowSet.all(part.count)
    return where(part, lambda a, b: part.times.t_range(a, b) != NULL_T)


def timed_of_kinds(spine: Spine, kinds: Collection[int]) -> Selection:
    """The rows of some kinds that have a time."""
    return Selection(spine, {part.number: timed(part) & of_kinds(part, kinds) for part in spine.parts})


def between(part: Part, low: int, high: int) -> RowSet:
    """The records whose own time lies in [low, high)."""
    times = part.times
    if high <= low or not part.count:
        return RowSet.none(part.count)
    if times.whole and len(part.runs) == 1 and part.runs[0].perm is None:
        first, last = part.runs[0].left(np.array([low, high], dtype=np.int64)).tolist()
        return row_range(part.count, first, part.count if high == LAST else last)
    builder = RowSetBuilder(part.count)
    each = max(BLOCK // times.step, 1)
    for step in range(0, len(times.low), each):
        some = slice(step, step + each)
        first, last = step * times.step, min((step + each) * times.step, part.count)
        if not ((times.high[some] >= low) & (times.low[some] < high)).any():
            continue
        t = times.t_range(first, last)
        builder.put(first, (t >= low) & ((t < high) | (high == LAST)) & (t != NULL_T))
    return builder.finish()


def instants(node: Field) -> tuple[int, int]:
    """The times [first, last) that satisfy a comparison with an instant; the last of all instants stands for no end."""
    at = parse_instant(node.value, day=0)
    low, high = {
        "=": (at, at + 1), "<": (NULL_T + 1, at), "<=": (NULL_T + 1, at + 1), ">": (at + 1, LAST), ">=": (at, LAST),
    }[node.op]  # fmt: skip
    return min(max(low, NULL_T + 1), LAST), min(max(high, NULL_T + 1), LAST)


def _ends(part: Part, test: Callable[[npt.NDArray[np.int64]], Bools]) -> RowSet:
    if part.columns.wall_end is None:
        return RowSet.none(part.count)
    return where(part, lambda a, b: test(part.t_end_of(np.arange(a, b, dtype=np.int64))))


def _all_or_none(part: Part, every: bool) -> RowSet:
    return RowSet.all(part.count) if every else RowSet.none(part.count)


def source_matches(node: Field, source: Source) -> bool:
    """Whether a source is the one a `source:` leaf names."""
    test = value_test(node)
    return any(test(name) for name in source_names(source.path, source.id, source.label))


def members_matching(node: Field, source: Source) -> list[tuple[Member, Member | None]]:
    """The files of a joined source that a `source:` leaf names, each with the one behind it."""
    test = value_test(node)
    pairs = zip_longest(source.members, source.members[1:])
    return [pair for pair in pairs if any(test(name) for name in source_names(pair[0].path))]


def _of_members(node: Field, part: Part, source: Source) -> RowSet:
    index, found = part.columns.index, RowSet.none(part.count)
    if index is None:
        return found
    for member, after in members_matching(node, source):
        first = index.record_at(member.start - 1) + 1 if member.start else 0
        last = part.count if after is None else index.record_at(after.start - 1) + 1 if after.start else 0
        found |= row_range(part.count, first, max(first, last))
    return found


def source_names(path: str, *others: str) -> tuple[str, ...]:
    """What a source may be called: its path as ingested, that path's last part, a member's part behind `!/`."""
    last = path.rstrip("/").rsplit("/", 1)[-1]
    return tuple(dict.fromkeys(name for name in (path, last, path.rpartition("!/")[2], *others) if fold(name)))
