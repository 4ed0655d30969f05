"""The index can be lost, damaged or of an older program: the case answers as before, and says what happened."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.casework.opencase import open_case
from workbench.jobs import Cancelled, JobContext

pytestmark = pytest.mark.usefixtures("records_here")
QUERIES = ('"order 17"', "severity>=error", "call", "kind:deploy", "simplify", "kind:commit", "502")


@pytest.fixture
def closed(made_code_case: tuple[Path, str, str], tmp_path: Path) -> Path:
    """A closed case of logs, metrics, a repository and deploys."""
    return Path(shutil.copytree(made_code_case[0], tmp_path / "one.case"))


def answers(path: Path, *, write: bool = True) -> tuple[list, str]:
    """What the case answers to everything, and what it says of its index."""
    case = open_case(path, write=write)
    try:
        found: list = [[record.id for record in case.page(case.query(text))] for text in QUERIES]
        found.append([(series.id, case.points(series.id).value.tolist()) for series in case.series()])
        return found, case.index_note
    finally:
        case.close()


def columns(path: Path) -> Iterator[Path]:
    yield from sorted((path / "index").glob("g*/logs/*/*.col"))


def test_an_index_that_is_whole_stays_the_one_in_use(closed: Path):
    before = (closed / "index/current").read_text()
    _, note = answers(closed)
    assert note == "" and (closed / "index/current").read_text() == before


def test_a_deleted_index_is_made_again_with_the_same_answers(closed: Path):
    expected, _ = answers(closed)
    shutil.rmtree(closed / "index")
    found, note = answers(closed)
    assert (
        found == expected
        and all(expected)
        and note == "The index was missing and was made again from the sealed files."
    )
    assert answers(closed) == (expected, "")


@pytest.mark.parametrize("harm", ["cut", "overwritten", "deleted"])
def test_a_damaged_column_is_noticed_said_and_made_again_aside(closed: Path, harm: str):
    expected, _ = answers(closed)
    old = (closed / "index/current").read_text()
    column = next(path for path in columns(closed) if path.name == "wall.col")
    if harm == "deleted":
        column.unlink()
    else:
        size = column.stat().st_size
        column.write_bytes(b"\x07" * (size if harm == "overwritten" else size // 2))
    found, note = answers(closed)
    assert found == expected
    assert note.startswith("The index was damaged (the columns of ") and note.count(".") <= 2
    assert (closed / "index/current").read_text() != old
    assert answers(closed) == (expected, "")


def test_a_damaged_store_of_events_is_made_again(closed: Path):
    expected, _ = answers(closed)
    (store,) = (closed / "index").glob("g*/events.db")
    content = bytearray(store.read_bytes())
    content[4096 : len(content) - 4096] = b"\xff" * (len(content) - 8192)
    store.write_bytes(content)
    found, note = answers(closed)
    assert found == expected and "damaged" in note


@pytest.mark.parametrize("name", ["columns", "events", "reader cdevents"])
def test_an_index_of_another_version_is_made_again(closed: Path, name: str):
    expected, _ = answers(closed)
    (made,) = (closed / "index").glob("g*/made.json")
    made.write_text(json.dumps({**json.loads(made.read_text()), name: "0"}))
    assert answers(closed) == (expected, "The index was of another version and was made again from the sealed files.")


def test_a_reader_that_read_nothing_here_changes_nothing(closed: Path):
    (made,) = (closed / "index").glob("g*/made.json")
    made.write_text(json.dumps({**json.loads(made.read_text()), "reader junit.xml": "0", "reader gone": "4"}))
    assert answers(closed)[1] == ""


def test_a_process_killed_before_the_switch_leaves_a_case_that_opens(closed: Path):
    expected, _ = answers(closed)
    next(columns(closed)).unlink()
    pointer = (closed / "index/current").read_text()
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom workbench.store.generations import Generations\n"
        "Generations.switch = lambda *_: os._exit(9)\n"
        "from workbench.casework.opencase import open_case\nopen_case(Path(sys.argv[1]))\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(closed)], capture_output=True, timeout=60)
    assert done.returncode == 9 and (closed / "index/current").read_text() == pointer
    assert answers(closed)[0] == expected
    answers(closed)
    assert sorted(path.name for path in (closed / "index").iterdir())[0] == "current"
    assert len(list((closed / "index").iterdir())) <= 3


def test_a_rebuild_that_is_stopped_lets_the_case_go(closed: Path):
    expected, _ = answers(closed)
    shutil.rmtree(closed / "index")
    context = JobContext()
    context.stop()
    with pytest.raises(Cancelled):
        open_case(closed, context=context)
    assert answers(closed)[0] == expected


def test_a_case_opened_for_reading_makes_its_index_elsewhere(closed: Path):
    expected, _ = answers(closed)
    shutil.rmtree(closed / "index")
    assert answers(closed, write=False)[0] == expected
    assert not (closed / "index").exists()
