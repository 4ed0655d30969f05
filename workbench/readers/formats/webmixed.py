r"""A web server's own messages and its access log in one stream, as containers write them (stdout and stderr together).

    2026/03/17 14:02:11 [notice] 1#1: start worker processes
    203.0.113.9 - - [17/Mar/2026:14:02:11 +0000] "GET /cart HTTP/1.1" 200 512 "-" "curl/8.5"
    2026/03/17 14:02:12 [error] 29#29: *93 connect() failed (111: Connection refused) while connecting to upstream

The images of nginx, Apache httpd, gunicorn and PHP-FPM link or send both logs to the container's output. Forms: NCSA's
common log format; nginx' ngx_log.c; httpd's ErrorLogFormat; gunicorn's glogging.py; PHP-FPM's zlog.c and its
access.format, which has no brackets around the time; InfluxDB 1's logfmt and, behind `[httpd]`, its requests. A log of
one kind alone is its own reader's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.model.severity import WORDS, severity_of_status
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import fit, head_lines
from workbench.readers.linereader import LineReader
from workbench.readers.pairs import pairs_in
from workbench.readers.patterned import Pattern, compiled, format_of

EXAMPLES = {
    "web.mixed": (
        "2026/03/17 14:02:11 [notice] 1#1: start worker processes\n"
        '203.0.113.9 - - [17/Mar/2026:14:02:11 +0000] "GET /cart?id=7 HTTP/1.1" 200 512 "-" "curl/8.5"\n'
        "2026/03/17 14:02:12 [error] 29#29: *93 connect() failed (111: Connection refused) while connecting to upstream\n"
        '203.0.113.9 - - [17/Mar/2026:14:02:12 +0000] "POST /pay HTTP/1.1" 502 157 "-" "curl/8.5"\n'
    )
}
TITLE = "Access log and messages of a web server in one (containers)"
_CLF = r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_ACCESS = (
    rf'(?:\[httpd\] )?[^\["\s][^\["]{{0,300}}\[?(?P<t2>{_CLF})\]? {_QUOTED} '
    r"(?P<level2>\d{3})(?:[ \r]|$)"
)
_REQUEST = (
    rf'(?:\[httpd\] )?(?P<client>[^\["\s]+) [^\["]{{0,300}}\[?{_CLF}\]? '
    r'"(?:(?P<method>[A-Z][A-Z-]{1,20}) (?P<path>[^ "?]+)'
    r'(?:\?(?P<query>[^ "]*))?(?: HTTP/(?P<protocol>[\d.]+))?"|(?:[^"\\]|\\.)*") (?P<status>\d{3})(?: (?P<bytes>\d+|-))?'
    r'(?: "(?P<referer>[^"]*)" "(?P<agent>[^"]*)")?'
)
_LEVELS = "debug|info|notice|warn|error|crit|alert|emerg|trace[1-8]"
_APACHE = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4}"


@dataclass(frozen=True, slots=True)
class _Messages:
    """How a server writes its messages: head (with the groups t and level), its time's form, and the parts of a record."""

    server: str
    head: str
    time: str
    whole: str


_SERVERS = (
    _Messages(
        "nginx",
        rf"(?P<t>\d{{4}}/\d\d/\d\d \d\d:\d\d:\d\d) \[(?P<level>{_LEVELS})\] \d+#\d+: ",
        "slash",
        rf"[\d/]+ [\d:]+ \[(?P<level>{_LEVELS})\] (?P<pid>\d{{1,10}})#(?P<tid>\d{{1,10}}): (?P<message>.*)",
    ),
    _Messages(
        "Apache httpd",
        rf"\[(?P<t>{_APACHE})\] \[(?:[\w.-]*:)?(?P<level>{_LEVELS})\] ",
        "%a %b %d %H:%M:%S %Y",
        rf"\[{_APACHE}\] \[(?:(?P<module>[\w.-]*):)?(?P<level>{_LEVELS})\] (?:\[pid (?P<pid>\d{{1,10}})"
        r"(?::tid (?P<tid>\d{1,20}))?\] )?(?P<message>.*)",
    ),
    _Messages(
        "gunicorn",
        r"\[(?P<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4})\] \[\d+\] \[(?P<level>[A-Z]+)\] ",
        "iso",
        r"\[[\d :+-]+\] \[(?P<pid>\d{1,10})\] \[(?P<level>[A-Z]+)\] (?P<message>.*)",
    ),
    _Messages(
        "PHP-FPM",
        r"\[(?P<t>\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d+)?)\] (?P<level>DEBUG|NOTICE|WARNING|ERROR|ALERT): ",
        "%d-%b-%Y %H:%M:%S",
        r"\[[\w :.-]+\] (?P<level>[A-Z]+): (?P<message>.*)",
    ),
    _Messages(
        "InfluxDB",
        r"ts=(?P<t>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z) lvl=(?P<level>[a-z]+) ",
        "iso",
        r'ts=\S+ lvl=(?P<level>[a-z]+) (?:msg=(?:"(?P<message>(?:[^"\\]|\\.)*)"|(?P<word>\S+)))?(?P<_pairs>.*)',
    ),
)
_STATUSES = {str(status): severity_of_status(status) for status in range(100, 600)}
_TRACES = {f"trace{step}": 4 if step <= 2 else 3 if step <= 4 else 2 for step in range(1, 9)}


def _more(groups: Mapping[str, str]) -> Mapping[str, Any]:
    """What a request is called, and its status as the level's text."""
    if status := groups.get("status"):
        return {
            "severity_text": status,
            "title": f"{status} {groups.get('method', '')} {groups.get('path', '')}".strip(),
        }
    message = {"title": groups["word"]} if groups.get("word") else {}
    return {**pairs_in(groups.get("_pairs", "")), **message}


def _row(messages: _Messages) -> Pattern:
    return Pattern(
        "web.mixed", TITLE, rf"^(?:{messages.head}|{_ACCESS})",
        f"are messages of {messages.server} or requests of an access log", time=f"{messages.time}||clf",
        severities={**WORDS, **_TRACES, **_STATUSES}, whole=rf"(?:{messages.whole}|{_REQUEST})",
        names={"module": "apache.module", "word": "wb.message"}, more=_more, literal=True,
    )  # fmt: skip


def _judge() -> Callable[[bytes, str], Sniff]:
    kinds = [(_row(one), "^" + one.head) for one in _SERVERS]

    def judge(head: bytes, _name: str) -> Sniff:
        if b"/20" not in head:  # the year of a request: a quick look that most heads don't pass
            return NOT_MINE
        lines = head_lines(head)
        requests = compiled("^" + _ACCESS)
        if not any(map(requests.match, lines)):
            return NOT_MINE
        for row, messages in kinds:
            if any(map(compiled(messages).match, lines)):
                found = fit(compiled(row.start), lines)
                why = f"{found.matched} of {found.filled} lines {row.why}"
                return Sniff(0.97 * found.trust, why, format_of(row))
        return NOT_MINE

    return judge


READERS = (LineReader("web.mixed", TITLE, _judge(), most=0.97),)
