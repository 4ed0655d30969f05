"""The shown lines grouped by the value of a field, listed in the side pane: Enter filters by a group."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from workbench.model.facets import Group, Groups
from workbench.model.instants import clock_text, duration_text
from workbench.panels.command import Command
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.filter import How
from workbench.panels.logs.menu import offer_under
from workbench.panels.logs.pages import shown_name
from workbench.panels.logs.parts import matching_rows, value_part
from workbench.panels.logs.question import Question
from workbench.views.log.facets_pane import Status
from workbench.views.log.groups_view import GroupList, GroupRow
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.panels.logs.panel import LogsPanel

KEY = "groups"
COLUMNS = (("severity", "Level"), ("source", "Source"), ("kind", "Kind"))
FIELDS, SHOWN = 30, 2_000


class Grouping(LogFeature):
    """`field` is what is grouped by, empty while nothing is."""

    order = 36
    title = "Fields"

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.pane = QWidget(panel)
        self.status = Status(panel.theme, self.pane)
        self.list = GroupList(panel.theme, self.pane)
        column = QVBoxLayout(self.pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.status)
        column.addWidget(self.list, 1)
        self.pane.setFocusProxy(self.list)
        self.pane.hide()
        self.question = Question(panel.around.start)
        self.field = ""
        self.groups: Groups | None = None
        self._whole = False

    def attach(self) -> None:
        """Hear the list."""
        self.list.chosen.connect(self._choose)
        self.status.button.clicked.connect(self._press)

    def commands(self) -> tuple[Command, ...]:
        """Grouping."""
        return (
            Command("logs.group", "Group by a field…", self.ask, "Lists the shown lines by the value of a field: how many "
                    "there are, from when to when; Enter filters by one.", ("Ctrl+G",), lambda: len(self.panel.rows) > 0,
                    "stack", "logs"),
        )  # fmt: skip

    def ask(self) -> None:
        """A menu of fields: columns, then those of the current line."""
        menu = QMenu(self.panel)
        for name, title in self.names():
            menu.addAction(title).triggered.connect(partial(self._group, name))
        menu.aboutToHide.connect(menu.deleteLater)
        offer_under(self.panel.bar, menu)

    def names(self) -> tuple[tuple[str, str], ...]:
        """Fields that can be grouped by, with their titles."""
        record = self.panel.current()
        found = (*record.attributes, *record.resource) if record is not None else ()
        return (*COLUMNS, *((name, shown_name(name)) for name in sorted(found)[:FIELDS]))

    def _group(self, name: str, _checked: bool = False) -> None:
        self.group(name)

    def group(self, name: str) -> None:
        """Group the shown lines by a field."""
        self.field, self._whole, self.groups = name, False, None
        title = dict(COLUMNS).get(name, shown_name(name))
        self.panel.panes.show_side(KEY, f"By {title.lower() if name in dict(COLUMNS) else title}", self.pane)
        self.list.show_groups(())
        self.list.setFocus()
        self._count()

    def field_menu(self, menu: QMenu, name: str) -> None:
        """Any field can be grouped by."""
        menu.addAction("Group the lines by it").triggered.connect(partial(self._group, name))

    # ------------------------------------------------------------------------------------------- counting
    def rows_came(self) -> None:
        """Other rows have other groups."""
        if self.field and self.panel.panes.side_key == KEY:
            self._count()

    def matches_came(self) -> None:
        """The matches, which are what is grouped, are other ones."""
        self.rows_came()

    def _count(self) -> None:
        case, rows, name, whole = self.panel.case, matching_rows(self.panel), self.field, self._whole
        self.question.ask_growing(
            f"Grouping by {name}",
            lambda context, found: case.grouped(rows, name, context, whole=whole, found=found),
            self._came,
            self._came,
        )
        self._say()

    def _came(self, groups: Groups) -> None:
        self.groups = groups
        shown = groups.groups[:SHOWN]
        self.list.show_groups(tuple(self._row(number, group, groups.read) for number, group in enumerate(shown)))
        self._say()

    def _row(self, number: int, group: Group, read: int) -> GroupRow:
        zone, span = self.panel.zone, "no times"
        if group.first is not None and group.last is not None:
            lasts = duration_text(group.last - group.first) if group.last > group.first else ""
            span = clock_text(group.first, 0, zone)
            span = f"{span} to {clock_text(group.last, 0, zone)} · {lasts}" if lasts else span
        return GroupRow(number, group.value, group.count, group.count / max(read, 1), span, group.spark)

    def _say(self) -> None:
        groups = self.groups
        if groups is None:
            self.status.say("Counting lines", "Stop", "Stop counting", 0.0)
            return
        one = len(groups.groups) == 1 and not groups.others
        parts = ["1 group" if one else f"{len(groups.groups):,}{'+' if groups.others else ''} groups"]
        parts += [f"{groups.without:,} lines without it"] if groups.without else []
        if self.question.waiting:
            part = groups.read / max(groups.wanted, 1)
            self.status.say(", ".join(parts), "Stop", "Stop counting", part)
        elif groups.read < groups.rows:
            parts.append(f"of a sample of {groups.read:,} lines")
            self.status.say(", ".join(parts), "Count all", "Count all lines")
        else:
            self.status.say(", ".join(parts))

    def _press(self) -> None:
        if self.question.waiting:
            self.question.drop()
            self._say()
        else:
            self._whole = True
            self._count()

    def _choose(self, number: int, how: How) -> None:
        if self.groups is not None and number < len(self.groups.groups):
            group = self.groups.groups[number]
            self.panel.add_part(value_part(self.field, group.value, group.whole), how)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.status.set_theme(theme)
        self.list.set_theme(theme)


FEATURE = Grouping
