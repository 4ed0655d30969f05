"""How pieces of evidence are named in rows and chips: the same words in every panel."""

from __future__ import annotations

from html import escape

from workbench.model.display import visible
from workbench.model.instants import clock_text
from workbench.model.notebook import Evidence, Notebook
from workbench.views.notes_layout import ChipText

ICONS = {
    "log": "logs", "metric": "metrics", "diff": "diff", "event": "alert", "span": "timeline", "source": "stack",
    "picture": "eye",
}  # fmt: skip
PREVIEW_LINES = 12


def chip_text(evidence: Evidence, zone: str) -> ChipText:
    """A chip: a log line by its time, a metric and a hunk by what they are."""
    if evidence.kind in ("log", "event", "span") and evidence.t is not None:
        text = clock_text(evidence.t, zone=zone)
    elif evidence.kind == "metric" and evidence.t is not None and evidence.t_end is not None:
        text = f"{clock_text(evidence.t, 0, zone)[:5]}–{clock_text(evidence.t_end, 0, zone)[:5]} {evidence.title}"
    else:
        text = evidence.shown or evidence.title
    return ChipText(ICONS.get(evidence.kind, "pin"), evidence.label, text if len(text) <= 44 else text[:43] + "…")


def when_text(evidence: Evidence, zone: str) -> str:
    """The time or hash a row of evidence shows."""
    if evidence.kind == "diff":
        return evidence.citation.commit[:7]
    if evidence.t is None:
        return "no time"
    if evidence.kind == "metric" and evidence.t_end is not None:
        return f"{clock_text(evidence.t, 0, zone)[:5]}–{clock_text(evidence.t_end, 0, zone)[:5]}"
    return clock_text(evidence.t, zone=zone)


def use_text(evidence: Evidence, notebook: Notebook) -> str:
    """What it is used for: the hypotheses it speaks for or against, or the words somebody gave."""
    parts = [
        f"{support.stance} {notebook.hypotheses[support.hypothesis].label}"
        for support in notebook.supports
        if support.evidence == evidence.id and support.hypothesis in notebook.hypotheses
    ]
    return f"{parts[0]} +{len(parts) - 1}" if len(parts) > 1 else parts[0] if parts else evidence.use


def preview(evidence: Evidence) -> str:
    """The frozen excerpt as a tooltip: text only, whatever it holds."""
    lines = visible(evidence.excerpt).split("\n")
    shown = "\n".join(line[:160] for line in lines[:PREVIEW_LINES])
    more = f"\n… {len(lines) - PREVIEW_LINES} more lines" if len(lines) > PREVIEW_LINES else ""
    head = f"{evidence.label} · {evidence.title}\n{evidence.shown}\n\n"
    return f"<pre>{escape(visible(head))}{escape(shown)}{escape(more)}</pre>"
