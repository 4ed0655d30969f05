"""A log that changes its format half-way, or that two programs write into, has the records of both, and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.casework.opencase import OpenCase, open_case
from workbench.model.instants import parse_instant

PLAIN = [f"2026-03-17 14:02:{n % 60:02},{n % 1000:03} INFO  [main] shop.Pool - taken {n}" for n in range(200)]
ERROR = "2026-03-17 14:09:00,000 ERROR [main] shop.Pool - none left"
TRACE = [
    "java.lang.IllegalStateException: none left",
    "\tat shop.Pool.take(Pool.java:17)",
    "\tat shop.Main.main(Main.java:3)",
]
JSON = [
    f'{{"time":"2026-03-17T15:00:{n % 60:02}.{n:03}Z","level":"{"error" if n % 10 == 0 else "info"}","msg":"order {n}"}}'
    for n in range(100)
]
SYSLOG = [f"Mar 17 16:{n:02}:07 web-1 shopd[42]: order {n}" for n in range(60)]


@pytest.fixture
def read(case: OpenCase, tmp_path: Path):
    def ingested(lines: list[str], reader: str | None = None):
        place = tmp_path / "shop.log"
        place.write_text("\n".join([*lines, ""]), encoding="utf-8")
        (source,) = case.ingest([place], reader=reader)
        return source

    return ingested


def said(source) -> list[str]:
    return [f"{problem.where}: {problem.what}" for problem in source.problems if "format" in problem.what]


def test_a_service_restarted_with_a_json_logger_has_records_of_both(case: OpenCase, read):
    source = read([*PLAIN, ERROR, *TRACE, *JSON])
    assert source.records == 201 + 100
    assert source.levels == {"info": 200 + 90, "error": 1 + 10}
    assert (source.skipped, source.disorder) == (0, 3 + 1)  # the stamps start anew four times: 3 in PLAIN, 1 in JSON
    assert said(source) == [
        "line 205: it is written in several formats: java.text until line 204, then JSON lines (json.lines);"
        " 100 records of it are read"
    ]
    (order,) = case.page(case.query('"order 10"'))
    assert (order.t_raw, order.severity_text, order.title) == ("2026-03-17T15:00:10.010Z", "error", "order 10")
    (trace,) = case.page(case.query('"Pool.java:17"'))
    assert (trace.title, trace.body.count("\n")) == ("none left", 3)


def test_it_is_the_same_when_the_case_is_opened_again_without_its_index(case: OpenCase, read, tmp_path: Path):
    source = read([*PLAIN, *JSON])
    case.close()
    for column in (case.path / "index").rglob("*.col"):
        column.unlink()
    again = open_case(case.path)
    assert [one.records for one in again.sources()] == [source.records] == [300]
    assert again.page(again.query('"order 99"'))[0].severity_text == "info"
    again.close()


def test_syslog_behind_a_log_with_years_is_dated_by_it(case: OpenCase, read):
    source = read([*PLAIN, *SYSLOG])
    assert source.records == 260
    assert [text for text in said(source) if "no year" in text]
    (last,) = case.page(case.query('"order 59"'))
    assert last.t == parse_instant("2026-03-17T16:59:07Z", day=0)
    assert source.last == last.t


def test_two_writers_into_one_file_keep_their_records(case: OpenCase, read):
    lines = [line for pair in zip(PLAIN, [*JSON, *JSON], strict=True) for line in pair]
    source = read(lines)
    assert source.records == 400
    assert "between" in said(source)[0]
    assert source.levels == {"info": 200 + 180, "error": 20}


def test_three_formats_in_a_row_are_all_read(case: OpenCase, read):
    assert read([*PLAIN, *JSON, *SYSLOG]).records == 360


def test_a_reader_that_was_asked_for_stays_alone_and_the_rest_is_counted(case: OpenCase, read):
    source = read([*PLAIN, *JSON], reader="java.text")
    assert source.records == 200
    assert source.problems[-1].where == "line 201"
    assert "these 100 lines belong to the record on line 200" in source.problems[-1].what


@pytest.mark.parametrize("odd", [JSON[0], SYSLOG[0], "{", "x" * 5000])
def test_one_odd_line_changes_nothing(case: OpenCase, read, odd: str):
    source = read([*PLAIN[:100], odd, *PLAIN[100:]])
    assert (source.records, said(source)) == (200, [])


def test_a_log_of_one_format_with_long_traces_stays_what_it_is(case: OpenCase, read):
    source = read([line for n in range(20) for line in (PLAIN[n], *TRACE * 30)])
    assert (source.records, source.problems[1:]) == (20, ())
