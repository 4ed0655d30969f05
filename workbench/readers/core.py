"""What a reader is, and the registry that chooses one by content.

A reader is one module in `readers/formats/` (or a plug-in of the entry point group `workbench.readers`) with a
module-level `READERS: tuple[Reader, ...]`. It answers `sniff` and gives either a `LineFormat` or records.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from workbench.engine.lineformat import LineFormat
from workbench.model.case import Problem
from workbench.model.records import Event, SeriesPoints


@dataclass(frozen=True, slots=True)
class Sniff:
    """How sure a reader is (0 = not mine, 1 = certain) and why, in words a person can check.

    format: for line formats, the format tuned to this head (for instance which JSON key holds the stamp) ·
    problems: what is doubtful already now, such as a zone that the stamps only hint at.
    """

    confidence: float
    why: str = ""
    format: LineFormat | None = None
    problems: tuple[Problem, ...] = ()


NOT_MINE = Sniff(0.0)


@dataclass(frozen=True, slots=True)
class RawSource:
    """What a records reader is given: the name as ingested and a path to the sealed bytes (read-only).

    modified: the file's modification time, ns UTC · started: the case's start, for times without a date.
    """

    name: str
    path: str
    size: int
    modified: int = 0
    started: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Some of a source's records and points, and what was skipped or doubtful so far in it."""

    events: tuple[Event, ...] = ()
    points: tuple[SeriesPoints, ...] = ()
    skipped: int = 0
    problems: tuple[Problem, ...] = field(default=())


@runtime_checkable
class Reader(Protocol):
    """One format. `lines` readers give a LineFormat from `sniff`; the others give batches from `read`."""

    id: str
    title: str
    kinds: tuple[str, ...]
    lines: bool

    def sniff(self, head: bytes, name: str) -> Sniff:
        """How sure this reader is of a source that starts with `head` (up to 64 KiB) and is called `name`."""
        ...

    def read(self, source: RawSource) -> Iterator[Batch]:
        """The source's records, in batches of some thousands. Raises `SourceError` where nothing can be read."""
        ...


@dataclass(frozen=True, slots=True)
class Registry:
    """All readers there are, in a fixed order."""

    readers: tuple[Reader, ...]

    def choose(self, head: bytes, name: str) -> tuple[Reader, Sniff] | None:
        """The reader that is surest of this head, or None when none is."""
        best: tuple[Reader, Sniff] | None = None
        for reader in self.readers:
            answer = reader.sniff(head, name)
            if answer.confidence > (best[1].confidence if best else 0.0):
                best = (reader, answer)
        return best

    def named(self, reader_id: str) -> Reader | None:
        """The reader of that id."""
        return next((reader for reader in self.readers if reader.id == reader_id), None)


def load_registry() -> Registry:
    """Our own readers (every module of `readers.formats`) and those of plug-ins."""
    from workbench import plugins
    from workbench.readers import formats

    found: list[Reader] = []
    for module in sorted(pkgutil.iter_modules(formats.__path__), key=lambda module: module.name):
        found.extend(importlib.import_module(f"{formats.__name__}.{module.name}").READERS)
    for plugin in plugins.load("workbench.readers"):
        if plugin.value is not None:
            found.extend(getattr(plugin.value, "READERS", (plugin.value,)))
    return Registry(tuple(found))
