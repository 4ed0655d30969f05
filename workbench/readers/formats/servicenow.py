"""ServiceNow: rows of its Table API, of incidents, problems, changes and tasks, and of what was written into them.

Fields: ServiceNow REST "Table API" (`{"result": […]}`, or rows by themselves). With `sysparm_display_value=all` a column is
`{display_value, value}`: the value of a time is UTC, `YYYY-MM-DD HH:MM:SS`, the other the user's zone and form. A row of
plain texts holds values where its `state` is a number, and what a user sees where it is a word. Instances set to another
form of dates give that form as values, too, in the user's zone; which number is the month is only taken where the source
itself shows it (a number above 12, or the same moment in both forms), never guessed.

A change is a deploy from `work_start` to `work_end`; anything else a ticket from when it was opened to when it was resolved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.engine.stamps import Stamp, parse_stamp
from workbench.model.case import Problem
from workbench.model.records import Event, Phase, Place, changed
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.forms import objects
from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
from workbench.readers.jsonvalues import first_object
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, link, links_in_prose, links_of
from workbench.readers.mapping import kept
from workbench.readers.recordmap import RecordMap, plain
from workbench.readers.systems import System

ID, TITLE = "servicenow.rows", "ServiceNow rows (Table API)"
PRIORITIES = {"1": 18, "2": 17, "3": 13, "4": 9, "5": 9}
_STATES: dict[str, dict[str, Phase]] = {
    "INC": {"1": "open", "2": "update", "3": "update", "6": "close", "7": "close", "8": "close"},
    "CHG": {**dict.fromkeys(("-5", "-4", "-3", "-2"), "open"), "-1": "update", "0": "update", "3": "close", "4": "close"},
    "PRB": {"101": "open", "102": "update", "103": "update", "104": "update", "106": "close", "107": "close"},
    "": {"1": "open", "2": "update", "3": "close", "4": "close", "7": "close"},
}  # fmt: skip
_CLOSED = ("closed", "resolved", "cancel", "complete")
_OPENED = ("new", "open", "pending", "draft", "requested")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?")
_OTHER = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}) \d{1,2}:\d\d(?::\d\d)?( ?[AaPp][Mm])?")
_TIMES = (
    "opened_at", "resolved_at", "closed_at", "work_start", "work_end", "sys_created_on", "sys_updated_on", "start_date",
    "end_date", "due_date", "activity_due",
)  # fmt: skip
_DAY_AND_MORE = 26 * 3600 * 10**9
_NOTED = {"element", "element_id", "sys_created_on"}


@dataclass(slots=True)
class _Dates:
    """How a source writes times that are not ISO 8601. first: what the first number is; empty while nothing shows it."""

    day: int = 0
    month: int = 0
    met: dict[str, int] = field(default_factory=dict)

    @property
    def first(self) -> str:
        return "day" if self.day and not self.month else "month" if self.month and not self.day else ""

    def look(self, value: str, shown: str) -> None:
        """Take what a time shows of the order: a number above 12, or the same moment as value and as display."""
        for text in {value, shown}:
            if found := _OTHER.fullmatch(text):
                self.day += int(found[1]) > 12 or found[2] == "."
                self.month += int(found[3]) > 12
        if _ISO.fullmatch(value) and _OTHER.fullmatch(shown) and (moment := parse_stamp(value, "iso")):
            near = [
                name
                for name in ("day", "month")
                if (one := parse_stamp(shown, _form(shown, name))) and abs(one.wall - moment.wall) <= _DAY_AND_MORE
            ]
            self.day += near == ["day"]
            self.month += near == ["month"]

    def read(self, text: str) -> Stamp | None:
        """A time in another form than ISO 8601, None where its order isn't known; counted."""
        known = self.first
        self.met.setdefault(text, 0)
        self.met[text] += 1
        return parse_stamp(text, _form(text, known)) if known else None

    def problems(self) -> Iterator[Problem]:
        """What is to be said of such times."""
        if not self.met:
            return
        some, number = next(iter(self.met)), sum(self.met.values())
        if not self.first:
            yield Problem(
                f"{number} times are written as {some}, and nothing shows which number is the month; they are left out. "
                "Export with dates as YYYY-MM-DD, or with sysparm_display_value=false",
                of_time=True,
            )
        else:
            yield Problem(
                f"{number} times are written as {some}; the {self.first} stands first, as other times of the source show. "
                "They are in the zone of the user who exported them: declare it",
                of_time=True,
            )


def _form(text: str, first: str) -> str:
    found = _OTHER.fullmatch(text)
    if found is None:
        return "iso"
    mark = found[2]
    date = f"%d{mark}%m{mark}%Y" if first == "day" else f"%m{mark}%d{mark}%Y"
    clock = "%H:%M" if not found[5] else "%I:%M"
    seconds = ":%S" if text.count(":") == 2 else ""
    half = "" if not found[5] else " %p" if found[5][0] == " " else "%p"
    return f"{date} {clock}{seconds}{half}"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row taken apart. values, shown: columns as they are stored and as a user sees them · utc: whether a stored time
    without a zone is UTC.
    """

    values: Mapping[str, Any]
    shown: Mapping[str, str]
    utc: bool
    place: Place

    def text(self, *names: str) -> str:
        return next((text for name in names if (text := plain(self.values.get(name)).strip())), "")

    def seen(self, *names: str) -> str:
        return next((text for name in names if (text := self.shown.get(name, "").strip())), "")


def _row(found: Mapping[str, Any], place: Place) -> _Row:
    values: dict[str, Any] = {}
    shown: dict[str, str] = {}
    pairs = False
    for name, held in found.items():
        if isinstance(held, Mapping) and ("display_value" in held or "value" in held):
            pairs = pairs or ("value" in held and "display_value" in held)
            values[name] = held.get("value", held.get("display_value"))
            shown[name] = plain(held.get("display_value", held.get("value")))
        else:
            values[name], shown[name] = held, plain(held)
    state = plain(values.get("state") or values.get("incident_state"))
    return _Row(values, shown, pairs or not state or state.removeprefix("-").isdecimal(), place)


def _sniff(head: bytes, _name: str) -> Sniff:
    if b'"sys_' not in head:
        return NOT_MINE
    found = first_object(head)
    rows = (
        next((found[key] for key in ("result", "records") if key in found), found)
        if isinstance(found, Mapping)
        else None
    )
    row = rows[0] if isinstance(rows, list) and rows else rows
    if not isinstance(row, Mapping):
        return NOT_MINE
    if "sys_id" in row and {"number", "sys_updated_on", "sys_created_on", "short_description"} & row.keys():
        return Sniff(0.95, "a row has sys_id and columns of a task")
    if row.keys() >= _NOTED:
        return Sniff(0.95, "a row is one of a journal: it has element, element_id and sys_created_on")
    return NOT_MINE


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    head = first_object(text.text[:65_536])
    each = next((key for key in ("result", "records") if isinstance(head, Mapping) and key in head), "")
    rows = [
        _row(around[-1], text.place(start, end))
        for around, start, end in objects(text, RecordMap(ID, TITLE, each=each))
    ]
    dates = _Dates()
    for row in rows:
        for name in _TIMES:
            dates.look(row.text(name), row.seen(name))
    events = [_note(row, dates) if row.values.keys() >= _NOTED else _task(row, dates) for row in rows]
    text.problems.extend(dates.problems())
    return batches(text, events, kinds="rows")


def _stamp(row: _Row, dates: _Dates, *names: str) -> tuple[Stamp | None, str]:
    """The first of some columns that is filled: its time, naive where the zone is the user's."""
    raw = row.text(*names)
    if not raw:
        return None, ""
    if not _OTHER.fullmatch(raw):
        stamp = parse_stamp(raw, "iso")
        return (replace(stamp, naive=stamp.naive and not row.utc) if stamp else None), raw
    return dates.read(raw), raw


def _task(row: _Row, dates: _Dates) -> Event:
    number = row.text("number")
    change = number.startswith("CHG") or row.text("sys_class_name", "table_name") == "change_request"
    done = change and row.text("work_start")
    stamp, raw = _stamp(row, dates, "work_start") if done else _stamp(row, dates, "opened_at", "sys_created_on")
    end, _ = _stamp(row, dates, "work_end") if done else _stamp(row, dates, "resolved_at", "closed_at")
    observed, _ = _stamp(row, dates, "sys_created_on")
    phase: Phase = ("close" if row.text("work_end") else "open") if done else _phase(row, number)
    priority = row.seen("priority", "severity")
    body = row.text("description", "short_description")
    event = _event(row, stamp, raw, f"{number} {row.text('short_description')}".strip(), body)
    return changed(
        event,
        kind="deploy" if done else "ticket",
        t_end=end.wall if end and (stamp is None or end.naive == stamp.naive) else None,
        t_observed=observed.wall if observed and not observed.naive else None,
        phase=phase,
        severity=PRIORITIES.get(row.text("priority", "severity")[:1], 9),
        severity_text=priority,
        event_id=row.text("sys_id"),
        group_key=number or row.text("sys_id"),
        links=joined([link("ticket", number)], event.links),
    )


def _note(row: _Row, dates: _Dates) -> Event:
    """What somebody wrote into a record, as its journal has it."""
    stamp, raw = _stamp(row, dates, "sys_created_on")
    body, author = row.text("value"), row.text("sys_created_by")
    title = f"{author or row.text('element')}: {body.strip().partition(chr(10))[0]}"[:300]
    event = _event(row, stamp, raw, title, body)
    return changed(event, phase="update", severity=9, event_id=row.text("sys_id"), group_key=row.text("element_id"))


def _event(row: _Row, stamp: Stamp | None, raw: str, title: str, body: str) -> Event:
    attributes: dict[str, Any] = {}
    for name, value in row.values.items():
        shown = row.shown.get(name, "")
        told = kept(value) if name in _TIMES or not shown else shown
        if told not in (None, "", [], {}) and name not in ("short_description", "description"):
            attributes[f"servicenow.{name}"] = told
    status, author = row.seen("state", "incident_state"), row.seen("opened_by", "caller_id", "sys_created_by")
    attributes |= {key: value for key, value in (("wb.status", status), ("wb.author", author)) if value}
    service = row.seen("business_service")
    resource = {"service.name": service} if service else {}
    return Event(
        t=stamp.wall if stamp else None, place=row.place, kind="ticket", t_raw=raw if stamp else "",
        naive=bool(stamp and stamp.naive), resolution_ns=stamp.resolution_ns if stamp else 1, title=title,
        body=body or title, resource=resource, attributes=attributes,
        links=joined(links_of(resource.items()), links_in_prose(f"{title}\n{body}")),
    )  # fmt: skip


def _phase(row: _Row, number: str) -> Phase:
    """By the state's word, where there is one, else by its number, which means another thing in each table."""
    state, word = row.text("state", "incident_state"), row.seen("state", "incident_state").lower()
    if not word or word.removeprefix("-").isdecimal():
        prefix = number[:3] if number[:3] in _STATES else ""
        known = _STATES[prefix].get(state)
        return known or ("close" if row.text("closed_at") else "open")
    if any(part in word for part in _CLOSED):
        return "close"
    return "open" if word.startswith(_OPENED) else "update"


READERS = (RecordReader(ID, TITLE, ("ticket", "deploy"), _sniff, _read),)
EXAMPLES = {
    ID: json.dumps({"result": [{
        "sys_id": "1766f1de47410200e90d87e8dee490f6", "number": "INC0010017", "short_description": "Checkout hangs",
        "state": "2", "priority": "1", "opened_at": "2026-03-17 14:02:11", "resolved_at": "",
        "sys_created_on": "2026-03-17 14:02:12", "sys_updated_on": "2026-03-17 14:12:11",
    }]}),
}  # fmt: skip
SYSTEMS = (
    System(
        "ServiceNow", "beside them", (ID,),
        "Table API with `sysparm_display_value=all`: `/api/now/table/incident`, `…/change_request`, `…/problem`, and "
        "`…/sys_journal_field` for what was written.",
        "An incident as a ticket from opened to resolved, a change as a deploy from the start to the end of its work, a "
        "note as a step. Times are UTC; of other forms of dates it is said what was taken for what.",
        "CSV, Excel and PDF exports; journals inside of a row's `work_notes` stay with the row.",
    ),
)  # fmt: skip
