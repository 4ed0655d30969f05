r"""Syslog as RFC 3164 describes it and as daemons write it into files, with ISO times, and as RFC 5424 has it.

    Mar 17 14:02:11 web1 sshd[4711]: Failed password for root from 203.0.113.9 port 4242 ssh2
    <34>Mar 17 14:02:11 web1 su: 'su root' failed
    2026-03-17T14:02:11.123456+01:00 web1 sshd[4711]: error: connection reset
    <165>1 2026-03-17T14:02:11.123Z web1 pay 4711 ID47 [exampleSDID@32473 iut="3"] refused

RFC 3164, section 4; RFC 5424, section 6; rsyslog's templates RSYSLOG_TraditionalFileFormat and RSYSLOG_FileFormat;
journalctl's outputs short, short-precise, short-iso and short-iso-precise are the same but for digits. Without a PRI the
level is the one the message begins with, if any. RFC 6587's octet counting: several frames on one line are read by
`syslog.framed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.readers.innerlevel import SEVERITIES, inner_level
from workbench.readers.patterned import Pattern, patterned, varied
from workbench.readers.syslogbody import body_fields, syslog_fields
from workbench.readers.sysloghead import (
    HOST,
    ISO_STAMP,
    PLAIN_PROGRAM,
    PRI_SEVERITIES,
    PROGRAM,
    SD,
    SHORT_STAMP,
    YEAR_STAMP,
    facility_word,
    severity_word,
)

EXAMPLES = {
    "syslog.rfc3164": (
        "Mar 17 14:02:11 web1 sshd[4711]: Failed password for root from 203.0.113.9 port 4242 ssh2\n"
        "Mar 17 14:02:12 web1 kernel: [   12.345678] usb 1-1: new high-speed USB device\n"
    ),
    "syslog.iso": (
        "2026-03-17T14:02:11.123456+01:00 web1 sshd[4711]: error: kex_exchange_identification: read: reset\n"
        "2026-03-17T14:02:12.000001+01:00 web1 CRON[4712]: (root) CMD (run-parts /etc/cron.hourly)\n"
    ),
    "syslog.rfc5424": (
        '<165>1 2026-03-17T14:02:11.123Z web1 pay 4711 ID47 [exampleSDID@32473 iut="3" eventID="1011"] refused\n'
        "<34>1 2026-03-17T14:02:12.000003Z web1 su - ID48 - 'su root' failed for ann on /dev/pts/8\n"
    ),
}
_NO_LEVEL = r"(?!(?i:trace|debug|info|notice|warn|warning|error|err|fatal|critical|severe)\b)"
_SAYS = r"last message repeated|message repeated|-- MARK --|exiting on signal"


def _rows(id: str, title: str, stamp: str, time: str, why: str) -> tuple[Pattern, Pattern]:
    """The same head with a PRI and without one."""
    whole = rf"^(?:<(?P<pri>\d{{1,3}})>)?{stamp} (?:(?P<host>{HOST}) )?(?:{PROGRAM} ?)?(?P<message>.*)"
    judged = rf"{stamp} {_NO_LEVEL}(?:{HOST} )?{_NO_LEVEL}(?:{PROGRAM} |{_SAYS})"
    common: dict[str, Any] = {
        "time": time, "whole": whole, "more": syslog_fields, "names": {"tag": "service.name", "named": "service.name", "pri": "syslog.pri"},
        "weight": 0.9, "default_severity": 0,
    }  # fmt: skip
    return (
        Pattern(
            id, title, rf"^(?P<t>{stamp}) (?:{HOST} )?(?:{PLAIN_PROGRAM})?{inner_level()}", why, severities=SEVERITIES,
            sign=f"^{judged}", literal=True, **common,
        ),
        Pattern(
            id, title, rf"^<(?P<level>\d{{1,3}})>(?P<t>{stamp}) ", f"{why} behind a PRI", severities=PRI_SEVERITIES,
            **common,
        ),
    )  # fmt: skip


RFC3164 = (
    *_rows("syslog.rfc3164", "Syslog (RFC 3164)", SHORT_STAMP, "%b %e %H:%M:%S", "have syslog's time, host and program"),
    *_rows("syslog.rfc3164", "Syslog (RFC 3164)", YEAR_STAMP, "%b %e %Y %H:%M:%S", "have syslog's time with a year"),
)
WITH_ISO = _rows(
    "syslog.iso", "Syslog with ISO 8601 times", ISO_STAMP, "iso", "have an ISO 8601 time, host and program"
)

_PAIR = re.compile(r'([^\s="\]]{1,64})="((?:[^"\\]|\\.)*)"')
_ELEMENT = re.compile(r'\[([^\s="\]]{1,64})((?: [^\s="\]]{1,64}="(?:[^"\\]|\\.)*")*) *\]')
_ESCAPED = re.compile(r'\\(["\\\]])')


def _data(text: str) -> Iterator[tuple[str, str]]:
    """The parameters of structured data, `syslog.ID.NAME` each."""
    for element in _ELEMENT.finditer(text):
        if not element[2]:
            yield f"syslog.{element[1]}", "true"
        for pair in _PAIR.finditer(element[2]):
            yield f"syslog.{element[1]}.{pair[1]}", _ESCAPED.sub(r"\1", pair[2])


def _more_5424(groups: Mapping[str, str]) -> Mapping[str, Any]:
    pri, program, message = groups.get("pri", ""), groups.get("app", ""), groups.get("message", "")
    own = {"severity_text": severity_word(pri), "syslog.facility": facility_word(pri)}
    return {**own, **dict(_data(groups.get("_data", ""))), **body_fields(program, message)}


RFC5424 = Pattern(
    "syslog.rfc5424", "Syslog (RFC 5424)", r"^(?:\d{1,9} )?<(?P<level>\d{1,3})>\d{1,2} (?P<t>\S+) \S+ \S+ ",
    "have a PRI, a version and an ISO 8601 time",
    whole=rf"^(?:\d+ )?<(?P<pri>\d{{1,3}})>\d{{1,2}} \S+ (?P<host>\S+) (?P<app>\S+) (?P<proc>\S+) (?P<msgid>\S+)"
    rf"(?: (?P<_data>{SD}))?[ \ufeff]*(?P<message>.*)",
    sign=rf"^(?:\d{{1,9}} )?<\d{{1,3}}>\d{{1,2}} (?:-|{ISO_STAMP}) \S+ \S+ ",
    names={"pri": "syslog.pri", "app": "service.name", "proc": "syslog.procid", "msgid": "syslog.msgid"},
    severities=PRI_SEVERITIES, more=_more_5424,
)  # fmt: skip

READERS = (*varied(*RFC3164), *varied(*WITH_ISO), *patterned(RFC5424))
