"""The process in which files are parsed into records: limited in memory, killed when it takes too long.

It reads frames (eight bytes of length, then a pickle) from its standard input and answers on its standard output; both
ends are ours, no byte of a source is ever unpickled.
"""

from __future__ import annotations

import gc
import os
import pickle
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from workbench.errors import WorkbenchError
from workbench.readers.core import Batch, RawSource, Registry, load_registry, registry_of
from workbench.readers.mapfile import parsed
from workbench.readers.mapped import reader_by

LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Task:
    """Read one source with one reader. key: whatever the asker knows it by · map: of the case, if the reader is of one ·
    home: the module of our own that has the reader, so that the others need not be loaded; empty for other readers.
    """

    key: str
    reader: str
    source: RawSource
    map: str = ""
    home: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a task's records."""

    key: str
    batch: Batch


@dataclass(frozen=True, slots=True)
class Ended:
    """A task is over; `fault` says in a sentence why it ended early, `what` and `where` its parts."""

    key: str
    fault: str = ""
    where: str = ""


def send(stream: IO[bytes], value: Any) -> None:
    """Write one frame."""
    payload = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(payload)))
    stream.write(payload)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one frame; raises `EOFError` when the other side is gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    size = LENGTH.unpack(head)[0]
    payload = stream.read(size)
    if len(payload) < size:
        raise EOFError
    return pickle.loads(payload)


def limit_memory(limit: int) -> None:
    """Let this process have `limit` bytes of private memory; a bomb then ends in a `MemoryError` here, not in swap."""
    try:
        import resource
    except ImportError:  # Windows: the asker's time limit still holds
        return
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def settle() -> None:
    """Let collections of garbage pass over what was loaded, and come seldom: values and records hold no cycles, but are
    many, and looking through them again and again took up to a third of the time that reading takes.
    """
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def read_task(registry: Registry, task: Task) -> Iterator[Part | Ended]:
    """The task's records in parts, then how it ended; what was read before a fault is kept."""
    try:
        reader = reader_by(parsed(task.map), task.reader) if task.map else registry.named(task.reader)
    except WorkbenchError as error:
        yield Ended(task.key, error.what, error.where)
        return
    if reader is None:
        yield Ended(task.key, f"there is no reader called {task.reader}")
        return
    try:
        for batch in reader.read(task.source):
            yield Part(task.key, batch)
    except WorkbenchError as error:
        yield Ended(task.key, error.what if not error.remedy else f"{error.what}. {error.remedy}", error.where)
    except MemoryError:
        yield Ended(task.key, "reading it needs more memory than a reader may have")
    except RecursionError:
        yield Ended(task.key, "it is nested deeper than a reader may follow")
    except Exception as error:  # noqa: BLE001 - the job edge: a reader's fault must not take the other files along
        yield Ended(task.key, f"the reader {task.reader} failed ({type(error).__name__}: {error})"[:500])
    else:
        yield Ended(task.key)


def main(memory: int) -> None:
    """Serve tasks until the asker hangs up."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a reader prints must not end up between two frames
    limit_memory(memory)
    registries: dict[str, Registry] = {}
    while True:
        try:
            task = receive(sys.stdin.buffer)
        except EOFError:
            return
        if task.home not in registries:
            registries[task.home] = registry_of(task.home) if task.home else load_registry()
            settle()
        for answer in read_task(registries[task.home], task):
            send(answers, answer)
