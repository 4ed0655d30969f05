"""The templates of the shown lines in a side pane: what is new in the window first, filtered, coloured, kept, merged."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from workbench.errors import WorkbenchError
from workbench.model.instants import DAY, TimeWindow, clock_text, to_datetime
from workbench.model.templates import TemplateField, TemplateList, TemplateRow
from workbench.panels.command import Command
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.pages import citation_of
from workbench.panels.logs.question import Question
from workbench.query.tree import Field, Regex
from workbench.views.filter_menu import ink_menu
from workbench.views.log.template_values import ValueColumn
from workbench.views.log.templates_pane import TemplatesPane
from workbench.views.log.templates_view import TemplateItem
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.casework.edits import Edit
    from workbench.panels.logs.panel import LogsPanel

KEY = "templates"
SHOWN = 2_000
WAYS = (
    ("include", "Only lines of this template"),
    ("exclude", "Hide lines of this template"),
    ("only", "Only this, all other filters off"),
)
REST_MS, AGAIN_MS = 150, 1_500
"""How long one must stay on a template until its values are read, and a list stays while its log grows."""


class TemplateMiningPane(LogFeature):
    """Asks again whenever filter, window or sources are others, while the pane is open. `found` is what it shows."""

    order = 34
    of_lines = False
    title = "Templates"

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.pane = TemplatesPane(panel.theme, panel)
        self.pane.hide()
        self.found = TemplateList()
        self.question, self.values_question = Question(panel.around.start), Question(panel.around.start)
        self._rest = QTimer(self.pane, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._read_values)
        self._again = QTimer(self.pane, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._ask_again)
        self._stale, self._asked_for = True, self._wanted()

    def attach(self) -> None:
        """Hear what is done in the pane."""
        pane = self.pane
        pane.list.chosen.connect(self.act)
        pane.list.current_changed.connect(lambda _key: self._rest.start())
        pane.list.menu_asked.connect(self._menu)
        pane.values.chosen.connect(self.take_value)
        pane.pressed.connect(self._press)

    def commands(self) -> tuple[Command, ...]:
        """Opening the pane, and what is done with the current template."""
        act = partial(Command, context="logs", menu="Templates")
        here = self._has_current
        return (
            Command("logs.templates", "Templates of the lines", self.show, "Lists which statements wrote the shown lines, "
                    "how often and when; what is new in the window, and what is gone, stands first. Given again it "
                    "searches among them.", ("Alt+T",), icon="similar", context="logs", button=True),
            act("logs.template_filter", "Only lines of the template", partial(self.act_here, "include"), "Filters by the "
                "template that is chosen in the list.", when=here),
            act("logs.template_hide", "Hide lines of the template", partial(self.act_here, "exclude"), "Hides the lines of "
                "the template that is chosen in the list.", when=here),
            act("logs.template_colour", "Colour lines of the template", partial(self.act_here, "colour"), "Colours the "
                "lines of the template that is chosen in the list, without filtering.", when=here),
            act("logs.template_keep", "Keep the template as it is", partial(self.act_here, "keep"), "Pins the template: it "
                "stays on top, and no later line makes another of it; or lets go of it.", when=here),
            act("logs.template_merge", "Merge the ticked templates", partial(self.act_here, "merge"), "Makes one template "
                "of those that are ticked (Space, Ctrl+click). Ctrl+Z takes it back.", when=self._can_merge),
            act("logs.template_split", "Split the template", partial(self.act_here, "split"), "Takes the template apart "
                "into what it was merged from. Ctrl+Z takes it back.", when=here),
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------- asking
    def is_open(self) -> bool:
        """Whether the pane is in sight."""
        return self.panel.panes.side_key == KEY

    def show(self) -> None:
        """Open the pane; when it is open, go to its search field."""
        if self.is_open():
            self.pane.search.setFocus()
            return
        self.panel.panes.show_side(KEY, "Templates", self.pane)
        self.pane.list.setFocus()
        if self._stale:
            self._ask()

    def asked(self) -> None:
        """Other rows: other counts. While a log grows, what is being counted is counted to its end first."""
        self._stale = True
        if self.is_open() and not (self.question.waiting and self._asked_for == self._wanted()):
            self._ask()

    def changed(self, changes: frozenset[str]) -> None:
        """A person decided about templates, or other lines came."""
        if not changes & {"templates", "spine"}:
            return
        self._stale = True
        if self.is_open():
            self._ask()
        if "templates" in changes and "template:" in self.panel.filter.text:
            self.panel.ask_again()

    def _ask(self) -> None:
        self._again.stop()
        self._stale, self._asked_for = False, self._wanted()
        text, window, sources = self._asked_for
        case = self.panel.case
        self.question.ask_growing(
            "Finding templates",
            lambda context, found: case.templates(text, window, context, sources=sources, found=found),
            self._came,
            self._came,
            self._failed,
        )
        self._say()

    def _wanted(self) -> tuple[str, TimeWindow | None, frozenset[str] | None]:
        """What is asked: filter, window and sources."""
        return self.panel.filter.text, self.panel.time_window, self.panel.sources_on

    def _ask_again(self) -> None:
        if self.is_open() and self._stale:
            self._ask()

    def _failed(self, error: Exception) -> None:
        self.found = TemplateList()
        self.pane.list.show_items((), "The templates could not be found.")
        self.pane.status.say("The templates could not be found.")
        if not isinstance(error, WorkbenchError):
            raise error

    def _came(self, found: TemplateList) -> None:
        self.found = found
        items = tuple(self._item(row) for row in found.templates[:SHOWN])
        self.pane.list.show_items(items, "" if self.question.waiting else "No lines are shown.")
        self._say()
        self._rest.start()
        if self._stale and not self.question.waiting:
            self._again.start()

    def _say(self) -> None:
        """Of how many lines the counts are, and what can be done about it."""
        found, status = self.found, self.pane.status
        if self.question.waiting:
            done = found.read / max(found.wanted, 1)
            words = f"{found.read:,} of {found.wanted:,} lines read" if 0 < done < 1 else "Finding templates"
            status.say(words, "Stop", "Stop finding templates", done if 0 < done < 1 else -1.0)
            return
        if not found.templates:
            status.say("" if found.wanted else "No lines are shown.")
            return
        marks = [row.mark for row in found.templates]
        counts = [f"{marks.count(mark):,} {mark}" for mark in ("new", "gone") if marks.count(mark)]
        many = f"{len(found.templates):,} template{'' if len(found.templates) == 1 else 's'}"
        status.say(" · ".join([f"{many} of {found.rows:,} lines", *counts]))

    def _press(self) -> None:
        """The status line's button: stop."""
        self.question.drop()
        self._stale = True
        self._say()

    # ------------------------------------------------------------------------------------------- items
    def _item(self, row: TemplateRow) -> TemplateItem:
        span, window = self.found.span, self.found.window
        part = None
        if span is not None and window is not None:
            part = (_share(window.start, span), _share(window.end, span))
        return TemplateItem(
            row.id, row.label, row.text, row.count, self._times(row, span), row.sparks,
            part, row.mark, row.level if row.level != "unknown" else "", row.pinned, row.before, row.worse,
        )  # fmt: skip

    def _times(self, row: TemplateRow, span: TimeWindow | None) -> str:
        """From when to when, with days where the log is of several."""
        if row.first is None or row.last is None:
            return "without a time"
        days = span is not None and row.last - row.first >= DAY
        zone = self.panel.zone
        first, last = (_dated(t, zone) if days else clock_text(t, 0, zone) for t in (row.first, row.last))
        return first if first == last else f"{first} – {last}"

    def row_of(self, key: str) -> TemplateRow | None:
        """The template of a key."""
        return next((row for row in self.found.templates if row.id == key), None)

    def _has_current(self) -> bool:
        return self.is_open() and self.pane.list.current is not None

    def _can_merge(self) -> bool:
        return self.is_open() and len(self.pane.list.ticked) > 1

    # ------------------------------------------------------------------------------------------- what is done with it
    def act_here(self, how: str) -> None:
        """Do something with the current template."""
        self.act(self.pane.list.current_key, how)

    def act(self, key: str, how: str, ink: int = 1) -> None:
        """Filter by a template, colour its lines, go to one of them, keep it, merge the ticked ones, or split it."""
        row = self.row_of(key)
        if row is None:
            return
        if how in ("include", "exclude", "only", "colour"):
            self.panel.add_part(Field("template", "=", row.id, False), how, ink)  # type: ignore[arg-type]
        elif how == "go":
            self._go_to(row)
        else:
            self._decide(row, how)

    def _decide(self, row: TemplateRow, how: str) -> None:
        try:
            edit = self._edit(row, how)
        except WorkbenchError as error:
            self.panel.around.say(error.sentence())
            return
        if self.panel.do(edit):
            self.pane.list.ticked = ()

    def _edit(self, row: TemplateRow, how: str) -> Edit:
        from workbench.casework.templaterules import merging, pinning, splitting

        notebook = self.panel.case.notebook
        if how == "keep":
            return pinning(notebook, row.text, not row.pinned)
        if how == "split":
            return splitting(notebook, row)
        ticked = [one for key in self.pane.list.ticked if (one := self.row_of(key)) is not None]
        return merging(notebook, [one.text for one in ticked])

    def _go_to(self, row: TemplateRow) -> None:
        """To the first line of a template; out of the window where it has none there."""
        record = self.panel.case.page([row.row])[0]
        focus = self.panel.focus
        if record.t is not None and focus.window is not None and record.t not in focus.window:
            focus = focus.over(None)
        self.panel.look_at(focus.at(record.t if record.t is not None else focus.cursor, citation_of(record)))

    def _menu(self, key: str, point: QPoint) -> None:
        """What can be done with a template."""
        row = self.row_of(key)
        if row is None:
            return
        menu = QMenu(self.pane)
        for how, title in WAYS:
            menu.addAction(title).triggered.connect(partial(self._act, key, how))
        inks = ink_menu(menu, self.panel.theme, "Colour its lines")
        for ink, action in enumerate(inks.actions(), 1):
            action.triggered.connect(partial(self._act, key, "colour", ink=ink))
        menu.addMenu(inks)
        menu.addAction("Go to its first line").triggered.connect(partial(self._act, key, "go"))
        menu.addSeparator()
        keep = "Keep it as it is" if not row.pinned else "No longer keep it"
        menu.addAction(keep).triggered.connect(partial(self._act, key, "keep"))
        merge = menu.addAction("Merge the ticked templates")
        merge.setEnabled(len(self.pane.list.ticked) > 1)
        merge.triggered.connect(partial(self._act, key, "merge"))
        menu.addAction("Split it").triggered.connect(partial(self._act, key, "split"))
        menu.addAction("Copy it").triggered.connect(lambda: QGuiApplication.clipboard().setText(row.text))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)

    def _act(self, key: str, how: str, _checked: bool = False, ink: int = 1) -> None:
        self.act(key, how, ink)

    # ------------------------------------------------------------------------------------------- values
    def _read_values(self) -> None:
        """Read what stands at the places of the current template, in the rows shown."""
        row, values = self.row_of(self.pane.list.current_key), self.pane.values
        self.values_question.drop()
        values.setVisible(row is not None)  # until one is chosen the list has all the room
        if row is None or not self.is_open():
            values.show_columns((), "")
            return
        if not row.fields:
            values.show_columns((), "This template has no values: its lines are all alike.")
            return
        panel, case = self.panel, self.panel.case
        text = panel.filter.with_part(Field("template", "=", row.id, False)).text
        window = panel.time_window if row.count else None
        sources = panel.sources_on
        values.show_columns((), "Reading values…")
        self.values_question.ask(
            "Reading values",
            lambda context: case.template_fields(
                row.text, case.select(text, window, context, sources=sources), context
            ),
            self._values_came,
            lambda _error: values.show_columns((), "The values could not be read."),
        )

    def _values_came(self, answer: tuple[tuple[TemplateField, ...], int]) -> None:
        fields, read = answer
        columns = tuple(
            ValueColumn(
                one.number, one.before, tuple((value.text, value.count) for value in one.values), one.distinct, read
            )
            for one in fields
            if one.values
        )
        words = "This template names an exception, not the words of a line." if read else "No lines are shown."
        self.pane.values.show_columns(columns, words)

    def take_value(self, number: int, value: str, how: str) -> None:
        """Filter by a value of the current template."""
        from workbench.casework.templatefields import value_filter

        row = self.row_of(self.pane.list.current_key)
        if row is None or not value:
            return
        if how == "include":
            self.panel.add_part(Field("template", "=", row.id, False))
        self.panel.add_part(Regex(value_filter(row.text, number, value)), how)  # type: ignore[arg-type]

    # ------------------------------------------------------------------------------------------- hooks
    def escape(self) -> bool:
        """Esc in the values goes back to the list first."""
        if self.is_open() and self.pane.values.hasFocus():
            self.pane.list.setFocus()
            return True
        return False

    def put_away(self) -> None:
        """The panel is put away: nothing is asked from now on."""
        self._rest.stop()
        self._again.stop()
        self.question.drop()
        self.values_question.drop()
        self._stale = True

    def brought_up(self) -> None:
        """The panel is in sight again."""
        if self.is_open() and self._stale:
            self._ask()

    def set_zone(self, zone: str) -> None:
        """Times are shown in another zone."""
        self.pane.list.show_items(
            tuple(self._item(row) for row in self.found.templates[:SHOWN]), self.pane.list.nothing
        )

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.pane.set_theme(theme)


def _share(t: int, span: TimeWindow) -> float:
    """Where an instant lies in a span, from 0 to 1."""
    return min(max((t - span.start) / max(span.width, 1), 0.0), 1.0)


def _dated(t: int, zone: str) -> str:
    return to_datetime(t, zone).strftime("%m-%d %H:%M:%S")


FEATURE = TemplateMiningPane
