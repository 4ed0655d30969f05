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


def change_of(old: LogFilter, new: LogFilter) -> str:
    """What a filter asks for beyond the one it was refined from: `+ order, without pool`; empty where that is nothing."""
    before, now = _sayings(old), _sayings(new)
    said = [f"+ {word}" for word in now if word not in before]
    said += [f"without {word}" for word in before if word not in now]
    return ", ".join(said)


def title_of(wanted: LogFilter, find: str = "") -> str:
    """A filter in a few words, for a list of them."""
    said = [*_sayings(wanted), *([f"find {find}"] if find else [])]
    return " · ".join(said) or "everything"


def _sayings(wanted: LogFilter) -> list[str]:
    """Each thing a filter asks for now, a group as one."""
    said: dict[tuple[int, int], list[str]] = {}
    for number, part in enumerate(wanted.parts):
        if part.ink and part.on:
            said[0, number] = [f"colour {_word(part)}"]
        elif part.filters:
            said.setdefault((part.group, 0) if part.group else (0, number), []).append(_word(part))
    return [f"hide {' or '.join(words)}" if key[0] in wanted.out else " or ".join(words) for key, words in said.items()]


def _word(part: Part) -> str:
    key, value = words_of(part.node)
    word = value if key == "text" else f"{key} {value}"
    return f"hide {word}" if part.exclude and not part.ink else word
