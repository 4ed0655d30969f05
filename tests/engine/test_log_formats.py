"""Every line format's index says what reading line by line says, whichever way its heads are read, whole or grown."""

from __future__ import annotations

import random
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine.bytesource import ByteSource
from workbench.engine.dialect import ascii_classes
from workbench.engine.headpattern import Unsupported, compiled
from workbench.engine.lineformat import LineFormat
from workbench.engine.scan import Scanner

seeds = st.integers(0, 1 << 32)


@pytest.fixture
def plainlog(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(Path(__file__).parents[2])
    from benchmarks import plainlog

    return plainlog


def test_generated_logs_of_every_format_are_read_as_line_by_line(plainlog: ModuleType, tmp_path: Path):
    @settings(max_examples=1, deadline=None)
    @given(seeds)
    def check(seed: int):
        assert plainlog.try_logs(len(plainlog.FORMATS), tmp_path, seed) == []

    check()


def both_ways(data: bytes, format: LineFormat, folder: Path) -> None:
    """Read the same bytes as words and by the regex, three times over so that what was learnt is used."""
    path = folder / "a.log"
    path.write_bytes(data)
    with ByteSource(path, sealed=True) as source:
        slow = Scanner(format, quick=False).rows(source, 0, len(data))
        scanner = Scanner(format)
        for _ in range(3):
            quick = scanner.rows(source, 0, len(data))
            assert slow.records is not None and quick.records is not None
            for name in ("begins", "wall", "naive", "severity"):
                assert getattr(quick.records, name).tolist() == getattr(slow.records, name).tolist(), name
            assert quick.tally == slow.tally


def test_words_and_regex_find_the_same_heads_stamps_and_levels(plainlog: ModuleType, tmp_path: Path):
    names = [*plainlog.FORMATS]

    @settings(max_examples=len(names), deadline=None)
    @given(st.sampled_from(names), seeds)
    def check(name: str, seed: int):
        chance, format = random.Random(seed), plainlog.FORMATS[name]
        both_ways(b"\n".join(plainlog.generated(chance, format) for _ in range(12)), format, tmp_path)

    check()


def test_every_pattern_of_the_readers_can_be_read_as_words(plainlog: ModuleType):
    for format in plainlog.FORMATS.values():
        if not format.json:
            assert compiled(ascii_classes(format.start))


@pytest.mark.parametrize(
    "pattern",
    [r"^(?i)a", r"^a\b", r"^\p{L}", "^a++", "^[[:alpha:]]", "^[a&&b]", "^é", "a", "^(a", "^a)", r"^a\z", "^a{,3}"],
)
def test_a_pattern_that_words_cant_decide_is_left_to_the_regex(pattern: str):
    with pytest.raises(Unsupported):
        compiled(pattern)


def test_a_format_whose_pattern_words_cant_decide_is_read_all_the_same(tmp_path: Path):
    format = LineFormat("test.word", "Word", start=r"^(?P<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\b.(?P<level>\w+)")
    both_ways(b"2026-03-17 14:02:11 WARN\n2026-03-17 14:02:111WARN\nx\n", format, tmp_path)


def test_heads_that_are_all_different_are_read_too(tmp_path: Path):
    words = ["".join(random.Random(number).choices("abcdefghij", k=9)) for number in range(3000)]
    format = LineFormat("test.words", "Words", start=r"^[a-j]{5,9}x?[a-j]*(?P<t>\d{10}) (?P<level>\w*)")
    both_ways(
        "".join(f"{word}17737561{n % 90 + 10} {word[:5]}\n" for n, word in enumerate(words)).encode(), format, tmp_path
    )


def test_stamps_of_directives_are_read_as_words_too(tmp_path: Path):
    format = LineFormat(
        "test.bsd", "BSD", time="%b %e %H:%M:%S", start=r"^(?P<t>\w{3} [ \d]\d \d\d:\d\d:\d\d) (?P<level>\w+)"
    )
    lines = [f"{month} {day:2d} 23:59:{day:02d} info a" for month in ("Dec", "Jan", "Foo") for day in range(1, 33)]
    both_ways("\n".join([*lines, "Feb 30 10:00:00 info", "Mar 17 10:00:60 info", "x"]).encode(), format, tmp_path)


def test_json_of_every_kind_is_read_by_words_as_by_the_library(plainlog: ModuleType, tmp_path: Path):
    values = ["0", "-0", "01", "-", "1.5", "1.", "1e5", "1773756131", "true", "nul", "null",
              '"INFO"', '"a\\"b"', '"\\u00e9"',
              '"\\x"', '"é"', '"\xff"', '"\t"', "{}", '{"b":1}', "[]", "[1, 2]", "[1,]", '{"b":"2026-03-17T14:02:11Z"}',
              '"2026-03-17T14:02:11.5Z"', '"', ""]  # fmt: skip
    keys = ["time", "ts", "a", "level", "log.level", "log", "n", "t\\u0069me", "é", ""]

    @settings(max_examples=40, deadline=None)
    @given(seeds, st.sampled_from(["json", "json epoch"]))
    def check(seed: int, name: str):
        chance = random.Random(seed)
        some, few = chance.choices(values, k=6), chance.choices(keys, k=5)
        lines = []
        for _ in range(40):
            pairs = ",".join(
                f'"{chance.choice(few)}":{chance.choice((" ", ""))}{chance.choice(some)}' for _ in range(3)
            )
            lines.append(
                chance.choice(("{%s}", "{%s}", " {%s}\t", "{%s", "{%s} x", "[%s]", "{%s,}", "{}")).replace("%s", pairs)
            )
        data = "\n".join(lines).encode("utf-8", "surrogateescape").replace("\xff".encode(), b"\xff")
        both_ways(data, plainlog.FORMATS[name], tmp_path)

    check()


@pytest.mark.parametrize(
    ("stamp", "wall"),
    [
        ("2016-12-31 23:59:60", 1_483_228_800), ("2024-02-29 00:00:00", 1_709_164_800), ("2023-02-29 00:00:00", None),
        ("2100-02-29 00:00:00", None), ("1969-12-31 23:59:59", -1), ("2026-03-17 24:00:00", None),
    ],
)  # fmt: skip
def test_leap_seconds_and_leap_days_are_read_as_the_calendar_has_them(stamp: str, wall: int | None, tmp_path: Path):
    format = LineFormat("test.iso", "ISO", start=r"^(?P<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)$")
    path = tmp_path / "a.log"
    path.write_bytes(b"2026-03-17 14:02:11\n" * 20 + stamp.encode() + b"\n2026-03-17 14:02:11\n")
    with ByteSource(path, sealed=True) as source:
        records = Scanner(format).rows(source, 0, source.size).records
    assert records is not None
    null = -(2**63)
    assert records.wall.tolist()[20] == (null if wall is None else wall * 10**9)
    assert set(records.wall.tolist()[:20]) == {1_773_756_131 * 10**9}
