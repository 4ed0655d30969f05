"""Lines on the clipboard in five forms, and all that is shown written to a file in the background."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QGuiApplication

from workbench.errors import WorkbenchError
from workbench.jobs import JobContext
from workbench.panels.command import Command
from workbench.panels.logs.copy import RECORDS, AskPath, ask_path, copied, counted, form_chosen, name_filters, size_text
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.question import Question

if TYPE_CHECKING:
    from workbench.casework.saving import Rows, Saved
    from workbench.panels.logs.panel import LogsPanel


class Copying(LogFeature):
    """Copies of several lines say where each stands; the raw form is a command of its own."""

    order = 10

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.ask_path: AskPath = ask_path
        self._copying = Question(panel.around.start)

    def commands(self) -> tuple[Command, ...]:
        """Copies and files."""
        act = partial(Command, context="logs", menu="Copy")
        has_row, shown = self.panel.has_row, lambda: bool(len(self.panel.in_hand()[1]))
        return (
            act("logs.copy_text", "Copy as text", self.copy_text, "Copies the selected characters, one line as it stands, "
                "several lines each with file, line and UTC.", ("Ctrl+C",), has_row, "copy"),
            act("logs.copy_raw", "Copy raw", partial(self.copy, "raw", "raw"), "Copies the selected records as they "
                "stand in their files.", when=has_row, icon="copy"),
            act("logs.copy_markdown", "Copy as Markdown", partial(self.copy, "markdown", "as Markdown"), "Copies the "
                "selected records with source, line and time in UTC.", ("Ctrl+Shift+C",), has_row, "copy"),
            act("logs.copy_csv", "Copy as CSV", partial(self.copy, "csv", "as CSV"), "Copies the selected records as a "
                "table with a head, a record a row.", when=has_row, icon="copy"),
            act("logs.copy_json", "Copy as JSON", partial(self.copy, "json", "as JSON"), "Copies the selected records as "
                "JSON, a record a line, with the keys of `query --json`.", when=has_row, icon="copy"),
            act("logs.save", "Save what is shown…", self.save_shown, "Writes all rows that are shown to a file: text with "
                "places, raw, Markdown, CSV or JSON.", ("Ctrl+S",), shown, "export"),
            act("logs.save_selected", "Save what is selected…", self.save_selected, "Writes the selected rows to a file.",
                when=has_row, icon="export"),
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------- the clipboard
    def copy_text(self) -> None:
        """The selected characters as they are shown; else one record as it stands, several with their places."""
        text = self.panel.in_hand()[0].selected_text
        if text:
            self._take(text, "Copied the selected characters.")
        elif self.panel.selected_count == 1:
            self.copy("raw", "as text")
        else:
            self.copy("text", "as text")

    def copy(self, form: str, how: str) -> None:
        """The selected records in a form."""
        panel, count = self.panel, self.panel.selected_count
        rows = panel.selected_rows(RECORDS)
        if not len(rows):
            return

        def came(text: str) -> None:
            self._take(text.removesuffix("\n") if form == "raw" else text, copied(count, how))

        self._copying.ask("Copying", lambda _context: panel.case.write_rows(rows, form), came, self._failed)

    def _take(self, text: str, said: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.panel.around.say(said)

    # ------------------------------------------------------------------------------------------- files
    def save_shown(self) -> None:
        """Ask where to, then write all rows of the table in hand."""
        self._save(self.panel.in_hand()[1], "Save what is shown")

    def save_selected(self) -> None:
        """Ask where to, then write the selected rows."""
        table, rows = self.panel.in_hand()
        self._save(_Chosen(rows, table.selected_positions.ranges), "Save what is selected")

    def _save(self, rows: Rows, title: str) -> None:
        name, chosen = self.ask_path(self.panel, title, name_filters())
        if not name:
            return
        path, form = form_chosen(name, chosen)
        case = self.panel.case

        def work(context: JobContext) -> Saved:
            saved = case.save_rows(rows, form.id, path, context)
            case.exported(path.absolute(), 1)
            return saved

        self.panel.around.start(f"Saving {path.name}", work, self._saved, self._failed)

    def _saved(self, saved: Saved) -> None:
        self.panel.around.say(f"{saved.path}: {counted(saved.rows)}, {size_text(saved.size)}.")

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, WorkbenchError):
            raise error
        self.panel.around.say(error.sentence())


class _Chosen:
    """Stretches of positions as one sequence of spine rows, of which none is read before it is asked for."""

    def __init__(self, rows: Rows, ranges: tuple[range, ...]) -> None:
        self._rows, self._ranges = rows, ranges

    def __len__(self) -> int:
        return sum(len(one) for one in self._ranges)

    def __getitem__(self, key: slice) -> np.ndarray:
        start, stop, _step = key.indices(len(self))
        parts, before = [np.empty(0, np.int64)], 0
        for one in self._ranges:
            first, last = max(start - before, 0), min(stop - before, len(one))
            if first < last:
                parts.append(np.asarray(self._rows[one.start + first : one.start + last], np.int64))
            before += len(one)
        return np.concatenate(parts)


FEATURE = Copying
