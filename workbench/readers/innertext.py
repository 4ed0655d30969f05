"""What a line says that stands inside another record: its time, JSON's keys under their names, its message, its links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.engine.colours import without_colours
from workbench.model.records import Link
from workbench.readers.innerlevel import level_text
from workbench.readers.jsonhead import value_at
from workbench.readers.jsonrecord import LEVEL_KEYS, STAMP_KEYS, is_scalar
from workbench.readers.jsontext import decoded
from workbench.readers.links import joined, links_in_text, links_of
from workbench.readers.naming import flattened, named

_MESSAGES = ("message", "msg", "Message", "event", "text")
_OWNER = ("service.name", "host.name")
_STAMP = re.compile(
    r"[\[(<]?(?:<\d{1,3}>(?:\d )?)?(\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d)\b)?"
    r"|\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?: [+-]\d{4})?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,6})?"
    r"|[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6})"
)


@dataclass(frozen=True, slots=True)
class InnerText:
    """An inner line. title: its first line or, of JSON, its message · level: its own word, empty where it has none · time:
    the stamp it begins with (of JSON the value of the time's key) as it is written, empty where there is none.
    """

    title: str
    level: str = ""
    time: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    resource: Mapping[str, Any] = field(default_factory=dict)
    links: tuple[Link, ...] = ()


def inner_text(text: str) -> InnerText:
    """An inner line taken apart; of anything but JSON only level and links are known."""
    text = without_colours(text)
    level = level_text(text)
    found = decoded(text) if text.lstrip()[:1] == "{" else None
    if not isinstance(found, dict):
        stamp = _STAMP.match(text.lstrip()[:64])
        first = text.strip().partition("\n")[0]
        return InnerText(first, level, stamp[1] if stamp else "", links=links_in_text(text))
    key = next((key for key in _MESSAGES if isinstance(found.get(key), str)), None)
    message = found[key] if key is not None else ""  # a key may be the empty text
    pairs = [pair for pair in flattened(found) if pair[0] != key]
    sorted_out = named(iter(pairs))
    owner = [(name, value) for name, value in sorted_out.resource.items() if name in _OWNER]
    links = joined(links_of([*pairs, *owner]), links_in_text(message))
    title = (message or text).strip().partition("\n")[0]
    level = level or _scalar(found, LEVEL_KEYS)
    return InnerText(title, level, _scalar(found, STAMP_KEYS), sorted_out.attributes, sorted_out.resource, links)


def _scalar(found: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """The first value of these keys that is a text or a number, as text."""
    return next((str(value) for key in keys if is_scalar(value := value_at(found, key))), "")
