"""What a source's zone and clock correction do: the spine from columns, and the declaration itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from workbench.casework.edits import Put
from workbench.casework.folder import CaseFolder, stored_as
from workbench.casework.timedoubts import ASSUMED, time_doubts, told_of, with_time_doubts
from workbench.casework.values import ClockChange
from workbench.casework.years import dating_of, with_base, with_declared
from workbench.engine.part import Part, SpinePart
from workbench.engine.parttimes import PartTimes
from workbench.engine.spine import Spine, build_spine
from workbench.engine.stamps import NULL_T
from workbench.engine.tally import LogStats
from workbench.model.case import Problem, Source
from workbench.model.instants import Instant, zone_named
from workbench.model.records import KINDS
from workbench.model.sourcetimes import base_text

Int64 = npt.NDArray[np.int64]
Ends = tuple[Instant | None, Instant | None]
BLOCK = 1 << 18


def spine_of(folder: CaseFolder) -> Spine:
    """The spine of today's sources and clocks: a merge of their columns, of which nothing is copied."""
    return build_spine([part_of(folder, source) for source in folder.readable() if source.records])


def part_of(folder: CaseFolder, source: Source) -> SpinePart:
    """One source's columns for the spine."""
    offset = source.offset_ns if source.correction_on else 0
    if not folder.is_log(source):
        columns = folder.events.columns(stored_as(source))
        return SpinePart(
            source.number, columns.wall, columns.naive, columns.severity, columns.kind, columns.offset, columns.length,
            columns.wall_end, columns.row, zone=source.zone, offset_ns=offset,
        )  # fmt: skip
    log = folder.log(source)
    kind = KINDS.index(log.format.kind) if log.format else 0
    dating = dating_of(source, log.index.stats)
    outline = folder.index / "times" / folder.log_folder(source).name if folder.index_is_ours else None
    return SpinePart.of_log(
        source.number, log.index, kind, zone=source.zone, offset_ns=offset, folder=outline, dating=dating
    )


def set_clock(
    folder: CaseFolder,
    source: Source,
    offset_ns: int | None,
    zone: str | None,
    on: bool | None,
    year: str | None,
    dry_run: bool,
) -> ClockChange:
    """Declare a zone, an offset or a year: one edit on the source, or (dry run) only what it would move.

    Raises `WorkbenchError` for a zone or year that is none, or a year that the stamps say themselves.
    """
    if zone:
        zone_named(zone)
    changed = replace(
        source,
        offset_ns=source.offset_ns if offset_ns is None else offset_ns,
        zone=zone or source.zone,
        zone_known="declared" if zone else source.zone_known,
        correction_on=source.correction_on if on is None else on,
    )
    stats = _stats(folder, source)
    if year is not None:
        changed = with_declared(changed, stats, year)
    elif stats.partial != "none" and changed.base_known == "assumed":
        changed = with_base(changed, stats)
    if source.records:
        after = Part(part_of(folder, changed))
        ends, moved = _moved_records(Part(part_of(folder, source)).times, after.times)
        doubts = time_doubts(changed, stats, told_of(after)) if folder.is_log(source) else _kept_doubts(changed)
        changed = replace(changed, problems=with_time_doubts(source.problems, doubts))
    else:
        ends, moved = _moved_samples(folder.metrics.times_of(source), folder.metrics.times_of(changed))
    if ends[0] != (None, None):
        changed = replace(changed, first=ends[1][0], last=ends[1][1])
    if not dry_run:
        folder.do(Put(changed, label=_label(source, changed)))
    return ClockChange(changed, ends[0], ends[1], moved, not dry_run)


def _stats(folder: CaseFolder, source: Source) -> LogStats:
    """What a log's index tells; nothing of other sources."""
    return folder.log(source).index.stats if folder.is_log(source) and source.records else LogStats()


def _kept_doubts(source: Source) -> tuple[Problem, ...]:
    """The doubts about the times of a source that is no log, but for what is declared now."""
    doubts = (one for one in source.problems if one.of_time or one.what.startswith(ASSUMED))
    return tuple(one for one in doubts if not (source.zone_known == "declared" and one.what.startswith(ASSUMED)))


def _moved_records(before: PartTimes, after: PartTimes) -> tuple[tuple[Ends, Ends], int]:
    """First and last time before and after, and how many records get another one."""
    moved = 0
    for first in range(0, before.count, BLOCK):
        last = min(first + BLOCK, before.count)
        moved += int(np.count_nonzero(before.t_range(first, last) != after.t_range(first, last)))
    return (before.lowest() or (None, None), after.lowest() or (None, None)), moved


def _moved_samples(before: Int64, after: Int64) -> tuple[tuple[Ends, Ends], int]:
    """The same of a source's metric samples."""
    before, after = before[before != NULL_T], after[after != NULL_T]
    if not len(before):
        return ((None, None), (None, None)), 0
    ends = (int(before.min()), int(before.max())), (int(after.min()), int(after.max()))
    return ends, int(np.count_nonzero(before != after))


def _label(before: Source, after: Source) -> str:
    if after.zone != before.zone or after.zone_known != before.zone_known:
        return f"read {before.name} as {after.zone}"
    if (after.base, after.base_known) != (before.base, before.base_known):
        return f"dated {before.name} by {base_text(after)}"
    if not after.correction_on:
        return f"switched the correction of {before.name} off"
    return f"corrected the clock of {before.name} by {after.offset_ns / 1e9:+g} s"
