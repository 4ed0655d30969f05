"""The tree is what pyproject says, and every file is one that a person reads in one go."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "workbench").rglob("*.py"))
LINES_LIMIT = 400
FUNCTION_LIMIT = 60


def test_every_package_is_installed():
    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "workbench").rglob("__init__.py")}
    assert listed == found | {"workbench.resources"}


def test_files_are_short_and_so_are_their_functions():
    long: dict[str, int] = {}
    for path in SOURCES:
        text, name = path.read_text(), str(path.relative_to(ROOT))
        if text.count("\n") > LINES_LIMIT:
            long[name] = text.count("\n")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno
                if length > FUNCTION_LIMIT:
                    long[f"{name}:{node.name}"] = length
    assert long == {}


def test_names_say_what_a_thing_is():
    vague = re.compile(r"(?:^|_)(?:manager|helpers?|utils?|misc)(?:_|\.|$)")
    assert [str(path) for path in SOURCES if vague.search(path.name)] == []
