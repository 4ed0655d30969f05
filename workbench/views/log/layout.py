"""Rows laid out into lines, from any place on: only what a screen shows is asked for and made."""

from __future__ import annotations

from workbench.views.log.parts import WRAP_LINES, OpenedRecord, Parts, cut
from workbench.views.log.rows import Between, Fetch, Line, LogRow
from workbench.views.log.text import PAINTED


class LogLayout:
    """Knows `count` rows but asks `fetch` only for those it lays out.

    between: what stands between two rows, None for nothing · columns: characters of a message that fit on a line
    """

    def __init__(self, count: int = 0, fetch: Fetch = lambda _start, _stop: (), between: Between | None = None) -> None:
        self.count = count
        self.fetch = fetch
        self.between = between
        self.opened: set[int] = set()
        self.wrap = False
        self.columns = 120
        self._records: dict[int, OpenedRecord] = {}
        self._pages: dict[int, int] = {}

    def toggle(self, row: LogRow) -> bool:
        """Open or fold a record; gives whether it has anything to open."""
        if not row.chip and not row.more and row.long is None and len(row.message) <= self.columns:
            return False
        self.opened ^= {row.row}
        self._records.pop(row.row, None)
        self._pages.pop(row.row, None)
        return True

    def open_more(self, row: LogRow) -> bool:
        """Another page of an opened record; gives whether there was one."""
        record = self._records.get(row.row) if row.row in self.opened else None
        if record is None or not record.more:
            return False
        record.open_more()
        self._pages[row.row] = self._pages.get(row.row, 1) + 1
        return True

    def forget(self) -> None:
        """Drop the opened lines kept from before: their records may have changed."""
        self._records.clear()

    def parts_of(self, position: int, row: LogRow, below: LogRow | None = None) -> Parts:
        """One record's lines. below: the row that follows, where what stands between counts too."""
        width = max(self.columns, 20)
        if row.row in self.opened:
            record = self._records.get(row.row)
            if record is None:
                record = self._records[row.row] = OpenedRecord(row, width, self._pages.get(row.row, 1))
            parts = Parts(position, row, record.texts, record)
        elif self.wrap and len(row.message) > width:
            parts = Parts(position, row, cut(row.message[: 2 * PAINTED], width)[: 2 * WRAP_LINES], None)
        else:
            parts = Parts(position, row, [(row.message, 0)], None)
        if self.between is not None and below is not None:
            parts.after = self.between(row, below)
        return parts

    def lines_of(self, position: int, row: LogRow | None) -> list[Line]:
        """All lines of one record."""
        if row is None:
            return [Line(position, 0, "wait", None)]
        parts = self.parts_of(position, row)
        return list(parts.lines(0, len(parts)))

    def _fetch(self, start: int, stop: int) -> list[tuple[int, LogRow | None, LogRow | None]]:
        """Positions [start, stop) with their rows and the rows below them."""
        more = self.between is not None and stop < self.count
        rows = list(self.fetch(start, stop + more))
        below = [*rows[1:], None]
        return [(start + number, rows[number], below[number]) for number in range(min(stop - start, len(rows)))]

    def _height(self, position: int, row: LogRow | None, below: LogRow | None) -> int:
        return 1 if row is None else len(self.parts_of(position, row, below))

    def lines(self, position: int, part: int, wanted: int) -> list[Line]:
        """At least `wanted` lines from a place on, fewer at the end; records are fetched a screen at a time."""
        found: list[Line] = []
        position, skip = max(position, 0), part
        while position < self.count and len(found) < wanted:
            stop = min(position + wanted - len(found), self.count)
            before = position
            for at, row, below in self._fetch(position, stop):
                if row is None:
                    found.append(Line(at, 0, "wait", None))
                else:
                    parts = self.parts_of(at, row, below)
                    start = min(skip, len(parts) - 1) if at == before and not found else 0
                    found += parts.lines(start, start + wanted - len(found))
                skip, position = 0, at + 1
                if len(found) >= wanted:
                    break
            if position == before:
                break
        return found

    def above(self, position: int, part: int, wanted: int) -> tuple[int, int]:
        """The place `wanted` lines above another one, the very first where there are not so many."""
        left = wanted - part
        if left <= 0:
            return position, part - wanted
        while position > 0:
            start = max(0, position - max(left, 1))
            for at, row, below in reversed(self._fetch(start, position)):
                height = self._height(at, row, below)
                if height >= left:
                    return at, height - left
                left -= height
            position = start
        return 0, 0

    def below(self, position: int, part: int, wanted: int) -> tuple[int, int]:
        """The place `wanted` lines below another one, the last line where there are not so many."""
        lines = self.lines(position, part, wanted + 1)
        return (lines[-1].position, lines[-1].part) if lines else (0, 0)

    def last_top(self, visible: int) -> tuple[int, int]:
        """The place from which on exactly the end fits."""
        return self.above(self.count, 0, visible)
