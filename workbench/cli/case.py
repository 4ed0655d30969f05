"""`workbench case`: the case record, shown or changed."""

from __future__ import annotations

from argparse import Namespace
from typing import Any, get_args

from workbench.casework.investigation import set_record
from workbench.casework.opencase import OpenCase
from workbench.cli.access import instant, opened
from workbench.cli.rows import case_row
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, Verb, argument
from workbench.errors import WorkbenchError
from workbench.model.case import SEVERITIES, CaseStatus
from workbench.model.instants import zone_named

TEXTS = ("title", "key", "severity", "status", "summary", "service", "environment", "impact", "steps", "workaround")
TIMES = ("started", "detected", "mitigated", "resolved")


def run(args: Namespace, terminal: Terminal) -> int:
    """Change what is given, then print the record."""
    given = any(getattr(args, name) is not None for name in (*TEXTS, *TIMES, "lead", "zone")) or args.fields
    with opened(args, write=bool(given)) as case:
        record = set_record(case, **_changes(case, args)) if given else case.notebook.case
    if terminal.json:
        terminal.object(case_row(record))
        return DONE
    for name, value in case_row(record).items():
        if value and name not in ("id", "fields"):
            terminal.line(f"{name:<12}{value}")
    for name, value in record.fields.items():
        terminal.line(f"{name:<12}{value}")
    return DONE


def _changes(case: OpenCase, args: Namespace) -> dict[str, Any]:
    changes = {name: getattr(args, name) for name in (*TEXTS, "lead", "zone") if getattr(args, name) is not None}
    if "zone" in changes:
        zone_named(changes["zone"])
    for name in TIMES:
        if (text := getattr(args, name)) is not None:
            changes[name] = instant(case, text) if text else None
    if args.fields:
        fields = dict(case.notebook.case.fields)
        for pair in args.fields:
            name, equals, value = pair.partition("=")
            if not equals:
                raise WorkbenchError(f"{pair!r} is no field", "", "Write --field name=value.")
            fields[name] = value
        changes["fields"] = fields
    return changes


VERB = Verb(
    "case",
    "show or change the case record",
    (
        CASE,
        *(
            argument(
                f"--{name}",
                choices=SEVERITIES if name == "severity" else get_args(CaseStatus) if name == "status" else None,
            )
            for name in (*TEXTS, "lead", "zone")
        ),
        *(argument(f"--{name}", metavar="T") for name in TIMES),
        argument("--field", dest="fields", action="append", default=[], metavar="NAME=VALUE"),
    ),
    run,
)
