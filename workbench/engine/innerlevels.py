"""Levels of records whose envelope tells none, out of the text that stands in it: many at once, by the words of the line."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from workbench.engine.arrowview import text_column
from workbench.engine.dialect import ascii_classes
from workbench.engine.headlines import Bools
from workbench.engine.headmachine import Machine
from workbench.engine.headpattern import Unsupported, compiled
from workbench.engine.headtree import HeadTree
from workbench.engine.levelwords import LevelReader
from workbench.engine.lineformat import AROUND_LEVEL, Inner
from workbench.engine.words import Bytes, Int64

UInt8 = npt.NDArray[np.uint8]
LIMIT = 1 << 16  # bytes of a line in which such a text is looked for


class InnerLevels:
    """Finds levels by one pattern. For any thread; quick: whether lines may be read as words, with the same answers."""

    def __init__(self, inner: Inner, quick: bool = True) -> None:
        self._pattern, self._table = ascii_classes(inner.pattern), inner.severities
        self._levels = LevelReader(self._severity_of)
        self._tree: HeadTree | None = None
        if quick:
            try:
                self._tree = HeadTree(Machine(compiled(self._pattern)), self._severity_of, 0)
            except Unsupported:
                return

    def read(self, block: Bytes, starts: Int64, lengths: Int64, begins: Bools, severity: UInt8) -> UInt8:
        """Severities of records, looked for where they are 0. The block is `padded`; begins: which lines begin one."""
        some = np.flatnonzero(severity == 0)
        if not len(some):
            return severity
        lines = np.flatnonzero(begins)[some]
        starts, lengths = starts[lines], np.minimum(lengths[lines], LIMIT)
        severity = severity.copy()
        if self._tree is None:
            severity[some] = self._slowly(block, starts, lengths)
            return severity
        heads = self._tree.read(block, starts, lengths)
        found = heads.severity
        if heads.level is not None:
            found = self._levels.read(block, heads.level[0], heads.level[1], found)
        if len(heads.unread):
            found[heads.unread] = self._slowly(block, starts[heads.unread], lengths[heads.unread])
        severity[some] = found
        return severity

    def _slowly(self, block: Bytes, starts: Int64, lengths: Int64) -> UInt8:
        texts = text_column(block, starts, lengths).str.extract_groups(self._pattern).struct.field("level")
        words = texts.unique().drop_nulls()
        numbers = pl.Series([self._severity_of(word) for word in words], dtype=pl.UInt8)
        if not len(words):
            return np.zeros(len(starts), dtype=np.uint8)
        return texts.replace_strict(words, numbers, default=0, return_dtype=pl.UInt8).to_numpy()

    def _severity_of(self, text: str) -> int:
        return self._table.get(text.strip(AROUND_LEVEL).lower(), 0)
