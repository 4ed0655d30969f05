"""How far a case reaches in time: the axis that timeline and metrics share while no window is chosen."""

from __future__ import annotations

import numpy as np

from workbench.casework.opencase import OpenCase
from workbench.model.instants import TimeWindow
from workbench.model.records import KINDS
from workbench.views.time_axis import padded

NULL_T = np.iinfo(np.int64).min
HAPPENED = tuple(number for number, kind in enumerate(KINDS) if kind != "commit")


def case_span(case: OpenCase) -> TimeWindow | None:
    """From the case's first record or sample to its last, a little wider; None when nothing has a time.

    Commits count only when there is nothing else: a repository's history is years, an incident is minutes.
    """
    span = case.spine.span(HAPPENED) or case.spine.span()
    ends = [(span.start, span.end - 1)] if span else []
    ends += [(one.first, one.last) for one in case.series() if one.first is not None and one.last is not None]
    if not ends:
        return None
    return padded(TimeWindow(min(first for first, _ in ends), max(last for _, last in ends) + 1))
