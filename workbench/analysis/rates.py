"""Jumps of the error rate: from when on there are more errors than the time before explains."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from workbench.analysis.core import Analysis
from workbench.model.findings import CaseFacts, Finding, Rate
from workbench.model.instants import SECOND, clock_text

MIN_BINS = 6
SUSTAINED = 3
Z = 4.0


def jump(counts: npt.NDArray[np.float64]) -> int | None:
    """The first bin from which the counts stay above what came before it, or None.

    For every bin i with at least `MIN_BINS` before it: the median m and the scale s of counts[:i], where s is 1.4826 times
    the median absolute deviation (its consistency factor for a normal distribution), at least sqrt(m) as a Poisson
    count has and at least 1. A jump is where the median of the next `SUSTAINED` bins exceeds m + Z·s and bin i does too.
    """
    for i in range(MIN_BINS, len(counts) - SUSTAINED + 1):
        before = counts[:i]
        middle = float(np.median(before))
        scale = max(1.4826 * float(np.median(np.abs(before - middle))), middle**0.5, 1.0)
        limit = middle + Z * scale
        if counts[i] > limit and float(np.median(counts[i : i + SUSTAINED])) > limit:
            return i
    return None


def rate_jumps(facts: CaseFacts, _earlier: tuple[Finding, ...]) -> Iterator[Finding]:
    """One finding for each source (and for all together) whose error rate jumped, with the figures before and after."""
    for rate in facts.rates:
        found = _finding(rate, facts.zone)
        if found:
            yield found


def _finding(rate: Rate, zone: str) -> Finding | None:
    counts = np.asarray(rate.counts, dtype=np.float64)
    i = jump(counts)
    if i is None:
        return None
    minute = 60 * SECOND / rate.step
    before = float(counts[:i].mean()) * minute
    peak = float(counts[i:].max()) * minute
    t = rate.start + i * rate.step
    where = rate.source or "all logs"
    totals = np.asarray(rate.totals, dtype=np.float64)
    share = counts[i:].sum() / max(totals[i:].sum(), 1.0)
    nearest = min(rate.at, key=lambda bin_number: abs(bin_number - i), default=None)
    return Finding(
        kind="error-rate",
        what=f"Errors in {where} rise from {before:.1f} to {peak:.0f} a minute from {clock_text(t, 0, zone)}",
        score=70.0 if rate.source else 75.0,
        reasons=(
            f"bins of {rate.step // SECOND} s; above the median before by more than {Z:g} scales, for {SUSTAINED} bins",
            f"{share:.1%} of the records after it are errors",
        ),
        citations=(rate.at[nearest],) if nearest is not None else (),
        t=t,
    )


ANALYSES = (Analysis("error-rate", "Error-rate jump", rate_jumps),)
