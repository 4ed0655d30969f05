"""Replies of search APIs: records in lists somewhere below the top of an object, each found with its own bytes.

A reply is walked, not decoded as a whole: one that is cut off gives the records before the cut. Several replies (pages)
may stand one behind the other, one a line, or in a list; an object in which no list is known is a record itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.readers.jsonplaces import Span, elements_of, members_of
from workbench.readers.jsonsource import JsonSource
from workbench.readers.jsontext import BadJson, CutOff, JsonWalk
from workbench.readers.jsonvalues import value_of

BESIDE_LIMIT = 64 * 1024
DEPTH = 8
EVERY = "[]"
_BEFORE = re.compile(rb'\s*+(?:,\s*+)?"(?:[^"\\]|\\.)*+"\s*+:\s*+', re.S)
Lists = Mapping[str, str]
"""A name for each kind of list, and the keys that lead to it: `hits.hits[]`, `data.result[].values[]`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record. list: which kind of list it stands in, empty for an object that is one itself · around: what else the
    objects around it hold, the inner ones first; nothing that is larger than 64 KiB.
    """

    value: Any
    start: int
    end: int
    list: str = ""
    around: Mapping[str, Any] = field(default_factory=dict)


class _Beside:
    """What stands beside a list in its objects, found while they are walked and decoded when it is asked for."""

    __slots__ = ("_known", "outer", "spans")

    def __init__(self, outer: _Beside | None = None) -> None:
        self.outer = outer
        self.spans: dict[str, tuple[int, int]] = {}
        self._known: dict[str, Any] | None = None

    def values(self, text: bytes) -> Mapping[str, Any]:
        """The values by their keys."""
        if self._known is None:
            own = {key: value_of(text[start:end]) for key, (start, end) in self.spans.items()}
            self._known = {**(self.outer.values(text) if self.outer else {}), **own}
        return self._known


class _Odd(Exception):
    """What compiled code can't be asked about is walked."""


class _Finding:
    """The places of rows in one text, in the order they stand there. cut: the one that was begun last."""

    def __init__(self, text: JsonSource, lists: Lists) -> None:
        self.text = text
        self.tree = _tree(lists)
        self.found: list[tuple[str, int, int, _Beside]] = []
        self.cut: tuple[str, int, _Beside] | None = None
        self._ways = tuple(f'"{key}"'.encode() for key in self.tree)

    def visit(self, position: int) -> None:
        """One object at the top."""
        self.cut = ("", position, _Beside())
        walk = self.text.walk(position)
        if walk.peek() != b"{" or self._is_leaf(position):
            self._leaf(walk, "", _Beside())
        elif not self._object(walk, self.tree, None):
            self._add("", position, walk.position, _Beside())

    def whole(self, start: int, end: int) -> None:
        """One value at the top that is whole and sound, in compiled code."""
        known = len(self.found)
        if self.text.text[start : start + 1] != b"{" or not self._led(start, end):
            self._add("", start, end, _Beside())
            return
        try:
            if not self._members((start, end), self.tree, None):
                self._add("", start, end, _Beside())
        except _Odd:
            del self.found[known:]
            self.visit(start)

    def _members(self, span: Span, tree: Mapping[str, Any], outer: _Beside | None) -> bool:
        """As `_object`."""
        members = members_of(self.text.text, span)
        if members is None or not self._follow(span[0] + 1, members):
            raise _Odd
        beside = _Beside(outer)
        led = False
        for key, place in members.items():
            below = tree.get(key)
            if below is not None and self._inner(place, below, beside):
                led = True
            elif place[1] - place[0] <= BESIDE_LIMIT:
                beside.spans[key] = place
        return led

    def _follow(self, position: int, members: Mapping[str, Span]) -> bool:
        """Whether each member stands right behind the one before: one that comes again hides the first of its name."""
        for start, end in members.values():
            if _BEFORE.fullmatch(self.text.text, position, start) is None:
                return False
            position = end
        return True

    def _inner(self, span: Span, tree: Any, beside: _Beside) -> bool:
        """As `_value`."""
        if isinstance(tree, str):
            self._add(tree, *span, beside)
            return True
        first = self.text.text[span[0] : span[0] + 1]
        if EVERY in tree and first == b"[":
            places = elements_of(self.text.text, span)
            if places is None:
                raise _Odd
            for place in places:
                self._inner(place, tree[EVERY], beside)
            return True
        return first == b"{" and EVERY not in tree and self._members(span, tree, beside)

    def _is_leaf(self, position: int) -> bool:
        """Whether this is a small object in which no list can be: such are many, and need no closer look."""
        if self._led(position, position + BESIDE_LIMIT):
            return False
        end = self.text.walk(position).skip()[1]
        return not self._led(position + BESIDE_LIMIT, end)

    def _led(self, start: int, end: int) -> bool:
        """Whether a key that leads to a list stands in these bytes."""
        return any(self.text.text.find(way, start, end) >= 0 for way in self._ways)

    def _object(self, walk: JsonWalk, tree: Mapping[str, Any], outer: _Beside | None) -> bool:
        """The members of an object; whether one of them led to a list."""
        beside = _Beside(outer)
        led = False
        for key in walk.members():
            below = tree.get(key)
            if below is not None and self._value(walk, below, beside):
                led = True
                continue
            start, end = walk.skip()
            if end - start <= BESIDE_LIMIT:
                beside.spans[key] = start, end
        return led

    def _value(self, walk: JsonWalk, tree: Any, beside: _Beside) -> bool:
        """A value on the way; False, and the walk where it was, if it is of another kind than the way has there."""
        first = walk.peek()
        if isinstance(tree, str):
            self._leaf(walk, tree, beside)
            return True
        if EVERY in tree and first == b"[":
            for _ in walk.elements():
                if not self._value(walk, tree[EVERY], beside):
                    walk.skip()
            return True
        if first == b"{" and EVERY not in tree:
            begun = walk.position
            if self._object(walk, tree, beside):
                return True
            walk.position = begun
        return False

    def _leaf(self, walk: JsonWalk, name: str, beside: _Beside) -> None:
        self.cut = (name, walk.position, beside)
        start, end = walk.skip()
        self._add(name, start, end, beside)

    def _add(self, name: str, start: int, end: int, beside: _Beside) -> None:
        self.found.append((name, start, end, beside))


def rows_of(text: JsonSource, lists: Lists) -> Iterator[Row]:
    """Every record of a source; what is broken or cut off is said in `text`."""
    finding = _Finding(text, lists)

    def whole(start: int, end: int) -> tuple[()]:
        finding.whole(start, end)
        return ()

    def part(position: int) -> tuple[()]:
        finding.visit(position)
        return ()

    for _ in text.found(whole, part):
        pass
    for name, start, end, beside in finding.found:
        yield Row(value_of(text.text[start:end]), start, end, name, beside.values(text.text))


def first_rows(head: bytes, lists: Lists, most: int = 3) -> tuple[Row, ...]:
    """The first records in a head; of one that is longer than the head, what of it could be had."""
    finding = _Finding(JsonSource(head), lists)

    def visit(position: int) -> tuple[bool]:
        finding.visit(position)
        return (len(finding.found) >= most,)

    for enough in finding.text.every(visit):
        if enough:
            break
    if finding.found or finding.cut is None:
        return tuple(
            Row(value_of(head[start:end]), start, end, name, beside.values(head))
            for name, start, end, beside in finding.found[:most]
        )
    name, start, beside = finding.cut
    partial = _partial(head, start)
    return (Row(partial, start, len(head), name, beside.values(head)),) if partial else ()


def _partial(head: bytes, start: int, depth: int = DEPTH) -> Any:
    """A value of which the end is missing: what was whole in it; of a text that is cut off, no text."""
    walk = JsonWalk(head, start)
    first = head[start : start + 1]
    whole: dict[str, Any] = {}
    items: list[Any] = []
    at = start
    try:
        if first == b"{":
            for key in walk.members():
                at = walk.position
                whole[key] = _partial(head, at, depth - 1) if depth and _is_cut(head, at) else None
                begun, end = walk.skip()
                whole[key] = value_of(head[begun:end])
        elif first == b"[":
            for at in walk.elements():
                items.append(_partial(head, at, depth - 1) if depth and _is_cut(head, at) else None)
                begun, end = walk.skip()
                items[-1] = value_of(head[begun:end])
    except (CutOff, BadJson):
        pass
    return whole if first == b"{" else items if first == b"[" else "" if first == b'"' else None


def _is_cut(head: bytes, at: int) -> bool:
    try:
        JsonWalk(head, at).skip()
    except CutOff:
        return True
    except BadJson:
        return False
    return False


def _tree(lists: Lists) -> Mapping[str, Any]:
    """The ways to the lists as one tree of keys, with a list's name at each end."""
    tree: dict[str, Any] = {}
    for name, way in lists.items():
        steps = way.replace(EVERY, f".{EVERY}").split(".")
        node = tree
        for step in steps[:-1]:
            node = node.setdefault(step, {})
        node[steps[-1]] = name
    return tree
