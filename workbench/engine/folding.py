"""Upper and lower case made the same the way Rust's regex does it: Unicode simple case folding, letter by letter."""

from __future__ import annotations


def fold(text: str) -> str:
    """The text with every letter folded; the length stays (ß is not ss, İ stays İ)."""
    return text.lower() if text.isascii() else "".join(map(_fold_letter, text))


def _fold_letter(letter: str) -> str:
    folded = letter.casefold()
    if len(folded) == 1:
        return folded
    lower = letter.lower()
    return lower if len(lower) == 1 else letter
