"""Every line format of the registry: how fast its record starts, stamps and levels are read, and how long recognising takes.

Ours: each reader's own example, made into a log of some megabytes with other stamps and words in each record, read by the
engine's `Scanner` on two threads (bytes in, columns out), and all readers asked about a head of 64 KiB of it.
Peer: Python's `re.match` with the same pattern and `datetime.strptime` (or `fromisoformat`) over a sample of the same lines.
Goals: >= 400 MB/s on two cores where the records of a log are laid out alike, >= 120 MB/s where they aren't; a
head recognised in <= 20 ms. Figures by processor time (`--wall` for the clock's), so that other work disturbs them
little: MB/s on two cores is twice what one core's second reads.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.side_by_side import machine
from workbench.casework.stamping import stamp_text
from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFormat
from workbench.engine.scan import Scanner
from workbench.readers import formats
from workbench.readers.core import Registry, load_registry

SLICE = 4 << 20
HEAD = 64 << 10
SAMPLE = 20_000
WORDS = ("order", "pool", "checkout", "cart", "payment", "accepted", "declined", "retry", "timeout", "none left")
_CLOCK = re.compile(r"(\d\d?)(:)(\d\d?)(?:(:)(\d\d?))?")
UNIFORM, OTHERS, RECOGNISED = 400, 120, 0.020


@dataclass(frozen=True, slots=True)
class Row:
    """What one format gave: speeds in MB/s, seconds to recognise a head."""

    id: str
    uniform: bool
    speed: float
    peer: float
    recognised: float
    chosen: str

    @property
    def goal(self) -> int:
        """MB/s."""
        return UNIFORM if self.uniform else OTHERS


def examples() -> Iterator[tuple[str, str]]:
    """Reader ids with their examples."""
    for module in pkgutil.iter_modules(formats.__path__):
        yield from importlib.import_module(f"{formats.__name__}.{module.name}").EXAMPLES.items()


def records_of(text: str, format: LineFormat) -> list[str]:
    """The records of an example, each with its line ends."""
    found: list[str] = []
    start = re.compile(re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", format.start), re.ASCII)
    for line in text.splitlines(keepends=True):
        begins = line.startswith("{") if format.json else start.match(line) is not None
        if begins:
            found.append(line)
        elif found:
            found[-1] += line
    return found


def varied(record: str, format: LineFormat, chance: random.Random) -> str:
    """A record with another time of the same form, and other words behind it."""
    stamp = stamp_text(format, record)
    if stamp:
        record = record.replace(stamp, _moved(stamp, chance), 1)
    words = " ".join(chance.choices(WORDS, k=4))
    if format.json or '{"' in record:
        return record.replace('msg":"', f'msg":"{words} {chance.randrange(10**6)} ', 1)
    return f"{record.rstrip()} {words} id={chance.randrange(10**6):06d}\n"


def _moved(stamp: str, chance: random.Random) -> str:
    if found := _CLOCK.search(stamp):
        seconds = f"{found[4]}{chance.randrange(60):02d}" if found[5] else ""
        return f"{stamp[: found.start(3)]}{chance.randrange(60):02d}{seconds}{stamp[found.end() :]}"
    if stamp.replace(".", "").isdigit():
        return "".join(str(chance.randrange(10)) if at > 5 and char != "." else char for at, char in enumerate(stamp))
    return stamp


def write_log(path: Path, text: str, format: LineFormat, size: int, alike: bool) -> None:
    """A log of about that size. alike: of the example's first record only."""
    chance = random.Random(11)
    records = records_of(text, format)
    pool = [varied(records[0 if alike else n % len(records)], format, chance) for n in range(6000)]
    with path.open("w", encoding="utf-8") as file:
        while file.tell() < size:
            chance.shuffle(pool)
            file.writelines(pool)


def speed_of(path: Path, format: LineFormat, wall: bool) -> float:
    """MB/s of two cores."""
    with ByteSource(str(path), sealed=True) as source:
        scanner = Scanner(format)
        scanner.rows(source, 0, min(SLICE, source.size))  # learn, as the first slice of any log does

        def one(start: int) -> float:
            before = time.thread_time()
            scanner.rows(source, start, min(start + SLICE, source.size))
            return time.thread_time() - before

        began = time.perf_counter()
        with ThreadPoolExecutor(2) as pool:
            used = sum(pool.map(one, range(0, source.size, SLICE)))
        took = time.perf_counter() - began
        return source.size / 1e6 / (took if wall else used / 2)


def peer_of(path: Path, format: LineFormat) -> float:
    """MB/s of two cores, if Python could use two: a match and a time of each line of a sample."""
    with path.open(encoding="utf-8") as file:
        lines = [line for line, _ in zip(file, range(SAMPLE), strict=False)]
    pattern = re.compile(re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", format.start), re.ASCII) if format.start else None
    before = time.thread_time()
    for line in lines:
        if pattern is None:
            found = json.loads(line) if line.startswith("{") else {}
            text = str(next((found[key] for key in format.stamp_keys if key in found), ""))
        else:
            match = pattern.match(line)
            text = match["t"] if match else ""
        if text:
            _python_time(text, format.time)
    return 2 * sum(len(line) for line in lines) / 1e6 / (time.thread_time() - before)


def _python_time(text: str, form: str) -> object:
    try:
        if form in ("iso", "slash"):
            return datetime.fromisoformat(text.replace("/", "-").replace(",", "."))
        return (
            float(text)
            if form == "epoch"
            else datetime.strptime(text, "%d/%b/%Y:%H:%M:%S %z" if form == "clf" else form)
        )
    except ValueError:
        return None


def recognition_of(registry: Registry, head: bytes, number: int) -> tuple[str, float]:
    """Who is chosen, and the median of some tries, each with a head that nobody has seen yet."""
    took: list[float] = []
    chosen = None
    for turn in range(3):
        fresh = head[: len(head) - 1 - turn] + b"\n"
        before = time.thread_time()
        chosen = registry.choose(fresh, f"{number}.log")
        took.append(time.thread_time() - before)
    return (chosen[0].id if chosen else "nobody"), statistics.median(took)


def rows(registry: Registry, folder: Path, size: int, wall: bool, only: str) -> Iterator[Row]:
    """Each line format, with records alike and, where its example has several kinds, with all of them."""
    for number, (name, text) in enumerate(examples()):
        reader = registry.named(name)
        if reader is None or not reader.lines or name == "text.plain" or only not in name:
            continue
        sniff = reader.sniff(text.encode(), "example")
        if sniff.format is None:
            continue
        several = len(records_of(text, sniff.format)) > 1
        for alike in (True, False) if several else (True,):
            path = folder / f"{name}.{alike}.log"
            write_log(path, text, sniff.format, size, alike)
            head = path.read_bytes()[:HEAD]
            format = reader.sniff(head, "example").format or sniff.format
            chosen, took = recognition_of(registry, head, number)
            yield Row(name, alike, speed_of(path, format, wall), peer_of(path, format), took, chosen)
            path.unlink()


def main() -> None:
    """Print a line a format, and what misses its goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=50, help="of each log")
    parser.add_argument("--quick", action="store_true", help="8 MB each")
    parser.add_argument("--wall", action="store_true", help="by the clock instead of processor time")
    parser.add_argument("--only", default="", help="readers whose id holds this")
    chosen = parser.parse_args()
    registry = load_registry()
    size = 8_000_000 if chosen.quick else chosen.megabytes * 1_000_000
    print(f"{len(registry.readers)} readers; {size / 1e6:.0f} MB each; {machine()}")
    print("the peer is Python's re with datetime over a sample; its MB/s are those of two cores, too")
    print(f"{'format':22} {'records':8} {'MB/s':>7} {'peer':>6} {'ratio':>6} {'goal':>5} {'recognised':>11}")
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(registry, Path(folder), size, chosen.wall, chosen.only):
            kind = "alike" if row.uniform else "mixed"
            slow = row.speed < row.goal or row.recognised > RECOGNISED
            other = "" if row.chosen == row.id else f" as {row.chosen}"
            print(
                f"{row.id:22} {kind:8} {row.speed:7.0f} {row.peer:6.1f} {row.speed / row.peer:6.1f} {row.goal:5} "
                f"{row.recognised * 1e3:8.1f} ms{other}{'  <' if slow else ''}",
                flush=True,
            )
            missed += [f"{row.id} ({kind})"] if slow else []
    print(f"goals missed by {len(missed)}: {', '.join(missed) or 'none'}")


if __name__ == "__main__":
    main()
