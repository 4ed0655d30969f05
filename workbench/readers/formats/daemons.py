r"""Services whose own files have a layout nobody else has: Icinga 2, Monit, PgBouncer, Prosody, stunnel.

    [2026-03-17 14:02:11 +0100] critical/ApiListener: Cannot connect to host 'web2'
    [2026-03-17T14:02:11+0100] error    : 'nginx' process is not running
    2026-03-17 14:02:11.123 CET [4711] WARNING C-0x5581: shop/ann@10.0.0.7:51234 pooler error: no such user
    Mar 17 14:02:11 c2s5581	info	Client connected
    2026.03.17 14:02:11 LOG3[0]: s_connect: connect 127.0.0.1:80: Connection refused (111)

Forms: Icinga 2's lib/base/streamlogger.cpp; Monit's log.c (`[zone Mar 17 14:02:11]` before 5.21); PgBouncer's logging.c
of libusual (LOG, NOISE); Prosody's util/startup.lua and loggingmanager; stunnel's log.c, syslog's numbers behind LOG.
"""

from __future__ import annotations

from workbench.model.severity import WORDS
from workbench.readers.levels import SYSLOG
from workbench.readers.patterned import Pattern, patterned, varied

EXAMPLES = {
    "icinga2.log": (
        "[2026-03-17 14:02:11 +0100] information/ConfigItem: Activated all objects.\n"
        "[2026-03-17 14:02:12 +0100] critical/ApiListener: Cannot connect to host 'web2' on port '5665'\n"
    ),
    "monit.log": (
        "[2026-03-17T14:02:11+0100] info     : Starting Monit 5.33.0 daemon\n"
        "[2026-03-17T14:02:12+0100] error    : 'nginx' process is not running\n"
    ),
    "pgbouncer.log": (
        "2026-03-17 14:02:11.123 CET [4711] LOG listening on 127.0.0.1:6432\n"
        "2026-03-17 14:02:12.001 CET [4711] WARNING C-0x5581: shop/ann@10.0.0.7:51234 pooler error: no such user: ann\n"
    ),
    "prosody.log": (
        "Mar 17 14:02:11 startup\tinfo\tHello and welcome to Prosody version 0.12.3\n"
        "Mar 17 14:02:12 c2s5581\terror\tTraceback[c2s]: attempt to index a nil value\n"
    ),
    "stunnel.log": (
        "2026.03.17 14:02:11 LOG5[ui]: Configuration successful\n"
        "2026.03.17 14:02:12 LOG3[0]: s_connect: connect 127.0.0.1:80: Connection refused (111)\n"
    ),
}
_ICINGA = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}"
_SEVERITY = r"(?P<level>debug|notice|information|warning|critical)"
_MONIT = "(?P<level>debug|info|notice|warning|error|critical|alert|emergency)"
_PROSODY = r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d"
_STUNNEL = r"\d{4}\.\d\d\.\d\d \d\d:\d\d:\d\d"


def _monit(stamp: str, time: str) -> Pattern:
    return Pattern(
        "monit.log", "Monit log", start=rf"^\[(?P<t>{stamp})\] {_MONIT} *: ", time=time,
        whole=rf"\[{stamp}\] {_MONIT} *:  ?(?P<message>(?:'(?P<wb_service>[^']+)')?.*)",
        names={"wb_service": "monit.service"}, why="have a time in brackets and a level with blanks and a colon behind",
    )  # fmt: skip


def _bouncer(zone: str, time: str) -> Pattern:
    stamp = rf"\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{{3}} {zone}"
    levels = "(?P<level>FATAL|ERROR|WARNING|LOG|DEBUG|NOISE)"
    return Pattern(
        "pgbouncer.log", "PgBouncer log", start=rf"^(?P<t>{stamp}) \[\d+\] {levels} ", time=time,
        severities={**WORDS, "noise": 1}, sign=rf"{stamp} \[\d+\] (?:LOG|NOISE|{levels} [CS]-0x[0-9a-f]+)", sign_share=0.1,
        whole=rf"{stamp} \[(?P<pid>\d+)\] {levels} (?P<message>(?:[CS]-0x[0-9a-f]+: (?P<database>[^/ ]+)/(?P<user>[^@ ]+)@"
        r"(?P<client>\S+?):(?P<client_port>\d+) )?.*)",
        why="have PgBouncer's time, process and level",
    )  # fmt: skip


_ROWS = (
    Pattern(
        "icinga2.log", "Icinga 2 log", start=rf"^\[(?P<t>{_ICINGA})\] {_SEVERITY}/[\w-]+: ",
        whole=rf"\[{_ICINGA}\] {_SEVERITY}/(?P<logger>[\w-]+): (?P<message>.*)",
        why="have a time with its zone in brackets, a severity and a facility",
    ),
    Pattern(
        "prosody.log", "Prosody log", time="%b %e %H:%M:%S",
        start=rf"^(?P<t>{_PROSODY}) [^\t]{{1,80}}\t(?P<level>debug|info|warn|error)\t",
        whole=rf"{_PROSODY} (?P<logger>[^\t]+)\t(?P<level>[a-z]+)\t(?P<message>.*)",
        why="have a time, a source, a level and a message with tabs between",
    ),
    Pattern(
        "stunnel.log", "stunnel log", start=rf"^(?P<t>{_STUNNEL}) LOG(?P<level>[0-7])\[", severities={**WORDS, **SYSLOG},
        time="%Y.%m.%d %H:%M:%S", whole=rf"{_STUNNEL} LOG(?P<level>\d)\[(?P<thread>[^\]]*)\]: (?P<message>.*)",
        why="have a time, a severity's number and a thread",
    ),
)  # fmt: skip
READERS = (
    *patterned(*_ROWS),
    *varied(
        _monit(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}", "iso"),
        _monit(r"[A-Z]{2,5} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d", "%Z %b %e %H:%M:%S"),
    ),
    *varied(_bouncer("[A-Z]{2,5}", "%Y-%m-%d %H:%M:%S %Z"), _bouncer(r"[+-]\d\d(?:\d\d)?", "iso")),
)
