"""What a filter finds, and parts of one that ask for a value of a field exactly as it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.query.tree import Field, Node

if TYPE_CHECKING:
    from workbench.panels.logs.panel import LogsPanel
    from workbench.panels.logs.rows import Rows


def matching_rows(panel: LogsPanel) -> Rows:
    """The rows that the whole filter finds: the log's own, or those that a feature shows in a table of their own."""
    found = (rows for rows in (feature.matches() for feature in panel.features) if rows is not None)
    return next(found, panel.rows)


def value_part(name: str, text: str, whole: bool = True) -> Node:
    """A field's value: as it stands, or as a pattern where it would be read otherwise (`*` at its ends, line breaks).

    whole: False where the text is only the value's beginning
    """
    if whole and text and not text.startswith("*") and not text.endswith("*") and "\n" not in text:
        return Field(name, "=", text, False)
    return Field(name, "=", rf"^{re.escape(text)}{'$' if whole else ''}", True)
