"""What is known of a source's times, in words that every face of the product uses."""

from __future__ import annotations

from workbench.model.case import Source
from workbench.model.instants import SECOND, duration_text, to_datetime

ASSUMED = "assumed"
"""What is said instead of a year to have it assumed by the file's time again."""


def base_text(source: Source) -> str:
    """The year (`2026`) or day (`2026-03-17`) of its last stamp; empty where stamps say it themselves."""
    if source.undated == "none" or source.last is None:
        return ""
    there = to_datetime(source.last - (source.offset_ns if source.correction_on else 0), source.zone)
    return f"{there.year:04d}" if source.undated == "year" else there.date().isoformat()


def order_text(disorder: int, step_back: int) -> str:
    """How many records are stamped before the one above, and by how much at most; empty where none is."""
    if not disorder:
        return ""
    if disorder == 1:
        return f"1 record is stamped before the one above it, by {_length(step_back)}"
    return f"{disorder} records are stamped before the one above them, by {_length(step_back)} at most"


def step_text(ns: int) -> str:
    """The step that stamps tell apart: `1 s`, `1 ms`, `100 µs`, `1 min`."""
    for unit, name in ((3600 * SECOND, "h"), (60 * SECOND, "min"), (SECOND, "s"), (10**6, "ms"), (10**3, "µs")):
        if ns >= unit:
            return f"{ns // unit} {name}"
    return f"{ns} ns"


def _length(ns: int) -> str:
    """A length of time that is not rounded below a minute: `1.5 s`."""
    if not SECOND <= ns < 60 * SECOND:
        return duration_text(ns)
    return f"{ns // SECOND}.{ns % SECOND:09d}".rstrip("0").rstrip(".") + " s"
