r"""Apple's unified log as `log show` prints it (default, compact and syslog style), and install.log.

Columns: `log(1)` and the header line that it prints ("Timestamp Thread Type Activity PID TTL").
"""

from __future__ import annotations

from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "apple.unified": (
        "Timestamp                       Thread     Type        Activity             PID    TTL  \n"
        "2026-03-17 14:02:11.123456+0100 0x1a2b     Default     0x0                  123    0    kernel: (AppleARM) ready\n"
        "2026-03-17 14:02:12.001000+0100 0x1a2c     Error       0x8f1                456    0    shopd: (Network) "
        "[com.shop.net:pool] none left\n"
    ),
    "apple.compact": (
        "Timestamp               Ty Process[PID:TID]\n"
        "2026-03-17 14:02:11.123 Df kernel[0:1a2b] (AppleARM) ready\n"
        "2026-03-17 14:02:12.001 E  shopd[456:1a2c] (Network) [com.shop.net:pool] none left\n"
    ),
    "apple.syslog": (
        "2026-03-17 14:02:11.123456+0100  localhost kernel[0]: (AppleARM) ready\n"
        "2026-03-17 14:02:12.001000+0100  localhost shopd[456]: (Network) [com.shop.net:pool] <Error>: none left\n"
    ),
    "apple.install": (
        "2026-03-17 14:02:11+01 shop1 Installer[42]: Package Authoring: version 2\n"
        "2026-03-17 14:02:12+01 shop1 installd[43]: PackageKit: Install Failed: none left\n"
    ),
}
_T = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
_TYPE = r"(?P<level>Default|Info|Debug|Error|Fault|Activity|State|Signpost|Trace)"
_TYPES = {
    "default": 10,
    "info": 9,
    "debug": 5,
    "error": 17,
    "fault": 21,
    "activity": 9,
    "state": 9,
    "signpost": 5,
    "trace": 1,
}
_SHORT = {"df": 10, "i": 9, "in": 9, "db": 5, "e": 17, "f": 21, "a": 9, "st": 9, "tr": 1}
_WHERE = r"(?:\((?P<library>[^)]*)\) )?(?:\[(?P<subsystem>[^\]:]*):(?P<category>[^\]]*)\] )?"
_NAMES = {"process": "process.name", "library": "wb.library", "subsystem": "code.namespace", "category": "wb.category",
          "activity": "wb.activity"}  # fmt: skip

READERS = patterned(
    Pattern(
        "apple.unified", "Apple unified log (log show)", severities=_TYPES, names=_NAMES,
        start=rf"^(?P<t>{_T}\.\d{{3,9}}[+-]\d{{4}}) +0x[0-9a-f]+ +{_TYPE} +0x[0-9a-f]+ +\d+ +\d+ +",
        whole=rf"{_T}\S+ +(?P<tid>0x[0-9a-f]+) +{_TYPE} +(?P<activity>0x[0-9a-f]+) +(?P<pid>\d+) +\d+ +"
        rf"(?P<process>[^:]+): {_WHERE}(?P<message>.*)",
        why="have the unified log's time, thread, type, activity and process",
    ),
    Pattern(
        "apple.compact", "Apple unified log (log show --style compact)", severities=_SHORT, names=_NAMES,
        start=rf"^(?P<t>{_T}\.\d{{3,9}}) (?P<level>Df|In|I|Db|E|F|A|St|Tr) +[^\s\[]+(?: [^\[]*)?\[\d+:[0-9a-f]+\] ",
        whole=rf"{_T}\S+ (?P<level>\w+) +(?P<process>[^\[]+)\[(?P<pid>\d+):(?P<tid>[0-9a-f]+)\] {_WHERE}(?P<message>.*)",
        why="have the unified log's time, short type and process with thread",
    ),
    Pattern(
        "apple.syslog", "Apple unified log (log show --style syslog)", severities=_TYPES, names=_NAMES,
        start=rf"^(?P<t>{_T}\.\d{{3,9}}[+-]\d{{4}})  \S+ [^\[:]+\[\d+\]: (?:\([^)]*\) )?(?:\[[^\]]*\] )?(?:<{_TYPE}>)?",
        whole=rf"{_T}\S+  (?P<host>\S+) (?P<process>[^\[:]+)\[(?P<pid>\d+)\]: {_WHERE}(?:<{_TYPE}>:? )?(?P<message>.*)",
        why="have the unified log's time with zone, a host and a process",
    ),
    Pattern(
        "apple.install", "macOS install.log", names=_NAMES,
        start=rf"^(?P<t>{_T}[+-]\d\d) \S+ [^\[:]+\[\d+\]: ",
        whole=rf"{_T}\S+ (?P<host>\S+) (?P<process>[^\[:]+)\[(?P<pid>\d+)\]: (?P<message>.*)",
        why="have a date with the zone's hours, a host and a process",
    ),
)  # fmt: skip
