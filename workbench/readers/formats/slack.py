"""Slack: a day of a channel from a workspace's export, or a reply of `conversations.history` and `conversations.replies`.

Fields: Slack, "How to read Slack data exports" and the `message` event with its subtypes. `ts` is the time in seconds, with
six digits that also make it the message's id within its channel; `thread_ts` names the message that a thread hangs on, in
that one it equals `ts`. In text `<@U1>`, `<#C1|name>`, `<!here>` and `<url|label>` stand for people, channels and links,
and `&amp;`, `&lt;`, `&gt;` for the signs. People are ids; their names are in `users.json` beside the channels. The channel
is the folder that the day's file lies in.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workbench.model.records import Event, Link, Phase
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.forms import objects
from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
from workbench.readers.jsontext import decoded
from workbench.readers.jsonvalues import first_object
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, link, links_in_prose
from workbench.readers.mapping import Maker
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

ID, TITLE = "slack.messages", "Slack messages (export, history)"
USERS_LIMIT = 64 * 1024 * 1024
DEPTH, PARTS = 12, 500
_TS = re.compile(r"\d{10}\.\d{6}")
_MARK = re.compile(r"<([@#!]?)([^<>|]{1,4000})(?:\|([^<>]{0,4000}))?>")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:\.json)?")
MESSAGE = RecordMap(
    ID, TITLE, "comms", t="ts", form="epoch", usual=9, name="{text}", event_id="ts",
    attributes={"wb.edited": "edited.ts", "wb.thread": "thread_ts", "slack.replies": "reply_count",
                "slack.reactions": "reactions[*].name", "slack.files": "files[*].name|file.name",
                "slack.user": "user|bot_id"},
    skip=("text", "blocks", "attachments", "files", "file.*", "replies", "reactions", "user_profile.*", "bot_profile.*",
          "edited.*", "client_msg_id", "icons.*", "reply_users", "type"),
    prefix="slack",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Room:
    """Where messages were written, and who is who there."""

    channel: str
    names: Mapping[str, str]

    def called(self, id: str) -> str:
        return self.names.get(id, id)

    def event(self, made: Event, found: Mapping[str, Any]) -> Event:
        """A message as it is read: who wrote what, where, and in answer to what."""
        author, links = self._author(found), []
        text = self._body(found, links)
        root = word(found.get("thread_ts"))
        starts = root == word(found.get("ts"))
        phase: Phase = "point" if not root else "open" if starts and found.get("reply_count") != 0 else "update"
        attributes = {**made.attributes, **({"wb.author": author} if author else {})}
        channel = self.channel or word(mapping(found.get("channel")).get("name")) or word(found.get("channel"))
        if channel:
            attributes["wb.channel"] = channel
        first = text.strip().partition("\n")[0]
        where = f"#{channel} " if channel else ""
        return replace(
            made, phase=phase, title=f"{where}{author}: {first}"[:300], body=text, attributes=attributes,
            group_key="/".join(part for part in (channel, root or word(found.get("ts"))) if part),
            links=joined(links, links_in_prose(text), [one for one in made.links if one.type != "user_id"]),
        )  # fmt: skip

    def _author(self, found: Mapping[str, Any]) -> str:
        profile = mapping(found.get("user_profile"))
        told = word(profile.get("display_name")) or word(profile.get("real_name")) or word(profile.get("name"))
        user = word(found.get("user")) or word(mapping(found.get("comment")).get("user"))
        bot = (
            word(found.get("username"))
            or word(mapping(found.get("bot_profile")).get("name"))
            or word(found.get("bot_id"))
        )
        return self.names.get(user) or told or user or bot

    def _body(self, found: Mapping[str, Any], links: list[Link | None]) -> str:
        """Its text; what a bot says in attachments and blocks; the names of its files."""
        parts = [self.plain(word(found.get("text")), links)]
        if not parts[0]:
            parts += [self.plain(text, links) for text in _texts(found.get("blocks"))]
        for one in listed(found.get("attachments"))[:PARTS]:
            parts.append(self._attached(mapping(one), links))
        for one in [*listed(found.get("files"))[:PARTS], found.get("file")]:
            name = word(mapping(one).get("name")) or word(mapping(one).get("title"))
            parts.append(f"[file {name}]" if name else "")
        told = list(dict.fromkeys(part.strip() for part in parts if part.strip()))
        return "\n".join(told) or word(found.get("subtype"))

    def _attached(self, one: Mapping[str, Any], links: list[Link | None]) -> str:
        links.extend(link("url", one.get(key)) for key in ("title_link", "from_url"))
        told = [self.plain(word(one.get(key)), links) for key in ("pretext", "title", "text")]
        fields = [f"{word(mapping(f).get('title'))}: {self.plain(word(mapping(f).get('value')), links)}"
                  for f in listed(one.get("fields"))[:PARTS]]  # fmt: skip
        lines = [text for text in (*told, *fields) if text.strip(": ")]
        return "\n".join(lines) or self.plain(word(one.get("fallback")), links)

    def plain(self, text: str, links: list[Link | None]) -> str:
        """A text as people see it; its links are put to `links`."""

        def shown(found: re.Match[str]) -> str:
            sign, what, label = found[1], found[2], found[3]
            if sign == "@":
                return f"@{self.names.get(what) or label or what}"
            if sign == "#":
                return f"#{label or self.called(what)}"
            if sign == "!":
                return label or f"@{what.partition('^')[0]}"
            target = html.unescape(what)
            links.append(link("url", target))
            return f"{label} ({target})" if label and label not in (what, target.partition(":")[2]) else target

        return html.unescape(_MARK.sub(shown, text)) if "<" in text or "&" in text else text


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    """The texts of blocks, in order: what is said, not what the blocks are called."""
    if depth > DEPTH:
        return
    if isinstance(value, Mapping):
        own = value.get("text")
        if isinstance(own, str):
            yield own
        elif value.get("type") in ("link", "user") and isinstance(value.get("url") or value.get("user_id"), str):
            yield f"<{value['url']}>" if value.get("url") else f"<@{value['user_id']}>"
        for key in ("text", "fields", "elements"):
            if not isinstance(value.get(key), str):
                yield from _texts(value.get(key), depth + 1)
    for one in listed(value)[:PARTS]:
        yield from _texts(one, depth + 1)


def _sniff(head: bytes, _name: str) -> Sniff:
    if b'"ts"' not in head:
        return NOT_MINE
    found = first_object(head)
    for key in _each(found).split(".") if _each(found) else ():
        found = found[key]
    found = found[0] if isinstance(found, list) and found else found
    if not isinstance(found, Mapping) or found.get("type") not in ("message", None):
        return NOT_MINE
    written = {"text", "user", "bot_id", "subtype", "attachments"} & found.keys()
    if written and isinstance(found.get("ts"), str) and _TS.fullmatch(found["ts"]):
        return Sniff(0.93 if "type" in found else 0.8, "a message has ts with six decimals and who wrote it")
    return NOT_MINE


def _each(found: Any) -> str:
    """Where the messages lie in an object: of a channel's history, of a search, of an event sent to an app."""
    held = found.get("messages") if isinstance(found, Mapping) else None
    if isinstance(held, list):
        return "messages"
    if isinstance(mapping(held).get("matches"), list):
        return "messages.matches"
    sent = (
        isinstance(found, Mapping) and found.get("type") == "event_callback" and isinstance(found.get("event"), Mapping)
    )
    return "event" if sent else ""


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    each = _each(first_object(text.text[:65_536]))
    room = _Room(_channel(source.name), _names(source.beside))
    maker = Maker.of(replace(MESSAGE, each=each))
    found = (
        room.event(maker.event(around, text.place(start, end)), around[-1])
        for around, start, end in objects(text, maker.map)
    )
    return batches(text, found, kinds="messages")


def _channel(name: str) -> str:
    """The folder that a day's file lies in."""
    folder, _, file = name.replace("\\", "/").rpartition("/")
    return folder.rpartition("/")[2].partition("!")[2] or folder.rpartition("/")[2] if _DAY.fullmatch(file) else ""


def _names(beside: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """People by their ids, from the list of users of the same export; none where it can't be read."""
    found: dict[str, str] = {}
    for name, path in beside:
        if name.replace("\\", "/").rpartition("/")[2] not in ("users.json", "channels.json", "org_users.json"):
            continue
        try:
            with Path(path).open("rb") as file:
                users = decoded(file.read(USERS_LIMIT), [])
        except OSError:
            continue
        for user in listed(users):
            held, profile = mapping(user), mapping(mapping(user).get("profile"))
            names = (profile.get("display_name"), held.get("real_name"), profile.get("real_name"), held.get("name"))
            if isinstance(held.get("id"), str) and (called := next((one for one in map(word, names) if one), "")):
                found[held["id"]] = called
    return found


READERS = (RecordReader(ID, TITLE, ("comms",), _sniff, _read),)
EXAMPLES = {
    ID: json.dumps([
        {"type": "message", "user": "U1", "text": "<@U2> orders is down, see <https://ci.example/17|build 17> &amp; OPS-17",
         "ts": "1773756131.000200", "thread_ts": "1773756131.000200", "reply_count": 1},
        {"type": "message", "user": "U2", "text": "I look", "ts": "1773756191.000300", "thread_ts": "1773756131.000200"},
    ]),
}  # fmt: skip
SYSTEMS = (
    System(
        "Slack", "beside them", (ID,),
        "A workspace's export (Settings, Import/Export data): bring in the ZIP as it is. Of one channel: the replies of "
        "`conversations.history` and `conversations.replies`; of a search that of `search.messages`. Events sent to an app: "
        "keep the bodies.",
        "A record a message, with who wrote it, its thread, what bots attached; addresses, tickets and commits in it are "
        "links.",
        "What files hold; reactions are kept as attributes. Names need `users.json`, which the ZIP has.",
    ),
)  # fmt: skip
