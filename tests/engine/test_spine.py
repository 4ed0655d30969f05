"""The spine: every record in order of its own corrected time, and what is asked of that order."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine.spine import Spine, SpinePart, build_spine, gaps, open_spine
from workbench.engine.stamps import NULL_T
from workbench.engine.zones import localise
from workbench.errors import WorkbenchError
from workbench.model.instants import TimeWindow, from_datetime
from workbench.model.severity import level_of

SECOND = 10**9


def part(number: int, walls: list[int], **given: object) -> SpinePart:
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


@settings(max_examples=60, deadline=None)
@given(st.lists(times, max_size=4), st.randoms())
def test_rows_stand_in_order_of_time_then_source_then_offset(sources: list[list[int]], order):
    parts = [part(number, walls) for number, walls in enumerate(sources, 1)]
    order.shuffle(parts)
    spine = build_spine(parts, None)
    wanted = sorted(
        (at, number, place * 10, t)
        for number, walls in enumerate(sources, 1)
        for place, (at, t) in enumerate(zip(standing(walls), walls, strict=True))
    )
    found = zip(spine.order.tolist(), spine.source.tolist(), spine.offset.tolist(), spine.t.tolist(), strict=True)
    assert list(found) == wanted
    for row, (_, number, offset, _) in enumerate(wanted):
        assert spine.row_of(number, offset) == row
    assert spine.row_of(1, 5) == spine.row_of(99, 0) == -1


@settings(max_examples=60, deadline=None)
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


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20) | st.just(NULL_T), st.integers(0, 24), st.integers(0, 2)), max_size=30),
    st.integers(-5, 25), st.integers(0, 30), st.integers(1, 9), st.none() | st.integers(0, 2), st.booleans(),
)  # fmt: skip
def test_density_counts_by_bin_and_level(rows, start: int, width: int, bins: int, kind: int | None, every: bool):
    severity = np.array([row[1] for row in rows], dtype=np.uint8)
    kinds = np.array([row[2] for row in rows], dtype=np.uint8)
    spine = build_spine([part(1, [row[0] for row in rows], severity=severity, kind=kinds)], None)
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


def test_a_saved_spine_opens_as_it_was_and_a_torn_one_is_refused(tmp_path: Path):
    folder = tmp_path / "spine"
    event = np.array([7, 8, 9], dtype=np.int64)
    built = build_spine([part(1, [5, NULL_T, 3], event=event), part(2, [4])], folder)
    again = open_spine(folder)
    for name in Spine.__slots__:
        assert getattr(again, name).tolist() == getattr(built, name).tolist()
    assert again.event.tolist() == [9, -1, 7, 8]
    (folder / "t.col").write_bytes(b"")
    with pytest.raises(ValueError, match="incomplete"):
        open_spine(folder)


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
