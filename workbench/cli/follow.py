"""`workbench follow`: take in a growing file as it arrives, until it is stopped; then what was copied is sealed."""

from __future__ import annotations

import signal
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from workbench.casework.opencase import OpenCase
from workbench.cli.access import opened
from workbench.cli.rows import source_row
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, INPUT_FAULT, WRONG_USAGE, Verb, argument
from workbench.errors import SourceError
from workbench.model.case import Source

EVERY = 0.5
# Counts are printed no more often than this, however busy the file is.
SAID_EVERY = 1.0


def run(args: Namespace, terminal: Terminal) -> int:
    """Follow until the time is over or Ctrl+C; both end it well."""
    if args.seconds is not None and args.seconds < 0:
        terminal.error("--for takes a number of seconds, such as 60.")
        return WRONG_USAGE
    with opened(args, write=True) as case:
        source = case.follow(Path(args.path), reader=args.reader, zone=args.zone)
        _say(source, terminal)
        fault = ""
        try:
            with _ended_by_signal():
                _poll(case, source, args.seconds, terminal)
        except KeyboardInterrupt:
            fault = ""
        except SourceError as error:
            fault = error.sentence()
        sealed = case.unfollow(source.id)
    _say(sealed, terminal)
    for problem in sealed.problems:
        terminal.error(f"{problem.where}: {problem.what}" if problem.where else problem.what)
    if fault:
        terminal.error(fault)
    return INPUT_FAULT if fault else DONE


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """A polite end (`timeout`, a service that stops) is as good as Ctrl+C: what was copied shall be sealed."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _poll(case: OpenCase, source: Source, seconds: float | None, terminal: Terminal) -> None:
    end = None if seconds is None else time.monotonic() + seconds
    said, grew = time.monotonic(), False
    while end is None or time.monotonic() < end:
        grew = bool(case.poll(source.id)) or grew
        if grew and time.monotonic() - said >= SAID_EVERY:
            _say(case.source(source.id), terminal)
            said, grew = time.monotonic(), False
        time.sleep(EVERY if end is None else max(min(EVERY, end - time.monotonic()), 0.0))


def _say(source: Source, terminal: Terminal) -> None:
    if terminal.json:
        terminal.object(source_row(source))
        return
    levels = ", ".join(f"{count:,} {name}" for name, count in source.levels.items() if count)
    told = f" ({levels})" if levels else ""
    terminal.line(f"{source.label} {source.state}: {source.records:,} records, {source.lines:,} lines{told}")


VERB = Verb(
    "follow",
    "take a growing file in as it arrives, over rotations, until Ctrl+C",
    (
        CASE,
        argument("path", metavar="PATH", help="the file; one that was followed before is gone on with"),
        argument("--for", dest="seconds", metavar="SECONDS", type=float, help="end after so many seconds"),
        argument("--reader", help="read with this reader instead of the one chosen by content"),
        argument("--zone", help="IANA name of the zone of stamps without one"),
    ),
    run,
)
