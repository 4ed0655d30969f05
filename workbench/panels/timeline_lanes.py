"""Lanes out of a case: what was recorded (read in the background) and what people declared (at once)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from workbench.casework.opencase import OpenCase
from workbench.casework.values import Deploy
from workbench.engine.spine import Spine
from workbench.jobs import JobContext
from workbench.model.entities import Citation, Entity, bytes_citation
from workbench.model.instants import Instant, TimeWindow
from workbench.model.records import KINDS, Kind, Record
from workbench.model.severity import ERROR, level_name
from workbench.panels.timeline_span import NULL_T, case_span
from workbench.views.lanes import NO_EVENTS, BarLane, DensityLane, Events, Lane, MarkLane, Times, pack_rows

ITEM_LIMIT = 5000
PAGE = 500
_EXCEPTION = re.compile(r"\b(?:[a-z_][\w$]*\.)*([A-Z][\w$]*(?:Error|Exception|Timeout|Failure|Fault))\b")
_ALERT_INK = {"fatal": "err", "error": "err", "warn": "warn", "info": "info"}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the sources say, as lanes. whole: the case's span, None while nothing has a time.

    cites: lane id → a citation an item · names: lane id → the entity an item stands for, where it does · cut: items
    left out of lanes that name each one
    """

    whole: TimeWindow | None
    generation: int = -1
    overview: Events = NO_EVENTS
    lanes: Mapping[str, Lane] = field(default_factory=dict)
    cites: Mapping[str, tuple[Citation, ...]] = field(default_factory=dict)
    names: Mapping[str, tuple[Entity | None, ...]] = field(default_factory=dict)
    gaps: tuple[TimeWindow, ...] = ()
    guides: Times = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    spine: Spine | None = None
    numbers: Mapping[int, str] = field(default_factory=dict)
    cut: int = 0

    def citation(self, lane_id: str, index: int) -> Citation | None:
        """What an item of a lane cites: its own citation, or the bytes of the spine row it is."""
        if lane_id in self.cites:
            return self.cites[lane_id][index]
        lane = self.lanes.get(lane_id)
        if not isinstance(lane, DensityLane) or self.spine is None:
            return None
        row = int(lane.events.key[index])
        source = self.numbers.get(int(self.spine.source[row]))
        return bytes_citation(source, int(self.spine.offset[row]), int(self.spine.length[row])) if source else None


def read_recorded(case: OpenCase, context: JobContext) -> Recorded:
    """Everything that the sources give to a timeline; meant for a worker thread."""
    spine, generation = case.spine, case.generation
    whole = case_span(case)
    if whole is None:
        return Recorded(None, generation)
    context.step(0.2, "Building the lanes")
    level = np.minimum((spine.severity.astype(np.int64) + 3) // 4, 6).astype(np.uint8)
    lanes: dict[str, Lane] = {"exceptions": _exceptions(case, spine, level), "levels": _levels(spine, level)}
    cites: dict[str, tuple[Citation, ...]] = {}
    names: dict[str, tuple[Entity | None, ...]] = {}
    cut = 0
    context.step(0.5, "Building the lanes")
    alerts, left = _records(case, spine, "alert")
    cut += left
    lanes["alerts"], cites["alerts"] = alert_lane(alerts, whole.end)
    commits, left = _records(case, spine, "commit", whole)
    cut += left
    deploys = case.deploys()
    lanes["changes"], cites["changes"], names["changes"] = change_lane(deploys, commits)
    context.step(0.8, "Building the lanes")
    tests, left = _records(case, spine, "ci")
    cut += left
    lanes["tests"], cites["tests"] = check_lane(tests)
    overview = _events(spine, level, (spine.t != NULL_T) & (spine.kind != KINDS.index("commit")))
    guides = np.array([deploy.t for deploy in deploys], dtype=np.int64)
    numbers = {source.number: source.id for source in case.sources()}
    return Recorded(
        whole, generation, overview, lanes, cites, names, _gaps(case, overview), guides, spine, numbers, cut
    )


def _events(spine: Spine, level: npt.NDArray[np.uint8], mask: npt.NDArray[np.bool_]) -> Events:
    rows = np.flatnonzero(mask)
    return Events.of(np.asarray(spine.t[rows]), level[rows], rows)


def _gaps(case: OpenCase, overview: Events) -> tuple[TimeWindow, ...]:
    """The silences between what happened, not those of the years in which commits were made."""
    if not overview.t.size:
        return ()
    first, last = int(overview.t[0]), int(overview.t[-1])
    return tuple(gap for gap in case.gaps() if gap.start >= first and gap.end <= last)


def _levels(spine: Spine, level: npt.NDArray[np.uint8]) -> DensityLane:
    mask = (spine.kind == KINDS.index("log")) & (spine.t != NULL_T)
    return DensityLane("levels", "Log levels", "logs", _events(spine, level, mask))


def _exceptions(case: OpenCase, spine: Spine, level: npt.NDArray[np.uint8]) -> DensityLane:
    """Error records, and logs or spans of level ERROR or FATAL."""
    loud = (spine.severity >= ERROR) & np.isin(spine.kind, [KINDS.index(kind) for kind in ("log", "span")])
    events = _events(spine, level, ((spine.kind == KINDS.index("error")) | loud) & (spine.t != NULL_T))
    first = None
    if events.t.size:
        record = case.page([int(events.key[0])])[0]
        name = exception_name(record)
        first = (int(events.t[0]), f"{name} first seen" if name else "First error")
    return DensityLane("exceptions", "Exceptions", "bug", events, "heat", first, height=24)


def exception_name(record: Record) -> str:
    """What a record's exception is called, without its package; empty where it names none."""
    named = record.attributes.get("exception.type")
    if isinstance(named, str) and named:
        return named.rsplit(".", 1)[-1][:40]
    found = _EXCEPTION.search(record.title) or _EXCEPTION.search(record.body[:8192])
    return found[1][:40] if found else ""


def _records(case: OpenCase, spine: Spine, kind: Kind, window: TimeWindow | None = None) -> tuple[list[Record], int]:
    """The records of a kind that have a time, ascending, `ITEM_LIMIT` at most; and how many were left out."""
    mask = (spine.kind == KINDS.index(kind)) & (spine.t != NULL_T)
    if window is not None:
        mask &= (spine.t >= window.start) & (spine.t < window.end)
    rows = np.flatnonzero(mask)
    found: list[Record] = []
    for start in range(0, min(rows.size, ITEM_LIMIT), PAGE):
        found.extend(case.page(rows[start : min(start + PAGE, ITEM_LIMIT)]))
    return [record for record in found if record.t is not None], max(rows.size - ITEM_LIMIT, 0)


def record_citation(record: Record) -> Citation:
    """The bytes of a record."""
    return bytes_citation(record.source_id, record.place.offset, record.place.length)


@dataclass(slots=True)
class _Alert:
    start: Instant
    end: Instant | None
    record: Record


def alert_lane(records: list[Record], until: Instant) -> tuple[BarLane, tuple[Citation, ...]]:
    """Bars from an alert's opening to its closing, paired by `group_key`; one that never closed reaches `until`.

    The same alert told again (a webhook repeats itself) stays one bar.
    """
    bars: list[_Alert] = []
    newest: dict[str, _Alert] = {}
    for record in records:
        t = record.t or 0
        key = record.group_key or f"{record.title}\n{record.resource.get('service.name', '')}"
        known = newest.get(key)
        closes = record.phase == "close"
        if known is not None and (known.end is None or known.start == t or t < known.end):
            if record.t_end is not None or closes:
                known.end = max(record.t_end or t, known.start)
            continue
        end = record.t_end if record.t_end is not None else t if closes or record.phase == "point" else None
        newest[key] = _Alert(t, end, record)
        bars.append(newest[key])
    bars.sort(key=lambda bar: bar.start)
    start = np.array([bar.start for bar in bars], dtype=np.int64)
    end = np.array([max(bar.end if bar.end is not None else until, bar.start) for bar in bars], dtype=np.int64)
    levels = [level_name(bar.record.severity) for bar in bars]
    ink = [_ALERT_INK.get(level, "warn") for level in levels]
    shape = [level if level in _ALERT_INK else "warn" for level in levels]
    rows = pack_rows(start, end)
    lane = BarLane("alerts", "Alerts", "alert", start, end, rows, ink, shape, [_alert_text(bar.record) for bar in bars])
    lane = replace(lane, height=max(24, 6 + 14 * min(lane.rows, 3)))
    return lane, tuple(record_citation(bar.record) for bar in bars)


def _alert_text(record: Record) -> str:
    service = str(record.resource.get("service.name") or record.attributes.get("service") or "")
    title = record.title or record.body.split("\n", 1)[0][:80]
    name, _, summary = title.partition(": ")
    name = f"{name}  {service}" if service and service not in name else name
    return f"{name} · {summary}" if summary else name


def change_lane(
    deploys: tuple[Deploy, ...], commits: list[Record]
) -> tuple[MarkLane, tuple[Citation, ...], tuple[Entity | None, ...]]:
    """Deploys and rollbacks as tiles, commits as small rings, in order of time."""
    items: list[tuple[Instant, str, str, str, Citation, Entity | None]] = []
    for deploy in deploys:
        word, icon = ("Rollback", "rollback") if deploy.rollback else ("Deploy", "deploy")
        label = f"{word} {deploy.version or deploy.commit[:7]}"
        label = f"{label} · {deploy.service}" if deploy.service else label
        entity = Entity("commit", deploy.commit) if deploy.commit else None
        items.append((deploy.t, label, icon, "tile", deploy.record, entity))
    for record in commits:
        sha = next((link.value for link in record.links if link.type == "commit"), "")
        label = f"{sha[:7]} {record.title}".strip()
        entity = Entity("commit", sha) if sha else None
        items.append((record.t or 0, label, "diff", "dot", record_citation(record), entity))
    items.sort(key=lambda item: item[0])
    lane = MarkLane(
        "changes", "Changes", "deploy", np.array([item[0] for item in items], dtype=np.int64),
        [item[1] for item in items], [item[2] for item in items], ["change"] * len(items), [item[3] for item in items],
        lambda count, _bad: f"{count} changes",
    )  # fmt: skip
    return lane, tuple(item[4] for item in items), tuple(item[5] for item in items)


def check_lane(records: list[Record]) -> tuple[MarkLane, tuple[Citation, ...]]:
    """Test runs: green where they passed, red where one failed; the failed tests of a run are told in its record."""
    records = [record for record in records if "wb.tests" in record.attributes] or records
    failed = [record.severity >= ERROR for record in records]
    lane = MarkLane(
        "tests", "Tests", "task", np.array([record.t for record in records], dtype=np.int64),
        [record.title for record in records], ["close" if bad else "check" for bad in failed],
        ["err" if bad else "ok" for bad in failed], ["tile"] * len(records),
        lambda count, bad: f"{bad} of {count} runs failed" if bad else f"{count} runs passed", height=22,
    )  # fmt: skip
    return lane, tuple(record_citation(record) for record in records)
