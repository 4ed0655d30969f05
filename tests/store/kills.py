"""Kill a writing process at any time, again and again, and see whether everything it was told was saved is there.

A child types in a note, pins evidence and seals files in one case, and says over a pipe what has been acknowledged. The
parent ends it by SIGKILL at a random moment, reopens the case and compares. `run_kills(kills, folder)` is called by the
tests and by `benchmarks.promises`; run as a program it prints its report.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path

from workbench.casework.edits import Put, Together
from workbench.casework.history import History
from workbench.clock import Clock
from workbench.errors import WorkbenchError
from workbench.model.case import CaseRecord, Source
from workbench.model.entities import bytes_citation
from workbench.model.notebook import Evidence, Note
from workbench.store import objects
from workbench.store.notebook import NotebookStore

SHORTEST, LONGEST = 0.005, 0.1
NOTE = "n1"


@dataclass
class KillReport:
    """What came of it. lost and broken name what was acknowledged and is gone, and what could not be opened."""

    kills: int = 0
    acknowledged: int = 0
    seconds: float = 0.0
    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        """Whether the promise was kept."""
        return self.kills > 0 and self.acknowledged > 0 and not self.lost and not self.broken


def write_until_killed(folder: str, seed: int, told: Connection) -> None:
    """The child: edits without end, each told of once it is acknowledged."""
    choice = random.Random(seed)
    store = NotebookStore.open(Path(folder), clock=Clock(), author="child")
    history = History(store)
    told.send_bytes(b"{}")
    while True:
        told.send_bytes(json.dumps(_one_edit(choice, store, history, Path(folder))).encode())


def _one_edit(choice: random.Random, store: NotebookStore, history: History, folder: Path) -> dict[str, str]:
    """Do one thing; what must be there from now on."""
    text = store.notebook.notes[NOTE].text
    what = choice.random()
    if what < 0.6:
        text += choice.choice("abcdefgh \n") * choice.randrange(1, 40)
        history.do(Put(Note(NOTE, "rca", text)))
        return {"note": sha256(text.encode()).hexdigest(), "length": str(len(text))}
    if what < 0.85:
        evidence = _evidence(store)
        history.do(
            Together((Put(evidence), Put(Note(NOTE, "rca", f"{text} [{evidence.label}]"))), f"pin {evidence.label}")
        )
        return {"evidence": evidence.id, "length": str(len(store.notebook.notes[NOTE].text))}
    content = choice.randbytes(choice.randrange(1, 200_000))
    name, size = objects.seal(content, folder / "objects")
    source = Source(store.clock.new_id(), store.next_number("source"), "a.log", object=name, size=size)
    history.do(Put(source))
    return {"source": source.id, "object": name}


def _evidence(store: NotebookStore) -> Evidence:
    number = store.next_number("evidence")
    return Evidence(store.clock.new_id(), number, "log", bytes_citation("s1", number, 9), "excerpt " * 20, "0" * 64)


def run_kills(kills: int, folder: Path, seed: int = 1) -> KillReport:
    """Kill a writer of the case in `folder` (made if absent) `kills` times; POSIX only. The first loss ends it."""
    choice, report, started = random.Random(seed), KillReport(), time.monotonic()
    if not (folder / "case.db").exists():
        store = NotebookStore.create(folder, CaseRecord("c1", "kills"), Clock(), "parent")
        History(store).do(Put(Note(NOTE, "rca", "")))
        store.close()
    context = multiprocessing.get_context("forkserver")
    # this module itself may not be found there (Python 3.11 gives the server no path); what takes long to load is
    context.set_forkserver_preload(["workbench.casework.history", "workbench.store.objects"])
    told: list[dict[str, str]] = []
    while report.kills < kills and not report.lost and not report.broken:
        told += _killed_once(context, folder, choice)
        report.kills += 1
        _compare(folder, told, report)
    report.acknowledged = len(told)
    report.seconds = time.monotonic() - started
    return report


def _killed_once(
    context: multiprocessing.context.ForkServerContext, folder: Path, choice: random.Random
) -> list[dict[str, str]]:
    hear, tell = context.Pipe(duplex=False)
    child = context.Process(target=write_until_killed, args=(str(folder), choice.randrange(1 << 30), tell), daemon=True)
    child.start()
    tell.close()
    told: list[dict[str, str]] = []
    try:
        hear.recv_bytes()
        deadline = time.monotonic() + choice.uniform(SHORTEST, LONGEST)
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
    child.close()
    return told


def _compare(folder: Path, told: list[dict[str, str]], report: KillReport) -> None:
    """Open the case as its next user would, and look for everything told."""
    try:
        store = NotebookStore.open(folder, clock=Clock(), author="parent")
    except WorkbenchError as error:
        report.broken.append(error.sentence())
        return
    try:
        report.broken += store.check()
        notebook = store.notebook
        text = notebook.notes[NOTE].text
        for one in told:
            if "evidence" in one and one["evidence"] not in notebook.evidence:
                report.lost.append(f"evidence {one['evidence']}")
            if "source" in one and one["source"] not in notebook.sources:
                report.lost.append(f"source {one['source']}")
        # the text only grows, so the newest that was told of vouches for all before it
        longest = max((one for one in told if "note" in one), key=lambda one: int(one["length"]), default=None)
        if longest and sha256(text[: int(longest["length"])].encode()).hexdigest() != longest["note"]:
            report.lost.append(f"typing up to character {longest['length']}")
        if max((int(one.get("length", 0)) for one in told), default=0) > len(text):
            report.lost.append("the end of the note")
        for one in told[-20:]:
            if "object" in one and not objects.verify(folder / "objects", one["object"]):
                report.broken.append(f"object {one['object']}")
        objects.sweep(folder / "objects")
    finally:
        store.close()


def main() -> None:
    """`python kills.py [N]`: N kills in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    try:
        report = run_kills(int(sys.argv[1]) if len(sys.argv) > 1 else 20, folder / "killed.case")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(report)  # noqa: T201
    sys.exit(not report.kept)


if __name__ == "__main__":
    main()
