"""A log of any size, the same on every machine, and what indexing it costs beside `wc -l`.

The file: ISO stamps in ms that climb (a few jump back), twelve services, levels, key=value pairs with numbers, a stack
trace behind some errors (about 2 % of the lines continue a record), and for every class of search a word or pattern that
a known share of its lines holds (`CLASSES`).
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.side_by_side import compare, machine
from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFormat
from workbench.engine.logindex import LogIndex, build_log_index, open_log_index
from workbench.jobs import JobContext
from workbench.readers.core import load_registry

SIZE = 1_000_000_000
STARTED_MS = 1_773_756_000_000
CHUNK, BODIES, RARE_LINES = 50_000, 40_000, 500
HEAD = 64 << 10
SERVICES = ("gateway", "checkout", "orders", "payments", "catalog", "search", "users", "mail", "stock", "pricing",
            "shipping", "audit")  # fmt: skip
LEVELS, LEVEL_WEIGHTS = ("INFO", "DEBUG", "WARN", "ERROR"), (70, 20, 7, 3)
WORDS = ("accepted", "queued", "stored", "loaded", "page", "basket", "session", "token", "batch", "worker", "cache",
         "shard", "leader", "replica", "route", "header", "body", "retry", "lease", "stream")  # fmt: skip
TRACE = (
    "java.lang.IllegalStateException: pool of {} is empty\n"
    "\tat shop.{}.Pool.take(Pool.java:41)\n\tat shop.{}.Handler.serve(Handler.java:118)\n"
)
# class -> what to look for (the filter language: words ignore case unless quoted '…'), by the share of lines that hold it
CLASSES = {
    "dense": "'request'",  # 44 %
    "medium": "'upstream timeout'",  # 2 %
    "rare": "'needle-7f3a'",  # RARE_LINES lines
    "prefix regex": "/upstream timeout after [0-9]+ms/",  # 2 %
    "ignore case": "/connection reset/i",  # 0.5 %, in three spellings
    "regex without a literal": r"/\b[a-f]{4}[0-9]{4}[a-f]{4}\b/",  # 3 %
    "three alternatives": "/lease|shard|upstream timeout/",
    "and not": "'request' -'ERROR'",
}


@dataclass(frozen=True, slots=True)
class Style:
    """How a log's stamps are written: what stands behind the date's T or blank, and behind the ms."""

    between: str = "T"
    zone: str = "Z"


STYLES = {"utc": Style(), "offset": Style(" ", "+01:00"), "naive": Style(" ", "")}


def write_log(path: Path, size: int = SIZE, style: str = "utc", seed: int = 11, started_ms: int = STARTED_MS) -> int:
    """Write the log, of about `size` bytes; gives its physical lines. The same arguments give the same bytes."""
    chance = random.Random(seed)
    bodies = [_body(chance) for _ in range(BODIES)]
    every = max(size // 126 // RARE_LINES, 1)
    lines, written, now = 0, 0, started_ms
    with path.open("wb") as file:
        while written < size:
            steps = np.random.default_rng(seed + lines).integers(0, 5, CHUNK)
            steps[:: CHUNK // 4] = -900  # four stamps of a chunk jump back
            times = now + np.cumsum(steps)
            now = int(times[-1])
            text = "".join(_records(chance, bodies, _stamps(times, STYLES[style]), lines, every))
            file.write(text.encode())
            written += len(text)
            lines += text.count("\n")
    return lines


def _stamps(times_ms: np.ndarray, style: Style) -> list[str]:
    texts = np.datetime_as_string(times_ms.astype("datetime64[ms]"), unit="ms").tolist()
    return [text.replace("T", style.between) + style.zone for text in texts]


def _body(chance: random.Random) -> str:
    """Level, service and message of a record."""
    level = chance.choices(LEVELS, LEVEL_WEIGHTS)[0]
    service = chance.choice(SERVICES)
    share = chance.random()
    said = (
        f"request {chance.choice(('GET', 'POST', 'PUT'))} /{service}/{chance.choice(WORDS)}" if share < 0.45 else "job"
    )
    words = " ".join(chance.choices(WORDS, k=3))
    extra = ""
    if chance.random() < 0.02:
        extra = f" upstream timeout after {chance.randrange(9000)}ms"
    elif chance.random() < 0.005:
        extra = f" {chance.choice(('connection reset', 'Connection Reset', 'CONNECTION RESET'))} by peer"
    elif chance.random() < 0.031:
        extra = " code=" + "".join(chance.choices("abcdef", k=4)) + f"{chance.randrange(10**4):04d}" + "".join(
            chance.choices("abcdef", k=4)
        )  # fmt: skip
    head = f"{level} [{service}] {said} {words}{extra}"
    tail = TRACE.format(service, service, service) if level == "ERROR" and chance.random() < 0.23 else ""
    return f"{head} status={chance.choice((200, 200, 201, 404, 500))} duration_ms={chance.randrange(900)}\x00{tail}"


def _records(chance: random.Random, bodies: list[str], stamps: list[str], first: int, every: int) -> Iterator[str]:
    for number, (stamp, body) in enumerate(zip(stamps, chance.choices(bodies, k=len(stamps)), strict=True), first):
        head, _, tail = body.partition("\x00")
        planted = " needle-7f3a" if number % every == every - 1 else ""
        yield f"{stamp} {head} user=u{number % 99991} id={number * 2654435761 % 1000000007}{planted}\n{tail}"


def format_of(path: Path) -> LineFormat | None:
    """What the readers take the file for."""
    with path.open("rb") as file:
        chosen = load_registry().choose(file.read(HEAD), path.name)
    return chosen[1].format if chosen else None


def index(path: Path, folder: Path, format: LineFormat | None) -> tuple[LogIndex, float]:
    """The index of a file, made in `folder`, and its seconds until the columns were durable."""
    with ByteSource(path, sealed=True) as source:
        start = time.perf_counter()
        made = build_log_index(source, format, folder, JobContext())
        return made, time.perf_counter() - start


def index_rows(path: Path, runs: int = 5) -> Iterator[str]:
    """Rows for people: newline index and whole index beside `wc -l`, taken in turn, and reopening."""
    size, format = path.stat().st_size, format_of(path)
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name) / "index"
        lines = int(subprocess.run(["wc", "-l", str(path)], check=True, capture_output=True).stdout.split()[0])
        for what, chosen, goal in (
            ("newline index", None, "<= 2.50"),
            ("lines, stamps, levels and records", format, "<= 1.0 s per GB"),
        ):
            made: list[LogIndex] = []
            compared = compare(_indexing(path, folder, chosen, made), lambda: _counting(path), runs)
            if made[-1].lines != lines:
                raise SystemExit(f"wrong answer: {made[-1].lines} lines of {lines}")
            rate = size / 1e6 / sorted(compared.ours)[len(compared.ours) // 2]
            yield compared.line(f"{what} against wc -l", goal) + f"; {rate:.0f} MB/s, {made[-1].records:,} records"
        took = sorted(_reopening(folder) for _ in range(max(runs, 3)))
        columns = sum(file.stat().st_size for file in folder.iterdir())
        yield f"reopened in {took[len(took) // 2] * 1000:.1f} ms; goal <= 50 ms; columns {columns / 1e6:.0f} MB"
    yield f"private memory of this process, most seen: {_private_mb():.0f} MB"


def _indexing(path: Path, folder: Path, format: LineFormat | None, made: list[LogIndex]) -> Callable[[], float]:
    def run() -> float:
        shutil.rmtree(folder, ignore_errors=True)
        found, seconds = index(path, folder, format)
        made.append(found)
        return seconds

    return run


def _counting(path: Path) -> float:
    start = time.perf_counter()
    subprocess.run(["wc", "-l", str(path)], check=True, capture_output=True)
    return time.perf_counter() - start


def _reopening(folder: Path) -> float:
    start = time.perf_counter()
    open_log_index(folder)
    return time.perf_counter() - start


def _private_mb() -> float:
    """Anonymous memory now, where the system tells it."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a log to index instead of one made here")
    parser.add_argument("--megabytes", type=int, default=SIZE // 10**6)
    parser.add_argument("--style", choices=sorted(STYLES), default="utc")
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = chosen.data or Path(name) / "large.log"
        if chosen.data is None:
            write_log(path, chosen.megabytes * 10**6, chosen.style)
        print(f"index of {path.stat().st_size / 1e6:.0f} MB; {machine()}")
        for row in index_rows(path, chosen.runs):
            print(row)


if __name__ == "__main__":
    main()
