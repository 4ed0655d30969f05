r"""What well-known programs say in a syslog message, by the program's name: rows of small patterns whose groups are fields.

Forms: Postfix' cleanup(8), smtp(8) and smtpd(8); Sendmail's syslog entries (op.ps 2.1.1); Dovecot's `login_log_format` and
`deliver_log_format`; OpenSSH's auth.c; sudoers(5), LOG FORMAT; cron(8); ISC dhcpd.c; named's query log; dnsmasq's log.c;
Netfilter's nf_log_syslog.c; pfSense's filterlog grammar; OpenLDAP's statslog; strongSwan's charon. Whatever a pattern
doesn't know is left in the message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.readers.innerlevel import level_text, next_level_text
from workbench.readers.sysloghead import facility_word, severity_word

# Groups to attributes: semantic conventions, ECS for mail and DNS, else the program's own words.
NAMES = {
    "queue": "email.local_id", "message_id": "email.message_id", "sender": "email.from.address",
    "to": "email.to.address", "client": "client.address", "client_port": "client.port", "client_name": "client.name",
    "server": "server.address", "server_port": "server.port", "user": "user.name", "session": "session.id",
    "src": "source.address", "src_port": "source.port", "dst": "destination.address", "dst_port": "destination.port",
    "question": "dns.question.name", "qtype": "dns.question.type", "mac": "client.mac", "lease": "client.address",
    "transport": "network.transport", "command": "process.command_line", "directory": "process.working_directory",
    "bytes": "email.size",
}  # fmt: skip
NUMBERS = frozenset(("client_port", "server_port", "src_port", "dst_port", "bytes", "relay_port"))
TEXT_LIMIT = 8000
_QUEUE = r"^(?P<queue>NOQUEUE|[0-9A-F]{6,20}|[0-9A-Za-z]{10,24}): "
_IP = r"[0-9A-Fa-f.:]{2,45}"


@dataclass(frozen=True, slots=True)
class Body:
    """Programs (by the beginning of their name) and the patterns that their messages are searched for."""

    programs: tuple[str, ...]
    parts: tuple[re.Pattern[str], ...]


def _body(programs: str, *parts: str) -> Body:
    return Body(tuple(programs.split()), tuple(re.compile(part, re.ASCII) for part in parts))


_ADDRESS = (
    r"\bto=<?(?P<to>[^>,\s]+)>?", r"\bfrom=<(?P<sender>[^>]+)>", r"\bsize=(?P<bytes>\d+)", r"\bdsn=(?P<dsn>[\d.]+)",
    r"\b(?:status|stat)=(?P<mail_status>[A-Za-z]+)", r"\brelay=(?P<relay>[^\s,\[]+)", r"\bdelay=(?P<delay>[\d.:+]+)",
)  # fmt: skip
BODIES = (
    _body(
        "postfix opendkim opendmarc", _QUEUE, r"message-id=<?(?P<message_id>[^>\s]+)>?",
        r"(?:client=|connect from |disconnect from |RCPT from )(?P<client_name>[\w.-]+)\[(?P<client>[^\]\s]+)\]",
        r"sasl_username=(?P<user>\S+)", *_ADDRESS,
    ),
    _body("sendmail sm-mta sm-msp", _QUEUE, r"\bmsgid=<?(?P<message_id>[^>,\s]+)>?", *_ADDRESS),
    _body(
        "dovecot", r"\buser=<(?P<user>[^>]+)>", r"\brip=(?P<client>[^,\s]+)", r"\blip=(?P<server>[^,\s]+)",
        r"\bsession=<(?P<session>[^>]+)>", r"\bmsgid=<(?P<message_id>[^>]+)>", r"\bmethod=(?P<method>[\w-]+)",
        r"^(?:imap|pop3|lda|lmtp|managesieve)\((?P<user>[^)<>]+)\)",
    ),
    _body(
        "sshd sftp-server",
        r"^(?P<outcome>Accepted|Failed) (?P<method>\S+) for (?:invalid user )?(?P<user>\S+) from (?P<client>\S+) "
        r"port (?P<client_port>\d+)",
        r"^Invalid user (?P<user>\S*) from (?P<client>\S+)(?: port (?P<client_port>\d+))?",
        r"(?:authenticating|invalid) user (?P<user>\S+) (?P<client>[0-9A-Fa-f.:]+) port (?P<client_port>\d+)",
        r"^(?:Received disconnect|Disconnected|Connection (?:closed|reset)) (?:from|by) (?P<client>[0-9A-Fa-f.:]+) "
        r"port (?P<client_port>\d+)",
    ),
    _body(
        "sudo", r"^ *(?P<user>\S+) : ", r"\bPWD=(?P<directory>.*?) ; ", r"\bUSER=(?P<target_user>\S+)",
        r"\bCOMMAND=(?P<command>.*)", r"\bTTY=(?P<tty>\S+)",
    ),
    _body("CRON cron crond /usr/sbin/cron anacron", r"^\((?P<user>[^)]+)\) (?:CMD|CMDOUT|CMDEND) \((?P<command>.*)\)"),
    _body(
        "dhcpd",
        r"^(?P<dhcp>DHCP[A-Z]+) (?:on|for) (?P<lease>[\d.]+)(?: \([\d.]+\))?(?: (?:to|from) (?P<mac>[0-9a-f:]{11,}))?",
        r"^(?P<dhcp>DHCP[A-Z]+) from (?P<mac>[0-9a-f:]{11,})", r"\((?P<client_name>[\w.-]+)\) via (?P<interface>[\w.-]+)",
        r" via (?P<interface>[\w.-]+)",
    ),
    _body(
        "named", r"client (?:@0x[0-9a-f]+ )?(?P<client>[0-9A-Fa-f.:]+)#(?P<client_port>\d+)",
        r"query: (?P<question>\S+) IN (?P<qtype>[A-Z0-9]+)",
    ),
    _body(
        "dnsmasq", r"^(?:\d+ \S+/\d+ )?query\[(?P<qtype>\w+)\] (?P<question>\S+) from (?P<client>\S+)",
        r"(?P<dhcp>DHCP[A-Z]+)\((?P<interface>[^)]+)\) (?P<lease>[\d.]+)?(?: ?(?P<mac>[0-9a-f:]{17}))?",
    ),
    _body(
        "kernel ulogd", r"\bIN=(?P<interface_in>\S+)", r"\bOUT=(?P<interface_out>\S+)", rf"\bSRC=(?P<src>{_IP})",
        rf"\bDST=(?P<dst>{_IP})", r"\bPROTO=(?P<transport>\w+)", r"\bSPT=(?P<src_port>\d+)", r"\bDPT=(?P<dst_port>\d+)",
        r"\[UFW (?P<action>[A-Z]+(?: [A-Z]+)?)\]",
    ),
    _body(
        "filterlog",
        r"^(?P<rule>\d*),[^,]*,[^,]*,(?P<tracker>\w*),(?P<interface>[\w.]+),(?P<reason>[\w-]+),(?P<action>\w+),"
        r"(?P<direction>in|out),(?P<ip_version>[46]),",
        rf",(?P<transport>tcp|udp|icmp|icmp6|ICMPv6|TCP|UDP),\d+,(?:\d+,)?(?P<src>{_IP}),(?P<dst>{_IP})"
        rf"(?:,(?P<src_port>\d+),(?P<dst_port>\d+))?",
    ),
    _body(
        "slapd", r"\bconn=(?P<connection>\d+)", r"\bop=(?P<operation>\d+)", r"\bIP=(?P<client>\S+?):(?P<client_port>\d+) ",
        r'\bdn="(?P<dn>[^"]*)"', r"\berr=(?P<ldap_result>\d+)", r'\bbase="(?P<base>[^"]*)"', r'\bfilter="(?P<filter>.*)"$',
    ),
    _body("charon ipsec", r"^(?P<thread>\d\d)\[(?P<group>[A-Z]{3})\] (?:<(?P<connection>[^>]+)> )?"),
    _body(
        "systemd-logind", r"\bNew session (?P<session>\S+) of user (?P<user>[^.\s]+)",
        r"\bSession (?P<session>\S+) logged out",
    ),
)  # fmt: skip


def body_fields(program: str, message: str) -> Mapping[str, Any]:
    """The fields of a program's message; none where nobody knows the program."""
    answer: dict[str, Any] = {}
    for body in BODIES:
        if not program.startswith(body.programs):
            continue
        for part in body.parts:
            if found := part.search(message[:TEXT_LIMIT]):
                for key, value in found.groupdict().items():
                    if value:
                        answer.setdefault(NAMES.get(key, key), int(value[:18]) if key in NUMBERS else value)
        break
    return answer


def syslog_fields(groups: Mapping[str, str], inner: bool = False) -> Mapping[str, Any]:
    """Program, facility, level and what the program's message says, of the groups of a syslog pattern.

    inner: the level may be anywhere that `innerlevel` knows, not only at the message's beginning.
    """
    program, message, pri = (
        groups.get("tag") or groups.get("named", ""),
        groups.get("message", ""),
        groups.get("pri", ""),
    )
    level = severity_word(pri) or (level_text if inner else next_level_text)(message)
    return {"severity_text": level, "syslog.facility": facility_word(pri), **body_fields(program, message)}
