"""100 MB of plain log into a case: sealed and queryable, against copying, hashing and counting its lines.

Ours: `OpenCase.ingest` of one file in a fresh process (imports not counted), then one query that must find a planted line.
Peer: `cp`, `sha256sum` and `rg -c ''` of the same file, one after the other. Goal: 150 MB/s and 300 MB of memory.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.side_by_side import compare, machine

CHILD = """
import resource, sys, time
from pathlib import Path
from workbench.casework.opencase import create_case
from workbench.readers.core import load_registry
import polars, workbench.engine.search
load_registry()
case = create_case(Path(sys.argv[2]), title="benchmark")
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
(source,) = case.ingest([Path(sys.argv[1])])
sealed = time.perf_counter() - start
found = len(case.query("needle-in-the-log"))
total = time.perf_counter() - start
private = 0
for line in open("/proc/self/status"):
    if line.startswith(("RssAnon", "VmHWM")):
        private = max(private, int(line.split()[1])) if line.startswith("RssAnon") else private
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(sealed, total, source.records, found, base, private, peak, children)
"""


def write_log(path: Path, megabytes: int) -> int:
    """A plain log of about that size, made from a fixed seed; gives its lines. One line holds the needle."""
    chance = random.Random(7)
    now = datetime(2026, 3, 17, 12, tzinfo=UTC)
    words = ["order", "reserve", "pool", "checkout", "cart", "payment", "accepted", "declined", "retry", "timeout"]
    lines = 0
    with path.open("w") as file:
        while file.tell() < megabytes * 1_000_000:
            chunk = []
            for _ in range(10_000):
                now += timedelta(milliseconds=chance.randrange(1, 9))
                stamp = now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"
                level = chance.choices(("INFO", "WARN", "ERROR", "DEBUG"), (80, 8, 4, 8))[0]
                text = " ".join(chance.choices(words, k=8))
                chunk.append(
                    f"{stamp} {level} shop.{words[chance.randrange(10)]} {text} id={chance.randrange(10**9)}\n"
                )
            lines += len(chunk)
            file.writelines(chunk)
        stamp = now.strftime("%Y-%m-%dT%H:%M:%S.999Z")
        file.write(f"{stamp} INFO shop.last needle-in-the-log\n")
    return lines + 1


def ours(log: Path, folder: Path, lines: int, seen: list[list[str]]) -> float:
    """One ingest in a fresh process; its seconds."""
    case = folder / f"b{time.monotonic_ns()}.case"
    answer = subprocess.run(
        [sys.executable, "-c", CHILD, str(log), str(case)], capture_output=True, text=True, check=True
    )
    figures = answer.stdout.split()
    if int(figures[2]) != lines or int(figures[3]) != 1:
        raise SystemExit(f"wrong answer: {figures[2]} records of {lines}, {figures[3]} hits of 1")
    seen.append(figures)
    shutil.rmtree(case)
    return float(figures[0])


def peer(log: Path, folder: Path) -> float:
    """Copy, hash, count."""
    copy = folder / "copy.log"
    start = time.perf_counter()
    subprocess.run(["cp", str(log), str(copy)], check=True)
    subprocess.run(["sha256sum", str(copy)], check=True, capture_output=True)
    subprocess.run(["rg", "-c", "", str(copy)], check=True, capture_output=True)
    seconds = time.perf_counter() - start
    copy.unlink()
    return seconds


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    if shutil.which("rg") is None:
        raise SystemExit("ripgrep is not installed: apt-get install ripgrep")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = folder / "plain.log"
        lines = write_log(log, chosen.megabytes)
        size = log.stat().st_size
        seen: list[list[str]] = []
        compared = compare(lambda: ours(log, folder, lines, seen), lambda: peer(log, folder), chosen.runs)
        print(f"ingest of {size / 1e6:.0f} MB, {lines:,} lines; {machine()}")
        print(compared.line("sealed and indexed", ">= 150 MB/s"))
        best = sorted(compared.ours)[len(compared.ours) // 2]
        print(
            f"throughput: {size / 1e6 / best:.0f} MB/s; first query after it {float(seen[-1][1]) - float(seen[-1][0]):.3f} s"
        )
        before, private, peak, child = (int(figure) / 1024 for figure in seen[-1][4:])
        print(f"memory: peak resident {peak:.0f} MB ({before:.0f} MB before the ingest), private {private:.0f} MB,")
        print(f"  largest child process {child:.0f} MB; goal <= 300 MB")


if __name__ == "__main__":
    main()
