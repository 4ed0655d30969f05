"""Selections: sets of a spine's rows that are asked by position and by row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.test_spine import grains, part, sources
from workbench.engine.outline import Grain
from workbench.engine.part import Part
from workbench.engine.rowrange import row_range
from workbench.engine.rowset import RowSet
from workbench.engine.selection import Selection
from workbench.engine.spine import Spine, SpinePart, build_spine
from workbench.engine.stamps import NULL_T


def holds(selection: Selection, wanted: list[int]) -> None:
    """All that can be asked of a selection is true of these rows."""
    rows = selection.spine.rows
    assert len(selection) == len(wanted) and bool(selection) == bool(wanted)
    assert [selection[k] for k in range(len(wanted))] == list(selection) == selection.rows().tolist() == wanted
    assert [selection[k] for k in range(-len(wanted), 0)] == wanted
    for row in range(rows):
        assert selection.position_of(row) == (wanted.index(row) if row in wanted else -1)
        assert selection.at_or_after(row) == sum(one < row for one in wanted)
        assert (row in selection) == (row in wanted)
    assert selection.at_or_after(rows) == len(wanted) and rows not in selection
    for first, last, step in ((1, -1, 1), (0, 9, 2), (None, None, -1), (2, 200, 1)):
        assert selection[first:last:step].tolist() == wanted[first:last:step]


@settings(max_examples=40, deadline=None)
@given(sources(20), grains, st.integers(1, 9), st.data())
def test_a_selection_is_a_set_of_rows_in_order(parts: list[SpinePart], grain: Grain, each: int, data: st.DataObject):
    spine = Spine([Part(one, grain) for one in parts], slice_rows=each)
    numbers = st.sets(st.integers(0, max(spine.rows - 1, 0))) if spine.rows else st.just(set[int]())
    a, b = data.draw(numbers), data.draw(numbers)
    left, right = Selection.from_rows(spine, sorted(a)), Selection.from_rows(spine, sorted(b))
    holds(left, sorted(a))
    for joined, wanted in ((left & right, a & b), (left | right, a | b), (left - right, a - b)):
        assert joined.rows().tolist() == sorted(wanted)
    holds(Selection.all(spine), list(range(spine.rows)))
    holds(Selection.none(spine), [])


@settings(max_examples=40, deadline=None)
@given(sources(20), grains, st.data())
def test_sources_switched_off_leave_the_rows_of_the_others(parts, grain: Grain, data: st.DataObject):
    spine = Spine([Part(one, grain) for one in parts], slice_rows=3)
    on = data.draw(st.sets(st.sampled_from([one.number for one in parts]))) if parts else set()
    numbers = spine.source.tolist()
    picked = {number: RowSet.all(part.count) for number in on if (part := spine.part(number)) is not None}
    holds(Selection(spine, picked), [row for row in range(spine.rows) if numbers[row] in on])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9) | st.just(NULL_T), max_size=14), st.integers(-1, 10), st.data())
def test_the_nearest_of_a_selection_is_that_of_its_rows(walls: list[int], t: int, data: st.DataObject):
    spine = build_spine([part(1, walls[::2]), part(2, walls[1::2])])
    rows = sorted(data.draw(st.sets(st.integers(0, len(walls) - 1)))) if walls else []
    assert spine.nearest(t, Selection.from_rows(spine, rows)) == spine.nearest(t, np.array(rows, dtype=np.int64))


def test_many_rows_are_taken_at_once_from_anywhere():
    spine = Spine([part(1, list(range(0, 900, 3))), part(2, list(range(0, 600, 2)))], slice_rows=16)
    chosen = Selection.from_rows(spine, np.arange(0, 600, 2))
    assert chosen[::-3].tolist() == list(range(0, 600, 2))[::-3]


def test_selections_of_two_spines_do_not_mix():
    with pytest.raises(ValueError, match="two spines"):
        _ = Selection.all(build_spine([part(1, [1])])) & Selection.all(build_spine([part(1, [1])]))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([0, 1, 70, 65_536, 65_600, 1_048_576, 2_200_000]), st.data())
def test_a_range_of_rows_is_the_set_of_them(size: int, data: st.DataObject):
    first = data.draw(st.integers(0, size) | st.sampled_from([0, 63, 64, 65_536, 1_048_576]))
    last = data.draw(st.integers(0, size) | st.sampled_from([64, 65_536, 1_048_577, size]))
    wanted = np.zeros(size, dtype=np.bool_)
    wanted[first:last] = True
    made = row_range(size, first, last)
    assert made == RowSet.from_mask(wanted) and len(made) == int(wanted.sum())


@pytest.mark.parametrize("order", ["a little out of order", "backwards", "one line hours late"])
def test_rows_stand_where_they_do_however_far_records_are_out_of_order(order: str):
    count = 150_000
    walls = np.arange(count, dtype=np.int64)
    if order == "backwards":
        walls = walls[::-1].copy()
    elif order == "a little out of order":
        walls += np.random.default_rng(4).integers(0, 300, count)
    else:
        walls[count - 5] = 7
    spine = Spine([Part(part(1, walls))], slice_rows=4096)
    wanted = np.flatnonzero(np.random.default_rng(5).random(count) < 0.1)
    rows = Selection.from_rows(spine, wanted)
    for row in (1, 4095, 4096, 40_001, 99_999, count - 1):
        assert rows.at_or_after(row) == np.searchsorted(wanted, row)
    for at in (0, len(wanted) // 2, len(wanted) - 50):
        assert rows[at : at + 50].tolist() == wanted[at : at + 50].tolist()
