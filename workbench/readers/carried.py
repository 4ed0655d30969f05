"""Envelopes that carry any tool's JSON: a topic's message, an event of a bus, a request as a relay kept it.

Amazon SNS puts what was published into `Message` as text; EventBridge puts it into `detail`; what receives webhooks (an API
gateway, a request bin) keeps the body as text in `body`, `payload`, `content` or `rawBody`. The reader of what is inside
reads it, and cites the bytes of the source. An envelope that a reader knows by itself isn't opened here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from workbench.model.case import Problem
from workbench.model.records import Event
from workbench.readers.core import Batch, RawSource, Sniff
from workbench.readers.jsontext import MARK, BadJson, CutOff, JsonWalk
from workbench.readers.wrapping import Unpacking, Wrapping, unescape

SIZE_LIMIT = 64 * 1024 * 1024
HEAD = 64 * 1024
_TEXTS = frozenset(("Message", "body", "payload", "content", "rawBody"))
_SIGNS = tuple(b'"%s"' % name.encode() for name in (*sorted(_TEXTS), "detail"))
_BUS = b'"detail-type"'
Judge = Callable[[bytes, str], Sniff]


@dataclass(frozen=True, slots=True)
class Opened:
    """What the envelopes of a text hold, one a line; the way back; how many envelopes held nothing of the kind."""

    text: bytes
    wrapping: Wrapping
    empty: int


def opened(text: bytes, whole: bool = True) -> Opened | None:
    """What is in the envelopes of a text; None where it is none of envelopes. whole: whether the text is the whole source,
    where the first of them decides; of a head each has to be one, so that a log with a few such lines stays a log.
    """
    begin = text.removeprefix(MARK).lstrip()[:1]
    if begin not in (b"{", b"[") or len(text) > SIZE_LIMIT or not any(sign in text[:HEAD] for sign in _SIGNS):
        return None
    out = Unpacking()
    found = empty = 0
    for place in _envelopes(text):
        if place is None:
            empty += 1
            if not whole or not found:
                return None
            continue
        found += 1
        start, end = place
        if text[start : start + 1] == b'"':
            end -= 1  # the last record ends before the quotation mark
            unescape(text, start + 1, end, out)
        else:
            out.add(text[start:end], start)
        out.add(b"\n", end)
    if not found:
        return None
    inside, wrapping = out.ended(text)
    return Opened(inside, wrapping, empty)


@lru_cache(maxsize=2)  # a head is asked about by many readers, one after the other
def head_inside(head: bytes) -> bytes:
    """What stands in the envelopes that a head begins with; empty where it begins with none."""
    found = opened(head, whole=False)
    return found.text if found is not None else b""


def _envelopes(text: bytes) -> Iterator[tuple[int, int] | None]:
    """Of each object at the top where its content lies, quotes included; None of one without any."""
    walk = JsonWalk(text)
    try:
        while True:
            if walk.peek() == b"[":
                for _ in walk.elements():
                    if walk.peek() == b"{":
                        yield from _content(walk)
            else:
                yield from _content(walk)
    except (CutOff, BadJson):
        return


def _content(walk: JsonWalk) -> Iterator[tuple[int, int] | None]:
    start = walk.position
    found: tuple[int, int] | None = None
    try:
        for key in walk.members():
            at = walk.position
            if found is None and (key in _TEXTS or key == "detail") and _carries(walk, key, start):
                found = at, at
                found = walk.skip()
    except CutOff:  # what is whole of the content of the last one is read all the same
        if found is not None:
            yield (found[0], len(walk.text) + 1) if found[0] == found[1] else found
        raise
    yield found


def _carries(walk: JsonWalk, key: str, start: int) -> bool:
    """Whether a value is text that begins as JSON does, or the detail of an event whose envelope begins at `start`."""
    if key == "detail":
        return walk.peek() == b"{" and _BUS in walk.text[start : start + 4096]
    begins = walk.text[walk.position : walk.position + 12]
    return begins[:1] == b'"' and begins[1:].lstrip(b" \\nrt")[:1] in (b"{", b"[")


def inner_source(source: RawSource, judge: Judge) -> tuple[RawSource, Opened] | None:
    """The source that a source's envelopes hold, for a reader that knows what is inside and not what is around it."""
    try:
        with Path(source.path).open("rb") as file:
            head = file.read(HEAD)
            inside = head_inside(head)
            if not inside or judge(head, source.name).confidence or not judge(inside, source.name).confidence:
                return None
            text = head + file.read(SIZE_LIMIT + 1)
    except OSError:
        return None
    found = opened(text)
    return (replace(source, size=len(found.text), held=found.text), found) if found is not None else None


def placed(batches: Iterable[Batch], found: Opened) -> Iterator[Batch]:
    """Batches of the inner source, cited in the outer one; behind them what is to be said of the envelopes."""
    written = found.wrapping.written
    lines: list[int] = [0]
    at = written.find(b"\n")
    while at >= 0:
        lines.append(at + 1)
        at = written.find(b"\n", at + 1)

    def back(event: Event) -> Event:
        place = event.place
        start, end = (found.wrapping.place_of(one) for one in (place.offset, place.offset + place.length))
        return replace(event, place=replace(place, offset=start, length=end - start, line=bisect_right(lines, start)))

    for batch in batches:
        yield replace(batch, events=tuple(map(back, batch.events)))
    if found.empty:
        what = f"{found.empty} envelopes held nothing that can be read, and were passed over"
        yield Batch(skipped=found.empty, problems=(Problem(what),))
