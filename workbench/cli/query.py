"""`workbench query`: records, or physical lines, that match the filter language."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from workbench.casework.counting import counted
from workbench.casework.opencase import OpenCase
from workbench.casework.rowforms import FORMS, record_row, time_text
from workbench.casework.saving import Rows
from workbench.cli.access import opened, window
from workbench.cli.terminal import Terminal
from workbench.cli.verb import CASE, DONE, INPUT_FAULT, Verb, argument
from workbench.errors import QueryError, WorkbenchError
from workbench.jobs import JobContext
from workbench.model.instants import DAY, HOUR, MINUTE, SECOND, TimeWindow, clock_text
from workbench.model.records import Record
from workbench.model.severity import level_name
from workbench.query.language import parse

PAGE = 1000
UNITS = {"ms": SECOND // 1000, "s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}


def bucket_of(text: str) -> int:
    """Ns of a length such as `1m`, `30s`, `250ms`."""
    digits = text.rstrip("".join(UNITS))
    unit = UNITS.get(text[len(digits) :])
    if unit is None or not digits.isdigit() or int(digits) == 0:
        raise WorkbenchError(f"{text!r} is no length of time", "", "Write --bucket 1m, 30s or 250ms.")
    return int(digits) * unit


def run(args: Namespace, terminal: Terminal) -> int:
    """Print what matches, or how much does; a filter that isn't understood is shown with the place."""
    args.expression = args.expression.strip()
    try:
        return _answer(args, terminal)
    except QueryError as error:
        terminal.error(error.sentence())
        if not terminal.json and _is_misread(args.expression, error):
            terminal.caret(args.expression, error.position)
        return INPUT_FAULT


def _is_misread(expression: str, error: QueryError) -> bool:
    """Whether the words of a filter are wrong (only then there is a place), and not that running it takes too long."""
    try:
        parse(expression, day=0, zone="UTC")
    except QueryError as misread:
        return misread.position == error.position
    return False


def _answer(args: Namespace, terminal: Terminal) -> int:
    bucket = bucket_of(args.bucket) if args.bucket else 0
    with opened(args, write=bool(args.save), must=False) as case, terminal.progress("query") as context:
        within = window(case, args.start, args.end)
        if args.lines and not args.save:
            return _lines(case, args, within, terminal)
        rows = case.select(args.expression, within, context)
        if args.by or bucket:
            for row in counted(case, rows, args.by or "", bucket)[: args.limit]:
                _count_row(terminal, row)
            return DONE
        if args.count:
            terminal.line(str(len(rows)))
            return DONE
        wanted = len(range(len(rows))[: args.limit])
        if args.save:
            return _save(case, rows[:wanted], args, terminal, context)
        for start in range(0, wanted, PAGE):
            for record in case.page(rows[start : min(start + PAGE, wanted)]):
                _record(case, terminal, record)
    return DONE


def _save(case: OpenCase, rows: Rows, args: Namespace, terminal: Terminal, context: JobContext) -> int:
    path = Path(args.save)
    saved = case.save_rows(rows, args.form or form_of(path), path, context)
    case.exported(path.absolute(), 1)
    if terminal.json:
        terminal.object({"path": str(path), "rows": saved.rows, "bytes": saved.size})
    else:
        terminal.line(f"{path}: {saved.rows:,} records")
    return DONE


def form_of(path: Path) -> str:
    """The form that a file's ending asks for, text with places where it asks for none."""
    return next((form.id for form in FORMS.values() if form.suffix == path.suffix.lower()), "text")


def _record(case: OpenCase, terminal: Terminal, record: Record) -> None:
    if terminal.json:
        terminal.object(record_row(record))
        return
    t = clock_text(record.t, 3, case.notebook.case.zone) if record.t is not None else "—"
    terminal.line(f"{t:<12}  {level_name(record.severity).upper():<7}  {record.file_name:<16}  {record.title}")


def _lines(case: OpenCase, args: Namespace, within: TimeWindow | None, terminal: Terminal) -> int:
    if args.count and args.limit is None:
        terminal.line(str(case.count_lines(args.expression, within)))
        return DONE
    count = 0
    for line in case.lines(args.expression, within):
        if args.limit is not None and count >= args.limit:
            break
        count += 1
        if args.count:
            continue
        if terminal.json:
            place: dict[str, object] = {"offset": line.offset, "length": line.length, "line": line.number}
            place |= {"member": line.member} if line.member else {}
            terminal.object({"source": line.source, "source_id": line.source_id, "text": line.text, "place": place})
        else:
            terminal.line(f"{line.member or line.source}:{line.number}: {line.text}")
    if args.count:
        terminal.line(str(count))
    return DONE


def _count_row(terminal: Terminal, row: dict[str, object]) -> None:
    t = row.get("t")
    shown = {**row, "t": time_text(t)} if isinstance(t, int) else row
    if terminal.json:
        terminal.object(shown)
    else:
        terminal.line("  ".join(str(value) for value in shown.values()))


VERB = Verb(
    "query",
    "records that match a filter",
    (
        CASE,
        argument("expression", metavar="EXPR", nargs="?", default="*", help="the filter; everything without one"),
        argument("--from", dest="start", help="from this time on"),
        argument("--to", dest="end", help="before this time"),
        argument("--count", action="store_true", help="print how many match"),
        argument("--lines", action="store_true", help="match physical lines instead of records"),
        argument("--limit", type=int, help="print no more than this many"),
        argument("--save", metavar="FILE", help="write the records that match to a file"),
        argument("--as", dest="form", choices=tuple(FORMS), help="how (by the file's ending unless given)"),
        argument("--by", metavar="FIELD", help="count by the values of a field"),
        argument("--bucket", metavar="LENGTH", help="count by time, such as 1m"),
    ),
    run,
    filtering=True,
)
