r"""JSON objects behind something else on each line: a name, a container, a syslog head that another program put there.

orders-1  | {"time":"2026-03-17T14:02:11.123Z","level":"error","msg":"none left"}
app[42]: {"ts":1773756131.25,"severity":"WARNING","message":"slow"}

The time is the object's. Where what stands in front has a time of its own, its reader reads that, and the object's keys are
the record's fields.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.engine.lineformat import LineFields, LineFormat, TimeForm
from workbench.engine.stamps import parse_stamp
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import fit, head_lines
from workbench.readers.jsonrecord import LEVEL_KEYS, STAMP_KEYS, fields_of, is_record, is_scalar
from workbench.readers.jsontext import decoded
from workbench.readers.levels import WORDS_AND_NUMBERS
from workbench.readers.linereader import LineReader
from workbench.readers.naming import key_texts

EXAMPLES = {
    "json.prefixed": (
        'orders-1  | {"time":"2026-03-17T14:02:11.123Z","level":"error","msg":"none left"}\n'
        'orders-1  | {"time":"2026-03-17T14:02:12.000Z","level":"info","msg":"back"}\n'
    )
}
LOOKED_AT = 200
FORMS: tuple[TimeForm, ...] = ("iso", "epoch", "clf")
_FRONT = re.compile(r'[^{}"\s][^{}"]{0,200}(?=\{\s*")')


@dataclass(frozen=True, slots=True)
class _Row:
    """An object behind a prefix. keys: its own ones, in their order."""

    keys: tuple[str, ...]
    stamp: str
    form: TimeForm
    level: str


def _rows(lines: Sequence[str]) -> Iterator[_Row]:
    for line in lines[:LOOKED_AT]:
        front = _FRONT.match(line)
        found = decoded(line[front.end() :]) if front else None
        if isinstance(found, dict) and is_record(found) and (row := _row(found)):
            yield row


def _row(found: dict[str, Any]) -> _Row | None:
    level = next((key for key in LEVEL_KEYS if is_scalar(found.get(key))), "")
    for stamp in STAMP_KEYS:
        text = str(found[stamp]) if is_scalar(found.get(stamp)) else ""
        form = next((form for form in FORMS if len(text) >= 9 and parse_stamp(text, form) is not None), None)
        if form:
            return _Row(tuple(found), stamp, form, level)
    return None


def _start(stamp: str, level: str, level_first: bool) -> str:
    """The pattern for one order of keys. Other values may stand anywhere between; the first key of the name counts."""
    time = rf'"{re.escape(stamp)}": ?"?(?P<t>[^",}}]+)'
    word = rf'"{re.escape(level)}": ?"?(?P<level>\w+)'
    front = r'^[^{}"]{1,200}\{'
    if not level:
        return rf"{front}.*?{time}"
    return rf"{front}(?:.*?{word})?.*?{time}" if level_first else rf"{front}.*?{time}(?:.*?{word})?"


def parse(text: str) -> LineFields:
    """The object's fields, and what stands in front of it."""
    first = text.partition("\n")[0]
    front = _FRONT.match(first)
    found = decoded(first[front.end() :]) if front else None
    if front is None or not isinstance(found, dict):
        return LineFields(first, text)
    fields = fields_of(found, first[front.end() :])
    behind = text[len(first) :]
    return replace(
        fields, body=fields.body + behind, attributes={"wb.prefix": front[0].strip(" |:\t"), **fields.attributes}
    )


FORMAT = LineFormat(
    "json.prefixed", "JSON behind a prefix", start=_start("time", "level", False), severities=WORDS_AND_NUMBERS,
    literal_fields=True, field_keys=lambda name: () if name == "wb.prefix" else key_texts(name), parse=parse,
)  # fmt: skip


def _sniff(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    if not any("{" in line and _FRONT.match(line) for line in lines[:50]):
        return NOT_MINE
    rows = list(_rows(lines))
    if not rows:
        return NOT_MINE
    (stamp, form), _ = Counter((row.stamp, row.form) for row in rows).most_common(1)[0]
    level = Counter(row.level for row in rows).most_common(1)[0][0]
    both = [row.keys for row in rows if row.stamp == stamp and level in row.keys]
    level_first = sum(keys.index(level) < keys.index(stamp) for keys in both) * 2 > len(both)
    format = replace(FORMAT, time=form, start=_start(stamp, level, level_first))
    found = fit(re.compile(format.start, re.ASCII), lines)
    if found.matched * 2 < found.filled:
        return NOT_MINE
    why = f"{found.matched} of {found.filled} lines are JSON objects behind a prefix, with a time in {stamp}"
    return Sniff(0.68 * found.trust, why, format)


READERS = (LineReader("json.prefixed", FORMAT.title, _sniff, most=0.68),)
