"""Application loggers: records, times to the last digit, levels and fields, as each logger's documentation lays them out."""

# ruff: noqa: E501 - log lines stand here as they are written
from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workbench.engine.colours import without_colours
from workbench.engine.stamps import NULL_T
from workbench.readers.core import Registry

DAY = 86_400 * 10**9


def ns(text: str) -> int | None:
    """Nanoseconds of an ISO time; None where the record has no time."""
    if text == "-":
        return None
    whole, _, rest = text.partition(".")
    digits = rest.rstrip("Z")
    moment = datetime.fromisoformat(whole.rstrip("Z")).replace(tzinfo=UTC)
    return round(moment.timestamp()) * 10**9 + int(digits.ljust(9, "0") or 0)


# reader · text · times · severities · title, attributes, resource of the first record
ROWS = [
    ("java.clock", "14:02:11.123 [main] INFO  shop.Main - started\nmore\n14:02:12,001 [h-1] ERROR s.Pool - x\n",
     ["1970-01-01T14:02:11.123", "1970-01-01T14:02:12.001"], [9, 17], "started",
     {"thread.name": "main", "code.namespace": "shop.Main"}, {}),
    ("java.clock", "\x1b[36m14:02:11.123\x1b[0;39m \x1b[1;30m[main]\x1b[0;39m \x1b[34mINFO \x1b[0;39m \x1b[35mi.m.r.Micronaut\x1b[0;39m - up\n"
     "\x1b[36m14:02:12.001\x1b[0;39m \x1b[1;30m[main]\x1b[0;39m \x1b[31mERROR\x1b[0;39m \x1b[35mi.m.r.Micronaut\x1b[0;39m - down\n",
     ["1970-01-01T14:02:11.123", "1970-01-01T14:02:12.001"], [9, 17], "up", {"code.namespace": "i.m.r.Micronaut"}, {}),
    ("java.elapsed", "0 [main] INFO org.shop.Main  - started\n176 [main] ERROR org.shop.Pool x - gone\n",
     ["-", "-"], [9, 17], "started", {"wb.elapsed_ms": 0, "thread.name": "main"}, {}),
    ("tomcat.catalina", "17-Mar-2026 14:02:11.123 INFO [main] org.apache.catalina.startup.VersionLoggerListener.log Server version\n"
     "17-Mar-2026 14:02:12.001 SEVERE [http-nio-8080-exec-1] org.apache.Valve.invoke failed\njava.lang.Error: x\n",
     ["2026-03-17T14:02:11.123", "2026-03-17T14:02:12.001"], [9, 17], "Server version", {"thread.name": "main"}, {}),
    ("java.util.logging", "Mar 17, 2026 2:02:11 PM org.shop.Pool take\nSEVERE: none left\n\tat x\n"
     "Mar 17, 2026 12:02:12 AM org.shop.Main main\nWARNING: slow\nMar 17, 2026 9:02:12 AM org.shop.Main main\nFINE: x\n",
     ["2026-03-17T14:02:11", "2026-03-17T00:02:12", "2026-03-17T09:02:12"], [17, 13, 5], "none left",
     {"code.namespace": "org.shop.Pool", "code.function": "take"}, {}),
    ("java.util.logging", "März 17, 2026 2:02:11 PM org.shop.Pool take\nSCHWERWIEGEND: leer\n"
     "Dez. 17, 2025 12:02:12 AM org.shop.Pool take\nWARNUNG: langsam\n", ["2026-03-17T14:02:11", "2025-12-17T00:02:12"],
     [17, 13], "leer", {}, {}),
    ("java.util.logging", "mars 17, 2026 2:02:11\u202fPM org.shop.Pool take\nGRAVE: vide\nMar 17, 2026 2:02:12 PM a.B\nINFO: x\n",
     ["2026-03-17T14:02:11", "2026-03-17T14:02:12"], [17, 9], "vide", {}, {}),
    ("jboss.server", "2026-03-17 14:02:11,123 INFO  [org.jboss.as] (Controller Boot Thread) WFLYSRV0025: up\n"
     "2026-03-17 14:02:12,001 WARN  [io.quarkus.Pool] (executor-thread-1) slow\n",
     ["2026-03-17T14:02:11.123", "2026-03-17T14:02:12.001"], [9, 13], "WFLYSRV0025: up",
     {"code.namespace": "org.jboss.as", "thread.name": "Controller Boot Thread"}, {}),
    ("jboss.console", "14:02:11,123 INFO  [org.jboss.as] (main) up\n14:02:12,001 ERROR [shop] (task-1) x\n",
     ["1970-01-01T14:02:11.123", "1970-01-01T14:02:12.001"], [9, 17], "up", {"thread.name": "main"}, {}),
    ("weblogic.server", "####<Mar 17, 2026 2:02:11 PM CET> <Error> <HTTP> <shop1> <AdminServer> <[ACTIVE] ExecuteThread: '0' "
     "for queue: 'x'> <<WLS Kernel>> <> <> <1773756131123> <BEA-101020> <Servlet failed>\n"
     "####<17.03.2026 14:02 Uhr MEZ> <Notice> <Server> <shop1> <A> <main> <system> <> <> <1773756132001> <BEA-1> <up>\n",
     ["2026-03-17T14:02:11.123", "2026-03-17T14:02:12.001"], [17, 10], "Servlet failed",
     {"code.namespace": "HTTP", "user.name": "WLS Kernel", "event.code": "BEA-101020"}, {"host.name": "shop1"}),
    ("weblogic.console", "<Mar 17, 2026 2:02:11 PM UTC> <Warning> <HTTP> <BEA-101020> <slow>\n"
     "<Mar 17, 2026 2:02:12 PM UTC> <Notice> <Server> <BEA-000365> <up>\n",
     ["2026-03-17T14:02:11", "2026-03-17T14:02:12"], [13, 10], "slow", {"event.code": "BEA-101020"}, {}),
    ("websphere.trace", "[3/17/26 14:02:11:123 CET] 0000001a WsServerImpl  A   WSVR0001I: Server open\n"
     "[3/17/26 14:02:12:001 CET] 0000002b SystemErr     R java.lang.Error: x\n[3/17/26 14:02:13:001 CET] 0000002b Pool          W slow\n",
     ["2026-03-17T14:02:11.123", "2026-03-17T14:02:12.001", "2026-03-17T14:02:13.001"], [10, 17, 13], "Server open",
     {"code.namespace": "WsServerImpl", "event.code": "WSVR0001I"}, {}),
    ("jvm.gc", "[2026-03-17T14:02:11.123+0100][0.012s][info][gc] Using G1\n"
     "[2026-03-17T14:02:12.001+0100][42][43][warning][gc,alloc   ] GC(17) Stall\n[2026-03-17T14:02:13.001+0100][debug  ][safepoint] x\n",
     ["2026-03-17T13:02:11.123", "2026-03-17T13:02:12.001", "2026-03-17T13:02:13.001"], [9, 13, 5], "Using G1",
     {"wb.uptime_s": 0.012, "wb.tags": "gc"}, {}),
    ("jvm.gc.elapsed", "[0.012s][info][gc] Using G1\n[3.120s][info   ][gc,heap  ] GC(3) Pause\n", ["-", "-"], [9, 9],
     "Using G1", {"wb.uptime_s": 0.012}, {}),
    ("jvm.gc8", "2026-03-17T14:02:11.123+0100: 3.120: [GC (Allocation Failure)  65536K->12720K(251392K), 0.0112 secs]\n"
     "2026-03-17T14:02:12.001+0100: 3.998: [Full GC (Ergonomics)  1K->1K(1K), 0.05 secs]\n",
     ["2026-03-17T13:02:11.123", "2026-03-17T13:02:12.001"], [9, 9],
     "[GC (Allocation Failure)  65536K->12720K(251392K), 0.0112 secs]", {"wb.uptime_s": 3.12}, {}),
    ("python.logging", "2026-03-17 14:02:11,123 - shop.orders - CRITICAL - none left\nTraceback (most recent call last):\n  x\n"
     "2026-03-17 14:02:12,001 - root - DEBUG - x\n", ["2026-03-17T14:02:11.123", "2026-03-17T14:02:12.001"], [18, 5],
     "none left", {"code.namespace": "shop.orders"}, {}),
    ("gunicorn.error", "[2026-03-17 14:02:11 +0100] [42] [INFO] Starting\n[2026-03-17 14:02:12 +0100] [43] [CRITICAL] TIMEOUT\n",
     ["2026-03-17T13:02:11", "2026-03-17T13:02:12"], [9, 18], "Starting", {}, {"process.pid": 42}),
    ("celery.worker", "[2026-03-17 14:02:11,123: WARNING/MainProcess] slow\n"
     "[2026-03-17 14:02:12,001: ERROR/ForkPoolWorker-1] Task shop.pay[4b-1] raised: E()\n",
     ["2026-03-17T14:02:11.123", "2026-03-17T14:02:12.001"], [13, 17], "slow", {"wb.process": "MainProcess"}, {}),
    ("loguru.text", "2026-03-17 14:02:11.123 | SUCCESS  | __main__:<module>:12 - done\n"
     "2026-03-17 14:02:12.001 | CRITICAL | shop.orders:pay:41 - x\n",
     ["2026-03-17T14:02:11.123", "2026-03-17T14:02:12.001"], [10, 18], "done",
     {"code.namespace": "__main__", "code.function": "<module>", "code.lineno": 12}, {}),
    ("structlog.console", "2026-03-17 14:02:11 [info     ] started    port=8080\n2026-03-17T14:02:12.5Z [error    ] x      a='b c'\n",
     ["2026-03-17T14:02:11", "2026-03-17T14:02:12.5"], [9, 17], "started    port=8080", {"port": "8080"}, {}),
    ("structlog.console", "\x1b[2m2026-03-17 14:02:11\x1b[0m [\x1b[32m\x1b[1minfo     \x1b[0m] \x1b[1mup\x1b[0m \x1b[36mport\x1b[0m=\x1b[35m8080\x1b[0m\n"
     "\x1b[2m2026-03-17 14:02:12\x1b[0m [\x1b[31m\x1b[1merror    \x1b[0m] \x1b[1mx\x1b[0m\n",
     ["2026-03-17T14:02:11", "2026-03-17T14:02:12"], [9, 17], "up port=8080", {"port": "8080"}, {}),
    ("twisted.log", "2026-03-17T14:02:11+0000 [-] Log opened.\n2026-03-17T14:02:12+0000 [HTTPChannel,0,127.0.0.1] x\n"
     "2026-03-17T14:02:13+0000 [twisted.web.server.Site#critical] Stopping\n",
     ["2026-03-17T14:02:11", "2026-03-17T14:02:12", "2026-03-17T14:02:13"], [0, 0, 18], "Log opened.", {}, {}),
    ("django.server", '[17/Mar/2026 14:02:11] "GET /cart?id=7 HTTP/1.1" 200 512\n[17/Mar/2026 14:02:12] "POST /pay HTTP/1.1" 500 31\n',
     ["2026-03-17T14:02:11", "2026-03-17T14:02:12"], [9, 17], "GET /cart 200",
     {"http.request.method": "GET", "url.path": "/cart", "url.query": "id=7", "http.response.status_code": 200}, {}),
    ("python.httpserver", '::1 - - [17/Mar/2026 14:02:11] "GET / HTTP/1.1" 404 -\n::1 - - [17/Mar/2026 14:02:12] "GET / HTTP/1.1" 200 -\n',
     ["2026-03-17T14:02:11", "2026-03-17T14:02:12"], [13, 9], "GET / 404", {"client.address": "::1"}, {}),
    ("odoo.server", "2026-03-17 14:02:11,123 4711 INFO shop odoo.modules.loading: go\n2026-03-17 14:02:12,001 4711 ERROR ? odoo.http: x\n",
     ["2026-03-17T14:02:11.123", "2026-03-17T14:02:12.001"], [9, 17], "go", {"db.namespace": "shop"}, {"process.pid": 4711}),
    ("go.log", "2026/03/17 14:02:11.123456 main.go:12: up\n2026/03/17 14:02:12 [ERROR] x\n2026/03/17 14:02:13 WARN y k=v\n",
     ["2026-03-17T14:02:11.123456", "2026-03-17T14:02:12", "2026-03-17T14:02:13"], [0, 17, 13], "up",
     {"code.filepath": "main.go", "code.lineno": 12}, {}),
    ("glog.text", 'I0317 14:02:11.123456   12345 server.go:12] "Sync" pod="shop/o-0" n=3\ngoroutine 1 [running]:\n'
     "F0317 14:02:12.000001 12345 pool.cc:41] Check failed\n",
     ["1972-03-17T14:02:11.123456", "1972-03-17T14:02:12.000001"], [9, 21], '"Sync" pod="shop/o-0" n=3',
     {"thread.id": 12345, "code.filepath": "server.go", "code.lineno": 12, "pod": "shop/o-0", "n": "3"}, {}),
    ("glog.year", "W20260317 14:02:11.123456 12345 server.cc:12] x\nE20260317 14:02:12.000001 12345 pool.cc:41] y\n",
     ["2026-03-17T14:02:11.123456", "2026-03-17T14:02:12.000001"], [13, 17], "x", {"code.filepath": "server.cc"}, {}),
    ("zap.console", '2026-03-17T14:02:11.123+0100\tINFO\tshop/main.go:12\tup\t{"port": 8080}\n'
     "2026-03-17T14:02:12.001+0100\tdpanic\torders\tshop/pool.go:41\tx\n", ["2026-03-17T13:02:11.123", "2026-03-17T13:02:12.001"],
     [9, 18], 'up\t{"port": 8080}', {"code.filepath": "shop/main.go", "port": 8080}, {}),
    ("logrus.text", "WARN[2026-03-17T14:02:11+01:00] slow    n=3\nFATA[2026-03-17T14:02:12+01:00] x\n",
     ["2026-03-17T13:02:11", "2026-03-17T13:02:12"], [13, 21], "slow    n=3", {"n": "3"}, {}),
    ("logrus.elapsed", "INFO[0000] up  port=8080\nERRO[0012] x\n", ["-", "-"], [9, 17], "up  port=8080",
     {"wb.uptime_s": "0000", "port": "8080"}, {}),
    ("zerolog.console", "2:02PM INF up port=8080\n12:02AM ERR x error=\"a b\"\n",
     ["1970-01-01T14:02:00", "1970-01-01T00:02:00"], [9, 17], "up port=8080", {"port": "8080"}, {}),
    ("zerolog.console", "\x1b[90m2:02PM\x1b[0m \x1b[32mINF\x1b[0m up \x1b[36mport=\x1b[0m8080\n\x1b[90m2:03PM\x1b[0m \x1b[31mFTL\x1b[0m x\n",
     ["1970-01-01T14:02:00", "1970-01-01T14:03:00"], [9, 21], "up port=8080", {"port": "8080"}, {}),
    ("hclog.text", "2026-03-17T14:02:11.123+0100 [INFO]  agent.server: up: port=8300\n2026-03-17T14:02:12.001Z [ERROR] agent: x\n",
     ["2026-03-17T13:02:11.123", "2026-03-17T14:02:12.001"], [9, 17], "up: port=8300",
     {"code.namespace": "agent.server", "port": "8300"}, {}),
    ("gin.access", '[GIN] 2026/03/17 - 14:02:11 | 200 |  1.2ms |  203.0.113.9 | GET      "/cart?id=7"\n'
     '[GIN-debug] 2026/03/17 - 14:02:12 | 502 |  1.2µs |  ::1 | POST     "/pay"\n',
     ["2026-03-17T14:02:11", "2026-03-17T14:02:12"], [9, 17], "GET /cart 200",
     {"client.address": "203.0.113.9", "http.request.method": "GET", "url.query": "id=7"}, {}),
    ("rust.env_logger", "[2026-03-17T14:02:11Z INFO  shop::orders] up\n[2026-03-17T14:02:12.000001Z WARN shop] x\n",
     ["2026-03-17T14:02:11", "2026-03-17T14:02:12.000001"], [9, 13], "up", {"code.namespace": "shop::orders"}, {}),
    ("rust.tracing", "2026-03-17T14:02:11.123456Z  INFO pay{order=17}:db{n=2}: shop::orders: refused attempt=2\n"
     "2026-03-17T14:02:12.000001Z ERROR shop: x\n", ["2026-03-17T14:02:11.123456", "2026-03-17T14:02:12.000001"], [9, 17],
     "refused attempt=2", {"code.namespace": "shop::orders", "order": "17", "attempt": "2"}, {}),
    ("ruby.logger", "I, [2026-03-17T14:02:11.123456 #42]  INFO -- : up\nbacktrace.rb:1\nF, [2026-03-17T14:02:12.000001 #42] FATAL -- shop: x\n",
     ["2026-03-17T14:02:11.123456", "2026-03-17T14:02:12.000001"], [9, 21], "up", {}, {"process.pid": 42}),
    ("rails.request", 'Started GET "/cart?id=7" for ::1 at 2026-03-17 14:02:11 +0100\nProcessing by C#show as HTML\nCompleted 200 OK\n\n\n'
     '[4b-1] Started POST "/pay" for 203.0.113.9 at 2026-03-17 14:02:12 +0100\nCompleted 500\n',
     ["2026-03-17T13:02:11", "2026-03-17T13:02:12"], [9, 9], "GET /cart",
     {"http.request.method": "GET", "url.path": "/cart", "client.address": "::1"}, {}),
    ("sidekiq.log", "2026-03-17T14:02:11.123Z pid=42 tid=ox1a class=PayJob jid=4bf9 elapsed=0.5 INFO: done\n"
     "2026-03-17T14:02:12.001Z 42 TID-ox1a PayJob JID-4bf9 WARN: x\n", ["2026-03-17T14:02:11.123", "2026-03-17T14:02:12.001"],
     [9, 13], "done", {"messaging.destination.name": "PayJob", "wb.elapsed_s": 0.5}, {"process.pid": 42}),
    ("php.fpm", "[17-Mar-2026 14:02:11] NOTICE: fpm is running, pid 42\n[17-Mar-2026 14:02:12.123456] WARNING: [pool www] x\n",
     ["2026-03-17T14:02:11", "2026-03-17T14:02:12.123456"], [10, 13], "fpm is running, pid 42", {}, {}),
    ("monolog.line", '[2026-03-17T14:02:11.123456+00:00] app.ERROR: refused {"order":17} {"uid":"a"}\n[2026-03-17 14:02:12] local.EMERGENCY: x\n[stacktrace]\n#0 a\n',
     ["2026-03-17T14:02:11.123456", "2026-03-17T14:02:12"], [17, 21], 'refused {"order":17} {"uid":"a"}',
     {"code.namespace": "app", "order": 17, "uid": "a"}, {}),
    ("pino.pretty", "[14:02:11.123] INFO (42): up\n    port: 8080\n[14:02:12.001] FATAL: x\n",
     ["1970-01-01T14:02:11.123", "1970-01-01T14:02:12.001"], [9, 21], "up", {}, {"process.pid": 42}),
    ("pino.dated", "[2026-03-17 14:02:11.123 +0100] INFO (42 on shop1): up\n[2026-03-17 14:02:12.001 +0100] WARN (orders/42 on shop1): x\n",
     ["2026-03-17T13:02:11.123", "2026-03-17T13:02:12.001"], [9, 13], "up", {}, {"process.pid": 42, "host.name": "shop1"}),
    ("nest.log", "[Nest] 42  - 03/17/2026, 2:02:11 PM     LOG [NestFactory] up\n[Nest] 42  - 03/17/2026, 2:02:12 PM   ERROR [X] y\n",
     ["2026-03-17T14:02:11", "2026-03-17T14:02:12"], [9, 17], "up", {"code.namespace": "NestFactory"}, {"process.pid": 42}),
    ("log4js.basic", "[2026-03-17T14:02:11.123] [INFO] default - up\n[2026-03-17T14:02:12.001] [WARN] pay - x\n",
     ["2026-03-17T14:02:11.123", "2026-03-17T14:02:12.001"], [9, 13], "up", {"code.namespace": "default"}, {}),
    ("dotnet.console", "2026-03-17T14:02:11.123Z info: Microsoft.Hosting.Lifetime[14]\n      Now listening\n"
     "2026-03-17T14:02:12.001Z crit: Shop.Pool`1[0]\n      gone\n", ["2026-03-17T14:02:11.123", "2026-03-17T14:02:12.001"],
     [9, 18], "Now listening", {"code.namespace": "Microsoft.Hosting.Lifetime", "event.code": "14"}, {}),
    ("dotnet.clock", "14:02:11 fail: Shop.Pool[17]\n      gone\n14:02:12 dbug: Shop.Pool[17]\n      x\n",
     ["1970-01-01T14:02:11", "1970-01-01T14:02:12"], [17, 5], "gone", {"code.namespace": "Shop.Pool"}, {}),
    ("serilog.console", "[14:02:11 INF] up\n[14:02:12 FTL] x\nSystem.Exception: y\n",
     ["1970-01-01T14:02:11", "1970-01-01T14:02:12"], [9, 21], "up", {}, {}),
    ("nlog.file", "2026-03-17 14:02:11.1234|WARN|Shop.Main|slow | sure\n2026-03-17 14:02:12.0010|FATAL|Shop.Pool|x\n",
     ["2026-03-17T14:02:11.1234", "2026-03-17T14:02:12.001"], [13, 21], "slow | sure", {"code.namespace": "Shop.Main"}, {}),
    ("elixir.console", "14:02:11.123 [info] up\n\n14:02:12.001 request_id=F9x1 [error] x\n** (E) y\n",
     ["1970-01-01T14:02:11.123", "1970-01-01T14:02:12.001"], [9, 17], "up", {}, {}),
    ("erlang.report", "=ERROR REPORT==== 17-Mar-2026::14:02:11.123456 ===\n** Generic server pool terminating\n"
     "=CRASH REPORT==== 7-Mar-2026::14:02:12 ===\n  x\n", ["2026-03-17T14:02:11.123456", "2026-03-07T14:02:12"], [17, 17],
     "** Generic server pool terminating", {}, {}),
    ("android.threadtime", "03-17 14:02:11.123  1234  5678 W Activity Manager: slow: x\n--------- beginning of main\n03-17 14:02:12.001  1234  5678 F libc    : x\n",
     ["1972-03-17T14:02:11.123", "1972-03-17T14:02:12.001"], [13, 21], "slow: x",
     {"code.namespace": "Activity Manager", "thread.id": 5678}, {"process.pid": 1234}),
    ("android.dated", "2026-03-17 14:02:11.123 +0100  1234  5678 I Tag: up\n2026-03-17 14:02:12.001 +0100 root  1234  5678 E Tag: x\n",
     ["2026-03-17T13:02:11.123", "2026-03-17T13:02:12.001"], [9, 17], "up", {"code.namespace": "Tag"}, {"process.pid": 1234}),
    ("android.time", "03-17 14:02:11.123 V/Tag     ( 1234): up\n03-17 14:02:12.001 E/Tag(1234): x\n",
     ["1972-03-17T14:02:11.123", "1972-03-17T14:02:12.001"], [1, 17], "up", {"code.namespace": "Tag"}, {"process.pid": 1234}),
    ("android.long", "[ 03-17 14:02:11.123  1234: 5678 D/Tag ]\nup\n\n[ 03-17 14:02:12.001  1234:0x162e E/Tag      ]\nx\n\n",
     ["1972-03-17T14:02:11.123", "1972-03-17T14:02:12.001"], [5, 17], "up", {"code.namespace": "Tag"}, {"process.pid": 1234}),
    ("android.studio", "2026-03-17 14:02:11.123  1234-5678  Tag name    shop.app      I  up\n2026-03-17 14:02:12.001  1234-5678  T    shop.app      E  x\n",
     ["2026-03-17T14:02:11.123", "2026-03-17T14:02:12.001"], [9, 17], "up", {"code.namespace": "Tag name"}, {"service.name": "shop.app"}),
    ("apple.unified", "2026-03-17 14:02:11.123456+0100 0x1a2b     Default     0x0                  123    0    kernel: (AppleARM) ready\n"
     "2026-03-17 14:02:12.000001+0100 0x1a2c     Fault       0x8f1                456    14   shop d: (Net) [com.shop:pool] x\n",
     ["2026-03-17T13:02:11.123456", "2026-03-17T13:02:12.000001"], [10, 21], "ready", {}, {"process.pid": 123, "process.name": "kernel"}),
    ("apple.compact", "2026-03-17 14:02:11.123 Df kernel[0:1a2b] (AppleARM) ready\n2026-03-17 14:02:12.001 E  shopd[456:1a2c] [com.shop:pool] x\n",
     ["2026-03-17T14:02:11.123", "2026-03-17T14:02:12.001"], [10, 17], "ready", {}, {"process.name": "kernel"}),
    ("apple.install", "2026-03-17 14:02:11+01 shop1 Installer[42]: up\n2026-03-17 14:02:12+01 shop1 installd[43]: x\n",
     ["2026-03-17T13:02:11", "2026-03-17T13:02:12"], [0, 0], "up", {}, {"host.name": "shop1", "process.pid": 42}),
    ("windows.servicing", "2026-03-17 14:02:11, Info                  CBS    up\n2026-03-17 14:02:12, Error                 DISM   x\n",
     ["2026-03-17T14:02:11", "2026-03-17T14:02:12"], [9, 17], "up", {"code.namespace": "CBS"}, {}),
    ("windows.update", "2026/03/17 14:02:11.1234567 1234  5678  Agent           up\n2026/03/17 14:02:12.0000001 1234  5678  Misc            x\n",
     ["2026-03-17T14:02:11.1234567", "2026-03-17T14:02:12.0000001"], [9, 9], "up", {"code.namespace": "Agent"}, {"process.pid": 1234}),
    ("unreal.log", "[2026.03.17-14.02.11:123][  0]LogInit: Display: up\n[2026.03.17-14.02.12:001][117]LogNet: x\n",
     ["2026-03-17T14:02:11.123", "2026-03-17T14:02:12.001"], [9, 9], "up", {"code.namespace": "LogInit", "wb.frame": 0}, {}),
    ("minecraft.server", "[14:02:11] [Server thread/INFO]: up\n[14:02:12] [Worker-1/WARN] [mod/]: x\n",
     ["1970-01-01T14:02:11", "1970-01-01T14:02:12"], [9, 13], "up", {"thread.name": "Server thread"}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("reader", "text", "times", "severities", "title", "attributes", "resource"), ROWS)
def test_records_times_levels_and_fields(
    indexed, registry: Registry, reader, text, times, severities, title, attributes, resource
):
    name, index = indexed(text.encode())
    assert name == reader
    assert [None if t == NULL_T else t for t in index.wall.tolist()] == [ns(one) for one in times]
    assert index.severity.tolist() == severities
    start, length = (column.tolist()[0] for column in index.record_ranges(0, 1))
    chosen = registry.choose(text.encode(), "x")
    assert chosen is not None
    assert chosen[1].format is not None
    fields = chosen[1].format.parse(text.encode()[start : start + length].decode())
    assert without_colours(fields.title) == title  # what the writer coloured stays coloured
    assert attributes.items() <= dict(fields.attributes).items()
    assert resource.items() <= dict(fields.resource).items()


@pytest.mark.parametrize(("reader", "text", "times", "severities"), [row[:4] for row in ROWS])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_an_odd_line_in_the_middle_changes_no_other_record(indexed, reader, text, times, severities, end):
    lines = text.replace("\n", end).encode().splitlines(keepends=True)
    odd = b'    \xff\xfe odd \x00 line {"a": [' + end.encode()
    name, index = indexed(b"".join([*lines, *lines, odd, *lines]))
    assert name == reader
    assert [None if t == NULL_T else t for t in index.wall.tolist()] == [ns(one) for one in times] * 3
    assert index.severity.tolist() == severities * 3
