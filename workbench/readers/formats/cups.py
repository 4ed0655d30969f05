r"""CUPS' error log, access log and page log.

    E [17/Mar/2026:14:02:11 +0100] [Job 17] Unable to open the device
    localhost - ann [17/Mar/2026:14:02:11 +0100] "POST /printers/floor2 HTTP/1.1" 200 512 Print-Job successful-ok
    floor2 17 ann [17/Mar/2026:14:02:12 +0100] total 3 - web1 invoice.pdf A4 one-sided

CUPS, cups-logs(5): level letters X emerg, A alert, C crit, E error, W warn, N notice, I info, D and d debug; the page log by
PageLogFormat's default (since 2.0: printer, job, user, time, page or total, copies, billing, host, name, media, sides).
"""

from __future__ import annotations

from workbench.readers.patterned import Pattern, patterned, varied

EXAMPLES = {
    "cups.error": (
        "E [17/Mar/2026:14:02:11 +0100] [Job 17] Unable to open the device\n"
        "I [17/Mar/2026:14:02:12 +0100] Listening to [v1.::1]:631 (IPv6)\n"
    ),
    "cups.access": (
        'localhost - ann [17/Mar/2026:14:02:11 +0100] "POST /printers/floor2 HTTP/1.1" 200 512 Print-Job successful-ok\n'
        'localhost - - [17/Mar/2026:14:02:12 +0100] "POST / HTTP/1.1" 401 186 Renew-Subscription '
        "client-error-not-authorized\n"
    ),
    "cups.page": (
        "floor2 17 ann [17/Mar/2026:14:02:12 +0100] total 3 - web1 invoice.pdf A4 one-sided\n"
        "floor2 18 bob [17/Mar/2026:14:02:13 +0100] 1 1 - web1 letter.txt - -\n"
    ),
}
LETTERS = {"x": 21, "a": 19, "c": 18, "e": 17, "w": 13, "n": 10, "i": 9, "d": 5}
_TIME = r"\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d(?:\.\d{1,6})? [+-]\d{4}"
ERROR = Pattern(
    "cups.error",
    "CUPS error log",
    rf"^(?P<level>[XACEWNIDd]) \[(?P<t>{_TIME})\] ",
    "have a level's letter and a time in brackets",
    time="clf",
    severities=LETTERS,
    whole=rf"^(?P<level>.) \[{_TIME}\] (?:\[Job (?P<job>\d+)\] )?(?:\[Client (?P<connection>\d+)\] )?(?P<message>.*)",
    names={"job": "cups.job", "connection": "cups.client"},
)
_REQUEST = r'"(?P<method>[A-Z]+) (?P<path>\S+)(?: HTTP/(?P<protocol>[\d.]+))?"'
ACCESS = Pattern(
    "cups.access",
    "CUPS access log",
    rf'^\S+ \S+ \S+ \[(?P<t>{_TIME})\] "[^"]*" (?P<level>\d\d\d) \d+ (?:[A-Z][A-Za-z]+(?:-[A-Z][a-z]+)+|-) '
    rf"(?:[a-z]+(?:-[a-z]+)+|-)$",
    "end with an IPP operation and its status",
    time="clf",
    severities="status",
    default_severity=9,
    weight=0.97,
    whole=rf'^(?P<client>\S+) \S+ (?P<user>\S+) \[{_TIME}\] (?P<_request>{_REQUEST}|"[^"]*") (?P<status>\d+) (?P<bytes>\d+) '
    r"(?P<operation>\S+) (?P<ipp>\S+)",
    headline="{status} {method} {path} {operation} {ipp}",
    names={"operation": "ipp.operation", "ipp": "ipp.status"},
    holds="-",
)
_PAGE = rf"^(?P<printer>\S+) (?P<job>\d+) (?P<user>\S+) \[(?:{_TIME})\] (?P<page>total|\d+) (?P<copies>\d+)"
PAGE = Pattern(
    "cups.page",
    "CUPS page log",
    rf"^\S+ \d+ \S+ \[(?P<t>{_TIME})\] (?:total|\d+) \d+ ",
    "have printer, job, user, time and pages",
    time="clf",
    default_severity=9,
    whole=rf"{_PAGE} (?P<billing>\S+) (?P<client>\S+) (?P<document>.*?) (?P<media>\S+) (?P<sides>\S+)$",
    headline="{printer} job {job} {user} {page} {copies} {document}",
    names={"printer": "cups.printer", "job": "cups.job"},
)
PAGE_OLD = Pattern(
    "cups.page",
    PAGE.title,
    r"^\S+ \S+ \d+ \[(?P<t>" + _TIME + r")\] (?:total|\d+) \d+ ",
    PAGE.why,
    time="clf",
    default_severity=9,
    names=PAGE.names,
    headline=PAGE.headline,
    whole=rf"^(?P<printer>\S+) (?P<user>\S+) (?P<job>\d+) \[(?:{_TIME})\] (?P<page>total|\d+) (?P<copies>\d+) (?P<_rest>.*)",
)
READERS = (*patterned(ERROR, ACCESS), *varied(PAGE, PAGE_OLD))
