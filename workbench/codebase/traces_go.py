"""Go: a panic or fatal error with its goroutine, or a goroutine dump. Frames are pairs of lines, innermost first.

Form: runtime/traceback.go. `created by` names who started the goroutine and is no call of the stack.
"""

from __future__ import annotations

import re

from workbench.codebase.tracetext import Found, Lines, Stripped
from workbench.model.code import Frame, Relation, TraceException

_PANIC = re.compile(r"(?:^|[\s:\]])(panic|fatal error): (.*)$")
_SERVING = re.compile(r"(panic) serving [^ ]+: (.*)$")
_GOROUTINE = re.compile(r"goroutine \d+(?: [\w=<>.]+)* \[[^\]]*\]:$")
_FILE = re.compile(r"\s+(.+?):(\d{1,9})(?: \+0x[0-9a-f]+)?$")
_RECOVERED = re.compile(r" \[recovered(?:, repanicked)?\]$")
LOOK_AHEAD = 30


def read(lines: Lines, at: int) -> Found | None:
    """The panic or goroutine that begins in line `at`; None where neither does."""
    line = lines[at]
    if line.startswith("\tpanic:"):
        return None
    found = _SERVING.search(line) or _PANIC.search(line)
    if found is None:
        mark = _GOROUTINE.search(line)
        if mark is None:
            return None
        text = Stripped(lines, at, mark.start())
        frames, after = _frames(text, at + 1)
        name, state = text[at][:-1].split(" [", 1)
        exceptions = (TraceException(name, state.rstrip("]"), "root", frames),) if frames else ()
        return Found("go", exceptions, at, after)
    text = Stripped(lines, at, found.start(1))
    reports, goroutine = _reports(text, at)
    if goroutine is None:
        return None
    frames, after = _frames(text, goroutine + 1)
    after = _other_goroutines(text, after)
    kind = found[1]
    exceptions = [TraceException(kind, reports[-1], "root", frames)]
    cause: Relation = "cause"
    exceptions += [TraceException(kind, message, cause, ()) for message in reversed(reports[:-1])]
    return Found("go", tuple(exceptions) if frames else (), at, after)


def _reports(text: Stripped, at: int) -> tuple[list[str], int | None]:
    """The messages, first panic first, and the line of the goroutine that they happened in."""
    reports: list[str] = []
    for number in range(at, min(at + LOOK_AHEAD, len(text))):
        line = text[number].rstrip()
        if _GOROUTINE.search(line):
            return reports, number
        if found := _SERVING.search(line) or _PANIC.search(line):
            if reports and not line.startswith("\t"):
                # Later panics of one chain are indented: this is another report.
                return reports, None
            reports.append(_RECOVERED.sub("", found[2]))
        elif line and not line.startswith("[signal") and reports:
            reports[-1] += f"\n{line}"
    return reports, None


def _frames(text: Stripped, at: int) -> tuple[tuple[Frame, ...], int]:
    frames: list[Frame] = []
    while at + 1 < len(text):
        call, place = text[at], _FILE.match(text[at + 1])
        if call.startswith("...") or not call.strip():
            break
        if place is None:
            break
        if not call.startswith("created by "):
            frames.append(Frame(_function(call), place[1].strip(), int(place[2])))
        at += 2
    return tuple(frames), at + 1 if at < len(text) and text[at].startswith("...") else at


def _function(call: str) -> str:
    """`main.(*T).Do(0xc000, 0x1)` without its arguments: what stands before the last opening parenthesis."""
    call = call.rstrip()
    cut = call.rfind("(") if call.endswith(")") else -1
    return call[:cut] if cut > 0 else call


def _other_goroutines(text: Stripped, at: int) -> int:
    """The line behind the goroutines that are printed after the one that panicked."""
    while True:
        ahead = at
        while ahead < len(text) and not text[ahead].strip():
            ahead += 1
        if ahead >= len(text) or not _GOROUTINE.match(text[ahead]):
            return at
        _, at = _frames(text, ahead + 1)
