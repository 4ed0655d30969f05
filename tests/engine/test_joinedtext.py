"""The text of several files as one: their texts one after the other, a line feed where one lacks it, places that stay."""

from __future__ import annotations

import bz2
import gzip
import lzma
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.engine.filetext import Limits
from workbench.engine.joinedtext import Stretch, TextPart, write_joined
from workbench.engine.packed import PackedSource
from workbench.errors import SourceError
from workbench.jobs import Cancelled, JobContext

PACK = {
    "": bytes, "gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}  # fmt: skip


def part(folder: Path, name: str, data: bytes, packing: str = "", encoding: str = "utf-8", **known: int) -> TextPart:
    path = folder / name
    path.write_bytes(PACK[packing](data))
    return TextPart(name, path, packing, encoding, path.stat().st_size, **known)


def joined(folder: Path, parts: list[TextPart], **more: Limits) -> tuple[bytes, tuple[Stretch, ...]]:
    cache = folder / "cache"
    stretches = write_joined(parts, cache, JobContext(), **more)
    with PackedSource(cache) as held:
        return held.read(0, held.size), stretches


def test_texts_stand_one_after_the_other_and_each_says_where(tmp_path: Path):
    parts = [part(tmp_path, "a", b"one\ntwo\n", "gzip"), part(tmp_path, "b", b"three\n"), part(tmp_path, "c", b"four")]
    text, stretches = joined(tmp_path, parts)
    assert text == b"one\ntwo\nthree\nfour"
    assert stretches == (Stretch(0, 8, 0), Stretch(8, 6, 2), Stretch(14, 4, 3))


def test_a_line_feed_stands_between_two_where_the_first_lacks_one_and_belongs_to_neither(tmp_path: Path):
    parts = [
        part(tmp_path, name, data) for name, data in (("a", b"one"), ("b", b""), ("c", b"two\r\n"), ("d", b"three"))
    ]
    text, stretches = joined(tmp_path, parts)
    assert text == b"one\ntwo\r\nthree"
    assert [(one.start, one.length, one.lines) for one in stretches] == [(0, 3, 0), (3, 0, 0), (4, 5, 1), (9, 5, 2)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.text(alphabet="ab ä€\n", max_size=40), st.sampled_from([*PACK]),
                       st.sampled_from(["utf-8", "utf-16-le", "cp1252"])), min_size=1, max_size=6)
)  # fmt: skip
def test_parts_packed_and_encoded_in_any_way_give_their_texts(tmp_path: Path, made: list[tuple[str, str, str]]):
    parts = [part(tmp_path, f"p{at}", words.encode(encoding), packing, encoding)
             for at, (words, packing, encoding) in enumerate(made)]  # fmt: skip
    text, stretches = joined(tmp_path, parts)
    whole = ""
    for words, _, _ in made:
        whole += "\n" if whole and words and not whole.endswith("\n") else ""
        whole += words
    assert text.decode() == whole
    for (words, _, _), one in zip(made, stretches, strict=True):
        assert text[one.start : one.start + one.length].decode() == words
        assert one.lines == text[: one.start].count(b"\n")


def test_a_part_that_is_cut_off_keeps_what_was_whole_and_blocks_nothing(tmp_path: Path):
    parts = [part(tmp_path, "a.gz", b"one\n" * 100, "gzip"), part(tmp_path, "b", b"two\n")]
    parts[0].path.write_bytes(parts[0].path.read_bytes()[:-8])
    text, stretches = joined(tmp_path, parts)
    assert text == b"one\n" * 100 + b"two\n"
    assert "byte" in stretches[0].problem and not stretches[1].problem
    with PackedSource(tmp_path / "cache") as held:
        assert not held.header.whole
        assert held.header.problems[0].where.startswith("a.gz, byte ")


@pytest.mark.parametrize("left", [0, 5, 9])
def test_what_was_joined_before_keeps_its_place_when_its_bytes_are_lost(tmp_path: Path, left: int):
    parts = [
        part(tmp_path, "a", b"one\ntwo\nthr"[:left], start=0, length=11, ends=2),
        part(tmp_path, "b", b"four\n", start=12, length=5, ends=1),
    ]
    if not left:
        parts[0].path.unlink()
    text, _ = joined(tmp_path, parts)
    assert text[12:] == b"four\n" and text[:12].count(b"\n") == 3
    assert text[:left] == b"one\ntwo\nthr"[:left] and not text[left:12].strip()
    with PackedSource(tmp_path / "cache") as held:
        assert "blanks stand for them" in held.header.problems[-1].what


def test_a_part_that_can_t_be_read_is_refused_where_nothing_is_known_of_it(tmp_path: Path):
    with pytest.raises(SourceError, match="can't be read"):
        joined(tmp_path, [TextPart("a", tmp_path / "gone", "", "utf-8", 0)])
    assert list(tmp_path.iterdir()) == []


def test_all_parts_together_are_bounded(tmp_path: Path):
    parts = [part(tmp_path, "a", b"one\n" * 10), part(tmp_path, "b", b"two\n" * 10)]
    text, stretches = joined(tmp_path, parts, limits=Limits(size=60))
    assert text == b"one\n" * 10 and "more than 20 bytes" in stretches[1].problem


def test_it_is_cancelled_without_leaving_a_file(tmp_path: Path):
    context = JobContext()
    context.stop()
    parts = [part(tmp_path, "a", b"one\n")]
    with pytest.raises(Cancelled):
        write_joined(parts, tmp_path / "cache", context)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a"]
