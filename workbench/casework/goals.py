"""Where a person wants to go in the log, as typed: a line, a time, a row, a share of the rows, a piece of evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.casework.naming import line_named
from workbench.errors import CitationError, WorkbenchError
from workbench.model.case import Source
from workbench.model.entities import Citation, parse_citation
from workbench.model.instants import Instant, iso, parse_instant, to_datetime

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase

FORMS = "a line (1204, gateway.log:1204), a time (14:02:11.5, +30s, an epoch), #123, 40% or E17"
COUNTED = 64 << 20
"""Bytes of a source that has no index of lines through which lines are still counted."""

_NUMBER = re.compile(r"#\s*(\d{1,18})")
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)\s*%")
_LINE = re.compile(r"(?:(?:line\s+|:)\s*(\d{1,18})|(\d{1,8}))", re.I)
_PLACE = re.compile(r"(.*\D.*):(\d{1,18})")
_EVIDENCE = re.compile(r"e\d{1,9}", re.I)


@dataclass(frozen=True, slots=True)
class Goal:
    """words: how it was understood, for people · and one of: citation (with its row in the spine, -1: part of no record,
    and its time), t alone, number (1-based among the rows shown), share (0 to 1 of them).
    """

    words: str
    citation: Citation | None = None
    row: int = -1
    t: Instant | None = None
    number: int = 0
    share: float | None = None


def goal_of(
    case: OpenCase, text: str, *, source_id: str, rows: int, day: Instant, cursor: Instant | None = None
) -> Goal:
    """What a typed text means. Raises `WorkbenchError` that says what is wrong with it.

    source_id: the source whose line a bare number is (empty: none is at hand) · rows: how many are shown · day: an
    instant of the day that a time without a date means · cursor: what `+30s` counts from.
    """
    text = text.strip()
    if found := _NUMBER.fullmatch(text):
        return _numbered(int(found[1]), rows)
    if found := _SHARE.fullmatch(text):
        return _shared(float(found[1]), rows)
    if _EVIDENCE.fullmatch(text):
        return _evidence(case, text.upper())
    if text.startswith("case://"):
        return _cited(case, parse_citation(text))
    if found := _LINE.fullmatch(text):
        return _line(case, source_of(case, source_id), int(found[1] or found[2]))
    if not (found := _PLACE.fullmatch(text)):
        return _moment(case, text, day, cursor)
    name = found[1].strip()
    if of := case.member(name):
        return _cited(case, line_named(case, of[1].path, int(found[2])))
    if source := _named(case, name):
        return _line(case, source, int(found[2]))
    try:
        return _moment(case, text, day, cursor)
    except WorkbenchError:
        known = ", ".join(source.name for source in case.sources()[:4])
        raise WorkbenchError(f"there is no source called {name!r}", "", f"There is {known}.") from None


def source_of(case: OpenCase, source_id: str) -> Source:
    """The source whose lines are meant where none is named: the one at hand, or the only one that has lines."""
    sources = [source for source in case.sources() if source.lines]
    found = [source for source in sources if source.id == source_id] or (sources if len(sources) == 1 else [])
    if not found:
        example = sources[0].name if sources else "gateway.log"
        raise WorkbenchError("which source's line is meant isn't clear", "", f"Write its name: {example}:1204.")
    return found[0]


def _named(case: OpenCase, name: str) -> Source | None:
    """The source of a name or of its beginning; None where no source is called so, which then is no line of one."""
    try:
        return case.source(name)
    except CitationError:
        wanted = name.casefold()
        found = [source for source in case.sources() if source.name.casefold().startswith(wanted)]
    if len(found) > 1:
        names = ", ".join(source.name for source in found[:4])
        raise WorkbenchError(f"{len(found)} sources begin with {name!r}", "", f"Write one of {names}.")
    return found[0] if found else None


def _numbered(number: int, rows: int) -> Goal:
    if not 1 <= number <= rows:
        raise WorkbenchError(f"there is no row {number:,}", "", _span_of(rows))
    return Goal(f"row {number:,} of {rows:,} shown", number=number)


def _shared(percent: float, rows: int) -> Goal:
    if percent > 100:
        raise WorkbenchError(f"{percent:g} % is more than all", "", "Write 0% to 100%.")
    if not rows:
        raise WorkbenchError("no rows are shown", "", "Take a filter off.")
    number = min(int(rows * percent / 100), rows - 1) + 1
    return Goal(f"{percent:g} %: row {number:,} of {rows:,} shown", share=percent / 100)


def _span_of(rows: int) -> str:
    return f"#1 to #{rows:,} are shown." if rows else "No rows are shown: take a filter off."


def _evidence(case: OpenCase, label: str) -> Goal:
    for evidence in case.notebook.evidence.values():
        if evidence.label == label:
            row = case.row_of(evidence.citation)
            words = f"{label} {evidence.title or evidence.shown}"
            return Goal(words, evidence.citation, row, evidence.t)
    labels = [evidence.label for evidence in case.notebook.evidence.values()]
    told = f"There is {labels[0]} to {labels[-1]}." if len(labels) > 1 else f"There is {labels[0]}." if labels else ""
    raise WorkbenchError(f"there is no evidence {label}", "", told or "Nothing is pinned yet.")


def _cited(case: OpenCase, citation: Citation) -> Goal:
    row = case.row_of(citation)
    return Goal(case.show_place(citation), citation, row, _time_of(case, row))


def _line(case: OpenCase, source: Source, number: int) -> Goal:
    if source.kind != "log" and source.size > COUNTED:
        raise WorkbenchError("its lines aren't counted", source.name, "Go to a time instead.")
    citation = case.line(source.id, number)
    row = case.row_of(citation)
    words = f"{source.name}, line {number:,}"
    return Goal(words if row >= 0 else f"{words}: part of no record", citation, row, _time_of(case, row))


def _time_of(case: OpenCase, row: int) -> Instant | None:
    return case.page([row])[0].t if row >= 0 else None


def _moment(case: OpenCase, text: str, day: Instant, cursor: Instant | None) -> Goal:
    zone = case.notebook.case.zone
    try:
        t = parse_instant(text, day=day, zone=zone, cursor=cursor)
    except WorkbenchError:
        if text[:1] in "+-" and cursor is None:
            raise WorkbenchError(f"{text!r} counts from the cursor", "", "Click a line first.") from None
        raise WorkbenchError(f"{text!r} isn't understood", "", f"Write {FORMS}.") from None
    try:
        return Goal(moment_text(t, zone), t=t)
    except OverflowError:
        raise WorkbenchError(f"{text!r} lies outside of the years 1 to 9999", "", "Write a time of the log.") from None


def moment_text(t: Instant, zone: str) -> str:
    """`2026-03-17 15:02:11.5 Europe/Berlin (14:02:11.5 UTC)`, with every digit there is."""
    utc = (iso(t) or "").rstrip("Z").replace("T", " ")
    if zone == "UTC":
        return f"{utc} UTC"
    tail = utc.partition(".")[2]
    local = to_datetime(t, zone).strftime("%Y-%m-%d %H:%M:%S") + (f".{tail}" if tail else "")
    return f"{local} {zone} ({utc[11:]} UTC)"
