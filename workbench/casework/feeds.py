"""Sources that never were files: the outputs of a command that a person gave, and standard input.

A command's standard output is one source. What it writes as errors is a second one beside it, from the first word on:
both keep their bytes as they came, and neither breaks into the other's lines.
"""

from __future__ import annotations

import platform
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from workbench.casework.pipe import Pipe
from workbench.casework.process import Process
from workbench.casework.tail import Tail
from workbench.clock import Clock
from workbench.model.case import Feed, Problem, Source

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

STDIN = "-"
# How long to wait for what is on its way once a command has ended.
DRAINED = 2.0


@dataclass(slots=True)
class Run:
    """What is heard: a command with two pipes, or standard input with one. ids: the sources made of it so far."""

    words: tuple[str, ...]
    began: int
    out: Pipe
    err: Pipe | None = None
    process: Process | None = None
    ids: tuple[str, ...] = ()
    stopped: bool = False

    def over(self, pipe: Tail | Pipe | None) -> bool:
        """Whether all of this output is in its spool, the command has ended, and its errors have a spool if any came."""
        heard = self.err is None or self.err.begun or self.err.ended
        return isinstance(pipe, Pipe) and pipe.ended and heard and (self.process is None or self.process.ended)

    def ask_to_end(self) -> None:
        """Ask the command to end, without waiting."""
        self.stopped = self.stopped or not self.over(self.out)
        if self.process is not None:
            self.process.ask_to_end()

    def end(self) -> None:
        """End the command and all it started, and wait a little for what it still had to say."""
        self.ask_to_end()
        if self.process is not None:  # whoever writes to our standard input is not ours to end
            self.process.end()
            for pipe in (self.out, self.err):
                if pipe is not None:
                    pipe.wait(DRAINED)

    def drain(self, pipe: Tail | Pipe | None) -> None:
        """Take what is on its way of an output that is ended, and no more then."""
        if isinstance(pipe, Pipe):
            if self.process is not None:
                pipe.wait(DRAINED)
            pipe.close()

    def leave(self) -> None:
        """Let go of an output that became no source."""
        for pipe in (self.out, self.err):
            if pipe is not None and not pipe.begun:
                pipe.close()

    def ending(self) -> str:
        """How it ended, in words."""
        if self.process is not None:
            return self.process.ending()
        return "it was stopped" if self.stopped else "standard input ended"


def begun(words: Sequence[str], clock: Clock) -> Run:
    """Run a command. Raises `SourceError` when it can't be run."""
    began = clock.now()
    process = Process(words)
    out, err = process.outputs
    return Run(tuple(words), began, Pipe(out, clock.now), Pipe(err, clock.now), process)


def heard(file: IO[bytes], clock: Clock) -> Run:
    """Hear standard input, which is closed at its end."""
    return Run((), clock.now(), Pipe(file, clock.now))


class Feeds:
    """What is written down about the feeds of one case."""

    def __init__(self, folder: CaseFolder) -> None:
        self._folder = folder

    def source(self, run: Run, first: str, name: str, zone: str | None) -> Source:
        """A new source for an output. first: what the other one is called; then it is that of errors."""
        clock = self._folder.clock
        feed = Feed(
            run.words,
            "stderr" if first else "stdout" if run.words else "stdin",
            host=platform.node(),
            folder=str(Path.cwd()) if run.words else "",
            began=run.began,
        )
        path = f"stderr of {first}" if first else name or " ".join(shlex.join(run.words).split()) or STDIN
        source = Source(
            clock.new_id(), self._folder.store.next_number("source"), path, state="live", added=clock.now(), feed=feed
        )
        if run.words:
            source = replace(source, modified=run.began)
        return replace(source, zone=zone, zone_known="declared") if zone else source

    def told(self, source: Source) -> str:
        """What the custody log says when it begins."""
        feed = source.feed or Feed()
        words = f"{feed.output} of {shlex.join(feed.command)} in {feed.folder}" if feed.command else "standard input"
        return f"{words}, on {feed.host}"

    def how(self, source: Source) -> str:
        """What the custody log adds when it has ended."""
        return f"; {source.feed.ending}" if source.feed else ""

    def ended(self, source: Source, run: Run) -> Source:
        """The source as it stands in the end."""
        died = run.process is not None and run.process.died
        stopped = run.process.stopped if run.process is not None else run.stopped
        now = self._folder.clock.now()
        feed = replace(source.feed or Feed(), ended=now, ending=run.ending(), died=died, stopped=stopped)
        problems = (*source.problems, Problem(feed.ending)) if died else source.problems
        return replace(source, feed=feed, problems=problems)
