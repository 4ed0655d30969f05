"""The physical lines of one source: text without any time, or a log as it stands in its file."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from workbench.model.case import Source
from workbench.panels.command import Command
from workbench.panels.logs.feature import LogFeature
from workbench.views.log.lines_strip import LinesStrip
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.panels.logs.panel import LogsPanel

TEXT = "none"
"""The reader of text that nobody could read."""


class Physical(LogFeature):
    """A log panel of its own over the source's lines stands in this one's place until all records are wanted again."""

    order = 90
    of_lines = False

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.strip: LinesStrip | None = None
        self.by_itself = False

    def commands(self) -> tuple[Command, ...]:
        """Lines and back."""
        act = partial(Command, context="logs", menu="View")
        return (
            act("logs.lines", "Physical lines of a source…", self.ask, "Shows the lines of one source as they stand in "
                "its file, those without a time too; filters and marks work on single lines then.", when=self._has_text),
            act("logs.records", "All records again", self.leave, "Goes back from the lines of one source to all records "
                "in order of time.", when=self._is_open),
        )  # fmt: skip

    def _texts(self) -> list[Source]:
        case = self.panel.case
        return [one for one in case.sources() if one.lines and (one.reader == TEXT or case.is_log(one.id))]

    def _has_text(self) -> bool:
        return bool(self._texts())

    def _is_open(self) -> bool:
        return self.panel.inner is not None

    def ask(self) -> None:
        """A menu of the sources that have lines, the current line's first."""
        here = self.panel.current()
        texts = sorted(self._texts(), key=lambda one: here is None or one.id != here.source_id)
        menu = QMenu(self.panel)
        for source in texts:
            action = menu.addAction(f"{source.label} {source.name}  ({source.lines:,} lines)")
            action.triggered.connect(lambda _checked=False, source=source: self.show_lines(source))
        self.menu_of_sources = menu
        menu.popup(self.panel.mapToGlobal(QPoint(12, 36)))

    def show_lines(self, source: Source) -> None:
        """Put a panel over the lines of a source in this one's place."""
        from workbench.panels.logs.panel import LogsPanel

        self.leave()
        panel = self.panel
        inner = LogsPanel(replace(panel.around, case=panel.case.of_lines(source.id)), panel)
        self.strip = LinesStrip(panel.theme, source.name, panel)
        self.strip.back.connect(self.leave)
        panel.put_inside(inner, self.strip)

    def leave(self) -> None:
        """All records again."""
        if self.strip is not None:
            self.panel.take_out()
            self.strip.deleteLater()
            self.strip = None
            self.by_itself = False
            self.panel.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def rows_came(self) -> None:
        """Where a case has no records, but text, its lines are shown; they go when records come."""
        if self.panel.total or any(one.state in ("pending", "reading") for one in self.panel.case.sources()):
            if self.by_itself and self.panel.total:
                self.leave()
            return
        texts = self._texts()
        if texts and self.strip is None:
            self.show_lines(texts[0])
            self.by_itself = True

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        if self.strip is not None:
            self.strip.set_theme(theme)
            self.strip.update()


FEATURE = Physical
