"""`workbench hypothesis`: possible causes and how they stand."""

from __future__ import annotations

from argparse import Namespace

from workbench.casework.investigation import add_hypothesis, judge
from workbench.casework.opencase import OpenCase
from workbench.cli.access import opened
from workbench.cli.rows import hypothesis_row
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, Verb, argument
from workbench.errors import WorkbenchError
from workbench.model.notebook import STATUSES, Hypothesis


def run(args: Namespace, terminal: Terminal) -> int:
    """Add, judge or list."""
    with opened(args, write=args.act != "list") as case:
        if args.act == "add":
            shown = [add_hypothesis(case, _word(args, 0, "the hypothesis in words"))]
        elif args.act == "status":
            status = _word(args, 1, f"one of {', '.join(STATUSES)}")
            if status not in STATUSES:
                raise WorkbenchError(f"{status!r} is no status", "", f"Use one of {', '.join(STATUSES)}.")
            shown = [judge(case, _word(args, 0, "which hypothesis"), status, args.why)]
        else:
            shown = list(case.notebook.hypotheses.values())
        for hypothesis in shown:
            _print(case, hypothesis, terminal)
    return DONE


def _word(args: Namespace, number: int, what: str) -> str:
    if len(args.words) <= number:
        raise WorkbenchError(
            f"hypothesis {args.act} lacks {what}", "", "`workbench hypothesis --help` shows the forms."
        )
    return args.words[number]


def _print(case: OpenCase, hypothesis: Hypothesis, terminal: Terminal) -> None:
    supports = [link for link in case.notebook.supports if link.hypothesis == hypothesis.id]
    known = case.notebook.evidence
    rows = [
        {"evidence": known[link.evidence].label, "stance": link.stance, "why": link.why}
        for link in supports
        if link.evidence in known
    ]
    if terminal.json:
        terminal.object(hypothesis_row(hypothesis, rows))
        return
    terminal.line(f"{hypothesis.label}  {hypothesis.status:<10} {hypothesis.text}")
    if hypothesis.why:
        terminal.line(f"    why: {hypothesis.why}")
    for row in rows:
        terminal.line(f"    {row['stance']} {row['evidence']}  {row['why']}".rstrip())


VERB = Verb(
    "hypothesis",
    "write down, judge or list possible causes",
    (
        CASE,
        argument("act", choices=("add", "status", "list")),
        argument("words", metavar="TEXT | H STATUS", nargs="*", help="add TEXT, or status H open|supported|refuted|…"),
        argument("--why", default="", help="what decided it"),
    ),
    run,
)
