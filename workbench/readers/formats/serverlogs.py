r"""Servers' own diaries: Oracle, SQL Server, lighttpd, Jetty, uWSGI, Passenger, logutils, Proxifier.

    2026-03-17 14:02:11.12 spid7s      Error: 17806, Severity: 20, State: 14.
    2026-03-17 14:02:11: (server.c.1588) server started (lighttpd/1.4.69)
    2026-03-17 14:02:11.123:INFO:oejs.Server:main: jetty-9.4.51
    [pid: 711|app: 0|req: 1/1] 203.0.113.9 () {40 vars in 512 bytes} [Tue Mar 17 14:02:11 2026] GET /cart => generated 12 …
    [ N 2026-03-17 14:02:11.1234 711/T1 age/Wat/WatchdogMain.cpp:1373 ]: Starting Passenger watchdog...
    2026/03/17 14:02:11 [WARN] raft: heartbeat timeout reached, starting election
    [03.17 14:02:11] chrome.exe - shop.example:443 open through proxy 10.0.0.1:1080 SOCKS5

Forms: Oracle's and SQL Server's manuals (a severity of 11 to 16 is the user's to mend, 17 to 19 the server's, 20 to 25
ends the connection); lighttpd's log.c; Jetty 9's StdErrLog; uWSGI's core/logging.c; Passenger's
LoggingKit; hashicorp/logutils (Consul before 1.7); Proxifier's log window.
"""

from __future__ import annotations

from workbench.model.severity import WORDS
from workbench.readers.patterned import Pattern, patterned, varied

EXAMPLES = {
    "oracle.alert": (
        "2026-03-17T14:02:11.123456+01:00\nORA-00060: Deadlock detected. See Note 60.1 at My Oracle Support\n"
        "2026-03-17T14:02:12.000001+01:00\nThread 1 advanced to log sequence 17 (LGWR switch)\n"
    ),
    "sqlserver.errorlog": (
        "2026-03-17 14:02:11.12 spid7s      Error: 17806, Severity: 20, State: 14.\n"
        "2026-03-17 14:02:11.12 Logon       Login failed for user 'shop'. [CLIENT: 10.0.0.7]\n"
    ),
    "lighttpd.error": (
        "2026-03-17 14:02:11: (server.c.1588) server started (lighttpd/1.4.69)\n"
        "2026-03-17 14:02:12: (gw_backend.c.238) establishing connection failed: socket: tcp:127.0.0.1:9000\n"
    ),
    "jetty.log": (
        "2026-03-17 14:02:11.123:INFO:oejs.Server:main: jetty-9.4.51.v20230217\n"
        "2026-03-17 14:02:12.001:WARN:oejs.HttpChannel:qtp17-19: /pay\n"
    ),
    "uwsgi.log": (
        "[pid: 711|app: 0|req: 1/1] 203.0.113.9 () {40 vars in 512 bytes} [Tue Mar 17 14:02:11 2026] GET /cart?id=7 => "
        "generated 12 bytes in 3 msecs (HTTP/1.1 500) 2 headers in 79 bytes (1 switches on core 0)\n"
    ),
    "passenger.log": (
        "[ N 2026-03-17 14:02:11.1234 711/T1 age/Wat/WatchdogMain.cpp:1373 ]: Starting Passenger watchdog...\n"
        "[ E 2026-03-17 14:02:12.0001 731/Ta age/Cor/App/Implementation.cpp:221 ]: Could not spawn process\n"
    ),
    "hashicorp.logutils": (
        "    2026/03/17 14:02:11 [WARN] raft: heartbeat timeout reached, starting election\n"
        "    2026/03/17 14:02:12 [ERR] agent: failed to sync remote state: No cluster leader\n"
    ),
    "proxifier.log": (
        "[03.17 14:02:11] chrome.exe - shop.example:443 open through proxy 10.0.0.1:1080 SOCKS5\n"
        "[03.17 14:02:12] chrome.exe - shop.example:443 close, 512 bytes sent, 2048 bytes received, lifetime 00:01\n"
    ),
}
_CTIME = r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}"


def _oracle(stamp: str, form: str) -> Pattern:
    return Pattern(
        "oracle.alert",
        "Oracle alert log",
        start=rf"^(?P<t>{stamp})\s*$",
        why="are a time alone, as Oracle's alert log puts one above each entry",
        time=form,
        title_below=True,
        least=0.1,
        weight=0.8,
    )


_ORACLE = (
    _oracle(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}[+-]\d\d:\d\d", "iso"),
    _oracle(_CTIME, "%a %b %d %H:%M:%S %Y"),
)
SQLSERVER = Pattern(
    "sqlserver.errorlog",
    "SQL Server ERRORLOG and agent log (SQLAGENT.OUT)",
    start=(
        r"^(?P<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d\d) (?:spid\d+s?|Server|Logon|Backup|Recovery) +"
        r"(?:Error: \d+, Severity: (?P<level>\d+), State: )?"
    ),
    why="have SQL Server's time to the hundredth and its source",
    severities={str(step): 9 if step <= 10 else 17 if step <= 16 else 18 if step <= 19 else 21 for step in range(26)},
    default_severity=9,
    whole=(
        r"\S+ \S+ (?P<source>\S+) +(?P<message>(?:Error: (?P<code>\d+), Severity: (?P<level>\d+), State: (?P<state>\d+))?"
        r"(?=(?:.*\[CLIENT: (?P<client>[^\]\s]+)\])?).*)"
    ),
    names={"source": "sqlserver.source", "code": "sqlserver.error", "state": "sqlserver.state"},
    numbers=frozenset(("sqlserver.error", "sqlserver.state")),
)
_AGENT = Pattern(
    "sqlserver.errorlog",
    "SQL Server ERRORLOG and agent log (SQLAGENT.OUT)",
    start=r"^(?P<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) - (?P<level>[?!+]) \[\d+\] ",
    why="have the agent's time, mark of the level and number",
    severities={"?": 9, "+": 13, "!": 17},
    whole=r"\S+ \S+ - (?P<level>[?!+]) \[(?P<code>\d{1,9})\] (?P<message>.*)",
    names={"code": "sqlserver.agent_message"},
    numbers=frozenset(("sqlserver.agent_message",)),
)
LIGHTTPD = Pattern(
    "lighttpd.error",
    "lighttpd error log",
    start=r"^(?P<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d): \([\w.-]+\.c\.\d+\) (?:(?P<level>WARNING|ERROR|error|warning): )?",
    why="have lighttpd's time, colon, file and line",
    whole=(
        r"\S+ \S+: \((?P<file>[\w.-]+\.c)\.(?P<line>\d{1,6})\) "
        r"(?P<message>(?:(?P<level>WARNING|ERROR|error|warning): )?.*)"
    ),
)
JETTY = Pattern(
    "jetty.log",
    "Jetty log (StdErrLog)",
    start=r"^(?P<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) ?: ?(?P<level>DBUG|DEBUG|INFO|WARN|IGNORED) ?: ?[\w.$-]* ?: ?",
    why="have Jetty's time, level, logger and thread with colons between",
    severities={**WORDS, "dbug": 5, "ignored": 1},
    whole=r"\S+ [\d:.]+? ?: ?(?P<level>[A-Z]+) ?: ?(?P<logger>[\w.$-]*) ?: ?(?:(?P<thread>[^:\s]+): ?)?(?P<message>.*)",
)
UWSGI = Pattern(
    "uwsgi.log",
    "uWSGI request log",
    start=(
        rf"^(?:\[pid: \d+\|app: \S*\|req: \S*\] [^\[]*\[|\*\*\* .{{0,80}}\[)?(?P<t>{_CTIME})(?:\] .* => generated \S+ bytes "
        r"in \S+ \S+ \(\S+ (?P<level>\d{3})\)|\] | - |\]$)"
    ),
    sign=r"\[pid: \d+\|app: |\*\*\* |[A-Z][a-z]{2} [A-Z][a-z]{2} .{16} - ",
    why="have uWSGI's worker, client, sizes and time",
    time="%a %b %d %H:%M:%S %Y",
    severities="status",
    default_severity=9,
    whole=(
        rf"\[pid: (?P<pid>\d{{1,10}})\|app: (?P<app>\S*)\|req: (?P<request>\S*)\] (?P<client>\S+) \((?P<user>[^)]*)\) "
        rf"\{{(?P<vars>\d+) vars in (?P<received>\d+) bytes\}} \[{_CTIME}\] (?P<method>\S+) (?P<path>[^\s?]*)"
        r"(?:\?(?P<query>\S*))?(?: => generated (?P<bytes>\d+) bytes in (?P<took>\d+) (?P<unit>\w+)"
        r"(?: via (?P<via>[^(]*?))? \((?:HTTP/)?(?P<protocol>\S+) (?P<status>\d{3})\))?"
    ),
    names={"app": "uwsgi.app", "request": "uwsgi.request", "vars": "uwsgi.vars", "received": "http.request.body.size",
           "took": "duration", "unit": "duration_unit", "via": "uwsgi.via"},
    numbers=frozenset(("http.request.body.size", "duration", "uwsgi.vars")),
    headline="{status} {method} {path}",
)  # fmt: skip
_PASSENGER = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,9}"
PASSENGER = Pattern(
    "passenger.log",
    "Phusion Passenger log",
    start=rf"^\[ (?:(?P<level>[CEWNID]\d?) )?(?P<t>{_PASSENGER}) \d+/\S+ \S+:\d+ \]: ",
    why="have Passenger's level, time, process, thread and place",
    severities={"c": 18, "e": 17, "w": 13, "n": 10, "i": 9, "d": 5, "d2": 4, "d3": 3},
    default_severity=9,
    whole=(
        rf"\[ (?:(?P<level>[CEWNID]\d?) )?{_PASSENGER} (?P<pid>\d{{1,10}})/(?P<thread>\S+) (?P<file>\S+):(?P<line>\d+) \]: "
        r"(?P<message>.*)"
    ),
)
_HCLEVEL = "TRACE|DEBUG|INFO|WARN|ERROR|ERR"
LOGUTILS = Pattern(
    "hashicorp.logutils",
    "HashiCorp log before hclog (Consul, Nomad, Terraform, Serf)",
    start=rf"^ *(?P<t>\d{{4}}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d{{6}})?) \[(?P<level>{_HCLEVEL})\] +",
    sign=rf" *\d{{4}}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d{{6}})? \[(?:{_HCLEVEL})\] +[\w.@/()-]+: ",
    why="have a time, level in brackets and logger, as logutils writes them",
    time="slash",
    whole=rf" *\S+ \S+ \[(?P<level>{_HCLEVEL})\] +(?:(?P<logger>[\w.@/()-]+): )?(?P<message>.*)",
    weight=0.9,
)


def _proxifier(stamp: str, form: str) -> Pattern:
    return Pattern(
        "proxifier.log",
        "Proxifier log",
        start=rf"^\[(?P<t>{stamp})\] \S.{{0,200}}? - ",
        why="have Proxifier's time and program",
        time=form,
        default_severity=9,
        whole=rf"\[{stamp}\] (?P<program>\S.*?) - (?P<message>(?:(?P<server>[\w.\[\]:-]+?):(?P<server_port>\d{{1,5}}) )?.*)",
        names={"program": "process.executable.name"},
    )


READERS = (
    *varied(SQLSERVER, _AGENT),
    *patterned(LIGHTTPD, JETTY, UWSGI, PASSENGER, LOGUTILS),
    *varied(*_ORACLE),
    *varied(
        _proxifier(r"\d\d\.\d\d \d\d:\d\d:\d\d", "%m.%d %H:%M:%S"),
        _proxifier(r"\d{4}\.\d\d\.\d\d \d\d:\d\d:\d\d", "%Y.%m.%d %H:%M:%S"),
    ),
)
