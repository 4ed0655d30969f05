"""How a text or regex is looked for: the test a row must pass, and the literals that single out the rows worth asking."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import polars as pl

from workbench.engine.candidates import Candidates, candidates_of
from workbench.engine.literals import literals_of, may_cross_lines
from workbench.engine.needle import Regex, Text
from workbench.engine.pattern import LONGEST, rust_pattern
from workbench.errors import QueryError

Test = Callable[[pl.Series], pl.Series]
PIECE = 200  # characters of a literal that are looked for; where a longer one stands, the row is asked
_APART = re.compile("[\r\n\ufffd]")  # line ends are no part of a line, U+FFFD stands for bytes that aren't it


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """A needle, ready to be looked for.

    test: rows of text to bools · literals: every row that matches holds one of them (none known if empty) · fold: in any
    case · exact: holding one of them is all that is asked · crossing: a match may take in a line end · candidates: finds
    places of which every row that matches holds one, where no literals are known
    """

    test: Test
    literals: tuple[str, ...] = ()
    fold: bool = False
    exact: bool = False
    crossing: bool = False
    candidates: Candidates | None = None

    @property
    def placed(self) -> bool:
        """Whether places can be looked for of which every row that matches holds one."""
        return bool(self.literals) or self.candidates is not None

    @property
    def everything(self) -> bool:
        """Whether any row matches: the empty text is in all of them."""
        return self.exact and self.literals == ("",)

    @property
    def longest(self) -> int:
        """Bytes of the longest literal; in any case a letter may take 4."""
        return max((4 * len(one) if self.fold else len(one.encode()) for one in self.literals), default=0)

    @property
    def finder(self) -> str:
        """The literals as one regex."""
        return f"(?{'i' if self.fold else '-i'})(?:{'|'.join(map(re.escape, self.literals))})"


def plan_of(needle: Text | Regex) -> SearchPlan:
    """How a needle is looked for; a regex must be one that Rust's engine takes. Raises `QueryError` for a long text."""
    if isinstance(needle, Regex):
        known = literals_of(needle.pattern, needle.ignore_case)
        return SearchPlan(
            _matches(rust_pattern(needle.pattern, needle.ignore_case)),
            known.any_of,
            known.fold,
            crossing=may_cross_lines(needle.pattern),
            candidates=None if known.any_of else candidates_of(needle.pattern, needle.ignore_case),
        )
    value = needle.value
    if len(value) > LONGEST and (needle.word or not needle.case):
        said = f"the text to look for has {len(value):,} characters"
        raise QueryError(said, "", f"Keep it below {LONGEST:,}, or look for it in its exact case.")
    apart = _APART.search(value) is not None
    literals = () if apart or (needle.word and not value) else (value[:PIECE],)
    exact = not apart and not needle.word and len(value) <= PIECE
    test = partial(_holds, value) if needle.case and not needle.word else _matches(_regex_of(needle))
    return SearchPlan(test, literals, not needle.case, exact, apart)


def _regex_of(needle: Text) -> str:
    escaped = re.escape(needle.value)
    pattern = rf"\b{{start-half}}{escaped}\b{{end-half}}" if needle.word else escaped
    return pattern if needle.case else f"(?i){pattern}"


def _holds(value: str, text: pl.Series) -> pl.Series:
    if len(value) > PIECE:  # as a regex a long text takes long to build
        return text.cast(pl.Binary).bin.contains(value.encode())
    return text.str.contains(value, literal=True)


def _matches(pattern: str) -> Test:
    return lambda text: text.str.contains(pattern)
