"""What the analyses noticed, best first, each with its reasons; a click moves every panel to what shows it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QStackedWidget, QWidget

from workbench.model.entities import Citation
from workbench.model.findings import Finding
from workbench.model.instants import clock_text
from workbench.panels.base import Panel, Surroundings
from workbench.panels.command import Command
from workbench.views.empty_state import EmptyState
from workbench.views.row_table import Cell, Column, Row, RowTable
from workbench.views.theme import Theme

COLUMNS = (Column("", 34), Column("", 72, mono=True), Column(""))
LOOK = {
    "first-error": ("bug", "err"),
    "new-exception": ("bug", "err"),
    "error-rate": ("alert", "warn"),
    "gap": ("gap", "text.secondary"),
    "deploy-before": ("deploy", "change"),
    "assumed-zone": ("clock", "warn"),
}


class FindingsPanel(Panel):
    """Reads in the background whenever records moved; what it found before stays until then."""

    id, title, icon = "findings", "Findings", "bug"

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        theme = around.theme
        self.table = RowTable(theme, COLUMNS, self)
        self.table.setAccessibleName("Findings")
        self.empty = EmptyState(theme, "bug", "Looking through the sources.", "", self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.table)
        self.column.addWidget(self.stack)
        self.findings: tuple[Finding, ...] = ()
        self._ticket = 0
        self.table.tip = self._tip
        self.table.chosen.connect(self.go_to)
        self.refresh(frozenset({"spine"}))

    def refresh(self, changes: frozenset[str]) -> None:
        """Look again when records were added or moved."""
        if not changes & {"spine", "sources", "case"}:
            return
        self._ticket += 1
        ticket = self._ticket
        self.around.start("Looking for findings", self.case.findings, lambda found: self._came(ticket, found))

    def _came(self, ticket: int, found: tuple[Finding, ...]) -> None:
        if ticket != self._ticket:
            return
        self.findings = found
        self.table.set_rows(tuple(self._row(finding) for finding in found))
        self.empty.set_sentence(
            "Nothing stands out in these sources." if self.case.sources() else "No source is attached yet."
        )
        self.stack.setCurrentWidget(self.table if found else self.empty)
        self.set_count(str(len(found)))
        self.set_caption(f"{len(found)} found" if found else "")

    def _row(self, finding: Finding) -> Row:
        icon, token = LOOK.get(finding.kind, ("search", "text.secondary"))
        when = clock_text(finding.t, 0, self.zone) if finding.t is not None else ""
        cells = (
            Cell(str(finding.rank), "text.tertiary", 400, icon, token),
            Cell(when, "text.secondary"),
            Cell(finding.what),
        )
        return Row(str(finding.rank), cells, "; ".join(finding.reasons[:2]), f"Finding {finding.rank}, {finding.what}")

    def _tip(self, key: str) -> str:
        finding = self._found(key)
        return "\n".join((finding.what, *(f"• {reason}" for reason in finding.reasons)))

    def _found(self, key: str) -> Finding:
        return next(finding for finding in self.findings if str(finding.rank) == key)

    def go_to(self, key: str) -> None:
        """Move every panel to what shows a finding."""
        finding = self._found(key)
        focus = self.hub.focus
        if finding.t is not None and focus.window is not None and finding.t not in focus.window:
            focus = focus.over(None)
        self.move(focus.at(finding.t if finding.t is not None else focus.cursor, next(iter(finding.citations), None)))

    def cited(self) -> tuple[Citation, ...]:
        """What shows the selected finding."""
        return self._found(self.table.current_key).citations[:1] if self.table.current_key else ()

    def commands(self) -> tuple[Command, ...]:
        """What can be done here."""
        act = partial(Command, context="findings", menu="Investigate")
        again = partial(self.refresh, frozenset({"spine"}))
        return (act("findings.again", "Look again", again, "Runs the analyses again.", icon="refresh", button=True),)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.table.set_theme(theme)
        self.empty.set_theme(theme)
