"""Bytes as a text column without a copy."""

from __future__ import annotations

import gc

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine import arrowview
from workbench.engine.arrowview import text_column

pieces = st.lists(st.binary(max_size=40) | st.text(max_size=20).map(str.encode), max_size=30)


@settings(max_examples=40, deadline=None)
@given(pieces)
def test_every_row_is_its_bytes_decoded_with_what_is_wrong_replaced(rows: list[bytes]):
    buffer = np.frombuffer(b"".join(rows), dtype=np.uint8)
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    starts = np.cumsum(lengths) - lengths
    wanted = [row.decode("utf-8", "replace") for row in rows]
    assert text_column(buffer, starts, lengths).to_list() == wanted
    assert text_column(buffer, starts, lengths, searched=True).to_list() == wanted
    assert (text_column(buffer, starts, lengths) == pl.Series(wanted, dtype=pl.String)).all()


@pytest.mark.parametrize(
    "row", [b"abc\xff" * 5, "aé€𝄞".encode() * 5 + b"\xf0\x9d", b"\xe2\x82" * 9, b"\xed\xa0\x80abc"]
)
@pytest.mark.parametrize("others", [(), (b"",), (b"", b"plain"), (b"\xc3",)])
def test_a_long_row_that_is_cut_while_decoded_reads_the_same(
    row: bytes, others: tuple[bytes, ...], monkeypatch: pytest.MonkeyPatch
):
    rows = [row, *others]
    buffer = np.frombuffer(b"".join(rows), dtype=np.uint8)
    lengths = np.array([len(one) for one in rows], dtype=np.int64)
    for piece in range(1, len(row) + 2):
        monkeypatch.setattr(arrowview, "PIECE", piece)
        column = text_column(buffer, np.cumsum(lengths) - lengths, lengths)
        assert column.to_list() == [one.decode("utf-8", "replace") for one in rows]


def test_a_column_keeps_the_bytes_it_points_into():
    words = [f"line number {number:08d} of the log".encode() for number in range(1000)]
    buffer = np.frombuffer(b"".join(words), dtype=np.uint8).copy()
    lengths = np.full(1000, len(words[0]), dtype=np.int64)
    column = text_column(buffer, np.arange(1000) * len(words[0]), lengths)
    part = column.slice(900, 50)
    del buffer, column
    gc.collect()
    assert part.to_list() == [word.decode() for word in words[900:950]]
