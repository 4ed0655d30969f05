"""The structured fields of many rows, one after the other, without making whole records of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.casework.folder import CaseFolder
from workbench.casework.pages import record_text
from workbench.engine.fieldtest import text_of
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.records import KINDS
from workbench.model.severity import level_name

Rows = npt.NDArray[np.int64]
CHUNK = 500
DEPTH = 4
"""Nested objects are taken apart so deep."""
COLUMNS = ("severity", "source", "kind")
"""Fields that every row has without being read."""


def fields_of(folder: CaseFolder, rows: Rows, context: JobContext) -> Iterator[dict[str, tuple[Any, ...]]]:
    """For each of some rows, in their order: what it carries by field name, several values where it lists several.

    `severity`, `source` and `kind` are among them. Raises `Cancelled`.
    """
    sources = {source.number: source for source in folder.notebook.sources.values()}
    for start in range(0, len(rows), CHUNK):
        context.step(start / max(len(rows), 1), "reading fields")
        yield from _chunk(folder, rows[start : start + CHUNK], sources)


def _chunk(folder: CaseFolder, rows: Rows, sources: Mapping[int, Source]) -> Iterator[dict[str, tuple[Any, ...]]]:
    spine = folder.spine
    numbers, events = spine.source[rows].tolist(), spine.event[rows].tolist()
    offsets, lengths = spine.offset[rows].tolist(), spine.length[rows].tolist()
    kinds, severities = spine.kind[rows].tolist(), spine.severity[rows].tolist()
    held = iter(folder.events.read([event for event in events if event >= 0]))
    logs = {number: folder.log(sources[number]) for number in set(numbers) if folder.is_log(sources[number])}
    for at, number in enumerate(numbers):
        values: dict[str, tuple[Any, ...]] = {
            "severity": (level_name(severities[at]),),
            "source": (sources[number].path,),
            "kind": (KINDS[kinds[at]],),
        }
        if events[at] >= 0:
            event = next(held)
            own: tuple[Mapping[str, Any], ...] = (event.attributes, event.resource)
        else:
            log = logs[number]
            parsed = log.format.parse(record_text(log, offsets[at], lengths[at])) if log.format else None
            own = (parsed.attributes, parsed.resource) if parsed else ()
        for mapping in own:
            _take(values, mapping, "", DEPTH)
        yield values


def _take(values: dict[str, tuple[Any, ...]], mapping: Mapping[str, Any], prefix: str, depth: int) -> None:
    """Put a mapping's plain values under their dotted names."""
    for key, value in mapping.items():
        name = f"{prefix}{key}"
        if isinstance(value, str | int | float):
            values[name] = (*values[name], value) if name in values else (value,)
        elif isinstance(value, Mapping):
            if depth:
                _take(values, value, f"{name}.", depth - 1)
        elif isinstance(value, list | tuple):
            plain = tuple(dict.fromkeys(one for one in value if isinstance(one, str | int | float)))
            if plain:
                values[name] = (*values.get(name, ()), *plain)


def shown(value: Any) -> str:
    """A value as people write it in a filter."""
    return text_of(value)
