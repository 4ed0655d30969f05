"""What tests of the documentation share: the pages, and verbs given as a shell block writes them."""

from __future__ import annotations

import importlib.util
import io
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from workbench.cli.main import main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """Where README, docs and the tests lie."""
    return ROOT


@pytest.fixture(scope="session")
def readme() -> str:
    return (ROOT / "README.md").read_text("utf-8")


@pytest.fixture(scope="session")
def block(readme: str) -> Callable[[str], str]:
    """README's fenced block of a language; there is exactly one."""

    def find(language: str) -> str:
        found = re.findall(rf"^```{language}\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
        assert len(found) == 1
        return found[0]

    return find


@pytest.fixture(scope="session")
def tables() -> ModuleType:
    """`docs/make_tables.py`."""
    place = ROOT / "docs" / "make_tables.py"
    spec = importlib.util.spec_from_file_location("make_tables", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_tables"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def give(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[str], str]:
    """Give one line of a shell block: `NAME=value`, `workbench …`, or `echo … | workbench …`; what it printed."""
    names: dict[str, str] = {}

    def run(line: str) -> str:
        words = [_filled(word, names) for word in shlex.split(line, comments=True)]
        if not words:
            return ""
        if named := re.fullmatch(r"([A-Z]+)=(.*)", words[0]):
            names[named[1]] = named[2]
            return ""
        if words[0] == "echo":
            pipe = words.index("|")
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{' '.join(words[1:pipe])}\n".encode())))
            words = words[pipe + 1 :]
        assert words[0] == "workbench", line
        code = main(words[1:])
        printed = capsys.readouterr()
        assert (code, printed.err) == (0, ""), f"{line}: {printed.err}"
        return printed.out

    return run


def _filled(word: str, names: dict[str, str]) -> str:
    return re.sub(r"\$([A-Z]+)", lambda found: names[found[1]], word)
