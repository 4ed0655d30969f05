"""The rules of the house hold, and each contract fails when it is broken."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
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


@pytest.fixture(scope="module")
def broken(copy: Path) -> Iterator[str]:
    """What the check says of a tree in which every contract is broken."""
    kept = {place: (copy / place).read_text() for place, _ in BREAKS.values()}
    for place, line in BREAKS.values():
        (copy / place).write_text(f"{kept[place]}\n{line}\n")
    answer = lint(copy)
    for place, text in kept.items():
        (copy / place).write_text(text)
    assert answer.returncode != 0
    yield answer.stdout


@pytest.mark.parametrize("name", CONTRACTS)
def test_breaking_a_contract_fails_the_check_which_names_the_import(broken: str, name: str):
    assert f"{name} BROKEN" in broken
    heading = f"{name}\n{'-' * len(name)}\n"
    assert heading in broken
    told = broken.partition(heading)[2].partition("\n---")[0]
    place, line = BREAKS[name]
    module = place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    assert re.search(rf"{re.escape(module)}\s+->\s+{re.escape(line.removeprefix('import '))}\b", told), told
