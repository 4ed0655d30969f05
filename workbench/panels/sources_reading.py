"""How a source of the panel Sources is read: its formats to choose from, its encoding, and why the present one is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from workbench.engine.encodings import OFFERED, UTF8
from workbench.errors import WorkbenchError
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.views.reader_list import Choice, ReaderList

if TYPE_CHECKING:
    from workbench.casework.rereading import Candidate
    from workbench.panels.base import Surroundings


class SourcesReading:
    """Shows the list for one source and reads it again. changed(): it was, which all panels are to hear."""

    def __init__(self, around: Surroundings, view: ReaderList, changed: Callable[[], None]) -> None:
        self._around, self.view, self._changed = around, view, changed
        self._source: Source | None = None
        view.given.connect(self._given)

    def ask(self, source: Source, at: QPoint) -> None:
        """Come up for a source below a place of the screen; what fits its beginning is found in the background."""
        if source.state == "live":
            self._around.say(f"{source.name} is followed. Say how to read it once following it has ended.")
            return
        self._source, case = source, self._around.case
        encodings = tuple(dict.fromkeys((source.encoding, *OFFERED)))
        self.view.ask(f"Read {source.name} as", f"Now by {reading_of(source)}", encodings, source.encoding, at)

        def found(offered: tuple[Candidate, ...]) -> None:
            if self._source is source:
                self.view.show_choices(tuple(_choice(one, source) for one in offered))

        self._around.start(
            f"Looking at {source.name}", lambda _context: case.candidates(source.id), found, self._refused
        )

    def _given(self, reader: str, encoding: str) -> None:
        source, case = self._source, self._around.case
        if source is None:
            return
        asked = reader if reader != source.reader else None
        if asked is None and encoding == source.encoding:
            self.view.close_list()
            return

        def work(context: JobContext) -> Source:
            return case.read_as(source.id, reader=asked, encoding=encoding, context=context)

        self.view.say(f"Reading {source.name} by {reader}…")
        self._around.start(f"Reading {source.name} by {reader}", work, self._read, self._refused)

    def _read(self, source: Source) -> None:
        self.view.close_list()
        self._changed()
        self._around.say(f"{source.name} is read by {source.reader}: {source.records:,} records. Ctrl+Z goes back.")

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, WorkbenchError):
            raise error
        self.view.say(error.sentence())
        if self.view.isHidden():
            self._around.say(error.sentence())


def reading_of(source: Source) -> str:
    """By which reader a source is read, and why, for people."""
    if source.reader == "none":
        return "no reader: none knows its beginning"
    return f"{source.reader}: {source.why}" if source.why else source.reader


def encoded(source: Source) -> bool:
    """Whether its encoding can be declared: it is text, and whole."""
    return source.lines > 0 and source.state != "live"


def text_of(source: Source) -> str:
    """How its text came, where that is not as it is read."""
    told = [word for word in (source.packing, source.encoding if source.encoding != UTF8 else "") if word]
    return f", {', '.join(told)}" if told else ""


def _choice(one: Candidate, source: Source) -> Choice:
    return Choice(one.reader, one.title, one.confidence, one.why, one.reader == source.reader)
