"""Log text with what varies taken out, a column at once, so that lines of one statement read alike."""

from __future__ import annotations

import polars as pl

BLANK = "<*>"
# Every word that holds a digit; `=`, `/`, `:`, quotes, brackets and commas part words, so that keys stay.
_VARIABLE = r"[0-9A-Za-z_.\-]*[0-9][0-9A-Za-z_.\-]*"
MASKED = 2_000
"""Characters of a line that are masked; what follows is left out."""


def masked(texts: pl.Series) -> pl.Series:
    """Each text with `<*>` for every word that holds a digit."""
    return texts.str.slice(0, MASKED).str.replace_all(_VARIABLE, BLANK)


def pattern_of(template: str) -> str:
    """A regex (Rust's dialect) that finds lines of a template: its plain pieces in their order."""
    pieces = [piece.strip() for piece in template.split(BLANK)]
    return ".*".join(escaped(piece) for piece in pieces if len(piece) > 1)


def escaped(text: str) -> str:
    """Plain text as a regex in Rust's dialect; `/` too, which would end a pattern in the filter language."""
    return "".join(f"\\{letter}" if letter in r"\.+*?()|[]{}^$#&-~/" else letter for letter in text)
