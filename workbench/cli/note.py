"""`workbench note`: write or print a page of notes."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from workbench.casework.investigation import write_note
from workbench.cli.access import opened
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, Verb, argument
from workbench.errors import WorkbenchError
from workbench.model.notebook import Note


def run(args: Namespace, terminal: Terminal) -> int:
    """Put the page's text from a file or standard input; without either print the page."""
    with opened(args, write=args.file is not None) as case:
        if args.file is None:
            note = next((note for note in case.notebook.notes.values() if note.name == args.name), None)
            if note is None:
                raise WorkbenchError(f"there is no note called {args.name!r}", args.case, "Give a file to write it.")
        else:
            note = write_note(case, args.name, _text(args.file))
    _print(note, terminal)
    return DONE


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except OSError as error:
        raise WorkbenchError(f"it can't be read ({error.strerror})", file) from error
    except UnicodeDecodeError as error:
        raise WorkbenchError("it is not UTF-8 text", file, "Save it as UTF-8.") from error


def _print(note: Note, terminal: Terminal) -> None:
    if terminal.json:
        terminal.object({"id": note.id, "name": note.name, "text": note.text})
    else:
        terminal.line(note.text.rstrip("\n"))


VERB = Verb(
    "note",
    "write a page of notes, or print it",
    (
        CASE,
        argument("name", metavar="NAME", help="the page; `rca` is the root-cause note"),
        argument("file", metavar="FILE", nargs="?", help="Markdown to put there, - for standard input"),
    ),
    run,
)
