"""What tests of record readers ask of what was read."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from itertools import chain
from typing import Any

from workbench.model.case import Problem
from workbench.model.records import Event
from workbench.readers.core import Batch

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z
SECOND, MS = 10**9, 10**6
Read = Callable[..., list[Batch]]


def body(value: Any) -> bytes:
    """A value as the JSON that is sent, bytes as they are."""
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def events(read: Read, reader: str, value: Any, name: str = "x.json") -> list[Event]:
    return list(chain.from_iterable(batch.events for batch in read(reader, body(value), name)))


def one(read: Read, reader: str, value: Any) -> Event:
    (event,) = events(read, reader, value)
    return event


def problems(read: Read, reader: str, value: Any) -> list[Problem]:
    return list(chain.from_iterable(batch.problems for batch in read(reader, body(value), "x.json")))


def links(event: Event) -> set[tuple[str, str]]:
    return {(link.type, link.value) for link in event.links}


def cited(event: Event, data: bytes) -> Any:
    """The record's own bytes, decoded."""
    return json.loads(data[event.place.offset : event.place.offset + event.place.length])


def at(text: str) -> int:
    """Ns of an ISO 8601 time of up to microseconds, by the standard library alone."""
    moment = datetime.fromisoformat(text)
    assert moment.tzinfo is not None
    return int(moment.replace(microsecond=0).timestamp()) * SECOND + moment.microsecond * 1000
