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

from workbench.readers.patterned import patterned, varied
from workbench.readers.syslogrows import RFC3164, RFC5424, WITH_ISO

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

READERS = (*varied(*RFC3164), *varied(*WITH_ISO), *patterned(RFC5424))
