r"""Firewalls that write their own: FortiGate's pairs, Palo Alto's columns, ScreenOS' messages.

    date=2026-03-17 time=14:02:11 devname="fg1" devid="FG1" eventtime=1773756131123456789 tz="+0100" type="traffic"
    level="notice" srcip=10.0.0.1 srcport=4242 dstip=203.0.113.9 dstport=443 action="accept"        (one line)
    1,2026/03/17 14:02:12,0123,TRAFFIC,end,2560,2026/03/17 14:02:11,10.0.0.1,203.0.113.9,…
    Mar 17 14:02:11 ns5 NetScreen device_id=ns5  [Root]system-notification-00257(traffic): start_time="2026-03-17 14:02:10" …

"FortiOS Log Message Reference" (eventtime is an epoch, since 6.2 in ns; date and time are the device's own clock);
"PAN-OS Administrator's Guide", Syslog Field Descriptions (the seventh field is when the log was made);
"ScreenOS Message Log Reference Guide". pfSense's filterlog, Netfilter and Junos are syslog.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from typing import Any

from workbench.model.severity import WORDS
from workbench.readers.patterned import Pattern, patterned, varied
from workbench.readers.sysloghead import SHORT_STAMP

EXAMPLES = {
    "fortinet.fortigate": (
        'date=2026-03-17 time=14:02:11 devname="fg1" devid="FG100" eventtime=1773756131123456789 tz="+0100" '
        'logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=10.0.0.1 srcport=4242 '
        'dstip=203.0.113.9 dstport=443 action="accept" msg="session closed"\n'
    ),
    "paloalto.panos": (
        "1,2026/03/17 14:02:12,0123,TRAFFIC,end,2560,2026/03/17 14:02:11,10.0.0.1,203.0.113.9,0.0.0.0,0.0.0.0,out,,,ssl,"
        "vsys1,trust,untrust,ethernet1/1,ethernet1/2,fwd,2026/03/17 14:02:11,4711,1,4242,443,0,0,0x19,tcp,allow,1024\n"
    ),
    "juniper.screenos": (
        "Mar 17 14:02:11 ns5 NetScreen device_id=ns5  [Root]system-notification-00257(traffic): "
        'start_time="2026-03-17 14:02:10" duration=0 policy_id=320 src=10.0.0.1 dst=203.0.113.9 action=Deny\n'
    ),
}
_PAIR = re.compile(r'(?:^|[\s,])([A-Za-z_][\w.-]{0,63})=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))')
_NAMES = {
    "devname": "host.name",
    "srcip": "source.address",
    "srcport": "source.port",
    "dstip": "destination.address",
    "dstport": "destination.port",
    "src": "source.address",
    "dst": "destination.address",
    "src_port": "source.port",
    "dst_port": "destination.port",
    "user": "user.name",
    "proto": "network.transport",
    "hostname": "server.address",
    "url": "url.path",
    "srcintf": "source.interface",
    "dstintf": "destination.interface",
    "device_id": "host.name",
}


def _pairs(text: str) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    for key, quoted, plain in _PAIR.findall(text):
        value = quoted or plain
        name = str(_NAMES.get(key, key))
        if value and key not in ("date", "time"):
            answer.setdefault(name, int(value) if name.endswith(".port") and value.isdigit() else value)
    return answer


def _fortigate(groups: Mapping[str, str]) -> Mapping[str, Any]:
    found = _pairs(groups.get("_pairs", ""))
    ends = " -> ".join(str(found[key]) for key in ("source.address", "destination.address") if key in found)
    said = (found.get("type"), found.get("subtype"), found.get("action"), ends, found.get("logdesc"), found.get("msg"))
    found["severity_text"] = found.pop("level", "")
    return {**found, "title": " ".join(word for word in said if word)}


_DATE = r"date=\d{4}-\d\d-\d\d,? ?time=\d\d:\d\d:\d\d"
_OWN = r"date=(?P<t>\d{4}-\d\d-\d\d time=\d\d:\d\d:\d\d)"
_LEVEL = r'(?:.*?[ ,]level="?(?P<level>\w+))?'
_FORTI: dict[str, Any] = {
    "whole": r"^(?:<\d+>)?(?:[^=]* )?(?P<_pairs>date=.*)",
    "more": _fortigate,
    "literal": False,
    "holds": "date=",
}


def _forti(start: str, time: str, why: str, sign: str = "") -> Pattern:
    return Pattern(
        "fortinet.fortigate", "FortiGate log", start, f"have date=, time= and {why}", time=time, sign=sign, **_FORTI
    )


_HEAD = r"^(?:<\d{1,3}>)?(?:[^=]* )?"
FORTIGATE = (
    _forti(
        rf"{_HEAD}{_DATE}.*?[ ,]eventtime=(?P<t>\d{{10,19}}){_LEVEL}",
        "epoch",
        "eventtime=",
        rf"{_HEAD}{_DATE}.*?[ ,]eventtime=\d+.*[ ,]level=",
    ),
    _forti(
        rf"{_HEAD}{_DATE}{_LEVEL}.*?[ ,]eventtime=(?P<t>\d{{10,19}})",
        "epoch",
        "eventtime=",
        rf"{_HEAD}{_DATE}.*?[ ,]level=.*[ ,]eventtime=\d",
    ),
    _forti(
        rf"{_HEAD}{_OWN}{_LEVEL}", "%Y-%m-%d time=%H:%M:%S", "devid=", rf"{_HEAD}{_DATE}.*\b(?:devid|logid|log_id)="
    ),
)

# Positions in a traffic or threat log, from 0.
_COLUMNS = {
    7: "source.address",
    8: "destination.address",
    11: "rule.name",
    12: "user.name",
    14: "network.protocol.name",
    16: "source.zone",
    17: "destination.zone",
    22: "session",
    24: "source.port",
    25: "destination.port",
    29: "network.transport",
    30: "action",
}
_RANKS = {**WORDS, "informational": 9, "low": 9, "medium": 13, "high": 17, "critical": 18}
_PAN = re.compile(r",(informational|low|medium|high|critical),")


def _paloalto(groups: Mapping[str, str]) -> Mapping[str, Any]:
    """The columns that traffic and threat logs share; all others of the line stay in its text."""
    rest = groups.get("_rest", "")
    cells = next(csv.reader([rest]), [])
    answer: dict[str, Any] = {"severity_text": found[1] if (found := _PAN.search(rest)) else ""}
    if groups.get("type") in ("TRAFFIC", "THREAT"):
        for place, name in _COLUMNS.items():
            value = cells[place - 7] if place - 7 < len(cells) else ""
            answer[name] = int(value) if name.endswith(".port") and value.isdigit() and len(value) < 6 else value
    said = [
        answer.get(name, "") for name in ("action", "source.address", "destination.address", "network.protocol.name")
    ]
    words = [groups.get("type", ""), groups.get("subtype", ""), *said]
    return {**answer, "title": " ".join(str(word) for word in words if word) if any(said) else ""}


_SLASH = r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d"
PALOALTO = Pattern(
    "paloalto.panos",
    "Palo Alto PAN-OS log",
    rf"^(?:[^,]* )?\d+,{_SLASH},\w*,[A-Z][A-Z-]*,[^,]*,[^,]*,(?P<t>{_SLASH}),(?:.*?,(?P<level>informational|low|medium|high|"
    r"critical),)?",
    "are PAN-OS columns with two times",
    time="slash",
    severities=_RANKS,
    default_severity=9,
    more=_paloalto,
    whole=rf"^(?:(?P<_head>[^,]*) )?\d+,{_SLASH},(?P<serial>\w*),(?P<type>[A-Z-]+),(?P"
    rf"<subtype>[^,]*),[^,]*,{_SLASH},(?P<_rest>.*)",
    names={"serial": "host.id", "type": "panos.type", "subtype": "panos.subtype"},
)


def _screenos(groups: Mapping[str, str]) -> Mapping[str, Any]:
    return _pairs(f"device_id={groups.get('device', '')} {groups.get('message', '')}")


_WORD = r"(?:emergency|emergencies|alert|critical|error|warning|notification|information|debugging)"
SCREENOS = Pattern(
    "juniper.screenos",
    "Juniper ScreenOS",
    rf"^(?:<\d{{1,3}}>)?(?P<t>{SHORT_STAMP}) (?:\S+ )?\S+ device_id=\S+ +\[[^\]]*\]system-(?P<level>{_WORD})-\d+",
    "have device_id and a message number",
    time="%b %e %H:%M:%S",
    holds=" device_id=",
    severities={**WORDS, "emergencies": 21, "notification": 10, "information": 9, "debugging": 5},
    more=_screenos,
    whole=rf"^(?:<\d+>)?{SHORT_STAMP} .*?device_id=(?P<device>\S+) +\[(?P<vsys>[^\]]*)\]system-(?P<level>{_WORD})-"
    r"(?P<code>\d+)(?:\((?P<type>[^)]*)\))?: ?(?P<message>.*)",
    names={"device": "host.name", "code": "screenos.code", "type": "screenos.type", "vsys": "screenos.vsys"},
    literal=True,
)
READERS = (*varied(*FORTIGATE), *patterned(PALOALTO, SCREENOS))
