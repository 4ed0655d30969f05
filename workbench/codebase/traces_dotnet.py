""".NET's traces: `at Type.Method(arguments) in file:line N`, inner exceptions behind `--->`, async joints skipped."""

from __future__ import annotations

import re

from workbench.codebase.tracetext import Found, Stripped, thrown
from workbench.model.code import Frame, TraceException

_FRAME = re.compile(
    r"([\w.<>`|+,\[\]&$~-]+(?: \[[^\]]*\])?)\(([^()]*(?:\([^()]*\)[^()]*)*)\)(?: in (.+?):line (\d{1,9}))?$"
)
_ARROW = re.compile(r"\s*---> (?:\(Inner Exception #\d+\) )?(.*?)(?:<---)?$")
_END_INNER = "--- End of inner exception stack trace ---"
_JOINT = ("--- End of stack trace from previous location", "Exception rethrown at [")
MESSAGE_LINES = 20


def frame(call: str) -> Frame | None:
    """A frame from what follows `at `."""
    found = _FRAME.match(call.rstrip())
    if found is None or "." not in found[1]:
        return None
    return Frame(found[1], found[3] or "", int(found[4] or 0))


def read(text: Stripped, head: int, at: int) -> Found:
    """The exception named in line `head` and the inner ones printed below it, whose frames come first."""
    chain: list[tuple[str, str, list[Frame]]] = []
    for number in range(head, at):
        inner = _ARROW.match(text[number])
        named = thrown((inner[1] if inner else text[number]).strip())
        if named and (inner or not chain):
            name, message = named
            # The arrow may stand on the outer exception's own line.
            outer, arrow, rest = message.partition(" ---> ")
            chain.append((name, outer, []))
            if arrow and (deeper := thrown(rest)):
                chain.append((*deeper, []))
        elif chain:
            name, message, frames = chain[-1]
            chain[-1] = (name, f"{message}\n{text[number].rstrip()}".strip(), frames)
    current = len(chain) - 1
    while at < len(text):
        line = text[at].strip()
        if line == _END_INNER:
            current = max(current - 1, 0)
        elif line.startswith("at ") and (call := frame(line[3:])):
            chain[current][2].append(call)
        elif not line.startswith(_JOINT):
            break
        at += 1
    exceptions = tuple(
        TraceException(name, message, "cause" if number else "root", tuple(frames))
        for number, (name, message, frames) in enumerate(chain)
    )
    return Found("csharp", exceptions, head, at)
