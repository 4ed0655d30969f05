"""Which panels a window has: a row each, found by import string when its dock is first filled."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One panel: what its dock and the rail show before it is there. place: `module:Class` · short: its title as a tab."""

    id: str
    title: str
    icon: str
    place: str
    short: str = ""


PANELS = (
    PanelRow("timeline", "Incident timeline", "timeline", "workbench.panels.timeline:TimelinePanel", "Timeline"),
    PanelRow("logs", "Logs", "logs", "workbench.panels.logs.panel:LogsPanel"),
    PanelRow("metrics", "Metrics", "metrics", "workbench.panels.metrics:MetricsPanel"),
    PanelRow("code", "Code and diff", "code", "workbench.panels.code:CodePanel", "Code"),
    PanelRow("notes", "RCA notes", "notes", "workbench.panels.notes:NotesPanel", "Notes"),
    PanelRow("evidence", "Evidence", "pin", "workbench.panels.evidence:EvidencePanel"),
    PanelRow("sources", "Sources", "stack", "workbench.panels.sources:SourcesPanel"),
    PanelRow("findings", "Findings", "bug", "workbench.panels.findings:FindingsPanel"),
    PanelRow("trail", "Trail", "trail", "workbench.panels.trail.panel:TrailPanel"),
)
LISTS = ("evidence", "sources", "findings")


def load_panel(row: PanelRow) -> type:
    """The panel's class; raises whatever importing it raises, `AttributeError` when the module lacks it."""
    module, _, name = row.place.partition(":")
    return getattr(import_module(module), name)
