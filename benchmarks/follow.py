"""1,000 moves of the shared cursor over the solved demo: from `hub.move` to the end of the last panel's paint.

Every move goes to an instant that needs another page of the log and another hunk or frame: stack traces far apart take
turns with commits and deploys. Ours is the real window: the hub delivers, panels ask their jobs, Qt paints when it comes
round. Peer: the same widgets told directly, each panel's `follow` in turn, waiting for their jobs, then all that is dirty
painted in one go, without hub, merging of moves or Qt's timer. Both walk the same instants in turn, fifty at a time.

What is timed: the clock starts before `hub.move` and stops when the event loop returns from the last paint of a panel;
the quiet time after it, which proves that no more comes, is not counted. Qt's offscreen platform may hold an update back
by a timer of 5 ms where a screen would wait for its next frame; nothing is taken off for it, it is part of ours and not
of the peer, which paints without being asked by a timer. `processor` is the time that this process computed meanwhile,
threads included: on a machine with other work on it, it says more than the clock. Goal: median <= 16 ms, worst <= 50 ms.
First visits (cold pages, cold hunks) are told apart from the passes after them. Garbage is collected as in the window:
when it is idle.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.side_by_side import machine

PANELS = ("timeline", "logs", "metrics", "code", "notes", "evidence")
QUIET_S, LONGEST_S, ROUND = 0.021, 20.0, 50
FRAME_S, STALL_S = 0.016, 0.1
PAGE = 60
TRACES = r"/^\s*at \S.*\(|Traceback/ kind:log"


@dataclass
class Timed:
    """Seconds of each move until the last paint ended: by the clock, and of the processor."""

    whole: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Walk:
    """What came of it. unfollowed: moves after which a panel did not stand where the focus is, in words."""

    first: Timed
    ours: Timed
    peer: Timed
    unfollowed: tuple[str, ...]


class Watch:
    """Sees the paints of all panels of a window. Made once; `painted` grows by one a paint event."""

    def __init__(self, window: Any) -> None:
        from PySide6.QtCore import QEvent, QObject
        from PySide6.QtWidgets import QWidget

        class Filter(QObject):
            painted = 0

            def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
                if event.type() == QEvent.Type.Paint:
                    self.painted += 1
                return False

        self.window = window
        self.filter = Filter(window)
        for panel in seen_panels(window):
            for widget in (panel, *panel.findChildren(QWidget)):
                widget.installEventFilter(self.filter)

    def settle(self, start: float, worked: float) -> tuple[float, float]:
        """Run the event loop until all follow, no job runs and nothing was painted for a frame; seconds to the last paint.

        start, worked: `perf_counter` and `process_time` of the beginning.
        """
        from PySide6.QtWidgets import QApplication

        process, jobs = QApplication.processEvents, self.window.jobs
        last, work = time.perf_counter(), time.process_time()
        while True:
            before = self.filter.painted
            process()
            now = time.perf_counter()
            if self.filter.painted != before:
                last, work = now, time.process_time()
            elif not jobs.busy and not self.window.hub.behind and now - last > QUIET_S:
                return last - start, work - worked
            else:
                time.sleep(0.0002)
            if now - start > LONGEST_S:
                raise SystemExit("the window did not come to rest within 20 s")


def seen_panels(window: Any) -> list[Any]:
    """The panels that follow the cursor and can be seen."""
    found = [window.host.panel(name) for name in PANELS]
    hidden = [name for name, panel in zip(PANELS, found, strict=True) if panel is None or not panel.isVisible()]
    if hidden:
        raise SystemExit(f"not to be seen: {', '.join(hidden)}")
    return found


def instants(case: Any, moves: int) -> list[Any]:
    """Focuses to move to: stack traces take turns with deploys and commits of the recorded time.

    Each stands at least `PAGE` log lines from the one before and shows other code.
    """
    import numpy as np

    from workbench.casework.citations import citation_of
    from workbench.model.focus import EMPTY
    from workbench.model.records import KINDS

    spine, kind = case.spine, case.spine.kind
    logs = np.flatnonzero(kind == KINDS.index("log"))
    changes = np.flatnonzero(np.isin(kind, [KINDS.index("commit"), KINDS.index("deploy")]))
    recorded = changes[(changes > logs[0]) & (changes < logs[-1])].tolist()
    commits = [row for row in recorded if (sha := commit_of(case.page([row])[0])) and changes_files(case, sha)]
    traces = [int(row) for row in case.query(TRACES)]
    if len(traces) < 2 or len(commits) < 2:
        raise SystemExit("the demo has no stack traces or no commits to move to")
    stride = max(int(len(traces) * 0.38), 1)
    while np.gcd(stride, len(traces)) != 1:
        stride += 1
    rows: list[int] = []
    at = 0
    while len(rows) < moves:
        row = traces[at * stride % len(traces)] if len(rows) % 2 == 0 else commits[at * 3 % len(commits)]
        at += 1
        if not rows or abs(int(np.searchsorted(logs, row)) - int(np.searchsorted(logs, rows[-1]))) > PAGE:
            rows.append(row)
    records = {record.row: record for record in case.page(sorted(set(rows)))}
    return [EMPTY.at(int(spine.order[row]), citation_of(records[row])) for row in rows]


def commit_of(record: Any) -> str:
    """The commit a record names, empty for none."""
    return next((link.value for link in record.links if link.type == "commit"), "")


def changes_files(case: Any, sha: str) -> bool:
    """Whether the case holds the commit and it changes something."""
    from workbench.errors import WorkbenchError

    try:
        return bool(case.commit_diff(sha))
    except WorkbenchError:
        return False


def open_window(path: Path) -> Any:
    """The case in the real window, every panel there and at rest."""
    from PySide6.QtWidgets import QApplication

    from workbench.casework.opencase import open_case
    from workbench.clock import Clock
    from workbench.settings import Settings
    from workbench.shell.commands import furnish
    from workbench.shell.main_window import MainWindow, WindowParts, dress
    from workbench.shell.stall import IdleCollector
    from workbench.shell.windows import Windows
    from workbench.views.theme import load_fonts, load_theme

    application = QApplication.instance() or QApplication(["workbench"])
    application.setStyle("Fusion")  # type: ignore[union-attr]
    load_fonts()
    look = load_theme("dark")
    dress(look)
    window = MainWindow(WindowParts(look))
    furnish(window, Windows(look, Settings(), Clock()))
    collector = IdleCollector(lambda: window.jobs.busy, window)
    window.host.filled.connect(collector.freeze)
    window.resize(1920, 1080)
    window.show()
    window.arrange(window.layout_now)
    window.attach(open_case(path))
    end = time.monotonic() + 60
    while not window.host.done or window.jobs.busy:
        QApplication.processEvents()
        if time.monotonic() > end:
            raise SystemExit("the window was not filled within a minute")
    return window


def by_hub(watch: Watch, focus: Any) -> tuple[float, float]:
    """One move through the hub."""
    start, worked = time.perf_counter(), time.process_time()
    watch.window.hub.move(focus)
    return watch.settle(start, worked)


def directly(watch: Watch, focus: Any) -> tuple[float, float]:
    """The same widgets told one by one, their jobs waited for, and what is dirty painted at once."""
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    window, panels = watch.window, seen_panels(watch.window)
    start, worked = time.perf_counter(), time.process_time()
    for panel in panels:
        panel.follow(focus)
    while window.jobs.busy:
        QApplication.sendPostedEvents(window.jobs)
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    QApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))
    seconds = time.perf_counter() - start, time.process_time() - worked
    watch.settle(time.perf_counter(), time.process_time())
    return seconds


def unfollowed(window: Any, focus: Any, code_before: Any) -> Iterator[str]:
    """Which panels do not show the focus, in words; the code must show something else than before."""
    timeline, logs, metrics, code, notes, evidence = seen_panels(window)
    if timeline.view.cursor_at != focus.cursor:
        yield "timeline: its cursor stands elsewhere"
    if metrics.view.cursor_at != focus.cursor:
        yield "metrics: their cursor stands elsewhere"
    current, row = logs.current_record(), window.case.row_of(focus.citation)
    if current is None or current.row != int(logs.rows[logs.wanted_position()]):
        yield "logs: the current line is not the nearest one"
    elif window.case.spine.kind[row] == window.case.spine.kind[current.row] and current.row != row:
        yield "logs: the current line is not the one pointed at"
    if code.focus != focus or code.place is None or shown(code) == code_before:
        yield "code: it shows what it showed before"
    for panel in (notes, evidence):
        if not panel.linked:
            yield f"{panel.id}: its link is broken"


def shown(code: Any) -> tuple[str, str, int]:
    """What the code panel shows."""
    place = code.place
    return (place.commit, place.path, place.line) if place else ("", "", 0)


def walk(window: Any, focuses: Sequence[Any]) -> Walk:
    """All moves: once for the first time, then by the hub and directly in turn, a round at a time."""
    watch, faults = Watch(window), []
    first, ours, peer = Timed(), Timed(), Timed()
    by_hub(watch, focuses[1])
    code = window.host.panel("code")
    for focus in focuses:
        before = shown(code)
        note(first, by_hub(watch, focus))
        faults += unfollowed(window, focus, before)
    for start in range(0, len(focuses), ROUND):
        part = focuses[start : start + ROUND]
        away = focuses[start - 1]
        by_hub(watch, away)
        for focus in part:
            before = shown(code)
            note(ours, by_hub(watch, focus))
            faults += unfollowed(window, focus, before)
        directly(watch, away)
        for focus in part:
            note(peer, directly(watch, focus))
    return Walk(first, ours, peer, tuple(faults))


def note(timed: Timed, seconds: tuple[float, float]) -> None:
    """Keep one move's figures."""
    timed.whole.append(seconds[0])
    timed.work.append(seconds[1])


def line(name: str, seconds: Sequence[float]) -> str:
    """One row of figures for people."""
    ranked = sorted(seconds)
    median, late = statistics.median(ranked), ranked[min(int(len(ranked) * 0.95), len(ranked) - 1)]
    slow = sum(one > FRAME_S for one in ranked)
    stalls = sum(one > STALL_S for one in ranked)
    return (
        f"{name:<34} median {median * 1e3:6.1f}  p95 {late * 1e3:6.1f}  worst {ranked[-1] * 1e3:6.1f} ms"
        f"   over 16 ms {slow:4d}   over 100 ms {stalls:3d}"
    )


def demo_case(folder: Path) -> Path:
    """The solved demo, as `workbench demo` makes it."""
    from benchmarks.startup import demo_case as made

    return made(folder)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=1000)
    parser.add_argument("--case", type=Path, help="a solved demo made before")
    chosen = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        window = open_window(chosen.case or demo_case(Path(name) / "demo"))
        walked = walk(window, instants(window.case, chosen.moves))
        report(walked, chosen.moves)
        case = window.case
        window.close()
        case.close()


def report(walked: Walk, moves: int) -> None:
    """Print what came of a walk."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(
        f"follow: {moves} moves, window of 1920x1080, {os.environ.get('QT_QPA_PLATFORM', '')}; {machine()}, load {load:.1f}"
    )
    print(line("first visits, by the hub", walked.first.whole))
    print(line("  processor", walked.first.work))
    print(line("ours: by the hub", walked.ours.whole))
    print(line("  processor", walked.ours.work))
    print(line("peer: the same widgets directly", walked.peer.whole))
    print(line("  processor", walked.peer.work))
    ours, work = (statistics.median(one) for one in (walked.ours.whole, walked.ours.work))
    peer, peer_work = (statistics.median(one) for one in (walked.peer.whole, walked.peer.work))
    print(f"ratio {ours / peer:.2f}, of the processor {work / peer_work:.2f}; goal: median <= 16 ms, worst <= 50 ms")
    print(f"moves not followed by every panel: {len(walked.unfollowed)}")
    for fault in walked.unfollowed[:5]:
        print(f"  {fault}")


if __name__ == "__main__":
    main()
