"""Rows of CSV: what compiled code reads of usual rows is what the careful look at each cell finds."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.readers.csvrows import csv_rows

odd = st.sampled_from([b"a", b'"', b'""', b",", b"\n", b"\r\n", b"\r", b" ", b'"x"', b'"a,b"', b'"l\nm"', b"\xff", b"\xc3",
                       b"\xc3\xa9", b", ", b'"q" ,', b"\xef\xbb\xbf", b"\x00", b"\t"])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(odd, max_size=14))
def test_a_rows_texts_are_those_of_its_cells(parts: list[bytes]):
    data = b"".join(parts)
    for row in csv_rows(data):
        assert row.texts == tuple(cell.text for cell in row.cells)
        assert (row.start, row.end) == (row.cells[0].start, row.cells[-1].end)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(st.text(st.sampled_from('ab",; \n\té'), max_size=6), min_size=2, max_size=4), max_size=6),
    st.sampled_from(",;"),
)
def test_what_the_csv_module_writes_is_read_again(rows: list[list[str]], sign: str):
    text = StringIO()
    csv.writer(text, delimiter=sign, quoting=csv.QUOTE_ALL).writerows(rows)
    found = [list(row.texts) for row in csv_rows(text.getvalue().encode(), sign.encode())]
    assert found == [row for row in rows if any(row)]


@pytest.mark.parametrize(
    ("data", "texts", "whole"),
    [
        (b'a,"b\r\nc",d\r\ne', [("a", "b\r\nc", "d"), ("e",)], [True, True]),
        (b'a, "b" ,c\n', [("a", "b", "c")], [True]),
        (b'a,5" disk\nb,6" disk\n', [("a", '5" disk'), ("b", '6" disk')], [True, True]),
        (b'a,"b\nc', [("a", '"b')], [False]),
        (b"\xef\xbb\xbfa,b\n\n,\nc,d", [("a", "b"), ("c", "d")], [True, True]),
    ],
)
def test_quotes_blanks_and_line_ends(data: bytes, texts: list[tuple[str, ...]], whole: list[bool]):
    rows = list(csv_rows(data))
    assert [row.texts for row in rows] == texts
    assert [row.whole for row in rows] == whole
