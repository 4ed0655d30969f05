r"""Windows events as Snare sends them: tab-separated behind a syslog head.

    <13>Mar 17 14:02:11 dc1 MSWinEventLog⇥1⇥Security⇥4711⇥Tue Mar 17 14:02:10 2026⇥4625⇥Windows⇥ann⇥User⇥Failure Audit⇥dc1⇥
    Logon⇥⇥An account failed to log on.    Subject:   Security ID:  S-1-0-0⇥4711

(one line). Snare Enterprise agent for Windows, "Snare output format": criticality 0 clear, 1 information, 2 warning, 3
critical, 4 priority; the time is the host's own, without a zone. The event's type, where it is a failure or an error,
says more than the criticality, which whoever set the agent up chose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workbench.readers.patterned import Pattern, patterned
from workbench.readers.systems import System

EXAMPLES = {
    "snare.winevent": (
        "<13>Mar 17 14:02:11 dc1 MSWinEventLog\t1\tSecurity\t4711\tTue Mar 17 14:02:10 2026\t4625\tWindows\tann\tUser\t"
        "Failure Audit\tdc1\tLogon\t\tAn account failed to log on.    Subject:   Security ID:  S-1-0-0\t4711\n"
    )
}
_CRITICALITIES = {"0": 0, "1": 9, "2": 13, "3": 18, "4": 19}
_TYPES = {"failure audit": 13, "error": 17, "warning": 13, "critical": 21}
_CELL = r"[^\t]*"
_DATE = r"[A-Z][a-z][a-z] [A-Z][a-z][a-z] [ \d]?\d \d\d:\d\d:\d\d \d{4}"


class _Severities(dict[str, int]):
    """The level is everything from criticality to type, since both count: a failure's or an error's type comes first."""

    def get(self, key: str, default: Any = None, /) -> Any:
        """The severity of `criticality⇥…⇥type`."""
        cells = key.split("\t")
        return _TYPES.get(cells[-1], _CRITICALITIES.get(cells[0], default))


_START = (
    rf"^[^\t]*MSWinEventLog\t(?P<level>\d\t{_CELL}\t{_CELL}\t(?P<t>{_DATE})\t"
    rf"{_CELL}\t{_CELL}\t{_CELL}\t{_CELL}\t{_CELL})"
)
_WHOLE = (
    rf"^(?:<(?P<pri>\d+)>)?(?P<_head>.*?)MSWinEventLog\t(?P<criticality>\d)\t(?P<channel>{_CELL})\t(?P<counter>{_CELL})\t"
    rf"{_CELL}\t(?P<event_id>{_CELL})\t(?P<provider>{_CELL})\t(?P<_user>{_CELL})\t(?P<sid_type>{_CELL})\t(?P<type>{_CELL})\t"
    rf"(?P<host>{_CELL})\t(?P<category>{_CELL})\t(?P<data>{_CELL})\t(?P<message>{_CELL})(?:\t(?P<record>{_CELL}))?"
    r"(?P<_rest>.*)"
)
NAMES = {
    "channel": "winlog.channel",
    "counter": "snare.counter",
    "event_id": "winlog.event_id",
    "provider": "winlog.provider_name",
    "sid_type": "winlog.user.type",
    "type": "winlog.event_type",
    "category": "winlog.task",
    "data": "winlog.data",
    "record": "winlog.record_id",
    "criticality": "snare.criticality",
    "pri": "syslog.pri",
}
_GAP = re.compile(r" {2,}")


def _more(groups: Mapping[str, str]) -> Mapping[str, Any]:
    """What the agent put at the end, and the level by type or criticality; what were lines are apart by blanks."""
    kind, level = groups.get("type", ""), groups.get("criticality", "")
    custom = [cell for cell in groups.get("_rest", "").split("\t") if cell.strip()]
    user = groups.get("_user", "")
    return {
        "severity_text": kind or level,
        "user.name": "" if user == "N/A" else user,
        **{f"snare.field{number}": cell for number, cell in enumerate(custom, 1)},
    }


ROW = Pattern(
    "snare.winevent",
    "Windows events from Snare",
    _START,
    "hold MSWinEventLog and its fields",
    whole=_WHOLE,
    time="%a %b %e %H:%M:%S %Y",
    severities=_Severities(_TYPES),
    names=NAMES,
    more=_more,
    holds="MSWinEventLog",
)
READERS = patterned(ROW)
SYSTEMS = (
    System(
        "Snare",
        "logs",
        ("snare.winevent",),
        "What the agent sends, as the syslog server wrote it to a file: a line an event, fields parted by tabs.",
        "A record an event at the host's own clock, severity by its type, else by criticality; channel, provider and id.",
        "The host writes no zone: declare it. The head of the syslog server, whose clock is another, is left.",
    ),
)
