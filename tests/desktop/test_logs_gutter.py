"""The density gutter by mouse: what it counts, its frame, its wheel, its menu; over time and over rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from workbench.casework.edits import Put
from workbench.casework.opencase import OpenCase, create_case
from workbench.jobs import JobContext, start_now
from workbench.model.instants import SECOND, iso, parse_instant
from workbench.model.notebook import Mark
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.logs import map as gutter_map
from workbench.panels.logs.map import MapQuestion
from workbench.panels.logs.pages import citation_of
from workbench.panels.logs.panel import LogsPanel
from workbench.views.log.text import Finder
from workbench.views.minimap import MapCounts, MapPlaces, Minimap
from workbench.views.theme import Theme

START = parse_instant("2026-03-17T14:00:00Z", day=0)
COUNT = 1000


def write_case(folder: Path, *, stamped: bool = True) -> OpenCase:
    """A line a second, the last hundred of them errors; or the same lines without times."""
    lines = []
    for second in range(COUNT):
        level = "ERROR" if second >= COUNT - 100 else "INFO"
        stamp = f"{iso(START + second * SECOND, 3)} " if stamped else ""
        lines.append(f"{stamp}{level} order {second} {'late' if second % 250 == 0 else 'seen'}")
    log = folder / "orders.log"
    log.write_text("\n".join(lines) + "\n")
    case = create_case(folder / "a.case", title="Orders", started=START)
    case.ingest([log], reader=None if stamped else "text.plain")
    return case


def open_panel(qtbot: QtBot, case: OpenCase, theme: Theme, start: Callable = start_now) -> LogsPanel:
    panel = LogsPanel(Surroundings(case, Hub(), start, theme, lambda _id: None, lambda _text: None))
    qtbot.addWidget(panel)
    panel.resize(900, 636)
    panel.show()
    return panel


@pytest.fixture
def panel(qtbot: QtBot, tmp_path: Path, dark: Theme) -> Iterator[LogsPanel]:
    case = write_case(tmp_path)
    made = open_panel(qtbot, case, dark)
    yield made
    made.hide()
    case.close()


@pytest.fixture
def timeless(qtbot: QtBot, tmp_path: Path, dark: Theme) -> Iterator[LogsPanel]:
    case = write_case(tmp_path, stamped=False)
    made = open_panel(qtbot, case, dark)
    yield made
    made.hide()
    case.close()


def wheel(gutter: Minimap, notches: int) -> None:
    middle = QPointF(gutter.rect().center())
    event = QWheelEvent(
        middle, gutter.mapToGlobal(middle), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(gutter, event)


@pytest.fixture(autouse=True)
def no_popup(monkeypatch: pytest.MonkeyPatch) -> None:
    """A popup would grab the keyboard, which no screen is there for."""
    monkeypatch.setattr(QMenu, "popup", lambda *_where: None)


def menu_of(gutter: Minimap) -> dict:
    point = gutter.rect().center()
    QApplication.sendEvent(gutter, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, gutter.mapToGlobal(point)))
    menu = gutter.findChildren(QMenu)[-1]
    return {action.text(): action for action in menu.actions() if action.text()}


def test_every_line_is_counted_once_and_errors_lie_at_the_end(panel: LogsPanel):
    density = panel.map.counts.density
    assert density.sum() == COUNT
    errors = density[:, 5:].sum(axis=1)
    assert errors.sum() == 100
    assert np.flatnonzero(errors)[0] >= len(density) * 0.89


def test_hits_of_the_search_are_counted_where_they_lie(qtbot: QtBot, panel: LogsPanel):
    panel.look_for(Finder("late"))
    qtbot.waitUntil(lambda: panel.map.counts.hits.sum() == 4)
    hits = panel.map.counts.hits
    bins = len(hits)
    assert np.flatnonzero(hits).tolist() == [second * bins // (COUNT - 1) for second in (0, 250, 500, 750)]
    panel.look_for(Finder(""))
    qtbot.waitUntil(lambda: panel.map.counts.hits.sum() == 0)


def test_marks_and_labels_stand_at_their_time(panel: LogsPanel):
    record = panel.case.page([500])[0]
    changes = panel.case.do(Put(Mark(panel.case.clock.new_id(), citation_of(record), record.t)))
    panel.hub.announce(changes)
    ((place, _token),) = panel.map.places.marks
    assert place == pytest.approx(500 / (COUNT - 1), abs=0.01)


def test_a_click_goes_there_and_a_drag_of_the_frame_only_scrolls(qtbot: QtBot, panel: LogsPanel):
    gutter = panel.map
    qtbot.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=QPoint(20, gutter.height() // 2))
    assert abs(panel.table.current - COUNT // 2) < 5
    here = panel.table.current
    frame = gutter.frame()
    assert frame is not None
    start = QPoint(20, round(frame.center().y()))
    qtbot.mousePress(gutter, Qt.MouseButton.LeftButton, pos=start)
    for y in (start.y() + 40, start.y() + 100):
        qtbot.mouseMove(gutter, QPoint(20, y))
    qtbot.mouseRelease(gutter, Qt.MouseButton.LeftButton, pos=QPoint(20, start.y() + 100))
    assert panel.table.current == here
    moved = panel.table.top[0] - (here - panel.table.capacity // 3)
    assert moved == pytest.approx(100 / gutter.height() * COUNT, abs=20)


def test_a_press_on_the_frame_without_a_drag_goes_there_too(qtbot: QtBot, panel: LogsPanel):
    gutter = panel.map
    frame = gutter.frame()
    assert frame is not None
    qtbot.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=QPoint(20, round(frame.bottom()) - 2))
    assert panel.hub.focus.cursor is not None


def test_the_wheel_scrolls_three_lines_a_notch(panel: LogsPanel):
    wheel(panel.map, -2)
    assert panel.table.top[0] == 6
    wheel(panel.map, 1)
    assert panel.table.top[0] == 3


def test_kinds_are_hidden_and_shown_by_its_menu(panel: LogsPanel, dark: Theme):
    gutter = panel.map
    last = QPoint(8, gutter.height() - 5)
    assert gutter.grab().toImage().pixelColor(last) == dark.color("err.fill")
    menu_of(gutter)["Levels"].trigger()
    assert gutter.grab().toImage().pixelColor(last) != dark.color("err.fill")
    menu_of(gutter)["Levels"].trigger()
    assert gutter.grab().toImage().pixelColor(last) == dark.color("err.fill")


def test_lines_without_times_are_counted_by_row_and_can_be_jumped_over(qtbot: QtBot, timeless: LogsPanel):
    gutter = timeless.map
    assert gutter.by_row
    assert gutter.counts.density.sum() == COUNT
    assert gutter.accessibleName() == "Density of the log over its rows"
    assert not menu_of(gutter)["Count rows, not time"].isEnabled()
    qtbot.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=QPoint(20, gutter.height() * 3 // 4))
    assert abs(timeless.table.current - COUNT * 3 // 4) < 5


def test_rows_can_be_counted_although_there_are_times(qtbot: QtBot, panel: LogsPanel):
    menu_of(panel.map)["Count rows, not time"].trigger()
    qtbot.waitUntil(lambda: panel.map.by_row)
    assert panel.map.counts.density.sum() == COUNT
    menu_of(panel.map)["Count rows, not time"].trigger()
    qtbot.waitUntil(lambda: not panel.map.by_row)


def test_of_very_many_rows_some_stand_for_all(panel: LogsPanel, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(gutter_map, "BLOCK", 5)
    monkeypatch.setattr(gutter_map, "MOST", 20)
    question = MapQuestion(panel.rows, panel.rows[:0], panel.rows[:0], None, bins=10, by_row=True)
    density = gutter_map.answered(panel.case, question, JobContext()).counts.density
    # ten bins of a hundred rows, of which twenty are read; only the last has errors, and nothing else
    assert density.sum(axis=1).tolist() == [100] * 10
    assert density[:, 5].tolist() == [0] * 9 + [100]


def test_the_resting_pointer_is_told_when_and_how_many(panel: LogsPanel):
    text = panel.map.tip(0.999)
    assert "14:16:3" in text
    assert "errors" in text
    assert "hits" not in text


def test_a_late_count_of_other_rows_is_dropped(qtbot: QtBot, tmp_path: Path, dark: Theme):
    waiting: list[Callable[[], None]] = []

    def start(title, work, then, failed=None):
        if title != "Counting lines":
            return start_now(title, work, then, failed)
        waiting.append(lambda: then(work(JobContext())))
        return JobContext()

    case = write_case(tmp_path)
    panel = open_panel(qtbot, case, dark, start)
    qtbot.waitUntil(lambda: len(waiting) > 0)
    waiting.clear()
    panel.gutter.count_by_row(True)
    qtbot.waitUntil(lambda: len(waiting) == 1)
    panel.gutter.count_by_row(False)
    qtbot.waitUntil(lambda: len(waiting) == 2)
    old, new = waiting
    new()
    old()
    assert not panel.map.by_row
    panel.hide()
    case.close()


@pytest.mark.parametrize("height", [60, 300, 900])
def test_it_paints_at_any_height(qtbot: QtBot, theme: Theme, height: int):
    gutter = Minimap(theme)
    qtbot.addWidget(gutter)
    gutter.resize(44, height)
    bins = gutter.bins
    gutter.show_counts(
        MapCounts(np.ones((bins, 7), np.int64), np.ones(bins, np.int64), np.ones(bins, np.int64), ((0.2, 0.3),)), False
    )
    gutter.show_places(MapPlaces((0.0, 1.0), ((0.0, "ink.1"), (1.0, "text.secondary")), (0.99, 1.0), 1.0))
    frame = gutter.frame()
    assert frame is not None
    assert frame.bottom() <= height
    image = gutter.grab().toImage()
    assert image.pixelColor(20, height - 1) == theme.color("cursor")
