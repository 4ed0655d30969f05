"""A log that changes its format half-way, or into which two programs write: the source's problems say so, with the line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.casework.opencase import OpenCase
from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFormat
from workbench.engine.logindex import build_log_index
from workbench.engine.looselines import loose_lines
from workbench.jobs import JobContext
from workbench.model.case import Source


def clock(n: int) -> str:
    return f"14:{n // 60 % 60:02d}:{n % 60:02d}"


def plain(n: int) -> str:
    return f"2026-03-17T{clock(n)}Z INFO request {n}\n  more of it\n"


def access(n: int) -> str:
    return f'127.0.0.1 - - [17/Mar/2026:{clock(n)} +0000] "GET /{n} HTTP/1.1" 200 5\n'


def json_line(n: int) -> str:
    return f'{{"time":"2026-03-17T{clock(n)}Z","level":"info","msg":"request {n}"}}'


@pytest.fixture
def ingested(case: OpenCase, tmp_path: Path) -> Callable[..., Source]:
    def run(text: str, reader: str | None = None) -> Source:
        place = tmp_path / "some.log"
        place.write_text(text)
        return case.ingest([place], reader=reader)[0]

    return run


def told(source: Source, word: str) -> list[tuple[str, str]]:
    return [(problem.where, problem.what) for problem in source.problems if word in problem.what]


@pytest.mark.parametrize("before", [3000, 70_000])
def test_a_format_that_changes_half_way_is_told_with_its_line(ingested, before: int):
    text = "".join(map(plain, range(before))) + "".join(map(access, range(before // 2)))
    both = ingested(text)
    assert (both.reader, both.records) == ("text.iso", before + before // 2)
    assert told(both, "nginx.access")[0][0] == f"line {2 * before + 1}"


@pytest.mark.parametrize("before", [3000, 70_000])
def test_where_one_reader_was_asked_for_the_lines_of_the_other_are_counted(ingested, before: int):
    text = "".join(map(plain, range(before))) + "".join(map(access, range(before // 2)))
    source = ingested(text, "text.iso")
    assert (source.reader, source.records) == ("text.iso", before)
    ((where, what),) = told(source, "nginx.access")
    assert where == f"line {2 * before + 1}"
    assert f"the record on line {2 * before - 1}" in what


def test_lines_of_two_writers_are_told(ingested):
    source = ingested("".join(plain(n) + access(n) for n in range(2000)), "text.iso")
    other = "text.iso" if source.reader == "nginx.access" else "nginx.access"
    assert source.records == 2000
    assert len(told(source, other)) == 1
    assert "between its records" in told(source, other)[0][1]


def test_objects_glued_together_behind_the_head_are_told(ingested):
    text = "".join(f"{json_line(n)}\n" for n in range(2000)) + "".join(
        f"{json_line(n)}{json_line(n)}\n" for n in range(50)
    )
    source = ingested(text)
    assert (source.reader, source.records) == ("json.lines", 2000)
    assert told(source, "json.many")[0][0] == "line 2001"


def test_stack_traces_raise_no_doubt(ingested):
    trace = "java.lang.Error: x\n" + "\tat shop.Pool.take(Pool.java:41)\n" * 40 + "Caused by: 2026 reasons\n"
    source = ingested("".join(f"2026-03-17T{clock(n)}Z ERROR failed\n{trace}" for n in range(200)))
    assert source.records == 200
    assert source.problems == ()


def test_lines_that_begin_no_record_are_found_in_any_stretch(tmp_path: Path):
    place = tmp_path / "x.log"
    begins = [n % 7 == 0 for n in range(200_000)]
    place.write_text("".join("2026-03-17T14:02:11Z a\n" if one else "b\n" for one in begins))
    format = LineFormat("x.y", "X", start="^(?P<t>2026-[0-9:TZ-]+)")
    with ByteSource(str(place), sealed=True) as source:
        index = build_log_index(source, format, tmp_path / "index", JobContext())
        loose = [n for n, one in enumerate(begins) if not one]
        assert loose_lines(index, 0, 200_000, 10**6).tolist() == loose
        for low, high in ((0, 10), (65_530, 65_550), (131_071, 131_073), (100, 100), (199_990, 300_000)):
            assert loose_lines(index, low, high, 10**6).tolist() == [n for n in loose if low <= n < high]
        few = loose_lines(index, 50, 190_000, 9).tolist()
        assert len(few) == 9
        assert few == sorted(set(few))
        assert set(few) <= set(loose)
