"""Searching a log: text, regexes and fields, as sets of its rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from workbench.engine.bytesource import ByteSource
from workbench.engine.fieldsearch import find_field
from workbench.engine.logindex import LogIndex
from workbench.engine.needle import Regex, Text
from workbench.engine.textsearch import any_value_matches, find_in_texts, find_text
from workbench.jobs import JobContext

__all__ = ["any_value_matches", "find_field", "find_in_texts", "find_lines", "find_text", "line_ranges"]

Int64 = npt.NDArray[np.int64]


def find_lines(source: ByteSource, index: LogIndex, leaf: Text | Regex, context: JobContext) -> npt.NDArray[np.bool_]:
    """Which physical lines hold a text or regex: bool (lines,). Errors as in `find_text`."""
    return find_text(source, index, leaf, context, lines=True).mask_all()


def line_ranges(source: ByteSource, index: LogIndex) -> tuple[Int64, Int64]:
    """Offset and length of every physical line, without its newline (a CR before it stays: `$` matches there too)."""
    return index.line_ranges(0, index.lines)
