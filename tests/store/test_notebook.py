"""The notebook on disk: one writer, nothing acknowledged lost, damage named."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

import pytest

from workbench.casework.edits import Put
from workbench.casework.history import History
from workbench.clock import Clock
from workbench.errors import CaseError, CaseLocked, CaseReadOnly, CaseTooNew
from workbench.model.case import CaseRecord, Source
from workbench.model.entities import bytes_citation
from workbench.model.instants import HOUR
from workbench.model.notebook import Evidence, Hypothesis, Note
from workbench.model.searches import FilterPart, LogView, Search
from workbench.store import connections, ladder
from workbench.store.backups import KEPT, backups_in
from workbench.store.lock import CaseLock, holder
from workbench.store.notebook import NotebookStore
from workbench.store.schema import VERSION

RECORD = CaseRecord("c", "Checkout fails", fields={"ticket": "INC-1"})


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "a.case"


@pytest.fixture
def store(folder):
    store = NotebookStore.create(folder, RECORD, Clock(), "me")
    yield store
    store.close()


def pin(number: int, text: str = "pool exhausted") -> Put:
    return Put(Evidence(f"e{number}", number, "log", bytes_citation("s", number, 3), text, "0" * 64))


def test_a_reopened_notebook_is_equal_and_in_order(store, folder):
    history = History(store)
    history.do(Put(Source("s", 1, "gateway.log", levels={"error": 3})))
    for number in (3, 1, 2):
        history.do(pin(number))
    history.do(Put(replace(RECORD, title="another")))
    before = store.notebook
    store.close()
    again = NotebookStore.open(folder)
    assert again.notebook == before
    assert list(again.notebook.evidence) == ["e3", "e1", "e2"]
    assert again.check() == ()
    again.close()


def test_a_closed_case_is_one_plain_file_that_opens_from_read_only_media(store, folder):
    History(store).do(pin(1))
    store.close()
    assert not list(folder.glob("case.db-*"))
    assert (folder / "case.db").read_bytes()[18:20] == b"\x01\x01"  # rollback journal, not WAL (file format 1.3.3)


def copy_as_if_killed(store: NotebookStore, to: Path) -> Path:
    """What a killed process leaves on disk: the database with its WAL."""
    to.mkdir()
    for path in store.folder.glob("case.db*"):
        shutil.copy(path, to)
    assert (to / "case.db-wal").stat().st_size
    return to


def test_acknowledged_edits_in_the_wal_are_seen_on_read_only_media_and_nothing_is_written_there(
    store, tmp_path, monkeypatch
):
    History(store).do(pin(1))
    killed = copy_as_if_killed(store, tmp_path / "killed.case")
    monkeypatch.setattr(connections, "can_write", lambda _folder: False)
    before = {path.name: path.read_bytes() for path in killed.iterdir()}
    reader = NotebookStore.open(killed, write=False)
    assert list(reader.notebook.evidence) == ["e1"]
    reader.close()
    assert {path.name: path.read_bytes() for path in killed.iterdir()} == before


def test_a_reader_beside_the_writer_sees_what_was_saved_and_can_write_nothing(store, folder):
    history = History(store)
    history.do(pin(1))
    reader = NotebookStore.open(folder, write=False)
    assert list(reader.notebook.evidence) == ["e1"]
    history.do(pin(2))
    assert list(reader.load().evidence) == ["e1", "e2"]
    with pytest.raises(CaseReadOnly), reader.transaction():
        pass
    with pytest.raises(CaseError), reader._reading() as connection:
        connection.exec_driver_sql("DELETE FROM evidence")
    reader.close()


def test_a_second_process_is_told_who_holds_the_case(store, folder):
    store.close()
    program = "import sys; from pathlib import Path; from workbench.store.notebook import NotebookStore as N\n"
    program += "s = N.open(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(CaseLocked, match=f"process {other.pid} on ") as refused:
            NotebookStore.open(folder)
        assert "read-only" in refused.value.remedy
        reader = NotebookStore.open(folder, write=False)
        assert reader.notebook.case == RECORD
        reader.close()
        other.kill()
    again = NotebookStore.open(folder)  # the lock of a killed process is gone at once
    assert f"process {os.getpid()} on" in holder(folder)
    again.close()


def test_the_same_process_can_not_open_a_case_twice_for_writing(store, folder):
    with pytest.raises(CaseLocked):
        NotebookStore.open(folder)


def test_a_folder_without_a_case_is_named(tmp_path):
    with pytest.raises(CaseError, match=r"there is no case here.*case\.db"):
        NotebookStore.open(tmp_path)


def test_a_case_is_not_made_over_another(store, folder):
    store.close()
    with pytest.raises(CaseError, match="there is a case already"):
        NotebookStore.create(folder, RECORD, Clock())
    assert NotebookStore.open(folder, write=False).notebook.case == RECORD


def test_a_case_can_not_be_made_where_a_file_is(tmp_path):
    (tmp_path / "a.case").write_text("x")
    with pytest.raises(CaseError, match="no case can be made here"):
        NotebookStore.create(tmp_path / "a.case", RECORD, Clock())


# ------------------------------------------------------------------------------------------------ versions
def set_version(folder: Path, version: int) -> bytes:
    connection = sqlite3.connect(folder / "case.db")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    return (folder / "case.db").read_bytes()


@pytest.mark.parametrize("write", [True, False])
def test_a_newer_case_is_not_touched_and_the_needed_version_is_named(store, folder, write):
    store.close()
    before = set_version(folder, VERSION + 6)
    names = sorted(path.name for path in folder.iterdir())
    with pytest.raises(CaseTooNew, match=f"format {VERSION + 6}.*up to {VERSION}"):
        NotebookStore.open(folder, write=write)
    assert (folder / "case.db").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == names


def older(path: Path) -> None:
    """A notebook of two versions ago, as its own program would have made it."""
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE note (id TEXT, text TEXT); INSERT INTO note VALUES ('n', 'typed long ago'); PRAGMA user_version = 1;"
    )
    connection.close()


STEPS = {
    1: lambda connection: connection.execute("ALTER TABLE note ADD COLUMN name TEXT NOT NULL DEFAULT 'rca'"),
    2: lambda connection: connection.execute("UPDATE note SET text = text || '.'"),
}


def test_an_older_notebook_climbs_step_by_step_each_behind_a_verified_backup(tmp_path):
    older(tmp_path / "case.db")
    made = ladder.climb(tmp_path / "case.db", tmp_path / "backups", 10**18, steps=STEPS, wanted=3)
    rows = sqlite3.connect(tmp_path / "case.db").execute("SELECT id, name, text FROM note").fetchall()
    assert rows == [("n", "rca", "typed long ago.")]
    assert ladder.read_version(tmp_path / "case.db") == 3
    assert [ladder.read_version(path) for path in made] == [1, 2]
    assert sqlite3.connect(made[0]).execute("SELECT * FROM note").fetchall() == [("n", "typed long ago")]


# The tables of a case as format 1 made them, with one note in it.
FORMAT_1 = """
CREATE TABLE {kind} (id TEXT NOT NULL, position INTEGER NOT NULL, removed INTEGER NOT NULL CHECK (removed in (0, 1)),
 {more} value TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (id)) STRICT;
CREATE INDEX {kind}_order ON {kind} (position);
"""
MORE_1 = {
    "case_record": "", "source": "number INTEGER NOT NULL,", "evidence": "number INTEGER NOT NULL,",
    "note": "name TEXT NOT NULL, text TEXT NOT NULL,", "hypothesis": "number INTEGER NOT NULL,",
    "support": "evidence TEXT NOT NULL, hypothesis TEXT NOT NULL,", "action": "", "entry": "", "mark": "",
    "saved_view": "",
}  # fmt: skip
REST_1 = """
CREATE TABLE journal (seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, step INTEGER NOT NULL, at INTEGER NOT NULL,
 who TEXT NOT NULL, label TEXT NOT NULL, target TEXT NOT NULL, edit TEXT NOT NULL, inverse TEXT NOT NULL,
 state TEXT NOT NULL CHECK (state in ('done', 'undone', 'dropped', 'kept')), changed INTEGER NOT NULL) STRICT;
CREATE INDEX journal_state ON journal (state, step);
CREATE TABLE custody (seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL,
 action TEXT NOT NULL, what TEXT NOT NULL, note TEXT NOT NULL) STRICT;
CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT INTO meta VALUES ('revision', '7'), ('program', '0.1');
PRAGMA application_id = 1463960369;
PRAGMA user_version = 1;
"""


def of_format_1(folder: Path) -> None:
    """A case as the first format held it, made without the program's own schema."""
    connection = sqlite3.connect(folder / "case.db")
    for kind, more in MORE_1.items():
        connection.executescript(FORMAT_1.format(kind=kind, more=more))
    connection.executescript(REST_1)
    record = '{"id":"c1","title":"Checkout fails","key":"INC-1"}'
    insert = "INSERT INTO case_record VALUES ('c1', 1, 0, ?, ?)"
    connection.execute(insert, (record, blake2b(record.encode() + b"\0", digest_size=16).hexdigest()))
    note, text = '{"id":"n1","name":"rca","text":"","updated":5}', "The pool was too small."
    insert = "INSERT INTO note VALUES ('n1', 1, 0, 'rca', ?, ?, ?)"
    digest = blake2b(note.encode() + b"\0" + text.encode(), digest_size=16).hexdigest()
    connection.execute(insert, (text, note, digest))
    connection.commit()
    connection.close()


def test_a_case_of_format_1_is_opened_with_all_it_held_and_takes_searches(tmp_path):
    of_format_1(tmp_path)
    with pytest.raises(CaseReadOnly, match="format 1"):
        NotebookStore.open(tmp_path, write=False)
    opened = NotebookStore.open(tmp_path, clock=Clock(now=lambda: 10**18))
    assert opened.problems == ()
    assert opened.notebook.case.title == "Checkout fails"
    assert opened.notebook.notes["n1"].text == "The pool was too small."
    search = Search("s1", LogView((FilterPart("severity>=warn"),)), name="the bad half hour")
    opened.apply(Put(search))
    opened.close()
    again = NotebookStore.open(tmp_path, clock=Clock(now=lambda: 10**18))
    assert again.notebook.searches == {"s1": search}
    again.close()
    (backup,) = (path for path in (tmp_path / "backups").iterdir() if "format-1" in path.name)
    assert ladder.read_version(backup) == 1


def test_a_case_that_climbed_has_the_tables_of_a_new_one(tmp_path, store, folder):
    of_format_1(tmp_path)
    NotebookStore.open(tmp_path, clock=Clock(now=lambda: 10**18)).close()
    store.close()
    for name in ("search", "filter_preset", "highlight_set", "log_state", "log_series", "template_rule"):
        columns = [
            sqlite3.connect(path / "case.db").execute(f"PRAGMA table_xinfo({name})").fetchall()
            for path in (tmp_path, folder)
        ]
        assert columns[0] == columns[1] != []


def test_a_step_that_fails_leaves_the_notebook_as_it_was_before_it(tmp_path):
    older(tmp_path / "case.db")

    def fail(connection):
        connection.execute("DELETE FROM note")
        connection.execute("SELECT nothing FROM nowhere")

    with pytest.raises(CaseError, match="today's format"):
        ladder.climb(tmp_path / "case.db", tmp_path / "backups", 10**18, steps={**STEPS, 2: fail}, wanted=3)
    assert ladder.read_version(tmp_path / "case.db") == 2
    rows = sqlite3.connect(tmp_path / "case.db").execute("SELECT text FROM note").fetchall()
    assert rows == [("typed long ago",)]


def test_another_programs_database_is_not_taken_for_a_case(tmp_path):
    connection = sqlite3.connect(tmp_path / "case.db")
    connection.executescript("PRAGMA application_id = 77; CREATE TABLE x (y);")
    connection.close()
    with pytest.raises(CaseError, match="another program's"):
        NotebookStore.open(tmp_path)
    (tmp_path / "case.db").write_bytes(b"not a database")
    with pytest.raises(CaseError, match="no case's notebook|isn't a case's notebook"):
        NotebookStore.open(tmp_path)


# ------------------------------------------------------------------------------------------------ backups
def test_opening_backs_up_what_changed_and_keeps_ten(folder):
    ticks = iter(range(10**18, 2 * 10**18, 10**9))
    clock = Clock(now=lambda: next(ticks))
    NotebookStore.create(folder, RECORD, clock).close()
    for number in range(KEPT + 3):
        store = NotebookStore.open(folder, clock=clock)
        History(store).do(pin(number + 1))
        store.close()
    NotebookStore.open(folder, clock=clock).close()
    found = backups_in(folder / "backups")
    assert len(found) == KEPT
    NotebookStore.open(folder, clock=clock).close()
    assert backups_in(folder / "backups") == found  # nothing changed since
    shutil.copy(found[-1].path, folder / "case.db")
    restored = NotebookStore.open(folder, clock=clock)
    assert len(restored.notebook.evidence) == KEPT + 3
    restored.close()


def test_the_copy_of_opening_holds_what_was_before_the_first_change(folder):
    store = NotebookStore.create(folder, RECORD, Clock())
    History(store).do(pin(1))
    store.close()
    store = NotebookStore.open(folder)
    History(store).do(pin(2))
    (copy,) = backups_in(folder / "backups")
    with closing(sqlite3.connect(copy.path)) as connection:
        assert connection.execute("SELECT count(*) FROM evidence").fetchone() == (1,)
    store.close()
    assert backups_in(folder / "backups") == (copy,)  # the change is copied when it is opened the next time


def test_a_case_that_is_open_long_is_backed_up_hourly_while_it_changes(folder):
    now = [10**18]
    store = NotebookStore.create(folder, RECORD, Clock(now=lambda: now[0]))
    history = History(store)
    for number in range(1, 5):
        now[0] += HOUR + 1 if number > 1 else 1
        history.do(pin(number))
        store._backup and store._backup.join()
    store.close()
    assert len(backups_in(folder / "backups")) == 3


# ------------------------------------------------------------------------------------------------ faults
def child_with_little_room(folder: Path, limit: int) -> subprocess.CompletedProcess[str]:
    """Pin until no file may grow beyond `limit` bytes, then say how far it came, and pin once more with room."""
    program = f"""
import resource, sys
from pathlib import Path
from workbench.casework.edits import Put
from workbench.casework.history import History
from workbench.errors import CaseError
from workbench.model.entities import bytes_citation
from workbench.model.notebook import Evidence
from workbench.store.notebook import NotebookStore
store = NotebookStore.open(Path(sys.argv[1]))
history = History(store)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, resource.RLIM_INFINITY))
pin = lambda n: Put(Evidence(f"e{{n}}", n, "log", bytes_citation("s", n, 3), "x" * 20_000, "0" * 64))
n = 0
try:
    while n < 1000:
        history.do(pin(n + 1))
        n += 1
except CaseError as error:
    print(error.sentence())
assert len(store.load().evidence) == len(store.notebook.evidence) == n
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
history.do(pin(n + 1))
print(n + 1)
store.close()
"""
    return subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE is POSIX")
def test_a_full_disk_is_one_sentence_everything_acknowledged_stays_and_it_goes_on_with_room(store, folder):
    store.close()
    answer = child_with_little_room(folder, 1_000_000)
    assert answer.returncode == 0, answer.stderr
    said, pinned = answer.stdout.splitlines()
    assert "the disk is full" in said
    assert "case.db" in said
    assert "Free some space" in said
    again = NotebookStore.open(folder)
    assert len(again.notebook.evidence) == int(pinned) > 3
    assert again.check() == ()
    again.close()


def test_a_folder_that_can_not_be_written_is_named(store, folder, monkeypatch):
    store.close()

    def refuse(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(CaseReadOnly, match="a.case: .*can't be written. Copy the case"):
        NotebookStore.open(folder)


def flipped(path: Path, needle: bytes, bit: int = 0) -> None:
    """Flip one bit in the first place where `needle` stands."""
    content = bytearray(path.read_bytes())
    content[content.index(needle) + len(needle) // 2] ^= 1 << bit
    path.write_bytes(content)


def test_a_flipped_bit_in_what_was_pinned_is_named_and_the_rest_is_usable(store, folder):
    history = History(store)
    for number in (1, 2):
        history.do(pin(number, f"excerpt number {number}"))
    store.close()
    flipped(folder / "case.db", b"excerpt number 2")
    again = NotebookStore.open(folder)
    assert [problem.what for problem in again.problems] == ["evidence 2 was changed outside of the program"]
    assert again.notebook.evidence["e1"].excerpt == "excerpt number 1"
    assert again.check() == ("evidence 2 was changed outside of the program",)
    assert backups_in(again.backups) == ()  # a damaged notebook doesn't push good copies out
    again.close()


def test_a_row_that_can_not_be_read_is_left_out_and_named(store, folder):
    history = History(store)
    history.do(pin(1))
    history.do(pin(2))
    store.close()
    connection = sqlite3.connect(folder / "case.db")
    connection.execute("UPDATE evidence SET value = '{\"id\": 5' WHERE id = 'e1'")
    connection.commit()
    connection.close()
    again = NotebookStore.open(folder, write=False)
    assert list(again.notebook.evidence) == ["e2"]
    assert any("evidence 1 is damaged and left out" in problem.what for problem in again.problems)
    again.close()


def test_a_destroyed_page_costs_only_what_lay_on_it(store, folder):
    history = History(store)
    history.do(Put(Hypothesis("h", 1, "still here")))
    for number in range(1, 30):
        history.do(pin(number, f"<{number:04d}>" * 300))
    store.close()
    path = folder / "case.db"
    content = bytearray(path.read_bytes())
    page = content.index(b"<0017>" * 20) // 4096 * 4096
    content[page : page + 4096] = b"\xff" * 4096
    path.write_bytes(content)
    again = NotebookStore.open(folder, write=False)
    assert again.notebook.hypotheses["h"].text == "still here"
    assert again.problems
    assert "e2" in again.notebook.evidence
    assert again.check()
    again.close()


def test_a_case_without_its_record_says_where_the_copies_are(store, folder):
    store.close()
    connection = sqlite3.connect(folder / "case.db")
    connection.execute("UPDATE case_record SET value = 'x'")
    connection.commit()
    connection.close()
    with pytest.raises(CaseError, match="own record is damaged.*backups"):
        NotebookStore.open(folder)
    CaseLock.take(folder, 0).release()  # the failed opening let go of the lock


def test_custody_is_kept_in_order(store, folder):
    store.add_custody("collected", "gateway.log", "from the ticket")
    store.add_custody("verified", "gateway.log")
    store.close()
    again = NotebookStore.open(folder)
    assert [(row.seq, row.who, row.action, row.note) for row in again.custody()] == [
        (1, "me", "collected", "from the ticket"),
        (2, "me", "verified", ""),
    ]
    again.close()


def test_a_long_note_is_saved_by_what_was_typed(store):
    history = History(store)
    text = "0123456789" * 10_000
    history.do(Put(Note("n", "rca", text)))
    before = (store.folder / "case.db-wal").stat().st_size
    history.do(Put(Note("n", "rca", text + "x")))
    assert (store.folder / "case.db-wal").stat().st_size - before < 3 * len(text)
