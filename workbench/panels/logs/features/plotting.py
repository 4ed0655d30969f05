"""Numbers out of the log for the metrics panel: how many lines the filter finds over time, or what a field shows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from workbench.model.instants import duration_text
from workbench.model.searches import MEASURES, LogSeries, Measure
from workbench.panels.command import Command
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.menu import offer_under
from workbench.panels.logs.pages import shown_name

if TYPE_CHECKING:
    pass

FIELDS = 40


class Plotting(LogFeature):
    """What it makes is kept in the case; the metrics panel shows it, and Ctrl+Z takes it away again."""

    order = 38
    title = "Plot"

    def commands(self) -> tuple[Command, ...]:
        """Counting, and the numbers of a field."""
        has = self.panel.has_row
        return (
            Command("logs.plot_count", "Plot how many lines match", self.count, "Adds a metric: how many lines the filter "
                    "finds over time. It counts on its own from then on, whatever is filtered later.", ("Alt+P",), has,
                    "metrics", "logs"),
            Command("logs.plot_field", "Plot a field's numbers…", self.ask, "Adds a metric: the numbers that a field of the "
                    "lines that match holds, each of them or their mean, highest, 95th percentile … over time.",
                    ("Alt+Shift+P",), has, "", "logs"),
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------- which field
    def ask(self) -> None:
        """A menu of the current line's numeric fields, a menu of measures behind each."""
        menu = QMenu(self.panel)
        names = self.numeric()
        for name in names:
            self._measures(menu.addMenu(shown_name(name)), name)
        if not names:
            menu.addAction("The current line has no field with a number").setEnabled(False)
        menu.aboutToHide.connect(menu.deleteLater)
        offer_under(self.panel.bar, menu)

    def numeric(self) -> tuple[str, ...]:
        """The fields of the current line that hold a number."""
        from workbench.casework.facets import number_of

        record = self.panel.current()
        pairs = {**record.attributes, **record.resource} if record is not None else {}
        found = (name for name, value in pairs.items() if isinstance(value, str | int | float))
        return tuple(sorted(name for name in found if number_of(pairs[name]) is not None))[:FIELDS]

    def field_menu(self, menu: QMenu, name: str) -> None:
        """Any field of the list of fields, too."""
        self._measures(menu.addMenu("Plot its numbers"), name)

    def _measures(self, menu: QMenu, name: str) -> None:
        for measure, title in MEASURES.items():
            if measure != "count":
                menu.addAction(title.capitalize()).triggered.connect(partial(self._plot, measure, name))

    # ------------------------------------------------------------------------------------------- making it
    def count(self) -> None:
        """Count what the filter finds."""
        self._plot("count", "")

    def _plot(self, measure: Measure, field: str, _checked: bool = False) -> None:
        from workbench.casework.edits import Put
        from workbench.casework.logseries import proposed_bucket, proposed_name, width_of_logs

        panel = self.panel
        query = panel.filter.text
        window = panel.time_window
        bucket = proposed_bucket(window.width if window is not None else width_of_logs(panel.case.spine))
        name = proposed_name(panel.filter.written, measure, field)
        one = LogSeries(panel.case.clock.new_id(), name, query, measure, field, bucket)
        if not panel.do(Put(one)):
            return
        by = "" if measure == "each" else f", by {duration_text(bucket)}"
        panel.around.say(f"{name} is a metric now{by}.")


FEATURE = Plotting
