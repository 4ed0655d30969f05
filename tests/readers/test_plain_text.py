"""Text read a record a line, because somebody asked for it: nothing is made up about its times."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.engine.bytesource import ByteSource
from workbench.engine.logindex import NULL_T, LogIndex, build_log_index
from workbench.jobs import JobContext
from workbench.readers.core import Registry, load_registry

REGISTRY = load_registry()


def index_of(data: bytes, folder: Path, registry: Registry = REGISTRY) -> LogIndex:
    reader = registry.named("text.plain")
    assert reader is not None
    place = folder / f"{len(list(folder.iterdir()))}.txt"
    place.write_bytes(data)
    with ByteSource(str(place), sealed=True) as source:
        format = reader.sniff(data[:65_536], place.name).format
        return build_log_index(source, format, place.with_suffix(".index"), JobContext(), slice_bytes=7)


def texts(data: bytes, index: LogIndex) -> list[bytes]:
    return [
        data[at : at + n]
        for at, n in zip(*(part.tolist() for part in index.record_ranges(0, index.records)), strict=True)
    ]


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"one\ntwo\n", [b"one", b"two"]),
        (b"one\r\n\r\nthree", [b"one", b"", b"three"]),
        (
            b"  at shop.Pool.take\n2026-03-17T14:02:11Z ERROR x\n",
            [b"  at shop.Pool.take", b"2026-03-17T14:02:11Z ERROR x"],
        ),
        (b"\n\n", [b"", b""]),
        (b"\xff\xfe not text \x00\nlast", [b"\xff\xfe not text \x00", b"last"]),
        ("\ufeffmarked\nplain\n".encode(), ["\ufeffmarked".encode(), b"plain"]),
    ],
)
def test_each_physical_line_is_a_record(data: bytes, lines: list[bytes], tmp_path: Path):
    index = index_of(data, tmp_path)
    assert texts(data, index) == lines
    assert index.records_of_lines(0, index.lines).tolist() == list(range(len(lines))) and index.stats.lines == len(
        lines
    )
    assert index.stats.skipped == 0


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.binary(max_size=20).filter(lambda line: not set(line) & {10, 13}), min_size=1, max_size=12))
def test_no_line_is_lost_or_split(lines: list[bytes], tmp_path: Path):
    data = b"".join(line + b"\n" for line in lines)
    assert texts(data, index_of(data, tmp_path)) == lines


def test_no_time_and_no_severity_is_made_up(tmp_path: Path):
    index = index_of(b"2026-03-17T14:02:11Z ERROR x\nERROR y\n", tmp_path)
    assert index.wall.tolist() == [NULL_T, NULL_T] and index.severity.tolist() == [0, 0]
    assert index.stats.first_wall == NULL_T and not index.stats.naive and not index.stats.explicit
