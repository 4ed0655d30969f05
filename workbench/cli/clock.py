"""`workbench clock`: declare a source's zone or year, how far its clock is off, or what its text is encoded in."""

from __future__ import annotations

import re
from argparse import Namespace

from workbench.casework.values import ClockChange
from workbench.cli.access import opened
from workbench.cli.ingest import zone_cell
from workbench.cli.rows import seconds_of, source_row, time_text
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, Verb, argument
from workbench.errors import WorkbenchError
from workbench.model.case import Source
from workbench.model.instants import SECOND, zone_named
from workbench.model.sourcetimes import base_text

KNOWN = {
    "assumed": " (assumed: its stamps give none)",
    "declared": " (declared)",
    "explicit": " (its stamps give their own)",
}
_SECONDS = re.compile(r"^([+-]?)(\d+)(?:\.(\d{1,9}))?$")


def offset_of(text: str) -> int:
    """Ns of a number of seconds such as `-64` or `0.25`, exactly."""
    found = _SECONDS.match(text.strip().removesuffix("s"))
    if not found:
        raise WorkbenchError(f"{text!r} is no number of seconds", "", "Write --offset=-64 or --offset 0.25.")
    ns = int(found[2]) * SECOND + int((found[3] or "").ljust(9, "0"))
    return -ns if found[1] == "-" else ns


def run(args: Namespace, terminal: Terminal) -> int:
    """Declare the correction, or say what it would move; asked for nothing, say what is declared."""
    offset = None if args.offset is None else offset_of(args.offset)
    on = False if args.off else True if args.on or offset is not None else None
    if args.zone:
        zone_named(args.zone)
    asked = args.zone is not None or args.year is not None or on is not None
    with opened(args, write=bool(asked or args.encoding) and not args.dry_run) as case:
        source = case.source(args.source)
        if args.encoding and not args.dry_run:
            with terminal.progress("read again") as context:
                source = case.read_as(source.id, encoding=args.encoding, context=context)
        if not asked:
            _print_present(source, terminal)
            return DONE
        change = case.set_clock(
            source.id, offset_ns=offset, zone=args.zone, on=on, year=args.year, dry_run=args.dry_run
        )
    _print(change, terminal)
    return DONE


def _print_present(source: Source, terminal: Terminal) -> None:
    if terminal.json:
        terminal.object(source_row(source))
        return
    first, last = (time_text(t, source.resolution_ns) or "—" for t in (source.first, source.last))
    terminal.line(f"{source.path}: {_correction(source)}")
    terminal.line(
        f"  zone    {zone_cell(source)}{KNOWN.get(source.zone_known, '') if source.first is not None else ''}"
    )
    terminal.line(f"  times   {first} … {last}")
    if source.undated != "none":
        terminal.line(f"  {source.undated:<7} {base_text(source) or '—'} ({source.base_known}: its stamps give none)")
    packing = f", packed as {source.packing}" if source.packing else ""
    terminal.line(f"  text    {source.encoding}{packing}")


def _correction(source: Source) -> str:
    if not source.offset_ns:
        return "its clock is not corrected"
    state = "" if source.correction_on else ", which is switched off"
    return f"{seconds_of(source.offset_ns):+} s are added to its clock{state}"


def _print(change: ClockChange, terminal: Terminal) -> None:
    digits = change.source.resolution_ns
    before, after = ([time_text(t, digits) for t in pair] for pair in (change.before, change.after))
    if terminal.json:
        row = {"before": before, "after": after, "moved": change.moved, "applied": change.applied}
        terminal.object({**source_row(change.source), **row})
        return
    verb = "moved" if change.applied else "would move"
    terminal.line(f"{change.source.path}: {change.moved} records {verb}")
    terminal.line(f"  before  {before[0] or '—'} … {before[1] or '—'}")
    terminal.line(f"  after   {after[0] or '—'} … {after[1] or '—'}")


VERB = Verb(
    "clock",
    "declare a source's zone or year, or how far its clock is off",
    (
        CASE,
        argument("source", metavar="SOURCE", help="label (S3), path or id"),
        argument("--offset", metavar="SECONDS", help="seconds added to the source's clock, such as -64"),
        argument("--zone", help="IANA name of the zone of stamps without one"),
        argument("--year", help="of the last stamp where stamps give no year (2025) or date (2025-12-31), or: assumed"),
        argument("--off", action="store_true", help="switch the offset off, keeping it"),
        argument("--on", action="store_true", help="switch it on again"),
        argument("--encoding", help="what its text is encoded in, such as cp1252: it is read again"),
        argument("--dry-run", action="store_true", help="only say what would move"),
    ),
    run,
)
