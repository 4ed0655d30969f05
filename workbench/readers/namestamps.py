"""A time written into a file's name, for formats whose bytes carry none."""

from __future__ import annotations

import re

from workbench.engine.stamps import Stamp, parse_stamp

_DATE = r"(?P<y>(?:19|20)\d\d)[-_.]?(?P<mo>0[1-9]|1[0-2])[-_.]?(?P<d>0[1-9]|[12]\d|3[01])"
_TIME = r"(?P<h>[01]\d|2[0-3])[-_.:]?(?P<mi>[0-5]\d)[-_.:]?(?P<s>[0-5]\d|60)"
_STAMPED = re.compile(
    rf"(?<!\d){_DATE}[T_ -]?{_TIME}(?:[.,_-]?(?P<f>\d{{3}}(?:\d{{3}}){{0,2}})(?!\d))?(?P<z>Z|[+-]\d\d[:-]?\d\d)?(?!\d)"
)
_EPOCH = re.compile(r"(?<!\d)(1\d{9}(?:\.\d{1,9})?|1\d{12}|1\d{15}|1\d{18})(?!\d)")


def stamp_in_name(name: str) -> Stamp | None:
    """The last stamp in the last part of a path: `20260317T140211Z`, `2026-03-17T14-02-11`, an epoch; None without one.

    Naive where it names no zone.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    for found in reversed(list(_STAMPED.finditer(last))):
        fraction = f".{found['f']}" if found["f"] else ""
        zone = (found["z"] or "").replace("-", "-", 1)
        zone = zone[:3] + ":" + zone[-2:] if len(zone) > 1 else zone
        text = f"{found['y']}-{found['mo']}-{found['d']}T{found['h']}:{found['mi']}:{found['s']}{fraction}{zone}"
        if stamp := parse_stamp(text, "iso"):
            return stamp
    epochs = _EPOCH.findall(last)
    return parse_stamp(epochs[-1], "epoch") if epochs else None
