"""The list of all marks beside the log: to go there, to narrow it, to hand it on."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from workbench.casework.marked import notes_of, written_marks
from workbench.casework.marking import cleared
from workbench.errors import ExportError
from workbench.model.entities import parse_citation
from workbench.model.instants import clock_text
from workbench.model.report import MarkedLine
from workbench.panels.command import Command
from workbench.panels.logs.copy import AskPath, ask_path, form_chosen, name_filters
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.question import Question
from workbench.panels.logs.steps import position_of
from workbench.views.log.marks_view import MarkRow, MarksView
from workbench.views.log.text import harmless
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.panels.logs.panel import LogsPanel

KEY = "marks"
WAYS = (("text", "as text"), ("markdown", "as Markdown"), ("csv", "as CSV"), ("json", "as JSON"))


class MarkList(LogFeature):
    """`lines` are all marked lines, `listed` those that the words in the field leave."""

    order = 21

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.view = MarksView(panel.theme, panel)
        self.view.hide()
        self.view.chosen.connect(self.go)
        self.view.removed.connect(self._remove)
        self.view.narrowed.connect(lambda _words: self._list())
        self.view.copied.connect(lambda: self.menu_of().popup(self.view.copy.mapToGlobal(QPoint(0, 24))))
        self.view.menu_asked.connect(lambda _key, point: self.menu_of().popup(point))
        self.ask_path: AskPath = ask_path
        self.lines: tuple[MarkedLine, ...] = ()
        self.listed: tuple[MarkedLine, ...] = ()
        self._question = Question(panel.around.start)
        self._offered = ""

    def commands(self) -> tuple[Command, ...]:
        """The list, and handing it on."""
        act = partial(Command, context="logs", menu="Marks")
        return (
            act("logs.marks", "List all marks", self.toggle, "Opens a pane beside the log with all marks, labels, tags "
                "and comments of the case; a click goes to the line.", ("Alt+M",), icon="flag"),
            *(act(f"logs.marks_{form}", f"Copy all marks {way}", partial(self.copy, form), f"Copies every marked line with "
                  f"label, tags and comment {way}.", when=self._any) for form, way in WAYS),
        )  # fmt: skip

    def _any(self) -> bool:
        return bool(self.panel.case.notebook.marks)

    @property
    def is_open(self) -> bool:
        """Whether the pane lists the marks."""
        return self.panel.panes.side_key == KEY

    # ------------------------------------------------------------------------------------------- showing
    def toggle(self) -> None:
        """Open the list, or close it."""
        if self.is_open:
            self.panel.panes.close_side()
            return
        self.panel.panes.show_side(KEY, "Marks", self.view)
        self._read()
        self.view.table.setFocus()

    def _read(self) -> None:
        case = self.panel.case
        self._question.ask("Reading the marked lines", lambda _context: case.marked_lines(), self._came)

    def _came(self, lines: tuple[MarkedLine, ...]) -> None:
        self.lines = lines
        self._list()

    def _list(self) -> None:
        words = self.view.field.text().casefold().split()
        told = [(line, _told(line)) for line in self.lines]
        # `label 3` is one thing to look for, not a word and a number that may stand anywhere.
        wanted = " ".join(words).replace("label ", "label\0").split()
        self.listed = tuple(line for line, text in told if all(word in text for word in wanted))
        self.view.set_rows(tuple(self._row(line) for line in self.listed))
        if self.is_open:
            few = f"{len(self.listed):,} of " if len(self.listed) != len(self.lines) else ""
            self.panel.panes.show_side(KEY, f"Marks  {few}{len(self.lines):,}", self.view)

    def _row(self, line: MarkedLine) -> MarkRow:
        time = clock_text(line.t, 3, self.panel.zone) if line.t is not None else "no time"
        notes = " · ".join(part for part in (", ".join(line.tags), line.comment.replace("\n", " ")) if part)
        there = line.row >= 0 and position_of(self.panel.rows, line.row) >= 0
        first = harmless(line.title)
        return MarkRow(line.id, time, first, harmless(notes), line.label, line.flagged, there)

    # ------------------------------------------------------------------------------------------- acts
    def go(self, key: str) -> None:
        """To a marked line; one that is hidden is shown without the filter when it is chosen again."""
        line = next((line for line in self.lines if line.id == key), None)
        if line is None:
            return
        panel = self.panel
        at = position_of(panel.rows, line.row) if line.row >= 0 else -1
        if at >= 0:
            panel.table.go(at)
        elif line.row < 0:
            panel.around.say(f"{line.place} stands in no row of the log now.")
        elif self._offered != key:
            panel.around.say(f"{line.place} is hidden now. Choose it again to show it without filter and window.")
            self._offered = key
            return
        else:
            panel.show_without_filter(parse_citation(line.citation), line.t)
        self._offered = ""

    def _remove(self, key: str) -> None:
        marks = self.panel.case.notebook.marks
        edit = cleared(self.panel.case.notebook, [marks[key]]) if key in marks else None
        if edit is not None:
            self.panel.do(edit)

    def copy(self, form: str, lines: tuple[MarkedLine, ...] | None = None) -> None:
        """Marked lines on the clipboard: all of the case, or those given."""

        def came(found: tuple[MarkedLine, ...]) -> None:
            QGuiApplication.clipboard().setText(written_marks(found, form))
            self.panel.around.say(f"Copied {len(found):,} mark{'' if len(found) == 1 else 's'} {dict(WAYS)[form]}.")

        if lines is not None:
            came(lines)
        else:
            case = self.panel.case
            self._question.ask("Reading the marked lines", lambda _context: case.marked_lines(), came)

    def save(self) -> None:
        """The marks that are listed, to a file."""
        filters = ";;".join(part for part in name_filters().split(";;") if not part.startswith("Text as it stands"))
        name, chosen = self.ask_path(self.panel, "Save marks", filters)
        if not name:
            return
        path, form = form_chosen(name, chosen)
        try:
            _write(path, written_marks(self.listed, form.id))
        except ExportError as error:
            self.panel.around.say(error.sentence())
            return
        self.panel.case.exported(path.absolute(), 1)
        self.panel.around.say(f"{path}: {len(self.listed):,} mark{'' if len(self.listed) == 1 else 's'}.")

    def menu_of(self) -> QMenu:
        """What can be done with the marks that are listed."""
        menu = QMenu(self.view)
        for form, way in WAYS:
            menu.addAction(f"Copy {way}").triggered.connect(lambda _on=False, form=form: self.copy(form, self.listed))
        menu.addAction("Save…").triggered.connect(lambda _on=False: self.save())
        key = self.view.table.current_key
        if key and self.panel.can_write():
            menu.addSeparator()
            menu.addAction("Remove the mark").triggered.connect(lambda _on=False: self._remove(key))
        return menu

    # ------------------------------------------------------------------------------------------- hooks
    def changed(self, changes: frozenset[str]) -> None:
        """Marks came or went, or lines have other times."""
        if self.is_open and changes & {"marks", "spine", "sources", "case"}:
            self._read()

    def rows_came(self) -> None:
        """Other lines are hidden now."""
        if self.is_open:
            self._list()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.view.set_theme(theme)


def _told(line: MarkedLine) -> str:
    """All words by which a mark is found."""
    notes = notes_of(line).replace("label ", "label\0")
    return f"{line.place} {line.text} {notes} {line.comment}".casefold()


def _write(path: Path, text: str) -> None:
    scratch = path.with_name(f".{path.name}.tmp")
    try:
        scratch.write_text(text, "utf-8", newline="")
        scratch.replace(path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise ExportError(f"it can't be written ({error.strerror})", str(path), "Choose another place.") from error


FEATURE = MarkList
