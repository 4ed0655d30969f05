"""What a line says that stands inside another record: JSON's keys under their names, its message, its links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.engine.colours import without_colours
from workbench.model.records import Link
from workbench.readers.innerlevel import level_text
from workbench.readers.jsontext import decoded
from workbench.readers.links import joined, links_in_text, links_of
from workbench.readers.naming import flattened, named

_MESSAGES = ("message", "msg", "Message", "event", "text")
_OWNER = ("service.name", "host.name")


@dataclass(frozen=True, slots=True)
class InnerText:
    """An inner line. title: its first line or, of JSON, its message · level: its own word, empty where it has none."""

    title: str
    level: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    resource: Mapping[str, Any] = field(default_factory=dict)
    links: tuple[Link, ...] = ()


def inner_text(text: str) -> InnerText:
    """An inner line taken apart; of anything but JSON only level and links are known."""
    text = without_colours(text)
    level = level_text(text)
    found = decoded(text) if text.lstrip()[:1] == "{" else None
    if not isinstance(found, dict):
        return InnerText(text.strip().partition("\n")[0], level, links=links_in_text(text))
    key = next((key for key in _MESSAGES if isinstance(found.get(key), str)), "")
    message = found.get(key, "")
    pairs = [pair for pair in flattened(found) if pair[0] != key]
    sorted_out = named(iter(pairs))
    owner = [(name, value) for name, value in sorted_out.resource.items() if name in _OWNER]
    links = joined(links_of([*pairs, *owner]), links_in_text(message))
    title = (message or text).strip().partition("\n")[0]
    return InnerText(title, level, sorted_out.attributes, sorted_out.resource, links)
