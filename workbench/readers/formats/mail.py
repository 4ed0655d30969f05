r"""Mail servers that write files of their own: Exim and Dovecot. Postfix and Sendmail write syslog.

    2026-03-17 14:02:11 1w2XyZ-0004aB-Kc <= ann@shop.example H=mx (mx.shop.example) [203.0.113.9] P=esmtps S=512
    id=a1@shop.example 2026-03-17 14:02:12 1w2XyZ-0004aB-Kc => bob <bob@shop.example> R=local T=mbox
    Mar 17 14:02:11 imap-login: Info: Login: user=<ann>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.7, session=<aB/c>

"The Exim specification", Log files (flags <= => -> >> ** ==; a zone with log_timezone, milliseconds with +millisec,
[pid] with +pid; ids of 23 characters since 4.97). Dovecot, "Logging" (`log_path`, `log_timestamp`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workbench.readers.patterned import Pattern, varied
from workbench.readers.syslogbody import body_fields

EXAMPLES = {
    "exim.main": (
        "2026-03-17 14:02:11 1w2XyZ-0004aB-Kc <= ann@shop.example H=mx (mx.shop.example) [203.0.113.9] P=esmtps S=512 "
        "id=a1@shop.example\n"
        "2026-03-17 14:02:12 1w2XyZ-0004aB-Kc ** bob@shop.example R=dnslookup T=remote_smtp: 550 no such user\n"
        "2026-03-17 14:02:12 1w2XyZ-0004aB-Kc Completed\n"
    ),
    "dovecot.log": (
        "Mar 17 14:02:11 imap-login: Info: Login: user=<ann>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.7, "
        "session=<aB/c>\n"
        "Mar 17 14:02:12 imap(ann)<4711><aB/c>: Error: Mailbox INBOX: mmap() failed\n"
    ),
}
_STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3})?(?: [+-]\d{4})?"
_ID = r"[0-9A-Za-z]{6}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{6}-[0-9A-Za-z]{11}-[0-9A-Za-z]{4}"
_FLAGS = r"<=|=>|->|>>|\*>|\*\*|=="
# What a line without a message id says.
_SAYS = (
    r"Start queue run|End queue run|exim \d|no host name found|no IP address found|SMTP |H=|TLS error|rejected|refused|"
    r"unexpected disconnection|login authenticator|plain authenticator|Connection from|\S+ authenticator failed|"
    r"Warning: |daemon: |listening for|unqualified|dovecot_\w+ authenticator|SIGHUP|cwd=|no (?:MAIL|RCPT)|Completed"
)
_PAIR = re.compile(r"(?:^| )([A-Za-z]{1,4})=(?:\"([^\"]*)\"|(\([^)]*\)|\S+))")
_NAMES = {
    "id": "email.message_id",
    "H": "client.name",
    "U": "user.name",
    "P": "network.protocol.name",
    "S": "email.size",
    "R": "exim.router",
    "T": "exim.transport",
    "X": "tls.cipher",
    "C": "smtp.confirmation",
    "DT": "exim.delivery_time",
    "QT": "exim.queue_time",
    "A": "exim.authenticator",
    "F": "email.from.address",
}
_ADDRESS = re.compile(r"\[([0-9A-Fa-f.:]{3,45})\](?::(\d+))?")
# Looked up without brackets: <= and => are "=", -> is "-", >> is nothing.
SEVERITIES = {"=": 9, "-": 9, "": 9, "*": 9, "**": 17, "==": 13, "completed": 9}


def _more(groups: Mapping[str, str]) -> Mapping[str, Any]:
    """The fields of a line, whose address is the sender on arrival and else the recipient."""
    message, flag = groups.get("message", ""), groups.get("level", "")
    answer: dict[str, Any] = {"severity_text": flag}
    # T= on arrival is the subject, which may hold anything
    for key, quoted, plain in _PAIR.findall(message):
        name = "email.subject" if key == "T" and flag == "<=" else _NAMES.get(key, key)
        answer.setdefault(name, quoted or plain)
    if found := _ADDRESS.search(message):
        answer["client.address" if flag in ("<=", "") else "server.address"] = found[1]
    if flag == "<=":
        answer["email.from.address"] = groups.get("address", "")
    elif flag:
        answer["email.to.address"] = groups.get("address", "")
    return answer


EXIM = Pattern(
    "exim.main",
    "Exim main log",
    rf"^(?P<t>{_STAMP}) (?:\[\d+(?:/\d+)?\] )?(?:(?:{_ID}) )?(?:(?P<level>{_FLAGS}|Completed)(?: |$))?",
    "have Exim's message id, or what Exim says without one",
    time="iso",
    severities=SEVERITIES,
    more=_more,
    literal=True,
    sign=rf"^{_STAMP} (?:\[\d+(?:/\d+)?\] )?(?:(?:{_ID}) |(?:{_SAYS}))",
    whole=rf"^{_STAMP} (?:\[(?P<pid>\d+)(?:/\d+)?\] )?(?:(?P<queue>{_ID}) )?(?P<message>(?:(?P<level>{_FLAGS}) "
    rf"(?P<address>\S+))?.*)",
    names={"queue": "email.local_id", "address": "email.address"},
    kind="log",
)
_LEVELS = {"debug": 5, "info": 9, "warning": 13, "error": 17, "fatal": 21, "panic": 21}
_DOVECOT_LEVEL = "Debug|Info|Warning|Error|Fatal|Panic"


def _dovecot_more(groups: Mapping[str, str]) -> Mapping[str, Any]:
    return body_fields("dovecot", groups.get("message", ""))


def _dovecot(stamp: str, time: str) -> Pattern:
    return Pattern(
        "dovecot.log",
        "Dovecot log",
        rf"^(?P<t>{stamp}) (?:dovecot: )?[a-z][\w-]*[^\s:]*: (?P<level>{_DOVECOT_LEVEL}): ",
        "have a Dovecot process and a level",
        time=time,
        severities=_LEVELS,
        more=_dovecot_more,
        literal=True,
        whole=rf"^{stamp} (?:dovecot: )?(?P<service>[a-z][\w-]*)(?:\((?P<user>[^)<>]*)"
        rf"\))?(?:<(?P<pid>\d+)>)?(?:<(?P<session>[^>]*)>)?"
        rf"[^\s:]*: (?P<level>{_DOVECOT_LEVEL}): (?P<message>.*)",
        names={"session": "session.id"},
    )


DOVECOT = (
    _dovecot(r"[A-Z][a-z][a-z] [ \d]?\d \d\d:\d\d:\d\d", "%b %e %H:%M:%S"),
    _dovecot(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "iso"),
)
READERS = (*varied(EXIM), *varied(*DOVECOT))
