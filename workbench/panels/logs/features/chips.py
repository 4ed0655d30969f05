"""The filter's chips: what a person does to them, and how much each matches by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QGuiApplication

from workbench.errors import QueryError
from workbench.panels.command import Command
from workbench.panels.logs.chips import chips_of
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.filter import LogFilter, Part
from workbench.panels.logs.question import Question
from workbench.panels.logs.steps import position_of
from workbench.query.language import unparse
from workbench.views.filter_menu import chip_menu
from workbench.views.log.rows import Badge

if TYPE_CHECKING:
    from workbench.panels.logs.panel import LogsPanel
    from workbench.panels.logs.rows import Rows

WHOLE = 1 << 30
"""Stands for all chips where the bar says which one is edited."""
COUNT_AFTER_MS = 400
"""Quiet before chips are counted, so that the answer the user waits for is never behind them."""


class Chips(LogFeature):
    """Binds the bar's chips to the panel's filter."""

    order = 10
    title = "Filter"

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self._edited: Part | None = None
        self._counts: dict[str, int] = {}
        self._inked: dict[str, Rows] = {}
        self._counted_for: object = None
        self._question = Question(panel.around.start)
        self._quiet = QTimer(panel, singleShot=True, interval=COUNT_AFTER_MS)
        self._quiet.timeout.connect(self._count_next)

    def attach(self) -> None:
        """Hear the bar."""
        bar = self.panel.bar
        bar.applied.connect(self._applied)
        bar.acted.connect(self._acted)
        bar.joined.connect(lambda number, other: self._set(self.panel.filter.joined(number, other)))
        bar.menu_asked.connect(self._show_menu)

    def commands(self) -> tuple[Command, ...]:
        """What is done to the filter as a whole."""
        has = self.panel.has_filter
        return (
            Command("logs.filter_text", "Edit the whole filter as text", self._edit_all, "Puts all that filters now into "
                    "the filter field as one text; chips that are off stay.", ("Ctrl+/",), has, context="logs"),
            Command("logs.filter_off", "Switch all filters off or on", self._switch, "Switches every part of the filter "
                    "off, and on again; their chips stay.", ("Ctrl+Shift+F",), has, context="logs"),
            Command("logs.chips", "Go to the filter's chips", self._go, "Puts the keyboard on the first chip: arrows "
                    "step, Space switches, O leaves only it, I turns it round, 1 to 8 colour, Enter edits, Delete removes.",
                    ("Alt+/",), has, context="logs"),
        )  # fmt: skip

    def _set(self, wanted: LogFilter) -> None:
        self.panel.set_filter(wanted)

    # ------------------------------------------------------------------------------------------- typing
    def _applied(self, text: str) -> None:
        bar, cursor, wanted = self.panel.bar, self.panel.focus.cursor, self.panel.filter
        try:
            if bar.editing == WHOLE:
                made = wanted.written_anew(text, cursor)
            elif self._edited is not None and self._edited in wanted.parts[bar.editing : bar.editing + 1]:
                made = wanted.replaced(bar.editing, text, cursor)
            else:
                made = wanted.adding(text, cursor)
        except QueryError as error:
            bar.show_error(f"Character {error.position + 1}: {error.sentence()}", error.position)
            return
        bar.accepted()
        self._set(made)

    def _edit_all(self) -> None:
        self.panel.bar.open_filter(self.panel.filter.written, editing=WHOLE)

    # ------------------------------------------------------------------------------------------- chips
    def _acted(self, number: int, verb: str) -> None:
        """What `views.filter_menu` names: `toggle`, `only`, `ink 3` …"""
        wanted, panel = self.panel.filter, self.panel
        if number >= len(wanted.parts):
            return
        word, _, argument = verb.partition(" ")
        changes: dict[str, Callable[[], LogFilter]] = {
            "toggle": lambda: wanted.toggled(number),
            "only": lambda: wanted.only(number),
            "invert": lambda: wanted.inverted(number),
            "ink": lambda: wanted.inked(number, int(argument)),
            "or": lambda: wanted.joined(number, number - 1),
            "alone": lambda: wanted.alone(number),
            "turn": lambda: wanted.turned(wanted.parts[number].group),
            "remove": lambda: wanted.without(number),
            "all": lambda: wanted.all_on(True),
        }
        if word in changes:
            self._set(changes[word]())
        elif word == "edit":
            self._edited = wanted.parts[number]
            panel.bar.open_filter(wanted.part_text(number), editing=number)
        elif word == "copy":
            QGuiApplication.clipboard().setText(wanted.part_text(number))
            panel.around.say("Copied the filter as text.")

    def _show_menu(self, number: int, point: QPoint) -> None:
        chips = self.panel.bar.chips
        if number < len(chips):
            alone = bool(self.panel.filter.before)
            menu = chip_menu(self.panel.bar, self.panel.theme, chips[number].shown, number, alone)
            menu.triggered.connect(lambda action: self._acted(number, action.data()))
            menu.popup(point)

    def _switch(self) -> None:
        wanted = self.panel.filter
        self._set(wanted.all_on(not any(part.on for part in wanted.parts)))

    def _go(self) -> None:
        chips = self.panel.bar.chips
        if chips:
            chips[0].setFocus()

    # ------------------------------------------------------------------------------------------- counts
    def filtered(self) -> None:
        """Other chips; what was counted before is known still."""
        self._show()
        self._quiet.start()

    def asked(self) -> None:
        """Counting waits: rows come first."""
        self._question.drop()
        self._quiet.start()

    def put_away(self) -> None:
        """Nobody sees a count now."""
        self._quiet.stop()
        self._question.drop()

    def brought_up(self) -> None:
        """Count what was left."""
        if self.panel.filter.parts:
            self._quiet.start()

    def rows_came(self) -> None:
        """What counts were for may be gone: other rows, another window."""
        panel = self.panel
        now = (panel.case.generation, panel.time_window, panel.sources_on)
        if now != self._counted_for:
            self._counted_for = now
            self._counts.clear()
            self._inked.clear()
            self._question.drop()
            self._show()
        if panel.filter.parts:
            self._quiet.start()

    def _show(self) -> None:
        wanted = self.panel.filter
        counts = tuple(self._said(unparse(part.node)) for part in wanted.parts)
        self.panel.bar.set_chips(chips_of(wanted, counts))

    def _said(self, text: str) -> str:
        return f"{self._counts[text]:,}" if text in self._counts else ""

    def _count_next(self) -> None:
        """Count the first chip that isn't yet, then the next."""
        panel, wanted = self.panel, self.panel.filter
        keys = [unparse(part.node) for part in wanted.parts]
        lined = {unparse(node) for node, _ink in wanted.line_inks}
        self._inked = {key: rows for key, rows in self._inked.items() if key in lined}
        missing = [
            number
            for number, key in enumerate(keys)
            if key not in self._counts or (key in lined and key not in self._inked)
        ]
        if not missing or self._question.waiting:
            return
        number, now = missing[0], self._counted_for
        work = panel.finding(wanted.part_alone(number))

        def came(rows: Rows) -> None:
            if now == self._counted_for:
                self._counts[keys[number]] = len(rows)
                if keys[number] in lined:
                    self._inked[keys[number]] = rows
                    panel.table.repaint_said()
                self._show()
            self._count_next()

        def failed(_error: Exception) -> None:
            self._counts.pop(keys[number], None)

        self._question.ask("Counting what a filter matches", work, came, failed)

    def badge(self, row: int, badge: Badge) -> Badge:
        """A line that a part colours whole."""
        for node, ink in self.panel.filter.line_inks if self._inked else ():
            rows = self._inked.get(unparse(node))
            if rows is not None and position_of(rows, row) >= 0:
                return replace(badge, ink=ink)
        return badge


FEATURE = Chips
