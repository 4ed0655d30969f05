"""Text from evidence on one painted line."""

from __future__ import annotations

from workbench.model.display import visible

LONGEST = 400


def harmless(text: str) -> str:
    """Evidence's text on one line: no control or direction character acts, no more than a row could show."""
    return " ".join(visible(text[:LONGEST]).split())
