"""Lanes of what people declared: the incident's record, pinned evidence and own entries; and the whole content."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from workbench.model.entities import Citation
from workbench.model.instants import Instant, clock_text, duration_text
from workbench.model.notebook import Entry, Notebook
from workbench.panels.timeline_lanes import FURTHER, Recorded
from workbench.views.lanes import NO_SPAN, BarLane, DensityLane, Lane, MarkLane, TimelineContent, Times

_DONE = ("tests", "builds")
ORDER = ("incident", "alerts", "changes", "exceptions", "levels", *FURTHER, *_DONE, "evidence", "entries")
KEEP = ("incident", "changes", "levels", "alerts", "exceptions", "evidence", "entries", *_DONE, *FURTHER)
ALWAYS = ("levels", "entries")
# Milestone: word, ink, shape at the bar's beginning.
MILESTONES = {
    "impact": ("Impact from", "err", "impact"),
    "detected": ("Detected", "sev2", "detected"),
    "escalated": ("Escalated", "accent", "escalated"),
    "mitigated": ("Mitigated", "ok", "done"),
    "resolved": ("Resolved", "ok", "done"),
}
_ENTRY_ICONS = {"decision": "check", "action": "task"}


def incident_lane(notebook: Notebook, until: Instant, zone: str) -> tuple[BarLane, tuple[Citation | None, ...]]:
    """The incident's record as one bar: each stretch reaches to the next milestone, the last to `until`."""
    case = notebook.case
    stated = (
        ("impact", case.started),
        ("detected", case.detected),
        ("mitigated", case.mitigated),
        ("resolved", case.resolved),
    )
    found: dict[tuple[str, Instant], Entry | None] = {(name, t): None for name, t in stated if t is not None}
    for entry in notebook.entries.values():
        if entry.milestone in MILESTONES:
            found[entry.milestone, entry.t] = entry
    order = list(MILESTONES)
    moments = sorted(found, key=lambda moment: (moment[1], order.index(moment[0])))
    starts = [t for _, t in moments]
    ends = [*starts[1:], max(until, starts[-1])] if starts else []
    labels = [
        _milestone_text(name, start, end - start, found[name, start], zone)
        for (name, start), end in zip(moments, ends, strict=True)
    ]
    lane = BarLane(
        "incident", "Incident", "flag", _times(starts), _times(ends), np.zeros(len(starts), dtype=np.int64),
        [MILESTONES[name][1] for name, _ in moments], [MILESTONES[name][2] for name, _ in moments], labels,
    )  # fmt: skip
    entries = (found[moment] for moment in moments)
    return lane, tuple(entry.citation if entry else None for entry in entries)


def _milestone_text(name: str, start: Instant, length: int, entry: Entry | None, zone: str) -> str:
    text = f"{MILESTONES[name][0]} {clock_text(start, 0, zone)}"
    if entry is not None and entry.text:
        return f"{text} · {entry.text}"
    return text if name in ("impact", "resolved") else f"{text} · {duration_text(length)}"


def evidence_lane(notebook: Notebook) -> tuple[MarkLane, tuple[Citation | None, ...], int]:
    """Pins where they happened, and how many have no time."""
    pins = sorted(((pin.t, pin) for pin in notebook.evidence.values() if pin.t is not None), key=lambda item: item[0])
    labels = [pin.label for _, pin in pins]
    lane = MarkLane(
        "evidence", "Evidence", "pin", _times([t for t, _ in pins]), labels, ["pin"] * len(pins),
        ["accent"] * len(pins), ["chip"] * len(pins),
    )  # fmt: skip
    return lane, tuple(pin.citation for _, pin in pins), len(notebook.evidence) - len(pins)


def entry_lane(notebook: Notebook) -> tuple[MarkLane, tuple[Citation | None, ...]]:
    """What people wrote onto the timeline, milestones aside: those make the incident's bar."""
    entries = sorted(
        (entry for entry in notebook.entries.values() if entry.milestone not in MILESTONES), key=lambda entry: entry.t
    )
    lane = MarkLane(
        "entries", "Entries", "notes", _times([entry.t for entry in entries]), [entry.text for entry in entries],
        [_ENTRY_ICONS.get(entry.milestone, "notes") for entry in entries], ["text.secondary"] * len(entries),
        ["plain"] * len(entries), lambda count, _bad: f"{count} entries", grows=True,
        t_end=_times([entry.t if entry.t_end is None else entry.t_end for entry in entries]), height=22,
    )  # fmt: skip
    return lane, tuple(entry.citation for entry in entries)


def _times(instants: list[Instant]) -> Times:
    return np.array(instants, dtype=np.int64)


class Shown:
    """One state of the panel: what was recorded, what is declared, and what each item of a lane cites."""

    def __init__(self, recorded: Recorded, notebook: Notebook, zone: str, now: Instant, lit: Times) -> None:
        self.recorded = recorded
        until = recorded.whole.end if recorded.whole else 0
        incident, self._incident = incident_lane(notebook, until, zone)
        evidence, self._evidence, self.timeless = evidence_lane(notebook)
        entries, self._entries = entry_lane(notebook)
        lanes: dict[str, Lane] = {**recorded.lanes, "incident": incident, "evidence": evidence, "entries": entries}
        levels = lanes.get("levels")
        if isinstance(levels, DensityLane):
            lanes["levels"] = replace(levels, lit=lit)
        chosen = tuple(lanes[name] for name in ORDER if name in lanes and (lanes[name].count or name in ALWAYS))
        self.content = TimelineContent(
            recorded.whole or NO_SPAN,
            recorded.overview, chosen, KEEP, recorded.gaps, recorded.guides, now,
        )  # fmt: skip

    def citation(self, lane: str, index: int) -> Citation | None:
        """What the item of a lane cites."""
        own = {"incident": self._incident, "evidence": self._evidence, "entries": self._entries}
        return own[lane][index] if lane in own else self.recorded.citation(lane, index)
