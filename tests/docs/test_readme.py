"""README does what it says."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from workbench.readers.core import Registry, load_registry

sys.path.append(str(Path(__file__).resolve().parents[1] / "readers"))

COMMANDS = (
    'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && .venv/bin/workbench demo\n'
    ".venv/bin/python -m pytest\n"
)


def test_the_first_block_is_the_two_commands(readme: str):
    assert re.findall(r"^```\w*\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)[0] == COMMANDS


def test_every_link_and_picture_leads_somewhere(readme: str, root: Path):
    targets = re.findall(r"\]\(([^)#\s]+)", readme)
    assert "docs/pictures/workbench-dark.png" in targets
    assert [target for target in targets if "://" not in target and not (root / target).exists()] == []


def test_every_path_that_readme_names_in_code_is_there(readme: str, root: Path):
    named = re.findall(r"`((?:workbench|tests|docs|resources|scenarios)/[\w./-]+)`", readme)
    assert named
    assert [path for path in named if not (root / path).exists()] == []


def test_pictures_are_small(root: Path):
    sizes = [picture.stat().st_size for picture in (root / "docs" / "pictures").glob("*.png")]
    assert max(sizes) < 400_000
    assert sum(sizes) < 2_500_000


def test_the_investigation_by_verbs_ends_in_an_article_that_names_the_culprit(
    block: Callable[[str], str],
    give: Callable[[str], str],
    recorded: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
):
    # The demo's case is made once for all tests; README's first line finds it there and only draws its picture, which
    # needs a process of its own and is tested with the window.
    monkeypatch.chdir(tmp_path)
    shutil.copytree(recorded, tmp_path / "shop" / "checkout-fresh.case")
    monkeypatch.setattr("workbench.cli.demo._picture", lambda _path, _args: 0)
    printed = {line: give(line) for line in block("sh").splitlines()}
    (page,) = (tmp_path / "shop" / "article").glob("*.md")
    article = page.read_text("utf-8")

    assert "went live just before the first symptom" in _printed(printed, "analyse").splitlines()[0]
    assert "-        } finally {" in _printed(printed, "diff")
    assert "/reserve failed trace_id=" in article  # the log line
    assert "-            pool.release(connection);" in article  # the hunk
    (chart,) = page.with_suffix("").glob("*.svg")  # the metric range
    assert f"({page.stem}/{chart.name})" in article
    truth = request.getfixturevalue("truth")
    assert truth["culprit"]["commit"] in article
    assert truth["culprit"]["version"] in _printed(printed, "analyse").splitlines()[0]


def _printed(printed: dict[str, str], verb: str) -> str:
    return next(text for line, text in printed.items() if line.startswith(f"workbench {verb} "))


@pytest.fixture(scope="module")
def edge(block: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """README's reader as a module."""
    place = tmp_path_factory.mktemp("reader") / "edge.py"
    place.write_text(block("python"))
    module = ModuleType("edge")
    exec(compile(place.read_text(), str(place), "exec"), module.__dict__)
    return module


def test_the_reader_holds_the_contract_of_all_readers(edge: ModuleType, tmp_path: Path):
    import contract

    (reader,) = edge.READERS
    example = edge.EXAMPLES[reader.id].encode()
    contract.check_own(reader, example, Registry((*load_registry().readers, reader)))
    contract.check_format(reader, example)
    for stranger in contract.STRANGERS.values():
        contract.check_stranger(reader, stranger)
    sure = reader.sniff(example, "example").confidence
    for other in load_registry().readers:
        contract.check_foreign(other, sure, example)


def test_the_engine_finds_the_readers_records_with_time_and_level(edge: ModuleType, tmp_path: Path):
    from workbench.engine.bytesource import ByteSource
    from workbench.engine.logindex import build_log_index
    from workbench.jobs import JobContext

    (reader,) = edge.READERS
    example = edge.EXAMPLES[reader.id]
    place = tmp_path / "access.log"
    place.write_text(example)
    with ByteSource(str(place), sealed=True) as source:
        format = reader.sniff(example.encode(), "access.log").format
        index = build_log_index(source, format, tmp_path / "index", JobContext())
        assert index.wall.tolist() == [1_773_756_131_123_000_000, 1_773_756_132_009_000_000]
        assert index.stats.levels["error"] == 1  # 504
    fields = format.parse(example.splitlines()[1])
    assert fields.title == "POST http://shop.example/pay"
    assert fields.attributes["client.address"] == "10.0.0.7"


def test_the_reader_is_about_twenty_lines(block: Callable[[str], str]):
    code = [line for line in block("python").split("EXAMPLES")[0].splitlines() if line.strip() and "import" not in line]
    assert len(code) <= 20
