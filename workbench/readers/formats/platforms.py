r"""What platforms put in front of an application's lines: Heroku, App Service, Lambda, Papertrail, Kafka's consumer.

    2026-03-17T14:02:11.123456+00:00 heroku[router]: at=error code=H12 desc="Request timeout" method=GET path="/" status=503
    2026-03-17T14:02:11  PID[4711] Error       Unhandled exception
    2026-03-17T14:02:11.123000+00:00 2026/03/17/[$LATEST]4ec0… REPORT RequestId: a809… Duration: 3.05 ms
    7711561783320576	2026-03-17T14:02:11-05:00	2026-03-17T14:02:11-05:00	31181206	web-1	…
    CreateTime:1773756131123	Partition:0	Offset:17	7	order 17 placed

Forms: Heroku's "Log format" and "HTTP routing"; Azure's "Application logging", text; AWS' "Lambda: monitoring with
CloudWatch Logs", `aws logs tail` (time, stream, message) and the S3 export (time, message), or a function's own lines
without either; Papertrail's "Permanent log archives" (ten columns with tabs, the message last); Kafka's
DefaultMessageFormatter with `print.timestamp`, `print.partition` and `print.offset`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from workbench.model.severity import WORDS
from workbench.readers.innertext import inner_text
from workbench.readers.patterned import Pattern, number, patterned, varied
from workbench.readers.systems import System

EXAMPLES = {
    "heroku.logplex": (
        '2026-03-17T14:02:11.123456+00:00 heroku[router]: at=error code=H12 desc="Request timeout" method=GET '
        'path="/cart?id=7" host=shop.example request_id=a8098c1a-f86e-11da-bd1a-00112444be1e fwd="203.0.113.9" dyno=web.1 '
        "connect=1ms service=30001ms status=503 bytes=0 protocol=https\n"
        "2026-03-17T14:02:12.000001+00:00 app[web.1]: listening on 5000\n"
    ),
    "azure.appservice": (
        "2026-03-17T14:02:11  PID[4711] Error       Unhandled exception\n"
        "2026-03-17T14:02:12  PID[4711] Information Application started\n"
    ),
    "aws.lambda": (
        "2026-03-17T14:02:11.123000+00:00 2026/03/17/[$LATEST]4ec0d1b2c3a4958687f6e5d4c3b2a190 "
        "START RequestId: a8098c1a-f86e-11da-bd1a-00112444be1e Version: $LATEST\n"
        "2026-03-17T14:02:11.323000+00:00 2026/03/17/[$LATEST]4ec0d1b2c3a4958687f6e5d4c3b2a190 "
        "2026-03-17T14:02:11.322Z\ta8098c1a-f86e-11da-bd1a-00112444be1e\tERROR\tpayment refused\n"
    ),
    "papertrail.archive": (
        "7711561783320576\t2026-03-17T09:02:11-05:00\t2026-03-17T09:02:12-05:00\t31181206\tweb-1\t10.0.0.7\tCron\tError\t"
        "cron\tjob failed\n"
    ),
    "kafka.consumer": (
        "CreateTime:1773756131123\tPartition:0\tOffset:17\t7\torder 17 placed\n"
        "CreateTime:1773756132001\tPartition:0\tOffset:18\tnull\torder 18 placed\n"
    ),
}
_PAIR = re.compile(r'([a-z_]{1,30})=(?:"([^"]*)"|(\S*))')
_ROUTER = {
    "method": "http.request.method", "host": "server.address", "request_id": "request_id", "dyno": "heroku.dyno",
    "status": "http.response.status_code", "bytes": "http.response.body.size", "code": "heroku.error_code",
    "desc": "heroku.error", "protocol": "url.scheme", "connect": "heroku.connect", "service": "heroku.service",
    "fwd": "client.address",
}  # fmt: skip


def _routed(groups: Mapping[str, str]) -> dict[str, object]:
    """What the router says of a request, its pairs under their names."""
    if groups.get("dyno") != "router":
        return {}
    pairs = {pair[1]: pair[2] or pair[3] or "" for pair in _PAIR.finditer(groups.get("message", ""))}
    answer: dict[str, object] = {
        _ROUTER.get(key, f"heroku.{key}"): value for key, value in pairs.items() if key != "at"
    }
    path, _, query = pairs.get("path", "").partition("?")
    answer |= {"url.path": path, "url.query": query, "heroku.path": ""}
    for name in ("http.response.status_code", "http.response.body.size"):
        if name in answer:
            answer[name] = number(str(answer[name]))
    return answer


_MICRO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}(?:\+00:00|Z)"
HEROKU = Pattern(
    "heroku.logplex",
    "Heroku log (logplex)",
    start=(
        rf"^(?P<t>{_MICRO}) (?:heroku\[[\w.-]+\]: (?:(?:at=)?(?P<level>info|warning|error|Error)[ :])?|"
        r"[a-z][\w-]*\[[\w.-]+\]:)"
    ),
    sign=rf"{_MICRO} (?:heroku\[[\w.-]+\]|app\[(?:[a-z][\w-]*\.\d+|api)\]): ?",
    why="have Heroku's time, source and dyno",
    whole=(
        rf"{_MICRO} (?P<source>[\w-]+)\[(?P<dyno>[\w.-]+)\]: ?(?P<message>(?:(?:at=)?"
        r"(?P<level>info|warning|error|Error)[ :])?.*)"
    ),
    names={"source": "heroku.source", "dyno": "heroku.process"},
    more=_routed,
    literal=True,
)
APPSERVICE = Pattern(
    "azure.appservice",
    "Azure App Service application log",
    start=(
        r"^(?P<t>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)Z?  ?PID\[\d+\] "
        r"(?P<level>Critical|Error|Warning|Information|Verbose|Debug|Trace)(?: |$)"
    ),
    why="have App Service's time, process and level",
    zone="UTC",
    severities={**WORDS, "verbose": 5},
    whole=r"\S+ +PID\[(?P<pid>\d{1,10})\] (?P<level>[A-Z][a-z]+) *(?P<message>.*)",
)
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3,9})?(?:Z|\+00:00)?"
_NAMES = "TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL"
_STREAM = r"\d{4}/\d\d/\d\d/\S*\[\S+\][0-9a-f]{32}"
_REPORT = re.compile(
    r"(?:^|\t)((?:Billed |Init |Restore )?Duration|Memory Size|Max Memory Used): ([\d.]{1,20}) (?:ms|MB)"
)
_REPORT_NAMES = {
    "Duration": "faas.duration_ms", "Billed Duration": "faas.billed_duration_ms", "Init Duration": "faas.init_duration_ms",
    "Restore Duration": "faas.restore_duration_ms", "Memory Size": "faas.max_memory_mb",
    "Max Memory Used": "faas.memory_used_mb",
}  # fmt: skip
_REQUEST = re.compile(rf"(?:RequestId: |\t)({_UUID})(?=\s|$)|^({_UUID})\t")


def _invocation(groups: Mapping[str, str]) -> dict[str, object]:
    """The request's id, and what a REPORT line says of time and memory."""
    message = groups.get("message", "")
    request = _REQUEST.search(message)
    measured = {_REPORT_NAMES[found[1]]: number(found[2]) for found in _REPORT.finditer(message)}
    return {**measured, "request_id": (request[1] or request[2]) if request else None}


_MARKS = (
    r"(?:START|END|REPORT) RequestId: |INIT_START |\[\w+\]\t\d{4}-|"
    rf"\d{{4}}-\S+Z\t(?:{_UUID}|undefined)\t|\d{{4}}-\S+ {_UUID} Task timed out"
)
_LAMBDA = (
    Pattern(
        "aws.lambda",
        "AWS Lambda log (CloudWatch)",
        start=rf"^(?P<t>{_ISO}) (?:{_STREAM} )?(?:(?:\[|[0-9T:.-]+Z\t[0-9a-z-]+\t)?(?P<level>{_NAMES})[\t\]])?",
        sign=rf"{_ISO} (?:{_STREAM} )?(?:{_MARKS})",
        sign_share=0.0,
        why="have a time and what Lambda says of an invocation",
        zone="UTC",
        whole=(
            rf"{_ISO} (?:(?P<stream>{_STREAM}) )?(?P<message>(?:(?:\[|[0-9T:.-]+Z\t[0-9a-z-]+\t)?"
            rf"(?P<level>{_NAMES})[\t\]])?.*)"
        ),
        names={"stream": "aws.log.stream.name"},
        more=_invocation,
        literal=True,
    ),
    Pattern(
        "aws.lambda",
        "AWS Lambda log (CloudWatch)",
        start=rf"^(?:\[(?P<level>{_NAMES})\]\t)?(?P<t>{_ISO})\t(?:{_UUID}|undefined)\t",
        why="have a function's level, time and request",
        whole=rf"(?:\[(?P<level>{_NAMES})\]\t)?{_ISO}\t(?P<request_id>\S+)\t(?P<message>.*)",
    ),
    Pattern(
        "aws.lambda",
        "AWS Lambda log (CloudWatch)",
        start=rf"^(?P<t>{_ISO})\t(?:{_UUID}|undefined)\t(?P<level>{_NAMES})\t",
        why="have a function's time, request and level",
        whole=rf"{_ISO}\t(?P<request_id>\S+)\t(?P<level>{_NAMES})\t(?P<message>.*)",
        weight=0.96,
    ),
)
_STAMPED = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)? ?(?:Z|[+-]\d\d:?\d\d)?"
PAPERTRAIL = Pattern(
    "papertrail.archive",
    "Papertrail archive (TSV)",
    start=rf"^\d+\t(?P<t>{_STAMPED})\t[^\t]*\t\d*\t[^\t]*\t[^\t]*\t[^\t]*\t(?P<level>[A-Za-z]*)\t[^\t]*\t",
    why="have Papertrail's ten columns",
    whole=(
        rf"(?P<_event_id>\d+)\t{_STAMPED}\t(?P<received>[^\t]*)\t(?P<source>\d*)\t(?P<host>[^\t]*)\t(?P<address>[^\t]*)\t"
        r"(?P<facility>[^\t]*)\t(?P<level>[A-Za-z]*)\t(?P<service>[^\t]*)\t(?P<message>.*)"
    ),
    names={"received": "papertrail.received_at", "source": "papertrail.source_id", "address": "source.address",
           "facility": "syslog.facility"},
)  # fmt: skip


def _payload(groups: Mapping[str, str]) -> dict[str, object]:
    """What the payload, behind the last tab, says where it is JSON."""
    text = groups.get("message", "").rpartition("\t")[2]
    return dict(inner_text(text).attributes) if text.lstrip()[:1] == "{" else {}


CONSUMER = Pattern(
    "kafka.consumer",
    "Kafka messages as kafka-console-consumer prints them",
    start=r"^(?:CreateTime|LogAppendTime|NO_TIMESTAMP)(?::(?P<t>-?\d+))?\t",
    why="begin with Kafka's kind of time",
    time="epoch",
    whole=(
        r"(?P<kind>CreateTime|LogAppendTime|NO_TIMESTAMP)(?::-?\d+)?\t(?:Partition:(?P<partition>\d+)\t)?"
        r"(?:Offset:(?P<offset>\d+)\t)?(?:Headers:(?P<headers>[^\t]*)\t|NO_HEADERS\t)?(?P<message>.*)"
    ),
    names={"kind": "messaging.kafka.timestamp_type", "partition": "messaging.destination.partition.id",
           "offset": "messaging.kafka.offset", "headers": "messaging.headers"},
    numbers=frozenset(("messaging.kafka.offset",)),
    more=_payload,
)  # fmt: skip
READERS = (*patterned(HEROKU, APPSERVICE, PAPERTRAIL, CONSUMER), *varied(*_LAMBDA))
SYSTEMS = (
    System(
        "Kafka", "logs", ("kafka.kcat", "kafka.consumer", "kafka.server"),
        "Messages: `kcat -C -t TOPIC -J -e` (it keeps headers and nulls), or `kafka-console-consumer --property "
        "print.timestamp=true --property print.partition=true --property print.offset=true --property print.headers=true "
        "--property print.key=true`. The broker's own log: as it is.",
        "A record a message at its timestamp; topic, partition and offset are its id; trace ids of its headers.",
        "Payloads that are no text: kcat writes what it can of them. A message without a timestamp has none.",
    ),
)  # fmt: skip
