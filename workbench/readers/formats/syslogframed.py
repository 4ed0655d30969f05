r"""Syslog as it came over TCP, octets counted: `LEN <PRI>1 …LEN <PRI>1 …`, without line ends between the frames.

    68 <165>1 2026-03-17T14:02:11.123Z web1 pay 4711 ID47 - charge refused!40 <34>1 2026-03-17T14:02:12Z web1 su - - - x

RFC 6587, 3.4.1: MSG-LEN in octets, a blank, the message, which may hold line ends. Where a length is wrong, reading
goes on at the next place that looks like a frame. A capture with one frame a line is `syslog.rfc5424`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from workbench.engine.stamps import Stamp, parse_stamp
from workbench.errors import SourceError
from workbench.model.case import Problem
from workbench.model.records import Event, Place
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.linereader import RecordReader
from workbench.readers.patterned import format_of
from workbench.readers.sysloghead import PRI_SEVERITIES
from workbench.readers.syslogrows import RFC3164, RFC5424

_FIRST = b"<165>1 2026-03-17T14:02:11.123Z web1 pay 4711 ID47 - charge refused\nby the bank"
_SECOND = b"<34>1 2026-03-17T14:02:12Z web1 su - - - 'su root' failed"
EXAMPLES = {
    "syslog.framed": b"".join(b"%d %b" % (len(text), text) for text in (_FIRST, _SECOND)).decode(),
}
_OLD, _NEW = format_of(RFC3164[2]).parse, format_of(RFC5424).parse
_FRAME = re.compile(rb"(\d{1,7}) (?=<\d{1,3}>)")
_AGAIN = re.compile(rb"(?<!\d)(\d{1,7}) (?=<\d{1,3}>(?:\d{1,2} |[A-Z][a-z][a-z] ))")
_PRI = re.compile(r"<(\d{1,3})>(?:\d{1,2} (\S+) |([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) )?")
_LONGEST = 1 << 20
_WINDOW = 1 << 22
_BATCH = 2000


def _sniff(head: bytes, _name: str) -> Sniff:
    found = _FRAME.match(head)
    if found is None:
        return NOT_MINE
    end, frames, inner = 0, 0, 0
    while (found := _FRAME.match(head, end)) and frames < 200:
        following = found.end() + int(found[1])
        whole = following <= len(head)
        inner += whole and (
            b"\n" in head[found.end() : following].rstrip(b"\n") or head[following : following + 1] not in (b"\n", b"")
        )
        end, frames = following, frames + whole
        while head[end : end + 1] in (b"\n", b"\r"):
            end += 1
    if not frames or (end < len(head) and not _FRAME.match(head, end) and frames < 2):
        return NOT_MINE
    # frames that are lines, one each, are left to the reader of lines
    return Sniff(0.97, f"{frames} frames follow each other, each as long as it says") if inner else NOT_MINE


def _read(source: RawSource) -> Iterator[Batch]:
    events: list[Event] = []
    problems: list[Problem] = []
    try:
        with open(source.path, "rb") as file:
            for offset, frame, problem in _frames(file):
                if problem:
                    problems.append(Problem(problem))
                if frame and b"<" in frame[:1]:
                    events.append(_event(offset, frame))
                if len(events) >= _BATCH or len(problems) >= 100:
                    yield Batch(tuple(events), problems=tuple(problems))
                    events, problems = [], []
    except OSError as error:
        raise SourceError(f"the file can't be read ({error.strerror})", source.name) from error
    yield Batch(tuple(events), problems=tuple(problems))


def _frames(file: BinaryIO) -> Iterator[tuple[int, bytes, str]]:
    """Each frame's place, its message without the length, and what was wrong before it."""
    offset, held = 0, b""
    while True:
        held += file.read(_WINDOW) if len(held) < _LONGEST + 16 else b""
        blank = len(held) - len(held.lstrip(b"\r\n\0"))
        offset, held = offset + blank, held[blank:]
        if not held:
            return
        found = _FRAME.match(held)
        size = int(found[1]) if found else 0
        if found is None or size > _LONGEST or _too_long(held, found.end(), size):
            again = _AGAIN.search(held, 1)
            lost = again.start() if again else len(held)
            if found is not None and size <= _LONGEST and again is None:  # the last one, cut off: what is there is kept
                yield offset + found.end(), held[found.end() :], f"the frame at byte {offset} is cut off"
            else:
                start = found.end() if found else 0
                yield offset + start, held[start:lost] if found else b"", f"no frame begins at byte {offset}"
            offset, held = offset + lost, held[lost:]
            continue
        end = found.end() + size
        yield offset + found.end(), held[found.end() : end], ""
        offset, held = offset + end, held[end:]


def _too_long(held: bytes, start: int, size: int) -> bool:
    """Whether a frame's length leads beyond the end, or to where no frame begins."""
    behind = held[start + size : start + size + 16].lstrip(b"\r\n\0")
    return start + size > len(held) or bool(behind and not _FRAME.match(behind) and not behind.isdigit())


def _event(offset: int, frame: bytes) -> Event:
    text = frame.decode("utf-8", "replace").rstrip("\r\n\0")
    head = _PRI.match(text)
    pri, raw = (head[1], head[2] or head[3] or "") if head else ("", "")
    modern = head is not None and head[2] is not None
    stamp: Stamp | None = parse_stamp(raw, "iso") if modern else None
    fields = (_NEW if modern else _OLD)(text)
    return Event(
        t=stamp.wall if stamp else None,
        place=Place(offset, len(frame.rstrip(b"\r\n\0"))),
        kind="log",
        t_raw=raw.strip("-"),
        naive=stamp.naive if stamp else False,
        resolution_ns=stamp.resolution_ns if stamp else 1,
        severity=PRI_SEVERITIES.get(pri.lstrip("0") or pri, 0),
        severity_text=fields.severity_text,
        title=fields.title,
        body=fields.body,
        attributes=fields.attributes,
        resource=fields.resource,
        links=fields.links,
    )


READERS = (RecordReader("syslog.framed", "Syslog frames with octet counts (RFC 6587)", ("log",), _sniff, _read),)
