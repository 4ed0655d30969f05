"""Highlight sets and rules as fields of a form, and as words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from workbench.model.searches import HighlightRule, HighlightSet, RuleKind
from workbench.panels.logs.highlights import ink_of
from workbench.views.filter_menu import INK_NAMES
from workbench.views.inline_form import Field

HERE, EVERYWHERE = "this case", "every case of mine"
KINDS: tuple[RuleKind, ...] = ("text", "word", "regex")
SAME, DIFFER = "are the same", "differ"
MATCH, LINE = "the match", "the line"


def set_fields(one: HighlightSet, new: bool, read_only: bool) -> tuple[Field, ...]:
    """What is asked of a set; a new one may be kept for every case."""
    fields = (
        Field("name", "Name", one.name),
        Field("sources", "Only in logs", ", ".join(one.sources), "all, or patterns: *gateway*, *.access"),
        Field("readers", "Only of readers", ", ".join(one.readers), "all, or ids: nginx.*, syslog.rfc5424"),
    )
    places = (EVERYWHERE,) if read_only else (HERE, EVERYWHERE)
    return (*fields, Field("place", "Kept in", places[0], choices=places)) if new else fields


def set_of(one: HighlightSet, values: Mapping[str, str]) -> HighlightSet:
    """The set with what stands in the form."""
    return replace(one, name=values["name"], sources=_listed(values["sources"]), readers=_listed(values["readers"]))


def rule_fields(rule: HighlightRule) -> tuple[Field, ...]:
    """What is asked of a rule."""
    return (
        Field("text", "Text", rule.text),
        Field("kind", "Is", rule.kind, choices=KINDS),
        Field("case", "Upper and lower case", DIFFER if rule.case else SAME, choices=(SAME, DIFFER)),
        Field("ink", "Colour", INK_NAMES[ink_of(rule) - 1], choices=INK_NAMES),
        Field("line", "Marks", LINE if rule.line else MATCH, choices=(MATCH, LINE)),
    )


def rule_of(values: Mapping[str, str]) -> HighlightRule:
    """The rule that stands in the form."""
    kind: RuleKind = next(one for one in KINDS if one == values["kind"])
    ink = INK_NAMES.index(values["ink"]) + 1
    return HighlightRule(values["text"], ink, kind, values["case"] == DIFFER, values["line"] == LINE)


def how_words(rule: HighlightRule) -> str:
    """`word, Aa, line`: what isn't as usual."""
    said = (rule.kind if rule.kind != "text" else "", "Aa" if rule.case else "", "line" if rule.line else "")
    return ", ".join(word for word in said if word)


def where_words(one: HighlightSet, fits: bool) -> str:
    """Which logs a set is for, and that none of the case is among them."""
    said = ", ".join((*one.sources, *one.readers))
    return (f"only in {said}" if fits else f"no log here fits {said}") if said else ""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
