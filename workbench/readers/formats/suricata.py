r"""Suricata's EVE and fast.log, and Snort's one-line alerts.

    {"timestamp":"2026-03-17T14:02:11.123456+0100","event_type":"alert","src_ip":"…","alert":{"severity":1,…},…}
    03/17/2026-14:02:11.123456  [**] [1:2010935:3] ET SCAN x [**] [Classification: x] [Priority: 2] {TCP} A:1 -> B:2

Suricata's user guide, "Eve JSON Format" and "Fast output" (alert-fastlog.c); Snort's `alert_fast` (spo_alert_fast.c) has no
year unless it runs with -y. Priority and severity 1 are the worst.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.readers.jsonrows import JsonPattern, json_rows
from workbench.readers.patterned import Pattern, patterned, varied

EXAMPLES = {
    "suricata.eve": (
        '{"timestamp":"2026-03-17T14:02:11.123456+0100","flow_id":1189723,"event_type":"alert","src_ip":"203.0.113.9",'
        '"src_port":4242,"dest_ip":"192.0.2.7","dest_port":22,"proto":"TCP","alert":{"action":"allowed","gid":1,'
        '"signature_id":2001219,"signature":"ET SCAN Potential SSH Scan","severity":2}}\n'
    ),
    "suricata.fast": (
        "03/17/2026-14:02:11.123456  [**] [1:2001219:20] ET SCAN Potential SSH Scan [**] [Classification: Attempted "
        "Information Leak] [Priority: 2] {TCP} 203.0.113.9:4242 -> 192.0.2.7:22\n"
    ),
    "snort.alert": (
        "03/17-14:02:11.123456  [**] [1:2001219:20] ET SCAN Potential SSH Scan [**] [Classification: Attempted "
        "Information Leak] [Priority: 1] {TCP} 203.0.113.9:4242 -> 192.0.2.7:22\n"
    ),
}  # fmt: skip
PRIORITIES = {"1": 17, "2": 13, "3": 9, "4": 9}
ADDRESSES = {
    "src_ip": "source.address", "src_port": "source.port", "dest_ip": "destination.address",
    "dest_port": "destination.port", "proto": "network.transport", "host": "host.name", "http.hostname": "server.address",
    "http.url": "url.path", "http.http_method": "http.request.method", "http.status": "http.response.status_code",
    "http.http_user_agent": "user_agent.original", "dns.rrname": "dns.question.name",
}  # fmt: skip


def _more(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an event is about, in a line: an alert's signature, else its kind and what it names."""
    kind = str(found.get("event_type"))
    inner = found.get(kind)
    told = [str(inner[key]) for key in _TELLING if inner.get(key)] if isinstance(inner, Mapping) else []
    return {"title": " ".join([kind, *told])}


_TELLING = ("signature", "http_method", "hostname", "url", "type", "rrname", "rrtype", "sni", "filename", "state")
EVE = JsonPattern(
    "suricata.eve", "Suricata EVE JSON", "are EVE events with event_type", keys=("event_type", "timestamp"),
    stamp_keys=("timestamp",), level_keys=("alert.severity",), severities=PRIORITIES, default_severity=9,
    names=ADDRESSES, more=_more,
)  # fmt: skip
_ALERT = r" +\[\*\*\] \[\d+:\d+:\d+\] .*?\[\*\*\] (?:\[Classification: [^\]]*\] )?(?:\[Priority: (?P<level>\d+)\] )?"
_WHOLE = (
    r"\S+ +(?:\[(?P<wb_action>[A-Za-z]+)\] )?\[\*\*\] \[(?P<gid>\d+):(?P<sid>\d+):(?P<rev>\d+)\] \"?(?P<message>.*?)\"? ?"
    r"\[\*\*\](?: \[Classification: (?P<classification>[^\]]*)\])?(?: \[Priority: (?P<level>\d+)\])?"
    r"(?: \[AppID: (?P<appid>[^\]]*)\])? \{(?P<transport>[^}]+)\} (?P<src>\S+?)(?::(?P<src_port>\d+))? -> "
    r"(?P<dst>\S+?)(?::(?P<dst_port>\d+))?$"
)
_NAMES = {
    "src": "source.address", "src_port": "source.port", "dst": "destination.address", "dst_port": "destination.port",
    "transport": "network.transport", "gid": "rule.group", "sid": "rule.id", "rev": "rule.version", "wb_action": "action",
    "classification": "rule.category",
}  # fmt: skip
_NUMBERS = frozenset(("source.port", "destination.port"))
FAST = Pattern(
    "suricata.fast", "Suricata fast.log", rf"^(?P<t>\d\d/\d\d/\d{{4}}-\d\d:\d\d:\d\d\.\d+)(?: +\[[A-Za-z]+\])?{_ALERT}",
    "have a time and a rule between [**]", whole=_WHOLE, time="%m/%d/%Y-%H:%M:%S", severities=PRIORITIES, names=_NAMES,
    numbers=_NUMBERS, kind="alert", holds="[**]",
)  # fmt: skip
SNORT = Pattern(
    "snort.alert", "Snort alerts (fast)", rf"^(?P<t>\d\d/\d\d-\d\d:\d\d:\d\d\.\d+)(?: +\[[A-Za-z]+\])?{_ALERT}",
    "have a time without a year and a rule between [**]", whole=_WHOLE, time="%m/%d-%H:%M:%S", severities=PRIORITIES,
    names=_NAMES, numbers=_NUMBERS, kind="alert", holds="[**]",
)  # fmt: skip
SNORT_YEAR = Pattern(
    "snort.alert", SNORT.title, rf"^(?P<t>\d\d/\d\d/\d\d-\d\d:\d\d:\d\d\.\d+)(?: +\[[A-Za-z]+\])?{_ALERT}", SNORT.why,
    whole=_WHOLE, time="%m/%d/%y-%H:%M:%S", severities=PRIORITIES, names=_NAMES, numbers=_NUMBERS, kind="alert",
    holds="[**]",
)  # fmt: skip
READERS = (*json_rows(EVE), *patterned(FAST), *varied(SNORT, SNORT_YEAR))
