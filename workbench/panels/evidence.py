"""The evidence list: what was pinned, when it happened, what it is used for, and whether it still verifies."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import cast

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from workbench.casework.edits import Put, Remove
from workbench.model.entities import Citation
from workbench.model.focus import Focus
from workbench.model.notebook import Evidence, Stance, Support
from workbench.panels.base import Panel, Surroundings
from workbench.panels.command import Command
from workbench.panels.wording import ICONS, preview, use_text, when_text
from workbench.store.values import support_id
from workbench.views.empty_state import EmptyState
from workbench.views.inline_form import Field, InlineForm
from workbench.views.row_table import Cell, Column, Row, RowTable
from workbench.views.theme import Theme

COLUMNS = (
    Column("", 54),
    Column("", 98, mono=True),
    Column(""),
    Column("", 76, align="right", drop=400),
    Column("", 22, drop=460),
)


class EvidencePanel(Panel):
    """A click moves every panel to what was pinned; hovering shows the frozen excerpt."""

    id, title, icon = "evidence", "Evidence", "pin"

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        theme = around.theme
        self.table, self.form = RowTable(theme, COLUMNS, self), InlineForm(theme, self)
        self.table.setAccessibleName("Evidence")
        sentence = "Nothing is pinned yet. Select a log line, a metric range or a hunk and press Ctrl+Enter."
        self.empty = EmptyState(theme, "pin", sentence, "", self)
        self.stack = QStackedWidget(self)
        for widget in (self.table, self.empty):
            self.stack.addWidget(widget)
        self.column.addWidget(self.form)
        self.column.addWidget(self.stack)
        self._faults: dict[str, str] = {}
        self._verified: set[str] = set()
        self._lit: tuple[str, ...] = ()
        self.table.tip = self._tip
        self.table.chosen.connect(self.go_to)
        self.table.menu_asked.connect(self._menu)
        self.table.current_changed.connect(lambda _key: self.commands_changed.emit())
        self.form.submitted.connect(self._submitted)
        self.refresh(frozenset({"evidence"}))

    # ------------------------------------------------------------------------------------------------ showing
    def refresh(self, changes: frozenset[str]) -> None:
        """Show what is pinned now."""
        if not changes & {"evidence", "hypotheses", "sources", "case"}:
            return
        items = tuple(self.case.notebook.evidence.values())
        self._lit = self._pointed_at(self.hub.focus)
        self.table.set_rows(tuple(self._row(item, self.hub.focus) for item in items))
        self.stack.setCurrentWidget(self.table if items else self.empty)
        self.set_count(str(len(items)))
        unused = sum(not use_text(item, self.case.notebook) for item in items)
        self.set_caption(f"{len(items)} pinned" + (f", {unused} not used yet" if unused else ""))

    def _row(self, item: Evidence, focus: Focus) -> Row:
        zone = self.zone
        fault = self._faults.get(item.id, "")
        mark = Cell("", icon="alert", icon_token="err") if fault else Cell("")
        if item.id in self._verified and not fault:
            mark = Cell("", icon="check", icon_token="ok")
        cells = (
            Cell(item.label, "accent.text", 600, ICONS.get(item.kind, "pin")),
            Cell(when_text(item, zone), "text.secondary"),
            Cell(item.why or item.title),
            Cell(use_text(item, self.case.notebook), "text.tertiary"),
            mark,
        )
        lit = focus.citation is not None and focus.citation == item.citation
        spoken = f"Evidence {item.label}, {when_text(item, zone)}, {item.why or item.title}"
        return Row(item.id, cells, name=spoken, lit=lit)

    def follow(self, focus: Focus) -> None:
        """Light the row of what is pointed at."""
        lit = self._pointed_at(focus)
        if lit != self._lit:
            self._lit = lit
            self.table.set_rows(tuple(self._row(item, focus) for item in self.case.notebook.evidence.values()))
        if lit:
            self.table.set_current(lit[0])

    def _pointed_at(self, focus: Focus) -> tuple[str, ...]:
        """Ids of the pieces that cite what is pointed at."""
        if focus.citation is None:
            return ()
        return tuple(item.id for item in self.case.notebook.evidence.values() if item.citation == focus.citation)

    def _tip(self, id: str) -> str:
        item = self.case.notebook.evidence[id]
        fault = self._faults.get(id, "")
        return preview(item) + (f"<p>{fault}</p>" if fault else "")

    def go_to(self, id: str) -> None:
        """Move every panel to a piece of evidence."""
        item = self.case.notebook.evidence[id]
        focus = self.hub.focus
        if item.t is not None and focus.window is not None and item.t not in focus.window:
            focus = focus.over(None)
        self.move(focus.at(item.t if item.t is not None else focus.cursor, item.citation))

    def cited(self) -> tuple[Citation, ...]:
        """The selected piece; pinning it again gives the same piece."""
        item = self._current()
        return (item.citation,) if item else ()

    def _current(self) -> Evidence | None:
        return self.case.notebook.evidence.get(self.table.current_key)

    # ------------------------------------------------------------------------------------------------ judging
    def _menu(self, id: str, place: QPoint) -> None:
        self.use_menu(id).popup(place)

    def use_menu(self, id: str) -> QMenu:
        """What can be done with one piece: for and against each hypothesis, why it matters, unpin."""
        menu = QMenu(self)
        for item in self.case.notebook.hypotheses.values():
            for stance in ("for", "against"):
                act = menu.addAction(f"{stance.capitalize()} {item.label} {item.text[:60]}")
                weigh = partial(self.weigh, id, item.id, cast(Stance, stance))
                act.triggered.connect(lambda _checked=False, weigh=weigh: weigh())
        menu.addSeparator()
        menu.addAction("Say why it matters …").triggered.connect(lambda: self.ask_why(id))
        menu.addAction("Cite it in the notes").triggered.connect(lambda: self.around.ask("evidence.cite"))
        menu.addAction("Unpin").triggered.connect(lambda: self.do(Remove("evidence", id)))
        return menu

    def weigh(self, evidence: str, hypothesis: str, stance: Stance) -> None:
        """Say that a piece speaks for or against a hypothesis; said again, it is taken back."""
        present = next(
            (s for s in self.case.notebook.supports if (s.evidence, s.hypothesis) == (evidence, hypothesis)), None
        )
        if present is not None and present.stance == stance:
            self.do(Remove("support", support_id(evidence, hypothesis)))
        else:
            self.do(Put(Support(evidence, hypothesis, stance)))

    def ask_why(self, id: str = "") -> None:
        """Ask why a piece matters."""
        item = self.case.notebook.evidence.get(id) or self._current()
        if item is None:
            self.around.say("Select a piece of evidence first.")
            return
        self._asked = item.id
        fields = (Field("why", "Why it matters", item.why), Field("title", "Title", item.title))
        self.form.ask("why", f"{item.label} {item.shown}", fields, "Save")

    def _submitted(self, name: str, values: dict[str, str]) -> None:
        if name == "use":
            self._used(values)
            return
        item = self.case.notebook.evidence.get(self._asked)
        if item and self.do(Put(replace(item, why=values["why"], title=values["title"] or item.title))):
            self.form.close_form()
            self.table.setFocus()

    def ask_use(self) -> None:
        """Ask which hypothesis the selected piece speaks for or against."""
        item, hypotheses = self._current(), self.case.notebook.hypotheses.values()
        if item is None or not hypotheses:
            self.around.say("Select a piece of evidence first." if item is None else "Add a hypothesis first.")
            return
        self._asked = item.id
        names = tuple(f"{hypothesis.label} {hypothesis.text}" for hypothesis in hypotheses)
        fields = (
            Field("stance", "It speaks", "for", choices=("for", "against")),
            Field("of", "Hypothesis", choices=names),
        )
        self.form.ask("use", f"{item.label} {item.title}", fields, "Save")

    def _used(self, values: dict[str, str]) -> None:
        label = values["of"].split(" ", 1)[0]
        found = next(item for item in self.case.notebook.hypotheses.values() if item.label == label)
        if self.do(Put(Support(self._asked, found.id, cast(Stance, values["stance"])))):
            self.form.close_form()
            self.table.setFocus()

    def verify(self) -> None:
        """Check every piece and its source against their digests, in the background."""
        self.around.start("Verifying evidence", self.case.verify, self._checked)

    def _checked(self, checks: tuple) -> None:
        labels = {item.label: item.id for item in self.case.notebook.evidence.values()}
        found = {labels[word]: check for check in checks for word in check.what.split() if word in labels}
        self._faults = {id: check.detail for id, check in found.items() if not check.ok}
        self._verified = set(found)
        self.refresh(frozenset({"evidence"}))
        bad = sum(not check.ok for check in checks)
        self.around.say(f"{len(checks)} things verified" if not bad else f"{bad} of {len(checks)} things don't verify")

    def commands(self) -> tuple[Command, ...]:
        """What can be done here."""
        act = partial(Command, context="evidence", menu="Investigate")
        return (
            act("evidence.weigh", "Use for or against a hypothesis", self.ask_use,
                "Says which hypothesis the selected evidence speaks for or against.", shortcuts=("H",), icon="scale"),
            act("evidence.why", "Say why it matters", self.ask_why,
                "Writes down why the evidence matters.", shortcuts=("C",)),
            act("evidence.verify", "Verify evidence", self.verify,
                "Checks every sealed object and frozen excerpt against its digest.", icon="check", button=True),
        )  # fmt: skip

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        for view in (self.table, self.form, self.empty):
            view.set_theme(theme)
