r"""Games: Unreal Engine, and Minecraft's servers.

Unreal: `FOutputDevice::FormatLogLine` ("[2026.03.17-14.02.11:123][frame]Category: Verbosity: text", UTC by default).
Minecraft: its log4j2.xml, "[%d{HH:mm:ss}] [%t/%level]: %msg".
"""

from __future__ import annotations

from workbench.readers.heads import CLOCK
from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "unreal.log": (
        "[2026.03.17-14.02.11:123][  0]LogInit: Display: Running engine without a game\n"
        "[2026.03.17-14.02.12:001][117]LogNet: Error: connection lost\n"
    ),
    "minecraft.server": (
        '[14:02:11] [Server thread/INFO]: Done (3.120s)! For help, type "help"\n'
        "[14:02:12] [Server thread/WARN]: Can't keep up! Is the server overloaded?\n"
    ),
}
_UNREAL = {
    "fatal": 21, "error": 17, "warning": 13, "display": 9, "log": 9, "verbose": 5, "veryverbose": 1,
}  # fmt: skip

READERS = patterned(
    Pattern(
        "unreal.log", "Unreal Engine", time="%Y.%m.%d-%H.%M.%S:%f", zone="UTC", severities=_UNREAL, default_severity=9,
        start=r"^\[(?P<t>\d{4}\.\d\d\.\d\d-\d\d\.\d\d\.\d\d:\d{3})\]\[ *\d+\]\w+: "
        r"(?:(?P<level>Fatal|Error|Warning|Display|Log|Verbose|VeryVerbose): )?",
        whole=r"\[[^\]]*\]\[ *(?P<frame>\d+)\](?P<logger>\w+): (?:(?P<level>[A-Z]\w+): )?(?P<message>.*)",
        names={"frame": "wb.frame"}, numbers=frozenset(("wb.frame",)),
        why="have Unreal's date and frame in brackets and a category",
    ),
    Pattern(
        "minecraft.server", "Minecraft server", time="%H:%M:%S",
        start=rf"^\[(?:\d\d[A-Z][a-z]{{2}}\d{{4}} )?(?P<t>{CLOCK})\] \[[^\]]*/"
        r"(?P<level>TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\] ?"
        r"(?:\[[^\]]*\])?: ?",
        whole=r"\[[^\]]*\] \[(?P<thread>[^\]]*)/(?P<level>[A-Z]+)\] ?(?:\[(?P<logger>[^\]]*?)/?\])?: ?(?P<message>.*)",
        why="have a time of day and a thread with its level, each in brackets",
    ),
)  # fmt: skip
