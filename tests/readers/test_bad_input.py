"""What real files hold besides good lines: right records or an honest unknown, and one odd line changes nothing else."""

# ruff: noqa: E501 - log lines stand here as they are written
from __future__ import annotations

import re
from functools import cache

import pytest
from bymodule import EXAMPLES, READERS, by_module
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.engine.bytesource import ByteSource
from workbench.engine.colours import without_colours
from workbench.engine.lineformat import LineFormat
from workbench.engine.scan import Scanner
from workbench.engine.stamps import NULL_T
from workbench.readers.core import Registry, load_registry

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z
S = 10**9
LINE_READERS = sorted(reader.id for reader in READERS.values() if reader.lines and reader.id != "text.plain")


@cache
def registry() -> Registry:
    return load_registry()


@cache
def format_of(name: str) -> LineFormat:
    reader = registry().named(name)
    assert reader is not None
    found = reader.sniff(EXAMPLES[name], "example").format
    assert found is not None
    return found


def scanned(format: LineFormat, lines: list[bytes], folder) -> dict[int, tuple[int, int]]:
    """Time and severity of the lines that begin records, by the line's number."""
    place = folder / "scanned.log"
    place.write_bytes(b"\n".join(lines) + b"\n")
    with ByteSource(str(place), sealed=True) as source:
        rows = Scanner(format).rows(source, 0, source.size)
    assert rows.records is not None
    numbers = [at for at, begins in enumerate(rows.records.begins.tolist()) if begins]
    found = zip(rows.records.wall.tolist(), rows.records.severity.tolist(), strict=True)
    return dict(zip(numbers, found, strict=True))


ODD = st.one_of(
    st.binary(max_size=80).map(lambda text: text.replace(b"\n", b"").replace(b"\r", b"")),
    st.sampled_from([b"", b"\x1b[31m", b"\xff\xfe\x00", b"{", b"[[[", b'"' * 40, b"  at x.y(Z.java:1)", b"x" * 5000]),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(name=st.sampled_from(LINE_READERS), odd=ODD, where=st.integers(0, 12), cut=st.integers(1, 60))
def test_an_odd_line_between_records_changes_only_the_record_it_lands_in(tmp_path, name, odd, where, cut):
    format = format_of(name)
    lines = EXAMPLES[name].splitlines() * 2
    at = where % (len(lines) + 1)
    for line in (odd, lines[0][:cut]):
        before = scanned(format, lines, tmp_path)
        after = scanned(format, [*lines[:at], line, *lines[at:]], tmp_path)
        kept = {number + (number >= at): value for number, value in before.items()}
        if format.level_below and at - 1 in kept:  # there the level stands on the line below, which the odd one moved
            del kept[at - 1], after[at - 1]
        after.pop(at, None)
        assert after == kept


@by_module(LINE_READERS)
def test_line_ends_of_windows_change_nothing(tmp_path, names: list[str]):
    for name in names:
        lines = EXAMPLES[name].splitlines()
        ended = [line + b"\r" for line in lines]
        assert scanned(format_of(name), ended, tmp_path) == scanned(format_of(name), lines, tmp_path), name
        chosen = registry().choose(EXAMPLES[name].replace(b"\n", b"\r\n"), "x.log")
        assert chosen is not None
        assert chosen[0].id == name


@by_module(LINE_READERS)
def test_colours_around_words_change_neither_reader_nor_record(tmp_path, names: list[str]):
    for name in names:
        if not format_of(name).json:
            check_coloured(name, tmp_path)


def check_coloured(name: str, folder) -> None:
    lines = EXAMPLES[name].splitlines()
    coloured = [re.sub(rb"\S+", lambda word: b"\x1b[1;31m" + word[0] + b"\x1b[0m", line) for line in lines]
    assert scanned(format_of(name), coloured, folder) == scanned(format_of(name), lines, folder), name
    chosen = registry().choose(b"\n".join(coloured) + b"\n", "x.log")
    assert chosen is not None
    assert chosen[0].id == name
    assert chosen[1].format is not None
    plain = format_of(name).parse(lines[0].decode())
    assert without_colours(chosen[1].format.parse(coloured[0].decode()).title) == plain.title


def test_colours_inside_a_stamp_are_passed_over(indexed):
    line = (
        "\x1b[2m2026-03-17\x1b[0m\x1b[2mT14:02\x1b[0m:11.5Z \x1b[32m INFO\x1b[0m \x1b]8;;http://x\x07up\x1b]8;;\x07\n"
    )
    name, index = indexed(line.encode() * 2)
    assert name == "text.iso"
    assert index.wall.tolist() == [NOON + S // 2] * 2
    assert index.severity.tolist() == [9, 9]


@pytest.mark.parametrize(
    ("line", "wall", "severity"),
    [
        ("2026-03-17T14:02:11Z INFO job from 2026-03-16T10:00:00Z ended", NOON, 9),
        ("2026-03-17T14:02:11Z [2026-03-16T10:00:00Z] INFO x", NOON, 9),
        ("[2026-03-17 14:02:11] 1773756000 INFO x", NOON, 9),
    ],
)
def test_of_two_times_in_a_line_the_first_counts(indexed, line: str, wall: int, severity: int):
    _, index = indexed(f"{line}\n{line}\n".encode())
    assert index.wall.tolist() == [wall, wall]
    assert index.severity.tolist() == [severity, severity]


def test_a_line_cut_off_in_the_middle_belongs_to_the_record_above(indexed):
    _, index = indexed(b"2026-03-17T14:02:11Z INFO a\n2026-03-17T14:0\n2026-03-17T14:02:12Z WARN b\n2026-03-17T14:02:1")
    assert index.wall.tolist() == [NOON, NOON + S]


def test_headings_without_a_time_belong_to_no_record(indexed):
    _, index = indexed(b"# Log of the day\n\n=== start ===\n2026-03-17T14:02:11Z INFO a\n2026-03-17T14:02:12Z INFO b\n")
    assert (index.records, index.stats.skipped) == (2, 3)


@pytest.mark.parametrize(
    ("line", "reader"),
    [
        ('2026-03-17T14:02:11Z INFO app refused {"order":17,"service":"pay","trace_id":"4BF92F3577B34DA6A3CE929D0E0E4736"}', "text.iso"),
        ('2026-03-17 14:02:11.000 [h-1] INFO shop.Pay - refused {"order":17,"service":"pay","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}', "java.text"),
        ('[2026-03-17T14:02:11.000000+00:00] app.INFO: refused {"order":17,"service":"pay"} {"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}', "monolog.line"),
    ],
)  # fmt: skip
def test_an_object_behind_a_message_gives_its_keys(registry: Registry, line: str, reader: str):
    chosen = registry.choose(f"{line}\n{line}\n".encode(), "x.log")
    assert chosen is not None
    assert chosen[0].id == reader
    assert chosen[1].format is not None
    fields = chosen[1].format.parse(line)
    assert fields.attributes["order"] == 17
    assert fields.resource["service.name"] == "pay"
    assert ("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736") in [(link.type, link.value) for link in fields.links]


def test_braces_that_are_no_object_stay_text(registry: Registry):
    line = 'refused {"order":17, "x": [1, {2]} {"a": }'
    chosen = registry.choose(f"2026-03-17T14:02:11Z INFO {line}\n".encode() * 2, "x.log")
    assert chosen is not None
    assert chosen[1].format is not None
    fields = chosen[1].format.parse(f"2026-03-17T14:02:11Z INFO {line}")
    assert (fields.title, dict(fields.attributes)) == (line, {})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('{"time":"2026-03-17T14:02:11Z","level":"warn","msg":"a","order":17}', '{"time":"2026-03-17T14:02:12Z","level":"error","msg":"b"}'),
        ('{"level":40,"time":1773756131000,"req":{"id":7},"msg":"a","order":17}', '{"level":50,"time":1773756132000,"msg":"b"}'),
        ('{"msg":"a {x}","severity":"WARNING","@timestamp":"2026-03-17T14:02:11.000Z","order":17}', '{"msg":"b","severity":"ERROR","@timestamp":"2026-03-17T14:02:12.000Z"}'),
    ],
)  # fmt: skip
@pytest.mark.parametrize("prefix", ["orders-1  | ", "[pod/orders-0/app] ", "app[42]: ", "worker> "])
def test_json_behind_a_prefix_has_the_objects_time_level_and_keys(
    indexed, registry, prefix: str, first: str, second: str
):
    text = f"{prefix}{first}\n{prefix}cut off {{\n{prefix}{second}\n{prefix}{first}\n"
    name, index = indexed(text.encode())
    assert name == "json.prefixed"
    assert index.wall.tolist() == [NOON, NOON + S, NOON]
    assert index.severity.tolist() == [13, 17, 13]
    chosen = registry.choose(text.encode(), "x")
    fields = chosen[1].format.parse(prefix + first)
    assert fields.title[:1] == "a"
    assert fields.attributes["order"] == 17


@pytest.mark.parametrize(
    "text",
    [
        '[{"time":"2026-03-17T14:02:11Z","level":"info","msg":"a"},{"time":"2026-03-17T14:02:12Z","level":"warn","msg":"b"}]\n'
        '[{"time":"2026-03-17T14:02:13Z","level":"error","msg":"c"}]\n',
        '{"time":"2026-03-17T14:02:11Z","level":"info","msg":"a"}{"time":"2026-03-17T14:02:12Z","level":"warn","msg":"b"}'
        '{"time":"2026-03-17T14:02:13Z","level":"error","msg":"c"}\n',
        '{"time":"2026-03-17T14:02:11Z","level":"info","msg":"a"}\n{"time":"2026-03-17T14:02:12Z","level":"warn","msg":"b"} '
        '{"time":"2026-03-17T14:02:13Z","level":"error","msg":"c"}\n',
    ],
)
def test_each_object_of_a_line_that_holds_many_is_a_record(registry: Registry, read, text: str):
    chosen = registry.choose(text.encode(), "x.json")
    assert chosen is not None
    assert chosen[0].id == "json.many"
    events = [event for batch in read("json.many", text.encode()) for event in batch.events]
    assert [event.t for event in events] == [NOON, NOON + S, NOON + 2 * S]
    assert [event.severity for event in events] == [9, 13, 17]
    assert [event.title for event in events] == ["a", "b", "c"]
    held = [text[event.place.offset : event.place.offset + event.place.length] for event in events]
    assert all(one.startswith('{"time"') and one.endswith('"}') for one in held)


def test_what_is_broken_among_many_objects_is_told_and_the_rest_kept(read):
    text = b'{"time":"2026-03-17T14:02:11Z","msg":"a"}{"time":"2026\n{"time":"2026-03-17T14:02:12Z","msg":"b"}{"time":"x","msg":"c"}\n'
    batches = read("json.many", text)
    events = [event for batch in batches for event in batch.events]
    assert [event.title for event in events] == ["a", "b", "c"]
    assert events[-1].t is None
    assert any(batch.problems for batch in batches)


def test_a_document_of_json_gives_no_records(registry: Registry):
    for text in (
        '[\n  {"time": "2026-03-17T14:02:11Z",\n   "msg": "a"}\n]\n',
        '[{"id":1,"name":"x"},{"id":2,"name":"y"}]\n',
    ):
        assert registry.choose(text.encode(), "x.json") is None


def test_a_record_of_an_unknown_date_has_no_time(indexed):
    _, index = indexed(b"31.02.2026 14:02:11 INFO a\n17.03.2026 14:02:11 INFO b\n17.03.2026 14:02:12 INFO c\n")
    assert index.wall.tolist() == [NULL_T, NOON, NOON + S]
