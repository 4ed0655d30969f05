"""What stands around matches, and around a moment, by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from workbench.casework.opencase import OpenCase
from workbench.model.focus import Focus
from workbench.model.instants import SECOND, TimeWindow, iso, parse_instant

START = parse_instant("2026-03-17T14:00:00Z", day=0)
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """Two logs of a hundred lines; lines 20, 22 and 70 of the first are errors."""
    gateway, orders = tmp_path / "gateway.log", tmp_path / "orders.log"
    level = {20: "ERROR", 22: "ERROR", 70: "ERROR"}
    gateway.write_text("".join(f"{iso(START + 2 * n * SECOND, 3)} {level.get(n, 'INFO')} g{n}\n" for n in range(100)))
    orders.write_text("".join(f"{iso(START + (2 * n + 1) * SECOND, 3)} INFO o{n}\n" for n in range(100)))
    return case_of([gateway, orders], title="Checkout fails", started=START)


@pytest.fixture
def desk(case: OpenCase, log_desk: Any) -> Any:
    return log_desk(case)


def bodies(desk: Any) -> list[str]:
    return [record.body for record in desk.case.page(list(desk.panel.rows))]


def test_lines_around_every_match_are_shown_dimmed_and_counted(desk: Any):
    desk.filter("severity>=error")
    desk.press(Qt.Key.Key_X, SHIFT)
    assert bodies(desk) == [
        "o18", "g19", "o19", "g20", "o20", "g21", "o21", "g22", "o22", "g23", "o23",
        "o68", "g69", "o69", "g70", "o70", "g71", "o71",
    ]  # fmt: skip
    assert "3 hits + 15 context lines" in desk.panel.caption
    badges = [desk.panel._badge(int(row)).context for row in desk.panel.rows]
    assert [body for body, context in zip(bodies(desk), badges, strict=True) if not context] == ["g20", "g22", "g70"]
    desk.press(Qt.Key.Key_X, SHIFT)
    assert bodies(desk) == ["g20", "g22", "g70"]
    assert not any(desk.panel._badge(int(row)).context for row in desk.panel.rows)


def test_the_current_line_stays_where_it_is(desk: Any):
    desk.filter("severity>=error")
    desk.click_row(2)
    desk.press(Qt.Key.Key_X, SHIFT)
    assert desk.message == "g70"
    desk.press(Qt.Key.Key_X, SHIFT)
    assert desk.message == "g70"


def test_more_and_fewer_lines_by_key(desk: Any):
    desk.filter("g70")
    desk.press(Qt.Key.Key_X, SHIFT)
    assert len(desk.panel.rows) == 7
    desk.press(Qt.Key.Key_Period, ALT)
    assert len(desk.panel.rows) == 11
    desk.press(Qt.Key.Key_Comma, ALT)
    desk.press(Qt.Key.Key_Comma, ALT)
    assert len(desk.panel.rows) == 5
    assert desk.said[-1] == "2 lines before and after."


def test_lines_around_one_of_them_only(desk: Any):
    desk.filter("severity>=error")
    desk.click_row(2)
    desk.press(Qt.Key.Key_X, ALT)
    assert bodies(desk) == ["g20", "g22", "o68", "g69", "o69", "g70", "o70", "g71", "o71"]
    desk.press(Qt.Key.Key_X, ALT)
    assert bodies(desk) == ["g20", "g22", "g70"]


def test_context_keeps_to_the_window_and_to_sources_that_are_on(desk: Any):
    desk.filter("g70")
    desk.press(Qt.Key.Key_X, SHIFT)
    desk.panel.set_sources(frozenset({desk.case.source("gateway.log").id}))
    assert bodies(desk) == ["g67", "g68", "g69", "g70", "g71", "g72", "g73"]
    desk.move(Focus(cursor=START, window=TimeWindow(START + 138 * SECOND, START + 142 * SECOND)))
    assert bodies(desk) == ["g69", "g70"]


def test_another_filter_keeps_the_context_and_none_needs_none(desk: Any):
    desk.filter("g70")
    desk.press(Qt.Key.Key_X, SHIFT)
    desk.panel.clear_filters()
    assert desk.panel.caption == "200 lines"
    desk.filter("o5")
    assert "hits + " in desk.panel.caption


def test_too_many_matches_are_said_and_shown_without(desk: Any, monkeypatch: pytest.MonkeyPatch):
    from workbench.casework import neighbours

    monkeypatch.setattr(neighbours, "MOST", 10)
    desk.filter("severity>=error")
    desk.press(Qt.Key.Key_X, SHIFT)
    assert bodies(desk) == ["g20", "g22", "g70"]
    assert "too many" in desk.said[-1]
