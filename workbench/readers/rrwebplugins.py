"""What plug-ins and custom events of an rrweb recording carry: console messages, requests, breadcrumbs.

Console: `rrweb/console@1`, `{level, payload: [JSON texts], trace: [lines]}`. Network: `rrweb/network@1`, `{requests: […]}`
with `url` or `name`, `method`, `status`, `startTime` and `endTime` in ms since `timeOrigin`, which not all write.
Custom events of Sentry's replays: `breadcrumb` and `performanceSpan`, whose times are seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from workbench.model.records import Event, Place
from workbench.model.severity import severity_of_word
from workbench.readers.exact import MILLISECONDS, SECONDS, later, number_of, span_ns, stamp_at
from workbench.readers.httpentries import (
    body_of,
    bounded,
    header_attributes,
    header_links,
    headers_of,
    request_severity,
    request_title,
    status_of,
)
from workbench.readers.jsontext import decoded
from workbench.readers.links import joined, link
from workbench.readers.mapping import kept
from workbench.readers.naming import flattened
from workbench.readers.raised import listed, mapping, word

TEXT_LIMIT = 20_000
_KNOWN = frozenset((
    "url", "name", "method", "status", "responseStatus", "startTime", "endTime", "requestHeaders", "responseHeaders",
    "requestBody", "responseBody", "timeOrigin", "error",
))  # fmt: skip


def console(base: Event, payload: Mapping[str, Any]) -> Event:
    """A message of the console; its arguments were written as JSON texts."""
    level = word(payload.get("level"))
    parts = [_said(one) for one in listed(payload.get("payload"))]
    text = bounded(" ".join(part for part in parts if part), TEXT_LIMIT)
    trace = [line for line in listed(payload.get("trace")) if isinstance(line, str)][:200]
    severity = 17 if level == "assert" else severity_of_word(level) or 9
    stack = {"rrweb.trace": trace} if trace else {}
    return replace(
        base, kind="log", severity=severity, severity_text=level, title=text.partition("\n")[0][:300],
        body="\n".join([text, *trace]).strip(), attributes={**base.attributes, **stack},
    )  # fmt: skip


def _said(value: Any) -> str:
    inner = decoded(value) if isinstance(value, str) and value[:1] == '"' else None
    return inner if isinstance(inner, str) else value if isinstance(value, str) else str(kept(value))


def requests(base: Event, payload: Mapping[str, Any], pointer: str) -> Iterator[Event]:
    """A record a request; the plug-in's own where it tells of none."""
    rows = listed(payload.get("requests"))
    if rows:
        for number, row in enumerate(rows):
            yield request(base, mapping(row), f"{pointer}/requests/{number}")
    else:
        inner = mapping(payload.get("data"))
        told, at = (inner, f"{pointer}/data") if inner.get("url") else (payload, pointer)
        yield request(base, told, at) if told.get("url") or told.get("name") else replace(base, title="plugin network")


def request(base: Event, told: Mapping[str, Any], pointer: str) -> Event:
    """A request by its own times where they count from 1970 or tell from when; else it stands at the event's time."""
    t, end, step = _times(base, told)
    url, method = word(told.get("url") or told.get("name")), word(told.get("method")).upper()
    asked, answered = headers_of(told.get("requestHeaders")), headers_of(told.get("responseHeaders"))
    status, failure = status_of(told.get("status", told.get("responseStatus"))), word(told.get("error"))
    title = request_title(method, url, status, failure)
    named = {"http.request.method": method, "url.full": bounded(url, 4000), "http.response.status_code": status,
             "http.request.body.content": body_of(told.get("requestBody"), ""),
             "http.response.body.content": body_of(told.get("responseBody"), "")}  # fmt: skip
    rest = {f"rrweb.{key}": _short(one) for key, one in flattened(told)
            if key.partition(".")[0] not in _KNOWN and one not in (None, "")}  # fmt: skip
    page = {**base.attributes, "rrweb.page": base.attributes.get("url.full", "")}
    attributes = {**page, **{key: one for key, one in named.items() if one}, **header_attributes("request", asked),
                  **header_attributes("response", answered), **rest}  # fmt: skip
    links = joined([link("url", url)], (one for one in base.links if one.type != "url"),
                   header_links(asked), header_links(answered))  # fmt: skip
    place = Place(base.place.offset, base.place.length, pointer, base.place.line)
    return replace(
        base, t=t, t_end=end, resolution_ns=step, place=place, kind="http", severity=request_severity(status, failure),
        severity_text=str(status or failure or ""), title=title, body=title, attributes=attributes, links=links,
    )  # fmt: skip


def _times(base: Event, told: Mapping[str, Any]) -> tuple[int | None, int | None, int]:
    """Start, end and resolution: from `timeOrigin`, from times since 1970, or from the event's own time."""
    origin, first, last = (number_of(told.get(key)) for key in ("timeOrigin", "startTime", "endTime"))
    length = span_ns(last - first, MILLISECONDS) if first is not None and last is not None else None
    if length is None:
        length = span_ns(told.get("duration"), MILLISECONDS)
    absolute = first if first is not None and first > 10**11 else None
    if absolute is None and first is not None and origin is not None and origin > 10**11:
        absolute = origin + first
    stamp = (
        stamp_at(str(absolute), MILLISECONDS) if absolute is not None else stamp_at(told.get("timestamp"), MILLISECONDS)
    )
    if stamp is None or stamp.wall < 10**17:
        return base.t, later(base.t, length), base.resolution_ns
    return stamp.wall, later(stamp.wall, length), stamp.resolution_ns


def custom(base: Event, tag: str, payload: Mapping[str, Any], whole: Any) -> Event:
    """An event of the application's own, under its tag; of Sentry's, breadcrumbs and spans of requests."""
    op, data = word(payload.get("op")), mapping(payload.get("data"))
    if tag == "performanceSpan" and op.startswith("resource."):
        first, last = (stamp_at(payload.get(key), SECONDS) for key in ("startTimestamp", "endTimestamp"))
        told = {"url": payload.get("description"), "method": data.get("method"), "status": data.get("statusCode"),
                "op": op, **{key: one for key, one in data.items() if key not in ("method", "statusCode")}}  # fmt: skip
        made = request(base, told, "/data/payload")
        return replace(made, t=first.wall, t_end=last.wall if last else None) if first else made
    level = word(payload.get("level"))
    said = [word(payload.get(key)) for key in ("category", "message", "op", "description")] or []
    text = " ".join(part for part in said if part) or (whole if isinstance(whole, str) else "")
    title = f"{tag} {text}".strip()
    rest = {f"rrweb.payload.{key}": _short(one) for key, one in flattened(payload) if one not in (None, "")}
    return replace(
        base, severity=severity_of_word(level) or 9, severity_text=level, title=title.partition("\n")[0][:300],
        body=bounded(title, TEXT_LIMIT), attributes={**base.attributes, "rrweb.tag": tag, **rest},
    )  # fmt: skip


def _short(value: Any) -> Any:
    text = value if isinstance(value, str) else str(value) if isinstance(value, list) else ""
    return bounded(text, 2000) if text else kept(value)
