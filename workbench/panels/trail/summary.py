"""What a trail comes to, in one line a face."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.analysis.trails.wording import counted, length_text, offset_text, size_text
from workbench.casework.trails import FaceName, Trail
from workbench.model.display import visible

TITLES: Mapping[str, str] = {"trace": "Trace", "http": "HTTP", "session": "Session", "email": "E-mail"}
SKEW_TOLD = 10_000_000
"""Ns by which clocks must differ to be told above the rows; what is less stands in the rows only."""


def tab_title(trail: Trail, face: FaceName) -> str:
    """A face's tab: its name and how many things it shows."""
    counts = {
        "trace": trail.trace.recorded or len(trail.beside),
        "http": len(trail.exchanges),
        "session": len(trail.visit.steps) if trail.visit else 0,
        "email": sum(len(lane.steps) for lane in trail.lanes),
    }
    return f"{TITLES[face]} {counts[face]:,}"


def summary(trail: Trail, face: FaceName) -> str:
    """What a face shows, and what it leaves out."""
    made = {"trace": _trace, "http": _http, "session": _session, "email": _mails}[face](trail)
    return " · ".join(
        text for text in (made, *trail.why.values(), trail.left_out and f"left out: {trail.left_out}") if text
    )


def caption(trail: Trail) -> str:
    """What the dock's header says: of which id this is the trail."""
    if trail.about is None:
        return "one page"
    names = {"trace_id": "trace", "session_id": "session", "email_message_id": "message", "sg_message_id": "message"}
    value = " ".join(visible(trail.about.value[:60]).split())
    short = value if len(value) <= 18 else f"{value[:8]}…{value[-4:]}"
    return f"{names.get(trail.about.type, trail.about.type.removesuffix('_id'))} {short}"


def skew_sentence(trail: Trail, is_aligned: bool = False) -> str:
    """What is to be told of clocks that differ, and how bars are drawn; empty where they don't differ by much."""
    told = [skew for skew in trail.trace.skews if abs(skew.ns) >= SKEW_TOLD]
    if not told:
        return ""
    more = f", and {counted(len(told) - 1, 'other pair')} differ" if len(told) > 1 else ""
    drawn = "Bars are drawn as if they agreed." if is_aligned else "Bars stand where they were stamped."
    return f"{visible(told[0].sentence)} by {counted(told[0].calls, 'call')}{more}. {drawn}"


def _trace(trail: Trail) -> str:
    trace = trail.trace
    if not trace.rows:
        return f"no span of this trace is in the case; {counted(len(trail.beside), 'record')} carry its id"
    parts = [f"{counted(trace.recorded, 'span')} of {counted(len(trace.services), 'service')}"]
    parts.append(length_text(trace.end - trace.start))
    if trace.failed:
        parts.append(f"{trace.failed:,} failed")
    missing = sum(row.missing for row in trace.rows)
    if missing:
        parts.append(f"{counted(missing, 'parent')} not in the case")
    lines = sum(map(len, trail.lines.values()))
    parts += [counted(lines, "log line")] if lines else []
    parts.append(f"critical path through {counted(trace.on_path, 'span')}")
    return ", ".join(parts)


def _http(trail: Trail) -> str:
    failed = sum(bool(one.failed) for one in trail.exchanges)
    size = sum(one.size for one in trail.exchanges if one.size > 0)
    starts = [one.t for one in trail.exchanges if one.t is not None]
    ends = [one.t + one.length for one in trail.exchanges if one.t is not None]
    parts = [counted(len(trail.exchanges), "request"), f"{failed:,} failed" if failed else "none failed"]
    parts += [size_text(size)] if size else []
    parts += [length_text(max(ends) - min(starts))] if starts else []
    return ", ".join(parts)


def _session(trail: Trail) -> str:
    visit = trail.visit
    if visit is None:
        return ""
    failed = sum(step.failed for step in visit.steps)
    parts = [f"{counted(len(visit.steps), 'step')} in {offset_text(visit.end - visit.start)}"]
    parts += [counted(failed, "error")] if failed else []
    parts += ["errors or clicks in bursts"] if any(step.burst for step in visit.steps) else []
    parts += ["can be replayed"] if visit.replay else []
    return ", ".join(parts)


def _mails(trail: Trail) -> str:
    ends: dict[str, int] = {}
    for lane in trail.lanes:
        ends[lane.outcome] = ends.get(lane.outcome, 0) + 1
    outcomes = ", ".join(f"{count:,} {visible(name)}" for name, count in ends.items())
    messages = len({lane.message for lane in trail.lanes})
    return f"{counted(messages, 'message')} to {counted(len(trail.lanes), 'recipient')}: {outcomes}"
