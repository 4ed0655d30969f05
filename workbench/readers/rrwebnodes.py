"""What the numbers of nodes in an rrweb recording stand for: `button#pay "Pay now"`, out of the last full snapshot.

Nodes added later are known, too; what a script changes in a node's text or attributes later is not followed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.readers.raised import listed, mapping, word

NODES_LIMIT, TEXT_LIMIT, ANCESTORS = 300_000, 60, 3
ELEMENT, TEXT = 2, 3
_SAID = ("aria-label", "placeholder", "alt", "title", "data-testid")
_SILENT = ("script", "style", "noscript")


@dataclass(slots=True)
class Nodes:
    """Elements by their number: what they are, and the text in them."""

    heads: dict[int, str] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)

    def snapshot(self, node: Any) -> None:
        """A full snapshot: all numbers mean something else from here on."""
        self.heads.clear()
        self.texts.clear()
        self._take(node, ())

    def mutation(self, data: Mapping[str, Any]) -> None:
        """Nodes that came and went."""
        for row in listed(data.get("removes")):
            number = mapping(row).get("id")
            if isinstance(number, int):
                self.heads.pop(number, None)
                self.texts.pop(number, None)
        for row in listed(data.get("adds")):
            parent = mapping(row).get("parentId")
            self._take(mapping(row).get("node"), (parent,) if isinstance(parent, int) else ())

    def name(self, number: Any) -> str:
        """What a node is, `node 17` where it isn't known."""
        head = self.heads.get(number, "") if isinstance(number, int) else ""
        if not head:
            return f"node {number}" if isinstance(number, int) else ""
        text = self.texts.get(number, "")
        return f'{head} "{text}"' if text else head

    def _take(self, node: Any, above: tuple[int, ...]) -> None:
        rest: list[tuple[Any, tuple[int, ...]]] = [(node, above)]
        while rest and len(self.heads) < NODES_LIMIT:
            one, around = rest.pop()
            if not isinstance(one, dict):
                continue
            number, tag = one.get("id"), word(one.get("tagName"))
            if one.get("type") == TEXT:
                self._say(word(one.get("textContent")), around)
            elif one.get("type") == ELEMENT and isinstance(number, int):
                attributes = mapping(one.get("attributes"))
                self.heads[number] = _head(tag, attributes)
                self._say(next((word(attributes[key]) for key in _SAID if attributes.get(key)), ""), (number,))
                around = () if tag in _SILENT else (*around, number)[-ANCESTORS:]
            rest += [(child, around) for child in reversed(listed(one.get("childNodes")))]

    def _say(self, text: str, around: tuple[int, ...]) -> None:
        words = " ".join(text[:500].split())[:TEXT_LIMIT]
        for number in around if words else ():
            self.texts.setdefault(number, words)


def _head(tag: str, attributes: Mapping[str, Any]) -> str:
    for key, form in (("id", "#{}"), ("name", "[name={}]"), ("class", ".{}")):
        value = word(attributes.get(key)).split()
        if value:
            return (tag + form.format(value[0]))[:TEXT_LIMIT]
    return tag
