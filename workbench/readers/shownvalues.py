"""Numbers as panels show them, with a unit behind and scaled to be read: back to numbers of one unit.

`1.5 KiB` is 1536 bytes, `2 min` 120 s, `3.2 K` 3200: what panels of Grafana export where their data is formatted.
"""

from __future__ import annotations

import re
from math import nan

_SHOWN = re.compile(r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][-+]?\d{1,3})?) ?([^\d\s][^\d]{0,20})?")
NONE = frozenset(("", "null", "undefined", "NaN", "nan", "-", "No data"))
_BYTES = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40, "PiB": 2**50, "kB": 1e3, "KB": 1e3, "MB": 1e6,
          "GB": 1e9, "TB": 1e12, "PB": 1e15}  # fmt: skip
_SCALES: dict[str, tuple[str, float]] = {
    **{unit: ("bytes", factor) for unit, factor in _BYTES.items()},
    **{f"{unit}/s": ("bytes/s", factor) for unit, factor in _BYTES.items()},
    "b/s": ("bits/s", 1), "kb/s": ("bits/s", 1e3), "Mb/s": ("bits/s", 1e6), "Gb/s": ("bits/s", 1e9),
    "ns": ("s", 1e-9), "µs": ("s", 1e-6), "μs": ("s", 1e-6), "ms": ("s", 1e-3), "s": ("s", 1), "min": ("s", 60),
    "mins": ("s", 60), "hour": ("s", 3600), "hours": ("s", 3600), "day": ("s", 86_400), "days": ("s", 86_400),
    "week": ("s", 604_800), "weeks": ("s", 604_800), "K": ("", 1e3), "Mil": ("", 1e6), "Bil": ("", 1e9),
    "Tri": ("", 1e12),
}  # fmt: skip


def shown_value(text: str) -> tuple[float, str] | None:
    """The number and the unit it then has; NaN where there is none; None where the text is no number.

    A unit that isn't known stays as it is written, the number too.
    """
    text = text.strip()
    if text in NONE:
        return nan, ""
    if text.replace(".", "", 1).isdecimal() and text.isascii() and len(text) < 60:
        return float(text), ""
    found = _SHOWN.fullmatch(text) if len(text) < 60 else None
    if found is None or not any(char.isdigit() for char in found[1]):
        return {"+Inf": (float("inf"), ""), "Inf": (float("inf"), ""), "-Inf": (-float("inf"), "")}.get(text)
    number = float(found[1].replace(",", ""))
    unit = (found[2] or "").strip()
    base, factor = _SCALES.get(unit, (unit, 1))
    # A division by a whole number rounds once; a product with 0.001 twice.
    value = number / round(1 / factor) if factor < 1 else number * factor
    return value, base
