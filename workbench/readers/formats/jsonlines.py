r"""JSON lines: one object a line with a time among its keys, whatever logger wrote it (pino, bunyan, ECS, zap, slog …).

{"time":"2026-03-17T14:02:11.123Z","level":50,"name":"payments","msg":"charge refused","trace_id":"4bf9…"}
{"@timestamp":"2026-03-17T14:02:12.000Z","log.level":"ERROR","message":"x","error":{"stack_trace":"…"}}
{"ts":1773756131.25,"severity":"WARNING","message":"slow"}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench.engine.lineformat import Inner, LineFormat, TimeForm
from workbench.engine.stamps import parse_stamp
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import head_lines
from workbench.readers.jsonhead import head_objects, value_at
from workbench.readers.jsoninner import inner_of
from workbench.readers.jsonrecord import (
    LEVEL_KEYS,
    MESSAGES,
    STAMP_KEYS,
    has_level,
    is_record,
    is_scalar,
    is_timed,
    parse,
    status_key,
)
from workbench.readers.levels import WORDS_AND_NUMBERS
from workbench.readers.linereader import LineReader
from workbench.readers.naming import key_texts

EXAMPLES = {
    "json.lines": (
        '{"time":"2026-03-17T14:02:11.123Z","level":50,"name":"payments","msg":"charge refused"}\n'
        '{"time":"2026-03-17T14:02:12.000Z","level":30,"name":"payments","msg":"started"}\n'
    )
}
FORMS: tuple[TimeForm, ...] = ("iso", "epoch", "clf", "%b %e %H:%M:%S")


FORMAT = LineFormat(
    "json.lines", "JSON lines", stamp_keys=STAMP_KEYS, level_keys=LEVEL_KEYS, severities=WORDS_AND_NUMBERS,
    literal_fields=True, field_keys=key_texts, parse=parse,
)  # fmt: skip


def _sniff(head: bytes, _name: str) -> Sniff:
    objects, filled = head_objects(head)
    if not objects or (len(objects) < 0.5 * filled and not _with_traces(head, objects)):
        return NOT_MINE
    fits: Counter[tuple[TimeForm, str]] = Counter()
    for found in objects:
        for key in STAMP_KEYS:
            value = value_at(found, key)
            if is_scalar(value) and (form := _form(str(value))):
                fits[form, key] += 1
            elif isinstance(value, dict) and value.keys() == {"epochSecond", "nanoOfSecond"}:
                fits["instant", key] += 1
    if not fits:
        return NOT_MINE
    (form, _), _ = max(fits.items(), key=lambda item: (item[1], -STAMP_KEYS.index(item[0][1])))
    keys = tuple(key for (kind, key), _ in fits.most_common() if kind == form)
    share = fits[form, keys[0]] / len(objects)
    worded = sum(any(key in found for key in MESSAGES) or has_level(found) for found in objects) >= 0.5 * len(objects)
    format = replace(FORMAT, time=form, stamp_keys=keys, severities=WORDS_AND_NUMBERS, inner=_inner(objects))
    statuses = Counter(map(status_key, objects))
    if statuses[""] < 0.2 * len(objects):
        levels = tuple(key for key, _ in statuses.most_common() if key)
        format = replace(format, level_keys=levels, severities="status", default_severity=9)
    why = f"{len(objects)} of {filled} lines are JSON objects with a time in {keys[0]}"
    # One object alone with a time in it may be any document; with a message or a level it is a log line.
    weight = 0.8 if worded else 0.6 if len(objects) > 1 else 0.3
    return Sniff(weight * (0.5 + 0.5 * share), why, format)


def _inner(objects: Sequence[Mapping[str, Any]]) -> Inner | None:
    """Where lines without a level may tell one: in the message, by the key that most have."""
    messages = Counter(next((key for key in MESSAGES if isinstance(found.get(key), str)), "") for found in objects)
    key = messages.most_common(1)[0][0]
    return inner_of(key) if key else None


def _with_traces(head: bytes, objects: Sequence[Mapping[str, Any]]) -> bool:
    """Whether these are log records with lines of stack traces between, as JSON whose messages aren't escaped has them."""
    first = next((line for line in head_lines(head) if line.strip() and not line.startswith("#")), "")
    if not first.lstrip().startswith("{") or len(objects) < 2:
        return False
    return all((is_record(found) and has_level(found)) or (is_timed(found) and status_key(found)) for found in objects)


def _form(text: str) -> TimeForm | None:
    return next((form for form in FORMS if len(text) >= 9 and parse_stamp(text, form) is not None), None)


READERS = (LineReader("json.lines", FORMAT.title, _sniff, most=0.8),)
