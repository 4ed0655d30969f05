"""The pane of templates by mouse and keys: new and gone first, filtered, coloured, kept, merged, split, its values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from workbench.casework.opencase import OpenCase, open_case
from workbench.jobs import JobContext, start_now
from workbench.model.focus import Focus
from workbench.model.instants import SECOND, TimeWindow, parse_instant
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.logs.features.templates import TemplateMiningPane
from workbench.panels.logs.panel import LogsPanel
from workbench.views.theme import Theme

DAY = parse_instant("2026-03-17T00:00:00Z", day=0)
HOUR = 3600 * SECOND
WINDOW = TimeWindow(DAY + 14 * HOUR, DAY + 15 * HOUR)
UPSTREAM, ORDER, BACKUP = "upstream <*> timed out", "order <*> stored by node-<*>", "backup of disk<*> done"


@pytest.fixture(autouse=True)
def no_popup(monkeypatch: pytest.MonkeyPatch) -> None:
    """A popup would grab the keyboard, which no screen is there for."""
    monkeypatch.setattr(QMenu, "popup", lambda *_where: None)


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """60 orders an hour from 13 to 15; backups only at 13; from 14:20 on six timeouts; two kinds of cache lines."""
    found = []
    for hour in (13, 14, 15):
        for minute in range(60):
            at = f"2026-03-17T{hour}:{minute:02}:00Z"
            found.append(f"{at} INFO order {minute} stored by node-{minute % 3}")
            if hour == 13 and minute < 3:
                found.append(f"{at} INFO backup of disk{minute} done")
            if hour == 14 and 20 <= minute < 26:
                found.append(f"{at} ERROR upstream 10.0.0.{minute} timed out")
            if minute % 20 == 0:
                found.append(f"{at} INFO cache {'filled' if hour % 2 else 'cleared'} in {minute} ms")
    (tmp_path / "shop.log").write_text("\n".join(found) + "\n")
    return case_of([tmp_path / "shop.log"], title="Slow", started=WINDOW.start)


class Desk:
    def __init__(self, qtbot: QtBot, case: OpenCase, theme: Theme, start: Callable = start_now) -> None:
        self.qtbot, self.case = qtbot, case
        self.said: list[str] = []
        self.hub = Hub()
        self.panel = LogsPanel(Surroundings(case, self.hub, start, theme, lambda _id: None, self.said.append))
        qtbot.addWidget(self.panel)
        for command in self.panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), self.panel)
                shortcut.activated.connect(command.run)
        self.panel.resize(1180, 760)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.panel.table.setFocus()

    @property
    def feature(self) -> TemplateMiningPane:
        return next(one for one in self.panel.features if isinstance(one, TemplateMiningPane))

    @property
    def list(self) -> Any:
        return self.feature.pane.list

    @property
    def values(self) -> Any:
        return self.feature.pane.values

    @property
    def texts(self) -> list[str]:
        return [item.text for item in self.list.items]

    def open(self) -> None:
        self.qtbot.keyClick(self.panel.table, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)

    def look_at(self, window: TimeWindow | None) -> None:
        self.hub.move(Focus(window=window), self)
        self.qtbot.waitUntil(lambda: self.panel.time_window == window)

    def point(self, text: str) -> QPoint:
        return self.list.item_rect(self.texts.index(text)).center().toPoint()

    def click(self, text: str, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.mouseClick(self.list.viewport(), Qt.MouseButton.LeftButton, keys, self.point(text))

    def key(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(self.list, key)

    def stand_on(self, text: str) -> None:
        """By keys alone."""
        self.list.setFocus()
        self.key(Qt.Key.Key_Home)
        for _ in range(self.texts.index(text)):
            self.key(Qt.Key.Key_Down)
        assert self.list.current.text == text

    def menu(self, text: str) -> dict:
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, self.point(text), QPoint(1, 1))
        QApplication.sendEvent(self.list.viewport(), event)
        return {action.text(): action for menu in self.feature.pane.findChildren(QMenu) for action in menu.actions()}

    def read_values(self) -> None:
        self.qtbot.waitUntil(lambda: bool(self.values.columns), timeout=3000)

    def shown(self) -> int:
        return len(self.panel.rows)

    def close(self) -> None:
        self.panel.hide()
        for timer in self.panel.findChildren(QTimer):
            timer.stop()


def holding(waiting: list[tuple]) -> Callable:
    """What runs everything at once but the search for templates, whose work and answer wait in a list."""

    def start(title: str, work: Any, then: Any, failed: Any = None) -> JobContext:
        if title != "Finding templates":
            return start_now(title, work, then, failed)
        waiting.append((work, then))
        return JobContext()

    return start


@pytest.fixture
def desk(qtbot: QtBot, case: OpenCase, dark: Theme) -> Iterator[Desk]:
    made = Desk(qtbot, case, dark)
    yield made
    made.close()


def test_the_key_opens_the_list_with_counts_and_times(desk: Desk):
    desk.open()
    assert desk.feature.is_open() and desk.list.hasFocus()
    order = next(item for item in desk.list.items if item.text == ORDER)
    assert (order.count, order.span, sum(order.sparks)) == (180, "13:00:00 – 15:59:00", 180)
    assert desk.feature.pane.status.text == "5 templates of 198 lines"
    assert not desk.values.isVisible() and desk.list.height() > 500, "the list has the room until one is chosen"
    desk.click(ORDER)
    desk.qtbot.waitUntil(desk.values.isVisible)
    desk.open()
    assert desk.feature.pane.search.hasFocus(), "given again it searches"


def test_what_is_new_in_the_window_stands_first_then_what_is_gone(desk: Desk):
    desk.open()
    desk.look_at(WINDOW)
    assert [(item.text, item.mark) for item in desk.list.items] == [
        (UPSTREAM, "new"),
        ("cache cleared in <*>", "new"),
        (BACKUP, "gone"),
        ("cache filled in <*>", "gone"),
        (ORDER, ""),
    ]
    assert desk.feature.pane.status.text == "5 templates of 69 lines · 2 new · 2 gone"
    assert desk.list.items[0].window is not None
    desk.look_at(None)
    assert {item.mark for item in desk.list.items} == {""}, "without a window nothing is new"


def test_the_list_follows_the_filter(desk: Desk):
    desk.open()
    desk.panel.set_filter(desk.panel.filter.adding("severity>=error"))
    assert desk.texts == [UPSTREAM]
    desk.panel.set_filter(desk.panel.filter.adding("nothing-like-this"))
    assert desk.texts == [] and desk.list.nothing == "No lines are shown."


def test_keys_include_exclude_and_leave_only_a_template(desk: Desk):
    desk.open()
    desk.stand_on(UPSTREAM)
    desk.key(Qt.Key.Key_Return)
    assert desk.shown() == 6
    desk.panel.clear_filters()
    desk.stand_on(ORDER)
    desk.key(Qt.Key.Key_Minus)
    assert desk.shown() == 18
    desk.stand_on(BACKUP)
    desk.key(Qt.Key.Key_Equal)
    assert desk.shown() == 3


def test_a_double_click_filters_and_a_colour_leaves_every_line(desk: Desk):
    desk.open()
    desk.qtbot.mouseDClick(desk.list.viewport(), Qt.MouseButton.LeftButton, pos=desk.point(UPSTREAM))
    assert desk.shown() == 6
    desk.panel.clear_filters()
    desk.stand_on(UPSTREAM)
    desk.key(Qt.Key.Key_C)
    assert desk.shown() == 198
    assert [part.ink for part in desk.panel.filter.parts] == [1]
    row = int(desk.case.query("upstream")[0])
    desk.qtbot.waitUntil(lambda: desk.panel._badge(row).ink == 1)  # noqa: SLF001 - what a line is painted with


def test_the_menu_does_what_the_keys_do(desk: Desk):
    desk.open()
    desk.menu(UPSTREAM)["Only lines of this template"].trigger()
    assert desk.shown() == 6
    desk.panel.clear_filters()
    desk.menu(UPSTREAM)["Green"].trigger()
    assert [part.ink for part in desk.panel.filter.parts] == [4]
    desk.menu(UPSTREAM)["Copy it"].trigger()
    assert QApplication.clipboard().text() == UPSTREAM


def test_to_the_first_line_of_a_template(desk: Desk):
    desk.open()
    desk.look_at(WINDOW)
    desk.stand_on(UPSTREAM)
    desk.key(Qt.Key.Key_G)
    record = desk.panel.current_record()
    assert record is not None and record.title.endswith("10.0.0.20 timed out")
    assert desk.hub.focus.window == WINDOW
    desk.stand_on(BACKUP)
    desk.key(Qt.Key.Key_G)
    record = desk.panel.current_record()
    assert record is not None and record.title.endswith("backup of disk0 done")
    assert desk.hub.focus.window is None, "it has no line in the window"


def test_a_template_is_kept_on_top_and_undone(desk: Desk):
    desk.open()
    desk.stand_on(BACKUP)
    desk.key(Qt.Key.Key_K)
    assert desk.texts[0] == BACKUP and desk.list.items[0].pinned
    desk.key(Qt.Key.Key_K)
    assert not any(item.pinned for item in desk.list.items)
    undone = desk.case.undo()
    assert undone is not None
    desk.hub.announce(undone.changes, None)
    assert desk.list.items[0].pinned


def test_ticked_templates_are_merged_and_split_again(desk: Desk):
    desk.open()
    filled, cleared = "cache filled in <*>", "cache cleared in <*>"
    desk.click(filled)
    desk.key(Qt.Key.Key_J)
    assert desk.said[-1].startswith("one template alone can't be merged")
    desk.key(Qt.Key.Key_Space)
    desk.click(cleared, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.list.ticked) == 2
    desk.key(Qt.Key.Key_J)
    merged = next(item for item in desk.list.items if item.text == "cache <*> in <*>")
    assert merged.count == 9 and desk.list.ticked == () and filled not in desk.texts
    desk.stand_on(merged.text)
    desk.key(Qt.Key.Key_S)
    assert {filled, cleared} <= set(desk.texts)
    desk.stand_on(UPSTREAM)
    desk.key(Qt.Key.Key_S)
    assert "not merged" in desk.said[-1]


def test_a_filter_by_a_template_follows_what_a_person_decides(desk: Desk):
    desk.open()
    desk.stand_on("cache filled in <*>")
    desk.key(Qt.Key.Key_Minus)
    assert desk.shown() == 192
    edit = desk.feature._edit  # noqa: SLF001 - the same edit as by key, of a template that is not listed now
    desk.panel.clear_filters()
    desk.list.ticked = tuple(item.key for item in desk.list.items if item.text.startswith("cache"))
    row = desk.feature.row_of(desk.list.ticked[0])
    assert row is not None
    assert desk.panel.do(edit(row, "merge"))
    desk.stand_on("cache <*> in <*>")
    desk.key(Qt.Key.Key_Return)
    assert desk.shown() == 9
    undone = desk.case.undo()
    assert undone is not None
    desk.hub.announce(undone.changes, None)
    assert desk.shown() == 0, "there is no such template any more"


def test_the_values_of_a_template_are_columns_and_a_click_filters_by_one(desk: Desk):
    desk.open()
    desk.stand_on(ORDER)
    desk.read_values()
    assert [(column.number, column.title, column.distinct) for column in desk.values.columns] == [
        (1, "order", 60),
        (2, "node", 3),
    ]
    assert desk.values.columns[1].values == (("0", 60), ("1", 60), ("2", 60))
    rect = desk.values.cell_rect(0, 1)
    wanted = desk.values.columns[0].values[1][0]
    desk.qtbot.mouseClick(desk.values.viewport(), Qt.MouseButton.LeftButton, pos=rect.center().toPoint())
    assert 0 < desk.shown() < 180
    assert all(wanted in record.title for record in desk.case.page(list(desk.panel.rows)))


def test_the_values_are_reached_by_keys_and_left_by_escape(desk: Desk):
    desk.open()
    desk.stand_on(ORDER)
    desk.read_values()
    desk.key(Qt.Key.Key_Right)
    assert desk.values.hasFocus()
    desk.qtbot.keyClick(desk.values, Qt.Key.Key_Down)
    desk.qtbot.keyClick(desk.values, Qt.Key.Key_Right)
    assert "1 lines" not in desk.values.accessibleDescription()
    assert desk.values.accessibleDescription() == "node 0, 60 lines"
    desk.qtbot.keyClick(desk.values, Qt.Key.Key_Minus)
    assert desk.shown() < 198
    desk.values.setFocus()
    desk.qtbot.keyClick(desk.values, Qt.Key.Key_Escape)
    assert desk.list.hasFocus() and desk.feature.is_open()
    desk.key(Qt.Key.Key_Escape)
    assert not desk.feature.is_open()


def test_a_template_without_values_says_so(desk: Desk):
    (desk.case.path.parent / "more.log").write_text("2026-03-17T15:00:00Z INFO shutdown requested\n")
    desk.case.ingest([desk.case.path.parent / "more.log"])
    desk.hub.announce(frozenset({"spine", "sources"}), None)
    desk.open()
    desk.stand_on("shutdown requested")
    desk.qtbot.waitUntil(lambda: "no values" in desk.values.words, timeout=3000)


def test_the_search_field_leaves_templates_with_a_text(desk: Desk):
    desk.open()
    desk.open()
    desk.qtbot.keyClicks(desk.feature.pane.search, "cache")
    assert len(desk.texts) == 2
    desk.qtbot.keyClick(desk.feature.pane.search, Qt.Key.Key_Escape)
    assert len(desk.texts) == 5 and desk.list.hasFocus()


def test_the_whole_of_a_template_is_told_where_the_pointer_rests(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _point, text, *_more: told.append(text))
    desk.open()
    point = desk.point(ORDER)
    QApplication.sendEvent(desk.list.viewport(), QHelpEvent(QEvent.Type.ToolTip, point, point))
    assert told == [ORDER]


def test_while_templates_are_found_the_status_says_so_and_it_can_be_stopped(qtbot: QtBot, case: OpenCase, dark: Theme):
    waiting: list[tuple] = []
    desk = Desk(qtbot, case, dark, holding(waiting))
    desk.open()
    status = desk.feature.pane.status
    assert status.text == "Finding templates" and not status.button.isHidden()
    assert desk.list.nothing == ""
    qtbot.mouseClick(status.button, Qt.MouseButton.LeftButton)
    assert not desk.feature.question.waiting
    work, then = waiting[0]
    then(work(JobContext()))
    assert desk.texts == [], "a stopped answer is dropped"
    desk.close()


def test_a_list_that_is_being_counted_is_not_begun_anew_for_every_new_line(qtbot: QtBot, case: OpenCase, dark: Theme):
    waiting: list[tuple] = []
    desk = Desk(qtbot, case, dark, holding(waiting))
    desk.open()
    desk.panel.ask_again()
    desk.panel.ask_again()
    assert len(waiting) == 1
    work, then = waiting.pop()
    then(work(JobContext()))
    assert len(desk.texts) == 5
    qtbot.waitUntil(lambda: len(waiting) == 1, timeout=4000)
    desk.panel.set_filter(desk.panel.filter.adding("upstream"))
    assert len(waiting) == 2, "another filter is another question"
    desk.close()


def test_a_screen_reader_hears_a_template(desk: Desk):
    desk.open()
    desk.look_at(WINDOW)
    desk.stand_on(UPSTREAM)
    assert desk.list.accessibleDescription().endswith(
        "upstream <*> timed out, new, error, 6 lines, 14:20:00 – 14:25:00"
    )


@pytest.mark.both_themes
def test_no_text_is_cut_or_covered(qtbot: QtBot, case: OpenCase, theme: Theme, find_text_faults: Any):
    desk = Desk(qtbot, case, theme)
    desk.open()
    desk.look_at(WINDOW)
    desk.stand_on(UPSTREAM)
    desk.read_values()
    desk.feature.pane.grab()
    assert find_text_faults(desk.feature.pane) == []
    desk.panel.set_theme(theme)
    desk.close()


def test_the_demo_s_new_template_at_the_incident_is_the_first_of_the_list(
    qtbot: QtBot, fresh_demo: Path, truth: dict, dark: Theme
):
    """With the two clocks put right and the window from the culprit's deploy on."""
    case = open_case(fresh_demo)
    case.set_clock(case.source("orders/orders.log").id, zone=truth["clocks"]["local"]["zone"])
    start, end = (parse_instant(text, day=0) for text in (truth["culprit"]["deployed"], truth["rollback"]["time"]))
    desk = Desk(qtbot, case, dark)
    desk.open()
    desk.look_at(TimeWindow(start, end))
    first = desk.list.items[0]
    assert first.mark == "new" and "PoolTimeoutException" in first.text and "OrderStore.reserve" in first.text
    desk.list.setFocus()
    desk.key(Qt.Key.Key_Home)
    desk.key(Qt.Key.Key_Return)
    assert desk.shown() == first.count > 0
    desk.close()
    case.close()
