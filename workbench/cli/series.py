"""`workbench series`: the metric series of a case and their points, and numbers out of logs as one more."""

from __future__ import annotations

import fnmatch
import math
from argparse import Namespace

from workbench.casework.edits import Put
from workbench.casework.logseries import proposed_bucket, proposed_name, width_of_logs
from workbench.cli.access import opened, window
from workbench.cli.query import bucket_of
from workbench.cli.rows import series_row, time_text
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, Verb, argument
from workbench.errors import WorkbenchError
from workbench.model.records import Series
from workbench.model.searches import MEASURES, LogSeries
from workbench.query.language import parse


def run(args: Namespace, terminal: Terminal) -> int:
    """Print the series whose name fits, or their points."""
    if args.plot is not None:
        return _plot(args, terminal)
    with opened(args) as case:
        within = window(case, args.start, args.end)
        every = case.series()
        found = [series for series in every if _fits(series, args.name)]
        if not found:
            terminal.error(_none(args.name, len(every)))
        for series in found:
            if args.points:
                points = case.points(series.id, within)
                for t, value in zip(points.t.tolist(), points.value.tolist(), strict=True):
                    _point(terminal, series.id, series.title, time_text(t), value)
            elif terminal.json:
                terminal.object(series_row(series))
            else:
                first, last = time_text(series.first) or "—", time_text(series.last) or "—"
                terminal.line(f"{series.id}  {series.title}  {series.points} points  {first} … {last}")
    return DONE


def _plot(args: Namespace, terminal: Terminal) -> int:
    """Declare a series out of logs, and print it."""
    measure = args.measure or ("each" if args.field else "count")
    if (measure == "count") != (not args.field):
        raise WorkbenchError(
            f"--measure {measure} doesn't fit", "", "Give --field for numbers, no --field for a count."
        )
    with opened(args, write=True) as case:
        parse(args.plot, day=case.day, zone=case.notebook.case.zone)
        bucket = bucket_of(args.bucket) if args.bucket else proposed_bucket(width_of_logs(case.spine))
        name = args.called or proposed_name(args.plot, measure, args.field or "")
        one = LogSeries(case.clock.new_id(), name, args.plot, measure, args.field or "", bucket)
        case.do(Put(one))
        made = next(series for series in case.series() if series.id == one.id)
        if terminal.json:
            terminal.object(series_row(made))
        else:
            terminal.line(f"{made.id}  {made.title}  {made.points} points  {made.unit}".rstrip())
    return DONE


def _fits(series: Series, pattern: str) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for name in (series.name, series.title, series.id))


def _none(pattern: str, every: int) -> str:
    """Why nothing is printed."""
    if not every:
        return "The case has no metric series."
    return f"No series is called {pattern!r}; the case has {every}. Write * for any characters."


def _point(terminal: Terminal, series: str, title: str, t: str | None, value: float) -> None:
    if terminal.json:
        terminal.object({"id": series, "t": t, "value": None if math.isnan(value) else value})
    else:
        terminal.line(f"{t}  {value:g}  {title}")


VERB = Verb(
    "series",
    "metric series, or their points",
    (
        CASE,
        argument("name", metavar="NAME*", nargs="?", default="*", help="name to match, * for any characters"),
        argument("--from", dest="start", help="points from this time on"),
        argument("--to", dest="end", help="points before this time"),
        argument("--points", action="store_true", help="a line a point"),
        argument("--plot", metavar="EXPR", help="make a series of the records that a filter matches"),
        argument("--field", help="of the numbers that this field of them holds, instead of their count"),
        argument("--measure", choices=tuple(MEASURES), help="which number stands for a bucket (each value without it)"),
        argument("--bucket", metavar="LENGTH", help="length of time one point stands for, such as 1m"),
        argument("--called", metavar="TEXT", help="its name"),
    ),
    run,
)
