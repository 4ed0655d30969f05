"""The parts of a filter as the bar shows them."""

from __future__ import annotations

from workbench.panels.logs.filter import LogFilter, Part
from workbench.query.language import unparse
from workbench.query.tree import Field, Has, Node, Not, Or, Regex, Text
from workbench.views.filter_chips import ChipText

NAMES = {"severity": "level", "t": "time"}


def chips_of(wanted: LogFilter, counts: tuple[str, ...] = ()) -> tuple[ChipText, ...]:
    """One a part. counts: what is known of how much each matches, shorter where nothing is."""
    padded = (*counts, *("" for _ in wanted.parts))
    return tuple(_chip(part, count, wanted) for part, count in zip(wanted.parts, padded, strict=False))


def _chip(part: Part, count: str, wanted: LogFilter) -> ChipText:
    key, value = words_of(part.node)
    if part.exclude and not part.ink:
        key, value = "hide", value if key in ("text", "any of") else f"{key} {value}"
    return ChipText(key, value, part.on, part.exclude, part.ink, part.group, part.group in wanted.out, count)


def words_of(node: Node) -> tuple[str, str]:
    """`source`, `gateway.log`; what is excluded is `hide`."""
    if isinstance(node, Not):
        key, value = words_of(node.part)
        return "hide", value if key in ("text", "any of") else f"{key} {value}"
    if isinstance(node, Field):
        value = f"/{node.value}/" if node.regex else node.value
        sign = "" if node.op in ("=", "~") else f"{node.op.replace('>=', '≥').replace('<=', '≤')} "
        return NAMES.get(node.name, node.name), f"{sign}{value}"
    if isinstance(node, Text):
        return "text", node.value
    if isinstance(node, Regex):
        return "text", f"/{node.pattern}/"
    if isinstance(node, Has):
        return "has", node.name
    return _words_of_any(node) if isinstance(node, Or) else ("text", unparse(node))


def _words_of_any(node: Or) -> tuple[str, str]:
    """`source` `gateway.log +2` where all parts ask of the same field."""
    words = [words_of(one) for one in node.parts]
    if len({key for key, _value in words}) == 1 and words[0][0] != "hide":
        return words[0][0], f"{words[0][1]} +{len(words) - 1}"
    return "any of", unparse(node)


def title_of(wanted: LogFilter, find: str = "") -> str:
    """A filter in a few words, for a list of them."""
    said: list[str] = []
    for part in wanted.parts:
        if part.filters:
            key, value = words_of(part.node)
            word = value if key == "text" else f"{key} {value}"
            said.append(f"hide {word}" if part.exclude or part.group in wanted.out else word)
    if find:
        said.append(f"find {find}")
    return " · ".join(said) or "everything"
