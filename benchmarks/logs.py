"""Searching a log of 1 GB, against ripgrep on the same file: every class of search, memory, first hits, counts.

Ours: `find_text` over an index made before, two threads, the page cache warm; it keeps the number of every row that
matches, as a set. It is measured over physical lines and over records. Peer: `rg -c` (for AND NOT `rg A | rg -vc B`),
which only counts. Both run in turn and each figure is the best of `--runs`, so that a noisy minute falls on neither.

The first search after opening is timed in a fresh process. Memory is what the process holds for itself (RssAnon), mapped
pages of the log left out. At the end the counts are asked of `workbench query --lines --count` over a case made of the
file. `--random N` also compares N random queries with ripgrep's counts on a cut of 20 MB.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import polars as pl

from benchmarks.logs_file import SIZE, format_of, index_rows, write_log
from benchmarks.logs_queries import OURS, SearchClass, classes_of, rg_version, wrong_counts
from benchmarks.side_by_side import machine
from workbench.casework.opencase import open_case
from workbench.engine.bytesource import ByteSource
from workbench.engine.logindex import LogIndex, build_log_index, open_log_index
from workbench.engine.rowset import RowSet
from workbench.engine.search import find_text
from workbench.jobs import JobContext

T = TypeVar("T")
GOAL = 0.8
CUT = 20_000_000
FIRST = """
import sys, time
from pathlib import Path
from typing import TypeVar
from benchmarks.logs import Opened
from benchmarks.logs_queries import OURS, classes_of
path = Path(sys.argv[1])
classes = OURS if sys.argv[4] == "ours" else classes_of(path)
with Opened(path, Path(sys.argv[2])) as log:
    start = time.perf_counter()
    classes[int(sys.argv[3])].find(log.source, log.index, True)
    print(time.perf_counter() - start)
"""


class Opened:
    """A log and its index, open."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.source = ByteSource(path, sealed=True)
        if not folder.exists():
            build_log_index(self.source, format_of(path), folder, JobContext())
        self.index: LogIndex = open_log_index(folder)

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_error: object) -> None:
        self.source.close()


@dataclass(frozen=True, slots=True)
class Row:
    """One class, measured: seconds over lines, over records and of ripgrep; lines that each found."""

    name: str
    lines: float
    records: float
    peer: float
    found: int
    expected: int

    def text(self) -> str:
        """The row for people."""
        over_lines, over_records = self.lines / self.peer, self.records / self.peer
        met = "met" if max(over_lines, over_records) <= GOAL else "MISSED"
        same = "equal" if self.found == self.expected else f"WRONG, ripgrep {self.expected:,}"
        return (
            f"{self.name:28} {self.lines * 1000:7.0f} {self.records * 1000:8.0f} {self.peer * 1000:7.0f} "
            f"{over_lines:6.2f} {over_records:8.2f}  {met:6}  {self.found:,} ({same})"
        )


def measured(log: Opened, path: Path, kind: SearchClass, runs: int) -> Row:
    """One class in turn with ripgrep; the best of each."""
    lines, records, peer = [], [], []
    found, expected = 0, 0
    for _ in range(runs):
        seconds, rows = timed(lambda: kind.find(log.source, log.index, True))
        lines.append(seconds)
        found = len(rows)
        seconds, expected = timed(lambda: kind.count(path))
        peer.append(seconds)
        records.append(timed(lambda: kind.find(log.source, log.index, False))[0])
    return Row(kind.name, min(lines), min(records), min(peer), found, expected)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of some work, and its answer."""
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def table(log: Opened, path: Path, classes: tuple[SearchClass, ...], runs: int) -> Iterator[str]:
    """The rows of all classes."""
    yield f"{'class':28} {'lines':>7} {'records':>8} {'rg':>7} {'ratio':>6} {'(records)':>8}  goal {GOAL}  lines that match"
    for kind in classes:
        row = measured(log, path, kind, runs)
        yield row.text()
        checked_by_re(log, kind)


def checked_by_re(log: Opened, kind: SearchClass, sample: int = 20_000) -> None:
    """Ends with an error where Python's `re` thinks otherwise of some lines spread over the log."""
    found = kind.find(log.source, log.index, True)
    rows = np.unique(np.linspace(0, log.index.lines - 1, sample).astype(np.int64))
    starts, lengths = log.index.line_ranges_of(rows)
    for row, start, length in zip(rows.tolist(), starts.tolist(), lengths.tolist(), strict=True):
        line = log.source.read(start, length).decode("utf-8", "replace")
        if kind.matches(line) != (row in found):
            raise SystemExit(f"{kind.name}: re thinks otherwise of line {row + 1}: {line[:200]}")


def first_search(path: Path, folder: Path, place: int, kind: SearchClass, own: bool, runs: int) -> str:
    """The first search after opening, in a fresh process, against ripgrep."""
    ours, peer = [], []
    for _ in range(runs):
        command = [sys.executable, "-c", FIRST, str(path), str(folder), str(place), "ours" if own else "theirs"]
        ours.append(float(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
        peer.append(timed(lambda: kind.count(path))[0])
    ratio = min(ours) / min(peer)
    both = f"{min(ours) * 1000:.0f} ms, rg {min(peer) * 1000:.0f} ms"
    return f"first search after opening, {kind.name}: {both}, ratio {ratio:.2f}; goal 1.5"


def first_hits(log: Opened, kind: SearchClass, runs: int) -> str:
    """How long until something can be shown."""
    took: list[float] = []
    for _ in range(runs):
        told: list[float] = []
        start = time.perf_counter()
        find_text(
            log.source, log.index, kind.needle, JobContext(), lines=True,
            found=lambda _rows, told=told: told.append(time.perf_counter()),
        )  # fmt: skip
        took.append((told[0] if told else time.perf_counter()) - start)
    return f"first hits, {kind.name}: {min(took) * 1000:.1f} ms; goal 50 ms"


def refined(log: Opened, classes: tuple[SearchClass, ...], runs: int) -> str:
    """A second needle within the hits of a first one, and two known answers combined."""
    known = {kind.name: kind.find(log.source, log.index, False) for kind in classes[:3]}
    rare, medium, dense = known.values()
    second = classes[2].needle

    def within(rows: RowSet) -> float:
        return min(
            timed(lambda: find_text(log.source, log.index, second, JobContext(), within=rows))[0] for _ in range(runs)
        )

    joined = min(timed(lambda: (medium & dense) | (rare - dense))[0] for _ in range(runs))
    return (
        f"refine: within {len(rare):,} rows {within(rare) * 1000:.1f} ms, within {len(medium):,} rows "
        f"{within(medium) * 1000:.1f} ms; known answers combined {joined * 1000:.1f} ms; goal 50 ms"
    )


class Watch:
    """The most memory the process held for itself while something ran."""

    def __init__(self) -> None:
        self.peak, self._over = private_mb(), threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._over.wait(0.002):
            self.peak = max(self.peak, private_mb())

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()


def private_mb() -> float:
    """Anonymous memory of this process in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1024
    return 0.0


def memory(path: Path, folder: Path, classes: tuple[SearchClass, ...]) -> str:
    """Held at rest, and at most while every class is searched for, over lines and records."""
    bare = private_mb()
    with Opened(path, folder) as log:
        rest = private_mb()
        with Watch() as watch:
            for kind in classes:
                kind.find(log.source, log.index, True)
                kind.find(log.source, log.index, False)
    return (
        f"memory: {rest - bare:.0f} MB at rest above the bare program ({bare:.0f} MB), {watch.peak:.0f} MB at most while "
        "searching; goals 60 and 300 MB"
    )


def in_a_case(path: Path, classes: tuple[SearchClass, ...]) -> Iterator[str]:
    """The same counts by the verbs, over a case made of the file; and a filter repeated and refined there."""
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        case = Path(name) / "b.case"
        workbench("new", str(case), "--title", "benchmark")
        workbench("ingest", str(case), str(path))
        for kind in classes:
            answer = int(workbench("query", str(case), kind.filter(), "--lines", "--count"))
            expected = kind.count(path)
            same = "equal" if answer == expected else f"WRONG, ripgrep {expected:,}"
            yield f"query --lines --count {kind.filter()}: {answer:,} ({same})"
        with closing(open_case(case, write=False)) as opened:
            for what in (classes[0], classes[2]):
                first = timed(partial(opened.select, what.filter()))[0]
                again = min(timed(partial(opened.select, what.filter()))[0] for _ in range(5))
                yield f"{what.name} in a case: {first * 1000:.0f} ms, repeated {again * 1000:.1f} ms; goal 50 ms"
            both = f"{classes[0].filter()} {classes[1].filter()}"
            yield f"refined to {both}: {timed(partial(opened.select, both))[0] * 1000:.1f} ms; goal 50 ms"


def workbench(*words: str) -> str:
    """A verb's output."""
    return subprocess.run(
        [sys.executable, "-m", "workbench", *words], check=True, capture_output=True, text=True
    ).stdout.strip()


def random_row(path: Path, count: int) -> str:
    """Random queries on a cut of the log."""
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        cut = Path(name) / "cut.log"
        with path.open("rb") as file:
            cut.write_bytes(file.read(CUT).rpartition(b"\n")[0] + b"\n")
        with Opened(cut, Path(name) / "index") as log:
            wrong = wrong_counts(log.source, log.index, cut, count)
    return f"{count:,} random queries on {CUT / 1e6:.0f} MB: {len(wrong)} counts unlike ripgrep's" + "".join(
        f"\n  {line}" for line in wrong[:20]
    )


def report(path: Path, chosen: argparse.Namespace) -> Iterator[str]:
    """Everything that is printed."""
    own = chosen.data is None
    size = path.stat().st_size
    classes = OURS if own else classes_of(path)
    yield f"searching {size / 1e6:.0f} MB; {machine()}, {platform.machine()}, polars {pl.__version__}, {rg_version()}"
    if not chosen.search_only:
        yield from index_rows(path, chosen.runs)
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name) / "index"
        yield memory(path, folder, classes)
        with Opened(path, folder) as log:
            yield f"{log.index.lines:,} lines, {log.index.records:,} records; ms, best of {chosen.runs}, taken in turn"
            yield from table(log, path, classes, chosen.runs)
            yield refined(log, classes, chosen.runs)
            for kind in classes[:3]:
                yield first_hits(log, kind, chosen.runs)
        for place in (0, 1, 4):
            yield first_search(path, folder, place, classes[place], own, chosen.runs)
    if chosen.random:
        yield random_row(path, chosen.random)
    if not chosen.search_only:
        yield from in_a_case(path, classes)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a log to search instead of one made here")
    parser.add_argument("--size", type=int, default=SIZE // 10**6, metavar="MB")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--random", type=int, default=0, metavar="N", help="compare N random queries with ripgrep")
    parser.add_argument("--search-only", action="store_true", help="no rows of indexing, and no case")
    chosen = parser.parse_args()
    rg_version()
    with tempfile.TemporaryDirectory() as name:
        path = chosen.data or Path(name) / "large.log"
        if chosen.data is None:
            write_log(path, chosen.size * 10**6)
        for line in report(path, chosen):
            print(line, flush=True)


if __name__ == "__main__":
    main()
