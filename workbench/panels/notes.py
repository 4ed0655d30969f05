"""The root-cause notes: hypotheses and how they stand, the note with its evidence chips, action items."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import cast

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from workbench.casework.edits import Put
from workbench.errors import CitationError
from workbench.model.entities import parse_citation
from workbench.model.focus import Focus
from workbench.model.instants import SECOND, clock_text
from workbench.model.notebook import STATUSES, ActionItem, Evidence, Hypothesis, HypothesisStatus, Note
from workbench.panels.base import Panel, Surroundings
from workbench.panels.command import Command
from workbench.panels.wording import chip_text, preview
from workbench.views.empty_state import EmptyState
from workbench.views.inline_form import Field, InlineForm
from workbench.views.markdown_blocks import Block, blocks_of
from workbench.views.notes_bar import NotesBar
from workbench.views.notes_editor import NotesEditor
from workbench.views.notes_layout import ActionRow, HypothesisRow, Page
from workbench.views.notes_page import NotesPage
from workbench.views.theme import Theme

RCA = "rca"
TEMPLATE = "## Root cause\n\n\n## Impact\n\n\n## Fix and proof\n\n"
NEAR = SECOND


class NotesPanel(Panel):
    """Reads as a page, is written as Markdown; every keystroke is in the case within a second."""

    id, title, icon = "notes", "RCA notes", "notes"

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        theme = around.theme
        self.bar = NotesBar(theme, self)
        self.form = InlineForm(theme, self)
        self.page, self.editor = NotesPage(theme, self), NotesEditor(theme, self)
        self.empty = EmptyState(
            theme, "notes", "Nothing written yet. Start from the case facts.", "Insert template", self
        )
        self.stack = QStackedWidget(self)
        for widget in (self.page, self.editor, self.empty):
            self.stack.addWidget(widget)
        for widget in (self.bar, self.form, self.stack):
            self.column.addWidget(widget)
        self._blocks: tuple[Block, ...] = ()
        self._editing = False
        self._connect()
        self.refresh(frozenset({"notes"}))

    def _connect(self) -> None:
        self.editor.typed.connect(self._save)
        self.empty.pressed.connect(self.insert_template)
        self.page.preview = self._preview
        self.page.chip_used.connect(self._go_to_chip)
        self.page.hypothesis_menu.connect(lambda id, _place: self.ask_status(id))
        self.page.hypothesis_used.connect(self._hypothesis_chosen)
        self.page.action_toggled.connect(self._toggle_action)
        self.page.action_used.connect(self.edit_action)
        self.page.claim_used.connect(self._find_claim)
        self.form.submitted.connect(self._submitted)
        self.bar.mode_asked.connect(self.set_editing)

    # ------------------------------------------------------------------------------------------------ showing
    @property
    def note(self) -> Note | None:
        """The root-cause note as the case holds it."""
        return next((note for note in self.case.notebook.notes.values() if note.name == RCA), None)

    def refresh(self, changes: frozenset[str]) -> None:
        """Show what the case holds now."""
        if not changes & {"notes", "hypotheses", "actions", "evidence", "case"}:
            return
        note = self.note
        text = note.text if note else ""
        if not self.editor.unsaved:
            self.editor.show_text(text)
        self._blocks = blocks_of(text)
        self.page.show_page(self._page())
        self.follow(self.hub.focus)
        self._show_right_page()
        claims = len(self.page.claims)
        saved = f"Saved {clock_text(note.updated, 0, self.zone)}" if note else "Every keystroke is saved"
        self.bar.show_state(saved, claims, self._editing)

    def _page(self) -> Page:
        notebook, zone = self.case.notebook, self.zone
        by_citation = {str(item.citation): item for item in notebook.evidence.values()}
        chips = {}
        for block in self._blocks:
            for target in block.chips:
                found = by_citation.get(_normal(target))
                if found:
                    chips[target] = chip_text(found, zone)
        tallies = {(s.hypothesis, stance): 0 for s in notebook.supports for stance in ("for", "against")}
        for support in notebook.supports:
            tallies[support.hypothesis, support.stance] += 1
        hypotheses = tuple(
            HypothesisRow(
                item.id, item.label, item.text, item.status, item.why,
                tallies.get((item.id, "for"), 0), tallies.get((item.id, "against"), 0),
            )
            for item in notebook.hypotheses.values()
        )  # fmt: skip
        actions = tuple(
            ActionRow(
                item.id,
                item.text,
                item.owner,
                "done" if item.done else f"due {item.due}" if item.due else "",
                item.done,
            )
            for item in notebook.actions.values()
        )
        return Page(hypotheses, self._blocks, chips, actions)

    def _show_right_page(self) -> None:
        nothing = not (self._blocks or self.case.notebook.hypotheses or self.case.notebook.actions)
        self.stack.setCurrentWidget(self.editor if self._editing else self.empty if nothing else self.page)

    def follow(self, focus: Focus) -> None:
        """Light the chip of what is pointed at, or of what happened at the cursor."""
        found = self._evidence_at(focus)
        target = ""
        if found:
            wanted = str(found.citation)
            target = next((chip for block in self._blocks for chip in block.chips if _normal(chip) == wanted), "")
        self.page.light(target)

    def _evidence_at(self, focus: Focus) -> Evidence | None:
        evidence = tuple(self.case.notebook.evidence.values())
        if focus.citation is not None:
            for item in evidence:
                if item.citation == focus.citation:
                    return item
        cursor = focus.cursor
        if cursor is None:
            return None
        near = [item for item in evidence if item.t is not None and item.t_end is None and abs(item.t - cursor) <= NEAR]
        if near:
            return min(near, key=lambda item: abs((item.t or 0) - cursor))
        spans = [item for item in evidence if item.t is not None and item.t_end and item.t <= cursor <= item.t_end]
        return min(spans, key=lambda item: (item.t_end or 0) - (item.t or 0), default=None)

    def _preview(self, target: str) -> str:
        item = self._evidence_of(target)
        return preview(item) if item else "This evidence is not in the case."

    def _evidence_of(self, target: str) -> Evidence | None:
        wanted = _normal(target)
        return next((item for item in self.case.notebook.evidence.values() if str(item.citation) == wanted), None)

    def _go_to_chip(self, target: str) -> None:
        item = self._evidence_of(target)
        if item is None:
            self.around.say("This evidence is not in the case.")
            return
        focus = self.hub.focus
        if item.t is not None and focus.window is not None and item.t not in focus.window:
            focus = focus.over(None)
        self.page.light(target)
        self.move(focus.at(item.t if item.t is not None else focus.cursor, item.citation))

    # ------------------------------------------------------------------------------------------------ writing
    def set_editing(self, editing: bool) -> None:
        """Show the Markdown source, or the page."""
        self.editor.save()
        self._editing = editing
        self.refresh(frozenset({"notes"}))
        (self.editor if editing else self.page).setFocus()

    def insert_template(self) -> None:
        """Start the note with its usual headings."""
        summary = self.case.notebook.case.summary
        lead = f"## What happened\n\n{summary}\n\n" if summary else ""
        self._save((self.note.text if self.note else "") + lead + TEMPLATE)
        self.set_editing(True)

    def _save(self, text: str) -> None:
        note = self.note
        made = Note(note.id if note else self.case.clock.new_id(), RCA, text, self.case.clock.now())
        self.do(Put(made))

    def insert_evidence(self, evidence: Evidence) -> None:
        """Cite a piece of evidence where the text cursor is, or at the end of the note."""
        chip = f"[{evidence.label}]({evidence.citation})"
        if self._editing:
            self.editor.insert_chip(chip)
            return
        text = self.note.text.rstrip("\n") if self.note else ""
        self._save(f"{text} {chip}\n" if text else f"{chip}\n")

    def _find_claim(self, text: str) -> None:
        self.set_editing(True)
        line = next((block.line for block in self._blocks if block.text == text), 0)
        cursor = self.editor.textCursor()
        block = self.editor.document().findBlockByNumber(line)
        cursor.setPosition(block.position() + block.length() - 1)
        self.editor.setTextCursor(cursor)

    # ------------------------------------------------------------------------------------------------ hypotheses, actions
    def add_hypothesis(self) -> None:
        """Ask for a possible cause."""
        self.form.ask(
            "hypothesis", "New hypothesis", (Field("text", "Possible cause", hint="What could explain it?"),), "Add"
        )

    def _hypothesis_chosen(self, _id: str) -> None:
        self.commands_changed.emit()

    def _current(self) -> Hypothesis | None:
        items = self.case.notebook.hypotheses
        return items.get(self.page.current_hypothesis) or next(iter(items.values()), None)

    def ask_status(self, id: str = "", status: str = "") -> None:
        """Ask how a hypothesis stands and why."""
        item = self.case.notebook.hypotheses.get(id) or self._current()
        if item is None:
            self.around.say("There is no hypothesis yet; add one first.")
            return
        self.page.current_hypothesis = item.id
        fields = (
            Field("status", "Status", status or item.status, choices=STATUSES),
            Field("why", "Why", item.why, "What decided it?"),
            Field("text", "Hypothesis", item.text),
        )
        self.form.ask("status", f"{item.label} {item.text}", fields, "Save")

    def add_action(self) -> None:
        """Ask for an action item."""
        self._ask_action(ActionItem("", ""), "New action item")

    def edit_action(self, id: str) -> None:
        """Change an action item."""
        self._ask_action(self.case.notebook.actions[id], "Action item")

    def _ask_action(self, item: ActionItem, title: str) -> None:
        self._action = item
        fields = (
            Field("text", "Action", item.text, "What will be done?"),
            Field("owner", "Owner", item.owner, "A role or a person"),
            Field("due", "Due", item.due, "2026-12-01"),
            Field("ticket", "Ticket", item.ticket),
        )
        self.form.ask("action", title, fields, "Save")

    def _toggle_action(self, id: str) -> None:
        item = self.case.notebook.actions[id]
        self.do(Put(replace(item, done=not item.done)))

    def _submitted(self, name: str, values: dict[str, str]) -> None:
        if not values["text"]:
            self.form.say("Say what it is first.")
            return
        if name == "hypothesis":
            number = max((item.number for item in self.case.notebook.hypotheses.values()), default=0) + 1
            made = Hypothesis(self.case.clock.new_id(), number, values["text"], created=self.case.clock.now())
            done = self.do(Put(made))
        elif name == "status":
            item = self._current()
            status = cast(HypothesisStatus, values["status"])
            done = item is not None and self.do(
                Put(replace(item, status=status, why=values["why"], text=values["text"]))
            )
        else:
            done = self.do(Put(replace(self._action, id=self._action.id or self.case.clock.new_id(), **values)))
        if done:
            self.form.close_form()
            self.page.setFocus()

    # ------------------------------------------------------------------------------------------------ the rest
    def commands(self) -> tuple[Command, ...]:
        """What can be done here."""
        act = partial(Command, context="notes", menu="Investigate")
        return (
            act("notes.edit", "Edit", self.toggle_editing, "Switches between the page and its Markdown source.",
                shortcuts=("Ctrl+E",), icon="notes"),
            act("notes.hypothesis", "Add a hypothesis", self.add_hypothesis, "Writes down a possible cause.",
                icon="hyp", button=True),
            act("notes.status", "Set a hypothesis' status", self.ask_status,
                "Says how a hypothesis stands, and why.", icon="check"),
            act("notes.action", "Add an action item", self.add_action,
                "Writes down what somebody will do, by when.", icon="task", button=True),
        )  # fmt: skip

    def toggle_editing(self) -> None:
        """From the page to its source, or back."""
        self.set_editing(not self._editing)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        for view in (self.bar, self.form, self.page, self.editor, self.empty):
            view.set_theme(theme)

    def hideEvent(self, event: QHideEvent) -> None:
        """What was typed is saved before the panel goes out of sight."""
        self.editor.save()
        super().hideEvent(event)


def _normal(target: str) -> str:
    """A citation in its one written form; what isn't one stays as it is."""
    try:
        return str(parse_citation(target))
    except CitationError:
        return target
