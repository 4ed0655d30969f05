r"""Loggers of .NET: Microsoft's console, Serilog's console, NLog's default layout. log4net's is read as a Java layout.

Sources: `SimpleConsoleFormatter` and `SystemdConsoleFormatter` of Microsoft.Extensions.Logging (four-letter levels, message
on the next line, a time only with `TimestampFormat`), Serilog's default console template
`[{Timestamp:HH:mm:ss} {Level:u3}] {Message:lj}`, NLog's `${longdate}|${level:uppercase=true}|${logger}|${message}`.
"""

from __future__ import annotations

from workbench.readers.heads import CLOCK, ISO
from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "dotnet.console": (
        "2026-03-17T14:02:11.123Z info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://[::]:8080\n"
        "2026-03-17T14:02:12.001Z fail: Shop.Orders.Pool[17]\n      No connection left\n"
    ),
    "dotnet.clock": (
        "[14:02:11] info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://[::]:8080\n"
        "[14:02:12] fail: Shop.Orders.Pool[17] No connection left\n"
    ),
    "serilog.console": "[14:02:11 INF] started\n[14:02:12 ERR] order 17 failed\nSystem.Exception: none left\n",
    "nlog.file": (
        "2026-03-17 14:02:11.1234|INFO|Shop.Orders.Main|started\n"
        "2026-03-17 14:02:12.0010|ERROR|Shop.Orders.Pool|none left\n"
    ),
}
_MICROSOFT = {"trce": 1, "dbug": 5, "info": 9, "warn": 13, "fail": 17, "crit": 18}
_SERILOG = {"vrb": 1, "dbg": 5, "inf": 9, "wrn": 13, "err": 17, "ftl": 21}
_LEVEL = r"(?P<level>trce|dbug|info|warn|fail|crit)"
_REST = rf"[\])]? *{_LEVEL}: (?P<logger>[^\[\]]+)\[(?P<event>-?\d+)\]\s*(?P<message>.*)"
_EVENT = {"event": "event.code"}

READERS = patterned(
    Pattern(
        "dotnet.console", ".NET console with dates (Microsoft.Extensions.Logging)", severities=_MICROSOFT, names=_EVENT,
        start=rf"^[\[(]?(?P<t>{ISO})[\])]? *{_LEVEL}: [^\[\]]+\[-?\d+\]", whole=rf"[\[(]?{ISO}{_REST}",
        why="have a time, a four-letter level and a category with an event number",
    ),
    Pattern(
        "dotnet.clock", ".NET console with the time of day (Microsoft.Extensions.Logging)", severities=_MICROSOFT,
        names=_EVENT, time="%H:%M:%S", start=rf"^[\[(]?(?P<t>{CLOCK})[\])]? *{_LEVEL}: [^\[\]]+\[-?\d+\]",
        whole=rf"[\[(]?{CLOCK}{_REST}", why="have a time of day, a four-letter level and a category with an event number",
    ),
    Pattern(
        "serilog.console", "Serilog's console (.NET)", severities=_SERILOG, time="%H:%M:%S",
        start=rf"^\[(?P<t>{CLOCK}) (?P<level>VRB|DBG|INF|WRN|ERR|FTL)\] ?",
        whole=rf"\[{CLOCK} (?P<level>[A-Z]{{3}})\] ?(?P<message>.*)",
        why="have a time of day and a level of three letters in one bracket",
    ),
    Pattern(
        "nlog.file", "NLog (.NET)",
        start=rf"^(?P<t>{ISO})\|(?P<level>TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\|",
        whole=rf"{ISO}\|(?P<level>[A-Z]+)\|(?P<logger>[^|]*)\|(?P<message>.*)",
        why="have time, level, logger and message with bars between",
    ),
)  # fmt: skip
