"""One record in full in the pane beside the log: it follows the current line, and its values are copied and filtered by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from workbench.model.focus import Focus
from workbench.panels.command import Command
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.record_page import Choices, RecordPage, record_page
from workbench.query.tree import Not
from workbench.views.log.record_items import Item
from workbench.views.log.record_view import RecordView
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.panels.logs.panel import LogsPanel

KEY = "record"
SAID = 60


class RecordPane(LogFeature):
    """`page` is what is shown; what was folded and the chosen form stay from record to record."""

    order = 60

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.view = RecordView(panel.theme, panel)
        self.view.hide()
        self.view.asked.connect(self._asked)
        self.view.narrowed.connect(self._narrowed)
        self.page = RecordPage()
        self.choices = Choices()
        self._row = -1
        self._letters = 0

    def commands(self) -> tuple[Command, ...]:
        """The pane, opened and closed."""
        return (
            Command("logs.record", "Show the record in full", self.toggle, "Opens a pane beside the log with the current "
                    "record: its body as JSON, XML, SQL, trace or bytes, its fields, times and place.", ("V",),
                    self.panel.has_row, "eye", "logs", button=True, menu="View"),
        )  # fmt: skip

    @property
    def is_open(self) -> bool:
        """Whether the pane shows the record."""
        return self.panel.panes.side_key == KEY

    def toggle(self) -> None:
        """Open the pane, or close it."""
        if self.is_open:
            self.panel.panes.close_side()
        else:
            self.panel.panes.show_side(KEY, "Record", self.view)
            self._row = -1
            self.show()

    # ------------------------------------------------------------------------------------------- showing
    def show(self) -> None:
        """The current record, from its top where it is another one."""
        table, rows = self.panel.in_hand()
        at = table.current
        row = int(rows[at]) if 0 <= at < len(rows) else -1
        record = self.panel.pages.record(row)
        if record is None:
            self._row, self.page = -1, RecordPage()
            self.view.set_items((Item("none", "note", value="No line is current.", token="text.tertiary"),))
            return
        other = row != self._row
        if other:
            self.choices.limits.clear()
            self.choices.shut = {key for key in self.choices.shut if key[:1] != "/" and key}
        self._row, self._letters = row, self.view.letters
        self.page = record_page(self.panel, record, self.choices, self._letters)
        self.view.set_items(tuple(self.page.items), keep_place=not other)

    def _narrowed(self) -> None:
        """Bytes stand 8 or 16 to a line."""
        if self.is_open and self._row >= 0 and (self.view.letters >= 75) != (self._letters >= 75):
            self.show()

    # ------------------------------------------------------------------------------------------- acts
    def _asked(self, act: str, key: str) -> None:
        acts = {"toggle": self._toggle, "more": self._more, "link": self._follow, "copy": self._copy}
        if act in acts:
            acts[act](key)
        elif key in self.page.filters:
            part = self.page.filters[key]
            self.panel.set_filter(self.panel.filter.with_part(Not(part) if act == "exclude" else part))

    def _toggle(self, key: str) -> None:
        if key.startswith("form:"):
            self.choices.form = key.removeprefix("form:")
            self.choices.limits.pop("more:body", None)
        else:
            # In a tree the key is one letter and the path.
            self.choices.shut ^= {key[1:] if key[:1] in "jx" and key[1:2] in ("/", "") else key}
        self.show()

    def _more(self, key: str) -> None:
        self.choices.limits[key] = self.choices.limits.get(key, 0) + 1
        self.show()

    def _follow(self, key: str) -> None:
        panel = self.panel
        if key in self.page.entities:
            entity = self.page.entities[key]
            panel.look_at(panel.focus.lit(None if panel.focus.entity == entity else entity))
        elif key in self.page.frames:
            panel.table.linked.emit(panel.table.current, self.page.frames[key])

    def _copy(self, key: str) -> None:
        text = self.page.copies.get(key)
        if text is not None:
            QGuiApplication.clipboard().setText(text)
            first = " ".join(text[: SAID * 2].split())
            self.panel.around.say(f"Copied {first[:SAID]}{'…' if len(text) > SAID else ''}")

    # ------------------------------------------------------------------------------------------- hooks
    def moved(self) -> None:
        """Another line is current."""
        if self.is_open:
            self.show()

    def followed(self, _focus: Focus) -> None:
        """The panel stands elsewhere."""
        self.moved()

    def rows_came(self) -> None:
        """Other rows are shown."""
        self.moved()

    def changed(self, changes: frozenset[str]) -> None:
        """Clocks, zones or sources changed."""
        if changes & {"spine", "sources", "case"}:
            self.moved()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.view.set_theme(theme)


FEATURE = RecordPane
