"""A reader of a log format: everything it knows is what `sniff` answers."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from workbench.engine.colours import coloured, plain_bytes, without_colours
from workbench.engine.lineformat import LineFields, LineFormat
from workbench.errors import SourceError
from workbench.readers.carried import head_inside, inner_source, placed
from workbench.readers.core import Batch, RawSource, Sniff
from workbench.readers.heads import MARK

INSIDE = 0.95
"""How much surer a reader is of what stands bare than of what stands in an envelope."""


@dataclass(frozen=True, slots=True)
class LineReader:
    """A format whose records the engine finds by a `LineFormat`. judge: the function behind `sniff`; must not raise.

    most: the greatest confidence it ever answers; one that a surer reader has outdone by then isn't asked ·
    version: of what it makes; an index that another one made is made again.
    """

    id: str
    title: str
    judge: Callable[[bytes, str], Sniff]
    kinds: tuple[str, ...] = ("log",)
    lines: bool = True
    version: str = "1"
    most: float = 1.0

    def sniff(self, head: bytes, name: str) -> Sniff:
        """How sure, why in words, and the format tuned to this head."""
        answer = self.judge(plain_bytes(head), name)
        if answer.format is None:
            return answer
        format = _uncoloured(answer.format, b"\x1b" in head)
        return replace(answer, format=_behind_mark(format) if head.startswith(codecs.BOM_UTF8) else format)

    def read(self, source: RawSource) -> Iterator[Batch]:
        """Log text is never read into events; the engine runs the format over its bytes."""
        raise SourceError("this is log text: it is indexed, not read into events", source.name)


def _uncoloured(format: LineFormat, met: bool) -> LineFormat:
    """The same format for text with codes of a terminal in it, which the engine passes over. met: there are some.

    A value that codes go through doesn't stand in the record as it is given.
    """
    inner = format.parse

    def parse(text: str) -> LineFields:
        fields = inner(without_colours(text))
        if "\x1b" not in text:
            return fields
        title = coloured(fields.title, text.partition("\n")[0])
        return replace(fields, title=title, body=coloured(fields.body, text))

    return replace(format, parse=parse, literal_fields=format.literal_fields and not met)


def _behind_mark(format: LineFormat) -> LineFormat:
    """The same format where a byte order mark stands before the first line. Written as itself, for both dialects."""
    inner = format.parse

    def parse(text: str) -> LineFields:
        return inner(text.removeprefix(MARK))

    start = f"^{MARK}?{format.start[1:]}" if format.start.startswith("^") else format.start
    return replace(format, start=start, parse=parse)


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
        """How sure, and why in words; of a head that begins with envelopes, of what they hold."""
        answer = self.judge(head, name)
        if answer.confidence or not (inside := head_inside(head)):
            return answer
        found = self.judge(inside, name)
        return replace(found, confidence=INSIDE * found.confidence, why=f"in an envelope: {found.why}")

    def read(self, source: RawSource) -> Iterator[Batch]:
        """The source's records and points."""
        inner = inner_source(source, self.judge)
        return self.reading(source) if inner is None else placed(self.reading(inner[0]), inner[1])
