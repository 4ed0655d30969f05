"""What the bars say of a case and of the focus, as text; only what is known."""

from __future__ import annotations

from workbench.model.case import CaseRecord
from workbench.model.focus import Focus
from workbench.model.instants import SECOND, Instant, clock_text, duration_text
from workbench.shell.job_bridge import Job
from workbench.views.case_bar import CaseClock, CaseFacts


def facts_of(record: CaseRecord, now: Instant, note: str = "") -> CaseFacts:
    """The case bar's values at an instant."""
    subtitle = " · ".join(part for part in (record.service, record.environment, record.impact) if part)
    return CaseFacts(
        record.title,
        record.key,
        record.severity,
        record.status,
        subtitle,
        _clocks(record, now),
        record.lead,
        note,
    )


def _clocks(record: CaseRecord, now: Instant) -> tuple[CaseClock, ...]:
    if record.started is None:
        return ()
    clocks: list[CaseClock] = []
    if record.resolved is not None:
        clocks.append(CaseClock("Lasted", "Lasted", _span(record.resolved - record.started)))
    else:
        clocks.append(CaseClock("Since start", "Open", _span(now - record.started)))
    if record.detected is not None:
        clocks.append(CaseClock("To detect", "Detect", _span(record.detected - record.started)))
    if record.mitigated is not None:
        clocks.append(CaseClock("To mitigate", "Mitigate", _span(record.mitigated - record.started)))
    return tuple(clocks)


def _span(ns: int) -> str:
    """`31m 24s`; long ones in days, and never a part of a second."""
    days, rest = divmod(abs(ns) // SECOND * SECOND, 86_400 * SECOND)
    text = f"{days}d {rest // (3600 * SECOND)}h" if days else duration_text(rest) if rest else "0s"
    return f"-{text}" if ns < 0 else text


def window_text(focus: Focus, zone: str) -> str:
    """`13:58:00–14:44:00`, with parts of a second when the window is narrow; empty for the whole case."""
    if focus.window is None:
        return ""
    digits = 3 if focus.window.width < 10 * SECOND else 0
    start, end = (clock_text(t, digits, zone) for t in (focus.window.start, focus.window.end))
    return f"{start}–{end}"


def cursor_text(focus: Focus, zone: str) -> str:
    """`14:08:03.412`."""
    return clock_text(focus.cursor, 3, zone) if focus.cursor is not None else ""


def job_text(jobs: tuple[Job, ...]) -> tuple[str, float]:
    """One line for all that runs, and how far the oldest is; work without a title (a look now and then) isn't told."""
    jobs = tuple(job for job in jobs if job.title)
    if not jobs:
        return "", -1.0
    job = jobs[0]
    parts = [job.text or job.title]
    if job.fraction >= 0:
        parts.append(f"{job.fraction:.0%}".replace("%", " %"))
    if len(jobs) > 1:
        parts.append(f"and {len(jobs) - 1} more")
    return "  ".join(parts), job.fraction
