"""Places of values in whole JSON, found by a decoder that passes over them in compiled code: 20 times as fast as a walk.

It only answers for JSON that is whole and sound from end to end; what is cut off or odd is left to `JsonWalk`, which keeps
what can be kept of it.
"""

from __future__ import annotations

import re

import msgspec
import numpy as np

_FIRST, _NEXT = re.compile(rb"\s*+\[\s*+"), re.compile(rb"\s*+,\s*+")
Span = tuple[int, int]
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_ANY = msgspec.json.Decoder(msgspec.Raw)
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])


def elements_of(text: bytes, within: Span) -> list[Span] | None:
    """The bytes [start, end) of each value of the list that fills `within`; None where no sound list does."""
    try:
        raws = _LIST.decode(memoryview(text)[within[0] : within[1]])
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    places: list[Span] = []
    position, between = within[0], _FIRST
    for raw in raws:  # values follow one another with nothing but a comma and blanks between them
        found = between.match(text, position)
        if found is None:
            return None
        position = found.end() + memoryview(raw).nbytes
        places.append((found.end(), position))
        between = _NEXT
    return places


def sound(text: bytes, within: Span) -> bool:
    """Whether these bytes are one whole JSON value; none of it is kept."""
    try:
        _ANY.decode(memoryview(text)[within[0] : within[1]])
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return False
    return True


def members_of(text: bytes, within: Span) -> dict[str, Span] | None:
    """The bytes of each value of the object that fills `within`, by key; None where no sound object does."""
    try:
        raws = _OBJECT.decode(memoryview(text)[within[0] : within[1]])
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    base = _address(text)
    return {key: _place(raw, base) for key, raw in raws.items()}


def _place(raw: msgspec.Raw, base: int) -> Span:
    view = memoryview(raw)
    start = _address(view) - base
    return start, start + view.nbytes


def _address(view: bytes | memoryview) -> int:
    """Where the bytes lie in memory: a raw value is a view of the text that it was found in."""
    return np.frombuffer(view, np.uint8).__array_interface__["data"][0] if len(view) else 0
