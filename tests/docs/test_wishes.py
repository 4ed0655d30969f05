"""The wishes that docs/logs.md says are met name tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = [line for line in (ROOT / "docs" / "logs.md").read_text().splitlines() if re.match(r"\| \d+ \|", line)]
MUST = {1, 2, 6, 13, 15, 16, 18, 22, 25}


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_there_is_a_row_for_each_of_the_27_wishes():
    assert [int(cells(row)[0]) for row in ROWS] == list(range(1, 28))


def test_every_test_that_is_named_exists():
    for row in ROWS:
        for name in re.findall(r"`([^`]+\.py(?:::\w+)?)`", cells(row)[3]):
            file, _, test = name.partition("::")
            folder = ROOT / "tests" if "/" in file else ROOT / "tests" / "desktop"
            assert (folder / file).is_file(), name
            assert not test or f"def {test}(" in (folder / file).read_text(), name


def test_what_must_be_met_is_and_the_rest_says_why_not():
    for row in ROWS:
        number, _, where, test = cells(row)
        if int(number) in MUST:
            assert test and "not yet" not in where and "not met" not in where, row
        assert test or "not met" in where, row
