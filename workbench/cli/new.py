"""`workbench new`: an empty case."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from workbench.casework.opencase import create_case
from workbench.cli.rows import case_row
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, Verb, argument
from workbench.clock import Clock
from workbench.model.case import SEVERITIES
from workbench.model.instants import parse_instant, zone_named
from workbench.settings import load_settings


def run(args: Namespace, terminal: Terminal) -> int:
    """Make the case and print its record."""
    clock = Clock()
    zone_named(args.zone)
    started = parse_instant(args.started, day=clock.now(), zone=args.zone) if args.started else None
    case = create_case(
        Path(args.case),
        title=args.title,
        severity=args.severity,
        started=started,
        zone=args.zone,
        key=args.key,
        clock=clock,
        settings=load_settings(),
    )
    record = case.notebook.case
    case.close()
    if terminal.json:
        terminal.object(case_row(record))
    else:
        terminal.line(f"{args.case}: {record.severity} {record.title}")
    return DONE


VERB = Verb(
    "new",
    "make an empty case",
    (
        CASE,
        argument("--title", required=True, help="what the incident is, in one line"),
        argument("--key", default="", help="its key elsewhere, such as INC-2041"),
        argument("--severity", default="SEV3", choices=SEVERITIES, help="SEV1 is the worst"),
        argument("--started", help="when it began; decides the day of times without a date"),
        argument("--zone", default="UTC", help="IANA name of the zone that times are typed in"),
    ),
    run,
)
