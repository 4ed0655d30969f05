"""Rows made ready to be shown where they were found, so that the window's thread only lays them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from workbench.model.instants import Instant
from workbench.panels.logs.pages import HEAVY

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase
    from workbench.panels.logs.rows import Rows

R = TypeVar("R", bound="Rows")


@dataclass(frozen=True, slots=True)
class Ready:
    """cursor: about when rows will be looked at, None for the first of them · lines: rows that a screen shows · above: how
    many of them stand above the row at the cursor.
    """

    case: OpenCase
    cursor: Instant | None
    lines: int
    above: int = 0

    def made(self, rows: R) -> R:
        """The same rows: where they stand is counted and the records that will be in sight are read (and kept by the
        case), unless those are too much text to wait for.
        """
        if len(rows) and self.lines:
            at = max(self.case.spine.nearest(self.cursor, rows), 0) if self.cursor is not None else 0
            some = np.asarray(rows[max(at - self.above, 0) : at + self.lines - self.above + 2], dtype=np.int64)
            if int(np.sum(self.case.spine.length[some])) <= HEAVY:
                self.case.page(some)
        return rows
