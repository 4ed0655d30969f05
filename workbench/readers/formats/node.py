r"""Node's loggers in their forms for people; their JSON is read as JSON lines.

Layouts: pino-pretty's default and `-l`, NestJS' `ConsoleLogger`, log4js' `basicLayout`, bunyan's `-o short`, winston's
`format.simple()` behind `format.timestamp()`.
"""

from __future__ import annotations

from dataclasses import replace

from workbench.model.severity import WORDS
from workbench.readers.heads import CLOCK, ISO
from workbench.readers.patterned import Pattern, patterned, varied

EXAMPLES = {
    "pino.pretty": (
        "[14:02:11.123] INFO (42): started\n    port: 8080\n[14:02:12.001] ERROR (42): order failed\n    order: 17\n"
    ),
    "pino.dated": (
        "[2026-03-17 14:02:11.123 +0100] INFO (42 on shop1): started\n    port: 8080\n"
        "[2026-03-17 14:02:12.001 +0100] ERROR (orders/42 on shop1): order failed\n"
    ),
    "nest.log": (
        "[Nest] 42  - 03/17/2026, 2:02:11 PM     LOG [NestFactory] Starting Nest application...\n"
        "[Nest] 42  - 03/17/2026, 2:02:12 PM   ERROR [ExceptionsHandler] none left\n"
    ),
    "bunyan.short": "14:02:11.123Z  INFO shop: started\n14:02:12.001Z ERROR shop: order failed (order=17)\n",
    "winston.simple": (
        'info: started {"timestamp":"2026-03-17T14:02:11.123Z"}\n'
        'error: order failed {"order":17,"timestamp":"2026-03-17T14:02:12.001Z"}\n'
    ),
    "log4js.basic": (
        "[2026-03-17T14:02:11.123] [INFO] default - started\n[2026-03-17T14:02:12.001] [ERROR] pay - order 17 failed\n"
    ),
}
_LEVEL = r"(?P<level>TRACE|DEBUG|INFO|WARN|ERROR|FATAL)"
_WHO = r"(?: \((?:(?P<logger>[^()/]+)/)?(?P<pid>\d+)(?: on (?P<host>[^()]+))?\))?: (?P<message>.*)"

# npm's levels and syslog's, the two sets that winston comes with
_WINSTON = "error|warn|info|http|verbose|debug|silly|emerg|alert|crit|warning|notice"
_PINO_LAST = rf"{_LEVEL} \[{{clock}}\](?: \((?:(?P<logger>[^()/]+)/)?(?P<pid>\d+)(?: on (?P<host>[^()]+))?\))?: "


def _level_first(row: Pattern, clock: str) -> Pattern:
    """The same with the level in front, as pino-pretty's option `-l` has it."""
    return replace(
        row, start=rf"^{_LEVEL} \[(?P<t>{clock})\](?: \([^)]*\))?: ",
        whole=_PINO_LAST.format(clock=clock) + r"(?P<message>.*)",
        why="have a level, a time in brackets and a process in parentheses",
    )  # fmt: skip


_PRETTY, _DATED, *_ROWS = (
    Pattern(
        "pino.pretty", "pino-pretty (Node)", time="%H:%M:%S", start=rf"^\[(?P<t>{CLOCK})\] {_LEVEL}(?: \([^)]*\))?: ",
        whole=rf"\[{CLOCK}\] {_LEVEL}{_WHO}", why="have a time of day in brackets, a level and a process in parentheses",
    ),
    Pattern(
        "pino.dated", "pino-pretty with dates (Node)", start=rf"^\[(?P<t>{ISO})\] {_LEVEL} \([^)]*\): ",
        whole=rf"\[{ISO}\] {_LEVEL}{_WHO}", why="have a time in brackets, a level and a process in parentheses",
    ),
    Pattern(
        "nest.log", "NestJS (Node)", time="%m/%d/%Y, %I:%M:%S %p",
        start=r"^\[[\w -]+\] \d+ +- +(?P<t>\d{1,2}/\d{1,2}/\d{4}, \d{1,2}:\d\d:\d\d [AP]M) +(?P<level>[A-Z]+) ",
        whole=r"\[(?P<service>[\w -]+)\] (?P<pid>\d+) +- +[\d/]+, [\d:]+ [AP]M +(?P<level>[A-Z]+) "
        r"(?:\[(?P<logger>[^\]]+)\] )?(?P<message>.*)",
        why="have NestJS' name in brackets, process, date and level",
    ),
    Pattern(
        "log4js.basic", "log4js (Node)", weight=0.9,
        start=rf"^\[(?P<t>{ISO})\] \[(?P<level>TRACE|DEBUG|INFO|WARN|ERROR|FATAL|MARK|OFF)\] [\w.-]+ - ",
        whole=rf"\[{ISO}\] \[(?P<level>[A-Z]+)\] (?P<logger>[\w.-]+) - (?P<message>.*)",
        why="have time and level in brackets and a category with a dash behind",
    ),
    Pattern(
        "bunyan.short", "bunyan's short form (Node)", time="%H:%M:%S%z",
        start=rf"^(?P<t>{CLOCK}Z) {{1,2}}{_LEVEL} [^\s:]+: ",
        whole=rf"{CLOCK}Z +{_LEVEL} (?P<logger>[^\s:]+): (?P<message>.*)",
        why="have a time of day in UTC, a padded level and a name",
    ),
    Pattern(
        "winston.simple", "winston's simple format with a time (Node)", weight=0.9, sign_share=0.8, literal=True,
        start=rf'^(?P<level>{_WINSTON}): (?:.*"timestamp":"(?P<t>{ISO})")?', sign=rf'[a-z]+: .*\{{.*"timestamp":"{ISO}"',
        holds='"timestamp":"', whole=r"(?P<level>[a-z]+): (?P<message>.*)", severities={**WORDS, "http": 8},
        why="have a level, a message and an object with the time behind",
    ),
)  # fmt: skip
READERS = (
    *varied(_PRETTY, _level_first(_PRETTY, CLOCK)),
    *varied(_DATED, _level_first(_DATED, ISO)),
    *patterned(*_ROWS),
)
