"""Lines whose time runs backwards: each keeps its own time and place in the order, and carries a mark that says so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from workbench.engine.stamps import NULL_T
from workbench.panels.logs.feature import LogFeature
from workbench.views.log.rows import Badge

LOOKED_BACK = 16
"""Records without a time that are passed over, upwards, to find one that has."""
KEPT = 4_000


class Disorder(LogFeature):
    """Looks only at sources that are known to have such lines, and at the rows in sight."""

    order = 15
    of_lines = False
    _numbers: frozenset[int] = frozenset()
    _generation = -1

    def attach(self) -> None:
        """Nothing is known yet."""
        self._known: dict[int, bool] = {}

    def _renewed(self) -> bool:
        """Whether any source has such lines; what was known of rows that moved is forgotten."""
        case = self.panel.case
        if self._generation != case.generation:
            self._generation = case.generation
            self._known.clear()
            self._numbers = frozenset(source.number for source in case.sources() if source.disorder)
        return bool(self._numbers)

    def badge(self, row: int, badge: Badge) -> Badge:
        """Mark a line that is stamped before the one above it in its file."""
        if not self._renewed():
            return badge
        if row not in self._known:
            if len(self._known) > KEPT:
                self._known.clear()
            self._known[row] = self._runs_back(row)
        return replace(badge, back=True) if self._known[row] else badge

    def _runs_back(self, row: int) -> bool:
        spine = self.panel.case.spine
        if not 0 <= row < spine.rows or int(spine.source[row]) not in self._numbers:
            return False
        number, ats = spine.places(np.array([row], dtype=np.int64))
        at = int(ats[0])
        t = spine.parts[int(number[0])].times.t_range(max(at - LOOKED_BACK, 0), at + 1)
        above = t[:-1][t[:-1] != NULL_T]
        return bool(t[-1] != NULL_T and len(above) and t[-1] < above[-1])


FEATURE = Disorder
