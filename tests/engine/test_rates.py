"""Rates of counters and quantiles of histograms, checked against their definitions and plain arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine.quantiles import bucket_rates, histogram_quantile, quantiles_of
from workbench.engine.rates import grown, rate_per_second, rate_window, step_of

SECOND = 1_000_000_000


def times(*seconds: float) -> np.ndarray:
    return np.array([int(second * SECOND) for second in seconds], dtype=np.int64)


def values(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=np.float64)


def test_a_steady_counter_has_its_slope_as_rate():
    t = times(0, 10, 20, 30, 40, 50)
    rate = rate_per_second(t, values(5, 25, 45, 65, 85, 105))
    assert math.isnan(rate[0])
    assert rate[1:].tolist() == [2.0] * 5


def test_a_restart_counts_from_zero():
    assert grown(values(10, 14, 3, 5)).tolist() == [0, 4, 7, 9]
    rate = rate_per_second(times(0, 1, 2, 3), values(10, 14, 3, 5), window_ns=SECOND)
    assert rate[1:].tolist() == [4, 3, 2]


def test_behind_a_gap_nothing_is_made_up():
    rate = rate_per_second(times(0, 1, 2, 100, 101), values(0, 1, 2, 90, 92))
    assert math.isnan(rate[3])
    assert rate[4] == 2


def test_an_unknown_sample_is_passed_over():
    rate = rate_per_second(times(0, 1, 2, 3), values(0, 1, math.nan, 3))
    assert math.isnan(rate[2])
    assert rate[3] == 1


def test_a_window_is_four_usual_steps():
    assert step_of(times(0, 15, 30, 45, 300)) == 15 * SECOND
    assert rate_window(times(0, 15, 30, 45, 300)) == 60 * SECOND
    assert rate_window(times(7)) == 0
    assert np.isnan(rate_per_second(times(7), values(1))).all()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=30))
def test_a_rate_is_never_negative(numbers: list[float]):
    rate = rate_per_second(times(*range(len(numbers))), values(*numbers))
    assert (rate[~np.isnan(rate)] >= 0).all()


INF = math.inf


@pytest.mark.parametrize(
    ("q", "bounds", "counts", "expected"),
    [
        (0.5, (1, 2, INF), (10, 20, 20), 1.0),  # the 10th of 20 lies at the end of the first bucket
        (0.75, (1, 2, INF), (10, 20, 20), 1.5),  # half-way into the second
        (0.25, (1, 2, INF), (10, 20, 20), 0.5),  # the first bucket starts at 0
        (0.99, (1, 2, INF), (1, 2, 10), 2.0),  # beyond the last finite bound
        (0.5, (-1, 2, INF), (10, 12, 12), -1.0),  # a lowest bucket below zero answers its bound
        (1.0, (1, 2, INF), (0, 4, 4), 2.0),
    ],
)
def test_quantiles_interpolate_as_prometheus_says(q, bounds, counts, expected):
    assert histogram_quantile(q, values(*bounds), values(*counts)[None, :])[0] == pytest.approx(expected)


def test_a_quantile_of_nothing_is_unknown():
    assert math.isnan(histogram_quantile(0.5, values(1, INF), values(0, 0)[None, :])[0])
    assert math.isnan(histogram_quantile(0.5, values(INF), values(5)[None, :])[0])
    assert math.isnan(histogram_quantile(0.5, values(1, 2), values(5, 6)[None, :])[0])


def test_quantiles_outside_0_and_1_are_infinite():
    counts = values(1, 2)[None, :]
    assert histogram_quantile(-0.1, values(1, INF), counts)[0] == -INF
    assert histogram_quantile(1.1, values(1, INF), counts)[0] == INF


def test_buckets_scraped_at_different_moments_meet_where_all_were():
    t, bounds, counts = bucket_rates(
        {INF: (times(0, 1, 2), values(0, 4, 8)), 0.5: (times(0, 1, 2, 3), values(0, 2, 4, 6))}
    )
    assert t.tolist() == times(0, 1, 2).tolist()
    assert bounds.tolist() == [0.5, INF]
    assert counts[1:].tolist() == [[2, 4], [2, 4]]


def test_the_latency_of_a_histogram_over_time():
    t = times(0, 10, 20)
    buckets = {
        0.1: (t, values(0, 90, 90)),
        1.0: (t, values(0, 100, 200)),
        INF: (t, values(0, 100, 200)),
    }
    at, (p50, p95) = quantiles_of(buckets, (0.5, 0.95))
    assert at.tolist() == t.tolist()
    assert p50[1] == pytest.approx(0.1 * 50 / 90)
    # the 95th of 100 is half-way through the ten between 0.1 and 1
    assert p95[1] == pytest.approx(0.1 + 0.9 * 0.5)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1e4), min_size=3, max_size=8), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_quantile_is_never_lower(counts: list[float], one: float, other: float):
    cumulative = np.cumsum(counts)[None, :]
    bounds = np.append(np.arange(1, len(counts), dtype=np.float64), INF)
    low, high = (histogram_quantile(q, bounds, cumulative)[0] for q in sorted((one, other)))
    if not math.isnan(low):
        assert low <= high + 1e-9
