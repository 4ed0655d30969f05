"""The rules of the house hold, and each contract fails when it is broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
]

# Which file to break a contract in, and with what import.
BREAKS = {
    "Imports point downward only": ("workbench/model/instants.py", "import workbench.engine"),
    "Nothing below the Qt line imports Qt": ("workbench/engine/lineformat.py", "import PySide6"),
    "SQLAlchemy only in the store": ("workbench/casework/__init__.py", "import sqlalchemy"),
    "pyqtgraph only in the views": ("workbench/panels/command.py", "import pyqtgraph"),
    "Views know no case": ("workbench/views/__init__.py", "import workbench.casework"),
    "Readers don't know each other": ("workbench/readers/formats/jira.py", "import workbench.readers.formats.junit"),
    "Exporters don't know each other": (
        "workbench/exporters/formats/html.py",
        "import workbench.exporters.formats.markdown",
    ),
    "Analyses don't know each other": ("workbench/analysis/rates.py", "import workbench.analysis.silences"),
    "Features of the log don't know each other": (
        "workbench/panels/logs/features/compare.py",
        "import workbench.panels.logs.features.facets",
    ),
    "Panels don't know each other": ("workbench/panels/notes.py", "import workbench.panels.logs"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter as CI does, on the tree in `folder`."""
    code = (
        "import sys; sys.path.insert(0, '.'); from importlinter import cli; sys.exit(cli.lint_imports(no_cache=True))"
    )
    return subprocess.run([sys.executable, "-P", "-c", code], cwd=folder, capture_output=True, text=True, timeout=100)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A temporary copy of the package that may be broken."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "workbench", folder / "workbench", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_contract_has_a_way_to_break_it_below():
    assert set(CONTRACTS) == set(BREAKS)


def test_all_contracts_hold(copy: Path):
    answer = lint(copy)
    assert answer.returncode == 0, answer.stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in answer.stdout


@pytest.mark.parametrize("name", CONTRACTS)
def test_breaking_a_contract_fails_the_check(copy: Path, name: str):
    place, line = BREAKS[name]
    broken = copy / place
    before = broken.read_text()
    broken.write_text(f"{before}\n{line}\n")
    try:
        answer = lint(copy)
    finally:
        broken.write_text(before)
    assert answer.returncode != 0
    assert f"{name} BROKEN" in answer.stdout
