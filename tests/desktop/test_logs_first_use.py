"""What somebody meets who uses the log for the first time: panes that give the keyboard back, themes, times, words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from workbench.casework.opencase import OpenCase
from workbench.panels.logs.features.presets import Presets
from workbench.shell.main_window import dress
from workbench.views.theme import Theme

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """Two logs of two days, of an incident whose beginning nobody has said yet."""
    gateway, worker = tmp_path / "gateway.log", tmp_path / "worker.log"
    days = [f"2026-03-{day} 14:00:{n:02d}.000Z" for day in (17, 18) for n in range(0, 60, 2)]
    gateway.write_text("".join(f"{stamp} INFO GET /cart took {n} ms\n" for n, stamp in enumerate(days)))
    worker.write_text("".join(f"{stamp} WARN retry {n}\n" for n, stamp in enumerate(days)))
    return case_of([gateway, worker], title="Checkout fails")


class Bench:
    """A desk whose panel has a button that would take the keyboard if nobody else wanted it."""

    def __init__(self, desk: Any) -> None:
        self.panel, self.said, self.press = desk.panel, desk.said, desk.press
        self.button = QPushButton("Wrap", self.panel)
        self.button.show()

    def head(self) -> list[str]:
        """What stands over the columns, from the left."""
        QApplication.processEvents()
        self.panel.head.grab()
        return [box.text for box in self.panel.head.text_boxes]

    def times(self) -> list[str]:
        """What the time column says, from the top."""
        QApplication.processEvents()
        table = self.panel.table
        left, right = table.columns.time, table.columns.level
        return [box.text for box in table.text_boxes if left <= box.box.left() and box.box.right() <= right]


@pytest.fixture
def bench(log_desk: Any, case: OpenCase, monkeypatch: pytest.MonkeyPatch) -> Bench:
    # A popup would grab the keyboard, which no screen is there for.
    monkeypatch.setattr(QMenu, "popup", lambda *_where: None)
    return Bench(log_desk(case, (1100, 420)))


@pytest.mark.parametrize(
    ("key", "held"),
    [(Qt.Key.Key_F, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_S, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_M, ALT),
     (Qt.Key.Key_T, ALT), (Qt.Key.Key_H, CTRL), (Qt.Key.Key_H, CTRL | SHIFT)],
    ids=["fields", "sources", "marks", "templates", "searches", "highlights"],
)  # fmt: skip
def test_esc_in_a_pane_closes_it_and_the_arrows_move_in_the_log_again(
    bench: Bench, key: Qt.Key, held: Qt.KeyboardModifier
):
    bench.press(Qt.Key.Key_Home)
    bench.press(key, held)
    side = bench.panel.panes.side
    holder = QApplication.focusWidget()
    assert side.isVisible() and holder is not None and side.isAncestorOf(holder)
    bench.press(Qt.Key.Key_Escape)
    assert not side.isVisible()
    bench.press(Qt.Key.Key_Down)
    assert bench.panel.table.current == 1


def test_the_cross_of_a_pane_gives_the_keyboard_back_too(bench: Bench, qtbot: QtBot):
    bench.press(Qt.Key.Key_Home)
    bench.press(Qt.Key.Key_F)
    qtbot.mouseClick(bench.panel.panes.side.cross, Qt.MouseButton.LeftButton)
    bench.press(Qt.Key.Key_Down)
    assert bench.panel.table.current == 1


def test_a_form_opened_after_the_theme_was_changed_stands_on_that_themes_ground(
    bench: Bench, themes: dict[str, Theme], qtbot: QtBot
):
    light = themes["light"]
    dress(light)
    bench.panel.set_theme(light)
    bench.press(Qt.Key.Key_Slash)
    qtbot.keyClicks(bench.panel.bar.query, "retry")
    bench.press(Qt.Key.Key_Return)
    bench.panel.table.setFocus()
    bench.press(Qt.Key.Key_S, CTRL | ALT)
    form = next(one.form for one in bench.panel.features if isinstance(one, Presets))
    assert form.isVisible()
    image = bench.panel.grab().toImage()
    corner = form.mapTo(bench.panel, QPoint(3, 3))
    assert image.pixelColor(corner * image.devicePixelRatio()).name() == light.color("bg.raised").name()


def test_times_turn_over_where_nobody_said_when_the_incident_began_and_the_key_for_an_anchor_is_told(bench: Bench):
    bench.press(Qt.Key.Key_Home)
    assert "Time (UTC)" in bench.head()
    bench.press(Qt.Key.Key_T, SHIFT)
    assert bench.times()[:3] == ["·", "+0.000", "+2.000"]
    assert "From above" in bench.head() and "Time (UTC)" not in bench.head()
    assert "Alt+A" in bench.said[-1]
    bench.press(Qt.Key.Key_T, SHIFT)
    assert bench.times()[0] == "14:00:00.000" and "Time (UTC)" in bench.head()
    bench.press(Qt.Key.Key_A, ALT)
    assert bench.times()[:3] == ["+0.000", "+0.000", "+2.000"] and "From anchor" in bench.head()


def test_the_day_of_the_lines_in_sight_stands_over_them(bench: Bench):
    bench.press(Qt.Key.Key_Home)
    assert "Tue 2026-03-17" in bench.head()
    bench.press(Qt.Key.Key_End)
    assert "Wed 2026-03-18" in bench.head()


@pytest.mark.both_themes
def test_the_day_meets_no_title_however_narrow_the_log_is(
    bench: Bench, theme: Theme, find_text_faults: Callable[..., list[str]]
):
    bench.panel.set_theme(theme)
    for width in (1100, 700, 480, 360):
        bench.panel.resize(width, 420)
        bench.head()
        assert find_text_faults(bench.panel.head) == []


def test_selected_text_is_seen_where_it_is_a_hit_too(bench: Bench, qtbot: QtBot, dark: Theme):
    bench.press(Qt.Key.Key_Home)
    bench.panel.open_find()
    qtbot.keyClicks(bench.panel.bar.find_field, "retry")
    qtbot.keyClick(bench.panel.bar.find_field, Qt.Key.Key_Return)
    table = bench.panel.table
    number = next(at for at, line in enumerate(table.lines) if line.text.startswith("retry"))
    row = number * table.row_height
    word = QPoint(table.columns.message + 10, row + table.row_height // 2)

    def edge() -> str:
        QApplication.processEvents()
        image = table.viewport().grab().toImage()
        return image.pixelColor(QPoint(word.x(), row) * image.devicePixelRatio()).name()

    assert edge() != dark.color("accent").name()
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=word)
    assert table.selected_text == "retry"
    assert edge() == dark.color("accent").name()


def test_enter_takes_the_first_field_that_is_offered_to_group_by(bench: Bench, qtbot: QtBot):
    bench.press(Qt.Key.Key_Home)
    bench.press(Qt.Key.Key_G, CTRL)
    menu = bench.panel.findChildren(QMenu)[-1]
    assert menu.activeAction().text() == menu.actions()[0].text() == "Level"
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert bench.panel.panes.side.isVisible() and bench.panel.panes.side.title.text == "By level"
