"""Times and durations written as plain numbers, to the nanosecond: read from their digits, never through a float.

Tools count in seconds, milliseconds or microseconds, with or without a fraction, some with an exponent (X-Ray's
`1.568835610432E9`), some as text. The unit is told by the tool's definition, so it is handed in, not guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from workbench.engine.stamps import Stamp
from workbench.readers.recordmap import plain

SECONDS, MILLISECONDS, MICROSECONDS, NANOSECONDS = 9, 6, 3, 0
"""Units, as the power of ten that makes nanoseconds of them."""
LATEST = 2**63 - 1
LENGTH_LIMIT = 60
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?")


def number_of(value: Any) -> Decimal | None:
    """A number as it was written, be it a JSON number or a text that is one; None where it is none."""
    if isinstance(value, bool):
        return None
    text = str(value) if isinstance(value, Decimal) else plain(value).strip()
    if len(text) > LENGTH_LIMIT or _NUMBER.fullmatch(text) is None:
        return None
    number = Decimal(text)
    return number if -30 < number.adjusted() < 25 else None


def span_ns(value: Any, unit: int) -> int | None:
    """A duration in ns, what is finer cut off; None where it is none, is negative or longer than a clock can tell."""
    number = number_of(value)
    if number is None or number < 0:
        return None
    length = int(number.scaleb(unit))
    return length if length <= LATEST else None


def stamp_at(value: Any, unit: int) -> Stamp | None:
    """A moment counted since 1970 UTC, with the step its digits can tell; None for 0, for -1, and for what is none."""
    number = number_of(value)
    if number is None or number <= 0:
        return None
    wall = int(number.scaleb(unit))
    if not 0 < wall <= LATEST:
        return None
    exponent = number.as_tuple().exponent
    digits = max(-exponent, 0) if isinstance(exponent, int) else 0
    return Stamp(wall, False, 10 ** max(unit - digits, 0))


def later(start: int | None, length: int | None) -> int | None:
    """The end of what began at `start` and took `length` ns; None where either isn't known or no clock can tell it."""
    if start is None or length is None or start + length > LATEST:
        return None
    return start + length
