"""A filter's count and a field's numbers as metrics, by keys: made in the log, seen in the metrics panel, taken back."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from workbench.casework.opencase import create_case
from workbench.model.instants import SECOND, iso, parse_instant

START = parse_instant("2026-03-17T14:00:00Z", day=0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten minutes of requests, a failure each ten seconds, and how long each took."""
    log = tmp_path / "app.log"
    with log.open("w") as file:
        for number in range(600):
            level = "error" if number % 10 == 0 else "info"
            entry = {"time": iso(START + number * SECOND), "level": level, "msg": "request", "took_ms": number}
            file.write(json.dumps(entry) + "\n")
    with closing(create_case(tmp_path / "a.case", title="Numbers", started=START)) as case:
        case.ingest([log])
        return case.path


def test_the_count_of_a_filter_becomes_a_plot_and_undo_takes_it_away(hand, folder: Path):
    person = hand(folder)
    logs, metrics = person.panel("logs"), person.panel("metrics")
    assert not metrics.view.curves
    logs.table.setFocus()
    person.key(Qt.Key.Key_Slash)
    person.type("severity>=error")
    person.key(Qt.Key.Key_Return)
    logs.table.setFocus()
    person.key(Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    (curve,) = metrics.view.curves
    assert (curve.name, curve.unit) == ("Count of severity>=error", "per 2s")
    assert sum(value for value in curve.value if value == value) == 60
    person.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not metrics.view.curves
    assert not metrics.case.notebook.log_series


def test_a_count_is_made_coarser_finer_and_forgotten_by_keys(hand, folder: Path):
    person = hand(folder)
    person.panel("logs").table.setFocus()
    person.key(Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    metrics = person.panel("metrics")
    metrics.view.setFocus()
    person.key(Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    assert metrics.view.curves[0].unit == "per 5s"
    person.key(Qt.Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    assert metrics.view.curves[0].unit == "per 2s"
    person.key(Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert not metrics.view.curves


def test_a_fields_numbers_become_a_plot(hand, folder: Path, monkeypatch: pytest.MonkeyPatch):
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, *_where: shown.append(menu))
    person = hand(folder)
    person.panel("logs").table.setFocus()
    person.key(Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier)
    (menu,) = shown
    (field,) = [action.menu() for action in menu.actions() if action.text() == "took_ms"]
    next(action for action in field.actions() if action.text() == "Highest").trigger()
    person.settle()
    metrics = person.panel("metrics")
    (curve,) = metrics.view.curves
    assert (curve.name, curve.unit) == ("max of took_ms", "ms")
    assert curve.at(START + 599 * SECOND) == 599


def test_a_drag_on_its_plot_sets_the_window_of_the_log(hand, folder: Path):
    person = hand(folder)
    logs = person.panel("logs")
    logs.table.setFocus()
    person.key(Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    view = person.panel("metrics").view
    scale = view.scale
    start, end = START + 120 * SECOND, START + 240 * SECOND
    y = view.rows[0].y() + view.rows[0].height() / 2
    person.drag(view, (scale.x(start), y), (scale.x(end), y))
    assert 110 <= len(logs.rows) <= 130
