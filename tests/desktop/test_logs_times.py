"""The log panel's time column, text sizes and columns, by keys and the head's mouse, on a real case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.casework.opencase import OpenCase
from workbench.jobs import start_now
from workbench.model.instants import SECOND, iso, parse_instant
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.logs.panel import LogsPanel
from workbench.views.theme import Theme

START = parse_instant("2026-03-17T14:00:00Z", day=0)
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """A line a second for a minute, then ten minutes of silence, then a line a second again."""
    log = tmp_path / "orders.log"
    seconds = (*range(60), *range(660, 720))
    log.write_text("".join(f"{iso(START + s * SECOND, 3)} INFO \x1b[31morder\x1b[0m {s}\n" for s in seconds))
    return case_of([log], title="Orders", started=START + 30 * SECOND)


class Desk:
    """A log panel whose commands hear their keys."""

    def __init__(self, qtbot: QtBot, case: OpenCase, theme: Theme) -> None:
        self.qtbot, self.said = qtbot, []
        self.panel = LogsPanel(Surroundings(case, Hub(), start_now, theme, lambda _id: None, self.said.append))
        qtbot.addWidget(self.panel)
        for command in self.panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), self.panel.table)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(command.run)
        self.panel.resize(900, 420)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.panel.table.setFocus()

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.panel.table, key, held)

    def give(self, name: str) -> None:
        """A command from the palette or a menu."""
        next(command for command in self.panel.commands() if command.id == name).run()

    def times(self) -> list[str]:
        """What the time column says, from the top."""
        QApplication.processEvents()
        table = self.panel.table
        left, right = table.columns.time, table.columns.level
        return [box.text for box in table.text_boxes if left <= box.box.left() and box.box.right() <= right]


@pytest.fixture
def desk(qtbot: QtBot, case: OpenCase, dark: Theme) -> Iterator[Desk]:
    made = Desk(qtbot, case, dark)
    yield made
    made.panel.hide()


def test_one_key_turns_the_times_over_and_back(desk: Desk):
    desk.press(Qt.Key.Key_Home)
    assert desk.times()[:2] == ["14:00:00.000", "14:00:01.000"]
    desk.press(Qt.Key.Key_T, SHIFT)
    assert desk.times()[:2] == ["-30.000", "-29.000"]  # from the incident's start
    desk.press(Qt.Key.Key_T, SHIFT)
    assert desk.times()[:3] == ["·", "+1.000", "+1.000"]
    desk.press(Qt.Key.Key_T, SHIFT)
    assert desk.times()[0] == "14:00:00.000"
    assert desk.said[-1] == "Times as they are."


def test_times_are_counted_from_the_line_that_is_made_the_anchor(desk: Desk):
    desk.press(Qt.Key.Key_Home)
    for _step in range(3):
        desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_A, ALT)
    assert desk.times()[:5] == ["-3.000", "-2.000", "-1.000", "+0.000", "+1.000"]


def test_a_silence_far_longer_than_usual_is_told_between_the_lines(desk: Desk):
    desk.press(Qt.Key.Key_Home)
    for _step in range(60):
        desk.press(Qt.Key.Key_Down)
    gaps = [line.text for line in desk.panel.table.lines if line.kind == "gap"]
    assert gaps == ["silent for 10m 1s"]


def test_text_grows_and_shrinks_by_wheel_and_keys_and_comes_back(desk: Desk):
    table = desk.panel.table
    middle = QPointF(300, 60)
    for _notch in range(2):
        event = QWheelEvent(middle, table.viewport().mapToGlobal(middle), QPoint(), QPoint(0, 120),
                            Qt.MouseButton.NoButton, CTRL, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        QApplication.sendEvent(table.viewport(), event)
    assert table.look.size == 14
    assert len(desk.times()[0]) == len("14:00:00.000")
    desk.press(Qt.Key.Key_Comma, CTRL)
    assert table.look.size == 13
    desk.press(Qt.Key.Key_0, CTRL)
    assert (table.look.size, table.row_height) == (12, 20)
    desk.give("logs.height")
    assert table.row_height == 24


def test_colours_of_the_writer_can_be_left_out(desk: Desk):
    assert desk.panel.table.lines[0].text == "order 0"
    desk.give("logs.ansi")
    assert not desk.panel.table.look.inked
    assert desk.said[-1] == "ANSI colours are left out."


def test_a_drawn_column_stays_when_the_filter_changes(desk: Desk):
    panel, table = desk.panel, desk.panel.table
    border = table.columns.message
    desk.qtbot.mousePress(panel.head, Qt.MouseButton.LeftButton, pos=QPoint(border, 8))
    desk.qtbot.mouseMove(panel.head, QPoint(border - 40, 8))
    desk.qtbot.mouseRelease(panel.head, Qt.MouseButton.LeftButton, pos=QPoint(border - 40, 8))
    desk.give("logs.filter")
    desk.qtbot.keyClicks(panel.bar.query, "order 5")
    desk.qtbot.keyClick(panel.bar.query, Qt.Key.Key_Return)
    assert table.columns.message == border - 40
    desk.give("logs.usual_columns")
    assert table.columns.message == border


def test_every_size_of_text_fits_its_lines(desk: Desk, find_text_faults: Callable[..., list[str]]):
    for size in (9, 12, 18, 24):
        desk.panel.table.set_font_size(size)
        desk.panel.grab()
        assert find_text_faults(desk.panel.table) == []


def test_columns_text_and_times_are_as_they_were_left(log_desk, case):
    desk = log_desk(case)
    desk.press(Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    desk.keys("TT")
    desk.feature("Looks").choose(desk.table.choice.toggled("source"))
    size = desk.table.look.size
    desk.panel.hide()
    again = log_desk(case)
    assert again.table.look.size == size
    assert again.table.choice.hidden == {"source"}
    assert again.feature("Times").mode == "delta"
