"""A log record that a search tool hands out: what the tool says of it, and what the line itself says that it carries.

The tool's clock is the record's; the line's own stamp is kept as it is written (`wb.inner_time`). The tool's level counts,
the line's where the tool tells none. The line's own keys and links are the record's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.engine.stamps import Stamp, parse_stamp
from workbench.model.case import Problem
from workbench.model.records import Event, Kind, made
from workbench.model.severity import severity_of_word
from workbench.readers.innertext import InnerText, inner_text
from workbench.readers.jsonsource import JsonSource
from workbench.readers.levels import NUMBERS
from workbench.readers.links import joined, link, links_of
from workbench.readers.mapping import TITLE_LIMIT, kept
from workbench.readers.naming import ATTRIBUTES, RESOURCE, flattened, named
from workbench.readers.recordmap import SENTINELS, plain
from workbench.readers.replies import Row

MILLI, SECOND = 6, 9
"""Powers of ten that make nanoseconds of an epoch's unit."""
_EPOCH = re.compile(r"(\d{1,19})(?:\.(\d*))?", re.ASCII)
_LATEST = 2**63 - 1
_KLOG = {"i": 9, "w": 13, "e": 17, "f": 21}
_SEMANTIC = frozenset((*ATTRIBUTES.values(), *RESOURCE.values(), "trace_id", "span_id", "request_id"))
_NOTHING: tuple[Any, ...] = (None, "", [], {})
_OWNER = ("service.name", "host.name", "service.version")


Time = tuple[Stamp | None, str]
"""A time that was read, or None, and its characters."""


@dataclass(slots=True)
class Told:
    """What a tool says of one record. t, t_end, observed: its times · utc: a time without a zone is
    UTC by the tool's definition · text: the line, as it was sent ·
    level: the tool's own word · severity: where the tool's scale is no word's · pairs: all other fields, which get their
    semantic names, the tool's prefix where they have none · attributes, resource: under their names already.
    """

    t: Time = (None, "")
    t_end: Time = (None, "")
    observed: Time = (None, "")
    text: str = ""
    level: str = ""
    severity: int = 0
    id: str = ""
    group: str = ""
    title: str = ""
    kind: Kind = "log"
    utc: bool = False
    pairs: Iterable[tuple[str, Any]] = ()
    attributes: dict[str, Any] = field(default_factory=dict)
    resource: dict[str, Any] = field(default_factory=dict)
    links: tuple[tuple[str, Any], ...] = ()
    notes: tuple[Problem, ...] = ()


def epoch(value: Any, unit: int) -> Time:
    """A time that counts units since 1970, by its digits; no time where it is none or a sentinel."""
    text = plain(value).strip()
    found = _EPOCH.fullmatch(text)
    if found is None or text in SENTINELS:
        return None, text
    fraction = (found[2] or "")[:unit]
    wall = int(found[1]) * 10**unit + int(fraction.ljust(unit, "0") or 0)
    return (Stamp(wall, False, 10 ** (unit - len(fraction))), text) if wall <= _LATEST else (None, text)


def written(value: Any, *forms: str) -> Time:
    """A time written by one of the forms; ISO 8601 where none is given."""
    text = plain(value).strip()
    if not text or text in SENTINELS:
        return None, text
    return next((stamp for form in forms or ("iso",) if (stamp := parse_stamp(text, form)) is not None), None), text


def either(value: Any, unit: int) -> Time:
    """A time that may be written or a count of units, as the text is."""
    counted = epoch(value, unit)
    return counted if counted[0] is not None else written(value)


def event_of(told: Told, prefix: str, text: JsonSource, row: Row) -> Event:
    """The record of what was told."""
    stamp, raw = told.t
    observed = told.observed[0]
    inner = inner_text(told.text)
    attributes, resource = _fields(told, prefix, inner)
    if inner.time and inner.time != raw:
        attributes["wb.inner_time"] = inner.time
    owner = [(name, resource[name]) for name in _OWNER if name in resource]
    severity = told.severity or level_number(told.level) or level_number(inner.level)
    title = told.title or inner.title or told.text.strip().partition("\n")[0]
    return made(
        t=stamp.wall if stamp else None,
        place=text.place(row.start, row.end),
        kind=told.kind,
        t_end=told.t_end[0].wall if told.t_end[0] else None,
        t_observed=observed.wall if observed else None,
        t_raw=raw if stamp else "",
        naive=bool(stamp and stamp.naive and not told.utc),
        resolution_ns=stamp.resolution_ns if stamp else 1,
        severity=severity,
        severity_text=told.level or inner.level,
        title=title[:TITLE_LIMIT],
        body=_with_stack(told.text, attributes) or title,
        event_id=told.id,
        group_key=told.group,
        resource=resource,
        attributes=attributes,
        links=joined((link(*pair) for pair in told.links), links_of(owner), links_of(attributes.items()), inner.links),
    )


def _fields(told: Told, prefix: str, inner: InnerText) -> tuple[dict[str, Any], dict[str, Any]]:
    """Attributes and resource: the tool's before the line's; an owner that is no plain value stays a field of the tool's."""
    owner = {key: value for key, value in told.resource.items() if value}
    plainly = {key: value for key, value in owner.items() if plain(value)}
    pairs: list[tuple[str, Any]] = []
    others: dict[str, Any] = {}
    for key, value in told.pairs:
        if value or value not in _NOTHING:
            value = value if value.__class__ is str else kept(value)
            if _told_else(key, value, plainly):
                others[key] = value
            else:
                pairs.append((key, value))
    known = named(iter(pairs))
    others |= {key: kept(value) for key, value in (*known.resource.items(), *owner.items()) if not plain(value)}
    attributes = {**inner.attributes, **_prefixed(known.attributes, prefix)}
    attributes |= {key: kept(value) for key, value in told.attributes.items() if value or value not in _NOTHING}
    for key, value in others.items():
        attributes[f"{prefix}.{key}" if prefix else key] = value
    resource = {**inner.resource, **{key: value for key, value in known.resource.items() if plain(value)}, **plainly}
    resource = {key: kept(value) for key, value in resource.items() if plain(value)}
    return {key: value for key, value in attributes.items() if value or value not in _NOTHING}, resource


def _with_stack(text: str, attributes: Mapping[str, Any]) -> str:
    """The text, and below it the stack trace that came as a field of its own."""
    stack = attributes.get("exception.stacktrace")
    return f"{text}\n{stack}".lstrip("\n") if isinstance(stack, str) and stack and stack not in text else text


def level_number(word: str) -> int:
    """The severity of a level as loggers and tools write it, pino's and bunyan's numbers included; 0 where unknown."""
    if not word:
        return 0
    low = word.strip().lower()
    return severity_of_word(low) or NUMBERS.get(low, 0) or _KLOG.get(low, 0)


def _told_else(key: str, value: Any, resource: Mapping[str, Any]) -> bool:
    """Whether a field names an owner other than the one that the tool tells: it stays a field of its own."""
    if not resource or not (name := RESOURCE.get(key.lower())):
        return False
    return bool(resource.get(name)) and resource[name] != value


def _prefixed(attributes: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Fields without a semantic name, under the tool's prefix."""
    own = f"{prefix}." if prefix else ""
    return {key if key in _SEMANTIC or key.startswith(own) else own + key: value for key, value in attributes.items()}


def flat(value: Any, *without: str, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """An object's fields under dotted names, but those without; nothing where it is no object."""
    if value and (value.__class__ is dict or isinstance(value, Mapping)):
        yield from flattened({key: inner for key, inner in value.items() if key not in without}, prefix)


def in_words(pairs: Iterable[tuple[str, Any]]) -> str:
    """Fields as `name=value`, for the title of a row that has no text."""
    return " ".join(f"{key}={plain(value)}" for key, value in pairs if plain(value))[:TITLE_LIMIT]
