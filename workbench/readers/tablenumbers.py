"""Numbers as tables write them: with a decimal point or comma, thousands in groups, a percent sign behind."""

from __future__ import annotations

import re

NAN = float("nan")
GAPS = frozenset(("", "null", "none", "nan", "n/a", "na", "-", "–", "—", "\\n", "no data", "nil"))
"""What stands for no number (PostgreSQL writes \\N); in lower case."""
_SPACES = str.maketrans("", "", "\u00a0\u202f'’")
_POINT = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)?(?:,\d*)?(?:[eE][+-]?\d{1,3})?", re.ASCII)


def number_of(text: str, decimal: str = ".") -> float | None:
    """The number; NaN for what stands for none, None for what is neither."""
    text = text.strip()
    if text.lower() in GAPS:
        return NAN
    plain = text.removesuffix("%").rstrip().translate(_SPACES)
    if not (_POINT if decimal == "." else _COMMA).fullmatch(plain) or not any(sign.isdigit() for sign in plain):
        return None
    plain = plain.replace(",", "") if decimal == "." else plain.replace(".", "").replace(",", ".")
    try:
        found = float(plain)
    except ValueError:
        return None
    return found if abs(found) != float("inf") else None
