"""`workbench demo`: a recorded incident, solved, in the window; without a display, as a picture and an article."""

from __future__ import annotations

import contextlib
import io
import shutil
from argparse import Namespace
from pathlib import Path

from workbench.casework.demo import Demo, load_demo, make_case, replay, steps_of
from workbench.casework.opencase import open_case
from workbench.cli.open import SHOT, window_options
from workbench.cli.terminal import Terminal
from workbench.cli.verb import DONE, INPUT_FAULT, Verb, argument
from workbench.clock import Clock
from workbench.errors import CaseError
from workbench.exporters.core import export
from workbench.jobs import JobContext
from workbench.settings import data_folder, load_settings
from workbench.shell.display import has_display

DEFAULT = "workbench-demo"
PICTURE, FRESH_PICTURE = "window.png", "window-fresh.png"


def run(args: Namespace, terminal: Terminal) -> int:
    """Make or reuse the case; then the window, or what stands for it where there is no display."""
    demo, target = load_demo(args.name or ""), Path(args.to)
    with terminal.progress("demo") as context:
        path = prepared(demo, target, args.fresh, context)
    if args.shot:
        code = _picture(path, args)
        if code == DONE:
            _tell(terminal, [path, Path(args.shot)])
        return code
    if has_display():
        from workbench.shell.app import run_window

        return run_window(path, **window_options(args))
    return _headless(path, _place_of_picture(demo, target, args.fresh), args, terminal)


def prepared(demo: Demo, target: Path, fresh: bool, context: JobContext) -> Path:
    """The demo's case in `target`, made unless an intact one is there; it takes its place only when it is whole."""
    path = demo.case_path(target)
    if fresh:
        path = path.with_name(f"{demo.name}-fresh.case")
    if (path / "case.db").is_file():
        open_case(path, write=False).close()
        return path
    if path.exists():
        raise CaseError("there is something else there", str(path), "Choose another folder with --to.")
    unfinished = path.with_name(f".{path.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        make_case(demo, target, unfinished, Clock(), load_settings(), context).close()
        if not fresh:
            replay(steps_of(demo, unfinished), _quiet, context)
        unfinished.rename(path)
    except OSError as error:
        raise CaseError(f"the demo can't be unpacked there ({error.strerror})", str(target), "Choose --to.") from error
    return path


def make_demo() -> Path:
    """The demo's case in the user's own folder: what the start page offers."""
    return prepared(load_demo(), data_folder() / "demo", False, JobContext())


def _quiet(words: list[str]) -> int:
    """One verb, its output swallowed and its error told."""
    from workbench.cli.main import load_verb, parser_of

    verb = load_verb(words[0])
    args = parser_of(verb).parse_intermixed_args(words[1:])
    with contextlib.redirect_stdout(io.StringIO()):
        return verb.run(args, Terminal())


def _picture(path: Path, args: Namespace) -> int:
    from workbench.shell.app import run_window

    return run_window(path, **window_options(args))


def _place_of_picture(demo: Demo, target: Path, fresh: bool) -> Path:
    """Where the window is drawn to; a fresh case leaves the solved one's picture as it is."""
    solved = (demo.case_path(target) / "case.db").is_file() and (target / PICTURE).is_file()
    return target / (FRESH_PICTURE if fresh and solved else PICTURE)


def _headless(path: Path, shot: Path, args: Namespace, terminal: Terminal) -> int:
    """No display: verify the case, draw the window, write what there is to tell as an article, and name them."""
    case, pages = open_case(path, write=False, clock=Clock(), settings=load_settings()), []
    try:
        with terminal.progress("verify") as context:
            failed = [check for check in case.verify(context) if not check.ok]
        if not args.fresh:  # nothing was found out yet that an article could tell
            article = export(case.report(), shot.parent / "article")
            pages = [p for p in (*article.written, *article.unchanged) if p.suffix in (".md", ".html")]
    finally:
        case.close()
    args.shot = str(shot)
    if not terminal.json:
        done = "verified and its window drawn" if args.fresh else "verified, its window drawn and its article written"
        terminal.line(f"There is no display: the case was {done} instead.")
    code = _picture(path, args)
    _tell(terminal, [path, shot, *pages])
    for check in failed:
        terminal.error(f"{check.what}: {check.detail}.")
    return INPUT_FAULT if failed else code


def _tell(terminal: Terminal, paths: list[Path]) -> None:
    if terminal.json:
        terminal.object({"paths": [str(path) for path in paths]})
    else:
        for path in paths:
            terminal.line(str(path))


VERB = Verb(
    "demo",
    "a recorded incident, solved",
    (
        argument("name", metavar="NAME", nargs="?", help="which one; the first without it"),
        argument("--to", default=DEFAULT, metavar="DIR", help=f"where it goes (./{DEFAULT})"),
        argument("--fresh", action="store_true", help="stop after bringing the sources in"),
        *SHOT,
    ),
    run,
)
