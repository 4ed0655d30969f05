r"""systemd's journal as `journalctl -o export` writes it, and systemd-journal-upload sends it.

    __CURSOR=s=1;i=1
    __REALTIME_TIMESTAMP=1773756131123456
    PRIORITY=3
    MESSAGE=error: connection reset

systemd, "Journal Export Format": a field a line as NAME=value, an empty line after each entry; a value that isn't
plain text is NAME, a line feed, its length as 64 bits little-endian, the bytes and a line feed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from workbench.engine.stamps import parse_stamp
from workbench.errors import SourceError
from workbench.model.case import Problem
from workbench.model.records import Event, Place
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.journalfields import NAMES
from workbench.readers.levels import SYSLOG
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, links_in_text, links_of
from workbench.readers.patterned import RESOURCE
from workbench.readers.sysloghead import SEVERITY_WORDS

EXAMPLES = {
    "journald.export": (
        "__CURSOR=s=1;i=1\n__REALTIME_TIMESTAMP=1773756131123456\n__MONOTONIC_TIMESTAMP=4711\n_BOOT_ID=aa\nPRIORITY=3\n"
        "_HOSTNAME=web1\nSYSLOG_IDENTIFIER=sshd\n_PID=4711\nMESSAGE=error: connection reset\n\n"
        "__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1773756132000001\n_BOOT_ID=aa\nPRIORITY=6\nMESSAGE\n"
        "\x09\0\0\0\0\0\0\0two\nlines\n\n"
    )
}
_BATCH = 2000
_LINE = 1 << 20  # bytes of a plain field; systemd writes longer ones as bytes
_KEPT = 64 * 1024  # characters of one value that are kept
_STAMPS = ("_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP")


def _sniff(head: bytes, _name: str) -> Sniff:
    found = head.startswith((b"__CURSOR=", b"__REALTIME_TIMESTAMP=")) and b"\n__REALTIME_TIMESTAMP=" in b"\n" + head
    return Sniff(0.97, "it begins with a journal entry's cursor and time") if found else NOT_MINE


@dataclass(slots=True)
class _Entry:
    """One entry as it is read. end: behind its last field · broken: the file ends in it, or something stands in it that is
    no field.
    """

    start: int
    end: int
    fields: dict[str, Any] = field(default_factory=dict)
    broken: bool = False

    def add(self, name: str, value: bytes) -> None:
        """A field that comes again is a list."""
        text = value.decode("utf-8", "replace")[:_KEPT]
        if name not in self.fields:
            self.fields[name] = text
        elif isinstance(self.fields[name], list):
            self.fields[name].append(text)
        else:
            self.fields[name] = [self.fields[name], text]


def _read(source: RawSource) -> Iterator[Batch]:
    events: list[Event] = []
    problems: list[Problem] = []
    skipped = 0
    try:
        with open(source.path, "rb") as file:
            for entry in _entries(file):
                if entry.broken:
                    problems.append(Problem(f"the entry at byte {entry.start} is cut off or damaged"))
                if any(name in entry.fields for name in _STAMPS):
                    events.append(_event(entry))
                else:
                    skipped += 1
                if len(events) >= _BATCH or len(problems) > 100:
                    yield Batch(tuple(events), problems=tuple(problems))
                    events, problems = [], []
    except OSError as error:
        raise SourceError(f"the file can't be read ({error.strerror})", source.name) from error
    yield Batch(tuple(events), skipped=skipped, problems=tuple(problems))


def _entries(file: BinaryIO) -> Iterator[_Entry]:
    entry: _Entry | None = None
    while True:
        offset = file.tell()
        line = file.readline(_LINE)
        if not line or line in (b"\n", b"\r\n"):
            if entry is not None:
                yield entry
            entry = None
            if not line:
                return
            continue
        entry = entry or _Entry(offset, offset)
        _field(file, line, entry)
        entry.end = file.tell()


def _field(file: BinaryIO, line: bytes, entry: _Entry) -> None:
    name, equals, value = line.rstrip(b"\n").partition(b"=")
    if not name.replace(b"_", b"").isalnum() or not name.isascii():
        entry.broken = True
    elif equals:
        entry.add(name.decode(), value)
    else:
        size = int.from_bytes(file.read(8), "little")
        there = file.tell()
        text = file.read(min(size, _LINE))
        file.seek(max(size - len(text), 0) if size < 1 << 40 and len(text) == _LINE else 0, 1)
        entry.add(name.decode(), text)
        if len(text) < min(size, _LINE) or file.read(1) != b"\n":
            entry.broken = True
            if len(text) == min(size, _LINE):
                file.seek(there)  # no length stood there: go on by lines


def _event(entry: _Entry) -> Event:
    raw = next(str(entry.fields[name]) for name in _STAMPS if name in entry.fields)
    stamp = parse_stamp(raw, "epoch")
    message = entry.fields.get("MESSAGE", "")
    body = "\n".join(message) if isinstance(message, list) else message
    priority = str(entry.fields.get("PRIORITY", ""))
    taken = {*_STAMPS, "MESSAGE", "__CURSOR"}
    pairs = {NAMES.get(name, name): value for name, value in entry.fields.items() if name not in taken}
    return Event(
        t=stamp.wall if stamp else None,
        place=Place(entry.start, entry.end - entry.start),
        kind="log",
        t_raw=raw,
        resolution_ns=stamp.resolution_ns if stamp else 1,
        severity=SYSLOG.get(priority, 0),
        severity_text=SEVERITY_WORDS[int(priority)] if priority in SYSLOG else priority,
        title=body.strip().partition("\n")[0].strip() or str(entry.fields.get("SYSLOG_IDENTIFIER", "journal entry")),
        body=body,
        event_id=str(entry.fields.get("__CURSOR", "")),
        group_key=str(entry.fields.get("_BOOT_ID", "")),
        attributes={key: value for key, value in pairs.items() if not key.startswith(RESOURCE)},
        resource={key: value for key, value in pairs.items() if key.startswith(RESOURCE)},
        links=joined(links_of(pairs.items()), links_in_text(body)),
    )


READERS = (RecordReader("journald.export", "systemd journal (journalctl -o export)", ("log",), _sniff, _read),)
