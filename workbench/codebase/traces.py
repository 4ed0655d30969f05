"""Find stack traces in any text: a log record, a pasted message, a whole file.

Each grammar is a module that is asked only where its mark stands in a line (`Traceback`, `at `, `goroutine`, `#0`), reads
forward line by line and says where it ended. Lines are looked at clipped and by anchored patterns, so that the time
taken grows with the text and with nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from workbench.codebase import traces_at, traces_gdb, traces_go, traces_python
from workbench.codebase.tracetext import Found, Lines
from workbench.model.code import StackTrace

TEXT_LIMIT = 64 * 1024 * 1024
TRACES_LIMIT = 10_000
STRINGS_LIMIT = 1000
# A trace inside a JSON string stands on one line, its newlines written as \n.
_ESCAPED = re.compile(r"\\n(?:\\t|\s)*(?:at |File \\\"|goroutine )|Traceback \(most recent call last\):\\n")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)"')


def find_traces(text: str) -> tuple[StackTrace, ...]:
    """All stack traces, in order of appearance; empty for text without one. offset and length are characters of `text`.

    Root (the exception finally reported) first, then what caused it, what it suppressed, the context it was raised in,
    or the members of its group; frames innermost first. At most 10,000 traces of the first 64 million characters.
    """
    lines = Lines(text[:TEXT_LIMIT])
    found: list[StackTrace] = []
    at = 0
    while at < len(lines) and len(found) < TRACES_LIMIT:
        answer = _trace_from(lines, at)
        if answer is None:
            at += 1
            continue
        if answer.exceptions:
            start, end = lines.start(answer.first), lines.end(answer.after - 1)
            found.append(StackTrace(answer.language, answer.exceptions, start, end - start))
        at = max(answer.after, at + 1)
    found.extend(_escaped_traces(lines, found))
    return tuple(sorted(found, key=lambda trace: trace.offset))


def _trace_from(lines: Lines, at: int) -> Found | None:
    """What a grammar makes of the text that begins at this line; None where no mark stands in it."""
    line = lines[at]
    if "Traceback (most" in line:
        return traces_python.read(lines, at)
    if "at " in line and traces_at.marks(line):
        return traces_at.read(lines, at)
    if "panic:" in line or "fatal error:" in line or "goroutine " in line or "panic serving" in line:
        return traces_go.read(lines, at)
    if "#0 " in line:
        return traces_gdb.read(lines, at)
    return None


def _escaped_traces(lines: Lines, found: list[StackTrace]) -> Iterator[StackTrace]:
    """Traces written inside JSON strings, each placed at its whole line."""
    taken = {trace.offset for trace in found}
    for at in range(len(lines)):
        line = lines.whole(at)
        if "\\n" not in line or lines.start(at) in taken or not _ESCAPED.search(line):
            continue
        for string in islice(_STRING.finditer(line), STRINGS_LIMIT):
            if _ESCAPED.search(string[1]):
                for trace in find_traces(_unescaped(string[0])):
                    yield replace(trace, offset=lines.start(at), length=lines.end(at) - lines.start(at))


def _unescaped(literal: str) -> str:
    try:
        return json.loads(literal, strict=False)
    except ValueError:
        return ""
