r"""Tunnels: OpenVPN's own log, and strongSwan's charon where it writes a file of its own.

    Tue Mar 17 14:02:11 2026 ann/203.0.113.9:1194 TLS Error: TLS handshake failed
    2026-03-17 14:02:11 us=123456 ann/203.0.113.9:1194 WARNING: 'link-mtu' is used inconsistently
    Mar 17 14:02:11 05[IKE] <home|1> received AUTHENTICATION_FAILED error notify

OpenVPN, error.c and time_string() (ctime until 2.4, ISO since 2.5, microseconds behind `us=` with verb 4);
strongswan.conf, charon.filelog with
`time_format` (%b %e %T, or %Y-%m-%dT%H:%M:%S), thread and subsystem. In syslog both are syslog.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.readers.patterned import Pattern, varied

EXAMPLES = {
    "openvpn.log": (
        "2026-03-17 14:02:11 OpenVPN 2.6.3 x86_64-pc-linux-gnu [SSL (OpenSSL)] [LZO] built on Mar  1 2026\n"
        "2026-03-17 14:02:12 203.0.113.9:1194 TLS: Initial packet from [AF_INET]203.0.113.9:1194, sid=aa bb\n"
        "2026-03-17 14:02:13 ann/203.0.113.9:1194 WARNING: 'link-mtu' is used inconsistently\n"
    ),
    "strongswan.charon": (
        "Mar 17 14:02:11 05[IKE] <home|1> received AUTHENTICATION_FAILED error notify\n"
        "Mar 17 14:02:12 00[DMN] signal of type SIGTERM received. Shutting down\n"
    ),
}
_WORDS = r"WARNING|NOTE|DEPRECATED OPTION|Options error|TLS Error|AUTH_FAILED|Exiting|ERROR|FATAL|Error"
SEVERITIES = {
    "warning": 13,
    "note": 9,
    "deprecated option": 13,
    "options error": 17,
    "tls error": 17,
    "auth_failed": 17,
    "error": 17,
    "fatal": 21,
    "exiting": 9,
}
_CLIENT = r"(?:(?:(?P<user>[^\s/:]+)/)?(?P<client>\d+\.\d+\.\d+\.\d+|\[?[0-9a-fA-F:]{3,39}\]?):(?P<client_port>\d+) )?"
# What OpenVPN says of itself: half of a log with nothing but a date in front must be such lines.
_SAYS = (
    r"OpenVPN \d|library versions|TLS|UDP|TCP|MULTI|Control Channel|Data Channel|VERIFY|Peer "
    r"Connection|SIGTERM|SIGUSR1|SIGHUP|"
    r"Initialization Sequence|Attempting|PUSH|SENT|Outgoing|Incoming|net_|TUN/TAP|Diffie|Restart|Socket Buffers|Listening|"
    r"WARNING|NOTE|Options error|AUTH|ROUTE|OPTIONS|Connection reset|event_wait|GID|UID|IFCONFIG|ifconfig_pool|MANAGEMENT|"
    r"Current Parameter|Preserving|Re-using|Authenticate|Inactivity|read UDP|write UDP"
    r"|Closing|/sbin/ip|Deprecated|DEPRECATED|"
    r"LZO|peer info|Timers|Protocol options|Cipher|\[[^\]]+\] Peer|Note:|us=\d|[\w.@-]+/\d+\.\d+\.\d+\.\d+:\d+ "
)


def _openvpn(stamp: str, time: str) -> Pattern:
    behind = _CLIENT.replace("?P<user>", "?:").replace("?P<client>", "?:").replace("?P<client_port>", "?:")
    return Pattern(
        "openvpn.log",
        "OpenVPN log",
        rf"^(?P<t>{stamp})(?: us=\d{{1,5}})? {behind}(?:(?P<level>{_WORDS})[: ])?",
        "have OpenVPN's time and words",
        whole=rf"^{stamp}(?: us=(?P<us>\d{{1,5}}))? {_CLIENT}(?P<message>(?:(?P<level>{_WORDS})[: ])?.*)",
        sign=rf"^{stamp}(?: us=\d{{1,5}})? {behind}(?:{_SAYS})",
        time=time,
        severities=SEVERITIES,
        names={"client": "client.address", "client_port": "client.port"},
        weight=0.9,
    )


OPENVPN = (
    _openvpn(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: us=\d{6})?", "%Y-%m-%d %H:%M:%S us=%f||iso"),
    _openvpn(
        r"[A-Z][a-z][a-z] [A-Z][a-z][a-z] [ \d]?\d \d\d:\d\d:\d\d \d{4}(?: us=\d{6})?",
        "%a %b %e %H:%M:%S %Y us=%f||%a %b %e %H:%M:%S %Y",
    ),
)
_GROUPS = r"(?:DMN|MGR|IKE|CHD|JOB|CFG|KNL|NET|ASN|ENC|TNC|IMC|IMV|PTS|TLS|APP|ESP|LIB)"


def _more(groups: Mapping[str, str]) -> Mapping[str, Any]:
    """The connection and its number, apart."""
    name, _, number = groups.get("_connection", "").partition("|")
    return {"connection": name, "connection.number": number}


def _charon(stamp: str, time: str) -> Pattern:
    return Pattern(
        "strongswan.charon",
        "strongSwan (charon)",
        rf"^(?P<t>{stamp}) \d\d\[{_GROUPS}\d?\] ",
        "have a thread and one of charon's subsystems",
        time=time,
        more=_more,
        literal=True,
        whole=rf"^{stamp} (?P<thread>\d\d)\[(?P<logger>{_GROUPS})(?P<verbosity>\d)?\] (?:<(?P<_connection>[^>]*)> "
        rf")?(?P<message>.*)",
    )


CHARON = (
    _charon(r"[A-Z][a-z][a-z] [ \d]?\d \d\d:\d\d:\d\d(?:\.\d+)?", "%b %e %H:%M:%S"),
    _charon(r"[A-Z][a-z][a-z] [A-Z][a-z][a-z] [ \d]?\d \d\d:\d\d:\d\d \d{4}", "%a %b %e %H:%M:%S %Y"),
    _charon(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?", "iso"),
)
READERS = (*varied(*OPENVPN), *varied(*CHARON))
