"""`workbench open` and plain `workbench`: the window."""

from __future__ import annotations

import re
from argparse import Namespace
from pathlib import Path
from typing import Any

from workbench.cli.terminal import Terminal
from workbench.cli.verb import Verb, argument
from workbench.errors import WorkbenchError
from workbench.shell.display import has_display

SHOT = (
    argument("--shot", metavar="PNG", help="save a picture of the window instead of showing it"),
    argument("--size", metavar="WxH", default="1920x1080", help="of the picture"),
    argument("--scale", type=float, default=1.0, help="pixels a point"),
    argument("--layout", default="investigate", help="a named layout"),
    argument("--theme", choices=("dark", "light")),
    argument("--at", metavar="TIME", help="where the cursor stands"),
)


def window_options(args: Namespace) -> dict[str, Any]:
    """What the shell is told of how to show a case."""
    found = re.fullmatch(r"(\d{2,5})x(\d{2,5})", args.size)
    if not found:
        raise WorkbenchError(f"{args.size!r} is no size", "", "Write --size 1920x1080.")
    return {
        "shot": Path(args.shot) if args.shot else None,
        "size": (int(found[1]), int(found[2])),
        "scale": args.scale,
        "layout": args.layout,
        "theme": args.theme,
        "at": args.at,
    }


def run(args: Namespace, _terminal: Terminal) -> int:
    """Show a case; several paths, files or none are the start page's business."""
    from workbench.shell.app import run_start, run_window

    if args.scratch and not (args.shot and len(args.paths) == 1):
        if not has_display():
            raise WorkbenchError("there is no display to show a window on", "", _instead(args.paths))
        from workbench.cli.demo import make_demo

        return run_start([Path(path) for path in args.paths], demo=make_demo)
    if len(args.paths) != 1:
        raise WorkbenchError("open takes one case", "", "Write workbench open CASE.")
    return run_window(Path(args.paths[0]), **window_options(args))


def _instead(paths: list[str]) -> str:
    """What can be done without a display with what was given."""
    case = next((path for path in paths if (Path(path) / "case.db").is_file()), "")
    if case:
        return f"workbench open {case} --shot PNG draws a picture; workbench query {case} and other verbs work without."
    if paths:
        given = " ".join(paths)
        return (
            f"Write workbench new x.case --title T, then workbench ingest x.case {given}; workbench --help lists more."
        )
    return "workbench demo writes a picture and an article instead; workbench --help lists the verbs that work without."


VERB = Verb(
    "open",
    "show a case in the window",
    (
        argument("paths", metavar="CASE", nargs="*"),
        argument("--scratch", action="store_true", help="open files as a scratch case"),
        *SHOT,
    ),
    run,
)
