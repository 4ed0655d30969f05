"""Highlight sets against a case: which are in use for which of its logs, and what they colour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from workbench.engine.pattern import runs_on_python
from workbench.errors import QueryError
from workbench.model.case import Source
from workbench.model.records import Record
from workbench.model.searches import INKS, HighlightRule, HighlightSet
from workbench.views.log.regex_spans import drawn
from workbench.views.log.text import PAINTED, Finder, harmless

MOST = 200
"""Rules of each kind that are in use at once: every one is looked for in every line that is painted."""


@dataclass(frozen=True, slots=True)
class Lit:
    """What sets colour. words: in the text · lines: what colours the whole line it stands in."""

    words: tuple[Finder, ...] = ()
    lines: tuple[Finder, ...] = ()

    def line_ink(self, record: Record) -> int:
        """The colour of a record's line, 0 for none: of the first rule that fits."""
        name = shown_source(record.source)
        text = (record.body or record.title)[:PAINTED]
        for finder in self.lines:
            if (not finder.sources or name in finder.sources) and finder.spans(text):
                return finder.ink
        return 0


def lit_by(sets: Iterable[HighlightSet], sources: Iterable[Source]) -> Lit:
    """What these sets colour in a case with these sources."""
    there = tuple(sources)
    words: list[Finder] = []
    lines: list[Finder] = []
    for one in sets:
        names = names_for(one, there)
        if not one.on or names is None:
            continue
        for rule in one.rules:
            if rule.on and rule.text:
                (lines if rule.line else words).append(replace(finder_of(rule), sources=names))
    return Lit(tuple(words[:MOST]), tuple(lines[:MOST]))


def names_for(one: HighlightSet, sources: Iterable[Source]) -> frozenset[str] | None:
    """Under which names the logs are shown that a set is for; empty for all, None where it is for none of these."""
    if not one.readers and not one.sources:
        return frozenset()
    fitting = frozenset(
        shown_source(path)
        for source in sources
        for path in (source.path, *(member.path for member in source.members))
        if any(fnmatchcase(source.reader.lower(), pattern.lower()) for pattern in one.readers)
        or any(fnmatchcase(source.path.lower(), pattern.lower()) for pattern in one.sources)
    )
    return fitting or None


def shown_source(path: str) -> str:
    """The name under which the table shows a source."""
    return harmless(path.rstrip("/").rsplit("/", 1)[-1])


def finder_of(rule: HighlightRule) -> Finder:
    """What a rule looks for."""
    return Finder(rule.text, rule.case, rule.kind == "regex", rule.kind == "word", ink_of(rule))


def ink_of(rule: HighlightRule) -> int:
    """Its colour; a case may come from anywhere."""
    return min(max(rule.ink, 1), INKS)


def fault_of(rule: HighlightRule) -> str:
    """Why a rule can mark nothing, as a sentence; empty where it can."""
    if not rule.text:
        return "Write what is to be marked."
    if rule.kind != "regex":
        return ""
    try:
        slow = runs_on_python(rule.text, not rule.case)
    except QueryError as error:
        return f"Character {error.position + 1}: {error.sentence()}"
    if slow:
        return "Look-around and back-references can't be drawn as fast as lines scroll: write it without."
    fits = drawn(rule.text, rule.case)
    return "" if fits else "This expression is too large to be drawn as fast as lines scroll: write it shorter."


def with_rule(one: HighlightSet, rule: HighlightRule) -> HighlightSet:
    """The set with one more rule, in place of the one for the same text."""
    same = [n for n, old in enumerate(one.rules) if (old.text, old.kind) == (rule.text, rule.kind)]
    if same:
        return replace(one, rules=tuple(rule if n == same[0] else old for n, old in enumerate(one.rules)))
    return replace(one, rules=(*one.rules, rule))


def with_rule_at(one: HighlightSet, number: int, rule: HighlightRule | None) -> HighlightSet:
    """The set with another rule at a place, or without the one there."""
    rules = list(one.rules)
    rules[number : number + 1] = [] if rule is None else [rule]
    return replace(one, rules=tuple(rules))


def without_text(one: HighlightSet, text: str) -> HighlightSet:
    """The set without plain rules for a text."""
    wanted = text.casefold()
    kept = tuple(rule for rule in one.rules if rule.kind == "regex" or rule.text.casefold() != wanted)
    return replace(one, rules=kept)
