"""One thing asked in the background again and again: the newest asking counts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal

from workbench.jobs import JobContext, Start

T = TypeVar("T")

SHOWN_S = 0.1
"""Seconds that a search waits at most until its first answer is painted: both would get half of the machine only."""


class _Bridge(QObject):
    """Carries what is known so far from the thread that found it to the window's."""

    came = Signal(int, object, object)


class Question:
    """A newer asking stops the older one, whose late answer is dropped."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._ticket = 0
        self._context: JobContext | None = None
        self._early: Callable[[Any], None] | None = None
        self._bridge = _Bridge()
        self._bridge.came.connect(self._came_early, Qt.ConnectionType.QueuedConnection)

    @property
    def waiting(self) -> bool:
        """Whether an answer is on its way."""
        return self._context is not None

    def ask(
        self,
        title: str,
        work: Callable[[JobContext], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Work in the background, then call back, unless something else was asked meanwhile."""
        self.drop()
        self._go(title, work, then, failed)

    def ask_growing(
        self,
        title: str,
        work: Callable[[JobContext, Callable[[T], None]], T],
        early: Callable[[T], None],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """The same for an answer that grows: `work` is handed a way to tell what it has so far, `early` hears it."""
        self.drop()
        self._early = early
        ticket, shown = self._ticket, threading.Event()

        def tell(part: T) -> None:
            self._bridge.came.emit(ticket, part, shown)
            if not shown.is_set() and QThread.currentThread() is not self._bridge.thread():
                shown.wait(SHOWN_S)
                shown.set()  # later answers wait for nobody

        self._go(title, lambda context: work(context, tell), then, failed)

    def _go(
        self,
        title: str,
        work: Callable[[JobContext], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None,
    ) -> None:
        ticket = self._ticket

        def answered(answer: T) -> None:
            if ticket == self._ticket:
                self._ticket += 1
                self._context = None
                then(answer)

        def refused(error: Exception) -> None:
            if ticket == self._ticket:
                self._ticket += 1
                self._context = None
                if failed is None:
                    raise error
                failed(error)

        context = self._start(title, work, answered, refused)
        if ticket == self._ticket and not context.stopped:
            self._context = context

    def _came_early(self, ticket: int, part: object, shown: threading.Event) -> None:
        try:
            if ticket == self._ticket and self._early is not None:
                self._early(part)
        finally:
            QTimer.singleShot(1, shown.set)  # behind the paint that was asked for; at 0 it would come before

    def drop(self) -> None:
        """No answer is wanted any more."""
        self._ticket += 1
        self._early = None
        if self._context is not None:
            self._context.stop()
            self._context = None
