"""Two watchers of the GUI thread: who blocks it, and when it is idle enough to collect garbage."""

from __future__ import annotations

import gc
import sys
import threading
import time
import traceback
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

BEAT_MS, LIMIT_S = 20, 0.1
IDLE_MS = 2000


class StallWatch(QObject):
    """Says where the GUI thread stands whenever it did not come round for over 100 ms. `stalls`: seconds of each."""

    def __init__(self, say: Callable[[str], None], parent: QObject | None = None, limit: float = LIMIT_S) -> None:
        super().__init__(parent)
        self._say, self._limit = say, limit
        self._watched = threading.get_ident()
        self._last = time.monotonic()
        self._end = threading.Event()
        self.stalls: list[float] = []
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self._came)
        self._beat.start()
        self._thread = threading.Thread(target=self._watch, name="stall watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End watching."""
        self._beat.stop()
        self._end.set()
        self._thread.join(1.0)

    def _came(self) -> None:
        self._last = time.monotonic()

    def _watch(self) -> None:
        told = 0.0
        while not self._end.wait(self._limit / 4):
            last = self._last
            gone = time.monotonic() - last
            if gone > self._limit and told != last:
                told = last
                self._tell()
            elif told and last != told:
                self.stalls.append(last - told)
                self._say(f"GUI thread was blocked for {(last - told) * 1000:.0f} ms")
                told = 0.0

    def _tell(self) -> None:
        frame = sys._current_frames().get(self._watched)
        if frame is not None:
            self._say("GUI thread is blocked:\n" + "".join(traceback.format_stack(frame, 12)))


class IdleCollector(QObject):
    """Garbage is collected on the GUI thread only (a collection elsewhere could destroy widgets), and when it is idle."""

    def __init__(self, busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy, self._full = busy, 0
        gc.disable()
        self._timer = QTimer(self, interval=IDLE_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def freeze(self) -> None:
        """Everything loaded by now stays: later collections need not look at it."""
        gc.freeze()

    def collect(self) -> None:
        """Collect the young, and now and then the old, unless something runs."""
        if self._busy():
            return
        self._full = (self._full + 1) % 15
        gc.collect(2 if self._full == 0 else 1)
