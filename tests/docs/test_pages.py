"""The pages are current, whole, and build."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from workbench.cli.main import VERBS, arguments_of, load_verb, parser_of, usage
from workbench.query.language import parse, unparse
from workbench.readers.core import load_registry


def test_mkdocs_builds_every_page_without_a_warning(root: Path, tmp_path: Path):
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    built = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    pages = {page.stem for page in (root / "docs").glob("*.md")}
    assert pages <= {page.stem for page in (tmp_path / "site").glob("*.html")}
    assert not list((tmp_path / "site").rglob("*.py"))


def test_every_page_stands_in_the_navigation(root: Path):
    nav = (root / "mkdocs.yml").read_text()
    assert [page.name for page in (root / "docs").glob("*.md") if f": {page.name}" not in nav] == []


def test_every_verb_of_help_is_documented_with_all_its_options(root: Path):
    page = (root / "docs" / "verbs.md").read_text()
    shown = usage()
    for name in VERBS:
        assert f"\n  {name} " in shown
        part = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
        for action in parser_of(load_verb(name))._actions:
            option = next((text for text in action.option_strings if text not in ("-h", "--help", "--json")), "")
            assert option in part, f"{name} {option}"


def test_every_reader_is_documented_with_an_example(root: Path):
    page = (root / "docs" / "readers.md").read_text()
    for reader in load_registry().readers:
        if type(reader).__module__.startswith("workbench."):
            assert f"| `{reader.id}` |" in page
            assert f"### {reader.id}\n\n```text\n" in page


@pytest.fixture(scope="module")
def commands(request: pytest.FixtureRequest, tables: ModuleType) -> Any:
    """All commands of a window with its panels."""
    pytest.importorskip("PySide6.QtWidgets", reason="keys are made from a window's commands")
    request.getfixturevalue("qapp").setStyle("Fusion")
    with tables.every_command() as found:
        yield found


def test_every_command_is_in_the_table_of_keys_and_has_help(commands: Any, root: Path):
    page = (root / "docs" / "keys.md").read_text()
    assert len(commands) > 50
    for command in commands:
        assert f"| `{command.id}` |" in page, command.id
        assert command.help.strip(), command.id


def test_the_tables_of_readme_and_docs_are_what_the_program_says_now(commands: Any, tables: ModuleType, root: Path):
    stale = [path.name for path, text in tables.pages(commands).items() if path.read_text("utf-8") != text]
    assert stale == [], "run: python docs/make_tables.py"


def _examples(root: Path) -> list[tuple[str, str]]:
    """Page and line of every verb that the docs show in a block."""
    found = []
    for page in (*sorted((root / "docs").glob("*.md")), root / "CONTRIBUTING.md"):
        for line in page.read_text("utf-8").splitlines():
            command = line.strip().rpartition(" | ")[2] if line.startswith(" ") else ""
            if command.startswith("workbench "):
                found.append((page.name, command))
    return found


def test_every_verb_shown_in_the_docs_is_written_as_the_program_takes_it(root: Path):
    examples = _examples(root)
    assert len(examples) > 25
    for page, line in examples:
        words = shlex.split(line, comments=True)
        assert words[1] in VERBS, f"{page}: {line}"
        try:
            arguments_of(load_verb(words[1]), words[2:])
        except SystemExit:
            pytest.fail(f"{page}: {line}")


def test_every_look_that_the_docs_take_at_a_case_finds_something_in_the_demo(
    root: Path, replayed: Path, give: Callable[[str], str]
):
    looked = 0
    for page, line in _examples(root):
        if shlex.split(line)[1] in ("query", "show", "raw", "series", "diff"):
            assert give(line.replace("NAME.case", str(replayed))).strip(), f"{page}: {line}"
            looked += 1
    assert looked > 12


def test_every_filter_in_the_table_of_the_language_can_be_read(root: Path):
    rows = [row for row in (root / "docs" / "query.md").read_text().splitlines() if row.startswith("| `")]
    filters = [text for row in rows for text in re.findall(r"`([^`]+)`", row.split(" | ")[0])]
    assert len(filters) >= 20
    for text in filters:
        tree = parse(text, day=0, zone="UTC")
        assert parse(unparse(tree), day=0, zone="UTC") == tree, text


def test_every_key_in_the_text_of_a_page_is_a_key_of_the_program(commands: Any, root: Path):
    keys = {key for command in commands for key in command.shortcuts}
    spelled = {key.replace("Return", "Enter") for key in keys} | {"Enter", "X"}
    for page in (root / "docs").glob("*.md"):
        for key in re.findall(r"`((?:Ctrl\+|Alt\+|Shift\+)+\w+)`", page.read_text()):
            assert key in spelled or page.name == "settings.md", f"{page.name}: {key}"
