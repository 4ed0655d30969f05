r"""MongoDB's log before 4.4: text with severity, component and connection.

    2026-03-17T14:02:11.123+0100 I NETWORK  [conn12] end connection 10.0.0.7:51020 (3 connections now open)
    2026-03-17T14:02:11.123+0100 I COMMAND  [conn12] command shop.orders command: find { … } planSummary: COLLSCAN 2031ms

Form: MongoDB's manual 4.2, "Log Messages": severities F, E, W, I, D and D1 to D5 (2.6 has no severity and no
component). Since 4.4 the log is JSON.
"""

from __future__ import annotations

from workbench.readers.patterned import Pattern, varied

EXAMPLES = {
    "mongodb.text": (
        "2026-03-17T14:02:11.123+0100 I NETWORK  [conn12] end connection 10.0.0.7:51020 (3 connections now open)\n"
        "2026-03-17T14:02:12.001+0100 E STORAGE  [initandlisten] WiredTiger error (13)\n"
    )
}
_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:[+-]\d{4}|Z)"
_LEVEL = "[FEWI]|D[1-5]?"
_TOOK = r"(?:.*?\s(?P<duration>\d{1,15})ms\s*$)?"
_ROW = Pattern(
    "mongodb.text",
    "MongoDB log before 4.4 (text)",
    start=rf"^(?P<t>{_TIME}) (?P<level>{_LEVEL}) +(?:[A-Z_]+|-) +\[[^\]]*\] ",
    why="have MongoDB's time, severity letter, component and thread",
    severities={"f": 21, "e": 17, "w": 13, "i": 9, "d": 5, "d1": 5, "d2": 4, "d3": 3, "d4": 2, "d5": 1},
    whole=rf"{_TIME} (?P<level>{_LEVEL}) +(?P<component>[A-Z_]+|-) +\[(?P<thread>[^\]]*)\] (?P<message>(?={_TOOK}).*)",
    names={"component": "mongodb.component", "duration": "duration_ms"},
    numbers=frozenset(("duration_ms",)),
)
_OLD = Pattern(
    "mongodb.text",
    "MongoDB log before 4.4 (text)",
    start=rf"^(?P<t>{_TIME}) \[[\w.:-]+\] ",
    sign=(
        rf"{_TIME} \[(?:conn\d+|initandlisten|signalProcessingThread|clientcursormon|rs\w+|mongosMain|LockPinger|"
        r"Balancer)\]"
    ),
    why="have MongoDB's time and thread",
    default_severity=9,
    whole=rf"{_TIME} \[(?P<thread>[^\]]*)\] (?P<message>(?={_TOOK}).*)",
    names={"duration": "duration_ms"},
    numbers=frozenset(("duration_ms",)),
)
READERS = (*varied(_ROW, _OLD),)
