"""`workbench show`: a record with its surroundings."""

from __future__ import annotations

from argparse import Namespace

from workbench.casework.rowforms import record_row, time_text
from workbench.cli.access import citation, opened
from workbench.cli.rows import evidence_row
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, CITATION, DONE, Verb, argument


def run(args: Namespace, terminal: Terminal) -> int:
    """Print what a citation points at; for a record also the rows around it."""
    with opened(args) as case:
        evidence = next((e for e in case.notebook.evidence.values() if args.citation in (e.label, e.id)), None)
        if evidence is not None and not args.context:
            if terminal.json:
                terminal.object(evidence_row(evidence))
            else:
                terminal.line(f"{evidence.label}  {evidence.shown}  {time_text(evidence.t) or ''}")
                terminal.line(evidence.excerpt)
            return DONE
        wanted = citation(case, args.citation)
        if wanted.kind in ("hunk", "range", "source"):
            terminal.line(case.excerpt(wanted))
            return DONE
        row = case.row_of(wanted)
        rows = range(max(row - args.context, 0), min(row + args.context + 1, case.spine.rows)) if row >= 0 else ()
        for record in case.page(rows) if rows else (case.record(wanted),):
            if terminal.json:
                terminal.object(record_row(record))
            else:
                here = ">" if record.row == row else " "
                place = f"{record.file}:{record.place.line}" if record.place.line else record.file
                terminal.line(f"{here} {time_text(record.t, record.resolution_ns) or '—'}  {place}")
                terminal.line(record.body or record.title)
    return DONE


VERB = Verb(
    "show",
    "a record, hunk or piece of evidence",
    (
        CASE,
        CITATION,
        argument("--context", type=int, default=0, help="rows before and after it"),
    ),
    run,
)
