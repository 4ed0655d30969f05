"""What was brought in, sealed: `objects/ab/abcdef…`, named by the SHA-256 of its bytes, read-only, never changed."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import queue
import secrets
import shutil
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from workbench.errors import CaseError, SourceChanged, SourceError
from workbench.jobs import JobContext
from workbench.store.faults import FULL, disk_faults
from workbench.store.files import sync_file, sync_folder

BLOCK = 4 << 20
# Left free on the disk after a seal, so that the notebook can still be saved.
SPARE = 64 << 20
_UNFINISHED = "unfinished-"


def path_of(objects: Path, sha256: str) -> Path:
    """Where the object of that name lies, there or not."""
    return objects / sha256[:2] / sha256


def seal(
    source: Path | str | bytes | BinaryIO,
    objects: Path,
    context: JobContext | None = None,
    copied: Callable[[Path], None] = lambda _copy: None,
) -> tuple[str, int]:
    """Copy a file, bytes or a binary stream into the folder `objects`; its SHA-256 (hex) and size.

    It is on disk under its name when this returns, or not there at all. The same bytes are kept once; a damaged object
    of that name is replaced by the good bytes. copied: told where the whole copy lies while it is still being hashed;
    it may be read from then on, and its file keeps its bytes whatever becomes of that name. Raises `SourceError` when
    it can't be read, `SourceChanged` when it changed meanwhile, `CaseError` when there is no room, `Cancelled` when the
    job was stopped.
    """
    context = context or JobContext()
    with disk_faults("nothing can be kept there", objects):
        objects.mkdir(parents=True, exist_ok=True)
    unfinished = objects / f"{_UNFINISHED}{secrets.token_hex(8)}"
    try:
        with _opened(source) as (file, size, name):
            _refuse_without_room(objects, size, name)
            sha256, written = _copy(file, unfinished, size, name, context, copied)
        final = path_of(objects, sha256)
        with disk_faults(f"{name} can't be kept", objects):
            _make_folder(final.parent)
            if not (final.exists() and final.stat().st_size == written and hash_of(final, context) == sha256):
                unfinished.chmod(0o444)
                _move(unfinished, final)
                sync_folder(final.parent)
    finally:
        _discard(unfinished)
    return sha256, written


def adopt(path: Path, objects: Path, sha256: str) -> None:
    """Take a file of ours, with that digest, in among the objects: renamed where it can be, else copied.

    Where it couldn't be renamed (Windows, while somebody reads it) it stays for its owner to remove. Raises
    `CaseError`.
    """
    final = path_of(objects, sha256)
    with disk_faults(f"{path.name} can't be kept", objects):
        objects.mkdir(parents=True, exist_ok=True)
        _make_folder(final.parent)
        if final.exists():
            with suppress(PermissionError):
                path.unlink(missing_ok=True)
            return
        try:
            path.chmod(0o444)
            path.replace(final)
        except PermissionError:
            path.chmod(0o666)
            unfinished = objects / f"{_UNFINISHED}{secrets.token_hex(8)}"
            shutil.copyfile(path, unfinished)
            sync_file(unfinished)
            unfinished.chmod(0o444)
            unfinished.replace(final)
        sync_folder(final.parent)


def verify(objects: Path, sha256: str, context: JobContext | None = None) -> bool:
    """Whether the object is there and holds the bytes it is named after."""
    try:
        return hash_of(path_of(objects, sha256), context or JobContext()) == sha256
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
        yield io.BytesIO(source), len(source), "the pasted bytes"
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


def _copy(
    file: BinaryIO, target: Path, size: int, name: str, context: JobContext, copied: Callable[[Path], None]
) -> tuple[str, int]:
    """Copy to `target` and hash what arrived there, behind the copying on a second thread: SHA-256 (hex) and bytes."""
    written = 0
    with (
        disk_faults(f"{name} can't be kept", target.parent),
        target.open("wb", buffering=0) as out,
        _Hashing(target, threaded=not 0 <= size <= BLOCK) as hashing,
    ):
        for count in _moved(file, out, name):
            hashing.go_on(count)
            written += count
            if 0 <= size < written:
                raise _changed(name)
            context.step(written / size if size > 0 else -1.0, f"copying {Path(name).name}")
        copied(target)
        os.fsync(out.fileno())
    if 0 <= size != written:
        raise _changed(name)
    return hashing.name(), written


class _Hashing:
    """The SHA-256 of a file that grows: `go_on` says by how many bytes. Works outside the interpreter lock."""

    def __init__(self, path: Path, *, threaded: bool) -> None:
        self._file = path.open("rb", buffering=0)
        self._digest = hashlib.sha256()
        self._counts: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._fault: OSError | None = None
        self._thread = threading.Thread(target=self._run, name="sealing") if threaded else None

    def __enter__(self) -> _Hashing:
        if self._thread:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._counts.put(0)
        if self._thread:
            self._thread.join()
        else:
            self._run()
        self._file.close()

    def go_on(self, count: int) -> None:
        """So many more bytes are in the file."""
        self._counts.put(count)

    def name(self) -> str:
        """The digest (hex), once the `with` has ended. Raises `OSError` when the file couldn't be read back."""
        if self._fault:
            raise self._fault
        return self._digest.hexdigest()

    def _run(self) -> None:
        try:
            while count := self._counts.get():
                while count > 0 and (block := self._file.read(min(count, BLOCK))):
                    self._digest.update(block)
                    count -= len(block)
        except OSError as error:
            self._fault = error


# What a kernel or file system that can't copy between these two files by itself says.
_NOT_BY_KERNEL = (errno.EXDEV, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL, errno.EBADF, errno.EPERM)


def _moved(file: BinaryIO, out: BinaryIO, name: str) -> Iterator[int]:
    """Copy all of `file`, a block at a time: how many bytes each was. In the kernel where that is possible."""
    if isinstance(file, io.FileIO) and hasattr(os, "copy_file_range"):
        try:
            while count := os.copy_file_range(file.fileno(), out.fileno(), BLOCK):
                yield count
        except OSError as error:
            if error.errno not in _NOT_BY_KERNEL:
                raise
    # some file systems answer 0 for files that aren't empty, so what is left is always asked for
    while block := _read(file, name):
        rest = memoryview(block)
        while rest:
            rest = rest[out.write(rest) :]
        yield len(block)


def _read(file: BinaryIO, name: str) -> bytes:
    try:
        return file.read(BLOCK)
    except OSError as error:
        raise SourceError(f"it can't be read: {error.strerror}", name, "Check the disk it lies on.") from error


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def hash_of(path: Path, context: JobContext) -> str:
    """SHA-256 (hex) of a file. Raises `OSError`, `Cancelled`."""
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
