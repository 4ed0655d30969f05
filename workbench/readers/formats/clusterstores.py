r"""Stores that run as clusters and lay out their text logs in ways of their own.

    [2026-03-17T14:02:11,123][WARN ][o.e.m.j.JvmGcMonitorService] [node-1] [gc][1] overhead, spent [1.2s] collecting
    INFO  [main] 2026-03-17 14:02:11,123 CassandraDaemon.java:650 - Startup complete
    2026.03.17 14:02:11.123456 [ 42 ] {b3a1} <Error> executeQuery: Code: 60. DB::Exception: Table does not exist
    I260317 14:02:11.123456 93 1@server/node.go:464 ⋮ [n1] 23  started with engine type ‹2›
    2026-03-17 14:02:11.123456 I | etcdserver: published to cluster
    [info] 2026-03-17T14:02:11.123456Z couchdb@node1 <0.123.0> -------- Apache CouchDB has started

Forms: the log4j2.properties that Elasticsearch and OpenSearch come with (slow logs add `took[…]` and its kin);
Cassandra's logback.xml (before 2.1: `File.java (line 650) …`); ClickHouse's OwnPatternFormatter.cpp; CockroachDB's
manual, "Log formats" (crdb-v1 and crdb-v2, UTC); coreos/pkg's capnslog; CouchDB's couch_log_writer.erl.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from workbench.model.severity import WORDS
from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "elasticsearch.text": (
        "[2026-03-17T14:02:11,123][WARN ][o.e.m.j.JvmGcMonitorService] [node-1] [gc][1] overhead, spent [1.2s] collecting\n"
        "[2026-03-17T14:02:12,001][INFO ][o.e.n.Node               ] [node-1] started\n"
    ),
    "cassandra.log": (
        "INFO  [main] 2026-03-17 14:02:11,123 CassandraDaemon.java:650 - Startup complete\n"
        "WARN  [ScheduledTasks:1] 2026-03-17 14:02:12,001 GCInspector.java:282 - G1 Young Generation GC in 1211ms.\n"
    ),
    "clickhouse.log": (
        "2026.03.17 14:02:11.123456 [ 42 ] {b3a1} <Error> executeQuery: Code: 60. DB::Exception: Table does not exist\n"
        "2026.03.17 14:02:12.000001 [ 1 ] {} <Information> Application: Ready for connections.\n"
    ),
    "cockroachdb.log": (
        "I260317 14:02:11.123456 93 1@server/node.go:464 ⋮ [n1] 23  started with engine type ‹2›\n"
        "W260317 14:02:12.000001 93 kv/kvserver/store.go:77  [n1,s1] slow range\n"
    ),
    "etcd.capnslog": (
        "2026-03-17 14:02:11.123456 I | etcdserver: published to cluster\n"
        "2026-03-17 14:02:12.000001 W | rafthttp: lost the TCP streaming connection with peer 8211f1d0f64f3269\n"
    ),
    "couchdb.log": (
        "[info] 2026-03-17T14:02:11.123456Z couchdb@node1 <0.123.0> -------- Apache CouchDB has started\n"
        "[error] 2026-03-17T14:02:12.000001Z couchdb@node1 <0.77.0> f61d2b3a4c rexi_server: from: couchdb@node1\n"
    ),
}
_COMMA = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d,\d{3}(?:Z|[+-]\d\d:?\d\d)?"
_LEVELS = "TRACE|DEBUG|INFO|WARN|ERROR|FATAL|CRITICAL|DEPRECATION"
_SLOW = re.compile(r"(?:^|, )([a-z_]+)\[((?:[^\[\]]|\[[^\[\]]*\]){0,2000})\]")


def _slow(groups: Mapping[str, str]) -> dict[str, object]:
    """What a slow log tells of a search or an indexing, under its own names."""
    tail = groups.get("_slow", "")
    return {f"elasticsearch.{found[1]}": found[2] for found in _SLOW.finditer(tail)} if tail else {}


ELASTICSEARCH = Pattern(
    "elasticsearch.text",
    "Elasticsearch, OpenSearch and Logstash text log (server, slow, deprecation)",
    start=rf"^\[(?P<t>{_COMMA})\]\[(?P<level>{_LEVELS}) *\]\[[^\]]*\](?:\[[^\]]*\])* ",
    why="have Elasticsearch's time, level and logger in brackets",
    severities={**WORDS, "deprecation": 13},
    whole=(
        rf"\[{_COMMA}\]\[(?P<level>{_LEVELS}) *\]\[(?P<logger>[^\]]*?) *\](?:\[(?P<pipeline>[^\]]*)\])?(?:\[[^\]]*\])* "
        r"(?:\[(?P<node>[^\]]*)\] ?)?(?P<message>\[(?P<index>[^\]]*)\](?:\[(?P<shard>\d+)\])? ?(?P<_slow>took\[.*)|.*)"
    ),
    names={
        "node": "elasticsearch.node.name",
        "pipeline": "logstash.pipeline",
        "index": "elasticsearch.index",
        "shard": "elasticsearch.shard",
    },
    more=_slow,
    literal=True,
)
CASSANDRA = Pattern(
    "cassandra.log",
    "Cassandra and ScyllaDB tools' log (system.log, debug.log)",
    start=(
        r"^ ?(?P<level>[A-Z]{4,5}) +\[[^\]]*\] (?P<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) "
        r"[\w$.-]+(?::\d+ - | \(line \d+\) )"
    ),
    why="have Cassandra's level, thread, time, file and line",
    whole=(
        r" ?(?P<level>[A-Z]+) +\[(?P<thread>[^\]]*)\] \S+ \S+ (?P<file>[\w$.-]+)"
        r"(?::(?P<line>\d+) - | \(line (?P<_line>\d+)\) )(?P<message>.*)"
    ),
    more=lambda groups: {"code.lineno": int(groups.get("line") or groups.get("_line") or 0) or None},
    literal=True,
)
CLICKHOUSE = Pattern(
    "clickhouse.log",
    "ClickHouse server log",
    start=(
        r"^(?P<t>\d{4}\.\d\d\.\d\d \d\d:\d\d:\d\d\.\d{1,9}) (?:\[[^\]]*\] )?\[ \d+ \] \{[^}]*\} "
        r"<(?P<level>[A-Z][a-z]+)> "
    ),
    why="have ClickHouse's time, thread, query and level",
    time="%Y.%m.%d %H:%M:%S",
    severities={**WORDS, "test": 1},
    whole=(
        r"\S+ \S+ (?:\[(?P<host>[^\]]*)\] )?\[ (?P<tid>\d{1,20}) \] \{(?P<query_id>[^}]*)\} <(?P<level>\w+)> "
        r"(?:(?P<logger>[^:]{1,200}): )?(?P<message>.*)"
    ),
    names={"query_id": "clickhouse.query_id"},
)
COCKROACH = Pattern(
    "cockroachdb.log",
    "CockroachDB log (crdb-v1, crdb-v2)",
    start=r"^(?P<level>[IWEF])(?P<t>\d{6} \d\d:\d\d:\d\d\.\d{6}) \d+ (?:\d+@)?[\w./()*-]+:\d+ ",
    why="have CockroachDB's level, time, goroutine, file and line",
    time="%y%m%d %H:%M:%S",
    zone="UTC",
    severities={"i": 9, "w": 13, "e": 17, "f": 21},
    whole=(
        r"(?P<level>[IWEF])\d{6} \S+ (?P<goroutine>\d+) (?:(?P<channel>\d+)@)?(?P<file>[^:\s]+):(?P<line>\d+) +"
        r"(?:⋮ )?(?:\[(?P<tags>[^\]]*)\] )?(?:(?P<counter>\d+) ?[ +|=!] ?)?(?P<message>.*)"
    ),
    names={"goroutine": "go.goroutine", "channel": "cockroachdb.channel", "tags": "cockroachdb.tags",
           "counter": "cockroachdb.counter"},
)  # fmt: skip
ETCD = Pattern(
    "etcd.capnslog",
    "etcd log before 3.5 (capnslog)",
    start=(
        r"^(?:(?P<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}) (?P<level>[CEWNIDT]) \| |"
        r"raft(?P<t2>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) (?P<level2>[A-Z]+): )"
    ),
    time="iso||slash",
    why="have etcd's time, level letter and bar",
    severities={**WORDS, "c": 18, "e": 17, "w": 13, "n": 10, "i": 9, "d": 5, "t": 1},
    whole=r"\S+ \S+ (?P<level>[CEWNIDT]|[A-Z]+)(?: \||:) (?:(?P<logger>[\w/.-]{1,80}): )?(?P<message>.*)",
)
COUCHDB = Pattern(
    "couchdb.log",
    "CouchDB log",
    start=(
        r"^\[(?P<level>debug|info|notice|warning|warn|error|err|critical|crit|alert|emergency|emerg)\] "
        r"(?P<t>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) \S+ <[\d.]+> "
    ),
    why="have CouchDB's level, time, node and process",
    whole=r"\[(?P<level>\w+)\] \S+ (?P<node>\S+) <(?P<process>[\d.]+)> (?:-+|(?P<request_id>\S+)) (?P<message>.*)",
    names={"node": "couchdb.node", "process": "erlang.process"},
)
READERS = patterned(ELASTICSEARCH, CASSANDRA, CLICKHOUSE, COCKROACH, ETCD, COUCHDB)
