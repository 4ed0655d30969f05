"""Columns on disk: written with `write` and `fsync`, then mapped read-only; a folder of them appears at once or not.

A folder of columns holds `header.json` (what it is, for which bytes) and one `NAME.col` of raw little-endian numbers a
column. It is made in a scratch folder beside its place and renamed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import msgspec
import numpy as np
import numpy.typing as npt

HEADER = "header.json"
SAMPLE_END, SAMPLE_PAGE, SAMPLES = 64 << 10, 4 << 10, 16


class ColumnFolder:
    """A folder of columns being written. Columns are appended to; `finish` makes them durable."""

    def __init__(self, folder: Path, types: Mapping[str, str]) -> None:
        self.folder = folder
        self._types = {name: np.dtype(kind) for name, kind in types.items()}
        self._files: dict[str, IO[bytes]] = {}
        for name in types:
            self._files[name] = open(folder / f"{name}.col", "wb")  # noqa: SIM115 - held until finish()

    def append(self, name: str, values: npt.NDArray[Any]) -> None:
        """Add values to the end of a column; raises `OSError` on a full disk."""
        self._files[name].write(np.ascontiguousarray(values, dtype=self._types[name]).data)

    def finish(self, header: Mapping[str, Any]) -> None:
        """Write the header and see everything through to the disk."""
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
        self.close()
        types = {name: kind.str for name, kind in self._types.items()}
        sums = {name: sampled_sum(self.folder / f"{name}.col") for name in self._types}
        with open(self.folder / HEADER, "wb") as file:
            file.write(msgspec.json.encode({**header, "columns": types, "sums": sums}))
            file.flush()
            os.fsync(file.fileno())

    def close(self) -> None:
        """Close the files, finished or not."""
        for file in self._files.values():
            file.close()


@contextlib.contextmanager
def scratch_folder(folder: Path) -> Iterator[Path]:
    """A folder beside `folder` that takes its place only when the block ended well.

    What a killed writer of the same folder left behind goes first: there is one writer at a time.
    """
    for left in folder.parent.glob(f".{folder.name}.*.part"):
        shutil.rmtree(left, ignore_errors=True)
    scratch = folder.with_name(f".{folder.name}.{uuid4().hex[:8]}.part")
    scratch.mkdir(parents=True)
    try:
        yield scratch
        if folder.exists():
            shutil.rmtree(folder)
        scratch.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextlib.contextmanager
def written_folder(folder: Path, types: Mapping[str, str]) -> Iterator[ColumnFolder]:
    """Write a folder of columns that takes its place only when the block ended well."""
    with scratch_folder(folder) as scratch:
        columns = ColumnFolder(scratch, types)
        with contextlib.closing(columns):
            yield columns


def read_header(folder: Path) -> dict[str, Any]:
    """The header of a folder of columns. Raises `ValueError` when there is none that can be read."""
    try:
        header = msgspec.json.decode((folder / HEADER).read_bytes())
    except (OSError, msgspec.MsgspecError) as error:
        raise ValueError(f"{folder} holds no finished columns") from error
    if not isinstance(header, dict) or not isinstance(header.get("columns"), dict):
        raise ValueError(f"{folder} holds no finished columns")
    return header


def mapped(folder: Path, header: Mapping[str, Any], rows: Mapping[str, int]) -> dict[str, npt.NDArray[Any]]:
    """The columns named in `rows`, mapped read-only.

    Raises `ValueError` when one isn't as long as it should be, or its samples aren't what was written.
    """
    sums = header.get("sums")
    found: dict[str, npt.NDArray[Any]] = {}
    for name, count in rows.items():
        kind = np.dtype(header["columns"].get(name, "V0"))
        path = folder / f"{name}.col"
        if not path.exists() or path.stat().st_size != count * kind.itemsize:
            raise ValueError(f"the column {name} in {folder} is incomplete")
        if not isinstance(sums, dict) or sums.get(name) != sampled_sum(path):
            raise ValueError(f"the column {name} in {folder} is damaged")
        found[name] = _map(path, kind, count)
    return found


def sampled_sum(path: Path, size: int = -1) -> int:
    """The CRC-32 of a file's two ends and of pages spread between them: of all of it up to 128 KiB, cheap for any size.

    size: how much of the file it is about, -1 for all.
    """
    with open(path, "rb", buffering=0) as file:
        size = file.seek(0, os.SEEK_END) if size < 0 else size
        last = max(size - SAMPLE_END, 0)
        between = [SAMPLE_END + (last - SAMPLE_END) * part // SAMPLES for part in range(1, SAMPLES)]
        places = [
            (0, SAMPLE_END),
            *((place, SAMPLE_PAGE) for place in between if last > SAMPLE_END),
            (last, SAMPLE_END),
        ]
        found = zlib.crc32(str(size).encode())
        for place, length in places:
            file.seek(place)
            found = zlib.crc32(file.read(min(length, max(size - place, 0))), found)
    return found


def _map(path: Path, kind: np.dtype[Any], count: int) -> npt.NDArray[Any]:
    if not count:  # an empty file can't be mapped
        return np.zeros(0, dtype=kind)
    return np.asarray(np.memmap(path, dtype=kind, mode="r", shape=(count,)))
