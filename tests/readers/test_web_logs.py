"""Logs of web servers and proxies: lines as each program's definition lays them out."""

from __future__ import annotations

import pytest
from linerows import Row, check, ids, utc

from workbench.readers.core import Registry

APACHE = (
    Row(
        "apache.error",
        "[Tue Mar 17 14:02:11.123456 2026] [proxy:error] [pid 711:tid 9134] (111)Connection refused: "
        "[client 203.0.113.9:5123] AH00957: HTTP: attempt to connect to 127.0.0.1:8080 failed, referer: "
        "https://shop.example/",
        utc(123_456_000), 17,
        "(111)Connection refused: [client 203.0.113.9:5123] AH00957: HTTP: attempt to connect to 127.0.0.1:8080 failed",
        {"process.pid": 711, "thread.id": 9134, "apache.module": "proxy", "apache.code": "AH00957",
         "client.address": "203.0.113.9", "client.port": 5123, "http.request.header.referer": "https://shop.example/"},
        (("url", "https://shop.example/"),), naive=True,
    ),
    Row(
        "apache.error", "[Tue Mar 17 14:02:11 2026] [error] [client 203.0.113.9] File does not exist: /srv/www/x", utc(), 17,
        "File does not exist: /srv/www/x", {"client.address": "203.0.113.9"}, naive=True,
    ),
    Row(
        "apache.error", "[Tue Mar 17 14:02:11.000001 2026] [core:notice] [pid 1] AH00094: Command line: '/usr/sbin/apache2'",
        utc(1000), 10, "AH00094: Command line: '/usr/sbin/apache2'", {"process.pid": 1, "apache.code": "AH00094"},
        naive=True,
    ),
    Row(
        "apache.error", "[Sun Mar  1 14:02:11 2026] [warn] [client 2001:db8::1] odd", utc() - 16 * 86_400 * 10**9, 13, "odd",
        {"client.address": "2001:db8::1"}, naive=True,
    ),
    Row("apache.error", "[Tue Mar 17 14:02:11.5 2026] [proxy:debug] [pid 1:tid 2] proxy_util.c(2844): [client ::1:5] "
        "AH00943: x",
        utc(500_000_000), 5, "[client ::1:5] AH00943: x",
        {"code.filepath": "proxy_util.c", "code.lineno": 2844, "client.address": "::1", "client.port": 5}, naive=True),
    Row("apache.error", "[Tue Mar 17 14:02:11.123456 2026] [ssl:trace4] [pid 7:tid 8] x", utc(123_456_000), 3, "x",
        naive=True),
    Row("apache.error", "[Tue Mar 17 14:02:11.123456 2026] [:error] [pid 7] PHP Notice: x", utc(123_456_000), 17,
        "PHP Notice: x", naive=True),
)  # fmt: skip
ACCESS = (
    Row(
        "nginx.access", 'shop.example:443 2001:db8::1 - - [17/Mar/2026:15:02:11 +0100] "GET / HTTP/2.0" 404 - "-" "a '
        '\\"b\\"" 1234',
        utc(), 13, "404 GET / HTTP/2.0",
        {"server.address": "shop.example", "client.address": "2001:db8::1", "user_agent.original": 'a "b"',
        "wb.field1": "1234"},
    ),
    Row(
        "nginx.access", '198.51.100.7, 10.0.0.1 10.0.0.2 - - [2026-03-17T15:02:11+01:00] 0.250 "GET /a HTTP/1.1" 200 12',
        utc(), 9, "200 GET /a HTTP/1.1",
        {"client.address": "198.51.100.7", "network.peer.address": "10.0.0.2", "wb.field_before1": "0.250",
         "http.request.header.x-forwarded-for": "198.51.100.7, 10.0.0.1"},
    ),
    # lighttpd: the virtual host second; IIS' NCSA form: a domain's user; varnishncsa: a whole URL
    Row("nginx.access", '203.0.113.9 shop.example - [17/Mar/2026:14:02:11 +0000] "GET / HTTP/1.1" 200 9 "-" "x"', utc(), 9,
        "200 GET / HTTP/1.1", {"client.address": "203.0.113.9", "server.address": "shop.example", "user.name": None}),
    Row("nginx.access", '127.0.0.1 127.0.0.1:8080 - [17/Mar/2026:14:02:11 +0000] "GET / HTTP/1.1" 200 9 "-" "x"', utc(), 9,
        "200 GET / HTTP/1.1", {"client.address": "127.0.0.1", "server.address": "127.0.0.1", "network.peer.address": None}),
    Row("nginx.access", '203.0.113.9 - SHOP\\ann [17/Mar/2026:14:02:11 +0000] "GET / HTTP/1.1" 500 9', utc(), 17,
        "500 GET / HTTP/1.1", {"user.name": "SHOP\\ann"}, (("user_id", "SHOP\\ann"),)),
    Row("nginx.access", '- 10.0.0.2 - - [17/Mar/2026:14:02:11 +0000] "GET http://shop.example/a?b HTTP/1.1" 200 9 "-" "-"',
        utc(), 9, "200 GET http://shop.example/a?b HTTP/1.1", {"client.address": "10.0.0.2", "url.query": "b"}),
    Row("nginx.access", '[::1] - - [17/Mar/2026:14:02:11 +0000] "-" 408 -', utc(), 13, "408 -", {"client.address": "[::1]"}),
    Row(
        "traefik.access",
        '203.0.113.9 - ann [17/Mar/2026:14:02:11 +0000] "POST /pay?x=1 HTTP/2.0" 502 11 "-" "curl/8.5" 42 "shop@docker" '
        '"http://10.0.0.7:80" 5ms', utc(), 17, "502 POST /pay",
        {"traefik.router": "shop@docker", "duration_ms": 5, "url.query": "x=1", "client.address": "203.0.113.9"},
        (("user_id", "ann"),),
    ),
    Row(
        "envoy.access",
        '[2026-03-17T14:02:11.123Z] "POST /pay?x=1 HTTP/2" 503 UF,URX 31 91 24 - "198.51.100.7,10.0.0.1" "curl/8.5" '
        '"a8098c1a-f86e-11da-bd1a-00112444be1e" "shop.example" "10.0.0.7:8080"', utc(123_000_000), 17, "503 POST /pay",
        {"envoy.response_flags": "UF,URX", "duration_ms": 24, "client.address": "198.51.100.7", "upstream.port": 8080,
         "server.address": "shop.example", "http.response.body.size": 91, "upstream_duration_ms": None},
        (("request_id", "a8098c1a-f86e-11da-bd1a-00112444be1e"),),
    ),
    Row(
        "envoy.access",
        '[2026-03-17T14:02:11.123Z] "GET /a HTTP/1.1" 200 - via_upstream - "-" 0 9 3 2 "-" "curl" "r-1" "shop" '
        '"10.0.0.7:80" '
        "outbound|80||shop.svc 10.0.0.5:4 10.0.0.6:80 10.0.0.5:3 - default", utc(123_000_000), 9, "200 GET /a",
        {"envoy.response_code_details": "via_upstream", "envoy.upstream_cluster": "outbound|80||shop.svc",
         "envoy.route": "default", "client.address": None},
    ),
    Row(
        "haproxy.log",
        "Mar 17 14:02:11 lb haproxy[711]: 10.0.1.2:33317 [17/Mar/2026:14:02:11.655] fe~ be/srv1 10/0/30/69/109 503 2750 - - "
        'SC-- 1/1/1/1/0 0/0 {shop.example|x} {} "GET /cart?id=7 HTTP/1.1"', utc(655_000_000), 17, "503 GET /cart",
        {"haproxy.frontend": "fe~", "haproxy.backend": "be", "haproxy.server": "srv1", "haproxy.Ta_ms": 109,
         "haproxy.termination_state": "SC--", "client.port": 33317, "process.pid": 711}, naive=True,
    ),
    Row(
        "haproxy.log",
        "10.0.1.2:33313 [17/Mar/2026:14:02:11.655] fe be/<NOSRV> -1/-1/5007 212 PR 0/0/0/0/3 0/0", utc(655_000_000), 9,
        "10.0.1.2:33313 [17/Mar/2026:14:02:11.655] fe be/<NOSRV> -1/-1/5007 212 PR 0/0/0/0/3 0/0",
        {"haproxy.Tt_ms": 5007, "haproxy.Tw_ms": None, "http.response.body.size": 212, "haproxy.server": "<NOSRV>"},
        naive=True,
    ),
    Row("haproxy.log", "Connect from 10.0.1.2:52748 to 10.0.1.9:80 (fe/HTTP)", None, 9,
        "Connect from 10.0.1.2:52748 to 10.0.1.9:80 (fe/HTTP)"),
    Row(
        "haproxy.log", '2001:db8::1:443 [17/Mar/2026:14:02:11.655] fe fe/<NOSRV> -1/-1/-1/-1/0 400 0 - - PR-- '
        '1/1/0/0/0 0/0 "<BADREQ>"',
        utc(655_000_000), 13, "400 <BADREQ>", {"client.address": "2001:db8::1"}, naive=True,
    ),
    Row(
        "squid.access", "1773756131.123    456 203.0.113.9 TCP_MISS/502 1234 GET http://shop.example/a?b ann "
        "HIER_DIRECT/10.0.0.7 -",
        utc(123_000_000), 17, "502 GET /a",
        {"duration_ms": 456, "cache.result": "TCP_MISS", "url.full": "http://shop.example/a?b", "user.name": "ann"},
        (("url", "http://shop.example/a?b"),),
    ),
    Row("squid.access", "1773756131.123      0 ::1 NONE_NONE/000 0 CONNECT shop.example:443 - HIER_NONE/- -",
        utc(123_000_000), 9,
        "0 CONNECT shop.example:443", {"client.address": "::1"}),
)  # fmt: skip
SERVERS = (
    Row("squid.cache", "2026/03/17 14:02:11 kid1| WARNING: Forwarding loop", utc(), 13, "WARNING: Forwarding loop",
        {"squid.worker": "kid1"}, naive=True),
    Row("squid.cache", "2026/03/17 14:02:11.250| FATAL: no disk", utc(250_000_000), 21, "FATAL: no disk", naive=True),
    Row("lighttpd.error", "2026-03-17 14:02:11: (server.c.1588) server started (lighttpd/1.4.69)", utc(), 0,
        "server started (lighttpd/1.4.69)", {"code.filepath": "server.c", "code.lineno": 1588}, naive=True),
    Row("jetty.log", "2026-03-17 14:02:11.123:WARN:oejs.HttpChannel:qtp17-19: /pay", utc(123_000_000), 13, "/pay",
        {"code.namespace": "oejs.HttpChannel", "thread.name": "qtp17-19"}, naive=True),
    Row("jetty.log", "2026-03-17 14:02:11.123:INFO::main: Logging initialized @3ms", utc(123_000_000), 9,
        "Logging initialized @3ms", {"thread.name": "main"}, naive=True),
    Row(
        "uwsgi.log",
        "[pid: 711|app: 0|req: 1/1] 203.0.113.9 () {40 vars in 512 bytes} [Tue Mar 17 14:02:11 2026] GET /cart?id=7 => "
        "generated 12 bytes in 3 msecs (HTTP/1.1 500) 2 headers in 79 bytes (1 switches on core 0)", utc(), 17,
        "500 GET /cart", {"duration": 3, "duration_unit": "msecs", "process.pid": 711, "client.address": "203.0.113.9"},
        naive=True,
    ),
    Row("passenger.log", "[ E 2026-03-17 14:02:11.1234 711/Ta age/Cor/App.cpp:221 ]: Could not spawn", utc(123_400_000), 17,
        "Could not spawn", {"process.pid": 711, "code.lineno": 221}, naive=True),
    Row("passenger.log", "[ 2026-03-17 14:02:11.1234 711/7f61 agents/Watchdog/Main.cpp:538 ]: Options", utc(123_400_000), 9,
        "Options", {"thread.name": "7f61"}, naive=True),
    Row("proxifier.log", "[2026.03.17 14:02:11] chrome.exe - shop.example:443 close, 5 bytes", utc(), 9,
        "shop.example:443 close, 5 bytes", {"server.address": "shop.example", "server.port": 443}, naive=True),
)  # fmt: skip
FIELDS = (
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status "
    "time-taken\n"
)
W3C = (
    Row(
        "w3c.extended", "2026-03-17 14:02:11 10.0.0.4 GET /cart id=7 443 ann 203.0.113.9 curl/8.5+x 503 1250", utc(), 17,
        "503 GET /cart", {"time-taken": 1250, "user_agent.original": "curl/8.5+x", "server.port": 443, "user.name": "ann"},
        (("user_id", "ann"),), above=f"#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n{FIELDS}",
        naive=True, zone="UTC",
    ),
    Row(
        "w3c.extended", '2026-03-17 14:02:11.5 203.0.113.9 "a b" 200 0.25', utc(500_000_000), 9,
        '2026-03-17 14:02:11.5 203.0.113.9 "a b" 200 0.25', {"x-note": "a b", "time-taken": 0.25},
        above="#Version: 1.0\n#Fields: date time c-ip x-note sc-status time-taken\n", naive=True, zone="UTC",
    ),
    Row(
        "aws.cloudfront", "2026-03-17\t14:02:11\tFRA56-P1\t512\t203.0.113.9\tGET\t/a\t403\t-\tQ1==", utc(), 13, "403 GET /a",
        {"x-edge-location": "FRA56-P1", "cs(Referer)": None}, (("request_id", "Q1=="),),
        above="#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs-uri-stem sc-status cs(Referer) "
        "x-edge-request-id\n", naive=True, zone="UTC",
    ),
    Row("iis.native", "203.0.113.9, ann, 3/17/2026, 14:02:11, W3SVC1, WEB1, 10.0.0.4, 1250, 163, 3223, 503, 64, GET, "
        "/cart, id=7,",
        utc(), 17, "503 GET /cart", {"duration_ms": 1250, "host.name": "WEB1", "url.query": "id=7"}, (("user_id", "ann"),),
        naive=True),
    Row("iis.native", "203.0.113.9, -, 17/03/26, 14:02:11, W3SVC1, WEB1, 10.0.0.4, 1250, 163, 3223, 200, 0, GET, /cart, -,",
        utc(), 9, "200 GET /cart", {"url.query": None}, naive=True),
)  # fmt: skip


@pytest.mark.parametrize("row", (*APACHE, *ACCESS, *SERVERS, *W3C), ids=ids)
def test_a_web_servers_line_means_what_its_definition_says(indexed, registry: Registry, row: Row):
    check(indexed, registry, row)


def test_fields_that_change_half_way_are_read_by_the_number_of_columns(indexed, registry: Registry):
    text = (
        f"{FIELDS}2026-03-17 14:02:11 10.0.0.4 GET /cart id=7 443 - 203.0.113.9 curl 503 1250\n"
        "#Fields: date time c-ip cs-method cs-uri-stem sc-status\n2026-03-17 14:02:12 203.0.113.9 GET /a 404\n"
        "2026-03-17 14:02:13 203.0.113.9 GET /a\n"
    )
    name, index = indexed(text.encode())
    assert name == "w3c.extended"
    assert index.wall.tolist() == [utc(), utc(seconds=1), utc(seconds=2)]
    assert index.severity.tolist() == [17, 13, 9]
    format = registry.choose(text.encode(), "x")[1].format
    assert format.parse("2026-03-17 14:02:12 203.0.113.9 GET /a 404").attributes["client.address"] == "203.0.113.9"
    unknown = format.parse("2026-03-17 14:02:13 203.0.113.9 GET /a").attributes
    assert unknown["wb.column3"] == "203.0.113.9"
    assert "client.address" not in unknown


def test_what_haproxy_says_of_itself_is_a_record_whose_time_is_unknown(indexed):
    head = "Mar 17 14:02:11 lb haproxy[711]: "
    request = '10.0.1.2:1 [17/Mar/2026:14:02:11.655] fe be/s 0/0/0/0/0 200 1 - - ---- 1/1/1/1/0 0/0 "GET / HTTP/1.1"'
    traffic = f"{head}{request}\n"
    name, index = indexed(f"{traffic}{head}Server be/s is DOWN\n{traffic}".encode())
    assert name == "haproxy.log"
    assert index.records == 3
    assert (index.wall[0], index.wall[2]) == (utc(655_000_000), utc(655_000_000))


def test_a_w3c_log_without_a_record_yet_is_known_by_its_directives(registry: Registry):
    chosen = registry.choose(f"#Version: 1.0\n{FIELDS}".encode(), "u_ex260317.log")
    assert chosen is not None
    assert chosen[0].id == "w3c.extended"
