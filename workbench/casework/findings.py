"""What the analyses are told about a case, gathered from its spine; they see values only."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from workbench.analysis.core import findings_of
from workbench.casework.citations import citation_of
from workbench.casework.code import trace_of
from workbench.casework.corpus import rows_by_source
from workbench.casework.folder import CaseFolder
from workbench.casework.pages import page, row_text
from workbench.engine.spine import gaps
from workbench.engine.stamps import NULL_T
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.entities import Citation, bytes_citation
from workbench.model.findings import CaseFacts, DeploySeen, Finding, Rate, Seen
from workbench.model.instants import SECOND, TimeWindow
from workbench.model.records import KINDS
from workbench.model.severity import ERROR

STEPS = tuple(seconds * SECOND for seconds in (1, 5, 10, 15, 30, 60, 300, 900, 3600, 21600, 86400))
BINS = 120
MOST_TRACES = 5000
COUNTED = ("log", "http", "span", "error")
SPOKEN = (KINDS.index("log"), KINDS.index("http"))

Rows = npt.NDArray[np.int64]

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
    live = [(source, rows[spine.t[rows] != NULL_T]) for source, rows in rows_by_source(spine, _by_number(sources))]
    counted = [KINDS.index(kind) for kind in COUNTED]
    logs = [(source, rows[np.isin(spine.kind[rows], counted)]) for source, rows in live]
    logs = [(source, rows) for source, rows in logs if len(rows)]
    span = _span(folder, logs)
    errors = [(source, np.sort(rows[spine.severity[rows] >= ERROR])) for source, rows in logs]
    return CaseFacts(
        sources,
        span,
        folder.notebook.case.zone,
        errors=tuple(_first_error(folder, source, rows) for source, rows in errors if len(rows)),
        exceptions=tuple(_exceptions(folder, context)),
        rates=tuple(_rates(folder, span, logs)) if span else (),
        deploys=tuple(
            DeploySeen(deploy.t, deploy.service, deploy.version, deploy.commit, deploy.record, deploy.rollback)
            for deploy in folder.deploys.all()
        ),
        gaps=tuple(_gaps(folder, logs)),
    )


def _span(folder: CaseFolder, logs: list[tuple[Source, Rows]]) -> TimeWindow | None:
    """From the first to just behind the last log record; commits and tickets may lie weeks before."""
    t = folder.spine.t
    if not logs:
        return None
    return TimeWindow(min(int(t[rows].min()) for _, rows in logs), max(int(t[rows].max()) for _, rows in logs) + 1)


def _by_number(sources: tuple[Source, ...]) -> dict[int, Source]:
    return {source.number: source for source in sources}


def _first_error(folder: CaseFolder, source: Source, rows: Rows) -> Seen:
    record = page(folder, rows[:1])[0]
    return Seen(source.path, record.t or 0, record.title, citation_of(record), len(rows))


def _exceptions(folder: CaseFolder, context: JobContext) -> Iterator[Seen]:
    """The first record of each exception type, and how many name it."""
    rows = folder.traces.rows()[:MOST_TRACES]
    first: dict[str, Seen] = {}
    counts: dict[str, int] = {}
    types: dict[str, str] = {}
    numbered = _by_number(tuple(folder.notebook.sources.values()))
    for done, row in enumerate(rows):
        context.step(done / len(rows), "reading stack traces")
        text = row_text(folder, numbered.get(int(folder.spine.source[row])), row)
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


def _rates(folder: CaseFolder, span: TimeWindow, logs: list[tuple[Source, Rows]]) -> Iterator[Rate]:
    """Errors and records a bin: of all sources together, then of each."""
    step = next((step for step in STEPS if span.width <= step * BINS), STEPS[-1])
    start = span.start // step * step
    bins = int((span.end - 1 - start) // step) + 1
    every = np.concatenate([rows for _, rows in logs]) if logs else np.empty(0, np.int64)
    for name, rows in (("", np.sort(every)), *((source.path, rows) for source, rows in logs)):
        if len(rows):
            yield _rate(folder, name, rows, start, step, bins)


def _rate(folder: CaseFolder, name: str, rows: Rows, start: int, step: int, bins: int) -> Rate:
    spine = folder.spine
    bin_of = (spine.t[rows] - start) // step
    bad = spine.severity[rows] >= ERROR
    counts, totals = np.bincount(bin_of[bad], minlength=bins), np.bincount(bin_of, minlength=bins)
    order = np.argsort(spine.t[rows[bad]], kind="stable")
    first_rows, first_bins = rows[bad][order], bin_of[bad][order]
    found, at = np.unique(first_bins, return_index=True)
    cited = {int(bin_): _cited(folder, int(first_rows[place])) for bin_, place in zip(found, at, strict=True)}
    return Rate(name, start, step, tuple(counts.tolist()), tuple(totals.tolist()), cited)


def _cited(folder: CaseFolder, row: int) -> Citation:
    spine = folder.spine
    source = next(s for s in folder.notebook.sources.values() if s.number == int(spine.source[row]))
    return bytes_citation(source.id, int(spine.offset[row]), int(spine.length[row]))


def _gaps(folder: CaseFolder, logs: list[tuple[Source, Rows]]) -> Iterator[tuple[str, TimeWindow]]:
    t, kind = folder.spine.t, folder.spine.kind
    spoken = [(source, np.sort(t[rows[np.isin(kind[rows], SPOKEN)]])) for source, rows in logs]
    everything = np.sort(np.concatenate([times for _, times in spoken])) if spoken else np.empty(0, np.int64)
    yield from (("", window) for window in gaps(everything))
    for source, times in spoken:
        yield from ((source.path, window) for window in gaps(times))
