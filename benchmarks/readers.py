"""Records of tools: how fast readers make records of JSON lists and NDJSON, beside `json.loads` over the same bytes.

Sources of several tools are written by the benchmark, from a fixed seed, with other values in each record; they are read
to the end, records thrown away. Peer: `json.loads` of the whole text, or of each line. Both are measured in this process
by its processor time, in turn. JSON lines of logs go through the engine's `Scanner`, as they do in a case.
Goals: lists >= 50 MB/s a core, one object a line >= 100 MB/s, in at most 1.5 times the time of `json.loads`.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.side_by_side import machine
from workbench.casework.worker import settle
from workbench.engine.bytesource import ByteSource
from workbench.engine.scan import Scanner
from workbench.model.instants import SECOND, iso
from workbench.readers.core import RawSource, Reader, Registry, load_registry

LIST_GOAL, LINES_GOAL, RATIO_GOAL = 50, 100, 1.5
STARTED = 1_773_756_131
SLICE = 4 << 20
WORDS = ("order", "pool", "checkout", "cart", "payment", "accepted", "declined", "retry", "timeout", "none left")
SERVICES = ("orders", "payments", "catalog", "gateway", "mail")
Make = Callable[[int, random.Random], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """One source read. speed, peer: MB/s of processor time, ours and `json.loads` · rate: records a second of it."""

    reader: str
    form: str
    megabytes: float
    records: int
    speed: float
    peer: float
    rate: float
    goal: int

    @property
    def ratio(self) -> float:
        """Our time over the peer's."""
        return self.peer / self.speed


# ------------------------------------------------------------------------------------------------ what is read
def _time(number: int, digits: int = 3) -> str:
    return iso((STARTED + number) * SECOND + number % 1000 * 1_000_000, digits) or ""


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))


def _hex(chance: random.Random, digits: int) -> str:
    return f"{chance.getrandbits(digits * 4):0{digits}x}"


def mail(number: int, chance: random.Random) -> dict[str, Any]:
    """An event of SendGrid's webhook."""
    return {
        "email": f"user{chance.randrange(5000)}@shop.example", "timestamp": STARTED + number,
        "smtp-id": f"<o-{number}@shop.example>", "event": chance.choice(("processed", "delivered", "bounce", "deferred")),
        "category": [chance.choice(SERVICES)], "sg_event_id": _hex(chance, 22), "sg_message_id": f"{_hex(chance, 16)}.f04.1",
        "reason": f"550 5.1.1 {_words(chance, 4)}", "ip": f"192.0.2.{chance.randrange(256)}", "tls": chance.randrange(2),
    }  # fmt: skip


def span(number: int, chance: random.Random) -> dict[str, Any]:
    """A span of Zipkin."""
    return {
        "traceId": _hex(chance, 32), "id": _hex(chance, 16), "parentId": _hex(chance, 16),
        "kind": chance.choice(("CLIENT", "SERVER")), "name": f"post /{chance.choice(SERVICES)}",
        "timestamp": (STARTED + number) * 10**6, "duration": chance.randrange(10**6),
        "localEndpoint": {"serviceName": chance.choice(SERVICES), "ipv4": f"192.0.2.{chance.randrange(256)}"},
        "tags": {"http.method": "POST", "http.path": f"/orders/{number}", "note": _words(chance, 3)},
    }  # fmt: skip


def job(number: int, chance: random.Random) -> dict[str, Any]:
    """A job of GitHub's webhook with its steps, each a record too."""
    return {
        "action": "completed", "repository": {"full_name": f"shop/{chance.choice(SERVICES)}"}, "sender": {"login": "ann"},
        "workflow_job": {
            "id": number, "run_id": number // 4, "run_attempt": 1, "name": _words(chance, 2), "workflow_name": "CI",
            "status": "completed", "conclusion": chance.choice(("success", "failure")), "head_sha": _hex(chance, 40),
            "started_at": _time(number), "completed_at": _time(number + 90),
            "steps": [{"name": _words(chance, 3), "number": step, "status": "completed", "conclusion": "success",
                       "started_at": _time(number + step), "completed_at": _time(number + step + 1)} for step in range(4)],
        },
    }  # fmt: skip


def error(number: int, chance: random.Random) -> dict[str, Any]:
    """An event of Sentry with a stack of twelve frames."""
    frames = [{"filename": f"shop/{word}.py", "function": f"{word}_{chance.randrange(90)}", "in_app": True,
               "lineno": chance.randrange(400)} for word in chance.choices(SERVICES, k=12)]  # fmt: skip
    values = [{"type": "ValueError", "value": _words(chance, 4), "stacktrace": {"frames": frames}}]
    return {
        "event_id": _hex(chance, 32), "platform": "python", "level": chance.choice(("error", "fatal")),
        "timestamp": STARTED + number + 0.25, "release": "orders@4.18.0", "server_name": f"web-{chance.randrange(9)}",
        "tags": [["region", "eu"], ["order", str(number)]], "exception": {"values": values},
    }  # fmt: skip


def happening(number: int, chance: random.Random) -> dict[str, Any]:
    """An event of Kubernetes."""
    pod = f"{chance.choice(SERVICES)}-{_hex(chance, 5)}"
    return {
        "apiVersion": "v1", "kind": "Event", "metadata": {"name": f"{pod}.{number:x}", "namespace": "shop",
                                                          "uid": _hex(chance, 32)},
        "involvedObject": {"kind": "Pod", "namespace": "shop", "name": pod, "uid": _hex(chance, 32)},
        "type": chance.choice(("Normal", "Warning")), "reason": "BackOff", "message": _words(chance, 8),
        "count": chance.randrange(1, 20), "firstTimestamp": _time(number, 0), "lastTimestamp": _time(number + 60, 0),
        "eventTime": None, "source": {"component": "kubelet", "host": f"node-{chance.randrange(9)}"},
    }  # fmt: skip


def hit(number: int, chance: random.Random) -> dict[str, Any]:
    """A hit of Elasticsearch."""
    return {
        "_index": "logs-shop", "_id": _hex(chance, 20),
        "_source": {"@timestamp": _time(number), "message": f"{_words(chance, 8)} {number}",
                    "log": {"level": chance.choice(("info", "error"))}, "service": {"name": chance.choice(SERVICES)},
                    "host": {"name": f"web-{chance.randrange(9)}"}, "trace": {"id": _hex(chance, 32)}},
    }  # fmt: skip


def line(number: int, chance: random.Random) -> dict[str, Any]:
    """A line of a structured log."""
    return {
        "time": _time(number), "level": chance.choice(("info", "warn", "error")), "msg": f"{_words(chance, 8)} {number}",
        "service": chance.choice(SERVICES), "ms": chance.randrange(900), "trace_id": _hex(chance, 32),
    }  # fmt: skip


SOURCES: tuple[tuple[str, str, Make, str, str], ...] = (
    ("sendgrid.events", "list", mail, "[", "]"),
    ("sendgrid.events", "lines", mail, "", ""),
    ("zipkin.spans", "list", span, "[", "]"),
    ("kubernetes.events", "list", happening, '{"apiVersion": "v1", "kind": "List", "items": [', "]}"),
    ("elasticsearch.hits", "list", hit, '{"took": 3, "timed_out": false, "hits": {"hits": [', "]}}"),
    ("github.events", "lines", job, "", ""),
    ("sentry.event", "lines", error, "", ""),
    ("json.lines", "lines", line, "", ""),
)
"""Reader, form, what makes an object, and what stands before and behind the objects."""


def write_source(path: Path, make: Make, before: str, behind: str, size: int) -> int:
    """A source of about that size; how many objects are in it."""
    chance = random.Random(11)
    between = ",\n" if before else "\n"
    with path.open("w", encoding="utf-8") as file:
        file.write(before)
        number = 0
        while file.tell() < size:
            file.write(between.join(json.dumps(make(number + n, chance)) for n in range(40)))
            number += 40
            file.write(between if file.tell() < size else "")
        file.write(behind)
    return number


# ------------------------------------------------------------------------------------------------ how fast
def read_records(reader: Reader, path: Path) -> int:
    """Read all of a source, records thrown away; how many they were."""
    source = RawSource(path.name, str(path), path.stat().st_size)
    return sum(len(batch.events) for batch in reader.read(source))


def scan_lines(reader: Reader, path: Path) -> int:
    """Read all of a log by the engine, bytes in and columns out; how many records there were."""
    with ByteSource(str(path), sealed=True) as source:
        format = reader.sniff(path.read_bytes()[:65_536], path.name).format
        assert format is not None
        scanner = Scanner(format)
        found = (scanner.rows(source, at, min(at + SLICE, source.size)) for at in range(0, source.size, SLICE))
        return sum(int(rows.records.begins.shape[0]) for rows in found if rows.records is not None)


def by_library(data: bytes, lines: bool) -> None:
    """The peer: the same bytes decoded by the standard library."""
    for part in data.splitlines() if lines else (data,):
        json.loads(part)


def _seconds(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def measured(registry: Registry, folder: Path, size: int, runs: int, only: str = "") -> Iterator[Row]:
    """A row a source, medians of runs taken in turn."""
    for name, form, make, before, behind in SOURCES:
        reader = registry.named(name)
        if reader is None or only not in name:
            continue
        path, lines = folder / f"{name}.{form}.json", form == "lines"
        write_source(path, make, before, behind, size)
        read = scan_lines if reader.lines else read_records
        records, data = read(reader, path), path.read_bytes()
        ours, peer = [], []
        for _ in range(runs):
            ours.append(_seconds(partial(read, reader, path)))
            peer.append(_seconds(partial(by_library, data, lines)))
        took, megabytes = max(statistics.median(ours), 1e-9), len(data) / 1e6
        goal = LINES_GOAL if lines else LIST_GOAL
        theirs = max(statistics.median(peer), 1e-9)
        yield Row(name, form, megabytes, records, megabytes / took, megabytes / theirs, records / took, goal)
        path.unlink()


def main() -> None:
    """Print a line a source, and whether it meets its goals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=20, help="of each source")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="", help="readers whose id holds this")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        registry = load_registry()
        settle()  # as the process does that reads for a case
        found = measured(registry, Path(folder), int(chosen.megabytes * 1e6), chosen.runs, chosen.only)
        if chosen.json:
            print(json.dumps([asdict(row) | {"ratio": row.ratio} for row in found], indent=1))
            return
        print(f"{chosen.megabytes:g} MB each, processor time; {machine()}")
        heads = f"{'reader':20} {'form':6} {'MB/s':>7} {'json.loads':>10} {'ratio':>6} {'records/s':>10}"
        print(f"{heads}  goal")
        for row in found:
            met = row.speed >= row.goal and row.ratio <= RATIO_GOAL
            print(
                f"{row.reader:20} {row.form:6} {row.speed:7.1f} {row.peer:10.1f} {row.ratio:6.1f} {row.rate:10,.0f}  "
                f"{row.goal} MB/s, {RATIO_GOAL} times: {'met' if met else 'missed'}",
                flush=True,
            )


if __name__ == "__main__":
    main()
