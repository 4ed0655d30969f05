"""A repository from a bundle: its history, files and differences, and nothing of it that can run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from workbench.codebase.bundle import read_header
from workbench.codebase.git import Repository, clone_bundle
from workbench.codebase.gitprocess import run_git
from workbench.errors import CodeError

DATES = {"GIT_AUTHOR_DATE": "1773750000 +0100", "GIT_COMMITTER_DATE": "1773756131 +0100"}
NAMES = {
    "GIT_AUTHOR_NAME": "Ann \x1f Other",
    "GIT_AUTHOR_EMAIL": "a@x",
    "GIT_COMMITTER_NAME": "Bo",
    "GIT_COMMITTER_EMAIL": "b@x",
}


def git(folder: Path, *arguments: str) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"} | DATES | NAMES
    done = subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, env=environment)
    return done.stdout.decode().strip()


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four commits, a branch merged, a tag, a name that needs quotes, a binary file, attributes that name programs."""
    folder = tmp_path_factory.mktemp("work")
    git(folder, "init", "-q", "-b", "main")
    (folder / "pool.py").write_text("a = 1\nb = 2\nc = 3\n")
    (folder / "blob.bin").write_bytes(b"\0\1\2" * 50)
    (folder / ".gitattributes").write_text("*.py diff=evil filter=evil\n")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "first\n\nbody \x1e line\n\nmore")
    git(folder, "tag", "-a", "v1", "-m", "one")
    git(folder, "checkout", "-q", "-b", "side")
    (folder / 'caf\u00e9 "x".txt').write_text("new\n")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "side")
    git(folder, "checkout", "-q", "main")
    (folder / "pool.py").write_text("a = 1\nb = 20\nc = 3\n")
    git(folder, "commit", "-q", "-am", "second")
    git(folder, "merge", "-q", "--no-ff", "-m", "merged", "side")
    git(folder, "bundle", "create", "-q", "all.bundle", "--all")
    return folder


@pytest.fixture(scope="module")
def repository(work: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    place = tmp_path_factory.mktemp("mirror") / "mirror.git"
    clone_bundle(work / "all.bundle", place)
    return Repository(place)


def test_commits_come_with_author_times_parents_and_message(repository: Repository, work: Path):
    commits = repository.commits()
    assert {commit.subject for commit in commits} == {"first", "side", "second", "merged"}
    first = next(commit for commit in commits if commit.subject == "first")
    assert (first.author, first.body) == ("Ann \x1f Other", "body \x1e line\n\nmore")
    assert (first.authored, first.committed) == (1_773_750_000 * 10**9, 1_773_756_131 * 10**9)
    assert first.parents == ()
    assert commits[0].sha == git(work, "rev-parse", "main")
    assert len(commits[0].parents) == 2


def test_refs_and_prefixes_name_commits(repository: Repository, work: Path):
    first = git(work, "rev-parse", "v1^{commit}")
    assert repository.tags == {"v1": first}
    assert set(repository.branches) == {"main", "side"}
    found = repository.commit(first[:7])
    assert found is not None
    assert found.sha == first
    assert repository.commit("0" * 10) is None
    assert repository.commit("--output=/tmp/x") is None
    assert "pool.py" in repository.files("v1")


def test_a_commits_changes_come_with_both_whole_sides(repository: Repository, work: Path):
    second = git(work, "rev-parse", "main^1")
    (file,) = repository.diff(None, second)
    assert (file.path, file.added, file.removed) == ("pool.py", 1, 1)
    assert file.old_lines == ("a = 1", "b = 2", "c = 3")
    assert file.new_lines == ("a = 1", "b = 20", "c = 3")


def test_a_merge_is_compared_with_its_first_parent_and_a_root_with_nothing(repository: Repository, work: Path):
    assert [file.path for file in repository.diff(None, "main")] == ['café "x".txt']
    root = {file.path: file for file in repository.diff(None, "v1")}
    assert set(root) == {"pool.py", "blob.bin", ".gitattributes"}
    assert {file.status for file in root.values()} == {"added"}
    assert root["blob.bin"].binary
    assert [file.path for file in repository.diff("v1", "main")] == ['café "x".txt', "pool.py"]


def test_files_are_read_at_a_revision(repository: Repository):
    version = repository.file("v1", "pool.py")
    assert version is not None
    assert version.lines == ("a = 1", "b = 2", "c = 3")
    assert repository.file("v1", "blob.bin") is None
    assert repository.file("v1", "nowhere.py") is None
    assert repository.file("v1", "a\nb") is None


def test_what_is_no_revision_is_said_in_one_sentence(repository: Repository, tmp_path: Path):
    with pytest.raises(CodeError, match="no single commit"):
        repository.diff(None, "nothing")
    with pytest.raises(CodeError):
        Repository(tmp_path / "none").commits()


def test_a_bundle_that_builds_on_others_says_which(work: Path, tmp_path: Path):
    git(work, "bundle", "create", "-q", str(tmp_path / "part.bundle"), "v1..main")
    with pytest.raises(CodeError, match="doesn't carry") as caught:
        clone_bundle(tmp_path / "part.bundle", tmp_path / "mirror.git")
    assert "--all" in caught.value.remedy


@pytest.mark.parametrize(
    "data", [b"", b"no bundle", b"# v2 git bundle\n", b"# v2 git bundle\nzz\n\nPACK", b"# v2 git bundle\n\n"]
)
def test_what_is_no_bundle_is_said_in_one_sentence(data: bytes, tmp_path: Path):
    (tmp_path / "x.bundle").write_bytes(data)
    with pytest.raises(CodeError):
        clone_bundle(tmp_path / "x.bundle", tmp_path / "mirror.git")


def test_refs_that_would_write_elsewhere_are_left_out(work: Path, tmp_path: Path):
    data = (work / "all.bundle").read_bytes()
    sha = git(work, "rev-parse", "main").encode()
    hostile = data.replace(b"\n\n", b"\n" + sha + b" refs/heads/../../x\n" + sha + b" --upload-pack=x\n\n", 1)
    (tmp_path / "x.bundle").write_bytes(hostile)
    assert set(read_header(tmp_path / "x.bundle").refs) == {
        "HEAD",
        "refs/heads/main",
        "refs/heads/side",
        "refs/tags/v1",
    }


def test_nothing_that_a_repository_names_is_run(repository: Repository, tmp_path: Path):
    """Hooks, drivers, filters, a watcher and a pager in the mirror's own configuration stay unused."""
    witness = tmp_path / "ran"
    program = tmp_path / "evil.sh"
    program.write_text(f"#!/bin/sh\ntouch {witness}\ncat\n")
    program.chmod(0o755)
    config = repository.path / "config"
    before = config.read_text()
    config.write_text(
        f"{before}[core]\n\tfsmonitor = {program}\n\thooksPath = {tmp_path}\n\tpager = {program}\n\tsshCommand = {program}\n"
        f'[diff]\n\texternal = {program}\n[diff "evil"]\n\ttextconv = {program}\n\tcommand = {program}\n'
        f'[filter "evil"]\n\tsmudge = {program}\n\tclean = {program}\n[log]\n\tshowSignature = true\n'
        f"[gpg]\n\tprogram = {program}\n[alias]\n\tlog = !{program}\n"
    )
    try:
        fresh = Repository(repository.path)
        fresh.commits()
        fresh.diff("v1", "main")
        fresh.file("main", "pool.py")
        fresh.files("main")
    finally:
        config.write_text(before)
    assert not witness.exists()


def test_an_answer_that_is_too_long_or_too_slow_is_ended(repository: Repository):
    with pytest.raises(CodeError, match="more than"):
        run_git(repository.path, ["log", "--all", "-p"], limit=10)
    with open("/dev/zero", "rb") as endless, pytest.raises(CodeError, match="longer than"):
        run_git(repository.path, ["cat-file", "--batch"], feed=endless, seconds=0.3)
