"""`workbench export`: the case as an article in a knowledge-base folder."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from workbench.cli.access import opened
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, INPUT_FAULT, Verb, argument
from workbench.exporters.core import Exported, export

FORMATS = ("markdown", "html")


def run(args: Namespace, terminal: Terminal) -> int:
    """Write the article; a file that was changed by hand stays, and what would differ is shown."""
    with opened(args, write=True, must=False) as case:
        done = export(case.report(), Path(args.to), args.formats or FORMATS)
        case.exported(Path(args.to), len(done.written) + len(done.unchanged))
    show(done, terminal)
    return INPUT_FAULT if done.kept else DONE


def show(done: Exported, terminal: Terminal) -> None:
    """The files of an export, one a line."""
    for state, paths in (("written", done.written), ("unchanged", done.unchanged)):
        for path in paths:
            if terminal.json:
                terminal.object({"path": str(path), "state": state})
            else:
                terminal.line(f"{path}" if state == "written" else f"{path} (unchanged)")
    for kept in done.kept:
        if terminal.json:
            terminal.object({"path": str(kept.path), "state": "kept", "difference": kept.difference})
        else:
            terminal.line(kept.difference)
        terminal.error(f"{kept.path}: it was changed by hand since the last export and is left as it is.")


VERB = Verb(
    "export",
    "write the case as an article",
    (
        CASE,
        argument("--to", required=True, metavar="DIR", help="the knowledge base's folder"),
        argument("--as", dest="formats", action="append", metavar="FORMAT", help="markdown or html; both without it"),
    ),
    run,
)
