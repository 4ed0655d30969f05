"""The files of a rotated log as one source: recognised, put in order, read as one text, taken back."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.casework.goals import goal_of
from workbench.casework.marking import Target, flagged
from workbench.casework.naming import citation_named
from workbench.casework.opencase import OpenCase, create_case, open_case
from workbench.casework.rotation import NEWEST, named
from workbench.errors import CitationError, SourceError, WorkbenchError
from workbench.model.case import Source
from workbench.model.entities import Citation
from workbench.model.instants import parse_instant
from workbench.store.objects import path_of

Rows = list[tuple[int | None, str, str]]
PACK = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstandard.ZstdCompressor().compress}


@pytest.fixture
def case(tmp_path: Path) -> Iterator[OpenCase]:
    made = create_case(tmp_path / "one.case", title="one")
    yield made
    made.close()


def lines(first: int, last: int) -> bytes:
    """Records with a stamp a second, every fifth with a second line."""
    return b"".join(
        b"2026-03-17T14:%02d:%02d.5Z %s call %d\n%s"
        % (at // 60, at % 60, b"ERROR" if at % 5 == 0 else b"INFO", at, b"" if at % 5 else b"\tat shop.Pool\n")
        for at in range(first, last)
    )


def brought(case: OpenCase, folder: Path, **files: bytes) -> list[Source]:
    """Files by name (`_` for `.`), packed as their endings say."""
    return ingested(case, folder, {name.replace("_", "."): data for name, data in files.items()})


def ingested(case: OpenCase, folder: Path, files: dict[str, bytes], changed: str = "") -> list[Source]:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(PACK.get(Path(name).suffix, bytes)(data))
        if changed:
            at = parse_instant(changed, day=0)
            os.utime(folder / name, ns=(at, at))
    made = case.ingest([folder / name for name in files], below=folder)
    assert [source.path for source in made] == [*files]
    return list(made)


def joined(case: OpenCase, sources: Iterable[Source]) -> Source:
    return case.join([source.id for source in sources])


def text_of(case: OpenCase, source: Source) -> bytes:
    return case.raw(Citation(source.id))


def whole(case: OpenCase) -> Rows:
    return [(record.t, record.body, record.severity_text) for record in case.page(case.query("*"))]


# ---------------------------------------------------------------------------------------------------- names
@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("x.log", "x.log.1"), ("x.log.1", "x.log.2.gz"), ("x.log.9.bz2", "x.log.10.xz"), ("x.log", "x.log-20260317.gz"),
        ("x.log-20260317", "x.log-20260316.zst"), ("x.log.2026-03-17", "x.log.2026-02-28"), ("x.log", "x-2026-03-17.1.log"),
        ("x-2026-03-17.10.log", "x-2026-03-17.9.log"), ("x-2026-03-18.1.log.gz", "x-2026-03-17.2.log.gz"),
        ("x.log-2026031715", "x.log-2026031714"), ("x.log.2026-03-17_15", "x.log.2026-03-17_14"), ("messages", "messages.1"),
        ("x.log-20260317-1710633601", "x.log-20260317-1710633600"), ("x.log.1", "x.log-20260317.gz"), ("x.log.0", "x.log.1"),
        ("access_log.2026-03-17.txt", "access_log.2026-03-16.txt"), ("2026-03-17.log", "2026-03-16.log"),
    ],
)  # fmt: skip
def test_names_say_which_file_of_a_log_is_older(newer: str, older: str):
    assert named(f"var/{newer}").log == named(f"var/{older}").log
    assert named(f"var/{newer}").key > named(f"var/{older}").key


@pytest.mark.parametrize("name", ["10.0.0.1", "app-1.2", "x.log.2026", "a.20261399.log", "x1.log", "v1.2.3", "x.tar"])
def test_a_number_that_is_an_address_a_version_or_no_day_is_no_rotation(name: str):
    assert (named(name).log, named(name).key) == (name, NEWEST)


def test_logs_of_different_names_folders_or_kinds_are_no_set(case: OpenCase, tmp_path: Path):
    (tmp_path / "in/a").mkdir(parents=True)
    (tmp_path / "in/a/x.log.1").write_bytes(lines(0, 3))
    made = ingested(case, tmp_path / "in", {
        "x.log": lines(3, 6), "y.log.1": lines(0, 3), "cpu-2026-03-16.prom": b"hits 7\n", "cpu-2026-03-17.prom": b"hits 8\n",
        "notes.1": b"no stamp\n", "notes.2": b"anywhere\n",
    })  # fmt: skip
    case.ingest([tmp_path / "in/a/x.log.1"], below=tmp_path / "in")
    assert case.rotated_sets() == () and len(made) == 6


def test_thousands_of_files_are_looked_through_by_name_alone():
    from workbench.casework.rotation import rotated_sets

    sources = [
        Source(str(at), at, f"/logs/host{at // 5}/app.log.{at % 5}", "text.iso", "log", lines=9) for at in range(5000)
    ]
    sets = rotated_sets(sources, lambda source: source.reader == "text.iso")
    assert len(sets) == 1000
    assert [source.path[-1] for source in sets[0].sources] == ["4", "3", "2", "1", "0"]


# ---------------------------------------------------------------------------------------------------- one text
def test_the_joined_text_is_that_of_its_files_the_oldest_first(case: OpenCase, tmp_path: Path):
    made = brought(case, tmp_path / "in", x_log=lines(40, 60), x_log_1=lines(20, 40), x_log_2_gz=lines(0, 20))
    (found,) = case.rotated_sets()
    assert (found.name, [source.path for source in found.sources]) == ("x.log", ["x.log.2.gz", "x.log.1", "x.log"])
    source = joined(case, made)
    assert text_of(case, source) == lines(0, 60)
    assert (source.path, source.reader, source.records, source.lines) == ("x.log", "text.iso", 60, 72)
    assert (source.first, source.last) == (made[2].first, made[0].last)
    assert source.levels == {"info": 48, "error": 12} and source.problems == ()
    assert [one.path for one in case.sources()] == ["x.log"]
    assert [(one.path, one.start, one.length, one.lines) for one in source.members] == [
        ("x.log.2.gz", 0, len(lines(0, 20)), 0),
        ("x.log.1", len(lines(0, 20)), len(lines(20, 40)), 24),
        ("x.log", len(lines(0, 40)), len(lines(40, 60)), 48),
    ]
    assert len(case.query("severity>=error")) == 12 and len(case.query("template:call*")) == 60


def test_dates_packings_encodings_and_a_missing_last_line_end_may_differ(case: OpenCase, tmp_path: Path):
    parts = [lines(0, 10), lines(11, 20).removesuffix(b"\n"), lines(20, 30), lines(30, 40), lines(40, 44)]
    sources = ingested(case, tmp_path / "in", {
        "x-2026-03-17.2.log.xz": parts[2], "x-2026-03-17.1.log": parts[1].decode().encode("utf-16"),
        "x-2026-03-16.1.log.bz2": parts[0], "x.log": parts[4], "x-2026-03-17.10.log.zst": parts[3],
    })  # fmt: skip
    source = joined(case, sources)
    assert text_of(case, source) == parts[0] + parts[1] + b"\n" + parts[2] + parts[3] + parts[4]
    assert source.records == 43 and source.problems == ()
    assert {(one.packing, one.encoding) for one in source.members} == {
        ("xz", "utf-8"), ("", "utf-16-le"), ("bzip2", "utf-8"), ("zstd", "utf-8"), ("", "utf-8"),
    }  # fmt: skip


@pytest.fixture
def alone(case: OpenCase, tmp_path: Path) -> Rows:
    """The records of the log that is split, read as one file."""
    ingested(case, tmp_path / "in", {"whole.log": lines(0, 20)})
    rows = whole(case)
    case.do(_without(case.source("whole.log")))
    return rows


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.sets(st.integers(1, 23), min_size=1, max_size=4), endings=st.lists(st.sampled_from(["", *PACK]), min_size=5),
       ended=st.booleans(), number=st.integers(0, 10**9))  # fmt: skip
def test_any_split_of_a_log_gives_the_records_of_the_whole(
    case: OpenCase, tmp_path: Path, alone: Rows, cuts: set[int], endings: list[str], ended: bool, number: int
):
    text = lines(0, 20) if ended else lines(0, 20).removesuffix(b"\n")
    rows = text.splitlines(keepends=True)
    borders = [0, *sorted(cuts), len(rows)]
    parts = [b"".join(rows[a:b]) for a, b in zip(borders, borders[1:], strict=False)]
    files = {f"x.log.{len(parts) - at}{endings[at]}": part for at, part in enumerate(parts)}
    source = joined(case, ingested(case, tmp_path / f"split{number}", files))
    assert text_of(case, source) == text and whole(case) == alone
    assert (source.records, source.skipped, source.lines) == (20, 0, 24)
    case.do(_without(source))


def _without(source: Source):
    from workbench.casework.edits import Remove

    return Remove("source", source.id)


# ---------------------------------------------------------------------------------------------------- order
def test_stamps_decide_where_names_contradict_them(case: OpenCase, tmp_path: Path):
    # as log4j 2 numbers them by default: the highest is the newest
    made = brought(case, tmp_path / "in", x_log_1=lines(0, 20), x_log_2=lines(20, 40), x_log=lines(40, 60))
    source = joined(case, made)
    assert text_of(case, source) == lines(0, 60)
    (problem,) = source.problems
    assert (
        problem.what == "by its name x.log.2 would be older than x.log.1; by their stamps it isn't, and these decided"
    )


def test_names_decide_where_times_overlap_and_it_is_said(case: OpenCase, tmp_path: Path):
    made = brought(case, tmp_path / "in", x_log_1=lines(10, 20), x_log=lines(5, 15))
    source = joined(case, made)
    assert text_of(case, source) == lines(10, 20) + lines(5, 15)
    assert "x.log begins before x.log.1, which is older by its name" in source.problems[0].what
    assert source.disorder == 1


def test_years_are_counted_back_over_all_files_from_the_newest(case: OpenCase, tmp_path: Path):
    def syslog(*stamps: str) -> bytes:
        return b"".join(f"{stamp} web1 app[7]: call {at}\n".encode() for at, stamp in enumerate(stamps))

    # all were copied at once, so that the older ones alone are taken for years that they are not of
    made = ingested(case, tmp_path / "in", {
        "messages": syslog("Jan  2 10:00:00", "Jan  3 10:00:00"),
        "messages.1": syslog("Jan  5 10:00:00", "Jul  1 10:00:00", "Dec 30 10:00:00"),
        "messages.2.gz": syslog("Dec 29 10:00:00", "Dec 30 23:59:58"),
    }, changed="2026-01-04T00:00:00Z")  # fmt: skip
    source = joined(case, made)
    assert [record.t for record in case.page(case.query("*"))] == [
        parse_instant(f"{stamp}Z", day=0)
        for stamp in ("2024-12-29T10:00:00", "2024-12-30T23:59:58", "2025-01-05T10:00:00", "2025-07-01T10:00:00",
                      "2025-12-30T10:00:00", "2026-01-02T10:00:00", "2026-01-03T10:00:00")
    ]  # fmt: skip
    assert (source.undated, source.base, source.base_known, source.disorder) == ("year", 2024, "assumed", 0)


def test_what_was_declared_of_its_files_is_declared_of_the_whole(case: OpenCase, tmp_path: Path):
    made = ingested(case, tmp_path / "in", {
        "messages": b"Jan  2 10:00:00 web1 app: b\n", "messages.1": b"Dec 30 10:00:00 web1 app: a\n",
    }, changed="2026-01-04T00:00:00Z")  # fmt: skip
    for source in made:
        case.set_clock(source.id, zone="Asia/Tokyo", offset_ns=10**9)
    case.set_clock(made[0].id, year="2020")
    source = joined(case, made)
    assert (source.zone, source.zone_known, source.base_known) == ("Asia/Tokyo", "declared", "declared")
    assert source.last == parse_instant("2020-01-02T01:00:01Z", day=0)
    assert source.first == parse_instant("2019-12-30T01:00:01Z", day=0)


def test_files_of_other_names_are_joined_where_their_times_do_not_meet(case: OpenCase, tmp_path: Path):
    made = brought(case, tmp_path / "in", late_log=lines(20, 40), early_log=lines(0, 20))
    assert text_of(case, joined(case, made)) == lines(0, 40)
    case.undo()
    made += brought(case, tmp_path / "in", other_log=lines(10, 30))
    with pytest.raises(SourceError, match="neither their names nor their stamps tell which of them is older"):
        joined(case, made)


# ---------------------------------------------------------------------------------------------------- what it is not
def test_the_same_part_twice_is_taken_once_or_refused(case: OpenCase, tmp_path: Path):
    made = brought(case, tmp_path / "in", x_log=lines(20, 40), x_log_1=lines(0, 20), x_log_1_gz=lines(0, 20))
    cited = case.line(made[2].id, 3)
    before = case.raw(cited)
    source = joined(case, made)
    assert text_of(case, source) == lines(0, 40) and source.records == 40
    assert [(one.where, one.what) for one in source.problems] == [
        ("x.log.1.gz", "its text is that of x.log.1, and was left out")
    ]
    assert [one.name for one in source.members if one.left_out] == ["x.log.1.gz"]
    assert case.raw(cited) == before and case.show_place(cited) == "x.log.1:3"
    case.undo()
    other = brought(case, tmp_path / "in", x_log_1_xz=lines(0, 19))
    with pytest.raises(SourceError, match="stand for the same part of the log, and differ"):
        joined(case, [*made, *other])
    assert len(case.sources()) == 4


def test_what_can_t_be_joined_says_why_and_changes_nothing(case: OpenCase, tmp_path: Path):
    folder = tmp_path / "in"
    one, other = brought(case, folder, x_log=lines(20, 40), x_log_1=lines(0, 20))
    (scrape,) = ingested(case, folder, {"x.log.3": b"# TYPE pool gauge\npool 7\n"})
    (logback,) = ingested(case, folder, {"x.log.2": b"2026-03-17 13:00:00,123 [main] INFO  shop.Main - started\n" * 9})
    live = case.follow(folder / "x.log")
    for sources, why in (
        ([one], "one file is no rotated log"),
        ([one, live], "it is followed"),
        ([one, scrape], r"it is no log of lines \(metric"),
        ([one, logback], "x.log is read by text.iso and x.log.2 by .*Read them by the same reader first"),
    ):
        with pytest.raises(SourceError, match=why):
            joined(case, sources)
    case.unfollow(live.id)
    case.set_clock(one.id, offset_ns=10**9)
    with pytest.raises(SourceError, match="clocks or zones are declared differently"):
        joined(case, [one, other])
    case.undo()
    assert joined(case, [one, other]).records == 40
    with pytest.raises(SourceError, match="it is joined already"):
        joined(case, [case.source("x.log.1"), logback])


def test_a_file_that_is_read_where_it_lies_can_t_be_joined(case: OpenCase, tmp_path: Path):
    from dataclasses import replace

    case._folder.settings = replace(case.settings, seal_limit=10)
    (tmp_path / "x.log").write_bytes(lines(5, 9))
    (tmp_path / "x.log.1").write_bytes(lines(0, 5))
    made = case.ingest([tmp_path / "x.log", tmp_path / "x.log.1"])
    with pytest.raises(SourceError, match="it is read where it lies"):
        joined(case, made)
    assert "it is read where it lies" in case.joinable([source.id for source in made])


def test_empty_files_and_those_without_a_stamp_are_parts_too(case: OpenCase, tmp_path: Path):
    made = brought(case, tmp_path / "in", x_log=b"", x_log_1=b"\tat shop.Pool\n", x_log_2=lines(0, 6))
    source = joined(case, made)
    assert text_of(case, source) == lines(0, 6) + b"\tat shop.Pool\n"
    assert (source.records, source.lines, source.path) == (6, 9, "x.log")
    assert [(one.where, one.what[:20]) for one in source.problems] == [("x.log.1", "no reader knew it al")]
    assert case.page(case.query("*"))[-1].body.endswith("shop.Pool\n\tat shop.Pool")


# ---------------------------------------------------------------------------------------------------- places
def test_lines_are_called_by_the_file_they_stand_in(case: OpenCase, tmp_path: Path):
    made = brought(case, tmp_path / "in", x_log=lines(5, 10), x_log_1=lines(0, 5))
    source = joined(case, made)
    (record,) = case.page(case.query('"call 6"'))
    assert (record.source, record.file_name, record.place.line) == ("x.log", "x.log", 3)
    assert record.place.offset == lines(0, 10).index(b"2026-03-17T14:00:06")
    (record,) = case.page(case.query('"call 3"'))
    assert (record.source, record.file_name, record.place.line) == ("x.log", "x.log.1", 5)
    cited = citation_named(case, "x.log.1:5", lambda _text: 0)
    assert case.raw(cited) == b"2026-03-17T14:00:03.5Z INFO call 3" and case.show_place(cited) == "x.log.1:5"
    assert case.raw(citation_named(case, "x.log:3", lambda _text: 0)).endswith(b"call 6")
    with pytest.raises(CitationError, match=r"it has no line 7 \(it has 6\)"):
        citation_named(case, "x.log.1:7", lambda _text: 0)
    assert case.pin(cited).shown == "x.log.1:5"
    goal = goal_of(case, "x.log.1:5", source_id=source.id, rows=10, day=0)
    assert (goal.words, goal.citation, goal.row) == ("x.log.1:5", cited, 3)
    found = [(line.member, line.number) for line in case.lines("shop.Pool")]
    assert found == [("x.log.1", 2), ("x.log", 2)]
    assert [len(case.query(f"source:{name}")) for name in ("x.log", "x.log.1", "x.log.2", source.label)] == [
        10,
        5,
        0,
        10,
    ]
    assert case.count_lines("source:x.log.1") == 6


def test_what_was_pinned_and_marked_before_leads_to_the_same_line(case: OpenCase, tmp_path: Path):
    made = brought(case, tmp_path / "in", x_log=lines(5, 10), x_log_1_gz=lines(0, 5))
    evidence = case.pin(case.line(made[0].id, 3))
    edit = flagged(case.notebook, case.clock, [Target(case.line(made[0].id, 4))])
    assert edit is not None
    case.do(edit)
    source = joined(case, made)
    assert case.notebook.evidence[evidence.id] == evidence
    assert case.page([case.row_of(evidence.citation)])[0].body == "call 6" == case.record(evidence.citation).body
    assert case.show_place(evidence.citation) == evidence.shown == "x.log:3"
    assert case.raw(Citation(made[0].id)) == lines(5, 10)
    assert len(case.query("pinned:yes")) == 1
    again = case.pin(case.line(source.id, 6 + 3))
    assert again.id == evidence.id
    (line,) = case.marked_lines()
    assert (line.place, line.text) == ("x.log:4", "2026-03-17T14:00:07.5Z INFO call 7")
    assert all(check.ok for check in case.verify())


# ---------------------------------------------------------------------------------------------------- back, again, damaged
def test_undo_gives_the_files_back_and_redo_joins_them(case: OpenCase, tmp_path: Path):
    made = brought(case, tmp_path / "in", x_log=lines(5, 10), x_log_1=lines(0, 5))
    source = joined(case, made)
    assert case.undo_label == "join 2 files into x.log"
    case.undo()
    assert (list(case.sources()), len(case.query("*")), text_of(case, made[1])) == (made, 10, lines(0, 5))
    case.redo()
    assert (case.sources(), len(case.query("*")), text_of(case, source)) == ((source,), 10, lines(0, 10))
    assert [row.what for row in case.custody() if row.action == "joined"] == ["x.log"]


def test_it_is_there_after_opening_again_also_where_the_index_was_lost(case: OpenCase, tmp_path: Path):
    made = brought(case, tmp_path / "in", x_log=lines(5, 10), x_log_1_gz=lines(0, 5).removesuffix(b"\tat"))
    source, rows = joined(case, made), whole(case)
    case.close()
    for lost in (False, True):
        if lost:
            shutil.rmtree(case.path / "index")
        again = open_case(case.path)
        assert (bool(again.index_note), again.source("x.log"), whole(again)) == (lost, source, rows)
        assert text_of(again, source) == lines(0, 10)
        again.close()


def test_a_damaged_file_is_noticed_and_the_lines_of_the_others_stay_where_they_are(case: OpenCase, tmp_path: Path):
    made = brought(case, tmp_path / "in", x_log=lines(20, 30), x_log_1_gz=lines(0, 20))
    evidence = case.pin(case.line(made[0].id, 3))
    source = joined(case, made)
    damaged = path_of(case.path / "objects", made[1].object)
    case.close()
    damaged.chmod(stat.S_IRUSR | stat.S_IWUSR)
    damaged.write_bytes(damaged.read_bytes()[:20])
    shutil.rmtree(case.path / "index")
    again = open_case(case.path)
    failed = [check for check in again.verify() if not check.ok]
    assert [(check.what, check.detail) for check in failed] == [
        ("x.log.1.gz", "its sealed copy no longer has the digest it was sealed under")
    ]
    assert text_of(again, source)[len(lines(0, 20)) :] == lines(20, 30)
    assert (again.show_place(evidence.citation), again.raw(evidence.citation)) == ("x.log:3", evidence.excerpt.encode())
    again.close()


def test_files_brought_in_again_are_those_that_were_joined(case: OpenCase, tmp_path: Path):
    made = brought(case, tmp_path / "in", x_log=lines(5, 10), x_log_1=lines(0, 5))
    source = joined(case, made)
    assert case.ingest([tmp_path / "in"], below=tmp_path / "in") == (source,)
    (tmp_path / "in/x.log").write_bytes(lines(5, 12))
    new = case.ingest([tmp_path / "in"], below=tmp_path / "in")
    assert [one.path for one in new] == ["x.log", "x.log"] and source in new


def test_it_is_read_by_another_reader_but_in_no_other_encoding(case: OpenCase, tmp_path: Path):
    made = brought(case, tmp_path / "in", x_log=lines(5, 10), x_log_1=lines(0, 5))
    source = joined(case, made)
    assert "text.iso" in {one.reader for one in case.candidates(source.id) if one.confidence > 0.5}
    assert case.read_as(source.id, reader="text.plain").records == 12
    assert case.page(case.query("*"))[-1].file_name == "x.log"
    with pytest.raises(WorkbenchError, match="its files were joined, each in the encoding it is in"):
        case.read_as(source.id, encoding="cp1252")
