"""The log's filter as parts that are put on, switched off and grouped one by one, and the one query they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import monotonic
from typing import Literal

from workbench.errors import QueryError
from workbench.model.instants import Instant
from workbench.model.searches import FilterPart, LogView
from workbench.panels.logs.leaves import leaf_of, leaves, names_kind, names_source, positive, together
from workbench.query.language import any_of as either
from workbench.query.language import opposite, parse, unparse
from workbench.query.tree import All, And, Field, Has, Node, Not, Or, Regex, Text
from workbench.views.log.text import Finder

LOGS_ONLY = Field("kind", "=", "log", False)
CHIPS, MEMBERS, KEPT, READ_S = 40, 8, 200, 2.0
"""Terms of one text that become chips each, those joined by OR a group of chips; more of them are one chip together.
KEPT: parts of a kept view that are read, READ_S: seconds they may take, since a case may come from a stranger."""
How = Literal["include", "exclude", "only", "colour", "find"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part. node: what it asks for, without negation · the others as in `FilterPart`."""

    node: Node
    on: bool = True
    exclude: bool = False
    ink: int = 0
    group: int = 0

    @property
    def filters(self) -> bool:
        """Whether it leaves rows out now."""
        return self.on and not self.ink

    @property
    def asked(self) -> Node:
        """What it asks for, negation included."""
        return Not(self.node) if self.exclude else self.node


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Parts that must all match; those of one group where any of them does. day, zone: what a bare time means.

    out: groups that hide what they match · before: what was on before only one part was, empty when that isn't so
    Records that are no log lines are left out unless a part names a kind.
    """

    day: Instant
    zone: str
    parts: tuple[Part, ...] = ()
    out: frozenset[int] = frozenset()
    before: tuple[bool, ...] = ()

    # ------------------------------------------------------------------------------------------- what it asks for
    @property
    def filters(self) -> bool:
        """Whether any part leaves rows out now."""
        return any(part.filters for part in self.parts)

    @property
    def logs_only(self) -> bool:
        """Whether records that are no log lines are left out."""
        return not any(names_kind(part.node) for part in self.parts if part.filters)

    @property
    def text(self) -> str:
        """The query that the case understands."""
        return together(self._asked)

    @property
    def written(self) -> str:
        """What is filtered now, as a person would type it; empty when nothing is."""
        nodes = tuple(self._nodes())
        return together(nodes) if nodes else ""

    def looking_for(self, finder: Finder) -> str:
        """The query of those rows that also hold what is looked for. Raises `QueryError` placed in the finder's text."""
        return together((*self._asked, leaf_of(finder)))

    def narrowed(self, finder: Finder | None) -> str:
        """The query of all kinds of records that match, and hold what is looked for; to stand beside another query."""
        nodes = (*self._nodes(), *(() if finder is None else (leaf_of(finder),)))
        return f"({together(nodes)})" if nodes else ""

    def part_alone(self, number: int) -> LogFilter:
        """A filter of what one part matches by itself."""
        return replace(self, parts=(Part(self.parts[number].node),), out=frozenset(), before=())

    def part_text(self, number: int) -> str:
        """One part as a person would type it."""
        return unparse(self.parts[number].asked)

    @property
    def _asked(self) -> tuple[Node, ...]:
        nodes = tuple(self._nodes())
        return (LOGS_ONLY, *nodes) if self.logs_only else nodes

    def _nodes(self) -> Iterator[Node]:
        seen: set[int] = set()
        for part in self.parts:
            if part.group in seen or not part.filters:
                continue
            if not part.group:
                yield part.asked
                continue
            seen.add(part.group)
            joined = either([one.asked for one in self.parts if one.group == part.group and one.filters])
            yield opposite(joined) if part.group in self.out else joined

    @property
    def finders(self) -> tuple[Finder, ...]:
        """What the parts ask of the text, to mark it where it stands; colours of parts that only colour."""
        found: list[Finder] = []
        for part in self.parts:
            shown = part.on and (part.ink or not (part.exclude or part.group in self.out))
            for leaf in positive(part.node) if shown else ():
                if isinstance(leaf, Text) and len(leaf.value) > 1:
                    found.append(Finder(leaf.value, leaf.case, ink=part.ink, weak=True))
                elif isinstance(leaf, Regex):
                    found.append(Finder(leaf.pattern, not leaf.ignore_case, True, ink=part.ink, weak=True))
        return tuple(found)

    @property
    def line_inks(self) -> tuple[tuple[Node, int], ...]:
        """What colours whole lines: parts that ask of a field, which stands nowhere in the text."""
        inked = ((part.node, part.ink) for part in self.parts if part.on and part.ink)
        return tuple((node, ink) for node, ink in inked if any(isinstance(leaf, Field | Has) for leaf in leaves(node)))

    # ------------------------------------------------------------------------------------------- other parts
    def adding(self, text: str, cursor: Instant | None = None) -> LogFilter:
        """With what a person typed, part by part. Raises `QueryError` with the position in the text."""
        made = self
        for node in self._read(text, cursor):
            made = made.with_part(node)
        return made

    def written_anew(self, text: str, cursor: Instant | None = None) -> LogFilter:
        """With this text in place of all that filters now; what is off or only colours stays. Raises `QueryError`."""
        nodes = self._read(text, cursor)
        made = replace(self, parts=tuple(part for part in self.parts if not part.filters), before=())
        for node in nodes:
            made = made.with_part(node)
        return made

    def _read(self, text: str, cursor: Instant | None) -> tuple[Node, ...]:
        tree = parse(text, day=self.day, zone=self.zone, cursor=cursor)
        if isinstance(tree, All):
            return ()
        return tree.parts if isinstance(tree, And) and len(tree.parts) <= CHIPS else (tree,)

    def also(self, node: Node) -> LogFilter:
        """With one more thing that must match, whatever else is there."""
        return replace(self, parts=(*self.parts, Part(node)))

    def with_all(self, other: LogFilter) -> LogFilter:
        """With all parts of another filter, too, each as it is there."""
        top = max((part.group for part in self.parts), default=0)
        moved = [replace(part, group=part.group + top if part.group else 0) for part in other.parts]
        new = tuple(part for part in moved if part.group or part not in self.parts)
        out = self.out | {group + top for group in other.out}
        return replace(self, parts=(*self.parts, *new), out=out, before=()).tidied()

    def with_part(self, node: Node, how: How = "include", ink: int = 0) -> LogFilter:
        """With one part more; one that is there is switched on and made so. only: all others are switched off."""
        inner, turned = (node.part, True) if isinstance(node, Not) else (node, False)
        exclude = turned != (how == "exclude")
        if isinstance(inner, Or) and len(set(inner.parts)) == 1:
            return self.with_part(opposite(inner.parts[0]) if turned else inner.parts[0], how, ink)
        if isinstance(inner, Or) and len(inner.parts) <= MEMBERS and not ink:
            made, group = self._with_group(inner, exclude)
            return made.only_group(group) if how == "only" else made
        inner = self._plain(inner)
        wanted = Part(inner, exclude=exclude, ink=ink)
        alone = [part for part in self.parts if part.node == inner and not part.group and bool(part.ink) == bool(ink)]
        parts = tuple(wanted if alone and part is alone[0] else part for part in self.parts)
        parts = parts if alone else (*parts, wanted)
        made = replace(self, parts=parts, before=())
        return made.only(parts.index(wanted)) if how == "only" else made

    def _with_group(self, node: Or, out: bool) -> tuple[LogFilter, int]:
        group = max((part.group for part in self.parts), default=0) + 1
        members = tuple(
            Part(self._plain(one.part if isinstance(one, Not) else one), exclude=isinstance(one, Not), group=group)
            for one in dict.fromkeys(node.parts)
        )
        for other in {part.group for part in self.parts if part.group}:
            same = tuple((part.node, part.exclude) for part in self.parts if part.group == other)
            if same == tuple((part.node, part.exclude) for part in members):
                on = tuple(replace(part, on=part.on or part.group == other) for part in self.parts)
                turned = self.out | {other} if out else self.out - {other}
                return replace(self, parts=on, out=turned, before=()), other
        turned = self.out | {group} if out else self.out
        made = replace(self, parts=(*self.parts, *members), out=turned, before=()).tidied()
        return made, made.parts[-1].group

    def _plain(self, node: Node) -> Node:
        """The node as the language gives it back; a field that can't be written down is looked for as its text."""
        try:
            again = parse(unparse(node), day=self.day, zone=self.zone)
        except QueryError:
            again = None
        if again == node or (isinstance(again, Field) and isinstance(node, Field)):
            return again or node
        return Text(node.value) if isinstance(node, Field) else node

    def without(self, number: int) -> LogFilter:
        """Without one part."""
        return replace(self, parts=(*self.parts[:number], *self.parts[number + 1 :]), before=()).tidied()

    def of_any_source(self) -> LogFilter:
        """Without the parts that ask for sources, to be asked of one source after the other."""
        return replace(
            self, parts=tuple(part for part in self.parts if not names_source(part.node)), before=()
        ).tidied()

    def cleared(self) -> LogFilter:
        """Without any."""
        return replace(self, parts=(), out=frozenset(), before=())

    def replaced(self, number: int, text: str, cursor: Instant | None = None) -> LogFilter:
        """With other words in place of one part, which stays where and how it is. Raises `QueryError`."""
        nodes = self._read(text, cursor)
        if len(nodes) != 1 or (isinstance(nodes[0], Or) and len(nodes[0].parts) <= MEMBERS):
            made = self.without(number)
            for node in nodes:
                made = made.with_part(node)
            return made
        node = nodes[0]
        inner, exclude = (node.part, True) if isinstance(node, Not) else (node, False)
        return self._with(number, node=inner, exclude=exclude, on=True)

    # ------------------------------------------------------------------------------------------- one part otherwise
    def toggled(self, number: int) -> LogFilter:
        """With one part switched on or off."""
        return self._with(number, on=not self.parts[number].on)

    def inverted(self, number: int) -> LogFilter:
        """With one part excluding what it included, or back; one that only coloured filters."""
        part = self.parts[number]
        return self._with(number, exclude=not part.exclude, ink=0, on=True)

    def inked(self, number: int, ink: int) -> LogFilter:
        """With one part that only colours; 0 makes it filter again."""
        made = self._with(number, ink=ink, on=True, group=0 if ink else self.parts[number].group)
        return made.tidied()

    def only(self, number: int) -> LogFilter:
        """With all other parts that filter switched off; said again, as it was before."""
        return self._only({number})

    def only_group(self, group: int) -> LogFilter:
        """The same with all parts of a group."""
        return self._only({number for number, part in enumerate(self.parts) if part.group == group})

    def _only(self, numbers: set[int]) -> LogFilter:
        now = tuple(part.on for part in self.parts)
        wanted = tuple(bool(part.ink) and part.on or n in numbers for n, part in enumerate(self.parts))
        if wanted == now:
            before = self.before if len(self.before) == len(now) else (True,) * len(now)
            return self._switched(before, ())
        return self._switched(wanted, now)

    def all_on(self, on: bool) -> LogFilter:
        """With every part switched on, or off."""
        return self._switched((on,) * len(self.parts), ())

    def _switched(self, on: tuple[bool, ...], before: tuple[bool, ...]) -> LogFilter:
        parts = tuple(replace(part, on=one) for part, one in zip(self.parts, on, strict=True))
        return replace(self, parts=parts, before=before)

    def joined(self, number: int, other: int) -> LogFilter:
        """With one part joined by OR to another, or to the group it is in."""
        if number == other:
            return self
        group = self.parts[other].group or max(part.group for part in self.parts) + 1
        moved = replace(self.parts[number], group=group, ink=0)
        parts = [part for n, part in enumerate(self.parts) if n != number]
        at = other - (number < other)
        parts[at] = replace(parts[at], group=group, ink=0)
        last = max(n for n, part in enumerate(parts) if part.group == group)
        parts.insert(last + 1, moved)
        return replace(self, parts=tuple(parts), before=()).tidied()

    def alone(self, number: int) -> LogFilter:
        """With one part taken out of its group."""
        part = self.parts[number]
        parts = [one for n, one in enumerate(self.parts) if n != number]
        last = max((n for n, one in enumerate(parts) if part.group and one.group == part.group), default=number - 1)
        parts.insert(last + 1, replace(part, group=0))
        return replace(self, parts=tuple(parts), before=()).tidied()

    def turned(self, group: int) -> LogFilter:
        """With a group hiding what it matches, or showing it again."""
        return replace(self, out=self.out ^ {group}, before=())

    def _with(self, number: int, **fields: object) -> LogFilter:
        changed = replace(self.parts[number], **fields)  # type: ignore[arg-type]
        return replace(self, parts=(*self.parts[:number], changed, *self.parts[number + 1 :]), before=())

    def tidied(self) -> LogFilter:
        """Without groups of one part; groups are numbered from 1 in order and their parts stand together."""
        counts = [part.group for part in self.parts]
        numbers = {group: n for n, group in enumerate(dict.fromkeys(g for g in counts if counts.count(g) > 1 and g), 1)}
        parts: list[Part] = []
        for part in self.parts:
            single = part.group in self.out and part.group and part.group not in numbers
            parts.append(replace(part, group=numbers.get(part.group, 0), exclude=part.exclude != bool(single)))
        ordered: list[Part] = []
        for part in parts:
            if part not in ordered or not part.group:
                ordered += [one for one in parts if one.group == part.group] if part.group else [part]
        out = frozenset(numbers[group] for group in self.out if group in numbers)
        return replace(self, parts=tuple(ordered), out=out)

    # ------------------------------------------------------------------------------------------- as a value to keep
    @property
    def kept(self) -> LogView:
        """Its parts as the case keeps them."""
        parts = tuple(FilterPart(unparse(one.node), one.on, one.exclude, one.ink, one.group) for one in self.parts)
        return LogView(parts, tuple(sorted(self.out)))

    def restored(self, view: LogView) -> LogFilter:
        """The filter of a kept view; parts that are not understood any more are left out."""
        parts: list[Part] = []
        latest = monotonic() + READ_S
        for kept in view.parts[:KEPT]:
            if monotonic() > latest:
                break
            try:
                node = parse(kept.text, day=self.day, zone=self.zone)
            except QueryError:
                continue
            if not isinstance(node, All):
                parts.append(Part(node, kept.on, kept.exclude, min(max(kept.ink, 0), 8), max(kept.group, 0)))
        return replace(self, parts=tuple(parts), out=frozenset(view.out), before=()).tidied()
