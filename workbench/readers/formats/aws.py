r"""Access logs of AWS: load balancers (application, classic, network) and S3.

    https 2026-03-17T14:02:11.123456Z app/shop/50dc6c49 203.0.113.9:2817 10.0.0.1:80 0.000 0.048 0.000 502 502 34 366 "GET …

Form: the user guides of Elastic Load Balancing ("Access logs" of each kind) and Amazon S3 ("Amazon S3 server access log
format"). Times are UTC; an NLB writes them without saying so. Columns
that came to a format later stand behind the ones before them, so an older log just has fewer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.readers.columned import Columned, columned

EXAMPLES = {
    "aws.alb": (
        "https 2026-03-17T14:02:11.123456Z app/shop/50dc6c495c0c9188 203.0.113.9:2817 10.0.0.1:80 0.000 0.048 0.037 502 502 "
        '34 366 "POST https://shop.example:443/pay?id=7 HTTP/1.1" "curl/8.5" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 '
        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 "
        '"Root=1-58337262-36d228ad5d99923122bbe354" "shop.example" "-" 0 2026-03-17T14:02:11.000000Z "forward" "-" "-" '
        '"10.0.0.1:80" "502" "-" "-"\n'
    ),
    "aws.elb": (
        "2026-03-17T14:02:11.123456Z shop 203.0.113.9:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "
        '"GET http://shop.example:80/ HTTP/1.1" "curl/8.5" - -\n'
    ),
    "aws.nlb": (
        "tls 2.0 2026-03-17T14:02:11 net/shop/c6e77e28c25b2234 g3d4b5e8bb8464cd 203.0.113.9:51341 10.0.0.1:443 5 2 98 246 - "
        "arn:aws:acm:eu-central-1:123456789012:certificate/2a108f19 - ECDHE-RSA-AES128-SHA tlsv12 - shop.example - - - "
        "2026-03-17T14:02:10\n"
    ),
    "aws.s3": (
        "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be shop-files [17/Mar/2026:14:02:11 +0000] "
        '203.0.113.9 79a5 3E57427F3EXAMPLE REST.GET.OBJECT a.png "GET /shop-files/a.png HTTP/1.1" 404 NoSuchKey 113 - 7 - '
        '"-" "S3Console/0.4" - s9lz SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader shop-files.s3.amazonaws.com TLSv1.2 - -\n'
    ),
}
_UTC = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z"
_PLACE = r"[\w.:\[\]]+:\d+"
_SECONDS = r"-?\d+(?:\.\d+)?"
_STATUS = "http.response.status_code"
_TIMINGS = ("request_processing_s", "target_processing_s", "response_processing_s")
_SIZES = ("http.request.body.size", "http.response.body.size")
_NUMBERS = frozenset((*_TIMINGS, *_SIZES, "aws.target_status", "connection_ms", "tls_handshake_ms", "total_ms",
                      "turn_around_ms", "aws.object_size"))  # fmt: skip
ALB = Columned(
    "aws.alb", "AWS application load balancer access log",
    start=rf"^(?:https?|h2|grpcs?|wss?) (?P<t>{_UTC}) \S+ {_PLACE} \S+ {_SECONDS} {_SECONDS} {_SECONDS} (?P<level>\d+|-) ",
    why="have an ALB's type, time, name, client, target, timings and status",
    numbers=_NUMBERS,
    layouts=((
        "url.scheme", "", "aws.elb", "client", "upstream", *_TIMINGS, _STATUS, "aws.target_status", *_SIZES, "request",
        "user_agent.original", "tls.cipher", "tls.protocol.version", "aws.target_group_arn", "trace_id",
        "tls.client.server_name", "aws.chosen_cert_arn", "aws.rule_priority", "aws.request_creation_time",
        "aws.actions", "aws.redirect_url", "aws.error_reason", "aws.targets", "aws.target_statuses",
        "aws.classification", "aws.classification_reason", "aws.conn_trace_id",
    ),),
)  # fmt: skip
ELB = Columned(
    "aws.elb", "AWS classic load balancer access log",
    start=rf"^(?P<t>{_UTC}) \S+ {_PLACE} \S+ {_SECONDS} {_SECONDS} {_SECONDS} (?P<level>\d+|-) ",
    why="have a classic load balancer's time, name, client, backend, timings and status",
    numbers=_NUMBERS,
    layouts=((
        "", "aws.elb", "client", "upstream", *_TIMINGS, _STATUS, "aws.target_status", *_SIZES, "request",
        "user_agent.original", "tls.cipher", "tls.protocol.version",
    ),),
)  # fmt: skip


def _connection(values: Mapping[str, Any]) -> str:
    alert = f", alert {values['tls.alert']}" if "tls.alert" in values else ""
    asked = values.get("tls.client.server_name", values.get("aws.elb", ""))
    return f"{asked} from {values.get('client.address', '?')}{alert}"


NLB = Columned(
    "aws.nlb", "AWS network load balancer access log (TLS)",
    start=rf"^tls \d\.\d (?P<t>\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d)Z? \S+ \S+ {_PLACE} \S+ ",
    why="have an NLB's type, version, time, name, listener and client",
    zone="UTC", severities={}, numbers=_NUMBERS, headline=_connection,
    layouts=((
        "", "aws.log_version", "", "aws.elb", "aws.listener", "client", "upstream", "connection_ms", "tls_handshake_ms",
        *_SIZES, "tls.alert", "aws.chosen_cert_arn", "aws.chosen_cert_serial", "tls.cipher", "tls.protocol.version",
        "tls.named_group", "tls.client.server_name", "tls.alpn_fe_protocol", "tls.alpn_be_protocol",
        "tls.alpn_client_preference", "aws.connection_creation_time",
    ),),
)  # fmt: skip


def _operation(values: Mapping[str, Any]) -> str:
    parts = (_STATUS, "aws.s3.operation", "aws.s3.key", "aws.s3.error_code")
    return " ".join(str(values[part]) for part in parts if part in values)


S3 = Columned(
    "aws.s3", "Amazon S3 server access log",
    start=(
        r"^[0-9a-f]{64} \S+ \[(?P<t>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] \S+ \S+ \S+ [A-Z0-9]+\.\S+ \S+ "
        r'(?:"(?:[^"\\]|\\.)*"|-) (?P<level>\d+|-) '
    ),
    why="have S3's owner, bucket, time in brackets and operation",
    time="clf", numbers=_NUMBERS, headline=_operation, weight=0.97,
    layouts=((
        "aws.s3.owner", "aws.s3.bucket", "", "client.address", "aws.s3.requester", "request_id", "aws.s3.operation",
        "aws.s3.key", "request", _STATUS, "aws.s3.error_code", "http.response.body.size", "aws.object_size", "total_ms",
        "turn_around_ms", "http.request.header.referer", "user_agent.original", "aws.s3.version_id", "aws.s3.host_id",
        "aws.s3.signature_version", "tls.cipher", "aws.s3.authentication", "server.address", "tls.protocol.version",
        "aws.s3.access_point_arn", "aws.s3.acl_required",
    ),),
)  # fmt: skip
READERS = columned(ALB, ELB, NLB, S3)
