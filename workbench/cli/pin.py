"""`workbench pin`: freeze what a citation shows as evidence."""

from __future__ import annotations

from argparse import Namespace

from workbench.casework.investigation import hypothesis_named, support
from workbench.cli.access import citation, opened
from workbench.cli.rows import evidence_row
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, CITATION, DONE, Verb, argument


def run(args: Namespace, terminal: Terminal) -> int:
    """Pin it, and let it speak for or against hypotheses."""
    with opened(args, write=True) as case:
        for name in (*args.supports, *args.refutes):
            hypothesis_named(case, name)
        evidence = case.pin(citation(case, args.citation), why=args.why, use=args.use, query=args.query)
        for name in args.supports:
            support(case, evidence.id, name, "for", args.why)
        for name in args.refutes:
            support(case, evidence.id, name, "against", args.why)
    if terminal.json:
        terminal.object(evidence_row(evidence))
    else:
        terminal.line(f"{evidence.label}  {evidence.shown}  {evidence.title}")
    return DONE


VERB = Verb(
    "pin",
    "freeze what a citation shows as evidence",
    (
        CASE,
        CITATION,
        argument("--for", dest="supports", action="append", default=[], metavar="H", help="it speaks for H2"),
        argument("--against", dest="refutes", action="append", default=[], metavar="H", help="it speaks against H2"),
        argument("--why", default="", help="why it matters"),
        argument("--use", default="", help="what it is used for: symptom, cause, fix …"),
        argument("--query", default="", help="the filter it was found with"),
    ),
    run,
)
