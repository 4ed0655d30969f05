"""Kill the program while somebody types, pins or brings files in, open the case again, and count what is missing.

A child process opens a case as the window does and works through `OpenCase`: it types (the edit that the notes editor
saves with), pins log lines, or brings a mix of logs and 50 metric scrapes into an empty case while it goes on typing.
Over a pipe it says what was acknowledged, that is, what came back from `do` or `pin`. SIGKILL ends it at a random moment.
The parent then opens the case as its next user would: it must open for writing, hold every acknowledged character and
pin, verify; a second ingest must finish what was begun, with the same records as one that nobody disturbed.
POSIX only.

`--logs N` compares the index of N generated logs with reading them line by line instead (`benchmarks.plainlog`).
`--readers N` reads N mutated examples of the record readers (`benchmarks.fuzzed`).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import shutil
import signal
import tempfile
import threading
import time
from dataclasses import dataclass, field
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

from benchmarks.fuzzed import try_readers
from benchmarks.plainlog import try_logs
from workbench.casework.edits import Put
from workbench.casework.opencase import OpenCase, create_case, open_case
from workbench.errors import WorkbenchError
from workbench.model.entities import bytes_citation
from workbench.model.instants import SECOND, iso
from workbench.model.notebook import Note

KINDS = ("typing", "pinning", "ingest")
NOTE = "n1"
SCRAPES = 50
# The first change after opening makes the copy of the notebook, which is among what is killed.
SHORTEST, LONGEST = 0.005, 0.3
STARTED = 1_773_756_000 * SECOND


@dataclass
class Promises:
    """What came of it. lost: acknowledged and gone · broken: would not open, verify or finish, in words.

    resumed: ingests that were ended in their midst and then finished with the right counts.
    """

    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    acknowledged: int = 0
    resumed: int = 0
    seconds: float = 0.0
    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


# ------------------------------------------------------------------------------------------------ what is brought in
def write_sources(folder: Path, lines: int) -> dict[str, int]:
    """Logs in three forms and `SCRAPES` scrapes below `folder`, from a fixed seed; records by path, by construction."""
    chance, folder_of_scrapes = random.Random(11), folder / "metrics"
    folder_of_scrapes.mkdir(parents=True)
    counts = {}
    for name, write in (("gateway.log", _plain), ("orders.log", _java), ("catalog.log", _json)):
        (folder / name).write_text("".join(write(number, chance) for number in range(lines)), "utf-8")
        counts[name] = lines
    for number in range(SCRAPES):
        stamp = (iso(STARTED + number * 5 * SECOND, 0) or "").replace(":", "").replace("-", "")
        text = (
            f"# TYPE requests_total counter\nrequests_total {number * 7}\n# TYPE in_use gauge\nin_use {number % 24}\n"
        )
        (folder_of_scrapes / f"orders-{stamp}.prom").write_text(text, "utf-8")
    return counts


def _plain(number: int, chance: random.Random) -> str:
    level = chance.choice(("INFO", "INFO", "WARN", "ERROR"))
    return (
        f"{iso(STARTED + number * SECOND // 50, 3)} {level} gateway request {number} took {chance.randrange(900)} ms\n"
    )


def _java(number: int, chance: random.Random) -> str:
    head = f"{iso(STARTED + number * SECOND // 40, 3)} ERROR [worker-{chance.randrange(9)}] pool - no connection {number}\n"
    return head + "java.lang.IllegalStateException: empty\n\tat shop.Pool.take(Pool.java:41)\n" * (number % 10 == 0)


def _json(number: int, chance: random.Random) -> str:
    record = {"time": iso(STARTED + number * SECOND // 30, 3), "level": "info", "msg": f"served {number}",
              "ms": chance.randrange(90)}  # fmt: skip
    return json.dumps(record) + "\n"


# ------------------------------------------------------------------------------------------------ the child
def work_until_killed(kind: str, case_path: str, raw: str, seed: int, told: Connection) -> None:
    """Work without end, each thing told of once it is acknowledged."""
    choice, case = random.Random(seed), open_case(Path(case_path))
    told.send_bytes(b"{}")
    if kind == "ingest":
        threading.Thread(target=lambda: case.ingest([Path(raw)], below=Path(raw)), daemon=True).start()
    while True:
        did = _pin(choice, case) if kind == "pinning" else _type(choice, case)
        told.send_bytes(json.dumps(did).encode())
        if kind == "ingest":
            time.sleep(0.01)


def _type(choice: random.Random, case: OpenCase) -> dict[str, str]:
    text = _note_of(case) + choice.choice("abcdefgh \n") * choice.randrange(1, 40)
    case.do(Put(Note(NOTE, "rca", text, case.clock.now())))
    return {"note": sha256(text.encode()).hexdigest(), "length": str(len(text))}


def _pin(choice: random.Random, case: OpenCase) -> dict[str, str]:
    record = case.page([choice.randrange(case.spine.rows)])[0]
    citation = bytes_citation(record.source_id, record.place.offset, record.place.length)
    return {"pin": case.pin(citation, why=f"because {choice.random()}").id, "excerpt": record.body}


def _note_of(case: OpenCase) -> str:
    note = case.notebook.notes.get(NOTE)
    return note.text if note else ""


# ------------------------------------------------------------------------------------------------ the parent
class Killing:
    """The cases that are killed: one that is worked in throughout, and an empty one for each ingest."""

    def __init__(self, folder: Path, seed: int, lines: int) -> None:
        self.folder, self.choice, self.came = folder, random.Random(seed), Promises()
        self.raw, self.case = folder / "raw", folder / "worked.case"
        self.told: list[dict[str, str]] = []
        self.counts = write_sources(self.raw, lines)
        with_all = create_case(self.case, title="promises")
        try:
            began = time.monotonic()
            with_all.ingest([self.raw], below=self.raw)
            self.longest = {"ingest": time.monotonic() - began}
            self.undisturbed = counted(with_all)
        finally:
            with_all.close()
        wrong = {path: n for path, n in self.counts.items() if self.undisturbed.get(path, (0, 0))[0] != n}
        if wrong:
            raise SystemExit(f"an undisturbed ingest counts other records than were written: {wrong}")
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["workbench.casework.opencase", "workbench.engine.search", "polars"])

    def kill(self, kind: str) -> None:
        """Let a child work, end it, and look at what it leaves."""
        path = self.case
        if kind == "ingest":
            path = self.folder / f"ingest{self.came.kills[kind]}.case"
            create_case(path, title="promises").close()
        told = self._killed(kind, path)
        self.came.kills[kind] += 1
        self.came.acknowledged += len(told)
        self.told += told if kind != "ingest" else []
        try:
            case = open_case(path)
        except WorkbenchError as error:
            self.came.broken.append(f"{kind}: {error.sentence()}")
            return
        try:
            self._look(case, kind, told if kind == "ingest" else self.told)
        finally:
            case.close()
        if kind == "ingest":
            shutil.rmtree(path)

    def _killed(self, kind: str, path: Path) -> list[dict[str, str]]:
        hear, tell = self.context.Pipe(duplex=False)
        seed = self.choice.randrange(1 << 30)
        args = (kind, str(path), str(self.raw), seed, tell)
        child = self.context.Process(target=work_until_killed, args=args, daemon=True)
        child.start()
        tell.close()
        told: list[dict[str, str]] = []
        try:
            hear.recv_bytes()
            deadline = time.monotonic() + self.choice.uniform(SHORTEST, self.longest.get(kind, LONGEST))
            while (left := deadline - time.monotonic()) > 0:
                if hear.poll(left):
                    told.append(json.loads(hear.recv_bytes()))
        finally:
            if child.pid is not None:
                os.kill(child.pid, signal.SIGKILL)
        try:
            while True:
                told.append(json.loads(hear.recv_bytes()))
        except (EOFError, OSError):
            hear.close()
        child.join()
        return told

    def _look(self, case: OpenCase, kind: str, told: list[dict[str, str]]) -> None:
        """Everything told must be there; a case that an ingest was killed in must then take it in as a whole."""
        came, text = self.came, _note_of(case)
        if case.read_only:
            came.broken.append(f"{kind}: {case.read_only}")
            return
        longest = max((one for one in told if "note" in one), key=lambda one: int(one["length"]), default=None)
        # The text only grows, so the newest that was told of vouches for all before it.
        if longest and sha256(text[: int(longest["length"])].encode()).hexdigest() != longest["note"]:
            came.lost.append(f"{kind}: typing up to character {longest['length']}")
        evidence = case.notebook.evidence
        for one in told:
            if "pin" in one and (one["pin"] not in evidence or not evidence[one["pin"]].excerpt):
                came.lost.append(f"{kind}: evidence {one['pin']}")
        if kind == "ingest":
            self._resume(case)
        elif self.came.kills[kind] % 5 == 1:
            self._verify(case, kind)

    def _resume(self, case: OpenCase) -> None:
        begun = any(source.state in ("pending", "reading") for source in case.sources()) or not case.sources()
        case.ingest([self.raw], below=self.raw)
        found = counted(case)
        if found != self.undisturbed:
            other = sorted(set(found.items()) ^ set(self.undisturbed.items()))[:4]
            self.came.broken.append(f"ingest: other counts than undisturbed: {other}")
        elif begun:
            self.came.resumed += 1
        self._verify(case, "ingest")

    def _verify(self, case: OpenCase, kind: str) -> None:
        self.came.broken += [f"{kind}: {check.what}: {check.detail}" for check in case.verify() if not check.ok]


def counted(case: OpenCase) -> dict[str, tuple[int, int]]:
    """Records and series of each source by path, and of the case as a whole under `*`."""
    found = {source.path: (source.records, source.series) for source in case.sources()}
    samples = sum(series.points for series in case.series())
    return {**found, "*": (case.spine.rows, samples)}


def keep_promises(
    kills: int, folder: Path, seed: int = 1, kinds: tuple[str, ...] = KINDS, lines: int = 20_000
) -> Promises:
    """Kill `kills` times, the kinds of work in turn; the first loss ends it. lines: of each log that is brought in."""
    killing, started = Killing(folder, seed, lines), time.monotonic()
    came = killing.came
    for number in range(kills):
        killing.kill(kinds[number % len(kinds)])
        if came.lost or came.broken:
            break
    came.seconds = time.monotonic() - started
    return came


def report(came: Promises) -> None:
    """Print what came of it."""
    total = sum(came.kills.values())
    by_kind = ", ".join(f"{count} while {kind}" for kind, count in came.kills.items())
    print(f"promises: {total} kills ({by_kind}) in {came.seconds:.0f} s, load {os.getloadavg()[0]:.1f}")
    print(f"acknowledged {came.acknowledged}, lost {len(came.lost)}, broken {len(came.broken)}, "
          f"ingests ended in their midst and resumed {came.resumed} of {came.kills['ingest']}")  # fmt: skip
    for what in (*came.lost, *came.broken):
        print(f"  {what}")


def compare_logs(count: int, seed: int) -> NoReturn:
    """Print what is wrong with the index of so many generated logs; ends with 1 when anything is."""
    started = time.monotonic()
    # columns are made durable three times a log: in memory where the system has a place for that
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="promises-", dir=place) as name:
        wrong = try_logs(count, Path(name), seed)
    print(
        f"logs: {count} compared with reading them line by line in {time.monotonic() - started:.0f} s, {len(wrong)} differ"
    )
    for what in wrong:
        print(f"  {what}")
    raise SystemExit(bool(wrong))


def fuzz_readers(count: int, seed: int) -> NoReturn:
    """Print what so many mutated examples did to their readers; ends with 1 when one crashed, hung or cited wrongly."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="promises-") as name:
        came = try_readers(count, Path(name), seed)
    took = time.monotonic() - started
    print(f"readers: {came.inputs} mutated examples of {came.readers} readers in {took:.0f} s, {came.records} records")
    print(f"ended in a sentence {came.refused}, crashed or cited wrongly {len(came.broken)}, "
          f"over 1 s a MB {len(came.slow)}, slowest {came.slowest[0]:.2f} s ({came.slowest[1]})")  # fmt: skip
    for what in (*came.broken, *came.slow):
        print(f"  {what}")
    raise SystemExit(bool(came.broken or came.slow))


def main() -> Any:
    """Print the figures; ends with 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--logs", type=int, default=0, help="compare the index of so many generated logs instead")
    parser.add_argument(
        "--readers", type=int, default=0, help="read so many mutated examples of record readers instead"
    )
    chosen = parser.parse_args()
    if chosen.readers:
        fuzz_readers(chosen.readers, chosen.seed)
    if chosen.logs:
        compare_logs(chosen.logs, chosen.seed)
    with tempfile.TemporaryDirectory(prefix="promises-") as name:
        came = keep_promises(chosen.kills, Path(name), chosen.seed)
    report(came)
    raise SystemExit(bool(came.lost or came.broken))


if __name__ == "__main__":
    main()
