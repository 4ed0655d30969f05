"""What is looked for in records: the leaves of a filter. The query language builds its trees of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Op = Literal["=", "~", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Text:
    """A substring; upper and lower case are the same unless `case`. word: not part of a longer word."""

    value: str
    case: bool = False
    word: bool = False


@dataclass(frozen=True, slots=True)
class Regex:
    """A regex, found anywhere; `^` and `$` match at each line, `.` no line end."""

    pattern: str
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field by name. op: `=` the whole value (with `*` at its ends), `~` a regex in it, or a comparison.

    regex: whether `value` is a pattern (then op is `~`) · ignore_case: for that pattern
    """

    name: str
    op: Op
    value: str
    regex: bool = False
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class Has:
    """That a field is there at all."""

    name: str
