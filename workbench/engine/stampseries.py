"""A column of time stamps to nanoseconds at once; the same answers as `stamps` gives one by one.

Apart from it, since what reads records one by one, in a process of its own, needs no polars: importing it takes as long as
all else there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from workbench.engine.arrowview import text_column
from workbench.engine.civil import Bools, Int64
from workbench.engine.lineformat import TimeForm
from workbench.engine.stampcolumns import Answer, Matrix, calendar, epochs
from workbench.engine.stamps import NULL_T, ONE_BY_ONE, parse_stamp
from workbench.engine.tai import SIZE as TAI_SIZE
from workbench.engine.tai import tai_column
from workbench.engine.timeforms import LONGEST, compiled_form

_SECOND = 1_000_000_000
_NONE = 10_000 * _SECOND


@dataclass(frozen=True, slots=True)
class Stamps:
    """A column of stamps: wall int64 (NULL_T unknown), naive bool, both (n,); the finest resolution among them, ns."""

    wall: Int64
    naive: Bools
    resolution_ns: int


def parse_stamps(texts: pl.Series, form: TimeForm) -> Stamps:
    """Read a String column (nulls are unknown times) at once; the same answers as `parse_stamp` row by row."""
    wall = np.full(len(texts), NULL_T, dtype=np.int64)
    naive = np.zeros(len(texts), dtype=np.bool_)
    sizes = texts.str.len_bytes().fill_null(0).to_numpy()
    kept = (sizes > 0) & (sizes <= LONGEST)
    finest = _NONE
    if kept.any():
        rows = np.flatnonzero(kept)
        some = texts if len(rows) == len(texts) else texts.gather(rows)
        block = np.frombuffer(some.str.join("")[0].encode(), dtype=np.uint8)
        for at, read, is_naive, step in _answers(block, rows, sizes[rows].astype(np.int64), form):
            wall[at], naive[at] = read, is_naive
            finest = min(finest, step) if len(at) else finest
    return Stamps(wall, naive, min(finest, _SECOND))


def _answers(block: Matrix, rows: Int64, sizes: Int64, form: TimeForm) -> Iterator[Answer]:
    """The answers, stamps of one length or of one layout at a time."""
    starts = np.cumsum(sizes) - sizes
    if form in ONE_BY_ONE or (form == "epoch" and (block == ord("e")).any()):
        for at, start, size in zip(rows.tolist(), starts.tolist(), sizes.tolist(), strict=True):
            if (stamp := parse_stamp(block[start : start + size].tobytes().decode("latin-1"), form)) is not None:
                yield np.array([at]), np.array([stamp.wall]), stamp.naive, stamp.resolution_ns
        return
    if form not in ("epoch", "tai64n"):
        for mask, some in _alike(block, starts, sizes):
            shape = compiled_form(form).shape(mask)
            if shape is not None:
                yield calendar(_columns(block, starts[some], len(mask)), rows[some], shape)
        return
    for size in np.unique(sizes).tolist():
        some = np.flatnonzero(sizes == size)
        if form == "epoch":
            yield from epochs(_columns(block, starts[some], size), rows[some])
        elif size == TAI_SIZE:
            fits, read = tai_column(_columns(block, starts[some], size).T)
            yield rows[some][fits], read[fits], False, 1


def _columns(block: Matrix, starts: Int64, size: int) -> Matrix:
    """Texts of one length as columns of bytes, shape (size, n)."""
    if len(starts) * size == len(block):
        return np.ascontiguousarray(block.reshape(-1, size).T)
    return np.ascontiguousarray(block[starts[:, None] + np.arange(size)].T)


def _alike(block: Matrix, starts: Int64, sizes: Int64) -> Iterator[tuple[bytes, Int64]]:
    """Stamps that are alike but for their digits: what they look like with zeros, and which they are."""
    size = int(sizes[0])
    if (sizes == size).all() and (mask := _common(_columns(block, starts, size))):
        yield mask, np.arange(len(sizes))
        return
    masked = np.where(block - np.uint8(48) <= 9, np.uint8(48), block)
    frame = pl.DataFrame({"mask": text_column(masked, starts, sizes)}).with_row_index()
    for mask, some in frame.group_by("mask", maintain_order=True).agg("index").iter_rows():
        yield mask.encode(), np.array(some, dtype=np.int64)


def _common(columns: Matrix) -> bytes:
    """What all of them look like with zeros for digits; empty where they differ."""
    mask = bytes(48 if 48 <= code <= 57 else code for code in columns[:, 0].tolist())
    for code, column in zip(mask, columns, strict=True):
        if not (column - np.uint8(48) <= 9 if code == 48 else column == code).all():
            return b""
    return mask
