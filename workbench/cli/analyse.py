"""`workbench analyse`: what the analyses noticed, ranked; or the templates of the logs, what is new first."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from workbench.casework.opencase import OpenCase
from workbench.cli.access import instant, opened
from workbench.cli.rows import finding_row, time_text
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, Verb, argument
from workbench.model.findings import Finding

if TYPE_CHECKING:
    from workbench.casework.templatefindings import TemplateFinding


def run(args: Namespace, terminal: Terminal) -> int:
    """Print what was found, best first."""
    with opened(args) as case, terminal.progress("analyse") as context:
        if args.what == "templates":
            at = instant(case, args.at) if args.at else case.notebook.case.started
            ranked = case.ranked_templates(at, context)
            for one in ranked:
                _print(case, terminal, one.finding, template_row(one), f"{one.template.label}  ")
            if not ranked:
                terminal.error("The case has no log records.")
            return DONE
        findings = case.findings(context)
        if not findings:
            terminal.error("The analyses noticed nothing.")
        for finding in findings:
            _print(case, terminal, finding, finding_row(finding))
    return DONE


def _print(case: OpenCase, terminal: Terminal, finding: Finding, row: dict[str, Any], label: str = "") -> None:
    if terminal.json:
        terminal.object(row)
        return
    terminal.line(f"{finding.rank:>3}  {finding.score:>3.0f}  {time_text(finding.t) or '—':<28} {label}{finding.what}")
    for reason in finding.reasons:
        terminal.line(f"          {reason}")
    for citation in finding.citations[:3]:
        terminal.line(f"          {case.show_place(citation)}")


def template_row(one: TemplateFinding) -> dict[str, Any]:
    """A template, as `analyse CASE templates` prints it."""
    template = one.template
    return {
        **finding_row(one.finding),
        "id": template.id,
        "label": template.label,
        "count": template.count,
        "before": template.before,
        "first": time_text(template.first),
        "last": time_text(template.last),
        "mark": template.mark,
        "pinned": template.pinned,
    }


VERB = Verb(
    "analyse",
    "ranked findings with reasons and citations",
    (
        CASE,
        argument(
            "what", choices=("findings", "templates"), nargs="?", default="findings",
            help="findings, or the templates of the logs: new ones first",
        ),
        argument("--at", metavar="T", help="templates: new and gone from this time on (default: the incident's start)"),
    ),
    run,
)  # fmt: skip
