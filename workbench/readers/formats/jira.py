"""Jira's REST issue, alone or in a page of issues: opened, each change of its log, each comment.

Fields: Jira REST v2 (wiki text) and v3 (Atlassian document format); `changelog` with `histories`, or a plain list.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.engine.stamps import Stamp, parse_stamp
from workbench.model.records import Event, Phase
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.jiratext import DONE, prose, urls
from workbench.readers.jsonsource import JsonSource, batches, top_keys, whole_bytes
from workbench.readers.jsontext import CutOff, JsonWalk
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, link, links_in_prose

EXAMPLES = {
    "jira.issue": json.dumps(
        {
            "id": "10002", "key": "OPS-17", "self": "https://tracker.example/rest/api/2/issue/10002",
            "fields": {"summary": "Checkout hangs", "created": "2026-03-17T15:02:11.000+0100", "status": {"name": "Open"}},
        }
    )
}  # fmt: skip
# Fields that are shown by a name of their own; what is left is kept as it is.
_SHOWN = ("status", "priority", "issuetype", "assignee", "reporter", "creator", "project", "resolution")
_DROPPED = ("comment", "description", "summary", "worklog", "attachment", "created")


def _sniff(head: bytes, _name: str) -> Sniff:
    keys = top_keys(head)
    if "webhookEvent" in keys:
        return NOT_MINE
    if {"key", "fields"} <= keys.keys() and ("self" in keys or b'"summary"' in head):
        return Sniff(0.95, "it has an issue's key and fields")
    if "issues" in keys and b'"fields"' in head and b'"key"' in head:
        return Sniff(0.95, "it has a page of issues with key and fields")
    return NOT_MINE


@dataclass(slots=True)
class _Found:
    """What an issue holds, with places: whole decoded parts, and the values that become records."""

    start: int
    end: int = -1
    parts: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    comments: list[tuple[int, int]] = field(default_factory=list)
    histories: list[tuple[dict[str, Any], list[tuple[int, int]]]] = field(default_factory=list)


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    events: list[Event] = []
    text.each(lambda position: _issue(text, text.walk(position), events))
    return batches(text, events, kinds="issues")


def _issue(text: JsonSource, walk: JsonWalk, events: list[Event]) -> None:
    """An issue, or a page of them below `issues`; what was whole of a cut-off one is kept."""
    if walk.peek() != b"{":
        return
    found = _Found(walk.position)
    try:
        for key in walk.members():
            if key == "issues" and walk.peek() == b"[" and "key" not in found.parts:
                for _ in walk.elements():
                    _issue(text, walk, events)
            elif key == "fields" and walk.peek() == b"{":
                _fields(text, walk, found)
            elif key == "changelog":
                _changelog(text, walk, found)
            else:
                found.parts[key] = text.value(*walk.skip())
        found.end = walk.position
    except CutOff:
        found.end = len(text.text)
        raise
    finally:
        if found.parts.get("key"):
            events.extend(_events(text, found))


def _fields(text: JsonSource, walk: JsonWalk, found: _Found) -> None:
    for key in walk.members():
        if key == "comment" and walk.peek() == b"{":
            for inner in walk.members():
                if inner == "comments" and walk.peek() == b"[":
                    for _ in walk.elements():
                        found.comments.append(walk.skip())
        else:
            found.fields[key] = text.value(*walk.skip())


def _changelog(text: JsonSource, walk: JsonWalk, found: _Found) -> None:
    if walk.peek() == b"[":
        for _ in walk.elements():
            _history(text, walk, found)
    elif walk.peek() == b"{":
        for key in walk.members():
            if key in ("histories", "values") and walk.peek() == b"[":
                for _ in walk.elements():
                    _history(text, walk, found)


def _history(text: JsonSource, walk: JsonWalk, found: _Found) -> None:
    head: dict[str, Any] = {}
    items: list[tuple[int, int]] = []
    if walk.peek() != b"{":
        return
    for key in walk.members():
        if key == "items" and walk.peek() == b"[":
            for _ in walk.elements():
                items.append(walk.skip())
        else:
            head[key] = text.value(*walk.skip())
    found.histories.append((head, items))


def _events(text: JsonSource, found: _Found) -> Iterator[Event]:
    key = str(found.parts["key"])
    end = found.end if found.end > found.start else len(text.text)
    yield _opened(text, found, key, end)
    for head, items in found.histories:
        for start, stop in items:
            item = text.value(start, stop)
            if isinstance(item, dict):
                yield _changed(text, key, head, item, (start, stop))
    for start, stop in found.comments:
        comment = text.value(start, stop)
        if isinstance(comment, dict):
            yield _commented(text, key, comment, (start, stop))


def _opened(text: JsonSource, found: _Found, key: str, end: int) -> Event:
    fields = found.fields
    summary, body = str(fields.get("summary") or ""), prose(fields.get("description"))
    priority = _name(fields.get("priority"))
    attributes: dict[str, Any] = {name: _name(fields[name]) for name in _SHOWN if _name(fields.get(name))}
    for name, value in fields.items():
        if name not in _DROPPED and name not in attributes and value not in (None, [], {}, ""):
            attributes[f"fields.{name}"] = _short(value)
    versions = [link("release", _name(one)) for one in _list(fields.get("fixVersions"))]
    ended = parse_stamp(str(fields.get("resolutiondate") or ""), "iso")
    opened = _event(
        text, key, (found.start, end), fields.get("created"), "open", f"{key} {summary}".strip(), body,
        event_id=key, severity_text=priority, attributes=attributes,
        links=[*versions, *links_in_prose(summary), *(link("url", one) for one in urls(fields.get("description")))],
    )  # fmt: skip
    return replace(opened, t_end=ended.wall) if ended and not ended.naive else opened


def _changed(
    text: JsonSource, key: str, head: Mapping[str, Any], item: Mapping[str, Any], span: tuple[int, int]
) -> Event:
    name = str(item.get("field") or "")
    before, after = (
        str(item.get(side) or item.get(side.removesuffix("String")) or "") for side in ("fromString", "toString")
    )
    phase: Phase = "close" if name.lower() in ("status", "resolution") and after.lower() in DONE else "update"
    attributes = {"wb.field": name, "wb.from": before, "wb.to": after, "wb.author": _name(head.get("author"))}
    long = "\n" in before + after or len(before) + len(after) > 160
    title = f"{key} {name} changed" if long else f"{key} {name}: {before or 'none'} → {after or 'none'}"
    return _event(
        text, key, span, head.get("created"), phase, title, after, event_id=f"{key}/{head.get('id', '')}/{name}",
        attributes=attributes,
    )  # fmt: skip


def _commented(text: JsonSource, key: str, comment: Mapping[str, Any], span: tuple[int, int]) -> Event:
    body, author = prose(comment.get("body")), _name(comment.get("author"))
    first = body.strip().partition("\n")[0]
    return _event(
        text, key, span, comment.get("created"), "update", f"{key} {author or 'comment'}: {first}"[:300], body,
        event_id=f"{key}/comment/{comment.get('id', '')}", attributes={"wb.author": author} if author else {},
        links=[link("url", one) for one in urls(comment.get("body"))],
    )  # fmt: skip


def _event(
    text: JsonSource, key: str, span: tuple[int, int], created: Any, phase: Phase, title: str, body: str, *,
    event_id: str, severity_text: str = "", attributes: Mapping[str, Any], links: list[Any] | None = None,
) -> Event:  # fmt: skip
    raw = str(created or "")
    stamp: Stamp | None = parse_stamp(raw, "iso")
    return Event(
        t=stamp.wall if stamp else None,
        place=text.place(*span),
        kind="ticket",
        t_raw=raw if stamp else "",
        naive=stamp.naive if stamp else False,
        resolution_ns=stamp.resolution_ns if stamp else 1,
        phase=phase,
        severity=9,
        severity_text=severity_text,
        title=title,
        body=body,
        event_id=event_id,
        group_key=key,
        attributes=attributes,
        links=joined([link("ticket", key)], links or [], links_in_prose(body)),
    )


def _name(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return next((str(value[key]) for key in ("displayName", "name", "value", "key") if value.get(key)), "")
    return ""


def _short(value: Any) -> Any:
    if isinstance(value, list):
        return [_name(one) or one for one in value][:50]
    return _name(value) or value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


READERS = (RecordReader("jira.issue", "Jira issue (REST)", ("ticket",), _sniff, _read),)
