r"""Text logs whose date is the day of the year, as mainframes, space and weather systems write it.

    2026-076T14:02:11.123Z ERROR downlink lost
    2026-076 14:02:11 started

ISO 8601, ordinal date (5.2.3 of the 2019 edition).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.readers.innerlevel import SEVERITIES, inner_level, level_text
from workbench.readers.patterned import Pattern, varied

EXAMPLES = {"text.ordinal": "2026-076T14:02:11.123Z ERROR downlink lost\n2026-076T14:02:12.000Z INFO back\n"}


def _more(groups: Mapping[str, str]) -> Mapping[str, Any]:
    return {"severity_text": level_text(groups.get("message", ""))}


_CLOCK = r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"


def _row(stamp: str, time: str) -> Pattern:
    return Pattern(
        "text.ordinal", "Text log with ordinal dates", rf"^\[?(?P<t>{stamp})\]?[:,]?[ \t]{inner_level()}",
        "begin with year, day of the year and time", whole=r"^\[?\S+(?:[ T]\d\d:\S+)?\]? +(?P<message>.*)", time=time,
        severities=SEVERITIES, more=_more, literal=True, weight=0.85,
    )  # fmt: skip


ROWS = (
    _row(rf"\d{{4}}-[0-3]\d\d[T ]{_CLOCK}(?:Z|[+-]\d\d:?\d\d)?", "ordinal"),
    _row(rf"\d{{4}}[0-3]\d\d {_CLOCK}", "%Y%j %H:%M:%S"),
    _row(rf"\d{{4}}:[0-3]\d\d:{_CLOCK}", "%Y:%j:%H:%M:%S"),
)
READERS = varied(*ROWS)
