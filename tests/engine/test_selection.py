"""Selections: sets of a spine's rows that are asked by position and by row."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine.selection import Selection
from workbench.engine.spine import SpinePart, build_spine


def spine_of(walls: list[int]):
    count = len(walls)
    zeros = np.zeros(count, dtype=np.uint8)
    offset = np.arange(count, dtype=np.int64) * 10
    part = SpinePart(
        1, np.array(walls, dtype=np.int64), zeros.astype(np.bool_), zeros, zeros, offset, np.full(count, 9, np.int64)
    )
    return build_spine([part], None)


@settings(max_examples=40, deadline=None)
@given(st.sets(st.integers(0, 29)), st.sets(st.integers(0, 29)))
def test_a_selection_is_a_set_of_rows_in_order(a: set[int], b: set[int]):
    spine = spine_of(list(range(30)))
    left, right = Selection.from_rows(spine, sorted(a)), Selection.from_rows(spine, sorted(b))
    assert (left & right).rows().tolist() == sorted(a & b)
    assert (left | right).rows().tolist() == sorted(a | b)
    assert (left - right).rows().tolist() == sorted(a - b)
    assert [left[k] for k in range(len(left))] == list(left) == sorted(a)
    for row in range(30):
        assert left.position_of(row) == (sorted(a).index(row) if row in a else -1)
        assert left.at_or_after(row) == sum(one < row for one in a)
        assert (row in left) == (row in a)
