"""Files followed while somebody writes, rotates, truncates and deletes them: nothing copied is lost or changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.casework.opencase import OpenCase, create_case, open_case
from workbench.errors import CaseReadOnly, SourceChanged, SourceError
from workbench.model.case import Source
from workbench.model.entities import Citation, bytes_citation
from workbench.settings import Settings

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="a file that is open can't be renamed there")


def line(number: int, level: str = "INFO") -> str:
    return f"2026-03-17T14:{number // 60 % 60:02d}:{number % 60:02d}.000Z {level} line {number}\n"


def lines(first: int, last: int) -> str:
    return "".join(line(number) for number in range(first, last))


def add(path: Path, text: str | bytes) -> None:
    with path.open("ab") as file:
        file.write(text.encode() if isinstance(text, str) else text)


@pytest.fixture
def case(tmp_path: Path):
    made = create_case(tmp_path / "one.case", title="one")
    yield made
    made.close()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "app.log"
    path.write_text(lines(0, 3))
    return path


def text(case: OpenCase, source: Source) -> str:
    return case.raw(Citation(source.id)).decode()


def titles(case: OpenCase) -> list[str]:
    return [record.title.rpartition("line ")[2] for record in case.page(range(case.spine.rows))]


def remarks(case: OpenCase, source: Source) -> list[tuple[str, str]]:
    return [
        (problem.what.partition(",")[0].partition(" (")[0], problem.where)
        for problem in case.source(source.id).problems
    ]


def test_what_is_there_comes_in_and_what_arrives_follows(case: OpenCase, log: Path):
    source = case.follow(log)
    assert (source.state, source.records, source.lines, source.object) == ("live", 3, 3, "")
    before = case.generation
    assert case.poll(source.id) == frozenset()
    assert case.generation == before
    add(log, line(3, "ERROR") + line(4))
    assert "spine" in case.poll(source.id)
    assert case.generation > before
    now = case.source(source.id)
    assert (now.records, now.lines, dict(now.levels)) == (5, 5, {"info": 4, "error": 1})
    assert now.last == now.first + 4 * 10**9
    assert len(case.query("severity>=error")) == 1
    assert titles(case) == ["0", "1", "2", "3", "4"]
    assert [each.number for each in case.lines("line")] == [1, 2, 3, 4, 5]


def test_a_line_that_is_not_finished_is_shown_and_grows(case: OpenCase, log: Path):
    source = case.follow(log)
    add(log, line(3)[:-5])
    case.poll(source.id)
    assert case.source(source.id).lines == 4
    add(log, line(3)[-5:] + "\tat shop.Pool\n")
    case.poll(source.id)
    assert (case.source(source.id).lines, case.source(source.id).records) == (5, 4)
    assert case.page((3,))[0].body.endswith("line 3\n\tat shop.Pool")


def test_a_stamp_that_is_cut_in_two_counts_once_it_is_whole(case: OpenCase, log: Path):
    source = case.follow(log)
    add(log, "2026-03-17T15:00:0")
    case.poll(source.id)
    add(log, "9.000Z INFO line 9\n" + "2026-03-17T14:00:05.000Z INFO line 5\n")
    case.poll(source.id)
    now = case.source(source.id)
    assert now.last is not None and now.last % (3600 * 10**9) == 9 * 10**9
    assert now.disorder == 1


def test_half_a_character_becomes_whole(case: OpenCase, log: Path):
    source = case.follow(log)
    words = "2026-03-17T14:02:11.000Z INFO größer\n".encode()
    half = words.index("ö".encode()) + 1
    add(log, words[:half])
    case.poll(source.id)
    assert case.page((3,))[0].title.endswith("gr\ufffd")
    add(log, words[half:])
    case.poll(source.id)
    assert case.page((3,))[0].title.endswith("größer")
    assert len(case.query("größer")) == 1


def test_an_empty_file_becomes_a_log_when_it_begins(case: OpenCase, log: Path):
    log.write_text("")
    source = case.follow(log)
    assert (source.state, source.lines, source.kind) == ("live", 0, "empty")
    add(log, "hello\n")
    case.poll(source.id)
    assert (case.source(source.id).reader, case.source(source.id).lines) == ("none", 1)
    add(log, lines(0, 5))
    case.poll(source.id)
    assert (case.source(source.id).records, case.source(source.id).skipped) == (5, 1)


@needs_posix
def test_a_rename_reads_the_old_file_to_its_end_and_then_the_new_one(case: OpenCase, log: Path):
    source = case.follow(log)
    log.rename(log.with_suffix(".log.1"))
    add(log.with_suffix(".log.1"), line(3))
    case.poll(source.id)
    log.write_text("")
    case.poll(source.id)
    add(log.with_suffix(".log.1"), line(4))  # whoever writes had not noticed yet
    case.poll(source.id)
    add(log, line(5))
    case.poll(source.id)
    assert text(case, source) == lines(0, 6)
    assert remarks(case, source) == [
        ("it was deleted or renamed; it is waited for", "line 5"),
        ("it was rotated: a new file of that name begins here", "line 6"),
    ]


@needs_posix
def test_a_rename_between_two_polls_loses_nothing(case: OpenCase, log: Path):
    source = case.follow(log)
    add(log, line(3)[:20])
    log.rename(log.with_suffix(".log.1"))
    log.write_text(line(4))
    case.poll(source.id)
    assert text(case, source) == lines(0, 3) + line(3)[:20] + "\n" + line(4)
    assert remarks(case, source) == [("it was rotated: a new file of that name begins here", "line 5")]
    assert "the last line had no end, one was put in" in case.source(source.id).problems[0].what


def test_a_truncated_file_goes_on_at_its_new_beginning(case: OpenCase, log: Path):
    source = case.follow(log)
    os.truncate(log, 0)
    case.poll(source.id)
    add(log, line(3))
    case.poll(source.id)
    assert text(case, source) == lines(0, 4)
    assert remarks(case, source) == [("it was truncated; what came before stays here", "line 4")]


def test_a_truncated_file_that_has_grown_past_its_old_end_is_noticed(case: OpenCase, log: Path):
    source = case.follow(log)
    log.write_text(lines(3, 30))
    case.poll(source.id)
    assert text(case, source) == lines(0, 30)


@needs_posix
def test_a_deleted_file_is_waited_for(case: OpenCase, log: Path):
    source = case.follow(log)
    log.unlink()
    case.poll(source.id)
    case.poll(source.id)
    assert remarks(case, source) == [("it was deleted or renamed; it is waited for", "line 4")]
    log.write_text(line(3))
    case.poll(source.id)
    assert text(case, source) == lines(0, 4)


@needs_posix
def test_a_file_that_an_editor_wrote_anew_is_not_read_twice(case: OpenCase, log: Path):
    log.write_text(lines(0, 100))
    source = case.follow(log)
    fresh = log.with_suffix(".new")
    fresh.write_text(lines(0, 110))
    fresh.replace(log)
    case.poll(source.id)
    assert text(case, source) == lines(0, 110)


def test_what_was_copied_is_sealed_at_the_end(case: OpenCase, log: Path):
    source = case.follow(log)
    add(log, line(3))
    sealed = case.unfollow(source.id)
    want = lines(0, 4).encode()
    assert (sealed.state, sealed.object, sealed.size) == ("ready", hashlib.sha256(want).hexdigest(), len(want))
    assert (case.path / "objects" / sealed.object[:2] / sealed.object).read_bytes() == want
    assert not (case.path / "live" / f"{source.id}.log").exists()
    add(log, line(4))
    assert text(case, sealed) == want.decode()
    assert titles(case) == ["0", "1", "2", "3"]
    assert all(check.ok for check in case.verify())
    with pytest.raises(SourceError, match="not followed"):
        case.poll(source.id)


def test_what_was_pinned_while_it_grew_still_is_there(case: OpenCase, log: Path):
    source = case.follow(log)
    evidence = case.pin(bytes_citation(source.id, len(line(0)), len(line(1)) - 1))
    add(log, lines(3, 50))
    case.poll(source.id)
    case.unfollow(source.id)
    assert evidence.excerpt == line(1).rstrip()
    assert all(check.ok for check in case.verify())


def test_following_goes_on_where_it_ended(case: OpenCase, log: Path):
    source = case.follow(log)
    case.unfollow(source.id)
    add(log, lines(3, 6))
    again = case.follow(log)
    assert (again.id, again.state, again.records) == (source.id, "live", 6)
    add(log, line(6))
    assert case.unfollow(source.id).records == 7
    assert text(case, source) == lines(0, 7)
    assert [each.label for each in case.sources()] == ["S1"]


def test_a_source_that_was_brought_in_can_be_followed_from_there(case: OpenCase, log: Path):
    (source,) = case.ingest([log])
    add(log, line(3))
    assert case.follow(source).records == 4
    assert text(case, source) == lines(0, 4)


@needs_posix
def test_a_rotation_while_nobody_followed_is_caught_up_with(case: OpenCase, log: Path):
    source = case.follow(log)
    case.unfollow(source.id)
    add(log, line(3))
    log.rename(log.with_suffix(".log.1"))
    log.write_text(line(4))
    case.follow(log)
    assert text(case, source) == lines(0, 5)


def test_closing_the_case_seals(tmp_path: Path, log: Path):
    case = create_case(tmp_path / "c.case", title="c")
    source = case.follow(log)
    add(log, line(3))
    case.close()
    again = open_case(tmp_path / "c.case")
    assert (again.source(source.id).state, again.source(source.id).records) == ("ready", 4)
    assert not again.index_note
    again.close()


KILLED = """
import os, sys
from pathlib import Path
from workbench.casework.opencase import open_case
case = open_case(Path(sys.argv[1]))
log = Path(sys.argv[2])
source = case.follow(log)
with log.open("a") as file:
    file.write(sys.argv[3])
case.poll(source.id)
print(source.id, flush=True)
os._exit(9)
"""


@pytest.mark.parametrize("index", ["there", "lost"])
def test_after_a_kill_all_that_was_copied_is_there_and_following_goes_on(tmp_path: Path, log: Path, index: str):
    create_case(tmp_path / "k.case", title="k").close()
    words = [sys.executable, "-c", KILLED, str(tmp_path / "k.case"), str(log), lines(3, 8)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 9, done.stderr
    source_id = done.stdout.strip()
    add(log, line(8))
    if index == "lost":
        shutil.rmtree(tmp_path / "k.case" / "index")
    case = open_case(tmp_path / "k.case")
    source = case.source(source_id)
    assert (source.state, source.records, len(source.object)) == ("ready", 8, 64)
    assert "ended without being ended" in source.problems[-1].what
    case.follow(log)
    assert text(case, source) == lines(0, 9)
    assert titles(case) == [str(number) for number in range(9)]
    case.close()


def test_a_kill_just_before_the_spool_becomes_an_object_loses_nothing(tmp_path: Path, log: Path):
    case = create_case(tmp_path / "k.case", title="k")
    source = case.follow(log)
    sealed = case.unfollow(source.id)
    case.close()
    kept = tmp_path / "k.case" / "objects" / sealed.object[:2] / sealed.object
    kept.rename(tmp_path / "k.case" / "live" / f"{source.id}.log")
    again = open_case(tmp_path / "k.case")
    assert kept.read_text() == lines(0, 3)
    assert titles(again) == ["0", "1", "2"]
    assert all(check.ok for check in again.verify())
    again.close()


def test_a_followed_source_keeps_its_declared_clock(case: OpenCase, log: Path):
    source = case.follow(log)
    case.set_clock(source.id, offset_ns=-60 * 10**9)
    first = case.source(source.id).first
    add(log, line(3))
    case.poll(source.id)
    now = case.source(source.id)
    assert (now.offset_ns, now.first, now.records) == (-60 * 10**9, first, 4)
    assert first == source.first - 60 * 10**9


def test_a_thousand_polls_leave_no_open_files_and_a_short_journal(case: OpenCase, log: Path):
    source = case.follow(log)
    folder = Path("/proc/self/fd")
    before = len(list(folder.iterdir())) if folder.is_dir() else 0
    rows = len(case._folder.store.journal())
    for number in range(3, 43):
        add(log, line(number))
        case.poll(source.id)
    for _ in range(960):
        case.poll(source.id)
    assert case.source(source.id).records == 43
    if folder.is_dir():
        assert len(list(folder.iterdir())) <= before + 3
    assert len(case._folder.store.journal()) <= rows + 2


def test_packed_files_and_what_is_none_can_not_be_followed(case: OpenCase, tmp_path: Path):
    import gzip

    (tmp_path / "a.gz").write_bytes(gzip.compress(b"x"))
    (tmp_path / "b.log").write_bytes(lines(0, 30).encode("utf-16"))
    for path, why in ((tmp_path / "a.gz", "packed"), (tmp_path / "b.log", "utf-16-le"), (tmp_path / "no", "no such")):
        with pytest.raises(SourceError, match=why):
            case.follow(path)
    assert case.sources() == ()


def test_a_case_open_for_reading_follows_nothing(case: OpenCase, log: Path):
    source = case.follow(log)
    other = open_case(case.path, write=False)
    with pytest.raises(CaseReadOnly):
        other.follow(log)
    assert [record.title[-6:] for record in other.page(other.query("line"))] == ["line 0", "line 1", "line 2"]
    assert text(other, source) == lines(0, 3)
    other.close()


def test_much_that_is_there_is_shown_before_all_of_it_is_read(
    case: OpenCase, log: Path, monkeypatch: pytest.MonkeyPatch
):
    seen = watched(case, monkeypatch)
    log.write_text(lines(0, 200))
    source = case.follow(log)
    assert source.records == 200
    assert [state for state, _ in seen] == ["live"] * len(seen)
    records = [count for _, count in seen]
    assert records == sorted(records) and len(set(records)) >= 4 and 0 < records[1] < 200


def watched(case: OpenCase, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """State and records of the first source whenever rows came, with steps of a few lines."""
    seen: list[tuple[str, int]] = []
    renewed = case._folder.forget_spine

    def forget() -> None:
        renewed()
        for source in case.sources():
            seen.append((source.state, source.records))
            assert case.spine.rows == source.records if source.state in ("live", "reading", "ready") else True

    for module in ("growth", "live"):
        monkeypatch.setattr(f"workbench.casework.{module}.FIRST", 300)
    monkeypatch.setattr("workbench.casework.growth.HEAD", 100)
    monkeypatch.setattr(case._folder, "forget_spine", forget)
    return seen


class TestByReference:
    """Files over the limit of the settings are not copied."""

    @pytest.fixture
    def case(self, tmp_path: Path):
        made = create_case(tmp_path / "r.case", title="r", settings=Settings(seal_limit=100))
        yield made
        made.close()

    def test_it_is_read_where_it_lies_and_grows(self, case: OpenCase, log: Path):
        source = case.follow(log)
        add(log, line(3))
        case.poll(source.id)
        assert (case.source(source.id).records, titles(case)) == (4, ["0", "1", "2", "3"])
        assert not list((case.path / "live").glob("*.log")) if (case.path / "live").exists() else True
        ended = case.unfollow(source.id)
        assert (ended.state, ended.object, ended.records) == ("ready", "", 4)

    def test_brought_in_it_is_shown_before_all_of_it_is_read(
        self, case: OpenCase, log: Path, monkeypatch: pytest.MonkeyPatch
    ):
        seen = watched(case, monkeypatch)
        log.write_text(lines(0, 200))
        (source,) = case.ingest([log])
        assert (source.state, source.records, source.object) == ("ready", 200, "")
        reading = [count for state, count in seen if state == "reading"]
        assert len(reading) >= 4 and reading == sorted(reading) and 0 < reading[0] < reading[-1] <= 200
        assert len(case.query("line")) == 200
        plain = create_case(case.path.parent / "p.case", title="p")
        (other,) = plain.ingest([log])
        assert (other.levels, other.first, other.last) == (source.levels, source.first, source.last)
        plain.close()

    def test_truncated_it_is_one_sentence(self, case: OpenCase, log: Path):
        source = case.follow(log)
        log.write_text(line(0))
        with pytest.raises(SourceChanged, match=r"app\.log: the file was truncated or replaced"):
            case.poll(source.id)
        assert "truncated" in case.source(source.id).problems[-1].what
        with pytest.raises(SourceChanged, match="shorter"):
            case.query("line 2")

    @needs_posix
    def test_deleted_it_is_one_sentence(self, case: OpenCase, log: Path):
        source = case.follow(log)
        log.unlink()
        with pytest.raises(SourceError, match=r"app\.log: the file was deleted"):
            case.poll(source.id)
        assert len(case.query("line")) == 3  # what is open stays readable
