"""Which engine a user's regex runs on: Rust's (polars), or Python's `re` where it needs look-around or references."""

from __future__ import annotations

import re

import polars as pl

from workbench.errors import QueryError

LONGEST = 4000
# (?= (?! (?<= (?<! look around; (?P=name) \1 \k refer back; (?> atomic, (?( conditional: Rust's dialect has none of these.
_PYTHON_ONLY = re.compile(r"\(\?(?:[=!>(]|<[=!]|P=)|\\[1-9]")
_INDENT = 4
_REASON = re.compile(r"error: (.+)")


def rust_pattern(pattern: str, ignore_case: bool) -> str:
    r"""The pattern with our flags: `^` and `$` at each line (\r\n ends one too), `.` no line end."""
    return f"(?{'i' if ignore_case else ''}mR){pattern}"


def runs_on_python(pattern: str, ignore_case: bool = False) -> bool:
    """Whether a regex has to run on Python's `re`. Raises `QueryError` when neither engine takes it."""
    if len(pattern) > LONGEST:
        raise QueryError(f"the regex has {len(pattern):,} characters", "", f"Keep it below {LONGEST:,}.")
    try:
        pl.Series([""]).str.contains(rust_pattern(pattern, ignore_case))
    except pl.exceptions.ComputeError as error:
        if _PYTHON_ONLY.search(pattern):
            return True
        place = _place(str(error), len(rust_pattern("", ignore_case)), len(pattern))
        raise QueryError(
            f"the regex /{pattern[:60]}/ is not understood ({_reason(str(error))})", "", "", place
        ) from None
    return False


def _place(message: str, flags: int, length: int) -> int:
    """The character of the pattern that the parser points its `^` at, below a pattern of one line."""
    carets = (line for line in message.splitlines() if line.strip() and not line.strip().strip("^"))
    found = next(carets, "")
    return min(max(found.find("^") - _INDENT - flags, 0), length)


def _reason(message: str) -> str:
    if "size limit" in message:
        return "it grows too large"
    found = _REASON.findall(message)
    return found[-1].strip() if found else message.strip().splitlines()[-1].strip()
