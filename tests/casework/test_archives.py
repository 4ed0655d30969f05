"""Archives that are brought in: members as sources, hostile and broken ones, bombs, archives within archives."""

from __future__ import annotations

import hashlib
import io
import shutil
import struct
import tarfile
import zipfile
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.casework.opencase import OpenCase, open_case
from workbench.engine import archives
from workbench.engine.archives import Budget, TooMuch, clean_name, members_of
from workbench.engine.packing import Limits
from workbench.errors import SourceError
from workbench.jobs import Cancelled, JobContext
from workbench.model.case import Source
from workbench.settings import Settings

LOG = b"2026-03-17T14:02:11.123Z ERROR orders - failed\n2026-03-17T14:02:12.000Z INFO orders - done\n"


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, (2025, 12, 31, 23, 0, 0)), data, method)
    return held.getvalue()


def tarred(*files: tuple[str, bytes], mode: Any = "w", form: int = tarfile.PAX_FORMAT) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode, format=form) as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1_773_756_131
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


def brought(case: OpenCase, folder: Path, name: str, data: bytes) -> tuple[Source, ...]:
    (folder / name).write_bytes(data)
    return case.ingest([folder / name], below=folder)


def told(source: Source) -> str:
    return " | ".join(f"{problem.where}: {problem.what}" for problem in source.problems)


@pytest.mark.parametrize("mode", ["w:", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_of_any_packing_gives_a_source_a_member(case: OpenCase, tmp_path: Path, mode: str):
    whole, log, notes = brought(
        case, tmp_path, "x.tar", tarred(("a/app.log", LOG), ("notes.txt", b"hello\n"), mode=mode)
    )
    assert (whole.path, whole.reader, whole.kind, whole.state) == ("x.tar", "archive.tar", "archive", "ready")
    assert (log.path, log.records, log.state) == ("x.tar!/a/app.log", 2, "ready")
    assert (log.object, log.modified) == (hashlib.sha256(LOG).hexdigest(), 1_773_756_131 * 10**9)
    assert notes.path == "x.tar!/notes.txt"
    assert [record.title for record in case.page(case.query(""))][0].endswith("failed")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_zip_does_too_and_its_members_keep_their_own_time(case: OpenCase, tmp_path: Path, method: int):
    text = b"Dec 31 22:59:58 web-1 app[3]: last of the year\n"
    whole, log = brought(case, tmp_path, "x.zip", zipped(("logs/", b""), ("logs/sys.log", text), method=method))
    assert (whole.reader, whole.problems) == ("archive.zip", ())
    assert log.path == "x.zip!/logs/sys.log"
    # no year in its stamps: the latest that ends no later than a day behind the member's own time, 2025-12-31
    assert log.first == 1_767_221_998 * 10**9


def test_archives_lie_in_archives_and_packed_files_in_both(case: OpenCase, tmp_path: Path):
    import gzip

    inner = tarred(("deep.log.gz", gzip.compress(LOG)), mode="w:gz")
    found = brought(case, tmp_path, "x.zip", zipped(("inner.tgz", inner), ("b.log", LOG)))
    assert [source.path for source in found] == [
        "x.zip",
        "x.zip!/inner.tgz",
        "x.zip!/inner.tgz!/deep.log.gz",
        "x.zip!/b.log",
    ]
    assert [source.records for source in found] == [0, 0, 2, 2]


def test_the_same_archive_again_brings_nothing_new(case: OpenCase, tmp_path: Path):
    first = brought(case, tmp_path, "x.zip", zipped(("a.log", LOG)))
    again = brought(case, tmp_path, "x.zip", zipped(("a.log", LOG)))
    assert [source.id for source in first] == [source.id for source in again]
    assert len(case.notebook.sources) == 2


@pytest.mark.parametrize("name", ["../../etc/passwd.log", "/etc/passwd.log", "C:\\etc\\passwd.log", "a/../../b.log"])
def test_a_name_that_leads_outside_is_told_and_not_followed(case: OpenCase, tmp_path: Path, name: str):
    whole, log = brought(case, tmp_path, "x.tar", tarred((name, LOG)))
    assert ".." not in log.path
    assert log.path.startswith("x.tar!/")
    assert log.records == 2
    assert "leads outside" in told(log)
    assert "leads outside" in told(whole)
    assert not list(tmp_path.rglob("passwd.log"))


def test_links_and_devices_are_told_and_not_followed(case: OpenCase, tmp_path: Path):
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, kind, goal in (
            ("s", tarfile.SYMTYPE, "/etc/shadow"),
            ("h", tarfile.LNKTYPE, "a"),
            ("f", tarfile.FIFOTYPE, ""),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, goal
            archive.addfile(info)
    (whole,) = brought(case, tmp_path, "x.tar", held.getvalue())
    assert whole.skipped == 3
    assert "s: it is a link to /etc/shadow and was not followed" in told(whole)
    assert "f: it is no file but a device" in told(whole)


def test_twins_and_names_that_differ_in_case_are_both_there_and_told(case: OpenCase, tmp_path: Path):
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(("a.log", LOG), ("a.log", LOG * 2), ("A.LOG", LOG * 3))
    found = brought(case, tmp_path, "x.zip", data)
    assert [source.records for source in found[1:]] == [2, 4, 6]
    assert "several files called a.log" in told(found[2])
    assert "same name to many systems" in told(found[3])


def test_hostile_names_steer_no_terminal():
    assert clean_name("a\x1b[2Jb\u202egnp.log")[0] == "a\\u001b[2Jb\\u202egnp.log"
    assert clean_name("..")[0] == "file"
    assert len(clean_name("x" * 70_000)[0]) <= archives.NAME_LIMIT + 1


@given(st.text(max_size=60))
def test_no_name_leads_anywhere(name: str):
    cleaned, _ = clean_name(name)
    assert cleaned and not cleaned.startswith("/")
    assert ".." not in cleaned.split("/")
    assert cleaned.isprintable()


def test_what_is_encrypted_or_packed_otherwise_is_told(case: OpenCase, tmp_path: Path):
    data = bytearray(zipped(("a.log", LOG), ("b.log", LOG)))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1  # encrypted
    second = data.index(b"PK\x01\x02", central + 4)
    data[second + 10] = 93  # zstd in a zip
    (whole,) = brought(case, tmp_path, "x.zip", bytes(data))
    assert "a.log: it is encrypted" in told(whole)
    assert "b.log: it is packed by method 93" in told(whole)


# ------------------------------------------------------------------------------------------------ broken ones
@pytest.mark.parametrize("kind", ["zip", "tar", "tgz"])
def test_one_that_is_cut_off_keeps_what_was_whole(case: OpenCase, tmp_path: Path, kind: str):
    files = [("a.log", LOG), ("b.log", bytes(range(256)) * 400)]
    if kind == "zip":
        data = zipped(*files, method=zipfile.ZIP_STORED)
        data = data[: data.index(b"PK\x01\x02") - 50_000]
    else:
        data = tarred(*files)[:-60_000]
    if kind == "tgz":
        packer = zlib.compressobj(wbits=31)
        data = packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH)
    found = brought(case, tmp_path, f"x.{kind}", data)
    assert found[0].state == "failed"
    assert found[1].records == 2
    assert "ends in the middle" in told(found[2]) or "damaged" in told(found[2])
    assert 0 < found[2].size < len(files[1][1])


def test_a_zip_without_its_directory_is_read_by_the_headers(case: OpenCase, tmp_path: Path):
    held = io.BytesIO()

    class Pipe(io.RawIOBase):  # a stream that can't seek makes zipfile write sizes behind the bytes
        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            return held.write(data)

    with zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        archive.writestr("a.log", LOG)
        archive.writestr("b.log", LOG * 3)
    data = held.getvalue()
    found = brought(case, tmp_path, "x.zip", data[: data.index(b"PK\x01\x02")])
    assert [source.records for source in found[1:]] == [2, 6]
    assert "directory is missing" in told(found[0])


def test_a_member_whose_sum_is_wrong_says_so(case: OpenCase, tmp_path: Path):
    data = bytearray(zipped(("a.log", LOG), ("b.log", LOG), method=zipfile.ZIP_STORED))
    data[data.index(b"failed")] = ord("F")
    found = brought(case, tmp_path, "x.zip", bytes(data))
    assert "Bad CRC-32" in told(found[0])
    assert [source.path for source in found[1:]][-1] == "x.zip!/b.log"


def test_a_tar_whose_later_header_is_damaged_is_no_whole_tar(case: OpenCase, tmp_path: Path):
    data = bytearray(tarred(("a.log", LOG), ("b.log", LOG), form=tarfile.USTAR_FORMAT))
    data[1024 + 3] ^= 0xFF
    found = brought(case, tmp_path, "x.tar", bytes(data))
    assert (found[0].state, len(found)) == ("failed", 2)


# ------------------------------------------------------------------------------------------------ bombs
def budget(size: int = 1 << 40, ratio: int = 1000, packed: int = 1) -> Budget:
    return Budget(packed, Limits(size, ratio))


def drained(path: Path, kind: str, packing: str, given: Budget) -> int:
    total = 0
    for _, stream in members_of(path, kind, packing, given):
        if stream is not None:
            read = archives.reading(stream)
            while piece := read(1 << 20):
                total += len(piece)
    return total


def test_a_bomb_ends_where_its_ratio_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "FREE_OF_RATIO", 1 << 20)
    bomb = tmp_path / "bomb.zip"
    bomb.write_bytes(zipped(("zeros", bytes(64 << 20))))
    with pytest.raises(TooMuch, match="10 times its size"):
        drained(bomb, "zip", "", budget(ratio=10, packed=bomb.stat().st_size))
    packed = tmp_path / "bomb.tgz"
    packed.write_bytes(tarred(("zeros", bytes(64 << 20)), mode="w:gz"))
    with pytest.raises(TooMuch):
        drained(packed, "tar", "gzip", budget(ratio=10, packed=packed.stat().st_size))


def test_a_bomb_of_overlapping_members_is_not_unpacked_at_all(tmp_path: Path):
    data = zipped(*((f"{n}", bytes(100_000)) for n in range(2)), method=zipfile.ZIP_STORED)
    at = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    central, count = data[at:end] * 40, 80
    tail = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, count, count, len(central), at, 0)
    bomb = tmp_path / "bomb.zip"
    bomb.write_bytes(data[:at] + central + tail)
    with pytest.raises(TooMuch, match="overlap"):
        drained(bomb, "zip", "", budget())


def test_archives_without_end_in_archives_end(tmp_path: Path, case: OpenCase):
    data = LOG
    for depth in range(8):
        data = zipped((f"{depth}.zip" if depth else "a.log", data), method=zipfile.ZIP_STORED)
    found = brought(case, tmp_path, "x.zip", data)
    assert len(found) == archives.DEPTH_LIMIT + 1
    assert any("deep" in told(source) for source in found)


def test_a_tar_header_of_any_size_is_not_read_into_memory(tmp_path: Path):
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 6 << 30
    place = tmp_path / "x.tar"
    place.write_bytes(info.tobuf(tarfile.GNU_FORMAT) + b"x" * 4096)
    with pytest.raises(SourceError, match="extended header"):
        drained(place, "tar", "", budget())


def test_more_members_than_are_taken_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "MEMBERS_LIMIT", 5)
    place = tmp_path / "x.tar"
    place.write_bytes(tarred(*((str(n), b"x") for n in range(9))))
    with pytest.raises(TooMuch, match="more than 5 files"):
        drained(place, "tar", "", budget())


@given(data=st.binary(max_size=400), at=st.integers(0, 2000), kind=st.sampled_from(["zip", "tar"]))
def test_a_damaged_archive_never_ends_in_a_fault_of_ours(data: bytes, at: int, kind: str, tmp_path_factory):
    whole = bytearray(zipped(("a", LOG), ("b/c", LOG)) if kind == "zip" else tarred(("a", LOG), ("b/c", LOG)))
    at %= len(whole)
    whole[at : at + len(data)] = data
    place = tmp_path_factory.getbasetemp() / "damaged"
    place.write_bytes(bytes(whole))
    try:
        drained(place, kind, "", budget())
    except SourceError as error:
        assert error.what


# ------------------------------------------------------------------------------------------------ what is none
def test_a_document_is_no_archive(case: OpenCase, tmp_path: Path):
    (one,) = brought(
        case, tmp_path, "x.xlsx", zipped(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<x/>"))
    )
    assert one.reader == "none"


def test_a_reader_asked_for_is_for_the_members(case: OpenCase, tmp_path: Path):
    (tmp_path / "x.zip").write_bytes(zipped(("a.txt", b"one\ntwo\n")))
    whole, text = case.ingest([tmp_path / "x.zip"], reader="text.plain")
    assert (whole.reader, text.reader, text.records) == ("archive.zip", "text.plain", 2)


def test_a_system_s_own_files_are_left_out_and_told(case: OpenCase, tmp_path: Path):
    found = brought(
        case, tmp_path, "x.zip", zipped(("__MACOSX/._a.log", b"\0"), ("a/.DS_Store", b"\0"), ("a.log", LOG))
    )
    assert [source.path for source in found] == ["x.zip", "x.zip!/a.log"]
    assert found[0].skipped == 2


def test_standard_input_may_be_an_archive(case: OpenCase):
    whole = case.add_bytes("stdin", zipped(("a.log", LOG)))
    assert whole.reader == "archive.zip"
    assert sorted(source.path for source in case.notebook.sources.values()) == ["stdin", "stdin!/a.log"]


def test_one_that_was_stopped_in_the_middle_is_finished_later(case: OpenCase, tmp_path: Path):
    class Stopped(JobContext):
        def step(self, fraction: float, text: str = "") -> None:
            if text == "unpacking b.log":
                raise Cancelled

    (tmp_path / "x.zip").write_bytes(zipped(("a.log", LOG), ("b.log", LOG * 2)))
    with pytest.raises(Cancelled):
        case.ingest([tmp_path / "x.zip"], below=tmp_path, context=Stopped())
    case.ingest([])
    rows = {source.path: (source.state, source.records) for source in case.notebook.sources.values()}
    assert rows == {"x.zip": ("ready", 0), "x.zip!/a.log": ("ready", 2), "x.zip!/b.log": ("ready", 4)}


def test_verify_and_an_index_made_again_know_members(case: OpenCase, tmp_path: Path):
    brought(
        case, tmp_path, "x.tgz", tarred(("a.log", LOG), ("hits.prom", b"# TYPE hits counter\nhits 7\n"), mode="w:gz")
    )
    case.close()
    shutil.rmtree(case.path / "index")
    with closing(open_case(case.path)) as again:
        assert [record.source for record in again.page(again.query(""))] == ["x.tgz!/a.log"] * 2


def test_settings_bound_what_an_archive_becomes(tmp_path: Path):
    place = tmp_path / "x.zip"
    place.write_bytes(zipped(("a.log", LOG * 1000)))
    with pytest.raises(TooMuch, match="1,000 bytes"):
        drained(place, "zip", "", budget(size=1000))
    assert Settings().unpack_limit == Limits().size
