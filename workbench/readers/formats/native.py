r"""Logs of native programs: Chromium and what embeds it (Electron, CEF, Puppeteer), and GStreamer.

Sources: `logging::LogMessage::Init` of Chromium's base ("[pid:tid:MMDD/HHMMSS.ffffff:LEVEL:file(line)]", each of the first
two only where asked for), GStreamer's `gst_debug_log_default` (time since start, pid, thread, level, category, place).
"""

from __future__ import annotations

from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "chromium.log": (
        "[42:43:0317/140211.123456:ERROR:gpu_process_host.cc(991)] GPU process exited unexpectedly\n"
        "[0317/140212.001000:WARNING:sandbox_linux.cc(393)] InitializeSandbox() called with multiple threads\n"
    ),
    "gstreamer.log": (
        "0:00:00.123456789  4711 0x55d0c8 INFO                GST_INIT gst.c:592:init_pre: Initializing GStreamer\n"
        "0:00:01.001000000  4711 0x55d0c8 WARN                 basesrc gstbasesrc.c:3127:loop:<src> error: none left\n"
    ),
}
_CHROMIUM = {"verbose": 1, "info": 9, "warning": 13, "error": 17, "fatal": 21}
_GSTREAMER = {"error": 17, "warn": 13, "fixme": 13, "info": 9, "debug": 5, "log": 5, "trace": 1, "memdump": 1}

READERS = patterned(
    Pattern(
        "chromium.log", "Chromium and Electron", time="%m%d/%H%M%S.%f", severities=_CHROMIUM,
        start=r"^\[(?:\d+:){0,2}(?P<t>\d{4}/\d{6}\.\d{3,6}):(?P<level>VERBOSE|INFO|WARNING|ERROR|FATAL)\d*:",
        whole=r"\[(?:(?P<pid>\d+):)?(?:(?P<tid>\d+):)?\d{4}/\d{6}\.\d+:(?P<level>[A-Z]+)\d*:"
        r"(?P<file>[^(\]]+)(?:\((?P<line>\d+)\)|:(?P<_line>\d+))\] (?P<message>.*)",
        why="have Chromium's date, level and place in one bracket",
    ),
    Pattern(
        "gstreamer.log", "GStreamer", severities=_GSTREAMER, timeless=True,
        start=r"^(?P<t>)\d:\d\d:\d\d\.\d{9} +\d+ +0x[0-9a-f]+ (?P<level>[A-Z]+) +\S+ \S+:\d+:",
        whole=r"(?P<uptime>[\d:.]+) +(?P<pid>\d+) +(?P<tid>0x[0-9a-f]+) (?P<level>[A-Z]+) +(?P<logger>\S+) "
        r"(?P<file>[^\s:]+):(?P<line>\d+):(?P<function>[^\s:]*):(?:<(?P<element>[^>]*)>)? ?(?P<message>.*)",
        names={"uptime": "wb.uptime", "element": "wb.element"},
        why="have GStreamer's time since start, process, thread, level and place",
    ),
)  # fmt: skip
