"""Which frames of a stack trace are shown, in which order, and which one is where it was raised."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from workbench.model.code import Frame, StackTrace, TraceException

FRAMES = 200


def chain(trace: StackTrace) -> tuple[TraceException, ...]:
    """The exceptions from the first cause up to the one finally reported, then what only stood beside them."""
    causes = [one for one in trace.exceptions if one.relation in ("root", "cause")]
    beside = [one for one in trace.exceptions if one.relation not in ("root", "cause")]
    return (*reversed(causes), *beside)


def frames_of(trace: StackTrace) -> tuple[tuple[TraceException, Frame], ...]:
    """All frames once, where it was raised first; at most `FRAMES`."""
    found: dict[tuple[str, str, int], tuple[TraceException, Frame]] = {}
    for exception, frame in _frames(trace):
        found.setdefault((frame.function, frame.file, frame.line), (exception, frame))
        if len(found) == FRAMES:
            break
    return tuple(found.values())


def _frames(trace: StackTrace) -> Iterator[tuple[TraceException, Frame]]:
    for exception in chain(trace):
        for frame in exception.frames:
            yield exception, frame


def raised(trace: StackTrace, own: Callable[[Frame], bool]) -> tuple[TraceException, Frame] | None:
    """The innermost frame of our own code, from the first cause on; where all is library code, the innermost of all."""
    frames = frames_of(trace)
    return next((pair for pair in frames if own(pair[1])), frames[0] if frames else None)


def short_type(exception: TraceException) -> str:
    """`PoolTimeout` of `psycopg_pool.PoolTimeout`."""
    return exception.type.replace("::", ".").rsplit(".", 1)[-1].rsplit("$", 1)[-1]


def frame_place(frame: Frame) -> str:
    """`pool.py:105`, the file alone where the line isn't known, the module where there is no file."""
    name = frame.file.replace("\\", "/").rsplit("/", 1)[-1] or frame.module
    return f"{name}:{frame.line}" if frame.line else name
