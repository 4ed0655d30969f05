"""Logs of databases and stores: lines as each program's definition lays them out."""

from __future__ import annotations

import pytest
from linerows import Row, check, ids, utc

from workbench.engine.stamps import NULL_T
from workbench.readers.core import Registry

YEARLESS = 69_688_931 * 10**9  # 1972-03-17T14:02:11Z: the year that a stamp without one is read in
MYSQL = (
    Row("mysql.error", "2026-03-17T14:02:11.123456Z 8 [Warning] [MY-010055] [Server] IP address '10.0.0.7' could not "
        "be resolved",
        utc(123_456_000), 13, "IP address '10.0.0.7' could not be resolved",
        {"mysql.error_code": "MY-010055", "mysql.subsystem": "Server", "mysql.thread_id": 8}),
    Row("mysql.error", "2026-03-17T15:02:11.123456+01:00 0 [Note] InnoDB: 5.7.44 started", utc(123_456_000), 9,
        "InnoDB: 5.7.44 started"),
    Row("mysql.error", "2026-03-17T14:02:11.123456Z 0 [System] [MY-010931] [Server] ready", utc(123_456_000), 9, "ready"),
    Row("mysql.error", "2026-03-17 14:02:11 140231 [ERROR] mysqld: Can't open file", utc(), 17, "mysqld: Can't open file",
        {"mysql.thread_id": 140231}, naive=True),
    Row("mysql.error", "2026-03-17  9:02:11 0 [Note] Server socket created", utc() - 5 * 3600 * 10**9, 9,
        "Server socket created", naive=True),
    Row("mysql.error", "260317 14:02:11 [ERROR] Table './shop/orders' is marked as crashed", utc(), 17,
        "Table './shop/orders' is marked as crashed", naive=True),
    Row("mysql.error", "260317  9:02:11 mysqld_safe Starting mysqld daemon", utc() - 5 * 3600 * 10**9, 9,
        "mysqld_safe Starting mysqld daemon", naive=True),
    Row("mysql.general", "2026-03-17T14:02:11.123456Z\t    8 Init DB\torders", utc(123_456_000), 9, "orders",
        {"mysql.connection_id": 8, "mysql.command": "Init DB"}),
    Row("mysql.general", "260317 14:02:11\t  812 Query\tSELECT 1", utc(), 9, "SELECT 1", {"mysql.command": "Query"},
        naive=True, below="FROM orders"),
)  # fmt: skip
POSTGRESQL = (
    Row(
        "postgresql.csv",
        '2026-03-17 14:02:11.123 UTC,"shop","orders",4712,"10.0.0.7:51020",69b95d03.1268,3,"SELECT",2026-03-17 '
        '13:50:43 UTC,4/22,0,'
        'ERROR,42P01,"relation ""stock"" does not exist",,"try, again",,,,"SELECT * FROM stock",15,,"app","client '
        'backend",,0',
        utc(123_000_000), 17, 'relation "stock" does not exist',
        {"db.user": "shop", "db.namespace": "orders", "db.response.status_code": "42P01", "process.pid": 4712,
         "postgresql.hint": "try, again", "db.query.text": "SELECT * FROM stock"}, (("user_id", "shop"),), below="\todd",
    ),
    Row("postgresql.csv", "2026-03-17 14:02:11.123 CET,,,4711,,69b95d03.1267,1,,2026-03-17 14:02:11 "
        "CET,,0,LOG,00000,\"ready\",,,,,,,,,\"\"",
        utc(123_000_000), 9, "ready", {"process.pid": 4711, "db.user": None}, naive=True, zone="CET"),
    Row("postgresql.log", "2026-03-17 14:02:11 UTC [4711]: [3-1] user=shop,db=orders,app=psql x,client=10.0.0.7 LOG:  "
        "duration: 2.5 ms",
        utc(), 9, "duration: 2.5 ms", {"db.user": "shop", "db.namespace": "orders", "postgresql.application_name": "psql x",
        "client.address": "10.0.0.7", "process.pid": 4711, "duration_ms": 2.5}, (("user_id", "shop"),)),
    Row("postgresql.log", "< 2026-03-17 15:02:11.123 CET >FATAL:  no", utc(123_000_000, 3600), 21, "no", naive=True,
        zone="CET",
        below="\twent on"),
    Row("postgresql.log", "2026-03-17 14:02:11 UTC-69b95d03.1268-ERROR:  no", utc(), 17, "no"),
    Row("postgresql.log", "4711 2026-03-17 14:02:11.123 UTC shop@orders ERREUR:  non", utc(123_000_000), 17, "non",
        {"process.pid": 4711, "db.user": "shop"}),
    Row("postgresql.log", "1773756131.123 [4711] WARNING:  odd", utc(123_000_000), 13, "odd", {"process.pid": 4711}),
    Row("postgresql.json", '{"timestamp":"2026-03-17 14:02:11.123 UTC","pid":4712,"user":"shop","dbname":"orders",'
        '"error_severity":"FATAL","state_code":"28P01","message":"no"}', utc(123_000_000), 21, "no",
        {"db.user": "shop", "process.pid": 4712, "db.response.status_code": "28P01"}, (("user_id", "shop"),)),
    Row("postgresql.json", '{"timestamp":"2026-03-17 15:02:11.123 CET","pid":4712,"error_severity":"LOG","message":"no"}',
        utc(123_000_000, 3600), 9, "no", naive=True, zone="CET"),
)  # fmt: skip
SLOW = (
    Row(
        "elasticsearch.text",
        "[2026-03-17T14:02:11,123][WARN ][i.s.s.query              ] [node-1] [orders][0] took[1.2s], took_millis[1234], "
        "total_hits[90 hits], types[], stats[], search_type[QUERY_THEN_FETCH], total_shards[5], source[{\"a\":[1]}], id[], ",
        utc(123_000_000), 13,
        "[orders][0] took[1.2s], took_millis[1234], total_hits[90 hits], types[], stats[], search_type[QUERY_THEN_FETCH], "
        "total_shards[5], source[{\"a\":[1]}], id[],",
        {"elasticsearch.index": "orders", "elasticsearch.shard": "0", "elasticsearch.took_millis": "1234",
         "elasticsearch.total_hits": "90 hits", "elasticsearch.source": '{"a":[1]}', "code.namespace": "i.s.s.query"},
         naive=True,
    ),
    Row("elasticsearch.text", "[2026-03-17T14:02:11,123][INFO ][o.e.n.Node               ] [node-1] started",
        utc(123_000_000), 9,
        "started", {"code.namespace": "o.e.n.Node", "elasticsearch.node.name": "node-1"}, naive=True),
    Row("elasticsearch.text", "[2026-03-17T14:02:11,123][DEPRECATION][o.e.d.x] [node-1] old", utc(123_000_000), 13,
        "old", naive=True),
)  # fmt: skip
OTHERS = (
    Row("elasticsearch.text", "[2026-03-17 14:02:11,123][INFO ][node                     ] [Node] version[1.7.5]",
        utc(123_000_000), 9,
        "version[1.7.5]", {"code.namespace": "node"}, naive=True),
    Row("elasticsearch.text", "[2026-03-17T14:02:11,123][WARN ][logstash.outputs.elasticsearch][main][a1] Could not index",
        utc(123_000_000), 13, "Could not index", {"logstash.pipeline": "main"}, naive=True),
    Row("sqlserver.errorlog", "2026-03-17 14:02:11 - ! [298] SQLServer Error: 229", utc(), 17, "SQLServer Error: 229",
        {"sqlserver.agent_message": 298}, naive=True),
    Row("mongodb.json", '{"t":{"$date":"2026-03-17T15:02:11.123+01:00"},"s":"W","c":"NETWORK","id":22943,"ctx":"conn12",'
        '"msg":"Slow query","attr":{"ns":"shop.orders","durationMillis":2031}}', utc(123_000_000), 13, "Slow query",
        {"mongodb.component": "NETWORK", "thread.name": "conn12", "duration_ms": 2031, "db.namespace": "shop.orders"}),
    Row("mongodb.json", '{"t":{"$date":"2026-03-17T14:02:11.123Z"},"s":"D3","c":"-","id":1,"ctx":"main","msg":"x"}',
        utc(123_000_000), 3, "x"),
    Row("mongodb.text", "2026-03-17T14:02:11.123+0000 I COMMAND  [conn12] command shop.orders planSummary: COLLSCAN 2031ms",
        utc(123_000_000), 9, "command shop.orders planSummary: COLLSCAN 2031ms",
        {"mongodb.component": "COMMAND", "thread.name": "conn12", "duration_ms": 2031}),
    Row("mongodb.text", "2026-03-17T14:02:11.123+0000 F -        [conn1] Got signal: 11", utc(123_000_000), 21,
        "Got signal: 11"),
    Row("mongodb.text", "2026-03-17T14:02:11.123+0000 [initandlisten] options: {}", utc(123_000_000), 9, "options: {}",
        {"thread.name": "initandlisten"}),
    Row("redis.log", "1234:M 17 Mar 2026 14:02:11.123 * Ready to accept connections tcp", utc(123_000_000), 10,
        "Ready to accept connections tcp", {"process.pid": 1234, "redis.role": "master"}, naive=True),
    Row("redis.log", "7:X 17 Mar 2026 14:02:11.123 # +sdown master shop 10.0.0.5 6379", utc(123_000_000), 13,
        "+sdown master shop 10.0.0.5 6379", {"redis.role": "sentinel"}, naive=True),
    Row("redis.log", "7:C 17 Mar 2026 14:02:11.123 - verbose", utc(123_000_000), 9, "verbose", {"redis.role": "child"},
        naive=True),
    Row("redis.log", "7:S 17 Mar 2026 14:02:11.123 . debug", utc(123_000_000), 5, "debug", {"redis.role": "replica"},
        naive=True),
    Row("redis.log", "7:M 17 Mar 14:02:11.123 * DB saved on disk", YEARLESS + 123_000_000, 10, "DB saved on disk",
        naive=True),
    Row("redis.log", "7:signal-handler (1773756131) Received SIGTERM", None, 0, "Received SIGTERM", {"process.pid": 7}),
    Row("redis.log", "[7] 17 Mar 14:02:11.123 # Server started", YEARLESS + 123_000_000, 13, "Server started",
        {"process.pid": 7}, naive=True),
    Row("cassandra.log", "WARN  [ScheduledTasks:1] 2026-03-17 14:02:11,123 GCInspector.java:282 - G1 in 1211ms",
        utc(123_000_000), 13,
        "G1 in 1211ms", {"thread.name": "ScheduledTasks:1", "code.filepath": "GCInspector.java", "code.lineno": 282},
        naive=True),
    Row("cassandra.log", " INFO [main] 2026-03-17 14:02:11,123 CassandraDaemon.java (line 122) Logging initialized",
        utc(123_000_000), 9, "Logging initialized", {"code.lineno": 122}, naive=True),
    Row("clickhouse.log", "2026.03.17 14:02:11.123456 [ 42 ] {b3-a1} <Error> executeQuery: Code: 60. DB::Exception: x",
        utc(123_456_000), 17, "Code: 60. DB::Exception: x",
        {"thread.id": 42, "clickhouse.query_id": "b3-a1", "code.namespace": "executeQuery"}, naive=True),
    Row("clickhouse.log", "2026.03.17 14:02:11.123456 [ 1 ] {} <Trace> x", utc(123_456_000), 1, "x", naive=True),
    Row("cockroachdb.log", "W260317 14:02:11.123456 93 1@server/node.go:464 ⋮ [n1] 23  started with ‹2›",
        utc(123_456_000), 13,
        "started with ‹2›", {"code.filepath": "server/node.go", "code.lineno": 464, "cockroachdb.tags": "n1"},
        naive=True, zone="UTC"),
    Row("cockroachdb.log", "F260317 14:02:11.123456 93 util/log/x.go:7  [n1,s1] gone", utc(123_456_000), 21, "gone",
        naive=True, zone="UTC"),
    Row("etcd.capnslog", "2026-03-17 14:02:11.123456 W | rafthttp: lost the connection", utc(123_456_000), 13,
        "lost the connection",
        {"code.namespace": "rafthttp"}, naive=True),
    Row("etcd.capnslog", "2026-03-17 14:02:11.123456 C | etcdserver/api: x", utc(123_456_000), 18, "x", naive=True),
    Row("couchdb.log", "[error] 2026-03-17T14:02:11.123456Z couchdb@node1 <0.77.0> f61d2b3a4c rexi_server: gone",
        utc(123_456_000), 17,
        "rexi_server: gone", {"couchdb.node": "couchdb@node1", "erlang.process": "0.77.0"}, (("request_id", "f61d2b3a4c"),)),
    Row("couchdb.log", "[notice] 2026-03-17T14:02:11.123456Z nonode@nohost <0.7.0> -------- config: x",
        utc(123_456_000), 10, "config: x",
        {"request_id": None}),
    Row("sqlserver.errorlog", "2026-03-17 14:02:11.12 spid7s      Error: 17806, Severity: 20, State: 14.",
        utc(120_000_000), 21,
        "Error: 17806, Severity: 20, State: 14.", {"sqlserver.error": 17806, "sqlserver.source": "spid7s"}, naive=True),
    Row("sqlserver.errorlog", "2026-03-17 14:02:11.12 Logon       Login failed for user 'shop'. [CLIENT: 10.0.0.7]",
        utc(120_000_000), 9,
        "Login failed for user 'shop'. [CLIENT: 10.0.0.7]", {"client.address": "10.0.0.7"}, naive=True),
    Row("oracle.alert", "2026-03-17T15:02:11.123456+01:00", utc(123_456_000), 0, "ORA-00060: Deadlock detected.",
        below="ORA-00060: Deadlock detected."),
    Row("oracle.alert", "Tue Mar 17 14:02:11 2026", utc(), 0, "Thread 1 advanced to log sequence 17", naive=True,
        below="Thread 1 advanced to log sequence 17"),
    Row("db2.diag", "2026-03-17-14.02.11.123456+060 I12345E500            LEVEL: Severe", utc(123_456_000), 18, "gone",
        {"process.pid": 4711, "db.namespace": "SHOP", "process.executable.name": "db2sysc 0"}, naive=True, zone="Etc/GMT-1",
        below="PID     : 4711                 TID : 140012          PROC : db2sysc 0\nINSTANCE: db2inst1   DB   : "
        "SHOP\nMESSAGE : gone"),
)  # fmt: skip


@pytest.mark.parametrize("row", (*MYSQL, *POSTGRESQL, *SLOW, *OTHERS), ids=ids)
def test_a_databases_line_means_what_its_definition_says(indexed, registry: Registry, row: Row):
    check(indexed, registry, row)


ENTRY = (
    "# User@Host: shop[shop] @ web1 [10.0.0.7]  Id:     8\n"
    "# Query_time: 2.500123  Lock_time: 0.000004 Rows_sent: 1  Rows_examined: 90412\n"
    "use orders;\nSET timestamp=1773756128;\nSELECT *\nFROM stock;\n"
)


@pytest.mark.parametrize(
    ("time", "naive"), [("2026-03-17T14:02:11.123456Z", False), ("260317 14:02:11", True), ("260317  9:02:11", True)]
)
def test_a_slow_query_is_one_record_with_its_statement(indexed, registry: Registry, time: str, naive: bool):
    head = (
        "/usr/sbin/mysqld, Version: 8.0.36 (MySQL Community Server - GPL). started with:\nTcp port: 3306  Unix socket: /x\n"
        "Time                 Id Command    Argument\n"
    )
    data = f"{head}# Time: {time}\n{ENTRY}# Time: {time}\n{ENTRY}".encode()
    name, index = indexed(data)
    assert name == "mysql.slow"
    assert (index.records, index.naive.tolist()) == (2, [naive, naive])
    assert index.severity.tolist() == [13, 13]
    fields = registry.choose(data, "x")[1].format.parse(f"# Time: {time}\n{ENTRY}")
    assert fields.title == "SELECT *"
    assert fields.body.endswith("FROM stock;\n")
    assert fields.attributes["query_time_s"] == 2.500123
    assert fields.attributes["mysql.rows_examined"] == 90412
    assert fields.attributes["mysql.connection_id"] == 8
    assert fields.attributes["client.address"] == "10.0.0.7"
    assert fields.attributes["db.namespace"] == "orders"


def test_a_csv_record_goes_on_over_the_lines_of_its_message(indexed, registry: Registry):
    line = (
        '2026-03-17 14:02:11.123 UTC,"a","b",1,"[local]",69b9.1,3,"SELECT",2026-03-17 13:50:43 UTC,4/22,0,ERROR,42601,'
        '"a\nb",,\n'
    )
    data = (line + line).encode()
    name, index = indexed(data)
    assert (name, index.records) == ("postgresql.csv", 2)
    fields = registry.choose(data, "x")[1].format.parse(line[:-1])
    assert (fields.title, fields.body) == ("a", "a\nb")


def test_offsets_of_db2_that_change_leave_the_zone_open(registry: Registry):
    text = "2026-03-17-14.02.11.123456{} I1E5     LEVEL: Info\nPID : 1\n"
    chosen = registry.choose((text.format("+060") + text.format("+120")).encode(), "db2diag.log")
    assert chosen is not None
    assert chosen[1].format is not None
    assert chosen[1].format.zone == ""
    assert "+60 and +120 minutes" in chosen[1].problems[0].what


def test_a_time_that_is_none_still_begins_a_record(indexed):
    line = "1234:M 17 Mar 2026 14:02:11.123 * {}\n"
    name, index = indexed((line.format("a") + "1234:M 47 Mar 2026 14:02:11.123 * b\n" + line.format("c")).encode())
    assert name == "redis.log"
    assert index.records == 3
    assert index.wall[1] == NULL_T
