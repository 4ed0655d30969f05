"""Line numbers stay right where they and the offsets outgrow 32 bits; the same code with smaller bounds."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from workbench.engine.logindex import build_log_index
from workbench.jobs import JobContext


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(Path(__file__).parents[2])
    from benchmarks import logs_size

    return logs_size


@pytest.mark.parametrize(
    ("lines", "slice_bytes", "span"), [(4000, 100, 64), (300_000, 5000, 1 << 16), (200_001, 1 << 20, 1 << 32)]
)
def test_lines_and_records_are_found_at_both_ends_and_between(
    lines: int, slice_bytes: int, span: int, sizes: ModuleType, tmp_path: Path
):
    for format in (None, sizes.SECONDS):
        index = sizes.many_lines(lines, tmp_path / "index", format, slice_bytes, span)
        assert index.lines >= lines


@pytest.mark.parametrize(("size", "slice_bytes", "span"), [(10_000, 100, 50), (3_000_000, 1 << 20, 1 << 20)])
def test_lines_far_apart_in_a_hole_are_found(size: int, slice_bytes: int, span: int, sizes: ModuleType, tmp_path: Path):
    assert sizes.hole(size, tmp_path, slice_bytes, span).lines == 6


def test_ten_million_empty_lines_take_little_memory(sizes: ModuleType, tmp_path: Path):
    with sizes.watched() as memory:
        index = build_log_index(sizes.Repeated(b"\n" * 1000, 10_000), sizes.SECONDS, tmp_path / "index", JobContext())
    assert (index.lines, index.records, index.line_at(9_999_999)) == (10_000_000, 0, 9_999_999)
    assert memory.most < 150


def test_long_lines_are_found_in_text_and_in_bytes_that_are_none(sizes: ModuleType, tmp_path: Path):
    for unreadable in (False, True):
        assert sizes.long_lines(tmp_path, 100_000, unreadable) == sizes.FOUND
