"""Columns of a spine that look like arrays: rows are read from the sources' own columns when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from workbench.engine.distinct import distinct

if TYPE_CHECKING:
    from workbench.engine.part import Part
    from workbench.engine.spine import Spine

Int64 = npt.NDArray[np.int64]
BLOCK = 1 << 20


class Column:
    """One value a row. An int, a slice or an array of rows reads those; `np.asarray` and comparisons read all of it.

    What may meet millions of rows works on the spine's parts instead.
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, spine: Spine, dtype: str, read: Callable[[Part, Int64], npt.NDArray[Any]]) -> None:
        self._spine, self._read = spine, read
        self.dtype = np.dtype(dtype)

    def __len__(self) -> int:
        return self._spine.rows

    @property
    def size(self) -> int:
        """How many rows there are."""
        return self._spine.rows

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            return self._range(*key.indices(len(self)))
        if isinstance(key, int | np.integer):
            row = int(key) + (len(self) if key < 0 else 0)
            if not 0 <= row < len(self):
                raise IndexError(f"there is no row {key} in {len(self)}")
            return self._take(np.array([row], dtype=np.int64))[0]
        rows = np.asarray(key)
        return self._take(np.flatnonzero(rows) if rows.dtype == np.bool_ else rows.astype(np.int64, copy=False))

    def _range(self, start: int, stop: int, step: int) -> npt.NDArray[Any]:
        rows = range(start, stop, step)
        found = np.empty(len(rows), dtype=self.dtype)
        for first in range(0, len(rows), BLOCK):
            some = rows[first : first + BLOCK]
            found[first : first + BLOCK] = self._take(np.arange(some.start, some.stop, some.step, dtype=np.int64))
        return found

    def _take(self, rows: Int64) -> npt.NDArray[Any]:
        parts = self._spine.parts
        number, ats = self._spine.places(rows)
        found = np.empty(len(rows), dtype=self.dtype)
        for part in range(len(parts)) if len(parts) == 1 else distinct(number).tolist():
            some = slice(None) if len(parts) == 1 else np.flatnonzero(number == part)
            found[some] = self._read(parts[part], ats[some])
        return found

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        return self[:].astype(dtype or self.dtype, copy=False)

    def astype(self, dtype: Any) -> npt.NDArray[Any]:
        """All of it in another type."""
        return self[:].astype(dtype)

    def tolist(self) -> list[Any]:
        """All of it as a list."""
        return self[:].tolist()

    def __eq__(self, other: object) -> Any:
        return self[:] == other

    def __ne__(self, other: object) -> Any:
        return self[:] != other

    def __lt__(self, other: Any) -> npt.NDArray[np.bool_]:
        return self[:] < other

    def __le__(self, other: Any) -> npt.NDArray[np.bool_]:
        return self[:] <= other

    def __gt__(self, other: Any) -> npt.NDArray[np.bool_]:
        return self[:] > other

    def __ge__(self, other: Any) -> npt.NDArray[np.bool_]:
        return self[:] >= other
