"""The link of a session's replay, kept as a file: a Windows shortcut, or a text that is nothing but a link.

What a person can hand over of LogRocket, Smartlook, Hotjar and Crazy Egg when no export exists. `t`, `time` or `start` in
the link says the moment: seconds into the replay (`83`, `1m23s`), which gives no time of day, or an epoch in ms, which does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, urlsplit

from workbench.errors import SourceError
from workbench.model.records import Event, Place
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.exact import MILLISECONDS, stamp_at
from workbench.readers.jsonsource import whole_bytes
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, link

EXAMPLES = {
    "replay.link": "[InternetShortcut]\r\nURL=https://app.logrocket.com/shop/web/s/5-0191a2b3/0?t=1773756131250\r\n",
}
SIZE_LIMIT = 16 * 1024
# Whose host it is, and what stands before the session's id in its path.
HOSTS = {
    "app.logrocket.com": ("LogRocket", "s"), "app.smartlook.com": ("Smartlook", "play"),
    "insights.hotjar.com": ("Hotjar", "recordings"), "app.hotjar.com": ("Hotjar", "recordings"),
    "app.crazyegg.com": ("Crazy Egg", "recordings"), "core.crazyegg.com": ("Crazy Egg", "recordings"),
    "app.fullstory.com": ("FullStory", "session"), "clarity.microsoft.com": ("Clarity", "player"),
}  # fmt: skip
_PATHS = re.compile(r"/(?:replays?|recordings?|session-replays?|play(?:er)?|s)/[^/]")
_MOMENTS = ("t", "time", "start", "timestamp", "offset")
_SHORTCUT = re.compile(rb"\[InternetShortcut\][^\[]*?^URL=(\S{8,4000})\s*$", re.M | re.S)
_BARE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(https?://\S{8,4000})\s*")
_LENGTH = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6}(?:\.\d{1,3})?)s?)?")


def _found(head: bytes) -> re.Match[bytes] | None:
    if len(head) > SIZE_LIMIT or b"http" not in head[:SIZE_LIMIT]:
        return None
    return _SHORTCUT.search(head) if head.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"[") else _BARE.fullmatch(head)


def _parts(url: str) -> SplitResult | None:
    """The link's parts where it is one of a replay."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    known = host in HOSTS or any(host.endswith(f".{name.partition('.')[2]}") for name in HOSTS)
    timed = any(key in _MOMENTS for key, _ in _pairs(parts))
    return parts if known or (timed and _PATHS.search(parts.path)) else None


def _pairs(parts: SplitResult) -> list[tuple[str, str]]:
    return parse_qsl(parts.query) + parse_qsl(parts.fragment.rpartition("?")[2])


def _sniff(head: bytes, _name: str) -> Sniff:
    found = _found(head)
    if found and _parts(found[1].decode("utf-8", "replace")):
        return Sniff(0.9, "it is nothing but the link of a session's replay")
    return NOT_MINE


def _read(source: RawSource) -> Iterator[Batch]:
    data = whole_bytes(source, SIZE_LIMIT)
    found = _found(data)
    parts = _parts(found[1].decode("utf-8", "replace")) if found else None
    if found is None or parts is None:
        raise SourceError("it holds no link of a session's replay", source.name)
    yield Batch(events=(_event(found, parts, data),))


def _event(found: re.Match[bytes], parts: SplitResult, data: bytes) -> Event:
    url = found[1].decode("utf-8", "replace")
    raw = next((value for key, value in _pairs(parts) if key in _MOMENTS), "")
    stamp = stamp_at(raw, MILLISECONDS) if raw.isdecimal() and len(raw) in (12, 13) else None
    offset = None if stamp else _offset(raw)
    tool, session = _whose(parts)
    at = f" at {raw}" if offset is not None else ""
    told = {"wb.replay.tool": tool, "wb.replay.offset_s": offset, "url.full": url, "session.id": session}
    return Event(
        t=stamp.wall if stamp else None, place=Place(found.start(1), found.end(1) - found.start(1), "",
        data.count(b"\n", 0, found.start(1)) + 1), kind="usersession", t_raw=raw if stamp else "",
        resolution_ns=stamp.resolution_ns if stamp else 1, severity=9, title=f"replay {tool} {session}{at}".strip()[:300],
        body=url, group_key=session, attributes={key: value for key, value in told.items() if value not in ("", None)},
        links=joined([link("replay_url", url), link("session_id", session)]),
    )  # fmt: skip


def _offset(text: str) -> float | None:
    """Seconds into the replay: `83`, `83s`, `1m23s`; None where it says none."""
    found = _LENGTH.fullmatch(text)
    if not text or found is None:
        return None
    return int(found[1] or 0) * 3600 + int(found[2] or 0) * 60 + float(found[3] or 0)


def _whose(parts: SplitResult) -> tuple[str, str]:
    """The tool's name, and the session's id where the path says it."""
    host = (parts.hostname or "").lower()
    tool, before = HOSTS.get(host, ("", ""))
    steps = [step for step in parts.path.split("/") if step]
    for mark in (before, "recordings", "recording", "replays", "replay", "play", "session", "s"):
        if mark and mark in steps[:-1]:
            return tool or host, steps[steps.index(mark) + 1]
    return tool or host, ""


READERS = (RecordReader("replay.link", "Link of a session's replay", ("usersession",), _sniff, _read),)
