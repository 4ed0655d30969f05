"""Text without times in the log panel, by mouse and keys: its lines are shown, filtered, found, marked and cited."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.test_logs_panel import Desk
from workbench.casework.opencase import OpenCase, create_case
from workbench.panels.logs.features.physical import Physical
from workbench.panels.logs.panel import LogsPanel
from workbench.views.theme import Theme

TEXT = "".join(f"item {n} of the list{' is broken' if n % 50 == 7 else ''}\n" for n in range(300))
LOG = "2026-03-17T14:00:05Z ERROR first\n  its second line\n2026-03-17T14:00:01Z INFO below\n"


@pytest.fixture(autouse=True)
def unpopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A menu grabs the keyboard, which the offscreen platform can't give."""
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[OpenCase]:
    opened = create_case(tmp_path / "a.case", title="Text")
    yield opened
    opened.close()


def add(case: OpenCase, path: Path, text: str) -> None:
    path.write_text(text)
    case.ingest([path])


def inner(desk: Desk) -> LogsPanel:
    assert desk.panel.inner is not None
    return desk.panel.inner


def feature(desk: Desk) -> Physical:
    return next(one for one in desk.panel.features if isinstance(one, Physical))


def run(desk: Desk, name: str) -> None:
    next(command for command in desk.panel.commands() if command.id == name).run()


def test_text_without_times_is_on_screen_by_itself(
    case: OpenCase, tmp_path: Path, qtbot: QtBot, dark: Theme, find_text_faults: Callable[[QWidget], list[str]]
):
    add(case, tmp_path / "list.txt", TEXT)
    desk = Desk(qtbot, case, dark)
    shown = [line.text for line in inner(desk).table.lines[:2]]
    assert shown == ["item 0 of the list", "item 1 of the list"]
    assert desk.panel.caption == "300 lines"
    assert not desk.panel.table.isVisible()
    assert feature(desk).strip is not None
    assert not find_text_faults(desk.panel)


def test_its_lines_are_filtered_and_found_one_by_one(case: OpenCase, tmp_path: Path, qtbot: QtBot, dark: Theme):
    add(case, tmp_path / "list.txt", TEXT)
    desk = Desk(qtbot, case, dark)
    panel = inner(desk)
    panel.bar.open_filter()
    qtbot.keyClicks(panel.bar.query, "broken")
    qtbot.keyClick(panel.bar.query, Qt.Key.Key_Return)
    assert [record.place.line for record in panel.case.page(panel.rows[0:6])] == [8, 58, 108, 158, 208, 258]
    assert desk.panel.caption.startswith("6 of 300 lines")


def test_a_line_of_it_is_cited_by_its_place(case: OpenCase, tmp_path: Path, qtbot: QtBot, dark: Theme):
    add(case, tmp_path / "list.txt", TEXT)
    desk = Desk(qtbot, case, dark)
    table = inner(desk).table
    qtbot.keyClick(table, Qt.Key.Key_End)
    (citation,) = desk.panel.cited()
    assert case.show_place(citation) == "list.txt:300"
    assert case.raw(citation) == b"item 299 of the list"


def test_a_log_is_shown_as_it_stands_in_its_file_and_left_again(
    case: OpenCase, tmp_path: Path, qtbot: QtBot, dark: Theme
):
    add(case, tmp_path / "a.log", LOG)
    desk = Desk(qtbot, case, dark)
    assert desk.panel.inner is None
    run(desk, "logs.lines")
    feature(desk).menu_of_sources.actions()[0].trigger()
    assert [line.text for line in inner(desk).table.lines] == LOG.splitlines()
    strip = feature(desk).strip
    assert strip is not None
    qtbot.mouseClick(strip.button, Qt.MouseButton.LeftButton)
    assert desk.panel.inner is None
    assert desk.panel.table.isVisible() and len(desk.panel.rows) == 2


def test_when_records_come_they_are_shown(case: OpenCase, tmp_path: Path, qtbot: QtBot, dark: Theme):
    add(case, tmp_path / "list.txt", TEXT)
    desk = Desk(qtbot, case, dark)
    assert desk.panel.inner is not None
    add(case, tmp_path / "a.log", LOG)
    desk.hub.announce(frozenset({"sources", "spine"}), None)
    assert desk.panel.inner is None
    assert len(desk.panel.rows) == 2
