"""One record that came as a JSON object, whatever logger wrote it: its time, level and message, and every other key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.engine.colours import without_colours
from workbench.engine.lineformat import LineFields
from workbench.readers.innerlevel import level_text
from workbench.readers.jsonhead import value_at
from workbench.readers.jsontext import decoded
from workbench.readers.links import joined, links_in_text, links_of
from workbench.readers.naming import flattened, named

STAMP_KEYS = (
    "time", "timestamp", "@timestamp", "ts", "t", "datetime", "date", "eventTime", "event_time", "asctime", "@t",
    "Timestamp", "Time", "timeStamp", "logged_at", "created_at", "instant", "datetime_utc", "event.created",
    "msec", "timeMillis", "ISODATE", "DATE", "record.time.timestamp",
)  # fmt: skip
LEVEL_KEYS = (
    "level", "severity", "lvl", "log.level", "levelname", "loglevel", "log_level", "severityText", "severity_text",
    "SeverityText", "Level", "@l", "LogLevel", "priority", "@fields.level", "context.logLevel",
    "record.level.name", "PRIORITY", "LEVEL",
)  # fmt: skip
MESSAGES = (
    "message",
    "msg",
    "body",
    "event",
    "Message",
    "text",
    "log",
    "@m",
    "@mt",
    "RenderedMessage",
    "@message",
    "MESSAGE",
)
# Where a record of HTTP says its status; it stands for a level where no key says one.
STATUS_KEYS = (
    "status",
    "status_code",
    "statusCode",
    "http_status",
    "response_status",
    "http.response.status_code",
    "response.status",
    "httpRequest.status",
    "res.statusCode",
)
_REQUESTED = (
    "request",
    "method",
    "verb",
    "uri",
    "url",
    "path",
    "request_uri",
    "request_method",
    "requestMethod",
    "remote_addr",
    "http",
    "httpRequest",
    "req",
    "request_time",
    "http.request.method",
)
LINKS_TEXT = 4000


def parse(text: str) -> LineFields:
    """Message, level and every other key of one record."""
    found = decoded(text)
    if not isinstance(found, dict):
        # A record may go on over lines that are none: what is behind the first one is shown as it is.
        found = decoded(text.partition("\n")[0])
    if not isinstance(found, dict):
        return LineFields(text.partition("\n")[0], text)
    return fields_of(found, text)


def fields_of(found: Mapping[str, Any], text: str) -> LineFields:
    """The fields of an object that `text` is the JSON of."""
    level = next((key for key in LEVEL_KEYS if is_scalar(value_at(found, key))), "")
    stamp = next((key for key in STAMP_KEYS if is_scalar(value_at(found, key))), "")
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
        severity_text=without_colours(str(value_at(found, level))) if level else level_text(without_colours(message)),
        attributes=sorted_out.attributes,
        resource=sorted_out.resource,
        links=joined(links_of([*pairs, *owner.items()]), links_in_text(message[:LINKS_TEXT])),
    )


def is_scalar(value: Any) -> bool:
    """Whether a value is a text or a number."""
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


def has_level(found: Mapping[str, Any]) -> bool:
    """Whether an object says how severe it is."""
    return any(is_scalar(value_at(found, key)) for key in LEVEL_KEYS)


def status_key(found: Mapping[str, Any]) -> str:
    """The key of an HTTP status, in an object that tells of a request and says no level; empty where there is none."""
    if has_level(found) or not any(key in found for key in _REQUESTED):
        return ""
    for key in STATUS_KEYS:
        value = value_at(found, key)
        if (
            is_scalar(value)
            and len(text := str(value)) == 3
            and text.isascii()
            and text.isdigit()
            and "1" <= text[0] <= "5"
        ):
            return key
    return ""


def is_timed(found: Mapping[str, Any]) -> bool:
    """Whether a time is among an object's keys."""
    return any(is_scalar(value_at(found, key)) for key in STAMP_KEYS)


def is_record(found: Any) -> bool:
    """Whether an object looks like a record: a time among its keys, and a message or a level."""
    if not isinstance(found, dict) or not is_timed(found):
        return False
    return has_level(found) or any(isinstance(found.get(key), str) for key in MESSAGES)
