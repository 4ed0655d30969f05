r"""systemd's journal as `journalctl -o json` writes it: one object a line, every value a string.

    {"__REALTIME_TIMESTAMP":"1773756131123456","PRIORITY":"3","_HOSTNAME":"web1","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"x"}

systemd's "Journal Export Formats" and systemd.journal-fields(7): a value that is no UTF-8 is a list of byte numbers, a
field that is set several times a list of its values, and one longer than 4096 bytes null. `_SOURCE_REALTIME_TIMESTAMP` is
the sender's own time and comes before the journal's, where it is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.readers.journalfields import NAMES, journal_text
from workbench.readers.jsonrows import JsonPattern, json_rows
from workbench.readers.levels import SYSLOG
from workbench.readers.sysloghead import SEVERITY_WORDS
from workbench.readers.systems import System

EXAMPLES = {
    "journald.json": (
        '{"__CURSOR":"s=1;i=1","__REALTIME_TIMESTAMP":"1773756131123456","PRIORITY":"3","_HOSTNAME":"web1",'
        '"SYSLOG_IDENTIFIER":"sshd","_PID":"4711","MESSAGE":"error: connection reset"}\n'
        '{"__CURSOR":"s=1;i=2","__REALTIME_TIMESTAMP":"1773756132000001","PRIORITY":"6","_HOSTNAME":"web1",'
        '"SYSLOG_IDENTIFIER":"app","_PID":"4712","MESSAGE":[27,91,51,49,109,120,255]}\n'
    )
}


def _more(found: Mapping[str, Any]) -> Mapping[str, Any]:
    message = journal_text(found.get("MESSAGE"))
    priority = str(found.get("PRIORITY") or "")
    word = SEVERITY_WORDS[int(priority)] if priority in SYSLOG else priority
    return {"title": message, "MESSAGE": "", "severity_text": word}


JSON = JsonPattern(
    "journald.json", "systemd journal (journalctl -o json)", "are journal entries with __REALTIME_TIMESTAMP",
    keys=("__REALTIME_TIMESTAMP",), stamp_keys=("_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP"), forms=("epoch",),
    level_keys=("PRIORITY",), severities=SYSLOG, message=("MESSAGE",), names=NAMES, more=_more, id_key="__CURSOR",
)  # fmt: skip
READERS = json_rows(JSON)
SYSTEMS = (
    System(
        "journald",
        "beside them",
        ("journald.json", "journald.export", "journald.short"),
        "`journalctl -o json` or `-o export` (nothing is lost), or `-o short-iso-precise`.",
        "A record an entry, at `_SOURCE_REALTIME_TIMESTAMP` where it is told; unit, process and severity by PRIORITY.",
    ),
)
