"""Rows of a table in CSV (RFC 4180) with the places of their cells: quotes, line ends within them, repeated columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

CELLS_LIMIT = 5000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text without quotes, and its bytes [start, end) as they stand in the source."""

    text: str
    start: int
    end: int


@cache
def _cell(delimiter: bytes) -> re.Pattern[bytes]:
    mark = re.escape(delimiter)
    return re.compile(rb'(?:"(?P<quoted>(?:[^"]|"")*+)"|(?P<bare>[^"\r\n' + mark + rb"][^\r\n" + mark + rb"]*+|))")


def csv_rows(data: bytes, delimiter: bytes = b",", start: int = 0) -> Iterator[tuple[Cell, ...]]:
    """The rows from a byte on, empty lines left out. What is cut off within quotes, or broken, ends them: see `whole`."""
    pattern, at = _cell(delimiter), start
    row: list[Cell] = []
    while at < len(data):
        found = pattern.match(data, at)
        if found is None:
            return
        quoted = found["quoted"]
        text = quoted.replace(b'""', b'"') if quoted is not None else found["bare"]
        if len(row) < CELLS_LIMIT:
            row.append(Cell(text.decode("utf-8", "replace"), at, found.end()))
        at = found.end()
        mark = data[at : at + 1]
        if mark == delimiter:
            at += 1
            if at < len(data):
                continue
        elif mark and mark not in b"\r\n":
            return
        while data[at : at + 1] in (b"\r", b"\n"):
            at += 1
        if len(row) > 1 or row[0].text:
            yield tuple(row)
        row = []


def whole(data: bytes, last: int) -> bool:
    """Whether nothing but line ends stands behind the last row that was read."""
    return not data[last:].strip(b"\r\n")
