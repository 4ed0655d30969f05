"""`workbench follow`: take in a growing file, a command's output or standard input; in the end it is sealed."""

from __future__ import annotations

import signal
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from workbench.casework.opencase import OpenCase
from workbench.casework.process import words_of
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
    """Follow until the time is over, what is followed ends, or Ctrl+C; all of them end it well."""
    if args.seconds is not None and args.seconds < 0:
        terminal.error("--for takes a number of seconds, such as 60.")
        return WRONG_USAGE
    words = words_of(args.command) if args.command is not None else args.words
    if bool(words) == bool(args.path) or (args.command is not None and args.words):
        terminal.error("Give one of: a file, - for standard input, --command 'CMD ARGS', or -- CMD ARGS.")
        return WRONG_USAGE
    with opened(args, write=True) as case:
        before = {source.id for source in case.sources()}
        first = _begin(case, args, words)
        _say(first, terminal)
        fault = ""
        try:
            with _ended_by_signal():
                _poll(case, first, args.seconds, terminal)
        except KeyboardInterrupt:
            fault = ""
        except SourceError as error:
            fault = error.sentence()
        case.unfollow(first.id)
        ended = [source for source in case.sources() if source.id == first.id or (words and source.id not in before)]
    for source in ended:
        _say_end(source, terminal)
    if fault:
        terminal.error(fault)
    return INPUT_FAULT if fault or any(source.feed and source.feed.died for source in ended) else DONE


def _begin(case: OpenCase, args: Namespace, words: tuple[str, ...]) -> Source:
    asked = {"reader": args.reader, "zone": args.zone}
    if words:
        return case.follow_command(words, name=args.name or "", **asked)
    if args.path == "-":
        return case.follow_stream(sys.stdin.buffer, name=args.name or "", **asked)
    return case.follow(Path(args.path), **asked)


def _say_end(source: Source, terminal: Terminal) -> None:
    _say(source, terminal)
    for problem in source.problems:
        terminal.error(f"{problem.where}: {problem.what}" if problem.where else problem.what)


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
    while case.source(source.id).state == "live" and (end is None or time.monotonic() < end):
        for one in case.sources():
            if one.state == "live":
                grew = bool(case.poll(one.id)) or grew
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
    name = f" {source.name}" if source.feed else ""
    terminal.line(f"{source.label}{name} {source.state}: {source.records:,} records, {source.lines:,} lines{told}")


VERB = Verb(
    "follow",
    "take in a growing file, a command's output or standard input as it arrives, until Ctrl+C",
    (
        CASE,
        argument(
            "path",
            metavar="PATH",
            nargs="?",
            help="the file (one that was followed before is gone on with), or - for standard input; "
            "or -- and a command with its arguments",
        ),
        argument("--command", metavar="CMD", help="a command whose output is followed, as one word; no shell runs it"),
        argument("--name", help="what the command or standard input is called in the case"),
        argument("--for", dest="seconds", metavar="SECONDS", type=float, help="end after so many seconds"),
        argument("--reader", help="read with this reader instead of the one chosen by content"),
        argument("--zone", help="IANA name of the zone of stamps without one"),
    ),
    run,
    running=True,
)
