"""The spine: every record in order of its own corrected time, and what is asked of that order."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine.outline import Grain, outline_of, timeless
from workbench.engine.part import Part
from workbench.engine.rowset import RowSet
from workbench.engine.selection import Selection
from workbench.engine.silences import gaps, silences
from workbench.engine.spine import Spine, SpinePart, build_spine, corrected_times
from workbench.engine.stamps import NULL_T
from workbench.engine.zones import localise
from workbench.errors import WorkbenchError
from workbench.model.instants import TimeWindow, from_datetime
from workbench.model.severity import level_of

SECOND = 10**9


def part(number: int, walls: list[int] | np.ndarray, **given: object) -> SpinePart:
    count = len(walls)
    defaults = {
        "naive": np.zeros(count, dtype=bool), "severity": np.full(count, 9, dtype=np.uint8),
        "kind": np.zeros(count, dtype=np.uint8), "offset": np.arange(count, dtype=np.int64) * 10,
        "length": np.full(count, 9, dtype=np.int64),
    }  # fmt: skip
    return SpinePart(number, np.array(walls, dtype=np.int64), **{**defaults, **given})  # type: ignore[arg-type]


times = st.lists(st.integers(0, 20) | st.just(NULL_T), max_size=12)


def standing(walls: list[int]) -> list[int]:
    """The time each record stands at, told plainly."""
    known = [t for t in walls if t != NULL_T]
    found, last = [], known[0] if known else NULL_T
    for t in walls:
        last = t if t != NULL_T else last
        found.append(last)
    return found


def plain(parts: list[SpinePart]) -> list[tuple[int, int, int, int]]:
    """Every record as (time it stands at, source, offset, its own time), sorted."""
    rows: list[tuple[int, int, int, int]] = []
    for one in parts:
        order = np.argsort(one.offset, kind="stable")
        t = corrected_times(one.wall[order], one.naive[order], one.zone, one.offset_ns).tolist()
        rows += [
            (at, one.number, int(offset), known)
            for at, offset, known in zip(standing(t), one.offset[order], t, strict=True)
        ]
    return sorted(rows, key=lambda row: row[:3])


def told(spine: Spine) -> list[tuple[int, int, int, int]]:
    columns = (spine.order, spine.source, spine.offset, spine.t)
    return list(zip(*(column.tolist() for column in columns), strict=True))


grains = st.builds(
    lambda step, block, chunk: Grain(step, step * block, step * chunk),
    st.integers(1, 5), st.integers(1, 3), st.integers(1, 3),
)  # fmt: skip


@st.composite
def sources(draw: st.DrawFn, most: int = 40) -> list[SpinePart]:
    """Sources in order, a little disordered and wholly so, with unknown and equal times, zones and corrections."""
    found = []
    for number in range(1, draw(st.integers(0, 4)) + 1):
        walls = draw(st.lists(st.integers(0, 12) | st.just(NULL_T), max_size=most))
        if draw(st.booleans()):
            walls = sorted(walls)
        naive = draw(st.sampled_from(["all", "none", "some"]))
        flags = np.full(len(walls), naive == "all")
        if naive == "some":
            flags = np.array(draw(st.lists(st.booleans(), min_size=len(walls), max_size=len(walls))), dtype=bool)
        # 2026-03-29 01:00 UTC: Berlin's clocks skip the hour from two to three
        base = draw(st.sampled_from([0, 1_774_746_000 * SECOND]))
        wall = np.array([t if t == NULL_T else base + t * 1200 * SECOND for t in walls], dtype=np.int64)
        zone = draw(st.sampled_from(["UTC", "Europe/Berlin"]))
        found.append(part(number, wall, naive=flags, zone=zone, offset_ns=draw(st.sampled_from([0, 2400 * SECOND]))))
    return found


@settings(max_examples=40, deadline=None)
@given(sources(), grains, st.integers(1, 9), st.randoms())
def test_rows_stand_in_order_of_time_then_source_then_offset(parts, grain: Grain, each: int, chance):
    wanted = plain(parts)
    chance.shuffle(parts)
    spine = Spine([Part(one, grain) for one in parts], slice_rows=each)
    assert told(spine) == wanted
    for row, (_, number, offset, _) in enumerate(wanted):
        assert spine.row_of(number, offset) == row
    assert spine.row_of(1, 5) == spine.row_of(99, 0) == -1
    asked = {at + move for at, _, _, _ in wanted for move in (0, 1)}
    for t, row in zip(asked, spine.rows_from(asked), strict=True):
        assert spine.row_from(t) == row == sum(at < t for at, _, _, _ in wanted)
    if len(spine.merge.runs) > 1:
        assert all(spine.merge.slice(number).rows <= max(2 * each, 1) for number in range(spine.merge.slices))


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 3), st.integers(1, 30), st.integers(1, 5))
def test_an_instant_with_more_records_than_a_slice_holds_is_cut_within(count: int, size: int, each: int):
    parts = [part(number, [7] * size) for number in range(count)]
    spine = Spine([Part(one, Grain(2, 2, 4)) for one in parts], slice_rows=each)
    assert told(spine) == plain(parts)
    if count > 1:
        assert all(spine.merge.slice(number).rows <= 2 * each for number in range(spine.merge.slices))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 30) | st.just(NULL_T), min_size=1, max_size=40), st.data(), grains)
def test_the_outline_of_a_source_that_grew_goes_on_where_it_ended(tmp_path_factory, walls, data, grain: Grain):
    folder = tmp_path_factory.mktemp("outline") / "o"
    for size in sorted(data.draw(st.sets(st.integers(1, len(walls)), max_size=3)) | {len(walls)}):
        grown = replace(part(1, walls[:size]), folder=folder)
        kept, fresh = (Part(one, grain).times.outline for one in (grown, replace(grown, folder=None)))
        assert kept.steps.tobytes() == fresh.steps.tobytes() and kept.chunks == fresh.chunks
        assert [piece.tolist() for piece in kept.perm] == [piece.tolist() for piece in fresh.perm]
        assert told(Spine([Part(grown, grain)])) == plain([grown])


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), grains)
def test_records_that_all_lack_a_time_have_the_outline_that_reading_them_gives(count: int, grain: Grain):
    wall, severity = np.full(count, NULL_T, dtype=np.int64), np.zeros(count, dtype=np.uint8)
    read = outline_of(lambda first, last: wall[first:last], severity, count, None, grain)
    told = timeless(count, grain)
    assert (told.steps.tobytes(), told.first, told.chunks) == (read.steps.tobytes(), read.first, read.chunks)


def test_another_zone_or_correction_needs_no_new_outline(tmp_path: Path):
    walls = [SECOND * t for t in range(10)]
    local = replace(part(1, walls, naive=np.ones(10, dtype=bool)), folder=tmp_path / "o")
    Part(local, Grain(2, 4, 4))
    made = {path: path.stat().st_mtime_ns for path in (tmp_path / "o").rglob("*.col")}
    moved = Part(replace(local, zone="Europe/Berlin", offset_ns=SECOND), Grain(2, 4, 4))
    assert made and {path: path.stat().st_mtime_ns for path in (tmp_path / "o").rglob("*.col")} == made
    assert Spine([moved]).t.tolist() == [t - 3600 * SECOND + SECOND for t in walls]


def test_an_outline_of_other_stamps_is_made_anew(tmp_path: Path):
    first = replace(part(1, [1, 2, 3, 4]), folder=tmp_path / "o")
    Part(first, Grain(1, 1, 2))
    other = replace(part(1, [4, 3, 2, 9]), folder=tmp_path / "o")
    assert Spine([Part(other, Grain(1, 1, 2))]).t.tolist() == [2, 3, 4, 9]


@settings(max_examples=40, deadline=None)
@given(st.lists(times, max_size=3), st.integers(-3, 24), st.randoms())
def test_nearest_is_the_one_with_the_least_distance_and_never_one_without_a_time(
    sources: list[list[int]], t: int, chance
):
    spine = build_spine([part(number, walls) for number, walls in enumerate(sources)], None)
    rows = np.array([row for row in range(spine.rows) if chance.random() < 0.6], dtype=np.int64)
    for some in (None, rows):
        where = list(range(spine.rows)) if some is None else some.tolist()
        known = [(abs(int(spine.t[row]) - t), place) for place, row in enumerate(where) if spine.t[row] != NULL_T]
        assert spine.nearest(t, some) == (min(known)[1] if known else -1)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20) | st.just(NULL_T), st.integers(0, 24), st.integers(0, 2)), max_size=30),
    st.integers(-5, 25), st.integers(0, 30), st.integers(1, 9), st.none() | st.integers(0, 2), st.booleans(),
)  # fmt: skip
def test_density_counts_by_bin_and_level(rows, start: int, width: int, bins: int, kind: int | None, every: bool):
    severity = np.array([row[1] for row in rows], dtype=np.uint8)
    kinds = np.array([row[2] for row in rows], dtype=np.uint8)
    made = Part(part(1, [row[0] for row in rows], severity=severity, kind=kinds), Grain(2, 4, 6))
    spine = Spine([made])
    some = None if every else np.arange(0, spine.rows, 2)
    wanted = np.zeros((bins, 7), dtype=np.int64)
    for row in range(spine.rows) if some is None else some.tolist():
        t = int(spine.t[row])
        if t != NULL_T and start <= t < start + width and kind in (None, int(spine.kind[row])):
            wanted[(t - start) * bins // width, level_of(int(spine.severity[row]))] += 1
    found = spine.density(TimeWindow(start, start + width), bins, some, kind=kind)
    assert found.shape == (bins, 7)
    assert found.tolist() == wanted.tolist()


def test_a_window_holds_its_start_and_not_its_end():
    spine = build_spine([part(1, [1, 2, 2, 3])], None)
    assert spine.within(TimeWindow(2, 3)) == slice(1, 3)
    assert spine.span() == TimeWindow(1, 4)
    assert build_spine([part(1, [NULL_T])], None).span() is None
    assert build_spine([], None).rows == 0


def test_a_source_in_local_time_lines_up_with_one_in_utc():
    noon = from_datetime(datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("UTC")))
    local = part(2, [noon + 7200 * SECOND], naive=np.ones(1, dtype=bool), zone="Europe/Berlin")
    assert build_spine([part(1, [noon]), local], None).t.tolist() == [noon, noon]


def test_a_clock_correction_moves_known_times_and_ends_only():
    ends = np.array([2 * SECOND, NULL_T], dtype=np.int64)
    spine = build_spine([part(1, [SECOND, NULL_T], wall_end=ends, offset_ns=-64 * SECOND)], None)
    assert spine.t.tolist() == [-63 * SECOND, NULL_T]
    assert spine.t_end.tolist() == [-62 * SECOND, NULL_T]


def test_rows_that_grow_by_a_column_are_read_where_they_are_asked_for():
    event = np.array([7, 8, 9], dtype=np.int64)
    spine = build_spine([part(1, [5, NULL_T, 3], event=event), part(2, [4])])
    assert spine.event.tolist() == [9, -1, 7, 8]
    assert spine.event[1] == -1 and spine.event[-1] == 8
    assert spine.event[1:3].tolist() == [-1, 7] and spine.event[np.array([3, 0])].tolist() == [8, 9]
    assert spine.event[spine.t == NULL_T].tolist() == [8]
    with pytest.raises(IndexError):
        _ = spine.t[4]


zones = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca"]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)), min_size=1, max_size=5), zones)
def test_local_times_become_utc_as_the_first_reading_of_the_zone_has_it(moments: list[datetime], zone: str):
    walls = [from_datetime(moment.replace(tzinfo=ZoneInfo("UTC"))) for moment in moments]
    wanted = [from_datetime(moment.replace(tzinfo=ZoneInfo(zone), fold=0)) for moment in moments]
    assert localise(np.array(walls), zone).tolist() == wanted


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-03-29T01:59:59", "2026-03-29T00:59:59"),  # the last second of winter
        ("2026-03-29T02:30:00", "2026-03-29T01:30:00"),  # never was: shown as 03:30
        ("2026-03-29T03:00:00", "2026-03-29T01:00:00"),  # the first second of summer
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00"),  # happened twice: the first
        ("2026-10-25T03:00:00", "2026-10-25T02:00:00"),
    ],
)
def test_an_hour_that_is_skipped_or_happens_twice_in_berlin(local: str, utc: str):
    wall, wanted = (from_datetime(datetime.fromisoformat(f"{text}+00:00")) for text in (local, utc))
    assert localise(np.array([wall, NULL_T]), "Europe/Berlin").tolist() == [wanted, NULL_T]


def test_a_zone_that_is_not_known_is_named():
    with pytest.raises(WorkbenchError, match="Mars/Olympus"):
        localise(np.array([0]), "Mars/Olympus")


def test_a_silence_far_longer_than_usual_is_a_gap():
    t = np.concatenate([np.arange(100) * SECOND, 1000 * SECOND + np.arange(100) * SECOND])
    assert gaps(t) == [TimeWindow(99 * SECOND, 1000 * SECOND)]
    assert gaps(np.concatenate([np.full(3, NULL_T), t])) == [TimeWindow(99 * SECOND, 1000 * SECOND)]
    assert gaps(np.arange(100) * 60 * SECOND) == []
    assert gaps(np.zeros(0, dtype=np.int64)) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 4000) | st.just(NULL_T), max_size=60), st.integers(2, 3), st.booleans())
def test_silences_of_many_records_are_those_longer_than_half_a_minute_and_a_hundredth(walls, count: int, kinds: bool):
    kind = np.array([number % 2 for number in range(len(walls))] if kinds else [0] * len(walls), dtype=np.uint8)
    every = [t * SECOND for t in sorted(walls) if t != NULL_T] if not kinds else []
    parts = []
    for number in range(count):
        mine = [t if t == NULL_T else t * SECOND for t in walls[number::count]]
        parts.append(Part(part(number, mine, kind=kind[number::count]), Grain(2, 4, 6)))
        if kinds:
            every += [t for t, one in zip(mine, kind[number::count], strict=True) if t != NULL_T and one == 0]
    every.sort()
    least = max(30 * SECOND, (every[-1] - every[0]) / 100) if every else 0
    wanted = [TimeWindow(a, b) for a, b in zip(every, every[1:], strict=False) if b - a > least]
    assert list(silences(parts, {0}, few=3)) == (wanted if len(every) > 3 else gaps_of(every))


def gaps_of(times: list[int]) -> list[TimeWindow]:
    return gaps(np.array(times, dtype=np.int64))


def test_a_case_of_millions_of_records_costs_no_memory_for_each(tmp_path: Path):
    count = 6_000_000
    parts = [
        SpinePart(
            number, np.broadcast_to(np.int64(7), count), np.broadcast_to(np.bool_(False), count),
            np.broadcast_to(np.uint8(9), count), np.broadcast_to(np.uint8(0), count), np.broadcast_to(np.int64(0), count),
            np.broadcast_to(np.int64(1), count), folder=tmp_path / str(number),
        )
        for number in (1, 2)
    ]  # fmt: skip
    tracemalloc.start()
    spine = Spine(parts)
    assert spine.source[count - 1 : count + 1].tolist() == [1, 2]
    assert spine.density(TimeWindow(0, 10), 2).sum() == 2 * count and spine.nearest(9) == 0
    chosen = Selection(spine, {2: RowSet.all(count)})
    assert chosen[count // 2] == count + count // 2 and chosen.position_of(count) == 0
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # one column of eight bytes a record would be 96 MB
    assert peak < 40e6
