"""`workbench read`: read a source of the case again by another reader or in another encoding, or say what fits it."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from workbench.casework.rereading import Candidate
from workbench.cli.access import opened
from workbench.cli.ingest import HEADINGS, source_cells
from workbench.cli.rows import source_row
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, INPUT_FAULT, Verb, argument
from workbench.readers.mapfile import read_map


def run(args: Namespace, terminal: Terminal) -> int:
    """Read it again; asked for nothing, list the readers that know its beginning and why."""
    map = read_map(Path(args.map)) if args.map else None
    again = bool(args.reader or args.encoding or map)
    with opened(args, write=again) as case:
        source = case.source(args.source)
        if not again:
            fitting = [one for one in case.candidates(source.id) if one.confidence > 0]
            _say(source.reader, source.why, fitting, terminal)
            return DONE
        with terminal.progress("read") as context:
            reader = args.reader if map is None else case.keep_map(map)
            source = case.read_as(source.id, reader=reader, encoding=args.encoding, context=context)
    if terminal.json:
        terminal.object(source_row(source))
    else:
        terminal.table(HEADINGS, [source_cells(source)])
    return INPUT_FAULT if source.state == "failed" else DONE


def _say(reader: str, why: str, fitting: list[Candidate], terminal: Terminal) -> None:
    if terminal.json:
        for one in fitting:
            row = {"id": one.reader, "title": one.title, "confidence": round(one.confidence, 3), "why": one.why}
            terminal.object(row | {"chosen": one.reader == reader})
        return
    terminal.line(f"read by {reader}" + (f": {why}" if why else ""))
    rows = [(one.reader, one.title, f"{one.confidence:.2f}", one.why) for one in fitting]
    if rows:
        terminal.table(("id", "title", "sure", "why"), rows)


VERB = Verb(
    "read",
    "read a source again by another reader, or in another encoding",
    (
        CASE,
        argument("source", metavar="SOURCE", help="label (S3), path or id"),
        argument("--reader", help="the id of the reader (`workbench readers` lists them)"),
        argument("--map", metavar="FILE", help="a map of what the data means; it is kept with the case"),
        argument(
            "--encoding",
            help="what its text is in, such as cp1252; utf-8+cp1252 where lines that are no UTF-8 are in that",
        ),
    ),
    run,
)
