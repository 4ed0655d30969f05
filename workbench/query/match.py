"""The plain face of a query: one record against a tree, with no index and no column. What the others must agree with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.engine.fieldtest import severities_matching, texts_in, value_test, values_named
from workbench.engine.folding import fold
from workbench.engine.lineformat import LineFields
from workbench.engine.search import any_value_matches
from workbench.jobs import JobContext
from workbench.model.instants import parse_instant
from workbench.model.records import Record
from workbench.query.columns import source_names
from workbench.query.fields import INSTANTS, YES
from workbench.query.tree import All, And, Field, Has, Leaf, Node, Not, Or, Regex, Text

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class MatchContext:
    """What a record doesn't say itself. pinned: ids of pinned records · whole: a line record's own bytes as text; None
    (or an answer of None) where records are events.
    """

    pinned: frozenset[str] = frozenset()
    whole: Callable[[Record], str | None] | None = None


def match(node: Node, record: Record, context: MatchContext) -> bool:
    """Whether a record matches a tree."""
    if isinstance(node, All):
        return True
    if isinstance(node, And):
        return all(match(part, record, context) for part in node.parts)
    if isinstance(node, Or):
        return any(match(part, record, context) for part in node.parts)
    if isinstance(node, Not):
        return not match(node.part, record, context)
    return _leaf(node, record, context)


def match_records(node: Leaf, records: Sequence[Record], context: MatchContext, job: JobContext) -> Mask:
    """Which records match a leaf: bool (records,). The same answers as `match`, but for a user's regex a bounded time.

    Raises `QueryError` and `Cancelled` as `engine.search` does.
    """
    if isinstance(node, Regex):
        return any_value_matches([list(whole_texts(record, context)) for record in records], node, job)
    if isinstance(node, Field) and node.regex:
        return any_value_matches([list(record_values(node.name, record, context)) for record in records], node, job)
    return np.array([_leaf(node, record, context) for record in records], dtype=np.bool_)


def _leaf(node: Leaf, record: Record, context: MatchContext) -> bool:
    if isinstance(node, Text):
        if node.case:
            return any(node.value in text for text in whole_texts(record, context))
        wanted = fold(node.value)
        return any(wanted in fold(text) for text in whole_texts(record, context))
    if isinstance(node, Regex):
        pattern = re.compile(node.pattern, re.MULTILINE | (re.IGNORECASE if node.ignore_case else 0))
        return any(pattern.search(text.replace("\r\n", "\n")) for text in whole_texts(record, context))
    if isinstance(node, Has):
        return any(value != "" for value in record_values(node.name, record, context))
    if node.name == "severity" and not node.regex:
        return record.severity in severities_matching(node)
    if node.name in INSTANTS and not node.regex:
        return _time(node, getattr(record, node.name))
    if node.name == "pinned":
        return (record.id in context.pinned) == (node.value.lower() in YES)
    test = value_test(node)
    return any(test(value) for value in record_values(node.name, record, context))


def _time(node: Field, t: int | None) -> bool:
    if t is None:
        return False
    at = parse_instant(node.value, day=0)
    return {"=": t == at, "<": t < at, "<=": t <= at, ">": t > at, ">=": t >= at}[node.op]


def whole_texts(record: Record, context: MatchContext) -> Iterator[str]:
    """What text and regexes are matched against: a line record's own text, or all that an event says."""
    whole = context.whole(record) if context.whole else None
    if whole is not None:
        yield whole
        return
    own = (record.title, record.body, record.severity_text, record.event_id, record.group_key)
    yield from (text for text in own if text)
    yield from texts_in(record.attributes)
    yield from texts_in(record.resource)
    yield from (link.value for link in record.links)


def record_values(name: str, record: Record, context: MatchContext) -> Iterator[str]:
    """All values a record has under a field's name, as text."""
    if name == "source":
        yield from source_names(record.source, record.source_id)
        yield from source_names(record.place.member)
    elif name == "template":
        yield from (record.template,) if record.template else ()
    elif name == "severity":
        yield from (str(record.severity) for _ in range(record.severity > 0))
    elif name == "pinned":
        yield from ("yes" for _ in range(record.id in context.pinned))
    elif name in INSTANTS:
        yield from (str(t) for t in (getattr(record, name),) if t is not None)
    elif name in ("id", "kind", "phase", "t_raw", "zone_known"):
        yield from (value for value in (getattr(record, name),) if value)
    elif name in ("group", "group_key"):
        yield from (value for value in (record.group_key,) if value)
    else:
        fields = LineFields(
            record.title, record.body, record.severity_text, record.event_id, record.attributes, record.resource,
            record.links,
        )  # fmt: skip
        yield from values_named(name, fields)
