"""What a person puts on lines: a mark, one of eight colours, tags and a comment; and the way from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QMenu

from workbench.casework.marking import (
    Target,
    commented,
    flagged,
    labelled,
    shared_comment,
    shared_tags,
    tagged,
    used_tags,
)
from workbench.model.entities import bytes_citation
from workbench.model.notebook import LABELS, Mark, tags_in
from workbench.panels.command import Command
from workbench.panels.logs.badges import Rows, rows_array
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.steps import next_of, position_of
from workbench.views.log.ask_field import Answer, AskField, near_row
from workbench.views.log.comment_field import CommentField
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.casework.edits import Edit
    from workbench.panels.logs.panel import LogsPanel

MOST = 1_000
"""Rows that are marked by one gesture; more are better found by a filter."""
Wanted = Callable[[Mark], bool]


class Labels(LogFeature):
    """Works on all selected rows at once; every gesture is one edit."""

    order = 20

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.tag_field = AskField(panel.theme, panel)
        self.comment_field = CommentField(panel.theme, panel)
        self._targets: tuple[Target, ...] = ()
        self.tag_field.edited.connect(self._suggest)
        self.tag_field.entered.connect(self._tag)
        self.tag_field.left.connect(self._left_tags)
        self.comment_field.kept.connect(self._comment)

    def commands(self) -> tuple[Command, ...]:
        """Marking, and stepping from mark to mark."""
        act = partial(Command, context="logs", menu="Marks")
        can, always = self._can, lambda: True
        colours = [
            act(f"logs.label_{number}", f"Label {number}", partial(self.label, number), f"Gives the selected lines colour "
                f"{number}, or takes it away where they have it.", (f"Alt+{number}",), can)
            for number in range(1, LABELS + 1)
        ]  # fmt: skip
        return (
            act("logs.mark", "Mark or unmark", self.mark, "Marks the selected lines in passing, or takes the mark away; "
                "colour, tags and comment stay.", ("M",), can),
            *colours,
            act("logs.label_0", "No label", partial(self.label, 0), "Takes the colour off the selected lines.",
                ("Alt+0",), can),
            act("logs.tag", "Tag…", self.ask_tags, "Writes tags on the selected lines, with commas between them.",
                ("T",), can),
            act("logs.comment", "Comment…", self.ask_comment, "Writes a comment on the selected lines.", ("C",), can),
            *self._steps("mark", "mark", "U", lambda _mark: True, "is marked, labelled, tagged or commented on"),
            *self._steps("label", "label", "", lambda mark: bool(mark.label), "has a colour"),
            *self._steps("tag", "tag", "", lambda mark: bool(mark.tag), "has a tag"),
            *self._steps("comment", "comment", "", lambda mark: bool(mark.comment), "has a comment"),
            act("logs.next_pin", "Next pinned line", partial(self.step_pin, 1), "Goes to the next line that is evidence.",
                when=always),
            act("logs.previous_pin", "Previous pinned line", partial(self.step_pin, -1), "Goes to the line before this "
                "one that is evidence.", when=always),
            act("logs.next_which", "Next of which…", partial(self.ask_which, 1), "Asks what to step to: a colour, a tag, "
                "a comment, a mark or evidence, and goes to the next one.", ("Alt+U",), always),
            act("logs.previous_which", "Previous of which…", partial(self.ask_which, -1), "Asks what to step to and goes "
                "to the one before this line.", ("Alt+Shift+U",), always),
        )  # fmt: skip

    def _steps(self, name: str, word: str, key: str, wanted: Wanted, what: str) -> tuple[Command, Command]:
        act = partial(Command, context="logs", menu="Marks", when=lambda: True)
        forth, back = partial(self.step, wanted, word, 1), partial(self.step, wanted, word, -1)
        return (
            act(f"logs.next_{name}", f"Next {word}", forth, f"Goes to the next line that {what}.",
                (key,) if key else ()),
            act(f"logs.previous_{name}", f"Previous {word}", back, f"Goes to the line before this one that {what}.",
                (f"Shift+{key}",) if key else ()),
        )  # fmt: skip

    def _can(self) -> bool:
        return self.panel.has_row() and self.panel.can_write()

    # ------------------------------------------------------------------------------------------- marking
    def targets(self) -> tuple[Target, ...]:
        """The selected rows; none, and a sentence why, where they are too many for one gesture."""
        panel, count = self.panel, self.panel.selected_count
        if count > MOST:
            panel.around.say(
                f"{count:,} lines are too many to mark at once: at most {MOST:,}. A filter finds them again."
            )
            return ()
        spine, rows = panel.case.spine, panel.selected_rows(MOST)
        ids = {source.number: source.id for source in panel.case.notebook.sources.values()}
        places = [spine.source[rows], spine.offset[rows], spine.length[rows], spine.t[rows]]
        made = [
            (Target(bytes_citation(ids[int(number)], int(offset), int(length)), _time(int(t))), int(row))
            for number, offset, length, t, row in zip(*places, rows, strict=True)
        ]
        panel.badges.know((target.citation, row) for target, row in made)
        return tuple(target for target, _row in made)

    def _do(self, edit: Edit | None) -> bool:
        return edit is None or self.panel.do(edit)

    def mark(self) -> None:
        """Flag the selected rows or take the flag away."""
        targets = self.targets()
        if targets:
            self._do(flagged(self.panel.case.notebook, self.panel.case.clock, targets))

    def label(self, number: int) -> None:
        """Give the selected rows a colour, 0 for none."""
        targets = self.targets()
        if targets:
            self._do(labelled(self.panel.case.notebook, self.panel.case.clock, targets, number))

    # ------------------------------------------------------------------------------------------- tags and comments
    def _near(self) -> QRect:
        table = self.panel.in_hand()[0]
        viewport, left = table.viewport(), table.columns.message
        return near_row(viewport, self.panel, table.line_of(table.current), table.row_height, left)

    def ask_tags(self) -> None:
        """Open the field for tags over the current row."""
        self._targets = self.targets()
        if self._targets:
            tags = ", ".join(shared_tags(self.panel.case.notebook, self._targets))
            self.tag_field.ask(f"Tags of {_count(self._targets)}", "Tags, with commas between them", tags, self._near())

    def _suggest(self, text: str) -> None:
        """Tags used before that go on with what is typed behind the last comma."""
        before, comma, typed = text.rpartition(",")
        held, typed = tags_in(before), typed.strip().casefold()
        known = [tag for tag in used_tags(self.panel.case.notebook) if tag not in held and tag.casefold() != typed]
        found = [tag for tag in known if tag.casefold().startswith(typed)]
        found += [tag for tag in known if typed and typed in tag.casefold() and tag not in found]
        start = f"{before}{comma} ".lstrip() if comma else ""
        answers = tuple(Answer(tag, "text.primary", f"{start}{tag}") for tag in found[:6])
        words = "Enter keeps, Esc doesn't" + (", Tab completes" if found else "")
        self.tag_field.set_answers((*answers, Answer(words, "text.tertiary")))

    def _tag(self, text: str) -> None:
        if self._do(tagged(self.panel.case.notebook, self.panel.case.clock, self._targets, tags_in(text))):
            self.tag_field.close_field()
            self._back()

    def _left_tags(self, text: str, by_key: bool) -> None:
        if by_key:
            self._back()
        elif self._targets:
            self._do(tagged(self.panel.case.notebook, self.panel.case.clock, self._targets, tags_in(text)))

    def ask_comment(self) -> None:
        """Open the field for a comment over the current row."""
        self._targets = self.targets()
        if self._targets:
            text = shared_comment(self.panel.case.notebook, self._targets)
            self.comment_field.ask(f"Comment on {_count(self._targets)}", text, self._near())

    def _comment(self, text: str, by_key: bool) -> None:
        targets, case = self._targets, self.panel.case
        if not self._do(commented(case.notebook, case.clock, targets, text)):
            self.comment_field.ask(self.comment_field.title, text, self._near())
        elif by_key:
            self._back()

    def _back(self) -> None:
        self.panel.in_hand()[0].setFocus()

    # ------------------------------------------------------------------------------------------- stepping
    def step(self, wanted: Wanted, word: str, step: int) -> None:
        """To the next or previous row whose mark is wanted."""
        rows = rows_array(row for row, mark in self.panel.badges.by_row.items() if wanted(mark))
        self._go(rows, word, step)

    def step_pin(self, step: int) -> None:
        """To the next or previous row that is evidence."""
        self._go(self.panel.badges.pins, "evidence", step)

    def _go(self, rows: Rows, word: str, step: int) -> None:
        panel = self.panel
        at = next_of(panel.rows, rows, panel.table.current, step)
        hidden = sum(position_of(panel.rows, int(row)) < 0 for row in rows) if at < 0 else 0
        more = f" {hidden:,} more {'is' if hidden == 1 else 'are'} hidden by {self._why()}." if hidden else ""
        panel.go_or_say(at, f"No {word} {'after' if step > 0 else 'before'} this line.{more}")

    def _why(self) -> str:
        return "the window" if self.panel.time_window is not None and not self.panel.filter.filters else "the filter"

    def ask_which(self, step: int) -> None:
        """A menu of what there is to step to."""
        self.which_menu(step).popup(self._menu_place())

    def _menu_place(self) -> QPoint:
        near = self._near()
        return self.panel.mapToGlobal(near.bottomLeft())

    def which_menu(self, step: int) -> QMenu:
        """Every kind of mark there is, with its count."""
        menu = QMenu(self.panel)
        marks = list(self.panel.badges.by_row.values())
        kinds: list[tuple[str, str, Wanted]] = [("Any mark", "mark", lambda _mark: True)]
        kinds += [
            (f"Label {number}", f"label {number}", lambda mark, number=number: mark.label == number)
            for number in range(1, LABELS + 1)
        ]
        kinds += [
            (f"Tag {tag}", f"tag {tag}", lambda mark, tag=tag: tag in mark.tags)
            for tag in used_tags(self.panel.case.notebook)
        ]
        kinds.append(("Comment", "comment", lambda mark: bool(mark.comment)))
        for title, word, wanted in kinds:
            count = sum(wanted(mark) for mark in marks)
            if count:
                action = menu.addAction(f"{title.replace('&', '&&')}  ({count:,})")
                action.triggered.connect(lambda _on=False, wanted=wanted, word=word: self.step(wanted, word, step))
        if len(self.panel.badges.pins):
            action = menu.addAction(f"Evidence  ({len(self.panel.badges.pins):,})")
            action.triggered.connect(lambda _on=False: self.step_pin(step))
        if menu.isEmpty():
            menu.addAction("Nothing is marked yet").setEnabled(False)
        return menu

    # ------------------------------------------------------------------------------------------- hooks
    def escape(self) -> bool:
        """Close an open field."""
        open_now = self.comment_field.isVisible()
        if open_now:
            self.comment_field.keep(by_key=True)
        return open_now

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.tag_field.set_theme(theme)
        self.comment_field.set_theme(theme)


def _time(t: int) -> int | None:
    return None if t == -(1 << 63) else t


def _count(targets: Sequence[Target]) -> str:
    return "this line" if len(targets) == 1 else f"{len(targets):,} lines"


FEATURE = Labels
