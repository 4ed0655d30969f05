"""One file as bytes at a position: mapped when it is sealed, read by position while it may still change.

A map over a file that somebody truncates kills the process, so only sealed objects are mapped.
"""

from __future__ import annotations

import mmap
import os
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from workbench.engine.sharing import opened_shared
from workbench.errors import SourceChanged, SourceError

Bytes = npt.NDArray[np.uint8]


class ByteSource:
    """One source's bytes. `size` is fixed when it is opened: what a growing file gains is not seen before `grow`.

    sealed: the file is ours and read-only, so it may be mapped; otherwise it is read slice by slice, and
    `SourceChanged` is raised as soon as it holds fewer bytes than it did. Safe to use from several threads.
    """

    def __init__(self, path: str | Path, *, sealed: bool) -> None:
        self.path, self.sealed = str(path), sealed
        self._lock = threading.Lock()
        self._map: mmap.mmap | None = None
        try:
            self._file = opened_shared(self.path)
        except OSError as error:
            raise SourceError(f"the file can't be read ({error.strerror})", self.path) from error
        self.size = os.fstat(self._file.fileno()).st_size
        if sealed and self.size:
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)

    @property
    def mapped(self) -> bool:
        """Whether `array` costs no copy."""
        return self._map is not None

    def read(self, offset: int, length: int) -> bytes:
        """The bytes [offset, offset+length), cut at the end of the source. Raises `SourceChanged` if they are gone."""
        offset = min(max(offset, 0), self.size)
        length = max(min(length, self.size - offset), 0)
        if self._map is not None:
            return self._map[offset : offset + length]
        parts: list[bytes] = []
        while length:
            part = self._read_at(offset, length)
            if not part:
                raise _shrunk(self.path)
            parts.append(part)
            offset, length = offset + len(part), length - len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def array(self, offset: int, length: int) -> Bytes:
        """The same as read-only uint8 of shape (length,), without a copy where the file is mapped."""
        if self._map is None:
            return np.frombuffer(self.read(offset, length), dtype=np.uint8)
        offset = min(max(offset, 0), self.size)
        length = max(min(length, self.size - offset), 0)
        return np.frombuffer(self._map, dtype=np.uint8, count=length, offset=offset)

    def grow(self, upto: int | None = None) -> int:
        """Look at what was appended since: the size from now on, at most `upto` where more is to be left for later.

        What was there may still be read meanwhile. Raises `SourceChanged` when there is less than before.
        """
        size = os.fstat(self._file.fileno()).st_size
        if size < self.size:
            raise _shrunk(self.path)
        if self._map is None:
            self.size = size if upto is None else max(self.size, min(size, upto))
        return self.size

    def begin(self, size: int) -> None:
        """Let the source seem to hold no more than this, so that `grow` can give it step by step."""
        if self._map is None:
            self.size = min(self.size, size)

    def forget(self, offset: int, length: int) -> None:
        """These bytes won't be asked for soon: of a mapped file they need not stay resident. They can still be read."""
        if self._map is not None and hasattr(self._map, "madvise"):
            start = min(max(offset, 0), self.size) // mmap.PAGESIZE * mmap.PAGESIZE
            end = min(offset + length, self.size) // mmap.PAGESIZE * mmap.PAGESIZE
            if end > start:
                self._map.madvise(mmap.MADV_DONTNEED, start, end - start)

    def _read_at(self, offset: int, length: int) -> bytes:
        try:
            if hasattr(os, "pread"):
                return os.pread(self._file.fileno(), length, offset)
            with self._lock:  # Windows has no pread: seek and read must not be parted
                self._file.seek(offset)
                return self._file.read(length)
        except OSError as error:
            raise SourceError(f"the file can't be read ({error.strerror})", self.path) from error

    def close(self) -> None:
        """Let the file go. A map that arrays still point into stays until the last of them is gone."""
        self._map = None
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _shrunk(path: str) -> SourceChanged:
    return SourceChanged("the file is shorter than when it was opened", path, "Add it again to see what it holds now.")
