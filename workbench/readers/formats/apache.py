r"""Apache httpd's error log, as 2.2 and as 2.4 write it.

    [Tue Mar 17 14:02:11 2026] [error] [client 203.0.113.9] File does not exist: /srv/www/robots.txt
    [Tue Mar 17 14:02:11.123456 2026] [proxy:error] [pid 711:tid 9134] (111)Connection refused: [client 203.0.113.9:5123]
    AH00957: HTTP: attempt to connect to 127.0.0.1:8080 (localhost) failed, referer: https://shop.example/

(the second is one line). Form: httpd's server/log.c (`do_errorlog_default`) and the directive ErrorLogFormat; times are
the server's local ones, levels those of LogLevel. What a CGI program or PHP writes to stderr has no head of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from workbench.model.severity import WORDS
from workbench.readers.patterned import Pattern, varied

EXAMPLES = {
    "apache.error": (
        "[Tue Mar 17 14:02:11.123456 2026] [proxy:error] [pid 711:tid 9134] (111)Connection refused: "
        "[client 203.0.113.9:5123] AH00957: HTTP: attempt to connect to 127.0.0.1:8080 (localhost) failed\n"
        "[Tue Mar 17 14:02:12 2026] [notice] caught SIGTERM, shutting down\n"
    )
}
_ISO = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?"
_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4}"
_LEVEL = r"emerg|alert|crit|error|warn|notice|info|debug|trace[1-8]"


_CLIENT = r"\[(?:client|remote) (?P<{0}>[^\s\]]+)\] "


def _peer(groups: Mapping[str, str]) -> dict[str, object]:
    """The client's address, and its port, which only 2.4 (it names a module) writes: behind a colon, of IPv6 as well."""
    text = groups.get("_client") or groups.get("_late", "")
    address, colon, port = text.rpartition(":")
    if colon and port.isdigit() and ("module" in groups or ":" not in address):
        return {"client.address": address.strip("[]"), "client.port": int(port[:6])}
    return {"client.address": text.strip("[]")}


ERROR = Pattern(
    "apache.error",
    "Apache error log",
    start=rf"^\[(?P<t>{_DAY})\] (?:\[[^\[\]]*\] ){{0,3}}?\[(?:[\w.-]*:)?(?P<level>{_LEVEL})\] ",
    why="have Apache's time and level in brackets",
    time="%a %b %d %H:%M:%S %Y",
    severities={**WORDS, **{f"trace{step}": 4 if step <= 2 else 3 if step <= 4 else 2 for step in range(1, 9)}},
    whole=(
        rf"\[{_DAY}\] (?:\[[^\[\]]*\] ){{0,3}}?\[(?:(?P<module>[\w.-]*):)?(?P<level>{_LEVEL})\] "
        r"(?:\[pid (?P<pid>\d{1,10})(?::tid (?P<tid>\d{1,20}))?\] )?"
        rf"(?:{_CLIENT.format('_client')})?"
        r"(?:(?P<file>[\w./-]+\.c\w*)\((?P<line>\d{1,6})\): )?"
        rf"(?P<message>(?:\((?P<status>\d{{1,5}})\)[^:\[]{{1,200}}: )?(?:{_CLIENT.format('_late')})?"
        r"(?:(?P<code>AH\d{4,6}): )?.*?)"
        r"(?:, referer: (?P<referer>\S+))?\s*$"
    ),
    names={"module": "apache.module", "code": "apache.code", "status": "apache.status"},
    numbers=frozenset(("apache.status",)),
    more=_peer,
    literal=True,
)
# As ErrorLogFormat's `%{c}t` writes the time; that this is Apache's only its module tells.
WITH_ISO = replace(
    ERROR,
    start=rf"^\[(?P<t>{_ISO})\] (?:\[[^\[\]]*\] ){{0,3}}?\[(?:[\w.-]*:)(?P<level>{_LEVEL})\] ",
    time="iso",
    whole=ERROR.whole.replace(_DAY, _ISO, 1),
)
READERS = varied(ERROR, WITH_ISO)
