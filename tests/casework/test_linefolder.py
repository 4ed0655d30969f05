"""One source's physical lines in place of the case's records: text without times, and a log as it stands in its file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.casework.opencase import OpenCase
from workbench.model.entities import bytes_citation

POEM = "The first line\r\nthe second, with a word\n\n  indented\nlast without an end"
LOG = "2026-03-17T14:00:05Z ERROR later first\n  its second line\n2026-03-17T14:00:01Z INFO earlier, but below\n"


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    (tmp_path / "poem.txt").write_bytes(POEM.encode())
    (tmp_path / "a.log").write_text(LOG)
    return case_of([tmp_path / "poem.txt", tmp_path / "a.log"], title="Text")


def titles(case: OpenCase, text: str = "*") -> list[str]:
    return [record.title for record in case.page(case.select(text).rows())]


def test_every_line_is_a_row_in_the_order_of_the_file(case: OpenCase):
    lines = case.of_lines(case.source("poem.txt").id)
    assert titles(lines) == ["The first line", "the second, with a word", "", "  indented", "last without an end"]
    assert [record.place.line for record in lines.page([0, 3])] == [1, 4]
    assert len(case.select("*")) == 2  # the case itself has its two records as before


def test_a_log_shows_as_it_stands_in_its_file(case: OpenCase):
    lines = case.of_lines(case.source("a.log").id)
    assert titles(lines) == LOG.splitlines()


def test_lines_are_searched_one_by_one(case: OpenCase):
    lines = case.of_lines(case.source("a.log").id)
    assert titles(lines, "second") == ["  its second line"]
    assert titles(lines, "/^2026.*below$/") == ["2026-03-17T14:00:01Z INFO earlier, but below"]
    assert titles(lines, "second OR earlier -below kind:log") == ["  its second line"]


def test_a_citation_of_a_line_is_that_of_its_bytes(case: OpenCase):
    source = case.source("poem.txt")
    lines = case.of_lines(source.id)
    record = lines.page([3])[0]
    citation = bytes_citation(source.id, record.place.offset, record.place.length)
    assert case.raw(citation) == b"  indented"
    assert lines.row_of(citation) == 3
    assert case.show_place(citation) == "poem.txt:4"
