"""What the mapping dialog shows of a map that was tried: the first rows and their number, for people."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from workbench.model.severity import level_name
from workbench.readers.tryout import Trial, Tried
from workbench.views.map_preview import PreviewRow


def summary_of(trial: Trial, zone: str, *, points: bool) -> str:
    """How many there are in the beginning, and how many of them have a time."""
    if not trial.count:
        return "No record is found by this map."
    shown = (
        f"The first {len(trial.rows):,} of {trial.count:,} records"
        if trial.count > len(trial.rows)
        else f"{trial.count:,} records"
    )
    if trial.count == 1:
        shown = "1 record"
    timed = "all" if trial.timed == trial.count else f"{trial.timed:,} of {trial.count:,}"
    unzoned = ", those with ? as written" if any(row.naive for row in trial.rows) else ""
    return f"{shown} · {timed} with a time, in {zone}{unzoned}"


def preview_rows(trial: Trial, zone: str) -> tuple[PreviewRow, ...]:
    """The rows in words; times in a zone, those without one as they are written."""
    return tuple(_row(row, zone) for row in trial.rows)


def _row(row: Tried, zone: str) -> PreviewRow:
    level = level_name(row.severity) if row.severity else row.severity_text or ""
    kind = row.kind if row.phase in ("", "point") else f"{row.kind} {row.phase}"
    links = ", ".join(f"{one.type} {one.value}" for one in row.links)
    return PreviewRow(_time(row, zone), level, kind, row.title, links, row.why)


def _time(row: Tried, zone: str) -> str:
    if row.t is None:
        return ""
    seconds, rest = divmod(row.t, 10**9)
    moment = datetime.fromtimestamp(seconds, UTC) if row.naive else datetime.fromtimestamp(seconds, ZoneInfo(zone))
    text = moment.strftime("%Y-%m-%d %H:%M:%S") + (f".{rest // 10**6:03}" if row.resolution_ns < 10**9 else "")
    return f"{text} ?" if row.naive else text
