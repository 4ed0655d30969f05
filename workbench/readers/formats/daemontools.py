r"""Logs whose time is a TAI64N label (multilog, svlogd -t, s6-log; qmail writes so) or one with the date and an underscore.

    @4000000069b95f080754d4c0 new msg 4711
    2026-03-17_14:02:11.12345 run: pay: (pid 4711) 3s

D. J. Bernstein, "TAI64, TAI64N, and TAI64NA"; multilog(8), svlogd(8) (-t a label, -tt and -ttt a UTC date), s6-log(8).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.readers.innerlevel import SEVERITIES, inner_level, level_text
from workbench.readers.patterned import Pattern, patterned, varied

EXAMPLES = {
    "daemontools.tai64n": (
        "@4000000069b95f080754d4c0 new msg 4711\n@4000000069b95f081dcd6500 info msg 4711: bytes 512 from "
        "<ann@shop.example>\n"
    ),
    "daemontools.svlogd": "2026-03-17_14:02:11.12345 ERROR pay: refused\n2026-03-17_14:02:12.00001 started\n",
}


def _more(groups: Mapping[str, str]) -> Mapping[str, Any]:
    return {"severity_text": level_text(groups.get("message", ""))}


TAI = Pattern(
    "daemontools.tai64n",
    "TAI64N (multilog, svlogd, s6-log)",
    rf"^(?P<t>@[0-9a-f]{{24}}) {inner_level()}",
    "begin with a TAI64N label",
    whole=r"^\S+ (?P<message>.*)",
    time="tai64n",
    severities=SEVERITIES,
    more=_more,
    literal=True,
)


def _svlogd(between: str, time: str) -> Pattern:
    return Pattern(
        "daemontools.svlogd",
        "svlogd with dates",
        rf"^(?P<t>\d{{4}}-\d\d-\d\d{between}\d\d:\d\d:\d\d\.\d{{5}}) {inner_level()}",
        "begin with svlogd's date of five decimals",
        whole=r"^\S+ (?P<message>.*)",
        time=time,
        severities=SEVERITIES,
        zone="UTC",
        more=_more,
        literal=True,
    )


READERS = (*patterned(TAI), *varied(_svlogd("_", "%Y-%m-%d_%H:%M:%S"), _svlogd("T", "%Y-%m-%dT%H:%M:%S")))
