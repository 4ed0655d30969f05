"""Which engine a user's regex runs on: Rust's (polars), or Python's `re` where it needs look-around or references."""

from __future__ import annotations

import re

import polars as pl

from workbench.errors import QueryError

LONGEST = 4000
# (?= (?! (?<= (?<! look around; (?P=name) \1 \k refer back; (?> atomic, (?( conditional: Rust's dialect has none of these.
_PYTHON_ONLY = re.compile(r"\(\?(?:[=!>(]|<[=!]|P=)|\\[1-9]")
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
        raise QueryError(f"the regex /{pattern[:60]}/ is not understood ({_reason(str(error))})") from None
    return False


def _reason(message: str) -> str:
    if "size limit" in message:
        return "it grows too large"
    found = _REASON.findall(message)
    return found[-1].strip() if found else message.strip().splitlines()[-1].strip()
