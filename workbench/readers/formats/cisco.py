r"""Cisco's system messages: ASA and Firepower, IOS and IOS XE, NX-OS, IOS XR.

    <166>Mar 17 2026 14:02:11 fw1 : %ASA-6-302013: Built inbound TCP connection 4711 for outside:203.0.113.9/4242
    *Mar 17 14:02:11.123 CET: %LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down
    2026 Mar 17 14:02:11 sw1 %ETHPORT-5-IF_UP: Interface Ethernet1/1 is up

"System Message Logging" of IOS (`%FACILITY-SUBFACILITY-SEVERITY-MNEMONIC`, digit 0 emergencies … 7 debugging; * or .
before a time whose clock isn't set or in step), "Cisco Secure Firewall ASA Series Syslog Messages". Where a relay put
its own time in front, that one is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workbench.readers.levels import SYSLOG
from workbench.readers.patterned import Pattern, varied
from workbench.readers.sysloghead import ISO, RFC5424, SHORT, YEAR, SyslogHead

EXAMPLES = {
    "cisco.syslog": (
        "Mar 17 2026 14:02:11 fw1 : %ASA-6-302013: Built inbound TCP connection 4711 for outside:203.0.113.9/4242\n"
        "Mar 17 2026 14:02:12 fw1 : %ASA-4-106023: Deny tcp src outside:203.0.113.9/4243 dst inside:192.0.2.7/22\n"
    )
}
_CODE = r"%(?P<code>[A-Z][A-Z0-9_]*(?:-[A-Za-z0-9_/]+)*?-(?P<level>[0-7])-[A-Z0-9_]+) ?: ?"
_MDY = r"[A-Z][a-z][a-z] [ \d]?\d \d\d:\d\d:\d\d(?:\.\d{1,6})?"
_MDYY = r"[A-Z][a-z][a-z] [ \d]?\d \d{4} \d\d:\d\d:\d\d(?:\.\d{1,6})?"
_YMD = r"\d{4} [A-Z][a-z][a-z] [ \d]?\d \d\d:\d\d:\d\d(?:\.\d{1,6})?"
_WHOLE = (
    rf"^(?:<(?P<pri>\d+)>)?(?:(?:{_MDYY}|{_YMD}|{_MDY}|\d{{4}}-\d\d-\d\dT\S+) (?P<host>[\w.-]+(?::[\w:.]*\w)?)(?= ))?"
    rf".*?{_CODE}(?P<message>.*)"
)
_ENDS = re.compile(r"(?P<zone>[\w.-]+):(?P<address>\d+\.\d+\.\d+\.\d+)(?:/(?P<port>\d+))?")


def _more(groups: Mapping[str, str]) -> Mapping[str, Any]:
    """Source and destination of a firewall's message, where it names two `interface:address/port`."""
    ends = list(_ENDS.finditer(groups.get("message", "")))[:2]
    if len(ends) < 2 or not groups.get("code", "").startswith(("ASA", "FTD", "PIX", "FWSM")):
        return {}
    answer: dict[str, Any] = {}
    for side, found in zip(("source", "destination"), ends, strict=True):
        answer |= {f"{side}.interface": found["zone"], f"{side}.address": found["address"]}
        answer |= {f"{side}.port": int(found["port"])} if found["port"] else {}
    return answer


def _row(start: str, time: str) -> Pattern:
    return Pattern(
        "cisco.syslog",
        "Cisco system messages (ASA, IOS, NX-OS)",
        start,
        "have a %FACILITY-SEVERITY-MNEMONIC",
        whole=_WHOLE,
        time=time,
        severities=SYSLOG,
        names={"code": "cisco.mnemonic", "pri": "syslog.pri"},
        more=_more,
        literal=True,
        holds="%",
    )


def _relayed(head: SyslogHead) -> Pattern:
    return _row("^" + re.sub(r"\?P<(?:pri|host)>", "?:", head.start) + ".*?" + _CODE, head.time)


def _own(stamp: str) -> str:
    """The device's own time and whatever stands before it: a sequence number, a host."""
    return rf"^(?:<\d{{1,3}}>)?(?:[^%]*[ :])?[*.:]?(?P<t>{stamp})(?: [A-Z]{{2,5}})? ?:.*?{_CODE}"


ROWS = (
    *(_relayed(head) for head in (SHORT, YEAR, ISO, RFC5424)),
    _row(rf"^(?:<\d{{1,3}}>)?(?:\S* )?(?P<t>{_YMD})[ :].*?{_CODE}", "%Y %b %e %H:%M:%S"),
    _row(_own(_MDYY), "%b %e %Y %H:%M:%S"),
    _row(_own(_MDY), "%b %e %H:%M:%S"),
)
READERS = varied(*ROWS)
