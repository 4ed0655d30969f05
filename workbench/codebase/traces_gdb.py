"""gdb's `backtrace`: numbered frames, innermost first, behind the signal that stopped the program."""

from __future__ import annotations

import re

from workbench.codebase.tracetext import Found, Lines, Stripped
from workbench.model.code import Frame, TraceException

_FRAME = re.compile(r"#(\d{1,6}) +(?:0x[0-9a-f]+ in )?(.*)$")
_PLACE = re.compile(r"\) at (\S.*?):(\d{1,9})$")
_LIBRARY = re.compile(r" from (\S+)$")
_SIGNAL = re.compile(r"(?:received|terminated with) signal (\w+), (.*?)\.?$")
LOOK_BACK = 12
# Between two frames stand the locals of `bt full`, indented or known by their words, and wrapped arguments.
_BETWEEN = re.compile(r"\s|No locals\.|No symbol table|\(More stack frames")


def read(lines: Lines, at: int) -> Found | None:
    """The stack whose frame 0 stands in line `at`; None where the line only looks like it."""
    column = lines[at].find("#0 ")
    text = Stripped(lines, at, column)
    if not text[at].startswith("#0 "):
        return None
    frames, after = _stack(text, at)
    if not frames or not any(frame.file for frame in frames):
        return None
    while after < len(text) and text[after].startswith("#0 "):
        again, behind = _stack(text, after)
        if again != frames[: len(again)]:
            break
        after = behind
    kind, message = "", ""
    for number in range(at - 1, max(at - LOOK_BACK, -1), -1):
        if found := _SIGNAL.search(text[number]):
            kind, message = found[1], found[2]
            break
    return Found("c++", (TraceException(kind, message, "root", tuple(frames)),), at, after)


def _stack(text: Stripped, at: int) -> tuple[list[Frame], int]:
    frames: list[Frame] = []
    while at < len(text):
        found = _FRAME.match(text[at])
        if found and int(found[1]) == len(frames):
            frames.append(_frame(found[2]))
        elif found or not _BETWEEN.match(text[at]):
            break
        at += 1
    return frames, at


def _frame(text: str) -> Frame:
    place = _PLACE.search(text)
    library = _LIBRARY.search(text)
    function = text[: _arguments(text)].strip()
    if place:
        return Frame(function, place[1], int(place[2]))
    return Frame(function, module=library[1] if library else "")


def _arguments(text: str) -> int:
    """Where the arguments begin: the first ` (` outside of template brackets."""
    depth = 0
    for at, character in enumerate(text):
        if character == "<":
            depth += 1
        elif character == ">" and depth:
            depth -= 1
        elif character == " " and depth == 0 and text[at + 1 : at + 2] == "(" and at:
            return at
    return len(text)
