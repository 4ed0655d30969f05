"""The pane of fields by mouse and keys: values with counts, taken into the filter, samples, columns, order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from workbench.casework.opencase import OpenCase, create_case
from workbench.jobs import JobContext, start_now
from workbench.model.instants import SECOND, iso, parse_instant
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.logs.features import facets as feature
from workbench.panels.logs.features.groups import Grouping
from workbench.panels.logs.features.sorting import Sorting
from workbench.panels.logs.features.split import Split
from workbench.panels.logs.panel import LogsPanel
from workbench.views.theme import Theme

START = parse_instant("2026-03-17T14:00:00Z", day=0)
COUNT = 300


@pytest.fixture(autouse=True)
def no_popup(monkeypatch: pytest.MonkeyPatch) -> None:
    """A popup would grab the keyboard, which no screen is there for."""
    monkeypatch.setattr(QMenu, "popup", lambda *_where: None)


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """Structured lines: every tenth fails with code 500, three regions in turn, a duration that grows."""
    log = tmp_path / "app.log"
    with log.open("w") as file:
        for number in range(COUNT):
            bad = number % 10 == 0
            entry = {
                "time": iso(START + number * SECOND, 3), "level": "error" if bad else "info", "msg": f"request {number}",
                "code": 500 if bad else 200, "region": ("eu", "us", "ap")[number % 3], "took": number * 3,
                "session": f"s-{number}",
            }  # fmt: skip
            file.write(json.dumps(entry) + "\n")
    return case_of([log], title="Fields", started=START)


class Desk:
    def __init__(self, qtbot: QtBot, case: OpenCase, theme: Theme, start: Callable = start_now) -> None:
        self.qtbot, self.case = qtbot, case
        self.said: list[str] = []
        self.panel = LogsPanel(Surroundings(case, Hub(), start, theme, lambda _id: None, self.said.append))
        qtbot.addWidget(self.panel)
        for command in self.panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), self.panel)
                shortcut.activated.connect(command.run)
        self.panel.resize(1100, 640)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.panel.table.setFocus()

    @property
    def fields(self) -> feature.FieldPane:
        return next(one for one in self.panel.features if isinstance(one, feature.FieldPane))

    @property
    def list(self):
        return self.fields.pane.list

    def open(self) -> None:
        self.qtbot.keyClick(self.panel.table, Qt.Key.Key_F)

    def item(self, kind: str, name: str, text: str = "") -> int:
        return next(
            n for n, item in enumerate(self.list.items)
            if (item.kind, item.facet.name) == (kind, name) and (not text or item.text == text)
        )  # fmt: skip

    def click(self, number: int, right: float | None = None) -> None:
        """Click a row of the list; right: so many pixels from its right edge."""
        self.list.make_current(number)
        rect = self.list.item_rect(number)
        x = rect.left() + 40 if right is None else rect.right() - right
        point = QPoint(round(x), round(rect.center().y()))
        self.qtbot.mouseMove(self.list.viewport(), point)
        self.qtbot.mouseClick(self.list.viewport(), Qt.MouseButton.LeftButton, pos=point)

    def unfold(self, name: str) -> None:
        if name not in self.list.opened:
            self.click(self.item("field", name))

    def menu(self, number: int) -> dict:
        self.list.make_current(number)
        point = self.list.item_rect(number).center().toPoint()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, self.list.mapToGlobal(point))
        QApplication.sendEvent(self.list.viewport(), event)
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        return {action.text(): action for action in self.fields.pane.findChildren(QMenu, options=direct)[-1].actions()}

    def values(self, name: str) -> list[tuple[str, int]]:
        return [(item.text, item.count) for item in self.list.items if (item.kind, item.facet.name) == ("value", name)]

    def close(self) -> None:
        self.panel.hide()
        for timer in self.panel.findChildren(QTimer):
            timer.stop()


@pytest.fixture
def desk(qtbot: QtBot, case: OpenCase, dark: Theme) -> Iterator[Desk]:
    made = Desk(qtbot, case, dark)
    yield made
    made.close()


def test_f_lists_the_fields_with_their_values_and_counts(desk: Desk):
    desk.open()
    assert desk.list.isVisible()
    desk.unfold("code")
    assert desk.values("code") == [("200", 270), ("500", 30)]
    assert {item.facet.name for item in desk.list.items} >= {"severity", "source", "region", "took", "code"}
    assert desk.fields.pane.status.text == "All 300 lines"


def test_a_click_on_a_value_leaves_only_its_lines_and_the_counts_follow(desk: Desk):
    desk.open()
    desk.unfold("code")
    desk.click(desk.item("value", "code", "500"))
    assert len(desk.panel.rows) == 30
    assert desk.values("code") == [("500", 30)]
    desk.unfold("region")
    assert desk.values("region") == [("ap", 10), ("eu", 10), ("us", 10)]


def test_the_buttons_at_a_values_right_exclude_it_or_leave_nothing_else(desk: Desk):
    desk.open()
    desk.unfold("region")
    desk.click(desk.item("value", "region", "eu"), right=40)
    assert len(desk.panel.rows) == 200
    desk.unfold("code")
    desk.click(desk.item("value", "code", "500"), right=16)
    assert len(desk.panel.rows) == 30


def test_keys_walk_the_list_and_take_values(desk: Desk, qtbot: QtBot):
    desk.open()
    desk.unfold("region")
    desk.list.make_current(desk.item("value", "region", "us"))
    qtbot.keyClick(desk.list, Qt.Key.Key_Minus)
    assert len(desk.panel.rows) == 200
    desk.list.make_current(desk.item("value", "region", "ap"))
    qtbot.keyClick(desk.list, Qt.Key.Key_Return)
    assert len(desk.panel.rows) == 100
    desk.list.make_current(desk.item("value", "region", "ap"))
    qtbot.keyClick(desk.list, Qt.Key.Key_Left)
    assert "region" not in desk.list.opened
    qtbot.keyClick(desk.list, Qt.Key.Key_Right)
    assert "region" in desk.list.opened


def test_numbers_show_ends_median_and_a_histogram(desk: Desk):
    desk.open()
    desk.unfold("took")
    numbers = desk.list.items[desk.item("numbers", "took")].facet.numbers
    assert numbers is not None
    assert (numbers.least, numbers.median, numbers.most) == (0, 448.5, 897)
    desk.panel.grab()
    assert any(box.text == "min 0 · median 448.5 · max 897" for box in desk.list.text_boxes)


def test_many_values_come_a_few_at_a_time(desk: Desk):
    desk.open()
    desk.unfold("session")
    assert len(desk.values("session")) == 8
    desk.click(desk.item("more", "session"))
    assert len(desk.values("session")) == 32


def test_values_by_name_or_by_count(desk: Desk, qtbot: QtBot):
    desk.open()
    desk.unfold("severity")
    assert [text for text, _count in desk.values("severity")] == ["info", "error"]
    qtbot.mouseClick(desk.fields.pane.order, Qt.MouseButton.LeftButton)
    assert [text for text, _count in desk.values("severity")] == ["error", "info"]


def test_fields_and_values_are_searched(desk: Desk, qtbot: QtBot):
    desk.open()
    qtbot.keyClick(desk.list, Qt.Key.Key_F)
    assert desk.fields.pane.search.hasFocus()
    qtbot.keyClicks(desk.fields.pane.search, "regi")
    assert {item.facet.name for item in desk.list.items} == {"region"}
    qtbot.keyClick(desk.fields.pane.search, Qt.Key.Key_Escape)
    assert len({item.facet.name for item in desk.list.items}) > 4


def test_a_pinned_field_stays_on_top(desk: Desk):
    desk.open()
    desk.click(desk.item("field", "took"), right=16)
    assert desk.list.items[0].facet.name == "took"
    desk.click(0, right=16)
    assert desk.list.items[0].facet.name != "took"


def test_a_field_becomes_a_column_and_its_menu_copies_a_value(desk: Desk):
    desk.open()
    desk.click(desk.item("field", "took"), right=40)
    assert desk.panel.table.choice.fields == ("took",)
    desk.menu(desk.item("field", "took"))["No longer a column"].trigger()
    assert desk.panel.table.choice.fields == ()
    desk.unfold("region")
    desk.menu(desk.item("value", "region", "us"))["Copy the value"].trigger()
    assert QGuiApplication.clipboard().text() == "us"


def test_a_sample_says_its_size_and_all_are_counted_on_demand(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workbench.casework.facets.WHOLE", 100)
    monkeypatch.setattr("workbench.casework.facets.SAMPLE", 100)
    desk.open()
    assert desk.fields.pane.status.text == "A sample of 100 of 300 lines"
    button = desk.fields.pane.status.button
    desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desk.fields.pane.status.text == "All 300 lines"
    desk.unfold("code")
    assert desk.values("code") == [("200", 270), ("500", 30)]


def test_a_value_that_reads_like_a_pattern_is_taken_as_it_is(tmp_path: Path, qtbot: QtBot, dark: Theme):
    log = tmp_path / "app.log"
    odd = ("*", "a*", 'say "hi"', "", "a b", "x" * 900, "back\\slash", "f(x)")
    rows = ({"time": iso(START + n * SECOND, 3), "msg": "m", "odd": text} for n, text in enumerate(odd * 2))
    log.write_text("".join(json.dumps(row) + "\n" for row in rows))
    case = create_case(tmp_path / "b.case", title="Odd")
    case.ingest([log])
    desk = Desk(qtbot, case, dark)
    desk.open()
    desk.unfold("odd")
    texts = [text for text, _count in desk.values("odd")]
    assert len(texts) == len(odd)
    for text in texts:
        desk.click(desk.item("value", "odd", text) if text else next(
            n for n, item in enumerate(desk.list.items) if item.kind == "value" and not item.text))  # fmt: skip
        assert (text[:10], len(desk.panel.rows)) == (text[:10], 2)
        desk.panel.clear_filters()
    desk.close()
    case.close()


def test_a_count_of_rows_that_are_no_longer_shown_is_dropped(qtbot: QtBot, case: OpenCase, dark: Theme):
    waiting: list[Callable[[], None]] = []

    def start(title, work, then, failed=None):
        if title != "Counting fields":
            return start_now(title, work, then, failed)
        waiting.append(lambda: then(work(JobContext())))
        return JobContext()

    desk = Desk(qtbot, case, dark, start)
    desk.open()
    assert desk.fields.pane.status.button.text() == "Stop"
    desk.panel.set_filter(desk.panel.filter.adding("code:500"))
    old, new = waiting
    new()
    old()
    assert desk.fields.facets.rows == 30
    desk.close()


# ---------------------------------------------------------------------------------------------- groups and order
def command(desk: Desk, id: str) -> None:
    (found,) = [one for one in desk.panel.commands() if one.id == id]
    assert found.when()
    found.run()


def choose(desk: Desk, title: str) -> None:
    menu = desk.panel.findChildren(QMenu)[-1]
    next(action for action in menu.actions() if action.text() == title).trigger()


def feature_of(desk: Desk, kind: type) -> Any:
    return next(one for one in desk.panel.features if isinstance(one, kind))


def test_lines_are_grouped_by_a_field_and_enter_filters_by_a_group(desk: Desk, qtbot: QtBot):
    desk.panel.table.go(0)
    command(desk, "logs.group")
    choose(desk, "region")
    groups = feature_of(desk, Grouping)
    assert [(row.value, row.count) for row in groups.list.groups] == [("ap", 100), ("eu", 100), ("us", 100)]
    assert groups.list.groups[1].span == "14:00:00 to 14:04:57 · 4m 57s"
    assert groups.list.groups[1].spark.sum() == 100
    qtbot.keyClick(groups.list, Qt.Key.Key_Home)
    qtbot.keyClick(groups.list, Qt.Key.Key_Down)
    qtbot.keyClick(groups.list, Qt.Key.Key_Return)
    assert len(desk.panel.rows) == 100
    assert [(row.value, row.count) for row in groups.list.groups] == [("eu", 100)]


def test_minus_hides_a_group(desk: Desk, qtbot: QtBot):
    command(desk, "logs.group")
    choose(desk, "Level")
    groups = feature_of(desk, Grouping)
    assert [row.value for row in groups.list.groups] == ["info", "error"]
    qtbot.keyClick(groups.list, Qt.Key.Key_Home)
    qtbot.keyClick(groups.list, Qt.Key.Key_Minus)
    assert len(desk.panel.rows) == 30


def test_a_field_of_the_list_is_grouped_and_sorted_by_its_menu(desk: Desk):
    desk.open()
    desk.menu(desk.item("field", "code"))["Group the lines by it"].trigger()
    assert [(row.value, row.count) for row in feature_of(desk, Grouping).list.groups] == [("200", 270), ("500", 30)]


def test_lines_stand_in_order_of_a_number_and_esc_goes_back_to_time(desk: Desk, qtbot: QtBot):
    desk.panel.table.go(5)
    command(desk, "logs.sort")
    choose(desk, "took, highest first")
    sorting = feature_of(desk, Sorting)
    table = sorting.pane.table
    assert sorting.rows[:3].tolist() == [299, 298, 297]
    assert sorting.pane.strip.count == "300 lines"
    assert table.row_at(table.current).message.startswith("request 5 ")
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert desk.panel.current_record().title == "request 299"
    turn = sorting.pane.strip.turn
    qtbot.mouseClick(turn, Qt.MouseButton.LeftButton)
    assert sorting.rows[:3].tolist() == [0, 1, 2]
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert not table.isVisible()
    assert len(desk.panel.rows) == COUNT


def test_a_sorted_list_follows_the_filter_and_says_its_limit(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workbench.casework.grouping.sorted_rows.__kwdefaults__", {"descending": False, "limit": 50})
    desk.panel.table.go(0)
    command(desk, "logs.sort")
    choose(desk, "took, lowest first")
    sorting = feature_of(desk, Sorting)
    assert sorting.pane.strip.count == "the first 50 of 300 lines"
    desk.panel.set_filter(desk.panel.filter.adding("code:500"))
    assert sorting.rows.tolist() == list(range(0, 300, 10))


@pytest.mark.parametrize("size", [(1366, 500), (700, 400)])
def test_no_text_is_cut_or_meets_another(qtbot: QtBot, case: OpenCase, theme: Theme, size, find_text_faults):
    desk = Desk(qtbot, case, theme)
    desk.panel.resize(*size)
    desk.open()
    for name in ("took", "session"):
        desk.unfold(name)
    rect = desk.list.item_rect(2)
    qtbot.mouseMove(desk.list.viewport(), rect.center().toPoint())
    desk.panel.grab()
    assert find_text_faults(desk.panel) == []
    feature_of(desk, Sorting).sort("took")
    feature_of(desk, Grouping).group("region")
    desk.panel.grab()
    assert find_text_faults(desk.panel) == []
    desk.close()


def test_in_the_window_keys_mean_the_value_while_the_list_has_the_keyboard(hand: Any, case: OpenCase):
    case.close()
    person = hand(case.path)
    logs = person.panel("logs")
    logs.table.setFocus()
    person.key(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    person.key(Qt.Key.Key_F)
    fields = next(one for one in logs.features if isinstance(one, feature.FieldPane))
    shown = fields.pane.list
    assert shown.hasFocus()
    at = next(n for n, one in enumerate(shown.items) if one.kind == "value" and one.text == "info")
    shown.make_current(at)
    count, total = shown.items[at].count, len(logs.rows)
    person.key(Qt.Key.Key_Minus)
    assert logs.filter.written == "-severity:info"
    split = next(one for one in logs.features if isinstance(one, Split))
    assert (len(split.rows), len(logs.rows)) == (total - count, total)
    logs.table.setFocus()
    person.key(Qt.Key.Key_F6)
    assert split.pane.table.hasFocus()
    person.key(Qt.Key.Key_Escape)
    person.key(Qt.Key.Key_Escape)
    assert not split.pane.isVisible()
    assert len(logs.rows) == total - count
