r"""Java servers and libraries whose lines begin in ways of their own.

Layouts: logback's `BasicConfigurator` and log4j's `%r`/`TTCC` (their manuals), Tomcat's JULI `OneLineFormatter`,
`SimpleFormatter` of java.util.logging, WildFly's and Quarkus' default pattern `%d{HH:mm:ss,SSS} %-5p [%c] (%t)
%s%e%n`, WebLogic's server log (Oracle, "Understanding WebLogic Logging Services"), WebSphere's basic trace format
(IBM, "Trace and log file format").
"""

from __future__ import annotations

from workbench.model.severity import WORDS
from workbench.readers.dates import WORD
from workbench.readers.heads import CLOCK, ISO
from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "java.clock": (
        "14:02:11.123 [main] INFO  shop.orders.Main - started in 3.1 s\n"
        "14:02:12.001 [http-1] ERROR shop.orders.Pool - no connection left\n"
        "java.lang.IllegalStateException: none left\n\tat shop.orders.Pool.take(Pool.java:41)\n"
    ),
    "java.elapsed": (
        "0    [main] INFO  shop.orders.Main  - starting\n1234 [http-1] WARN  shop.orders.Pool shop - slow\n"
    ),
    "tomcat.catalina": (
        "17-Mar-2026 14:02:11.123 INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [3120] ms\n"
        "17-Mar-2026 14:02:12.001 SEVERE [http-nio-8080-exec-1] shop.orders.Filter.doFilter Order 17 failed\n"
    ),
    "java.util.logging": (
        "Mar 17, 2026 2:02:11 PM shop.orders.Pool take\nSEVERE: no connection left\n"
        "Mar 17, 2026 2:02:12 PM shop.orders.Main main\nINFO: started\n"
    ),
    "jboss.server": (
        "2026-03-17 14:02:11,123 INFO  [org.jboss.as] (Controller Boot Thread) WFLYSRV0025: WildFly started in 3120ms\n"
        "2026-03-17 14:02:12,001 ERROR [shop.orders.Pool] (default task-1) no connection left\n"
    ),
    "jboss.console": (
        "14:02:11,123 INFO  [org.jboss.as] (Controller Boot Thread) WFLYSRV0025: WildFly started in 3120ms\n"
        "14:02:12,001 ERROR [shop.orders.Pool] (default task-1) no connection left\n"
    ),
    "weblogic.server": (
        "####<Mar 17, 2026 2:02:11,123 PM CET> <Error> <HTTP> <shop1> <AdminServer> <[ACTIVE] ExecuteThread: '0' for "
        "queue: 'weblogic.kernel.Default (self-tuning)'> <<WLS Kernel>> <> <4bf9-17> <1773752531123> "
        "<[severity-value: 8] [rid: 0] [partition-id: 0] > <BEA-101020> <Servlet failed with an exception>\n"
        "####<Mar 17, 2026 2:02:12 PM CET> <Notice> <WebLogicServer> <shop1> <AdminServer> <main> <system> <> <> "
        "<1773752532001> <BEA-000365> <Server state changed to RUNNING.>\n"
    ),
    "weblogic.console": (
        "<Mar 17, 2026 2:02:11 PM CET> <Error> <HTTP> <BEA-101020> <Servlet failed with an exception>\n"
        "<Mar 17, 2026 2:02:12 PM CET> <Notice> <WebLogicServer> <BEA-000365> <Server state changed to RUNNING.>\n"
    ),
    "websphere.trace": (
        "[3/17/26 14:02:11:123 CET] 0000001a WsServerImpl  A   WSVR0001I: Server server1 open for e-business\n"
        "[3/17/26 14:02:12:001 CET] 0000002b SystemErr     R java.lang.IllegalStateException: none left\n"
    ),
}
_LEVEL = r"(?P<level>TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE|FINEST|FINER|FINE|CONFIG)"
_LOGGER = r"(?P<logger>[\w.$/@:<>-]{1,200})"
# The month in the JVM's own language; newer ones put a no-break space before AM and PM.
_JUL_DAY = rf"{WORD} \d{{1,2}}, \d{{4}},? \d{{1,2}}:\d\d:\d\d[^!-~][AaPp]\.?[^!-~]?[Mm]\.?"
# Levels as the JVM's languages name them (logging's resource bundles): German, French, Italian, Spanish, Portuguese.
_LEVELS = {
    **WORDS, "schwerwiegend": 17, "warnung": 13, "information": 9, "konfiguration": 7, "fein": 5, "grave": 17,
    "avertissement": 13, "infos": 9, "gravemente": 17, "avvertenza": 13, "informazioni": 9, "advertencia": 13,
    "información": 9, "aviso": 13, "informações": 9, "configurar": 7, "detallado": 5, "précis": 5, "configurazione": 7,
    "buono": 5, "ottimale": 1, "advertência": 13, "configuração": 7, "detalhado": 5,
}  # fmt: skip
_CLOCK_HEAD = rf"^(?P<t>{CLOCK}) \[[^\]]{{1,200}}\] +{_LEVEL} +"
_JBOSS = rf" +{_LEVEL} +\[[^\]]{{1,200}}\] \("
_JBOSS_WHOLE = rf" +{_LEVEL} +\[(?P<logger>[^\]]{{1,200}})\] \((?P<thread>[^)]{{0,200}})\) (?P<message>.*)"
# WebSphere's one-letter types: fatal, error, warning, audit, info, configuration, detail, System.out and .err, trace.
_WEBSPHERE = {
    "f": 21, "e": 17, "w": 13, "a": 10, "i": 9, "c": 9, "d": 5, "o": 9, "r": 17, "z": 0, "1": 5, "2": 1, "3": 1,
    ">": 1, "<": 1,
}  # fmt: skip
_WEBLOGIC = {**WORDS, "emergency": 21, "alert": 19, "dynamic": 9}
_ANGLED = r"<(?:[^<>]|<[^<>]*>)*>"

READERS = patterned(
    Pattern(
        "java.clock", "Java text log with the time of day only (logback, log4j, Micronaut)",
        start=_CLOCK_HEAD + r"[\w.$/@:<>-]+ - ", time="%H:%M:%S", weight=0.9,
        whole=rf"{CLOCK} \[(?P<thread>[^\]]{{1,200}})\] +{_LEVEL} +{_LOGGER} - (?P<message>.*)",
        why="have a time of day, a thread in brackets, a level and a logger",
    ),
    Pattern(
        "java.elapsed", "Java text log with milliseconds since its start (log4j %r)",
        start=rf"^(?P<t>)\d{{1,12}} +\[[^\]]{{1,200}}\] +{_LEVEL} +[\w.$/@:<>-]+ ", weight=0.85,
        whole=rf"(?P<elapsed>\d{{1,12}}) +\[(?P<thread>[^\]]{{1,200}})\] +{_LEVEL} +{_LOGGER} +(?:(?P<ndc>\S+) +)?- "
        r"(?P<message>.*)",
        names={"elapsed": "wb.elapsed_ms", "ndc": "wb.ndc"}, numbers=frozenset(("wb.elapsed_ms",)), timeless=True,
        why="have milliseconds since the program's start, a thread in brackets, a level and a logger",
    ),
    Pattern(
        "tomcat.catalina", "Tomcat's catalina.out (JULI, one line a record)",
        start=rf"^(?P<t>\d\d-[A-Z][a-z]{{2}}-\d{{4}} {CLOCK}) {_LEVEL} \[", time="%d-%b-%Y %H:%M:%S",
        whole=rf"\S+ \S+ {_LEVEL} \[(?P<thread>[^\]]{{0,200}})\] (?P<logger>[\w.$/<>-]{{1,300}}) (?P<message>.*)",
        why="have Tomcat's date, a level and a thread in brackets",
    ),
    Pattern(
        "java.util.logging", "java.util.logging (two lines a record)",
        start=rf"^(?P<t>{_JUL_DAY}) [\w$/-]+(?:\.[\w$/-]+)+(?: [\w.$<>-]+)?\s*$",
        time="%b %d, %Y %I:%M:%S %p", level_below=True, severities=_LEVELS,
        whole=rf"{_JUL_DAY} (?P<logger>[\w.$/<>-]{{1,300}})(?: (?P<function>[\w.$<>-]{{1,200}}))?\s*$", headline="{below}",
        why="have the date of java.util.logging with class and method, the level below it",
    ),
    Pattern(
        "jboss.server", "JBoss, WildFly and Quarkus server log",
        start=rf"^(?P<t>{ISO}){_JBOSS}", whole=rf"{ISO}{_JBOSS_WHOLE}",
        why="have a time, a level, a logger in brackets and a thread in parentheses",
    ),
    Pattern(
        "jboss.console", "JBoss and WildFly console (time of day only)",
        start=rf"^(?P<t>{CLOCK}){_JBOSS}", whole=rf"{CLOCK}{_JBOSS_WHOLE}", time="%H:%M:%S",
        why="have a time of day, a level, a logger in brackets and a thread in parentheses",
    ),
    Pattern(
        "weblogic.server", "WebLogic server log",
        start=r"^####<[^>]*> <(?P<level>[A-Za-z]+)> (?:<[^>]*>+ ){7}<(?P<t>\d{13})> ", time="epoch", severities=_WEBLOGIC,
        whole=r"####<[^<>]*> <(?P<level>\w+)> <(?P<logger>[^<>]*)> <(?P<host>[^<>]*)> <(?P<server_name>[^<>]*)> "
        r"<(?P<thread>(?:[^<>]|<[^<>]*>)*)> <<?(?P<user>[^<>]*)>>? <(?P<transaction>[^<>]*)> <(?P<context>[^<>]*)> "
        r"<\d{13}> (?:<\[[^<>]*> )?<(?P<code>[A-Z]+-\d+)> <(?P<message>.*?)>?\s*$",
        names={"server_name": "wb.server", "transaction": "wb.transaction", "context": "wb.context", "code": "event.code"},
        why="begin with #### and WebLogic's fields in angle brackets",
    ),
    Pattern(
        "weblogic.console", "WebLogic standard output",
        start=r"^<(?P<t>[A-Z][a-z]{2} \d{1,2}, \d{4},? \d{1,2}:\d\d:\d\d(?:[.,]\d{1,3})? [AP]M [A-Z]{2,5})> "
        r"<(?P<level>[A-Za-z]+)> <[^<>]+> <[A-Z]+-\d+> ",
        time="%b %d, %Y %I:%M:%S %p %Z", severities=_WEBLOGIC,
        whole=r"<[^<>]*> <(?P<level>\w+)> <(?P<logger>[^<>]+)> <(?P<code>[A-Z]+-\d+)> <(?P<message>.*?)>?\s*$",
        names={"code": "event.code"}, why="have a date, a level, a subsystem and a message id in angle brackets",
    ),
    Pattern(
        "websphere.trace", "WebSphere SystemOut, messages and trace log",
        start=r"^\[(?P<t>\d{1,2}/\d{1,2}/\d\d,? \d{1,2}:\d\d:\d\d:\d{3} [A-Z]{2,5})\] [0-9a-fA-F]{8} [\w.$-]+ +"
        r"(?P<level>[FEWAICDORZ123><]) ",
        time="%m/%d/%y %H:%M:%S:%f %Z", severities=_WEBSPHERE,
        whole=r"\[[^\]]*\] (?P<tid>[0-9a-fA-F]{8}) (?P<logger>[\w.$-]+) +(?P<level>[FEWAICDORZ123><]) +"
        r"(?:(?P<code>[A-Z]{4,5}\d{4}[EWIAD]): )?(?P<message>.*)",
        names={"code": "event.code"}, why="have WebSphere's date, thread id, component and one-letter type",
    ),
)  # fmt: skip
