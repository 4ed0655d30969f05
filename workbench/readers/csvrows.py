"""Rows of a table in CSV (RFC 4180) with the places of their cells: quotes, line ends within them, repeated columns.

For tables whose cells are cited one by one, or whose end may be missing; `tablerows` reads tables of any size, by rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

CELLS_LIMIT = 5000
MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text without quotes, and its bytes [start, end) as they stand in the source."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row. whole: its quotes are closed; one that isn't is the last, since nobody can tell where it ends."""

    cells: tuple[Cell, ...]
    whole: bool = True

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells' texts."""
        return tuple(cell.text for cell in self.cells)

    @property
    def start(self) -> int:
        """Its first byte."""
        return self.cells[0].start

    @property
    def end(self) -> int:
        """Behind its last byte, without the line end."""
        return self.cells[-1].end


@cache
def _cell(delimiter: bytes) -> re.Pattern[bytes]:
    mark = re.escape(delimiter)
    quoted = rb' *"(?P<quoted>(?:[^"]|"")*+)" *(?=' + mark + rb"|[\r\n]|\Z)"
    return re.compile(quoted + rb"|(?P<bare>[^\r\n" + mark + rb"]*+)")


def csv_rows(data: bytes, delimiter: bytes = b",", start: int = 0) -> Iterator[CsvRow]:
    """The rows from a byte on, a mark in front and rows without any text left out."""
    at = len(MARK) if not start and data.startswith(MARK) else start
    whole = True
    while at < len(data) and whole:
        row, at = _row(data, delimiter, at)
        whole = row.whole
        if any(cell.text for cell in row.cells):
            yield row


def _row(data: bytes, delimiter: bytes, at: int) -> tuple[CsvRow, int]:
    """The row that begins here, and where the next one does."""
    pattern, cells = _cell(delimiter), []
    while True:
        found = pattern.match(data, at)
        assert found is not None  # a bare cell may be empty
        quoted, bare = found["quoted"], found["bare"]
        opened = quoted is None and bare.lstrip(b" ").startswith(b'"') and bare.count(b'"') % 2 == 1
        text = bare if quoted is None else quoted.replace(b'""', b'"')
        if len(cells) < CELLS_LIMIT:
            cells.append(Cell(text.decode("utf-8", "replace"), at, found.end()))
        at = found.end()
        if opened or data[at : at + 1] != delimiter:
            break
        at += 1
    while data[at : at + 1] in (b"\r", b"\n"):
        at += 1
    return CsvRow(tuple(cells), not opened), at
