"""Times as OLE Automation counts them: days since 1899-12-30T00:00:00, which Delphi programs (PRTG) write as a decimal."""

from __future__ import annotations

import re

from workbench.engine.stamps import Stamp

_DAYS = re.compile(r"(\d{1,6})(?:\.(\d{1,15}))?", re.ASCII)
_EPOCH_DAY = 25_569  # 1970-01-01
_DAY_MS, _MS = 86_400_000, 1_000_000


def ole_stamp(text: str) -> Stamp | None:
    """A day count as an instant, UTC; None where the text is none or lies outside int64 nanoseconds.

    Such a clock ticks in milliseconds and is printed with ten digits behind the point (8.64 µs): the nearest millisecond
    is what it said.
    """
    found = _DAYS.fullmatch(text.strip())
    if found is None:
        return None
    fraction = found[2] or ""
    scale = 10 ** len(fraction)
    count = int(found[1] + fraction) * _DAY_MS
    wall = ((2 * count + scale) // (2 * scale) - _EPOCH_DAY * _DAY_MS) * _MS
    return Stamp(wall, False, max(_MS, 864 * 10 ** max(11 - len(fraction), 0))) if abs(wall) < 2**63 else None
