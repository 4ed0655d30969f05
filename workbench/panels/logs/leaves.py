"""Parts of the filter language as the log panel makes them: leaves from what is typed, finders from leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.engine.pattern import runs_on_python
from workbench.query.language import unparse
from workbench.query.tree import And, Field, Node, Not, Or, Regex, Text
from workbench.views.log.text import Finder

_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")


def leaf_of(finder: Finder) -> Text | Regex:
    """What a finder asks of a record. Raises `QueryError` whose position is a character of the finder's text."""
    if finder.regex:
        runs_on_python(finder.text, not finder.case)
        return Regex(rf"\b(?:{finder.text})\b" if finder.word else finder.text, not finder.case)
    return whole_word(finder.text, finder.case) if finder.word else Text(finder.text, finder.case)


def finder_of(node: Node) -> Finder:
    """How to look for what a part asks for: its text, or the value of its field."""
    leaf = next(leaves(node), None)
    if isinstance(leaf, Regex):
        return Finder(leaf.pattern, not leaf.ignore_case, True)
    if isinstance(leaf, Field):
        return Finder(leaf.value, not leaf.ignore_case if leaf.regex else False, leaf.regex)
    return Finder(leaf.value, leaf.case) if isinstance(leaf, Text) else Finder("")


def note_of(finder: Finder) -> str:
    """What is worth knowing about how a finder's expression is looked for; empty where nothing is.

    Raises `QueryError` as `leaf_of` does.
    """
    if finder.regex and runs_on_python(finder.text, not finder.case):
        return "Look-around and back-references are not Rust's dialect: this runs on Python, slower."
    return ""


def whole_word(text: str, case: bool = False) -> Regex:
    """The text where no letter, digit or underscore goes on before or behind it."""
    inner = _SPECIAL.sub(r"\\\g<0>", text)
    before = r"\b" if text[:1].isalnum() or text[:1] == "_" else ""
    behind = r"\b" if text[-1:].isalnum() or text[-1:] == "_" else ""
    return Regex(f"{before}{inner}{behind}", not case)


def any_of(parts: tuple[Node, ...]) -> Node:
    """One part that matches where any of several does."""
    return parts[0] if len(parts) == 1 else Or(parts)


def together(parts: tuple[Node, ...]) -> str:
    """The query of parts that must all match."""
    flat = tuple(one for part in parts for one in (part.parts if isinstance(part, And) else (part,)))
    return unparse(flat[0] if len(flat) == 1 else And(flat))


def leaves(node: Node) -> Iterator[Node]:
    """Every leaf of a tree."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part)
    elif isinstance(node, Not):
        yield from leaves(node.part)
    else:
        yield node


def positive(node: Node) -> Iterator[Node]:
    """The leaves that are not negated."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from positive(part)
    elif not isinstance(node, Not):
        yield node


def names_kind(node: Node) -> bool:
    """Whether a tree asks for a kind of record."""
    return any(isinstance(leaf, Field) and leaf.name == "kind" for leaf in leaves(node))


def names_source(node: Node) -> bool:
    """Whether a tree asks for a source."""
    return any(isinstance(leaf, Field) and leaf.name == "source" for leaf in leaves(node))
