"""Builds the git repository of the shop from `shop/` (files) and `history/` (commits).

A history file is plain text: `@commit ROLE DAYS HH:MM`, a subject line, a body, then
`@add PATH` (the file as it stands in `shop/`), `@edit PATH` with old and new text between
`<<<<`, `====` and `>>>>`, and `@tag NAME`.
"""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent


@dataclass
class Edit:
    """One replacement in one file."""

    path: str
    old: str
    new: str


@dataclass
class Commit:
    """One commit as the history files describe it."""

    role: str
    when: str
    message: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def git(folder: Path, *words: str, **env: str) -> str:
    """Run git in a folder and give back what it printed."""
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["git", *words], cwd=folder, env={**os.environ, **quiet, **env}, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def parse(text: str) -> list[Commit]:
    """Read the commits of one history file."""
    commits: list[Commit] = []
    path = ""
    lines = iter(text.splitlines())
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "@commit":
            role, when = rest.split(" ", 1)
            commits.append(Commit(role, when))
        elif word == "@add":
            commits[-1].added.append(rest)
        elif word == "@edit":
            path = rest
        elif word == "@tag":
            commits[-1].tags.append(rest)
        elif word == "<<<<":
            commits[-1].edits.append(Edit(path, until(lines, "===="), until(lines, ">>>>")))
        else:
            commits[-1].message.append(line)
    return commits


def until(lines: Iterator[str], mark: str) -> str:
    """The text up to a line that holds only the mark."""
    taken: list[str] = []
    for line in lines:
        if line == mark:
            return "\n".join(taken)
        taken.append(line)
    raise ValueError(f"no {mark} to end an edit")


def all_commits() -> list[Commit]:
    """The whole history, oldest first."""
    files = sorted((HERE / "history").glob("*.txt"))
    return [commit for each in files for commit in parse(each.read_text(encoding="utf-8"))]


class Repository:
    """The shop's repository while it is being written."""

    def __init__(self, folder: Path, anchor: datetime) -> None:
        self.folder = folder
        self._anchor = anchor
        self._waiting = all_commits()
        folder.mkdir(parents=True)
        git(folder, "init", "-q", "-b", "main")

    def write_past(self) -> None:
        """Write every commit that is older than the incident."""
        while self._waiting and self._waiting[0].when != "now":
            commit = self._waiting.pop(0)
            days, clock = commit.when.split()
            hour, minute = map(int, clock.split(":"))
            day = self._anchor + timedelta(days=int(days))
            self._write(commit, day.replace(hour=hour, minute=minute, second=0, microsecond=0))

    def write_next(self, now: datetime) -> str:
        """Write the next commit with the time it really is, and name its hash."""
        self._write(self._waiting.pop(0), now)
        return git(self.folder, "rev-parse", "HEAD")

    def hash_of(self, tag: str) -> str:
        """The commit a release tag stands for."""
        return git(self.folder, "rev-parse", tag + "^{commit}")

    def _write(self, commit: Commit, when: datetime) -> None:
        for path in commit.added:
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text((HERE / "shop" / path).read_text(encoding="utf-8"), encoding="utf-8")
        for edit in commit.edits:
            self._replace(edit)
        git(self.folder, "add", "--all")
        stamp = when.strftime("%Y-%m-%dT%H:%M:%S+0000")
        person = {
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", commit.role), ("EMAIL", f"{commit.role}@shop.example"), ("DATE", stamp))
        }
        subject, *body = commit.message
        words = [text for text in (subject, "\n".join(body)) if text]
        git(self.folder, "commit", "-q", *(w for text in words for w in ("-m", text)), **person)
        for tag in commit.tags:
            git(self.folder, "tag", tag)

    def _replace(self, edit: Edit) -> None:
        target = self.folder / edit.path
        text = target.read_text(encoding="utf-8")
        if text.count(edit.old) != 1:
            raise ValueError(f"{edit.path}: {text.count(edit.old)} places for {edit.old!r}")
        target.write_text(text.replace(edit.old, edit.new), encoding="utf-8")
