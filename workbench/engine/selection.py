"""Which rows of a spine are shown: what a filter answers with and a table scrolls over, without a list of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from workbench.engine.spine import Spine

Int64 = npt.NDArray[np.int64]


class Selection:
    """An immutable ascending set of the rows of one spine."""

    __slots__ = ("_rows", "spine")

    def __init__(self, spine: Spine, rows: Int64) -> None:
        self.spine = spine
        self._rows = rows

    @classmethod
    def none(cls, spine: Spine) -> Selection:
        """No row."""
        return cls(spine, np.empty(0, dtype=np.int64))

    @classmethod
    def all(cls, spine: Spine) -> Selection:
        """Every row."""
        return cls(spine, np.arange(spine.rows, dtype=np.int64))

    @classmethod
    def from_rows(cls, spine: Spine, rows: npt.ArrayLike) -> Selection:
        """These rows, ascending and without repeats."""
        return cls(spine, np.asarray(rows, dtype=np.int64))

    def __len__(self) -> int:
        return len(self._rows)

    def __bool__(self) -> bool:
        return len(self) > 0

    @overload
    def __getitem__(self, key: int) -> int: ...
    @overload
    def __getitem__(self, key: slice) -> Int64: ...
    def __getitem__(self, key: int | slice) -> int | Int64:
        return self._rows[key] if isinstance(key, slice) else int(self._rows[key])

    def __iter__(self) -> Iterator[int]:
        yield from self._rows.tolist()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        return np.asarray(self._rows, dtype=dtype)

    def __contains__(self, row: object) -> bool:
        return isinstance(row, int | np.integer) and self.position_of(int(row)) >= 0

    def rows(self) -> Int64:
        """All rows: int64, ascending. Not for large cases: eight bytes a row."""
        return self._rows

    def position_of(self, row: int) -> int:
        """Where a row stands, -1 when it isn't here."""
        at = self.at_or_after(row)
        return at if at < len(self) and self[at] == row else -1

    def at_or_after(self, row: int) -> int:
        """The position of the first row that is not below `row`; the length when there is none."""
        return int(np.searchsorted(self._rows, row))

    def __and__(self, other: Selection) -> Selection:
        return Selection(self.spine, np.intersect1d(self._rows, other.rows(), assume_unique=True))

    def __or__(self, other: Selection) -> Selection:
        return Selection(self.spine, np.union1d(self._rows, other.rows()))

    def __sub__(self, other: Selection) -> Selection:
        return Selection(self.spine, np.setdiff1d(self._rows, other.rows(), assume_unique=True))
