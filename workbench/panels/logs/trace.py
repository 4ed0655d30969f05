"""What lies folded under a record's first line: its chip, and its lines with the frames of our own code as links."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.model.code import Frame, StackTrace
from workbench.model.records import Record
from workbench.views.code_frames import frame_place, frames_of, raised, short_type
from workbench.views.log.rows import BODY_LINES, BodyLine
from workbench.views.log.text import harmless

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase

TEXT_LIMIT = 1 << 18
"""Characters of a record that are looked through for lines and frames."""
TRACED = 1 << 16
"""Characters of it in which a stack trace is looked for: a few milliseconds."""

# `Pool.java:55`, `db/pool.py:105`, `File "db/pool.py", line 105`: the file's last name and the line.
_PLACE = re.compile(r"([^/\\\s\"'():]{1,200}\.[A-Za-z]{1,8})(?::|\", line )(\d{1,9})")


def trace_of(case: OpenCase, record: Record) -> StackTrace | None:
    """The stack trace in a record, looked for in as much of it as can be looked through at once."""
    long = {name: value for name, value in record.attributes.items() if isinstance(value, str) and len(value) > TRACED}
    if len(record.body) <= TRACED and not long:
        return case.trace_of(record)
    cut = {**record.attributes, **{name: value[:TRACED] for name, value in long.items()}}
    return case.trace_of(replace(record, body=record.body[:TRACED], attributes=cut))


def chip_text(count: int, trace: StackTrace | None, own: Callable[[Frame], bool], first: str) -> str:
    """`14 lines · PoolTimeout at pool.py:105`; of lines that are no trace, the first one."""
    lines = f"{count:,} line{'' if count == 1 else 's'}"
    if trace is None:
        return f"{lines} · {harmless(first.strip())[:200]}" if first.strip() else lines
    found = raised(trace, own)
    if found is None:
        return f"{lines} · {harmless(short_type(trace.exceptions[0]))}" if trace.exceptions else lines
    exception, frame = found
    return harmless(f"{lines} · {short_type(exception) or trace.language} at {frame_place(frame)}")


def body_lines(texts: Sequence[str], trace: StackTrace | None, own: Callable[[Frame], bool]) -> tuple[BodyLine, ...]:
    """The folded lines: own frames as links whose key is their text's line, runs of library frames as one dim line."""
    frames = _by_place(trace)
    lines: list[BodyLine] = []
    library: list[tuple[str, Frame]] = []
    for text in texts[: BODY_LINES * 4]:
        frame = _frame_in(text, frames)
        if frame is not None and not own(frame):
            library.append((text, frame))
            continue
        if frame is None and library and _belongs_to_frame(text):
            library.append((text, library[-1][1]))
            continue
        lines += _library(library)
        library = []
        lines.append(_own(text, frame) if frame else BodyLine(harmless(text)))
    lines += _library(library)
    rest = len(texts) - BODY_LINES * 4
    if rest > 0:
        lines.append(BodyLine(f"{rest:,} more lines", dim=True))
    return tuple(lines)


def _by_place(trace: StackTrace | None) -> dict[tuple[str, int], Frame]:
    if trace is None:
        return {}
    pairs = ((frame.file.replace("\\", "/").rsplit("/", 1)[-1], frame.line) for _e, frame in frames_of(trace))
    return {pair: frame for pair, (_e, frame) in zip(pairs, frames_of(trace), strict=True) if pair[0]}


def _frame_in(text: str, frames: dict[tuple[str, int], Frame]) -> Frame | None:
    if not frames:
        return None
    for found in _PLACE.finditer(text[:2000]):
        frame = frames.get((found[1], int(found[2])))
        if frame is not None:
            return frame
    return None


def _belongs_to_frame(text: str) -> bool:
    """A line of source, or of carets, that Python writes under a frame: indented deeper than the frame's own line."""
    return text.startswith("    ") and not text.lstrip().startswith(("at ", "File "))


def _own(text: str, frame: Frame) -> BodyLine:
    place = f"{frame.file}:{frame.line}" if frame.line else frame.file
    return BodyLine(harmless(place), harmless(f"in {frame.function}") if frame.function else "", key=text.strip())


def _library(library: list[tuple[str, Frame]]) -> list[BodyLine]:
    if not library:
        return []
    names = dict.fromkeys(_package(frame) for _text, frame in library)
    shown = ", ".join([name for name in names if name][:3])
    count = f"{len(library)} library line{'' if len(library) == 1 else 's'}"
    return [BodyLine(count, harmless(shown), dim=True)]


def _package(frame: Frame) -> str:
    """The library's name, as well as a path or a function's full name tells it."""
    path = frame.file.replace("\\", "/")
    for folder in ("/site-packages/", "/dist-packages/", "/node_modules/"):
        if folder in path:
            return path.split(folder)[-1].split("/")[0]
    parts = frame.function.split(".")
    if frame.file.endswith((".java", ".kt", ".scala")) and len(parts) > 3:
        return ".".join(parts[: min(3, len(parts) - 2)])
    return path.split("/")[-2] if path.count("/") else path
