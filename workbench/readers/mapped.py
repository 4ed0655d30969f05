"""A reader made of a map: JSON objects or a table's rows, recognised by the keys or columns that the map needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.model.case import Problem
from workbench.readers.mapfile import SourceMap, read_map

if TYPE_CHECKING:
    from workbench.model.records import Event
    from workbench.readers.core import Batch, RawSource, Sniff


@dataclass(frozen=True, slots=True, eq=False)
class MapReader:
    """A reader by a map, the same as itself only. id: its name and a digest, see `SourceMap.id`, so that a changed map is
    another reader.
    """

    id: str
    map: SourceMap
    lines: bool = False
    most: float = 0.98

    @property
    def title(self) -> str:
        """As the map says."""
        return self.map.map.title

    @property
    def kinds(self) -> tuple[str, ...]:
        """Of its records; of points none."""
        return () if self.map.metrics else tuple(dict.fromkeys((self.map.map.kind, *self.map.map.kinds.values())))

    @property
    def zone(self) -> str:
        """The zone that the map says times without one are of; empty where it is UTC, or not said."""
        return "" if self.map.map.zone == "UTC" else self.map.map.zone

    def sniff(self, head: bytes, name: str) -> Sniff:
        """How sure: only where all that the map needs is there. Without needs it is asked for by name only."""
        from workbench.readers.core import NOT_MINE, Sniff

        needs = self.map.map.needs
        if not needs or not self._has(head):
            return NOT_MINE
        # a map that a person made for such data knows it better than what is built in
        return Sniff(min(0.90 + 0.02 * len(needs), self.most), f"it has what the map needs: {', '.join(needs)}")

    def _has(self, head: bytes) -> bool:
        from workbench.readers.forms import Form, fits
        from workbench.readers.jsonvalues import first_object
        from workbench.readers.recordmap import compiled

        needs = Form(self.map.map).needs()
        if self.map.source == "csv":
            from workbench.readers.tables import head_table

            if b"\0" in head[:1024]:
                return False
            names, rows, _ = head_table(head, self.map)
            return fits(needs, rows[0] if rows else dict.fromkeys(names, ""))
        if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
            return False
        paths = (path for need in self.map.map.needs for path in compiled(need.partition("=")[0]))
        keys = {step for path in paths for step in path.steps if isinstance(step, str)}
        if not all(f'"{key}"'.encode() in head for key in keys):
            return False
        first = first_object(head)
        return isinstance(first, Mapping) and fits(needs, first)

    def read(self, source: RawSource) -> Iterator[Batch]:
        """Its records or points."""
        if self.map.source == "csv":
            from workbench.readers.tables import read_table

            return read_table(source, self.map)
        return read_objects(source, self.map)


def read_objects(source: RawSource, map: SourceMap) -> Iterator[Batch]:
    """The records of JSON: one object, a list, one a line, each perhaps with a list of them inside."""
    from workbench.readers.forms import objects
    from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
    from workbench.readers.mapping import Maker

    text = JsonSource(whole_bytes(source), source.name)
    maker = Maker.of(map.map)

    def events() -> Iterator[Event]:
        untimed, first = 0, 0
        for around, start, end in objects(text, map.map):
            event = maker.event(around, text.place(start, end))
            if event.t is None and map.map.t:
                untimed, first = untimed + 1, first or event.place.line
            yield event
        if untimed:
            text.problems.append(Problem(f"{untimed:,} records have no time that the map understands", f"line {first}"))

    return batches(text, events())


def reader_by(map: SourceMap, id: str = "") -> MapReader:
    """The reader of a map. id: as a case has it written down; else the map's own."""
    return MapReader(id or map.id, map)


def reader_in(path: Path) -> MapReader:
    """The reader of a map file. Raises `SettingsError`."""
    return reader_by(read_map(path))
