"""Where a user's expression matches in a shown line, fast enough to be asked for every line that is painted."""

from __future__ import annotations

import re
from functools import lru_cache

KEPT = 4_096
LARGEST = 6_000
"""Size of an expression that is made ready anew for each line; a larger one would hold up scrolling."""
_TOKEN = re.compile(
    r"\\[pP]\{[^}]*\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(?P<most>\d{1,9})(?P<range>,(?P<last>\d{1,9})?)?\}|.", re.DOTALL
)
_WEIGHT = {"\\w": 400, "\\W": 400, "\\d": 40, "\\D": 40, "\\s": 15, "\\S": 15, "\\p": 150, "\\P": 150, ".": 5}
_ESCAPES = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_REPEATS = re.compile(r"[*+]\??|\{\d+,\d*\}\??|\{\d{3,}\}")
"""What can be matched in many ways, or is long; a few letters of a kind (`{4}`) can be matched in one only."""
_GROUP_REPEAT = re.compile(r"\)(?:[*+{])")
_RUSTS_OWN = ("(?", "\\p", "\\P", "[:", "&&", "--", "~~")


def regex_spans(pattern: str, case: bool, line: str) -> tuple[tuple[int, int], ...]:
    """Matches in Rust's dialect as [start, end); nothing for what it refuses, or what is too large."""
    if not drawn(pattern, case):
        return ()
    compiled = _bounded(pattern, case)
    if compiled is not None:
        return tuple(found.span() for found in compiled.finditer(line) if found.end() > found.start())
    return _by_rust(pattern, case, line)


@lru_cache(256)
def drawn(pattern: str, case: bool) -> bool:
    """Whether the expression can be drawn: Rust's dialect takes it, soon enough."""
    if size_of(pattern) > LARGEST:
        return _bounded(pattern, case) is not None
    return _marked(pattern, case, "") is not None


def size_of(pattern: str) -> int:
    """About how many µs it takes to make an expression ready: counted repetitions multiply, large classes weigh more."""
    stack, atom, place = [0], 0, 0
    while place < len(pattern):
        token = _TOKEN.match(pattern, place)
        text = token[0] if token else pattern[place]
        place += len(text)
        if text == "(":
            stack.append(0)
            atom = 0
        elif text == ")" and len(stack) > 1:
            atom = stack.pop()
            stack[-1] += atom
        elif token and token["most"]:
            times = max(int(token["last"] or token["most"]), 1)
            stack[-1] += atom * (min(times, LARGEST) - 1)
            atom *= min(times, LARGEST)
        else:
            atom = _WEIGHT.get(text[:2], _WEIGHT.get(text[:1], 1))
            stack[-1] += atom
    return sum(stack)


@lru_cache(256)
def _bounded(pattern: str, case: bool) -> re.Pattern[str] | None:
    """Python's form of an expression whose work on a line of n characters is bounded by n times n; None for others.

    `re` may take forever on some: this takes those with one repetition at most, and none of a group.
    """
    bare = _ESCAPES.sub("x", pattern)
    if len(_REPEATS.findall(bare)) > 1 or _GROUP_REPEAT.search(bare) or any(sign in pattern for sign in _RUSTS_OWN):
        return None
    try:
        return re.compile(pattern, 0 if case else re.IGNORECASE)
    except re.error:
        return None


@lru_cache(KEPT)
def _by_rust(pattern: str, case: bool, line: str) -> tuple[tuple[int, int], ...]:
    """Linear in the line whatever the expression."""
    spans, at = [], 0
    for piece in (_marked(pattern, case, line) or "").split("\x00"):
        hit, ends, rest = piece.partition("\x01")
        if ends and hit:
            spans.append((at, at + len(hit)))
        at += len(hit) + len(rest)
    return tuple(spans)


def _marked(pattern: str, case: bool, line: str) -> str | None:
    r"""The line with \x00 and \x01 around each match (shown lines hold neither); None where it is refused."""
    import polars as pl

    wanted = f"(?P<wb_hit>{pattern})" if case else f"(?i)(?P<wb_hit>{pattern})"
    try:
        return pl.Series([line]).str.replace_all(wanted, "\x00${wb_hit}\x01")[0]
    except pl.exceptions.PolarsError:
        return None
