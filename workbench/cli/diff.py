"""`workbench diff`: what a commit or a range changed."""

from __future__ import annotations

import re
from argparse import Namespace
from typing import Any

from workbench.casework.opencase import OpenCase
from workbench.cli.access import opened
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, Verb, argument
from workbench.errors import CodeError
from workbench.model.code import FileDiff
from workbench.model.entities import hunk_citation

_WHAT = re.compile(r"^(?:(?P<path>[^@]*)@)?(?P<base>[^@.]*?)(?:\.\.(?P<head>[^@]+))?$")
SIGNS = {"same": " ", "add": "+", "del": "-"}


def run(args: Namespace, terminal: Terminal) -> int:
    """Print the hunks, each with its citation; without a revision, the commits."""
    with opened(args) as case:
        if args.what is None:
            _commits(case, terminal)
            return DONE
        found = _WHAT.match(args.what)
        if found is None:
            raise CodeError(f"{args.what!r} is no revision", "", "Write COMMIT, PATH@COMMIT or PATH@A..B.")
        path, base, head = found["path"] or "", found["base"], found["head"]
        source, commit, files = _diff(case, base, head)
        shown = [file for file in files if not path or path in (file.new_path, file.old_path)]
        if path and not shown:
            raise CodeError(f"{commit[:12]} changes no file called {path}", "", "Leave the path out to see them all.")
        for file in shown:
            _file(terminal, file, source, commit)
    return DONE


def _diff(case: OpenCase, base: str, head: str | None) -> tuple[str, str, tuple[FileDiff, ...]]:
    for held in case.repositories():
        if commit := held.repository.commit(head or base):
            files = held.repository.diff(base if head else None, commit.sha)
            return held.source.id, commit.sha, files
    raise CodeError(f"no repository of the case has the commit {head or base}", "", "Bring its bundle in.")


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
