"""`workbench sources`: what is in the case."""

from __future__ import annotations

from argparse import Namespace

from workbench.cli.access import opened
from workbench.cli.ingest import HEADINGS, source_cells
from workbench.cli.rows import source_row
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, Verb


def run(args: Namespace, terminal: Terminal) -> int:
    """Print every source."""
    with opened(args) as case:
        sources = case.sources()
    if terminal.json:
        for source in sources:
            terminal.object(source_row(source))
    else:
        terminal.table(HEADINGS, [source_cells(source) for source in sources])
    return DONE


VERB = Verb("sources", "what was brought into a case, and what is doubtful about it", (CASE,), run)
