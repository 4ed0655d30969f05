"""`workbench analyse`: what the analyses noticed, ranked."""

from __future__ import annotations

from argparse import Namespace

from workbench.cli.access import opened
from workbench.cli.rows import finding_row, time_text
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, Verb, argument


def run(args: Namespace, terminal: Terminal) -> int:
    """Print the findings, best first."""
    with opened(args) as case, terminal.progress("analyse") as context:
        findings = case.findings(context)
        if not findings:
            terminal.error("The analyses noticed nothing.")
        for finding in findings:
            if terminal.json:
                terminal.object(finding_row(finding))
                continue
            terminal.line(f"{finding.rank:>3}  {finding.score:>3.0f}  {time_text(finding.t) or '—':<28} {finding.what}")
            for reason in finding.reasons:
                terminal.line(f"          {reason}")
            for citation in finding.citations[:3]:
                terminal.line(f"          {case.show_place(citation)}")
    return DONE


VERB = Verb(
    "analyse",
    "ranked findings with reasons and citations",
    (CASE, argument("what", choices=("findings",), nargs="?", default="findings")),
    run,
)
