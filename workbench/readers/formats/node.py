r"""Node's loggers in their forms for people; their JSON is read as JSON lines.

Layouts: pino-pretty's default, NestJS' `ConsoleLogger`, log4js' `basicLayout`.
"""

from __future__ import annotations

from workbench.readers.heads import CLOCK, ISO
from workbench.readers.patterned import Pattern, patterned

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
    "log4js.basic": (
        "[2026-03-17T14:02:11.123] [INFO] default - started\n[2026-03-17T14:02:12.001] [ERROR] pay - order 17 failed\n"
    ),
}
_LEVEL = r"(?P<level>TRACE|DEBUG|INFO|WARN|ERROR|FATAL)"
_WHO = r"(?: \((?:(?P<logger>[^()/]+)/)?(?P<pid>\d+)(?: on (?P<host>[^()]+))?\))?: (?P<message>.*)"

READERS = patterned(
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
)  # fmt: skip
