"""What persons put on rows, by their place in the spine of now: pinned evidence and marks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workbench.model.entities import Citation
from workbench.model.notebook import Mark
from workbench.views.log.rows import Badge

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase

Rows = npt.NDArray[np.int64]
NONE: Rows = np.empty(0, np.int64)
PLAIN = Badge()


def rows_array(rows: Iterable[int]) -> Rows:
    """Spine rows, ascending, each once."""
    return np.array(sorted(set(rows)), np.int64)


class Badges:
    """Read anew when the notebook or the spine changed; a place is looked up once as long as rows stay where they are.

    read: whether the notebook was asked yet · labels: evidence label by row · by_row: the mark of a row · marks, pins: the
    rows that have one, ascending
    """

    def __init__(self, case: OpenCase) -> None:
        self._case = case
        self._places: dict[Citation, int] = {}
        self._generation = case.generation
        self.read = False
        self.labels: dict[int, str] = {}
        self.by_row: dict[int, Mark] = {}
        self.marks: Rows = NONE
        self.pins: Rows = NONE

    def read_again(self) -> None:
        """Ask the notebook."""
        self.read = True
        if self._case.generation != self._generation:
            self._places = self._stayed()
            self._generation = self._case.generation
        notebook = self._case.notebook
        pins = [one for one in notebook.evidence.values() if one.citation.kind in ("bytes", "pointer")]
        self.labels = {self._row(one.citation): one.label for one in reversed(pins)}
        self.by_row = {self._row(mark.citation): mark for mark in reversed(list(notebook.marks.values()))}
        self.labels.pop(-1, None)
        self.by_row.pop(-1, None)
        self.marks, self.pins = rows_array(self.by_row), rows_array(self.labels)

    def _stayed(self) -> dict[Citation, int]:
        """The places that are still right: a log that grows at its end moves no row, and marks are many."""
        spine = self._case.spine
        held = [(one, row) for one, row in self._places.items() if 0 <= row < spine.rows and one.kind == "bytes"]
        if not held:
            return {}
        rows = np.array([row for _one, row in held], np.int64)
        numbers = {source.id: source.number for source in self._case.notebook.sources.values()}
        same = (spine.offset[rows] == np.array([one.offset for one, _row in held], np.int64)) & (
            spine.source[rows] == np.array([numbers.get(one.source, -1) for one, _row in held], np.int64)
        )
        return {one: row for (one, row), kept in zip(held, same.tolist(), strict=True) if kept}

    def _row(self, citation: Citation) -> int:
        found = self._places.get(citation)
        if found is None:
            found = self._places[citation] = self._case.row_of(citation)
        return found

    def know(self, places: Iterable[tuple[Citation, int]]) -> None:
        """Rows whose places need not be looked up: the ones that are just being marked."""
        self._places.update(places)

    def of(self, row: int, lit: bool) -> Badge:
        """What is said of a row."""
        mark, label = self.by_row.get(row), self.labels.get(row, "")
        if mark is None:
            return Badge(label, False, lit) if label or lit else PLAIN
        return Badge(label, mark.flagged, lit, 0, mark.label, mark.tags, mark.comment)
