"""Long work that reports its progress and can be stopped; no window needed.

A piece of work is a function of a `JobContext`. It calls `context.step()` as it goes, which raises `Cancelled`
once somebody pressed Stop and passes progress on at most ten times a second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

T = TypeVar("T")
REPORTS_PER_SECOND = 10


class Cancelled(Exception):
    """Raised inside work whose stop was asked for; what was finished before it stays."""


@dataclass
class JobContext:
    """What a piece of work sees of the outside: a way to say how far it is, and whether to stop.

    report(fraction, text): fraction is 0..1, or below 0 when unknown; called on the working thread.
    """

    report: Callable[[float, str], None] = lambda _fraction, _text: None
    _stop: threading.Event = field(default_factory=threading.Event)
    _next_report: float = 0.0

    def step(self, fraction: float, text: str = "") -> None:
        """Say how far the work is; raises `Cancelled` when it should end here."""
        if self._stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now >= self._next_report or fraction >= 1.0:
            self._next_report = now + 1.0 / REPORTS_PER_SECOND
            self.report(fraction, text)

    def stop(self) -> None:
        """Ask the work to end at its next step; may be called from any thread."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether a stop was asked for."""
        return self._stop.is_set()


class Start(Protocol):
    """`start(title, work, then, failed)`: run `work` off the calling thread, then call back on it.

    Handed in everywhere as "run this in the background, then call me". A late answer of a superseded ticket is the
    caller's to drop; `failed` gets the exception, and where it is None the exception is reported to the user.
    """

    def __call__(
        self,
        title: str,
        work: Callable[[JobContext], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> JobContext:
        """Start the work and return the context whose `stop()` ends it."""
        ...


def start_now(
    title: str,
    work: Callable[[JobContext], T],
    then: Callable[[T], None],
    failed: Callable[[Exception], None] | None = None,
) -> JobContext:
    """A `Start` that works at once on the calling thread: for the command line and for tests."""
    context = JobContext()
    try:
        answer = work(context)
    except Cancelled:
        return context
    except Exception as error:  # noqa: BLE001 - the job edge: every failure goes to whoever asked
        if failed is None:
            raise
        failed(error)
        return context
    then(answer)
    return context
