"""A log that grew is indexed from where its index ended; who had it open keeps what it had."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from workbench.engine import logcolumns
from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFormat
from workbench.engine.logindex import LogIndex, build_log_index, extend_log_index, open_log_index
from workbench.engine.scan import Scanner
from workbench.jobs import JobContext

FORMAT = LineFormat("test.iso", "ISO", start=r"^(?P<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:Z)?(?: (?P<level>[A-Z]+))?$")
FIRST = b"2026-03-17 14:02:11 INFO\n\tmore\n2026-03-17 14:02:12"


def grow(folder: Path, data: bytes, format: LineFormat | None = FORMAT) -> LogIndex:
    path = folder / "a.log"
    path.write_bytes(data)
    with ByteSource(path, sealed=False) as source:
        return extend_log_index(source, format, folder / "index", JobContext())


def told(index: LogIndex) -> list[list[int]]:
    ranges = (*index.line_ranges(0, index.lines), *index.record_ranges(0, index.records))
    columns = (index.wall, index.naive, index.severity, index.lines_of(np.arange(index.records)))
    return [part.tolist() for part in (*ranges, *columns)]


def fresh(folder: Path, data: bytes, format: LineFormat | None = FORMAT) -> LogIndex:
    path = folder / "fresh.log"
    path.write_bytes(data)
    with ByteSource(path, sealed=True) as source:
        return build_log_index(source, format, folder / "fresh", JobContext())


def test_a_last_line_without_its_end_may_become_another_record(tmp_path: Path):
    before = grow(tmp_path, FIRST)
    assert (before.records, before.severity.tolist()) == (2, [9, 0])
    then = told(before)
    after = grow(tmp_path, FIRST + b"Z ERROR\n")
    assert (after.records, after.severity.tolist(), after.naive.tolist()) == (2, [9, 17], [True, True])
    assert told(before) == then


def test_a_last_line_without_its_end_may_turn_out_to_be_no_record(tmp_path: Path):
    before = grow(tmp_path, FIRST)
    then = told(before)
    after = grow(tmp_path, FIRST + b" is no level\n2026-03-17 14:02:13 WARN")
    assert (after.records, after.lines_of(np.arange(2)).tolist()) == (2, [0, 3])
    assert told(before) == then


@pytest.mark.parametrize("format", [FORMAT, None], ids=["records", "lines"])
def test_grown_bit_by_bit_it_is_what_the_whole_is(format: LineFormat | None, tmp_path: Path):
    data = FIRST + b" WARN\r\n\r\n2026-03-17 14:02:13\n\xff\n\xc3\xa9\n\n2026-03-17 14:02:10 INFO\r"
    opened = []
    for size in (*range(0, 30, 7), *range(49, len(data) - 20, 3), *range(len(data) - 3, len(data) + 1)):
        index = grow(tmp_path, data[:size], format)
        whole = fresh(tmp_path, data[:size], format)
        assert told(index) == told(whole)
        assert index.stats == whole.stats
        assert index.is_utf8(0, size) == whole.is_utf8(0, size)
        opened.append((index, told(index)))
    assert all(told(index) == then for index, then in opened)


def test_a_writer_killed_in_its_midst_leaves_the_index_as_it_was(tmp_path: Path):
    then = told(grow(tmp_path, FIRST))

    longer = FIRST + b"\n" + b"2026-03-17 14:02:13 FATAL\n" * 500
    (tmp_path / "b.log").write_bytes(longer)
    header = logcolumns.read_log_header(tmp_path / "index")
    with ByteSource(tmp_path / "b.log", sealed=True) as source:
        columns = logcolumns.LogColumns(tmp_path / "index", header.sealed)
        columns.add(Scanner(FORMAT).rows(source, header.sealed.end, source.size))
        columns.close()  # columns are longer now; the header is the old one
    assert told(open_log_index(tmp_path / "index")) == then
    assert told(grow(tmp_path, longer)) == told(fresh(tmp_path, longer))


def test_a_source_that_is_as_it_was_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    grow(tmp_path, FIRST)
    monkeypatch.setattr(Scanner, "rows", lambda *_: pytest.fail("it was read"))
    assert grow(tmp_path, FIRST).records == 2


def test_a_shorter_source_another_format_and_a_damaged_index_begin_anew(tmp_path: Path):
    grow(tmp_path, FIRST)
    assert grow(tmp_path, FIRST[:25]).lines == 1
    assert grow(tmp_path, FIRST, None).records == 0
    (tmp_path / "index" / "header.json").write_bytes(b"{")
    assert grow(tmp_path, FIRST).records == 2
