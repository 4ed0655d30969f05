r"""Payloads that arrive packed in another text, unpacked with the way back from each byte to where it was written.

A webhook may be posted as a form (`payload=%7B%22events…`), or kept by a relay as JSON text within JSON
(`{"payload":"{\"events…"}`). What is read of it is still cited by the bytes of the source: those of the record alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from workbench.readers.jsontext import BadJson, CutOff, JsonWalk, decoded

SIZE_LIMIT = 64 * 1024 * 1024
FIELDS = (b"payload", b"body", b"data")
_FORM = re.compile(rb"(?:^|(?<=[\n&]))(?:payload|body|data)=((?:%7B|%5B|\+|%20|%0D|%0A|\{|\[)[^&\s]*)", re.I)
_HEAD = re.compile(
    rb"(?:[\w.%+-]{1,100}=[^&\s]{0,1000}&){0,20}(?:payload|body|data)=(?:%7B|%5B|\+|%20|%0D|%0A|\{|\[)", re.I
)
_CODE = re.compile(rb"(?:%[0-9A-Fa-f]{2})+|\+")
_ESCAPE = re.compile(rb'\\(?:u[0-9A-Fa-f]{4}(?:\\u[dD][c-fC-F][0-9A-Fa-f]{2})?|["\\/bfnrt])')
_ITSELF = (b'"', b"\\", b"/")
_SIMPLE = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}


@dataclass(frozen=True, slots=True)
class Wrapping:
    """The source's bytes, and where stretches of the text taken out of them begin: in the text, and there."""

    written: bytes
    inside: tuple[int, ...]
    outside: tuple[int, ...]

    def place_of(self, offset: int) -> int:
        """Where a byte of the text was written."""
        at = bisect_right(self.inside, offset) - 1
        return min(self.outside[at] + offset - self.inside[at], len(self.written)) if at >= 0 else 0


class Unpacking:
    """The text taken out so far; each stretch that was written as it is goes in at once."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0
        self.inside: list[int] = []
        self.outside: list[int] = []

    def add(self, text: bytes, outside: int) -> None:
        """A stretch and where it was written."""
        if text:
            self.inside.append(self.size)
            self.outside.append(outside)
            self.parts.append(text)
            self.size += len(text)

    def ended(self, written: bytes) -> tuple[bytes, Wrapping]:
        """The text, and the way back into what was written."""
        return b"".join(self.parts), Wrapping(written, tuple(self.inside), tuple(self.outside))


def unpacked(text: bytes) -> tuple[bytes, Wrapping | None]:
    """The payloads within a text, one a line, and the way back; the text itself where none is packed."""
    if len(text) > SIZE_LIMIT:
        return text, None
    if _HEAD.match(text[:20_000]):
        return _of_forms(text)
    fields = list(_packed_fields(text)) if text[:400].lstrip(b" \t\r\n")[:1] == b"{" and _may_be(text[:400]) else []
    if not fields:
        return text, None
    out = Unpacking()
    for start, end in fields:
        unescape(text, start + 1, end - 1, out)
        out.add(b"\n", end)
    return out.ended(text)


def _of_forms(text: bytes) -> tuple[bytes, Wrapping]:
    """The fields of posted forms, one body a line."""
    out = Unpacking()
    for field in _FORM.finditer(text):
        at = field.start(1)
        for code in _CODE.finditer(text, at, field.end(1)):
            out.add(text[at : code.start()], at)
            if code[0] == b"+":
                out.add(b" ", code.start())
            else:
                for number, byte in enumerate(unquote_to_bytes(code[0])):
                    out.add(bytes((byte,)), code.start() + 3 * number)
            at = code.end()
        out.add(text[at : field.end(1)], at)
        out.add(b"\n", field.end(1))
    return out.ended(text)


def _may_be(head: bytes) -> bool:
    """Whether a field with JSON text stands at the beginning, as far as that is seen at a glance."""
    return b'\\"' in head and any(b'"%s"' % name in head for name in FIELDS)


def _packed_fields(text: bytes) -> Iterator[tuple[int, int]]:
    """Where the JSON texts of `{"payload": "{…}"}` lie, quotes included, of objects one behind the other."""
    walk = JsonWalk(text)
    try:
        while True:
            for key in walk.members():
                value = walk.position
                begins = text[value : value + 12].lstrip(b'" \\nrt')[:1]
                if key.encode() in FIELDS and walk.peek() == b'"' and begins in (b"{", b"["):
                    try:
                        yield walk.skip()
                    except CutOff:  # what was whole of it is read all the same
                        yield value, len(text) + 1
                        return
    except (CutOff, BadJson):
        return


def unescape(text: bytes, start: int, end: int, out: Unpacking) -> None:
    """The characters of a JSON string between its quotes."""
    at = start
    for code in _ESCAPE.finditer(text, start, end):
        first = code.start()
        out.add(text[at:first], at)
        kind = text[first + 1 : first + 2]
        if kind in _ITSELF:  # it goes on with what follows
            at = first + 1
            continue
        if kind == b"u":
            value = decoded(b'"' + code[0] + b'"')
            out.add(value.encode("utf-8", "replace") if isinstance(value, str) else b"?", code.start())
        else:
            out.add(_SIMPLE.get(kind, kind), code.start())
        at = code.end()
    out.add(text[at:end], at)
