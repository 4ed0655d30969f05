"""The log's filter as parts that can be put on and taken off one by one, and the one query they make together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from workbench.model.instants import Instant
from workbench.query.language import parse, unparse
from workbench.query.tree import And, Field, Has, Node, Not, Or, Regex, Text
from workbench.views.filter_parts import ChipText
from workbench.views.log.text import Finder

LOGS_ONLY = Field("kind", "=", "log", False)


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Parts that must all match. day, zone: what a bare time in a part means.

    Records that are no log lines are left out unless a part names a kind.
    """

    day: Instant
    zone: str
    parts: tuple[Node, ...] = ()

    def adding(self, text: str, cursor: Instant | None = None) -> LogFilter:
        """With what a person typed, part by part. Raises `QueryError` with the position in the text."""
        tree = parse(text, day=self.day, zone=self.zone, cursor=cursor)
        new = tree.parts if isinstance(tree, And) else (tree,)
        return replace(self, parts=(*self.parts, *(part for part in new if part not in self.parts)))

    def with_part(self, part: Node) -> LogFilter:
        """With one part more, unless it is there."""
        return self if part in self.parts else replace(self, parts=(*self.parts, part))

    def without(self, number: int) -> LogFilter:
        """Without one part."""
        return replace(self, parts=(*self.parts[:number], *self.parts[number + 1 :]))

    def cleared(self) -> LogFilter:
        """Without any."""
        return replace(self, parts=())

    @property
    def logs_only(self) -> bool:
        """Whether records that are no log lines are left out."""
        return not any(_names_kind(part) for part in self.parts)

    @property
    def text(self) -> str:
        """The query that the case understands."""
        return _together(self._all)

    def looking_for(self, finder: Finder) -> str:
        """The query of those rows that also hold what is looked for."""
        leaf = Regex(finder.text, not finder.case) if finder.regex else Text(finder.text, finder.case)
        return _together((*self._all, leaf))

    def part_text(self, number: int) -> str:
        """One part as a person would type it."""
        return unparse(self.parts[number])

    @property
    def _all(self) -> tuple[Node, ...]:
        return (LOGS_ONLY, *self.parts) if self.logs_only else self.parts

    @property
    def chips(self) -> tuple[ChipText, ...]:
        """How the parts are shown."""
        return tuple(chip_of(part) for part in self.parts)

    @property
    def finders(self) -> tuple[Finder, ...]:
        """What the parts ask of the text, to mark it where it stands."""
        found: list[Finder] = []
        for part in self.parts:
            for leaf in _positive(part):
                if isinstance(leaf, Text) and len(leaf.value) > 1:
                    found.append(Finder(leaf.value, leaf.case))
                elif isinstance(leaf, Regex):
                    found.append(Finder(leaf.pattern, not leaf.ignore_case, True))
        return tuple(found)


def chip_of(part: Node) -> ChipText:
    """`source` `gateway.log`; what is excluded is `hide`."""
    if isinstance(part, Not):
        inner = chip_of(part.part)
        return ChipText("hide", inner.value if inner.key in ("text", "any of") else f"{inner.key} {inner.value}")
    if isinstance(part, Field):
        value = f"/{part.value}/" if part.regex else part.value
        return ChipText(
            part.name, value if part.op == "=" else f"{part.op.replace('>=', '≥').replace('<=', '≤')} {value}"
        )
    if isinstance(part, Text):
        return ChipText("text", part.value)
    if isinstance(part, Regex):
        return ChipText("text", f"/{part.pattern}/")
    if isinstance(part, Has):
        return ChipText("has", part.name)
    if isinstance(part, Or):
        return _chip_of_any(part)
    return ChipText("text", unparse(part))


def _chip_of_any(part: Or) -> ChipText:
    """`source` `gateway.log +2` where all parts ask of the same field."""
    chips = [chip_of(one) for one in part.parts]
    if len({chip.key for chip in chips}) == 1 and chips[0].key != "hide":
        return ChipText(chips[0].key, f"{chips[0].value} +{len(chips) - 1}")
    return ChipText("any of", unparse(part))


def _together(parts: tuple[Node, ...]) -> str:
    flat = tuple(one for part in parts for one in (part.parts if isinstance(part, And) else (part,)))
    return unparse(flat[0] if len(flat) == 1 else And(flat))


def any_of(parts: tuple[Node, ...]) -> Node:
    """One part that matches where any of several does."""
    return parts[0] if len(parts) == 1 else Or(parts)


def _leaves(node: Node) -> Iterator[Node]:
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from _leaves(part)
    elif isinstance(node, Not):
        yield from _leaves(node.part)
    else:
        yield node


def _positive(node: Node) -> Iterator[Node]:
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from _positive(part)
    elif not isinstance(node, Not):
        yield node


def _names_kind(node: Node) -> bool:
    return any(isinstance(leaf, Field) and leaf.name == "kind" for leaf in _leaves(node))
