"""Records too large to be held as a whole: their first line and the lines under it are read where they are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError
from workbench.model.entities import bytes_citation
from workbench.model.records import Record
from workbench.views.log.rows import BodyLine, BodyPage, LongText
from workbench.views.log.text import PAINTED, harmless, printable

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase

HEAD, PAGE = 1 << 14, 1 << 16
"""Bytes in which a message's beginning is looked for, and of one page of lines."""


class LargeRecord:
    """The bytes of one record of a log, a piece at a time; nothing where its source can't be read any more."""

    def __init__(self, case: OpenCase, record: Record) -> None:
        self._case, self._record = case, record

    def bytes(self, start: int, count: int) -> bytes:
        """At most `count` bytes from byte `start` of the record on."""
        place = self._record.place
        count = min(count, place.length - start)
        if count <= 0:
            return b""
        try:
            return self._case.raw(bytes_citation(self._record.source_id, place.offset + start, count))
        except WorkbenchError:
            return b""

    def line(self, message: str, length: int) -> LongText:
        """The first line from where its message begins. length: bytes of it from there on, at most."""
        found = self.bytes(0, HEAD).find(message[:64].encode()) if message else 0
        skip = max(found, 0)
        length = min(length, self._record.place.length - skip)

        def read(start: int, count: int) -> str:
            count = min(count, length - start)
            return printable(whole_letters(self.bytes(skip + start, count + 3), count)) if count > 0 else ""

        return LongText(max(length, 0), read)

    def lines_from(self, at: int) -> BodyPage:
        """Lines from byte `at` on, about `PAGE` bytes of them; a longer line comes in pieces."""
        data = self.bytes(at, PAGE)
        whole = at + len(data) >= self._record.place.length
        end = len(data) if whole else data.rfind(b"\n") + 1 or len(data)
        texts = data[:end].decode("utf-8", "replace").removesuffix("\n").split("\n") if end else []
        lines = tuple(BodyLine(harmless(text.rstrip("\r"))) for text in texts)
        return lines, -1 if whole or not end else at + end

    def after_lines(self, count: int) -> int:
        """The byte behind the record's first `count` lines, looked for in what is read at once; -1 where it ends before."""
        data, at = self.bytes(0, PAGE * 32), 0
        for _line in range(count):
            at = data.find(b"\n", at) + 1
            if not at:
                return -1
        return at if at < self._record.place.length else -1


def whole_letters(data: bytes, count: int) -> str:
    """The letters of UTF-8 that begin within the first `count` bytes, and no half of one; other bytes as U+FFFD."""
    start = next((at for at in range(min(4, len(data))) if data[at] & 0xC0 != 0x80), 0)
    end = min(count, len(data))
    while end < len(data) and data[end] & 0xC0 == 0x80:
        end += 1
    return data[start:end].decode("utf-8", "replace")


def is_long(first: str) -> bool:
    """Whether a first line is more than a row holds."""
    return len(first) > PAINTED
