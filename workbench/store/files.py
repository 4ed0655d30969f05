"""Writing that is there after a power cut: flush a file, flush a folder, put bytes under a name all at once."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path


def sync_file(path: Path) -> None:
    """Have the disk hold what the file holds."""
    file = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(file)
    finally:
        os.close(file)


def sync_folder(path: Path) -> None:
    """Have the disk hold the folder's names; Windows does so by itself and can't open folders."""
    if sys.platform == "win32":
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path`: readers see the old or the new bytes, never a part. Raises `OSError`."""
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}.unfinished")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    sync_folder(path.parent)
