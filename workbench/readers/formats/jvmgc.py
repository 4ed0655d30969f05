r"""Garbage collection logs of the JVM: unified logging of JDK 9 and later (JEP 158), and `-XX:+PrintGCDetails` of JDK 8.

Decorations of unified logging stand in brackets in a fixed order, each only where it was asked for: time, UTC time, uptime,
milliseconds, host name, pid, tid, level, tags. Without a date only the uptime is known, and the time stays unknown.
"""

from __future__ import annotations

from workbench.readers.heads import ISO
from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "jvm.gc": (
        "[2026-03-17T14:02:11.123+0100][3.120s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) "
        "24M->4M(256M) 3.512ms\n"
        "[2026-03-17T14:02:12.001+0100][3.998s][warning][gc,alloc] GC(1) Allocation stall\n"
    ),
    "jvm.gc.elapsed": (
        "[0.012s][info][gc] Using G1\n"
        "[3.120s][info][gc,heap] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 24M->4M(256M) 3.512ms\n"
    ),
    "jvm.gc8": (
        "2026-03-17T14:02:11.123+0100: 3.120: [GC (Allocation Failure) [PSYoungGen: 65536K->10720K(76288K)] "
        "65536K->12720K(251392K), 0.0112 secs] [Times: user=0.03 sys=0.00, real=0.01 secs]\n"
        "2026-03-17T14:02:12.001+0100: 3.998: [Full GC (Ergonomics) 12720K->9000K(251392K), 0.0512 secs]\n"
    ),
    "jvm.gc8.elapsed": (
        "3.120: [GC (Allocation Failure)  65536K->12720K(251392K), 0.0112 secs]\n"
        "3.998: [Full GC (Ergonomics)  12720K->9000K(251392K), 0.0512 secs]\n"
    ),
}
_LEVEL = r"(?P<level>trace|debug|info|warning|error)"
_MORE = r"(?:\[[^\[\]]{1,80}\]){0,6}?"
_REST = (
    rf"(?:\[(?P<uptime>\d+[.,]\d+)s\])?(?:\[(?P<_ms>\d+)ms\])?{_MORE}\[{_LEVEL} *\](?:\[(?P<tags>[\w,+ *]+)\])? "
    r"(?:GC\((?P<gc>\d+)\) )?(?P<message>.*)"
)
_PAUSE = r"(?P<message>\[(?:Full )?GC.*)"
_NAMES = {"uptime": "wb.uptime_s", "tags": "wb.tags", "gc": "jvm.gc.id"}
_NUMBERS = frozenset(("wb.uptime_s", "jvm.gc.id"))

READERS = patterned(
    Pattern(
        "jvm.gc", "JVM unified log with dates (garbage collector, JDK 9 and later)",
        start=rf"^\[(?P<t>{ISO})\](?:\[[^\[\]]{{1,80}}\]){{0,7}}?\[{_LEVEL} *\](?:\[[\w,+ *]+\])? ",
        whole=rf"\[{ISO}\](?:\[{ISO}\])?{_REST}", names=_NAMES, numbers=_NUMBERS,
        why="have the JVM's decorations in brackets: time, level, tags",
    ),
    Pattern(
        "jvm.gc.elapsed", "JVM unified log without dates (garbage collector, JDK 9 and later)",
        start=rf"^(?P<t>)\[\d+[.,]\d+s\](?:\[[^\[\]]{{1,80}}\]){{0,6}}?\[{_LEVEL} *\](?:\[[\w,+ *]+\])? ",
        whole=_REST, names=_NAMES, numbers=_NUMBERS, timeless=True,
        why="have the JVM's decorations in brackets: uptime, level, tags",
    ),
    Pattern(
        "jvm.gc8", "JVM garbage collection log with dates (JDK 8 and earlier)",
        start=rf"^(?P<t>{ISO}): (?:\d+[.,]\d+: )?(?:\[|Total time|Application time|\d)", default_severity=9,
        sign=rf"{ISO}: (?:\d+[.,]\d+: )?(?:\[[A-Z]|Total time|Application time)", sign_share=0.2,
        whole=rf"{ISO}: (?:(?P<uptime>\d+[.,]\d+): )?(?P<message>.*)", names=_NAMES, numbers=_NUMBERS,
        weight=0.9, why="have a date, the JVM's uptime and a collection",
    ),
    Pattern(
        "jvm.gc8.elapsed", "JVM garbage collection log without dates (JDK 8 and earlier)",
        start=r"^(?P<t>)\d+[.,]\d{3}: \[", default_severity=9, timeless=True,
        whole=r"(?P<uptime>\d+[.,]\d+): (?P<message>.*)", names=_NAMES, numbers=_NUMBERS,
        weight=0.85, why="have the JVM's uptime and a collection",
    ),
)  # fmt: skip
