r"""Message queues and brokers: Kafka, ZooKeeper, RabbitMQ, ActiveMQ, NATS and Mosquitto.

    [2026-03-17 14:02:11,123] INFO [KafkaServer id=1] started (kafka.server.KafkaServer)
    2026-03-17 14:02:11,123 [myid:1] - INFO  [main:QuorumPeerConfig@101] - Reading configuration
    2026-03-17 14:02:11.123456+01:00 [error] <0.412.0> closing AMQP connection
    2026-03-17 14:02:11,123 | WARN  | Transport Connection failed | org.apache.activemq.broker | ActiveMQ Transport
    [1] 2026/03/17 14:02:11.123456 [INF] Listening for client connections on 0.0.0.0:4222
    1773756131: New connection from 203.0.113.9:51020 on port 1883.

Forms: the log4j.properties that Kafka, ZooKeeper (since 3.8 logback.xml) and ActiveMQ come with; RabbitMQ's manual,
"Logging" (3.9 and later; 3.7 and 3.8 without a zone; older ones write Erlang reports); nats-server's
logger/log.go; mosquitto's logging.c, whose lines have a level only where `log_dest` asks for types in words.
"""

from __future__ import annotations

from workbench.readers.linereader import LineReader
from workbench.readers.patterned import Pattern, patterned, varied

EXAMPLES = {
    "kafka.server": (
        "[2026-03-17 14:02:11,123] INFO [KafkaServer id=1] started (kafka.server.KafkaServer)\n"
        "[2026-03-17 14:02:12,001] ERROR Failed to clean up log for orders-0 (kafka.log.LogCleaner)\n"
    ),
    "zookeeper.log": (
        "2026-03-17 14:02:11,123 [myid:1] - INFO  [main:QuorumPeerConfig@101] - Reading configuration from: zoo.cfg\n"
        "2026-03-17 14:02:12,001 [myid:1] - WARN  [RecvWorker:2:QuorumCnxManager$RecvWorker@1023] - Connection broken\n"
    ),
    "rabbitmq.log": (
        "2026-03-17 14:02:11.123456+01:00 [error] <0.412.0> closing AMQP connection (10.0.0.7:51020 -> 10.0.0.5:5672)\n"
        "2026-03-17 14:02:12.000001+01:00 [info] <0.9.0> Time to start RabbitMQ: 4711 ms\n"
    ),
    "activemq.log": (
        "2026-03-17 14:02:11,123 | WARN  | Transport Connection failed | org.apache.activemq.broker | ActiveMQ Transport\n"
        "2026-03-17 14:02:12,001 | INFO  | Apache ActiveMQ started | org.apache.activemq.broker.BrokerService | main\n"
    ),
    "nats.log": (
        "[1] 2026/03/17 14:02:11.123456 [INF] Listening for client connections on 0.0.0.0:4222\n"
        "[1] 2026/03/17 14:02:12.000001 [ERR] 10.0.0.7:51020 - cid:3 - authentication error\n"
    ),
    "mosquitto.log": (
        "1773756131: New connection from 203.0.113.9:51020 on port 1883.\n1773756132: Client pump-7 closed its connection.\n"
    ),
}
_COMMA = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}"
_LEVELS = "TRACE|DEBUG|INFO|WARN|ERROR|FATAL"
KAFKA = Pattern(
    "kafka.server",
    "Kafka broker, controller and Connect log",
    start=rf"^\[(?P<t>{_COMMA})\] (?P<level>{_LEVELS}) ",
    sign=rf"\[{_COMMA}\] (?:{_LEVELS}) .*\((?:[a-z]\w*\.)+[\w$.]+(?::\d+)?\)\s*$",
    why="have Kafka's time, level and at the end the logger",
    whole=(
        rf"\[{_COMMA}\] (?P<level>{_LEVELS}) (?P<message>(?:\[(?P<component>[^\]]*)\])?.*?)"
        r"(?: \((?P<logger>[\w.$]+)(?::(?P<line>\d{1,9}))?\))?\s*$"
    ),
    names={"component": "kafka.component"},
)
ZOOKEEPER = Pattern(
    "zookeeper.log",
    "ZooKeeper log",
    start=rf"^(?P<t>{_COMMA}) (?:\[myid:\S*\] )?- (?P<level>{_LEVELS}) +\[",
    why="have ZooKeeper's time, level, thread and place",
    whole=(
        rf"{_COMMA} (?:\[myid:(?P<myid>\S*)\] )?- (?P<level>{_LEVELS}) +\[(?P<thread>.*?):"
        r"(?P<logger>[\w.$]+)@(?P<line>\d{1,9})\] -(?: |$)(?P<message>.*)"
    ),
    names={"myid": "zookeeper.myid"},
)
_ERLANG = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6}"
_PROCESS = r"\d+\.\d+\.\d+"
RABBITMQ = Pattern(
    "rabbitmq.log",
    "RabbitMQ log",
    start=rf"^(?P<t>{_ERLANG}(?:Z|[+-]\d\d:\d\d)?) \[(?P<level>[a-z]+)\] <{_PROCESS}> ?",
    why="have RabbitMQ's time, level and process",
    whole=rf"\S+ \S+ \[(?P<level>[a-z]+)\] <(?P<process>{_PROCESS})> ?(?P<message>.*)",
    names={"process": "erlang.process"},
)
ACTIVEMQ = Pattern(
    "activemq.log",
    "ActiveMQ log",
    start=rf"^(?P<t>{_COMMA}) \| (?P<level>{_LEVELS}) *\| ",
    why="have ActiveMQ's time and level between bars",
    whole=(
        rf"{_COMMA} \| (?P<level>{_LEVELS}) *\| (?P<message>.*?)(?: \| (?P<logger>[\w.$]+) \| (?P<thread>[^|]+?))?\s*$"
    ),
)
_NATS = {"trc": 1, "dbg": 5, "inf": 9, "wrn": 13, "err": 17, "ftl": 21}
NATS = Pattern(
    "nats.log",
    "NATS server log",
    start=r"^\[\d+\] (?P<t>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{6})(?: UTC)? \[(?P<level>INF|DBG|WRN|ERR|FTL|TRC)\] ",
    why="have NATS' process, time and level",
    time="slash",
    severities=_NATS,
    whole=(
        r"\[(?P<pid>\d{1,10})\] \S+ \S+(?: UTC)? \[(?P<level>[A-Z]{3})\] "
        r"(?P<message>(?:(?P<client>\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\]):(?P<client_port>\d{1,5}) - "
        r"(?P<kind>[a-z]id):(?P<cid>\d+) - )?.*)"
    ),
    names={"cid": "nats.client_id", "kind": "nats.client_kind"},
)
_TOPICS = (
    r"mosquitto version|New (?:connection|client|bridge)|Client |Sending [A-Z]+ |Received [A-Z]+ |No will|Opening |Config|"
    r"Error|Warning|Socket |Saving |Bridge |Denied |OpenSSL |Will message|Connection |Loading |Plugin|Websockets|Restoring |"
    r"\t|Using |Reloading |Log |Bad |Restored |Invalid |Outgoing |Starting "
)


def _mosquitto(stamp: str, form: str) -> Pattern:
    return Pattern(
        "mosquitto.log",
        "Mosquitto log",
        start=rf"^(?P<t>{stamp}): (?:(?P<level>Error|Warning|Notice|Info|Debug)[: ])?",
        sign=rf"{stamp}: (?:{_TOPICS})",
        why="have a time, a colon and what Mosquitto says",
        time=form,
        default_severity=9,
        whole=rf"{stamp}: (?P<message>(?:(?P<level>Error|Warning|Notice|Info|Debug)[: ])?.*)",
    )


READERS: tuple[LineReader, ...] = (
    *patterned(KAFKA, ZOOKEEPER, RABBITMQ, ACTIVEMQ, NATS),
    *varied(_mosquitto(r"\d{10}", "epoch"), _mosquitto(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d{4})?", "iso")),
)
