"""`workbench verify`: check a case's sealed objects, evidence and notebook against their digests."""

from __future__ import annotations

from argparse import Namespace

from workbench.cli.access import opened
from workbench.cli.rows import check_row
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, INPUT_FAULT, Verb


def run(args: Namespace, terminal: Terminal) -> int:
    """Print every check that failed (all with `--json`) and how many held."""
    with opened(args, write=True, must=False) as case, terminal.progress("verify") as context:
        checks = case.verify(context)
    failed = [check for check in checks if not check.ok]
    if terminal.json:
        for check in checks:
            terminal.object(check_row(check))
    else:
        terminal.line(f"{len(checks) - len(failed)} of {len(checks)} checks hold")
    for check in failed:
        terminal.error(f"{check.what}: {check.detail}.")
    return INPUT_FAULT if failed else DONE


VERB = Verb("verify", "check a case against its digests", (CASE,), run)
