"""The objects at the beginning of JSON lines: what readers of such formats sniff with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from workbench.readers.heads import HEAD_SIZE, head_lines
from workbench.readers.jsontext import BadJson, CutOff, JsonWalk, decoded

OBJECTS_LOOKED_AT = 120


# Every reader of JSON lines is asked about the same head, one after the other.
@lru_cache(maxsize=2)
def head_objects(head: bytes) -> tuple[tuple[Mapping[str, Any], ...], int]:
    """The objects among the first lines and how many lines those were; of one huge line, what its beginning holds."""
    if b"{" not in head[:4096]:
        return (), 0
    lines = [line for line in _whole_lines(head) if line.strip()][:OBJECTS_LOOKED_AT]
    objects = [found for line in lines if line.lstrip()[:1] == "{" and isinstance(found := decoded(line), dict)]
    if not objects and len(lines) == 1 and len(head) >= HEAD_SIZE and head.lstrip()[:1] == b"{":
        return (dict(_members(head)),), 1
    return tuple(objects), len(lines)


def value_at(found: Mapping[str, Any], key: str) -> Any:
    """A key's value: the key itself, else its dots taken as a path of objects."""
    if key in found:
        return found[key]
    if "." not in key:
        return None
    inner: Any = found
    for part in key.split("."):
        if not isinstance(inner, Mapping) or part not in inner:
            return None
        inner = inner[part]
    return inner


def _whole_lines(head: bytes) -> list[str]:
    """Lines unclipped: a clipped object is none."""
    if not head_lines(head):
        return []
    lines = head.decode("utf-8", "replace").lstrip("\ufeff\0").split("\n")
    return lines[:-1] if len(head) >= HEAD_SIZE and len(lines) > 1 else lines


def _members(head: bytes) -> Iterator[tuple[str, Any]]:
    """The members that are whole; the last one of a head may be cut off."""
    walk = JsonWalk(head)
    try:
        for key in walk.members():
            start, end = walk.skip()
            yield key, decoded(head[start:end])
    except (CutOff, BadJson):
        return
