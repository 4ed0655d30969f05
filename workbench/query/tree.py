"""A filter as a tree of values: one tree, several faces (bytes, columns, SQL, and the plain one in `match`)."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.engine.needle import Field, Has, Op, Regex, Text

__all__ = ["All", "And", "Field", "Has", "Leaf", "Node", "Not", "Op", "Or", "Regex", "Text"]


@dataclass(frozen=True, slots=True)
class All:
    """Every record: what an empty query means."""


@dataclass(frozen=True, slots=True)
class And:
    """All parts match; two parts at least, none of them an And."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One part at least matches; two parts at least, none of them an Or."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not match."""

    part: Node


Leaf = Text | Regex | Field | Has
Node = All | And | Or | Not | Leaf
