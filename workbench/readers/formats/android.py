r"""Android's logcat in its output formats with times (`adb logcat -v threadtime|time|long`, with `year`, `zone`, `uid`), and
Android Studio's window. Formats: "Write and view logs with Logcat" and liblog's `logprint.cpp`.
"""

from __future__ import annotations

from workbench.readers.heads import ISO
from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "android.threadtime": (
        "03-17 14:02:11.123  1234  5678 I ActivityManager: Start proc 4711:shop.app/u0a123\n"
        "03-17 14:02:12.001  4711  4720 E AndroidRuntime: FATAL EXCEPTION: main\n"
    ),
    "android.dated": (
        "2026-03-17 14:02:11.123  1234  5678 I ActivityManager: Start proc 4711:shop.app/u0a123\n"
        "2026-03-17 14:02:12.001 +0100  4711  4720 E AndroidRuntime: FATAL EXCEPTION: main\n"
    ),
    "android.time": (
        "03-17 14:02:11.123 I/ActivityManager( 1234): Start proc 4711:shop.app/u0a123\n"
        "03-17 14:02:12.001 E/AndroidRuntime( 4711): FATAL EXCEPTION: main\n"
    ),
    "android.long": (
        "[ 03-17 14:02:11.123  1234: 5678 I/ActivityManager ]\nStart proc 4711:shop.app/u0a123\n\n"
        "[ 03-17 14:02:12.001  4711: 4720 E/AndroidRuntime ]\nFATAL EXCEPTION: main\n\n"
    ),
    "android.studio": (
        "2026-03-17 14:02:11.123  1234-5678  ActivityManager         system_process                       I  Start proc\n"
        "2026-03-17 14:02:12.001  4711-4720  AndroidRuntime          shop.app                             E  FATAL\n"
    ),
}
_LETTERS = {"v": 1, "d": 5, "i": 9, "w": 13, "e": 17, "f": 21, "a": 21, "s": 0}
_LEVEL = r"(?P<level>[VDIWEFAS])"
_DAY = r"\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,9}"
_WHO = rf" +(?:(?:u\d+_\w+|\w+) +)?\d+ +\d+ {_LEVEL} [^:]*:"
_REST = r" +(?:(?P<user>[a-z]\w*) +)?(?P<pid>\d+) +(?P<tid>\d+) (?P<level>[A-Z]) (?P<logger>[^:]*?) *: ?(?P<message>.*)"
_SHORT = "%m-%d %H:%M:%S"

READERS = patterned(
    Pattern(
        "android.threadtime", "Android logcat (threadtime)", time=_SHORT, severities=_LETTERS,
        start=rf"^(?P<t>{_DAY}){_WHO}", whole=rf"{_DAY}{_REST}",
        why="have logcat's time, process, thread, letter and tag",
    ),
    Pattern(
        "android.dated", "Android logcat with the year", severities=_LETTERS,
        start=rf"^(?P<t>{ISO}){_WHO}", whole=rf"{ISO}{_REST}",
        why="have logcat's date, process, thread, letter and tag",
    ),
    Pattern(
        "android.time", "Android logcat (time)", time=_SHORT, severities=_LETTERS,
        start=rf"^(?P<t>{_DAY}) {_LEVEL}/[^(]*\( *\d+\):",
        whole=rf"{_DAY} {_LEVEL}/(?P<logger>[^(]*?) *\( *(?P<pid>\d+)\): ?(?P<message>.*)",
        why="have logcat's time, letter, tag and process",
    ),
    Pattern(
        "android.long", "Android logcat (long)", time=_SHORT, severities=_LETTERS, headline="{below}",
        start=rf"^\[ (?P<t>{_DAY}) +\d+: *(?:\d+|0x[0-9a-f]+) {_LEVEL}/.* \]\s*$",
        whole=rf"\[ {_DAY} +(?P<pid>\d+): *(?P<tid>\w+) {_LEVEL}/(?P<logger>.*?) +\]",
        why="are logcat's headings in brackets, the text below",
    ),
    Pattern(
        "android.studio", "Android Studio's Logcat window", severities=_LETTERS,
        start=rf"^(?P<t>{ISO}) +\d+-\d+ +\S.*? +[\w.:-]+ +{_LEVEL}  ", weight=0.93,
        whole=rf"{ISO} +(?P<pid>\d+)-(?P<tid>\d+) +(?P<logger>\S.*?) +(?P<service>[\w.:-]+) +{_LEVEL}  (?P<message>.*)",
        why="have Android Studio's time, process-thread, tag, package and letter",
    ),
)  # fmt: skip
