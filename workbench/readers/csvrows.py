"""Rows of a table in CSV (RFC 4180) with the places of their cells: quotes, line ends within them, repeated columns.

For tables whose cells are cited one by one, or whose end may be missing; `tablerows` reads tables of any size, by rows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

CELLS_LIMIT = 5000
LINES_NEAR, ROW_NEAR = 200, 100_000
"""Rows of so many lines and bytes are read in compiled code, which takes no cell over 128 KiB."""
MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text without quotes, and its bytes [start, end) as they stand in the source."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row. texts: of its cells · start: its first byte · end: behind its last, without the line end · whole: its quotes
    are closed; one that isn't is the last, since nobody can tell where it ends · data, delimiter: what it was found in.
    """

    texts: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    whole: bool = True
    data: bytes = b""
    delimiter: bytes = b","

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells with their places."""
        return tuple(_cells(self.data, self.delimiter, self.start)[0])


@cache
def _cell(delimiter: bytes) -> re.Pattern[bytes]:
    mark = re.escape(delimiter)
    quoted = rb' *"(?P<quoted>(?:[^"]|"")*+)" *(?=' + mark + rb"|[\r\n]|\Z)"
    return re.compile(quoted + rb"|(?P<bare>[^\r\n" + mark + rb"]*+)")


def csv_rows(data: bytes, delimiter: bytes = b",", start: int = 0) -> Iterator[CsvRow]:
    """The rows from a byte on, a mark in front and rows without any text left out."""
    at = len(MARK) if not start and data.startswith(MARK) else start
    sign = delimiter.decode()
    whole = True
    while at < len(data) and whole:
        end = _usual_end(data, at)
        texts = _usual_texts(data[at:end], delimiter, sign) if end >= 0 else None
        if texts is not None:
            row = CsvRow(texts, at, end - data.startswith(b"\r", end - 1, end), True, data, delimiter)
            at = end + 1
        else:
            row, at = _row(data, delimiter, at)
            whole = row.whole
        if any(row.texts):
            yield row


def _usual_end(data: bytes, at: int) -> int:
    """The line feed at which a row ends whose quotes are closed there; -1 where that is not near, or not plain."""
    end = data.find(b"\n", at)
    quotes, lines = data.count(b'"', at, end) if end >= 0 else 0, 1
    while quotes % 2 and lines < LINES_NEAR:
        begin, end = end + 1, data.find(b"\n", end + 1)
        if end < 0:
            return -1
        quotes, lines = quotes + data.count(b'"', begin, end), lines + 1
    return end if quotes % 2 == 0 else -1


def _usual_texts(row: bytes, delimiter: bytes, sign: str) -> tuple[str, ...] | None:
    """The cells of a row in compiled code; None where there is anything odd about it."""
    row = row.removesuffix(b"\r")
    try:
        text = row.decode()
    except UnicodeDecodeError:
        return None
    if b"\r" in row or len(row) > ROW_NEAR:
        return None
    if b'"' not in row:
        texts = text.split(sign)
    else:
        if b' "' in row and _padded(delimiter).search(row):
            return None  # blanks around quotes: the `csv` module takes such quotes for text
        try:
            texts = next(csv.reader((text,), delimiter=sign, strict=True))
        except csv.Error:
            return None
    return tuple(texts) if len(texts) <= CELLS_LIMIT else None


@cache
def _padded(delimiter: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?:^|" + re.escape(delimiter) + rb') +"')


def _row(data: bytes, delimiter: bytes, at: int) -> tuple[CsvRow, int]:
    """The row that begins here, and where the next one does."""
    cells, whole, behind = _cells(data, delimiter, at)
    while data[behind : behind + 1] in (b"\r", b"\n"):
        behind += 1
    texts = tuple(cell.text for cell in cells)
    return CsvRow(texts, cells[0].start, cells[-1].end, whole, data, delimiter), behind


def _cells(data: bytes, delimiter: bytes, at: int) -> tuple[list[Cell], bool, int]:
    """The cells of the row that begins here, whether its quotes are closed, and where it ends."""
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
            return cells, not opened, at
        at += 1
