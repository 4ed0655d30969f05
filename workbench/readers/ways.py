"""Paths as functions: what `recordmap.values_at` finds step by step, decided once for a path that is asked of every record.

A way takes the objects around a record, the record last, and gives the first value that is there, or None. `values_at` is
its plain twin: both give the same answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.readers.recordmap import Path, plain, values_at

Around = tuple[Any, ...]
Way = Callable[[Around], Any]
TextWay = Callable[[Around], str]


def way_of(paths: tuple[Path, ...]) -> Way:
    """The first value of the first alternative that has any, None where none has."""
    ways = tuple(_way(path) for path in paths)
    if len(ways) == 1:
        return ways[0]

    def first(around: Around) -> Any:
        for way in ways:
            if (found := way(around)) is not None:
                return found
        return None

    return first


def text_way_of(paths: tuple[Path, ...]) -> TextWay:
    """As `way_of`, as text: a number as it was written, a structure not at all."""
    if not paths:
        return lambda _around: ""
    if len(paths) == 1 and (key := _only_key(paths[0])):
        return _text_of_key(key)
    way = way_of(paths)

    def text(around: Around) -> str:
        found = way(around)
        return found if found.__class__ is str else "" if found is None else plain(found)

    return text


def _only_key(path: Path) -> str:
    """The key that a path is; empty where it is more than one key of the record itself."""
    key = path.steps[0] if len(path.steps) == 1 and not path.up and path.text is None else ""
    return key if isinstance(key, str) else ""


def _text_of_key(key: str) -> TextWay:
    def text(around: Around) -> str:
        value = around[-1]
        found = value.get(key) if isinstance(value, dict) else None
        return found if isinstance(found, str) else "" if found is None else plain(found)

    return text


def several(paths: tuple[Path, ...]) -> bool:
    """Whether there can be more values than one."""
    return any(None in path.steps for path in paths)


def _way(path: Path) -> Way:
    if path.text is not None:
        return lambda _around: path.text
    if None in path.steps:
        return lambda around: next(values_at((path,), around), None)
    keys = [step for step in path.steps if isinstance(step, str)]
    if not path.up and len(keys) == len(path.steps) in (1, 2):
        return _one_key(keys[0]) if len(keys) == 1 else _two_keys(*keys)
    return _steps(path)


def _one_key(key: str) -> Way:
    def way(around: Around) -> Any:
        value = around[-1]
        if not isinstance(value, dict):
            return None
        found = value.get(key)
        return found if found or _told(found) else None

    return way


def _two_keys(first: str, second: str) -> Way:
    whole = f"{first}.{second}"

    def way(around: Around) -> Any:
        value = around[-1]
        if not isinstance(value, dict):
            return None
        if first in value:
            inner = value[first]
            found = inner.get(second) if isinstance(inner, dict) else None
        else:
            found = value.get(whole)
        return found if found or _told(found) else None

    return way


def _steps(path: Path) -> Way:
    """Any steps but those into all of a list; a key may have dots of its own."""
    steps, up, count = path.steps, path.up, len(path.steps)
    whole = [list(_joined(path, at)) for at in range(count)]

    def way(around: Around) -> Any:
        if up >= len(around):
            return None
        value, at = around[-1 - up], 0
        while at < count:
            step = steps[at]
            if isinstance(step, int):
                if not isinstance(value, list) or step >= len(value):
                    return None
                value, at = value[step], at + 1
            elif not isinstance(value, dict):
                return None
            elif step in value:
                value, at = value[step], at + 1
            else:
                key, at = next(((key, end) for key, end in whole[at] if key in value), ("", -1))
                if at < 0:
                    return None
                value = value[key]
        return value if value or _told(value) else None

    return way


def _joined(path: Path, at: int) -> list[tuple[str, int]]:
    """Keys from a step on as one key with dots, and the step behind each."""
    found: list[tuple[str, int]] = []
    for end in range(at + 2, len(path.steps) + 1):
        keys = [step for step in path.steps[at:end] if isinstance(step, str)]
        if len(keys) == end - at:
            found.append((".".join(keys), end))
    return found


def _told(value: Any) -> bool:
    """Whether a value that counts as false is one all the same: null, empty texts, lists and objects are none."""
    return value is not None and value != "" and value != [] and value != {}
