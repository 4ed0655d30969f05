"""Jira's CSV export: an issue a row, its comments in columns that all are called `Comment`.

Source: Jira, "Export issues" (CSV, all fields), whose heads are in English. Repeated columns hold a value each; a comment is
`TIME;AUTHOR;TEXT`. Times are written as the instance shows them (17/Mar/26 3:02 PM by default), in the zone of the user who
exported them and without saying which; where nothing tells day from month they are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from workbench.engine.stamps import Stamp, parse_stamp
from workbench.errors import SourceError
from workbench.model.case import Problem
from workbench.model.records import Event, Phase, Place, changed
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.csvrows import MARK, Cell, CsvRow, csv_rows
from workbench.readers.dates import written_dates
from workbench.readers.jiratext import DONE
from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, link, links_in_prose

ID, TITLE = "jira.csv", "Jira issues (CSV export)"
LOOKED_AT = 400
_NEEDED = {"Issue key", "Summary"}
_KNOWN = {"Issue key", "Summary", "Description", "Comment", "Created", "Resolved"}
_DELIMITERS = (b",", b";", b"\t")


def _columns(head: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The delimiter of a head and the names in its first row."""
    first = head.removeprefix(MARK)
    for delimiter in _DELIMITERS:
        names = next((tuple(cell.text.strip() for cell in row.cells) for row in csv_rows(first, delimiter)), ())
        if set(names) >= _NEEDED:
            return delimiter, names
    return b",", ()


def _sniff(head: bytes, _name: str) -> Sniff:
    if b"Issue key" not in head[:65_536] or head[:1] in (b"{", b"["):
        return NOT_MINE
    return Sniff(0.95, "its first row names Issue key and Summary") if _columns(head)[1] else NOT_MINE


@dataclass(slots=True)
class _Times:
    """How the source writes its times: ISO 8601, or a form found from many of them. doubt: why they can't be read."""

    form: str = "iso"
    doubt: str = ""
    left: int = 0
    unread: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: list[str]) -> _Times:
        """By how most of some times are written."""
        if not texts or any(parse_stamp(text, "iso") for text in texts):
            return cls()
        found = written_dates(texts)
        if found is None:
            return cls()
        if found.swapped and found.day_first is None:
            return cls(found.form, f"nothing in {texts[0]} and the others tells day from month")
        return cls(found.form, found.doubt)

    def read(self, text: str) -> Stamp | None:
        """A time of the source."""
        text = text.strip()
        if not text:
            return None
        stamp = None if self.doubt else parse_stamp(text, self.form)
        if stamp is None:
            self.left += 1
            self.unread.setdefault(text, 0)
        return stamp

    def problems(self) -> Iterator[Problem]:
        if self.left:
            why = self.doubt or f"they are not written as the others ({next(iter(self.unread))})"
            yield Problem(f"{self.left} times are left out: {why}", of_time=True)


def _read(source: RawSource) -> Iterator[Batch]:
    data = whole_bytes(source)
    text = JsonSource(data, source.name)
    begin = len(MARK) if data.startswith(MARK) else 0
    delimiter, names = _columns(data[begin : begin + 1024 * 1024])
    if not names:
        raise SourceError("its first row has no Issue key and Summary", source.name, "Export all fields, in English.")
    rows = csv_rows(data, delimiter, begin)
    next(rows)
    kept: list[CsvRow] = []
    for row in rows:
        if row.whole:
            kept.append(row)
        else:
            what = "the file ends in the middle of a row, or a quote is open (truncated); the rows before are kept"
            text.wrong(what, row.start)
    named = [[(name, cell) for name, cell in zip(names, row.cells, strict=False) if cell.text.strip()] for row in kept]
    times = _Times.of(_texts(named))
    events = [event for row, cells in zip(kept, named, strict=True) for event in _events(text, row, cells, times)]
    text.problems.extend(times.problems())
    return batches(text, events, kinds="issues")


def _texts(rows: list[list[tuple[str, Cell]]]) -> list[str]:
    """Times as the source writes them, of some rows."""
    found = (cell.text for row in rows[:LOOKED_AT] for name, cell in row if name in ("Created", "Updated", "Resolved"))
    noted = (cell.text.partition(";")[0] for row in rows[:LOOKED_AT] for name, cell in row if name == "Comment")
    return [text.strip() for text in (*found, *noted) if text.strip()][:LOOKED_AT]


def _events(text: JsonSource, row: CsvRow, cells: list[tuple[str, Cell]], times: _Times) -> Iterator[Event]:
    one: dict[str, str] = {}
    for name, cell in cells:
        one.setdefault(name, cell.text)
    key, place = one.get("Issue key", "").strip(), text.place(row.start, row.end)
    yield _issue(key, one, cells, place, times)
    number = 0
    for name, cell in cells:
        if name == "Comment":
            number += 1
            yield _comment(key, number, cell.text, text.place(cell.start, cell.end), times)


def _issue(key: str, one: dict[str, str], cells: list[tuple[str, Cell]], place: Place, times: _Times) -> Event:
    values: dict[str, list[str]] = {}
    for name, cell in cells:
        if name not in _KNOWN:
            values.setdefault(name, []).append(cell.text)
    attributes: dict[str, Any] = {f"jira.{name}": held[0] if len(held) == 1 else held for name, held in values.items()}
    told = {"wb.status": "Status", "wb.author": "Reporter", "wb.priority": "Priority"}
    attributes |= {name: one[column] for name, column in told.items() if column in one}
    end = times.read(one.get("Resolved", ""))
    title, body = f"{key} {one.get('Summary', '')}".strip(), one.get("Description", "")
    versions = [link("release", name) for name in values.get("Fix Version/s", values.get("Fix versions", []))]
    event = _event(
        key, times.read(one.get("Created", "")), one.get("Created", ""), "open", title, body, place, attributes
    )
    closed = end is None and one.get("Status", "").lower() in DONE
    return _with(event, end, "close" if closed else "open", one.get("Priority", ""), versions)


def _with(event: Event, end: Stamp | None, phase: Phase, priority: str, versions: list[Any]) -> Event:
    return changed(
        event, t_end=end.wall if end else None, phase=phase, severity_text=priority, event_id=event.group_key,
        links=joined(event.links, versions),
    )  # fmt: skip


def _comment(key: str, number: int, text: str, place: Place, times: _Times) -> Event:
    when, _, rest = text.partition(";")
    author, _, body = rest.partition(";")
    stamp = times.read(when) if rest else None
    said = body if stamp else text
    title = f"{key} {author if stamp else 'comment'}: {said.strip().partition(chr(10))[0]}"[:300]
    attributes = {"wb.author": author} if stamp and author else {}
    event = _event(key, stamp, when.strip(), "update", title, said, place, attributes)
    return changed(event, event_id=f"{key}/comment/{number}")


def _event(
    key: str,
    stamp: Stamp | None,
    raw: str,
    phase: Phase,
    title: str,
    body: str,
    place: Place,
    attributes: dict[str, Any],
) -> Event:
    return Event(
        t=stamp.wall if stamp else None, place=place, kind="ticket", t_raw=raw if stamp else "",
        naive=bool(stamp and stamp.naive), resolution_ns=stamp.resolution_ns if stamp else 1, phase=phase, severity=9,
        title=title, body=body or title, group_key=key, attributes=attributes,
        links=joined([link("ticket", key)], links_in_prose(f"{title}\n{body}")),
    )  # fmt: skip


READERS = (RecordReader(ID, TITLE, ("ticket",), _sniff, _read),)
EXAMPLES = {
    ID: (
        "Summary,Issue key,Issue id,Status,Priority,Created,Resolved,Labels,Labels,Description,Comment,Comment\n"
        '"Checkout hangs, often",OPS-17,10002,Open,Highest,17/Mar/26 3:02 PM,,pool,db,"since 15:00\nsee OPS-9",'
        '"17/Mar/26 3:04 PM;ann;it is the ""pool""",\n'
    ),
}
