"""One open case, without a window: what a script, a verb and every panel hold. A thin face over its sibling modules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.casework import (
    citations,
    code,
    compare,
    corpus,
    facets,
    findings,
    grouping,
    indexing,
    linefolder,
    lines,
    marked,
    pages,
    pinning,
    report,
    saving,
    verification,
)
from workbench.casework.compare import Comparison
from workbench.casework.compare import Rows as SpineRows
from workbench.casework.edits import Changes, Edit
from workbench.casework.folder import create_folder, open_folder
from workbench.casework.grouping import SortedRows
from workbench.casework.history import Undone
from workbench.casework.lines import Line
from workbench.casework.opensources import OpenSources
from workbench.casework.opentemplates import OpenTemplates
from workbench.casework.opentrails import OpenTrails
from workbench.casework.saving import Saved
from workbench.casework.values import CaseRepository, Check, Deploy, FrameLocation
from workbench.clock import Clock
from workbench.engine.selection import Selection
from workbench.engine.spine import Spine
from workbench.jobs import JobContext
from workbench.model.case import CaseRecord
from workbench.model.code import FileDiff, Frame, StackTrace
from workbench.model.entities import Citation
from workbench.model.facets import Facets, Groups
from workbench.model.findings import Finding
from workbench.model.focus import EMPTY, Focus
from workbench.model.instants import Instant, TimeWindow
from workbench.model.notebook import Evidence, Notebook
from workbench.model.records import KINDS, Kind, Points, Record, Series
from workbench.model.report import MarkedLine, Report
from workbench.readers.core import Registry
from workbench.settings import Settings
from workbench.store.notebook import CustodyRow

Rows = npt.NDArray[np.int64]
SPOKEN = (KINDS.index("log"), KINDS.index("http"))


def create_case(
    path: Path,
    *,
    title: str,
    severity: str = "SEV3",
    started: Instant | None = None,
    zone: str = "UTC",
    key: str = "",
    clock: Clock | None = None,
    settings: Settings | None = None,
) -> OpenCase:
    """Make an empty case folder and open it. Raises `CaseError` when the folder is there or can't be written."""
    clock, settings = clock or Clock(), settings or Settings()
    record = CaseRecord(clock.new_id(), title, key, severity=severity, started=started, zone=zone, created=clock.now())
    return OpenCase(create_folder(path, record, clock, settings))


def open_case(
    path: Path,
    *,
    write: bool = True,
    clock: Clock | None = None,
    settings: Settings | None = None,
    context: JobContext | None = None,
) -> OpenCase:
    """Open a case; one that another process is writing opens read-only and says why in `read_only`.

    An index that is missing, older or damaged is made again first, which `context` can watch and stop; `index_note`
    says so. Raises `CaseError` when there is none at `path`, `CaseTooNew` when a newer program wrote it.
    """
    folder = open_folder(path, write, clock or Clock(), settings or Settings())
    try:
        indexing.ensure(folder, context or JobContext())
    except BaseException:
        folder.close()
        raise
    return OpenCase(folder)


class OpenCase(OpenSources, OpenTemplates, OpenTrails):
    """Every method may be called from worker threads, `do`, `undo` and `redo` on one thread only (the window's)."""

    @property
    def path(self) -> Path:
        """The case folder."""
        return self._folder.path

    @property
    def read_only(self) -> str:
        """Why nothing can be written, as a sentence; empty when it can."""
        return self._folder.read_only

    @property
    def index_note(self) -> str:
        """Why the index was made again on opening, as a sentence; empty when it was not."""
        return self._folder.index_note

    @property
    def clock(self) -> Clock:
        """The time of day and new ids, as handed in."""
        return self._folder.clock

    @property
    def settings(self) -> Settings:
        """The user's settings, as handed in."""
        return self._folder.settings

    @property
    def registry(self) -> Registry:
        """All readers."""
        return self._folder.registry

    @property
    def notebook(self) -> Notebook:
        """All that persons declared, as of now."""
        return self._folder.notebook

    @property
    def generation(self) -> int:
        """Grows whenever rows of the spine were added, moved or taken out: pages and masks of before are stale."""
        return self._folder.generation

    @property
    def day(self) -> Instant:
        """An instant of the day that a time without a date means."""
        return self._folder.day()

    @property
    def spine(self) -> Spine:
        """Every record of every source in order of corrected time."""
        return self._folder.spine

    # ------------------------------------------------------------------------------------------------ edits
    def do(self, edit: Edit) -> Changes:
        """Apply an edit, saved when this returns; what kinds of things changed. Raises `CaseReadOnly`."""
        return self._folder.do(edit)

    def keep(self, edit: Edit) -> Changes:
        """Apply what is nobody's decision (where a view was left): saved as an edit is, never undone."""
        return self._folder.keep(edit)

    def undo(self) -> Undone | None:
        """Take the newest edit back; None when there is none."""
        return self._folder.undo()

    def redo(self) -> Undone | None:
        """Apply what was taken back last; None when there is nothing."""
        return self._folder.redo()

    @property
    def undo_label(self) -> str:
        """What `undo` would take back, empty when nothing."""
        return self._folder.history.undo_label

    @property
    def redo_label(self) -> str:
        """What `redo` would bring back, empty when nothing."""
        return self._folder.history.redo_label

    def next_number(self, kind: str) -> int:
        """The number of the next `hypothesis`; one that was taken out keeps its own."""
        return self._folder.store.next_number(kind)

    # ------------------------------------------------------------------------------------------------ records
    def query(self, text: str, window: TimeWindow | None = None, context: JobContext | None = None) -> Rows:
        """Rows of the spine that match, ascending. Raises `QueryError` with the position of what isn't understood."""
        return corpus.matching_rows(self._folder, text, window, context or JobContext())

    def select(
        self,
        text: str,
        window: TimeWindow | None = None,
        context: JobContext | None = None,
        *,
        sources: Collection[str] | None = None,
        found: Callable[[Selection], None] | None = None,
    ) -> Selection:
        """The rows that match, as a set that costs no list of them. Raises `QueryError` as `query` does.

        sources: ids of those that are switched on, None for all · found: called from the searching thread with the
        rows known so far, at once when the first are there and then every 50 ms at most.
        """
        return corpus.selected(self._folder, text, window, context or JobContext(), sources, found)

    def page(self, rows: Sequence[int] | Rows) -> tuple[Record, ...]:
        """The records of some rows, in the order asked for; meant for the rows in sight."""
        return pages.page(self._folder, rows)

    def record(self, citation: Citation) -> Record:
        """The record a citation points at (the one around its bytes). Raises `CitationError`."""
        return citations.record_of(self._folder, citation)

    def save_rows(self, rows: saving.Rows, form: str, path: Path, context: JobContext | None = None) -> Saved:
        """Write rows to a file as `text`, `raw`, `markdown`, `csv` or `json`; whole or not at all. Raises `ExportError`."""
        return saving.save(self, self._folder, rows, form, path, context or JobContext())

    def write_rows(self, rows: saving.Rows, form: str) -> str:
        """The same as text for a clipboard. Raises `ExportError` when it would be too much for one."""
        return saving.written(self, self._folder, rows, form)

    def facets(
        self,
        rows: Any,
        context: JobContext | None = None,
        *,
        whole: bool = False,
        found: Callable[[Facets], None] | None = None,
    ) -> Facets:
        """What the structured fields of some rows (a `Selection` or an array) hold, values with counts.

        whole: read all of them, however many, instead of an even sample · found: called from the working thread with
        what is known so far.
        """
        return facets.counted_fields(self._folder, rows, context or JobContext(), whole=whole, found=found)

    def grouped(
        self,
        rows: Any,
        field: str,
        context: JobContext | None = None,
        *,
        whole: bool = False,
        found: Callable[[Groups], None] | None = None,
    ) -> Groups:
        """Some rows by the value of a field: how many have which, from when to when."""
        return grouping.grouped(self._folder, rows, field, context or JobContext(), whole=whole, found=found)

    def sorted_rows(
        self, rows: Any, field: str, context: JobContext | None = None, *, descending: bool = False
    ) -> SortedRows:
        """The first `grouping.SORTED` of some rows in order of a field's value."""
        return grouping.sorted_rows(self._folder, rows, field, context or JobContext(), descending=descending)

    def marked_lines(self, ids: Collection[str] | None = None) -> tuple[MarkedLine, ...]:
        """The marks (of these ids, or all) with their lines' text, in the order of the log."""
        return marked.marked_lines(self._folder, ids)

    def row_of(self, citation: Citation) -> int:
        """Its row in today's spine, -1 when it has none."""
        return citations.row_of(self._folder, citation)

    def raw(self, citation: Citation) -> bytes:
        """Exactly the cited bytes. Raises `CitationError` or `SourceError`."""
        return citations.raw_bytes(self._folder, citation)

    def line(self, source_id: str, number: int) -> Citation:
        """The citation of what holds a physical line (1-based): its record, or the line itself."""
        return citations.line_citation(self._folder, self._folder.source_of(source_id), number)

    def of_lines(self, source_id: str) -> OpenCase:
        """The same case with one source's physical lines for its records: to show text as it stands. Need not be closed."""
        source = self._folder.source_of(source_id)
        return OpenCase(linefolder.lines_in(self._folder, source), lines_of=source_id)

    def lines(self, text: str, window: TimeWindow | None = None, context: JobContext | None = None) -> Iterator[Line]:
        """Physical lines that match a filter, source by source."""
        return lines.matching_lines(self._folder, text, window, context or JobContext())

    def count_lines(self, text: str, window: TimeWindow | None = None, context: JobContext | None = None) -> int:
        """How many physical lines match."""
        return lines.count_lines(self._folder, text, window, context or JobContext())

    def excerpt(self, citation: Citation) -> str:
        """What evidence of a citation would show, without pinning it."""
        return pinning.frozen(self._folder, citation).excerpt

    def show_place(self, citation: Citation) -> str:
        """The place for people: `gateway.log:120`, `CheckoutService.java@9b6d9b0 hunk 1`."""
        return citations.show_place(self._folder, citation)

    def compare(self, a: SpineRows, b: SpineRows, context: JobContext | None = None) -> Comparison:
        """Two sets of log records counted by template, what A has and B has not first; of large sets an even sample."""
        return compare.compare(self._folder, a, b, context or JobContext())

    def density(
        self, window: TimeWindow, bins: int, rows: Rows | Selection | None = None, kind: Kind | None = None
    ) -> Rows:
        """Records per bin and level, shape (bins, 7), of `rows` or all."""
        return self.spine.density(window, bins, rows, kind=None if kind is None else KINDS.index(kind))

    def gaps(self) -> tuple[TimeWindow, ...]:
        """Stretches in which all logs are silent far longer than usual; commits and tickets come as they like."""
        return self.spine.silences(SPOKEN)

    # ------------------------------------------------------------------------------------------------ metrics
    def series(self) -> tuple[Series, ...]:
        """All metric series, times corrected."""
        return self._folder.metrics.all()

    def points(self, series_id: str, window: TimeWindow | None = None) -> Points:
        """Samples of one series over all its sources, ascending in corrected time."""
        return self._folder.metrics.points(series_id, window)

    # ------------------------------------------------------------------------------------------------ code
    def repositories(self) -> tuple[CaseRepository, ...]:
        """The repositories brought in."""
        return self._folder.repositories.all()

    def deploys(self) -> tuple[Deploy, ...]:
        """Deploy records, ascending in corrected time."""
        return self._folder.deploys.all()

    def deployed_at(self, t: Instant, service: str = "") -> str | None:
        """The commit running at `t` (of that service, or of any if empty); None before the first deploy known."""
        return self._folder.deploys.at(t, service)

    def commit_diff(self, sha: str) -> tuple[FileDiff, ...]:
        """What a commit changed against its first parent. Raises `CodeError` when no repository here has it."""
        return self._folder.repositories.diff(sha)

    def trace_at(self, t: Instant) -> tuple[Record, StackTrace] | None:
        """The last record with a stack trace at or before `t`."""
        return self._folder.traces.at(t)

    def trace_of(self, record: Record) -> StackTrace | None:
        """The stack trace in a record's text."""
        return code.trace_of(record)

    def locate_frame(self, frame: Frame, t: Instant, service: str = "") -> FrameLocation | None:
        """Where a frame's code lies at the revision deployed then; None when no repository holds its file."""
        return code.locate_frame(self._folder, frame, t, service)

    def holds_frame(self, frame: Frame, t: Instant, service: str = "") -> bool:
        """Whether a repository holds the frame's file at the revision deployed then: our own code."""
        return code.holds_frame(self._folder, frame, t, service)

    # ------------------------------------------------------------------------------------------------ investigation
    def pin(
        self, citation: Citation, *, why: str = "", use: str = "", query: str = "", focus: Focus = EMPTY
    ) -> Evidence:
        """Freeze what a citation shows as evidence: one edit. Raises `CitationError`.

        What is pinned already stays the piece it is; words given now are added to it.
        """
        return pinning.pinned(self._folder, citation, why=why, use=use, query=query, focus=focus)

    def verify(self, context: JobContext | None = None) -> tuple[Check, ...]:
        """Check sealed objects, evidence and notebook against their digests."""
        return verification.verified(self._folder, context or JobContext())

    def findings(self, context: JobContext | None = None) -> tuple[Finding, ...]:
        """What the analyses noticed, best first."""
        return findings.findings(self._folder, context or JobContext())

    def exported(self, folder: Path, files: int) -> None:
        """Write into the custody log that an article or a bundle of so many files went to `folder`; no edit.

        Nothing where the case is open for reading: who can't write can't vouch.
        """
        if not self.read_only:
            self._folder.store.add_custody("exported", str(folder), f"{files} files")

    def custody(self) -> tuple[CustodyRow, ...]:
        """Who collected, pinned, verified and exported what, oldest first."""
        return self._folder.store.custody()

    def report(self) -> Report:
        """All that an article needs."""
        return report.gathered(self._folder)

    def close(self) -> None:
        """Let go of files and of the lock."""
        self._folder.close()
