"""Opening a file that somebody else writes, renames or deletes meanwhile, without being in their way."""

from __future__ import annotations

import os
import sys
from io import FileIO
from pathlib import Path


def opened_shared(path: str | Path) -> FileIO:
    """The file for reading, unbuffered; on Windows opened so that others may still rename and delete it.

    Raises `OSError`.
    """
    if sys.platform == "win32":
        return FileIO(_windows_descriptor(str(path)), "rb")
    return FileIO(path, "rb")


def identity(file: Path | int) -> tuple[int, int]:
    """What a file (or an open one, by its descriptor) is whatever it is called: device and number. Raises `OSError`."""
    known = os.fstat(file) if isinstance(file, int) else file.stat()
    return known.st_dev, known.st_ino


if sys.platform == "win32":
    import ctypes
    import msvcrt

    _READ, _SHARED, _EXISTING, _NORMAL = 0x80000000, 1 | 2 | 4, 3, 0x80
    _INVALID = ctypes.c_void_p(-1).value

    def _windows_descriptor(path: str) -> int:
        create = ctypes.WinDLL("kernel32", use_last_error=True).CreateFileW
        create.restype = ctypes.c_void_p
        handle = create(path, _READ, _SHARED, None, _EXISTING, _NORMAL, None)
        if handle in (None, _INVALID):
            raise ctypes.WinError(ctypes.get_last_error())
        return msvcrt.open_osfhandle(handle, os.O_RDONLY | os.O_BINARY)
