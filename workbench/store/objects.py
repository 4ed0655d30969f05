"""What was brought in, sealed: `objects/ab/abcdef…`, named by the SHA-256 of its bytes, read-only, never changed."""

from __future__ import annotations

import hashlib
import os
import queue
import secrets
import shutil
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from workbench.errors import CaseError, SourceChanged, SourceError
from workbench.jobs import JobContext
from workbench.store.faults import FULL, disk_faults
from workbench.store.files import sync_folder

BLOCK = 4 << 20
# How many blocks may lie between reading and hashing: bounds the memory of a seal at BLOCK times this.
AHEAD = 4
# Left free on the disk after a seal, so that the notebook can still be saved.
SPARE = 64 << 20
_UNFINISHED = "unfinished-"


def path_of(objects: Path, sha256: str) -> Path:
    """Where the object of that name lies, there or not."""
    return objects / sha256[:2] / sha256


def seal(source: Path | str | bytes | BinaryIO, objects: Path, context: JobContext | None = None) -> tuple[str, int]:
    """Copy a file, bytes or a binary stream into the folder `objects`; its SHA-256 (hex) and size.

    It is on disk under its name when this returns, or not there at all. The same bytes are kept once; a damaged object
    of that name is replaced by the good bytes. Raises `SourceError` when it can't be read, `SourceChanged` when it
    changed meanwhile, `CaseError` when there is no room, `Cancelled` when the job was stopped.
    """
    context = context or JobContext()
    with disk_faults("nothing can be kept there", objects):
        objects.mkdir(parents=True, exist_ok=True)
    unfinished = objects / f"{_UNFINISHED}{secrets.token_hex(8)}"
    try:
        with _opened(source) as (file, size, name):
            _refuse_without_room(objects, size, name)
            sha256, written = _copy(file, unfinished, size, name, context)
        final = path_of(objects, sha256)
        with disk_faults(f"{name} can't be kept", objects):
            final.parent.mkdir(exist_ok=True)
            if not (final.exists() and final.stat().st_size == written and _hash(final, context) == sha256):
                unfinished.chmod(0o444)
                _move(unfinished, final)
                sync_folder(final.parent)
                sync_folder(objects)
    finally:
        _discard(unfinished)
    return sha256, written


def verify(objects: Path, sha256: str, context: JobContext | None = None) -> bool:
    """Whether the object is there and holds the bytes it is named after."""
    try:
        return _hash(path_of(objects, sha256), context or JobContext()) == sha256
    except OSError:
        return False


def verify_all(objects: Path, context: JobContext | None = None) -> tuple[str, ...]:
    """The names of all objects whose bytes are not those they are named after, ascending."""
    context = context or JobContext()
    names = sealed(objects)
    bad: list[str] = []
    for count, name in enumerate(names):
        context.step(count / len(names), f"verifying {name[:12]}")
        if not verify(objects, name, context):
            bad.append(name)
    return tuple(bad)


def sealed(objects: Path) -> tuple[str, ...]:
    """The names of all objects there are, ascending."""
    return tuple(sorted(path.name for path in objects.glob("??/*") if len(path.name) == 64))


def require(objects: Path, sha256: str, name: str = "") -> Path:
    """The path of an object that is needed now. Raises `SourceError` that names what is missing."""
    path = path_of(objects, sha256)
    if not path.is_file():
        raise SourceError(
            "its sealed bytes are missing from the case",
            name or str(path),
            "Bring the file in again, or restore `objects` from a copy; pinned excerpts stay readable.",
        )
    return path


def sweep(objects: Path) -> int:
    """Remove what an ended process left half-copied; only for who holds the case's lock. How many there were."""
    left = list(objects.glob(f"{_UNFINISHED}*"))
    for path in left:
        _discard(path)
    return len(left)


@contextmanager
def _opened(source: Path | str | bytes | BinaryIO) -> Iterator[tuple[BinaryIO, int, str]]:
    """The source as a stream, its size (-1 unknown) and its name; at the end a file must be what it was."""
    if isinstance(source, bytes | bytearray | memoryview):
        yield BytesIO(source), len(source), "the pasted bytes"
        return
    if not isinstance(source, Path | str):
        yield source, -1, str(getattr(source, "name", "the stream"))
        return
    path = Path(source)
    try:
        # a pipe or device would be waited for without end, and is no file that could be sealed
        before = path.stat()
        if not stat.S_ISREG(before.st_mode):
            raise SourceError("it is not a file", str(path), "Choose a file, or a folder to take all files in it.")
        file = path.open("rb", buffering=0)
    except OSError as error:
        raise SourceError(
            f"it can't be read: {error.strerror}", str(path), "Check that it is there and that you may read it."
        ) from error
    with file:
        yield file, before.st_size, str(path)  # type: ignore[misc]
        after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns, before.st_ino) != (after.st_size, after.st_mtime_ns, after.st_ino):
            raise _changed(str(path))


def _changed(name: str) -> SourceChanged:
    return SourceChanged("it changed while it was copied", name, "Bring it in again once nothing writes to it.")


def _refuse_without_room(objects: Path, size: int, name: str) -> None:
    free = shutil.disk_usage(objects).free
    if size > 0 and free < size + SPARE:
        raise CaseError(f"{name} needs {size:,} bytes and {free:,} are free", str(objects), FULL)


def _copy(file: BinaryIO, target: Path, size: int, name: str, context: JobContext) -> tuple[str, int]:
    """Copy to `target` while a second thread hashes: SHA-256 (hex) and bytes. Both work outside the interpreter lock."""
    digest, blocks = hashlib.sha256(), queue.Queue[bytes](AHEAD)
    hashing = threading.Thread(target=_hash_blocks, args=(digest, blocks), name="sealing")
    written = 0
    hashing.start()
    try:
        with disk_faults(f"{name} can't be kept", target.parent), target.open("wb", buffering=0) as out:
            while block := _read(file, name):
                blocks.put(block)
                _write(out, block)
                written += len(block)
                if 0 <= size < written:
                    raise _changed(name)
                context.step(written / size if size > 0 else -1.0, f"copying {Path(name).name}")
            os.fsync(out.fileno())
    finally:
        blocks.put(b"")
        hashing.join()
    if 0 <= size != written:
        raise _changed(name)
    return digest.hexdigest(), written


def _hash_blocks(digest: hashlib._Hash, blocks: queue.Queue[bytes]) -> None:
    while block := blocks.get():
        digest.update(block)


def _read(file: BinaryIO, name: str) -> bytes:
    try:
        return file.read(BLOCK)
    except OSError as error:
        raise SourceError(f"it can't be read: {error.strerror}", name, "Check the disk it lies on.") from error


def _write(out: object, block: bytes) -> None:
    rest = memoryview(block)
    while rest:
        rest = rest[out.write(rest) :]  # type: ignore[attr-defined]


def _hash(path: Path, context: JobContext) -> str:
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while block := file.read(BLOCK):
            digest.update(block)
            context.step(-1.0)
    return digest.hexdigest()


def _move(unfinished: Path, final: Path) -> None:
    if sys.platform == "win32" and final.exists():
        final.chmod(0o666)
    unfinished.replace(final)


def _discard(path: Path) -> None:
    if not path.exists():
        return
    if sys.platform == "win32":
        path.chmod(0o666)
    path.unlink(missing_ok=True)
