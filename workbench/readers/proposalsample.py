"""What stands in the beginning of a source: its objects or rows, and the paths in them with examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.errors import SourceError
from workbench.readers.jsonsource import JsonSource
from workbench.readers.jsonvalues import value_of
from workbench.readers.recordmap import Path, compiled, escaped, plain, values_at

SAMPLE = 8 << 20
"""Bytes of a source's beginning that a proposal is made from."""
OBJECTS, ELEMENTS, PATHS, DEPTH = 200, 500, 300, 6
Around = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A path and what stands there: an example, in how many records, and the texts of all (those of lists joined on)."""

    path: str
    example: str
    count: int
    values: tuple[str, ...]
    number: bool = False


def sampled_objects(head: bytes, name: str = "") -> list[Mapping[str, Any]]:
    """The first whole JSON objects at the top. Raises `SourceError` where there is none."""
    text = JsonSource(head, name)
    found: list[Mapping[str, Any]] = []

    def take(position: int) -> None:
        walk = text.walk(position)
        start, end = walk.skip()
        if len(found) < OBJECTS and isinstance(whole := value_of(head[start:end]), Mapping):
            found.append(whole)

    text.each(take)
    if not found:
        what = "its beginning holds no whole JSON object"
        raise SourceError(what, name, "Write the map by hand, or bring in a smaller piece first.")
    return found


def lists_in(objects: list[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """The paths of lists of objects, with how many objects there are in all, most first."""
    counts: dict[str, int] = {}
    for one in objects[:50]:
        for path, count in _lists(one, "", 0):
            counts[path] = counts.get(path, 0) + count
    return sorted(counts.items(), key=lambda pair: -pair[1])[:20]


def _lists(value: Mapping[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, int]]:
    for key, inner in list(value.items())[:PATHS]:
        path = f"{prefix}{escaped(str(key))}"
        if isinstance(inner, list) and inner and all(isinstance(one, Mapping) for one in inner[:5]):
            yield path, len(inner)
        elif isinstance(inner, Mapping) and depth < 3:
            yield from _lists(inner, f"{path}.", depth + 1)


def records_at(objects: list[Mapping[str, Any]], each: str) -> list[Around]:
    """Each record with the objects around it, as a map sees them."""
    if not each:
        return [(one,) for one in objects]
    steps = compiled(each)[0].steps
    found: list[Around] = []
    for one in objects:
        around: list[Any] = [one]
        value: Any = one
        for step in steps:
            value = value.get(step) if isinstance(value, Mapping) else None
            if isinstance(value, Mapping):
                around.append(value)
        if isinstance(value, list):
            found += [(*around, inner) for inner in value if isinstance(inner, Mapping)]
        elif isinstance(value, Mapping):
            found.append(tuple(around))
        if len(found) >= ELEMENTS:
            break
    return found[:ELEMENTS]


def seen_in(records: list[Around]) -> tuple[Seen, ...]:
    """The paths that lead to plain values, in the order in which they are met; those around the records last."""
    paths: dict[str, None] = {}
    for around in records[:50]:
        for path in _plain_paths(around[-1], "", 0):
            paths.setdefault(path)
    for around in records[:5]:
        for up in range(1, len(around)):
            outer = {key: value for key, value in around[-1 - up].items() if not _holds(value, around[-up])}
            for path in _plain_paths(outer, "", 4):
                paths.setdefault(f"{'^' * up}.{path}")
    found = (_seen(path, records) for path in list(paths)[:PATHS])
    return tuple(one for one in found if one is not None)


def _holds(value: Any, record: Any) -> bool:
    """Whether a record is this very value or one of this list."""
    return value is record or (isinstance(value, list) and any(one is record for one in value))


def _plain_paths(value: Any, prefix: str, depth: int) -> Iterator[str]:
    if not isinstance(value, Mapping) or depth > DEPTH:
        return
    for key, inner in list(value.items())[:PATHS]:
        path = f"{prefix}{escaped(str(key))}"
        if isinstance(inner, Mapping):
            yield from _plain_paths(inner, f"{path}.", depth + 1)
        elif isinstance(inner, list):
            if inner and isinstance(inner[0], Mapping):
                yield from _plain_paths(inner[0], f"{path}[*].", depth + 2)
            elif inner:
                yield f"{path}[*]"
        else:
            yield path


def _seen(path: str, records: list[Around]) -> Seen | None:
    way: tuple[Path, ...] = compiled(path)
    texts: list[str] = []
    count, number = 0, True
    for around in records:
        values = [value for value in values_at(way, around) if plain(value)]
        count += bool(values)
        number = number and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
        texts += [plain(value) for value in values[:5]]
    return Seen(path, texts[0][:200] if texts else "", count, tuple(texts), number and bool(texts))
