"""Generations of the index: made aside, switched to at once, made again when their makers changed."""

from __future__ import annotations

import pytest

from workbench.errors import CaseError
from workbench.store.generations import Generations

VERSIONS = {"index": "1", "otlp.json": "2"}


@pytest.fixture
def index(tmp_path):
    return Generations(tmp_path / "index")


def test_the_first_generation_is_made_and_kept_while_the_versions_stay(index):
    assert index.current() is None
    first = index.ready(VERSIONS)
    (first / "events.db").write_text("x")
    assert index.ready(VERSIONS) == first == index.current()
    assert (first / "events.db").read_text() == "x"


def test_another_version_of_a_reader_begins_a_new_generation(index):
    first = index.ready(VERSIONS)
    second = index.ready({**VERSIONS, "otlp.json": "3"})
    assert second != first
    assert list(second.iterdir()) == [second / "made.json"]
    assert index.sweep() == 1
    assert not first.exists()


def test_a_rebuild_is_not_seen_before_it_is_switched_to(index):
    first = index.ready(VERSIONS)
    second = index.begin(VERSIONS)
    assert index.current() == first
    index.switch(second)
    assert index.current() == second
    index.sweep()
    assert sorted(path.name for path in index.folder.iterdir()) == ["current", second.name]


@pytest.mark.parametrize("content", [b"../../etc", b"g000009", b"", b"\xff\xfe"])
def test_a_damaged_pointer_leads_nowhere_else_and_a_new_generation_is_begun(index, content):
    first = index.ready(VERSIONS)
    (index.folder / "current").write_bytes(content)
    assert index.current() is None
    assert index.sweep() == 0
    assert index.ready(VERSIONS) not in (None, first)


def test_a_generation_whose_stamp_is_damaged_is_made_again(index):
    first = index.ready(VERSIONS)
    (first / "made.json").write_text("{")
    assert not index.fits(VERSIONS)
    assert index.ready(VERSIONS) != first


def test_a_folder_of_somewhere_else_is_no_generation(index, tmp_path):
    index.ready(VERSIONS)
    with pytest.raises(CaseError, match="no generation"):
        index.switch(tmp_path)
