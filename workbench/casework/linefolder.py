"""One source's physical lines in place of the case's records, so that everything that shows records can show them."""

from __future__ import annotations

from typing import Any, cast

from workbench.casework.folder import CaseFolder, Log
from workbench.casework.pages import PageCache
from workbench.engine.lineformat import LineFields, LineFormat
from workbench.engine.lineindex import LineIndex
from workbench.engine.logindex import LogIndex
from workbench.engine.part import SpinePart
from workbench.engine.spine import Spine, build_spine
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.records import KINDS
from workbench.query.evaluate import LeafMemory


def _line(text: str) -> LineFields:
    plain = text.rstrip("\r")
    return LineFields(plain, plain)


LINE = LineFormat("text.line", "Physical lines", parse=_line)


class LineFolder:
    """A folder like the one it stands before, but that its spine is one source's lines, in the order of the file."""

    def __init__(self, folder: CaseFolder, source_id: str) -> None:
        self._folder, self._id = folder, source_id
        self.pages, self.memory = PageCache(), LeafMemory()
        self._made: tuple[int, LogIndex, Spine] | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._folder, name)

    @property
    def spine(self) -> Spine:
        """The lines; made anew when the source grew or was read again."""
        with self._folder.lock:
            source = self._folder.source_of(self._id)
            index = self._folder.log(source).index
            if self._made is None or self._made[:2] != (self._folder.generation, index):
                self._made = (self._folder.generation, index, self._spine(source))
            return self._made[2]

    def _spine(self, source: Source) -> Spine:
        log = self.log(source)
        return build_spine([SpinePart.of_log(source.number, log.index, KINDS.index("log"))])

    def log(self, source: Source, context: JobContext | None = None) -> Log:
        """A log; of this source one whose records are its lines."""
        log = self._folder.log(source, context)
        return log if source.id != self._id else Log(log.bytes, cast(LogIndex, LineIndex(log.index)), LINE)

    def is_log(self, source: Source) -> bool:
        """Whether a source has lines for records, as this one has."""
        return source.id == self._id or self._folder.is_log(source)

    def close(self) -> None:
        """Nothing is held here."""


def lines_in(folder: CaseFolder, source: Source) -> CaseFolder:
    """A case in which the physical lines of a source are all the records there are."""
    return cast(CaseFolder, LineFolder(folder, source.id))
