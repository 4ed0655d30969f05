"""Regexes that only Python's `re` understands, run in a process of their own that can be killed.

`re` backtracks: a short pattern on a short text may take longer than anybody lives, and holds the interpreter while it
does. So the pattern goes to `patternworker` in a fresh interpreter, with a limit on its time.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import IO

import msgspec
import numpy as np
import numpy.typing as npt

from workbench.engine.bytesource import ByteSource
from workbench.engine.needle import Regex
from workbench.errors import QueryError, SourceError
from workbench.jobs import JobContext

SECONDS = 20.0
BATCH = 1 << 20
BATCH_ROWS = 4096


def match_in_worker(
    batches: Iterator[list[bytes]], count: int, leaf: Regex, context: JobContext, seconds: float = SECONDS
) -> npt.NDArray[np.bool_]:
    """Which of `count` texts a regex matches: bool (count,). Raises `QueryError` when it takes over `seconds`,
    and what reading the texts raised.
    """
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "workbench.engine.patternworker"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )  # fmt: skip
    assert worker.stdin and worker.stdout
    answers = bytearray()
    failures: list[SourceError] = []
    reader = threading.Thread(target=_collect, args=(worker.stdout, answers), daemon=True)
    writer = threading.Thread(target=_feed, args=(worker.stdin, batches, leaf, failures), daemon=True)
    reader.start()
    writer.start()
    deadline = time.monotonic() + seconds
    try:
        while reader.is_alive():
            context.step(len(answers) / (count + 1), "matching with Python's re")
            if time.monotonic() > deadline:
                raise QueryError(
                    f"the regex /{leaf.pattern[:60]}/ took longer than {seconds:g} s",
                    "",
                    "It runs on Python's re for its look-around or back-reference; write it without, or narrow it.",
                )
            reader.join(0.05)
    finally:
        worker.kill()
        worker.wait()
        writer.join(5)
        reader.join(5)
        for pipe in (worker.stdin, worker.stdout):
            _close(pipe)
    if failures:
        raise failures[0]
    return _mask(bytes(answers), count, leaf)


def _mask(answers: bytes, count: int, leaf: Regex) -> npt.NDArray[np.bool_]:
    if answers.startswith(b"E"):
        reason = answers[1:].decode("utf-8", "replace")
        raise QueryError(f"the regex /{leaf.pattern[:60]}/ is not understood by Python's re ({reason})")
    if len(answers) != count + 1:
        raise QueryError(f"the regex /{leaf.pattern[:60]}/ could not be run to its end", "", "Write it more simply.")
    return np.frombuffer(answers, dtype=np.uint8, offset=1) == ord("1")


def _collect(pipe: IO[bytes], answers: bytearray) -> None:
    while part := pipe.read1(1 << 16):  # type: ignore[attr-defined]
        answers.extend(part)


def _feed(pipe: IO[bytes], batches: Iterator[list[bytes]], leaf: Regex, failures: list[SourceError]) -> None:
    """Send pattern and texts; ends quietly when the worker is gone (killed, or it refused the pattern).

    failures: where it goes that the texts could not be read.
    """
    try:
        _send(pipe, msgspec.msgpack.encode((leaf.pattern, leaf.ignore_case)))
        for texts in batches:
            _send(pipe, msgspec.msgpack.encode(texts))
    except SourceError as error:
        failures.append(error)
    except (OSError, ValueError):
        return
    _close(pipe)


def ranges_in_batches(
    source: ByteSource, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
) -> Iterator[list[bytes]]:
    """Byte ranges of a source as texts, some MB at a time."""
    first = 0
    while first < len(starts):
        last, size = first, 0
        while last < len(starts) and last - first < BATCH_ROWS and (size == 0 or size + int(lengths[last]) <= BATCH):
            size += int(lengths[last])
            last += 1
        yield [source.read(int(starts[row]), int(lengths[row])) for row in range(first, last)]
        first = last


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(len(message).to_bytes(8, "big"))
    pipe.write(message)
    pipe.flush()


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:  # what was still buffered for a killed worker can't be flushed, and need not be
        return
