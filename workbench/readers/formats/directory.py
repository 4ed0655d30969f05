r"""Who may log in: FreeRADIUS' log, OpenLDAP's own log, fail2ban's.

    Tue Mar 17 14:02:11 2026 : Auth: (12) Login incorrect (pap: Cleartext password does not match): [ann/x] (from
    client ap1 port 0) 69b95ee3.075bca00 0x7f12 conn=1000 op=0 BIND dn="cn=ann,dc=shop" method=128
    2026-03-17 14:02:11,123 fail2ban.actions        [4711]: NOTICE  [sshd] Ban 203.0.113.9

FreeRADIUS, src/lib/server/log.c (types Auth, Info, Error, Warning, Debug, Proxy, Acct); OpenLDAP 2.5 and later with
`logfile-format debug` or slapd -d (hexadecimal seconds and nanoseconds; before 2.5 seconds alone, without a thread) and
`logfile-format rfc3339-utc`; fail2ban's default logging form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.model.severity import WORDS
from workbench.readers.patterned import Pattern, patterned, varied
from workbench.readers.syslogbody import body_fields

EXAMPLES = {
    "freeradius.log": (
        "Tue Mar 17 14:02:11 2026 : Auth: (12) Login incorrect (pap: Cleartext password does not match): [ann] (from client "
        "ap1 port 0 cli 02-00-00-00-00-01)\n"
        "Tue Mar 17 14:02:12 2026 : Error: (13) Ignoring duplicate packet from client ap1\n"
    ),
    "openldap.slapd": (
        '2026-03-17T14:02:11.123456Z web1 slapd[4711]: conn=1000 op=0 BIND dn="cn=ann,dc=shop" method=128\n'
        "2026-03-17T14:02:11.124001Z web1 slapd[4711]: conn=1000 op=0 RESULT tag=97 err=49 text=\n"
    ),
    "fail2ban.log": (
        "2026-03-17 14:02:11,123 fail2ban.filter         [4711]: INFO    [sshd] Found 203.0.113.9 - 2026-03-17 14:02:10\n"
        "2026-03-17 14:02:12,001 fail2ban.actions        [4711]: NOTICE  [sshd] Ban 203.0.113.9\n"
    ),
}
_KINDS = "Auth|Info|Error|Warning|Warn|Debug|Proxy|Acct|WARNING|ERROR"
_SEVERITIES = {**WORDS, "auth": 9, "proxy": 9, "acct": 9}


def _radius(stamp: str, time: str) -> Pattern:
    return Pattern(
        "freeradius.log",
        "FreeRADIUS log",
        rf"^(?P<t>{stamp}) ?: (?P<level>{_KINDS}): ",
        "have a time and FreeRADIUS' kind of line",
        time=time,
        severities=_SEVERITIES,
        whole=rf"^{stamp} ?: (?P<level>{_KINDS}): (?:\((?P<request>\d+)\) +)?(?P<message>(?:(?P<outcome>Login "
        rf"OK|Login incorrect)"
        r"(?: \((?P<reason>.*?)\))?: \[(?P<user>[^\]/]*)[^\]]*\] \(from client (?P<client_name>\S+) port (?P<port>\d+)"
        r"(?: cli (?P<station>[^)\s]+))?)?.*)",
        names={
            "request": "radius.request",
            "client_name": "client.name",
            "port": "radius.nas_port",
            "station": "client.mac",
        },
    )


RADIUS = (
    _radius(r"[A-Z][a-z][a-z] [A-Z][a-z][a-z] [ \d]?\d \d\d:\d\d:\d\d \d{4}", "%a %b %e %H:%M:%S %Y"),
    _radius(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?", "iso"),
)


def _slapd_more(groups: Mapping[str, str]) -> Mapping[str, Any]:
    return body_fields("slapd", groups.get("message", ""))


SLAPD = (
    Pattern(
        "openldap.slapd",
        "OpenLDAP (slapd)",
        r"^(?P<t>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) \S+ slapd\[\d+\]: ",
        "have a UTC time and slapd[pid]",
        more=_slapd_more,
        literal=True,
        holds="slapd[",
        whole=r"^\S+ (?P<host>\S+) slapd\[(?P<pid>\d+)\]: (?P<message>.*)",
    ),
    Pattern(
        "openldap.slapd",
        "OpenLDAP (slapd)",
        r"^(?P<t>[0-9a-f]{8}(?:\.[0-9a-f]{5}(?:[0-9a-f]{3})?)?) (?:0x[0-9a-f]+ )?",
        "have slapd's hexadecimal time, and perhaps a thread",
        time="hex",
        more=_slapd_more,
        literal=True,
        whole=r"^\S+ (?:(?P<thread>0x[0-9a-f]+) )?(?P<message>.*)",
        sign=r"^[0-9a-f.]+ (?:0x[0-9a-f]+ (?:@\(#\)|=>|<=|>>>|<<<|[a-z_]+)|conn=|slapd |@\(#\)|daemon: |=>|<=|connection_|"
        r"bdb_|mdb_|hdb_|main: |config |/etc/)",
    ),
)
FAIL2BAN = Pattern(
    "fail2ban.log",
    "fail2ban log",
    r"^(?P<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) fail2ban\.\w+ +\[\d+\]: (?P<level>[A-Z]+) ",
    "have fail2ban's module and a level",
    whole=r"^\S+ \S+ (?P<logger>fail2ban\.\w+) +\[(?P<pid>\d+)\]: (?P<level>[A-Z]+) +(?P<message>(?:\[(?P<jail>[^\]]+)\] )?"
    r"(?:(?P<action>(?:Restore )?Ban|Unban|Found|Ignore|Increase Ban) (?P<client>[0-9A-Fa-f.:]+))?.*)",
    names={"jail": "fail2ban.jail"},
    holds="fail2ban.",
    weight=0.97,
    severities={**WORDS, "heavydebug": 1, "tracedebug": 1},
)
READERS = (*varied(*RADIUS), *varied(*SLAPD), *patterned(FAIL2BAN))
