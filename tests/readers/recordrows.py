"""Records of a reader in one call, and what tests ask of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from workbench.model.case import Problem
from workbench.model.records import Event
from workbench.readers.core import Batch

EXAMPLE_FILES = Path(__file__).parents[3] / "shared" / "data" / "formats"


def data_of(value: Any) -> bytes:
    """The bytes of a source: bytes and text as they are, anything else as JSON."""
    return (
        value if isinstance(value, bytes) else value.encode() if isinstance(value, str) else json.dumps(value).encode()
    )


def batches(read: Any, reader: str, value: Any, name: str = "x.json") -> list[Batch]:
    """What a reader gives of a source, batch by batch. read: the fixture."""
    return list(read(reader, data_of(value), name))


def events(read: Any, reader: str, value: Any, name: str = "rec/part-1.json") -> list[Event]:
    """All records of a source. read: the fixture."""
    return list(chain.from_iterable(batch.events for batch in read(reader, data_of(value), name)))


def one(read: Any, reader: str, value: Any) -> Event:
    """The only record of a source."""
    (event,) = events(read, reader, value)
    return event


def said(found: Sequence[Batch]) -> str:
    """All that was said of a source, a line each."""
    return "\n".join(problem.what for problem in problems(found))


def problems(batches: Sequence[Batch]) -> list[Problem]:
    """What was said of a source."""
    return list(chain.from_iterable(batch.problems for batch in batches))


def links(event: Event) -> set[tuple[str, str]]:
    """A record's links as pairs."""
    return {(link.type, link.value) for link in event.links}


def cited(event: Event, value: Any) -> bytes:
    """The bytes that a record is cited by."""
    return data_of(value)[event.place.offset : event.place.offset + event.place.length]


def ms(text: str) -> int:
    """Ns of an ISO 8601 time, to the millisecond, by the standard library alone."""
    return round(datetime.fromisoformat(text).astimezone(UTC).timestamp() * 1000) * 10**6
