"""What a source says of itself after it was read, whichever kind of reader read it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.casework.conftest import deploy, make_bundle
from workbench.casework.opencase import OpenCase
from workbench.model.case import Problem
from workbench.model.instants import MINUTE, SECOND, clock_text, parse_instant
from workbench.readers.core import Registry, Sniff

pytestmark = pytest.mark.usefixtures("records_here")


def test_physical_lines_are_counted_in_every_text_and_in_no_pack(case: OpenCase, tmp_path: Path):
    bundle, first, second = make_bundle(tmp_path)
    rows = [deploy("2026-03-17T13:30:00Z", first, "", "1.0.0"), deploy("2026-03-17T14:01:00Z", second, first, "1.1.0")]
    (tmp_path / "ended.jsonl").write_text("".join(row + "\n" for row in rows))
    (tmp_path / "open.jsonl").write_text("\n".join(rows))
    (tmp_path / "pool.prom").write_text("# TYPE pool gauge\npool 3\n")
    names = ("ended.jsonl", "open.jsonl", "pool.prom", bundle.name)
    made = case.ingest([tmp_path / name for name in names])
    assert [source.state for source in made] == ["ready"] * 4
    assert [source.lines for source in made] == [2, 2, 2, 0]


def log_of(seconds: list[float]) -> str:
    start = parse_instant("2026-03-17T14:00:00Z", day=0)
    return "".join(f"2026-03-17T{clock_text(start + round(s * SECOND), 3)}Z INFO tick\n" for s in seconds)


def test_only_a_long_silence_of_logs_is_a_gap(case: OpenCase, tmp_path: Path):
    sparse = [0.0, 9.0, 20.0, *(20 + 0.1 * step for step in range(1, 4000))]
    (tmp_path / "a.log").write_text(log_of([*sparse, *(720 + 0.1 * step for step in range(400))]))
    bundle, _, _ = make_bundle(tmp_path)
    case.ingest([tmp_path / "a.log", bundle])
    (gap,) = case.gaps()
    assert abs(gap.width - 5 * MINUTE) < SECOND
    silences = [finding.what for finding in case.findings() if finding.kind == "gap"]
    assert len(silences) == 2 and all("5m" in what for what in silences)


class Doubting:
    """A reader that doubts something by the head alone."""

    id, title, kinds = "java.text", "doubting", ("log",)

    def __init__(self, reader):
        self._reader, self.lines = reader, reader.lines

    def sniff(self, head: bytes, name: str) -> Sniff:
        return replace(self._reader.sniff(head, name), problems=(Problem("its stamps hint at Berlin", "line 1"),))

    def read(self, source):
        return self._reader.read(source)


def test_what_the_head_makes_doubtful_is_among_the_problems_of_the_source(case: OpenCase, sources: Path):
    doubting = Doubting(case.registry.named("java.text"))
    case._folder._registry, case._folder._with_maps = Registry((doubting,)), None
    (source,) = case.ingest([sources / "orders.log"])
    assert Problem("its stamps hint at Berlin", "line 1") in source.problems
