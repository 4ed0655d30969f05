"""A map tried on the beginning of a source: the first records or points as they would be, and why others would not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from workbench.engine.stamps import Stamp
from workbench.errors import SourceError
from workbench.model.records import Event, Link, Place
from workbench.readers.forms import objects
from workbench.readers.jsonsource import JsonSource
from workbench.readers.mapfile import SourceMap, check
from workbench.readers.mapping import Maker, stamp_of
from workbench.readers.proposalsample import Seen, lists_in, records_at, sampled_objects, seen_in
from workbench.readers.recordmap import compiled, plain, text_at
from workbench.readers.tables import Gathered, Taking, Told, delimiter_of, head_table, named_rows, without_time

ROWS = 40
FIRST = 256 * 1024


@dataclass(frozen=True, slots=True)
class Tried:
    """One record or row. t: ns as written, wall clock where naive · title: a point's name and value, for points ·
    why: what is not as it should be, in words · line: where it begins
    """

    t: int | None
    naive: bool = False
    resolution_ns: int = 1
    kind: str = ""
    phase: str = ""
    severity: int = 0
    severity_text: str = ""
    title: str = ""
    links: tuple[Link, ...] = ()
    why: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Trial:
    """The first rows and what was passed over in the beginning. count: of records or rows there, those with a time."""

    rows: tuple[Tried, ...]
    problems: tuple[str, ...] = ()
    count: int = 0
    timed: int = 0


def tried(head: bytes, map: SourceMap, limit: int = ROWS, *, whole: bool = True) -> Trial:
    """The first `limit` rows by a map. whole: whether the head is all there is, and not cut somewhere.

    Raises `SettingsError` for a map that means nothing, `SourceError`.
    """
    check(map)
    if map.source == "csv":
        return _table(head if whole else head[: head.rfind(b"\n") + 1], map, limit)
    for size in (FIRST, len(head)):
        trial = _objects(head[:size], map, limit, whole and size >= len(head))
        if trial.count or size >= len(head):
            return trial
    return Trial(())


def seen_by(head: bytes, map: SourceMap) -> tuple[Seen, ...]:
    """The paths or columns that a map may name, with examples; none where there are no records."""
    try:
        if map.source == "json":
            return seen_in(records_at(sampled_objects(head), map.map.each))
        return seen_in([(row,) for row in head_table(head, map)[1]])
    except (SourceError, ValueError):
        return ()


def lists_of(head: bytes) -> tuple[str, ...]:
    """The paths of lists of objects in JSON, the longest first."""
    try:
        return tuple(path for path, _count in lists_in(sampled_objects(head)))
    except SourceError:
        return ()


def _objects(head: bytes, map: SourceMap, limit: int, whole: bool) -> Trial:
    text = JsonSource(head, "")
    maker = Maker.of(map.map)
    rows: list[Tried] = []
    count = timed = 0
    for around, start, end in objects(text, map.map):
        count += 1
        event = maker.event(around, text.place(start, end))
        timed += event.t is not None
        if len(rows) < limit:
            rows.append(_of_event(event, maker, around, map))
    cut = text.truncated and not whole
    problems = [f"{one.what} ({one.where})" for one in text.problems[:5] if not (cut and "truncated" in one.what)]
    if not count:
        at = f"the list {map.map.each}" if map.map.each else "its beginning"
        problems.insert(0, f"{at} holds no object")
    return Trial(tuple(rows), tuple(problems), count, timed)


def _of_event(event: Event, maker: Maker, around: tuple[Any, ...], map: SourceMap) -> Tried:
    raw = text_at(maker.when, around).strip()
    why = ""
    if event.t is None and map.map.t:
        why = f"{raw[:60]!r}: {without_time(raw, map)}" if raw else f"nothing stands at {map.map.t}"
    elif event.t is None:
        why = "no time is chosen"
    elif event.severity_text and not event.severity:
        why = f"what {event.severity_text[:40]!r} means is not said"
    return Tried(event.t, event.naive, event.resolution_ns, event.kind, event.phase, event.severity, event.severity_text,
                 event.title, event.links, why, event.place.line)  # fmt: skip


def _table(head: bytes, map: SourceMap, limit: int) -> Trial:
    told = Told()
    rows: list[Tried] = []
    count = timed = 0
    maker = Maker.of(map.map)
    for row, cells in named_rows(BytesIO(head), map, told, delimiter_of(map, head)):
        count += 1
        if map.metrics is None:
            event = maker.event((cells,), Place(row.offset, row.length, line=row.line))
            timed += event.t is not None
            if len(rows) < limit:
                rows.append(_of_event(event, maker, (cells,), map))
        else:
            stamp, points, why = _point(cells, map)
            timed += stamp is not None
            if len(rows) < limit:
                wall = stamp.wall if stamp else None
                naive = bool(stamp and stamp.naive and map.map.zone != "UTC")
                rows.append(Tried(wall, naive, stamp.resolution_ns if stamp else 1, "metric", title=points, why=why,
                                  line=row.line))  # fmt: skip
    if not count and not told.skipped:
        raise SourceError("its beginning holds no row below the header", "", "Choose another delimiter.")
    return Trial(tuple(rows), tuple(f"{one.what} ({one.where})" for one in told.problems()), count, timed)


def _point(cells: dict[str, str] | Any, map: SourceMap) -> tuple[Stamp | None, str, str]:
    """A row's time, its points in words, and what is wrong."""
    metrics, rule = map.metrics, map.map
    assert metrics is not None
    raw = plain(text_at(compiled(rule.t), (cells,))).strip()
    stamp = stamp_of(raw, rule.form, rule.day_first) if raw and raw not in rule.none else None
    told, gathered = Told(), Gathered(metrics.unit)
    Taking(map, metrics, gathered, told).row(1, cells)
    points = ", ".join(_points(gathered))
    if stamp is None:
        why = f"{raw[:60]!r}: {without_time(raw, map)}" if raw else f"nothing stands at {rule.t}"
    else:
        why = "; ".join(told.lines)
    return stamp, points, why or ("" if points else "no column of it holds a number")


def _points(gathered: Gathered) -> Iterator[str]:
    for (name, labels, _naive), (_times, values) in gathered.series.items():
        inside = ",".join(f'{key}="{text}"' for key, text in labels)
        yield f"{name}{{{inside}}} = {values[0]:g}" if inside else f"{name} = {values[0]:g}"
