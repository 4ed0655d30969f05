r"""The heads that syslog daemons, relays and devices put before a message, as parts of patterns.

RFC 3164 (`<PRI>Mmm dd hh:mm:ss HOST TAG[PID]: `), its relatives with a year or a fraction, RFC 5424 (`<PRI>1 TIME HOST
APP PROCID MSGID SD `), and rsyslog's `RSYSLOG_FileFormat`, which writes RFC 3164's head with an ISO 8601 time. Files mostly
lack the PRI. Its severity is PRI modulo 8, its facility PRI div 8 (RFC 5424, 6.2.1).
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.readers.levels import SYSLOG

# By what PRI's text is: 192 rows, so that compiled code may look it up.
PRI_SEVERITIES = {str(pri): SYSLOG[str(pri % 8)] for pri in range(192)}
# The words of rsyslog and syslog(3), by number.
SEVERITY_WORDS = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
FACILITIES = (
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp", "audit",
    "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
)  # fmt: skip

SHORT_STAMP = r"[A-Z][a-z][a-z] [ \d]?\d \d\d:\d\d:\d\d(?:\.\d{1,9})?"
YEAR_STAMP = r"[A-Z][a-z][a-z] [ \d]?\d \d\d\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?"
ISO_STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
# A host never ends with a colon: that would be the tag.
HOST = r"[^\s<>\[\]{}\"'|=,]*[^\s<>\[\]{}\"'|=,:]"
# A program is known by its process id or its colon; one with blanks in its name (macOS) by its process id only.
_NAME = r"[^\s:\[\]<>{}\"'=,|]"
_PID = r"\[(?P<pid>\d+)(?:[:,-]\d+)?\](?: \([^()]*\))?"
PROGRAM = rf"(?:(?P<tag>{_NAME}+):|(?P<named>{_NAME}[^:\[\]<>{{}}\"'=]{{0,60}}){_PID}:?)"
SD = r'(?:-|(?:\[(?:[^\]"\\]|\\.|"(?:[^"\\]|\\.)*")*\])+)'


@dataclass(frozen=True, slots=True)
class SyslogHead:
    """One way to begin a line. start: up to the message, with groups `t`, `host` and, where it has one, `pri` · time: its
    stamp's form.
    """

    start: str
    time: str


SHORT = SyslogHead(rf"(?:<(?P<pri>\d{{1,3}})>)?(?:\d+: )?(?P<t>{SHORT_STAMP}) (?:(?P<host>{HOST}) )?", "%b %e %H:%M:%S")
YEAR = SyslogHead(rf"(?:<(?P<pri>\d{{1,3}})>)?(?P<t>{YEAR_STAMP}) (?:(?P<host>{HOST}) )?", "%b %e %Y %H:%M:%S")
ISO = SyslogHead(rf"(?:<(?P<pri>\d{{1,3}})>)?(?P<t>{ISO_STAMP}) (?:(?P<host>{HOST}) )?", "iso")
RFC5424 = SyslogHead(
    rf"(?:\d{{1,9}} )?<(?P<pri>\d{{1,3}})>\d{{1,2}} (?P<t>\S+) (?P<host>\S+) \S+ \S+ \S+ (?:{SD} )?[^ -~]*", "iso"
)
HEADS = (SHORT, YEAR, ISO, RFC5424)


def severity_word(pri: str) -> str:
    """The word of a PRI's severity; empty where it is no PRI."""
    return SEVERITY_WORDS[int(pri) % 8] if pri.isdigit() and int(pri) < 192 else ""


def facility_word(pri: str) -> str:
    """The name of a PRI's facility; empty where it is no PRI."""
    return FACILITIES[int(pri) // 8] if pri.isdigit() and int(pri) < 192 else ""
