"""The fields of the shown lines in a side pane: their values with counts, taken into the filter by a click."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from workbench.model.facets import Facets, FacetValue
from workbench.panels.command import Command
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.filter import How
from workbench.panels.logs.pages import shown_name
from workbench.panels.logs.parts import matching_rows, value_part
from workbench.panels.logs.question import Question
from workbench.views.log.facets_pane import FacetsPane
from workbench.views.log.facets_view import Item
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.panels.logs.panel import LogsPanel
    from workbench.panels.logs.rows import Rows

KEY = "facets"
WAYS: tuple[tuple[How, str], ...] = (
    ("include", "Only lines with this value"),
    ("exclude", "Hide lines with this value"),
    ("only", "Only this, all other filters off"),
    ("colour", "Colour lines with this value"),
)
TITLES = {"severity": "level"}


class FieldPane(LogFeature):
    """Counts again whenever other rows are shown, while the pane is open. `facets` is what it shows."""

    order = 30
    title = "Fields"

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.pane = FacetsPane(panel.theme, panel)
        self.pane.hide()
        self.facets = Facets(0, 0)
        self.question = Question(panel.around.start)
        self._whole = False
        self._counted: Rows | None = None
        self._names: Counter[str] = Counter()

    def attach(self) -> None:
        """Hear what is done in the pane."""
        pane = self.pane
        pane.list.title_of = self.title_of
        pane.list.chosen.connect(self.take)
        pane.list.column.connect(self.toggle_column)
        pane.list.pinned.connect(self.pin)
        pane.list.menu_asked.connect(self._menu)
        pane.pressed.connect(self._press)

    def commands(self) -> tuple[Command, ...]:
        """Opening the pane."""
        return (
            Command("logs.facets", "Fields and their values", self.show, "Lists the structured fields of the shown lines "
                    "in a pane, with how many lines have which value; given again it searches among them.", ("F",),
                    icon="facets", context="logs", button=True),
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------- counting
    def is_open(self) -> bool:
        """Whether the pane is in sight."""
        return self.panel.panes.side_key == KEY

    def show(self) -> None:
        """Open the pane; when it is open, go to its search field."""
        if self.is_open():
            self.pane.search.setFocus()
            return
        self.panel.panes.show_side(KEY, "Fields", self.pane)
        self.pane.list.setFocus()
        self._count()

    def rows_came(self) -> None:
        """Other rows: other counts."""
        self._whole = False
        if self.is_open():
            self._count()

    def matches_came(self) -> None:
        """The matches, which are what is counted, are other ones."""
        self.rows_came()

    def _count(self) -> None:
        rows, case, whole = matching_rows(self.panel), self.panel.case, self._whole
        if rows is self._counted and not self._whole:
            return
        self._counted = rows
        self.question.ask_growing(
            "Counting fields",
            lambda context, found: case.facets(rows, context, whole=whole, found=found),
            partial(self._came, False),
            partial(self._came, True),
        )
        self._say()

    def _came(self, done: bool, facets: Facets) -> None:
        self.facets = facets
        self._names = Counter(shown_name(facet.name) for facet in facets.fields)
        self.pane.list.show_facets(facets)
        self._say()

    def _say(self) -> None:
        """Of how many lines the counts are, and what can be done about it."""
        facets, status = self.facets, self.pane.status
        if self.question.waiting:
            status.say(f"{facets.read:,} of {facets.wanted:,} lines read" if facets.read else "Reading fields",
                       "Stop", "Stop counting", facets.read / max(facets.wanted, 1))  # fmt: skip
        elif not facets.rows:
            status.say("No lines are shown.")
        elif facets.exact:
            status.say(
                f"All {facets.rows:,} lines"
                + (f", {facets.left_out:,} rare fields left out" if facets.left_out else "")
            )
        else:
            status.say(f"A sample of {facets.read:,} of {facets.rows:,} lines", "Count all", "Count all lines")

    def _press(self) -> None:
        """The status line's button: stop, or count all."""
        if self.question.waiting:
            self.question.drop()
        else:
            self._whole = True
            self._count()
        self._say()

    # ------------------------------------------------------------------------------------------- what is done with it
    def title_of(self, name: str) -> str:
        """A field's short name where no other field has the same."""
        short = TITLES.get(name) or shown_name(name)
        return short if self._names[short] <= 1 else name

    def take(self, name: str, value: FacetValue, how: How) -> None:
        """Filter by a value."""
        self.panel.add_part(value_part(name, value.text, value.whole), how)

    def _take(self, name: str, value: FacetValue, how: How, _checked: bool = False) -> None:
        self.take(name, value, how)

    def pin(self, name: str) -> None:
        """Keep a field on top, or no longer."""
        pins = self.pane.list.pins
        self.pane.list.set_pins(tuple(one for one in pins if one != name) if name in pins else (*pins, name))

    def toggle_column(self, name: str) -> None:
        """Show a field as a column of the log, or no longer."""
        shown = self.panel.table.choice.fields
        there = name in shown
        self.panel.table.set_fields(tuple(one for one in shown if one != name) if there else (*shown, name))
        self.panel.around.say(f"{self.title_of(name)} is {'no longer ' if there else ''}a column of the log.")

    def _menu(self, item: Item, point: QPoint) -> None:
        """What can be done with a field or one of its values."""
        menu, name = QMenu(self.pane), item.facet.name
        if item.kind == "value":
            value = item.facet.values[item.at]
            for how, title in WAYS:
                menu.addAction(title).triggered.connect(partial(self._take, name, value, how))
            copy = menu.addAction("Copy the value")
            copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(value.text))
            menu.addSeparator()
        column = menu.addAction(
            "Show as a column" if name not in self.panel.table.choice.fields else "No longer a column"
        )
        column.triggered.connect(lambda: self.toggle_column(name))
        pin = menu.addAction("Keep on top" if name not in self.pane.list.pins else "No longer on top")
        pin.triggered.connect(lambda: self.pin(name))
        for feature in self.panel.features:
            feature.field_menu(menu, name)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)

    # ------------------------------------------------------------------------------------------- hooks
    def changed(self, changes: frozenset[str]) -> None:
        """Other sources have other fields: what was counted of them is stale."""
        if changes & {"spine", "sources"}:
            self._counted = None

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.pane.set_theme(theme)


FEATURE = FieldPane
