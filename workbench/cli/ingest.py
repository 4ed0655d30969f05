"""`workbench ingest`: bring files, folders and standard input into a case."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from workbench.casework.opencase import OpenCase
from workbench.cli.access import opened
from workbench.cli.rows import source_row
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, INPUT_FAULT, Verb, argument
from workbench.errors import SourceError, WorkbenchError
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.readers.lnavformats import keep_formats
from workbench.readers.mapfile import read_map
from workbench.settings import config_folder


def run(args: Namespace, terminal: Terminal) -> int:
    """Bring everything in; a faulty file is told on stderr and the others are kept."""
    for path in args.format or ():
        keep_formats(Path(path), config_folder())
    map = read_map(Path(args.map)) if args.map else None
    if map is not None and args.reader:
        raise WorkbenchError("a map is a reader already", "--reader", "Give --map or --reader, not both.")
    with opened(args, write=True) as case, terminal.progress("ingest") as context:
        for fault in case.registry.faults:
            terminal.error(fault.sentence())
        reader = args.reader if map is None else case.keep_map(map)
        files = [Path(path) for path in args.paths if path != "-"]
        made: list[Source] = []
        if files:
            made += case.ingest(files, reader=reader, zone=args.zone, encoding=args.encoding, context=context)
        if "-" in args.paths:
            asked = {"reader": reader, "zone": args.zone, "encoding": args.encoding}
            made.append(case.add_bytes("-", sys.stdin.buffer, **asked, context=context))
        made, refused = _joined(case, made, args.rotated, terminal, context)
    _print([source for source in made if source.id], terminal)
    failed = [source for source in made if source.state == "failed"]
    for source in failed:
        terminal.error(f"{source.path}: {source.problems[-1].what if source.problems else 'it could not be read'}.")
    return INPUT_FAULT if failed or refused else DONE


def _joined(
    case: OpenCase, made: list[Source], wanted: bool, terminal: Terminal, context: JobContext
) -> tuple[list[Source], bool]:
    """What was brought in with the files of each rotated log as one, and whether one couldn't be; else a hint at it."""
    sets = case.rotated_sets({source.id for source in made})
    if not wanted:
        alike = [one for one in sets if not case.joinable([source.id for source in one.sources])]
        if alike:
            terminal.error(hint(sum(len(one.sources) for one in alike), len(alike)))
        return made, False
    refused = False
    for one in sets:
        parts = {source.id for source in one.sources}
        try:
            joined = case.join([source.id for source in one.sources], context)
        except SourceError as error:
            terminal.error(f"the files of {one.name} stay apart: {error.sentence()}")
            refused = True
        else:
            first = next(at for at, source in enumerate(made) if source.id in parts)
            made = [source for source in (*made[:first], joined, *made[first:]) if source.id not in parts]
    return made, refused


def hint(files: int, logs: int) -> str:
    """That files look like parts of one log, and what joins them."""
    if logs == 1:
        return f"{files} files look like one rotated log; --rotated reads them as one."
    return f"{files} files look like {logs} rotated logs; --rotated reads each of them as one."


def _print(made: list[Source], terminal: Terminal) -> None:
    if terminal.json:
        for source in made:
            terminal.object(source_row(source))
    elif made:
        terminal.table(HEADINGS, [source_cells(source) for source in made])


HEADINGS = ("", "path", "reader", "records", "lines", "skipped", "first", "last", "zone", "problems")


def source_cells(source: Source) -> tuple[str, ...]:
    """A source as a row of a table for people."""
    row = source_row(source)
    return (
        source.label,
        _path_cell(source),
        source.reader,
        f"{source.series} series" if source.series and not source.records else str(source.records),
        str(source.lines),
        str(source.skipped),
        row["first"] or "—",
        row["last"] or "—",
        zone_cell(source),
        "; ".join(row["problems"]),
    )


def _path_cell(source: Source) -> str:
    if source.members:
        return f"{source.path} ({len(source.members)} files)"
    return f"{source.path} (followed)" if source.state == "live" else source.path


def zone_cell(source: Source) -> str:
    """The zone its times are read in, with a question mark when it is assumed; none where nothing has a time."""
    if source.first is None:
        return "—"
    return f"{source.zone}?" if source.zone_known == "assumed" else source.zone


VERB = Verb(
    "ingest",
    "bring files, folders or standard input (-) into a case",
    (
        CASE,
        argument("paths", metavar="PATH", nargs="+", help="a file, a folder, or - for standard input"),
        argument("--reader", help="read with this reader instead of the one chosen by content"),
        argument(
            "--format",
            metavar="FILE",
            action="append",
            help="a format file of lnav's form; it is checked and kept among the user's formats",
        ),
        argument("--map", metavar="FILE", help="a map of what the data means; it is kept with the case"),
        argument("--zone", help="IANA name of the zone of stamps without one"),
        argument("--encoding", help="what the text is encoded in, such as cp1252, instead of what is recognised"),
        argument(
            "--rotated",
            action="store_true",
            help="read the files of a rotated log (x.log, x.log.1, x.log-20260317.gz) as one source",
        ),
    ),
    run,
)
