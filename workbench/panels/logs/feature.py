"""What a feature of the log panel is: one file in `features/`, heard at the moments named here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.model.focus import Focus
from workbench.panels.command import Command
from workbench.views.log.rows import Badge
from workbench.views.log.text import Finder
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from workbench.panels.logs.filter import LogFilter
    from workbench.panels.logs.panel import LogsPanel
    from workbench.panels.logs.rows import Finding, Rows
    from workbench.views.log.table import LogTable


class LogFeature:
    """One capability of the log panel; every hook may be left out. `order` sorts features, lower first.

    title: the part of the context menu that its commands stand in, in the user's words; empty where each names its menu
    """

    order = 50
    of_lines = True
    """Whether it is of use where the physical lines of one source are shown."""
    title = ""

    def __init__(self, panel: LogsPanel) -> None:
        self.panel = panel

    def commands(self) -> tuple[Command, ...]:
        """Its acts; ids begin with `logs.`, context `logs`."""
        return ()

    def attach(self) -> None:
        """All parts of the panel are there: connect to them, put widgets in place."""

    def narrowed(self, wanted: LogFilter) -> LogFilter:
        """The part of a filter that the table obeys: less of it where this feature shows the matches elsewhere."""
        return wanted

    def shaped(self, work: Finding) -> Finding:
        """The work that finds the rows to be shown, with what this feature makes of its answer."""
        return work

    def filtered(self) -> None:
        """The filter is another one; other rows may follow."""

    def asked(self) -> None:
        """Rows are asked for: another filter, window, sources or spine."""

    def at_the_end(self) -> bool:
        """Whether the last row is to stay in sight when other rows come."""
        return False

    def rows_came(self) -> None:
        """Other rows are shown, or more of them."""

    def matches(self) -> Rows | None:
        """Rows that this feature shows elsewhere, to be seen in the gutter, too; None while it shows none."""
        return None

    def matches_came(self) -> None:
        """The rows that a feature shows elsewhere are other ones."""

    def captions(self) -> tuple[str, ...]:
        """What the panel's caption says besides how many lines there are."""
        return ()

    def moved(self) -> None:
        """The current row is another one, or its selection is."""

    def followed(self, focus: Focus) -> None:
        """The panel stands at this focus."""

    def changed(self, changes: frozenset[str]) -> None:
        """These kinds of things changed in the case."""

    def badge(self, row: int, badge: Badge) -> Badge:
        """What is said of a spine row, with what this feature adds."""
        return badge

    def finders(self) -> tuple[Finder, ...]:
        """What is marked in the text besides the hits."""
        return ()

    def in_hand(self) -> tuple[LogTable, Rows] | None:
        """A table of this feature and its rows while acts mean its lines: it had the keyboard last."""
        return None

    def menu(self, menu: QMenu) -> None:
        """Add to the context menu what depends on what is under the pointer; commands stand in it anyway."""

    def field_menu(self, menu: QMenu, name: str) -> None:
        """Add to the menu of a structured field, by its full name."""

    def escape(self) -> bool:
        """Esc: close the innermost open thing of this feature; whether there was one."""
        return False

    def put_away(self) -> None:
        """The panel is put away, perhaps for good: no timer may ask the case from now on."""

    def brought_up(self) -> None:
        """The panel is in sight, for the first time or again."""

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""

    def set_zone(self, zone: str) -> None:
        """Times are shown in another zone."""
