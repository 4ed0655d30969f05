"""An event as bytes and back, exactly: every key and nesting kept; and its words, one string to search in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import zstandard

from workbench.engine.fieldtest import texts_in
from workbench.model.records import Event, Link, Place

# Stands between the words of one event in its search text, so that nothing is found across two of them (ASCII US).
BETWEEN = "\x1f"
_BIG, _BROKEN = 1, 2
LARGEST = 1 << 31
_SURROGATE = re.compile("[\ud800-\udfff]")


def pack(event: Event) -> bytes:
    """The event without its resource (many have the same one) as MessagePack, fields in the order of `unpack`."""
    place = event.place
    fields = (
        event.t,
        event.t_end,
        event.t_observed,
        event.t_raw,
        event.naive,
        event.resolution_ns,
        (place.offset, place.length, place.pointer, place.line),
        event.kind,
        event.phase,
        event.severity,
        event.severity_text,
        event.title,
        event.body,
        event.event_id,
        event.group_key,
        event.attributes,
        [(link.type, link.value) for link in event.links],
    )
    return _encoded(fields)


def pack_resource(event: Event) -> bytes:
    """The event's resource as MessagePack."""
    return _encoded(event.resource)


def unpack_resource(packed: bytes) -> Any:
    """The resource again. Raises `ValueError` when the bytes are damaged."""
    return _DECODER.decode(packed)


def _encoded(part: Any) -> bytes:
    try:
        return _ENCODER.encode(part)
    except (OverflowError, UnicodeEncodeError):
        return _ENCODER.encode(_carried(part))


def unpack(packed: bytes, resource: Any) -> Event:
    """The event again, with its resource. Raises `ValueError` when the bytes are damaged."""
    (t, t_end, observed, raw, naive, resolution, place, kind, phase, *rest) = _DECODER.decode(packed)
    severity, severity_text, title, body, event_id, group_key, attributes, links = rest
    return Event(
        t=t,
        place=Place(*place),
        kind=kind,
        t_end=t_end,
        t_observed=observed,
        t_raw=raw,
        naive=naive,
        resolution_ns=resolution,
        phase=phase,
        severity=severity,
        severity_text=severity_text,
        title=title,
        body=body,
        event_id=event_id,
        group_key=group_key,
        resource=resource,
        attributes=attributes,
        links=tuple(Link(*link) for link in links),
    )


def _carried(part: Any) -> Any:
    """What MessagePack has no form for, as its extensions: integers over 64 bits, halves of surrogate pairs."""
    if isinstance(part, str):
        return msgspec.msgpack.Ext(_BROKEN, part.encode("utf-8", "surrogatepass")) if _SURROGATE.search(part) else part
    if isinstance(part, int) and not -(1 << 63) <= part < 1 << 64:
        return msgspec.msgpack.Ext(_BIG, str(part).encode())
    if isinstance(part, Mapping):
        return {_carried(key): _carried(value) for key, value in part.items()}
    return [_carried(item) for item in part] if isinstance(part, list | tuple) else part


def _uncarried(code: int, content: memoryview) -> Any:
    if code == _BIG:
        return int(bytes(content))
    return bytes(content).decode("utf-8", "surrogatepass")


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(ext_hook=_uncarried)


def words(event: Event) -> Iterator[str]:
    """Every text that a search looks at: title, body, severity, ids, the values of attributes, resource and links."""
    own = (event.title, event.body, event.severity_text, event.event_id, event.group_key)
    yield from (text for text in own if text)
    yield from texts_in(event.attributes)
    yield from texts_in(event.resource)
    yield from (link.value for link in event.links)


def search_text(event: Event) -> str:
    """The words of an event, for the store's search column."""
    return storable(BETWEEN.join(words(event)))


def storable(text: str) -> str:
    """The text as a column can hold it: halves of surrogate pairs become U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def zipped(content: bytes) -> bytes:
    """Columns as one zstd frame that says how long they are."""
    return zstandard.ZstdCompressor(level=3).compress(content)


def unzipped(blob: bytes, size: int) -> bytes:
    """The `size` bytes of a frame again. Raises `ValueError` when it is damaged or holds any other number of them.

    The frame's own word on its size is looked at first: an index may come from a stranger, and a bomb is short.
    """
    try:
        if size > LARGEST or zstandard.frame_content_size(blob) != size:
            raise ValueError("columns of another length")
        return zstandard.ZstdDecompressor().decompress(blob, max_output_size=size)
    except zstandard.ZstdError as error:
        raise ValueError(f"damaged columns: {error}") from error
