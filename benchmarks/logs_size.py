"""Logs beyond every size: more than 2^31 lines, and 100 GB that are mostly a hole, with what memory indexing them takes;
and lines of 50 MB, with what searching them takes.

The lines come from a block that a source repeats (`Repeated`), so that no such file need exist; the hole is a sparse file
with a few lines far apart. Checked: counts, and line and record numbers and places at both ends and in between.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.side_by_side import machine
from workbench.engine.bytesource import Bytes, ByteSource
from workbench.engine.lineformat import LineFormat
from workbench.engine.logcolumns import SPAN
from workbench.engine.logindex import LogIndex, build_log_index
from workbench.engine.needle import Regex, Text
from workbench.engine.slices import SLICE
from workbench.engine.textsearch import find_text
from workbench.jobs import JobContext

LINES, HOLE = (1 << 31) + 1000, 100 * 10**9
LONG_LINE = 50 * 10**6
FOUND = {"text": 1, "any case": 1, "regex": 3, "regex, any case": 6}  # of six long lines
MEMORY_MB = 300
SECONDS = LineFormat("benchmark.seconds", "Epoch seconds", time="epoch", start=r"^(?P<t>\d{9,10})$")


class Repeated(ByteSource):
    """A source whose bytes are a block over and over, `times` times; nothing of it lies on a disk."""

    def __init__(self, block: bytes, times: int) -> None:
        self.path, self.size = "repeated", len(block) * times
        self._block = block
        # long enough that any stretch asked for is one piece of it, as if it were mapped
        self._long = np.frombuffer(block * max((2 * SLICE + (2 << 20)) // len(block) + 2, 2), dtype=np.uint8)

    def read(self, offset: int, length: int) -> bytes:
        """As `ByteSource.read`."""
        return self.array(offset, length).tobytes()

    def array(self, offset: int, length: int) -> Bytes:
        """As `ByteSource.array`."""
        offset = min(max(offset, 0), self.size)
        length = max(min(length, self.size - offset), 0)
        start = offset % len(self._block)
        if start + length <= len(self._long):
            return self._long[start : start + length]
        times = (start + length) // len(self._block) + 1
        return np.frombuffer(self._block * times, dtype=np.uint8)[start : start + length]

    def forget(self, offset: int, length: int) -> None:
        """Nothing is kept."""

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Memory:
    """The most anonymous memory seen while something ran, in MB above what there was before; 0 where nobody tells."""

    most: float = 0.0
    _done: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Look every 20 ms until it is done."""
        before = anonymous_mb()
        while not self._done.wait(0.02):
            self.most = max(self.most, anonymous_mb() - before)

    def done(self) -> None:
        """Look no longer."""
        self._done.set()


@contextmanager
def watched() -> Iterator[Memory]:
    """Watch the process's memory in the block."""
    memory = Memory()
    thread = threading.Thread(target=memory.watch, daemon=True)
    thread.start()
    try:
        yield memory
    finally:
        memory.done()
        thread.join()


def anonymous_mb() -> float:
    """Memory of this process that no file stands behind."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def many_lines(
    lines: int, folder: Path, format: LineFormat | None, slice_bytes: int = SLICE, span: int = SPAN
) -> LogIndex:
    """Index at least so many lines, all but every fourth a record of SECONDS, and check numbers and places throughout."""
    block = b"1773756131\n1773756132\n\n1773756133\r\n" if format else b"a\n\nbc\nd\n"
    texts = block.split(b"\n")[:4]
    times = -(-lines // 4)
    index = build_log_index(Repeated(block, times), format, folder, JobContext(), slice_bytes, span)
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
    wrong = [f"{index.lines} lines"] if index.lines != 4 * times else []
    for turn in {0, times // 3, times // 2, times - 1}:
        found, lengths = index.line_ranges(4 * turn, 4 * turn + 4)
        if found.tolist() != (starts[:4] + turn * len(block)).tolist() or lengths.tolist() != [*map(len, texts)]:
            wrong.append(f"lines from {4 * turn} lie at {found.tolist()}")
        wrong += [
            f"byte {place} on another line"
            for line, place in enumerate(found)
            if index.line_at(place) != 4 * turn + line
        ]
        wrong += _wrong_records(index, turn, block) if format else []
    if wrong:
        raise SystemExit(f"wrong answers: {wrong[:5]}")
    return index


def _wrong_records(index: LogIndex, turn: int, block: bytes) -> list[str]:
    """Three records a block; the second one goes on over the empty line."""
    first, base = 3 * turn, turn * len(block)
    starts, lengths = index.record_ranges(first, first + 3)
    right = ([base, base + 11, base + 23], [10, 11, 10])
    wrong = (
        [] if (starts.tolist(), lengths.tolist()) == right else [f"records from {first} at {starts}, {lengths} long"]
    )
    told = (
        index.lines_of(np.arange(first, first + 3)).tolist(),
        index.records_of_lines(4 * turn, 4 * turn + 4).tolist(),
        index.record_at(base + 22),
        index.wall[first : first + 3].tolist(),
    )
    numbers = [first, first + 1, first + 1, first + 2]
    walls = [second * 10**9 for second in (1773756131, 1773756132, 1773756133)]
    if told != ([4 * turn, 4 * turn + 1, 4 * turn + 3], numbers, first + 1, walls):
        wrong.append(f"records from {first}: {told}")
    return wrong


def hole(size: int, folder: Path, slice_bytes: int = SLICE, span: int = SPAN) -> LogIndex:
    """Index a sparse file of that size with stamped lines at its start, in its middle and at its end, and check them."""
    path = folder / "sparse.log"
    lines = [b"1773756131\n", b"\n1773756132\n1773756133\n", b"\n1773756134"]
    places = [0, size // 2, size - len(lines[2])]
    with path.open("wb") as file:
        file.truncate(size)
        for place, text in zip(places, lines, strict=True):
            file.seek(place)
            file.write(text)
    with ByteSource(path, sealed=True) as source:
        index = build_log_index(source, SECONDS, folder / "index", JobContext(), slice_bytes, span)
    path.unlink()
    starts = [0, 11, places[1] + 1, places[1] + 12, places[1] + 23, places[2] + 1]
    found = index.line_ranges(0, index.lines)[0].tolist()
    if found != starts or [index.line_at(place) for place in starts] != [*range(6)]:
        raise SystemExit(f"wrong answer: lines start at {found}")
    records, lengths = index.record_ranges(0, index.records)
    if records.tolist() != [0, *starts[2:4], starts[5]] or int(lengths[0]) != places[1]:
        raise SystemExit(f"wrong answer: records start at {records.tolist()} and are {lengths.tolist()} long")
    return index


def long_lines(folder: Path, size: int, unreadable: bool) -> dict[str, int]:
    """Index and search six lines of that size, of ASCII or (unreadable) of bytes that are no text: how many each finds."""
    path = folder / "long.log"
    filling = (
        random.Random(6).randbytes(1 << 16).translate(None, b"\r\n") if unreadable else b"payload 01234567 " * 4096
    )
    with path.open("wb") as file:
        for line in range(6):
            for _ in range(size // len(filling) + 1):
                file.write(filling)
            file.write(b" NeedLe%d \n" % line)
    needles = {
        "text": Text("NeedLe3", case=True),
        "any case": Text("needle3"),
        "regex": Regex("NeedLe[345]"),
        "regex, any case": Regex(r"n[e]+d[a-z]+\d", True),
    }
    with ByteSource(path, sealed=True) as source:
        index = build_log_index(source, None, folder / "long", JobContext())
        found = {
            name: len(find_text(source, index, needle, JobContext(), lines=True)) for name, needle in needles.items()
        }
    path.unlink()
    return found


def _searched(folder: Path, unreadable: bool) -> int:
    found = long_lines(folder, LONG_LINE, unreadable)
    if found != FOUND:
        raise SystemExit(f"wrong answers: {found}")
    return 6 * LONG_LINE * (1 + len(found))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--hole", type=int, default=HOLE, help="bytes of the sparse file")
    parser.add_argument("--folder", type=Path, help="where columns may lie: about 4.2 bytes a line")
    chosen = parser.parse_args()
    print(f"sizes; {machine()}; goal <= {MEMORY_MB} MB of anonymous memory")
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        folder = Path(name)
        for what, work in (
            (f"{chosen.lines:,} lines", lambda: many_lines(chosen.lines, folder / "lines", None).size),
            (f"{chosen.hole / 1e9:.0f} GB sparse", lambda: hole(chosen.hole, folder).size),
            ("6 lines of 50 MB, indexed and searched", lambda: _searched(folder, unreadable=False)),
            ("6 lines of 50 MB that are no text", lambda: _searched(folder, unreadable=True)),
        ):
            started = time.monotonic()
            with watched() as memory:
                size = work()
            took = time.monotonic() - started
            print(f"{what}: {size / 1e9:.1f} GB in {took:.0f} s ({size / 1e6 / took:.0f} MB/s), "
                  f"anonymous memory {memory.most:.0f} MB more at most")  # fmt: skip
            if memory.most > MEMORY_MB:
                raise SystemExit("more memory than promised")


if __name__ == "__main__":
    main()
