"""Two stretches of a log compared by template: counts by hand, and what only one side has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from workbench.casework.opencase import OpenCase, create_case
from workbench.engine.masking import pattern_of
from workbench.model.instants import TimeWindow, parse_instant

DAY = parse_instant("2026-03-17T00:00:00Z", day=0)
HOUR = 3600 * 10**9


def line(hour: int, minute: int, text: str) -> str:
    return f"2026-03-17T{hour:02}:{minute:02}:00Z INFO {text}"


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """A good hour (13) and a bad one (14): 60 requests in each, 6 timeouts in the bad, 3 backups in the good."""
    good = [line(13, minute, f"request {minute * 7} done in {minute} ms") for minute in range(60)]
    good[10:10] = [line(13, 10, f"backup of disk{n} done") for n in range(3)]
    bad = [line(14, minute, f"request {minute * 9} done in {minute} ms") for minute in range(60)]
    bad[20:20] = [line(14, 20, f"upstream 10.0.0.{n} timed out") for n in range(6)]
    log = tmp_path / "gateway.log"
    log.write_text("\n".join([*good, *bad]) + "\n")
    return case_of([log], title="Slow")


def test_what_only_the_bad_hour_has_comes_first_with_its_counts(case: OpenCase):
    bad = case.query("*", TimeWindow(DAY + 14 * HOUR, DAY + 15 * HOUR))
    good = case.query("*", TimeWindow(DAY + 13 * HOUR, DAY + 14 * HOUR))
    found = case.compare(bad, good)
    counts = {one.template: (one.count_a, one.count_b, one.only) for one in found.rows}
    assert counts == {
        "upstream <*> timed out": (6, 0, "a"),
        "backup of disk<*> done": (0, 3, "b"),
        "request <*> done in <*>": (60, 60, ""),
    }
    assert found.rows[0].template == "upstream <*> timed out"
    assert "10.0.0.0 timed out" in case.page([found.rows[0].row])[0].title
    assert (found.total_a, found.looked_a, found.total_b, found.looked_b) == (66, 66, 63, 63)


def test_the_surprise_is_the_log_likelihood_ratio(case: OpenCase):
    """By hand for 6 of 66 against 0 of 63: G² = 2·Σ o·ln(o/e) over the four cells = 8.30."""
    bad = case.query("*", TimeWindow(DAY + 14 * HOUR, DAY + 15 * HOUR))
    good = case.query("*", TimeWindow(DAY + 13 * HOUR, DAY + 14 * HOUR))
    observed = np.array([[6.0, 60.0], [0.0, 63.0]])
    expected = observed.sum(1, keepdims=True) * observed.sum(0) / observed.sum()
    filled = observed > 0
    by_hand = 2 * float((observed[filled] * np.log(observed[filled] / expected[filled])).sum())
    assert case.compare(bad, good).rows[0].surprise == pytest.approx(by_hand)
    assert case.compare(good, bad).rows[-1].surprise == pytest.approx(-by_hand)


def test_of_a_large_set_an_even_sample_is_read_and_said(tmp_path: Path):
    log = tmp_path / "big.log"
    log.write_text("".join(f"2026-03-17T00:00:00.{n % 1000:03}Z INFO job {n} of {n % 2}\n" for n in range(30_000)))
    case = create_case(tmp_path / "b.case", title="Many")
    case.ingest([log])
    rows = case.query("*")
    from workbench.casework.compare import compare
    from workbench.jobs import JobContext

    found = compare(case._folder, rows, rows[:100], JobContext(), limit=5_000)  # noqa: SLF001 - the limit is not asked outside
    assert (found.total_a, found.looked_a, found.looked_b) == (30_000, 5_000, 100)
    case.close()


def test_the_pattern_of_a_template_finds_its_lines_and_no_others():
    import polars as pl

    pattern = pattern_of("request <*> (slow) done in <*> ms")
    lines = pl.Series(["request 7 (slow) done in 31 ms", "request 7 slow done in 31 ms", "request 8 done"])
    assert lines.str.contains(pattern).to_list() == [True, False, False]
