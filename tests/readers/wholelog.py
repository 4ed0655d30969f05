"""A log read as a user would see it: which reader takes it, and each record's time, severity and fields."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFields, LineFormat
from workbench.engine.logindex import NULL_T, LogIndex, build_log_index
from workbench.jobs import JobContext
from workbench.readers.core import Registry, load_registry

REGISTRY = load_registry()
NOON = 1_773_756_131_000_000_000  # 2026-03-17T14:02:11Z, ns
# The same in a stamp without a year (given in 1972), and the day it is in without a date.
YEARLESS = 69_688_931_000_000_000
MS, US = 1_000_000, 1_000


@dataclass(frozen=True, slots=True)
class Whole:
    """What was made of a log. t: ns, None where unknown · naive: whether a stamp had no zone."""

    reader: str
    index: LogIndex
    format: LineFormat
    t: list[int | None]
    naive: list[bool]
    severity: list[int]
    texts: list[str]

    @property
    def fields(self) -> list[LineFields]:
        """Every record taken apart."""
        return [self.format.parse(text) for text in self.texts]


def whole_log(text: str | bytes, slice_bytes: int = 1 << 22, registry: Registry = REGISTRY) -> Whole:
    """Choose a reader by content and run its format over the text."""
    data = text.encode() if isinstance(text, str) else text
    chosen = registry.choose(data[:65_536], "some.log")
    assert chosen is not None, "nobody could read it"
    reader, sniff = chosen
    assert sniff.format is not None
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "a.log"
        place.write_bytes(data)
        with ByteSource(str(place), sealed=True) as source:
            index = build_log_index(source, sniff.format, place.with_suffix(".index"), JobContext(), slice_bytes)
        starts, lengths = (part.tolist() for part in index.record_ranges(0, index.records))
        texts = [data[at : at + n].decode("utf-8", "replace") for at, n in zip(starts, lengths, strict=True)]
        times = [None if t == NULL_T else t for t in index.wall.tolist()]
        return Whole(reader.id, index, sniff.format, times, index.naive.tolist(), index.severity.tolist(), texts)


def links_of(fields: LineFields) -> set[tuple[str, str]]:
    """Links as pairs."""
    return {(link.type, link.value) for link in fields.links}


def holds(found: LineFields, **expected: object) -> None:
    """Attributes or resource hold these, dots written as two underscores."""
    together = {**found.resource, **found.attributes}
    for name, value in expected.items():
        key = name.replace("__", ".")
        assert together.get(key) == value, (key, together)
