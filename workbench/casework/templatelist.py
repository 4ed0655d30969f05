"""The templates of some rows, counted: when each was first and last seen, what is new in a window and what is gone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workbench.casework.templates import CHUNK
from workbench.engine.part import Part
from workbench.engine.selection import Selection
from workbench.engine.spine import Spine
from workbench.engine.stamps import NULL_T
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.instants import TimeWindow
from workbench.model.severity import ERROR, LEVELS
from workbench.model.templates import SPARKS, Mark, TemplateList, TemplateRow

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

Int64 = npt.NDArray[np.int64]
TOLD_EVERY = 0.25
"""Seconds between two answers to whoever waits for what is counted so far."""
Found = Callable[[TemplateList], None]


@dataclass(slots=True)
class _Count:
    """One source's shapes: rows in the window and before it, first and last time, the worst level, rows of each level and
    of each step.
    """

    source: Source
    part: Part
    count: Int64
    before: Int64
    first: Int64
    last: Int64
    severity: Int64
    levels: Int64
    at: Int64
    sparks: Int64


def listed(
    folder: CaseFolder, rows: Selection, window: TimeWindow | None, context: JobContext, found: Found | None = None
) -> TemplateList:
    """Templates of some rows (of all times), counted in a window. Rows in the window are looked at first.

    Raises `Cancelled`. found: hears what is known so far
    """
    spine = rows.spine
    sources = {source.number: source for source in folder.notebook.sources.values()}
    parts = [(part, sources[part.number]) for part in spine.parts if part.number in sources and rows.sets[part.number]]
    parts = [(part, source) for part, source in parts if folder.templates.of(part, source)]
    span, wanted = _span(parts, window), sum(len(rows.sets[part.number]) for part, _ in parts)
    counts: dict[int, _Count] = {}
    read, tell = 0, time.monotonic() + TOLD_EVERY
    for inside in (True, False):
        for part, source in parts:
            for ats in _stretches(part, rows, window, inside):
                context.step(min(read / max(wanted, 1), 1.0), "finding templates")
                shapes = folder.templates.mine(part, source, ats, JobContext())
                counts[part.number] = _counted(counts.get(part.number), part, source, ats, shapes, window, span)
                read += len(ats)
                if found is not None and time.monotonic() > tell:
                    begun = time.monotonic()
                    found(_list(folder, spine, counts, window, span, read, wanted, marked=False))
                    tell = time.monotonic() + max(TOLD_EVERY, 4 * (time.monotonic() - begun))
    # Other lines may show more of what varies: only all of them make the template that a filter finds again.
    folder.templates.mine_all(context)
    return _list(folder, spine, counts, window, span, read, wanted, marked=True)


def _stretches(part: Part, rows: Selection, window: TimeWindow | None, inside: bool) -> list[Int64]:
    """Records of a part, a batch at a time: those in the window, or those out of it."""
    ats = rows.sets[part.number].rows()
    if window is not None:
        t = part.times.t_of(ats)
        here = (t >= window.start) & (t < window.end)
        ats = ats[here if inside else ~here]
    elif not inside:
        return []
    return [ats[first : first + CHUNK] for first in range(0, len(ats), CHUNK)]


def _span(parts: list[tuple[Part, Source]], window: TimeWindow | None) -> TimeWindow | None:
    """What sparklines cover: all of the logs, or a window and its like on both sides."""
    ends = [ends for part, _ in parts if (ends := part.ends()) is not None]
    if not ends:
        return None
    low, high = min(first for first, _ in ends), max(last for _, last in ends) + 1
    if window is None:
        return TimeWindow(low, high)
    low, high = max(low, window.start - window.width), min(high, window.end + window.width)
    return TimeWindow(low, high) if low < high else window


def _counted(
    old: _Count | None,
    part: Part,
    source: Source,
    ats: Int64,
    shapes: npt.NDArray[np.int32],
    window: TimeWindow | None,
    span: TimeWindow | None,
) -> _Count:
    size = int(shapes.max()) + 1 if len(shapes) else 0
    made = _grown(old or _empty(source, part), size)
    t = part.times.t_of(ats)
    timed = t != NULL_T
    here = np.ones(len(ats), dtype=np.bool_) if window is None else timed & (t >= window.start) & (t < window.end)
    earlier = np.zeros(len(ats), dtype=np.bool_) if window is None else timed & (t < window.start)
    np.add.at(made.count, shapes[here], 1)
    np.add.at(made.before, shapes[earlier], 1)
    np.minimum.at(made.first, shapes[timed], t[timed])
    np.maximum.at(made.last, shapes[timed], t[timed])
    severity = part.severity[ats[here]].astype(np.int64)
    np.maximum.at(made.severity, shapes[here], severity)
    np.add.at(made.levels, (shapes[here], _levels(severity)), 1)
    # The record that shows it: the first in the window, where there is one.
    np.minimum.at(made.at, shapes, np.where(here, ats, ats + part.count))
    if span is not None:
        inside = timed & (t >= span.start) & (t < span.end)
        steps = ((t[inside] - span.start) * SPARKS // max(span.width, 1)).astype(np.int64)
        np.add.at(made.sparks, (shapes[inside], steps), 1)
    return made


def _empty(source: Source, part: Part) -> _Count:
    none = np.zeros(0, dtype=np.int64)
    levels, sparks = (np.zeros((0, wide), dtype=np.int64) for wide in (len(LEVELS), SPARKS))
    return _Count(source, part, none, none, none, none, none, levels, none, sparks)


def _levels(severity: Int64) -> Int64:
    """Of each number its index into `LEVELS`, as `level_of` has it."""
    return np.where(severity <= 0, 0, np.minimum((severity + 3) // 4, len(LEVELS) - 1))


def _grown(old: _Count, size: int) -> _Count:
    more = size - len(old.count)
    if more <= 0:
        return old
    far = np.iinfo(np.int64)

    def longer(column: Int64, value: int) -> Int64:
        return np.concatenate([column, np.full((more, *column.shape[1:]), value, dtype=np.int64)])

    return replace(
        old, count=longer(old.count, 0), before=longer(old.before, 0), first=longer(old.first, far.max),
        last=longer(old.last, far.min), severity=longer(old.severity, 0), levels=longer(old.levels, 0),
        at=longer(old.at, far.max), sparks=longer(old.sparks, 0),
    )  # fmt: skip


def _list(
    folder: CaseFolder,
    spine: Spine,
    counts: dict[int, _Count],
    window: TimeWindow | None,
    span: TimeWindow | None,
    read: int,
    wanted: int,
    *,
    marked: bool,
) -> TemplateList:
    """All sources' counts by template. marked: every row is known: so is what is new and what is gone."""
    found: dict[str, TemplateRow] = {}
    rules = folder.notebook.templates
    for index, part in enumerate(spine.parts):
        one = counts.get(part.number)
        if one is None:
            continue
        names = folder.templates.names(part, one.source)
        for row in _rows(one, names.texts, names.ids, names.parts, names.of_shape[: len(one.count)]):
            row = replace(row, row=spine.row_at(index, row.row), pinned=row.id in rules and rules[row.id].pinned)
            found[row.id] = _joined(found[row.id], row) if row.id in found else row
    rows = [row for row in found.values() if row.count or row.before]
    if marked and window is not None:
        rows = [replace(row, mark=_mark(row, window)) for row in rows]
    elif not marked:
        rows = [row for row in rows if row.count]
    rows.sort(key=_order)
    if marked:
        rows = [replace(row, label=folder.templates.label(row.id)) for row in rows]
    return TemplateList(tuple(rows), sum(row.count for row in rows), read, wanted, span, window)


def _rows(
    one: _Count, texts: tuple[str, ...], ids: tuple[str, ...], parts: tuple[int, ...], of_shape: npt.NDArray[np.int32]
) -> list[TemplateRow]:
    """One source's templates; `row` is the record's number in its part."""
    size = len(texts)

    def summed(column: Int64) -> Int64:
        made = np.zeros((size, *column.shape[1:]), dtype=np.int64)
        np.add.at(made, of_shape, column)
        return made

    far = np.iinfo(np.int64)
    count, before, levels, sparks = (summed(column) for column in (one.count, one.before, one.levels, one.sparks))
    first, at = np.full(size, far.max), np.full(size, far.max)
    last, severity = np.full(size, far.min), np.zeros(size, dtype=np.int64)
    np.minimum.at(first, of_shape, one.first)
    np.minimum.at(at, of_shape, one.at)
    np.maximum.at(last, of_shape, one.last)
    np.maximum.at(severity, of_shape, one.severity)
    return [
        TemplateRow(
            ids[n], "", texts[n], int(count[n]), int(before[n]),
            None if first[n] == far.max else int(first[n]), None if last[n] == far.min else int(last[n]),
            tuple(sparks[n].tolist()), int(severity[n]), int(at[n]) % one.part.count, parts[n],
            levels=tuple(levels[n].tolist()),
        )
        for n in range(size)
        if at[n] != far.max and texts[n]
    ]  # fmt: skip


def _joined(one: TemplateRow, other: TemplateRow) -> TemplateRow:
    """The same template in two sources."""
    first = min((t for t in (one.first, other.first) if t is not None), default=None)
    last = max((t for t in (one.last, other.last) if t is not None), default=None)
    shows = one if one.count else other
    return replace(
        one, count=one.count + other.count, before=one.before + other.before, first=first, last=last,
        sparks=tuple(a + b for a, b in zip(one.sparks, other.sparks, strict=True)),
        severity=max(one.severity, other.severity), row=shows.row, parts=max(one.parts, other.parts),
        levels=tuple(a + b for a, b in zip(one.levels, other.levels, strict=True)),
    )  # fmt: skip


def _mark(row: TemplateRow, window: TimeWindow) -> Mark:
    if not row.count:
        return "gone"
    return "new" if row.first is not None and row.first >= window.start else ""


def _order(row: TemplateRow) -> tuple[object, ...]:
    """Pinned ones, then what is new, the worst of it first, then what is gone, then the rest by count."""
    place = {"new": 0, "gone": 1, "": 2}[row.mark]
    worst = -min(row.severity // 4, ERROR // 4) if row.mark == "new" else 0
    return (not row.pinned, place, worst, -row.count, -row.before, row.text)
