"""Packed text read at any position: every packing, every fault, and no more than what was whole."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine.encodings import Transcoder, encoding_of, transcoded
from workbench.engine.packed import FRAME, FrameCache, PackedSource
from workbench.engine.packing import Limits, write_packed
from workbench.engine.unpacking import inner_name, packing_of, unpacked
from workbench.errors import SourceError
from workbench.jobs import Cancelled, JobContext

PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, 1, mtime=0),
    "zstd": lambda data: zstandard.ZstdCompressor(level=1, write_checksum=True).compress(data),
    "xz": lambda data: lzma.compress(data, preset=0),
    "bzip2": lambda data: bz2.compress(data, 1),
}
EVERY = pytest.mark.parametrize("packing", list(PACK))


def text(size: int, seed: int = 1) -> bytes:
    """Lines that pack to about a quarter, so that packed data has many blocks."""
    chance = random.Random(seed)
    return b"".join(b"%08x some words of a line\n" % chance.getrandbits(32) for _ in range(size // 28 + 1))[:size]


def packed(folder: Path, data: bytes, packing: str, encoding: str = "utf-8", **more: object) -> PackedSource:
    raw, cache = folder / "raw", folder / "cache"
    raw.write_bytes(data)
    write_packed(raw, cache, packing, encoding, JobContext(), **more)  # type: ignore[arg-type]
    return PackedSource(cache, "x.log.gz")


def given_before_fault(data: bytes, packing: str) -> tuple[bytes, SourceError | None]:
    pieces = []
    try:
        for piece in unpacked(io.BytesIO(data), packing):
            pieces.append(piece)
    except SourceError as error:
        return b"".join(pieces), error
    return b"".join(pieces), None


@EVERY
def test_what_a_file_is_packed_with_is_told_by_its_bytes(packing: str):
    assert packing_of(PACK[packing](b"hello")) == packing
    assert packing_of(PACK[packing](b"")) == packing


@pytest.mark.parametrize(
    "head", [b"", b"\x1f\x8b", b"BZh9 is how this line begins", b"2026-03-17 a log", b"\x28\xb5\x2f\xfd"]
)
def test_other_bytes_are_not_packed(head: bytes):
    assert packing_of(head) == ""


@pytest.mark.parametrize(
    ("name", "packing", "inner"),
    [
        ("logs/x.log.gz", "gzip", "logs/x.log"), ("X.LOG.GZ", "gzip", "X.LOG"), ("a.zst", "zstd", "a"),
        ("a/.gz", "gzip", "a/.gz"), ("a.log", "gzip", "a.log"), ("b.xz", "xz", "b"), ("c.1.bz2", "bzip2", "c.1"),
    ],
)  # fmt: skip
def test_the_inner_name_is_without_the_ending(name: str, packing: str, inner: str):
    assert inner_name(name, packing) == inner


@settings(max_examples=25, deadline=None)
@given(
    parts=st.lists(st.binary(max_size=3000), min_size=1, max_size=4),
    packing=st.sampled_from(list(PACK)),
    ranges=st.lists(st.tuples(st.integers(-5, 13_000), st.integers(-5, 13_000)), max_size=8),
)
def test_any_range_of_any_number_of_streams_is_that_of_the_plain_bytes(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], packing: str, ranges: list[tuple[int, int]]
):
    plain = b"".join(parts)
    with packed(tmp_path_factory.mktemp("p"), b"".join(map(PACK[packing], parts)), packing) as source:
        assert source.size == len(plain)
        assert source.header.problems == ()
        for offset, length in ranges:
            start = min(max(offset, 0), len(plain))
            want = plain[start : start + max(length, 0)]
            assert source.read(offset, length) == want
            assert source.array(offset, length).tobytes() == want


@EVERY
def test_ranges_over_frames_are_those_of_the_plain_bytes(tmp_path: Path, packing: str):
    plain = text(3 * FRAME + 1234)
    chance = random.Random(3)
    with packed(tmp_path, PACK[packing](plain), packing) as source:
        assert source.read(0, len(plain)) == plain
        for _ in range(40):
            offset, length = chance.randrange(len(plain)), chance.randrange(2 * FRAME)
            assert source.read(offset, length) == plain[offset : offset + length]
        assert source.read(2 * FRAME - 3, 6) == plain[2 * FRAME - 3 : 2 * FRAME + 3]
        assert not source.array(5, 10).flags.writeable


@EVERY
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_of_a_truncated_file_everything_is_there_that_can_be_unpacked(tmp_path: Path, packing: str, share: float):
    plain = text(2 * FRAME)
    whole = PACK[packing](plain)
    cut = whole[: int(len(whole) * share)]
    with packed(tmp_path, cut, packing) as source:
        got = source.read(0, source.size)
        assert plain.startswith(got)
        assert len(got) >= len(plain) * share - (1 << 20)
        (problem,) = source.header.problems
        assert "ends in the middle" in problem.what
        at = int(problem.where.removeprefix("byte "))
        assert len(cut) - (1 << 18) <= at <= len(cut)


def test_gzip_gives_all_that_zlib_can_unpack_of_a_cut_file():
    whole = PACK["gzip"](text(1_000_000))
    for cut in (20, 1000, 70_000, len(whole) - 9, len(whole) - 1):
        stream = zlib.decompressobj(wbits=31)
        want = stream.decompress(whole[:cut])
        got, error = given_before_fault(whole[:cut], "gzip")
        assert got == want
        assert error is not None


@EVERY
def test_a_damaged_byte_ends_it_there_and_what_was_before_is_kept(tmp_path: Path, packing: str):
    plain = text(3 * FRAME)
    whole = bytearray(PACK[packing](plain))
    middle = len(whole) // 2
    whole[middle : middle + 64] = bytes(byte ^ 0xFF for byte in whole[middle : middle + 64])
    got, error = given_before_fault(bytes(whole), packing)
    assert error is not None
    assert "damaged" in error.what or "checksum" in error.what
    same = next((at for at, (one, other) in enumerate(zip(got, plain, strict=False)) if one != other), len(got))
    # a decompressor may go on for a while before it notices; up to where the damage lies all is there
    assert same >= len(plain) // 2 - (1 << 20)
    assert int(error.where.removeprefix("byte ")) >= middle - (1 << 18)


@EVERY
def test_what_follows_a_stream_and_is_none_is_left_out_and_counted(packing: str):
    one = PACK[packing](b"one\n")
    got, error = given_before_fault(one + b"this is something else", packing)
    assert got == b"one\n"
    assert error is not None
    assert error.what == f"22 bytes behind its end are no {packing} data and were left out"
    assert error.where == f"byte {len(one)}"


def test_zeros_behind_a_gzip_stream_are_padding():
    assert given_before_fault(PACK["gzip"](b"a") + bytes(1024) + PACK["gzip"](b"b") + bytes(3), "gzip") == (b"ab", None)


def test_a_wrong_checksum_is_told_and_the_text_kept():
    data = bytearray(PACK["gzip"](b"hello\n"))
    data[-8] ^= 1
    got, error = given_before_fault(bytes(data), "gzip")
    assert got == b"hello\n"
    assert error is not None
    assert error.what == "the gzip data doesn't have the checksum it was packed with"


def test_skippable_and_empty_zstd_frames_hold_no_text():
    skip = (0x184D2A53).to_bytes(4, "little") + (5).to_bytes(4, "little") + b"abcde"
    data = skip + PACK["zstd"](b"x") + skip + PACK["zstd"](b"") + PACK["zstd"](b"y")
    assert packing_of(data) == "zstd"
    assert given_before_fault(data, "zstd") == (b"xy", None)


def test_a_zstd_window_that_needs_much_memory_is_refused():
    stream = io.BytesIO()
    parameters = zstandard.ZstdCompressionParameters.from_level(1, window_log=30)
    with zstandard.ZstdCompressor(compression_params=parameters).stream_writer(stream, closefd=False) as writer:
        writer.write(b"x")
    got, error = given_before_fault(stream.getvalue(), "zstd")
    assert (got, "memory" in (error.what if error else "")) == (b"", True)


@EVERY
def test_a_bomb_is_unpacked_as_far_as_the_limit(tmp_path: Path, packing: str):
    bomb = PACK[packing](bytes(20 * FRAME))
    with packed(tmp_path, bomb, packing, limits=Limits(size=3 * FRAME)) as source:
        assert 0 < source.size <= 3 * FRAME
        assert "it unpacks to more than 3,145,728 bytes" in source.header.problems[0].what


def test_out_of_all_proportion_is_the_end_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workbench.engine.filetext.RATIO_FROM", 2 * FRAME)
    with packed(tmp_path, PACK["xz"](bytes(8 * FRAME)), "xz", limits=Limits(ratio=100)) as source:
        assert source.size <= 2 * FRAME
        assert source.header.problems[0].what.startswith("it unpacks to more than 100 times its own size")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "cp1252", "iso8859-15", "cp932"])
def test_text_in_another_encoding_is_read_as_utf8(tmp_path: Path, encoding: str):
    words = "2026-03-17T14:02:11Z ERROR Zähler ÷ 0\r\n" if encoding != "cp932" else "2026-03-17 エラー\r\n"
    plain = words * 60_000
    with packed(tmp_path, plain.encode(encoding), "", encoding) as source:
        assert source.read(0, source.size).decode("utf-8") == plain
        assert source.header.problems == ()


@settings(max_examples=40, deadline=None)
@given(
    words=st.text(max_size=200),
    encoding=st.sampled_from(["utf-16-le", "utf-16-be", "utf-32-be", "gb18030", "utf-8"]),
    cuts=st.lists(st.integers(0, 900), max_size=8),
)
def test_pieces_cut_anywhere_give_the_text_of_the_whole(words: str, encoding: str, cuts: list[int]):
    words = words.encode("utf-8", "replace").decode("utf-8").lstrip("\ufeff").replace("\ufffd", "")
    data = words.encode(encoding)
    borders = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    pieces = (data[start:end] for start, end in zip(borders, borders[1:], strict=False))
    transcoder = Transcoder(encoding)
    assert b"".join(transcoded(pieces, transcoder)).decode() == words
    assert transcoder.broken == 0


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b"", "utf-8"), (b"plain text\n" * 9, "utf-8"), ("\ufeffx".encode("utf-16-le"), "utf-16-le"),
        ("\ufeffx".encode("utf-16-be"), "utf-16-be"), ("\ufeffx".encode("utf-32-le"), "utf-32-le"),
        ("a line of a log\r\n".encode("utf-16-le"), "utf-16-le"), ("a line of a log\n".encode("utf-32-be"), "utf-32-be"),
        ("short".encode("utf-16-le"), "utf-8"), (b"a line\0\0\0\0 with holes in it\n", "utf-8"), (bytes(500), "utf-8"),
        (bytes(range(256)) * 4, "utf-8"),
    ],
)  # fmt: skip
def test_an_encoding_is_recognised_where_there_is_no_doubt(head: bytes, encoding: str):
    assert encoding_of(head) == encoding


def test_a_mark_is_no_text_and_half_a_character_is_told(tmp_path: Path):
    with packed(tmp_path, gzip.compress("\ufeffab".encode("utf-16-le") + b"c"), "gzip", "utf-16-le") as source:
        assert source.read(0, 99).decode() == "ab\ufffd"
        assert source.header.problems[0].what.startswith("1 characters are not valid utf-16-le")


def test_a_source_is_cancelled_without_leaving_a_file(tmp_path: Path):
    context = JobContext()
    context.stop()
    raw = tmp_path / "raw"
    raw.write_bytes(PACK["gzip"](text(FRAME)))
    with pytest.raises(Cancelled):
        write_packed(raw, tmp_path / "cache", "gzip", "utf-8", context)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["raw"]


def test_a_cache_that_is_not_whole_is_refused(tmp_path: Path):
    packed(tmp_path, PACK["gzip"](text(2 * FRAME)), "gzip").close()
    cache = tmp_path / "cache"
    whole = cache.read_bytes()
    for broken in (b"", whole[:-1], whole[:1000], whole[:-40] + bytes(40), b"x" + whole):
        cache.write_bytes(broken)
        with pytest.raises(ValueError, match="cache"):
            PackedSource(cache)


def test_a_damaged_frame_is_one_sentence_and_the_cache_is_not_trusted_again(tmp_path: Path):
    packed(tmp_path, PACK["gzip"](text(2 * FRAME)), "gzip").close()
    cache = tmp_path / "cache"
    whole = bytearray(cache.read_bytes())
    whole[5000] ^= 0x55
    cache.write_bytes(whole)
    with PackedSource(cache, "x.log.gz") as source:
        assert len(source.read(FRAME, 10)) == 10
        with pytest.raises(SourceError, match=r"x\.log\.gz: its unpacked text .* is damaged"):
            source.read(10, 10)
    with pytest.raises(ValueError, match="damaged"):
        PackedSource(cache)


def test_sources_share_one_bounded_memory(tmp_path: Path):
    frames = FrameCache(limit=3 * FRAME)
    packed(tmp_path, PACK["zstd"](text(6 * FRAME)), "zstd").close()
    with PackedSource(tmp_path / "cache", frames=frames) as one, PackedSource(tmp_path / "cache", frames=frames) as two:
        for at in range(6):
            assert one.read(at * FRAME, 5) == two.read(at * FRAME, 5)
        assert frames.held <= 3 * FRAME
    assert frames.held == 0
