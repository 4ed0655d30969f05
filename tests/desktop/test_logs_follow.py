"""Following a growing file in the log panel: a test appends to it, rotates it, truncates it; by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from workbench.casework.opencase import OpenCase, create_case
from workbench.jobs import JobContext, start_now
from workbench.model.instants import SECOND, iso, parse_instant
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.logs.features.follow import Follow
from workbench.panels.logs.panel import LogsPanel
from workbench.views.theme import Theme

START = parse_instant("2026-03-17T14:00:00Z", day=0)


def line(number: int, level: str = "INFO") -> str:
    return f"{iso(START + number * SECOND, 3)} {level} order {number} seen\n"


class Growing:
    """A log that is written while it is followed."""

    def __init__(self, path: Path, lines: int) -> None:
        self.path, self.lines = path, 0
        self.path.write_text("")
        self.write(lines)

    def write(self, count: int) -> None:
        with self.path.open("a") as file:
            for _ in range(count):
                file.write(line(self.lines))
                self.lines += 1


@pytest.fixture
def log(tmp_path: Path) -> Growing:
    return Growing(tmp_path / "orders.log", 100)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[OpenCase]:
    opened = create_case(tmp_path / "a.case", title="Orders", started=START)
    yield opened
    opened.close()


class Desk:
    def __init__(self, qtbot: QtBot, case: OpenCase, theme: Theme, start: Callable = start_now) -> None:
        self.qtbot, self.case, self.hub = qtbot, case, Hub()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.panel = LogsPanel(Surroundings(case, self.hub, start, theme, self.asked.append, self.said.append))
        qtbot.addWidget(self.panel)
        for command in self.panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), self.panel)
                shortcut.activated.connect(command.run)
        self.panel.resize(1000, 480)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.panel.table.setFocus()
        self.feature.timer.setInterval(1_000_000)  # a test looks when it wants to

    @property
    def feature(self) -> Follow:
        return next(one for one in self.panel.features if isinstance(one, Follow))

    def look(self) -> None:
        """What the timer does."""
        self.feature.poll()

    def ctrl_t(self) -> None:
        self.qtbot.keyClick(self.panel.table, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)

    def wheel(self, notches: int) -> None:
        view = self.panel.table.viewport()
        middle = QPointF(view.rect().center())
        event = QWheelEvent(
            middle, view.mapToGlobal(middle), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view, event)

    @property
    def last_in_sight(self) -> str:
        lines = [one for one in self.panel.table.lines[: self.panel.table.capacity] if one.kind == "main"]
        return lines[-1].text

    def close(self) -> None:
        self.panel.hide()
        for timer in self.panel.findChildren(QTimer):
            timer.stop()


@pytest.fixture
def desk(qtbot: QtBot, case: OpenCase, log: Growing, dark: Theme) -> Iterator[Desk]:
    case.follow(log.path)
    made = Desk(qtbot, case, dark)
    yield made
    made.close()


def test_the_end_stays_in_sight_as_lines_arrive(desk: Desk, log: Growing):
    desk.ctrl_t()
    assert desk.last_in_sight == "order 99 seen"
    log.write(40)
    desk.look()
    assert len(desk.panel.rows) == 140
    assert desk.last_in_sight == "order 139 seen"
    assert desk.panel.caption == "140 lines · following orders.log"


def test_scrolling_up_pauses_and_a_plate_says_what_came(desk: Desk, log: Growing):
    desk.ctrl_t()
    desk.wheel(5)
    top = desk.panel.table.top
    log.write(7)
    desk.look()
    assert desk.panel.table.top == top
    assert desk.feature.plate.isVisible()
    assert desk.feature.plate.text() == "7 new lines"
    assert desk.panel.caption.endswith("following orders.log, paused")
    log.write(1)
    desk.look()
    assert desk.feature.plate.text() == "8 new lines"


def test_a_click_on_the_plate_goes_to_the_end_and_on(desk: Desk, log: Growing):
    desk.ctrl_t()
    desk.wheel(5)
    log.write(7)
    desk.look()
    desk.qtbot.mouseClick(desk.feature.plate, Qt.MouseButton.LeftButton)
    assert desk.last_in_sight == "order 106 seen"
    assert not desk.feature.plate.isVisible()
    log.write(3)
    desk.look()
    assert desk.last_in_sight == "order 109 seen"


def test_scrolling_down_to_the_end_goes_on_too(desk: Desk, log: Growing):
    desk.ctrl_t()
    desk.wheel(2)
    log.write(2)
    desk.look()
    desk.wheel(-9)
    assert desk.feature.at_end
    assert not desk.feature.plate.isVisible()


def test_a_line_marks_where_the_user_looked_last(desk: Desk, log: Growing):
    desk.ctrl_t()
    desk.wheel(5)
    log.write(20)
    desk.look()
    desk.qtbot.keyClick(desk.panel.table, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    (command,) = [one for one in desk.panel.commands() if one.id == "logs.new_lines"]
    command.run()
    lines = [(one.kind, one.text) for one in desk.panel.table.lines]
    place = next(n for n, (kind, _text) in enumerate(lines) if kind == "new")
    assert lines[place][1].startswith("new since ")
    assert lines[place + 1][1] == "order 100 seen"
    log.write(5)
    desk.look()
    assert desk.panel.case.page([desk.feature._mark_row])[0].body == "order 100 seen"


def test_rotation_and_truncation_lose_nothing_and_are_said(desk: Desk, log: Growing):
    desk.ctrl_t()
    log.path.rename(log.path.with_suffix(".log.1"))
    log.path.write_text("")
    log.write(10)
    desk.look()
    assert len(desk.panel.rows) == 110
    assert any("it was rotated" in text for text in desk.said), desk.said
    assert ", rotated " in desk.panel.caption
    log.path.write_text("")
    log.write(10)
    desk.look()
    desk.look()
    assert len(desk.panel.rows) == 120
    assert desk.last_in_sight == "order 119 seen"


def test_a_file_that_is_gone_is_said_once(desk: Desk, log: Growing):
    desk.ctrl_t()
    log.path.unlink()
    for _ in range(3):
        desk.look()
    (said,) = [text for text in desk.said if "orders.log" in text]
    assert said.startswith("orders.log: it was deleted or renamed; it is waited for")
    assert ", deleted " in desk.panel.caption
    assert len(desk.panel.rows) == 100


def test_without_a_followed_file_the_key_follows_that_of_the_current_line(
    qtbot: QtBot, case: OpenCase, log: Growing, dark: Theme
):
    case.ingest([log.path])
    desk = Desk(qtbot, case, dark)
    desk.panel.table.go(3)
    desk.ctrl_t()
    assert [source.state for source in case.sources()] == ["live"]
    log.write(5)
    desk.look()
    assert desk.last_in_sight == "order 104 seen"
    desk.close()


def test_the_first_scroll_after_following_began_pauses_too(qtbot: QtBot, case: OpenCase, log: Growing, dark: Theme):
    case.ingest([log.path])

    def start(_title, work, then, failed=None):
        context = JobContext()
        QTimer.singleShot(0, lambda: then(work(context)))
        return context

    desk = Desk(qtbot, case, dark, start)
    qtbot.waitUntil(lambda: desk.panel.table.count == 100)
    desk.ctrl_t()
    qtbot.waitUntil(lambda: "following" in desk.panel.caption)
    qtbot.waitUntil(lambda: desk.last_in_sight == "order 99 seen")
    qtbot.keyClick(desk.panel.table, Qt.Key.Key_Home)
    assert "paused" in desk.panel.caption
    log.write(5)
    desk.look()
    qtbot.waitUntil(lambda: desk.panel.table.count == 105)
    assert desk.panel.table.lines[0].text == "order 0 seen"
    desk.close()


def test_the_only_log_of_a_case_is_followed_without_a_click_on_a_line(
    qtbot: QtBot, case: OpenCase, log: Growing, dark: Theme
):
    case.ingest([log.path])
    desk = Desk(qtbot, case, dark)
    assert desk.panel.current() is None
    desk.ctrl_t()
    log.write(5)
    desk.look()
    assert desk.asked == []
    assert desk.last_in_sight == "order 104 seen"
    desk.close()


def test_in_an_empty_case_the_key_asks_for_a_file(qtbot: QtBot, case: OpenCase, dark: Theme):
    desk = Desk(qtbot, case, dark)
    desk.ctrl_t()
    assert desk.asked == ["sources.follow"]
    desk.close()


def test_a_file_that_is_no_longer_there_cannot_be_followed_and_says_why(
    qtbot: QtBot, case: OpenCase, log: Growing, dark: Theme
):
    case.ingest([log.path])
    log.path.unlink()
    desk = Desk(qtbot, case, dark)
    desk.panel.table.go(3)
    desk.ctrl_t()
    assert "no such file to follow" in desk.said[-1]
    assert not desk.feature.at_end
    desk.close()


def test_stopping_seals_what_came(desk: Desk, log: Growing):
    desk.ctrl_t()
    log.write(5)
    (command,) = [one for one in desk.panel.commands() if one.id == "logs.unfollow"]
    assert command.when()
    command.run()
    (source,) = desk.case.sources()
    assert (source.state, source.records) == ("ready", 105)
    assert desk.said[-1] == "1 file is no longer followed."
    assert desk.panel.caption == "105 lines"


def test_a_look_never_begins_before_the_last_one_is_done(qtbot: QtBot, case: OpenCase, log: Growing, dark: Theme):
    case.follow(log.path)
    waiting: list[Callable[[], None]] = []

    def start(title, work, then, failed=None):
        if title:
            return start_now(title, work, then, failed)
        waiting.append(lambda: then(work(JobContext())))
        return JobContext()

    desk = Desk(qtbot, case, dark, start)
    for _ in range(3):
        desk.look()
    assert len(waiting) == 1
    waiting.pop()()
    desk.look()
    assert len(waiting) == 1
    desk.close()


def test_the_timer_finds_new_lines_by_itself(desk: Desk, log: Growing):
    desk.ctrl_t()
    log.write(3)
    desk.feature.timer.setInterval(10)
    desk.feature.timer.start()
    desk.qtbot.waitUntil(lambda: len(desk.panel.rows) == 103, timeout=5000)


def test_a_filter_holds_while_lines_arrive(desk: Desk, log: Growing):
    desk.panel.set_filter(desk.panel.filter.adding("7"))
    desk.ctrl_t()
    before = len(desk.panel.rows)
    log.write(100)
    desk.look()
    assert len(desk.panel.rows) - before == sum("7" in line(number) for number in range(100, 200))


def test_the_plate_is_whole_in_both_themes(qtbot: QtBot, case: OpenCase, log: Growing, theme: Theme, find_text_faults):
    case.follow(log.path)
    desk = Desk(qtbot, case, theme)
    desk.ctrl_t()
    desk.wheel(5)
    log.write(1234)
    desk.look()
    assert desk.feature.plate.text() == "1,234 new lines"
    desk.panel.grab()
    assert find_text_faults(desk.panel) == []
    desk.close()


def test_a_file_that_the_window_began_to_follow_is_looked_after(
    qtbot: QtBot, case: OpenCase, log: Growing, dark: Theme
):
    desk = Desk(qtbot, case, dark)
    assert not desk.feature.timer.isActive()
    case.follow(log.path)
    desk.hub.announce(frozenset({"sources", "spine"}))
    assert desk.feature.timer.isActive()
    assert len(desk.panel.rows) == 100
    desk.close()


def test_in_the_window_a_file_is_chosen_and_followed_until_it_is_ended(
    hand: Any, tmp_path: Path, log: Growing, monkeypatch: pytest.MonkeyPatch
):
    made = create_case(tmp_path / "w.case", title="Orders", started=START)
    made.close()
    person = hand(made.path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(log.path), ""))
    person.palette("Follow a growing file")
    logs = person.panel("logs")
    assert len(logs.rows) == 100
    logs.table.setFocus()
    person.key(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    log.write(60)
    person.bot.waitUntil(lambda: len(logs.rows) == 160, timeout=10000)
    person.settle()
    texts = [one.text for one in logs.table.lines[: logs.table.capacity] if one.kind == "main"]
    assert texts[-1] == "order 159 seen"
    person.palette("Stop following")
    assert [source.state for source in logs.case.sources()] == ["ready"]
