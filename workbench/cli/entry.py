"""`workbench entry`: put a line on the incident's record."""

from __future__ import annotations

from argparse import Namespace

from workbench.casework.investigation import add_entry
from workbench.cli.access import citation, instant, opened
from workbench.cli.rows import entry_row, time_text
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, Verb, argument

MILESTONES = ("impact", "detected", "escalated", "mitigated", "resolved", "decision", "action", "note")


def run(args: Namespace, terminal: Terminal) -> int:
    """Make the entry."""
    with opened(args, write=True) as case:
        entry = add_entry(
            case,
            instant(case, args.at),
            args.text,
            milestone=args.milestone,
            t_end=instant(case, args.until) if args.until else None,
            citation=citation(case, args.cite) if args.cite else None,
        )
    if terminal.json:
        terminal.object(entry_row(entry))
    else:
        terminal.line(f"{time_text(entry.t)}  {entry.milestone}  {entry.text}")
    return DONE


VERB = Verb(
    "entry",
    "put a line on the incident's record",
    (
        CASE,
        argument("text", metavar="TEXT"),
        argument("--at", required=True, metavar="T", help="when it happened"),
        argument("--until", metavar="T", help="when it ended"),
        argument("--milestone", default="note", choices=MILESTONES),
        argument("--cite", metavar="CITATION", help="what shows it"),
    ),
    run,
)
