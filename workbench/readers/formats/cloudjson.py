r"""JSON lines of clouds and gateways: CloudTrail, Google Cloud, Azure, Cloudflare, Caddy, Traefik, hclog and kcat.

    {"eventTime":"2026-03-17T14:02:11Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","errorCode":"AccessDenied",…}
    {"insertId":"a1","logName":"projects/shop/logs/stdout","severity":"ERROR","timestamp":"2026-03-17T14:02:11.123Z",…}
    {"time":"2026-03-17T14:02:11Z","resourceId":"/SUBSCRIPTIONS/…","operationName":"…/WRITE","category":"Administrative",…}
    {"ClientRequestMethod":"GET","EdgeResponseStatus":502,"EdgeStartTimestamp":1773756131123456789,"RayID":"7d1f",…}
    {"level":"info","ts":1773756131.123,"msg":"handled request","request":{"method":"GET","uri":"/"},"status":200,…}
    {"topic":"orders","partition":0,"offset":17,"tstype":"create","ts":1773756131123,"key":"7","payload":"…"}

Forms: AWS' "CloudTrail record contents"; Google's LogEntry; Azure Monitor's "Common and service-specific schemas for
resource logs"; Cloudflare's Logpush fields of `http_requests` (times in RFC 3339, or epochs of s or ns); Caddy's `log`
directive; Traefik's access log fields (`Duration` in ns); kcat's json.c (`ts` in ms, -1 for none; `headers` a flat
list).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from workbench.model.severity import WORDS
from workbench.readers.innertext import inner_text
from workbench.readers.jsonhead import value_at
from workbench.readers.jsonrows import JsonPattern, json_rows

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
    "hclog.json": (
        '{"@level":"warn","@message":"heartbeat timeout reached","@module":"agent.server.raft",'
        '"@timestamp":"2026-03-17T14:02:11.123456Z","timeout":"6s"}\n'
    ),
    "kafka.kcat": (
        '{"topic":"orders","partition":0,"offset":17,"tstype":"create","ts":1773756131123,"broker":1,'
        '"headers":["traceparent","00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"],"key":"7",'
        '"payload":"order 17 placed"}\n'
    ),
}


class _AnyText(Mapping[str, int]):
    """Severities of a key whose being there says it all, an error's code: any text is of one severity."""

    def __init__(self, severity: int) -> None:
        self._severity = severity

    def __getitem__(self, _key: str) -> int:
        return self._severity

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _cloudtrail(found: Mapping[str, Any]) -> dict[str, Any]:
    """What was done and how it ended."""
    parts = [found.get(key) for key in ("eventName", "eventSource", "errorCode", "errorMessage")]
    return {"title": " ".join(str(part) for part in parts if part)}


CLOUDTRAIL = JsonPattern(
    "aws.cloudtrail", "AWS CloudTrail events (JSON lines)", "have CloudTrail's eventTime, eventSource and eventName",
    keys=("eventSource", "eventName", "eventTime"), stamp_keys=("eventTime",), level_keys=("errorCode",),
    severities=_AnyText(17), default_severity=9, message=(), more=_cloudtrail, id_key="eventID",
    names={
        "eventName": "event.name", "eventSource": "event.source", "errorCode": "error.code", "requestID": "request_id",
        "errorMessage": "error.message", "sourceIPAddress": "client.address", "userAgent": "user_agent.original",
        "awsRegion": "cloud.region", "userIdentity.userName": "user.name", "userIdentity.arn": "aws.principal",
        "recipientAccountId": "cloud.account.id",
    },
)  # fmt: skip


def _google(found: Mapping[str, Any]) -> dict[str, Any]:
    """The trace's own id, and for a request the line that others write."""
    trace = str(found.get("trace") or "").rpartition("/")[2]
    request = found.get("httpRequest")
    said = {"trace_id": trace} if trace else {}
    if isinstance(request, Mapping) and request.get("requestUrl") and not found.get("textPayload"):
        parts = [request.get(key) for key in ("status", "requestMethod", "requestUrl")]
        said["title"] = " ".join(str(part) for part in parts if part)
    return said


GOOGLE = JsonPattern(
    "gcp.logging", "Google Cloud Logging entries (JSON lines)", "have Google Cloud's logName and timestamp",
    keys=("logName", "timestamp"), stamp_keys=("timestamp",), level_keys=("severity",), severities={**WORDS, "default": 0},
    message=("textPayload", "jsonPayload.message", "jsonPayload.msg", "protoPayload.status.message",
             "protoPayload.methodName"),
    names={
        "resource.labels.pod_name": "k8s.pod.name", "resource.labels.namespace_name": "k8s.namespace.name",
        "resource.labels.container_name": "k8s.container.name", "resource.labels.cluster_name": "k8s.cluster.name",
        "resource.labels.project_id": "cloud.account.id", "resource.labels.service_name": "service.name",
        "resource.labels.revision_name": "service.version", "httpRequest.requestMethod": "http.request.method",
        "httpRequest.status": "http.response.status_code", "httpRequest.requestUrl": "url.full",
        "httpRequest.remoteIp": "client.address", "httpRequest.userAgent": "user_agent.original", "trace": "gcp.trace",
        "spanId": "span_id", "severity": "",
    },
    more=_google, id_key="insertId",
)  # fmt: skip


def _azure(found: Mapping[str, Any]) -> dict[str, Any]:
    """The operation and its result, or what a diagnostic record says."""
    said = value_at(found, "properties.message") or value_at(found, "properties.Message")
    parts = [found.get(key) for key in ("operationName", "resultType", "resultDescription")]
    return {"title": said if isinstance(said, str) else " ".join(str(part) for part in parts if part)}


AZURE = JsonPattern(
    "azure.resource", "Azure activity and resource logs (JSON lines)", "have Azure's time, resourceId and category",
    keys=("resourceId", "category", "time"), stamp_keys=("time",), level_keys=("level", "Level"), default_severity=9,
    severities={**WORDS, "1": 21, "2": 17, "3": 13, "4": 9, "5": 5}, message=(), more=_azure,
    names={"operationName": "azure.operation_name", "resultType": "azure.result_type", "resourceId": "azure.resource_id",
           "category": "azure.category", "callerIpAddress": "client.address", "level": "", "Level": ""},
)  # fmt: skip


def _access(status: str, method: str, target: str) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    """Path and query of the target in one key, and the line that other servers write as the title."""

    def more(found: Mapping[str, Any]) -> dict[str, Any]:
        parts = [value_at(found, key) for key in (status, method, target)]
        path, _, query = str(parts[2] or "").partition("?")
        title = " ".join(str(part) for part in (parts[0], parts[1], path) if part)
        return {"title": title, "severity_text": str(parts[0] or ""), "url.path": path, "url.query": query}

    return more


CLOUDFLARE = JsonPattern(
    "cloudflare.http", "Cloudflare HTTP requests (Logpush JSON)", "have Cloudflare's request method and edge status",
    keys=("ClientRequestMethod", "EdgeResponseStatus"), stamp_keys=("EdgeStartTimestamp", "EdgeEndTimestamp", "Datetime"),
    forms=("iso", "epoch"), level_keys=("EdgeResponseStatus",), severities="status", default_severity=9, message=(),
    more=_access("EdgeResponseStatus", "ClientRequestMethod", "ClientRequestURI"),
    names={
        "ClientIP": "client.address", "ClientSrcPort": "client.port", "ClientRequestHost": "server.address",
        "ClientRequestMethod": "http.request.method", "ClientRequestURI": "", "RayID": "request_id",
        "ClientRequestUserAgent": "user_agent.original", "ClientRequestReferer": "http.request.header.referer",
        "EdgeResponseStatus": "http.response.status_code", "EdgeResponseBytes": "http.response.body.size",
        "OriginResponseStatus": "cloudflare.origin_status",
    },
)  # fmt: skip
_caddy_line = _access("status", "request.method", "request.uri")


def _caddy(found: Mapping[str, Any]) -> dict[str, Any]:
    """As the others, and the client behind trusted proxies, which Caddy tells since 2.7."""
    client = value_at(found, "request.client_ip") or value_at(found, "request.remote_ip")
    return {**_caddy_line(found), "client.address": client}


CADDY = JsonPattern(
    "caddy.access", "Caddy access log (JSON)", "have Caddy's request, status and duration",
    keys=("request.method", "ts", "status", "duration"), stamp_keys=("ts",), forms=("epoch", "iso", "slash"),
    level_keys=("status",), severities="status", default_severity=9, message=(),
    more=_caddy,
    names={
        "request.method": "http.request.method", "request.uri": "", "request.host": "server.address",
        "request.remote_ip": "network.peer.address", "request.client_ip": "",
        "request.remote_port": "network.peer.port", "request.proto": "network.protocol.version", "msg": "", "level": "",
        "status": "http.response.status_code", "size": "http.response.body.size", "bytes_read": "http.request.body.size",
        "duration": "duration_s", "logger": "code.namespace",
    },
)  # fmt: skip
TRAEFIK = JsonPattern(
    "traefik.json", "Traefik access log (JSON)", "have Traefik's status, method and router",
    keys=("DownstreamStatus", "RequestMethod"), stamp_keys=("StartUTC", "time"), level_keys=("DownstreamStatus",),
    severities="status", default_severity=9, message=(), more=_access("DownstreamStatus", "RequestMethod", "RequestPath"),
    names={
        "ClientHost": "client.address", "ClientPort": "client.port", "ClientUsername": "user.name", "RequestPath": "",
        "DownstreamStatus": "http.response.status_code", "DownstreamContentSize": "http.response.body.size",
        "RequestMethod": "http.request.method", "RequestHost": "server.address", "Duration": "duration_ns", "level": "",
        "RouterName": "traefik.router", "ServiceName": "traefik.service", "OriginStatus": "traefik.origin_status",
        "RequestProtocol": "network.protocol.version", "msg": "",
    },
)  # fmt: skip


def _message(found: Mapping[str, Any]) -> dict[str, Any]:
    """The message's place as its id, its headers, which kcat writes as a flat list of names and values, and what the
    payload says where it is JSON.
    """
    place = "/".join(str(found.get(key)) for key in ("topic", "partition", "offset"))
    headers = found.get("headers")
    pairs = zip(headers[::2], headers[1::2], strict=False) if isinstance(headers, list) else ()
    payload = found.get("payload")
    said = inner_text(payload).attributes if isinstance(payload, str) and payload.lstrip()[:1] == "{" else {}
    return {**said, "event_id": place, **{f"messaging.header.{name}": value for name, value in pairs}}


KCAT = JsonPattern(
    "kafka.kcat", "Kafka messages as kcat writes them (JSON lines)", "have kcat's topic, partition, offset and ts",
    keys=("partition", "topic", "offset", "ts"), stamp_keys=("ts",), forms=("epoch",), message=("payload",), more=_message,
    names={"topic": "messaging.destination.name", "partition": "messaging.destination.partition.id",
           "offset": "messaging.kafka.offset", "key": "messaging.kafka.message.key", "headers": ""},
)  # fmt: skip
HCLOG = JsonPattern(
    "hclog.json", "HashiCorp log (JSON)", "have hclog's @timestamp, @level and @message",
    keys=("@message", "@level", "@timestamp"), stamp_keys=("@timestamp",), level_keys=("@level",), message=("@message",),
    names={"@module": "code.namespace", "@level": "", "@caller": "code.filepath"},
)  # fmt: skip
READERS = json_rows(CLOUDTRAIL, GOOGLE, AZURE, CLOUDFLARE, CADDY, TRAEFIK, KCAT, HCLOG)
