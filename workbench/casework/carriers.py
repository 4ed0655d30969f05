"""What else carries an id: the records of all sources that name one thing (a trace, a commit, a user), by source."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.engine.stamps import NULL_T
from workbench.jobs import JobContext
from workbench.model.entities import Citation, Entity, bytes_citation
from workbench.model.instants import Instant
from workbench.model.records import KINDS, Record

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase

COUNTED = 2_000_000
BARE = 12
"""Characters from which on an id is one wherever it stands, without its name in front."""
STRENGTH = (
    "trace_id", "request_id", "session_id", "email_message_id", "incident", "alert", "ticket", "commit", "user_id", "email",
    "release", "url", "k8s", "span_id", "service", "host",
)  # fmt: skip
"""Types of links by how well they tell one story apart from others."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """One source that carries an id: how many of its records, of which kinds (most first), and the first of them."""

    source: str
    label: str
    name: str
    count: int
    kinds: tuple[str, ...]
    first: Instant | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class Carriers:
    """All that carry an entity. cut: records beyond those that were counted."""

    entity: Entity
    rows: tuple[Carrier, ...] = ()
    cut: int = 0

    @property
    def count(self) -> int:
        """Records in all."""
        return sum(row.count for row in self.rows) + self.cut


def query_of(entity: Entity) -> str:
    """The filter that finds what carries an entity, however much of it each tool writes.

    A trace id of 64 bits is the low half of one of 128, a commit is named by seven digits or more, and an id of some
    length is the same wherever it stands in a text; seven digits without a letter may be any number.
    """
    value, bare = entity.value.replace('"', ""), bare_id(entity)
    if entity.type == "trace_id" and len(value) == 32:
        return f'(trace_id:"*{value[16:]}" OR "{bare}")'
    if entity.type == "commit" and len(value) >= 7:
        return f'(commit:"{value[:7]}*" OR "{bare}")' if bare else f'commit:"{value[:7]}*"'
    exact = f'{entity.type}:"{value}"'
    return f'({exact} OR "{bare}")' if bare else exact


def bare_id(entity: Entity) -> str:
    """The text by which an entity is known wherever it stands, without its name in front; empty where none would do."""
    value = entity.value.replace('"', "")
    if entity.type == "trace_id" and len(value) == 32:
        return value[16:] if value.startswith("0" * 16) else value
    if entity.type == "commit" and len(value) >= 7:
        if not value[:7].isdecimal():
            return value[:7]
        return value[:BARE] if len(value) >= BARE else ""
    return value if len(value) >= BARE and entity.type not in ("host", "service") else ""


def carriers(case: OpenCase, entity: Entity, context: JobContext | None = None) -> Carriers:
    """Which sources carry an entity; those whose first record is earliest stand first."""
    rows = case.select(query_of(entity), context=context)
    spine, numbers = case.spine, {source.number: source for source in case.sources()}
    each = np.asarray(rows[: min(len(rows), COUNTED)], dtype=np.int64)
    found: list[Carrier] = []
    for number in np.unique(spine.source[each]).tolist():
        own = each[spine.source[each] == number]
        times = np.asarray(spine.t[own])
        row = int(own[0])
        kinds = Counter(np.asarray(spine.kind[own]).tolist()).most_common()
        source = numbers.get(number)
        if source is not None:
            first = int(times[times != NULL_T].min()) if (times != NULL_T).any() else None
            place = bytes_citation(source.id, int(spine.offset[row]), int(spine.length[row]))
            names = tuple(KINDS[kind] for kind, _ in kinds)
            found.append(Carrier(source.id, source.label, source.name, len(own), names, first, place))
    found.sort(key=lambda row: (row.first is None, row.first or 0, row.label))
    return Carriers(entity, tuple(found), len(rows) - len(each))


def entities_of(record: Record) -> tuple[Entity, ...]:
    """What a record names, the strongest first."""
    order = {name: number for number, name in enumerate(STRENGTH)}
    links = dict.fromkeys(Entity(link.type, link.value) for link in record.links)
    return tuple(sorted(links, key=lambda entity: order.get(entity.type, len(order))))
