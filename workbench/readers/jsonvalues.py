"""JSON values whose numbers know how they were written; of what is cut off, what is whole."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from workbench.readers.jsonsource import PAGES, JsonSource, top_keys
from workbench.readers.jsontext import BadJson, CutOff, JsonWalk, decoded, whole_part
from workbench.readers.recordmap import Written

_DECODER = msgspec.json.Decoder(float_hook=Written)


def value_of(data: bytes) -> Any:
    """A JSON value whose numbers know how they were written; None where it is none."""
    try:
        return _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError):
        return decoded(data)


def whole_at(text: JsonSource, position: int, exact: bool = True) -> tuple[int, int, Any, bool]:
    """The value at a position: its bytes [start, end), it, and whether the source ends in it (then what of it is whole).

    exact: whether numbers shall know how they were written, which costs half of the time where they are many.
    """
    value = value_of if exact else decoded
    walk = text.walk(position)
    try:
        start, end = walk.skip()
    except CutOff:
        # `JsonSource.each` meets the cut itself, and says so.
        return walk.position, len(text.text), value(whole_part(text.text[walk.position :])), True
    return start, end, value(text.text[start:end]), False


@lru_cache(maxsize=2)  # a head is asked about by many readers, one after the other
def first_object(head: bytes) -> Any:
    """The first object in a head: whole, or what of a longer one is whole in it."""
    walk = JsonWalk(head)
    try:
        for _ in range(PAGES):
            walk.position += walk.peek() == b"["
        start, end = walk.skip()
        return value_of(head[start:end])
    except CutOff:
        return value_of(whole_part(head[walk.position :]))
    except BadJson:
        return {key: value_of(value) for key, value in top_keys(head).items()}
