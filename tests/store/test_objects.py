"""Sealed objects: whole or not there, the same bytes once, every flipped bit noticed."""

from __future__ import annotations

import hashlib
import io
import os
import random
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import CaseError, SourceChanged, SourceError
from workbench.jobs import Cancelled, JobContext
from workbench.store import objects

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "objects"


def files_in(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("size", [0, 1, objects.BLOCK - 1, objects.BLOCK, objects.BLOCK + 1, 3 * objects.BLOCK + 7])
def test_a_sealed_file_has_the_name_of_its_bytes_and_is_read_only(tmp_path, folder, size):
    content = random.Random(size).randbytes(size)
    (tmp_path / "a.log").write_bytes(content)
    sealed = objects.seal(tmp_path / "a.log", folder)
    assert sealed == (hashlib.sha256(content).hexdigest(), size)
    path = objects.path_of(folder, sealed[0])
    assert path == folder / sealed[0][:2] / sealed[0]
    assert path.read_bytes() == content
    assert not stat.S_IMODE(path.stat().st_mode) & 0o222
    assert files_in(folder) == [path]


@pytest.mark.parametrize("as_what", [bytes, bytearray, io.BytesIO])
def test_bytes_and_streams_are_sealed_like_files(folder, as_what):
    content = b"pasted" * 1000
    assert objects.seal(as_what(content), folder) == (hashlib.sha256(content).hexdigest(), 6000)


def test_a_stream_that_gives_a_little_at_a_time_is_sealed_whole(folder):
    class Slow(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 7))

    name, size = objects.seal(Slow(b"0123456789" * 10), folder)
    assert (size, objects.path_of(folder, name).read_bytes()) == (100, b"0123456789" * 10)


def test_a_file_system_that_can_not_copy_by_itself_is_read_and_written(tmp_path, folder, monkeypatch):
    def refuse(*_args):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "copy_file_range", refuse, raising=False)
    content = random.Random(1).randbytes(objects.BLOCK + 9)
    (tmp_path / "a.log").write_bytes(content)
    name, _size = objects.seal(tmp_path / "a.log", folder)
    assert name == hashlib.sha256(content).hexdigest()
    assert objects.verify(folder, name)


def test_the_same_bytes_are_kept_once_though_many_seal_them_at_once(tmp_path, folder):
    for number in range(8):
        (tmp_path / f"{number}.log").write_bytes(b"same" * 50_000)
    with ThreadPoolExecutor(4) as pool:
        names = set(pool.map(lambda number: objects.seal(tmp_path / f"{number}.log", folder)[0], range(8)))
    assert len(names) == len(files_in(folder)) == 1


def test_a_damaged_object_is_made_whole_when_its_bytes_come_again(folder):
    name, _size = objects.seal(b"x" * 100, folder)
    path = objects.path_of(folder, name)
    path.chmod(0o644)
    path.write_bytes(b"x" * 99 + b"y")
    assert objects.verify_all(folder) == (name,)
    objects.seal(b"x" * 100, folder)
    assert objects.verify_all(folder) == ()


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=1, max_size=300), st.data())
def test_every_flipped_bit_is_noticed_and_names_its_object(tmp_path_factory, content, data):
    folder = tmp_path_factory.mktemp("objects")
    other, _size = objects.seal(content + b"other", folder)
    name, _size = objects.seal(content, folder)
    path = objects.path_of(folder, name)
    bit = data.draw(st.integers(0, 8 * len(content) - 1))
    damaged = bytearray(content)
    damaged[bit // 8] ^= 1 << bit % 8
    path.chmod(0o644)
    path.write_bytes(damaged)
    assert not objects.verify(folder, name)
    assert objects.verify_all(folder) == (name,)
    assert objects.verify(folder, other)


def test_an_object_cut_short_or_gone_is_noticed_and_named(folder):
    name, _size = objects.seal(b"gateway", folder)
    path = objects.path_of(folder, name)
    path.chmod(0o644)
    path.write_bytes(b"gate")
    assert not objects.verify(folder, name)
    path.unlink()
    assert not objects.verify(folder, name)
    with pytest.raises(SourceError, match="gateway.log: its sealed bytes are missing.*Bring the file in again"):
        objects.require(folder, name, "gateway.log")


class Meddling(JobContext):
    """A job during which somebody does something to the source, once."""

    def __init__(self, act):
        super().__init__()
        self._act = act

    def step(self, fraction, text=""):
        act, self._act = self._act, lambda: None
        act()


@pytest.mark.parametrize("how", ["grown", "shrunk", "rewritten"])
def test_a_source_that_changes_while_it_is_copied_is_refused_and_nothing_is_left(tmp_path, folder, how):
    path = tmp_path / "a.log"
    path.write_bytes(b"x" * (2 * objects.BLOCK))
    os.utime(path, ns=(0, 0))

    def change():
        with path.open("r+b") as file:
            if how == "shrunk":
                file.truncate(objects.BLOCK + 1)
            else:
                file.seek(0, io.SEEK_END if how == "grown" else io.SEEK_SET)
                file.write(b"more")

    with pytest.raises(SourceChanged, match=r"a\.log: it changed while it was copied"):
        objects.seal(path, folder, Meddling(change))
    assert files_in(folder) == []


def test_a_stopped_seal_leaves_nothing(tmp_path, folder):
    (tmp_path / "a.log").write_bytes(b"x" * (2 * objects.BLOCK))
    context = JobContext()
    context.stop()
    with pytest.raises(Cancelled):
        objects.seal(tmp_path / "a.log", folder, context)
    assert files_in(folder) == []


@pytest.mark.parametrize("what", ["absent", "folder", "pipe"])
def test_what_is_no_file_is_refused_in_a_sentence_and_never_waited_for(tmp_path, folder, what):
    path = tmp_path / "a.log"
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        if sys.platform == "win32":
            pytest.skip("POSIX only")
        os.mkfifo(path)
    with pytest.raises(SourceError, match="can't be read|not a file") as refused:
        objects.seal(path, folder)
    assert refused.value.where == str(path)
    assert refused.value.remedy


@POSIX
def test_a_full_disk_is_one_sentence_and_leaves_nothing_half_written(tmp_path):
    (tmp_path / "a.log").write_bytes(b"x" * 3_000_000)
    program = """
import resource, sys
from pathlib import Path
from workbench.errors import CaseError
from workbench.store import objects
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
folder = Path(sys.argv[1])
print(objects.seal(b"small", folder / "objects")[1])
for source in (folder / "a.log", b"y" * 2_000_000):
    try:
        objects.seal(source, folder / "objects")
    except CaseError as error:
        print(error.sentence())
"""
    answer = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stderr
    kept, of_file, of_bytes = answer.stdout.splitlines()
    assert kept == "5"
    for said in (of_file, of_bytes):
        assert "the disk is full or a size limit was reached" in said
        assert "Free some space" in said
    assert "a.log can't be kept" in of_file
    assert len(files_in(tmp_path / "objects")) == 1


def test_too_little_free_space_is_said_before_anything_is_copied(tmp_path, folder, monkeypatch):
    (tmp_path / "a.log").write_bytes(b"x" * 1000)
    monkeypatch.setattr(objects.shutil, "disk_usage", lambda _path: Usage(10, 10, 0))
    with pytest.raises(CaseError, match="needs 1,000 bytes and 0 are free"):
        objects.seal(tmp_path / "a.log", folder)
    assert files_in(folder) == []


class Usage(tuple):
    """What `shutil.disk_usage` answers."""

    def __new__(cls, total, used, free):
        made = super().__new__(cls, (total, used, free))
        made.free = free
        return made


@POSIX
def test_a_kill_in_the_middle_leaves_no_object_and_the_next_one_sweeps(tmp_path, folder):
    (tmp_path / "a.log").write_bytes(b"x" * (4 * objects.BLOCK))
    program = """
import os, signal, sys
from pathlib import Path
from workbench.jobs import JobContext
from workbench.store import objects
class Killing(JobContext):
    def step(self, fraction, text=""):
        if fraction > 0.4:
            os.kill(os.getpid(), signal.SIGKILL)
objects.seal(Path(sys.argv[1]) / "a.log", Path(sys.argv[1]) / "objects", Killing())
"""
    answer = subprocess.run([sys.executable, "-c", program, str(tmp_path)], timeout=60)
    assert answer.returncode == -9
    assert objects.sealed(folder) == ()
    assert len(files_in(folder)) == 1
    assert objects.sweep(folder) == 1
    assert files_in(folder) == []
