"""The window over a log of 1 GB: how long each frame is our work, and whether anything stalls.

The case is made before the clock starts; then the real window opens it by its path, in the layout of logs at 1920x1080,
and a person's evening is played with the mouse's and the keyboard's own events: filters typed, 300 notches of the wheel,
100 pages, jumps to times, the cited line pinned, back. A frame is what the GUI thread did from the event, or from the paint
before, until the end of the log's paint, waiting left out; other threads count where they held the interpreter. On a machine
with other work on it `processor`, the time this thread computed, says more than the clock. A stall is one piece of GUI
work over 100 ms, anywhere. `first screen` runs from asking for the case to the first painted line, `first hits` from the
Return key to the paint of filtered lines, both by the clock; a small case was opened before, so the program is warm.

Goals: worst frame <= 16 ms, no stall, first screen <= 100 ms, first hits <= 50 ms.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.logs_file import CLASSES, SIZE, write_log
from benchmarks.side_by_side import machine

FRAME_MS, STALL_MS, SCREEN_MS, HITS_MS = 16.0, 100.0, 100.0, 50.0
SMALL = 200_000
QUIET_S, LONGEST_S, IDLE_S = 0.03, 60.0, 0.0001
"""Seconds without a paint that end a step, of the longest step, and of the longest turn of the loop that did nothing."""


@dataclass
class Frames:
    """Milliseconds of GUI work of one kind of step: of each frame, that is from the event or from the paint before until
    the log was painted, by the clock and of the processor; and of its longest single piece.
    """

    work: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    longest: float = 0.0


def _has_lines(panel: Any) -> bool:
    return any(box.text for box in panel.table.text_boxes)


class Evening:
    """One window, and what each thing done in it cost."""

    def __init__(self, case: Path, warm: Path | None = None) -> None:
        if warm is not None:
            _warmed(warm)
        self.path = case
        self.frames: dict[str, Frames] = {}
        self.stalls: list[str] = []
        self.clock: dict[str, float] = {}
        self.painted = 0
        self.window = _window()
        self._last_paint = 0.0

    @property
    def panel(self) -> Any:
        """The log panel."""
        return self.window.host.panel("logs")

    def watch(self, widget: Any) -> None:
        """Hear of every paint of a widget."""
        from PySide6.QtCore import QEvent, QObject

        evening = self

        class Ear(QObject):
            def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
                if event.type() == QEvent.Type.Paint:
                    evening.painted += 1
                return False

        self._ear = Ear(self.window)
        widget.installEventFilter(self._ear)

    def step(self, name: str, act: Callable[[], None], done: Callable[[], bool] = lambda: True) -> float:
        """Do something and let the window come to rest; ms by the clock until it was done and painted."""
        from PySide6.QtWidgets import QApplication

        frames = self.frames.setdefault(name, Frames())
        began, busy = time.perf_counter(), time.thread_time()
        act()
        pieces = [time.perf_counter() - began]
        work, processor = pieces[0], time.thread_time() - busy
        painted, shown, last = self.painted, None, time.perf_counter()
        while True:
            start, busy = time.perf_counter(), time.thread_time()
            QApplication.processEvents()
            now = time.perf_counter()
            if now - start > IDLE_S:
                pieces.append(now - start)
                work, processor = work + now - start, processor + time.thread_time() - busy
            if self.painted != painted:
                painted, last = self.painted, now
                frames.work.append(work * 1e3)
                frames.processor.append(processor * 1e3)
                work = processor = 0.0
                if shown is None and done():
                    shown = now - began
            elif now - last > QUIET_S and done() and not self.window.jobs.busy:
                break
            if now - began > LONGEST_S:
                running = ", ".join(job.title for job in self.window.jobs.jobs) or "nothing"
                raise SystemExit(f"{name}: the window did not come to rest within a minute; running: {running}")
            time.sleep(0)
        frames.longest = max(frames.longest, max(pieces) * 1e3)
        self.stalls += [f"{name}: {piece * 1e3:.0f} ms" for piece in pieces if piece * 1e3 > STALL_MS]
        return (shown if shown is not None else last - began) * 1e3

    # ------------------------------------------------------------------------------------------- what is done
    def open(self, shown: Callable[[Any], bool] = _has_lines) -> None:
        """The case, until the log shows its first lines."""
        from PySide6.QtWidgets import QApplication

        from workbench.casework.opencase import open_case

        began = time.perf_counter()
        self.case = open_case(self.path)
        opened = time.perf_counter()
        self.window.attach(self.case)
        longest = opened - began
        seen = None
        while not self.window.host.done or self.window.jobs.busy or seen is None:
            start = time.perf_counter()
            QApplication.processEvents()
            now = time.perf_counter()
            longest = max(longest, now - start)
            if seen is None and self.panel is not None and shown(self.panel):
                seen = now
            if now - began > LONGEST_S:
                raise SystemExit("the log showed nothing within a minute")
        self.clock["open the case"] = (opened - began) * 1e3
        self.clock["first screen"] = (seen - began) * 1e3
        self.clock["all panels there"] = (time.perf_counter() - began) * 1e3
        if longest * 1e3 > STALL_MS:
            self.stalls.append(f"open: {longest * 1e3:.0f} ms")
        self.watch((getattr(self.panel, "inner", None) or self.panel).table.viewport())

    def typed(self, field: Any, text: str) -> float:
        """A filter typed into a field, and its answer waited for; ms until its first lines were painted."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        QTest.keyClicks(field, text)
        pages = (getattr(self.panel, "inner", None) or self.panel).pages
        before = pages.rows
        return self.step("filter on", lambda: self.key(Qt.Key.Key_Return, field), lambda: pages.rows is not before)

    def close(self) -> None:
        """The window and its case."""
        self.window.close()
        self.case.close()

    def key(self, key: Any, widget: Any = None, text: str = "") -> None:
        """One key, pressed and let go."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        target = widget or self.panel.table
        if text:
            QTest.keyClick(target, text)
        else:
            QTest.keyClick(target, key, Qt.KeyboardModifier.NoModifier)

    def wheel(self, notches: int) -> None:
        """Turn the wheel over the table."""
        from PySide6.QtCore import QPoint, QPointF, Qt
        from PySide6.QtGui import QWheelEvent
        from PySide6.QtWidgets import QApplication

        view = self.panel.table.viewport()
        middle = QPointF(view.width() / 2, view.height() / 2)
        event = QWheelEvent(middle, view.mapToGlobal(middle), QPoint(), QPoint(0, 120 * notches),
                            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
                            False)  # fmt: skip
        QApplication.sendEvent(view, event)

    def filter(self, text: str) -> None:
        """Put a filter on and take it off."""
        self._put_on(text)
        self._take_off()

    def _put_on(self, text: str) -> None:
        """Type a filter; the Return key is what is timed."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        panel = self.panel
        panel.open_filter()
        for letter in text:
            self.step("type a letter", lambda letter=letter: QTest.keyClicks(panel.bar.query, letter))
        before = panel.pages.rows
        shown = self.step("filter on", lambda: self.key(Qt.Key.Key_Return, panel.bar.query),
                          lambda: panel.pages.rows is not before)  # fmt: skip
        self.clock[f"first hits of {text}"] = shown
        panel.table.setFocus()

    def _take_off(self) -> None:
        panel, again = self.panel, self.panel.pages.rows
        self.step("filter off", panel.clear_filters, lambda: panel.pages.rows is not again)

    def play(self, frames: int, pages: int) -> None:
        """All of it."""
        from PySide6.QtCore import Qt

        panel, table = self.panel, self.panel.table
        table.setFocus()
        panel.clear_filters()  # a case used before opens as it was left
        self.step("as at first", lambda: None)
        for words in CLASSES.values():
            self.filter(words)
        rows = len(panel.rows)
        self.step("to the middle", lambda: table.go(rows // 2))
        for number in range(frames):
            self.step("scroll 3 lines", lambda number=number: self.wheel(-1 if number % 60 < 45 else 1))
        for number in range(pages):
            key = Qt.Key.Key_PageDown if number % 10 < 7 else Qt.Key.Key_PageUp
            self.step("page", lambda key=key: self.key(key))
        for number in range(60):
            self.step("line by key", lambda number=number: self.key(Qt.Key.Key_Down if number % 9 else Qt.Key.Key_Up))
        self._jumps(rows)
        self._context()
        self._cite()

    def _jumps(self, rows: int) -> None:
        from PySide6.QtCore import Qt

        panel, hub, spine = self.panel, self.window.hub, self.case.spine
        for share in (0.9, 0.1, 0.5, 0.51, 0.99, 0.25, 0.75, 0.05, 0.6, 0.3):
            t = int(spine.order[int(rows * share)])
            self.step("jump to a time", lambda t=t: hub.move(hub.focus.at(t)))
        for share in (0.2, 0.8, 0.4):
            self.step("drag the scroll bar", lambda share=share: panel.table.scroll_to(int(rows * share)))
        for name in ("Home", "End"):
            self.step("first, last line", lambda name=name: self.key(getattr(Qt.Key, f"Key_{name}")))

    def _context(self) -> None:
        """Lines around every match of a filter, shown and hidden."""
        panel = self.panel
        self._put_on(CLASSES["medium"])
        for title in ("context on", "context off") * 3:
            before = len(panel.rows)
            self.step(title, lambda: self.window.give("logs.context"), lambda before=before: len(panel.rows) != before)
        self._take_off()

    def _cite(self) -> None:
        window = self.window
        for title, command in (("cite (pin)", "evidence.pin"), ("back", "go.back"), ("forward", "go.forward")):
            if window.registry.find(command) is not None:
                self.step(title, lambda command=command: window.give(command))


def _warmed(path: Path) -> None:
    """A small case opened and closed before, as in a program that was used today: its modules are loaded."""
    from PySide6.QtWidgets import QApplication

    from workbench.casework.opencase import open_case

    window = _window()
    case = open_case(path)
    window.attach(case)
    while not window.host.done or window.jobs.busy:
        QApplication.processEvents()
    window.close()
    case.close()


def _window() -> Any:
    """An empty window in the layout of logs, at rest."""
    from PySide6.QtWidgets import QApplication

    from workbench.clock import Clock
    from workbench.settings import Settings
    from workbench.shell.commands import furnish
    from workbench.shell.layouts import LOGS
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
    window.arrange(LOGS)
    for _ in range(50):
        QApplication.processEvents()
    return window


def made_case(folder: Path, size: int, given: Path | None) -> Path:
    """A case over one log, ingested and closed again."""
    from workbench.casework.opencase import create_case

    log = given or folder / "services.log"
    if given is None:
        write_log(log, size)
    case = create_case(folder / "logview.case", title="logview")
    case.ingest([log])
    case.close()
    os.sync()  # what was just written would be written while the clock runs
    return folder / "logview.case"


def resident_mb() -> float:
    """Anonymous memory of this process in MB, 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon")), 0.0)


def report(evening: Evening, bare: float) -> None:
    """Print the figures."""
    print(f"logview: window of 1920x1080, {os.environ.get('QT_QPA_PLATFORM', '')}; {machine()}")
    for name, ms in evening.clock.items():
        print(f"{name:<48} {ms:8.1f} ms")
    for name, frames in evening.frames.items():
        if not frames.work:
            print(f"{name:<24}   no frame")  # what was asked for changed nothing in sight
            continue
        late = sum(one > FRAME_MS for one in frames.work)
        print(
            f"{name:<24} {len(frames.work):4d} frames  median {statistics.median(frames.work):6.1f}  "
            f"worst {max(frames.work):6.1f} ms  longest piece {frames.longest:6.1f} ms  over 16 ms {late:4d}"
            f"   processor: median {statistics.median(frames.processor):6.1f}  worst {max(frames.processor):6.1f} ms"
        )
    worst = max(max(frames.work, default=0.0) for frames in evening.frames.values())
    hits = [ms for name, ms in evening.clock.items() if name.startswith("first hits")]
    print(f"worst frame {worst:.1f} ms (goal {FRAME_MS:.0f}), stalls over 100 ms: {len(evening.stalls)}")
    for stall in evening.stalls:
        print(f"  {stall}")
    print(f"first screen {evening.clock['first screen']:.0f} ms (goal {SCREEN_MS:.0f}), first hits at worst "
          f"{max(hits):.0f} ms (goal {HITS_MS:.0f})")  # fmt: skip
    print(f"anonymous memory: bare window {bare:.0f} MB, at the end {resident_mb():.0f} MB")


def main() -> None:
    """Play the evening and print what it cost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=SIZE, help="bytes of the log that is made")
    parser.add_argument("--data", type=Path, help="a log to use instead")
    parser.add_argument("--case", type=Path, help="a case made before")
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--pages", type=int, default=100)
    chosen = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "warm").mkdir()
        path = chosen.case or made_case(folder, chosen.size, chosen.data)
        evening = Evening(path, made_case(folder / "warm", SMALL, None))
        bare = resident_mb()
        evening.open()
        evening.play(chosen.frames, chosen.pages)
        report(evening, bare)
        evening.close()


if __name__ == "__main__":
    main()
