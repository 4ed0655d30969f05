"""Python's tracebacks as `traceback` prints them: chains, groups, repeated lines, carets under the source.

The text is outermost frame first and ends with the exception finally raised; what led to it stands above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.codebase.tracetext import Found, Lines, Stripped, prefix_width
from workbench.model.code import Frame, Relation, TraceException

HEADER = "Traceback (most recent call last):"
GROUP_HEADER = "Exception Group Traceback (most recent call last):"
MESSAGE_LINES = 30
_FRAME = re.compile(r'(\s*)File "([^"]*)", line (\d{1,9})(?:, in (.*))?$')
_REPEATED = re.compile(r"\s*\[Previous line repeated (\d{1,9}) more times?\]")
_RAISED = re.compile(r"\s*([A-Za-z_][\w.]*(?:\.<locals>[\w.]*)*)(?::(?: (.*))?)?$")
# What a message of several lines goes on with, when it is not simply the next thing in the text.
_GOES_ON = re.compile(r"\s+\S|[\[(]|[A-Z]+(?: \d+)?:")
_LINKS: dict[str, Relation] = {
    "The above exception was the direct cause of the following exception:": "cause",
    "During handling of the above exception, another exception occurred:": "context",
}
_MARGIN = re.compile(r"\s*[|+] ?")
_RULE = re.compile(r"\s*\+(?:-\+)?-{3,}")


@dataclass(slots=True)
class _Part:
    """One exception of the chain with the members of its group, and how the next one follows from it."""

    exceptions: list[TraceException]
    leads_by: Relation = "root"


def read(lines: Lines, at: int) -> Found:
    """The chain whose first header stands in line `at`."""
    column = lines[at].find("Traceback (most")
    if GROUP_HEADER in lines[at]:
        column = max(lines[at].find("+ Exception Group"), 0)
    following = lines[at + 1] if at + 1 < len(lines) else ""
    text = Stripped(lines, at, prefix_width(lines[at], column, following))
    parts: list[_Part] = []
    after = at
    while True:
        part, after = _part(text, after)
        parts.append(part)
        link, ahead = _link(text, after)
        if link is None:
            break
        part.leads_by, after = link, ahead
    root = parts[-1]
    exceptions = list(root.exceptions)
    for part in reversed(parts[:-1]):
        exceptions.append(replace(part.exceptions[0], relation=part.leads_by))
        exceptions.extend(part.exceptions[1:])
    told = any(exception.frames or exception.type for exception in exceptions)
    return Found("python", tuple(exceptions) if told else (), at, after)


def _part(text: Stripped, at: int) -> tuple[_Part, int]:
    if GROUP_HEADER in text[at]:
        return _group(text, at)
    exception, after = _single([text[n] for n in range(at + 1, _block_end(text, at + 1))])
    return _Part([exception]), at + 1 + after


def _block_end(text: Stripped, at: int) -> int:
    """Where to stop looking at the latest: the next header, or an empty line."""
    while at < len(text) and text[at].strip() and "Traceback (most" not in text[at]:
        at += 1
    return at


def _single(block: Sequence[str]) -> tuple[TraceException, int]:
    """Frames and the exception line of one traceback; how many of the lines belong to it."""
    frames: list[Frame] = []
    indent = 0
    at = 0
    while at < len(block):
        line = block[at]
        if found := _FRAME.match(line):
            indent = len(found[1])
            frames.append(Frame(found[4] or "", found[2], int(found[3])))
        elif (again := _REPEATED.match(line)) and frames:
            frames[-1] = replace(frames[-1], repeat=int(again[1]) + 1)
        elif not frames or len(line) - len(line.lstrip()) < indent:
            break
        at += 1
    frames.reverse()
    raised = _RAISED.match(block[at]) if at < len(block) else None
    if raised is None:
        return TraceException("", "", "root", tuple(frames)), at
    message = [raised[2] or ""]
    at += 1
    while at < len(block) and len(message) < MESSAGE_LINES and _GOES_ON.match(block[at]):
        message.append(block[at])
        at += 1
    return TraceException(raised[1], "\n".join(message).strip(), "root", tuple(frames)), at


def _link(text: Stripped, at: int) -> tuple[Relation | None, int]:
    """The sentence that joins two tracebacks, if it follows with the header of the next; else None."""
    while at < len(text) and not text[at].strip(" |"):
        at += 1
    link = _LINKS.get(text[at].strip(" |")) if at < len(text) else None
    if link is None:
        return None, at
    at += 1
    while at < len(text) and not text[at].strip(" |"):
        at += 1
    return (link, at) if at < len(text) and "Traceback (most" in text[at] else (None, at)


def _group(text: Stripped, at: int) -> tuple[_Part, int]:
    """An exception group: sections between rules; the first is the group's own, the others its members, flattened."""
    sections: list[list[str]] = [[]]
    end = at
    while end < len(text) and _MARGIN.match(text[end]):
        line = text[end]
        if _RULE.match(line):
            sections.append([])
        else:
            sections[-1].append(_MARGIN.sub("", line, count=1))
        end += 1
    exceptions: list[TraceException] = []
    for section in sections:
        # A member may itself be a chain: only what it finally raised is the group's member.
        starts = [number for number, line in enumerate(section) if HEADER in line]
        block = section[starts[-1] + 1 :] if starts else [line for line in section if line.strip()]
        if block:
            exception, _ = _single(block)
            exceptions.append(replace(exception, relation="group") if exceptions else exception)
    return _Part(exceptions or [TraceException("", "", "root", ())]), max(end, at + 1)
