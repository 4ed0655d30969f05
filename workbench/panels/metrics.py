"""The metrics of a case: a few plots on the shared axis, chosen by how much they changed or by hand.

Which plots are shown is kept in the case as the saved view `Metrics shown` once somebody chose; until then the lines
that moved most in the incident are. A pin on a line cites the raw series it is computed from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QWidget

from workbench.casework.edits import Put, Remove
from workbench.jobs import JobContext
from workbench.model.entities import Citation, Entity, range_citation
from workbench.model.focus import Focus
from workbench.model.instants import MINUTE, Instant, TimeWindow, duration_text
from workbench.model.notebook import SavedView
from workbench.model.searches import LogSeries
from workbench.panels.base import Surroundings
from workbench.panels.command import Command, always
from workbench.panels.metrics_choice import Choice
from workbench.panels.metrics_reading import Measured, curves_of, markers_of, read_measured
from workbench.panels.reading import ReadingPanel
from workbench.views.empty_state import EmptyState, LoadingState
from workbench.views.metric_picker import MetricPicker, Pick
from workbench.views.metric_points import Curve
from workbench.views.metric_row import silence_text
from workbench.views.metrics import MetricStack
from workbench.views.theme import Theme
from workbench.views.time_axis import span_text

RECORDED = frozenset({"spine", "sources"})
SHOWN_VIEW = "Metrics shown"
MOST = 12
EMPTY_TEXT = "No metric is added to this case yet."


class MetricsPanel(ReadingPanel):
    """Plots that follow cursor and window; a drag chooses the window, a click moves the cursor, keys zoom and step."""

    id = "metrics"
    title = "Metrics"
    icon = "metrics"

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        self.view = MetricStack(around.theme, self)
        self.view.set_zone(self.zone)
        self.picker = MetricPicker(around.theme, self)
        self.empty = EmptyState(around.theme, "metrics", EMPTY_TEXT, "Add metric", self)
        self.loading = LoadingState(around.theme, "Reading metrics", parent=self)
        self._place_states(self.view, self.empty, self.loading)
        self.view.installEventFilter(self)
        self._measured = Measured()
        self._shown: tuple[Choice, ...] = ()
        self._curves: dict[str, Curve] = {}
        self._ticket = self._curve_ticket = 0
        self._citation: Citation | None = None
        self._pivot: Entity | None = None
        self._before: tuple[Choice, ...] = ()
        self._of_logs = frozenset(self.case.notebook.log_series)
        self._connect()
        self._state("loading")
        self._read()

    def _connect(self) -> None:
        self.view.pointed.connect(lambda t: self._go(self._here().at(t)))
        self.view.window_chosen.connect(lambda window: self._go(self._here().over(window)))
        self.view.seen_changed.connect(lambda _window: self._say())
        self.picker.chosen_changed.connect(self._picked)
        self.picker.closed.connect(self.view.setFocus)
        self.destroyed.connect(self.picker.deleteLater)
        self.empty.pressed.connect(lambda: self.around.ask("sources.add"))

    # ------------------------------------------------------------------------------------------- reading
    def _read(self) -> None:
        """Find what can be plotted and what is worth it, in the background; late answers are dropped."""
        self._ticket += 1
        ticket = self._ticket
        kept = self._kept()

        def work(context: JobContext) -> Measured:
            return read_measured(self.case, kept, context)

        def then(measured: Measured) -> None:
            if ticket == self._ticket:
                self._measured = measured
                self._curves.clear()
                self._shown = measured.shown
                self._say_fault("")
                self.view.set_markers(measured.markers)
                self._show()

        def failed(error: Exception) -> None:
            if ticket == self._ticket:
                self._say_fault(f"The metrics could not be read: {error}")
                self._state("view" if self._shown else "empty")

        self.around.start("Reading metrics", work, then, failed)

    def _kept(self) -> tuple[str, ...]:
        view = next((view for view in self.case.notebook.views.values() if view.name == SHOWN_VIEW), None)
        return tuple(view.focus.entity.value.split("\n")) if view is not None and view.focus.entity is not None else ()

    def _show(self) -> None:
        """Have the curves of what is shown, reading those that aren't there yet."""
        measured = self._measured
        if not measured.choices or measured.whole is None:
            self.view.set_curves((), self.view.whole)
            self._state("empty")
            self.set_caption("")
            return
        missing = tuple(choice for choice in self._shown if choice.id not in self._curves)
        if not missing:
            self._place()
            return
        self._curve_ticket += 1
        ticket = self._curve_ticket

        def then(curves: dict[str, Curve]) -> None:
            self._curves |= curves
            if ticket == self._curve_ticket:
                self._place()

        self.around.start("Reading metrics", lambda context: curves_of(self.case, missing, context), then, self._failed)

    def _failed(self, error: Exception) -> None:
        self._say_fault(f"A metric could not be read: {error}")
        self._place()

    def _place(self) -> None:
        if self._measured.whole is None:
            return
        cited = self._cited_series()
        curves: list[Curve] = []
        for choice in self._shown:
            curve = self._curves.get(choice.id)
            if curve is not None:
                marks = tuple(label for series, label in cited if series in choice.series)
                curves.append(replace(curve, marks=marks))
        self.view.set_curves(tuple(curves), self._measured.whole)
        self._state("view")
        if self.linked:
            self.follow(self.hub.focus)
        self._say()

    def _narrow(self, pivot: Entity | None) -> None:
        """Show what names the host or service that all panels are narrowed to; what was shown before comes back."""
        if self._before:
            self._shown, self._before = self._before, ()
        self._pivot = pivot
        if pivot is not None and pivot.type in ("host", "service"):
            named = [one for one in self._measured.choices if f'="{pivot.value.lower()}' in one.labels.lower()]
            if named:
                self._before, self._shown = self._shown, tuple(named[:MOST])
        self._show()

    def _cited_series(self) -> tuple[tuple[str, str], ...]:
        pins = (pin for pin in self.case.notebook.evidence.values() if pin.citation.kind == "range")
        return tuple((pin.citation.series, pin.label) for pin in pins)

    def refresh(self, changes: frozenset[str]) -> None:
        """Read again what sources changed; pins only change the strips; an undone choice is followed."""
        if "case" in changes:
            self.view.set_zone(self.zone)
        if "log_series" in changes:
            self._take_in()
        if changes & RECORDED or "log_series" in changes:
            self._read()
        elif "views" in changes and self._kept() and self._kept() != tuple(choice.id for choice in self._shown):
            self._shown = self._measured.named(self._kept())
            self._show()
        elif "evidence" in changes and self.view.curves:
            self._place()
        elif "case" in changes and self._measured.whole is not None:
            self.view.set_markers(markers_of(self.case))

    def _take_in(self) -> None:
        """A new series out of logs is shown at once, after what was chosen before."""
        before, self._of_logs = self._of_logs, frozenset(self.case.notebook.log_series)
        new = [name for name in self.case.notebook.log_series if name not in before]
        if new and self._shown:
            self._keep([*[choice.id for choice in self._shown][: MOST - len(new)], *new])

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        for part in (self.view, self.picker, self.empty, self.loading, self.fault):
            part.set_theme(theme)

    # ------------------------------------------------------------------------------------------- focus
    def follow(self, focus: Focus) -> None:
        """Show cursor and window; a cited range brings its line into sight."""
        if focus.citation != self._citation:
            self._citation = focus.citation
            if focus.citation is not None and focus.citation.kind == "range":
                self._bring(focus.citation.series)
        if focus.pivot != self._pivot:
            self._narrow(focus.pivot)
        self.view.set_window(focus.window)
        moved = focus.cursor != self.view.cursor_at
        self.view.set_cursor(focus.cursor)
        if moved and focus.cursor is not None and self.view.curves:
            self.view.reveal(focus.cursor)
        self._say_silence()

    def _bring(self, series: str) -> None:
        """Select the line that a series is part of; one that isn't shown joins the others for now."""
        at = next((n for n, choice in enumerate(self._shown) if series in choice.series), -1)
        if at < 0:
            choice = next((choice for choice in self._measured.choices if series in choice.series), None)
            if choice is None:
                return
            self._shown = (*self._shown[: MOST - 1], choice)
            self._show()
            at = len(self._shown) - 1
        self.view.select(at)

    def _here(self) -> Focus:
        focus = self.hub.focus
        return focus if self.linked else Focus(self.view.cursor_at, self.view.window_at, focus.baseline, focus.entity)

    def _go(self, focus: Focus) -> None:
        self.move(focus)
        if self.linked:
            self.follow(focus)

    # ------------------------------------------------------------------------------------------- acts
    def _pick(self) -> None:
        rows = [Pick(one.id, one.name, one.labels, one.unit, one.help) for one in self._measured.choices]
        window = self.window()
        where = self.mapTo(window, QPoint(self.width() - self.picker.width() - 8, 4))
        self.picker.open_in(window, where, rows, [choice.id for choice in self._shown])

    def _picked(self, ids: tuple[str, ...]) -> None:
        self._shown, self._before = self._measured.named(ids)[:MOST], ()
        if not self.case.read_only:
            self.do(Put(self._view([choice.id for choice in self._shown]), "choose metrics"))
        self._show()

    def _keep(self, ids: Sequence[str]) -> None:
        """What is shown follows from what somebody made, so that one step back takes back the making."""
        if not self.case.read_only:
            self.case.keep(Put(self._view(ids)))

    def _view(self, ids: Sequence[str]) -> SavedView:
        """The choice as the case keeps it."""
        old = next((view for view in self.case.notebook.views.values() if view.name == SHOWN_VIEW), None)
        entity = Entity("series", "\n".join(ids))
        return SavedView(old.id if old else self.case.clock.new_id(), SHOWN_VIEW, Focus(entity=entity))

    def _drop(self) -> None:
        index = self.view.selected
        if index < len(self._shown):
            self._picked(tuple(choice.id for n, choice in enumerate(self._shown) if n != index))

    def _of_log(self) -> LogSeries | None:
        """The series out of logs that is selected."""
        at = self.view.selected
        return self.case.notebook.log_series.get(self._shown[at].id) if at < len(self._shown) else None

    def _counts(self) -> bool:
        one = self._of_log()
        return one is not None and one.measure != "each"

    def _rebucket(self, finer: bool) -> None:
        from workbench.casework.logseries import neighbour

        one = self._of_log()
        if one is not None:
            bucket = neighbour(one.bucket, finer)
            self.do(Put(replace(one, bucket=bucket), f"count {one.name} by {duration_text(bucket)}"))

    def _forget(self) -> None:
        one = self._of_log()
        if one is not None:
            self.do(Remove("log_series", one.id))

    def _fit(self) -> None:
        if self._here().window is not None:
            self._go(self._here().over(None))
        self.view.see(self.view.whole)

    def _centre(self) -> None:
        seen, cursor = self.view.seen, self.view.cursor_at
        if cursor is not None and seen != seen.around(cursor):
            self.view.see(seen.around(cursor))
        else:
            self.view.see(self.view.window_at or self.view.whole)

    def cited(self) -> tuple[Citation, ...]:
        """The selected line over the window, or a minute on both sides of the cursor.

        A quantile is cited by the bucket that its value at the end of that range falls into: the raw samples that
        decide it.
        """
        index = self.view.selected
        if index >= len(self._shown) or index >= len(self.view.curves):
            return ()
        choice, span = self._shown[index], self._span()
        if not choice.sources:
            return ()
        return (range_citation(choice.sources[0], self._series(choice, span.end), span.start, span.end),)

    def _span(self) -> TimeWindow:
        window, cursor = self.view.window_at, self.view.cursor_at
        if window is not None:
            return window
        return self.view.seen if cursor is None else TimeWindow(cursor - MINUTE, cursor + MINUTE)

    def _series(self, choice: Choice, t: Instant) -> str:
        if choice.form != "quantile":
            return choice.series[0]
        value = self._curves[choice.id].at(t)
        at = next((n for n, bound in enumerate(choice.bounds) if not value > bound), len(choice.bounds) - 1)
        return choice.series[at]

    # ------------------------------------------------------------------------------------------- what is said
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A view of another height shows more or fewer plots: the caption says how many."""
        answer = super().eventFilter(watched, event)
        if watched is self.view and event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self.view, self._say)
        return answer

    def _say(self) -> None:
        if self._measured.whole is None or not self.view.curves:
            self.set_caption("Nothing chosen" if self._measured.choices else "")
            return
        shown, every = len(self.view.shown), len(self.view.curves)
        count = f"{shown} of {every} plots" if shown < every else f"{every} of {len(self._measured.choices):,} metrics"
        self.set_caption(f"{span_text(self.view.seen, self.view.zone)} {self.view.zone} · {count}")
        self._say_silence()

    def _say_silence(self) -> None:
        """When no plot has a value at the cursor, say so and where the samples come from."""
        cursor = self.view.cursor_at
        silent = cursor is not None and self.view.curves and all(c.at(cursor) != c.at(cursor) for c in self.view.curves)
        if not silent or cursor is None:
            self.set_left_out("")
            return
        curve = self.view.curves[min(self.view.selected, len(self.view.curves) - 1)]
        self.set_left_out(f"{silence_text(curve, cursor, self.view.zone)} in {curve.source}")

    def commands(self) -> tuple[Command, ...]:
        """Zoom, pan, step, choose."""
        view = self.view
        rows = (
            ("zoom_in", "Zoom in", lambda: view.zoom(True), "Show less time around the cursor, closer.", "W", "zoom"),
            ("zoom_out", "Zoom out", lambda: view.zoom(False), "Show more time around the cursor.", "S", ""),
            ("earlier", "Earlier", lambda: view.pan(-0.2), "Move what is seen to earlier times.", "A", ""),
            ("later", "Later", lambda: view.pan(0.2), "Move what is seen to later times.", "D", ""),
            ("centre", "Centre the cursor", self._centre, "Centre the cursor; twice shows the window.", "F", ""),
            ("fit", "Show the whole case", self._fit, "Clear the window and show the case from end to end.", "", ""),
            ("next", "Next sample", lambda: view.step(True), "Go to the selected line's next sample.", ".", ""),
            ("previous", "Previous sample", lambda: view.step(False), "Go to the sample before.", ",", ""),
            ("below", "Plot below", lambda: view.select(view.selected + 1), "Select the plot below.", "Down", ""),
            ("above", "Plot above", lambda: view.select(view.selected - 1), "Select the plot above.", "Up", ""),
            ("add", "Choose metrics", self._pick, "Search all metrics and choose which are shown.", "/", "plus"),
            ("finer", "Count by shorter times", lambda: self._rebucket(True), "Count the selected series out of logs by the "
             "next shorter length of time.", "Shift+W", ""),
            ("coarser", "Count by longer times", lambda: self._rebucket(False), "Count the selected series out of logs by "
             "the next longer length of time.", "Shift+S", ""),
            ("forget", "Forget this series out of logs", self._forget, "Take the selected count or field of the logs out of "
             "the case; no line goes with it.", "Shift+Del", ""),
            ("drop", "Take this plot away", self._drop, "Take the selected plot away; its data stays.", "Delete", ""),
        )  # fmt: skip
        whens = {"finer": self._counts, "coarser": self._counts, "forget": lambda: self._of_log() is not None}
        return tuple(
            Command(
                f"metrics.{name}", title, run, help, (key,) if key else (), icon=icon, context=self.id,
                button=bool(icon), menu="Metrics", when=whens.get(name, always),
            )
            for name, title, run, help, key, icon in rows
        )  # fmt: skip
