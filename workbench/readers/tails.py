"""What loggers put behind a message: an object in JSON, whose keys are then the record's own.

2026-03-17 14:02:11 INFO app charge refused {"order":17,"trace_id":"4bf9…"}
[2026-03-17T14:02:11.123456+00:00] app.ERROR: charge refused {"order":17} []
"""

from __future__ import annotations

import re
from typing import Any

from workbench.readers.jsontext import decoded
from workbench.readers.naming import Named, flattened, named

TEXT_LIMIT = 64 * 1024
TRIES = 4
KEYS_LIMIT = 500
_OPENS = re.compile(r"(?:^|[\s:=|>\]])(?=\{\s*\")")


def json_tail(message: str) -> tuple[str, dict[str, Any]] | None:
    """The message in front and the keys of the objects (one, or Monolog's two) that end the text; None where none does."""
    if "{" not in message or len(message) > TEXT_LIMIT:
        return None
    front, found = message, {}
    while (behind := _last_object(front)) is not None and len(found) <= KEYS_LIMIT:
        front, value = behind
        found = {**value, **found}
    return (front, found) if found else None


def _last_object(text: str) -> tuple[str, dict[str, Any]] | None:
    end = text.rstrip().removesuffix("[]").rstrip()
    if not end.endswith("}"):
        return None
    for tried, found in enumerate(_OPENS.finditer(end)):
        if tried >= TRIES:
            break
        value = decoded(end[found.end() :])
        if isinstance(value, dict) and value:
            return end[: found.end()].rstrip(), value
    return None


def named_tail(message: str) -> Named:
    """The keys of the objects behind a message under their semantic names; none where there is no object."""
    found = json_tail(message)
    return Named() if found is None else named(flattened(found[1]))
