"""A source is read by another reader or in another encoding, and the history goes back to what it was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from workbench.casework.opencase import OpenCase, create_case, open_case
from workbench.errors import SourceError, WorkbenchError
from workbench.model.case import Source
from workbench.model.entities import Citation

pytestmark = pytest.mark.usefixtures("records_here")
LOG = "".join(f"2026-03-17T14:02:{second:02d}.5Z INFO line {second}\n" for second in range(20))
SCRAPE = "# TYPE pool_in_use gauge\npool_in_use 7\n"
ALERTS = json.dumps({
    "version": "4", "status": "firing", "receiver": "duty", "groupLabels": {}, "commonLabels": {},
    "alerts": [{"status": "firing", "labels": {"alertname": "größer"}, "startsAt": "2026-03-17T14:02:10Z"}],
}, ensure_ascii=False)  # fmt: skip


@pytest.fixture
def case(tmp_path: Path):
    made = create_case(tmp_path / "one.case", title="one")
    yield made
    made.close()


def brought(case: OpenCase, folder: Path, name: str, data: bytes | str, **more: str) -> Source:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    (source,) = case.ingest([path], **more)
    return source


def test_a_source_says_why_its_reader_was_chosen(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path, "a.log", LOG)
    assert source.reader == "text.iso"
    assert source.why.startswith("20 of 20 lines")
    asked = brought(case, tmp_path, "b.log", LOG, reader="text.iso")
    assert asked.why == f"it was asked for; {source.why}"
    assert brought(case, tmp_path, "c.log", LOG, reader="text.plain").why == (
        "each line is a record, because it was asked for"
    )
    assert brought(case, tmp_path, "d.txt", "no stamp anywhere\n").why == ""


def test_what_it_was_chosen_for_is_still_known_after_opening_again(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path, "a.log", LOG)
    case.close()
    again = open_case(case.path)
    assert again.source(source.id).why == source.why != ""
    again.close()


def test_another_reader_reads_it_again_and_undo_goes_back(case: OpenCase, tmp_path: Path):
    text = "before\n" + LOG
    source = brought(case, tmp_path, "a.log", text)
    assert (source.records, source.skipped) == (20, 1)
    read = case.read_as(source.id, reader="text.plain")
    assert (read.reader, read.records, read.skipped) == ("text.plain", 21, 0)
    assert len(case.query("before")) == 1
    assert case.undo_label == "read a.log by text.plain"
    case.undo()
    assert (case.source(source.id), len(case.query("before")), len(case.query("line"))) == (source, 0, 20)
    case.redo()
    assert (case.source(source.id), len(case.query("before"))) == (read, 1)
    assert case.raw(Citation(source.id)) == text.encode()


def test_records_become_lines_and_records_again(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path, "a.json", ALERTS)
    assert (source.reader, len(case.query("kind:alert"))) == ("alertmanager.webhook", 1)
    case.read_as(source.id, reader="text.plain")
    assert (len(case.query("kind:alert")), len(case.query("*"))) == (0, 1)
    case.undo()
    assert len(case.query("kind:alert")) == 1
    case.redo()
    case.read_as(source.id, reader="alertmanager.webhook")
    assert (len(case.query("kind:alert")), len(case.query("*"))) == (1, 1)


def test_points_of_a_reading_that_counts_no_more_are_no_series(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path, "orders-20260317T140210Z.prom", SCRAPE)
    assert [series.sources for series in case.series()] == [(source.id,)]
    case.read_as(source.id, reader="text.plain")
    assert case.series() == ()
    case.read_as(source.id, reader="prometheus.text")
    (series,) = case.series()
    assert (series.sources, series.points, len(case.points(series.id).t)) == ((source.id,), 1, 1)
    case.undo()
    case.undo()
    assert [(series.sources, series.points) for series in case.series()] == [((source.id,), 1)]


def test_records_in_another_encoding_can_be_taken_back_even_when_the_index_was_lost(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path, "a.json", ALERTS.encode("cp1252"), encoding="utf-8")
    records = source.records
    read = case.read_as(source.id, reader="alertmanager.webhook", encoding="cp1252")
    assert (read.encoding, len(case.query("größer"))) == ("cp1252", 1)
    case.close()
    shutil.rmtree(case.path / "index")
    again = open_case(case.path)
    assert len(again.query("größer")) == 1
    again.undo()
    assert (again.source(source.id).records, len(again.query("größer")), len(again.query("*"))) == (records, 0, records)
    again.close()


def test_a_reader_that_finds_nothing_changes_nothing(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path, "a.log", LOG)
    for reader in ("nginx.access", "otlp.json", "git.bundle"):
        with pytest.raises(WorkbenchError, match="finds nothing in it|no reader called"):
            case.read_as(source.id, reader=reader)
    assert (case.source(source.id), len(case.query("line")), case.undo_label) == (source, 20, "")


def test_readers_are_offered_with_what_they_say_of_it(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path, "a.log", LOG)
    offered = case.candidates(source.id)
    assert (offered[0].reader, offered[0].why) == ("text.iso", source.why)
    assert {one.reader for one in offered} == {reader.id for reader in case.registry.readers}
    assert [one.confidence for one in offered] == sorted((one.confidence for one in offered), reverse=True)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "iso8859-1", "cp1252", "cp437", "koi8-r", "shift_jis",
                                      "gb18030", "big5", "euc_kr", "cp1251"])  # fmt: skip
def test_text_of_a_declared_encoding_is_what_was_written(case: OpenCase, tmp_path: Path, encoding: str):
    word = {"koi8-r": "ошибка", "cp1251": "ошибка", "shift_jis": "失敗しました", "gb18030": "错误😀", "big5": "錯誤",
            "euc_kr": "오류"}.get(encoding, "größer")  # fmt: skip
    text = LOG + f"2026-03-17T14:03:00.5Z ERROR {word}\n"
    source = brought(case, tmp_path, "a.log", text.encode(encoding))
    if source.encoding != encoding:
        source = case.read_as(source.id, encoding=encoding)
    assert (source.encoding, source.records, source.lines) == (encoding, 21, 21)
    assert case.raw(Citation(source.id)).decode() == text
    assert len(case.query(word)) == 1


def test_lines_of_two_encodings_stand_in_one_file(case: OpenCase, tmp_path: Path):
    utf8 = "2026-03-17T14:02:10.5Z INFO größer in UTF-8\n"
    latin = "2026-03-17T14:02:11.5Z INFO «CAFÉ» größer in Latin-1\n"
    raw = (utf8.encode() + latin.encode("latin-1")) * 3 + utf8.encode()[:-1]
    source = brought(case, tmp_path, "mixed.log", raw)
    assert len(case.query("größer")) == 4
    read = case.read_as(source.id, encoding="utf-8+latin-1")
    assert (read.encoding, read.records, read.lines) == ("utf-8+iso8859-1", 7, 7)
    assert len(case.query("größer")) == 7
    (problem,) = [problem for problem in read.problems if "UTF-8" in problem.what]
    assert problem.what == "3 lines are not UTF-8 and read as iso8859-1"
    assert problem.where == f"byte {len(utf8.encode())} of the file"
    # offsets are those of the text: every citation gives the line it shows
    text = case.raw(Citation(read.id)).decode()
    assert text == (utf8 + latin) * 3 + utf8[:-1]
    for number in range(1, 8):
        assert case.raw(case.line(read.id, number)).decode() == (utf8, latin)[(number - 1) % 2].rstrip("\n")
    # the file is sealed as it came
    assert (case.path / "objects" / read.object[:2] / read.object).read_bytes() == raw


def test_an_encoding_that_cannot_stand_beside_utf8_is_refused(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path, "a.log", LOG)
    for name in ("utf-8+utf-16", "utf-8+iso2022_jp", "utf-8+utf-8"):
        with pytest.raises(SourceError, match="can't stand beside UTF-8"):
            case.read_as(source.id, encoding=name)
    with pytest.raises(SourceError, match="no encoding called"):
        case.read_as(source.id, encoding="latin-1+utf-8")
