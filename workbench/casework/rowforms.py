"""Records written down for people and programs: with their places, as they stand, as Markdown, CSV or JSON."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from workbench.model.display import visible
from workbench.model.entities import bytes_citation
from workbench.model.instants import SECOND, Instant, iso
from workbench.model.records import Record
from workbench.model.severity import level_name

SHOWN_BYTES = 64 * 1024
"""Bytes of one record that are set into a Markdown fence; the rest is counted."""
COLUMNS = ("t", "level", "source", "line", "kind", "title", "body", "attributes", "citation")
NO_TIME = "no-time"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


Raw = Callable[[Record], bytes]


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write records. head: what stands before the first · write: bytes of some records, each line ended;
    it is handed what gives a record's own bytes.

    plain: the records' own bytes, so that they need not be taken apart
    """

    id: str
    title: str
    suffix: str
    write: Callable[[Sequence[Record], Raw], Iterator[bytes]]
    head: bytes = b""
    plain: bool = False


def time_text(t: Instant | None, resolution_ns: int | None = None) -> str | None:
    """ISO 8601 `Z` with every digit the source wrote (and those a correction added); as few as say it, if not told."""
    if t is None:
        return None
    written = 10 - len(str(resolution_ns)) if resolution_ns is not None and resolution_ns < SECOND else 0
    needed = len(f"{t % SECOND:09d}".rstrip("0")) if t % SECOND else 0
    return iso(t, max(written, needed))


def seconds_of(ns: int) -> int | float:
    """A length in seconds: a whole number where it is one."""
    return ns // SECOND if ns % SECOND == 0 else ns / SECOND


def record_row(record: Record) -> dict[str, Any]:
    """A record, as `query` and `show` print it; `member` of its place is there where a joined file's line is meant."""
    return {
        "id": record.id,
        "t": time_text(record.t, record.resolution_ns),
        "t_end": time_text(record.t_end, record.resolution_ns),
        "t_observed": time_text(record.t_observed, record.resolution_ns),
        "t_raw": record.t_raw,
        "zone_known": record.zone_known,
        "resolution_ns": record.resolution_ns,
        "correction": seconds_of(record.correction),
        "source": record.source,
        "source_id": record.source_id,
        "kind": record.kind,
        "phase": record.phase,
        "severity": record.severity,
        "severity_text": record.severity_text,
        "title": record.title,
        "body": record.body,
        "event_id": record.event_id,
        "group_key": record.group_key,
        "attributes": dict(record.attributes),
        "resource": dict(record.resource),
        "links": [{"type": link.type, "value": link.value} for link in record.links],
        "place": {
            "offset": record.place.offset,
            "length": record.place.length,
            "pointer": record.place.pointer,
            "line": record.place.line,
            **({"member": record.place.member} if record.place.member else {}),
        },
    }


def placed_lines(raw: bytes, name: str, line: int, when: str) -> bytes:
    """A record's bytes, each of its lines behind its place and time: `gateway.log:31 2026-03-17T14:00:30.000Z  …`.

    line: the 1-based physical line of the first one, 0 where it isn't known
    """
    parts = raw.rstrip(b"\r\n").replace(b"\r\n", b"\n").split(b"\n")
    if len(parts) == 1:
        return b"%s %s  %s\n" % (f"{name}:{line or '?'}".encode(), when.encode(), parts[0])
    known = (f"{name}:{line + number if line else '?'} {when}  ".encode() for number in range(len(parts)))
    return b"".join(b"%s%s\n" % pair for pair in zip(known, parts, strict=True))


def stamp_of(t: Instant | None) -> str:
    """UTC to the millisecond, finer where the instant is; `no-time` where there is none."""
    return NO_TIME if t is None else iso(t, 3 if t % 1_000_000 == 0 else 9) or NO_TIME


def _place(record: Record) -> str:
    """`gateway.log:31`; by its first byte where the line isn't known."""
    return f"{record.file_name}:{record.place.line or f'byte {record.place.offset}'}"


def _text(records: Sequence[Record], raw_of: Raw) -> Iterator[bytes]:
    for record in records:
        yield placed_lines(raw_of(record), record.file_name, record.place.line, stamp_of(record.t))


def _plain(records: Sequence[Record], raw_of: Raw) -> Iterator[bytes]:
    for record in records:
        yield raw_of(record).rstrip(b"\r\n") + b"\n"


def _markdown(records: Sequence[Record], raw_of: Raw) -> Iterator[bytes]:
    """Each record under its source, line and time in UTC, its text in a fence that it can't break out of."""
    for record in records:
        raw = raw_of(record)
        text = visible(raw[:SHOWN_BYTES].decode("utf-8", "replace").rstrip("\r\n"))
        text += f" … {len(raw) - SHOWN_BYTES:,} more bytes" if len(raw) > SHOWN_BYTES else ""
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
        place = _place(record).replace("`", "'")
        yield f"**{place}** · {iso(record.t) or 'no time'}\n\n{fence}text\n{text}\n{fence}\n\n".encode()


def guarded(cell: object) -> object:
    """A cell of a table with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _csv(records: Sequence[Record], _raw_of: Raw) -> Iterator[bytes]:
    """RFC 4180; a cell that a spreadsheet would run as a formula has an apostrophe before it."""
    page = io.StringIO()
    writer = csv.writer(page)
    for record in records:
        attributes = msgspec.json.encode(dict(record.attributes), enc_hook=str).decode() if record.attributes else ""
        cells = (
            stamp_of(record.t) if record.t is not None else "", level_name(record.severity), record.file,
            record.place.line or "", record.kind, record.title, record.body, attributes,
            str(bytes_citation(record.source_id, record.place.offset, record.place.length)),
        )  # fmt: skip
        writer.writerow([guarded(cell) for cell in cells])
    yield page.getvalue().encode("utf-8", "replace")


def _json(records: Sequence[Record], _raw_of: Raw) -> Iterator[bytes]:
    """A record a line, with the keys of `query --json`."""
    for record in records:
        yield _encoded(record_row(record)) + b"\n"


def _encoded(row: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(row, enc_hook=str)
    except UnicodeEncodeError:
        return msgspec.json.encode(_mended(row), enc_hook=str)


def _mended(part: Any) -> Any:
    """Halves of surrogate pairs, which UTF-8 has no room for, as U+FFFD."""
    if isinstance(part, str):
        return part.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(part, dict):
        return {_mended(key): _mended(item) for key, item in part.items()}
    return [_mended(item) for item in part] if isinstance(part, list | tuple) else part


FORMS: dict[str, Form] = {
    form.id: form
    for form in (
        Form("text", "Text with file, line and UTC", ".log", _text, plain=True),
        Form("raw", "Text as it stands in the files", ".txt", _plain, plain=True),
        Form("markdown", "Markdown with citations", ".md", _markdown),
        Form("csv", "CSV", ".csv", _csv, head=(",".join(COLUMNS) + "\r\n").encode()),
        Form("json", "JSON, a record a line", ".jsonl", _json),
    )
}
