"""A log cut into slices that are scanned on two threads, and given in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from workbench.engine.bytesource import ByteSource
from workbench.engine.scan import Rows, Scanner

SLICE, LAST_SLICE = 16 << 20, 4 << 20  # towards the end slices get smaller, so that both threads end together
THREADS = 2


def scanned(source: ByteSource, scanner: Scanner, start: int, slice_bytes: int) -> Iterator[tuple[int, int, Rows]]:
    """Every slice from `start` on, in order, two at work and one waiting.

    Each call of numpy that both threads make costs them a turn of the interpreter, so slices are large.
    """
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="scan")
    asked: deque[tuple[int, int, Future[Rows]]] = deque()

    def ask(first: int, last: int) -> tuple[int, int, Future[Rows]]:
        return first, last, pool.submit(scanner.rows, source, first, last)

    try:
        while asked or start < source.size:
            while len(asked) <= THREADS and start < source.size:
                size = min(slice_bytes, max((source.size - start) // (2 * THREADS), LAST_SLICE))
                asked.append(ask(start, min(start + size, source.size)))
                start = asked[-1][1]
            first, last, future = asked.popleft()
            rows = future.result()
            end = rows.lines.end
            yield first, end, rows
            asked.extendleft(ask(*part) for part in reversed(_parts(end, last, end - first)))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _parts(start: int, end: int, size: int) -> list[tuple[int, int]]:
    """A stretch of bytes in parts of that size."""
    return [(at, min(at + size, end)) for at in range(start, end, size)]
