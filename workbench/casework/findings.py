"""What the analyses are told about a case, gathered from its spine; they see values only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from workbench.analysis.core import findings_of
from workbench.casework.citations import citation_of
from workbench.casework.code import trace_of
from workbench.casework.folder import CaseFolder
from workbench.casework.pages import page, row_text
from workbench.engine.part import Part
from workbench.engine.selection import Selection
from workbench.engine.silences import silences
from workbench.engine.spine import Spine
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.entities import Citation, bytes_citation
from workbench.model.findings import CaseFacts, DeploySeen, Finding, Rate, Seen
from workbench.model.instants import SECOND, TimeWindow
from workbench.model.records import KINDS
from workbench.model.severity import ERROR
from workbench.query.columns import of_kinds, timed, where

STEPS = tuple(seconds * SECOND for seconds in (1, 5, 10, 15, 30, 60, 300, 900, 3600, 21600, 86400))
BINS = 120
MOST_TRACES = 5000
COUNTED = ("log", "http", "span", "error")
SPOKEN = (KINDS.index("log"), KINDS.index("http"))

# Thousands of traces are often the same few but for their ids and line numbers: each shape is parsed once.
_NUMBERS = re.compile(r"[0-9a-f]*\d[0-9a-f]*")


def findings(folder: CaseFolder, context: JobContext) -> tuple[Finding, ...]:
    """Gather the facts and ask every analysis."""
    context.step(0.0, "gathering")
    return findings_of(facts_of(folder, context))


def facts_of(folder: CaseFolder, context: JobContext) -> CaseFacts:
    """The case as the analyses see it."""
    spine = folder.spine
    sources = tuple(source for source in folder.notebook.sources.values() if source.state != "removed")
    logs = list(_logs(spine, sources))
    span = _span(logs)
    return CaseFacts(
        sources,
        span,
        folder.notebook.case.zone,
        errors=tuple(_first_error(folder, one.source, one.errors) for one in logs if one.errors),
        exceptions=tuple(_exceptions(folder, context)),
        rates=tuple(_rates(folder, span, logs)) if span else (),
        deploys=tuple(
            DeploySeen(deploy.t, deploy.service, deploy.version, deploy.commit, deploy.record, deploy.rollback)
            for deploy in folder.deploys.all()
        ),
        gaps=tuple(_gaps(logs)),
    )


@dataclass(frozen=True, slots=True)
class _Log:
    """A source that speaks: its records that are counted and have a time, and those of them that are errors."""

    source: Source
    part: Part
    rows: Selection
    errors: Selection


def _logs(spine: Spine, sources: tuple[Source, ...]) -> Iterator[_Log]:
    counted = [KINDS.index(kind) for kind in COUNTED]
    bad = np.arange(256) >= ERROR
    numbered = _by_number(sources)
    for part in spine.parts:
        rows = timed(part) & of_kinds(part, counted)
        if rows and part.number in numbered:
            errors = rows & where(part, lambda a, b, severity=part.severity: bad[severity[a:b]])
            one, other = (Selection(spine, {part.number: found}) for found in (rows, errors))
            yield _Log(numbered[part.number], part, one, other)


def _span(logs: list[_Log]) -> TimeWindow | None:
    """From the first to just behind the last log record; commits and tickets may lie weeks before."""
    if not logs:
        return None
    ends = [(one.rows.spine.t[one.rows[0]], one.rows.spine.t[one.rows[-1]]) for one in logs]
    return TimeWindow(int(min(first for first, _ in ends)), int(max(last for _, last in ends)) + 1)


def _by_number(sources: tuple[Source, ...]) -> dict[int, Source]:
    return {source.number: source for source in sources}


def _first_error(folder: CaseFolder, source: Source, rows: Selection) -> Seen:
    record = page(folder, rows[:1])[0]
    return Seen(source.path, record.t or 0, record.title, citation_of(record), len(rows))


def _exceptions(folder: CaseFolder, context: JobContext) -> Iterator[Seen]:
    """The first record of each exception type, and how many name it."""
    rows = folder.traces.rows()[:MOST_TRACES]
    first: dict[str, Seen] = {}
    counts: dict[str, int] = {}
    types: dict[str, str] = {}
    numbered = _by_number(tuple(folder.notebook.sources.values()))
    spine = folder.spine
    columns = (rows, spine.source[rows], spine.offset[rows], spine.length[rows])
    places = zip(*(column.tolist() for column in columns), strict=True)
    for done, (row, number, offset, length) in enumerate(places):
        context.step(done / len(rows), "reading stack traces")
        text = row_text(folder, numbered.get(number), offset, length)
        shape = _NUMBERS.sub("#", text) if text is not None else f"row {row}"
        if shape not in types:
            (record,) = page(folder, (row,))
            trace = trace_of(record)
            kind = types[shape] = trace.exceptions[0].type if trace and record.t is not None else ""
            if kind and kind not in first:
                first[kind] = Seen(record.source, record.t or 0, record.title, citation_of(record), type=kind)
        if types[shape]:
            counts[types[shape]] = counts.get(types[shape], 0) + 1
    for kind, seen in first.items():
        yield Seen(seen.source, seen.t, seen.title, seen.citation, counts[kind], kind)


def bin_step(width: int) -> int:
    """The length, ns, of the bins that errors are counted in over so much time: customary, above a day whole days.

    There are about `BINS` of them however long the time is: what is asked of them grows with the square of their number.
    """
    days = -(-width // (BINS * STEPS[-1]))
    return next((step for step in STEPS if width <= step * BINS), days * STEPS[-1])


def _rates(folder: CaseFolder, span: TimeWindow, logs: list[_Log]) -> Iterator[Rate]:
    """Errors and records a bin: of all sources together, then of each."""
    step = bin_step(span.width)
    start = span.start // step * step
    bins = TimeWindow(start, start + (int((span.end - 1 - start) // step) + 1) * step)
    every = Selection(folder.spine, {one.part.number: one.rows.sets[one.part.number] for one in logs})
    bad = Selection(folder.spine, {one.part.number: one.errors.sets[one.part.number] for one in logs})
    for name, rows, errors in (("", every, bad), *((one.source.path, one.rows, one.errors) for one in logs)):
        yield _rate(folder, name, rows, errors, bins, step)


def _rate(folder: CaseFolder, name: str, rows: Selection, errors: Selection, bins: TimeWindow, step: int) -> Rate:
    spine, count = folder.spine, bins.width // step
    totals = spine.density(bins, count, rows).sum(axis=1)
    counts = spine.density(bins, count, errors).sum(axis=1)
    cited: dict[int, Citation] = {}
    for bin_ in np.flatnonzero(counts).tolist():
        first = errors.at_or_after(spine.row_from(bins.start + bin_ * step))
        cited[bin_] = _cited(folder, errors[first])
    return Rate(name, bins.start, step, tuple(counts.tolist()), tuple(totals.tolist()), cited)


def _cited(folder: CaseFolder, row: int) -> Citation:
    spine = folder.spine
    number = int(spine.source[row])
    source = next(source for source in folder.notebook.sources.values() if source.number == number)
    return bytes_citation(source.id, int(spine.offset[row]), int(spine.length[row]))


def _gaps(logs: list[_Log]) -> Iterator[tuple[str, TimeWindow]]:
    yield from (("", window) for window in silences([one.part for one in logs], SPOKEN))
    for one in logs:
        yield from ((one.source.path, window) for window in silences([one.part], SPOKEN))
