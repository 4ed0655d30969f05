"""The lines of a slice as a text column that is only searched, in memory that each thread uses again."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt
import polars as pl

from workbench.engine.arrowview import INLINE, inlined, text_of_views
from workbench.engine.bytesource import Bytes


class LineViews(threading.local):
    """Room for views, one for each thread: to ask the system for fresh memory takes longer than to fill it."""

    def __init__(self) -> None:
        self._views = np.zeros((0, 4), dtype=np.int32)
        self._short = np.zeros(0, dtype=np.int64)

    def column(self, buffer: Bytes, starts: npt.NDArray[np.uint32]) -> pl.Series:
        """The n lines that lie in `buffer` one behind the other, without their line feeds; unchecked text.

        starts: uint32 (n + 1,), where each starts and one behind the last, by any zero; the first stands at buffer[0].
        The column is good until the thread asks for another.
        """
        count = len(starts) - 1
        if len(self._views) < count:
            # with some to spare: slices of as many bytes hold somewhat more lines or fewer
            self._views, self._short = np.zeros((count + count // 4, 4), dtype=np.int32), self._short[:0]
        self._views[self._short, 1:3] = 0
        views = self._views[:count]
        words = views.view(np.uint32)
        np.subtract(starts[:-1], starts[0], out=words[:, 3])
        np.subtract(starts[1:], starts[:-1], out=words[:, 0])
        words[:, 0] -= np.uint32(1)
        self._short = self._short[:0]
        if int(words[:, 0].min(initial=INLINE + 1)) <= INLINE:
            self._short = np.flatnonzero(words[:, 0] <= INLINE)
            at, lengths = (views[self._short, place].astype(np.int64) for place in (3, 0))
            views[self._short, 1:] = inlined(buffer, at, lengths)
        return text_of_views(views, buffer)
