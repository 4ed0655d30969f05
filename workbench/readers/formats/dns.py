r"""Name servers that write files of their own: BIND and Unbound. dnsmasq and PowerDNS write syslog.

    17-Mar-2026 14:02:11.123 queries: info: client @0x7f8a 203.0.113.9#4242 (shop.example): query: shop.example IN A
    +E(0)K (192.0.2.7) [1773756131] unbound[4711:0] info: 203.0.113.9 shop.example. A IN

BIND 9 Administrator Reference Manual, the logging statement's print-time, print-category and print-severity (each may
be off; print-time may also be iso8601 or iso8601-utc); unbound.conf(5), logfile, log-time-ascii (`Mar 17 14:02:11`) and
log-time-iso.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.model.severity import WORDS
from workbench.readers.patterned import Pattern, varied
from workbench.readers.syslogbody import body_fields

EXAMPLES = {
    "bind.log": (
        "17-Mar-2026 14:02:11.123 queries: info: client @0x7f8a 203.0.113.9#4242 (shop.example): query: shop.example IN A "
        "+E(0)K (192.0.2.7)\n"
        "17-Mar-2026 14:02:12.001 lame-servers: error: network unreachable resolving 'x.example/A/IN': 2001:db8::1#53\n"
    ),
    "unbound.log": (
        "[1773756131] unbound[4711:0] info: start of service (unbound 1.17.1).\n"
        "[1773756132] unbound[4711:1] error: SERVFAIL <shop.example. A IN>: all servers failed\n"
    ),
}
_LEVEL = r"dynamic|debug(?: \d+)?|info|notice|warning|error|critical"
_CATEGORY = r"[a-z][a-z0-9-]*"
_SEVERITIES = {**WORDS, "dynamic": 5, **{f"debug {number}": 5 for number in range(100)}}
_BIND_SAYS = r"client |zone |resolver|lame|received|running|starting|loading|all zones|automatic|managed-keys|listening"


def _more(groups: Mapping[str, str]) -> Mapping[str, Any]:
    return body_fields("named", groups.get("message", ""))


def _bind(stamp: str, time: str, sign: str) -> Pattern:
    return Pattern(
        "bind.log",
        "BIND log",
        rf"^(?P<t>{stamp}) (?:(?:{_CATEGORY}: )?(?P<level>{_LEVEL}): |{_CATEGORY}: )?",
        "have BIND's time, category or level",
        time=time,
        severities=_SEVERITIES,
        more=_more,
        literal=True,
        weight=0.9,
        whole=rf"^{stamp} (?:(?:(?P<category>{_CATEGORY}): )?(?P<level>{_LEVEL}): |(?P<alone>{_CATEGORY}): "
        rf")?(?P<message>.*)",
        sign=rf"^{stamp} (?:{sign})",
        names={"category": "bind.category", "alone": "bind.category"},
    )


BIND = (
    _bind(
        r"\d\d-[A-Z][a-z][a-z]-\d{4} \d\d:\d\d:\d\d\.\d{3}",
        "%d-%b-%Y %H:%M:%S",
        rf"(?:{_CATEGORY}: )?(?:{_LEVEL}): |{_CATEGORY}: |{_BIND_SAYS}",
    ),
    _bind(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z?", "iso", rf"{_CATEGORY}: (?:{_LEVEL}): "),
)


def _unbound_more(groups: Mapping[str, str]) -> Mapping[str, Any]:
    """Client and question of a query or reply, where log-queries or log-replies is on."""
    words = groups.get("message", "").split()
    if len(words) >= 4 and words[3] in ("IN", "CH") and words[1].endswith("."):
        return {"client.address": words[0], "dns.question.name": words[1], "dns.question.type": words[2]}
    return {}


def _unbound(stamp: str, time: str) -> Pattern:
    return Pattern(
        "unbound.log",
        "Unbound log",
        rf"^{stamp} (?:\S+ )?unbound\[\d+:[0-9a-f]+\] (?:(?P<level>debug|info|notice|warning|error|fatal|fatal "
        rf"error|query|reply): )?",
        "have Unbound's process and thread",
        time=time,
        severities={**WORDS, "fatal error": 21, "query": 9, "reply": 9},
        whole=rf"^{stamp} (?:\S+ )?unbound\[(?P<pid>\d+):(?P<tid>[0-9a-f]+)\] (?:(?P<level>[a-z ]+?): )?(?P<message>.*)",
        more=_unbound_more,
        literal=True,
        holds="unbound[",
    )


UNBOUND = (
    _unbound(r"\[(?P<t>\d{10}(?:\.\d+)?)\]", "epoch"),
    _unbound(r"(?P<t>[A-Z][a-z][a-z] [ \d]?\d \d\d:\d\d:\d\d)", "%b %e %H:%M:%S"),
    _unbound(r"(?P<t>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)", "iso"),
)
READERS = (*varied(*BIND), *varied(*UNBOUND))
