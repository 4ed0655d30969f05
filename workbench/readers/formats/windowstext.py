r"""Windows events as text of several lines each: `wevtutil qe LOG /f:text` and `Get-WinEvent … | Format-List`.

    Event[0]:                                        TimeCreated  : 3/17/2026 2:02:11 PM
      Log Name: System                               ProviderName : Service Control Manager
      Source: Service Control Manager                Id           : 7031
      Date: 2026-03-17T14:02:11.1230000Z             Message      : The Pay service terminated unexpectedly.
      Event ID: 7031                                                It has done this 1 time(s).
      Level: Error
      Description:
    The Pay service terminated unexpectedly.

Time and level stand below a record's first line, so these are read into events. wevtutil's dates are ISO 8601 (without
a zone until Windows 10 1809, local time); PowerShell writes them in the locale of whoever asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.engine.stamps import Stamp, parse_stamp
from workbench.errors import SourceError
from workbench.model.case import Problem
from workbench.model.records import Event, Place
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.heads import fit, head_lines
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, link, links_in_text
from workbench.readers.winlevels import LEVELS

EXAMPLES = {
    "windows.text": (
        "Event[0]:\n  Log Name: System\n  Source: Service Control Manager\n  Date: 2026-03-17T14:02:11.1230000Z\n"
        "  Event ID: 7031\n  Task: N/A\n  Level: Error\n  Opcode: N/A\n  Keyword: Classic\n  User: N/A\n  User Name: N/A\n"
        "  Computer: web1\n  Description: \nThe Pay service terminated unexpectedly.\nIt has done this 1 time(s).\n\n"
        "Event[1]:\n  Log Name: System\n  Source: Service Control Manager\n  Date: 2026-03-17T14:02:12.0010000Z\n"
        "  Event ID: 7036\n  Level: Information\n  Computer: web1\n  Description: \nThe Pay service entered the "
        "running state.\n"
    )
}
_WEVT, _LIST = re.compile(r"^Event ?\[\d+\]:?\s*$"), re.compile(r"^TimeCreated +: ")
_FIELD = re.compile(r"^ {0,4}([A-Z][A-Za-z]*(?: [A-Z][A-Za-z]*){0,2}) *: ?(.*)$")
_BATCH = 2000
_LONGEST = 1 << 20  # characters of one record
_NAMES = {
    "log name": "winlog.channel",
    "logname": "winlog.channel",
    "source": "winlog.provider_name",
    "providername": "winlog.provider_name",
    "event id": "winlog.event_id",
    "id": "winlog.event_id",
    "task": "winlog.task",
    "taskdisplayname": "winlog.task",
    "opcode": "winlog.opcode",
    "keyword": "winlog.keywords",
    "user": "winlog.user.identifier",
    "userid": "winlog.user.identifier",
    "user name": "user.name",
    "recordid": "winlog.record_id",
    "processid": "winlog.process.pid",
}
_TIMES = ("date", "timecreated")
_LEVELS = ("leveldisplayname", "level")
_TEXTS = ("description", "message")
_FORMS = ("iso", "%m/%d/%Y %I:%M:%S %p", "%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S")


def _sniff(head: bytes, _name: str) -> Sniff:
    if b"Event" not in head and b"TimeCreated" not in head:
        return NOT_MINE
    lines = head_lines(head)
    first = next((line for line in lines if line.strip()), "")
    for pattern, told, other in ((_WEVT, "Event[n]", "  Event ID: "), (_LIST, "TimeCreated", "Message ")):
        found = fit(pattern, lines)
        if pattern.match(first) and found.matched and any(line.startswith(other) for line in lines):
            return Sniff(0.95, f"{found.matched} of {found.filled} lines begin an event with {told}")
    return NOT_MINE


def _read(source: RawSource) -> Iterator[Batch]:
    events: list[Event] = []
    problems: dict[str, None] = {}
    skipped = 0
    for offset, lines in _blocks(source):
        event = _event(offset, lines, problems)
        if event is None:
            skipped += len(lines)
        else:
            events.append(event)
        if len(events) >= _BATCH:
            yield Batch(tuple(events))
            events = []
    yield Batch(tuple(events), skipped=skipped, problems=tuple(Problem(text) for text in problems))


def _blocks(source: RawSource) -> Iterator[tuple[int, list[bytes]]]:
    """The lines of each record with the place of the first; what stands before the first is a block of its own."""
    begun, lines, size = 0, [], 0
    offset = 0
    try:
        with open(source.path, "rb") as file:
            for raw in file:
                text = raw[:200].decode("utf-8", "replace").lstrip("\ufeff")
                if lines and (_WEVT.match(text) or _LIST.match(text)):
                    yield begun, lines
                    begun, lines, size = offset, [], 0
                if size < _LONGEST or raw.strip() == b"":
                    lines.append(raw[:_LONGEST])
                    size += len(raw)
                offset += len(raw)
    except OSError as error:
        raise SourceError(f"the file can't be read ({error.strerror})", source.name) from error
    if lines:
        yield begun, lines


def _event(offset: int, lines: list[bytes], problems: dict[str, None]) -> Event | None:
    found, text = _fields(lines)
    raw = next((found[key] for key in _TIMES if found.get(key)), "")
    if not found or not raw:
        return None
    stamp = _stamp(raw, problems)
    level = next((found[key] for key in _LEVELS if found.get(key)), "")
    taken = {*_TIMES, *_LEVELS}
    attributes = {
        _NAMES.get(key, key): value for key, value in found.items() if key not in taken and value not in ("", "N/A")
    }
    host = attributes.pop("computer", "") or attributes.pop("machinename", "")
    length = sum(map(len, lines)) - _trailing(lines)
    return Event(
        t=stamp.wall if stamp else None,
        place=Place(offset, length),
        kind="log",
        t_raw=raw,
        naive=stamp.naive if stamp else False,
        resolution_ns=stamp.resolution_ns if stamp else 1,
        severity=LEVELS.get(level.lower(), 0),
        severity_text=level,
        title=text.strip().partition("\n")[0].strip() or level,
        body=text.strip(),
        attributes=attributes,
        resource={"host.name": host} if host else {},
        links=joined([link("host", host)], links_in_text(text)),
    )


def _fields(lines: list[bytes]) -> tuple[dict[str, str], str]:
    """The named fields in lower case, and the message: everything behind Description or Message."""
    found: dict[str, str] = {}
    for number, raw in enumerate(lines):
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if not (field := _FIELD.match(line)):
            continue
        key = field[1].lower()
        if key in _TEXTS:
            rest = [one.decode("utf-8", "replace").strip() for one in lines[number + 1 :]]
            return found, "\n".join([field[2].strip(), *rest])
        found.setdefault(key, field[2].strip())
    return found, ""


def _stamp(raw: str, problems: dict[str, None]) -> Stamp | None:
    for form in _FORMS:
        if (stamp := parse_stamp(raw, form)) is not None:
            if form == "%d/%m/%Y %H:%M:%S":
                problems["dates with slashes are read as day, month, year where that can be"] = None
            return stamp
    problems["some dates are written in a way that isn't known; their events have no time"] = None
    return None


def _trailing(lines: list[bytes]) -> int:
    """Bytes of the blank lines at the end, and of the last line's end."""
    text = b"".join(lines[-3:])
    return len(text) - len(text.rstrip(b"\r\n\t "))


READERS = (RecordReader("windows.text", "Windows events as text (wevtutil, Get-WinEvent)", ("log",), _sniff, _read),)
