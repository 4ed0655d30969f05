"""From process start to the shell painted, and to all panels painted with the demo's data, against a bare window.

Peer: a PySide6 main window with an empty table, in a fresh process. Both are whole processes, timed by the kernel's start
time of the process to a stamp they take inside the first paint. Goals: the shell 2.5 times, all panels 12 times.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.side_by_side import compare, machine

BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget
class Table(QTableWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.time_ns(), flush=True)
        app.exit(0)
app = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(Table(0, 4))
window.resize(1920, 1080)
window.show()
app.exec()
"""


def bare() -> float:
    """Seconds from start to the bare window's first paint."""
    start = time.time_ns()
    answer = subprocess.run([sys.executable, "-c", BARE], capture_output=True, text=True, check=True)
    return (int(answer.stdout.split()[0]) - start) / 1e9


def ours(case: Path, mark: str) -> float:
    """Seconds from start to one of our marks: `shell` or `panels`."""
    start = time.time_ns()
    environment = {**os.environ, "WORKBENCH_MARKS": "1"}
    command = [sys.executable, "-m", "workbench", "open", str(case)]
    answer = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
    for line in answer.stderr.splitlines():
        words = line.split()
        if words[:2] == ["mark", mark]:
            return (int(words[2]) - start) / 1e9
    raise SystemExit(f"no mark called {mark!r}: {answer.stderr[-800:]}")


def demo_case(folder: Path) -> Path:
    """The demo incident, opened and solved, as `workbench demo` makes it."""
    subprocess.run(
        [sys.executable, "-m", "workbench", "demo", "--to", str(folder)],
        check=True, capture_output=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    return next(folder.glob("*.case"))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--case", type=Path, help="a solved demo made before")
    chosen = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        case = chosen.case or demo_case(Path(name) / "demo")
        load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
        print(f"start-up, window of 1920x1080, {os.environ['QT_QPA_PLATFORM']}; {machine()}{load}")
        bare()
        print(compare(lambda: ours(case, "shell"), bare, chosen.runs).line("shell painted", "<= 2.5"))
        print(compare(lambda: ours(case, "panels"), bare, chosen.runs).line("all panels painted with data", "<= 12"))


if __name__ == "__main__":
    main()
