"""The code panel: the change or the file behind a stack frame, a commit or a deploy, bound to the focus."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from workbench.errors import SettingsError
from workbench.model.entities import Citation, hunk_citation
from workbench.model.focus import EMPTY, Focus
from workbench.panels.base import Panel, Surroundings
from workbench.panels.code_commands import code_commands
from workbench.panels.code_editor import open_in_editor, start_detached
from workbench.panels.code_first import first_trace
from workbench.panels.code_places import CodePlace, Target, resolve, target_of
from workbench.panels.code_words import caption_of, side_items, title_of
from workbench.panels.command import Command
from workbench.views.code_head import CodeHead
from workbench.views.code_rows import CodeRows, diff_rows, version_rows
from workbench.views.code_side import CodeSide
from workbench.views.code_view import CodeView
from workbench.views.empty_state import EmptyState, FaultStrip
from workbench.views.theme import Theme

KEPT = 64
SIDE = 230


class CodePanel(Panel):
    """See `Panel`. `centred_line` tells which line stands in the middle."""

    id = "code"
    title = "Code and diff"
    icon = "code"

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        self.theme = around.theme
        self.focus: Focus = EMPTY
        self.place: CodePlace | None = None
        self.split, self.ignore_space = False, False
        self.run = start_detached
        self._kept: OrderedDict[Target, CodePlace] = OrderedDict()
        self._ticket = 0
        self._warm = -1
        self._build(around.theme)
        self._commands = code_commands(self)
        self._show_nothing()
        self.follow(self.hub.focus)

    def _build(self, theme: Theme) -> None:
        self.side = CodeSide(theme, self)
        self.head = CodeHead(theme, self)
        self.fault = FaultStrip(theme, "", self)
        self.view = CodeView(theme, self)
        self.empty = EmptyState(
            theme, "code", "Select a log line with a stack trace to see its code.", "Go to first trace", self
        )
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in ((self.head, 0), (self.fault, 0), (self.view, 1)):
            column.addWidget(part, stretch)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.side.setMinimumWidth(150)
        self.splitter.addWidget(self.side)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([SIDE, 3 * SIDE])
        self.column.addWidget(self.splitter, 1)
        self.column.addWidget(self.empty, 1)
        self.setFocusProxy(self.view)
        self.side.picked.connect(self._picked)
        self.view.chosen.connect(self._row_chosen)
        self.head.tag_clicked.connect(self._tag_clicked)
        self.empty.pressed.connect(self.go_to_first_trace)

    # ------------------------------------------------------------------------------------------- what it shows
    def centred_line(self) -> tuple[str, int] | None:
        """Path and line (1-based) that was brought to the middle and is in sight."""
        line = self.view.centred_line() if self.place and self.view.isVisibleTo(self) else 0
        return (self.place.path, line) if self.place and line else None

    def cited(self) -> tuple[Citation, ...]:
        """The hunk chosen, else the first one of the file."""
        place = self.place
        if place is None or place.diff is None or not place.diff.hunks:
            return ()
        hunk = self.view.chosen_hunk or place.diff.hunks[0].number
        return (hunk_citation(place.repository, place.path, place.commit, hunk),)

    def commands(self) -> tuple[Command, ...]:
        """What can be done with the code."""
        return self._commands

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        for part in (self.side, self.head, self.fault, self.view, self.empty):
            part.set_theme(theme)

    # ------------------------------------------------------------------------------------------- focus
    def follow(self, focus: Focus) -> None:
        """Show the code behind the focus; what is shown stays while the answer is looked for, or when there is none."""
        if (focus.cursor, focus.citation) == (self.focus.cursor, self.focus.citation):
            self.focus = focus
            return
        self.focus = focus
        self._ticket += 1
        if self._warm == self.case.generation:
            target = target_of(self.case, focus)
            if target is None or target in self._kept:
                self._came(self._kept.get(target) if target else None)
                return
        ticket, case = self._ticket, self.case

        def work(_context: object) -> CodePlace | None:
            target = target_of(case, focus)
            return resolve(case, target) if target is not None else None

        self.around.start("Reading code", work, lambda place: self._answered(place, ticket))

    def show_target(self, target: Target) -> None:
        """Show something chosen here, without moving the focus."""
        self._ticket += 1
        ticket, case = self._ticket, self.case
        if target in self._kept:
            self._came(self._kept[target])
            return
        self.around.start("Reading code", lambda _c: resolve(case, target), lambda place: self._answered(place, ticket))

    def _answered(self, place: CodePlace | None, ticket: int) -> None:
        self._warm = self.case.generation
        if place is not None and not place.fault:
            self._kept[place.target] = place
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        if ticket == self._ticket:
            self._came(place)

    def _came(self, place: CodePlace | None) -> None:
        if place is None:
            if self.place is None:
                self._show_nothing()
            return
        if self.place is not None and place.target == self.place.target and place == self.place:
            self._centre()
            return
        self.place = place
        self._show()

    def refresh(self, changes: frozenset[str]) -> None:
        """Evidence that cites hunks is shown on them; other sources may bring other code."""
        if "evidence" in changes:
            self._show_labels()
        if changes & {"spine", "sources"}:
            self._kept.clear()
            self._warm = -1
            focus, self.focus = self.focus, EMPTY
            self.follow(focus)
        if "settings" in changes and self.place is not None:
            self._say()

    # ------------------------------------------------------------------------------------------- showing
    def _show_nothing(self) -> None:
        self.splitter.hide()
        self.empty.show()
        self.set_caption("")

    def _show(self) -> None:
        place = self.place
        if place is None:
            return
        self.empty.hide()
        self.splitter.show()
        self.fault.setVisible(bool(place.fault))
        self.fault.show_fault(place.fault)
        items, chosen = side_items(place)
        self.side.setVisible(bool(items))
        self.side.show_items(items, chosen)
        self._show_rows()
        self._say()
        self.commands_changed.emit()

    def _rows(self, place: CodePlace) -> CodeRows:
        if place.diff is not None:
            return diff_rows(place.diff, self.split, self.ignore_space)
        return version_rows(place.version) if place.version is not None else CodeRows(place.path, (), None)

    def _show_rows(self) -> None:
        """The rows of the place in the chosen form, its line in the middle."""
        place = self.place
        if place is None:
            return
        split = self.split and place.diff is not None
        diff = place.diff
        self.view.raised = place.line if place.trace is not None else 0
        first = place.own.index(True) if True in place.own else 0
        self.view.raised_text = "raised here" if place.frame == first else "called here"
        self.view.headings = {hunk.number: hunk.heading for hunk in diff.hunks} if diff else {}
        self.view.titles = (f"Before  {place.base[:7] or 'nothing'}", f"After  {place.commit[:7]}")
        self.view.show_rows(self._rows(place), split, diff.old_lines if diff else None)
        self.view.setAccessibleName(f"Code of {place.path}")
        self._show_labels()
        self._centre()

    def _centre(self) -> None:
        place, rows = self.place, self.view.rows
        if place is None or rows is None or not rows.count:
            return
        row = rows.row_of_hunk(place.target.hunk) if place.target.hunk else -1
        if row < 0 and place.line:
            row = rows.row_of_new(place.line)
        if row < 0:
            row = next(iter(rows.changes()), 0)
        self.view.centre(row)

    def _show_labels(self) -> None:
        place = self.place
        if place is None or place.diff is None:
            self.view.labels = {}
            return
        cited = [one for one in self.case.notebook.evidence.values() if one.citation.kind == "hunk"]
        mine = [one for one in cited if (one.citation.commit, one.citation.path) == (place.commit, place.path)]
        self.view.labels = {one.citation.hunk: one.label for one in reversed(mine)}
        self.view.viewport().update()

    def _say(self) -> None:
        if self.place is not None:
            zone = self.zone
            self.head.show_title(title_of(self.place, zone, self.ignore_space))
            self.set_caption(caption_of(self.place))
            self.setAccessibleName(f"Code and diff, {self.place.path}")

    # ------------------------------------------------------------------------------------------- acts
    def _picked(self, key: str) -> None:
        """A frame or a file of the list."""
        place = self.place
        if place is None:
            return
        kind, _, name = key.partition(":")
        if kind == "frame":
            self.show_target(replace(place.target, frame=int(name), at=""))
        else:
            self.show_target(Target(place.commit, name))

    def _row_chosen(self, row: int) -> None:
        """A row of the code was clicked: the hunk is what is pointed at, the cursor stays."""
        place = self.place
        if place is None or place.diff is None or self.view.rows is None:
            return
        hunk = self.view.rows.hunk_of(row)
        if hunk:
            self.focus = self.focus.at(
                self.focus.cursor, hunk_citation(place.repository, place.path, place.commit, hunk)
            )
            if self.linked:
                self.hub.move(self.focus, self)

    def _tag_clicked(self) -> None:
        """The deploy of what is shown: the cursor goes there. Of a whole file: its last change."""
        place = self.place
        if place is None:
            return
        if place.diff is None and place.changed_by:
            self.show_target(Target(place.changed_by, place.path))
        elif place.deploy is not None:
            self.focus = self.focus.at(place.deploy.t, place.deploy.record)
            if self.linked:
                self.hub.move(self.focus, self)

    def has_diff(self) -> bool:
        """Whether a change is shown."""
        return self.place is not None and self.place.diff is not None

    def has_file(self) -> bool:
        """Whether there is something to open."""
        return self.place is not None and bool(self._lines())

    def step_change(self, step: int) -> None:
        """To the next or previous change."""
        if not self.view.step_change(step):
            self.around.say(f"No change {'below' if step > 0 else 'above'} this line.")

    def set_split(self, split: bool) -> None:
        """Side by side, or unified."""
        if split != self.split:
            self.split = split
            self._show_rows()
            self.commands_changed.emit()

    def toggle_space(self) -> None:
        """Show or hide changes of white space alone."""
        self.ignore_space = not self.ignore_space
        self._show_rows()
        self._say()

    def _lines(self) -> tuple[str, ...]:
        place = self.place
        if place is None:
            return ()
        return (place.diff.new_lines or ()) if place.diff else (place.version.lines if place.version else ())

    def open_in_editor(self) -> None:
        """The file as it is shown, at the current line, in the user's editor."""
        place, rows = self.place, self.view.rows
        if place is None or rows is None:
            return
        row = rows.row(self.view.current) if 0 <= self.view.current < rows.count else None
        line = row.right.new if row and row.right and row.right.new else place.line
        try:
            copy = open_in_editor(self.case.settings, place.path, place.commit, self._lines(), line, self.run)
        except SettingsError as error:
            self.around.say(error.sentence())
            return
        self.around.say(f"Opened {place.path} of {place.commit[:7]} at line {max(line, 1)} ({copy}).")

    def go_to_first_trace(self) -> None:
        """Move the cursor to the first record with a stack trace."""
        case = self.case

        def came(found: tuple[int, Citation] | None) -> None:
            if found is None:
                self.around.say("No log line here has a stack trace.")
                return
            focus = self.hub.focus.at(*found)
            if self.linked:
                self.hub.move(focus, self)
            self.follow(focus)

        self.around.start("Looking for the first stack trace", lambda context: first_trace(case, context), came)
