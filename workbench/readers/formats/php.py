r"""PHP's error log, PHP-FPM's own log, and Monolog (Symfony, Laravel).

Sources: PHP's `php_log_err_with_severity` ("[%d-%b-%Y %H:%M:%S ZONE] text", ZONE being `date.timezone`'s IANA name),
PHP-FPM's `zlog.c`, the built-in server's `php_cli_server_logf`, Monolog's `LineFormatter::SIMPLE_FORMAT`
("[%datetime%] %channel%.%level_name%: %message% %context% %extra%").
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from workbench.errors import WorkbenchError
from workbench.model.case import Problem
from workbench.model.instants import zone_named
from workbench.model.severity import severity_of_status
from workbench.readers.core import Sniff
from workbench.readers.heads import ISO, head_lines
from workbench.readers.linereader import LineReader
from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "php.error": (
        "[17-Mar-2026 14:02:11 Europe/Berlin] PHP Fatal error:  Uncaught LookupError: none left in /srv/shop/pool.php:41\n"
        "Stack trace:\n#0 {main}\n  thrown in /srv/shop/pool.php on line 41\n"
        "[17-Mar-2026 14:02:12 Europe/Berlin] PHP Warning:  Undefined variable $order in /srv/shop/pay.php on line 7\n"
    ),
    "php.fpm": (
        "[17-Mar-2026 14:02:11] NOTICE: fpm is running, pid 42\n"
        '[17-Mar-2026 14:02:12.123456] WARNING: pid 42, fpm_stdio_child_said(), line 145: [pool www] child 43 said: "x"\n'
    ),
    "php.server": (
        "[Tue Mar 17 14:02:11 2026] PHP 8.2.7 Development Server (http://127.0.0.1:8080) started\n"
        "[Tue Mar 17 14:02:12 2026] PHP Warning:  Undefined variable $order in /srv/shop/pay.php on line 7\n"
        "[Tue Mar 17 14:02:13 2026] 127.0.0.1:5123 [404]: GET /cart - No such file or directory\n"
    ),
    "monolog.line": (
        '[2026-03-17T14:02:11.123456+00:00] app.ERROR: charge refused {"order":17,"request_id":"r-9"} []\n'
        "[2026-03-17 14:02:12] production.INFO: started\n"
    ),
}
_DAY = r"\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d+)?"
_CTIME = r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}"
_KINDS = {
    "fatal error": 21, "parse error": 21, "core error": 21, "compile error": 21, "recoverable fatal error": 17,
    "catchable fatal error": 17, "error": 17, "warning": 13, "core warning": 13, "compile warning": 13, "user error": 17,
    "user warning": 13, "deprecated": 10, "user deprecated": 10, "notice": 10, "user notice": 10, "strict standards": 10,
}  # fmt: skip
_ZONE = re.compile(rf"\[{_DAY} ([A-Za-z_]+(?:/[A-Za-z_+\-0-9]+)*)\]", re.ASCII)

_ERROR = Pattern(
    "php.error", "PHP error log", time="%d-%b-%Y %H:%M:%S", severities=_KINDS,
    start=rf"^\[(?P<t>{_DAY}) [A-Za-z_]+(?:/[A-Za-z_+0-9-]+)*\] (?:PHP (?P<level>[A-Z][A-Za-z ]+):|)",
    whole=rf"\[{_DAY} [^\]]*\] (?:PHP (?P<level>[A-Z][A-Za-z ]+): +)?"
    r"(?P<message>(?:.*? in (?P<file>/?[^:]*?)(?: on line |:)(?P<line>\d+)\s*$)?.*)",
    why="have PHP's date with the zone's name in brackets",
)  # fmt: skip
_OTHERS = patterned(
    Pattern(
        "php.fpm", "PHP-FPM log", time="%d-%b-%Y %H:%M:%S",
        start=rf"^\[(?P<t>{_DAY})\] (?P<level>DEBUG|NOTICE|WARNING|ERROR|ALERT): ",
        whole=rf"\[{_DAY}\] (?P<level>[A-Z]+): (?:pid (?P<pid>\d+), (?P<function>\w+)\(\), line \d+: )?"
        r"(?P<message>(?:\[pool (?P<pool>[^\]]+)\])?.*)", names={"pool": "wb.pool"},
        why="have PHP-FPM's date in brackets and level",
    ),
    Pattern(
        "php.server", "PHP's built-in web server", time="%a %b %d %H:%M:%S %Y",
        severities={**_KINDS, **{str(status): severity_of_status(status) for status in range(100, 600)}},
        start=rf"^\[(?P<t>{_CTIME})\] (?:PHP (?P<level>[A-Z][A-Za-z ]+):|\S+:\d+ \[(?P<level2>\d{{3}})\]:|)",
        sign=rf"\[{_CTIME}\] (?:PHP (?:\d|[A-Z][a-z ]+: )|\S+:\d+ (?:Accepted|Closing|Closed|\[\d{{3}}\]: ))",
        whole=rf"\[{_CTIME}\] (?:PHP (?P<level>[A-Z][A-Za-z ]+): +|(?P<client>\S+):(?P<client_port>\d+) (?:\["
        r"(?P<status>\d{3})\]: (?P<method>[A-Z]+) (?P<path>[^ ?]+))?)?(?P<message>.*)",
        headline="{status} {method} {path}{message}", why="have a time in brackets and what PHP's own server says",
    ),
    Pattern(
        "monolog.line", "Monolog (Symfony, Laravel and other PHP)",
        start=rf"^\[(?P<t>{ISO})\] [\w.-]+\.(?P<level>DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL|ALERT|EMERGENCY): ",
        whole=rf"\[{ISO}\] (?P<logger>[\w.-]+)\.(?P<level>[A-Z]+): (?P<message>.*)",
        why="have time in brackets, channel and level with a dot between",
    ),
)  # fmt: skip
(_BASE,) = patterned(_ERROR)


def _sniff(head: bytes, name: str) -> Sniff:
    """As the row says, in the zone that the dates name: it stands behind each, and is mostly one."""
    answer = _BASE.judge(head, name)
    if answer.format is None:
        return answer
    zones = Counter(found[1] for line in head_lines(head) if (found := _ZONE.match(line)) and _is_zone(found[1]))
    if not zones:
        return answer
    zone, _ = zones.most_common(1)[0]
    others = sorted(set(zones) - {zone})
    told = f"some times say {', '.join(others[:3])}; all are read as {zone}, which most of them say"
    doubts = (Problem(told),) if others else ()
    return replace(answer, format=replace(answer.format, zone=zone), problems=(*answer.problems, *doubts))


def _is_zone(name: str) -> bool:
    try:
        zone_named(name)
    except WorkbenchError:
        return False
    return True


READERS = (LineReader("php.error", _ERROR.title, _sniff, most=_ERROR.weight), *_OTHERS)
