"""Bytes as a polars string column without a copy: an Arrow view array handed over through the C data interface.

A view is 16 bytes a row: int32 length, then either the text itself (12 bytes or fewer) or its first 4 bytes, the
number of the buffer and the int32 offset in it (Arrow columnar format, "Variable-size Binary View Layout").
"""

from __future__ import annotations

import codecs
import ctypes
import io
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

Bytes = npt.NDArray[np.uint8]
Int64 = npt.NDArray[np.int64]
INLINE = 12
BUFFER_LIMIT = (1 << 31) - 1
PIECE = 1 << 20  # bytes decoded at a time
_NULLABLE = 2


class _Schema(ctypes.Structure):
    _fields_ = (
        ("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", ctypes.c_char_p),
        ("flags", ctypes.c_int64), ("n_children", ctypes.c_int64), ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p), ("release", ctypes.c_void_p), ("private_data", ctypes.c_void_p),
    )  # fmt: skip


class _Array(ctypes.Structure):
    _fields_ = (
        ("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64),
        ("n_buffers", ctypes.c_int64), ("n_children", ctypes.c_int64), ("buffers", ctypes.POINTER(ctypes.c_void_p)),
        ("children", ctypes.c_void_p), ("dictionary", ctypes.c_void_p), ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    )  # fmt: skip


_capsule = ctypes.pythonapi.PyCapsule_New
_capsule.restype, _capsule.argtypes = ctypes.py_object, (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
_keep = ctypes.pythonapi.Py_IncRef
_keep.restype, _keep.argtypes = None, (ctypes.py_object,)
_let_go = ctypes.pythonapi.Py_DecRef
_let_go.restype, _let_go.argtypes = None, (ctypes.c_void_p,)


@ctypes.CFUNCTYPE(None, ctypes.POINTER(_Schema))
def _release_schema(schema: ctypes._Pointer[_Schema]) -> None:
    schema.contents.release = None


@ctypes.CFUNCTYPE(None, ctypes.POINTER(_Array))
def _release_array(array: ctypes._Pointer[_Array]) -> None:
    held = array.contents.private_data
    array.contents.release = None
    if held:
        _let_go(held)


class _ViewArray:
    """What polars imports; it holds buffer and views until polars has let its column go."""

    def __init__(self, views: npt.NDArray[np.int32], buffer: Bytes, kind: bytes) -> None:
        self.views, self.buffer = views, buffer
        self.sizes = np.array([len(buffer)], dtype=np.int64)
        self.pointers = (ctypes.c_void_p * 4)(
            None, views.ctypes.data, buffer.ctypes.data if len(buffer) else None, self.sizes.ctypes.data
        )
        self.schema = _Schema(format=kind, name=b"", flags=_NULLABLE)
        self.schema.release = ctypes.cast(_release_schema, ctypes.c_void_p)
        self.array = _Array(length=len(views), n_buffers=4, buffers=self.pointers)
        self.array.release = ctypes.cast(_release_array, ctypes.c_void_p)

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        # polars moves both structures out of the capsules; the reference taken here is given back by its release.
        _keep(self)
        self.array.private_data = id(self)
        return (
            _capsule(ctypes.addressof(self.schema), b"arrow_schema", None),
            _capsule(ctypes.addressof(self.array), b"arrow_array", None),
        )


def binary_column(buffer: Bytes, starts: Int64, lengths: Int64, *, searched: bool = False) -> pl.Series:
    """A Binary column of `buffer[start:start+length]` a row, sharing `buffer` (contiguous, below 2 GiB).

    searched: the rows are only searched, taken or cut: what comparing two of them looks at first may be left out.
    """
    return pl.Series(_ViewArray(_views(buffer, starts, lengths, searched), buffer, b"vz"), dtype=pl.Binary)


def utf8_column(buffer: Bytes, starts: Int64, lengths: Int64, *, searched: bool = False) -> pl.Series:
    """The same as text, unchecked: every row must be UTF-8, or only be given to what looks at bytes."""
    return text_of_views(_views(buffer, starts, lengths, searched), buffer)


def text_of_views(views: npt.NDArray[np.int32], buffer: Bytes) -> pl.Series:
    """A text column of views (rows, 4) that somebody made, unchecked; it shares both."""
    return pl.Series(_ViewArray(views, buffer, b"vu"), dtype=pl.String)


def is_ascii(buffer: Bytes) -> bool:
    """Whether all bytes are ASCII; some 15 GB/s."""
    return not len(buffer) or int(buffer.max()) < 0x80


def _views(buffer: Bytes, starts: Int64, lengths: Int64, searched: bool) -> npt.NDArray[np.int32]:
    if len(buffer) > BUFFER_LIMIT:
        raise ValueError("an Arrow view reaches 2 GiB at most")
    pairs = np.empty((len(starts), 2), dtype=np.int64)
    pairs[:, 0] = lengths
    np.left_shift(starts, 32, out=pairs[:, 1])
    views = pairs.view(np.int32).reshape(-1, 4)
    shortest = int(lengths.min(initial=INLINE + 1))
    if not searched and int(lengths.max(initial=0)) > INLINE:
        long = np.flatnonzero(lengths > INLINE) if shortest <= INLINE else slice(None)
        words = np.lib.stride_tricks.sliding_window_view(buffer, 4)
        views[long, 1] = words[starts[long]].view(np.int32).ravel()
    if shortest <= INLINE:
        short = np.flatnonzero(lengths <= INLINE)
        views[short, 1:] = inlined(buffer, starts[short], lengths[short])
    return views


def inlined(buffer: Bytes, starts: Int64, lengths: Int64) -> npt.NDArray[np.int32]:
    """The last twelve bytes of the views of rows that are no longer: the rows themselves."""
    if not len(buffer):
        return np.zeros((len(starts), 3), dtype=np.int32)
    columns = np.arange(INLINE)
    inside = columns < lengths[:, None]
    taken = buffer[np.minimum(starts[:, None] + columns, len(buffer) - 1)]
    return np.where(inside, taken, 0).astype(np.uint8).view(np.int32)


def text_column(
    buffer: Bytes, starts: Int64, lengths: Int64, *, known_utf8: bool = False, searched: bool = False
) -> pl.Series:
    """The same as text. Rows that are not UTF-8 are decoded with U+FFFD for what is wrong; the others share `buffer`.

    starts must ascend. known_utf8: the whole buffer is known to be UTF-8, so that nobody need look · searched: as in
    `binary_column`.
    """
    if known_utf8 or is_ascii(buffer):
        return utf8_column(buffer, starts, lengths, searched=searched)
    try:
        return binary_column(buffer, starts, lengths, searched=searched).cast(pl.String)
    except pl.exceptions.ComputeError:  # polars checks UTF-8 for the column as a whole
        mended = dict(_mended(buffer, starts, lengths))
    bad = np.fromiter(mended, dtype=np.int64, count=len(mended))
    kept = lengths.copy()
    kept[bad] = 0
    if not kept.any():
        return _one_after_another([mended.get(row, b"") for row in range(len(kept))])
    text = binary_column(buffer, starts, kept, searched=searched).cast(pl.String)
    places = np.arange(len(text), dtype=np.uint32)
    places[bad] = len(text) + np.arange(len(bad), dtype=np.uint32)
    return pl.concat([text, _one_after_another(list(mended.values()))]).gather(places)


def _one_after_another(texts: list[bytes]) -> pl.Series:
    """UTF-8 texts as a column over one buffer; a single one, which may be very long, isn't copied."""
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    filled = [text for text in texts if text]
    buffer = np.frombuffer(filled[0] if len(filled) == 1 else b"".join(filled), dtype=np.uint8)
    return utf8_column(buffer, np.cumsum(lengths) - lengths, lengths)


def _mended(buffer: Bytes, starts: Int64, lengths: Int64) -> Iterator[tuple[int, bytes]]:
    """The rows that are not UTF-8, and what they read as."""
    filled = np.flatnonzero(lengths > 0)
    some = filled[np.bitwise_or.reduceat(buffer, starts[filled]) >= 0x80]
    for row, start, size in zip(some.tolist(), starts[some].tolist(), lengths[some].tolist(), strict=True):
        if size > PIECE:
            yield row, _by_pieces(buffer[start : start + size])
            continue
        raw = buffer[start : start + size].tobytes()
        text = raw.decode("utf-8", "replace")
        # what was replaced has other bytes than before; U+FFFD that stood there has the same
        if "\ufffd" in text and (told := text.encode()) != raw:
            yield row, told


def _by_pieces(raw: Bytes) -> bytes:
    """A long row as UTF-8, with U+FFFD for what isn't: as a whole it would take two or four bytes a letter."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    text = io.BytesIO()
    for end in range(PIECE, len(raw) + PIECE, PIECE):
        text.write(decoder.decode(raw[end - PIECE : end].tobytes(), end >= len(raw)).encode())
    return text.getvalue()
