"""A table's rows with their places: what Python's `csv` reads, each row cited by its own bytes.

Quotes, doubled quotes, delimiters and line ends inside quotes are the `csv` module's (RFC 4180 and what spreadsheets
write); it is fed one physical line after the other, and how far it asked for more tells where each row ends. A file of
any size is read in pieces.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

BLOCK = 1 << 20
LINE_LIMIT = 4 << 20
CELL_LIMIT = csv.field_size_limit()
"""What the `csv` module takes of one cell: 128 KiB."""
RETRIES = 10
"""Quotes that never end are met so often before quotes of the rest are taken for plain signs."""
COLUMNS_LIMIT = 2000
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row. offset, length: its bytes without the line end · line: its first physical line, from 1."""

    cells: list[str]
    offset: int
    length: int
    line: int


@dataclass(slots=True)
class _Lines:
    """Physical lines of a file with their places. A line over the limit is passed over and told."""

    file: BinaryIO
    wrong: Callable[[str, int], None]
    offset: int = 0
    number: int = 0

    def __iter__(self) -> Iterator[tuple[bytes, int, int]]:
        carry, at, dropped = b"", self.offset, False
        while True:
            block = self.file.read(BLOCK)
            lines = (carry + block).splitlines(keepends=True)
            carry = b""
            # what may go on in the next piece waits; a \r there may be the first half of a line end
            if block and lines and not lines[-1].endswith(b"\n"):
                carry = lines.pop()
            for line in lines:
                self.number += 1
                if not dropped:
                    yield line, at, self.number
                dropped = False
                at += len(line)
            if len(carry) > LINE_LIMIT:
                if not dropped:
                    self.wrong("a line is longer than a table's row may be and is passed over", self.number + 1)
                at, carry, dropped = at + len(carry) - 1, carry[-1:], True
            if not block:
                return


def rows_of(file: BinaryIO, delimiter: str, wrong: Callable[[str, int], None]) -> Iterator[TableRow]:
    """The rows, empty lines left out. wrong(what, line): told of each stretch that is passed over."""
    return _Rows(file, delimiter, wrong).rows()


class _Rows:
    def __init__(self, file: BinaryIO, delimiter: str, wrong: Callable[[str, int], None]) -> None:
        self._lines = iter(_Lines(file, wrong))
        self._delimiter, self._wrong = delimiter, wrong
        self._again: list[tuple[bytes, int, int]] = []
        self._taken: list[tuple[bytes, int, int]] = []
        self._failed = 0

    def _texts(self) -> Iterator[str]:
        """What the `csv` module is fed; each line it takes is remembered until its row is whole."""
        while True:
            found = self._again.pop() if self._again else next(self._lines, None)
            if found is None:
                return
            line, offset, number = found
            if offset == 0 and line.startswith(_MARK):
                found = line, offset, number = line[len(_MARK) :], len(_MARK), number
            self._taken.append(found)
            yield line.decode("utf-8", "replace")

    def rows(self) -> Iterator[TableRow]:
        while True:
            plain = self._failed > RETRIES
            quoting = csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL
            reader = csv.reader(self._texts(), delimiter=self._delimiter, quoting=quoting)
            try:
                for cells in reader:
                    row = self._row(cells)
                    self._taken.clear()
                    if row is not None:
                        yield row
                return
            except csv.Error as error:
                self._pass_over(error)

    def _row(self, cells: list[str]) -> TableRow | None:
        if not cells or len(cells) > COLUMNS_LIMIT:
            if cells:
                self._wrong(f"a row has {len(cells):,} columns and is passed over", self._taken[0][2])
            return None
        first, last = self._taken[0], self._taken[-1]
        end = last[1] + len(last[0].rstrip(b"\r\n"))
        return TableRow(cells, first[1], end - first[1], first[2])

    def _pass_over(self, error: csv.Error) -> None:
        """The first line of what failed is left out; the lines that a quote without an end took come again."""
        self._failed += 1
        what = "a quote that begins here has no end" if len(self._taken) > 1 else f"this is no row ({error})"
        self._wrong(f"{what}; the line is passed over", self._taken[0][2] if self._taken else 0)
        self._again.extend(reversed(self._taken[1:]))
        self._taken.clear()


def columns_of(cells: Sequence[str], header: bool) -> tuple[str, ...]:
    """The names of the columns: of a first row that names them, or 1, 2, 3. Empty ones are called by their number, names
    that come again get one behind them.
    """
    if not header:
        return tuple(str(at + 1) for at in range(len(cells)))
    names: dict[str, None] = {}
    for at, cell in enumerate(cells):
        name = " ".join(cell.split())[:200] or str(at + 1)
        found, count = name, 1
        while found in names:
            count += 1
            found = f"{name} ({count})"
        names[found] = None
    return tuple(names)


def fitted(cells: list[str], count: int) -> list[str] | None:
    """A row's cells for so many columns; None where it has others. A delimiter behind the last cell adds none."""
    if len(cells) == count:
        return cells
    return cells[:count] if len(cells) == count + 1 and not cells[-1].strip() else None


def found_delimiter(head: bytes) -> str:
    """The sign that parts a head's rows most evenly; empty where none does. It needs two rows, or one alone with three."""
    from io import BytesIO

    best = ("", 0.0)
    whole = head if len(head) < BLOCK else head[:BLOCK]
    cut = whole[: whole.rfind(b"\n") + 1] or whole
    for sign in (",", ";", "\t", "|"):
        counts: list[int] = []
        for row in rows_of(BytesIO(cut), sign, lambda _what, _line: None):
            counts.append(len(row.cells))
            if len(counts) >= 50:
                break
        if not counts or counts[0] < 2:
            continue
        even = sum(count == counts[0] for count in counts) / len(counts)
        if even >= 0.8 and (score := even * min(counts[0], 20)) > best[1]:
            best = (sign, score)
    return best[0]
