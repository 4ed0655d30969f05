r"""JSON lines of clouds and gateways: CloudTrail, Google Cloud, Azure, Cloudflare, Caddy, Traefik and kcat.

    {"eventTime":"2026-03-17T14:02:11Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","errorCode":"AccessDenied",…}
    {"insertId":"a1","logName":"projects/shop/logs/stdout","severity":"ERROR","timestamp":"2026-03-17T14:02:11.123Z",…}
    {"time":"2026-03-17T14:02:11Z","resourceId":"/SUBSCRIPTIONS/…","operationName":"…/WRITE","category":"Administrative",…}
    {"ClientRequestMethod":"GET","EdgeResponseStatus":502,"EdgeStartTimestamp":1773756131123456789,"RayID":"7d1f",…}
    {"level":"info","ts":1773756131.123,"msg":"handled request","request":{"method":"GET","uri":"/"},"status":200,…}
    {"topic":"orders","partition":0,"offset":17,"tstype":"create","ts":1773756131123,"key":"7","payload":"…"}

Forms: AWS' "CloudTrail record contents"; Google's LogEntry; Azure Monitor's "Common and service-specific schemas for resource
logs"; Cloudflare's Logpush fields of `http_requests` (times in RFC 3339, or epochs of s or ns); Caddy's `log` directive;
Traefik's access log fields (`Duration` in ns); kcat's json.c (`ts` in ms, -1 for none; `headers` a flat list).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.model.records import Link
from workbench.model.severity import WORDS
from workbench.readers.jsonrows import AnyText, JsonRow, http_title, json_rows, value_at
from workbench.readers.links import link, links_of

EXAMPLES = {
    "aws.cloudtrail": (
        '{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"ann","accountId":"123456789012"},'
        '"eventTime":"2026-03-17T14:02:11Z","eventSource":"s3.amazonaws.com","eventName":"GetObject",'
        '"awsRegion":"eu-central-1","sourceIPAddress":"203.0.113.9","errorCode":"AccessDenied",'
        '"errorMessage":"Access Denied","requestID":"3E57427F3EXAMPLE","eventID":"c9f1"}\n'
    ),
    "gcp.logging": (
        '{"insertId":"a1","logName":"projects/shop/logs/stdout","severity":"ERROR","textPayload":"payment refused",'
        '"timestamp":"2026-03-17T14:02:11.123456789Z","trace":"projects/shop/traces/4bf92f3577b34da6a3ce929d0e0e4736",'
        '"resource":{"type":"k8s_container","labels":{"pod_name":"pay-1","namespace_name":"shop","project_id":"shop"}}}\n'
    ),
    "azure.resource": (
        '{"time":"2026-03-17T14:02:11.1234567Z","resourceId":"/SUBSCRIPTIONS/1/RESOURCEGROUPS/SHOP","operationName":'
        '"MICROSOFT.WEB/SITES/RESTART/ACTION","category":"Administrative","resultType":"Failure","level":"Error",'
        '"correlationId":"a8098c1a-f86e-11da-bd1a-00112444be1e","callerIpAddress":"203.0.113.9"}\n'
    ),
    "cloudflare.http": (
        '{"ClientIP":"203.0.113.9","ClientRequestHost":"shop.example","ClientRequestMethod":"GET",'
        '"ClientRequestURI":"/cart?id=7","EdgeResponseStatus":502,"EdgeResponseBytes":512,'
        '"EdgeStartTimestamp":1773756131123456789,"RayID":"7d1f2b3a4c5d6e7f"}\n'
    ),
    "caddy.access": (
        '{"level":"error","ts":1773756131.123,"logger":"http.log.access.log0","msg":"handled request","request":{'
        '"remote_ip":"203.0.113.9","remote_port":"51020","proto":"HTTP/2.0","method":"GET","host":"shop.example",'
        '"uri":"/cart?id=7"},"bytes_read":0,"user_id":"","duration":0.0125,"size":12,"status":502}\n'
    ),
    "traefik.json": (
        '{"ClientHost":"203.0.113.9","DownstreamStatus":502,"Duration":12500000,"RequestHost":"shop.example",'
        '"RequestMethod":"GET","RequestPath":"/cart?id=7","RouterName":"shop@docker","ServiceName":"shop@docker",'
        '"StartUTC":"2026-03-17T14:02:11.123456789Z","level":"info","msg":"","time":"2026-03-17T14:02:11Z"}\n'
    ),
    "kafka.kcat": (
        '{"topic":"orders","partition":0,"offset":17,"tstype":"create","ts":1773756131123,"broker":1,'
        '"headers":["traceparent","00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"],"key":"7",'
        '"payload":"order 17 placed"}\n'
    ),
}


def _event(values: Mapping[str, Any]) -> str:
    return " ".join(str(values[name]) for name in ("event.name", "event.source", "error.code") if name in values)


CLOUDTRAIL = JsonRow(
    "aws.cloudtrail", "AWS CloudTrail events (JSON lines)", "CloudTrail's eventTime, eventSource and eventName",
    keys=("eventTime", "eventSource", "eventName"), stamp=("eventTime",), level=("errorCode",),
    severities=AnyText(17), default_severity=9, messages=("errorMessage",), headline=_event,
    names={
        "eventName": "event.name", "eventSource": "event.source", "errorCode": "error.code", "requestID": "request_id",
        "sourceIPAddress": "client.address", "userAgent": "user_agent.original", "awsRegion": "cloud.region",
        "userIdentity.userName": "user.name", "userIdentity.arn": "aws.principal", "recipientAccountId": "cloud.account.id",
    },
    links=lambda found: [link("user_id", value_at(found, "userIdentity.userName"))],
    event_id=lambda found: str(found.get("eventID") or ""),
)  # fmt: skip


def _google_links(found: Mapping[str, Any]) -> Sequence[Link | None]:
    return [
        link("trace_id", str(found.get("trace") or "").rpartition("/")[2]),
        link("span_id", found.get("spanId")),
    ]


GOOGLE = JsonRow(
    "gcp.logging", "Google Cloud Logging entries (JSON lines)", "Google Cloud's logName and timestamp",
    keys=("logName", "timestamp"), stamp=("timestamp",), level=("severity",), severities={**WORDS, "default": 0},
    messages=("textPayload", "jsonPayload.message", "jsonPayload.msg", "protoPayload.status.message",
              "protoPayload.methodName", "httpRequest.requestUrl"),
    names={
        "resource.labels.pod_name": "k8s.pod.name", "resource.labels.namespace_name": "k8s.namespace.name",
        "resource.labels.container_name": "k8s.container.name", "resource.labels.cluster_name": "k8s.cluster.name",
        "resource.labels.project_id": "cloud.account.id", "resource.labels.service_name": "service.name",
        "resource.labels.revision_name": "service.version", "httpRequest.requestMethod": "http.request.method",
        "httpRequest.status": "http.response.status_code", "httpRequest.requestUrl": "url.full",
        "httpRequest.remoteIp": "client.address", "httpRequest.userAgent": "user_agent.original", "trace": "gcp.trace",
        "spanId": "span_id", "insertId": "",
    },
    links=_google_links, event_id=lambda found: str(found.get("insertId") or ""),
)  # fmt: skip


def _operation(values: Mapping[str, Any]) -> str:
    names = ("azure.operation_name", "azure.result_type", "resultDescription")
    return " ".join(str(values[name]) for name in names if name in values)


AZURE = JsonRow(
    "azure.resource", "Azure activity and resource logs (JSON lines)", "Azure's time, resourceId and category",
    keys=("time", "resourceId", "category"), stamp=("time",), level=("level", "Level"), default_severity=9,
    severities={**WORDS, "1": 21, "2": 17, "3": 13, "4": 9, "5": 5}, headline=_operation,
    messages=("properties.message", "properties.Message", "resultDescription"),
    names={"operationName": "azure.operation_name", "resultType": "azure.result_type", "resourceId": "azure.resource_id",
           "category": "azure.category", "callerIpAddress": "client.address", "correlationId": "correlation_id"},
)  # fmt: skip
CLOUDFLARE = JsonRow(
    "cloudflare.http", "Cloudflare HTTP requests (Logpush JSON)", "Cloudflare's request method and edge status",
    keys=("ClientRequestMethod", "EdgeResponseStatus"), stamp=("EdgeStartTimestamp", "EdgeEndTimestamp", "Datetime"),
    level=("EdgeResponseStatus",), severities="status", default_severity=9, headline=http_title,
    names={
        "ClientIP": "client.address", "ClientSrcPort": "client.port", "ClientRequestHost": "server.address",
        "ClientRequestMethod": "http.request.method", "ClientRequestURI": "url.path",
        "ClientRequestUserAgent": "user_agent.original", "ClientRequestReferer": "http.request.header.referer",
        "EdgeResponseStatus": "http.response.status_code", "EdgeResponseBytes": "http.response.body.size",
        "OriginResponseStatus": "cloudflare.origin_status", "RayID": "request_id",
    },
)  # fmt: skip
CADDY = JsonRow(
    "caddy.access", "Caddy access log (JSON)", "Caddy's request, status and duration",
    keys=("ts", "request.method", "status", "duration"), stamp=("ts",), level=("status",), severities="status",
    times=("epoch", "iso", "slash"), default_severity=9, headline=http_title,
    names={
        "request.method": "http.request.method", "request.uri": "url.path", "request.host": "server.address",
        "request.remote_ip": "client.address", "request.client_ip": "client.address", "request.remote_port": "client.port",
        "request.proto": "network.protocol.version", "status": "http.response.status_code", "msg": "caddy.message",
        "size": "http.response.body.size", "bytes_read": "http.request.body.size", "duration": "duration_s",
        "logger": "code.namespace", "level": "caddy.level",
    },
)  # fmt: skip
TRAEFIK = JsonRow(
    "traefik.json", "Traefik access log (JSON)", "Traefik's status, method and router",
    keys=("DownstreamStatus", "RequestMethod"), stamp=("StartUTC", "time"), level=("DownstreamStatus",),
    severities="status", default_severity=9, headline=http_title,
    names={
        "ClientHost": "client.address", "ClientPort": "client.port", "ClientUsername": "user.name",
        "DownstreamStatus": "http.response.status_code", "DownstreamContentSize": "http.response.body.size",
        "RequestMethod": "http.request.method", "RequestPath": "url.path", "RequestHost": "server.address",
        "Duration": "duration_ns", "RouterName": "traefik.router", "ServiceName": "traefik.service", "level": "", "msg": "",
        "RequestProtocol": "network.protocol.version", "OriginStatus": "traefik.origin_status",
    },
)  # fmt: skip


def _headers(found: Mapping[str, Any]) -> Sequence[Link | None]:
    """Links among a message's headers, which kcat writes as a flat list of names and values."""
    headers = found.get("headers")
    if not isinstance(headers, list):
        return ()
    return links_of((str(name), value) for name, value in zip(headers[::2], headers[1::2], strict=False))


KCAT = JsonRow(
    "kafka.kcat", "Kafka messages as kcat writes them (JSON lines)", "kcat's topic, partition, offset and ts",
    keys=("topic", "partition", "offset", "ts"), stamp=("ts",), times=("epoch",), messages=("payload",),
    names={"topic": "messaging.destination.name", "partition": "messaging.destination.partition.id",
           "offset": "messaging.kafka.offset", "key": "messaging.kafka.message.key"},
    links=_headers,
    event_id=lambda found: f"{found.get('topic')}/{found.get('partition')}/{found.get('offset')}",
)  # fmt: skip
READERS = json_rows(CLOUDTRAIL, GOOGLE, AZURE, CLOUDFLARE, CADDY, TRAEFIK, KCAT)
