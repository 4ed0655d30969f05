r"""Loggers of Go: the standard library's, glog and klog, zap's console, logrus on a terminal, zerolog's console, hclog, Gin.

Sources: package log (`Ldate|Ltime|Lmicroseconds|Lshortfile`), glog's header `Lmmdd hh:mm:ss.uuuuuu threadid file:line] msg`
(abseil writes the year too), klog's structured pairs, zap's `NewDevelopmentEncoderConfig`, logrus' `TextFormatter`,
zerolog's `ConsoleWriter`, hclog's `TimeFormat`, Gin's `defaultLogFormatter`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workbench.model.severity import WORDS
from workbench.readers.heads import ISO
from workbench.readers.pairs import pairs_in
from workbench.readers.patterned import Pattern, patterned, varied

EXAMPLES = {
    "go.log": (
        "2026/03/17 14:02:11.123456 main.go:12: listening on :8080\n2026/03/17 14:02:12 ERROR order 17 failed\n"
    ),
    "glog.text": (
        "I0317 14:02:11.123456   12345 server.go:12] Serving on [::]:8443\n"
        'E0317 14:02:12.001000   12345 controller.go:114] "Sync failed" pod="shop/orders-0" err="none left"\n'
    ),
    "glog.year": (
        "I20260317 14:02:11.123456 12345 server.cc:12] Serving\nW20260317 14:02:12.001000 12345 pool.cc:41] slow\n"
    ),
    "zap.console": (
        '2026-03-17T14:02:11.123+0100\tINFO\torders\tshop/main.go:12\tstarted\t{"port": 8080}\n'
        '2026-03-17T14:02:12.001+0100\tERROR\torders\tshop/pool.go:41\torder failed\t{"order": 17}\n'
        "shop.(*Pool).Take\n\t/src/shop/pool.go:41\n"
    ),
    "zap.epoch": (
        "1.773756131123e+09\tinfo\torders\tshop/main.go:12\tstarted\n"
        "1.7737561320010002e+09\terror\torders\tshop/pool.go:41\torder failed\n"
    ),
    "logrus.text": (
        "INFO[2026-03-17T14:02:11+01:00] started                                       port=8080\n"
        "ERRO[2026-03-17T14:02:12+01:00] order failed                                  order=17\n"
    ),
    "logrus.elapsed": (
        "INFO[0000] started                                       port=8080\n"
        "ERRO[0012] order failed                                  order=17\n"
    ),
    "zerolog.console": '2:02PM INF started port=8080\n2:02PM ERR order failed error="none left" order=17\n',
    "hclog.text": (
        "2026-03-17T14:02:11.123+0100 [INFO]  agent.server: started: port=8300\n"
        '2026-03-17T14:02:12.001+0100 [ERROR] agent: Failed to join: error="none left"\n'
    ),
    "gin.access": (
        '[GIN] 2026/03/17 - 14:02:11 | 200 |     1.234567ms |     203.0.113.9 | GET      "/cart"\n'
        '[GIN] 2026/03/17 - 14:02:12 | 502 |  1.234567892s |             ::1 | POST     "/pay"\n'
    ),
}
SLASH = r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
_WORD = "TRACE|TRC|DEBUG|DBG|INFO|INF|NOTICE|WARNING|WARN|WRN|ERROR|ERR|CRITICAL|CRIT|ALERT|FATAL|PANIC"
_PLACE = r"(?:[^\s:]{1,200}\.go:\d+: )?"
_GLOG = {"i": 9, "w": 13, "e": 17, "f": 21, "d": 5, "v": 1}
_SHORT = {"trc": 1, "dbg": 5, "inf": 9, "wrn": 13, "err": 17, "ftl": 21, "pnc": 21}
_ZAP = {**WORDS, "dpanic": 18}
_FOUR = {"trac": 1, "debu": 5, "info": 9, "warn": 13, "erro": 17, "fata": 21, "pani": 21}
_GLOG_REST = r" +(?P<tid>\d+) (?P<file>[^\s:]+):(?P<line>\d+)\] (?P<message>.*)"


def _pairs(groups: Mapping[str, str]) -> Mapping[str, Any]:
    return pairs_in(groups.get("message", ""))


_GO, *_OTHERS = (
    Pattern(
        "go.log", "Go's log package and others that write 2026/03/17", time="slash", weight=0.75,
        start=rf"^(?P<t>{SLASH})(?: {_PLACE}\[?(?P<level>{_WORD})[\]:]?(?:\s|$)| |$)",
        whole=rf"{SLASH} ?(?:(?P<file>[^\s:]{{1,200}}\.go):(?P<line>\d+): )?(?:\[?(?P<level>{_WORD})[\]:]?(?:\s+|$))?"
        r"(?P<message>.*)", why="begin with a date such as 2026/03/17 and a time",
    ),
    Pattern(
        "glog.text", "glog, klog and abseil (Kubernetes, Google)", time="%m%d %H:%M:%S", severities=_GLOG,
        start=r"^(?P<level>[IWEFDV])(?P<t>\d{4} \d\d:\d\d:\d\d(?:\.\d{1,9})?) +\d+ [^\s:]+:\d+\] ",
        whole=rf"(?P<level>[IWEF])\d{{4}} [\d:.]+{_GLOG_REST}", more=_pairs, literal=True,
        why="have glog's letter, month and day, time, thread and place",
    ),
    Pattern(
        "glog.year", "glog and abseil with the year", time="%Y%m%d %H:%M:%S", severities=_GLOG,
        start=r"^(?P<level>[IWEFDV])(?P<t>\d{8} \d\d:\d\d:\d\d(?:\.\d{1,9})?) +\d+ [^\s:]+:\d+\] ",
        whole=rf"(?P<level>[IWEF])\d{{8}} [\d:.]+{_GLOG_REST}", more=_pairs, literal=True,
        why="have glog's letter, date, time, thread and place",
    ),
    Pattern(
        "zap.console", "zap's console (Go)", weight=0.92,
        start=rf"^(?P<t>{ISO})\t(?P<level>[A-Za-z]+)\t",
        whole=rf"{ISO}\t(?P<level>[A-Za-z]+)\t(?:(?P<logger>[^\t:]+)\t)?(?:(?P<file>[^\t:]+\.go):(?P<line>\d+)\t)?"
        r"(?P<message>.*)", severities=_ZAP,
        why="have time, level and message with tabs between",
    ),
    Pattern(
        "logrus.text", "logrus on a terminal with dates (Go)", severities=_FOUR,
        start=rf"^(?P<level>TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)\[(?P<t>{ISO})\] ?",
        whole=rf"(?P<level>[A-Z]{{4}})\[{ISO}\] ?(?P<message>.*)", more=_pairs, literal=True,
        why="have a level of four letters and a time in brackets",
    ),
    Pattern(
        "logrus.elapsed", "logrus on a terminal (Go)", severities=_FOUR, timeless=True,
        start=r"^(?P<level>TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)(?P<t>)\[\d{4,}\] ?",
        whole=r"(?P<level>[A-Z]{4})\[(?P<uptime>\d{4,})\] ?(?P<message>.*)", names={"uptime": "wb.uptime_s"},
        more=_pairs, literal=True, why="have a level of four letters and the program's seconds in brackets",
    ),
    Pattern(
        "zerolog.console", "zerolog's console (Go)", severities=_SHORT, time="%I:%M%p",
        start=r"^(?P<t>\d{1,2}:\d\d[AP]M) (?P<level>TRC|DBG|INF|WRN|ERR|FTL|PNC) ",
        whole=r"\S+ (?P<level>[A-Z]{3}) (?:(?P<file>[^\s:]+\.go):(?P<line>\d+) > )?(?P<message>.*)", more=_pairs,
        literal=True,
        why="have a time such as 2:02PM and a level of three letters",
    ),
    Pattern(
        "hclog.text", "HashiCorp's hclog (Consul, Vault, Nomad, Terraform)", more=_pairs, literal=True, weight=0.9,
        start=r"^(?P<t>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:Z|[+-]\d{4})) \[(?P<level>TRACE|DEBUG|INFO|WARN|ERROR)\] ",
        whole=r"\S+ \[(?P<level>[A-Z]+)\] +(?:(?P<logger>[\w./\[\] -]{1,200}?): )?(?P<message>.*)",
        why="have hclog's time with zone and level in brackets",
    ),
    Pattern(
        "gin.access", "Gin (Go)", time="%Y/%m/%d - %H:%M:%S", severities="status", kind="http",
        start=r"^\[[\w-]+\] (?P<t>\d{4}/\d\d/\d\d - \d\d:\d\d:\d\d) \| *(?P<level>\d{3}) *\|",
        whole=r"\[[\w-]+\] [\d/]+ - [\d:]+ \| *(?P<status>\d{3}) *\| *(?P<duration>[\d.hmsµn]+) *\| *"
        r"(?P<client>[^\s|]+) *\| *"
        r'(?P<method>[A-Z]+) *"(?P<path>[^"?]*)(?:\?(?P<query>[^"]*))?"', headline="{method} {path} {status}",
        why="have Gin's time, status, duration and client with bars between",
    ),
    Pattern(
        "zap.epoch", "zap's console with epochs (Go)", time="epoch", severities=_ZAP, weight=0.92,
        start=r"^(?P<t>\d(?:\.\d+)?e\+\d\d|\d{10}\.\d+)\t(?P<level>[A-Za-z]+)\t",
        whole=r"[\d.e+]+\t(?P<level>[A-Za-z]+)\t(?:(?P<logger>[^\t:]+)\t)?(?:(?P<file>[^\t:]+\.go):(?P<line>\d+)\t)?"
        r"(?P<message>.*)",
        why="have an epoch, level and message with tabs between",
    ),
)  # fmt: skip
# What `log.SetPrefix` puts in front of the time.
_PREFIX = r"(?:\[[\w./ -]{1,40}\]|[\w./-]{1,40}:?) ?"
# A level in front is read by text.dates.
_NO_LEVEL = rf"(?!\W?(?i:{_WORD})\b)"
_PREFIXED = replace(
    _GO, start=_GO.start.replace("^", rf"^(?:{_PREFIX})?", 1), whole=rf"(?:(?P<logger>{_PREFIX}))?{_GO.whole}",
    sign=_NO_LEVEL + _PREFIX + SLASH, sign_share=0.2, least=0.4,
    why="have a prefix, a date such as 2026/03/17 and a time",
)  # fmt: skip
READERS = (*varied(_PREFIXED, _GO), *patterned(*_OTHERS))
