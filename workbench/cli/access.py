"""How verbs come to an open case, and how they read times and citations typed by people."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.casework.naming import citation_named
from workbench.casework.opencase import OpenCase, open_case
from workbench.cli.terminal import Terminal
from workbench.clock import Clock
from workbench.errors import CaseReadOnly
from workbench.model.entities import Citation
from workbench.model.instants import Instant, TimeWindow, parse_instant
from workbench.settings import load_settings

FAR_PAST, FAR_FUTURE = -(1 << 62), 1 << 62


@contextmanager
def opened(args: Namespace, *, write: bool = False, must: bool = True) -> Iterator[OpenCase]:
    """The case named on the command line; closed afterwards. Raises `CaseReadOnly` when it must be written and can't.

    must: whether a verb that writes is of no use without (one that only adds to the custody log is)
    """
    case = open_case(Path(args.case), write=write, clock=Clock(), settings=load_settings())
    if case.index_note:
        Terminal().error(case.index_note)
    try:
        if write and must and case.read_only:
            raise CaseReadOnly(case.read_only.rstrip("."), args.case, "Close it there, then try again.")
        yield case
    finally:
        case.close()


def instant(case: OpenCase, text: str) -> Instant:
    """A time as typed, in the case's zone and day."""
    return parse_instant(text, day=case.day, zone=case.notebook.case.zone)


def window(case: OpenCase, start: str | None, end: str | None) -> TimeWindow | None:
    """`--from` (inclusive) and `--to` (exclusive); None when neither is given."""
    if start is None and end is None:
        return None
    first = FAR_PAST if start is None else instant(case, start)
    last = FAR_FUTURE if end is None else instant(case, end)
    return TimeWindow(first, max(first, last))


def citation(case: OpenCase, text: str) -> Citation:
    """A citation as written by the program or typed by a person."""
    return citation_named(case, text, lambda words: instant(case, words))
