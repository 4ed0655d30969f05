"""Many logs in one order of time: the first screen, the whole order, a source off, against `sort -m` of the same files.

Ours starts from opened indexes, in a process of its own: the spine and 60 records from its middle with their bytes (first
screen), every slice of time merged on two threads (whole order), one source switched off and 60 rows of what is left.
Peers: `LC_ALL=C sort -m` of the files by their stamps to /dev/null, and numpy's stable argsort of all stamps, which need no
index. `--rows` merges columns that lie nowhere (2^31 records and more) instead of files, to see what memory that takes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.side_by_side import machine
from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFormat
from workbench.engine.logindex import build_log_index, open_log_index
from workbench.engine.rowset import RowSet
from workbench.engine.selection import Selection
from workbench.engine.spine import Spine, SpinePart
from workbench.jobs import JobContext
from workbench.model.instants import TimeWindow
from workbench.readers.formats import text

FORMAT = LineFormat("benchmark.iso", "ISO stamps", start=text.AT_START[0])
START = np.datetime64("2026-03-17T08:00:00", "us")
LINE = 125
SCREEN = 60
WORDS = "request 7f3a served in 12 ms by pool-3, cache hit, 200 OK, checkout orders and nothing else to say of it"


def write_log(path: Path, size: int, seed: int) -> None:
    """A log of lines with ascending microseconds over four hours."""
    count = size // LINE
    step = 4 * 3_600_000_000 // count
    moments = np.arange(count, dtype=np.int64) * step + np.random.default_rng(seed).integers(0, max(step, 1), count)
    with path.open("wb") as file:
        for first in range(0, count, 500_000):
            t = pl.Series("t", START + moments[first : first + 500_000].astype("timedelta64[us]"))
            rows = t.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ INFO ").to_frame()
            file.write(rows.select(pl.col("t") + WORDS[: LINE - 33 - 1] + "\n").to_series().str.join("")[0].encode())


def part_of(folder: Path, number: int) -> SpinePart:
    """The part of one indexed log."""
    index = open_log_index(folder / f"{number}.index")
    return SpinePart.of_log(number, index, 0, folder=folder / f"{number}.times")


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def anonymous_mb() -> float:
    """What the process holds that no file backs, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) / 1024


def whole_order(spine: Spine) -> None:
    """Every slice of time, merged on two threads."""
    with ThreadPoolExecutor(2) as pool:
        rows = sum(pool.map(lambda number: spine.merge.merged(number).rows, range(spine.merge.slices)))
    assert rows == spine.rows


def screen(spine: Spine, sources: list[ByteSource]) -> list[bytes]:
    """The bytes of the rows in the middle."""
    rows = np.arange(spine.rows // 2, spine.rows // 2 + SCREEN)
    numbers, offsets, lengths = spine.source[rows], spine.offset[rows], spine.length[rows]
    places = zip(numbers.tolist(), offsets.tolist(), lengths.tolist(), strict=True)
    return [sources[number].read(offset, length) for number, offset, length in places]


def measured(folder: Path, files: int) -> dict[str, float]:
    """Our figures, from opened indexes on."""
    sources = [ByteSource(folder / f"{number}.log", sealed=True) for number in range(files)]
    parts = [part_of(folder, number) for number in range(files)]
    before = anonymous_mb()
    made: list[Spine] = []
    shown: list[list[bytes]] = []

    def first() -> None:
        made.append(Spine(parts))
        shown.append(screen(made[0], sources))

    found = {"first screen": timed(first)}
    spine = made[0]
    assert shown[0] == sorted(shown[0], key=lambda line: line[:27])
    anywhere = [timed(lambda row=row: spine.offset[row : row + SCREEN]) for row in _spread(spine.rows)]
    found["a screen anywhere, slowest of 50"] = max(anywhere)
    chosen = Selection(spine, {part.number: RowSet.all(part.count) for part in spine.parts[1:]})
    off = [timed(lambda: Selection(spine, chosen.sets)[spine.rows // 3 : spine.rows // 3 + SCREEN]) for _ in range(3)]
    found["a source off, and a screen"] = max(off)
    rows = _spread(spine.rows)
    found["position of a row, slowest of 50"] = max(timed(lambda row=row: chosen.at_or_after(row)) for row in rows)
    found["whole order"] = timed(lambda: whole_order(spine))
    span = spine.span()
    assert span is not None
    found["density in 300 bins"] = timed(lambda: spine.density(TimeWindow(span.start, span.end), 300))
    return found | {"rows": spine.rows, "anonymous MB": anonymous_mb(), "of them before": before}


def _spread(rows: int) -> list[int]:
    return np.random.default_rng(7).integers(0, rows - SCREEN, 50).tolist()


def synthetic(rows: int) -> dict[str, float]:
    """Two sources that together have so many records, all of one instant: the columns are one value each."""
    with tempfile.TemporaryDirectory() as name:
        parts = []
        for number, count in enumerate((rows // 2, rows - rows // 2)):
            one, same = np.int64(1), np.broadcast_to
            parts.append(
                SpinePart(
                    number, same(one, count), same(np.bool_(False), count), same(np.uint8(9), count),
                    same(np.uint8(0), count), same(one, count), same(one, count), folder=Path(name) / str(number),
                )
            )  # fmt: skip
        found = {"outlines, once": timed(lambda: [Spine([part]) for part in parts])}
        made: list[Spine] = []
        found["spine"] = timed(lambda: made.append(Spine(parts)))
        spine = made[0]
        places = _spread(spine.rows)
        found["a screen anywhere, slowest of 50"] = max(timed(lambda r=r: spine.t[r : r + SCREEN]) for r in places)
        off = Selection(spine, {1: RowSet.all(parts[1].wall.shape[0])})
        found["a source off, and a screen"] = timed(lambda: off[len(off) // 2 : len(off) // 2 + SCREEN])
        return found | {"rows": spine.rows, "anonymous MB": anonymous_mb()}


def peers(folder: Path, files: int) -> dict[str, float]:
    """`sort -m` and numpy's sort of all stamps."""
    logs = [str(folder / f"{number}.log") for number in range(files)]
    env = {**os.environ, "LC_ALL": "C"}
    found = {
        "sort -m": timed(lambda: subprocess.run(["sort", "-m", *logs], stdout=subprocess.DEVNULL, env=env, check=True))
    }
    walls = [np.asarray(open_log_index(folder / f"{number}.index").wall) for number in range(files)]
    found["numpy argsort of all stamps"] = timed(lambda: np.argsort(np.concatenate(walls), kind="stable"))
    return found


def main() -> None:
    """Write, index, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    arguments.add_argument("--files", type=int, default=10)
    arguments.add_argument("--size", type=int, default=100, help="MB of each file")
    arguments.add_argument("--rows", type=int, default=0, help="merge so many records that lie nowhere instead")
    arguments.add_argument("--folder", type=Path, help="where the files are written (and left)")
    arguments.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    args = arguments.parse_args()
    if args.measure:
        print(json.dumps(measured(args.folder, args.files)))
        return
    if args.rows:
        _print(synthetic(args.rows))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(args.files):
            path = folder / f"{number}.log"
            if not path.exists():
                write_log(path, args.size * 10**6, number)
            with ByteSource(path, sealed=True) as source:
                build_log_index(source, FORMAT, folder / f"{number}.index", JobContext())
            Spine([part_of(folder, number)])
        print(machine())
        print(f"{args.files} files of {args.size} MB")
        command = [
            sys.executable,
            "-m",
            "benchmarks.merge",
            "--measure",
            "--folder",
            str(folder),
            "--files",
            str(args.files),
        ]
        ours = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout)
        _print(ours | peers(folder, args.files))


def _print(figures: dict[str, float]) -> None:
    for name, value in figures.items():
        plain = name in ("rows", "anonymous MB", "of them before")
        print(f"{name:<36} {value:14,.0f}" if plain else f"{name:<36} {value * 1000:14,.1f} ms")


if __name__ == "__main__":
    main()
