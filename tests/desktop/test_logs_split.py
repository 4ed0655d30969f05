"""The filter's matches in a table of their own, below or beside the whole log, by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workbench.casework.opencase import OpenCase, open_case
from workbench.jobs import start_now
from workbench.model.focus import Focus
from workbench.model.instants import SECOND, TimeWindow, iso, parse_instant
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.logs.features.split import Split
from workbench.panels.logs.panel import LogsPanel
from workbench.views.log.text import Finder
from workbench.views.theme import Theme

START = parse_instant("2026-03-17T14:00:00Z", day=0)


def at(second: float) -> int:
    return START + int(second * SECOND)


def line(second: int) -> str:
    """Every tenth second fails, every fifth one else is a heartbeat."""
    stamp = (iso(at(second), 3) or "").rstrip("Z")
    if second % 10 == 0:
        return f"{stamp}Z ERROR order {second} failed"
    return f"{stamp}Z INFO {'heartbeat' if second % 5 == 0 else 'order'} {second} seen"


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """Three hundred seconds of one log: 30 failures, 30 heartbeats, 240 others."""
    log = tmp_path / "orders.log"
    log.write_text("\n".join(line(second) for second in range(300)) + "\n")
    return case_of([log], title="Orders fail", started=START)


class Desk:
    """A log panel whose commands hear their keys, as in a window."""

    def __init__(self, qtbot: QtBot, case: OpenCase, theme: Theme, start: Callable = start_now) -> None:
        self.qtbot, self.case, self.hub = qtbot, case, Hub()
        self.said: list[str] = []
        self.panel = LogsPanel(Surroundings(case, self.hub, start, theme, lambda _id: None, self.said.append))
        qtbot.addWidget(self.panel)
        for command in self.panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), self.panel.panes)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(command.run)
        self.panel.resize(1000, 620)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.panel.table.setFocus()

    @property
    def split(self) -> Split:
        return next(feature for feature in self.panel.features if isinstance(feature, Split))

    @property
    def second(self):
        return self.split.pane.table

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(QGuiApplication.focusObject() or self.panel.table, key, modifier)

    def filter(self, text: str) -> None:
        self.panel.bar.open_filter()
        self.qtbot.keyClicks(self.panel.bar.query, text)
        self.qtbot.keyClick(self.panel.bar.query, Qt.Key.Key_Return)

    def click(self, widget: QWidget, x: float = 12, y: float = 12) -> None:
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))

    def click_row(self, table, position: int) -> None:
        number = table.line_of(position)
        assert number is not None
        self.click(table.viewport(), 400, number * table.row_height + 8)

    def message(self, table=None) -> str:
        row = (table or self.panel.table).row_at((table or self.panel.table).current)
        return row.message if row else ""

    def close(self) -> None:
        self.panel.hide()
        for timer in self.panel.findChildren(QTimer):
            timer.stop()


@pytest.fixture
def desk(qtbot: QtBot, case: OpenCase, dark: Theme) -> Iterator[Desk]:
    made = Desk(qtbot, case, dark)
    yield made
    made.close()


def split_with(desk: Desk, text: str = "failed") -> None:
    desk.filter(text)
    desk.panel.table.setFocus()
    desk.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)


def test_the_matches_stand_below_the_whole_log(desk: Desk):
    desk.filter("failed")
    assert len(desk.panel.rows) == 30
    desk.panel.table.setFocus()
    desk.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.panel.rows) == 300
    assert len(desk.split.rows) == 30
    assert desk.split.pane.strip.count == "30 of 300 lines"
    assert desk.panel.caption == "300 lines · 30 matches below"
    assert desk.second.mapTo(desk.panel, QPoint(0, 0)).y() > desk.panel.table.mapTo(desk.panel, QPoint(0, 0)).y() + 60


def test_the_key_turns_them_beside_and_then_back_into_the_log(desk: Desk):
    split_with(desk)
    desk.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert desk.second.mapTo(desk.panel, QPoint(0, 0)).x() > desk.panel.width() // 3
    desk.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert not desk.second.isVisible()
    assert len(desk.panel.rows) == 30


def test_a_click_on_a_match_brings_it_into_sight_in_the_log(desk: Desk):
    split_with(desk)
    desk.second.scroll_to(20)
    desk.click_row(desk.second, 22)
    assert desk.message() == "order 220 failed"
    assert desk.panel.table.line_of(desk.panel.table.current) is not None
    assert desk.hub.focus.cursor == at(220)
    assert desk.second.cursor_row == 22


def test_moving_in_the_log_shows_the_nearest_match(desk: Desk):
    split_with(desk)
    desk.hub.move(Focus(cursor=at(204)))
    desk.hub.flush()
    assert desk.message(desk.second) == "order 200 failed"
    assert desk.second.cursor_row == -1
    desk.panel.table.setFocus()
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Down)
    assert desk.message() == "order 206 seen"
    assert desk.message(desk.second) == "order 210 failed"


def test_lines_that_the_filter_finds_are_marked_in_the_log(desk: Desk, dark: Theme):
    split_with(desk)
    desk.hub.move(Focus(cursor=at(0)))
    desk.hub.flush()
    table = desk.panel.table
    image = table.viewport().grab().toImage()
    marks = [
        image.pixelColor(table.columns.time - 2, number * 20 + 10) == dark.color("hit.now") for number in range(12)
    ]
    assert marks == [True, *[False] * 9, True, False]


def test_f6_goes_from_table_to_table_and_keys_mean_the_one_that_has_the_keyboard(desk: Desk):
    split_with(desk)
    desk.press(Qt.Key.Key_F6)
    assert desk.second.hasFocus()
    desk.press(Qt.Key.Key_Home)
    desk.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    desk.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    desk.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert [text.endswith(line(second)) for text, second in zip(copied, (0, 10, 20), strict=True)] == [True] * 3
    desk.press(Qt.Key.Key_F6)
    assert desk.panel.table.hasFocus()
    desk.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    (copied,) = QGuiApplication.clipboard().text().splitlines()
    assert copied.endswith(line(0))


def test_f3_steps_through_the_matches_and_says_where_they_end(desk: Desk):
    split_with(desk)
    desk.panel.table.setFocus()
    desk.press(Qt.Key.Key_Home)
    desk.press(Qt.Key.Key_F3)
    assert desk.message() == "order 10 failed"
    desk.press(Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert desk.message() == "order 0 failed"
    desk.press(Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert desk.said[-1] == "No match before this line."


def test_excluded_lines_go_from_the_log_too_when_the_switch_is_on(desk: Desk):
    split_with(desk, "order")
    desk.filter("-heartbeat")
    desk.filter("-failed")
    assert len(desk.panel.rows) == 300
    assert len(desk.split.rows) == 240
    switch = desk.split.pane.strip.hide_above
    desk.click(switch, switch.width() / 2, switch.height() / 2)
    assert len(desk.panel.rows) == 240
    assert desk.panel.caption == "240 of 300 lines · 240 matches below"
    assert desk.panel.left_out == "60 lines hidden by filters"
    desk.click(switch, switch.width() / 2, switch.height() / 2)
    assert len(desk.panel.rows) == 300


def test_excluding_in_two_panes_works_with_matches_of_another_word(desk: Desk):
    split_with(desk, "failed")
    desk.filter("-heartbeat")
    desk.split.set_hide_excluded(True)
    assert (len(desk.panel.rows), len(desk.split.rows)) == (270, 30)


def test_the_size_of_the_pane_is_kept(desk: Desk):
    split_with(desk)
    desk.panel.panes.tables.setSizes([200, 300])
    kept = desk.panel.panes.tables.sizes()
    desk.split.put("")
    desk.split.put("beside")
    desk.split.put("below")
    assert desk.panel.panes.tables.sizes() == pytest.approx(kept, abs=1)


def test_esc_closes_the_pane_last(desk: Desk, qtbot: QtBot):
    split_with(desk)
    side = QWidget(desk.panel)
    desk.panel.panes.show_side("other", "Other", side)
    desk.panel.table.setFocus()
    desk.press(Qt.Key.Key_Escape)
    assert not side.isVisible()
    assert desk.second.isVisible()
    desk.press(Qt.Key.Key_Escape)
    assert not desk.second.isVisible()
    assert len(desk.panel.rows) == 30


def test_tables_side_by_side_give_way_to_a_pane_at_the_right_and_come_back(desk: Desk, qtbot: QtBot):
    desk.panel.resize(860, 620)
    qtbot.waitUntil(lambda: desk.panel.panes.width() > 800)
    split_with(desk)
    desk.split.put("beside")
    tables = desk.panel.panes.tables
    assert tables.orientation() == Qt.Orientation.Horizontal
    desk.panel.panes.show_side("other", "Other", QWidget(desk.panel))
    assert (desk.panel.panes.room < 800, tables.orientation()) == (True, Qt.Orientation.Vertical)
    assert desk.second.isVisible()
    assert desk.said == []
    desk.panel.table.setFocus()
    desk.press(Qt.Key.Key_Escape)
    assert tables.orientation() == Qt.Orientation.Horizontal


def test_without_a_filter_the_pane_says_what_would_come_here(desk: Desk):
    desk.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert desk.split.pane.nothing.accessibleName().startswith("Nothing is filtered yet.")
    desk.filter("no-such-word")
    assert desk.split.pane.nothing.accessibleName() == "No line matches these filters."
    assert len(desk.panel.rows) == 300


def test_the_window_holds_in_both_tables(desk: Desk):
    split_with(desk)
    desk.hub.move(Focus(window=TimeWindow(at(100), at(150))))
    desk.hub.flush()
    assert (len(desk.panel.rows), len(desk.split.rows)) == (50, 5)


@pytest.mark.parametrize("size", [(908, 500), (820, 500), (420, 420)])
@pytest.mark.parametrize("place", ["below", "beside"])
def test_no_text_is_cut_or_meets_another(qtbot: QtBot, case: OpenCase, theme: Theme, size, place, find_text_faults):
    desk = Desk(qtbot, case, theme)
    desk.panel.resize(*size)
    desk.filter("failed")
    desk.split.put(place)
    desk.panel.grab()
    assert find_text_faults(desk.panel) == []
    assert desk.split.is_open() == (size[0] > 800 or place == "below")
    desk.close()


def test_both_tables_have_the_same_columns_text_and_marks(desk: Desk):
    split_with(desk)
    main = desk.panel.table
    main.set_fields(("severity",))
    main.set_font_size(main.look.size + 2)
    desk.panel.bar.set_finder(Finder("order"))
    desk.panel.grab()
    desk.panel.grab()
    assert desk.second.choice == main.choice
    assert desk.second.look.size == main.look.size
    assert desk.second.finders == main.finders
    assert desk.split.pane.head.columns == desk.second.columns


def test_where_the_matches_stand_is_kept_with_the_case(qtbot: QtBot, case: OpenCase, dark: Theme):
    desk = Desk(qtbot, case, dark)
    split_with(desk)
    desk.close()
    case.close()
    again = open_case(case.path)
    other = Desk(qtbot, again, dark)
    other.panel.set_filter(other.panel.filter.adding("failed"))
    assert other.second.isVisible()
    assert (len(other.panel.rows), len(other.split.rows)) == (300, 30)
    other.close()
    again.close()
