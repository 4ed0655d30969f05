r"""Redis' log, which Valkey, Sentinel and KeyDB write, too.

    1234:M 17 Mar 2026 14:02:11.123 * Ready to accept connections tcp
    [1234] 17 Mar 14:02:11.123 # Server started, Redis version 2.6.17

Form: `serverLogRaw` in server.c: process, role (M master, S replica, C child, X sentinel), local time, and a mark for
the level: `.` debug, `-` verbose, `*` notice, `#` warning. Before 3.0 the process stood in brackets, and before 5.0
there was no year. What a signal's
handler writes carries an epoch instead; its time is left unknown.
"""

from __future__ import annotations

from workbench.readers.patterned import Pattern, varied

EXAMPLES = {
    "redis.log": (
        "1234:M 17 Mar 2026 14:02:11.123 * Ready to accept connections tcp\n"
        "1234:M 17 Mar 2026 14:02:12.001 # WARNING overcommit_memory is set to 0!\n"
    )
}
_ROLES = {"M": "master", "S": "replica", "C": "child", "X": "sentinel"}


def _row(stamp: str, form: str) -> Pattern:
    return Pattern(
        "redis.log",
        "Redis, Valkey and Sentinel log",
        start=(rf"^(?:(?:\d+:[A-Z]|\[\d+\]) (?P<t>{stamp}) (?P<level>[.*#-]) |\d+:signal-handler \(\d+\) )"),
        why="have Redis' process, time and mark of the level",
        time=form,
        severities={".": 5, "-": 9, "*": 10, "#": 13},
        whole=(
            r"(?P<_signal>\d{1,10}):signal-handler \(\d+\) |"
            rf"(?:(?P<pid>\d{{1,10}}):(?P<_role>[A-Z])|\[(?P<_pid>\d{{1,10}})\]) {stamp} (?P<level>[.*#-]) "
            r"(?P<message>.*)"
        ),
        more=lambda groups: {
            "redis.role": _ROLES.get(groups.get("_role", ""), groups.get("_role")),
            "process.pid": int(groups.get("pid") or groups.get("_pid") or groups.get("_signal") or 0) or None,
        },
    )


READERS = (
    *varied(
        _row(r"\d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d\.\d{3}", "%d %b %Y %H:%M:%S"),
        _row(r"\d\d [A-Z][a-z]{2} \d\d:\d\d:\d\d(?:\.\d{3})?", "%d %b %H:%M:%S"),
    ),
)
