r"""Loggers and servers of Python whose layout tells them.

Layouts: logging's how-to (`asctime - name - levelname - message`) and cookbook (`%(name)-12s %(levelname)-8s` behind
`%m-%d %H:%M`), coloredlogs' `DEFAULT_LOG_FORMAT`, gunicorn's `glogging.py`, Celery's
`worker_log_format`, loguru's `LOGURU_FORMAT`, structlog's `ConsoleRenderer`, Twisted's `textFileLogObserver` and legacy
`FileLogObserver`, Django's `django.server` formatter, Werkzeug and `http.server`,
Odoo's `netsvc.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workbench.model.severity import WORDS, severity_of_status
from workbench.readers.heads import CLOCK, ISO
from workbench.readers.pairs import pairs_in
from workbench.readers.patterned import Pattern, patterned, varied

EXAMPLES = {
    "python.logging": (
        "2026-03-17 14:02:11,123 - shop.orders - ERROR - order 17 failed\n"
        'Traceback (most recent call last):\n  File "pool.py", line 41, in take\nLookupError: none left\n'
        "2026-03-17 14:02:12,001 - shop.orders - INFO - retried\n"
    ),
    "gunicorn.error": (
        "[2026-03-17 14:02:11 +0000] [42] [INFO] Starting gunicorn 22.0.0\n"
        "[2026-03-17 14:02:12 +0000] [43] [CRITICAL] WORKER TIMEOUT (pid:44)\n"
    ),
    "celery.worker": (
        "[2026-03-17 14:02:11,123: INFO/MainProcess] Connected to amqp://guest:**@127.0.0.1:5672//\n"
        "[2026-03-17 14:02:12,001: ERROR/ForkPoolWorker-1] Task shop.pay[4bf9] raised unexpected: LookupError()\n"
    ),
    "loguru.text": (
        "2026-03-17 14:02:11.123 | INFO     | shop.orders:main:12 - started\n"
        "2026-03-17 14:02:12.001 | CRITICAL | shop.orders:pay:41 - order 17 failed\n"
    ),
    "structlog.console": (
        "2026-03-17 14:02:11 [info     ] started                        port=8080\n"
        "2026-03-17 14:02:12 [error    ] order failed                   order=17 request_id=r-9\n"
    ),
    "twisted.log": (
        "2026-03-17T14:02:11+0000 [-] Log opened.\n"
        "2026-03-17T14:02:12+0000 [HTTPChannel,0,127.0.0.1] Starting factory\n"
    ),
    "django.server": (
        '[17/Mar/2026 14:02:11] "GET /cart?id=7 HTTP/1.1" 200 512\n[17/Mar/2026 14:02:12] "POST /pay HTTP/1.1" 500 31\n'
    ),
    "python.httpserver": (
        '127.0.0.1 - - [17/Mar/2026 14:02:11] "GET /cart?id=7 HTTP/1.1" 200 -\n'
        '127.0.0.1 - - [17/Mar/2026 14:02:12] "POST /pay HTTP/1.1" 500 -\n'
    ),
    "odoo.server": (
        "2026-03-17 14:02:11,123 4711 INFO shop odoo.modules.loading: loading 1 modules...\n"
        "2026-03-17 14:02:12,001 4711 WARNING ? odoo.service.server: Thread timed out\n"
    ),
}
_LEVEL = r"(?P<level>[A-Z]+)"
_NAMED = r"(?P<level>NOTSET|TRACE|DEBUG|INFO|SUCCESS|WARNING|WARN|ERROR|CRITICAL|FATAL|AUDIT)"
_REQUEST = (
    r'"(?:(?P<method>[A-Z][A-Z-]*) (?P<path>[^ ?"]*)(?:\?(?P<query>[^ "]*))?(?: HTTP/(?P<protocol>[\d.]+))?|[^"]*)" '
    r"(?P<status>\d{3}) (?P<bytes>\d+|-)"
)
_DAY = r"\d\d/[A-Z][a-z]{2}/\d{4} \d\d:\d\d:\d\d"
_TITLE = "{method} {path} {status}"


def _pairs(groups: Mapping[str, str]) -> Mapping[str, Any]:
    return pairs_in(groups.get("message", ""))


def _served(groups: Mapping[str, str]) -> Mapping[str, Any]:
    """What a request, or an application's message between requests, is called."""
    if status := groups.get("status"):
        return {"severity_text": status, "title": _TITLE.format_map({"method": "", "path": "", **groups}).strip()}
    return {"title": groups.get("message") or groups.get("_text", "")}


# Behind a time a zone's letters or a half of the day are no logger.
_NO_ZONE = r"(?![A-Z]{2,5}[ \t]|[AaPp]\.?[Mm]\b|[+-]\d)"


def _dashes() -> Pattern:
    """As the how-to of the module has it."""
    return Pattern(
        "python.logging", "Python logging (time, logger, level, message)",
        start=rf"^(?P<t>{ISO}) +- +[^\s-][^ ]* +- +{_NAMED} +- ",
        whole=rf"{ISO} +- +(?P<logger>\S+) +- +{_NAMED} +- (?P<message>.*)", weight=0.92,
        why="have time, logger, level and message with dashes between",
    )  # fmt: skip


def _blanks(stamp: str, time: str) -> Pattern:
    """With blanks between: a time, perhaps a process or a host, the logger, the level, as no message reads by chance. Other
    lines with a time begin records, too.
    """
    named = r"(?:\[?\d+\]?[ \t]+)?(?:[\w.-]+[ \t]+(?P<a>[\w.:-]+)\[\d+\]|(?P<b>[\w.:<>-]+))[ \t]+"
    unnamed = named.replace("?P<a>", "?:").replace("?P<b>", "?:")
    return replace(
        _dashes(), time=time, weight=0.85, sign_share=0.7,
        start=rf"^(?P<t>{stamp})[ \t]+(?:{unnamed}{_NAMED}(?:[: \t]|$))?",
        sign=rf"{stamp}[ \t]+{_NO_ZONE}{unnamed}{_NAMED}[: \t]",
        whole=rf"{stamp}[ \t]+{named}{_NAMED}[: \t]*(?P<message>.*)", names={"a": "code.namespace", "b": "code.namespace"},
        why="have time, logger, level and message with blanks between",
    )  # fmt: skip


_LAST = replace(
    _dashes(), start=rf"^\S+ - {_NAMED} - (?P<t>{ISO}) - ",
    whole=rf"(?P<logger>\S+) - {_NAMED} - {ISO} - (?P<message>.*)",
    why="have logger, level, time and message with dashes between",
)  # fmt: skip
_LOGGING = varied(
    _dashes(), _LAST, _blanks(ISO, "iso"), _blanks(r"\d\d-\d\d \d\d:\d\d(?::\d\d)?", "%m-%d %H:%M:%S||%m-%d %H:%M"),
    _blanks(CLOCK, "%H:%M:%S"),
)  # fmt: skip
_OTHERS = patterned(
    Pattern(
        "gunicorn.error", "gunicorn's error log",
        start=rf"^\[(?P<t>\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{{4}})\] \[\d+\] \[{_LEVEL}\] ",
        whole=rf"\[[^\]]*\] \[(?P<pid>\d+)\] \[{_LEVEL}\] (?P<message>.*)",
        why="have gunicorn's time with zone, process and level, each in brackets",
    ),
    Pattern(
        "celery.worker", "Celery worker log",
        start=rf"^\[(?P<t>{ISO}): {_LEVEL}/[^\]]+\] ",
        whole=rf"\[{ISO}: {_LEVEL}/(?P<process>[^\]]+)\] "
        r"(?P<message>(?:Task (?P<task>[\w.]+)\[(?P<task_id>[^\]]+)\])?.*)",
        names={"process": "wb.process", "task": "messaging.destination.name", "task_id": "messaging.message.id"},
        why="have time, level and process of a worker in one bracket",
    ),
    Pattern(
        "loguru.text", "loguru (Python)",
        start=rf"^(?P<t>{ISO}) \| {_LEVEL} +\| [^|]*?:[^|:]*:\d+ - ",
        whole=rf"{ISO} \| {_LEVEL} +\| (?P<logger>[^|]*?):(?P<function>[^|:]*):(?P<line>\d+) - (?P<message>.*)",
        severities={**WORDS, "success": 10},
        why="have time, level and place with bars between, as loguru writes them",
    ),
    Pattern(
        "structlog.console", "structlog's console (Python)",
        start=rf"^(?P<t>{ISO}) \[(?P<level>[a-z]+) +\] ", more=_pairs, literal=True,
        whole=rf"{ISO} \[(?P<level>[a-z]+) *\] (?P<message>.*)", weight=0.8,
        why="have a time and a padded level in brackets",
    ),
    Pattern(
        "twisted.log", "Twisted's log (Python)",
        start=r"^(?P<t>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d{4}) "
        r"\[(?:-|[\w.$-]*[#,](?:(?P<level>debug|info|warn|error|critical)\]|)|[A-Z]\w+\])",
        whole=r"\S+(?: \d\d:\S+)? \[(?:(?P<logger>[^\]#]*)#(?P<level>\w+)|(?P<system>[^\]]*))\] (?P<message>.*)",
        names={"system": "wb.system"}, weight=0.8,
        why="have Twisted's time with zone and system in brackets",
    ),
    Pattern(
        "django.server", "Django's development server",
        start=rf'^\[(?P<t>{_DAY})\] "[^"]*" (?P<level>\d{{3}}) ', time="%d/%b/%Y %H:%M:%S", severities="status", kind="http",
        whole=rf"\[{_DAY}\] {_REQUEST}", headline=_TITLE, why="have a time in brackets, a request, status and size",
    ),
    Pattern(
        "python.httpserver", "Python's http.server, Werkzeug and Flask",
        start=rf'^(?:[0-9A-Fa-f.:\w-]+ - - \[(?P<t>{_DAY})\] (?:"(?:[^"\\]|\\.)*" (?P<level>\d{{3}}) )?|'
        rf"\[(?P<t2>{ISO})\] (?P<level2>[A-Z]+) in [\w.]+: )", time="%d/%b/%Y %H:%M:%S||iso",
        severities={**WORDS, **{str(status): severity_of_status(status) for status in range(100, 600)}}, kind="http",
        sign=rf'[0-9A-Fa-f.:\w-]+ - - \[{_DAY}\] "', sign_share=0.3,
        whole=rf"(?:(?P<client>\S+) - - \[{_DAY}\] (?:{_REQUEST}|(?P<message>.*))|"
        rf"\[{ISO}\] (?P<level>[A-Z]+) in (?P<logger>[\w.]+): (?P<_text>.*))", more=_served, literal=True,
        why="have a client, a time without zone in brackets and a request",
    ),
    Pattern(
        "odoo.server", "Odoo",
        start=rf"^(?P<t>{ISO}) \d+ {_NAMED} \S+ [\w.]+: ",
        whole=rf"{ISO} (?P<pid>\d+) {_NAMED} (?P<database>\S+) (?P<logger>[\w.]+): (?P<message>.*)",
        why="have time, process, level, database and module, as Odoo writes them",
    ),
)  # fmt: skip
READERS = (*_LOGGING, *_OTHERS)
