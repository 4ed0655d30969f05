"""Rows of tables: what Python's csv module reads, each with its own bytes."""

from __future__ import annotations

import csv
import io
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.readers import tablerows
from workbench.readers.tablenumbers import number_of
from workbench.readers.tablerows import TableRow, columns_of, found_delimiter, rows_of

SIGNS = st.sampled_from(list('ab"",,;\n\r\t |1.é\x00\u2028'))


def rows(data: bytes, delimiter: str = ",") -> tuple[list[TableRow], list[tuple[str, int]]]:
    wrong: list[tuple[str, int]] = []
    return list(rows_of(io.BytesIO(data), delimiter, lambda what, line: wrong.append((what, line)))), wrong


@settings(max_examples=40, deadline=None)
@given(text=st.text(SIGNS, max_size=60), delimiter=st.sampled_from(",;\t|"), block=st.integers(1, 9))
def test_any_text_has_the_rows_that_csv_reads_wherever_a_piece_of_the_file_ends(text: str, delimiter: str, block: int):
    expected = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
    with patch.object(tablerows, "BLOCK", block):
        found, wrong = rows(text.encode(), delimiter)
    assert [row.cells for row in found] == expected
    assert not wrong


@settings(max_examples=40, deadline=None)
@given(cells=st.lists(st.lists(st.text(SIGNS, max_size=8), min_size=2, max_size=4), min_size=1, max_size=6))
def test_a_row_is_cited_by_the_bytes_that_csv_reads_it_from(cells: list[list[str]]):
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(cells)
    data = out.getvalue().encode()
    found, _ = rows(data)
    assert len(found) == len(cells)
    for row, wanted in zip(found, cells, strict=True):
        piece = data[row.offset : row.offset + row.length].decode()
        assert next(csv.reader(io.StringIO(piece, newline=""))) == wanted == row.cells


def test_a_mark_at_the_start_belongs_to_no_cell_and_lines_inside_quotes_are_counted():
    data = b'\xef\xbb\xbfa,b\n"one\ntwo",2\nx,y\n'
    found, _ = rows(data)
    assert [(row.cells, row.line) for row in found] == [(["a", "b"], 1), (["one\ntwo", "2"], 2), (["x", "y"], 4)]
    assert data[found[1].offset : found[1].offset + found[1].length] == b'"one\ntwo",2'


def test_a_quote_without_an_end_costs_its_own_line_only():
    later = b"".join(b"row %d,ok\n" % number for number in range(20_000))
    found, wrong = rows(b'a,b\n"never closed,1\n' + later)
    assert len(found) == 20_001
    assert found[1].cells == ["row 0", "ok"]
    assert [line for _what, line in wrong] == [2]
    assert "no end" in wrong[0][0]


def test_many_quotes_without_an_end_do_not_take_longer_and_longer():
    data = b"".join(b'"x%d,1\n' % number + b"y" * 90_000 + b'"z,2\n' for number in range(40))
    found, _wrong = rows(data)
    assert len(found) >= 40


def test_a_line_without_any_end_is_passed_over_and_said():
    data = b"a,b\n" + b"x" * (tablerows.LINE_LIMIT + 3 * tablerows.BLOCK) + b"\n1,2\n"
    found, wrong = rows(data)
    assert [row.cells for row in found] == [["a", "b"], ["1", "2"]]
    assert data[found[1].offset : found[1].offset + found[1].length] == b"1,2"
    assert len(wrong) == 1


def test_columns_without_a_name_and_with_the_same_are_told_apart():
    assert columns_of(["t", "", "v", "v", " v "], True) == ("t", "2", "v", "v (2)", "v (3)")
    assert columns_of(["x", "y"], False) == ("1", "2")


def test_the_delimiter_is_the_sign_that_parts_all_rows_alike():
    assert found_delimiter(b"time;cpu\n1,5;2,5\n3,5;4,5\n") == ";"
    assert found_delimiter(b"a\tb\n1, x\t2\n") == "\t"
    assert found_delimiter(b"a|b|c\n1|2|3\n") == "|"
    assert found_delimiter(b"just words\nand more of them\n") == ""


def test_numbers_are_read_with_the_decimal_sign_that_is_told_and_gaps_are_no_number():
    assert number_of("1,234.5") == 1234.5
    assert number_of("1.234,5", ",") == 1234.5
    assert number_of("0,91", ",") == 0.91
    assert number_of("98 %") == 98
    assert number_of("1 234") is None
    assert number_of("1\u202f234", ",") == 1234
    assert number_of("-1.5e3") == -1500
    assert str(number_of("NULL")) == str(number_of("")) == str(number_of("NaN")) == "nan"
    assert [number_of(text) for text in ("web-1", "1e999", "12:03", ".", "1,23")] == [None] * 5
