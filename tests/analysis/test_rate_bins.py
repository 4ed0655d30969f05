"""Bins that errors are counted in: few enough however long the time is."""

from __future__ import annotations

import pytest

from workbench.casework.findings import BINS, bin_step
from workbench.model.instants import DAY, MINUTE, SECOND


@pytest.mark.parametrize(
    ("width", "step"),
    [
        (2 * MINUTE, SECOND),
        (46 * MINUTE, 30 * SECOND),
        (120 * DAY, DAY),
        (120 * DAY + 1, 2 * DAY),
        (36_500 * DAY, 305 * DAY),
    ],
)
def test_bins_are_few_however_long_the_time_is(width: int, step: int):
    assert bin_step(width) == step
    assert width <= step * BINS
