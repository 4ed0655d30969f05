"""Traces whose frames begin with `at`: the JVM's, V8's (Node) and .NET's, told apart by what follows.

What was thrown stands above the first frame, perhaps behind a log prefix and over several lines.
"""

from __future__ import annotations

import re

from workbench.codebase import traces_dotnet, traces_jvm, traces_node
from workbench.codebase.tracetext import Found, Lines, Stripped, prefix_width, thrown

_MARK = re.compile(r"(?:^|[\s|>:\]])\s*at (?=[\w$<\[./(])")
LOOK_BACK = 20


def marks(line: str) -> bool:
    """Whether the line may be a frame: `at` first, or behind a log prefix."""
    found = _MARK.search(line[:300])
    return found is not None and _language(line[found.end() :]) is not None


def _language(call: str) -> str | None:
    """Whose frame it is; None where it is no frame at all."""
    if traces_jvm.frame(call):
        return "java"
    if traces_node.frame(call):
        return "javascript"
    return "csharp" if traces_dotnet.frame(call) else None


def read(lines: Lines, at: int) -> Found | None:
    """The trace whose first frame stands in line `at`; its exceptions are none where nothing was thrown above it."""
    found = _MARK.search(lines[at])
    if found is None:
        return None
    column = found.end() - len("at ")
    text = Stripped(lines, at, prefix_width(lines[at], column, lines[at - 1] if at else ""))
    language = _language(lines[at][found.end() :])
    head = _head(text, at, language)
    if head is None:
        return Found("", (), at, _behind_frames(text, at))
    if language == "java":
        return traces_jvm.read(text, head, at)
    if language == "javascript":
        return traces_node.read(text, head, at)
    return traces_dotnet.read(text, head, at)


def _head(text: Stripped, at: int, language: str | None) -> int | None:
    """The line above the frames that names what was thrown."""
    inner = None
    for number in range(at - 1, max(at - LOOK_BACK, -1), -1):
        line = text[number]
        if not line.strip() or is_frame(line):
            return inner
        if thrown(line.lstrip()) is not None or thrown(line) is not None:
            # .NET prints the outer exception first and each inner one on a line with an arrow below it.
            if language != "csharp" or " ---> " not in f" {line.strip()}" or not line.strip().startswith("--->"):
                return number
            inner = number
    return inner


def is_frame(line: str) -> bool:
    """Whether a line without prefix is a frame."""
    line = line.lstrip()
    return line.startswith("at ") and _language(line[3:]) is not None


def _behind_frames(text: Stripped, at: int) -> int:
    while at < len(text) and is_frame(text[at]):
        at += 1
    return at
