"""Rows around matches: the same as counted one by one, whatever else stands between."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.casework import neighbours
from workbench.casework.neighbours import LOG, Universe, widened
from workbench.errors import WorkbenchError

OTHER = LOG + 1


def spine(kinds: list[int], sources: list[int] | None = None) -> Any:
    size = len(kinds)
    return SimpleNamespace(
        rows=size, kind=np.array(kinds, np.uint8), source=np.array(sources or [1] * size, np.uint32),
        t=np.arange(size, dtype=np.int64), within=lambda window: slice(window.start, window.end),
    )  # fmt: skip


def one_by_one(made: Any, matches: list[int], count: int, sources: set[int] | None) -> list[int]:
    """Walk from each match to both sides."""
    found = set(matches)
    for match in matches:
        for step in (-1, 1):
            row, left = match + step, count
            while 0 <= row < made.rows and left:
                held = made.kind[row] == LOG and (sources is None or int(made.source[row]) in sources)
                if held or row in matches:
                    found.add(row)
                    left -= 1
                row += step
    return sorted(found)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([LOG, LOG, OTHER]), st.sampled_from([1, 2])), min_size=1, max_size=40),
    st.sets(st.integers(0, 39)), st.integers(1, 5), st.sampled_from([None, {1}, {1, 2}]),
)  # fmt: skip
def test_rows_around_matches_are_those_counted_one_by_one(rows: Any, chosen: Any, count: int, sources: Any):
    made = spine([kind for kind, _source in rows], [source for _kind, source in rows])
    matches = sorted(row for row in chosen if row < made.rows)
    # What stands further away than is looked is left out: here all of it is near enough.
    found = widened(made, np.array(matches, np.int64), np.array(matches, np.int64), count,
                    Universe(True, None, sources))  # fmt: skip
    wanted = one_by_one(made, matches, count, sources)
    reach = count * neighbours.FURTHER
    near = [row for row in wanted if any(abs(row - match) <= reach for match in matches)]
    assert found.tolist() == near


def test_only_the_lines_asked_about_get_neighbours():
    made = spine([LOG] * 20)
    found = widened(made, np.array([3, 15]), np.array([15]), 2, Universe())
    assert found.tolist() == [3, 13, 14, 15, 16, 17]


def test_too_many_are_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(neighbours, "MOST", 50)
    made = spine([LOG] * 1000)
    with pytest.raises(WorkbenchError, match="too many"):
        widened(made, np.arange(0, 1000, 10), np.arange(0, 1000, 10), 2, Universe())
