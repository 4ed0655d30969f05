"""Templates ranked: what began at a time, what fell silent, what became more or less frequent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.casework.citations import citation_of
from workbench.casework.pages import page
from workbench.casework.templatelist import listed
from workbench.engine.selection import Selection
from workbench.jobs import JobContext
from workbench.model.findings import Finding
from workbench.model.instants import Instant, TimeWindow, iso
from workbench.model.severity import ERROR, FATAL, WARN
from workbench.model.templates import TemplateList, TemplateRow

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

LAST = (1 << 63) - 1
CITED = 400
"""Templates from the top that are shown with a citation."""


@dataclass(frozen=True, slots=True)
class TemplateFinding:
    """A template and why it stands where it does."""

    finding: Finding
    template: TemplateRow


def ranked_templates(folder: CaseFolder, at: Instant | None, context: JobContext) -> tuple[TemplateFinding, ...]:
    """Every template of the case, most telling first: from `at` on against before, or by level and rarity without one.

    Raises `Cancelled`.
    """
    window = None if at is None else TimeWindow(at, LAST)
    found = listed(folder, Selection.all(folder.spine), window, context)
    rated = sorted(((_score(row, found), row) for row in found.templates), key=_order)
    records = page(folder, [row.row for _, row in rated[:CITED]])
    made: list[TemplateFinding] = []
    for rank, (score, row) in enumerate(rated, 1):
        cited = (citation_of(records[rank - 1]),) if rank <= len(records) else ()
        reasons = tuple(_reasons(row, found))
        made.append(TemplateFinding(Finding("template", row.text, score, reasons, cited, row.first, rank=rank), row))
    return tuple(made)


def _order(rated: tuple[float, TemplateRow]) -> tuple[object, ...]:
    score, row = rated
    return -score, -row.count, row.first or 0, row.text


def _score(row: TemplateRow, found: TemplateList) -> float:
    """0 to 100. What is new stands above what is gone, that above what changed; in each the worse level first."""
    level = 2 if row.severity >= ERROR else 1 if row.severity >= WARN else 0
    if row.mark == "new":
        return 70 + 10 * level + min(3 * math.log10(max(row.count, 1)), 10)
    if row.mark == "gone":
        return 45 + min(5 * math.log10(max(row.before, 1)), 20)
    if found.window is not None:
        return min(abs(math.log2(_ratio(row, found))) * 6 + 2 * level, 44)
    return 10 * level + (5 if row.count == 1 else 0)


def _ratio(row: TemplateRow, found: TemplateList) -> float:
    """How many times as large its part of all rows is in the window as before it; 1 where that can't be told."""
    before = sum(one.before for one in found.templates)
    if not found.rows or not before or not row.before:
        return 1.0
    return max((row.count / found.rows) / (row.before / before), 1e-6)


def _reasons(row: TemplateRow, found: TemplateList) -> list[str]:
    told: list[str] = []
    if found.window is not None:
        start = iso(found.window.start, 0)
        if row.mark == "new":
            told.append(f"not once before {start}, {row.count:,} times since")
        elif row.mark == "gone":
            told.append(f"{row.before:,} times before {start}, not once since")
        else:
            ratio = _ratio(row, found)
            told.append(f"{ratio:.1f} times as large a part of the log since {start} as before")
    if row.severity >= WARN:
        told.append(
            "at level " + ("fatal" if row.severity >= FATAL else "error" if row.severity >= ERROR else "warning")
        )
    if row.first is not None:
        told.append(f"first seen {iso(row.first, 3)}")
    return told
