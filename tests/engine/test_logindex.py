"""The index of a log says what reading it line by line in plain Python says, whatever is in the file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workbench.engine import linestarts, logcolumns, logindex
from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFormat
from workbench.engine.logindex import NULL_T, LogIndex, build_log_index, open_log_index
from workbench.engine.stamps import parse_stamp
from workbench.jobs import Cancelled, JobContext
from workbench.model.severity import WORDS

ISO = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?"
PLAIN = LineFormat("test.plain", "Plain", start=rf"^(?P<t>{ISO})\s+(?:\[[^\]]*\]\s*)?(?P<level>[A-Za-z]+)?")
LATE = LineFormat("test.late", "Stamp behind a name", start=rf"^\w+ \|\s*(?:(?P<t>{ISO})|-) ")
ACCESS = LineFormat(
    "test.access", "Access", time="clf", start=r'^\S+ \[(?P<t>[^\]]+)\] "[^"]*" (?P<level>\d{3})', severities="status"
)
JSON = LineFormat("test.json", "JSON", stamp_keys=("ts", "time.at"), level_keys=("log.level", "level"))

stamps = st.sampled_from(
    ["2026-03-17T14:02:11Z", "2026-03-17 14:02:11,123", "2026-03-17T14:02:10.000001+01:00", "2026-02-30T00:00:00Z",
     "2026-03-17 14:02:11.5 UTC", "2026-03-17T25:00:00"]
)  # fmt: skip
words = st.sampled_from(
    ["INFO", "warn", "Error", "[main] FATAL", "hello", "\tat x.Y(Y.java:1)", "é", "\ufffd", "\r", ""]
)
plain_line = st.builds(lambda stamp, word: f"{stamp} {word}".encode(), stamps, words)
late_line = st.builds(lambda stamp, word: f"web | {stamp} {word}".encode(), stamps | st.just("-"), words)
access_line = st.builds(
    lambda day, status: f'10.0.0.1 [{day}/Mar/2026:14:02:11 +0100] "GET /" {status} 12'.encode(),
    st.sampled_from(["17", "32"]), st.sampled_from(["200", "404", "503", "20"]),
)  # fmt: skip
json_line = st.builds(
    lambda record, blank: blank + json.dumps(record).encode(),
    st.dictionaries(
        st.sampled_from(["ts", "time", "log.level", "log", "level", "x"]),
        stamps | st.none() | st.integers(0, 10**13) | st.fixed_dictionaries({"at": stamps}) | st.just({"level": "warn"})
        | st.sampled_from(["info", "ERROR", 'q"uote', "é"]),
        max_size=4,
    ),
    st.sampled_from([b"", b"", b" \t"]),
)  # fmt: skip
noise = st.binary(max_size=30) | st.sampled_from([b"", b"\x00", b"{", b'{"ts": ', b"[1]", b'{"a":1} x', b"null"])
ends = st.sampled_from([b"\n", b"\n", b"\r\n", b"\r", b"\n\n"])


def files(line: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    rows = st.lists(st.tuples(line | noise, ends), max_size=12)
    return st.builds(
        lambda found, tail: b"".join(text + end for text, end in found) + tail,
        rows,
        line | st.sampled_from([b"", b"\r"]),
    )


def index_of(data: bytes, format: LineFormat | None, folder: Path, slice_bytes: int, sealed: bool = True) -> LogIndex:
    path = folder / "a.log"
    path.write_bytes(data)
    with ByteSource(path, sealed=sealed) as source:
        return build_log_index(source, format, folder / "index", JobContext(), slice_bytes)


def physical_lines(data: bytes) -> list[tuple[int, bytes]]:
    """Offset and text of every line, read the plain way: a line feed ends one, a return before it is part of the end."""
    found, place = [], 0
    for text in data.split(b"\n"):
        found.append((place, text.removesuffix(b"\r") if place + len(text) < len(data) else text))
        place += len(text) + 1
    return found if found[-1][0] < len(data) else found[:-1]


def begins(text: bytes, format: LineFormat) -> tuple[str | None, str | None] | None:
    """Stamp and level text of a line that begins a record."""
    if not format.json:
        found = re.compile(format.start, re.ASCII).search(text.decode("utf-8", "replace"))
        return None if found is None else (found["t"], found.groupdict().get("level"))
    try:
        record = msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return (at_key(record, format.stamp_keys), at_key(record, format.level_keys)) if isinstance(record, dict) else None


def at_key(record: dict, keys: tuple[str, ...]) -> str | None:
    for key in keys:
        outer, _, inner = key.partition(".")
        value = record.get(key)
        if value is None and inner and isinstance(record.get(outer), dict):
            value = record[outer].get(inner)
        if value is not None:
            return value if isinstance(value, str) else json.dumps(value)
    return None


def severity(text: str | None, format: LineFormat) -> int:
    if text is None:
        return 0
    if format.severities == "status":
        return 17 if text >= "500" else 13 if text >= "400" else 9
    return WORDS.get(text.strip().strip("[]<>():").lower(), 0)


def read_plainly(data: bytes, format: LineFormat) -> list[tuple]:
    """(offset, length, wall, naive, severity, line) of every record, in plain Python."""
    lines = physical_lines(data)
    heads = [(number, found) for number, (_, text) in enumerate(lines) if (found := begins(text, format)) is not None]
    rows = []
    for place, (number, (stamp, level)) in enumerate(heads):
        last = heads[place + 1][0] - 1 if place + 1 < len(heads) else len(lines) - 1
        end = lines[last][0] + len(lines[last][1])
        read = parse_stamp(stamp, format.time) if stamp is not None else None
        wall, naive = (read.wall, read.naive) if read else (NULL_T, False)
        rows.append((lines[number][0], end - lines[number][0], wall, naive, severity(level, format), number))
    return rows


def columns(index: LogIndex) -> list[tuple]:
    offset, length = index.record_ranges(0, index.records)
    parts = (offset, length, index.wall, index.naive, index.severity, begun_on(index))
    return list(zip(*(part.tolist() for part in parts), strict=True))


def begun_on(index: LogIndex) -> np.ndarray:
    return index.lines_of(np.arange(index.records))


def starts(index: LogIndex) -> list[int]:
    return index.line_ranges(0, index.lines)[0].tolist()


@pytest.mark.parametrize(
    ("format", "line"),
    [(PLAIN, plain_line), (LATE, late_line), (ACCESS, access_line), (JSON, json_line)],
    ids=["plain", "late", "access", "json"],
)
def test_the_columns_are_what_reading_line_by_line_gives(
    format: LineFormat, line: st.SearchStrategy[bytes], tmp_path_factory: pytest.TempPathFactory
):
    folder = tmp_path_factory.mktemp("log")

    @settings(max_examples=40, deadline=None)
    @given(files(line), st.integers(1, 200), st.booleans())
    @example(b"", 8, True)
    @example(b"\n", 1, True)
    @example(b"\r\n\r\n", 3, True)
    @example(b'{"ts":"2026-03-17T14:02:11Z"}\r\n\n{"ts":1}\r\n', 7, False)
    def check(data: bytes, slice_bytes: int, sealed: bool):
        index = index_of(data, format, folder, slice_bytes, sealed)
        lines = physical_lines(data)
        wanted = read_plainly(data, format)
        assert starts(index) == [start for start, _ in lines]
        assert columns(index) == wanted
        walls = [row[2] for row in wanted if row[2] != NULL_T]
        stats = index.stats
        assert (stats.lines, stats.records) == (len(lines), len(wanted))
        assert stats.skipped == (wanted[0][5] if wanted else len(lines))
        assert stats.disorder == sum(later < earlier for earlier, later in zip(walls, walls[1:], strict=False))
        assert (stats.first_wall, stats.last_wall) == ((min(walls), max(walls)) if walls else (NULL_T, NULL_T))
        assert sum(stats.levels.values()) == len(wanted)

    check()


LOG = b"""starting up
2026-03-17T14:02:11.250Z INFO ready
2026-03-17T14:02:12.500Z ERROR it broke
java.lang.IllegalStateException: pool
\tat shop.Pool.take(Pool.java:88)
2026-03-17T14:02:11.000Z WARN earlier than the one above
"""


def test_a_line_without_a_stamp_belongs_to_the_record_above(tmp_path: Path):
    index = index_of(LOG, PLAIN, tmp_path, 1 << 20)
    start, length = (int(part[0]) for part in index.record_ranges(1, 2))
    assert LOG[start : start + length].decode().splitlines() == LOG.decode().splitlines()[2:5]


def test_lines_before_the_first_stamp_belong_to_none_and_are_counted(tmp_path: Path):
    stats = index_of(LOG, PLAIN, tmp_path, 16).stats
    assert (stats.lines, stats.records, stats.skipped) == (6, 3, 1)


def test_a_record_stamped_before_the_one_above_is_counted_not_moved(tmp_path: Path):
    index = index_of(LOG, PLAIN, tmp_path, 1 << 20)
    assert index.stats.disorder == 1
    assert begun_on(index).tolist() == [1, 2, 5]


def test_levels_and_the_finest_step_of_the_stamps_are_told(tmp_path: Path):
    stats = index_of(LOG, PLAIN, tmp_path, 1 << 20).stats
    assert {name: count for name, count in stats.levels.items() if count} == {"info": 1, "error": 1, "warn": 1}
    assert (stats.resolution_ns, stats.naive, stats.explicit) == (1_000_000, False, True)


def test_without_a_format_there_are_lines_and_no_records(tmp_path: Path):
    index = index_of(LOG, None, tmp_path, 16)
    assert (index.lines, index.records, index.stats.skipped) == (6, 0, 6)


@settings(max_examples=60)
@given(st.lists(st.sampled_from([b"", b"\r", b"2026-03-17T14:02:11Z INFO x", b"y" * 40]), max_size=60), st.booleans())
def test_slices_of_many_lines_that_end_early_lose_none(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], ended: bool
):
    text = b"\n".join(lines) + b"\n" * ended
    folder = tmp_path_factory.mktemp("dense")
    (folder / "x.log").write_bytes(text)
    with pytest.MonkeyPatch.context() as patch, ByteSource(folder / "x.log", sealed=True) as source:
        patch.setattr(linestarts, "_CHUNK", 8)
        patch.setattr(linestarts, "MOST", 3)
        index = build_log_index(source, PLAIN, folder / "index", JobContext())
    expected = text.split(b"\n")
    expected = expected[:-1] if not expected[-1] else expected
    starts, lengths = index.line_ranges(0, index.lines)
    assert [text[at : at + size] for at, size in zip(starts, lengths, strict=True)] == expected
    assert index.records == sum(line.startswith(b"2026") for line in expected)


def test_an_empty_file_has_an_index_of_nothing(tmp_path: Path):
    index = index_of(b"", PLAIN, tmp_path, 1 << 20)
    assert (index.lines, index.records, index.stats.first_wall) == (0, 0, NULL_T)


def test_json_numbers_are_never_read_through_a_float(tmp_path: Path):
    format = LineFormat("test.epoch", "JSON", time="epoch", stamp_keys=("ts",), level_keys=("level",))
    index = index_of(b'{"ts":1773756000.123456789,"level":30}\n{"ts":"1773756000123456789"}\n', format, tmp_path, 9)
    assert index.wall.tolist() == [1773756000123456789] * 2


def test_a_json_line_with_a_byte_that_is_no_text_still_is_a_record(tmp_path: Path):
    data = b'{"ts":"2026-03-17T14:02:11Z","level":"warn","msg":"\xff"}\n{"ts":"2026-03-17T14:02:12Z","level":50}\n'
    index = index_of(data, JSON, tmp_path, 1 << 20)
    assert begun_on(index).tolist() == [0, 1]
    assert index.severity.tolist() == [13, 0]
    assert (index.wall[1] - index.wall[0]) == 10**9


@pytest.mark.parametrize(
    "line",
    [
        b'{"ts": "2026-03-17T14:02:11Z", "level": "\xc3\\u0041ERROR"}',
        b'{"time": {"\xff": 1, "at": "2026-03-17T14:02:11Z"}}',
    ],
    ids=["beside an escape", "in a key"],
)
def test_a_byte_that_is_no_text_in_a_json_value_or_key_hides_no_stamp(line: bytes, tmp_path: Path):
    index = index_of(line + b"\n", JSON, tmp_path, 1 << 20)
    assert index.records == 1 and index.wall.tolist() == [1_773_756_131 * 10**9]


def test_what_a_killed_writer_left_behind_is_cleared(tmp_path: Path):
    (tmp_path / ".index.12345678.part").mkdir()
    assert index_of(LOG, PLAIN, tmp_path, 1 << 20).records == 3
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.log", "index"]


def test_nuls_and_bytes_that_are_no_text_change_nothing_else(tmp_path: Path):
    data = b"2026-03-17T14:02:11Z INFO \x00\xff\xfe\n\x00\x00\n\xc3(\n2026-03-17T14:02:12Z WARN ok"
    index = index_of(data, PLAIN, tmp_path, 16)
    assert begun_on(index).tolist() == [0, 3]
    assert index.severity.tolist() == [9, 13]


@pytest.mark.parametrize("format", [PLAIN, JSON], ids=["plain", "json"])
def test_a_line_of_50_mb_is_one_line(format: LineFormat, tmp_path: Path):
    head = b'{"ts":"2026-03-17T14:02:11Z","x":"' if format.json else b"2026-03-17T14:02:11Z INFO "
    tail = b'"}\n{"ts":"2026-03-17T14:02:12Z"}\n' if format.json else b"\n2026-03-17T14:02:12Z INFO end\n"
    index = index_of(head + b"x" * 50_000_000 + tail, format, tmp_path, 8 << 20)
    assert starts(index) == [0, len(head) + 50_000_000 + tail.index(b"\n") + 1]
    assert index.records == 2
    assert index.record_ranges(0, 1)[1][0] == starts(index)[1] - 1


def test_deep_json_is_not_an_object_and_does_no_harm(tmp_path: Path):
    index = index_of(b'{"ts":' + b"[" * 100_000 + b"\n" + b'{"ts":"2026-03-17T14:02:11Z"}\n', JSON, tmp_path, 1 << 20)
    assert begun_on(index).tolist() == [1]


def test_stopping_leaves_no_index_behind(tmp_path: Path):
    path = tmp_path / "a.log"
    path.write_bytes(LOG)
    context = JobContext()
    context.stop()
    with ByteSource(path, sealed=True) as source, pytest.raises(Cancelled):
        build_log_index(source, PLAIN, tmp_path / "index", context)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.log"]


def test_a_full_disk_leaves_no_index_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(logindex.LogColumns, "add", full)
    with pytest.raises(OSError, match="No space"):
        index_of(LOG, PLAIN, tmp_path, 1 << 20)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.log"]


def test_a_disk_that_fails_once_leaves_no_index_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[int] = []

    def failing_once(descriptor: int) -> None:
        asked.append(descriptor)
        if len(asked) == 1:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(logcolumns, "SEND_EVERY", 100)
    monkeypatch.setattr(logcolumns.os, "fsync", failing_once)
    with pytest.raises(OSError, match="Input/output error"):
        index_of(b"2026-03-17T14:02:11Z INFO a\n" * 5000, PLAIN, tmp_path, 10_000)
    assert not (tmp_path / "index").exists()


def test_an_index_of_other_bytes_another_format_or_half_a_column_is_refused(tmp_path: Path):
    index_of(LOG, PLAIN, tmp_path, 1 << 20)
    folder = tmp_path / "index"
    assert open_log_index(folder, size=len(LOG), format_id="test.plain").records == 3
    with pytest.raises(ValueError, match="something else"):
        open_log_index(folder, size=len(LOG) + 1)
    with pytest.raises(ValueError, match="something else"):
        open_log_index(folder, format_id="test.json")
    (folder / "wall.col").write_bytes(b"12345678")
    with pytest.raises(ValueError, match="incomplete"):
        open_log_index(folder)
    with pytest.raises(ValueError, match="no finished index"):
        open_log_index(tmp_path / "nowhere")
