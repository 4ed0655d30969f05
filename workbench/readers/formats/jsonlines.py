r"""JSON lines: one object a line with a time among its keys, whatever logger wrote it (pino, bunyan, ECS, zap, slog …).

{"time":"2026-03-17T14:02:11.123Z","level":50,"name":"payments","msg":"charge refused","trace_id":"4bf9…"}
{"@timestamp":"2026-03-17T14:02:12.000Z","log.level":"ERROR","message":"x","error":{"stack_trace":"…"}}
{"ts":1773756131.25,"severity":"WARNING","message":"slow"}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workbench.engine.lineformat import LineFields, LineFormat, TimeForm
from workbench.engine.stamps import parse_stamp
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.jsonhead import head_objects, value_at
from workbench.readers.jsontext import decoded
from workbench.readers.levels import WORDS_AND_NUMBERS
from workbench.readers.linereader import LineReader
from workbench.readers.links import joined, links_in_text, links_of
from workbench.readers.naming import flattened, key_texts, named

EXAMPLES = {
    "json.lines": (
        '{"time":"2026-03-17T14:02:11.123Z","level":50,"name":"payments","msg":"charge refused"}\n'
        '{"time":"2026-03-17T14:02:12.000Z","level":30,"name":"payments","msg":"started"}\n'
    )
}
STAMP_KEYS = (
    "time", "timestamp", "@timestamp", "ts", "t", "datetime", "date", "eventTime", "event_time", "asctime", "@t",
    "Timestamp", "Time", "timeStamp", "logged_at", "created_at", "instant", "datetime_utc", "event.created",
)  # fmt: skip
LEVEL_KEYS = (
    "level", "severity", "lvl", "log.level", "levelname", "loglevel", "log_level", "severityText", "severity_text",
    "SeverityText", "Level", "@l", "LogLevel", "priority",
)  # fmt: skip
MESSAGES = ("message", "msg", "body", "event", "Message", "text", "log", "@m", "@mt", "RenderedMessage")
FORMS: tuple[TimeForm, ...] = ("iso", "epoch", "clf")
LINKS_TEXT = 4000


def parse(text: str) -> LineFields:
    """Message, level and every other key of one record."""
    found = decoded(text)
    if not isinstance(found, dict):
        # A record may go on over lines that are none: what is behind the first one is shown as it is.
        found = decoded(text.partition("\n")[0])
    if not isinstance(found, dict):
        return LineFields(text.partition("\n")[0], text)
    level = next((key for key in LEVEL_KEYS if _scalar(value_at(found, key))), "")
    stamp = next((key for key in STAMP_KEYS if _scalar(value_at(found, key))), "")
    message_key = next((key for key in MESSAGES if isinstance(found.get(key), str)), "")
    pairs = [pair for pair in flattened(found) if pair[0] not in (level, stamp, message_key)]
    sorted_out = named(iter(pairs))
    if "service.name" not in sorted_out.resource and isinstance(found.get("level"), int) and "name" in found:
        # bunyan and pino call the application `name`; elsewhere a name may be anything.
        sorted_out.resource["service.name"] = sorted_out.attributes.pop("name", found["name"])
    message = found[message_key] if message_key else ""
    trace = _stack(sorted_out.attributes)
    body = message if not trace or trace in message else f"{message}\n{trace}".lstrip("\n")
    owner = {key: value for key, value in sorted_out.resource.items() if key in ("service.name", "host.name")}
    return LineFields(
        title=(message or trace or text).partition("\n")[0],
        body=body or text,
        severity_text=str(value_at(found, level)) if level else "",
        attributes=sorted_out.attributes,
        resource=sorted_out.resource,
        links=joined(links_of([*pairs, *owner.items()]), links_in_text(message[:LINKS_TEXT])),
    )


def _scalar(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _stack(attributes: Mapping[str, Any]) -> str:
    """A stack trace that came as a value of its own."""
    for key in ("exception.stacktrace", "exception", "error", "err"):
        value = attributes.get(key)
        if isinstance(value, list):
            value = "\n".join(str(line) for line in value)
        if isinstance(value, str) and "\n" in value:
            return value
    return ""


FORMAT = LineFormat(
    "json.lines", "JSON lines", stamp_keys=STAMP_KEYS, level_keys=LEVEL_KEYS, severities=WORDS_AND_NUMBERS,
    literal_fields=True, field_keys=key_texts, parse=parse,
)  # fmt: skip


def _sniff(head: bytes, _name: str) -> Sniff:
    objects, filled = head_objects(head)
    if not objects or len(objects) < 0.5 * filled:
        return NOT_MINE
    fits: Counter[tuple[TimeForm, str]] = Counter()
    for found in objects:
        for key in STAMP_KEYS:
            value = value_at(found, key)
            if _scalar(value) and (form := _form(str(value))):
                fits[form, key] += 1
    if not fits:
        return NOT_MINE
    (form, _), _ = max(fits.items(), key=lambda item: (item[1], -STAMP_KEYS.index(item[0][1])))
    keys = tuple(key for (kind, key), _ in fits.most_common() if kind == form)
    share = fits[form, keys[0]] / len(objects)
    worded = sum(any(key in found for key in MESSAGES) or _level(found) for found in objects) >= 0.5 * len(objects)
    format = replace(FORMAT, time=form, stamp_keys=keys, severities=WORDS_AND_NUMBERS)
    why = f"{len(objects)} of {filled} lines are JSON objects with a time in {keys[0]}"
    # One object alone with a time in it may be any document; with a message or a level it is a log line.
    weight = 0.8 if worded else 0.6 if len(objects) > 1 else 0.3
    return Sniff(weight * (0.5 + 0.5 * share), why, format)


def _form(text: str) -> TimeForm | None:
    return next((form for form in FORMS if len(text) >= 9 and parse_stamp(text, form) is not None), None)


def _level(found: Mapping[str, Any]) -> bool:
    return any(_scalar(value_at(found, key)) for key in LEVEL_KEYS)


READERS = (LineReader("json.lines", FORMAT.title, _sniff),)
