"""One thing asked in the background again and again: the newest asking counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from workbench.jobs import JobContext, Start

T = TypeVar("T")


class Question:
    """A newer asking stops the older one, whose late answer is dropped."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._ticket = 0
        self._context: JobContext | None = None

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

    def drop(self) -> None:
        """No answer is wanted any more."""
        self._ticket += 1
        if self._context is not None:
            self._context.stop()
            self._context = None
