"""Exceptions as error trackers report them: types, messages and frames, and the trace as their language would print it.

The text is what a person knows how to read, and what the program's own parser of traces takes frames from; so a frame in a
tracker's export leads to the line in the repository as one in a log does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.model.records import Event, changed

FRAMES_LIMIT, CHAIN_LIMIT = 500, 20


@dataclass(frozen=True, slots=True)
class Call:
    """One frame. function may carry its module or class · line, column: 0 where unknown · code: the line's text."""

    function: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Raised:
    """One exception. frames: innermost (where it was raised) first."""

    type: str
    message: str = ""
    frames: tuple[Call, ...] = ()


def trace_text(language: str, chain: Sequence[Raised]) -> str:
    """The trace of a chain (what was finally reported first, then what caused it) in its language's own form.

    language: as the tool calls it (`python`, `javascript`, `node`, `java`, `csharp`, `go`, …); of others each frame is a
    line with function, file and line. Empty where nothing was raised.
    """
    known = [one for one in chain[:CHAIN_LIMIT] if one.type or one.message or one.frames]
    if not known:
        return ""
    return _FORMS.get(language.lower(), _FORMS.get(_by_files(known), _plain))(known)


def _by_files(chain: Sequence[Raised]) -> str:
    """The language that the frames' files are written in, where the tool names none that is known here."""
    files = [call.file.partition("?")[0] for one in chain for call in one.frames]
    endings = {file.rpartition(".")[2].lower() for file in files if "." in file}
    return next((language for ending, language in _ENDINGS.items() if ending in endings), "")


def _head(one: Raised) -> str:
    return f"{one.type}: {one.message}" if one.type and one.message else one.type or one.message


def _python(chain: Sequence[Raised]) -> str:
    parts = []
    for one in reversed(chain):
        lines = ["Traceback (most recent call last):"] if one.frames else []
        for call in reversed(one.frames[:FRAMES_LIMIT]):
            lines.append(f'  File "{call.file}", line {call.line}, in {call.function or "<module>"}')
            if call.code.strip():
                lines.append(f"    {call.code.strip()}")
        parts.append("\n".join([*lines, _head(one)]))
    return "\n\nThe above exception was the direct cause of the following exception:\n\n".join(parts)


def _v8(chain: Sequence[Raised]) -> str:
    lines: list[str] = []
    for depth, one in enumerate(chain):
        pad = "  " * depth
        lines.append(f"{pad}[cause]: {_head(one)}" if depth else _head(one))
        for call in one.frames[:FRAMES_LIMIT]:
            place = f"{call.file}:{call.line}:{call.column}"
            lines.append(f"{pad}    at {call.function} ({place})" if call.function else f"{pad}    at {place}")
        if depth + 1 < len(chain):
            lines[-1] += " {"
    return "\n".join([*lines, *("  " * depth + "}" for depth in reversed(range(len(chain) - 1)))])


def _jvm(chain: Sequence[Raised]) -> str:
    lines: list[str] = []
    for depth, one in enumerate(chain):
        lines.append(f"Caused by: {_head(one)}" if depth else _head(one))
        for call in one.frames[:FRAMES_LIMIT]:
            place = f"{call.file}:{call.line}" if call.line else call.file or "Unknown Source"
            lines.append(f"\tat {call.function}({place})")
    return "\n".join(lines)


def _dotnet(chain: Sequence[Raised]) -> str:
    head = " ---> ".join(_head(one) for one in chain)
    lines = [head]
    for depth, one in reversed(list(enumerate(chain))):
        for call in one.frames[:FRAMES_LIMIT]:
            function = call.function if "(" in call.function else f"{call.function}()"
            lines.append(f"   at {function} in {call.file}:line {call.line}" if call.file else f"   at {function}")
        if depth:
            lines.append("   --- End of inner exception stack trace ---")
    return "\n".join(lines)


def _go(chain: Sequence[Raised]) -> str:
    lines = [f"panic: {_head(chain[0])}", *(f"\tcaused by: {_head(one)}" for one in chain[1:])]
    frames = next((one.frames for one in chain if one.frames), ())
    lines += ["", "goroutine 1 [running]:"] if frames else []
    for call in frames[:FRAMES_LIMIT]:
        lines += [f"{call.function}(...)", f"\t{call.file}:{call.line}"]
    return "\n".join(lines)


def _plain(chain: Sequence[Raised]) -> str:
    lines: list[str] = []
    for depth, one in enumerate(chain):
        lines.append(f"caused by: {_head(one)}" if depth else _head(one))
        for call in one.frames[:FRAMES_LIMIT]:
            within = f" in {call.function}" if call.function else ""
            lines.append(f"    {call.file}:{call.line}{within}" if call.line else f"    {call.file}{within}")
    return "\n".join(lines)


_FORMS: dict[str, Callable[[Sequence[Raised]], str]] = {
    "python": _python, "javascript": _v8, "node": _v8, "browser": _v8, "browserjs": _v8, "typescript": _v8, "node.js": _v8,
    "java": _jvm, "kotlin": _jvm, "scala": _jvm, "groovy": _jvm, "android": _jvm, "clojure": _jvm, "csharp": _dotnet,
    "dotnet": _dotnet, ".net": _dotnet, "c#": _dotnet, "go": _go, "golang": _go,
}  # fmt: skip


_ENDINGS = {
    "py": "python", "js": "javascript", "mjs": "javascript", "cjs": "javascript", "ts": "javascript", "jsx": "javascript",
    "tsx": "javascript", "java": "java", "kt": "java", "scala": "java", "cs": "csharp", "go": "go",
}  # fmt: skip


def with_trace(event: Event, language: str, chain: Sequence[Raised]) -> Event:
    """The record with type, message and trace of what was raised; as it is where nothing was."""
    text = trace_text(language, chain)
    if not text:
        return event
    first = chain[0]
    told = {"exception.type": first.type, "exception.message": first.message, "exception.stacktrace": text}
    attributes = {**event.attributes, **{key: value for key, value in told.items() if value}}
    title = event.title or _head(first).partition("\n")[0] or next((_place(call) for call in first.frames), "")
    body = (
        text if not event.body or event.body in (event.title, title) or event.body in text else f"{event.body}\n{text}"
    )
    return changed(event, title=title, body=body, attributes=attributes)


def _place(call: Call) -> str:
    return f"{call.function} in {call.file}" if call.function else call.file


def number(value: Any) -> int:
    """A line or column, 0 where it is none."""
    if isinstance(value, bool):
        return 0
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
    return int(value) if isinstance(value, int | float) and 0 < value < 10**9 else 0


def word(value: Any) -> str:
    """A text, empty where it is none."""
    if value.__class__ is str:
        return value
    return (
        ""
        if value is None
        else value
        if isinstance(value, str)
        else str(value)
        if isinstance(value, int | float)
        else ""
    )


def mapping(value: Any) -> Mapping[str, Any]:
    """An object, empty where it is none."""
    return value if value.__class__ is dict or isinstance(value, Mapping) else {}


def listed(value: Any) -> list[Any]:
    """A list, empty where it is none."""
    return value if isinstance(value, list) else []
