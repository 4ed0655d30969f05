"""JSON in a form's body (`payload=%7B%22action%22…`), as GitHub posts it where a webhook is set to that content type.

The text is decoded once; a place in it is turned back into the one in the source, so that a record is still cited by its
own bytes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from workbench.model.records import Place
from workbench.readers.jsonsource import JsonSource

_SIGNS = (b"payload=%7b", b"payload=%5b", b"payload={", b"payload=[")
_KEY = b"payload="
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")


def is_form(data: bytes) -> bool:
    """Whether a source begins with such a body."""
    return data[:16].lower().startswith(_SIGNS)


def opened_form(head: bytes) -> bytes:
    """The JSON of a head that is such a body; any other head as it is."""
    return form_source(head).text if is_form(head) else head


@dataclass(slots=True)
class FormSource(JsonSource):
    """The decoded text. From a byte `inner[i]` of it on, up to the next such byte, the source goes on at `outer[i]`."""

    inner: list[int] = field(default_factory=list)
    outer: list[int] = field(default_factory=list)
    bodies: list[int] = field(default_factory=list)

    def line(self, offset: int) -> int:
        """The 1-based line of the source that a byte of the decoded text comes from."""
        return bisect_right(self.bodies, offset)

    def place(self, start: int, end: int, pointer: str = "") -> Place:
        """The place in the source of what fills the bytes [start, end) of the decoded text."""
        first = self._outer(start)
        return Place(first, self._outer(end) - first, pointer, self.line(start))

    def _outer(self, offset: int) -> int:
        at = max(bisect_right(self.inner, offset) - 1, 0)
        return self.outer[at] + offset - self.inner[at]


def form_source(data: bytes, name: str = "") -> FormSource:
    """The bodies of a source, one a line, decoded: `+` is a blank, `%7B` a byte; what follows a `&` is another field."""
    made = FormSource(b"", name)
    out = bytearray()
    start = 0
    for line in data.splitlines(keepends=True):
        made.bodies.append(len(out))
        at = start + (len(_KEY) if line.startswith(_KEY) else 0)
        body = line[at - start :].rstrip(b"\r\n")
        _decode(made, out, at, body.partition(b"&")[0] if at > start else body)
        out += b"\n"
        start += len(line)
    made.text = bytes(out)
    return made


def _decode(made: FormSource, out: bytearray, at: int, body: bytes) -> None:
    """Put a body that begins at a byte of the source behind what is decoded, and note where the two part."""
    done = 0
    made.inner.append(len(out))
    made.outer.append(at)
    for found in _ESCAPE.finditer(body):
        out += body[done : found.start()].replace(b"+", b" ")
        out.append(int(found[1], 16))
        done = found.end()
        made.inner.append(len(out))
        made.outer.append(at + done)
    out += body[done:].replace(b"+", b" ")
    made.inner.append(len(out))
    made.outer.append(at + len(body))
