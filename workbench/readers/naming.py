"""Keys of structured logs under their OpenTelemetry names: what is known goes to resource or attributes, the rest stays.

Names: OpenTelemetry semantic conventions. Everything a source says is kept; a key that isn't known keeps its own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.readers.links import LINK_TYPES

DEPTH_LIMIT = 8
KEYS_LIMIT = 500
_ELSEWHERE = frozenset(("title", "body", "severity_text", "id", "event_id"))

RESOURCE = {
    "service": "service.name", "service_name": "service.name", "servicename": "service.name", "app": "service.name",
    "application": "service.name", "service.name": "service.name", "service.version": "service.version",
    "service_version": "service.version", "service.environment": "deployment.environment.name",
    "env": "deployment.environment.name", "environment": "deployment.environment.name",
    "deployment.environment": "deployment.environment.name",
    "deployment.environment.name": "deployment.environment.name",
    "host": "host.name", "hostname": "host.name", "host.name": "host.name", "host.hostname": "host.name",
    "pid": "process.pid", "process.pid": "process.pid",
}  # fmt: skip
ATTRIBUTES = {
    "thread": "thread.name", "thread_name": "thread.name", "threadname": "thread.name",
    "process.thread.name": "thread.name", "thread.name": "thread.name",
    "logger": "code.namespace", "logger_name": "code.namespace", "loggername": "code.namespace",
    "log.logger": "code.namespace", "trace.id": "trace_id", "span.id": "span_id",
    "method": "http.request.method", "http.method": "http.request.method", "http_method": "http.request.method",
    "req.method": "http.request.method",
    "status": "http.response.status_code", "status_code": "http.response.status_code",
    "statuscode": "http.response.status_code", "http.status_code": "http.response.status_code",
    "res.statuscode": "http.response.status_code",
    "path": "url.path", "http.path": "url.path", "req.url": "url.path",
    "user_agent": "user_agent.original", "useragent": "user_agent.original",
    "remote_addr": "client.address", "client_ip": "client.address", "client.ip": "client.address",
    "error.type": "exception.type", "error.message": "exception.message", "error.stack_trace": "exception.stacktrace",
    "err.type": "exception.type", "err.message": "exception.message", "err.stack": "exception.stacktrace",
    "error.stack": "exception.stacktrace", "stack_trace": "exception.stacktrace", "stack": "exception.stacktrace",
    "@x": "exception.stacktrace", "@tr": "trace_id", "@sp": "span_id", "@i": "event.id",  # Serilog's compact form
    "stacktrace": "exception.stacktrace", "exc_info": "exception.stacktrace", "traceback": "exception.stacktrace",
}  # fmt: skip


_RUN = re.compile(r"[0-9A-Za-z]+")


def key_texts(name: str) -> tuple[str, ...]:
    """Texts of which one stands, in any case, in every record of keys and values that has a field of this name.

    None for what is found under other names as well: a record's own fields and its links.
    """
    if name in _ELSEWHERE or name in LINK_TYPES:
        return ()
    low = name.lower()
    keys = [low, *(key for table in (RESOURCE, ATTRIBUTES) for key, meant in table.items() if meant.lower() == low)]
    runs = [max(_RUN.findall(key.rpartition(".")[2]), key=len, default="") for key in keys]
    return tuple(dict.fromkeys(runs)) if all(runs) and low.isascii() else ()


@dataclass(slots=True)
class Named:
    """Pairs sorted out: who emitted it (resource) and what it says (attributes)."""

    resource: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)


def named(pairs: Iterator[tuple[str, Any]]) -> Named:
    """Pairs under their semantic names. A number stays a number only where it was one; nothing is dropped.

    `status` counts as an HTTP status only where it is a number that can be one.
    """
    answer = Named()
    for key, value in pairs:
        low = key.lower()
        if (name := RESOURCE.get(low)) and not isinstance(value, list):
            answer.resource.setdefault(name, value)
            continue
        name = ATTRIBUTES.get(low, key)
        if name == "http.response.status_code":
            number = _status(value)
            name, value = (name, number) if number else (key, value)
        answer.attributes[name if name not in answer.attributes else key] = value
    return answer


def _status(value: Any) -> int:
    text = str(value)
    return int(text) if len(text) == 3 and text.isascii() and text.isdigit() and text[0] in "12345" else 0


def flattened(value: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested objects as dotted keys, at most 8 deep; lists stay as they are. Fewer than 500 keys."""
    pairs: list[tuple[str, Any]] = []
    _flatten(value, prefix, 0, pairs)
    return iter(pairs)


def _flatten(value: Mapping[str, Any], prefix: str, depth: int, pairs: list[tuple[str, Any]]) -> None:
    for key, inner in value.items():
        if len(pairs) >= KEYS_LIMIT - 1:
            return
        if inner and depth < DEPTH_LIMIT and isinstance(inner, dict):
            _flatten(inner, f"{prefix}{key}.", depth + 1, pairs)
        else:
            pairs.append((f"{prefix}{key}", inner))
