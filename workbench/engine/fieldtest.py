"""Whether a value of a field is what a filter asks for. One rule for every face of the query."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from workbench.engine.folding import fold
from workbench.engine.lineformat import LineFields
from workbench.engine.needle import Field, Has
from workbench.model.linkforms import IDS_IN_HEX, part_of_hex, same_link
from workbench.model.severity import LEVELS, UNKNOWN, WORDS, level_name

# A commit is named by its beginning everywhere else too; git itself asks for at least 4 and shows 7.
_SHORT_SHA = 7
_PREFIXED = ("commit",)
_UPPER = "0" * 16  # the half that a trace of 64 bits doesn't have
# Where else an attribute or resource holds what a name means: OpenTelemetry's and ECS's keys, and plain ones.
_KEYS = {
    "service": ("service.name",), "host": ("host.name",), "release": ("service.version",),
    "user_id": ("user.id", "enduser.id", "user"), "session_id": ("session.id", "session"),
    "trace_id": ("trace.id", "traceId", "trace"), "span_id": ("span.id", "spanId", "span"),
    "request_id": ("request.id", "requestId", "request"),
}  # fmt: skip


def value_test(leaf: Field) -> Callable[[str], bool]:
    """A test of one value written as text: whole value (with `*` at its ends), regex, or comparison.

    A link (`trace_id`, `url`, `ticket` …) is also found by any other writing that has the same normal form.
    """
    if leaf.regex:
        pattern = re.compile(leaf.value, re.MULTILINE | (re.IGNORECASE if leaf.ignore_case else 0))
        return lambda text: pattern.search(text) is not None
    if leaf.op != "=":
        return _comparison(leaf)
    plain, other = _text_test(leaf), _link_test(leaf)
    return plain if other is None else lambda text: plain(text) or other(text)


def _link_test(leaf: Field) -> Callable[[str], bool] | None:
    """Whether a value is the link that was typed, written otherwise; None where there is no other way to write it."""
    core = leaf.value.strip("*")
    if core == leaf.value:
        return same_link(leaf.name, core)
    part = part_of_hex(core) if leaf.name in IDS_IN_HEX else ""
    if not part:
        return None
    test = _text_test(Field(leaf.name, "=", leaf.value.replace(core, part)))

    def in_any_length(text: str) -> bool:
        whole = part_of_hex(text)
        return test(whole) or test(whole.removeprefix(_UPPER)) or test(whole.lstrip("0"))

    return in_any_length


def _text_test(leaf: Field) -> Callable[[str], bool]:
    """A test of the whole value, letter by letter without case, with `*` at its ends."""
    wanted = fold(leaf.value)
    if leaf.name in _PREFIXED and len(wanted) >= _SHORT_SHA and wanted.isalnum():
        return lambda text: fold(text).startswith(wanted)
    core = wanted.strip("*") if wanted.strip("*") else ""
    first, last = wanted.startswith("*"), wanted.endswith("*")
    if first and last:
        return lambda text: core in fold(text)
    if first:
        return lambda text: fold(text).endswith(core)
    if last:
        return lambda text: fold(text).startswith(core)
    return lambda text: fold(text) == wanted


def _number(text: str) -> int | float | None:
    if len(text) > 40:
        return None
    try:
        return int(text)
    except ValueError:
        pass
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value == value else None


def _comparison(leaf: Field) -> Callable[[str], bool]:
    """Numbers by value, anything else letter by letter without case."""
    number, text = _number(leaf.value), fold(leaf.value)
    ops: dict[str, Callable[[Any, Any], bool]] = {
        "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    }  # fmt: skip
    ordered = ops[leaf.op]

    def test(value: str) -> bool:
        if number is None:
            return ordered(fold(value), text)
        other = _number(value)
        return other is not None and ordered(other, number)

    return test


def text_of(value: Any) -> str:
    """A value as people write it in a filter: true/false, numbers without ornament, text as it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def texts_in(value: Any, depth: int = 8) -> Iterator[str]:
    """Every plain value inside a value, lists and objects taken apart (down to `depth`)."""
    if isinstance(value, Mapping):
        if depth:
            for inner in value.values():
                yield from texts_in(inner, depth - 1)
    elif isinstance(value, list | tuple):
        if depth:
            for inner in value:
                yield from texts_in(inner, depth - 1)
    elif value is not None:
        yield text_of(value)


def values_named(name: str, fields: LineFields) -> Iterator[str]:
    """All values a record's fields hold under a name, as text: its own fields, links, attributes, resource."""
    own = {"title": fields.title, "body": fields.body, "severity_text": fields.severity_text, "id": ""}
    if name in own:
        yield from (value for value in (own[name],) if value)
        return
    if name == "event_id" and fields.event_id:
        yield fields.event_id
    yield from (link.value for link in fields.links if link.type == name)
    for key in (name, *_KEYS.get(name, ())):
        for mapping in (fields.attributes, fields.resource):
            yield from texts_in(_under(mapping, key))


def _under(mapping: Mapping[str, Any], key: str) -> Any:
    """The value of a key in any case, `wb.` left out or not, or of a dotted path into nested objects."""
    if key in mapping:
        return mapping[key]
    wanted = key.lower()
    for name, value in mapping.items():
        low = name.lower()
        if low in (wanted, f"wb.{wanted}"):
            return value
        if isinstance(value, Mapping) and wanted.startswith(f"{low}."):
            inner = _under(value, key[len(name) + 1 :])
            if inner is not None:
                return inner
    return None


def fields_test(leaf: Field | Has) -> Callable[[LineFields], bool]:
    """A test of a record's fields: any of the values under the name will do; `has:` asks for one that isn't empty."""
    if isinstance(leaf, Has):
        return lambda fields: any(value != "" for value in values_named(leaf.name, fields))
    test = value_test(leaf)
    return lambda fields: any(test(value) for value in values_named(leaf.name, fields))


def severities_matching(leaf: Field) -> frozenset[int]:
    """Which severity numbers (0..24) a filter on severity means.

    The name of a level means its four numbers, other words their own (notice 10, critical 18), digits that number.
    Unknown (0) is neither below nor above anything.
    """
    word = leaf.value.lower()
    if word.isdigit():
        low = high = int(word)
    elif word in LEVELS[1:]:
        low = WORDS[word]
        high = low + 3
    else:
        low = high = WORDS.get(word, UNKNOWN)
        if low and WORDS.get(level_name(low), 0) == low:
            high = low + 3
    tests: dict[str, Callable[[int], bool]] = {
        "=": lambda n: low <= n <= high, "<": lambda n: 0 < n < low, "<=": lambda n: 0 < n <= high,
        ">": lambda n: n > high, ">=": lambda n: n >= max(low, 1),
    }  # fmt: skip
    return frozenset(n for n in range(25) if tests[leaf.op](n))


def matches_any(test: Callable[[str], bool], values: Iterable[str]) -> bool:
    """Whether a test holds for one of several values."""
    return any(test(value) for value in values)
