"""SQL in a record's text, a clause a line: light enough for what a program logs, bounded for what it shouldn't."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SQL = re.compile(
    r"\b(?:select\s.{1,1000}?\sfrom\s|insert\s+into\s|update\s+\S{1,200}\s+set\s|delete\s+from\s|merge\s+into\s"
    r"|create\s+(?:table|index|view)\s|alter\s+table\s|with\s+\w{1,100}\s+as\s*\()",
    re.I | re.S,
)
_PART = re.compile(
    r"(?P<text>'(?:[^']|'')*'?)|(?P<quoted>\"[^\"]*\"?|`[^`]*`?)|(?P<note>--[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<number>\b\d[\d.]*\b)|(?P<word>[A-Za-z_]\w*)|(?P<gap>\s+)|(?P<mark>.)",
    re.S,
)
_BREAKS = frozenset(
    (
        "select", "from", "where", "having", "limit", "offset", "union", "values", "set", "returning", "join", "left",
        "right", "inner", "outer", "full", "cross", "on", "group", "order", "and", "or", "with", "insert", "update",
        "delete", "merge", "when",
    )
)  # fmt: skip
_WORDS = _BREAKS | frozenset(
    (
        "into", "by", "as", "in", "is", "not", "null", "like", "between", "exists", "case", "then", "else", "end",
        "distinct", "asc", "desc", "all", "using", "create", "table", "index", "view", "alter", "drop", "primary", "key",
        "for",
    )
)  # fmt: skip
_JOINED = {"join": frozenset(("left", "right", "inner", "outer", "full", "cross")),
           "outer": frozenset(("left", "right", "full")), "from": frozenset(("delete",))}  # fmt: skip
LONG_LINE, DEEPEST, MOST = 72, 24, 400
LOOKED_AT, LAID_OUT = 1 << 14, 1 << 18
"""Characters in which a statement is looked for, and of one that are laid out."""


@dataclass(frozen=True, slots=True)
class SqlLine:
    """depth, and its parts as (text, kind): `word`, `text`, `number`, `note`, or empty."""

    depth: int
    parts: tuple[tuple[str, str], ...]


def sql_lines(text: str, most: int = MOST) -> tuple[str, tuple[SqlLine, ...]] | None:
    """The text before the first SQL statement, and the statement laid out a clause a line; None where there is none."""
    found = _SQL.search(text[:LOOKED_AT])
    if found is None:
        return None
    return text[: found.start()], tuple(_laid_out(text[found.start() : found.start() + LAID_OUT], most))


def _laid_out(text: str, most: int) -> Iterator[SqlLine]:
    line: list[tuple[str, str]] = []
    depth, start, count, size, before, nested = 0, 0, 0, 0, "", []
    for found in _PART.finditer(text):
        part, kind = found[0], found.lastgroup or ""
        if kind == "gap":
            if line and line[-1][0] != " ":
                line.append((" ", ""))
            continue
        lower = part.lower()
        opens = kind == "word" and lower in _BREAKS and before not in _JOINED.get(lower, ())
        if line and (opens or (before == "," and size > LONG_LINE)):
            yield SqlLine(_depth(start, line), _stripped(line))
            line, size, count = [], 0, count + 1
            if count >= most:
                return
        start = start if line else depth
        if part == "(":
            nested.append(depth)
            depth = min(depth + 2, DEEPEST)
        elif part == ")" and nested:
            depth = nested.pop()
        line.append((part, _kind(kind, lower)))
        size += len(part)
        before = lower
    if line:
        yield SqlLine(_depth(start, line), _stripped(line))


def _kind(group: str, lower: str) -> str:
    if group == "word":
        return "word" if lower in _WORDS else ""
    return group if group in ("text", "number", "note") else ""


def _depth(start: int, line: list[tuple[str, str]]) -> int:
    """As deep as its brackets, one more for a condition that goes on."""
    return start + (1 if line[0][0].lower() in ("and", "or", "on") else 0)


def _stripped(line: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(line[:-1] if line and line[-1][0] == " " else line)
