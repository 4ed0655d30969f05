"""A source's zone, year, order and odd hours: what is assumed is said, what is declared moves times and reads nothing."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from workbench.casework.opencase import OpenCase, create_case, open_case
from workbench.errors import WorkbenchError
from workbench.model.case import Source
from workbench.model.instants import iso, parse_instant

pytestmark = pytest.mark.usefixtures("undated")
NEW_YEAR = "router on\nDec 31 23:59:58 one\nJan  1 00:00:01 two\n  and more\nJan  1 00:00:02 three\n"


def t(text: str) -> int:
    return parse_instant(text, day=0)


def brought(case: OpenCase, path: Path, text: str, changed: str, zone: str | None = None) -> Source:
    """A file with such a text, changed last at some time, brought in."""
    path.write_text(text)
    os.utime(path, ns=(t(changed), t(changed)))
    return case.ingest([path], zone=zone)[0]


def add(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def times(case: OpenCase) -> list[str | None]:
    return [iso(record.t) for record in case.page(range(case.spine.rows))]


def remarks(source: Source) -> list[str]:
    return [problem.what for problem in source.problems]


def files(case: OpenCase) -> dict[str, tuple[int, int, int]]:
    """Every file of the index with its size, time of change and inode."""
    found = (path for path in (case.path / "index").rglob("*") if path.is_file())
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns, path.stat().st_ino) for path in found}


def test_a_year_that_is_not_written_is_taken_from_the_files_time_and_said(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path / "a.bsd", NEW_YEAR, "2026-01-01T08:00:00Z")
    assert times(case) == ["2025-12-31T23:59:58Z", "2026-01-01T00:00:01Z", "2026-01-01T00:00:02Z"]
    assert (source.first, source.last) == (t("2025-12-31T23:59:58Z"), t("2026-01-01T00:00:02Z"))
    assert "its stamps give no year; 2025 to 2026 is assumed, by the time of the file" in remarks(source)
    assert "its stamps give no zone; UTC is assumed" in remarks(source)
    assert source.skipped == 1 and source.disorder == 0


def test_declaring_another_year_moves_times_reads_nothing_and_can_be_undone(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path / "a.bsd", NEW_YEAR, "2026-01-01T08:00:00Z")
    before = files(case)
    tried = case.set_clock(source.id, year="2021", dry_run=True)
    assert (tried.moved, tried.applied, tried.after[1]) == (3, False, t("2021-01-01T00:00:02Z"))
    assert times(case)[2] == "2026-01-01T00:00:02Z"
    changed = case.set_clock(source.id, year="2021").source
    assert times(case) == ["2020-12-31T23:59:58Z", "2021-01-01T00:00:01Z", "2021-01-01T00:00:02Z"]
    assert not any("no year" in what for what in remarks(changed)) and changed.base_known == "declared"
    moved = case.set_clock(source.id, zone="Europe/Berlin").source
    assert times(case)[0] == "2020-12-31T22:59:58Z" and moved.base_known == "declared"
    assert files(case) == before and len(before) > 3
    case.undo()
    case.undo()
    assert times(case)[2] == "2026-01-01T00:00:02Z" and case.source(source.id) == source


def test_a_declared_year_can_be_given_back_to_the_rule(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path / "a.bsd", NEW_YEAR, "2026-01-01T08:00:00Z")
    case.set_clock(source.id, year="2021")
    again = case.set_clock(source.id, year="assumed").source
    assert again.last == source.last and remarks(again) == remarks(source)


def test_it_stays_declared_when_the_case_is_opened_again(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path / "a.bsd", NEW_YEAR, "2026-01-01T08:00:00Z")
    case.set_clock(source.id, year="2021")
    case.close()
    with closing(open_case(case.path)) as opened:
        assert times(opened)[2] == "2021-01-01T00:00:02Z" and opened.source(source.id).base_known == "declared"


@pytest.mark.parametrize("year", ["21", "20212", "1677", "next", "2021-01-01"])
def test_what_is_no_year_is_refused_with_the_remedy(case: OpenCase, tmp_path: Path, year: str):
    source = brought(case, tmp_path / "a.bsd", NEW_YEAR, "2026-01-01T08:00:00Z")
    with pytest.raises(WorkbenchError, match="is no year"):
        case.set_clock(source.id, year=year)


def test_stamps_that_give_their_year_take_no_other(full: OpenCase):
    with pytest.raises(WorkbenchError, match="give their own year"):
        full.set_clock(full.source("orders.log").id, year="2021")


def test_a_clock_without_a_date_is_dated_by_the_file_and_its_midnights(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path / "a.clock", "23:59:58.5 a\n00:00:01 b\n12:00:00 c\n", "2026-03-18T12:00:05Z")
    assert times(case) == ["2026-03-17T23:59:58Z", "2026-03-18T00:00:01Z", "2026-03-18T12:00:00Z"]
    assert "its stamps give no date; 2026-03-17 to 2026-03-18 is assumed, by the time of the file" in remarks(source)
    case.set_clock(source.id, year="2024-03-01")
    assert times(case)[0] == "2024-02-29T23:59:58Z"
    with pytest.raises(WorkbenchError, match="is no day"):
        case.set_clock(source.id, year="2024")


def test_what_came_by_a_pipe_takes_the_cases_start(case: OpenCase):
    # the case began on 2026-03-17
    source = case.add_bytes("x.bsd", b"Mar 17 13:00:00 a\nApr  1 00:00:00 b\n")
    assert times(case) == ["2025-03-17T13:00:00Z", "2025-04-01T00:00:00Z"]
    assert "2025 is assumed" in " ".join(remarks(source))


def test_a_followed_file_goes_over_new_year(tmp_path: Path):
    path = tmp_path / "a.bsd"
    with closing(create_case(tmp_path / "live.case", title="live")) as case:
        path.write_text("Dec 31 10:00:00 a\n")
        os.utime(path, ns=(t("2025-12-31T10:00:00Z"), t("2025-12-31T10:00:00Z")))
        source = case.follow(path)
        assert times(case) == ["2025-12-31T10:00:00Z"]
        add(path, "Jan  1 10:00:00 b\n")
        os.utime(path, ns=(t("2026-01-01T10:00:00Z"), t("2026-01-01T10:00:00Z")))
        case.poll(source.id)
        assert times(case) == ["2025-12-31T10:00:00Z", "2026-01-01T10:00:00Z"]
        assert case.source(source.id).last == t("2026-01-01T10:00:00Z")
        case.set_clock(source.id, year="2022")
        assert times(case) == ["2021-12-31T10:00:00Z", "2022-01-01T10:00:00Z"]
        add(path, "Jan  2 10:00:00 c\n")
        case.poll(source.id)
        assert times(case)[2] == "2022-01-02T10:00:00Z" and case.source(source.id).base_known == "declared"
        case.undo()
        assert times(case)[2] == "2026-01-02T10:00:00Z"
        case.unfollow(source.id)
        assert times(case)[2] == "2026-01-02T10:00:00Z"


def test_hours_that_happen_twice_or_never_are_named_for_the_zone_chosen(case: OpenCase, tmp_path: Path):
    # Berlin skipped 02:00 to 03:00 on 29 March 2026 and had it twice on 25 October 2026
    hours = ("2026-03-29 02:30:00", "2026-10-25 01:59:59", "2026-10-25 02:00:00", "2026-10-25 02:59:59")
    (tmp_path / "a.log").write_text("".join(f"{hour} INFO x\n" for hour in hours))
    source = case.ingest([tmp_path / "a.log"])[0]
    assert not any("hour" in what for what in remarks(source))
    berlin = case.set_clock(source.id, zone="Europe/Berlin").source
    twice = "2 stamps lie in an hour that happens twice in Europe/Berlin (2026-10-25 02:00 to 03:00)"
    never = "1 stamp lies in an hour that Europe/Berlin skips (2026-03-29 02:00 to 03:00)"
    assert any(what.startswith(twice) for what in remarks(berlin))
    assert any(what.startswith(never) for what in remarks(berlin))
    assert times(case) == [
        "2026-03-29T01:30:00Z", "2026-10-24T23:59:59Z", "2026-10-25T00:00:00Z", "2026-10-25T00:59:59Z",
    ]  # fmt: skip
    utc = case.set_clock(source.id, zone="UTC").source
    assert not any("hour" in what for what in remarks(utc))


def test_disorder_is_told_with_its_size_and_first_and_last_are_the_outermost(case: OpenCase, tmp_path: Path):
    (tmp_path / "a.log").write_text("".join(f"2026-03-17T14:02:{s}Z INFO x\n" for s in ("12.5", "11", "20", "19.999")))
    source = case.ingest([tmp_path / "a.log"])[0]
    assert "2 records are stamped before the one above them, by 1.5 s at most" in remarks(source)
    assert (source.first, source.last) == (t("2026-03-17T14:02:11Z"), t("2026-03-17T14:02:20Z"))


def test_a_log_none_of_whose_stamps_is_a_time_has_no_zone_that_it_gave(case: OpenCase, tmp_path: Path):
    (tmp_path / "a.log").write_text("2026-02-30T00:00:00Z INFO x\n" * 3)
    source = case.ingest([tmp_path / "a.log"], reader="text.iso")[0]
    assert (source.records, source.first, source.zone_known) == (3, None, "assumed")
