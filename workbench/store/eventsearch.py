"""Leaves of a filter over events: which row ids match. Rust looks through the words, Python only at what is left."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from workbench.engine.fieldtest import fields_test, value_test
from workbench.engine.lineformat import LineFields
from workbench.engine.literalpieces import literal_pieces
from workbench.engine.needle import Field, Has, Regex, Text
from workbench.engine.pattern import runs_on_python, rust_pattern
from workbench.engine.patternrun import BATCH, match_in_worker
from workbench.errors import QueryError
from workbench.jobs import JobContext
from workbench.model.linkforms import FORMED
from workbench.model.records import Event
from workbench.store.packing import BETWEEN, unpack, unpack_resource
from workbench.store.shapes import fitting

SLICE = 20_000
Rows = npt.NDArray[np.int64]
_NONE = np.empty(0, np.int64)


def matching(connection: sqlite3.Connection, leaf: Text | Regex | Field | Has, context: JobContext) -> Rows:
    """The ids, ascending, of the events that a leaf matches.

    A text is looked for in each of an event's words (`packing.words`) by itself, never across two of them.
    Raises `QueryError` for a regex that can't be run, `Cancelled`.
    """
    if isinstance(leaf, Text):
        if not leaf.value:
            return _all(connection)
        pattern = leaf.value if leaf.case else f"(?i){re.escape(leaf.value)}"
        return _in_words(connection, pattern, context, leaf.case) if BETWEEN not in leaf.value else _NONE
    if isinstance(leaf, Regex):
        return _regex(connection, leaf, context)
    return _by_field(connection, leaf, context)


def _all(connection: sqlite3.Connection) -> Rows:
    found = connection.execute("SELECT id FROM event ORDER BY id").fetchall()
    return np.array([row for (row,) in found], np.int64)


def _texts(
    connection: sqlite3.Connection, context: JobContext, where: str = "", values: tuple[str, ...] = ()
) -> Iterator[tuple[Rows, list[str]]]:
    """Ids and search texts of all events (of those that a condition holds for), a slice at a time."""
    cursor = connection.execute(f"SELECT id, text FROM event {where} ORDER BY id", values)
    while some := cursor.fetchmany(SLICE):
        context.step(-1.0, "searching events")
        ids, texts = zip(*some, strict=True)
        yield np.array(ids, np.int64), list(texts)


def _in_words(
    connection: sqlite3.Connection,
    pattern: str,
    context: JobContext,
    literal: bool = False,
    where: str = "",
    values: tuple[str, ...] = (),
) -> Rows:
    found = [
        ids[_contains(pl.Series(texts, dtype=pl.String), pattern, literal)]
        for ids, texts in _texts(connection, context, where, values)
    ]
    return np.concatenate(found) if found else _NONE


def _contains(texts: pl.Series, pattern: str, literal: bool) -> npt.NDArray[np.bool_]:
    try:
        return texts.str.contains(pattern, literal=literal).to_numpy()
    except pl.exceptions.ComputeError as error:
        raise QueryError("the filter grows too large to search for", "", "Shorten it.") from error


def _regex(connection: sqlite3.Connection, leaf: Regex, context: JobContext) -> Rows:
    slow = runs_on_python(leaf.pattern, leaf.ignore_case)
    pattern = rust_pattern(leaf.pattern, leaf.ignore_case)
    found: list[Rows] = []
    for ids, texts in _texts(connection, context):
        words = [text.split(BETWEEN) if text else [] for text in texts]
        owners = np.repeat(ids, [len(some) for some in words])
        flat = [word for some in words for word in some]
        if slow:
            mask = match_in_worker(_batches(flat), len(flat), leaf, context)
        else:
            mask = _contains(pl.Series(flat, dtype=pl.String), pattern, literal=False)
        found.append(np.unique(owners[mask]))
    return np.concatenate(found) if found else _NONE


def _batches(words: list[str]) -> Iterator[list[bytes]]:
    """The words as the regex worker takes them: lists of about `BATCH` bytes at most."""
    batch: list[bytes] = []
    size = 0
    for word in words:
        encoded = word.encode()
        if batch and size + len(encoded) > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(encoded)
        size += len(encoded)
    if batch:
        yield batch


def _by_field(connection: sqlite3.Connection, leaf: Field | Has, context: JobContext) -> Rows:
    """Events whose resource has it, found by their resource; of the others those whose shape may have it, read."""
    own = leaf.name in _OWN
    resources = "[]" if own else _resources(connection, leaf)
    there = "WHERE resource IN (SELECT value FROM json_each(?))"
    sure = connection.execute(f"SELECT id FROM event {there} ORDER BY id", (resources,)).fetchall()
    where, values = there.replace(" IN ", " NOT IN "), (resources,)
    if not own:
        where += " AND shape IN (SELECT value FROM json_each(?))"
        values += (json_list(fitting(connection, leaf.name)),)
    pieces = () if own else _pieces(leaf)
    if pieces:
        rows = _in_words(connection, f"(?i){'|'.join(map(re.escape, pieces))}", context, False, where, values)
    else:
        rows = np.concatenate([ids for ids, _words in _texts(connection, context, where, values)] or [_NONE])
    test = event_test(leaf)
    found = [row for (row,) in sure]
    for start in range(0, len(rows), 500):
        context.step(start / len(rows), "reading fields")
        some = events_of(connection, rows[start : start + 500].tolist())
        found += [row for row, event in some.items() if test(event)]
    return np.sort(np.array(found, np.int64))


def _pieces(leaf: Field | Has) -> tuple[str, ...]:
    """Of what one must stand in the words of every event that has the value; none where nothing is sure."""
    if isinstance(leaf, Has) or leaf.op != "=" or leaf.regex or BETWEEN in leaf.value:
        return ()
    if leaf.name in FORMED:
        return literal_pieces(leaf)
    return (core,) if (core := leaf.value.strip("*")) else ()


def _resources(connection: sqlite3.Connection, leaf: Field | Has) -> str:
    """The keys, as a JSON list, of the resources that have the field so."""
    test = fields_test(leaf)
    found = connection.execute("SELECT key, packed FROM resource")
    return json_list(key for key, packed in found if test(LineFields("", resource=unpack_resource(packed))))


def json_list(keys: Iterable[int]) -> str:
    """Whole numbers as the JSON list that `json_each` takes: no limit on how many, unlike `?`."""
    return f"[{','.join(str(int(key)) for key in keys)}]"


def events_of(connection: sqlite3.Connection, rows: Sequence[int]) -> dict[int, Event]:
    """The events of these ids, ascending by id; those that aren't there are left out. Raises `ValueError`."""
    resources: dict[int, Any] = {}
    events: dict[int, Event] = {}
    found = connection.execute(
        "SELECT event.id, event.packed, event.resource, resource.packed FROM event JOIN resource"
        " ON resource.key = event.resource WHERE event.id IN (SELECT value FROM json_each(?)) ORDER BY event.id",
        (json_list(rows),),
    )
    for row, packed, key, resource in found:
        if key not in resources:
            resources[key] = unpack_resource(resource)
        events[row] = unpack(packed, resources[key])
    return events


# An event's own columns that aren't among `LineFields`, nor among its words.
_OWN: dict[str, Callable[[Event], str]] = {
    "group": lambda event: event.group_key,
    "group_key": lambda event: event.group_key,
    "phase": lambda event: event.phase,
    "kind": lambda event: event.kind,
    "t_raw": lambda event: event.t_raw,
}


def event_test(leaf: Field | Has) -> Callable[[Event], bool]:
    """A test of one event's field, by the rule that log lines are tested with."""
    if own := _OWN.get(leaf.name):
        if isinstance(leaf, Has):
            return lambda event: own(event) != ""
        test = value_test(leaf)
        return lambda event: own(event) != "" and test(own(event))
    plain = fields_test(leaf)
    return lambda event: plain(_fields(event))


def _fields(event: Event) -> LineFields:
    return LineFields(
        title=event.title,
        body=event.body,
        severity_text=event.severity_text,
        event_id=event.event_id,
        attributes=event.attributes,
        resource=event.resource,
        links=event.links,
    )
