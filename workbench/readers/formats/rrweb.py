"""rrweb: what several session recorders write; a record an event, its numbers as words, cited by its own bytes.

An array of events, an object with such an array (`events`, `snapshots`), or one event a line. Types, sources and
interactions: rrweb's `packages/types`; timestamps are the browser's, in ms. A node's number is told as what it was in the
last snapshot. What a person typed is kept only where it is masked; the console plug-in's messages are log records, the
network plug-in's requests `http` records. What only redraws the page (mutations, moves, scrolling) has severity trace.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from workbench.engine.stamps import Stamp
from workbench.model.records import Event, Link, Place
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.exact import MILLISECONDS, stamp_at
from workbench.readers.httpentries import bounded, place_of
from workbench.readers.jsonplaces import elements_of, members_of
from workbench.readers.jsonsource import JsonSource, batches, top_keys, whole_bytes
from workbench.readers.jsonvalues import value_of
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, link
from workbench.readers.mapping import kept
from workbench.readers.naming import flattened
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import plain
from workbench.readers.rrwebnodes import Nodes
from workbench.readers.rrwebplugins import console, custom, requests
from workbench.readers.systems import System

EXAMPLES = {
    "rrweb.events": json.dumps([
        {"type": 4, "data": {"href": "https://shop.example/cart", "width": 1166, "height": 705}, "timestamp": 1773756131250},
        {"type": 3, "data": {"source": 2, "type": 2, "id": 7, "x": 5, "y": 6}, "timestamp": 1773756132250},
    ]),
}  # fmt: skip
TYPES = ("dom_content_loaded", "load", "full_snapshot", "incremental_snapshot", "meta", "custom", "plugin", "asset")
SOURCES = (
    "mutation", "mouse_move", "mouse_interaction", "scroll", "viewport_resize", "input", "touch_move", "media",
    "style_sheet_rule", "canvas_mutation", "font", "log", "drag", "style_declaration", "selection", "adopted_style_sheet",
    "custom_element",
)  # fmt: skip
INTERACTIONS = ("mouse_up", "mouse_down", "click", "context_menu", "double_click", "focus", "blur", "touch_start",
                "touch_move_departed", "touch_end", "touch_cancel")  # fmt: skip
MEDIA = ("play", "pause", "seeked", "volume_change", "rate_change")
_ACTS = ("click", "context_menu", "double_click", "touch_start")
_LISTS = ("events", "snapshots", "rrwebEvents")
_SESSION = ("sessionId", "session_id", "sessionKey", "recordingId")
_USER = ("userId", "user_id", "distinct_id")
_KNOWN = frozenset(("type", "data", "timestamp", *_SESSION, *_USER))
_TIME = re.compile(rb"\d{12,}")
INFO, FINE, TRACE = 9, 5, 1
LARGE = 256 * 1024


def _sniff(head: bytes, _name: str) -> Sniff:
    if b'"timestamp"' not in head and b'"node"' not in head and b'"href"' not in head:
        return NOT_MINE
    keys = top_keys(head)
    for name in _LISTS:
        if keys.get(name, b"")[:1] == b"[":
            keys = top_keys(head[head.find(b"[", head.find(f'"{name}"'.encode())) :])
            break
    kind, data, time = (keys.get(name, b"") for name in ("type", "data", "timestamp"))
    if not re.match(rb"[0-7]\s*[,}]", kind) or data[:1] != b"{":
        return NOT_MINE
    if _TIME.match(time) or (not time and (b'"node"' in data or b'"href"' in data)):
        return Sniff(0.93, "it has events with a type of 0 to 7, data and a timestamp in ms, as rrweb records them")
    return NOT_MINE


@dataclass(slots=True)
class _Recording:
    """What is known of the session so far: the events before say what page it is and what nodes there are."""

    text: JsonSource
    session: str = ""
    user: str = ""
    href: str = ""
    nodes: Nodes = field(default_factory=Nodes)
    _links: tuple[Link, ...] = ()

    def whole(self, start: int, end: int) -> Iterator[Event]:
        """The records of an event, or of all events of an object that holds them (which is not decoded as one)."""
        if end - start > LARGE:
            members = members_of(self.text.text, (start, end)) or {}
            if "type" not in members or "timestamp" not in members:
                yield from self._inside(members, start)
                return
        value = value_of(self.text.text[start:end])
        if not isinstance(value, Mapping):
            self.text.wrong("this event can't be read (nested too deep?)", start)
        elif "type" in value and "timestamp" in value:
            yield from self._records(value, self.text.place(start, end))
        else:
            yield from self._inside(members_of(self.text.text, (start, end)) or {}, start)

    def part(self, position: int) -> Iterator[Event]:
        """The events that were whole of what is cut off."""
        walk = self.text.walk(position)
        head = self.text.text[position : position + 4000]
        if walk.peek() != b"{" or not any(f'"{name}"'.encode() in head for name in _LISTS):
            yield from self.whole(*walk.skip())
            return
        for key in walk.members():
            if key in _LISTS and walk.peek() == b"[":
                for _ in walk.elements():
                    yield from self.whole(*walk.skip())

    def _inside(self, members: Mapping[str, tuple[int, int]], start: int) -> Iterator[Event]:
        """The events of an object that holds them, itself or in its `data`."""
        text = self.text.text
        known = {key: word(value_of(text[slice(*members[key])])) for key in (*_SESSION, *_USER) if key in members}
        self._note(known)
        name = next((name for name in _LISTS if name in members), "")
        places = elements_of(text, members[name]) if name else None
        if places is None and "data" in members and (inner := members_of(text, members["data"])):
            yield from self._inside(inner, start)
        elif places is None:
            self.text.wrong("this is no event of rrweb", start)
        else:
            for place in places:
                yield from self.whole(*place)

    def _note(self, value: Mapping[str, Any]) -> None:
        """Whose session it is and on what page; links are made anew only where that changed."""
        session = next((word(value[key]) for key in _SESSION if value.get(key)), self.session)
        user = next((word(value[key]) for key in _USER if value.get(key)), self.user)
        href = word(mapping(value.get("data")).get("href")) if value.get("type") == 4 else ""
        if not self._links or (session, user, href or self.href) != (self.session, self.user, self.href):
            self.session, self.user, self.href = session, user, href or self.href
            self._links = joined([link("session_id", self.session), link("user_id", self.user), link("url", self.href)])

    def _records(self, value: Mapping[str, Any], place: Place) -> Iterator[Event]:
        """The event's record; a plug-in's payload may hold several."""
        self._note(value)
        data, kind = mapping(value.get("data")), _word(TYPES, value.get("type"))
        stamp = stamp_at(value.get("timestamp"), MILLISECONDS)
        base = self._base(value, kind, stamp, place)
        source = _word(SOURCES, data.get("source")) if kind == "incremental_snapshot" else ""
        if kind == "plugin" and "network" in word(data.get("plugin")):
            found = requests(base, mapping(data.get("payload")), "/data/payload")
        elif kind == "plugin" and "console" in word(data.get("plugin")):
            found = [console(base, mapping(data.get("payload")))]
        elif source == "log":
            found = [console(base, data)]
        elif kind == "custom":
            found = [custom(base, word(data.get("tag")), mapping(data.get("payload")), data.get("payload"))]
        else:
            found = [self._act(base, kind, source, data)]
        if stamp is None:
            self.text.problem("an event has no timestamp that can be read", place.offset)
        yield from found

    def _base(self, value: Mapping[str, Any], kind: str, stamp: Stamp | None, place: Place) -> Event:
        told = {"rrweb.type": kind, "session.id": self.session, "user.id": self.user, "url.full": self.href}
        rest = {f"rrweb.{key}": _short(one) for key, one in value.items() if key not in _KNOWN}
        return Event(
            t=stamp.wall if stamp else None, place=place, kind="usersession",
            t_raw=plain(value.get("timestamp")) if stamp else "", resolution_ns=stamp.resolution_ns if stamp else 1,
            severity=INFO, group_key=self.session, attributes={key: one for key, one in told.items() if one} | rest,
            links=self._links,
        )  # fmt: skip

    def _act(self, base: Event, kind: str, source: str, data: Mapping[str, Any]) -> Event:
        """What was done, or what the page did."""
        told: dict[str, Any] = {"rrweb.source": source} if source else {}
        title, severity = kind.replace("_", " "), INFO
        if kind == "meta":
            title = f"page {place_of(self.href)}"
            told |= {f"rrweb.{key}": kept(data[key]) for key in ("width", "height") if key in data}
        elif kind in ("full_snapshot", "asset"):
            severity = TRACE
            self.nodes.snapshot(data.get("node"))
        elif source:
            title, severity, more = self._incremental(source, data)
            told |= more
        if kind == "plugin":
            title = f"plugin {word(data.get('plugin'))}"
            told |= {f"rrweb.{key}": _short(one) for key, one in flattened(data)}
        return replace(base, title=title[:300], body=title, severity=severity, attributes={**base.attributes, **told})

    def _incremental(self, source: str, data: Mapping[str, Any]) -> tuple[str, int, dict[str, Any]]:
        name = self.nodes.name(data.get("id"))
        told: dict[str, Any] = {"rrweb.node": data.get("id"), "wb.target": name}
        title, severity = f"{source.replace('_', ' ')} {name}", TRACE
        if source == "mouse_interaction":
            act = _word(INTERACTIONS, data.get("type"))
            title, severity = f"{act.replace('_', ' ')} {name}", INFO if act in _ACTS else FINE
            told |= {"rrweb.interaction": act, "rrweb.x": data.get("x"), "rrweb.y": data.get("y")}
        elif source == "input":
            severity = INFO
            told |= _typed(data)
        elif source == "media":
            act = _word(MEDIA, data.get("type"))
            title, severity = f"{act.replace('_', ' ')} {name}", INFO
            told |= {"rrweb.interaction": act}
        elif source == "viewport_resize":
            severity = FINE
            told |= {f"rrweb.{key}": data.get(key) for key in ("width", "height")}
        elif source == "mutation":
            self.nodes.mutation(data)
            told |= {f"rrweb.{key}": len(listed(data.get(key))) for key in ("adds", "removes", "texts", "attributes")}
        elif source in ("mouse_move", "touch_move", "drag"):
            told |= {"rrweb.positions": len(listed(data.get("positions")))}
        else:
            told |= {f"rrweb.{key}": _short(one) for key, one in flattened(data) if key not in ("source", "id")}
        return title.strip(), severity, {key: kept(one) for key, one in told.items() if one not in (None, "")}


def _typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Of what was typed its length, and itself only where the recorder masked it."""
    text = word(data.get("text"))
    checked = {"rrweb.is_checked": data["isChecked"]} if isinstance(data.get("isChecked"), bool) else {}
    return (
        {"rrweb.text_length": len(text)}
        | ({"rrweb.text": text[:200]} if text and not text.strip("*") else {})
        | checked
    )


def _word(words: tuple[str, ...], number: Any) -> str:
    """The word for a number; the number itself where it is of tomorrow."""
    known = isinstance(number, int) and not isinstance(number, bool) and 0 <= number < len(words)
    return words[number] if known else plain(number)


def _short(value: Any) -> Any:
    text = value if isinstance(value, str) else str(value) if isinstance(value, list) else ""
    return bounded(text, 2000) if text else kept(value)


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    # A file without a session's id is one session: its name keeps its records in one lane.
    recording = _Recording(text, PurePath(source.name).name)
    return batches(text, text.found(recording.whole, recording.part), kinds="events")


READERS = (RecordReader("rrweb.events", "rrweb session recording", ("usersession", "log", "http"), _sniff, _read),)
SYSTEMS = (
    System(
        "rrweb", "user sessions", ("rrweb.events",),
        "The events that the recorder sent (an array, an object with `events`, or one a line), from your own store or a tool"
        " built on it (PostHog: export to file).",
        "A record an event: pages, clicks with what was clicked, inputs without their text, console and network plug-ins.",
        "Pictures of the page: play the file in rrweb's player. Packed (compressed) events are counted as skipped.",
    ),
)  # fmt: skip
