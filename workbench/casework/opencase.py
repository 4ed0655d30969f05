"""One open case, without a window: what a script, a verb and every panel hold. A thin face over its sibling modules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workbench.clock import Clock
from workbench.jobs import JobContext
from workbench.model.case import CaseRecord, Source
from workbench.model.code import FileDiff, Frame, StackTrace
from workbench.model.entities import Citation
from workbench.model.findings import Finding
from workbench.model.focus import EMPTY, Focus
from workbench.model.instants import Instant, TimeWindow
from workbench.model.notebook import Evidence, Notebook
from workbench.model.records import Points, Record, Series
from workbench.model.report import Report
from workbench.readers.core import Registry
from workbench.settings import Settings

if TYPE_CHECKING:
    from workbench.casework.edits import Edit
    from workbench.casework.folder import CaseFolder
    from workbench.casework.history import Changes, Undone
    from workbench.casework.values import CaseRepository, Check, ClockChange, Deploy, FrameLocation
    from workbench.engine.spine import Spine

Rows = npt.NDArray[np.int64]


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
    from workbench.casework.folder import create_folder

    clock, settings = clock or Clock(), settings or Settings()
    record = CaseRecord(
        clock.new_id(), title, key, severity=severity, started=started, zone=zone, created=clock.now()
    )
    return OpenCase(create_folder(path, record, clock, settings))


def open_case(
    path: Path, *, write: bool = True, clock: Clock | None = None, settings: Settings | None = None
) -> OpenCase:
    """Open a case; one that another process is writing opens read-only and says why in `read_only`.

    Raises `CaseError` when there is none at `path`, `CaseTooNew` when a newer program wrote it.
    """
    from workbench.casework.folder import open_folder

    return OpenCase(open_folder(path, write, clock or Clock(), settings or Settings()))


class OpenCase:
    """Every method may be called from worker threads, `do`, `undo` and `redo` on one thread only (the window's)."""

    def __init__(self, folder: CaseFolder) -> None:
        self._folder = folder

    @property
    def path(self) -> Path:
        """The case folder."""
        return self._folder.path

    @property
    def read_only(self) -> str:
        """Why nothing can be written, as a sentence; empty when it can."""
        return self._folder.read_only

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
    def spine(self) -> Spine:
        """Every record of every source in order of corrected time."""
        return self._folder.spine

    # ------------------------------------------------------------------------------------------------ edits
    def do(self, edit: Edit) -> Changes:
        """Apply an edit, saved when this returns; what kinds of things changed. Raises `CaseReadOnly`."""
        ...

    def undo(self) -> Undone | None:
        """Take the newest edit back; None when there is none."""
        ...

    def redo(self) -> Undone | None:
        """Apply what was taken back last; None when there is nothing."""
        ...

    @property
    def undo_label(self) -> str:
        """What `undo` would take back, empty when nothing."""
        ...

    @property
    def redo_label(self) -> str:
        """What `redo` would bring back, empty when nothing."""
        ...

    # ------------------------------------------------------------------------------------------------ sources
    def ingest(
        self,
        paths: Iterable[Path],
        *,
        reader: str | None = None,
        zone: str | None = None,
        context: JobContext | None = None,
    ) -> tuple[Source, ...]:
        """Seal and read files and folders (recursively, sorted); one Source a file, faults in its `problems`.

        reader: a reader's id instead of the one chosen by content · zone: for stamps without one. Sources that an
        ended process left unfinished are finished first. Stopping keeps what is done.
        """
        ...

    def add_bytes(
        self,
        name: str,
        data: bytes,
        *,
        reader: str | None = None,
        zone: str | None = None,
        context: JobContext | None = None,
    ) -> Source:
        """Bring in pasted text, a screenshot or stdin under a name."""
        ...

    def sources(self) -> tuple[Source, ...]:
        """What was brought in, in order of arrival, without what was removed; first, last and levels as corrected."""
        ...

    def source(self, name: str) -> Source:
        """A source by id, label (`S3`), path or last part of a path. Raises `CitationError` when none or several fit."""
        ...

    def set_clock(
        self,
        source_id: str,
        *,
        offset_ns: int | None = None,
        zone: str | None = None,
        on: bool | None = None,
        dry_run: bool = False,
    ) -> ClockChange:
        """Declare a correction (ns added to the source's clock) or a zone; nothing is read again."""
        ...

    # ------------------------------------------------------------------------------------------------ records
    def query(self, text: str, window: TimeWindow | None = None, context: JobContext | None = None) -> Rows:
        """Rows of the spine that match, ascending. Raises `QueryError` with the position of what isn't understood."""
        ...

    def page(self, rows: Sequence[int] | Rows) -> tuple[Record, ...]:
        """The records of some rows, in the order asked for; meant for the rows in sight."""
        ...

    def record(self, citation: Citation) -> Record:
        """The record a citation points at (the one around its bytes). Raises `CitationError`."""
        ...

    def row_of(self, citation: Citation) -> int:
        """Its row in today's spine, -1 when it has none."""
        ...

    def raw(self, citation: Citation) -> bytes:
        """Exactly the cited bytes. Raises `CitationError` or `SourceError`."""
        ...

    def show_place(self, citation: Citation) -> str:
        """The place for people: `gateway.log:120`, `CheckoutService.java@9b6d9b0 hunk 1`."""
        ...

    def density(self, window: TimeWindow, bins: int, rows: Rows | None = None, kind: str | None = None) -> Rows:
        """Records per bin and level, shape (bins, 7), of `rows` or all."""
        return self.spine.density(window, bins, rows, kind=kind)

    def gaps(self) -> tuple[TimeWindow, ...]:
        """Stretches in which the whole case is silent far longer than usual."""
        ...

    # ------------------------------------------------------------------------------------------------ metrics
    def series(self) -> tuple[Series, ...]:
        """All metric series, times corrected."""
        ...

    def points(self, series_id: str, window: TimeWindow | None = None) -> Points:
        """Samples of one series over all its sources, ascending in corrected time."""
        ...

    # ------------------------------------------------------------------------------------------------ code
    def repositories(self) -> tuple[CaseRepository, ...]:
        """The repositories brought in."""
        ...

    def deploys(self) -> tuple[Deploy, ...]:
        """Deploy records, ascending in corrected time."""
        ...

    def deployed_at(self, t: Instant, service: str = "") -> str | None:
        """The commit running at `t` (of that service, or of any if empty); None before the first deploy known."""
        ...

    def commit_diff(self, sha: str) -> tuple[FileDiff, ...]:
        """What a commit changed against its first parent. Raises `CodeError` when no repository here has it."""
        ...

    def trace_at(self, t: Instant) -> tuple[Record, StackTrace] | None:
        """The last record with a stack trace at or before `t`."""
        ...

    def trace_of(self, record: Record) -> StackTrace | None:
        """The stack trace in a record's text."""
        ...

    def locate_frame(self, frame: Frame, t: Instant, service: str = "") -> FrameLocation | None:
        """Where a frame's code lies at the revision deployed then; None when no repository holds its file."""
        ...

    # ------------------------------------------------------------------------------------------------ investigation
    def pin(
        self, citation: Citation, *, why: str = "", use: str = "", query: str = "", focus: Focus = EMPTY
    ) -> Evidence:
        """Freeze what a citation shows as evidence: one edit. Raises `CitationError`."""
        ...

    def verify(self, context: JobContext | None = None) -> tuple[Check, ...]:
        """Check sealed objects, evidence and notebook against their digests."""
        ...

    def findings(self, context: JobContext | None = None) -> tuple[Finding, ...]:
        """What the analyses noticed, best first."""
        ...

    def report(self) -> Report:
        """All that an article needs."""
        ...

    def close(self) -> None:
        """Let go of files and of the lock."""
        self._folder.close()
