"""Revisions and places in commits as people type them: tags with dots and slashes, short paths, labels that are none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from workbench.cli.main import main


def git(folder: Path, *words: str) -> None:
    who = {f"GIT_{role}_{part}": "dev" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    who |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", str(folder), *words], env=os.environ | who, check=True, capture_output=True)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two commits; the second, tagged three ways, changes two files called Main.java and one called Pool.java."""
    work = tmp_path_factory.mktemp("repository")
    git(work, "init", "-q", "-b", "main")
    for text, tags in (("old", ["orders/4.17.0"]), ("new", ["orders/4.18.0", "v2.0", "web@2.0.1"])):
        for name in ("src/shop/Pool.java", "src/shop/Main.java", "src/tool/Main.java"):
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).write_text(f"class {text} {{\n}}\n")
        git(work, "add", ".")
        git(work, "commit", "-q", "-m", f"{text} names")
        for tag in tags:
            git(work, "tag", tag)
    git(work, "bundle", "create", "-q", "shop.bundle", "--all")
    return work / "shop.bundle"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, bundle: Path) -> str:
    """A case with the repository in it, read once."""
    path = str(tmp_path_factory.mktemp("code") / "code.case")
    assert main(["new", path, "--title", "T"]) == 0
    assert main(["ingest", path, str(bundle)]) == 0
    return path


@pytest.fixture
def case(made: str, tmp_path: Path) -> str:
    return str(shutil.copytree(made, tmp_path / "code.case"))


@pytest.mark.parametrize(
    "what",
    ["orders/4.18.0", "v2.0", "web@2.0.1", "main", "orders/4.17.0..orders/4.18.0", "orders/4.17.0..web@2.0.1"],
)
def test_tags_with_dots_slashes_and_at_signs_are_revisions(case: str, what: str, capsys):
    assert main(["diff", case, what, "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["path"] for row in rows] == ["src/shop/Main.java", "src/shop/Pool.java", "src/tool/Main.java"]
    assert [line["text"] for line in rows[0]["lines"] if line["kind"] == "add"] == ["class new {"]


@pytest.mark.parametrize(
    "what",
    [
        "src/shop/Pool.java@orders/4.17.0..orders/4.18.0",
        "Pool.java@orders/4.18.0",
        "shop/Pool.java@web@2.0.1",
    ],
)
def test_one_file_at_a_tag_or_between_tags(case: str, what: str, capsys):
    assert main(["diff", case, what, "--json"]) == 0
    assert [json.loads(line)["path"] for line in capsys.readouterr().out.splitlines()] == ["src/shop/Pool.java"]


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("orders/9.9.9", "has the commit orders/9.9.9"),
        ("orders/9.9.9..v2.0", "has the commit orders/9.9.9"),
        ("None.java@v2.0", "changes no file called None.java"),
        ("v2.0..", "is no revision"),
    ],
)
def test_what_is_no_revision_is_said_in_one_sentence(case: str, what: str, told: str, capsys):
    assert main(["diff", case, what]) == 1
    assert told in capsys.readouterr().err


def test_a_hunk_is_named_by_an_ending_of_its_path(case: str, capsys):
    assert main(["pin", case, "Pool.java@orders/4.18.0:1", "--json"]) == 0
    assert "src/shop/Pool.java" in json.loads(capsys.readouterr().out)["citation"].replace("%2F", "/")
    assert main(["show", case, "Main.java@v2.0:1"]) == 1
    told = capsys.readouterr().err
    assert "2 files" in told and "src/shop/Main.java, src/tool/Main.java" in told and "Pool" not in told
    assert main(["show", case, "ain.java@v2.0:1"]) == 1
    told = capsys.readouterr().err
    assert "no file called ain.java" in told and "src/shop/Pool.java" in told


def test_a_label_that_nothing_was_pinned_as_is_said_to_be_none(case: str, capsys):
    assert main(["show", case, "E1"]) == 1
    assert "there is no evidence E1. Nothing is pinned yet" in capsys.readouterr().err
    main(["pin", case, "Pool.java@v2.0:1"])
    assert main(["show", case, "E7"]) == 1
    assert "there is no evidence E7. There is E1." in capsys.readouterr().err
    assert main(["show", case, "E1"]) == 0
