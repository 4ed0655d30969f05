"""Lengths of time and numbers as the four faces of a trail write them."""

from __future__ import annotations

from workbench.model.instants import MINUTE, SECOND, duration_text

_UNITS = ((SECOND, "s"), (1_000_000, "ms"), (1_000, "µs"))


def length_text(ns: int) -> str:
    """A length of time with three digits: `1.25 s`, `12.3 ms`, `450 µs`, `80 ns`; from a minute on as everywhere."""
    sign, ns = ("-", -ns) if ns < 0 else ("", ns)
    if ns >= MINUTE:
        return f"{sign}{duration_text(ns)}"
    for unit, name in _UNITS:
        if ns >= unit:
            value = ns / unit
            text = f"{value:.0f}" if value >= 100 else f"{value:.{2 if value < 10 else 1}f}".rstrip("0").rstrip(".")
            return f"{sign}{text} {name}"
    return f"{sign}{ns} ns" if ns else "0"


def offset_text(ns: int) -> str:
    """How long after its start something in a session was: `mm:ss.mmm`, with hours in front where there are any."""
    sign, ns = ("-", -ns) if ns < 0 else ("", ns)
    minutes, rest = divmod(ns // 1_000_000, 60_000)
    hours, minutes = divmod(minutes, 60)
    clock = f"{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
    return f"{sign}{hours}:{clock}" if hours else f"{sign}{clock}"


def size_text(size: int) -> str:
    """A number of bytes: `812 B`, `14.2 kB`, `3.1 MB` (powers of 1,000, as browsers write them)."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.1f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def counted(number: int, name: str) -> str:
    """`1 span`, `1,284 spans`."""
    return f"{number:,} {name}" if number == 1 else f"{number:,} {name}s"
