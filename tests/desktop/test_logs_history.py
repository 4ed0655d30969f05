"""Searches as a tree with notes, by mouse and keys: what settles, what is gone back to, what a case remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from pytestqt.qtbot import QtBot

from workbench.casework.opencase import OpenCase, open_case
from workbench.jobs import start_now
from workbench.model.focus import Focus
from workbench.model.instants import SECOND, TimeWindow, parse_instant
from workbench.model.searches import FilterPart, LogView, Search
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.logs import searches as tree
from workbench.panels.logs.features.history import Searches
from workbench.panels.logs.panel import LogsPanel
from workbench.shell.first_look import first_look
from workbench.views.theme import Theme

START = parse_instant("2026-03-17T14:00:00Z", day=0)
LEVELS = ("INFO", "INFO", "WARN", "ERROR")


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """A line a second for a minute; every third line warns, every fourth fails, orders and pools take turns."""
    path = tmp_path / "gateway.log"
    words = ("order", "pool")
    lines = (f"2026-03-17 14:00:{n:02d}.000Z {LEVELS[n % 4]} {words[n % 2]} {n}" for n in range(60))
    path.write_text("\n".join(lines) + "\n")
    return case_of([path], title="Checkout fails", started=START)


class Bench:
    """A panel as a person has it before them."""

    def __init__(self, qtbot: QtBot, case: OpenCase, theme: Theme, hub: Hub | None = None) -> None:
        self.qtbot, self.case, self.hub = qtbot, case, hub or Hub()
        self.said: list[str] = []
        self.panel = LogsPanel(Surroundings(case, self.hub, start_now, theme, lambda _id: None, self.said.append))
        qtbot.addWidget(self.panel)
        for command in self.panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), self.panel)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(command.run)
        self.panel.resize(1100, 420)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.panel.table.setFocus()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.panel.table, key, modifier)

    def filter(self, text: str) -> None:
        self.press(Qt.Key.Key_Slash)
        self.qtbot.keyClicks(self.panel.bar.query, text)
        self.qtbot.keyClick(self.panel.bar.query, Qt.Key.Key_Return)

    def use(self) -> None:
        """Go to a line: what is filtered was of use."""
        self.press(Qt.Key.Key_Down)

    @property
    def searches(self) -> Searches:
        return next(feature for feature in self.panel.features if isinstance(feature, Searches))

    @property
    def titles(self) -> list[tuple[int, str]]:
        return [(row.depth, row.cells[0].text) for row in self.searches.view.list.rows]

    def click(self, title: str) -> None:
        rows = self.searches.view.list
        key = next(row.key for row in rows.rows if row.cells[0].text == title)
        point = rows.row_rect(key).center().toPoint()
        self.qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, point.y()))


@pytest.fixture
def bench(qtbot: QtBot, case: OpenCase, dark: Theme) -> Iterator[Bench]:
    made = Bench(qtbot, case, dark)
    yield made
    made.panel.hide()


@pytest.fixture
def reopened(qtbot: QtBot, dark: Theme) -> Iterator[Callable[[Bench], Bench]]:
    """Closes a bench's case and opens it again in another window."""
    made: list[Bench] = []

    def again(bench: Bench) -> Bench:
        bench.panel.hide()
        path = bench.case.path
        bench.case.close()
        made.append(Bench(qtbot, open_case(path), dark))
        return made[-1]

    yield again
    for bench in made:
        bench.panel.hide()
        bench.case.close()


# ------------------------------------------------------------------------------------------------ the tree
def test_a_filter_that_was_used_is_kept_with_how_many_lines_it_left(bench: Bench):
    bench.filter("severity>=warn")
    bench.use()
    (search,) = bench.case.notebook.searches.values()
    assert search.view == LogView((FilterPart("severity>=warn"),))
    assert (search.rows, search.total) == (30, 60)


def test_a_filter_settles_by_itself_after_a_pause(bench: Bench):
    bench.filter("pool")
    assert not bench.case.notebook.searches
    bench.qtbot.waitUntil(lambda: len(bench.case.notebook.searches) == 1, timeout=4000)


def test_what_is_refined_stands_under_it_and_two_ways_are_a_fork(bench: Bench):
    bench.press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    bench.panel.table.setFocus()
    bench.filter("pool")
    bench.use()
    bench.filter("severity>=error")
    bench.use()
    assert bench.titles == [(0, "pool"), (0, "+ level ≥ error")]
    bench.click("pool")
    assert len(bench.panel.rows) == 30
    bench.panel.table.setFocus()
    bench.filter("5")
    bench.use()
    assert bench.titles == [(0, "pool"), (1, "+ level ≥ error"), (1, "+ 5")]


def test_the_keys_go_back_along_the_branch_and_on_again(bench: Bench):
    alt = Qt.KeyboardModifier.AltModifier
    bench.filter("pool")
    bench.use()
    bench.filter("severity>=error")
    bench.use()
    assert len(bench.panel.rows) == 15
    bench.press(Qt.Key.Key_Up, alt)
    assert len(bench.panel.rows) == 30
    bench.press(Qt.Key.Key_Up, alt)
    assert len(bench.panel.rows) == 60
    bench.press(Qt.Key.Key_Down, alt)
    bench.press(Qt.Key.Key_Down, alt)
    assert len(bench.panel.rows) == 15
    assert len(bench.case.notebook.searches) == 2


def test_going_to_a_search_brings_its_find_text_and_window_back(bench: Bench):
    bench.hub.move(bench.hub.focus.over(TimeWindow(START, START + 30 * SECOND)))
    bench.hub.flush()
    bench.panel.bar.open_find()
    bench.qtbot.keyClicks(bench.panel.bar.find_field, "order")
    bench.qtbot.keyClick(bench.panel.bar.find_field, Qt.Key.Key_Return)
    bench.panel.table.setFocus()
    bench.use()
    (search,) = bench.case.notebook.searches.values()
    bench.searches.go("")
    assert (bench.panel.bar.find_field.text(), bench.panel.time_window) == ("", None)
    assert bench.hub.focus.window is None
    bench.searches.go(search.id)
    assert bench.panel.bar.find_field.text() == "order"
    assert bench.hub.focus.window == TimeWindow(START, START + 30 * SECOND)
    assert len(bench.panel.hits) == 15


# ------------------------------------------------------------------------------------------------ words
def test_a_note_is_written_in_the_row_and_found_by_its_words(bench: Bench):
    bench.filter("pool")
    bench.use()
    bench.filter("severity>=error")
    bench.use()
    bench.press(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    view = bench.searches.view
    assert view.editor.isVisible()
    bench.qtbot.keyClicks(view.editor, "only after the deploy")
    bench.qtbot.keyClick(view.editor, Qt.Key.Key_Return)
    assert [one.note for one in bench.case.notebook.searches.values()] == ["", "only after the deploy"]
    assert view.list.rows[1].detail == "only after the deploy"
    bench.qtbot.keyClicks(view.field, "DEPLOY")
    assert [title for _depth, title in bench.titles] == ["+ level ≥ error"]


def test_what_a_person_wrote_is_undone_but_a_search_is_never_an_undo_step(bench: Bench):
    bench.filter("pool")
    bench.use()
    assert bench.case.undo_label == ""
    bench.press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    rows = bench.searches.view.list
    bench.qtbot.keyClick(rows, Qt.Key.Key_Down)
    bench.qtbot.keyClick(rows, Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    bench.qtbot.keyClicks(bench.searches.view.editor, "the pool")
    bench.qtbot.keyClick(bench.searches.view.editor, Qt.Key.Key_Return)
    bench.qtbot.keyClick(rows, Qt.Key.Key_Asterisk)
    assert [(one.name, one.star) for one in bench.case.notebook.searches.values()] == [("the pool", True)]
    undone = bench.case.undo()
    assert undone is not None
    bench.hub.announce(undone.changes)
    assert [(one.name, one.star) for one in bench.case.notebook.searches.values()] == [("the pool", False)]
    assert bench.case.undo_label == "name a search"


def test_a_search_taken_out_leaves_what_came_of_it_and_comes_back_by_undo(bench: Bench):
    bench.filter("pool")
    bench.use()
    bench.filter("severity>=error")
    bench.use()
    bench.press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    rows = bench.searches.view.list
    bench.qtbot.keyClick(rows, Qt.Key.Key_Home)
    bench.qtbot.keyClick(rows, Qt.Key.Key_Delete)
    assert bench.titles == [(0, "pool · level ≥ error")]
    undone = bench.case.undo()
    assert undone is not None
    bench.hub.announce(undone.changes)
    assert bench.titles == [(0, "pool"), (0, "+ level ≥ error")]


def test_markup_in_a_filter_is_shown_as_text_wherever_it_stands(bench: Bench):
    bench.filter('"<img src=x>"')
    bench.use()
    bench.press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    key = bench.searches.view.list.rows[0].key
    assert "<img" not in bench.searches.view.list.tip(key)
    assert "<img" not in bench.panel.bar.chips[0].toolTip()


# ------------------------------------------------------------------------------------------------ kept
def test_a_case_opened_again_shows_what_was_filtered_found_and_switched_off(
    bench: Bench, reopened: Callable[[Bench], Bench]
):
    bench.filter("pool")
    bench.filter("severity>=error")
    bench.qtbot.keyClick(bench.panel.bar.chips[0], Qt.Key.Key_Space)
    bench.panel.bar.word.click()
    bench.panel.bar.open_find()
    bench.qtbot.keyClicks(bench.panel.bar.find_field, "7")
    bench.hub.move(bench.hub.focus.over(TimeWindow(START, START + 40 * SECOND)))
    bench.hub.flush()
    again = reopened(bench)
    assert [(chip.shown.value, chip.shown.on) for chip in again.panel.bar.chips] == [("pool", False), ("≥ error", True)]
    assert len(again.panel.rows) == 10
    assert again.panel.bar.find_field.text() == "7"
    assert again.panel.bar.word.isChecked()
    assert len(again.panel.hits) == 1
    assert again.hub.focus.window == TimeWindow(START, START + 40 * SECOND)


def test_the_tree_is_there_again_and_the_log_stands_on_its_search(bench: Bench, reopened: Callable[[Bench], Bench]):
    bench.filter("pool")
    bench.use()
    bench.filter("severity>=error")
    again = reopened(bench)
    again.press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert len(again.panel.rows) == 30
    again.press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert again.titles == [(0, "pool"), (0, "+ level ≥ error")]


def test_a_part_that_is_not_understood_any_more_is_left_out(bench: Bench):
    made = bench.panel.filter.restored(LogView((FilterPart("(broken"), FilterPart("pool"), FilterPart("*"))))
    assert made.written == "pool"


def test_the_window_a_case_was_left_in_does_not_keep_it_from_looking_where_it_began(bench: Bench):
    window = TimeWindow(START, START + 40 * SECOND)
    bench.hub.move(Focus(window=window))
    bench.hub.flush()
    first_look(SimpleNamespace(case=bench.case, hub=bench.hub))  # type: ignore[arg-type]
    bench.hub.flush()
    assert (bench.hub.focus.cursor, bench.hub.focus.window) == (START, window)


def test_who_may_not_write_has_a_tree_and_notes_of_this_sitting(qtbot: QtBot, case: OpenCase, dark: Theme):
    reader = Bench(qtbot, open_case(case.path, write=False), dark)
    reader.filter("pool")
    reader.use()
    reader.filter("severity>=error")
    reader.press(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    reader.qtbot.keyClicks(reader.searches.view.editor, "mine only")
    reader.qtbot.keyClick(reader.searches.view.editor, Qt.Key.Key_Return)
    assert reader.titles == [(0, "pool"), (0, "+ level ≥ error")]
    assert reader.searches.view.list.rows[1].detail == "mine only"
    reader.panel.hide()
    reader.case.close()
    assert not case.notebook.searches


# ------------------------------------------------------------------------------------------------ the tree as a value
ids = st.sampled_from(["a", "b", "c", "d", "e", "f"])
trees = st.dictionaries(ids, st.tuples(ids | st.just(""), st.integers(0, 3)), max_size=6).map(
    lambda some: {id: Search(id, LogView(find=id), parent, at) for id, (parent, at) in some.items()}
)


@settings(max_examples=40, deadline=None)
@given(trees)
def test_every_search_of_a_case_from_anywhere_stands_in_the_tree_once(searches: dict[str, Search]):
    placed = [one.search.id for one in tree.laid_out(searches)]
    assert sorted(placed) == sorted(searches)
    for number, id in enumerate(placed):
        parent = searches[id].parent
        if parent in searches and parent not in tree.branch_of(searches, id):
            assert placed.index(parent) < number, "what came of a search stands under it"


def test_a_straight_line_of_refinements_is_not_indented_and_only_plain_old_leaves_are_dropped():
    line = {str(n): Search(str(n), LogView(find=str(n)), str(n - 1) if n else "", n) for n in range(tree.KEPT + 3)}
    assert {one.depth for one in tree.laid_out(line)} == {0}
    assert tree.to_drop(line, "0") == (str(tree.KEPT + 2),)
    loose = {str(n): Search(str(n), LogView(find=str(n)), "", n, star=n == 1) for n in range(tree.KEPT + 3)}
    assert tree.to_drop(loose, "0") == ("2", "3", "4")


def test_every_text_of_the_pane_has_room(bench: Bench, find_text_faults: Callable):
    bench.filter('pool source:gateway* -"a rather long phrase that goes on and on"')
    bench.use()
    bench.press(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    bench.qtbot.keyClicks(bench.searches.view.editor, "a note that is longer than the pane is wide, by far and away")
    bench.qtbot.keyClick(bench.searches.view.editor, Qt.Key.Key_Return)
    bench.panel.grab()
    assert find_text_faults(bench.panel) == []
