"""Rows of text tables (CSV, RFC 4180) with the bytes of each: a row may go on over lines within quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CELL = re.compile(rb'[ \t]*"((?:[^"]|"")*+)"[ \t]*(?=[,;\t\r\n]|$)|([^,\r\n]*+)')
_NEXT = re.compile(rb",|\r\n|\n|\r|$")
CELLS_LIMIT = 2000
MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of one row as text, and its bytes [start, end) without the line feed. whole: its quotes are closed."""

    cells: tuple[str, ...]
    start: int
    end: int
    whole: bool = True


def table_rows(text: bytes) -> Iterator[TableRow]:
    """The rows of a table whose cells are parted by commas; blank lines are passed over."""
    at = len(MARK) if text.startswith(MARK) else 0
    while at < len(text):
        row, at = _row(text, at)
        if any(row.cells):
            yield row


def _row(text: bytes, at: int) -> tuple[TableRow, int]:
    """The row that begins here, and where the next one does."""
    start, cells, whole = at, [], True
    while True:
        cell = _CELL.match(text, at)
        if cell is None:  # can't be: the second way takes anything
            return TableRow(tuple(cells), start, at, False), len(text)
        if cell[1] is not None:
            cells.append(cell[1].replace(b'""', b'"').decode("utf-8", "replace"))
        else:
            whole = whole and not cell[2].lstrip().startswith(b'"')
            cells.append(cell[2].decode("utf-8", "replace"))
        end = cell.end()
        mark = _NEXT.match(text, end)
        if mark is None or mark[0] != b"," or len(cells) >= CELLS_LIMIT:
            behind = mark.end() if mark is not None else _line_end(text, end)
            return TableRow(tuple(cells), start, end, whole), max(behind, start + 1)
        at = mark.end()


def _line_end(text: bytes, at: int) -> int:
    found = text.find(b"\n", at)
    return found + 1 if found >= 0 else len(text)
