"""What browsers tell of a request, whoever wrote it down: links out of headers, a title without secrets, bounded bodies.

Headers become `http.request.header.NAME` and `http.response.header.NAME` (OpenTelemetry's names, each a list), cookies and
authorization among them, as they are part of the evidence; a title only ever has the method, host, path and status.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from workbench.model.records import Link
from workbench.model.severity import severity_of_status
from workbench.readers.links import joined, link, links_of
from workbench.readers.raised import word
from workbench.readers.spans import hex_id

Headers = list[tuple[str, str]]
HEADERS_LIMIT, VALUE_LIMIT, BODY_LIMIT = 100, 2000, 2000
_REQUEST = re.compile(r"(?:^|-)(?:request|req|correlation|operation)-?id$|^cf-ray$|^x-amz-(?:cf-)?id$|^x-amz-id-2$")
_B3 = re.compile(r"([0-9a-f]{16}(?:[0-9a-f]{16})?)-([0-9a-f]{16})(?:-.*)?", re.I)
_JAEGER = re.compile(r"([0-9a-f]{1,32})(?::|%3a)([0-9a-f]{1,16})(?::|%3a)", re.I)
_SENTRY = re.compile(r"([0-9a-f]{32})-([0-9a-f]{16})(?:-[01])?", re.I)
_XRAY = re.compile(r"Root=(1-[0-9a-f]{8}-[0-9a-f]{24})", re.I)
_PAIRS = {"b3": _B3, "uber-trace-id": _JAEGER, "sentry-trace": _SENTRY}
_TEXTUAL = ("json", "text", "xml", "javascript", "form-urlencoded", "graphql")


def headers_of(value: Any) -> Headers:
    """Headers as pairs with names in lower case; they come as `[{name, value}]` or as one object."""
    if isinstance(value, Mapping):
        return [(str(key).lower(), word(one)) for key, one in list(value.items())[:HEADERS_LIMIT]]
    rows = (one for one in (value if isinstance(value, list) else [])[:HEADERS_LIMIT] if isinstance(one, Mapping))
    return [(word(one.get("name")).lower(), word(one.get("value"))) for one in rows if word(one.get("name"))]


def header_attributes(side: str, headers: Headers) -> dict[str, Any]:
    """side: `request` or `response`. One that is there twice has both its values; each is cut at 2,000 characters."""
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(f"http.{side}.header.{name.lstrip(':')}", []).append(bounded(value, VALUE_LIMIT))
    return dict(found)


def header_links(headers: Headers) -> tuple[Link, ...]:
    """Request ids, and trace and span ids in the forms of W3C, B3, Jaeger, X-Ray, Datadog and Sentry."""
    return joined(_links(headers))


def _links(headers: Headers) -> Iterator[Link | None]:
    for name, value in headers:
        if name in ("traceparent", "traceresponse"):
            yield from links_of([("traceparent", value.strip())])
        elif name == "server-timing" and "traceparent" in value:
            yield from links_of([("traceparent", value)])
        elif name == "x-b3-traceid":
            yield link("trace_id", hex_id(value.strip(), 32))
        elif name == "x-b3-spanid":
            yield link("span_id", hex_id(value.strip(), 16))
        elif name in _PAIRS and (found := _PAIRS[name].match(value.strip())):
            yield link("trace_id", hex_id(found[1], 32))
            yield link("span_id", hex_id(found[2], 16))
        elif name == "x-amzn-trace-id" and (root := _XRAY.search(value)):
            yield link("trace_id", root[1])
        elif name in ("x-datadog-trace-id", "x-datadog-parent-id") and value.isascii() and value.isdecimal():
            kind = "trace_id" if "trace" in name else "span_id"
            yield link(kind, f"{int(value):016x}") if len(value) <= 20 else None
        elif _REQUEST.search(name):
            yield link("request_id", value)


def request_title(method: str, url: str, status: int, word_of_failure: str = "") -> str:
    """`POST shop.example/api/pay 503`: no query, no user, no fragment, as those may hold what nobody should read aloud."""
    end = str(status) if status else word_of_failure or "no answer"
    return " ".join(f"{method} {place_of(url)} {end}".split())[:300]


def place_of(url: str) -> str:
    """Host and path of a URL; of one that is none (`data:…`, `blob:…`), its scheme."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    return f"{host}{port}{parts.path}"[:200] if host or not parts.scheme else f"{parts.scheme}:…"


def request_severity(status: int, failure: str) -> int:
    """By the status; one without an answer is an error where it failed, and a warning where it was broken off."""
    if status:
        return severity_of_status(status)
    broken_off = any(mark in failure.lower() for mark in ("abort", "cancel", "blocked"))
    return 13 if not failure or broken_off else 17


def status_of(value: Any) -> int:
    """An HTTP status, 0 where there is none."""
    if isinstance(value, str):
        value = int(value) if value.isascii() and value.isdecimal() and len(value) < 4 else 0
    return value if isinstance(value, int) and not isinstance(value, bool) and 100 <= value <= 999 else 0


def body_of(text: Any, mime: str, encoding: str = "") -> str:
    """The first 2,000 characters of a body that is text; nothing of a picture or a font."""
    if not isinstance(text, str) or encoding or not (not mime or any(part in mime.lower() for part in _TEXTUAL)):
        return ""
    return bounded(text, BODY_LIMIT)


def bounded(text: str, limit: int) -> str:
    """A text cut at a limit, with a mark that it is."""
    return text if len(text) <= limit else f"{text[:limit]}…"


def lines_of(*parts: Iterable[str] | str) -> str:
    """What there is of the parts, one a line."""
    return "\n".join(part if isinstance(part, str) else "\n".join(part) for part in parts if part)
