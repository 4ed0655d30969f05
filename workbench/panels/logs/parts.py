"""Parts of a filter that ask for one value of a field exactly as it stands."""

from __future__ import annotations

import re

from workbench.query.tree import Field, Node


def value_part(name: str, text: str, whole: bool = True) -> Node:
    """A field's value: as it stands, or as a pattern where it would be read otherwise (`*` at its ends, line breaks).

    whole: False where the text is only the value's beginning
    """
    if whole and text and not text.startswith("*") and not text.endswith("*") and "\n" not in text:
        return Field(name, "=", text, False)
    return Field(name, "=", rf"^{re.escape(text)}{'$' if whole else ''}", True)
