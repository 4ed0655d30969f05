"""`workbench diff`: what a commit or a range changed."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from typing import Any

from workbench.casework.naming import commit_named, path_named
from workbench.casework.opencase import OpenCase
from workbench.cli.access import opened
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, Verb, argument
from workbench.errors import CodeError
from workbench.model.code import FileDiff
from workbench.model.entities import hunk_citation

SIGNS = {"same": " ", "add": "+", "del": "-"}


def run(args: Namespace, terminal: Terminal) -> int:
    """Print the hunks, each with its citation; without a revision, the commits."""
    with opened(args) as case:
        if args.what is None:
            _commits(case, terminal)
            return DONE
        change = _change(case, args.what)
        shown = change.files
        if change.path:
            path = path_named(change.path, change.files, change.name)
            shown = tuple(file for file in change.files if path in (file.new_path, file.old_path))
        for file in shown:
            _file(terminal, file, change.source, change.commit)
    return DONE


@dataclass(frozen=True, slots=True)
class Change:
    """What was asked for. path: as typed, empty for all files · name: the revision as typed · commit: its full id."""

    path: str
    name: str
    source: str
    commit: str
    files: tuple[FileDiff, ...]


def _change(case: OpenCase, what: str) -> Change:
    """The first reading of `[PATH@]A[..B]` that names revisions of a repository: tags may hold dots, slashes and @."""
    readings = [("", what), *((what[:at], what[at + 1 :]) for at, char in enumerate(what) if char == "@")]
    for path, revisions in readings:
        base, between, head = revisions.partition("..")
        for held in case.repositories():
            first, last = commit_named(held.repository, base), commit_named(held.repository, head or base)
            if first and last and bool(head) == bool(between):
                files = held.repository.diff(first.sha if head else None, last.sha)
                return Change(path, head or base, held.source.id, last.sha, files)
    base, _, head = readings[-1][1].partition("..")
    lacking = [name for name in (base, head) if name and not _known(case, name)]
    if not lacking:
        raise CodeError(f"{what!r} is no revision", "", "Write COMMIT, PATH@COMMIT or PATH@A..B.")
    raise CodeError(f"no repository of the case has the commit {lacking[0]}", "", "`workbench diff CASE` lists them.")


def _known(case: OpenCase, name: str) -> bool:
    return any(commit_named(held.repository, name) for held in case.repositories())


def _commits(case: OpenCase, terminal: Terminal) -> None:
    for held in case.repositories():
        for commit in held.repository.commits():
            if terminal.json:
                terminal.object({"sha": commit.sha, "subject": commit.subject, "author": commit.author})
            else:
                terminal.line(f"{commit.sha[:12]}  {commit.author:<16}  {commit.subject}")


def _file(terminal: Terminal, file: FileDiff, source: str, commit: str) -> None:
    for hunk in file.hunks:
        citation = str(hunk_citation(source, file.path, commit, hunk.number))
        if terminal.json:
            lines: list[dict[str, Any]] = [
                {"kind": line.kind, "old": line.old, "new": line.new, "text": line.text} for line in hunk.lines
            ]
            row = {"path": file.path, "commit": commit, "hunk": hunk.number, "citation": citation, "lines": lines}
            terminal.object({**row, "status": file.status, "heading": hunk.heading})
            continue
        terminal.line(f"{file.path}@{commit[:12]}:{hunk.number}  {hunk.heading}".rstrip())
        for line in hunk.lines:
            terminal.line(SIGNS.get(line.kind, " ") + line.text)


VERB = Verb(
    "diff",
    "what a commit changed",
    (CASE, argument("what", metavar="[PATH@]A[..B]", nargs="?", help="a commit, or a file at one; commits without it")),
    run,
)
