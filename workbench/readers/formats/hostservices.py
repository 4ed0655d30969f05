r"""Services of hosts and clusters whose own files have a layout nobody else has: Zabbix, libvirt, Corosync, Pacemaker,
Puppet; and syslog where facility and severity are written as words, as BusyBox, OpenWrt's logread and templates do.

      2051:20260317:140211.815 Starting Zabbix Agent [web1]. Zabbix 6.0.14
    2026-03-17 14:02:11.123+0000: 4711: error : virNetSocketReadWire:1791 : End of file while reading data
    Mar 17 14:02:11 [4711] web1 corosync notice  [TOTEM ] A processor failed, forming new configuration
    Mar 17 14:02:11 web1 pacemaker-controld  [4711] (do_log)  info: Input I_ELECTION received
    2026-03-17 14:02:11 +0100 Puppet (err): Could not retrieve catalog from remote server
    Mar 17 14:02:11 router daemon.info dnsmasq[4711]: started

Forms: Zabbix' log.c (no severity); libvirt's virlog.c; libqb's format strings in corosync's logconfig.c and pacemaker's
lib/common/logging.c; Puppet's util/log/destinations.rb; BusyBox' syslogd.c and OpenWrt's ubox logread.c.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.readers.patterned import Pattern, patterned, varied
from workbench.readers.syslogbody import body_fields

EXAMPLES = {
    "zabbix.log": (
        "  2051:20260317:140211.815 Starting Zabbix Agent [web1]. Zabbix 6.0.14 (revision 3f184b456c7).\n"
        "  2055:20260317:140212.001 active check configuration update from [127.0.0.1:10051] started to fail\n"
    ),
    "libvirt.log": (
        "2026-03-17 14:02:11.123+0000: 4711: info : libvirt version: 9.0.0\n"
        "2026-03-17 14:02:12.001+0000: 4711: error : virNetSocketReadWire:1791 : End of file while reading data\n"
    ),
    "corosync.log": (
        "Mar 17 14:02:11 [4711] web1 corosync notice  [MAIN  ] Corosync Cluster Engine 3.1.7 starting up\n"
        "Mar 17 14:02:12 [4711] web1 corosync error   [TOTEM ] FAILED TO RECEIVE\n"
    ),
    "pacemaker.log": (
        "Mar 17 14:02:11.123 web1 pacemakerd          [4711] (crm_log_init) \tinfo: Changed active directory\n"
        "Mar 17 14:02:12.001 web1 pacemaker-controld  [4713] (do_log) \terror: Input I_ERROR received\n"
    ),
    "puppet.log": (
        "2026-03-17 14:02:11 +0100 Puppet (notice): Applied catalog in 0.02 seconds\n"
        "2026-03-17 14:02:12 +0100 /Stage[main]/Main/File[/a] (err): change from 'absent' to 'file' failed\n"
    ),
    "syslog.words": (
        "Mar 17 14:02:11 router daemon.info dnsmasq[4711]: started, version 2.90\n"
        "Mar 17 14:02:12 router authpriv.err dropbear[4712]: Bad password attempt for 'root' from 203.0.113.9:5123\n"
    ),
}
_BSD = r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{3,6})?"
_LEVEL = "(?P<level>emerg|alert|crit|critical|err|error|warn|warning|notice|info|debug|trace)"
_ZABBIX = r"\d{8}:\d{6}\.\d{3}"
_LIBVIRT = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\+0000"
_PUPPET = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}"
_FACILITY = "kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|ntp|security|console|local[0-7]"


def _inner(groups: Mapping[str, str]) -> Mapping[str, Any]:
    return body_fields(groups.get("service", ""), groups.get("message", ""))


def _words(stamp: str, time: str, host: str) -> Pattern:
    severity = rf"(?P<facility>{_FACILITY})\.{_LEVEL}"
    unnamed = severity.replace("?P<facility>", "?:")
    return Pattern(
        "syslog.words", "Syslog with facility and severity as words (BusyBox, OpenWrt)", time=time, weight=0.93,
        start=rf"^(?P<t>{stamp}) (?:{host}{unnamed} )?", sign=rf"{stamp} {host}{unnamed} ", sign_share=0.8, more=_inner,
        whole=rf"{stamp} {host.replace('(?:', '(?P<host>', 1)}{severity} (?P<service>[^\s:\[]+)(?:\[(?P<pid>\d+)\])?: ?"
        r"(?P<message>.*)", names={"facility": "syslog.facility"}, literal=True,
        why="have a time, and a facility and a severity as words",
    )  # fmt: skip


_ROWS = (
    Pattern(
        "zabbix.log", "Zabbix server, proxy and agent log", start=rf"^ *\d+:(?P<t>{_ZABBIX}) ", time="%Y%m%d:%H%M%S",
        whole=rf" *(?P<pid>\d+):{_ZABBIX} (?P<message>.*)", why="have a process, a date and a time with colons between",
    ),
    Pattern(
        "libvirt.log", "libvirt log", start=rf"^(?P<t>{_LIBVIRT}): \d+: {_LEVEL} : ",
        whole=rf"{_LIBVIRT}: (?P<tid>\d+): {_LEVEL} : (?:(?P<function>\w+):(?P<line>\d+) : )?(?P<message>.*)",
        why="have libvirt's time, thread and level with colons between",
    ),
    Pattern(
        "corosync.log", "Corosync log", time="%b %e %H:%M:%S",
        start=rf"^(?P<t>{_BSD}) (?:\[\d+\] \S+ \S+ )?{_LEVEL} +\[[A-Z]+ *\] ",
        whole=rf"{_BSD} (?:\[(?P<pid>\d+)\] (?P<host>\S+) \S+ )?{_LEVEL} +\[(?P<logger>[A-Z]+) *\] (?P<message>.*)",
        why="have a time, a level and a subsystem in brackets",
    ),
    Pattern(
        "pacemaker.log", "Pacemaker log", time="%b %e %H:%M:%S",
        start=rf"^(?P<t>{_BSD}) \S+ [\w-]+ +\[\d+\] \([^)]*\)\s+{_LEVEL}: ",
        whole=rf"{_BSD} (?P<host>\S+) (?P<service>[\w-]+) +\[(?P<pid>\d+)\] \((?P<function>[^)]*)\)\s+{_LEVEL}: "
        r"(?P<message>.*)", why="have a time, a daemon of Pacemaker's, a function and a level",
    ),
    Pattern(
        "puppet.log", "Puppet log", start=rf"^(?P<t>{_PUPPET}) [^(]{{1,300}}? \({_LEVEL}\): ",
        whole=rf"{_PUPPET} (?P<logger>.{{1,300}}?) \({_LEVEL}\): (?P<message>.*)",
        why="have a time with its zone, a source and a level in parentheses",
    ),
)  # fmt: skip
READERS = (
    *patterned(*_ROWS),
    *varied(
        _words(_BSD, "%b %e %H:%M:%S", r"(?:[^\s:]+) "),
        _words(r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}", "%a %b %e %H:%M:%S %Y", ""),
        _words(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?", "iso", r"(?:[^\s:]+) "),
    ),
)
