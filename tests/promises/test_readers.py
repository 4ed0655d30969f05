"""Mutated examples crash no reader, every record stays within its source, and the benchmark reads what it wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.readers.core import load_registry


def test_mutated_examples_of_every_reader_give_records_or_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[2])
    from benchmarks import fuzzed

    @settings(max_examples=1, deadline=None)
    @given(st.integers(0, 1 << 32))
    def check(seed: int):
        every = fuzzed.examples()
        came = fuzzed.try_readers(2 * len(every), tmp_path, seed)
        assert came.inputs == 2 * len(every)
        assert came.broken == []  # how long it took is the machine's, and is told by the benchmark

    check()


def test_the_benchmark_of_records_reads_every_object_it_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[2])
    from benchmarks import readers

    written = {
        (name, form): readers.write_source(tmp_path / "a", make, before, behind, 20_000)
        for name, form, make, before, behind in readers.SOURCES
    }
    read = {(row.reader, row.form): row.records for row in readers.measured(load_registry(), tmp_path, 20_000, 1)}
    steps = {("github.events", "lines"): 5}  # each job has four steps, which are records too
    assert read == {of: count * steps.get(of, 1) for of, count in written.items()}
