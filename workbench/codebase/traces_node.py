"""V8's stacks as Node prints them (Error.stack and util.inspect): async frames, aliases, causes, matching lines."""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.codebase.tracetext import Found, Stripped, thrown
from workbench.model.code import Frame, TraceException

_PLACE = re.compile(r"(.*?):(\d{1,9}):(\d{1,9})$")
_UNPLACED = ("<anonymous>", "native", "unknown location")
_INDEX = re.compile(r"index \d+$")
_ALIAS = re.compile(r" \[as [^\]]+\]$")
_CAUSE = re.compile(r"\s*\[cause\]: (.*)$")
_ERRORS = re.compile(r"\s*\[errors\]: \[$")
_MATCHING = re.compile(r"\s*\.\.\. (\d{1,6}) lines matching cause stack trace \.\.\.")
PROPERTY_LINES = 60


def frame(call: str) -> Frame | None:
    """A frame from what follows `at `: `name (file:line:column)` or `file:line:column`."""
    call = call.rstrip().removesuffix(" {").rstrip()
    function, place = "", call
    if call.endswith(")") and " (" in call:
        cut = call.index(" (")
        function, place = call[:cut], call[cut + 2 : -1]
    found = _PLACE.match(place)
    function = _ALIAS.sub("", function).removeprefix("async ")
    if found and not (not function and " " in found[1] and "/" not in found[1] and "\\" not in found[1]):
        return Frame(function, found[1].removeprefix("async ").removeprefix("file://"), int(found[2]), int(found[3]))
    return Frame(function) if function and (place in _UNPLACED or _INDEX.match(place)) else None


def read(text: Stripped, head: int, at: int) -> Found:
    """The error named in line `head` and what caused it."""
    more = [text[number].rstrip() for number in range(head + 1, at)]
    first, after = _one(text, text[head].strip(), at, more)
    chain = [first]
    while text[after - 1].rstrip().endswith("{"):
        member, start = _inner(text, after)
        if member is None:
            break
        inner, after = _one(text, text[start - 1][text[start - 1].index(": ") + 2 :].strip(), start, [])
        chain.append((TraceException(inner[0].type, inner[0].message, "cause", inner[0].frames), inner[1]))
    exceptions = [exception for exception, _ in chain]
    for number in range(len(chain) - 2, -1, -1):
        exceptions[number] = _put_back(exceptions[number], chain[number][1], exceptions[number + 1])
    return Found("javascript", tuple(exceptions), head, after)


def _one(
    text: Stripped, head: str, at: int, more: list[str]
) -> tuple[tuple[TraceException, tuple[int, int] | None], int]:
    """One error with its frames; where lines were left out as matching the cause's: (behind how many frames, how many)."""
    name, message = thrown(head) or (head.partition(": ")[0], head.partition(": ")[2])
    frames: list[Frame] = []
    gap: tuple[int, int] | None = None
    while at < len(text):
        line = text[at].strip()
        if found := _MATCHING.match(line):
            gap = (len(frames), int(found[1]))
        elif line.startswith("at ") and (call := frame(line[3:])):
            frames.append(call)
        else:
            break
        at += 1
    exception = TraceException(name, "\n".join([message, *more]).strip(), "root", tuple(frames))
    return (exception, gap), at


def _inner(text: Stripped, at: int) -> tuple[str | None, int]:
    """The cause among the properties printed behind an error; the line of its first frame."""
    for number in range(at, min(at + PROPERTY_LINES, len(text))):
        if found := _CAUSE.match(text[number]):
            return found[1], number + 1
        if text[number].strip() in ("}", ""):
            break
    return None, at


def _put_back(outer: TraceException, gap: tuple[int, int] | None, inner: TraceException) -> TraceException:
    """The frames left out follow, in the cause, the one that stands before the gap."""
    if gap is None or gap[0] == 0 or outer.frames[gap[0] - 1] not in inner.frames:
        return outer
    start = inner.frames.index(outer.frames[gap[0] - 1]) + 1
    missing = inner.frames[start : start + gap[1]]
    return replace(outer, frames=(*outer.frames[: gap[0]], *missing, *outer.frames[gap[0] :]))
