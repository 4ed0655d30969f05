"""What was filtered and looked for, kept as a tree with notes; and where the log was left, found again on opening."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from workbench.errors import WorkbenchError
from workbench.model.instants import clock_text, duration_text, to_datetime
from workbench.model.searches import LogState, LogView, Search
from workbench.panels.command import Command, always
from workbench.panels.logs import searches as tree
from workbench.panels.logs.chips import change_of, title_of
from workbench.panels.logs.feature import LogFeature
from workbench.views.log.search_tree import SearchRow, SearchTree
from workbench.views.log.text import Finder
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.casework.edits import Edit
    from workbench.panels.logs.filter import LogFilter
    from workbench.panels.logs.panel import LogsPanel

KEY = "searches"
SETTLED_MS = 2000
"""Without a change for so long, or when a line is gone to or pinned before, what is asked for is a search of its own."""


class Searches(LogFeature):
    """`here` is the id of the search the log stands on, empty for the whole log.

    Searches are no decisions: the journal keeps them without undo ever stopping at one. What a person writes on them, and
    taking one out, is undone like everything else.
    """

    of_lines = False
    order = 60
    title = "Searches"

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.here = ""
        self._unsaved: dict[str, Search] = {}
        self._left: LogState | None = panel.case.notebook.log_states.get(panel.id)
        self.view = SearchTree(panel.theme, panel)
        self.view.hide()
        self._sought = ""
        self._filters: dict[LogView, LogFilter] = {}
        self._settled = QTimer(panel, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self.settle)

    def attach(self) -> None:
        """Hear what is asked for, and begin where the log was left."""
        panel, view = self.panel, self.view
        panel.bar.found.connect(lambda _finder: self._settled.start())
        panel.table.moved.connect(lambda _position: self.settle_now())
        view.chosen.connect(self.go)
        view.note_written.connect(lambda id, text: self._amend(id, {"note": text}, "write a note on a search"))
        view.name_written.connect(lambda id, text: self._amend(id, {"name": text}, "name a search"))
        view.starred.connect(self._star)
        view.removed.connect(lambda id: self.remove(id))
        view.menu_asked.connect(self._show_menu)
        view.sought.connect(self._seek)
        view.left.connect(panel.table.setFocus)
        if self._left is not None:
            self._begin(self._left)

    def commands(self) -> tuple[Command, ...]:
        """The tree, and steps along it."""
        return (
            Command("logs.searches", "Searches and their notes", self.toggle, "Shows every filter that was tried as a tree: "
                    "a click goes back to one, F2 writes a note on it.", ("Ctrl+H",), always, "branch", "logs", button=True),
            Command("logs.search_back", "The search this one came from", self.back, "Filters as before the last "
                    "refinement; what was refined stays in the tree.", ("Alt+Up",), self._can_back, context="logs"),
            Command("logs.search_on", "The search refined from this one", self.on, "Filters as in the newest search that "
                    "came of this one.", ("Alt+Down",), self._can_on, context="logs"),
            Command("logs.search_note", "Note on this search", self.note, "Writes down what the present filter showed.",
                    ("Alt+N",), lambda: panel_can_note(self.panel), context="logs"),
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------- what there is
    @property
    def searches(self) -> Mapping[str, Search]:
        """All searches by id; where the case can't be written, those of this sitting too."""
        return {**self.panel.case.notebook.searches, **self._unsaved}

    @property
    def now(self) -> LogView:
        """What the log shows now."""
        panel, finder = self.panel, self.panel.bar.finder
        return replace(
            panel.filter.kept,
            find=finder.text,
            find_case=bool(finder.text) and finder.case,
            find_regex=bool(finder.text) and finder.regex,
            find_word=bool(finder.text) and finder.word,
            window=panel.time_window,
        )

    # ------------------------------------------------------------------------------------------- settling
    def filtered(self) -> None:
        """Another filter; it may be refined on."""
        self._settled.start()

    def asked(self) -> None:
        """Another filter or window."""
        self._settled.start()

    def put_away(self) -> None:
        """What is asked for now may be the last that is."""
        self.settle_now()

    def changed(self, changes: frozenset[str]) -> None:
        """What is pinned was worth it; notes may have been undone."""
        if "evidence" in changes:
            self.settle_now()
        if "searches" in changes:
            self._show()

    def settle_now(self) -> None:
        """What is asked for now was of use."""
        if self._settled.isActive():
            self.settle()

    def settle(self) -> None:
        """Keep what is asked for now as a search, unless it is the one the log stands on or stood on before."""
        self._settled.stop()
        now, found = self.now, self.searches
        edits: list[Search | LogState] = []
        if tree.is_empty(now):
            self.here = ""
        elif self.here not in found or found[self.here].view != now:
            parent = tree.related(found, self.here, now)
            same = tree.same_as(found, parent, now)
            self.here = same or self.panel.case.clock.new_id()
            if not same:
                edits.append(Search(self.here, now, parent, self.panel.case.clock.now(), *self._counted()))
        state = LogState(self.panel.id, now, self.here)
        if state != (self._left or LogState(self.panel.id, LogView())):
            self._left = state
            edits.append(state)
        self._keep(edits)

    def _counted(self) -> tuple[int, int]:
        panel = self.panel
        whole = panel.obeyed().text == panel.filter.text and not panel.rows_question.waiting
        return (len(panel.rows), panel.total) if whole else (-1, -1)

    def rows_came(self) -> None:
        """How many lines the search left is known now."""
        found, rows = self.searches.get(self.here), self._counted()
        if found is not None and found.rows < 0 and rows[0] >= 0 and found.view == self.now:
            self._keep([replace(found, rows=rows[0], total=rows[1])])

    def _keep(self, values: Iterable[Search | LogState]) -> None:
        from workbench.casework.edits import Put, Remove, Together

        kept = tuple(values)
        new = {one.id: one for one in kept if isinstance(one, Search)}
        if not kept:
            self._show()
            return
        if self.panel.case.read_only:
            self._unsaved |= new
        else:
            drop = tree.to_drop({**self.searches, **new}, self.here)
            gone: tuple[Edit, ...] = tuple(Remove("search", id, forget=True) for id in drop)
            with suppress(WorkbenchError):
                changes = self.panel.case.keep(Together((*(Put(one) for one in kept), *gone), "keep a search"))
                self.panel.hub.announce(changes, self.panel)
        self._show()

    def _begin(self, left: LogState) -> None:
        """Where the log was left the last time."""
        panel, view = self.panel, left.view
        self.here = left.search if left.search in self.searches else ""
        panel.filter = panel.filter.restored(view)
        panel.finder = finder_of(view)
        panel.bar.set_finder(panel.finder, quiet=True)
        for feature in panel.features:
            if feature is not self:
                feature.filtered()
        if view.window is not None and panel.hub.focus.window is None:
            panel.hub.move(panel.hub.focus.over(view.window), panel)

    # ------------------------------------------------------------------------------------------- going
    def go(self, id: str) -> None:
        """Filter, find and look as a search did."""
        self.settle_now()
        found = self.searches.get(id)
        view = found.view if found is not None else LogView()
        self.here = id if found is not None else ""
        panel = self.panel
        panel.set_filter(panel.filter.restored(view))
        panel.bar.set_finder(finder_of(view))
        if view.window != panel.time_window:
            panel.look_at(panel.focus.over(view.window))
        self.settle()

    def _can_back(self) -> bool:
        return self.here in self.searches

    def _can_on(self) -> bool:
        return bool(tree.newest_below(self.searches, self.here))

    def back(self) -> None:
        """To the parent; from a root to the whole log."""
        self.settle_now()
        here = self.searches.get(self.here)
        if here is not None:
            self.go(here.parent)

    def on(self) -> None:
        """To the newest child."""
        self.settle_now()
        below = tree.newest_below(self.searches, self.here)
        if below:
            self.go(below)

    # ------------------------------------------------------------------------------------------- words of a person
    def note(self) -> None:
        """Write on the present search."""
        self.settle()
        if self.here:
            self.open()
            self.view.write_note(self.here)

    def _amend(self, id: str, fields: dict[str, object], label: str) -> None:
        from workbench.casework.edits import Amend

        found = self.searches.get(id)
        if found is None or all(getattr(found, name) == value for name, value in fields.items()):
            return
        if id in self._unsaved:
            self._unsaved[id] = replace(found, **fields)  # type: ignore[arg-type]
            self._show()
        else:
            self.panel.do(Amend("search", id, fields, label))

    def _star(self, id: str) -> None:
        found = self.searches.get(id)
        if found is not None:
            self._amend(id, {"star": not found.star}, "take the star off a search" if found.star else "star a search")

    def remove(self, id: str, branch: bool = False) -> None:
        """Take a search out; what came of it moves up, or goes with it."""
        from workbench.casework.edits import Amend, Remove, Together

        found = self.searches
        if id not in found:
            return
        gone = tree.branch_of(found, id) if branch else (id,)
        up = [one.id for one in found.values() if one.parent == id] if not branch else []
        self._unsaved = {key: one for key, one in self._unsaved.items() if key not in gone}
        there = self.panel.case.notebook.searches
        edits: list[Edit] = [Amend("search", one, {"parent": found[id].parent}) for one in up if one in there]
        edits += [Remove("search", one) for one in gone if one in there]
        if edits:
            self.panel.do(
                Together(tuple(edits), "remove a search" if len(gone) == 1 else f"remove {len(gone)} searches")
            )
        if self.here in gone:
            self.here = ""
        self._show()

    def _show_menu(self, id: str, point: QPoint) -> None:
        found = self.searches.get(id)
        if found is None:
            return
        menu = QMenu(self.view)
        menu.addAction("Go there").triggered.connect(lambda: self.go(id))
        menu.addAction("Note… (F2)").triggered.connect(lambda: self.view.write_note(id))
        menu.addAction("Name… (Shift+F2)").triggered.connect(lambda: self.view.write_name(id))
        menu.addAction("Take the star off" if found.star else "Star").triggered.connect(lambda: self._star(id))
        menu.addAction("Copy the filter as text").triggered.connect(lambda: self._copy(found))
        menu.addSeparator()
        menu.addAction("Remove").triggered.connect(lambda: self.remove(id))
        menu.addAction("Remove with all that came of it").triggered.connect(lambda: self.remove(id, branch=True))
        menu.popup(point)

    def _copy(self, search: Search) -> None:
        QGuiApplication.clipboard().setText(self.panel.filter.restored(search.view).written)
        self.panel.around.say("Copied the filter as text.")

    # ------------------------------------------------------------------------------------------- the pane
    def toggle(self) -> None:
        """Open the tree, or close it."""
        if self.panel.panes.side_key == KEY:
            self.panel.panes.close_side()
            self.panel.table.setFocus()
        else:
            self.open()
            self.view.list.setFocus()

    def open(self) -> None:
        """Show the tree, with what is asked for now in it."""
        self.settle_now()
        self.panel.panes.show_side(KEY, "Searches", self.view)
        self._show()

    def _seek(self, text: str) -> None:
        self._sought = text
        self._show()

    def _show(self) -> None:
        if self.panel.panes.side_key != KEY:
            return
        found = self.searches
        titles = {id: self._title(one) for id, one in found.items()}
        words = {id: f"{one.name} {titles[id]} {one.note}" for id, one in found.items()}
        shown = tree.holding(tree.laid_out(found), self._sought, words)
        self.view.set_rows(tuple(self._row(one, titles[one.search.id], found) for one in shown))

    def _row(self, placed: tree.Placed, whole: str, found: Mapping[str, Search]) -> SearchRow:
        one = placed.search
        title = one.name or self._change(one, found.get(one.parent))
        at = self._at(one.at) if one.at else ""
        rows = f"{one.rows:,}" if one.rows >= 0 else ""
        here = one.id == self.here
        return SearchRow(one.id, title, rows, at, one.note, placed.depth, one.star, here, bool(one.name), whole)

    def _title(self, search: Search) -> str:
        """All that a search asks for."""
        view = search.view
        said = title_of(self._filter(view), view.find)
        return f"{said} · {self._window(view)}" if view.window is not None else said

    def _change(self, search: Search, parent: Search | None) -> str:
        """What a search asks for beyond the one it came from; all of it where it came from none."""
        if parent is None:
            return self._title(search)
        old, new = parent.view, search.view
        said = [change_of(self._filter(old), self._filter(new))]
        if new.find != old.find:
            said.append(f"find {new.find}" if new.find else "no find")
        if new.window != old.window:
            said.append(self._window(new))
        return " · ".join(word for word in said if word) or self._title(search)

    def _filter(self, view: LogView) -> LogFilter:
        """The filter of a view, read once."""
        if view not in self._filters:
            if len(self._filters) > 2 * tree.KEPT:
                self._filters.clear()
            self._filters[view] = self.panel.filter.restored(view)
        return self._filters[view]

    def _window(self, view: LogView) -> str:
        if view.window is None:
            return "any time"
        return f"{clock_text(view.window.start, 0, self.panel.zone)} +{duration_text(view.window.width)}"

    def _at(self, t: int) -> str:
        """The time of day, the day where it is another one."""
        at, now = (to_datetime(one, self.panel.zone) for one in (t, self.panel.case.clock.now()))
        return f"{at:%H:%M:%S}" if at.date() == now.date() else f"{at:%d %b}"

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.view.set_theme(theme)

    def set_zone(self, _zone: str) -> None:
        """Times are shown in another zone."""
        self._show()


def finder_of(view: LogView) -> Finder:
    """What a view looks for."""
    return Finder(view.find, view.find_case, view.find_regex, view.find_word)


def panel_can_note(panel: LogsPanel) -> bool:
    """Whether there is anything to write a note on."""
    return panel.has_filter() or bool(panel.finder.text) or panel.time_window is not None


FEATURE = Searches
