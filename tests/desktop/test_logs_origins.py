"""The sources of the log by mouse and keys: on and off, alone, their zone and clock; kept with the case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from workbench.casework.opencase import OpenCase, open_case
from workbench.jobs import start_now
from workbench.model.instants import SECOND, iso, parse_instant
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.logs.features.origins import Origins
from workbench.panels.logs.panel import LogsPanel
from workbench.views.theme import Theme

START = parse_instant("2026-03-17T14:00:00Z", day=0)
NAMES = ("gateway.log", "orders.log", "payments.log")
HOUR = 3600 * SECOND


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """Three logs of a minute; the third one writes no zone."""
    paths = []
    for number, name in enumerate(NAMES):
        zone = "" if name == "payments.log" else "Z"
        path = tmp_path / name
        path.write_text(
            "".join(
                f"{(iso(START + second * SECOND + number * SECOND // 4, 3) or '').rstrip('Z')}{zone} INFO {name} {second}\n"
                for second in range(60)
            )
        )
        paths.append(path)
    return case_of(paths, title="Three", started=START)


class Desk:
    def __init__(self, qtbot: QtBot, case: OpenCase, theme: Theme) -> None:
        self.qtbot, self.case, self.hub = qtbot, case, Hub()
        self.said: list[str] = []
        self.panel = LogsPanel(Surroundings(case, self.hub, start_now, theme, lambda _id: None, self.said.append))
        qtbot.addWidget(self.panel)
        for command in self.panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), self.panel.table)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(command.run)
        self.panel.resize(1000, 520)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.panel.table.setFocus()

    @property
    def feature(self) -> Origins:
        return next(one for one in self.panel.features if isinstance(one, Origins))

    @property
    def list(self):
        return self.feature.list

    def open(self) -> None:
        self.qtbot.keyClick(self.panel.table, Qt.Key.Key_S)

    def key(self, name: str) -> str:
        return next(one.key for one in self.list.origins if one.name == name)

    def click(self, name: str, right: float | None = None) -> None:
        rect = self.list.row_rect(self.key(name))
        x = rect.left() + 40 if right is None else rect.right() - right
        point = QPoint(round(x), round(rect.center().y()))
        self.qtbot.mouseMove(self.list.viewport(), point)
        self.qtbot.mouseClick(self.list.viewport(), Qt.MouseButton.LeftButton, pos=point)

    def names(self) -> set[str]:
        rows = self.panel.rows
        return {record.source.rsplit("/", 1)[-1] for record in self.case.page([int(rows[n]) for n in range(len(rows))])}

    def close(self) -> None:
        self.panel.hide()
        for timer in self.panel.findChildren(QTimer):
            timer.stop()


@pytest.fixture
def desk(qtbot: QtBot, case: OpenCase, dark: Theme) -> Iterator[Desk]:
    made = Desk(qtbot, case, dark)
    yield made
    made.close()


def test_the_list_says_lines_span_and_how_the_zone_is_known(desk: Desk):
    desk.open()
    shown = {one.name: one for one in desk.list.origins}
    assert set(shown) == set(NAMES)
    assert shown["gateway.log"].lines == 60
    assert shown["gateway.log"].span == "14:00:00 to 14:00:59"
    assert shown["gateway.log"].clock == "zone in its stamps"
    assert (shown["payments.log"].clock, shown["payments.log"].doubt) == ("UTC assumed", True)


def test_a_click_switches_a_source_off_and_on(desk: Desk):
    desk.open()
    desk.click("orders.log")
    assert desk.names() == {"gateway.log", "payments.log"}
    assert desk.panel.caption == "120 of 180 lines · 1 source off"
    assert desk.panel.left_out == "60 lines hidden by sources"
    desk.click("orders.log")
    assert desk.names() == set(NAMES)


def test_only_shows_nothing_else_and_again_all(desk: Desk):
    desk.open()
    desk.click("gateway.log", right=56)
    assert desk.names() == {"gateway.log"}
    desk.click("gateway.log", right=56)
    assert desk.names() == set(NAMES)


def test_keys_walk_the_list_and_switch(desk: Desk, qtbot: QtBot):
    desk.open()
    qtbot.keyClick(desk.list, Qt.Key.Key_Home)
    qtbot.keyClick(desk.list, Qt.Key.Key_Down)
    qtbot.keyClick(desk.list, Qt.Key.Key_Space)
    assert desk.names() == {"gateway.log", "payments.log"}
    qtbot.keyClick(desk.list, Qt.Key.Key_Return)
    assert desk.names() == {"orders.log"}
    qtbot.mouseClick(desk.feature.status.button, Qt.MouseButton.LeftButton)
    assert desk.names() == set(NAMES)


def test_shift_s_leaves_only_the_source_of_the_current_line(desk: Desk, qtbot: QtBot):
    desk.panel.table.go(1)
    qtbot.keyClick(desk.panel.table, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    assert desk.names() == {"orders.log"}
    qtbot.keyClick(desk.panel.table, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    assert desk.names() == set(NAMES)


def test_with_every_source_off_the_panel_says_so_and_one_click_mends_it(desk: Desk):
    desk.open()
    for name in NAMES:
        desk.click(name)
    assert not len(desk.panel.rows)
    assert desk.panel.nothing.accessibleName() == "No line of the sources that are on."
    desk.panel.nothing.pressed.emit()
    assert desk.names() == set(NAMES)
    assert all(one.on for one in desk.list.origins)


def test_what_is_off_stays_off_when_the_case_is_opened_again(qtbot: QtBot, tmp_path: Path, case: OpenCase, dark: Theme):
    desk = Desk(qtbot, case, dark)
    desk.open()
    desk.click("orders.log")
    desk.close()
    case.close()
    again = open_case(case.path)
    other = Desk(qtbot, again, dark)
    assert other.names() == {"gateway.log", "payments.log"}
    other.close()
    again.close()


def test_the_keys_of_the_pane_mean_the_source_of_the_current_line_at_once(desk: Desk, qtbot: QtBot):
    qtbot.keyClick(desk.panel.table, Qt.Key.Key_Home)
    qtbot.keyClick(desk.panel.table, Qt.Key.Key_Down)
    record = desk.panel.current()
    assert record is not None and record.source.endswith("orders.log")
    desk.open()
    qtbot.keyClick(desk.list, Qt.Key.Key_Space)
    assert [one.name for one in desk.list.origins if not one.on] == ["orders.log"]


def test_a_source_of_several_years_says_which(
    qtbot: QtBot, tmp_path: Path, case_of: Callable[..., OpenCase], dark: Theme
):
    log = tmp_path / "setup.log"
    log.write_text("2025-06-24T14:36:25Z INFO one\n2026-03-17T14:00:00Z INFO two\n")
    desk = Desk(qtbot, case_of([log], title="Years", started=START), dark)
    desk.open()
    assert [one.span for one in desk.list.origins] == ["24 Jun 2025 to 17 Mar 2026"]
    desk.panel.hide()


def test_a_zone_is_tried_before_it_is_declared(desk: Desk, qtbot: QtBot):
    desk.open()
    desk.click("payments.log", right=14)
    zone = desk.feature.form.findChild(QComboBox, "zone")
    zone.setCurrentText("Europe/Berlin")
    assert "60 lines would move by -1h" in desk.feature.form._message.text()
    assert desk.case.source("payments.log").zone == "UTC"
    qtbot.keyClick(zone, Qt.Key.Key_Return)
    source = desk.case.source("payments.log")
    assert (source.zone, source.zone_known) == ("Europe/Berlin", "declared")
    first = desk.case.page([int(desk.panel.rows[0])])[0]
    assert first.source.endswith("payments.log")
    assert first.t == START + SECOND // 2 - HOUR
    assert next(one for one in desk.list.origins if one.name == "payments.log").clock == "Europe/Berlin declared"
    assert desk.said[-1].startswith("60 lines moved by -1h")
    desk.case.undo()
    assert desk.case.source("payments.log").zone == "UTC"


def test_an_offset_that_is_no_number_is_refused_in_words(desk: Desk, qtbot: QtBot):
    desk.open()
    desk.click("orders.log", right=14)
    offset = desk.feature.form.findChild(QLineEdit, "offset")
    offset.setText("soon")
    assert "is not a number of seconds" in desk.feature.form._message.text()
    offset.setText("64")
    assert "60 lines would move by +1m 4s" in desk.feature.form._message.text()
    qtbot.keyClick(offset, Qt.Key.Key_Escape)
    assert desk.feature.form.isHidden()
    assert desk.case.source("orders.log").offset_ns == 0


@pytest.mark.parametrize("size", [(1366, 500), (640, 400)])
def test_no_text_is_cut_or_meets_another(qtbot: QtBot, case: OpenCase, theme: Theme, size, find_text_faults):
    desk = Desk(qtbot, case, theme)
    desk.panel.resize(*size)
    desk.open()
    desk.click("orders.log")
    desk.panel.grab()
    assert find_text_faults(desk.panel) == []
    desk.close()
