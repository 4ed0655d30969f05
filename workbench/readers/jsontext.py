"""JSON with the places of its values: a walk over bytes that skips what nobody asks for, however deep or cut off.

Readers cite each record by the bytes of its own JSON value, and keep what was whole of a file that ends in the middle;
no ready decoder gives either. The walk only finds where values end; each value is then decoded strictly by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

VALUE_LIMIT = 64 * 1024 * 1024
_SPACE = re.compile(rb"[ \t\r\n]*+")
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.S)
_SCALAR = re.compile(rb"[^\s,\]}\[{\":]++")
_NESTING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[{\]}]', re.S)
# The same with commas, and a quotation mark that nothing closes.
_PARTS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[{\]},"]', re.S)
OPEN_LIMIT = 200
MARK = b"\xef\xbb\xbf"


class CutOff(Exception):
    """The text ends inside a value."""


class BadJson(Exception):
    """What stands here is no JSON; `at` is the byte."""

    def __init__(self, at: int) -> None:
        super().__init__(f"byte {at}")
        self.at = at


class JsonWalk:
    """A position in JSON text that goes forward only.

    `members` and `elements` stop at each value; the caller takes it with `value`, goes into it, or leaves it, in which
    case it is skipped. All raise `CutOff` and `BadJson`. `position` may be set to go on elsewhere.
    """

    def __init__(self, text: bytes, position: int = 0) -> None:
        self.text = text
        self.position = position or (len(MARK) if text.startswith(MARK) else 0)

    def peek(self) -> bytes:
        """The next byte that isn't blank, the position moved to it; raises `CutOff` at the end."""
        place = _SPACE.match(self.text, self.position)
        self.position = place.end() if place else self.position
        if self.position >= len(self.text):
            raise CutOff
        return self.text[self.position : self.position + 1]

    def members(self) -> Iterator[str]:
        """The keys of the object that begins here, each with the position at its value."""
        self._take(b"{")
        if self.peek() == b"}":
            self.position += 1
            return
        while True:
            if self.peek() != b'"':
                raise BadJson(self.position)
            start, end = self.skip()
            key = decoded(self.text[start:end])
            self._take(b":")
            self.peek()
            value = self.position
            yield key if isinstance(key, str) else ""
            if self.position == value:
                self.skip()
            if self._take(b",}") == b"}":
                return

    def elements(self) -> Iterator[int]:
        """The positions of the values of the array that begins here."""
        self._take(b"[")
        if self.peek() == b"]":
            self.position += 1
            return
        while True:
            self.peek()
            value = self.position
            yield value
            if self.position == value:
                self.skip()
            if self._take(b",]") == b"]":
                return

    def skip(self) -> tuple[int, int]:
        """Go past the value that begins here; its first byte and the one behind it."""
        first = self.peek()
        start = self.position
        if first in (b"{", b"["):
            self.position = self._nested_end(start)
        elif first == b'"':
            found = _STRING.match(self.text, start)
            if found is None:
                raise CutOff
            self.position = found.end()
        else:
            found = _SCALAR.match(self.text, start)
            if found is None:
                raise BadJson(start)
            if found.end() == len(self.text) and found[0] not in (b"null", b"true", b"false"):
                # A number at the very end may go on: what is cut off in it can't be known.
                raise CutOff
            self.position = found.end()
        return start, self.position

    def value(self) -> Any:
        """The value that begins here, decoded; `BadJson` where it is none."""
        start, end = self.skip()
        found = decoded(self.text[start:end], missing := object())
        if found is missing:
            raise BadJson(start)
        return found

    def _take(self, wanted: bytes) -> bytes:
        found = self.peek()
        if found not in wanted:
            raise BadJson(self.position)
        self.position += 1
        return found

    def _nested_end(self, start: int) -> int:
        depth = 0
        for found in _NESTING.finditer(self.text, start):
            mark = found[0]
            if mark in (b"{", b"["):
                depth += 1
            elif mark in (b"}", b"]"):
                depth -= 1
                if depth == 0:
                    return found.end()
        raise CutOff


def whole_part(text: bytes) -> bytes:
    """What is whole of the value that begins here and that the text ends in: JSON text, its brackets closed.

    A member that is cut off is left out, never shortened. Empty where nothing is whole, or too much is open.
    """
    closers: list[bytes] = []
    end = 0
    for found in _PARTS.finditer(text):
        mark = found[0]
        if mark == b'"':  # a string that doesn't end: what looks like brackets behind it is its text
            break
        if mark in (b"{", b"["):
            closers.append(b"}" if mark == b"{" else b"]")
        elif mark in (b"}", b"]") and (not closers or mark != closers.pop()):
            return b""
        if mark == b",":
            end = found.start()
        elif len(mark) == 1:
            end = found.end()
        if not closers:
            break
    return text[:end] + b"".join(reversed(closers)) if len(closers) <= OPEN_LIMIT else b""


def decoded(text: bytes | str, otherwise: Any = None) -> Any:
    """A JSON text as Python values, strictly; `otherwise` where it is none, or nested too deep. Never raises.

    NaN and infinities, which some writers emit, are taken as the standard library takes them.
    """
    if len(text) > VALUE_LIMIT:
        return otherwise
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        pass
    try:
        return json.loads(text if isinstance(text, str) else text.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return otherwise
