"""Records of a reader in one call, and what tests ask of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain
from typing import Any

from workbench.model.case import Problem
from workbench.model.records import Event
from workbench.readers.core import Batch


def data_of(value: Any) -> bytes:
    """The bytes of a source: bytes and text as they are, anything else as JSON."""
    return (
        value if isinstance(value, bytes) else value.encode() if isinstance(value, str) else json.dumps(value).encode()
    )


def events(read: Any, reader: str, value: Any, name: str = "rec/part-1.json") -> list[Event]:
    """All records of a source. read: the fixture."""
    return list(chain.from_iterable(batch.events for batch in read(reader, data_of(value), name)))


def problems(batches: Sequence[Batch]) -> list[Problem]:
    """What was said of a source."""
    return list(chain.from_iterable(batch.problems for batch in batches))


def links(event: Event) -> set[tuple[str, str]]:
    """A record's links as pairs."""
    return {(link.type, link.value) for link in event.links}


def cited(event: Event, value: Any) -> bytes:
    """The bytes that a record is cited by."""
    return data_of(value)[event.place.offset : event.place.offset + event.place.length]
