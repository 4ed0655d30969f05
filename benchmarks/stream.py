"""A growing file and a command followed at once in the real window: every line there in order, none twice, no stall.

Two processes write at the same rate, one to a file, one to its standard output; every line carries its number and the
time of its writing. The window stands at the end of the log and does what it does when a person watches. In the end the
lines of both sources are compared with those that were written, and the rows of the log panel are counted.

stall: how long the window's thread did not come round, by a timer of 5 ms. Peer: a process that does nothing but sleep
5 ms at a time meanwhile, which tells how long this machine keeps anybody waiting. lag: the age of the newest line that
the panel has, looked at every 50 ms while both write. `processor` is the share of a core that our process took.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.side_by_side import machine

RATE, SECONDS, STALL = 20_000, 10.0, 0.1
BEAT_MS, LOOK_MS, LONGEST_S = 5, 50, 60.0
WRITER = """
import datetime, sys, time
path, rate, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
out = sys.stdout if path == "-" else open(path, "a")
start, n, total = time.monotonic(), 0, int(rate * seconds)
while n < total:
    due = min(int((time.monotonic() - start) * rate) + 1, total)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    out.write("".join(f"{now} INFO order {number} was seen by the writer\\n" for number in range(n, due)))
    out.flush()
    n = due
    time.sleep(0.005)
"""
SLEEPER = """
import time
last, worst = time.perf_counter(), 0.0
while True:
    time.sleep(0.005)
    now = time.perf_counter()
    if now - last > worst:
        worst = now - last
        print(worst, flush=True)
    last = now
"""


@dataclass(frozen=True)
class Followed:
    """What came of it. asleep: the longest the sleeping process was kept waiting, seconds · wrong: source by source,
    what is not as it was written, in words.
    """

    lines: int
    rows: int
    stalls: list[float]
    lags: list[float]
    asleep: float
    processor: float
    wrong: list[str]


@dataclass
class Watch:
    """Gaps between the beats of the window's thread, and the age of the newest line shown; seconds."""

    window: Any
    beats: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    _last: float = 0.0

    def begin(self) -> None:
        """Watch from now on."""
        from PySide6.QtCore import Qt, QTimer

        self._last = time.perf_counter()
        self._beat = QTimer(self.window, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._came)
        self._look = QTimer(self.window, interval=LOOK_MS)
        self._look.timeout.connect(self._looked)
        self._beat.start()
        self._look.start()

    def end(self) -> None:
        """No more."""
        self._beat.stop()
        self._look.stop()

    def _came(self) -> None:
        now = time.perf_counter()
        self.beats.append(now - self._last)
        self._last = now

    def _looked(self) -> None:
        panel = self.window.host.panel("logs")
        if len(panel.rows):
            self.lags.append((time.time_ns() - newest_of(panel)) / 1e9)


def newest_of(panel: Any) -> int:
    """The time of the last row shown, ns UTC."""
    return int(panel.case.spine.order[int(panel.rows[len(panel.rows) - 1])])


def follow_both(window: Any, folder: Path, rate: int, seconds: float) -> Followed:
    """Follow a file and a command that write at this rate, each; the window is at rest before."""
    case, log, total = window.case, folder / "growing.log", int(rate * seconds)
    log.write_text("")
    command = (sys.executable, "-c", WRITER)
    watch = Watch(window)
    sleeper = subprocess.Popen([sys.executable, "-c", SLEEPER], stdout=subprocess.PIPE, text=True)
    first = case.follow(log)
    writer = subprocess.Popen([*command, str(log), str(rate), str(seconds)])
    second = case.follow_command((*command, "-", str(rate), str(seconds)), name="command")
    window.hub.announce(frozenset({"sources", "spine"}), window)
    window.give("logs.follow")
    worked, began = time.process_time(), time.monotonic()
    watch.begin()
    try:
        until(lambda: writer.poll() is not None and time.monotonic() - began > seconds)
        lags = list(watch.lags[int(1000 / LOOK_MS) :] or watch.lags)
        panel = window.host.panel("logs")
        until(lambda: len(panel.rows) >= 2 * total and case.source(second.id).state != "live")
    except TimeoutError:
        lags = list(watch.lags)
    finally:
        watch.end()
        writer.wait()
        sleeper.kill()
        asleep = float((sleeper.communicate()[0].split() or ["0"])[-1])
    processor = (time.process_time() - worked) / (time.monotonic() - began)
    case.unfollow(first.id)
    wrong = [f"{case.source(id).name}: {what}" for id in (first.id, second.id) if (what := compared(case, id, total))]
    rows = len(window.host.panel("logs").rows)
    return Followed(2 * total, rows, watch.beats, lags, asleep, processor, wrong)


def until(what: Any) -> None:
    """Let the window work until something is so. Raises `TimeoutError`."""
    from PySide6.QtWidgets import QApplication

    end = time.monotonic() + LONGEST_S
    while not what():
        QApplication.processEvents()
        time.sleep(0.001)
        if time.monotonic() > end:
            raise TimeoutError


def compared(case: Any, source_id: str, total: int) -> str:
    """What of a source's lines is not as written; empty when every one is there, once and in order."""
    from workbench.model.entities import Citation

    lines = case.raw(Citation(source_id)).decode().splitlines()
    numbers = [int(line.split()[3]) for line in lines]
    if numbers != list(range(total)):
        return f"{len(numbers)} lines of {total}, {len(set(numbers))} different ones"
    source = case.source(source_id)
    if (source.records, source.lines) != (total, total):
        return f"{source.records} records and {source.lines} lines of {total}"
    return ""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=RATE, help="lines a second, of each")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    chosen = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from benchmarks.follow import open_window
    from workbench.casework.opencase import create_case

    with tempfile.TemporaryDirectory() as name:
        case = create_case(Path(name) / "a.case", title="Two streams")
        case.close()
        window = open_window(case.path)
        followed = follow_both(window, Path(name), chosen.rate, chosen.seconds)
        held = window.case
        window.close()
        held.close()
    report(followed, chosen.rate, chosen.seconds)
    if followed.wrong:
        raise SystemExit(1)


def report(followed: Followed, rate: int, seconds: float) -> None:
    """Print what came of it."""
    stalls, lags = sorted(followed.stalls), sorted(followed.lags)
    over = sum(one > STALL for one in stalls)
    print(f"stream: a file and a command, {rate:,} lines/s each, {seconds:g} s; {machine()}")
    print(f"lines written {followed.lines:,}, rows shown {followed.rows:,}, processor {followed.processor:.0%}")
    print("every line there, in order, none twice" if not followed.wrong else "; ".join(followed.wrong))
    late = stalls[int(len(stalls) * 0.99)]
    print(f"stall of the window's thread: worst {stalls[-1] * 1e3:.0f} ms, p99 {late * 1e3:.0f} ms, over 100 ms {over}; "
          f"a process that only sleeps: worst {followed.asleep * 1e3:.0f} ms; goal: worst <= 100 ms")  # fmt: skip
    print(f"lag of the newest line shown: median {statistics.median(lags):.2f} s, worst {lags[-1]:.2f} s")


if __name__ == "__main__":
    main()
