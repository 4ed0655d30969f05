r"""The Windows event log as Event Viewer saves it ("Text" and "CSV"): a line of columns, then the rest of the message.

    Level,Date and Time,Source,Event ID,Task Category
    Error,17/03/2026 14:02:11,Service Control Manager,7031,None,"The Pay service terminated unexpectedly.
    It has done this 1 time(s)."

The order of day and month is the machine's locale: it is taken from a head in which one of them is above 12 or AM and PM are
written, else said to be doubtful. wevtutil's and Get-WinEvent's text have several lines to a record, time and level
among them: `windows.text` reads those.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from workbench.model.case import Problem
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import fit, head_lines
from workbench.readers.linereader import LineReader
from workbench.readers.patterned import Pattern, format_of
from workbench.readers.winlevels import LEVELS, WORDS_OF_LEVELS

EXAMPLES = {
    "windows.csv": (
        "Level,Date and Time,Source,Event ID,Task Category\n"
        'Error,17/03/2026 14:02:11,Service Control Manager,7031,None,"The Pay service terminated unexpectedly.\n'
        'It has done this 1 time(s)."\n'
        "Information,17/03/2026 14:02:12,Service Control Manager,7036,None,The Pay service entered the running state.\n"
    )
}
_DATES = (
    (r"\d\d?/\d\d?/\d{4} \d\d?:\d\d:\d\d [AP]M", "%m/%d/%Y %I:%M:%S %p"),
    (r"\d\d?\.\d\d?\.\d{4} \d\d?:\d\d:\d\d", "%d.%m.%Y %H:%M:%S"),
    (r"\d{4}-\d\d-\d\d \d\d?:\d\d:\d\d", "%Y-%m-%d %H:%M:%S"),
    (r"\d{4}/\d\d?/\d\d? \d\d?:\d\d:\d\d", "%Y/%m/%d %H:%M:%S"),
    (r"\d\d?/\d\d?/\d{4} \d\d?:\d\d:\d\d", "%d/%m/%Y %H:%M:%S"),
    (r"\d\d?-\d\d?-\d{4} \d\d?:\d\d:\d\d", "%d-%m-%Y %H:%M:%S"),
)
_CELL = r'(?:"[^"]*"|[^,\t"]*)'


def _row(date: str, time: str) -> Pattern:
    start = rf"^(?P<level>{WORDS_OF_LEVELS})[,\t](?P<t>{date})[,\t]{_CELL}[,\t]\d+[,\t]"
    return Pattern(
        "windows.csv",
        "Windows events (Event Viewer's CSV or text)",
        start,
        "begin with a level, a date, a source and an id",
        whole=rf"^(?P<level>{WORDS_OF_LEVELS})[,\t]{date}[,\t](?P<provider>{_CELL})[,\t](?P<event_id>\d+)[,\t](?P<task>{_CELL})"
        r'(?:[,\t]"?(?P<message>.*))?',
        time=time,
        severities=LEVELS,
        names={"provider": "winlog.provider_name", "event_id": "winlog.event_id", "task": "winlog.task"},
    )


_ROWS = tuple((_row(*date), re.compile(_row(*date).start, re.ASCII), re.compile(date[0], re.ASCII)) for date in _DATES)
_DAY_MONTH = re.compile(r"(\d+)[/-](\d+)")


def _sniff(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    for row, start, date in _ROWS:
        found = fit(start, lines)
        if not found.trust:
            continue
        format, doubts = format_of(row), ()
        if row.time.startswith("%d") and row.time[2] in "/-":
            texts = [one["t"] for line in lines if (one := start.match(line)) and date.match(one["t"])]
            time, doubts = _ordered(texts, row.time)
            format = replace(format, time=time)
        why = f"{found.matched} of {found.filled} lines {row.why}"
        return Sniff(0.95 * max(found.trust, 0.7), why, format, doubts)
    return NOT_MINE


def _ordered(texts: Sequence[str], time: str) -> tuple[str, tuple[Problem, ...]]:
    """Whether day or month comes first, and a doubt where no number tells."""
    pairs = [(int(found[1]), int(found[2])) for text in texts if (found := _DAY_MONTH.match(text))]
    swapped = time.replace("%d", "%_").replace("%m", "%d").replace("%_", "%m")
    if any(second > 12 for _, second in pairs):
        return swapped, ()
    if any(first > 12 for first, _ in pairs):
        return time, ()
    return time, (Problem("the dates don't show whether day or month comes first; they are read as day, month, year"),)


READERS = (LineReader("windows.csv", "Windows events (Event Viewer's CSV or text)", _sniff),)
