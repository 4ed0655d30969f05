"""Bringing in: what a user finds in the case afterwards, whatever the files were like."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.casework.edits import Put
from workbench.casework.ingest import Ingest
from workbench.casework.opencase import OpenCase, create_case, open_case
from workbench.errors import CaseReadOnly, CaseTooNew, SourceChanged, SourceError
from workbench.jobs import Cancelled, JobContext
from workbench.model.instants import parse_instant
from workbench.settings import Settings


def t(text: str) -> int:
    return parse_instant(text, day=0)


def by_name(case: OpenCase) -> dict:
    return {source.name: source for source in case.sources()}


def test_a_folder_comes_in_sorted_and_every_file_is_one_source(full: OpenCase):
    paths = [source.path for source in full.sources()]
    assert paths == [
        "access.log",
        "core.bin",
        "orders.log",
        "payments.log",
        "metrics/orders-20260317T140210Z.prom",
        "metrics/orders-20260317T140220Z.prom",
    ]
    assert [source.label for source in full.sources()] == ["S1", "S2", "S3", "S4", "S5", "S6"]


def test_a_source_says_what_reading_it_gave(full: OpenCase):
    orders = by_name(full)["orders.log"]
    assert (orders.records, orders.lines, orders.skipped, orders.reader) == (3, 6, 0, "java.text")
    assert orders.first == t("2026-03-17T15:02:10.500Z") and orders.last == t("2026-03-17T15:02:12.001Z")
    assert dict(orders.levels) == {"info": 2, "error": 1}
    assert orders.zone_known == "assumed" and "no zone" in orders.problems[0].what
    payments = by_name(full)["payments.log"]
    assert payments.zone_known == "explicit" and not payments.problems


def test_bytes_that_nobody_can_read_are_kept_as_they_are(full: OpenCase, sources: Path):
    kept = by_name(full)["core.bin"]
    assert (kept.reader, kept.state, kept.records) == ("none", "kept", 0)
    assert full.raw(full_citation(kept.id)) == (sources / "core.bin").read_bytes()


def full_citation(source_id: str):
    from workbench.model.entities import Citation

    return Citation(source_id)


def test_a_series_spans_its_scrapes(full: OpenCase):
    series = next(s for s in full.series() if s.name == "pool_in_use")
    assert dict(series.labels)["pool"] == "orders" and series.points == 2 and len(series.sources) == 2
    points = full.points(series.id)
    assert points.value.tolist() == [3.0, 24.0]
    assert points.t.tolist() == [t("2026-03-17T14:02:10Z"), t("2026-03-17T14:02:20Z")]


def test_the_same_files_again_are_not_brought_in_twice(case: OpenCase, sources: Path):
    first = case.ingest([sources])
    assert case.ingest([sources]) == first and len(case.sources()) == 6


def test_one_bad_file_of_six_keeps_the_five(case: OpenCase, sources: Path):
    (sources / "orders.log").unlink()
    made = case.ingest([sources / "orders.log", sources])
    assert [source.state for source in made].count("failed") == 1
    assert made[0].problems[0].what == "there is no such file"
    assert len(case.sources()) == 5 and case.query("call").size == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_is_named_with_its_reason(case: OpenCase, sources: Path):
    (sources / "access.log").chmod(0)
    failed = [source for source in case.ingest([sources]) if source.state == "failed"]
    assert "Permission denied" in failed[0].problems[0].what and len(case.sources()) == 5


def test_an_empty_file_is_kept_and_says_so(case: OpenCase, tmp_path: Path):
    (tmp_path / "empty.log").write_bytes(b"")
    source = case.ingest([tmp_path / "empty.log"])[0]
    assert (source.state, source.problems[0].what) == ("kept", "the file is empty")


def test_text_without_any_stamp_is_shown_searched_and_cited(case: OpenCase, tmp_path: Path):
    (tmp_path / "notes.txt").write_text("first thing\nsecond thing\n")
    source = case.ingest([tmp_path / "notes.txt"])[0]
    assert (source.reader, source.lines, source.records) == ("none", 2, 0)
    assert [line.number for line in case.lines("second")] == [2]
    citation = case.line(source.id, 2)
    assert case.raw(citation) == b"second thing" and case.record(citation).title == "second thing"
    assert case.pin(citation).shown == "notes.txt:2"


def test_a_50_mb_line_comes_in_and_its_page_stays_small(case: OpenCase, tmp_path: Path):
    (tmp_path / "long.log").write_bytes(b"2026-03-17T14:02:11Z INFO start " + b"x" * 50_000_000 + b" needle\n")
    source = case.ingest([tmp_path / "long.log"])[0]
    assert (source.records, source.lines) == (1, 1)
    rows = case.query("needle")
    assert rows.tolist() == [0]
    record = case.page(rows)[0]
    assert len(record.body) < 2_000_000 and record.place.length == source.size - 1


def test_nuls_and_invalid_utf8_in_a_log_are_kept_and_searched_around(case: OpenCase, tmp_path: Path):
    log = b"2026-03-17T14:02:11Z INFO caf\xe9 open\n2026-03-17T14:02:12Z INFO a\x00b closed\n"
    (tmp_path / "odd.log").write_bytes(log)
    source = case.ingest([tmp_path / "odd.log"])[0]
    assert source.records == 2
    assert case.query("open").tolist() == [0] and case.query("closed").tolist() == [1]
    assert b"caf\xe9" in case.raw(case.line(source.id, 1)) and "caf\ufffd" in case.page([0])[0].body


def test_times_running_backwards_are_counted_and_not_moved(case: OpenCase, tmp_path: Path):
    (tmp_path / "back.log").write_text(
        "2026-03-17T14:02:12Z INFO two\n2026-03-17T14:02:11Z INFO one\n2026-03-17T14:02:13Z INFO three\n"
    )
    source = case.ingest([tmp_path / "back.log"])[0]
    assert source.disorder == 1 and "before the one above" in source.problems[0].what
    assert [record.place.line for record in case.page(range(3))] == [2, 1, 3]


def test_a_source_deleted_or_cut_after_it_came_in_can_still_be_read(full: OpenCase, sources: Path):
    (sources / "orders.log").unlink()
    (sources / "payments.log").write_bytes(b"")
    assert full.query('"order 16"').size >= 1 and len(full.page(range(full.spine.rows))) == full.spine.rows
    assert all(check.ok for check in full.verify())


def test_an_ended_process_leaves_a_source_that_the_next_ingest_finishes(full: OpenCase):
    orders = by_name(full)["orders.log"]
    full._folder.keep(Put(replace(orders, state="pending", records=0, first=None, last=None)))
    assert full.query('"order 17"').size == 0
    full.ingest([])
    assert by_name(full)["orders.log"].records == 3 and full.query('"order 17"').size == 1


def test_stopping_keeps_what_was_done(case: OpenCase, sources: Path):
    context = JobContext()
    context.report = lambda _fraction, text: context.stop() if text.startswith("read ") else None
    with pytest.raises(Cancelled):
        case.ingest([sources], context=context)
    case.ingest([])
    assert len(case.sources()) == 6 and all(source.state in ("ready", "kept") for source in case.sources())


def test_a_second_opener_reads_and_says_who_writes(full: OpenCase):
    second = open_case(full.path)
    try:
        assert str(os.getpid()) in second.read_only
        assert second.query('"order 17"').size == 1
        with pytest.raises(CaseReadOnly):
            second.ingest([full.path])
    finally:
        second.close()


def test_a_case_reopens_with_everything_and_its_index_can_be_thrown_away(full: OpenCase):
    import shutil

    rows, path = full.spine.rows, full.path
    full.close()
    shutil.rmtree(path / "index")
    again = open_case(path)
    try:
        assert again.spine.rows == rows and again.query('"order 17"').size == 1
        assert next(s for s in again.series() if s.name == "pool_in_use").points == 2
    finally:
        again.close()


def test_a_case_of_a_newer_program_is_left_alone(tmp_path: Path):
    import sqlite3

    path = tmp_path / "new.case"
    create_case(path, title="x").close()
    with sqlite3.connect(path / "case.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(CaseTooNew):
        open_case(path)


def test_a_full_disk_is_one_sentence_and_the_case_stays_whole(case: OpenCase, tmp_path: Path):
    (tmp_path / "big.log").write_text("2026-03-17T14:02:11Z INFO word\n" * 100_000)
    case.close()
    program = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
        "from workbench.cli.main import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    words = [sys.executable, "-c", program, "ingest", str(case.path), str(tmp_path / "big.log")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    again = open_case(case.path)
    try:
        again.ingest([tmp_path / "big.log"])
        assert again.query("word").size == 100_000
    finally:
        again.close()


def test_raw_names_a_source_whose_sealed_bytes_are_gone(full: OpenCase):
    source = by_name(full)["core.bin"]
    (full.path / "objects" / source.object[:2] / source.object).unlink()
    with pytest.raises(SourceError) as told:
        full.raw(full_citation(source.id))
    assert "core.bin" in told.value.sentence()


def test_a_large_log_is_indexed_while_it_is_sealed_and_nothing_is_left_over(case: OpenCase, tmp_path: Path):
    text = "2026-03-17T14:02:11Z INFO word\n" * 200_000 + "2026-03-17T14:02:12Z ERROR the last\n"
    (tmp_path / "big.log").write_text(text)
    (first,) = case.ingest([tmp_path / "big.log"])
    assert (first.records, first.lines, first.size) == (200_001, 200_001, len(text))
    assert case.query('"the last"').tolist() == [200_000]
    assert case.ingest([tmp_path / "big.log"]) == (first,)
    (tmp_path / "big.log").write_text(text + "2026-03-17T14:02:13Z INFO more\n")
    (again, same) = case.ingest([tmp_path / "big.log"] * 2)
    assert again.id == same.id != first.id and len(case.sources()) == 2
    held = {path.name for path in case._folder.index.glob("logs/*")}
    assert held == {f"{first.id}-{first.reader}", f"{again.id}-{again.reader}"}
    assert all(check.ok for check in case.verify())


def test_a_file_over_the_limit_stays_where_it_is_and_says_when_it_shrank(tmp_path: Path, sources: Path):
    made = create_case(tmp_path / "two.case", title="x", settings=Settings(seal_limit=100))
    try:
        (log,) = made.ingest([sources / "orders.log"], below=sources)
        assert (log.object, log.records, log.lines) == ("", 3, 6)
        assert log.path == str((sources / "orders.log").resolve())
        assert any("read where it lies" in problem.what for problem in log.problems)
        assert list((made.path / "objects").glob("??/*")) == []
        assert made.query('"order 17"').size == 1 and b"order 17" in made.raw(made.line(log.id, 2))
        assert made.ingest([sources / "orders.log"]) == (log,)
    finally:
        made.close()
    again = open_case(tmp_path / "two.case")
    try:
        assert again.query('"order 17"').size == 1
        os.truncate(sources / "orders.log", 50)
        with pytest.raises(SourceChanged) as told:
            again.raw(again.line(log.id, 2))
        assert "orders.log" in told.value.sentence() and "shorter" in told.value.what
    finally:
        again.close()


@pytest.mark.parametrize("left", [0, 30, 70_000])
def test_a_log_that_is_cut_before_it_is_read_where_it_lies_ends_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: int
):
    path = tmp_path / "app.log"
    path.write_text("2026-03-17T14:02:10Z INFO one\n" * 5_000)
    read = Ingest._read
    monkeypatch.setattr(Ingest, "_read", lambda *given: (os.truncate(path, left), read(*given))[1])
    made = create_case(tmp_path / "cut.case", title="x", settings=Settings(seal_limit=100))
    (source,) = made.ingest([path])
    made.close()
    assert (source.state, source.records) == ("failed", 0)
    assert f"shorter than when it came in ({left:,} of 150,000 bytes)" in source.problems[-1].what
