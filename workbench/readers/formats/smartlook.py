"""Smartlook: sessions and visitors' events as its REST API replies, and its webhooks; a record each, cited by its own bytes.

Fields: Smartlook's OpenAPI description (`/sessions/search`, `/sessions/ID`, `/visitors/ID/events`) and its page "Issues
webhook". The units of `duration` and of a note's `time` are stated nowhere: both are kept as they are written and never used
as times.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workbench.model.records import Event, changed
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.forms import Form, reader_of
from workbench.readers.links import joined, link
from workbench.readers.mapping import kept
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

_SESSION = RecordMap(
    "smartlook.session", "Smartlook session or events", "usersession", t="startedAt", t_end="endedAt", usual=9,
    needs=("id", "visitorId", "startedAt", "identification|landingPage|dashboardURL|pageUrl|endedAt"),
    name="session {landingPage|domain}", event_id="id", group="id",
    attributes={"session.id": "id", "user.id": "identification.uid", "url.full": "landingPage",
                "user_agent.original": "identification.browser.userAgent", "client.address": "identification.visitorIp"},
    links={"session_id": "id", "user_id": "identification.uid", "url": "landingPage", "url2": "exitPage",
           "url3": "pageUrl[*]", "replay_url": "dashboardURL|publicLink"},
    skip=("_links", "identification.properties"), prefix="smartlook",
)  # fmt: skip
_EVENT = RecordMap(
    "smartlook.session", _SESSION.title, "usersession", t="startedAt", usual=9, kind_of="type", kinds={"error": "error"},
    needs=("startedAt", "type", "visitorId|sessionId|eventName", "eventName|pageUrl|selector|sourceType"),
    name="{type} {eventName|value} {selector}", event_id="id", group="sessionId",
    attributes={"session.id": "sessionId", "url.full": "pageUrl"},
    links={"session_id": "sessionId", "url": "pageUrl"}, skip=("_links", "properties"), prefix="smartlook",
)  # fmt: skip
_HOOK = RecordMap(
    "smartlook.session", _SESSION.title, "usersession", t="data.createdAt|timestamp", observed="timestamp", usual=9,
    needs=("type", "project", "organization", "data.session|data.visitor|data.author|data.name"),
    name="{type} {data.summary|data.name|data.text}", body="data.text",
    event_id="data.id", group="data.session.id",
    attributes={"session.id": "data.session.id", "wb.author": "data.author.name"},
    links={"session_id": "data.session.id", "replay_url": "data.session.url"}, prefix="smartlook",
)  # fmt: skip
_SESSIONS = replace(_SESSION, each="sessions", needs=("sessions[0].visitorId", "sessions[0].startedAt"))
_EVENTS = replace(_EVENT, each="events", needs=("events[0].startedAt", "events[0].type"))
EXAMPLES = {
    "smartlook.session": json.dumps({
        "id": "s1", "visitorId": "v1", "identification": {"uid": "u-17"}, "startedAt": "2026-03-17T14:02:11.250Z",
        "endedAt": "2026-03-17T14:05:00Z", "landingPage": "https://shop.example/", "dashboardURL": "https://s.example/play/s1",
    }),
}  # fmt: skip
_SEVERITIES = {"error": 17, "rage_click": 13}


def _session(event: Event, around: tuple[Any, ...]) -> Event:
    told = listed(mapping(around[-1].get("identification")).get("properties"))
    return _with_pairs(event, told, "user")


def _of_event(event: Event, around: tuple[Any, ...]) -> Event:
    severity = _SEVERITIES.get(word(around[-1].get("type")), 9)
    return _with_pairs(changed(event, severity=severity), listed(around[-1].get("properties")), "properties")


def _with_pairs(event: Event, rows: list[Any], below: str) -> Event:
    """Properties, which come as pairs of name and value, as attributes; an address joins with e-mail."""
    pairs = {word(row["name"]): kept(row.get("value")) for row in rows if isinstance(row, Mapping) and row.get("name")}
    address = next((value for key, value in pairs.items() if key.lower() == "email"), None)
    told = {f"smartlook.{below}.{key}": value for key, value in pairs.items() if value is not None}
    return changed(
        event, attributes={**event.attributes, **told}, links=joined(event.links, [link("email", address)])
    )  # fmt: skip


def _hook(event: Event, around: tuple[Any, ...]) -> Event:
    return changed(event, kind="alert") if word(around[-1].get("type")).startswith("alert") else event


_READER = reader_of(
    "smartlook.session", _SESSION.title, ("usersession", "error", "alert"),
    Form(_SESSIONS, _session), Form(_EVENTS, _of_event), Form(_SESSION, _session), Form(_EVENT, _of_event),
    Form(_HOOK, _hook),
)  # fmt: skip


def _sniff(head: bytes, name: str) -> Sniff:
    if b'"visitorId"' not in head and b'"visitor"' not in head and b'"organization"' not in head:
        return NOT_MINE
    answer = _READER.judge(head, name)
    if answer.confidence or not (b'"visitorId"' in head and b'"startedAt"' in head):
        return answer
    if b'"sessions"' in head[:4000] or b'"events"' in head[:4000]:  # a reply that is longer than its head
        return Sniff(0.86, "its sessions or events have visitorId and startedAt, as Smartlook replies")
    return NOT_MINE


READERS = (replace(_READER, judge=_sniff),)
SYSTEMS = (
    System(
        "Smartlook", "user sessions", ("smartlook.session", "replay.link"),
        "REST API: the replies of `/sessions/search`, `/sessions/ID` and `/visitors/ID/events`; webhooks: keep the bodies.",
        "A session from start to end; a record an event, errors as errors; user, session and pages as links.",
        "Notes' times and durations, whose unit is not documented, are kept as they are written.",
        "`dashboardURL` of a session, the link of an issue.",
    ),
)  # fmt: skip
