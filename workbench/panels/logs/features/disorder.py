"""Lines whose time runs backwards: each keeps its own time and place in the order, and carries a mark that says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from workbench.engine.part import Part
from workbench.engine.spine import Spine
from workbench.engine.stamps import NULL_T
from workbench.panels.logs.feature import LogFeature
from workbench.views.log.rows import Badge

Int64 = npt.NDArray[np.int64]
LOOKED_BACK = 16
"""Records without a time that are passed over, upwards, to find one that has."""
KEPT, TOGETHER = 4_000, 128
"""Rows that are kept, and those read last that are looked at together: one by one they would cost as much each."""


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
            self._know(row)
        return replace(badge, back=True) if self._known[row] else badge

    def _know(self, row: int) -> None:
        """Look at a row, and at those about to be shown with it."""
        if len(self._known) > KEPT:
            self._known.clear()
        near = [one for one in self.panel.pages.newest(TOGETHER) if one not in self._known]
        wanted = np.array(list({row: True, **dict.fromkeys(near, True)}), dtype=np.int64)
        self._known[row] = False
        spine = self.panel.case.spine
        for part, rows, ats in _by_part(spine, wanted[(wanted >= 0) & (wanted < spine.rows)]):
            back = _runs_back(part, ats) if part.number in self._numbers else np.zeros(len(ats), dtype=np.bool_)
            self._known.update(zip(rows.tolist(), back.tolist(), strict=True))


def _by_part(spine: Spine, rows: Int64) -> Iterator[tuple[Part, Int64, Int64]]:
    numbers, ats = spine.places(rows)
    for number in dict.fromkeys(numbers.tolist()):
        some = numbers == number
        yield spine.parts[number], rows[some], ats[some]


def _runs_back(part: Part, ats: Int64) -> npt.NDArray[np.bool_]:
    """Whether each of some records is stamped before the nearest one above it that has a time."""
    above = ats[:, None] - np.arange(LOOKED_BACK, -1, -1, dtype=np.int64)
    t = part.times.t_of(np.maximum(above, 0).ravel()).reshape(above.shape)
    t[above < 0] = NULL_T
    own, known = t[:, -1], t[:, :-1] != NULL_T
    last = LOOKED_BACK - 1 - np.argmax(known[:, ::-1], axis=1)
    return known.any(axis=1) & (own != NULL_T) & (own < t[np.arange(len(ats)), last])


FEATURE = Disorder
