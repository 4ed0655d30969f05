"""Searching a log: text, regexes and fields, as sets of its rows."""

from __future__ import annotations

from workbench.engine.fieldsearch import find_field
from workbench.engine.textsearch import any_value_matches, find_in_texts, find_text

__all__ = ["any_value_matches", "find_field", "find_in_texts", "find_text"]
