"""The exact characters of a log record's time, for the page in sight; the engine has read them in columns before."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from workbench.engine.colours import without_colours
from workbench.engine.jsonscan import plain_text
from workbench.engine.lineformat import LineFormat
from workbench.engine.mixedformat import writer_of
from workbench.engine.scan import stamp_in

HEAD_LIMIT = 64 * 1024


def stamp_text(format: LineFormat, text: str) -> str:
    """The stamp as the record writes it; empty where there is none."""
    writer = writer_of(format, text)
    return _from_json(writer, text) if writer.json else _from_line(writer, without_colours(text))


def _from_line(format: LineFormat, text: str) -> str:
    if format.foreign:
        return stamp_in(format.start, text.partition("\n")[0][:HEAD_LIMIT])
    pattern = _compiled(format.start)
    found = pattern.search(text.partition("\n")[0][:HEAD_LIMIT]) if pattern else None
    groups = found.groupdict() if found else {}
    return next((text for name, text in groups.items() if text and name.rstrip("0123456789") == "t"), "")


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """The start of a record in Python's dialect, which lacks nothing that our formats use."""
    try:
        return re.compile(re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", pattern), re.ASCII)
    except re.error:
        return None


def _from_json(format: LineFormat, text: str) -> str:
    try:
        row = msgspec.json.decode(text.encode("utf-8", "surrogatepass"), type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, RecursionError):
        return ""
    for key in format.stamp_keys:
        found = _at(row, key)
        if found is not None and (words := plain_text(found)) is not None:
            return words
    return ""


def _at(row: dict[str, msgspec.Raw], key: str) -> msgspec.Raw | None:
    if key in row:
        return row[key]
    first, _, rest = key.partition(".")
    if not rest or first not in row:
        return None
    try:
        inner = msgspec.json.decode(row[first], type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, RecursionError):
        return None
    return _at(inner, rest)
