"""LogRocket: rows of its Streaming Data Export, lines of a session's export, sessions as objects, and webhooks of alerts.

Columns: LogRocket documentation, "Events Table Schema"; of the next two forms only key names are known, not examples of a
vendor. What a webhook of an alert or issue holds is documented nowhere: it is known by a link to app.logrocket.com beside
the name of an alert or issue, its time and name are looked for under the usual keys, and everything else is kept.
`session_time` is the user's device's clock and is the record's time; `updated_at` is when LogRocket took it in. A warehouse
writes both without a zone where they are UTC. A record carries the link of the replay at its moment, made of app, session
and tab as LogRocket's own session URLs are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workbench.model.records import Event, Kind, changed
from workbench.model.severity import severity_of_word
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.forms import Form, judged, reader_of
from workbench.readers.httpentries import place_of, request_severity, request_title, status_of
from workbench.readers.links import joined, link
from workbench.readers.naming import flattened
from workbench.readers.raised import mapping, word
from workbench.readers.recordmap import RecordMap, plain
from workbench.readers.systems import System

_USER = {"user_id": "user_id|user.userId|user.id|userId|userID", "email": "user_email|user.email|userEmail"}
EVENT = RecordMap(
    "logrocket.events", "LogRocket events or session", "usersession",
    needs=("event_type", "session_id", "session_time|seq_id|app_id|app_name|user_identity_status"),
    t="session_time", observed="updated_at", zone="UTC", kind_of="event_type",
    kinds={"exception": "error", "networkResponse": "http"}, usual=9,
    name="{event_type} {custom_event_name|click_text|click_selector|input_change_event_selector|exception_message}",
    event_id="{session_id}/{tab_id|'0'}/{seq_id}", group="session_id",
    attributes={"session.id": "session_id", "user.id": "user_id", "user.name": "user_name", "user.email": "user_email",
                "exception.message": "exception_message", "exception.type": "exception_type"},
    links={"session_id": "session_id", **_USER, "replay_url": "session_url|recording_url",
           "url": "navigation_href|click_href|network_request_url|network_response_url|href|url"},
    prefix="logrocket",
)  # fmt: skip
LINE = RecordMap(
    "logrocket.events", EVENT.title, "usersession", needs=("eventType", "timestamp", "sessionId",
           "network.url|console.message|error.message|metadata.sdkVersion|user.userId"), t="timestamp", usual=9,
    severity="console.level", name="{eventType} {error.message|console.message|network.url}",
    body="error.message|console.message", event_id="id", group="sessionId",
    attributes={"session.id": "sessionId", "user.id": "user.userId|user.id", "exception.type": "error.type|error.name",
                "exception.message": "error.message", "exception.stacktrace": "error.stack"},
    links={"session_id": "sessionId", **_USER, "url": "network.url|url|href", "release": "metadata.release"},
    prefix="logrocket",
)  # fmt: skip
SESSION = RecordMap(
    "logrocket.events", EVENT.title, "usersession",
    needs=("sessionId", "appId", "startTime", "userId|userEmail|endTime|duration|pagesVisited|browser"),
    t="startTime", t_end="endTime", usual=9, name="session {sessionId}", event_id="sessionId", group="sessionId",
    attributes={"session.id": "sessionId", "user.id": "userId"},
    links={"session_id": "sessionId", **_USER, "replay_url": "sessionUrl|recordingUrl|url", "release": "release"},
    prefix="logrocket",
)  # fmt: skip
_NAMED = "alertName|alert_name|alert.name|alert.title|issueName|issue_name|issue.name|issue.title|alert|issue"
ALERT = RecordMap(
    "logrocket.events", EVENT.title, "alert", needs=(_NAMED,),
    t="timestamp|triggeredAt|triggered_at|firedAt|alert.triggeredAt|alert.timestamp|createdAt|created_at|lastSeen|last_seen|"
      "issue.lastSeen|time|date", phase="status|state|alert.status|event|type",
    phases={"triggered": "open", "alert.triggered": "open", "resolved": "close", "alert.resolved": "close"},
    severity="severity|alert.severity|issue.severity", usual=13, name=f"{{{_NAMED}}} {{message|description|text|summary}}",
    body="message|description|text|summary", event_id="id|alertId|alert_id|alert.id|issueId|issue_id|issue.id",
    group="alertId|alert_id|alert.id|issueId|issue_id|issue.id", links={"alert": _NAMED, **_USER}, prefix="logrocket",
)  # fmt: skip
EXAMPLES = {
    "logrocket.events": json.dumps({
        "event_type": "click", "app_id": "shop/web", "user_id": "u-17", "session_id": "5-0191a2b3", "seq_id": 12,
        "updated_at": "2026-03-17T14:02:20Z", "session_time": "2026-03-17T14:02:11.250Z",
    }),
}  # fmt: skip
_HOST = "https://app.logrocket.com/"
_SESSION = re.compile(r"https://app\.logrocket\.com/[\w-]+/[\w-]+/s/([\w-]+)")
_URLS = ("network_request_url", "network_response_url", "request_url", "url", "href")
_METHODS = ("network_request_method", "network_response_method", "request_method", "method")
_STATUSES = ("network_response_status", "network_response_status_code", "response_status", "status_code", "status")


def _event(event: Event, around: tuple[Any, ...]) -> Event:
    value = around[-1]
    if event.kind == "http":
        event = _request(event, value, _URLS, _METHODS, _STATUSES)
    elif event.kind == "error":
        event = changed(event, severity=17)
    elif event.title == word(value.get("event_type")) and (href := _first(value, ("navigation_href", "click_href"))):
        event = changed(event, title=f"{event.title} {place_of(href)}", body=f"{event.title} {place_of(href)}")
    if word(value.get("event_type")) == "deadClick":
        event = changed(event, severity=13)
    return _with_replay(event, value)


def _with_replay(event: Event, value: Mapping[str, Any]) -> Event:
    """The link of the replay at the record's moment; none where the app or the session isn't told."""
    app, session = word(value.get("app_id")), word(value.get("session_id"))
    if app.count("/") != 1 or not session or any(one.type == "replay_url" for one in event.links):
        return event
    at = f"?t={event.t // 1_000_000}" if event.t is not None else ""
    url = f"https://app.logrocket.com/{app}/s/{session}/{plain(value.get('tab_id')) or 0}{at}"
    return changed(event, links=joined(event.links, [link("replay_url", url)]))


def _alert(event: Event, around: tuple[Any, ...]) -> Event:
    """With the sessions that it names, by their links."""
    found = [one for _key, inner in flattened(around[-1]) for one in (inner if isinstance(inner, list) else (inner,))]
    urls = [one for one in found if isinstance(one, str) and one.startswith(_HOST)]
    sessions = [(url, session[1]) for url in urls if (session := _SESSION.match(url))]
    return changed(event, links=joined(
        event.links, [link("replay_url", url) for url, _ in sessions], [link("session_id", one) for _, one in sessions],
        [link("url", url) for url in urls if not _SESSION.match(url)]))  # fmt: skip


def _line(event: Event, around: tuple[Any, ...]) -> Event:
    value = around[-1]
    if isinstance(value.get("network"), Mapping):
        return _request(event, value["network"], ("url",), ("method",), ("status", "statusCode", "responseStatus"))
    kind: Kind = "error" if value.get("error") else "log" if value.get("console") else "usersession"
    level = 17 if kind == "error" else severity_of_word(word(mapping(value.get("console")).get("level"))) or 9
    return changed(event, kind=kind, severity=level)


def _request(
    event: Event, told: Mapping[str, Any], urls: tuple[str, ...], methods: tuple[str, ...], statuses: tuple[str, ...]
) -> Event:
    url, method = _first(told, urls), _first(told, methods)
    status = next((status_of(told[key]) for key in statuses if status_of(told.get(key))), 0)
    named = {"http.request.method": method, "url.full": url, "http.response.status_code": status}
    known = bool(url or status)
    title = request_title(method, url, status) if known else event.title
    return changed(
        event, kind="http", severity=request_severity(status, "") if status else 9, severity_text=str(status or ""),
        title=title, body=title, attributes={**event.attributes, **{key: one for key, one in named.items() if one}},
        links=joined([link("url", url)], event.links),
    )  # fmt: skip


def _first(value: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return next((word(value[key]) for key in keys if value.get(key) and isinstance(value[key], str)), "")


_KNOWN = reader_of(
    "logrocket.events", EVENT.title, ("usersession", "http", "error", "log", "alert"), Form(EVENT, _event),
    Form(LINE, _line), Form(SESSION), Form(ALERT, _alert),
)  # fmt: skip


def _sniff(head: bytes, name: str) -> Sniff:
    """An alert is LogRocket's only where it has a link to it: other tools name alerts in the same way."""
    found = judged((Form(EVENT), Form(LINE), Form(SESSION)), head)
    if found.confidence or _HOST.encode() not in head.replace(b"\\/", b"/"):
        return found
    known = judged((Form(ALERT),), head)
    return Sniff(0.84, "it names an alert or issue and links to app.logrocket.com") if known.confidence else NOT_MINE


READERS = (replace(_KNOWN, judge=_sniff),)
SYSTEMS = (
    System(
        "LogRocket", "user sessions", ("logrocket.events", "replay.link"),
        "Streaming Data Export: the events table's rows as JSON, one a line. Webhook of an alert: keep the posted bodies."
        " Without them: the session's link (Share, at this moment) in a text file, HAR and console saved in the browser.",
        "A record an event at the time of the user's device; network responses as `http`, exceptions as errors. An alert"
        " with the sessions that it links to.",
        "The picture of the session. A webhook's keys are not documented: where its time is under none of the usual ones,"
        " map it once.",
        "A link at the moment of each record, by app, session and time.",
    ),
)  # fmt: skip
