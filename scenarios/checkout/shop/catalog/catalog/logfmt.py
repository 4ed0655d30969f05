"""One line per event, `key=value` pairs, on standard output."""

import sys
from datetime import datetime, timezone


def quoted(value: object) -> str:
    """Write one value; text with blanks, quotes or equal signs in quotes."""
    text = str(value)
    if text and not any(sign in text for sign in ' "='):
        return text
    return '"' + text.replace('"', "'") + '"'


def log(level: str, message: str, **fields: object) -> None:
    """Write one event in one piece, so that threads never interleave."""
    stamp = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    pairs = {"ts": stamp.replace("+00:00", "Z"), "level": level, "msg": message, **fields}
    line = " ".join(f"{key}={quoted(value)}" for key, value in pairs.items())
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
