"""What a reader is, and the registry that chooses one by content.

A reader is one module in `readers/formats/` (or a plug-in of the entry point group `workbench.readers`) with a
module-level `READERS: tuple[Reader, ...]`. It answers `sniff` and gives either a `LineFormat` or records.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from workbench.engine.lineformat import LineFormat
from workbench.errors import SettingsError
from workbench.model.case import Problem
from workbench.model.records import Event, SeriesPoints
from workbench.settings import config_folder

if TYPE_CHECKING:
    from workbench.readers.linereader import LineReader

FORMATS = "formats"


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

    modified: the file's modification time, ns UTC · started: the case's start, for times without a date · beside: small
    files of the same archive or folder, their names there and paths to their sealed bytes (Slack's `users.json`) · held:
    the text to read instead, where it was taken out of envelopes.
    """

    name: str
    path: str
    size: int
    modified: int = 0
    started: int = 0
    beside: tuple[tuple[str, str], ...] = ()
    held: bytes = b""


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

    @property
    def id(self) -> str:
        """`tool.form`; what sources name it by."""
        ...

    @property
    def title(self) -> str:
        """For people."""
        ...

    @property
    def kinds(self) -> tuple[str, ...]:
        """Of its records."""
        ...

    @property
    def lines(self) -> bool:
        """Whether it gives a line format."""
        ...

    def sniff(self, head: bytes, name: str) -> Sniff:
        """How sure this reader is of a source that starts with `head` (up to 64 KiB) and is called `name`."""
        ...

    def read(self, source: RawSource) -> Iterator[Batch]:
        """The source's records, in batches of some thousands. Raises `SourceError` where nothing can be read."""
        ...


@dataclass(frozen=True, slots=True)
class Registry:
    """All readers there are, in a fixed order. faults: format files of the user that can't be read · homes: the modules of
    our own readers by id.
    """

    readers: tuple[Reader, ...]
    faults: tuple[SettingsError, ...] = ()
    homes: Mapping[str, str] = field(default_factory=dict, compare=False)
    _by_id: Mapping[str, Reader] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {reader.id: reader for reader in reversed(self.readers)})

    def choose(self, head: bytes, name: str) -> tuple[Reader, Sniff] | None:
        """The reader that is surest of this head, or None when none is."""
        best: tuple[Reader, Sniff] | None = None
        for most, reader in self._surest_first:
            if best is not None and best[1].confidence >= most:
                break
            answer = reader.sniff(head, name)
            if answer.confidence > (best[1].confidence if best else 0.0):
                best = (reader, answer)
        return best

    @property
    def _surest_first(self) -> tuple[tuple[float, Reader], ...]:
        """Readers with the most that each can answer: what is of one tool is asked before what fits many."""
        return _by_most(self.readers)

    def named(self, reader_id: str) -> Reader | None:
        """The reader of that id."""
        return self._by_id.get(reader_id)

    def with_more(self, readers: Iterable[Reader]) -> Registry:
        """All of these and some readers more; those that it has already are left out."""
        known = {reader.id for reader in self.readers}
        more = tuple(reader for reader in readers if reader.id not in known)
        return Registry((*self.readers, *more), self.faults, self.homes) if more else self


@lru_cache(maxsize=8)
def _by_most(readers: tuple[Reader, ...]) -> tuple[tuple[float, Reader], ...]:
    return tuple(sorted(((getattr(one, "most", 1.0), one) for one in readers), key=lambda pair: -pair[0]))


def load_registry(home: Path | None = None) -> Registry:
    """Our own readers (every module of `readers.formats`), those of plug-ins, and those of the user's files.

    home: the settings folder, in which `formats/*.json` are files of lnav's form and `maps/*.toml` are maps; the usual
    one where none is given.
    """
    from workbench.readers.mapfile import map_files
    from workbench.readers.mapped import reader_in

    found, homes = list(_installed()[0]), _installed()[1]
    faults: list[SettingsError] = []
    for path in format_files(home or config_folder()):
        try:
            found.extend(_formats_in(path, {reader.id for reader in found}))
        except SettingsError as error:
            faults.append(error)
    for path in map_files(home or config_folder()):
        try:
            found.append(reader_in(path))
        except SettingsError as error:
            faults.append(error)
    return Registry(tuple({reader.id: reader for reader in found}.values()), tuple(faults), homes)


@cache
def _installed() -> tuple[tuple[Any, ...], Mapping[str, str]]:
    """Our own readers and those of plug-ins, and the modules of our own by id: looked for once, as they are imported."""
    from workbench import plugins
    from workbench.readers import formats

    found: list[Any] = []
    homes: dict[str, str] = {}
    for module in sorted(pkgutil.iter_modules(formats.__path__), key=lambda module: module.name):
        own = importlib.import_module(f"{formats.__name__}.{module.name}").READERS
        homes |= {reader.id: module.name for reader in own}
        found.extend(own)
    for plugin in plugins.load("workbench.readers"):
        if plugin.value is not None:
            found.extend(getattr(plugin.value, "READERS", (plugin.value,)))
    return tuple(found), homes


def registry_of(module: str) -> Registry:
    """The readers of one module of `readers.formats` alone: what a process needs that reads but never chooses."""
    from workbench.readers import formats

    return Registry(tuple(importlib.import_module(f"{formats.__name__}.{module}").READERS))


def format_files(home: Path) -> tuple[Path, ...]:
    """The user's format files, in the order of their names; in folders of their own, too, as lnav keeps them."""
    folder = home / FORMATS
    return tuple(sorted((*folder.glob("*.json"), *folder.glob("*/*.json")))) if folder.is_dir() else ()


def _formats_in(path: Path, known: set[str]) -> tuple[LineReader, ...]:
    from workbench.readers.lnavformats import load_formats

    made = load_formats(path)
    twice = next((reader.id for reader in made if reader.id in known), "")
    if twice:
        raise SettingsError(
            f"another file holds the format {twice.partition('.')[2]} already", str(path), "Take one out."
        )
    return made
