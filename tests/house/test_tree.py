"""The tree is what pyproject says, and every file is one that a person reads in one go."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "workbench").rglob("*.py"))
LINES_LIMIT = 400
FUNCTION_LIMIT = 60


def test_every_package_is_installed():
    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "workbench").rglob("__init__.py")}
    assert listed == found | {"workbench.resources"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_short_and_so_are_its_functions(path: Path):
    text = path.read_text()
    assert text.count("\n") <= LINES_LIMIT
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {node.name: (node.end_lineno or 0) - node.lineno for node in functions}
    assert {name: length for name, length in long.items() if length > FUNCTION_LIMIT} == {}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_say_what_a_thing_is(path: Path):
    assert not re.search(r"(?:^|_)(?:manager|helpers?|utils?|misc)(?:_|\.|$)", path.name)
