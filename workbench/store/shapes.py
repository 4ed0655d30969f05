"""Which names events have values under: a query for a field looks only at events of shapes that can have it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

import msgspec

from workbench.engine.fieldtest import values_named
from workbench.engine.lineformat import LineFields
from workbench.model.records import Event, Link

SCHEMA = """
-- sample: JSON of attributes and link types with a 1 for every value; shape 0 may have any name
CREATE TABLE shape (key INTEGER PRIMARY KEY, sample TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO shape VALUES (0, '');
"""
# Names made of ids give every event a shape of its own; past these bounds events are looked at one by one.
LONGEST, MOST, DEPTH = 8_000, 4_000, 8


class Shapes:
    """The shapes met so far, by their samples."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._keys: dict[bytes, int] = {
            sample.encode(): key for sample, key in connection.execute("SELECT sample, key FROM shape")
        }

    def of(self, event: Event) -> int:
        """The key of an event's shape; a new one is written down."""
        parts = (_sample(event.attributes, DEPTH), sorted({link.type for link in event.links}))
        try:
            sample = msgspec.json.encode(parts, order="deterministic")
        except (UnicodeEncodeError, TypeError):
            return 0
        key = self._keys.get(sample)
        if key is not None:
            return key
        if len(sample) > LONGEST or len(self._keys) > MOST:
            return 0
        self._keys[sample] = key = len(self._keys)
        self._connection.execute("INSERT INTO shape VALUES (?, ?)", (key, sample.decode()))
        return key


def _sample(part: Any, depth: int) -> Any:
    if not isinstance(part, Mapping) or not depth:
        return "1"
    return {key: _sample(value, depth - 1) if isinstance(value, Mapping) else "1" for key, value in part.items()}


def fitting(connection: sqlite3.Connection, name: str) -> tuple[int, ...]:
    """The shapes whose events may have a value under a name by themselves (their resource aside)."""
    found = [0]
    for key, sample in connection.execute("SELECT key, sample FROM shape WHERE key > 0"):
        attributes, types = msgspec.json.decode(sample)
        links = tuple(Link(type, "1") for type in types)
        fields = LineFields("1", "1", "1", "1", attributes=attributes, links=links)
        if any(True for _value in values_named(name, fields)):
            found.append(key)
    return tuple(found)
