"""HAR 1.2: what a browser asked for and when, a record an entry and one a page, each cited by its own bytes.

Fields: the HAR 1.2 specification (Jan Odvarko) and what Chrome and Firefox add with a `_`. `log.version` may be missing.
`startedDateTime` is ISO 8601 with a zone; `time` and timings count milliseconds, -1 is "does not apply" and left out; `ssl`
is part of `connect`. Bodies, headers and what started a request are cut at some length: all of it stands in the entry's own
bytes. A page is a session's record that its entries are grouped with. `_webSocketMessages` (Chrome's DevTools; Playwright
writes the same) are records: `time` in epoch seconds, `type` send, receive or error, `opcode` of RFC 6455.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from workbench.model.records import Event, Link
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.exact import MILLISECONDS, SECONDS, later, number_of, span_ns, stamp_at
from workbench.readers.httpentries import (
    BODY_LIMIT,
    body_of,
    bounded,
    header_attributes,
    header_links,
    headers_of,
    lines_of,
    place_of,
    request_severity,
    request_title,
    status_of,
)  # fmt: skip
from workbench.readers.jsonplaces import elements_of, members_of
from workbench.readers.jsonsource import JsonSource, batches, top_keys, whole_bytes
from workbench.readers.jsonvalues import value_of
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, link, links_in_text
from workbench.readers.mapping import kept, stamp_of
from workbench.readers.naming import flattened
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import plain
from workbench.readers.systems import System

EXAMPLES = {
    "har.log": json.dumps({"log": {"entries": [
        {"startedDateTime": "2026-03-17T14:02:11.250Z", "time": 31.5,
         "request": {"method": "POST", "url": "https://shop.example/api/pay?card=1", "headers": []},
         "response": {"status": 503, "statusText": "Service Unavailable", "headers": [], "content": {"size": 0}},
         "timings": {"blocked": -1, "send": 0.5, "wait": 30, "receive": 1}},
    ]}}),
}  # fmt: skip
_KNOWN = frozenset((
    "startedDateTime", "time", "request", "response", "timings", "serverIPAddress", "pageref", "_initiator",
    "_webSocketMessages",
))  # fmt: skip
_OF_REQUEST = frozenset(("method", "url", "headers", "queryString", "postData", "bodySize", "httpVersion"))
_OF_RESPONSE = frozenset(("status", "headers", "content", "bodySize", "httpVersion"))
_OPCODES = {0: "continued", 1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong"}
_MARKS = frozenset(("creator", "version", "browser", "pages"))


def _sniff(head: bytes, _name: str) -> Sniff:
    if b'"log"' not in head:
        return NOT_MINE
    log = top_keys(head).get("log", b"")
    if log[:1] != b"{":
        return NOT_MINE
    keys = top_keys(head[head.find(b"{", head.find(b'"log"')) :])
    first = b'"startedDateTime"' in head or any(key in keys for key in _MARKS)
    if ("entries" in keys and first) or ("creator" in keys and "pages" in keys):
        return Sniff(0.96, "its log has the entries, pages or creator of a HAR")
    return NOT_MINE


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    events = text.found(lambda start, end: _whole(text, start, end), lambda position: _part(text, position))
    return batches(text, events, kinds="entries")


def _whole(text: JsonSource, start: int, end: int) -> Iterator[Event]:
    members = members_of(text.text, (start, end)) or {}
    log = members_of(text.text, members["log"]) if "log" in members else members
    if not log or not {"entries", "pages"} & set(log):
        return text.wrong("this object has no log with entries", start)
    for name, make in (("pages", _page), ("entries", _entry)):
        for place in (elements_of(text.text, log[name]) or ()) if name in log else ():
            yield from make(text, *place)
    return None


def _part(text: JsonSource, position: int) -> Iterator[Event]:
    """The pages and entries of a log that is cut off, those that were whole."""
    walk = text.walk(position)
    if walk.peek() != b"{":
        return text.wrong("this is no log", position)
    for key in walk.members():
        if key != "log" or walk.peek() != b"{":
            continue
        for name in walk.members():
            make = {"pages": _page, "entries": _entry}.get(name)
            if make is not None and walk.peek() == b"[":
                for _ in walk.elements():
                    yield from make(text, *walk.skip())
    return None


def _page(text: JsonSource, start: int, end: int) -> Iterator[Event]:
    value = value_of(text.text[start:end])
    if not isinstance(value, Mapping):
        return text.wrong("this is no page", start)
    raw = word(value.get("startedDateTime"))
    stamp = stamp_of(raw, "any")
    timings = mapping(value.get("pageTimings"))
    title = word(value.get("title"))
    url = link("url", title)
    told = {f"wb.page.{_snake(key)}": kept(one) for key, one in timings.items() if _is_time(one)}
    rest = {f"har.{key}": kept(one) for key, one in value.items()
            if key not in ("startedDateTime", "pageTimings", "title", "id") and one not in (None, "")}  # fmt: skip
    yield Event(
        t=stamp.wall if stamp else None, place=text.place(start, end), kind="usersession",
        t_end=later(stamp.wall if stamp else None, span_ns(timings.get("onLoad"), MILLISECONDS)),
        t_raw=raw if stamp else "", naive=bool(stamp and stamp.naive), resolution_ns=stamp.resolution_ns if stamp else 1,
        severity=9, title=f"page {place_of(title) if url else title}".strip()[:300], body=f"page {title}".strip(),
        event_id=word(value.get("id")), group_key=word(value.get("id")), attributes=told | rest,
        links=joined([url]),
    )  # fmt: skip
    return None


def _entry(text: JsonSource, start: int, end: int) -> Iterator[Event]:
    value = value_of(text.text[start:end])
    if not isinstance(value, Mapping):
        return text.wrong("this is no entry", start)
    request, response = mapping(value.get("request")), mapping(value.get("response"))
    asked, answered = headers_of(request.get("headers")), headers_of(response.get("headers"))
    raw = word(value.get("startedDateTime"))
    stamp = stamp_of(raw, "any")
    status = status_of(response.get("status"))
    failure = word(response.get("_error") or value.get("_error"))
    title = request_title(word(request.get("method")), word(request.get("url")), status, failure)
    yield Event(
        t=stamp.wall if stamp else None, place=text.place(start, end), kind="http",
        t_end=later(stamp.wall if stamp else None, _length(value)), t_raw=raw if stamp else "",
        naive=bool(stamp and stamp.naive), resolution_ns=stamp.resolution_ns if stamp else 1,
        severity=request_severity(status, failure), severity_text=str(status) if status else failure, title=title,
        body=lines_of(title, word(response.get("statusText")), failure, _answer(response) if status >= 400 else ""),
        group_key=word(value.get("pageref")), attributes=_attributes(value, request, response, asked, answered),
        links=joined(_links(request), header_links(asked), header_links(answered)),
    )  # fmt: skip
    if value.get("_webSocketMessages"):
        owner = joined(_links(request), header_links(asked), header_links(answered))
        yield from _messages(text, (start, end), word(request.get("url")), word(value.get("pageref")), owner)
    return None


def _messages(
    text: JsonSource, within: tuple[int, int], url: str, page: str, owner: tuple[Link, ...]
) -> Iterator[Event]:
    """What went through a web socket, as Chrome adds it: each message at its own second, out or in, with its text."""
    members = members_of(text.text, within) or {}
    for start, end in elements_of(text.text, members["_webSocketMessages"]) or ():
        value = value_of(text.text[start:end])
        if not isinstance(value, Mapping):
            text.wrong("this is no message of a web socket", start)
            continue
        stamp, way = stamp_at(value.get("time"), SECONDS), word(value.get("type"))
        opcode, data = value.get("opcode"), value.get("data")
        kind = _OPCODES.get(opcode, "") if isinstance(opcode, int) else ""
        said = bounded(data, BODY_LIMIT) if isinstance(data, str) and kind != "binary" else ""
        told = {"har.websocket.direction": way, "har.websocket.opcode": opcode, "url.full": bounded(url, 4000),
                "har.websocket.size": len(data) if isinstance(data, str) else None}  # fmt: skip
        rest = {f"har.websocket.{key}": kept(one) for key, one in value.items()
                if key not in ("type", "time", "opcode", "data") and one not in (None, "")}  # fmt: skip
        title = f"socket {way} {place_of(url)} {kind if kind != 'text' else ''} {said}"
        yield Event(
            t=stamp.wall if stamp else None, place=text.place(start, end), kind="usersession",
            t_raw=plain(value.get("time")) if stamp else "", resolution_ns=stamp.resolution_ns if stamp else 1,
            severity=17 if way == "error" else 9, severity_text=way if way == "error" else "",
            title=" ".join(title[:600].split())[:300], body=said, group_key=page,
            attributes={key: one for key, one in told.items() if one not in (None, "")} | rest,
            links=joined(owner, links_in_text(said)),
        )  # fmt: skip


def _links(request: Mapping[str, Any]) -> list[Link | None]:
    url = link("url", request.get("url"))
    socket = word(request.get("url"))
    http = f"http{socket[2:]}" if socket[:5].lower() in ("ws://", "wss:/") else ""
    known = url or link("url", http)
    return [url, link("host", urlsplit(known.value).hostname)] if known else []


def _length(value: Mapping[str, Any]) -> int | None:
    """How long it took, ns: `time`, or where that is not told the sum of the timings, `ssl` being part of `connect`."""
    whole = span_ns(value.get("time"), MILLISECONDS)
    if whole is not None:
        return whole
    timings = mapping(value.get("timings"))
    parts = [
        span_ns(timings.get(key), MILLISECONDS) for key in ("blocked", "dns", "connect", "send", "wait", "receive")
    ]
    known = [part for part in parts if part is not None]
    return sum(known) if known else None


def _is_time(value: Any) -> bool:
    number = number_of(value)
    return number is not None and number >= 0


def _attributes(
    value: Mapping[str, Any], request: Mapping[str, Any], response: Mapping[str, Any],
    asked: list[tuple[str, str]], answered: list[tuple[str, str]],
) -> dict[str, Any]:  # fmt: skip
    post, content = mapping(request.get("postData")), mapping(response.get("content"))
    version = word(response.get("httpVersion") or request.get("httpVersion")).lower().removeprefix("http/")
    told = {
        "http.request.method": word(request.get("method")), "url.full": bounded(word(request.get("url")), 4000),
        "http.response.status_code": status_of(response.get("status")),
        "http.request.body.size": _size(request.get("bodySize")),
        "http.response.body.size": _size(content.get("size"), response.get("bodySize")),
        "http.request.body.content": body_of(post.get("text"), word(post.get("mimeType"))),
        "http.response.body.content": _answer(response), "network.peer.address": word(value.get("serverIPAddress")),
        "network.protocol.version": {"h2": "2", "2.0": "2", "h3": "3", "3.0": "3"}.get(version, version),
        "har.initiator": _initiator(value.get("_initiator")),
        "har.websocket_messages": len(listed(value.get("_webSocketMessages"))),
    }  # fmt: skip
    timings = {
        f"wb.timing.{_snake(key)}": kept(one) for key, one in mapping(value.get("timings")).items() if _is_time(one)
    }
    rest = [*_rest("", value, _KNOWN), *_rest("request.", request, _OF_REQUEST), *_rest("response.", response, _OF_RESPONSE),
            *_rest("request.postData.", post, frozenset(("text",))),
            *_rest("response.content.", content, frozenset(("text", "size")))]  # fmt: skip
    known = {key: one for key, one in told.items() if one not in ("", 0, None)}
    return known | timings | header_attributes("request", asked) | header_attributes("response", answered) | dict(rest)


def _size(*values: Any) -> int | None:
    return next((one for one in values if isinstance(one, int) and not isinstance(one, bool) and one >= 0), None)


def _answer(response: Mapping[str, Any]) -> str:
    content = mapping(response.get("content"))
    return body_of(content.get("text"), word(content.get("mimeType")), word(content.get("encoding")))


def _initiator(value: Any) -> str:
    """What started it: `script app.js:17`."""
    told = mapping(value)
    frames = listed(mapping(told.get("stack")).get("callFrames"))
    first = mapping(frames[0]) if frames else told
    line = first.get("lineNumber", told.get("lineNumber"))
    place = word(first.get("url") or told.get("url"))
    return f"{word(told.get('type'))} {place}{f':{line}' if place and isinstance(line, int) else ''}".strip()[:500]


def _rest(prefix: str, value: Mapping[str, Any], known: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """What no name is known for, under its own; long texts cut."""
    for key, one in flattened({key: one for key, one in value.items() if key not in known}):
        if one not in (None, "", [], {}, -1):
            yield f"har.{prefix}{key}", bounded(one, 2000) if isinstance(one, str) else _short(kept(one))


def _short(value: Any) -> Any:
    """A list that would fill pages, by its beginning."""
    return value if not isinstance(value, list) or len(str(value)) <= 4000 else bounded(str(value), 4000)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).strip("_")


READERS = (RecordReader("har.log", "HAR (HTTP archive)", ("http", "usersession"), _sniff, _read),)
SYSTEMS = (
    System(
        "HAR", "user sessions", ("har.log",),
        "Developer tools of the browser, Network, Export HAR (Chrome: with sensitive data, if headers of sign-in matter).",
        "A request a record from its start to its end with its timings in ms, request and trace ids out of headers; a page a"
        " record; each message of a web socket at its own time.",
        "Bodies beyond their first 2,000 characters are seen in the raw entry only; cookies and authorization are kept:"
        " redact before you share.",
    ),
)  # fmt: skip
