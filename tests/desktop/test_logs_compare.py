"""Comparing in the log panel, by mouse and keys: windows A and B, two sources, and where a template leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.desktop.test_logs_panel import Desk
from workbench.casework.opencase import OpenCase
from workbench.model.focus import Focus
from workbench.model.instants import TimeWindow, parse_instant
from workbench.panels.logs.features.compare import Compare
from workbench.views.theme import Theme

HOUR = 3600 * 10**9
DAY = parse_instant("2026-03-17T00:00:00Z", day=0)
GOOD, BAD = TimeWindow(DAY + 13 * HOUR, DAY + 14 * HOUR), TimeWindow(DAY + 14 * HOUR, DAY + 15 * HOUR)


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """Requests in two hours, timeouts in the second only; another source that only stores."""
    lines = [f"2026-03-17T13:{n:02}:00Z INFO request {n} done" for n in range(60)]
    for n in range(60):
        lines.append(f"2026-03-17T14:{n:02}:00Z INFO request {n} done")
        if n % 10 == 5:
            lines.append(f"2026-03-17T14:{n:02}:30Z ERROR upstream 10.0.0.{n} timed out")
    (tmp_path / "gateway.log").write_text("\n".join(lines) + "\n")
    stored = [f"2026-03-17T13:{n:02}:10Z INFO order {n} stored" for n in range(60)]
    (tmp_path / "orders.log").write_text("\n".join(stored) + "\n")
    return case_of([tmp_path / "gateway.log", tmp_path / "orders.log"], title="Slow")


@pytest.fixture(autouse=True)
def unpopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A menu grabs the keyboard, which the offscreen platform can't give; its actions are what is tried."""
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)


@pytest.fixture
def desk(qtbot: QtBot, case: OpenCase, theme: Theme) -> Desk:
    return Desk(qtbot, case, theme)


def feature(desk: Desk) -> Compare:
    return next(one for one in desk.panel.features if isinstance(one, Compare))


def run(desk: Desk, name: str) -> None:
    command = next(command for command in desk.panel.commands() if command.id == name)
    assert command.when()
    command.run()


def templates(desk: Desk) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in feature(desk).view.table.rows]


def test_a_window_is_compared_with_its_baseline(desk: Desk):
    desk.hub.move(replace(Focus(), window=BAD, baseline=GOOD), None)
    run(desk, "logs.compare")
    assert templates(desk)[0] == ("6", "–", "only A", "upstream <*> timed out")
    assert ("–", "60", "only B", "order <*> stored") in templates(desk)
    assert ("60", "60", "× 1.8", "request <*> done") in templates(desk)  # 60 of 66 against 60 of 120
    assert desk.panel.panes.side.isVisible()


def test_without_a_baseline_the_stretch_before_the_window_is_taken(desk: Desk):
    desk.hub.move(replace(Focus(), window=BAD), None)
    run(desk, "logs.compare")
    assert templates(desk)[0][2:] == ("only A", "upstream <*> timed out")
    assert "13:00:00" in feature(desk).view.accessibleName()


def test_selected_lines_become_window_b_and_then_window_a_by_keys(desk: Desk, qtbot: QtBot):
    table = desk.panel.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Home)
    for _ in range(10):
        qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table, Qt.Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
    assert desk.hub.focus.baseline == TimeWindow(GOOD.start, GOOD.start + 5 * 60 * 10**9 + 1)
    qtbot.keyClick(table, Qt.Key.Key_End)
    for _ in range(4):
        qtbot.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table, Qt.Key.Key_B)
    window = desk.hub.focus.window
    assert window is not None
    assert window.end == BAD.start + 59 * 60 * 10**9 + 1
    assert desk.hub.focus.baseline is not None


def test_a_click_on_a_template_leads_to_its_line(desk: Desk, qtbot: QtBot):
    desk.hub.move(replace(Focus(), window=BAD, baseline=GOOD), None)
    run(desk, "logs.compare")
    table = feature(desk).view.table
    place = table.row_rect("0").center().toPoint()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place.x(), place.y()))
    record = desk.panel.current_record()
    assert record is not None and record.title.endswith("upstream 10.0.0.5 timed out")
    assert desk.hub.focus.cursor == record.t


def test_two_sources_are_compared_from_the_menu(desk: Desk):
    run(desk, "logs.compare_sources")
    menu = feature(desk).menu_of_sources
    assert [action.text() for action in menu.actions()] == ["gateway.log with orders.log"]
    menu.actions()[0].trigger()
    assert {row[2] for row in templates(desk)} == {"only A", "only B"}
    assert "gateway.log" in feature(desk).view.accessibleName()


def test_two_sources_are_compared_though_the_log_shows_one_of_them(desk: Desk):
    run(desk, "logs.compare_sources")
    feature(desk).menu_of_sources.actions()[0].trigger()
    whole = templates(desk)
    desk.panel.open_filter()
    query = desk.panel.bar.query
    QTest.keyClicks(query, "source:gateway.log")
    QTest.keyClick(query, Qt.Key.Key_Return)
    run(desk, "logs.compare_sources")
    feature(desk).menu_of_sources.actions()[0].trigger()
    assert templates(desk) == whole
    assert {row[2] for row in whole} == {"only A", "only B"}


def test_only_lines_of_a_template_are_left_by_its_menu(desk: Desk):
    desk.hub.move(replace(Focus(), window=BAD, baseline=GOOD), None)
    run(desk, "logs.compare")
    found = feature(desk)
    found.view.menu_asked.emit(0)
    found.menu_of_row.actions()[0].trigger()
    assert len(desk.panel.rows) == 6


def test_escape_closes_the_comparison(desk: Desk, qtbot: QtBot):
    desk.hub.move(replace(Focus(), window=BAD, baseline=GOOD), None)
    run(desk, "logs.compare")
    qtbot.keyClick(desk.panel.table, Qt.Key.Key_Escape)
    assert not desk.panel.panes.side.isVisible()
