"""`workbench maps`: maps of vendors' JSON and tables; list, check and show them, or have one proposed."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from workbench.casework.maps import head_of_file
from workbench.cli.access import opened
from workbench.cli.terminal import Terminal
from workbench.cli.verb import DONE, INPUT_FAULT, Verb, argument
from workbench.errors import SettingsError, WorkbenchError
from workbench.model.instants import iso
from workbench.model.severity import level_name
from workbench.readers.mapfile import SourceMap, map_files, parsed, read_map, written
from workbench.readers.proposal import Proposal, proposed
from workbench.readers.proposalsample import SAMPLE
from workbench.readers.tryout import Tried, tried
from workbench.settings import config_folder

SHOWN = 10


def run(args: Namespace, terminal: Terminal) -> int:
    """Do one of them; a proposed or shown map goes to standard output, what is said of it to standard error."""
    acts = {"list": _list, "check": _check, "propose": _propose, "show": _show}
    return acts[args.act](args, terminal)


def _word(args: Namespace, at: int, what: str) -> str:
    if len(args.words) <= at:
        raise WorkbenchError(f"{what} is missing", "", f"`workbench maps {args.act}` needs it.")
    return args.words[at]


def _list(args: Namespace, terminal: Terminal) -> int:
    rows: list[tuple[str, SourceMap]] = []
    faults = 0
    for path in map_files(config_folder()):
        try:
            rows.append((str(path), read_map(path)))
        except SettingsError as error:
            faults += 1
            terminal.error(error.sentence())
    if args.words:
        args.case = args.words[0]
        with opened(args) as case:
            rows += [("the case", parsed(kept.text, kept.id)) for kept in case.notebook.maps.values() if "@" in kept.id]
    if terminal.json:
        for where, map in rows:
            terminal.object(_row(where, map))
    elif rows:
        cells = [(m.id, m.map.title, m.source, ", ".join(m.map.needs) or "asked for only", where) for where, m in rows]
        terminal.table(("id", "title", "source", "known by", "where"), cells)
    return INPUT_FAULT if faults else DONE


def _row(where: str, map: SourceMap) -> dict[str, Any]:
    return {"id": map.id, "title": map.map.title, "source": map.source, "needs": list(map.map.needs), "where": where}


def _check(args: Namespace, terminal: Terminal) -> int:
    """Whether a map can be read, and how the first rows of a file come out by it."""
    map = read_map(Path(_word(args, 0, "the map's file")))
    if len(args.words) < 2:
        terminal.object(_row(args.words[0], map)) if terminal.json else terminal.line(f"{map.id}: {map.map.title}")
        return DONE
    trial = tried(head_of_file(Path(args.words[1]), SAMPLE), map, SHOWN)
    if terminal.json:
        for row in trial.rows:
            terminal.object(_tried_row(row))
    else:
        cells = [tuple("" if text is None else str(text) for text in _tried_row(row).values()) for row in trial.rows]
        terminal.table(("line", "t", "kind", "severity", "title", "links", "remark"), cells)
    for problem in trial.problems:
        terminal.error(problem)
    if trial.timed < trial.count:
        terminal.error(f"{trial.count - trial.timed:,} of {trial.count:,} records have no time.")
    return DONE if trial.count and trial.timed == trial.count else INPUT_FAULT


def _tried_row(row: Tried) -> dict[str, Any]:
    stamp = (iso(row.t) or "").removesuffix("Z" if row.naive else "") or None
    links = ", ".join(f"{one.type}={one.value}" for one in row.links)
    severity = level_name(row.severity) if row.severity else row.severity_text
    return {"line": row.line, "t": stamp, "kind": row.kind, "severity": severity, "title": row.title, "links": links,
            "remark": row.why}  # fmt: skip


def _propose(args: Namespace, terminal: Terminal) -> int:
    path = Path(_word(args, 0, "the file to be mapped"))
    proposal = proposed(head_of_file(path, SAMPLE), path.name)
    if terminal.json:
        terminal.object(
            {
                "map": written(proposal.map),
                "doubts": list(proposal.doubts),
                "reasons": [list(r) for r in _reasons(proposal)],
            }
        )
        return DONE
    terminal.bytes(written(proposal.map).encode())
    for part, named, why in _reasons(proposal):
        terminal.error(f"{part} = {named or '—'}: {why}")
    for doubt in proposal.doubts:
        terminal.error(f"to be looked at: {doubt}")
    return DONE


def _reasons(proposal: Proposal) -> list[tuple[str, str, str]]:
    return [(one.part, one.path, one.why) for one in proposal.reasons]


def _show(args: Namespace, terminal: Terminal) -> int:
    """The map that a source of a case is read by, as a file."""
    args.case = _word(args, 0, "the case")
    with opened(args) as case:
        source = case.source(_word(args, 1, "the source"))
        map = case.map_of(source.id)
    if map is None:
        raise WorkbenchError("it is not read by a map", source.path, "`workbench maps propose FILE` begins one.")
    terminal.object({"map": written(map)}) if terminal.json else terminal.bytes(written(map).encode())
    return DONE


VERB = Verb(
    "maps",
    "maps of what vendors' JSON and tables mean: list, check or propose one",
    (
        argument("act", choices=("list", "check", "propose", "show"), help="what to do"),
        argument(
            "words",
            metavar="WORD",
            nargs="*",
            help="list: a CASE, too · check: MAP and a FILE to try it on · propose: FILE · show: CASE SOURCE",
        ),
    ),
    run,
)
