"""A file copied as it arrives: the copy only ever grows, and holds all that was written in the order it was written."""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.casework.tail import MARKS, Tail, read_place
from workbench.errors import SourceError
from workbench.jobs import JobContext

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="rotates files that are open")

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["append", "rename", "rename late", "truncate", "delete", "write anew", "reopen", "nothing"]),
        st.binary(min_size=1, max_size=3000),
    ),
    max_size=12,
)


class Writer:
    """Somebody else, who numbers each piece so that no two files begin alike."""

    def __init__(self, path: Path) -> None:
        self.path, self.all, self._count = path, b"", itertools.count()
        self.path.write_bytes(b"")

    def append(self, data: bytes, path: Path | None = None) -> None:
        data = b"%d " % next(self._count) + data + b"\n"
        with (path or self.path).open("ab") as file:
            file.write(data)
        self.all += data

    def do(self, act: str, data: bytes) -> None:
        old = self.path.with_name(f"old{next(self._count)}")
        if act == "append":
            self.append(data)
        elif act == "rename":
            self.append(data)
            self.path.rename(old)
            self.append(data)
        elif act == "rename late":
            self.path.rename(old)
            self.path.touch()
            self.append(data, old)
        elif act == "truncate":
            os.truncate(self.path, 0)
            self.append(data)
        elif act == "delete":
            self.path.unlink()
            self.append(data)
        elif act == "write anew" and self.path.stat().st_size >= 1024:
            fresh = self.path.with_name("fresh")
            fresh.write_bytes(self.path.read_bytes())
            fresh.replace(self.path)
            self.append(data)


@settings(max_examples=40, deadline=None)
@given(acts=ACTS)
def test_nothing_is_lost_or_changed_whatever_happens_to_the_file(tmp_path_factory: pytest.TempPathFactory, acts: list):
    folder = tmp_path_factory.mktemp("t")
    writer, spool = Writer(folder / "x.log"), folder / "live" / "s.log"
    tail = Tail(writer.path, spool, None, lambda: 0)
    before = b""
    try:
        for act, data in acts:
            writer.do(act, data)
            if act == "reopen":
                tail.close()
                tail = Tail(writer.path, spool, read_place(spool), lambda: 0)
            assert tail.copy(JobContext()) == spool.stat().st_size
            now = spool.read_bytes()
            assert now.startswith(before)
            assert now == writer.all
            before = now
    finally:
        tail.close()


def test_a_line_end_is_put_in_where_a_file_ended_without(tmp_path: Path):
    path, spool = tmp_path / "x.log", tmp_path / "live" / "s.log"
    path.write_bytes(b"one\ntw")
    tail = Tail(path, spool, None, lambda: 7)
    tail.copy(JobContext())
    os.truncate(path, 0)
    with path.open("ab") as file:
        file.write(b"three\n")
    tail.copy(JobContext())
    tail.close()
    assert spool.read_bytes() == b"one\ntw\nthree\n"
    (mark,) = tail.marks
    assert (mark.t, mark.at) == (7, 7)
    assert mark.what == "it was truncated; what came before stays here (the last line had no end, one was put in)"


def test_marks_are_bounded(tmp_path: Path):
    path, spool = tmp_path / "x.log", tmp_path / "live" / "s.log"
    path.write_bytes(b"")
    tail = Tail(path, spool, None, lambda: 0)
    for number in range(MARKS + 5):
        os.truncate(path, 0)
        with path.open("ab") as file:
            file.write(b"%d\n" % number)
        tail.copy(JobContext())
    tail.close()
    assert (len(tail.marks), tail.left_out) == (MARKS, 4)
    place = read_place(spool)
    assert place is not None and (len(place.marks), place.left_out) == (MARKS, 4)


def test_a_file_that_is_not_there_is_named_and_a_damaged_note_is_no_note(tmp_path: Path):
    with pytest.raises(SourceError, match="no.log"):
        Tail(tmp_path / "no.log", tmp_path / "live" / "s.log", None, lambda: 0)
    (tmp_path / "live" / "s.json").write_bytes(b"{")
    assert read_place(tmp_path / "live" / "s.log") is None
