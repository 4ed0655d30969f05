"""`workbench raw`: a citation's bytes, exactly."""

from __future__ import annotations

from argparse import Namespace

from workbench.cli.access import citation, opened
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, CITATION, DONE, Verb


def run(args: Namespace, terminal: Terminal) -> int:
    """Write the cited bytes to standard output."""
    with opened(args) as case:
        terminal.bytes(case.raw(citation(case, args.citation)))
    return DONE


VERB = Verb("raw", "a citation's bytes, exactly", (CASE, CITATION), run)
