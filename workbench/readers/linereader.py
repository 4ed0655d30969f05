"""A reader of a log format: everything it knows is what `sniff` answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workbench.errors import SourceError
from workbench.readers.core import Batch, RawSource, Sniff


@dataclass(frozen=True, slots=True)
class LineReader:
    """A format whose records the engine finds by a `LineFormat`. judge: the function behind `sniff`; must not raise."""

    id: str
    title: str
    judge: Callable[[bytes, str], Sniff]
    kinds: tuple[str, ...] = ("log",)
    lines: bool = True

    def sniff(self, head: bytes, name: str) -> Sniff:
        """How sure, why in words, and the format tuned to this head."""
        return self.judge(head, name)

    def read(self, source: RawSource) -> Iterator[Batch]:
        """Log text is never read into events; the engine runs the format over its bytes."""
        raise SourceError("this is log text: it is indexed, not read into events", source.name)


@dataclass(frozen=True, slots=True)
class RecordReader:
    """A format that is read into events and points. judge as above; reading yields batches or raises `SourceError`."""

    id: str
    title: str
    kinds: tuple[str, ...]
    judge: Callable[[bytes, str], Sniff]
    reading: Callable[[RawSource], Iterator[Batch]]
    lines: bool = False

    def sniff(self, head: bytes, name: str) -> Sniff:
        """How sure, and why in words."""
        return self.judge(head, name)

    def read(self, source: RawSource) -> Iterator[Batch]:
        """The source's records and points."""
        return self.reading(source)
