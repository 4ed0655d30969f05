r"""The Linux audit log: auditd's own file, ausearch's and ausearch -i's output.

    type=SYSCALL msg=audit(1773756131.123:456): arch=c000003e syscall=59 success=no exit=-13 auid=1000 comm="cat"
    node=web1 type=USER_LOGIN msg=audit(1773756131.123:457): pid=4711 uid=0 msg='op=login acct="ann" res=failed'
    type=SYSCALL msg=audit(03/17/2026 14:02:11.123:456) : arch=x86_64 syscall=execve success=no

auditd(8), audit's "Audit event fields" dictionary. The event's number after the time joins the records of one event. Denials
and anomalies are warnings; the format has no level of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workbench.readers.patterned import Pattern, varied

EXAMPLES = {
    "linux.audit": (
        'type=SYSCALL msg=audit(1773756131.123:456): arch=c000003e syscall=59 success=no exit=-13 auid=1000 comm="cat" '
        'exe="/usr/bin/cat" key="secrets"\n'
        'type=USER_LOGIN msg=audit(1773756132.001:457): pid=4711 uid=0 msg=\'op=login acct="ann" exe="/usr/sbin/sshd" '
        "hostname=203.0.113.9 addr=203.0.113.9 terminal=ssh res=failed'\n"
    )
}
# Types of audit.h that tell of a denial or of something odd.
_TYPES = {
    "avc": 13,
    "user_avc": 13,
    "seccomp": 13,
    "user_auth": 9,
    "user_login": 9,
    "anom_abend": 17,
    "anom_promiscuous": 13,
    "anom_login_failures": 13,
    "anom_root_trans": 13,
    "anom_access_fs": 13,
    "anom_exec": 13,
    "anom_add_acct": 13,
    "kernel_other": 9,
    "daemon_abort": 17,
    "daemon_err": 17,
    "integrity_data": 13,
    "user_err": 17,
    "resp_anomaly": 13,
}
_PAIR = re.compile(r"([A-Za-z_][\w-]{0,40})=(?:\"([^\"]*)\"|'([^']*)'|([^\s'\"]+))")
_NAMES = {
    "pid": "process.pid",
    "comm": "process.executable.name",
    "exe": "process.executable.path",
    "acct": "user.name",
    "addr": "client.address",
    "hostname": "client.name",
    "node": "host.name",
}
_NIL = frozenset(("?", "(null)", "(none)", "unset", ""))


def _pairs(text: str) -> dict[str, Any]:
    """The record's fields; those within `msg='…'` stand beside the others."""
    answer: dict[str, Any] = {}
    for key, quoted, inner, plain in _PAIR.findall(text):
        if inner and key == "msg":
            for name, value in _pairs(inner).items():
                answer.setdefault(name, value)
        elif (value := quoted or inner or plain) not in _NIL:
            name = str(_NAMES.get(key, key))
            answer.setdefault(name, int(value) if name == "process.pid" and value.isdigit() else value)
    return answer


def _more(groups: Mapping[str, str]) -> Mapping[str, Any]:
    return {
        **_pairs(groups.get("message", "")),
        "severity_text": "",
        "title": f"{groups.get('type')} {groups.get('message')}",
    }


def _row(stamp: str, time: str) -> Pattern:
    return Pattern(
        "linux.audit",
        "Linux audit log",
        rf"^(?:node=\S+ )?type=(?P<level>[A-Z_\d]+|UNKNOWN\[\d+\]) msg=audit\((?P<t>{stamp}):\d+\) ?:",
        "have a type and audit(time:number)",
        time=time,
        severities=_TYPES,
        more=_more,
        literal=True,
        holds="msg=audit(",
        whole=r"^(?:node=(?P<host>\S+) )?type=(?P<type>\S+) msg=audit\([^)]*?:(?P<event>\d+)\) ?: ?(?P<message>.*)",
        names={"type": "audit.type", "event": "audit.event"},
    )


ROWS = (
    _row(r"\d{10}\.\d{3}", "epoch"),
    _row(r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d\.\d{3}", "%m/%d/%Y %H:%M:%S"),
    _row(r"\d\d/\d\d/\d\d \d\d:\d\d:\d\d\.\d{3}", "%m/%d/%y %H:%M:%S"),
)
READERS = varied(*ROWS)
