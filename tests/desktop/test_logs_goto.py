"""Going to a line, a time, a row, a share of the rows and a piece of evidence, by one field over the log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from workbench.casework.goals import goal_of
from workbench.casework.opencase import OpenCase, create_case
from workbench.errors import WorkbenchError
from workbench.model.focus import Focus
from workbench.model.instants import SECOND, TimeWindow, iso, parse_instant

START = parse_instant("2026-03-17T14:00:00Z", day=0)


def at(second: float) -> int:
    return START + round(second * SECOND)


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """Two logs of five minutes: one a line a second, the other half a second later; the first begins with a bare line."""
    gateway, orders = tmp_path / "gateway.log", tmp_path / "orders.log"
    lines = [f"{iso(at(n), 3)} {'ERROR' if n % 60 == 30 else 'INFO'} request {n}" for n in range(300)]
    gateway.write_text("a line before the first stamp\n" + "\n".join(lines) + "\n")
    orders.write_text("".join(f"{iso(at(n + 0.5), 3)} INFO order {n}\n" for n in range(300)))
    return case_of([gateway, orders], title="Checkout fails", started=START)


@pytest.fixture
def desk(case: OpenCase, log_desk: Any) -> Any:
    return log_desk(case)


def go(desk: Any, text: str) -> list[str]:
    """Type into the field and press Enter; what it said before."""
    desk.keys("g")
    desk.type(text)
    said = words(desk)
    desk.press(Qt.Key.Key_Return)
    return said


def words(desk: Any) -> list[str]:
    return [answer.text for answer in desk.feature("GoTo").field.answers]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("14:02:11.5", "order 131"),
        ("14:02", "request 120"),
        ("2026-03-17T14:01:00Z", "request 60"),
        ("2026-03-17 14:01", "request 60"),
        (str(at(100) // SECOND), "request 100"),
        (str(at(100) // 10**6), "request 100"),
        (str(at(100)), "request 100"),
        ("gateway.log:51", "request 49"),
        ("orders.log:1", "order 0"),
        ("ord:3", "order 2"),
        ("#1", "request 0"),
        ("#600", "order 299"),
        ("0%", "request 0"),
        ("50%", "request 150"),
        ("100%", "order 299"),
    ],
)
def test_a_place_is_gone_to_as_it_is_typed(desk: Any, text: str, message: str):
    go(desk, text)
    assert desk.message == message
    assert desk.table.hasFocus()
    assert not desk.feature("GoTo").field.isVisible()


def test_a_bare_number_is_a_line_of_the_source_one_stands_in(desk: Any):
    go(desk, "orders.log:10")
    assert go(desk, "21")[0] == "orders.log, line 21"
    assert desk.message == "order 20"
    go(desk, "line 30")
    assert desk.message == "order 29"


@pytest.mark.parametrize(("text", "second"), [("+30s", 130), ("-1m", 40), ("+2500ms", 102.5)])
def test_a_step_counts_from_the_cursor(desk: Any, text: str, second: float):
    desk.move(Focus(cursor=at(100)))
    go(desk, text)
    assert desk.hub.focus.cursor == at(second)


def test_what_is_understood_is_said_while_one_types(desk: Any):
    desk.keys("g")
    assert words(desk)[0] == "1204"
    desk.type("14:02:11.7")
    assert words(desk) == ["2026-03-17 14:02:11.7 UTC", "The nearest line is 200 ms earlier."]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("noon", "'noon' isn't understood."),
        ("gateway.log:400", "gateway.log: it has no line 400 (it has 301)."),
        ("nothing.log:4", "There is no source called 'nothing.log'."),
        ("#700", "There is no row 700."),
        ("140%", "140 % is more than all."),
        ("E4", "There is no evidence E4."),
        ("25:99", "'25:99' isn't understood."),
        ("+9999999999999d", "'+9999999999999d' lies outside of the years 1 to 9999."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_moves(desk: Any, text: str, sentence: str):
    desk.move(Focus(cursor=at(100)))
    said = go(desk, text)
    assert said[0].lower() == sentence.lower()
    assert desk.message == "request 100"
    assert desk.feature("GoTo").field.isVisible()
    desk.press(Qt.Key.Key_Escape)
    assert desk.table.hasFocus()


def test_a_line_that_belongs_to_no_record_is_said_to_be_one(desk: Any):
    assert go(desk, "gateway.log:1") == ["gateway.log, line 1: part of no record", "It stands in no row of the log."]


def test_a_hidden_line_is_shown_without_the_filter_after_asking(desk: Any):
    desk.filter("severity>=error")
    assert go(desk, "gateway.log:51")[1] == "Hidden by the filter. Enter twice shows it without."
    assert desk.panel.caption.startswith("5 of 600 lines")
    assert words(desk)[1] == "Hidden by the filter. Enter again shows it without."
    desk.press(Qt.Key.Key_Return)
    assert desk.message == "request 49"
    assert desk.panel.caption.startswith("600 lines")


def test_a_line_outside_of_the_window_opens_the_window(desk: Any):
    desk.move(Focus(cursor=at(10), window=TimeWindow(at(0), at(20))))
    said = go(desk, "gateway.log:201")
    assert said[1].startswith("Hidden by the window.")
    desk.press(Qt.Key.Key_Return)
    assert desk.message == "request 199"
    assert desk.hub.focus.window is None


def test_a_time_outside_of_the_window_takes_the_window_along(desk: Any):
    desk.move(Focus(cursor=at(10), window=TimeWindow(at(0), at(20))))
    go(desk, "14:02:00")
    assert desk.message == "request 120"
    assert desk.hub.focus.window == TimeWindow(at(110), at(130))


def test_evidence_is_gone_to_by_its_label(desk: Any):
    go(desk, "gateway.log:91")
    desk.case.pin(desk.panel.cited()[0])
    desk.press(Qt.Key.Key_Home)
    go(desk, "e1")
    assert desk.message == "request 89"


def test_a_source_is_completed_by_tab(desk: Any):
    desk.keys("g")
    desk.type("ord")
    desk.press(Qt.Key.Key_Tab)
    assert desk.feature("GoTo").field.line.text() == "orders.log:"
    desk.type("7")
    desk.press(Qt.Key.Key_Return)
    assert desk.message == "order 6"


def test_times_are_told_in_the_cases_zone_and_in_utc(tmp_path: Path):
    log = tmp_path / "a.log"
    log.write_text(f"{iso(START, 3)} INFO one\n")
    made = create_case(tmp_path / "z.case", title="Zone", started=START, zone="Europe/Berlin")
    made.ingest([log])
    goal = goal_of(made, "15:02:11.5", source_id="", rows=1, day=START)
    assert goal.words == "2026-03-17 15:02:11.5 Europe/Berlin (14:02:11.5 UTC)"
    with pytest.raises(WorkbenchError, match="counts from the cursor"):
        goal_of(made, "+3s", source_id="", rows=1, day=START)
    made.close()


def test_the_field_clips_no_text(desk: Any, find_text_faults: Any):
    desk.keys("g")
    desk.panel.grab()
    assert find_text_faults(desk.panel) == []
    desk.type("x" * 300)
    desk.panel.grab()
    assert find_text_faults(desk.panel) == []
