"""What Jira's bodies say: wiki text as it is, a document of Atlassian's format (ADF) as plain text.

Source: Atlassian Document Format, nodes and marks; a paragraph, a heading, a list's item is a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

DEPTH_LIMIT = 40
DONE = frozenset(("done", "closed", "resolved", "fixed", "completed", "cancelled", "canceled", "rejected", "won't do"))
"""Names of states, in lower case, in which nothing is left to do."""
_LINES = ("paragraph", "heading", "codeBlock", "listItem", "tableRow", "blockquote", "rule", "taskItem", "decisionItem")


def prose(value: Any, depth: int = 0) -> str:
    """A body as text: wiki text as it is, a document flattened, a paragraph a line."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict) or depth > DEPTH_LIMIT:
        return ""
    kind, held = value.get("type"), value.get("attrs")
    if kind == "hardBreak":
        return "\n"
    attributes = held if isinstance(held, dict) else {}
    own = value.get("text") if isinstance(value.get("text"), str) else _shown(attributes)
    content = value.get("content")
    inner = "".join(prose(child, depth + 1) for child in content) if isinstance(content, list) else ""
    text = f"{own}{inner}"
    if kind in ("tableCell", "tableHeader"):
        return f"{text.strip()} | "
    return text if kind not in _LINES or (text.endswith("\n") and kind != "codeBlock") else f"{text}\n"


def _shown(attributes: dict[str, Any]) -> str:
    """What stands for a mention, an emoji, a card: its text, else its address."""
    return next(
        (str(attributes[key]) for key in ("text", "shortName", "url") if isinstance(attributes.get(key), str)), ""
    )


def urls(value: Any, depth: int = 0) -> Iterator[str]:
    """The addresses that a document's cards and marked texts lead to."""
    if not isinstance(value, dict) or depth > DEPTH_LIMIT:
        return
    marks = value.get("marks")
    for one in [value, *(marks if isinstance(marks, list) else [])]:
        held = one.get("attrs") if isinstance(one, dict) else None
        if isinstance(held, dict):
            yield from (held[key] for key in ("href", "url") if isinstance(held.get(key), str))
    content = value.get("content")
    for child in content if isinstance(content, list) else []:
        yield from urls(child, depth + 1)
