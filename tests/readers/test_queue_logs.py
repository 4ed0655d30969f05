"""Logs of queues, big data and clusters: lines as each program's definition lays them out."""

from __future__ import annotations

import pytest
from linerows import Row, check, ids, utc

from workbench.readers.core import Registry

YEARLESS = 69_688_931 * 10**9  # 1972-03-17T14:02:11Z: the year that a stamp without one is read in
MS, US = 123_000_000, 123_456_000
QUEUES = (
    Row("kafka.server", "[2026-03-17 14:02:11,123] INFO [KafkaServer id=1] started (kafka.server.KafkaServer)", utc(MS), 9,
        "[KafkaServer id=1] started", {"code.namespace": "kafka.server.KafkaServer", "kafka.component": "KafkaServer id=1"},
        naive=True),
    Row("kafka.server", "[2026-03-17 14:02:11,123] ERROR Failed (x) to clean (kafka.log.LogCleaner)", utc(MS), 17,
        "Failed (x) to clean", {"code.namespace": "kafka.log.LogCleaner"}, naive=True,
        below="java.io.IOException: no space left\n\tat kafka.log.Cleaner.clean(LogCleaner.scala:500)"),
    Row("kafka.server", "[2026-03-17 14:02:11,123] WARN [Worker-1] x (org.apache.kafka.connect.runtime.Worker:514)",
        utc(MS), 13,
        "[Worker-1] x", {"code.namespace": "org.apache.kafka.connect.runtime.Worker", "code.lineno": 514}, naive=True),
    Row("zookeeper.log", "2026-03-17 14:02:11,123 [myid:1] - WARN  [RecvWorker:2:QuorumCnxManager$RecvWorker@1023] - broken",
        utc(MS), 13, "broken", {"thread.name": "RecvWorker:2", "code.namespace": "QuorumCnxManager$RecvWorker",
                                "code.lineno": 1023, "zookeeper.myid": "1"}, naive=True),
    Row("zookeeper.log", "2026-03-17 14:02:11,123 [myid:] - INFO  [main:o.a.z.s.ZooKeeperServer@101] - started", utc(MS), 9,
        "started", {"code.namespace": "o.a.z.s.ZooKeeperServer", "zookeeper.myid": None}, naive=True),
    Row("zookeeper.log", "2026-03-17 14:02:11,123 - ERROR [main:QuorumPeerMain@89] - Unexpected exception", utc(MS), 17,
        "Unexpected exception", {"thread.name": "main"}, naive=True),
    Row("rabbitmq.log", "2026-03-17 15:02:11.123456+01:00 [error] <0.412.0> closing AMQP connection", utc(US), 17,
        "closing AMQP connection", {"erlang.process": "0.412.0"},
        below="2026-03-17 15:02:11.123456+01:00 [error"),
    Row("rabbitmq.log", "2026-03-17 14:02:11.123 [warning] <0.4.0> x", utc(MS), 13, "x", naive=True),
    Row("activemq.log", "2026-03-17 14:02:11,123 | WARN  | Transport | failed | org.apache.activemq.broker | ActiveMQ "
        "Transport: tcp",
        utc(MS), 13, "Transport | failed", {"code.namespace": "org.apache.activemq.broker",
        "thread.name": "ActiveMQ Transport: tcp"},
        naive=True),
    Row("nats.log", "[1] 2026/03/17 14:02:11.123456 [ERR] 10.0.0.7:51020 - cid:3 - authentication error", utc(US), 17,
        "10.0.0.7:51020 - cid:3 - authentication error",
        {"process.pid": 1, "client.address": "10.0.0.7", "client.port": 51020, "nats.client_id": "3"}, naive=True),
    Row("nats.log", "[1] 2026/03/17 14:02:11.123456 [FTL] no", utc(US), 21, "no", naive=True),
    Row("mosquitto.log", "1773756131: New connection from 203.0.113.9:51020 on port 1883.", utc(), 9,
        "New connection from 203.0.113.9:51020 on port 1883."),
    Row("mosquitto.log", "1773756131: Error: Unable to open", utc(), 17, "Error: Unable to open"),
    Row("mosquitto.log", "2026-03-17T14:02:11: Client pump-7 closed its connection.", utc(), 9,
        "Client pump-7 closed its connection.", naive=True),
    Row("kafka.consumer", "CreateTime:1773756131123\tPartition:0\tOffset:17\tHeaders:a:b\t7\torder 17", utc(MS), 0,
        "7\torder 17",
        {"messaging.kafka.offset": 17, "messaging.destination.partition.id": "0", "messaging.headers": "a:b"}),
    Row("kafka.consumer", "LogAppendTime:1773756131123\torder 17", utc(MS), 0, "order 17"),
    Row("kafka.kcat", '{"topic":"orders","partition":0,"offset":17,"tstype":"create","ts":1773756131123,"broker":1,'
        '"headers":'
        '["traceparent","00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"],"key":"7","payload":"order 17 placed"}',
        utc(MS), 0, "order 17 placed", {"messaging.kafka.offset": 17, "messaging.kafka.message.key": "7"},
        (("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"), ("span_id", "00f067aa0ba902b7"))),
)  # fmt: skip
BIG_DATA = (
    Row("hdfs.log",
        "260317 140211 148 WARN dfs.DataNode$DataXceiver: Got exception while serving blk_-17 to /10.0.0.7:", utc(), 13,
        "Got exception while serving blk_-17 to /10.0.0.7:",
        {"thread.id": 148, "code.namespace": "dfs.DataNode$DataXceiver", "hadoop.block": "blk_-17"}, naive=True),
    Row("spark.log", "26/03/17 14:02:11 ERROR Executor: Exception in task 0.0", utc(), 17, "Exception in task 0.0",
        {"code.namespace": "Executor"}, naive=True, below="java.lang.IllegalStateException: x\n\tat a.B.c(B.java:1)"),
    Row("spark.log",
        "26/03/17 14:02:11 INFO [main] storage.BlockManager: Found block rdd_2_0", utc(), 9, "Found block rdd_2_0",
        {"code.namespace": "storage.BlockManager", "thread.name": "main"}, naive=True),
    Row("flink.log",
        "2026-03-17 14:02:11,123 WARN  akka.remote.ReliableDeliverySupervisor                [] - Association failed",
        utc(MS), 13, "Association failed", {"code.namespace": "akka.remote.ReliableDeliverySupervisor"}, naive=True),
    Row("airflow.log", "[2026-03-17, 14:02:11 UTC] {taskinstance.py:1851} ERROR - Task failed", utc(), 17, "Task failed",
        {"code.filepath": "taskinstance.py", "code.lineno": 1851}),
    Row("airflow.log", "[2026-03-17T15:02:11.123+0100] {taskinstance.py:1157} INFO - Dependencies all met", utc(MS), 9,
        "Dependencies all met", {"code.lineno": 1157}),
    Row("airflow.log", "[2026-03-17, 14:02:11 CET] {x.py:1} CRITICAL - y", utc(), 18, "y", naive=True),
    Row("airflow.log", "[2026-03-17 14:02:11,123] {__init__.py:51} WARNING - x", utc(MS), 13, "x", naive=True),
    Row("bgl.ras",
        "- 1773756131 2026.03.17 R02-M1-N0-C:J12-U11 2026-03-17-14.02.11.123456 R02-M1-N0-C:J12-U11 RAS KERNEL INFO parity",
        utc(US), 9, "parity", {"bgl.node": "R02-M1-N0-C:J12-U11", "bgl.facility": "KERNEL", "bgl.alert": None},
        naive=True, zone="UTC"),
    # Where the local clock kept another zone, the epoch beside it is what is sure.
    Row("bgl.ras",
        "KERNDTLB 1773756131 2026.03.17 R30-M0-N9 2026-03-17-07.02.11.123456 R30-M0-N9 RAS KERNEL FATAL data TLB error",
        utc(), 21, "data TLB error", {"bgl.alert": "KERNDTLB", "bgl.local_time": "2026-03-17-07.02.11.123456"}),
    Row("bgl.ras",
        "- 1773756131 2026.03.17 NULL 2026-03-17-07.02.11.123456 NULL RAS BGLMASTER FAILURE ciodb exited", utc(), 18,
        "ciodb exited", {"bgl.node": "NULL"}),
    Row("openstack.log",
        "2026-03-17 14:02:11.123 2931 INFO nova.compute.manager [req-3ea4052c-895d-4b64-9e2d-04d64c4d94ab 5b3a 7d1f - - -] "
        "[instance: b9000564-fe1a-409b-b8cc-1e88b294cd1d] Attempting claim", utc(MS), 9,
        "[instance: b9000564-fe1a-409b-b8cc-1e88b294cd1d] Attempting claim",
        {"process.pid": 2931, "code.namespace": "nova.compute.manager", "user.name": "5b3a",
         "openstack.instance": "b9000564-fe1a-409b-b8cc-1e88b294cd1d"},
        (("request_id", "req-3ea4052c-895d-4b64-9e2d-04d64c4d94ab"), ("user_id", "5b3a")), naive=True),
    Row("openstack.log", "2026-03-17 14:02:11.123 7 ERROR neutron.agent [None req-3ea4052c - - - - -] x", utc(MS), 17, "x",
        links=(("request_id", "req-3ea4052c"),), naive=True),
    Row("openstack.log", "nova-api.log.1 2026-03-17 14:02:11.123 7 CRITICAL nova [-] x", utc(MS), 18, "x", naive=True),
    Row("hclog.json",
        '{"@level":"error","@message":"no leader","@module":"agent","@timestamp":"2026-03-17T14:02:11.123456Z","n":1}',
        utc(US), 17, "no leader", {"code.namespace": "agent", "n": 1}),
    Row("hashicorp.logutils", "    2026/03/17 14:02:11 [ERR] agent: failed to sync", utc(), 17, "failed to sync",
        {"code.namespace": "agent"}, naive=True),
    Row("proxifier.log",
        "[03.17 14:02:11] chrome.exe *64 - shop.example:443 open through proxy 10.0.0.1:1080 SOCKS5", YEARLESS, 9,
        "shop.example:443 open through proxy 10.0.0.1:1080 SOCKS5", {"process.executable.name": "chrome.exe *64"},
        naive=True),
)  # fmt: skip


@pytest.mark.parametrize("row", (*QUEUES, *BIG_DATA), ids=ids)
def test_a_queues_or_clusters_line_means_what_its_definition_says(indexed, registry: Registry, row: Row):
    check(indexed, registry, row)


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-17 14:02:11,123 INFO org.apache.hadoop.hdfs.server.datanode.DataNode: Receiving block",
        "2026-03-17 14:02:11,123 INFO [IPC Server handler 1] org.apache.hadoop.yarn.server.Scheduler: x",
        "2026-03-17T14:02:11,123 INFO  [main] session.SessionState: Created HDFS directory",
    ],
)
def test_what_log4j_lays_out_as_usual_stays_with_java(indexed, line: str):
    name, index = indexed(f"{line}\n{line}\n".encode())
    assert name == "java.text"
    assert index.severity.tolist() == [9, 9]
