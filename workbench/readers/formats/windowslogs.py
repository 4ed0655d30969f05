r"""Text logs of Windows itself: servicing (CBS.log, DISM), set-up of devices (SetupAPI), Windows Update.

Forms: "SetupAPI Text Logs" (section headers and their prefixes), `Get-WindowsUpdateLog`, and CBS.log's
`date time, level  component  text`.
"""

from __future__ import annotations

from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "windows.servicing": (
        "2026-03-17 14:02:11, Info                  CBS    TrustedInstaller service starts successfully.\n"
        "2026-03-17 14:02:12, Error                 CSI    00000001 (F) STATUS_OBJECT_NAME_NOT_FOUND #17#\n"
    ),
    "windows.setupapi": (
        "[Boot Session: 2026/03/17 14:00:00.500]\n\n>>>  [Device Install (Hardware initiated) - USB\\VID_1234&PID_5678\\1]\n"
        ">>>  Section start 2026/03/17 14:02:11.123\n"
        "     dvi: {Build Driver List} 14:02:11.200\n!!!  dvi: Device not started\n"
        "<<<  Section end 2026/03/17 14:02:12.001\n<<<  [Exit status: FAILURE(0x0000001f)]\n\n"
    ),
    "windows.update": (
        "2026/03/17 14:02:11.1234567 1234  5678  Agent           WU client version 10.0.1\n"
        "2026/03/17 14:02:12.0010000 1234  5678  Misc            *FAILED* [80070002] Open key\n"
    ),
}
READERS = patterned(
    Pattern(
        "windows.servicing", "Windows servicing (CBS.log, DISM)",
        start=r"^(?P<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d), (?P<level>[A-Z][a-z]+) +[A-Z]\w+ ",
        whole=r"[\d-]+ [\d:]+, (?P<level>\w+) +(?P<logger>\w+) +(?:PID=(?P<pid>\d+) TID=(?P<tid>\d+) )?(?P<message>.*)",
        why="have a date with a comma, a level and a component in columns",
    ),
    Pattern(
        "windows.setupapi", "Windows SetupAPI log", time="slash", least=0.0, default_severity=9,
        start=r"^(?:(?:>>>|<<<)  Section (?:start|end) |\[Boot Session: )(?P<t>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d+)?)",
        whole=r"(?:>>>|<<<)?  ?\[?(?P<message>Section (?:start|end)|Boot Session:) [\d/]+ [\d:.]+",
        why="begin or end a section of SetupAPI",
    ),
    Pattern(
        "windows.update", "Windows Update log", time="slash", default_severity=9,
        start=r"^(?P<t>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{7}) \d+ +\d+ +\w+ ",
        whole=r"[\d/]+ [\d:.]+ (?P<pid>\d+) +(?P<tid>\d+) +(?P<logger>\w+) +(?P<message>.*)",
        why="have Windows Update's time, process, thread and component",
    ),
)  # fmt: skip
