"""Bytes at a position, from a sealed file and from one that may still change."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.engine.bytesource import ByteSource
from workbench.errors import SourceChanged, SourceError


@pytest.mark.parametrize("sealed", [True, False])
def test_any_range_reads_the_same_sealed_or_not(tmp_path: Path, sealed: bool):
    path = tmp_path / "a.log"
    path.write_bytes(bytes(range(100)))
    with ByteSource(path, sealed=sealed) as source:
        assert source.size == 100
        assert source.read(10, 5) == bytes([10, 11, 12, 13, 14])
        assert source.read(98, 50) == bytes([98, 99])
        assert source.read(200, 5) == b""
        assert source.array(3, 2).tolist() == [3, 4]


@pytest.mark.parametrize("sealed", [True, False])
def test_an_empty_file_is_a_source_of_no_bytes(tmp_path: Path, sealed: bool):
    path = tmp_path / "empty.log"
    path.touch()
    with ByteSource(path, sealed=sealed) as source:
        assert (source.size, source.read(0, 10), len(source.array(0, 10))) == (0, b"", 0)


def test_a_file_truncated_while_open_is_said_to_have_changed(tmp_path: Path):
    path = tmp_path / "a.log"
    path.write_bytes(b"x" * 1000)
    with ByteSource(path, sealed=False) as source:
        path.write_bytes(b"x" * 10)
        assert source.read(0, 10) == b"x" * 10
        with pytest.raises(SourceChanged, match="shorter than when it was opened"):
            source.read(500, 100)


def test_what_is_appended_after_opening_is_not_seen(tmp_path: Path):
    path = tmp_path / "a.log"
    path.write_bytes(b"one\n")
    with ByteSource(path, sealed=False) as source:
        with path.open("ab") as more:
            more.write(b"two\n")
        assert source.read(0, 100) == b"one\n"


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(SourceError, match="gone.log"):
        ByteSource(tmp_path / "gone.log", sealed=True)
