"""Packed and otherwise encoded files in a case: the same records, lines and bytes as those of the plain text."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import shutil
from pathlib import Path

import pytest
import zstandard

from tests.casework.conftest import make_bundle
from workbench.casework.opencase import OpenCase, create_case, open_case
from workbench.errors import CaseReadOnly, SourceError
from workbench.model.case import Source
from workbench.model.entities import Citation, bytes_citation
from workbench.settings import Settings

pytestmark = pytest.mark.usefixtures("records_here")
PACK = {
    "gzip": gzip.compress,
    "zstd": lambda data: zstandard.ZstdCompressor().compress(data),
    "xz": lzma.compress,
    "bzip2": bz2.compress,
}
LOG = (
    "2026-03-17T14:02:10.500Z INFO  Zähler läuft\n"
    "2026-03-17T14:02:11.123Z ERROR failed\n"
    "java.lang.IllegalStateException: größer\n"
    "\tat shop.Pool.take(Pool.java:3)\n"
    "2026-03-17T14:02:12.001Z WARN  slow\n"
)


@pytest.fixture
def case(tmp_path: Path):
    made = create_case(tmp_path / "one.case", title="one")
    yield made
    made.close()


def brought(case: OpenCase, folder: Path, name: str, data: bytes, **more: str) -> Source:
    path = folder / name
    path.write_bytes(data)
    (source,) = case.ingest([path], **more)
    return source


def bodies(case: OpenCase) -> list[str]:
    rows = range(case.spine.rows)
    return [record.body for record in case.page(rows)]


@pytest.mark.parametrize("packing", list(PACK))
def test_a_packed_log_is_read_as_the_log_in_it(case: OpenCase, tmp_path: Path, packing: str):
    plain = create_case(tmp_path / "plain.case", title="plain")
    brought(plain, tmp_path, "app.log", LOG.encode())
    data = PACK[packing](LOG.encode())
    source = brought(case, tmp_path, "no ending tells it", data)
    assert (source.state, source.packing, source.records, source.lines) == ("ready", packing, 3, 5)
    assert (source.size, source.unpacked) == (len(data), len(LOG.encode()))
    assert bodies(case) == bodies(plain)
    assert len(case.query("größer")) == 1
    at = LOG.encode().index("größer".encode())
    assert case.raw(bytes_citation(source.id, at, 8)) == "größer".encode()
    assert case.show_place(bytes_citation(source.id, at, 8)).endswith(":3")
    assert [line.number for line in case.lines("java")] == [3, 4]
    assert case.raw(Citation(source.id)) == LOG.encode()
    # what was sealed is the file as it came
    assert (case.path / "objects" / source.object[:2] / source.object).read_bytes() == data
    assert all(check.ok for check in case.verify())
    plain.close()


@pytest.mark.parametrize("packing", ["", "gzip", "zstd"])
def test_a_log_that_was_cut_while_its_program_wrote_on_begins_with_zeros_and_is_read(
    case: OpenCase, tmp_path: Path, packing: str
):
    data = b"\0" * 3_000_000 + LOG.encode()
    source = brought(case, tmp_path, "app.log", PACK[packing](data) if packing else data)
    # the first line begins with the zeros, and so with no stamp
    assert (source.records, source.lines, source.skipped, source.packing) == (2, 5, 1, packing)
    assert case.count_lines("läuft") == 1
    assert source.problems[0].what.startswith("1 line belongs to no record")


def test_zeros_alone_are_no_text(case: OpenCase, tmp_path: Path):
    for name, data in (("a.log", b"\0" * 3_000_000), ("b.log", gzip.compress(b"\0" * 3_000_000))):
        assert brought(case, tmp_path, name, data).kind == "binary"


def test_two_streams_behind_each_other_are_one_log(case: OpenCase, tmp_path: Path):
    first, second = LOG.encode()[:70], LOG.encode()[70:]
    assert brought(case, tmp_path, "a.log.gz", gzip.compress(first) + gzip.compress(second)).records == 3


def test_packed_records_are_read_by_the_inner_name(case: OpenCase, tmp_path: Path):
    scrape = b"# TYPE pool_in_use gauge\npool_in_use 7\n"
    source = brought(case, tmp_path, "orders-20260317T140210Z.prom.gz", gzip.compress(scrape))
    assert (source.reader, source.points, source.lines, source.packing) == ("prometheus.text", 1, 2, "gzip")
    (series,) = case.series()
    assert case.points(series.id).t.tolist() == [1773756130 * 10**9]
    assert not any((case.path / "index").rglob("passed/*"))


def test_a_truncated_log_keeps_what_was_whole_and_the_others_come_in(case: OpenCase, tmp_path: Path):
    lines = "".join(f"2026-03-17T14:02:10.{number % 1000:03d}Z INFO line {number}\n" for number in range(30_000))
    whole = gzip.compress(lines.encode())
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.log.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "in" / "b.log.xz").write_bytes(lzma.compress(LOG.encode()))
    (tmp_path / "in" / "c.log.gz").write_bytes(b"\x1f\x8b\x08\xff nothing of it is right")
    cut, good, bad = case.ingest([tmp_path / "in"])
    assert (cut.state, good.state, bad.state) == ("failed", "ready", "failed")
    assert 10_000 < cut.records < 20_000
    assert "ends in the middle" in cut.problems[-1].what and cut.problems[-1].where.startswith("byte ")
    assert "gzip data is damaged" in bad.problems[-1].what
    assert len(case.query("größer")) == 1


def test_a_bomb_is_unpacked_as_far_as_the_settings_allow(tmp_path: Path):
    case = create_case(tmp_path / "b.case", title="b", settings=Settings(unpack_limit=1 << 20))
    source = brought(case, tmp_path, "bomb.log.xz", lzma.compress(LOG.encode() * 40_000, preset=0))
    assert (source.state, source.unpacked <= 1 << 20) == ("failed", True)
    assert "unpacks to more than 1,048,576 bytes" in source.problems[-1].what
    case.close()


def test_packed_bytes_that_are_no_text_stay_what_they_are(case: OpenCase, tmp_path: Path):
    data = gzip.compress(bytes(range(256)) * 100)
    source = brought(case, tmp_path, "core.gz", data)
    assert (source.state, source.packing, source.kind) == ("kept", "", "binary")
    assert case.raw(Citation(source.id)) == data


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_wide_characters_are_recognised(case: OpenCase, tmp_path: Path, encoding: str, mark: str):
    source = brought(case, tmp_path, "app.log", (mark + LOG).encode(encoding))
    assert (source.encoding, source.records, source.lines, source.state) == (encoding, 3, 5, "ready")
    at = LOG.encode().index("größer".encode())
    assert case.raw(bytes_citation(source.id, at, 8)).decode() == "größer"


def test_a_mark_of_utf8_changes_nothing_and_stray_nuls_are_no_encoding(case: OpenCase, tmp_path: Path):
    assert brought(case, tmp_path, "a.log", ("\ufeff" + LOG).encode()).encoding == "utf-8"
    source = brought(case, tmp_path, "b.log", LOG.encode() + bytes(10) + b"\n" + LOG.encode())
    assert (source.encoding, source.records) == ("utf-8", 6)


def test_packed_text_in_another_encoding_is_both(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path, "app.log.zst", PACK["zstd"](("\ufeff" + LOG).encode("utf-16-le")))
    assert (source.packing, source.encoding, source.records) == ("zstd", "utf-16-le", 3)
    assert len(case.query("größer")) == 1


def test_an_encoding_is_declared_when_it_is_brought_in(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path, "app.log", LOG.encode("cp1252"), encoding="windows-1252")
    assert (source.encoding, len(case.query("größer"))) == ("cp1252", 1)
    with pytest.raises(SourceError, match="no encoding called 'klingon'"):
        case.ingest([tmp_path / "app.log"], encoding="klingon")


def test_an_encoding_declared_later_reads_the_source_again_and_can_be_taken_back(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path, "app.log", LOG.encode("cp1252"))
    assert (source.encoding, len(case.query("größer")), len(case.query("gr\ufffd\ufffder"))) == ("utf-8", 0, 1)
    read = case.read_as(source.id, encoding="latin-1")
    assert (read.encoding, read.records, case.source(source.id)) == ("iso8859-1", 3, read)
    assert len(case.query("größer")) == 1
    assert case.undo_label == "read app.log as iso8859-1"
    case.undo()
    assert (case.source(source.id), len(case.query("größer"))) == (source, 0)
    case.redo()
    assert len(case.query("größer")) == 1


def test_text_that_nobody_could_read_may_be_a_log_in_another_encoding(case: OpenCase, tmp_path: Path):
    words = "2026-03-17T14:02:10.500Z ERROR ошибка соединения\n" * 3
    source = brought(case, tmp_path, "app.log", words.encode("utf-16-le")[2:])  # half of it is no UTF-16 any more
    assert source.records == 0
    whole = brought(case, tmp_path, "b.log", words.encode("cp1251"))
    assert (whole.records, len(case.query("ошибка"))) == (3, 0)
    case.read_as(whole.id, encoding="cp1251")
    assert len(case.query("ошибка")) == 3


def test_records_are_read_again_too(case: OpenCase, tmp_path: Path):
    alerts = {"version": "4", "status": "firing", "receiver": "duty", "alerts": [
        {"status": "firing", "labels": {"alertname": "größer"}, "startsAt": "2026-03-17T14:02:10Z"}]}  # fmt: skip
    source = brought(case, tmp_path, "a.json", json.dumps(alerts, ensure_ascii=False).encode("utf-16"))
    assert (source.records, source.encoding) == (1, "utf-16-le")
    assert len(case.query("größer")) == 1


def test_a_case_open_for_reading_keeps_its_encodings(case: OpenCase, tmp_path: Path):
    source = brought(case, tmp_path, "app.log", LOG.encode())
    other = open_case(case.path, write=False)
    with pytest.raises(CaseReadOnly):
        other.read_as(source.id, encoding="cp1252")
    other.close()


@pytest.mark.parametrize("damage", ["gone", "cut", "whole index"])
def test_unpacked_text_that_is_lost_or_damaged_is_made_again_on_opening(tmp_path: Path, damage: str):
    case = create_case(tmp_path / "d.case", title="d")
    source = brought(case, tmp_path, "app.log.gz", gzip.compress(LOG.encode()))
    case.close()
    (cache,) = (case.path / "index").rglob("texts/*")
    if damage == "gone":
        cache.unlink()
    elif damage == "cut":
        cache.write_bytes(cache.read_bytes()[:-5])
    else:
        shutil.rmtree(case.path / "index")
    again = open_case(case.path)
    assert again.index_note
    assert (len(again.query("größer")), again.source(source.id)) == (1, source)
    again.close()


def test_a_packed_bundle_is_a_repository(case: OpenCase, tmp_path: Path):
    bundle, first, second = make_bundle(tmp_path)
    packed = tmp_path / "shop.bundle.xz"
    packed.write_bytes(lzma.compress(bundle.read_bytes()))
    (source,) = case.ingest([packed])
    assert (source.reader, source.packing, source.records) == ("git.bundle", "xz", 2)
    (held,) = case.repositories()
    assert held.repository.commit(second) is not None
    assert case.commit_diff(second)[0].path.endswith("Pool.java")


def test_lines_that_end_in_returns_alone_are_said_to_be_one(case: OpenCase, tmp_path: Path):
    for name, text in (("a.log", LOG), ("b.log", "no stamp\nat all\n")):
        source = brought(case, tmp_path, name, text.replace("\n", "\r").encode())
        assert source.lines == 1
        assert "returns alone" in source.problems[-1].what
    assert not any(
        "returns" in one.what for one in brought(case, tmp_path, "c.log", LOG[:40].encode() + b"\r").problems
    )


def test_a_level_that_its_logger_coloured_within_json_is_that_level(case: OpenCase, tmp_path: Path):
    # winston: format.combine(format.colorize(), format.timestamp(), format.json())
    colours = {"error": 31, "warn": 33, "info": 32, "debug": 34}
    lines = [
        json.dumps({"level": f"\x1b[{code}m{word}\x1b[39m", "message": "x", "timestamp": f"2026-03-17T14:02:1{n}.000Z"})
        for n, (word, code) in enumerate(colours.items())
    ]
    source = brought(case, tmp_path, "winston.log", "\n".join(lines).encode() + b"\n")
    assert source.levels == dict.fromkeys(colours, 1)
    assert [record.severity_text for record in case.page(range(4))] == list(colours)
