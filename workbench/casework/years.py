"""Which year, or day, the stamps of a source are of that don't say it: assumed by the file's time, or declared."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from workbench.engine.tally import LogStats
from workbench.engine.years import FIRST_YEAR, LAST_YEAR, Dating, assumed_base
from workbench.errors import WorkbenchError
from workbench.model.case import Source
from workbench.model.sourcetimes import ASSUMED

_EPOCH = date(1970, 1, 1)


def dating_of(source: Source, stats: LogStats) -> Dating | None:
    """What gives years to a log's stamps; None where they have them."""
    return None if stats.partial == "none" else Dating(stats.partial, source.base, stats.turns)


def with_base(source: Source, stats: LogStats) -> Source:
    """The source with the year or day its first record is of: the declared one, else what its file's time suggests."""
    if stats.partial == "none":
        return replace(source, undated="none", base=0, base_known="")
    if source.undated == stats.partial and source.base_known == "declared":
        return source
    changed = source.modified or source.added
    base = assumed_base(stats.partial, stats.laps, changed, source.zone)
    return replace(source, undated=stats.partial, base=base, base_known="assumed")


def with_declared(source: Source, stats: LogStats, text: str) -> Source:
    """The source with the year (`2025`) or day (`2025-12-31`) of its last stamp declared, or `assumed` again.

    Raises `WorkbenchError` for what can't be one, or where the stamps say it themselves.
    """
    text = text.strip()
    if stats.partial == "none":
        raise WorkbenchError(
            "its stamps give their own year", source.path, "Move its clock by --offset if they are wrong."
        )
    if text == ASSUMED:
        return with_base(replace(source, base_known=""), stats)
    last = stats.laps[-1][0] if stats.laps else 0
    return replace(source, undated=stats.partial, base=_declared(source, stats, text) - last, base_known="declared")


def _declared(source: Source, stats: LogStats, text: str) -> int:
    if stats.partial == "year":
        if not re.fullmatch(r"\d{4}", text) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
            remedy = f"Give the year of its last stamp as four digits, {FIRST_YEAR} to {LAST_YEAR}."
            raise WorkbenchError(f"{text!r} is no year", source.path, remedy)
        return int(text)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        remedy = "Its stamps give no date: write the day of its last stamp as 2026-03-17."
        raise WorkbenchError(f"{text!r} is no day", source.path, remedy)
    return (day - _EPOCH).days


def span_text(dating: Dating, stats: LogStats) -> str:
    """The years or days of its stamps: `2026`, or `2025 to 2026`."""
    first, last = (_name(dating, base) for base in dating.span(stats.laps))
    return first if first == last else f"{first} to {last}"


def _name(dating: Dating, base: int) -> str:
    if dating.partial == "year":
        return f"{base:04d}"
    try:
        return (_EPOCH + timedelta(days=base)).isoformat()
    except OverflowError:
        return f"day {base} since 1970-01-01"
