"""Whichever panel moves the cursor, all the others show that moment; a broken link stays behind, a mended one catches up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from workbench.model.instants import MINUTE, SECOND, parse_instant

POOL_DRY = "2026-11-21T06:31:56.548Z"  # what the second pinned line of the solved case says of itself


@pytest.fixture
def person(hand: Any, solved_demo: Path) -> Iterator[Any]:
    made = hand(solved_demo)
    yield made


def evidence(person: Any, label: str) -> Any:
    return next(item for item in person.window.case.notebook.evidence.values() if item.label == label)


def assert_all_show(person: Any, t: int, *, but: str = "") -> None:
    """The time of the log's current row, the pixel of both cursor lines, the centred code line, the lit chip."""
    assert person.window.hub.focus.cursor == t
    if but != "logs":
        record = person.panel("logs").current_record()
        rows = person.window.case.query("kind:log")
        times = person.window.case.spine.t[rows]
        nearest = min(abs(int(moment) - t) for moment in times)
        assert abs((record.t or 0) - t) == nearest
    for name in ("timeline", "metrics"):
        if name != but:
            view = person.panel(name).view
            assert view.cursor_x() == pytest.approx(view.scale.x(t), abs=1.0)
    if but != "code":
        found = person.window.case.trace_at(t)
        if found is not None:
            record, trace = found
            own = next(f for f in trace.exceptions[-1].frames if f.function.startswith("shop."))
            place = person.panel("code").centred_line()
            assert place is not None
            assert place[0].endswith(own.file)
            assert place[1] == own.line


def test_a_click_in_the_log_moves_every_other_panel(person: Any):
    logs = person.panel("logs")
    person.window.hub.move(person.window.hub.focus.at(parse_instant(POOL_DRY, day=0) + MINUTE))
    person.settle()
    table = logs.table
    before = person.window.hub.focus.cursor
    here = next(n for n, line in enumerate(table.lines) if line.row is not None and line.part == 0 and n > 2)
    person.click(table.viewport(), 300, (here + 0.5) * table.row_height)
    record = logs.current_record()
    assert record.t != before
    assert_all_show(person, record.t, but="logs")


def test_a_click_on_the_timeline_moves_every_other_panel(person: Any):
    view = person.panel("timeline").view
    t = parse_instant("2026-11-21T06:35:00Z", day=0)
    lane = next(spot for spot in view.placed() if spot.lane.id == "levels" or spot.lane.title == "Log levels")
    person.click(view, view.scale.x(t), lane.top + lane.height / 2)
    cursor = person.window.hub.focus.cursor
    assert abs(cursor - t) <= 2 * view.scale.ns_per_pixel
    assert_all_show(person, cursor, but="timeline")


def test_a_click_on_a_plot_moves_every_other_panel(person: Any):
    view = person.panel("metrics").view
    t = parse_instant("2026-11-21T06:37:00Z", day=0)
    person.click(view, view.scale.x(t), view.height() / 2)
    cursor = person.window.hub.focus.cursor
    assert abs(cursor - t) <= 2 * view.scale.ns_per_pixel
    assert_all_show(person, cursor, but="metrics")


def test_a_chip_in_the_notes_moves_every_other_panel_and_is_lit(person: Any):
    page = person.panel("notes").page
    item = evidence(person, "E2")
    piece = next(piece for piece in page._layout.pieces if piece.kind == "chip" and piece.key == str(item.citation))
    page._bring(piece)
    place = page.place_of("chip", str(item.citation))
    person.click(page.viewport(), place.center().x(), place.center().y())
    assert item.t == parse_instant(POOL_DRY, day=0)
    assert page.lit_chip == str(item.citation)
    assert_all_show(person, item.t)


def test_a_piece_of_evidence_moves_every_other_panel_and_lights_its_chip(person: Any):
    item = evidence(person, "E2")
    person.choose(person.panel("evidence").table, "E2")
    assert person.panel("notes").page.lit_chip == str(item.citation)
    assert_all_show(person, item.t)


def test_a_frame_in_the_code_panel_shows_its_line_and_leaves_the_moment(person: Any):
    person.choose(person.panel("evidence").table, "E1")
    code = person.panel("code")
    t = person.window.hub.focus.cursor
    frame = next(item for item in code.side.items if item.kind == "frame" and "OrderStore.reserve" in item.title)
    row = code.side.items.index(frame)
    box = code.side.visualRect(code.side.model().index(row, 0)).center()
    person.click(code.side.viewport(), box.x(), box.y())
    assert code.centred_line() == ("orders/src/shop/orders/OrderStore.java", 31)
    assert person.window.hub.focus.cursor == t
    assert_all_show(person, t, but="code")


def test_a_broken_link_stays_behind_and_a_mended_one_catches_up(person: Any):
    person.choose(person.panel("evidence").table, "E1")
    logs, timeline = person.panel("logs"), person.panel("timeline")
    stays = logs.current_record().id
    person.window.host.give_focus("logs")
    person.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert not logs.linked
    person.choose(person.panel("evidence").table, "E7")
    assert logs.current_record().id == stays
    assert timeline.view.cursor_x() == pytest.approx(timeline.view.scale.x(evidence(person, "E7").t), abs=1.0)
    person.window.host.give_focus("logs")
    person.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert logs.linked
    assert abs((logs.current_record().t or 0) - evidence(person, "E7").t) < SECOND


def test_escape_clears_the_focus_and_alt_left_brings_it_back(person: Any):
    person.choose(person.panel("evidence").table, "E1")
    t = person.window.hub.focus.cursor
    person.window.hub.remember()
    person.window.host.give_focus("timeline")
    person.key(Qt.Key.Key_Escape)
    assert person.window.hub.focus.cursor is None
    person.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert person.window.hub.focus.cursor == t


def test_brackets_step_through_the_evidence_in_order_of_time_and_shift_g_goes_to_the_start(person: Any):
    person.window.host.give_focus("timeline")
    person.choose(person.panel("evidence").table, "E1")
    person.window.host.give_focus("timeline")
    person.key(Qt.Key.Key_BracketRight)
    assert person.window.hub.focus.citation == evidence(person, "E6").citation
    person.key(Qt.Key.Key_BracketLeft)
    assert person.window.hub.focus.citation == evidence(person, "E1").citation
    person.key(Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
    assert person.window.hub.focus.cursor == person.window.case.notebook.case.started
