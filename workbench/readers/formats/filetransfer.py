r"""File servers: wu-ftpd's xferlog (vsftpd, ProFTPD and Pure-FTPd write it too), vsftpd's and ProFTPD's own logs, rsync.

    Tue Mar 17 14:02:11 2026 1 203.0.113.9 1024 /pub/a.bin b _ o r ann ftp 0 * c
    Tue Mar 17 14:02:11 2026 [pid 4711] [ann] FAIL LOGIN: Client "203.0.113.9"
    2026-03-17 14:02:11,123 web1 proftpd[4711] web1 (203.0.113.9[203.0.113.9]): USER ann: Login successful.
    2026/03/17 14:02:11 [4711] rsync: [sender] link_stat "/x" failed: No such file or directory (2)

xferlog(5); vsftpd's logging.c and vsftpd.conf(5); ProFTPD's log.c (SystemLog); rsync's log.c and rsyncd.conf(5).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.readers.patterned import Pattern, patterned, varied

EXAMPLES = {
    "ftp.xferlog": (
        "Tue Mar 17 14:02:11 2026 1 203.0.113.9 1024 /pub/a.bin b _ o r ann ftp 0 * c\n"
        "Tue Mar 17 14:02:12 2026 3 203.0.113.9 77 /in/b c.txt a _ i g guest@shop.example ftp 0 * i\n"
    ),
    "vsftpd.log": (
        'Tue Mar 17 14:02:11 2026 [pid 4711] CONNECT: Client "203.0.113.9"\n'
        'Tue Mar 17 14:02:12 2026 [pid 4710] [ann] FAIL LOGIN: Client "203.0.113.9"\n'
    ),
    "proftpd.log": (
        "2026-03-17 14:02:11,123 web1 proftpd[4711] web1 (203.0.113.9[203.0.113.9]): USER ann: Login successful.\n"
    ),
    "rsync.log": (
        '2026/03/17 14:02:11 [4711] rsync: [sender] link_stat "/x" failed: No such file or directory (2)\n'
        "2026/03/17 14:02:12 [4711] >f+++++++++ shop/a.bin\n"
    ),
}
_CTIME = r"[A-Z][a-z][a-z] [A-Z][a-z][a-z] [ \d]?\d \d\d:\d\d:\d\d \d{4}"
_FORM = "%a %b %e %H:%M:%S %Y"
_WAYS = {"i": "in", "o": "out", "d": "delete"}


def _xfer(groups: Mapping[str, str]) -> Mapping[str, Any]:
    return {
        "direction": _WAYS.get(groups.get("_way", ""), ""),
        "outcome": {"c": "complete", "i": "incomplete"}.get(groups.get("level", ""), ""),
    }


# An upload or download that did not end is a warning.
XFER = Pattern(
    "ftp.xferlog",
    "FTP transfers (xferlog)",
    rf"^(?P<t>{_CTIME}) \d+ \S+ \d+ .+ [ab] [CUT_] [iod] [agr] .+ \S+ [01] \S+ (?P<level>[ci])$",
    "have xferlog's columns after a time",
    time=_FORM,
    severities={"c": 9, "i": 13},
    more=_xfer,
    whole=rf"^{_CTIME} (?P<duration>\d+) (?P<client>\S+) (?P<size>\d+) (?P<file_name>.+) (?P<type>[ab]) (?P<action>[CUT_]) "
    r"(?P<_way>[iod]) (?P<mode>[agr]) (?P<user>.+) (?P<service_name>\S+) (?P<authentication>[01]) (?P<user_id>\S+) "
    r"(?P<level>[ci])",
    names={
        "duration": "duration_s",
        "size": "file.size",
        "file_name": "file.path",
        "type": "transfer.type",
        "action": "transfer.action",
        "mode": "access_mode",
        "service_name": "network.protocol.name",
        "authentication": "transfer.authentication",
        "user_id": "transfer.user",
    },
    numbers=frozenset(("duration_s", "file.size")),
    headline="{_way} {file_name} {size} {user}",
)
_OUTCOMES = {"ok": 9, "fail": 13, "debug": 5}
VSFTPD = Pattern(
    "vsftpd.log",
    "vsftpd log",
    rf"^(?P<t>{_CTIME}) \[pid \d+\] (?:\[[^\]]*\] )?(?:(?P<level>OK|FAIL|DEBUG) )?",
    "have a time and [pid …]",
    time=_FORM,
    severities=_OUTCOMES,
    default_severity=9,
    holds="[pid ",
    whole=rf"^{_CTIME} \[pid (?P<pid>\d+)\] (?:\[(?P<user>[^\]]*)\] )?(?P<message>(?:(?P<level>OK|FAIL|DEBUG) "
    rf")?(?P<action>[A-Z ]+)?: "
    r'(?:Client "(?P<client>[^"]*)")?(?:, "(?P<text>[^"]*)")?.*|.*)',
)


def _proftpd(stamp: str, time: str) -> Pattern:
    return Pattern(
        "proftpd.log",
        "ProFTPD log",
        rf"^(?P<t>{stamp}) \S+ proftpd\[\d+\]:? ",
        "have a time, a host and proftpd[pid]",
        time=time,
        whole=rf"^{stamp} (?P<host>\S+) proftpd\[(?P<pid>\d+)\]:? (?P<server_name>\S+?)?"
        r"(?: \((?P<client_name>[^\[]*)\[(?P<client>[^\]]*)\]\))?: (?P<message>(?:USER (?P<user>\S+?)(?: |:))?.*)",
        names={"server_name": "server.address", "client_name": "client.name"},
        holds="proftpd[",
        weight=0.96,
    )


PROFTPD = (
    _proftpd(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d{3})?", "iso"),
    _proftpd(r"[A-Z][a-z][a-z] [ \d]?\d \d\d:\d\d:\d\d", "%b %e %H:%M:%S"),
)
RSYNC = Pattern(
    "rsync.log",
    "rsync log",
    r"^(?P<t>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) \[\d+\] (?P<level>rsync error|rsync warning|rsync:|ERROR|WARNING)?",
    "have a time and a process id in brackets",
    time="slash",
    whole=r"^\S+ \S+ \[(?P<pid>\d+)\] (?P<message>.*)",
    severities={"rsync error": 17, "rsync warning": 13, "rsync": 17, "error": 17, "warning": 13},
    more=lambda groups: {"severity_text": ""},
    literal=True,
    sign=r"^\S+ \S+ \[\d+\] (?:[<>ch.*][fdLDS][.+ cstpoguaxbni?]{7,9} |\*deleting|rsync|sent "
    r"|receiv|send|recv|building|total|"
    r"connect|rsyncd|file list|name lookup|params|auth |created|deleting|cd\+)",
)
READERS = (*patterned(XFER, VSFTPD, RSYNC), *varied(*PROFTPD))
