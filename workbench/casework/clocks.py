"""What a source's zone and clock correction do: the spine from columns, and the declaration itself."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np

from workbench.casework.edits import Put
from workbench.casework.folder import CaseFolder
from workbench.casework.values import ClockChange
from workbench.engine.spine import Spine, SpinePart, build_spine, corrected_times, open_spine
from workbench.engine.stamps import NULL_T
from workbench.model.case import Problem, Source
from workbench.model.instants import Instant
from workbench.model.records import KINDS

KEPT_SPINES = 2
ASSUMED = "its stamps give no zone"


def spine_of(folder: CaseFolder) -> Spine:
    """The spine of today's sources and clocks: mapped when it was made before, else made from their columns."""
    sources = [source for source in folder.readable() if source.records]
    target = folder.index / "spine" / spine_name(sources)
    try:
        return open_spine(target)
    except ValueError:
        target.parent.mkdir(parents=True, exist_ok=True)
    parts = [part_of(folder, source) for source in sources]
    spine = build_spine(parts, target)
    _forget_old(target)
    return spine


def spine_name(sources: list[Source]) -> str:
    """A name for what a spine depends on, so that one of other sources or clocks is never taken for it."""
    keys = [
        (
            s.id,
            s.number,
            s.object,
            s.reader,
            s.zone,
            s.offset_ns if s.correction_on else 0,
            s.records,
            s.size,
            s.encoding,
        )
        for s in sources
    ]
    return hashlib.sha256(msgspec.json.encode(keys)).hexdigest()[:32]


def _forget_old(newest: Path) -> None:
    """Keep the last few generations, which a reader may still have mapped."""
    others = [path for path in newest.parent.iterdir() if path.is_dir() and path != newest]
    for path in sorted(others, key=lambda path: path.stat().st_mtime_ns)[:-KEPT_SPINES]:
        shutil.rmtree(path, ignore_errors=True)


def part_of(folder: CaseFolder, source: Source) -> SpinePart:
    """One source's columns for the spine."""
    offset = source.offset_ns if source.correction_on else 0
    if not folder.is_log(source):
        columns = folder.events.columns(source.id)
        return SpinePart(
            source.number, columns.wall, columns.naive, columns.severity, columns.kind, columns.offset, columns.length,
            columns.wall_end, columns.row, zone=source.zone, offset_ns=offset,
        )  # fmt: skip
    log = folder.log(source)
    kind = KINDS.index(log.format.kind) if log.format else 0
    index = log.index
    kinds = np.full(index.records, kind, dtype=np.uint8)
    return SpinePart(
        source.number, index.wall, index.naive, index.severity, kinds, index.offset, index.length,
        zone=source.zone, offset_ns=offset,
    )  # fmt: skip


def first_last(part: SpinePart) -> tuple[Instant | None, Instant | None]:
    """Earliest and latest corrected time of a source."""
    t = corrected_times(part.wall, part.naive, part.zone, part.offset_ns)
    stamped = t[t != NULL_T]
    return (int(stamped.min()), int(stamped.max())) if len(stamped) else (None, None)


def set_clock(
    folder: CaseFolder, source: Source, offset_ns: int | None, zone: str | None, on: bool | None, dry_run: bool
) -> ClockChange:
    """Declare a zone or an offset: one edit on the source, or (dry run) only what it would move."""
    changed = replace(
        source,
        offset_ns=source.offset_ns if offset_ns is None else offset_ns,
        zone=zone or source.zone,
        zone_known="declared" if zone else source.zone_known,
        correction_on=source.correction_on if on is None else on,
        problems=tuple(p for p in source.problems if not (zone and p.what.startswith(ASSUMED))),
    )
    before, after = _times(folder, source), _times(folder, changed)
    ends = (None, None), (None, None)
    if len(before):
        ends = (int(before.min()), int(before.max())), (int(after.min()), int(after.max()))
        changed = replace(changed, first=ends[1][0], last=ends[1][1])
    moved = int(np.count_nonzero(before != after))
    if not dry_run:
        folder.do(Put(changed, label=_label(source, changed)))
    return ClockChange(changed, ends[0], ends[1], moved, not dry_run)


def _times(folder: CaseFolder, source: Source) -> np.ndarray:
    """Corrected times of a source's records, or of its samples where it has none."""
    if source.records:
        part = part_of(folder, source)
        t = corrected_times(part.wall, part.naive, part.zone, part.offset_ns)
    else:
        t = folder.metrics.times_of(source)
    return t[t != NULL_T]


def _label(before: Source, after: Source) -> str:
    if after.zone != before.zone or after.zone_known != before.zone_known:
        return f"read {before.name} as {after.zone}"
    if not after.correction_on:
        return f"switched the correction of {before.name} off"
    return f"corrected the clock of {before.name} by {after.offset_ns / 1e9:+g} s"


def assumed_zone(source: Source) -> Problem:
    """The doubt about stamps without a zone."""
    return Problem(f"{ASSUMED}; {source.zone} is assumed")
