"""The time of day and new ids, handed in so that a test or a replay can hold them still."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass


def _uuid7(now_ns: int) -> str:
    """A UUIDv7 (RFC 9562 section 5.7) from nanoseconds since the epoch: sorts by time, needs no counter."""
    millis = now_ns // 1_000_000
    rest = int.from_bytes(os.urandom(10), "big")
    value = (
        (millis & ((1 << 48) - 1)) << 80 | 0x7 << 76 | (rest >> 68 & 0xFFF) << 64 | 0b10 << 62 | rest & ((1 << 62) - 1)
    )
    return str(uuid.UUID(int=value))


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is (ns UTC since the epoch) and an id for something new."""

    now: Callable[[], int] = time.time_ns
    new_id: Callable[[], str] = lambda: _uuid7(time.time_ns())
