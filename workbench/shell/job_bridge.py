"""Work in the background for a window: threads do it, the GUI thread hears of it, the status bar shows it."""

from __future__ import annotations

import itertools
import logging
import sys
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.jobs import Cancelled, JobContext

log = logging.getLogger(__name__)
T = TypeVar("T")
THREADS = 4
TURN_S = 0.01
"""Seconds that answers are delivered for before the window gets its turn."""
SWITCH_S = 0.0005
"""Seconds after which a thread that computes in Python hands the interpreter to the window's, which may ask for it a dozen
times a frame; the usual 5 ms would be more than a frame has."""


@dataclass(frozen=True, slots=True)
class Job:
    """One running piece of work as the status bar shows it; fraction 0..1, below 0 when unknown."""

    number: int
    title: str
    fraction: float = -1.0
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Running:
    """A job, what stops it, what is to be done, and who hears of it."""

    job: Job
    context: JobContext
    work: Callable[[JobContext], Any]
    then: Callable[[Any], None]
    failed: Callable[[Exception], None] | None


class JobBridge(QObject):
    """A `jobs.Start`. Everything that work says is queued and delivered on the thread this object lives in.

    What was asked for is held here until its end was delivered, so that no thread lets go of it last: parts of a panel
    that nobody else holds by then would be destroyed on that thread, and Qt's connections to them with them.

    changed(): the running jobs, or how far one is · failed(title, error): work failed and nobody asked to be told
    """

    changed = Signal()
    failed = Signal(str, object)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="work")
        self._numbers = itertools.count(1)
        self._running: dict[int, _Running] = {}
        self._queue: deque[Callable[[], None]] = deque()
        self._closed = False
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._drain)
        self._woken.connect(self._drain)
        sys.setswitchinterval(SWITCH_S)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """What is running now, oldest first."""
        return tuple(one.job for one in self._running.values())

    @property
    def busy(self) -> bool:
        """Whether anything runs or waits to be delivered."""
        return bool(self._running or self._queue)

    def start(
        self,
        title: str,
        work: Callable[[JobContext], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> JobContext:
        """Run `work` on a thread, then call `then` (or `failed`) back here. After a stop nothing is called, after a close
        nothing is begun: what a panel put off until its lines were painted may come when the window has gone.
        """
        number = next(self._numbers)
        context = JobContext(report=lambda fraction, text: self._post(lambda: self._progress(number, fraction, text)))
        if self._closed:
            context.stop()
            return context
        self._running[number] = _Running(Job(number, title), context, work, then, failed)
        self._pool.submit(self._work, number, context)
        self.changed.emit()
        return context

    def stop(self, number: int) -> None:
        """Ask one job to end at its next step."""
        if number in self._running:
            self._running[number].context.stop()

    def close(self) -> None:
        """Ask everything to end and wait for it; nothing is delivered afterwards."""
        self._closed = True
        for one in self._running.values():
            one.context.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._queue.clear()
        self._running.clear()

    def _work(self, number: int, context: JobContext) -> None:
        """On a thread: do it and post how it ended, once nothing here holds the work any more."""
        self._post(self._ended(number, context))

    def _ended(self, number: int, context: JobContext) -> Callable[[], None]:
        try:
            answer = self._running[number].work(context)
        except Cancelled:
            return lambda: self._drop(number)
        except Exception as error:  # noqa: BLE001 - the job edge: every failure goes to whoever asked, or to the user
            fault = error
            return lambda: self._fail(number, fault)
        return lambda: self._finish(number, answer)

    def _post(self, call: Callable[[], None]) -> None:
        if not self._closed:
            self._queue.append(call)
            self._woken.emit()

    def _drain(self) -> None:
        """Deliver what waits; of much that came at once a part, so that the window paints and hears keys in between."""
        began = time.perf_counter()
        while self._queue and time.perf_counter() - began < TURN_S:
            self._queue.popleft()()
        if self._queue and not self._again.isActive():
            self._again.start()

    def _progress(self, number: int, fraction: float, text: str) -> None:
        if number in self._running:
            one = self._running[number]
            self._running[number] = replace(one, job=replace(one.job, fraction=fraction, text=text))
            self.changed.emit()

    def _end(self, number: int) -> _Running | None:
        ended = self._running.pop(number, None)
        self.changed.emit()
        return ended

    def _drop(self, number: int) -> None:
        self._end(number)

    def _finish(self, number: int, answer: Any) -> None:
        ended = self._end(number)
        if ended is not None and not ended.context.stopped:
            ended.then(answer)

    def _fail(self, number: int, error: Exception) -> None:
        ended = self._end(number)
        if ended is not None and ended.failed is not None:
            ended.failed(error)
            return
        title = ended.job.title if ended else "Work"
        log.error("%s failed", title, exc_info=error)
        self.failed.emit(title, error)
