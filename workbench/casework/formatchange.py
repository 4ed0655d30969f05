"""A log that is read again in all the formats it is written in, once lines of another one were met in it.

It is decided by whole logs, never by one line: some twenty lines in a row that begin no record and look like those of
another reader, or as many between the records of the first one. A reader that was asked for stays alone.
"""

from __future__ import annotations

from dataclasses import replace

from workbench.casework.folder import CaseFolder, Log
from workbench.casework.foreignlines import Foreign, foreign_lines, met
from workbench.casework.mixing import changed
from workbench.casework.streams import ASKED
from workbench.jobs import JobContext
from workbench.model.case import Change, Problem, Source
from workbench.model.instants import iso

MOST = 3
"""Formats beside the first one."""
FEWEST = 10
SHARE = 0.3
"""Of the lines looked at so many have to be of the other format; between its records stand stack traces, too."""


def in_all_formats(
    folder: CaseFolder, source: Source, log: Log, context: JobContext
) -> tuple[Source, Log, tuple[Problem, ...]]:
    """A log that was read in one format, read in all it is written in; its source, columns, and what is said of that."""
    told: list[Problem] = []
    for _ in range(MOST):
        found = None if source.why.startswith(ASKED) else met(folder, source, log)
        made = None if found is None else _read_too(folder, source, log, found, context)
        if made is None:
            break
        source, log, problems = made
        told += problems
    return source, log, (*told, *foreign_lines(folder, source, log))


def _read_too(
    folder: CaseFolder, source: Source, log: Log, found: Foreign, context: JobContext
) -> tuple[Source, Log, tuple[Problem, ...]] | None:
    """The log with records of another format, too; None where they can't be read together, or hardly any is found."""
    if log.format is None or found.fitting < FEWEST or found.share < SHARE:
        return None
    at = log.index.line_start(found.first)
    made = changed(log.format, found.reader, log.bytes, at, source.path)
    if made is None:
        return None
    other = replace(source, changes=(*source.changes, Change(found.reader.id, at)))
    more = folder.log(other, context)
    count = more.index.records - log.index.records
    if count < FEWEST:
        folder.forget_logs({source.id})
        return None
    return other, more, _said(source, log, found, count, made[2])


def _said(source: Source, log: Log, found: Foreign, count: int, near: int | None) -> tuple[Problem, ...]:
    """In what formats it is read, and from which line on."""
    line = found.first + 1
    title = f"{found.reader.title} ({found.reader.id})"
    behind = log.index.records and log.index.line_of(log.index.records - 1) < found.first
    first = (
        f"{source.reader} until line {line - 1}, then {title}" if behind else f"{title} stands between {source.reader}"
    )
    said = [Problem(f"it is written in several formats: {first}; {count:,} records of it are read", f"line {line}")]
    if near is not None:
        what = f"of its formats one writes no year; the year that puts a stamp nearest to {iso(near, 0)} is taken"
        said.append(Problem(what, f"line {line}"))
    return tuple(said)
