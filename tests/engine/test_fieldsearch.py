"""Fields are found in the records that hold them, however many records their text lets be passed over."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine import bites, fieldsearch
from workbench.engine.bytesource import ByteSource
from workbench.engine.fieldtest import fields_test
from workbench.engine.lineformat import LineFormat
from workbench.engine.literalpieces import literal_pieces
from workbench.engine.logindex import build_log_index
from workbench.engine.needle import Field, Has
from workbench.engine.rowset import RowSet
from workbench.engine.search import find_field
from workbench.jobs import JobContext
from workbench.readers.formats import jsonlines, logfmt

NAMES = ("user", "status", "trace_id", "path", "n", "Logger", "http.method", "x-y_z")
ASKED = (
    *NAMES,
    "http.request.method",
    "http.response.status_code",
    "url.path",
    "code.namespace",
    "xyz",
    "method",
    "nö",
)
values = (
    st.sampled_from(["", "x", "Foo", "a b", "é1", 'q"uote', "back\\slash", "true", "ID-0007", "\x01ab", "tab\tend"])
    | st.sampled_from(["00000000-0000-4da6-a3ce-929d0e0e4736", "4bf92f3577b34da6", "0" * 31 + "1"])
    | st.integers(0, 1200)
    | st.sampled_from([True, None, 0.5, 1e22, 5.03e2, 1e-7])
)
records = st.lists(st.dictionaries(st.sampled_from(NAMES), values, max_size=3), min_size=1, max_size=8)
wanted = st.sampled_from(
    [
        "x",
        "foo",
        "503",
        "503.0",
        "503*",
        "true",
        "1",
        "0.5",
        "1e+22",
        "a b",
        "*1",
        "FOO*",
        "00000000000040",
        "1e-07",
        "ab",
    ]
    + ["0000000000000000" + "4bf92f3577b34da6", "0000000000004da6a3ce929d0e0e4736", "00000000", 'q"uote', "id-0007"]
)


def as_json(record: dict[str, object]) -> str:
    return json.dumps({"time": "2026-03-17T14:02:11Z", **record}, ensure_ascii=len(record) % 2 == 0)


def as_logfmt(record: dict[str, object]) -> str:
    pairs = [key if value is True else f"{key}={json.dumps(str(value))}" for key, value in record.items()]
    return " ".join(["ts=2026-03-17T14:02:11Z", *pairs])


def found(text: str, format: LineFormat, leaf: Field | Has, folder: Path, within: RowSet | None = None) -> list[int]:
    path = folder / "a.log"
    path.write_text(text, encoding="utf-8")
    with ByteSource(path, sealed=True) as source:
        index = build_log_index(source, format, folder / "index", JobContext())
        return find_field(source, index, format, leaf, JobContext(), within=within).rows().tolist()


@settings(max_examples=40, deadline=None)
@given(records, wanted, st.sampled_from(NAMES), st.sampled_from([(jsonlines, as_json), (logfmt, as_logfmt)]))
def test_fields_are_found_as_by_taking_every_record_apart(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, object]], value: str, name: str, form
):
    reader, written = form
    lines = [written(row) for row in rows]
    leaf = Field(name, "=", value)
    test = fields_test(leaf)
    expected = [number for number, line in enumerate(lines) if test(reader.FORMAT.parse(line))]
    assert found("\n".join(lines) + "\n", reader.FORMAT, leaf, tmp_path_factory.mktemp("log")) == expected


@settings(max_examples=40, deadline=None)
@given(records, st.sampled_from(ASKED), st.sampled_from(["<", ">", "<=", ">=", "has"]), st.sampled_from(["5", "foo", "503"]),
       st.sampled_from([(jsonlines, as_json), (logfmt, as_logfmt)]))  # fmt: skip
def test_fields_that_are_compared_or_asked_for_are_found_by_their_keys(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, object]], name: str, op, value: str, form
):
    reader, written = form
    lines = [written(row) for row in rows]
    leaf = Has(name) if op == "has" else Field(name, op, value)
    test = fields_test(leaf)
    expected = [number for number, line in enumerate(lines) if test(reader.FORMAT.parse(line))]
    assert found("\n".join(lines) + "\n", reader.FORMAT, leaf, tmp_path_factory.mktemp("log")) == expected


def test_of_records_of_many_megabytes_few_are_in_memory_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bites.bites_held, "__defaults__", (1 << 20,))
    lines = [as_json({"user": f"u{number}", "pad": "x" * 400_000}) for number in range(40)]
    (tmp_path / "a.log").write_text("\n".join(lines))
    with ByteSource(tmp_path / "a.log", sealed=True) as source:
        index = build_log_index(source, jsonlines.FORMAT, tmp_path / "index", JobContext())
        for leaf in (Field("user", "=", "u*"), Field("user", "=", "^u", regex=True)):
            tracemalloc.start()
            rows = find_field(source, index, jsonlines.FORMAT, leaf, JobContext()).rows().tolist()
            most = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert rows == [*range(40)]
            assert most < 20 * 400_000


def test_only_records_that_hold_a_piece_of_the_value_are_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    taken: list[str] = []

    def parse(text: str):
        taken.append(text)
        return logfmt.FORMAT.parse(text)

    monkeypatch.setattr(fieldsearch, "BATCH", 7)
    lines = [f"ts=2026-03-17T14:02:11Z user=u{number}" for number in range(500)]
    counting = LineFormat("t", "t", start="^ts=", literal_fields=True, parse=parse)
    within = RowSet.from_rows(np.arange(0, 500, 2), 500)
    assert found("\n".join(lines), counting, Field("user", "=", "u77*"), tmp_path) == [77, *range(770, 500)]
    assert len(taken) == 1
    assert found("\n".join(lines), counting, Field("user", "=", "u4*"), tmp_path, within) == [
        4,
        *range(40, 50, 2),
        *range(400, 500, 2),
    ]


def test_a_piece_is_taken_only_where_the_text_must_hold_it():
    assert literal_pieces(Field("user", "=", "order-00042")) == ("order",)
    assert literal_pieces(Field("id", "=", "0000000000004da6a3ce929d0e0e4736")) == ("929d0e0e4736",)
    for none in (
        Field("n", "=", "1.50"),
        Field("n", "=", "5*"),
        Field("debug", "=", "true"),
        Has("x"),
        Field("n", ">", "5"),
    ):
        assert literal_pieces(none) == ()


def test_of_an_id_the_piece_is_what_all_its_writings_share():
    trace = "4bf92f35-77b3-4da6-a3ce-929d0e0e4736"
    for typed in (
        trace,
        trace.replace("-", "").upper(),
        "1-4bf92f35-77b34da6a3ce929d0e0e4736",
        "a3ce929d0e0e4736",
        f"*{trace[-20:]}",
    ):
        assert literal_pieces(Field("trace_id", "=", typed)) in (("929d0e0e4736",), ("929D0E0E4736",))
    assert literal_pieces(Field("commit", "=", "e375a368" * 5)) == ("e375a36",)
    assert literal_pieces(Field("url", "=", "https://averylongname@shop.example:443/a")) == ("example",)
