"""The pages are current, whole, and build."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from workbench.cli.main import VERBS, load_verb, parser_of, usage
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
