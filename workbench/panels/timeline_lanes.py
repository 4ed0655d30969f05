"""Lanes out of a case: what was recorded (read in the background) and what people declared (at once)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from workbench.casework.carriers import query_of
from workbench.casework.opencase import OpenCase
from workbench.casework.values import Deploy
from workbench.engine.density import edges_of
from workbench.engine.rowset import RowSet
from workbench.engine.selection import Selection
from workbench.engine.spine import Spine
from workbench.jobs import JobContext
from workbench.model.entities import Citation, Entity, bytes_citation
from workbench.model.instants import Instant, TimeWindow
from workbench.model.records import KINDS, Kind, Record
from workbench.model.severity import ERROR, level_name
from workbench.panels.timeline_span import HAPPENED, case_span
from workbench.query.columns import between, of_kinds, timed, timed_of_kinds, where
from workbench.views.lanes import NO_EVENTS, BarLane, DensityLane, Events, Lane, MarkLane, Times, pack_rows

ITEM_LIMIT = 5000
PAGE = 500
MANY, BINS = 300_000, 1 << 15
_EXCEPTION = re.compile(r"\b(?:[a-z_][\w$]*\.)*([A-Z][\w$]*(?:Error|Exception|Timeout|Failure|Fault))\b")
FURTHER: Mapping[Kind, tuple[str, str]] = {
    "span": ("Spans", "trail"), "http": ("HTTP requests", "link"), "usersession": ("User sessions", "play"),
    "email": ("E-mails", "mail"), "ticket": ("Tickets", "task"), "comms": ("Messages", "chat"),
    "k8s": ("Kubernetes", "stack"), "auth": ("Sign-ins", "lock"), "integrity": ("Integrity", "eye"),
}  # fmt: skip
"""Kinds whose records are counted by how bad they are, each in a lane of its own: its title and icon."""
_ALERT_INK = {"fatal": "err", "error": "err", "warn": "warn", "info": "info"}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the sources say, as lanes. whole: the case's span, None while nothing has a time.

    cites: lane id → a citation an item · names: lane id → the entity an item stands for, where it does · cut: items
    left out of lanes that name each one · rows: lane id → the spine rows of a lane of many
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
    rows: Mapping[str, Selection] = field(default_factory=dict)

    def citation(self, lane_id: str, index: int) -> Citation | None:
        """What an item of a lane cites: its own citation, or the bytes of the spine row it is."""
        if lane_id in self.cites:
            return self.cites[lane_id][index]
        lane = self.lanes.get(lane_id)
        if not isinstance(lane, DensityLane) or self.spine is None:
            return None
        row = self._row(lane, index)
        source = self.numbers.get(int(self.spine.source[row]))
        return bytes_citation(source, int(self.spine.offset[row]), int(self.spine.length[row])) if source else None

    def _row(self, lane: DensityLane, index: int) -> int:
        """The spine row of a lane's event; of many that stand at one moment the first."""
        if lane.events.before is None or self.spine is None:
            return int(lane.events.key[index])
        rows = self.rows[lane.id]
        return rows[min(rows.at_or_after(self.spine.row_from(int(lane.events.t[index]))), len(rows) - 1)]


def read_recorded(case: OpenCase, context: JobContext, pivot: Entity | None = None) -> Recorded:
    """Everything that the sources give to a timeline; meant for a worker thread. pivot: only what carries it.

    Deploys and the overview stay whole: they are what the rest is seen against.
    """
    spine, generation = case.spine, case.generation
    within = None if pivot is None else case.select(query_of(pivot), context=context)
    whole = case_span(case)
    if whole is None:
        return Recorded(None, generation)
    context.step(0.2, "Building the lanes")
    rows = {"exceptions": _troubles(spine), "levels": timed_of_kinds(spine, (KINDS.index("log"),))}
    rows |= {kind: timed_of_kinds(spine, (KINDS.index(kind),)) for kind in FURTHER}
    if within is not None:
        rows = {name: found & within for name, found in rows.items()}
    lanes: dict[str, Lane] = {
        "exceptions": _exceptions(case, rows["exceptions"]),
        "levels": DensityLane("levels", "Log levels", "logs", events_of(rows["levels"])),
    }
    for kind, (title, icon) in FURTHER.items():
        lanes[kind] = DensityLane(kind, title, icon, events_of(rows[kind]), height=20, grows=False)
    cites: dict[str, tuple[Citation, ...]] = {}
    names: dict[str, tuple[Entity | None, ...]] = {}
    cut = 0
    context.step(0.5, "Building the lanes")
    alerts, left = _records(case, spine, "alert", within=within)
    cut += left
    lanes["alerts"], cites["alerts"] = alert_lane(alerts, whole.end)
    commits, left = _records(case, spine, "commit", whole, within)
    cut += left
    deploys = case.deploys()
    lanes["changes"], cites["changes"], names["changes"] = change_lane(deploys, commits)
    context.step(0.8, "Building the lanes")
    runs, left = _records(case, spine, "ci", within=within)
    cut += left
    for name, (lane, cited) in check_lanes(runs).items():
        lanes[name], cites[name] = lane, cited
    overview = events_of(timed_of_kinds(spine, HAPPENED))
    guides = np.array([deploy.t for deploy in deploys], dtype=np.int64)
    numbers = {source.number: source.id for source in case.sources()}
    return Recorded(whole, generation, overview, lanes, cites, names, _gaps(case), guides, spine, numbers, cut, rows)


def events_of(rows: Selection) -> Events:
    """Rows that have a time as events of a lane; of too many only how many lie in each small stretch of time."""
    spine = rows.spine
    if len(rows) <= MANY:
        each = rows.rows()
        level = np.minimum((spine.severity[each].astype(np.int64) + 3) // 4, 6).astype(np.uint8)
        return Events.of(np.asarray(spine.t[each]), level, each)
    span = TimeWindow(int(spine.t[rows[0]]), int(spine.t[rows[-1]]) + 1)
    return Events.binned(edges_of(span, BINS), spine.density(span, BINS, rows))


def _gaps(case: OpenCase) -> tuple[TimeWindow, ...]:
    """The silences between what happened, not those of the years in which commits were made."""
    span = case.spine.span(HAPPENED)
    return tuple(gap for gap in case.gaps() if span and gap.start >= span.start and gap.end < span.end)


def _troubles(spine: Spine) -> Selection:
    """Error records, and logs or spans of level ERROR or FATAL."""
    bad = np.arange(256) >= ERROR
    told, loud = (KINDS.index("error"),), tuple(KINDS.index(kind) for kind in ("log", "span"))
    sets: dict[int, RowSet] = {}
    for part in spine.parts:
        found = of_kinds(part, loud)
        if found:
            found &= where(part, lambda a, b, severity=part.severity: bad[severity[a:b]])
        sets[part.number] = (found | of_kinds(part, told)) & timed(part)
    return Selection(spine, sets)


def _exceptions(case: OpenCase, rows: Selection) -> DensityLane:
    first = None
    if rows:
        record = case.page([rows[0]])[0]
        name = exception_name(record)
        first = (int(rows.spine.t[rows[0]]), f"{name} first seen" if name else "First error")
    return DensityLane("exceptions", "Exceptions", "bug", events_of(rows), "heat", first, height=24)


def exception_name(record: Record) -> str:
    """What a record's exception is called, without its package; empty where it names none."""
    named = record.attributes.get("exception.type")
    if isinstance(named, str) and named:
        return named.rsplit(".", 1)[-1][:40]
    found = _EXCEPTION.search(record.title) or _EXCEPTION.search(record.body[:8192])
    return found[1][:40] if found else ""


def _records(
    case: OpenCase, spine: Spine, kind: Kind, window: TimeWindow | None = None, within: Selection | None = None
) -> tuple[list[Record], int]:
    """The records of a kind that have a time, ascending, `ITEM_LIMIT` at most; and how many were left out."""
    rows = timed_of_kinds(spine, (KINDS.index(kind),))
    if within is not None:
        rows = rows & within
    if window is not None:
        inside = {part.number: between(part, window.start, window.end) for part in spine.parts}
        rows = rows & Selection(spine, inside)
    found: list[Record] = []
    for start in range(0, min(len(rows), ITEM_LIMIT), PAGE):
        found.extend(case.page(rows[start : min(start + PAGE, ITEM_LIMIT)]))
    return [record for record in found if record.t is not None], max(len(rows) - ITEM_LIMIT, 0)


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


def check_lanes(records: list[Record]) -> dict[str, tuple[MarkLane, tuple[Citation, ...]]]:
    """Runs of tests, and builds: green where they passed, red where one failed.

    A report of tests gives a record a run, which counts them, and one a failed test: those are told in the run's.
    """
    reports = {record.source_id for record in records if "wb.tests" in record.attributes}
    tests = [record for record in records if "wb.tests" in record.attributes]
    builds = [record for record in records if record.source_id not in reports]
    return {"tests": _check_lane("tests", "Tests", tests), "builds": _check_lane("builds", "Builds", builds)}


def _check_lane(id: str, title: str, records: list[Record]) -> tuple[MarkLane, tuple[Citation, ...]]:
    failed = [record.severity >= ERROR for record in records]
    lane = MarkLane(
        id, title, "task", np.array([record.t for record in records], dtype=np.int64),
        [record.title for record in records], ["close" if bad else "check" for bad in failed],
        ["err" if bad else "ok" for bad in failed], ["tile"] * len(records),
        lambda count, bad: f"{bad} of {count} runs failed" if bad else f"{count} runs passed", height=22,
    )  # fmt: skip
    return lane, tuple(record_citation(record) for record in records)
