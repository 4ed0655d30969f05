"""Rows of the log written down: what each form says, and that a file is there whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workbench.casework import saving
from workbench.casework.opencase import OpenCase, create_case
from workbench.casework.rowforms import placed_lines, stamp_of
from workbench.cli.main import main
from workbench.engine.bytesource import ByteSource
from workbench.errors import ExportError, WorkbenchError
from workbench.jobs import Cancelled, JobContext
from workbench.model.instants import SECOND, iso, parse_instant

START = parse_instant("2026-03-17T14:00:00Z", day=0)
LINES = 9_000


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenCase]:
    """Two logs, one of three records (a trace, a formula, a fence), and one of many lines."""
    folder = tmp_path_factory.mktemp("saving")
    small, big = folder / "small.log", folder / "big.log"
    small.write_text(
        f"{iso(START, 3)} ERROR =cmd()\n{iso(START + SECOND, 3)} WARN two\r\n  at a.py:1\r\n  at b.py:2\r\n"
        f"{iso(START + 2 * SECOND, 3)} INFO ``` out\n"
    )
    big.write_text("".join(f"{iso(START + (10 + n) * SECOND, 3)} INFO line {n}\n" for n in range(LINES)))
    made = create_case(folder / "a.case", title="Saving", started=START)
    made.ingest([small, big])
    yield made
    made.close()


def rows(case: OpenCase, text: str) -> np.ndarray:
    return np.asarray(case.query(text))


def test_text_says_of_each_line_its_file_number_and_utc(case: OpenCase):
    assert case.write_rows(rows(case, "two"), "text").splitlines() == [
        f"small.log:2 2026-03-17T14:00:01.000Z  {iso(START + SECOND, 3)} WARN two",
        "small.log:3 2026-03-17T14:00:01.000Z    at a.py:1",
        "small.log:4 2026-03-17T14:00:01.000Z    at b.py:2",
    ]


def test_raw_is_the_files_own_lines(case: OpenCase):
    assert (
        case.write_rows(rows(case, "source:big.log"), "raw").encode() == Path(case.source("big.log").path).read_bytes()
    )


def test_csv_is_read_back_by_any_reader_and_runs_nothing(case: OpenCase):
    table = list(csv.DictReader(io.StringIO(case.write_rows(rows(case, "source:small.log"), "csv"))))
    assert [row["t"] for row in table] == [f"2026-03-17T14:00:0{n}.000Z" for n in range(3)]
    assert [row["line"] for row in table] == ["1", "2", "5"]
    assert table[0]["title"] == "'=cmd()"
    assert "at b.py:2" in table[1]["body"]


def test_json_has_the_keys_of_query(case: OpenCase, capsys: pytest.CaptureFixture[str]):
    text = case.write_rows(rows(case, "two"), "json")
    case.close()
    assert main(["query", str(case.path), "two", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(text)


def test_a_fence_in_the_text_ends_no_fence_of_markdown(case: OpenCase):
    text = case.write_rows(rows(case, "out"), "markdown")
    assert text == (
        "**small.log:5** · 2026-03-17T14:00:02Z\n\n````text\n"
        f"{iso(START + 2 * SECOND, 3)} INFO ``` out\n````\n\n"
    )  # fmt: skip


def test_all_rows_are_saved_block_by_block_with_progress(case: OpenCase, tmp_path: Path):
    reports: list[float] = []
    path = tmp_path / "all.log"
    saved = case.save_rows(case.query("*"), "text", path, JobContext(lambda share, _text: reports.append(share)))
    lines = path.read_text().splitlines()
    assert saved.rows == LINES + 3
    assert saved.size == path.stat().st_size
    assert lines[-1] == f"big.log:{LINES} {iso(START + (9 + LINES) * SECOND, 3)}  " + (
        f"{iso(START + (9 + LINES) * SECOND, 3)} INFO line {LINES - 1}"
    )
    assert len(lines) == LINES + 5
    assert reports == sorted(reports)


def test_a_save_that_is_stopped_leaves_the_old_file_and_nothing_else(case: OpenCase, tmp_path: Path):
    path = tmp_path / "all.log"
    path.write_text("old")
    context = JobContext(lambda _share, _text: context.stop())
    with pytest.raises(Cancelled):
        case.save_rows(case.query("*"), "text", path, context)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_where_nothing_can_be_written_is_said(case: OpenCase, tmp_path: Path):
    with pytest.raises(ExportError, match="can't be written"):
        case.save_rows(case.query("two"), "raw", tmp_path / "no" / "x.txt")
    with pytest.raises(ExportError, match="inside the case"):
        case.save_rows(case.query("two"), "raw", case.path / "objects" / "x.txt")
    with pytest.raises(ExportError, match="no form called 'pdf'"):
        case.save_rows(case.query("two"), "pdf", tmp_path / "x.pdf")


@pytest.mark.parametrize(("name", "head"), [("a.md", "**small.log:2**"), ("a.csv", "t,level"), ("a.jsonl", '{"id"')])
def test_query_saves_as_the_ending_asks(case: OpenCase, tmp_path: Path, name: str, head: str, capsys):
    path = tmp_path / name
    assert main(["query", str(case.path), "two", "--save", str(path)]) == 0
    assert path.read_text().startswith(head)
    assert capsys.readouterr().out == f"{path}: 1 records\n"


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=80).filter(lambda raw: b"\r" not in raw), st.integers(1, 10**12))
def test_every_line_of_a_record_stands_behind_its_place(raw: bytes, line: int):
    lines = placed_lines(raw, "a.log", line, "T").split(b"\n")[:-1]
    wanted = raw.rstrip(b"\n").split(b"\n")
    assert lines == [b"a.log:%d T  %s" % (line + n, text) for n, text in enumerate(wanted)]


def test_a_stamp_is_told_to_the_millisecond_or_as_fine_as_it_is():
    assert stamp_of(START) == "2026-03-17T14:00:00.000Z"
    assert stamp_of(START + 1) == "2026-03-17T14:00:00.000000001Z"
    assert stamp_of(None) == "no-time"


def test_a_case_that_grows_while_it_is_saved_moves_no_row_at_its_end_but_may_before(tmp_path: Path):
    log, later, earlier = tmp_path / "a.log", tmp_path / "later.log", tmp_path / "earlier.log"
    log.write_text("".join(f"{iso(START + n * SECOND, 3)} INFO line {n}\n" for n in range(LINES)))
    later.write_text(f"{iso(START + 2 * LINES * SECOND, 3)} INFO later\n")
    earlier.write_text(f"{iso(START - SECOND, 3)} INFO earlier\n")
    made = create_case(tmp_path / "g.case", title="Grows", started=START)
    made.ingest([log])
    shown = made.select("*")

    def growing(file: Path) -> JobContext:
        def report(share: float, _text: str) -> None:
            if share == 0:
                made.ingest([file])

        return JobContext(report)

    assert made.save_rows(shown, "raw", tmp_path / "x.txt", growing(later)).rows == LINES
    assert (tmp_path / "x.txt").read_bytes() == log.read_bytes()
    with pytest.raises(WorkbenchError, match="rows moved"):
        made.save_rows(shown, "raw", tmp_path / "y.txt", growing(earlier))
    assert not (tmp_path / "y.txt").exists()
    made.close()


@settings(max_examples=60, deadline=None)
@given(
    parts=st.lists(st.sampled_from([b"\n", b"\r\n", b"\r", b"ab", "é".encode(), b"\xff", b" x" * 9]), max_size=40),
    placed=st.booleans(),
)
@example(parts=[b"\r\n", b"\r\n", b"\r\n", b"\r", b"\r\n", b"ab"], placed=True)
def test_a_very_long_record_is_written_in_pieces_as_it_is_at_once(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], placed: bool
):
    raw = b"".join(parts)
    path = tmp_path_factory.mktemp("long") / "a.log"
    path.write_bytes(b"above\n" + raw)
    with ByteSource(path, sealed=True) as source, pytest.MonkeyPatch.context() as patched:
        patched.setattr(saving, "PIECE", 7)
        written = b"".join(saving.long_record(source, 6, len(raw), "a.log" if placed else "", 2, "14:00"))
    assert written == (placed_lines(raw, "a.log", 2, "14:00") if placed else raw.rstrip(b"\r\n") + b"\n")


def test_of_long_records_little_is_in_memory_while_they_are_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(saving, "LONG", 1 << 20)
    monkeypatch.setattr(saving, "PIECE", 1 << 18)
    source = tmp_path / "long.log"
    with source.open("w") as file:
        for number in range(8):
            file.write(f"{iso(START + number * SECOND, 3)} INFO {'payload ' * 500_000}end{number}\n")
    case = create_case(tmp_path / "a.case", title="Long", started=START)
    case.ingest([source])
    for form in ("raw", "text"):
        tracemalloc.start()
        saved = case.save_rows(case.query("*"), form, tmp_path / form)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert saved.size == (tmp_path / form).stat().st_size >= source.stat().st_size
        assert most < 3_000_000
    case.close()
    assert (tmp_path / "raw").read_bytes() == source.read_bytes()
