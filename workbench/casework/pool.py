"""Records are read in another process that can be killed; many small files share it."""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Self

from workbench.casework.worker import Ended, Part, Task, receive, send
from workbench.jobs import JobContext

MEMORY = 2 << 30
SECONDS = 30.0
SECONDS_PER_MEGABYTE = 2.0
# Not `-m`: what is pickled must be named by the module, not by `__main__`.
START = "import sys; from workbench.casework.worker import main; main(int(sys.argv[1]))"
# Workers that may end one after the other without a word before no further one is tried.
DEATHS = 5
AHEAD = 64
"""Tasks handed over before the first is answered, so that neither side waits for the other between small files."""


# Not `-m`: what is sent back would then be a class of `__main__`, which the asker doesn't have.
_SERVE = "import sys; from workbench.casework.worker import main; main(int(sys.argv[1]))"


class Worker:
    """One process; its answers arrive in a bounded queue.

    Tasks are written by a thread of their own: whoever asks would wait for a full pipe otherwise, the process for room
    for its answers, and each for the other.
    """

    def __init__(self, memory: int) -> None:
        quiet = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _SERVE, str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **quiet},
        )
        self.answers: queue.Queue[Part | Ended | None] = queue.Queue(maxsize=8)
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, name="reader answers", daemon=True)
        self._listener.start()
        self._teller = threading.Thread(target=self._tell, name="reader tasks", daemon=True)
        self._teller.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        while True:
            try:
                self.answers.put(receive(self._process.stdout))
            except (EOFError, OSError, ValueError, AttributeError, ImportError, pickle.UnpicklingError):
                self.answers.put(None)
                return

    def ask(self, task: Task) -> None:
        """Hand a task over; a process that is gone is noticed by its answers ending."""
        self._tasks.put(task)

    def _tell(self) -> None:
        assert self._process.stdin is not None
        while (task := self._tasks.get()) is not None:
            try:
                send(self._process.stdin, task)
            except OSError:
                return

    def end(self) -> None:
        """Kill it and take it away."""
        self._process.kill()
        while self._listener.is_alive():
            try:
                self.answers.get(timeout=0.05)
            except queue.Empty:
                continue
        self._process.wait()
        self._tasks.put(None)
        self._teller.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue


class ReaderPool:
    """Reads tasks in a worker that is started when first needed and replaced when it had to be killed.

    memory: bytes the worker may have · seconds: what a file may take, besides `SECONDS_PER_MEGABYTE`.
    """

    def __init__(self, memory: int = MEMORY, seconds: float = SECONDS) -> None:
        self._memory, self._seconds = memory, seconds
        self._worker: Worker | None = None

    def start(self) -> Worker:
        """Have a worker ready; called early so that its start-up overlaps with sealing."""
        if self._worker is None:
            self._worker = Worker(self._memory)
        return self._worker

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def read(self, tasks: Sequence[Task], context: JobContext) -> Iterator[Part | Ended]:
        """Parts and ends of all tasks, in their order; each task ends exactly once. Raises `Cancelled` when stopped."""
        waiting, asked = deque(tasks), deque[Task]()
        spent, dead = 0.0, 0
        while waiting or asked:
            worker = self.start()
            while waiting and len(asked) < AHEAD:
                asked.append(waiting.popleft())
                worker.ask(asked[-1])
            answer, waited = self._next(worker, self._allowed(asked[0]) - spent, context)
            spent += waited
            if answer is None:
                late = spent >= self._allowed(asked[0])
                self.close()
                dead += 1
                if dead > DEATHS:
                    yield from (Ended(task.key, "no process that reads records stays alive here") for task in asked)
                    yield from (Ended(task.key, "no process that reads records stays alive here") for task in waiting)
                    return
                answer = Ended(asked[0].key, _killed(late, spent))
                waiting.extendleft(reversed(list(asked)[1:]))
                asked = deque([asked[0]])
            else:
                dead = 0
            yield answer
            if isinstance(answer, Ended):
                asked.popleft()
                spent = 0.0

    def _allowed(self, task: Task) -> float:
        return self._seconds + task.source.size / 1e6 * SECONDS_PER_MEGABYTE

    def _next(self, worker: Worker, seconds: float, context: JobContext) -> tuple[Part | Ended | None, float]:
        """The next answer (None: the worker is gone or too slow) and how long it was waited for."""
        waited = 0.0
        while waited < seconds:
            if context.stopped:
                self.close()
                context.step(-1.0)
            slice_ = min(0.2, seconds - waited)
            try:
                return worker.answers.get(timeout=slice_), waited
            except queue.Empty:
                waited += slice_
        return None, seconds


def _killed(late: bool, spent: float) -> str:
    if late:
        return f"reading it took longer than {spent:.0f} s and was ended"
    return "the reader's process ended while reading it"
