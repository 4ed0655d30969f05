r"""Lines of JSON that hold many records each: a list a line, or objects one right behind the other.

[{"time":"2026-03-17T14:02:11Z","level":"info","msg":"a"},{"time":"2026-03-17T14:02:12Z","level":"warn","msg":"b"}]
{"time":"2026-03-17T14:02:13Z","level":"info","msg":"c"}{"time":"2026-03-17T14:02:14Z","level":"info","msg":"d"}

A line format can't tell several records of one line apart, so these are read one by one, each with the bytes of its object.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.engine.lineformat import TimeForm
from workbench.engine.stamps import Stamp, parse_stamp
from workbench.model.records import Event
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.heads import HEAD_SIZE, head_lines
from workbench.readers.jsonrecord import LEVEL_KEYS, STAMP_KEYS, fields_of, is_record, is_scalar, value_at
from workbench.readers.jsonsource import BATCH, JsonSource, whole_bytes
from workbench.readers.jsontext import BadJson, CutOff, JsonWalk, decoded
from workbench.readers.levels import WORDS_AND_NUMBERS
from workbench.readers.linereader import RecordReader

EXAMPLES = {
    "json.many": (
        '[{"time":"2026-03-17T14:02:11Z","level":"info","msg":"a"},{"time":"2026-03-17T14:02:12Z","level":"warn","msg":"b"}]\n'
        '{"time":"2026-03-17T14:02:13Z","level":"info","msg":"c"}{"time":"2026-03-17T14:02:14Z","level":"error","msg":"d"}\n'
    )
}
TITLE = "JSON lines that hold many records each"
FORMS: tuple[TimeForm, ...] = ("iso", "epoch", "clf")
LINES_LOOKED_AT = 100
TOGETHER = 50


def _values(line: bytes, position: int = 0) -> Iterator[tuple[int, int]]:
    """Where the values of a line lie: those of its list, or one behind the other. Raises `CutOff` and `BadJson`."""
    walk = JsonWalk(line, position)
    while line[walk.position :].strip():
        if walk.peek() == b"[":
            for _ in walk.elements():
                yield walk.skip()
        else:
            yield walk.skip()


def _whole(line: bytes) -> list[Any]:
    """The values of a line that are whole, as many as are looked at together."""
    found: list[Any] = []
    try:
        for start, end in _values(line):
            found.append(decoded(line[start:end]))
            if len(found) >= TOGETHER:
                break
    except (CutOff, BadJson):
        pass
    return found


def _sniff(head: bytes, _name: str) -> Sniff:
    if not head.lstrip(b"\0\xef\xbb\xbf \t\r\n").startswith((b"[", b"{")) or not _may_be(head) or not head_lines(head):
        return NOT_MINE
    lines = [line for line in head.split(b"\n") if line.strip()][:LINES_LOOKED_AT]
    many = records = 0
    for line in lines:
        found = _whole(line)
        if not found or not all(is_record(value) for value in found):
            if line is lines[-1] and len(head) >= HEAD_SIZE and many:
                continue
            return NOT_MINE
        many += len(found) > 1
        records += len(found)
    if not many:
        return NOT_MINE
    why = f"{many} of {len(lines)} lines hold several JSON objects with a time"
    return Sniff(0.85, why)


def _may_be(head: bytes) -> bool:
    """Whether several objects stand on one line, as far as that is seen at a glance."""
    return b"}{" in head or b"} {" in head or b"},{" in head or b"}, {" in head


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    events: list[Event] = []
    start = 0
    while start < len(text.text):
        end = text.text.find(b"\n", start)
        end = len(text.text) if end < 0 else end
        events += _events(text, start, end)
        start = end + 1
        if len(events) >= BATCH:
            yield Batch(tuple(events))
            events = []
    yield Batch(tuple(events), skipped=text.skipped, problems=tuple(text.problems))


def _events(text: JsonSource, start: int, end: int) -> Iterator[Event]:
    """The records of one line; what is no object, or cut off, is told and passed over."""
    line = text.text[start:end].removesuffix(b"\r")
    try:
        for first, last in _values(line):
            value = text.value(start + first, start + last)
            if isinstance(value, dict):
                yield _event(text, value, start + first, start + last)
            elif value is not None:
                text.wrong("what stands here is no object", start + first)
    except (CutOff, BadJson):
        text.wrong("a line of JSON is cut off or broken; what was whole of it is kept", start)


def _event(text: JsonSource, found: dict[str, Any], start: int, end: int) -> Event:
    written = text.text[start:end].decode("utf-8", "replace")
    fields = fields_of(found, written)
    stamp, raw = _stamp(found)
    level = next((str(value) for key in LEVEL_KEYS if is_scalar(value := value_at(found, key))), "")
    return Event(
        t=stamp.wall if stamp else None,
        place=text.place(start, end),
        kind="log",
        t_raw=raw,
        naive=stamp.naive if stamp else False,
        resolution_ns=stamp.resolution_ns if stamp else 1,
        severity=WORDS_AND_NUMBERS.get(level.strip().lower(), 0),
        severity_text=fields.severity_text,
        title=fields.title,
        body=fields.body,
        resource=fields.resource,
        attributes=fields.attributes,
        links=fields.links,
    )


def _stamp(found: dict[str, Any]) -> tuple[Stamp | None, str]:
    for key in STAMP_KEYS:
        value = value_at(found, key)
        text = str(value) if is_scalar(value) else ""
        for form in FORMS:
            if len(text) >= 9 and (stamp := parse_stamp(text, form)) is not None:
                return stamp, text
    return None, ""


READERS = (RecordReader("json.many", TITLE, ("log",), _sniff, _read),)
