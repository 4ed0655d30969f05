"""Log text: where records begin, their times, levels and fields, as each format's definition says."""

from __future__ import annotations

import pytest

from workbench.engine.stamps import NULL_T
from workbench.readers.core import Registry
from workbench.readers.formats import java, jsonlines, logfmt, nginx, nginxerror, postgresql

NOON = 1_773_756_131  # 2026-03-17T14:02:11Z


def utc(seconds: int = 0, ns: int = 0) -> int:
    return (NOON + seconds) * 10**9 + ns


def doubled(line: str, other: str = "") -> bytes:
    return f"{line}\n{other or line}\n".encode()


@pytest.mark.parametrize(
    ("stamp", "expected", "naive"),
    [
        ("2026-03-17T14:02:11Z", utc(), False),
        ("2026-03-17T14:02:11.1Z", utc(ns=100_000_000), False),
        ("2026-03-17 14:02:11,123", utc(ns=123_000_000), True),
        ("2026-03-17T14:02:11.123456+01:00", utc(-3600, 123_456_000), False),
        ("2026-03-17T14:02:11.123456789Z", utc(ns=123_456_789), False),
        ("2026-03-17 14:02:11 +0100", utc(-3600), False),
        ("2026-03-17T14:02:11-0530", utc(5 * 3600 + 1800), False),
        ("2026-03-17 14:02:11 UTC", utc(), False),
    ],
)
def test_iso_stamps_are_read_to_the_last_digit(indexed, stamp: str, expected: int, naive: bool):
    name, index = indexed(doubled(f"{stamp} INFO started"))
    assert name == "text.iso"
    assert index.wall.tolist() == [expected, expected]
    assert index.naive.tolist() == [naive, naive]
    assert index.stats.levels["info"] == 2


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("2026-03-17T14:02:11Z ERROR refused", "error"),
        ("[2026-03-17 14:02:11,123] [WARN] slow", "warn"),
        ("[2026-03-17 14:02:11] warning: slow", "warn"),
        ("2026-03-17T14:02:11Z [debug] x", "debug"),
        ("2026-03-17T14:02:11Z\tinfo\tx", "info"),
        ("2026-03-17 14:02:11,123 - shop.orders - CRITICAL - out of stock", "error"),
        ("2026-03-17 14:02:11.123 | FATAL    | main:run:4 - gone", "fatal"),
        ("2026-03-17T14:02:11Z [worker-1] [4711] NOTICE hello", "info"),
        ("ERROR 2026-03-17T14:02:11Z refused", "error"),
        ("[warn] 2026-03-17 14:02:11 slow", "warn"),
        ("WARN  [2026-03-17 14:02:11,123] io.shop.Main: slow", "warn"),
        # A word of the message is no level.
        ("2026-03-17T14:02:11Z error in connection", "unknown"),
        ("2026-03-17T14:02:11Z request ended with ERROR 17", "unknown"),
        ("2026-03-17T14:02:11Z ERRORS were counted", "unknown"),
        ("2026-03-17T14:02:11Z the log says: ERROR", "unknown"),
    ],
)
def test_a_level_counts_only_where_a_logger_puts_it(indexed, line: str, level: str):
    name, index = indexed(doubled(line))
    assert name in ("text.iso", "zap.console", "python.logging", "loguru.text")
    assert index.wall[0] // 10**9 == NOON
    assert {key for key, count in index.stats.levels.items() if count} == {level}


def test_lines_without_a_stamp_belong_to_the_record_above(indexed):
    name, index = indexed(b"2026-03-17T14:02:11Z ERROR x\n  more\n\nlast\n2026-03-17T14:02:12Z INFO y\n")
    assert name == "text.iso"
    assert index.records == 2
    assert index.record_ranges(0, 1)[1].tolist()[0] == len("2026-03-17T14:02:11Z ERROR x\n  more\n\nlast")


def test_a_level_that_the_head_shows_somewhere_else_is_still_found(indexed):
    name, index = indexed(b"2026-03-17T14:02:11Z INFO x\n2026-03-17T14:02:11Z [main] ERROR y\n")
    assert name == "text.iso"
    assert (index.stats.levels["info"], index.stats.levels["error"]) == (1, 1)


def test_a_byte_order_mark_does_not_hide_the_first_record(indexed):
    _, index = indexed("\ufeff2026-03-17T14:02:11Z INFO x\n2026-03-17T14:02:12Z INFO y\n".encode())
    assert index.records == 2


def test_gmt_is_a_zone_that_the_text_declares(registry: Registry):
    chosen = registry.choose(doubled("2026-03-17 14:02:11 GMT INFO x"), "x")
    assert chosen is not None
    assert chosen[1].format is not None
    assert chosen[1].format.zone == "UTC"


@pytest.mark.parametrize(
    ("stamp", "ns"),
    [("1773756131", 0), ("1773756131.25", 250_000_000), ("1773756131250", 250_000_000),
     ("1773756131250250", 250_250_000), ("1773756131250250250", 250_250_250)],
)  # fmt: skip
def test_an_epoch_tells_its_unit_by_its_digits(indexed, stamp: str, ns: int):
    name, index = indexed(doubled(f"{stamp} INFO reload"))
    assert name == "text.epoch"
    assert index.wall[0] == utc(ns=ns)
    assert index.stats.levels["info"] == 2


@pytest.mark.parametrize(
    ("line", "thread", "logger"),
    [
        ("2026-03-17 14:02:11.123 [http-1] ERROR shop.Pool - gone", "http-1", "shop.Pool"),
        ("2026-03-17 14:02:11,123 ERROR [http-1] shop.Pool - gone", "http-1", "shop.Pool"),
        ("2026-03-17 14:02:11,123 ERROR [http-1] shop.Pool: gone", "http-1", "shop.Pool"),
        ("2026-03-17T14:02:11.123+01:00 ERROR 4711 --- [orders] [http-1] s.Pool   : gone", "http-1", "s.Pool"),
        ("2026-03-17 14:02:11.123 ERROR 4711 --- [           main] s.Pool   : gone", "main", "s.Pool"),
    ],
)
def test_java_layouts_give_thread_logger_and_message(indexed, line: str, thread: str, logger: str):
    name, index = indexed(doubled(line))
    assert name == "java.text"
    assert index.stats.levels["error"] == 2
    fields = java.parse(line)
    assert (fields.title, fields.severity_text) == ("gone", "ERROR")
    assert fields.attributes == {"thread.name": thread, "code.namespace": logger}


def test_a_java_stack_trace_belongs_to_the_line_above(indexed):
    text = (
        "2026-03-17 14:02:11.123 ERROR [http-1] shop.Pool - gone trace_id=4BF92F3577B34DA6A3CE929D0E0E4736\n"
        "java.lang.IllegalStateException: none left\n\tat shop.Pool.take(Pool.java:41)\n"
        "Caused by: java.io.IOException: reset\n\t... 1 more\n"
        "2026-03-17 14:02:12.000 INFO  [http-1] shop.Pool - back\n"
    )
    name, index = indexed(text.encode())
    assert (name, index.records) == ("java.text", 2)
    fields = java.parse(text.rpartition("\n2026")[0])
    assert fields.body.endswith("... 1 more")
    assert [(link.type, link.value) for link in fields.links] == [("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736")]


@pytest.mark.parametrize(
    ("line", "user"),
    [
        ("2026-03-17 14:02:11.123 UTC [4711] LOG:  ready", None),
        ("2026-03-17 14:02:11.123 UTC [4711] shop@orders LOG:  ready", "shop"),
        ("2026-03-17 14:02:11 UTC [4711-3] shop@orders,app=psql LOG:  ready", "shop"),
        ("2026-03-17 14:02:11 UTC:10.0.0.7(4242):shop@orders:[4711]:LOG:  ready", "shop"),
    ],
)
def test_postgresql_prefixes_in_use_are_understood(indexed, line: str, user: str | None):
    name, index = indexed(doubled(line))
    assert name == "postgresql.log"
    assert index.wall[0] // 10**9 == NOON
    assert not index.naive[0]
    fields = postgresql.parse(line)
    assert (fields.title, fields.severity_text, fields.resource["process.pid"]) == ("ready", "LOG", 4711)
    assert fields.attributes.get("db.user") == user


def test_postgresql_details_are_records_of_their_own_and_tabs_go_on(indexed):
    text = (
        "2026-03-17 14:02:11.123 UTC [7] a@b ERROR:  deadlock detected\n"
        "2026-03-17 14:02:11.123 UTC [7] a@b DETAIL:  Process 7 waits.\n\tProcess 8 waits: ERROR:  no\n"
        "2026-03-17 14:02:11.123 UTC [7] a@b HINT:  See server log for query details.\n"
        "2026-03-17 14:02:11.123 UTC [7] a@b CONTEXT:  while locking tuple\n"
        "2026-03-17 14:02:11.123 UTC [7] a@b STATEMENT:  UPDATE stock\n"
        "2026-03-17 14:02:12.000 UTC [7] a@b FATAL:  terminating\n"
        "2026-03-17 14:02:12.000 UTC [1] PANIC:  could not write\n"
        "2026-03-17 14:02:12.000 UTC [1] WARNING:  odd\n"
    )
    _, index = indexed(text.encode())
    assert index.severity.tolist() == [17, 9, 9, 9, 9, 21, 21, 13]


@pytest.mark.parametrize(
    ("word", "zone", "doubt"),
    [("UTC", "", False), ("CET", "CET", True), ("CEST", "CET", True), ("EST", "EST5EDT", True), ("GMT", "UTC", False),
     ("IST", "", True), ("XYZ", "", True), ("+03", "", False)],
)  # fmt: skip
def test_postgresql_zone_abbreviations_are_taken_for_what_they_can_mean(registry: Registry, word, zone, doubt):
    chosen = registry.choose(doubled(f"2026-03-17 14:02:11.123 {word} [4711] LOG:  ready"), "x")
    assert chosen is not None
    reader, sniff = chosen
    assert reader.id == "postgresql.log"
    assert sniff.format is not None
    assert sniff.format.zone == zone
    assert bool(sniff.problems) is doubt


def test_combined_access_lines_give_request_status_and_client(indexed):
    line = (
        '203.0.113.9 - ann [17/Mar/2026:15:02:11 +0100] "POST /pay?id=7 HTTP/1.1" 502 31 "https://shop.example/cart" '
        '"curl/8 \\"x\\"" 0.250 "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" '
        "a8098c1a-f86e-11da-bd1a-00112444be1e"
    )
    name, index = indexed(doubled(line))
    assert name == "nginx.access"
    assert (index.wall[0], index.severity[0]) == (utc(), 17)
    fields = nginx.parse(line)
    assert fields.attributes["http.request.method"] == "POST"
    assert fields.attributes["url.path"] == "/pay"
    assert fields.attributes["url.query"] == "id=7"
    assert fields.attributes["http.response.status_code"] == 502
    assert fields.attributes["client.address"] == "203.0.113.9"
    assert fields.attributes["user_agent.original"] == 'curl/8 "x"'
    assert fields.attributes["http.response.body.size"] == 31
    assert fields.attributes["request_time"] == 0.25
    links = {(link.type, link.value) for link in fields.links}
    assert ("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736") in links
    assert ("request_id", "a8098c1a-f86e-11da-bd1a-00112444be1e") in links
    assert ("user_id", "ann") in links


@pytest.mark.parametrize(("status", "severity"), [(200, 9), (301, 9), (404, 13), (499, 13), (500, 17), (503, 17)])
def test_a_status_says_how_severe_an_access_line_is(indexed, status: int, severity: int):
    _, index = indexed(doubled(f'::1 - - [17/Mar/2026:14:02:11 +0000] "GET / HTTP/2.0" {status} -'))
    assert index.severity.tolist() == [severity, severity]


def test_a_request_that_is_no_http_is_kept(indexed):
    line = '203.0.113.9 - - [17/Mar/2026:14:02:11 +0000] "\\x16\\x03\\x01" 400 150'
    name, _ = indexed(doubled(line, line.replace("\\x16\\x03\\x01", "-")))
    assert name == "nginx.access"
    assert "url.path" not in nginx.parse(line).attributes


@pytest.mark.parametrize(
    "line",
    [
        'ts=2026-03-17T14:02:11Z level=error msg="no \\"funds\\"\\n" order=17 request_id=r-9',
        'time="2026-03-17T15:02:11+01:00" level=error msg="no \\"funds\\"\\n" order=17 request_id=r-9',
        'level=error t=1773756131 caller=pay.go:4 msg="no \\"funds\\"\\n" order=17 request_id=r-9',
        'lvl=error service=pay ts="2026-03-17 14:02:11Z" msg="no \\"funds\\"\\n" order=17 request_id=r-9',
        't=2026-03-17T14:02:11Z service=pay msg="no \\"funds\\"\\n" order=17 lvl=error request_id=r-9',
    ],
)
def test_logfmt_keys_may_come_in_any_order(indexed, line: str):
    name, index = indexed(doubled(line))
    assert name == "logfmt"
    assert index.wall.tolist() == [utc(), utc()]
    assert index.severity.tolist() == [17, 17]
    fields = logfmt.parse(line)
    assert fields.title == 'no "funds"'
    assert fields.attributes["order"] == "17"
    assert ("request_id", "r-9") in [(link.type, link.value) for link in fields.links]


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ('{"time":"2026-03-17T14:02:11Z","level":50,"msg":"refused"}', 17),
        ('{"time":1773756131000,"level":40,"msg":"refused"}', 13),
        ('{"ts":1773756131.0,"level":"warn","msg":"refused"}', 13),
        ('{"@timestamp":"2026-03-17T14:02:11.000Z","log.level":"FATAL","message":"refused"}', 21),
        ('{"@timestamp":"2026-03-17T14:02:11.000Z","log":{"level":"debug"},"message":"refused"}', 5),
        ('{"timestamp":"2026-03-17 14:02:11+00:00","severity":"NOTICE","message":"refused"}', 10),
        ('{"message":"refused","asctime":"2026-03-17 14:02:11,000","levelname":"CRITICAL"}', 18),
        ('{"msg":"refused","@t":"2026-03-17T14:02:11Z"}', 0),
    ],
)
def test_json_lines_of_many_loggers(indexed, line: str, severity: int):
    name, index = indexed(doubled(line))
    assert name == "json.lines"
    assert index.wall.tolist() == [utc(), utc()]
    assert index.severity.tolist() == [severity, severity]
    assert jsonlines.parse(line).title == "refused"


def test_unknown_keys_of_a_json_line_are_kept_and_known_ones_named():
    fields = jsonlines.parse(
        '{"time":1,"level":30,"name":"payments","hostname":"Pay-1","pid":7,"traceId":"4BF92F3577B34DA6A3CE929D0E0E4736",'
        '"req":{"method":"POST","url":"/pay"},"res":{"statusCode":502},"odd":[1,{"a":2}],'
        '"err":{"type":"Error","stack":"Error: x\\n    at f (a.js:1:2)"},"msg":"refused"}'
    )
    assert fields.resource == {"service.name": "payments", "host.name": "Pay-1", "process.pid": 7}
    assert fields.attributes["http.request.method"] == "POST"
    assert fields.attributes["http.response.status_code"] == 502
    assert fields.attributes["odd"] == [1, {"a": 2}]
    assert fields.attributes["exception.type"] == "Error"
    assert fields.body == "refused\nError: x\n    at f (a.js:1:2)"
    links = {(link.type, link.value) for link in fields.links}
    assert links == {
        ("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"), ("service", "payments"), ("host", "pay-1")
    }  # fmt: skip


def test_a_broken_json_line_belongs_to_the_record_above(indexed):
    text = b'{"time":"2026-03-17T14:02:11Z","msg":"a"}\n{"time":"2026\n{"time":"2026-03-17T14:02:12Z","msg":"b"}\n'
    _, index = indexed(text)
    assert index.records == 2
    assert NULL_T not in index.wall.tolist()


def test_an_nginx_error_line_says_what_it_was_about(indexed):
    line = (
        "2026/03/17 14:02:11 [crit] 4711#4712: *93 connect() failed (111: Connection refused) while connecting to "
        'upstream, client: 203.0.113.9, server: shop.example, request: "POST /pay?id=7 HTTP/1.1", '
        'upstream: "http://127.0.0.1:8080/pay", host: "shop.example"'
    )
    name, index = indexed(doubled(line, "2026/03/17 14:02:12 [notice] 4711#4711: exiting"))
    assert name == "nginx.error"
    assert index.wall.tolist() == [utc(), utc(1)]
    assert index.naive.tolist() == [True, True]
    assert index.severity.tolist() == [18, 10]
    fields = nginxerror.parse(line)
    assert fields.title == "connect() failed (111: Connection refused) while connecting to upstream"
    assert fields.resource == {"process.pid": 4711}
    assert fields.attributes["client.address"] == "203.0.113.9"
    assert (fields.attributes["http.request.method"], fields.attributes["url.path"]) == ("POST", "/pay")
    assert fields.attributes["wb.upstream"] == "http://127.0.0.1:8080/pay"
