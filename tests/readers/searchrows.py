"""What tests of log searches share: a source read by the reader that its content chooses, and what is asked of records."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import chain
from typing import Any

from workbench.model.case import Problem
from workbench.model.records import Event, SeriesPoints
from workbench.readers.core import Batch, Registry

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z
SECOND, MILLI = 10**9, 10**6
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
Read = Callable[..., list[Batch]]


class Searches:
    """Reads sources; the reader named must be the one that is chosen."""

    def __init__(self, read: Read, registry: Registry) -> None:
        self._read, self._registry = read, registry

    def _batches(self, reader: str, value: Any) -> list[Batch]:
        data = as_bytes(value)
        chosen = self._registry.choose(data[:65_536], "x")
        assert chosen is not None
        assert chosen[0].id == reader
        return self._read(reader, data, "x")

    def events(self, reader: str, value: Any) -> list[Event]:
        return list(chain.from_iterable(batch.events for batch in self._batches(reader, value)))

    def one(self, reader: str, value: Any) -> Event:
        (event,) = self.events(reader, value)
        return event

    def series(self, reader: str, value: Any) -> list[SeriesPoints]:
        return list(chain.from_iterable(batch.points for batch in self._batches(reader, value)))

    def problems(self, reader: str, value: Any) -> list[Problem]:
        return list(chain.from_iterable(batch.problems for batch in self._batches(reader, value)))


def as_bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def lines(*rows: Any) -> bytes:
    return b"\n".join(as_bytes(row) for row in rows)


def links(event: Event) -> set[tuple[str, str]]:
    return {(link.type, link.value) for link in event.links}


def cited(event: Event, data: bytes) -> bytes:
    return data[event.place.offset : event.place.offset + event.place.length]
