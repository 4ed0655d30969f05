"""`workbench action`: what somebody will do, with owner and due date."""

from __future__ import annotations

import datetime
from argparse import Namespace

from workbench.casework.investigation import add_action, finish_action
from workbench.cli.access import opened
from workbench.cli.rows import action_row
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, Verb, argument
from workbench.errors import WorkbenchError
from workbench.model.notebook import ActionItem


def run(args: Namespace, terminal: Terminal) -> int:
    """Add, finish or list."""
    with opened(args, write=args.act != "list") as case:
        if args.act == "list":
            shown = list(case.notebook.actions.values())
        elif args.text is None:
            raise WorkbenchError(f"action {args.act} lacks its text or id", "", "`workbench action --help` tells more.")
        elif args.act == "done":
            shown = [finish_action(case, args.text)]
        else:
            shown = [add_action(case, args.text, owner=args.owner, due=_day(args.due), ticket=args.ticket)]
    for item in shown:
        _print(item, terminal)
    return DONE


def _day(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise WorkbenchError(f"{text!r} is no day", "", "Write --due 2026-12-01.") from None


def _print(item: ActionItem, terminal: Terminal) -> None:
    if terminal.json:
        terminal.object(action_row(item))
    else:
        mark = "x" if item.done else " "
        terminal.line(f"[{mark}] {item.text}  {item.owner}  {item.due}".rstrip())


VERB = Verb(
    "action",
    "write down, finish or list action items",
    (
        CASE,
        argument("act", choices=("add", "done", "list")),
        argument("text", metavar="TEXT | ID", nargs="?"),
        argument("--owner", default="", help="who will do it"),
        argument("--due", default="", help="the day it is due, such as 2026-12-01"),
        argument("--ticket", default="", help="its key elsewhere"),
    ),
    run,
)
