"""Sets of rows say what Python's sets of the same numbers say."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine import rowpages, rowset
from workbench.engine.rowset import RowSet, RowSetBuilder

SIZE = 1500


@pytest.fixture(autouse=True, scope="module")
def small_pages():
    with pytest.MonkeyPatch.context() as patch:
        for module in (rowpages, rowset):
            patch.setattr(module, "BLOCK", 128)
            patch.setattr(module, "PAGE", 512)
        patch.setattr(rowset, "_CHUNK", 64)
        yield


def spread(runs: list[tuple[int, int, int]], size: int) -> set[int]:
    return {row for first, length, step in runs for row in range(first, first + length, step) if row < size}


sizes = st.sampled_from([1, 7, 64, 127, 128, 512, 513, 1024, SIZE])
runs = st.lists(st.tuples(st.integers(0, SIZE), st.integers(1, 700), st.sampled_from([1, 1, 3, 90])), max_size=4)


def made(rows: set[int], size: int) -> RowSet:
    return RowSet.from_rows(np.array(sorted(rows), dtype=np.int64), size)


@settings(max_examples=40, deadline=None)
@given(sizes, runs, runs)
def test_and_or_and_not_combine_like_sets(
    size: int, first: list[tuple[int, int, int]], second: list[tuple[int, int, int]]
):
    a, b = spread(first, size), spread(second, size)
    x, y = made(a, size), made(b, size)
    everything = set(range(size))
    for got, wanted in ((x & y, a & b), (x | y, a | b), (x - y, a - b), (~x, everything - a), (x, a)):
        assert got.rows().tolist() == sorted(wanted)
        assert len(got) == len(wanted)
        assert got == made(wanted, size)
        assert got.mask_all().tolist() == [row in wanted for row in range(size)]


@settings(max_examples=40, deadline=None)
@given(sizes, runs, st.integers(-5, SIZE), st.integers(-5, SIZE))
def test_members_are_found_by_place_and_by_row(size: int, some: list[tuple[int, int, int]], low: int, high: int):
    rows = sorted(spread(some, size))
    found = made(set(rows), size)
    assert found[low:high].tolist() == rows[low:high]
    assert found[low:high:7].tolist() == rows[low:high:7]
    assert found.rank(low) == sum(row < low for row in rows)
    assert found.between(low, high).tolist() == [row for row in rows if low <= row < high]
    assert found.count_between(low, high) == len([row for row in rows if low <= row < high])
    assert found.mask(low, high).tolist() == [row in set(rows) for row in range(max(low, 0), min(high, size))]
    assert (low in found) == (low in rows)
    assert list(found) == rows
    positions = np.arange(len(rows))[::-1]
    assert found.take(positions).tolist() == rows[::-1]
    if rows:
        assert (found[0], found[-1], found[len(rows) // 2]) == (rows[0], rows[-1], rows[len(rows) // 2])
    with pytest.raises(IndexError):
        found[len(rows)]


@settings(max_examples=40, deadline=None)
@given(sizes, runs, st.lists(st.integers(1, SIZE), max_size=5), st.randoms(use_true_random=False))
def test_parts_may_be_put_in_any_order(size: int, some: list[tuple[int, int, int]], cuts: list[int], chance):
    rows = spread(some, size)
    borders = sorted({0, size, *(cut for cut in cuts if cut < size)})
    parts = list(zip(borders, borders[1:], strict=False))
    chance.shuffle(parts)
    builder = RowSetBuilder(size)
    seen: set[int] = set()
    for low, high in parts:
        here = sorted(row for row in rows if low <= row < high)
        if chance.random() < 0.5:
            builder.put(low, np.array([row in rows for row in range(low, high)], dtype=np.bool_))
        else:
            builder.put_rows(low, high, np.array(here, dtype=np.int64))
        kept = builder.snapshot()
        seen.update(here)
        assert kept.rows().tolist() == sorted(seen)
    assert builder.finish() == made(rows, size)


def test_a_snapshot_stays_as_it_was_while_more_is_put():
    builder = RowSetBuilder(600)
    builder.put(0, np.ones(100, dtype=np.bool_))
    early = builder.snapshot()
    builder.put(100, np.ones(500, dtype=np.bool_))
    assert (len(early), len(builder.finish())) == (100, 600)


def test_threads_put_parts_that_share_a_byte():
    wanted = np.arange(100_000) % 3 == 0
    builder = RowSetBuilder(len(wanted))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda first: builder.put(first, wanted[first : first + 37]), range(0, len(wanted), 37)))
    assert np.array_equal(builder.finish().mask_all(), wanted)


def test_nothing_and_everything_keep_no_bits():
    nothing, everything = RowSet.none(SIZE), RowSet.all(SIZE)
    assert (len(nothing), len(everything)) == (0, SIZE)
    assert ~nothing == everything and everything - everything == nothing
    assert nothing.nbytes == everything.nbytes == (~nothing).nbytes < 128
    assert RowSet.from_mask(np.ones(SIZE, dtype=np.bool_)).nbytes == everything.nbytes
    assert RowSet.none(0) == RowSet.all(0) == RowSet.from_mask(np.zeros(0, dtype=np.bool_))


def test_bits_of_very_many_rows_lie_in_a_file_and_combine_alike(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rowpages, "SCRATCH_FROM", 1000)
    monkeypatch.setattr(rowpages, "SEGMENT", 4096)
    a, b = made({1, 600, 700, 1499}, SIZE), made({600, 1499}, SIZE)
    assert (a & b).rows().tolist() == [600, 1499]
    assert (a - b).rows().tolist() == [1, 700]
    assert len(~a | b) == SIZE - 2


def test_two_thousand_million_rows_cost_what_their_members_cost(monkeypatch: pytest.MonkeyPatch):
    for module in (rowpages, rowset):
        monkeypatch.setattr(module, "BLOCK", 1 << 16)
        monkeypatch.setattr(module, "PAGE", 1 << 20)
    size = 3_000_000_000
    rows = np.array([0, 5, 1 << 31, (1 << 31) + 1, size - 1], dtype=np.int64)
    found = RowSet.from_rows(rows, size)
    assert found.rows().tolist() == rows.tolist()
    assert (len(~found), (~found)[-1], found.rank(1 << 31)) == (size - 5, size - 2, 2)
    assert found.nbytes < 2_000_000


@pytest.mark.parametrize("rows", [[3, 2], [2, 2], [-1], [SIZE]])
def test_rows_that_do_not_ascend_within_the_size_are_refused(rows: list[int]):
    with pytest.raises(ValueError):
        RowSet.from_rows(np.array(rows, dtype=np.int64), SIZE)


def test_sets_over_different_sizes_do_not_combine():
    with pytest.raises(ValueError):
        _ = RowSet.none(3) & RowSet.none(4)
