"""Large logs indexed while they are still being sealed: the copy is whole long before its digest is known."""

from __future__ import annotations

import shutil
import sys
from concurrent.futures import Executor
from pathlib import Path

from workbench.casework.folder import CaseFolder
from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFormat
from workbench.engine.logindex import build_log_index
from workbench.errors import WorkbenchError
from workbench.jobs import JobContext


class EarlyIndex:
    """Columns made under the id that a source is going to have; a failed one is made again when the source is read.

    lines: the one thread that also reads logs afterwards, so that a source is read when its columns are there.
    """

    def __init__(self, folder: CaseFolder, lines: Executor, context: JobContext) -> None:
        self._folder, self._lines, self._context = folder, lines, context
        self._ids: dict[tuple[str, str], str] = {}
        self._all: set[Path] = set()

    def begin(self, path: str, copy: Path, reader: str, format: LineFormat) -> None:
        """Index a copy for the source of `path`. On Windows a mapped file can't be renamed, so there it comes later."""
        if sys.platform == "win32" or (path, reader) in self._ids:
            return
        self._ids[path, reader] = id = self._folder.clock.new_id()
        target = self._folder.index / "logs" / f"{id}-{reader}"
        self._all.add(target)
        try:
            stream = ByteSource(copy, sealed=True)
        except WorkbenchError:
            return
        self._lines.submit(self._build, stream, format, target)

    def _build(self, stream: ByteSource, format: LineFormat, target: Path) -> None:
        with stream:
            target.parent.mkdir(parents=True, exist_ok=True)
            build_log_index(stream, format, target, self._context)

    def id_for(self, path: str, reader: str) -> str:
        """The id under which a source's columns are being made; empty when they aren't. Given once."""
        return self._ids.pop((path, reader), "")

    def sweep(self) -> None:
        """Remove the columns of what became no source: a copy that failed, bytes that were in the case already."""
        live = {self._folder.log_folder(source) for source in self._folder.notebook.sources.values()}
        for target in self._all - live:
            shutil.rmtree(target, ignore_errors=True)
