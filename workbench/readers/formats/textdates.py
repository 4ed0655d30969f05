r"""Text logs whose records begin with a date in another order or other signs than ISO 8601, or with the time of day alone.

17.03.2026 14:02:11,123 ERROR shop.Pool - none left          text.dates
ERROR [17/Mar/2026 14:02:11] none left                       text.dates
03/17/2026, 2:02:11 PM INFO started                          text.mdy, or text.dmy where the day stands first
14:02:11.123 [worker-1] WARN slow                            text.clock

Where the numbers don't tell whether the day or the month stands first, `text.mdy` or `text.dmy` is assumed by the signs
between them, and the source says so; the other one can be asked for by name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from workbench.engine.lineformat import LineFormat
from workbench.model.case import Problem
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.dates import Written, written_dates, zone_in_stamps
from workbench.readers.heads import CLOCK, Fit, fit, head_lines, is_change_log
from workbench.readers.levels import END, LEVEL_FIRST, WAYS
from workbench.readers.linereader import LineReader
from workbench.readers.textlayout import Layout, layout

EXAMPLES = {
    "text.dates": (
        "17.03.2026 14:02:11,123 ERROR shop.Pool - none left\n\tat shop.Pool.take\n17.03.2026 14:02:12,001 INFO  back\n"
    ),
    "text.mdy": "03/17/2026, 2:02:11 PM INFO started\n03/17/2026, 2:02:12 PM ERROR none left\n",
    "text.dmy": "17/03/2026 14:02:11 INFO started\n17/03/2026 14:02:12 ERROR none left\n",
    "text.clock": "14:02:11.123 [worker-1] WARN slow\n14:02:12.001 [worker-2] ERROR none left\n",
}
LOOKED_AT = 24
_BRACKET = r"[\[(<]?"
_IN_FRONT = re.compile(rf"(?:{LEVEL_FIRST})?{_BRACKET}", re.ASCII)
# A clock alone at a line's beginning is met in prose too; where it counts, a level or a bracket is near.
_CLOCKED = re.compile(rf"^[\[(]?{CLOCK}{END}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Found:
    """The dates of a head. level_first: a level stands in front of them."""

    written: Written
    level_first: bool


# Three readers ask about the same lines, one after the other.
@lru_cache(maxsize=4)
def _found(lines: tuple[str, ...]) -> _Found | None:
    """How the dates of these lines are written, at the beginning or behind a level."""
    some = [line for line in lines if line.strip()]
    step = max(len(some) // LOOKED_AT, 1)
    picked = [*some[: LOOKED_AT // 2], *some[LOOKED_AT // 2 :: step]][: 2 * LOOKED_AT]
    heads = [(line, match) for line in picked if (match := _IN_FRONT.match(line)) is not None]
    if not any(char.isdigit() for line, match in heads for char in line[match.end() : match.end() + 12]):
        return None
    written = written_dates([line[match.end() : match.end() + 80] for line, match in heads])
    if written is None:
        return None
    levels = sum(bool(match["level"] or match["level2"]) for _, match in heads)
    return _Found(written, levels * 2 > len(heads))


@lru_cache(maxsize=4)
def _laid_out(lines: tuple[str, ...], found: _Found) -> tuple[Layout, Fit, LineFormat]:
    """How lines with these dates are laid out; whichever number is the day, it is the same."""
    stamp = rf"{_BRACKET}(?P<t>{found.written.pattern}){END}"
    if found.level_first:
        starts: Sequence[str] = (rf"^(?:{LEVEL_FIRST}){stamp}",)
    else:
        starts = [rf"^{stamp}{way}" for way in WAYS]
    made = layout(starts, 0.65, "")
    fitted = fit(made.patterns[0], lines)
    return made, fitted, made.tuned(lines) if fitted.trust else made.formats[0]


def _judged(name: str, lines: tuple[str, ...], found: _Found, form: str) -> Sniff:
    made, fitted, tuned = _laid_out(lines, found)
    if not fitted.trust:
        return NOT_MINE
    title = next(title for reader, title in _TITLES if reader == name)
    zone, doubts = zone_in_stamps(made.patterns[0], lines) if "%Z" in form else ("", ())
    format = replace(tuned, id=name, title=title, time=form, zone=zone)
    what = f"{fitted.matched} of {fitted.filled} lines begin with a date such as {_shown(form)}"
    return Sniff(made.weight * fitted.trust, what, format, doubts)


def _shown(form: str) -> str:
    return re.sub(r"%([a-zA-Z])", lambda one: _SHOWN.get(one[1], one[1]), form)


_SHOWN = {
    "Y": "2026", "y": "26", "m": "03", "d": "17", "b": "Mar", "a": "Tue", "H": "14", "I": "2", "M": "02", "S": "11",
    "f": "123", "p": "PM", "z": "+0100", "Z": "CET",
}  # fmt: skip
_TITLES = (
    ("text.dates", "Text log with dates in another order"),
    ("text.mdy", "Text log with dates in numbers, the month first"),
    ("text.dmy", "Text log with dates in numbers, the day first"),
    ("text.clock", "Text log with the time of day only"),
)


def _sniff_dates(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    found = _found(lines)
    if found is None or _by_slashes(found.written) or is_change_log(lines):
        return NOT_MINE
    answer = _doubted(_judged("text.dates", lines, found, found.written.form), found.written)
    if found.written.day_first is None and found.written.swapped and answer.format is not None:
        told = f"dates are read as {_shown(found.written.form)}, the day first; no number in them tells"
        return replace(answer, problems=(*answer.problems, Problem(told)))
    return answer


def _doubted(answer: Sniff, written: Written) -> Sniff:
    return (
        replace(answer, problems=(*answer.problems, Problem(written.doubt)))
        if written.doubt and answer.format
        else answer
    )


def _by_slashes(written: Written) -> bool:
    """Whether day and month are numbers with slashes between, which stand in either order in the world."""
    return bool(written.swapped) and "/" in written.form


def _sniff_mdy(head: bytes, _name: str) -> Sniff:
    return _ordered(head, "text.mdy", "%m/%d", "text.dmy")


def _sniff_dmy(head: bytes, _name: str) -> Sniff:
    return _ordered(head, "text.dmy", "%d/%m", "text.mdy")


def _ordered(head: bytes, name: str, order: str, other: str) -> Sniff:
    """Sure where the numbers tell; where they don't, one is assumed, and the other one can be asked for."""
    lines = head_lines(head)
    found = _found(lines)
    if found is None or not _by_slashes(found.written):
        return NOT_MINE
    written = found.written
    mine = order in written.form
    answer = _doubted(_judged(name, lines, found, written.form if mine else written.swapped), written)
    if not mine:
        return replace(answer, confidence=0.0)
    if written.day_first is not None or answer.format is None:
        return answer
    day_or_month = "month" if order == "%m/%d" else "day"
    told = f"no number in its dates tells which is the day; the {day_or_month} is taken to stand first"
    told += f" (`--reader {other}` reads them the other way)"
    return replace(answer, problems=(*answer.problems, Problem(told)))


def _sniff_clock(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    found = fit(_CLOCKED, lines)
    if found.matched < 2 or found.matched < 0.3 * found.filled or not _has_marks(lines):
        return NOT_MINE
    made = layout([rf"^[\[(]?(?P<t>{CLOCK}){END}{way}" for way in WAYS], 0.55, "begin with a time of day")
    format = replace(made.tuned(lines), id="text.clock", title=_TITLES[3][1], time="%H:%M:%S")
    return Sniff(made.weight * found.trust, _words(found, made.what), format)


def _has_marks(lines: Sequence[str]) -> bool:
    """Whether what stands behind the times looks like a log: a level, a bracket or a fraction of a second."""
    stamped = [line for line in lines[:200] if _CLOCKED.match(line)]
    marked = sum(
        re.match(rf"[\[(]?{CLOCK}[\])]?[ \t]*(?:\[|[A-Z]{{4,}}\b|[a-z]+:)|.{{8,9}}[.,]\d{{3}}", line) is not None
        for line in stamped
    )
    return marked * 2 >= len(stamped)


def _words(found: Fit, what: str) -> str:
    return f"{found.matched} of {found.filled} lines {what}"


READERS = (
    LineReader("text.dates", _TITLES[0][1], _sniff_dates, most=0.65),
    LineReader("text.mdy", _TITLES[1][1], _sniff_mdy, most=0.65),
    LineReader("text.dmy", _TITLES[2][1], _sniff_dmy, most=0.65),
    LineReader("text.clock", _TITLES[3][1], _sniff_clock, most=0.55),
)
