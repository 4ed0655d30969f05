"""One id across tools: highlighting it tells which sources carry it, pivoting narrows every panel to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from workbench.casework.carriers import carriers, query_of
from workbench.casework.opencase import OpenCase, create_case
from workbench.model.entities import Entity
from workbench.views.entity_strip import EntityFacts, EntityStrip

TRACE, OTHER = "5b8efff798038103d269b633813fc60c", "0af7651916cd43dd8448eb211c80319c"
DAY = "2026-03-17T14:02"


def sources(folder: Path) -> list[Path]:
    """Two logs (4 and 2 lines carry the trace), two spans, an exception without lines of its own, and a stranger."""
    folder.mkdir()
    gateway = [f"{DAY}:{n:02d}.100Z INFO gateway - call trace_id={TRACE if n < 4 else OTHER}\n" for n in range(9)]
    orders = [f"{DAY}:{n:02d}.500Z ERROR orders - order {n} [{TRACE if n in (2, 3) else '-'}]\n" for n in range(9)]
    spans = [
        {"traceId": TRACE.upper(), "spanId": f"eee19b7ec3c1b00{n}", "name": f"op {n}",
         "startTimeUnixNano": str((1_773_756_120 + n) * 10**9), "endTimeUnixNano": str((1_773_756_121 + n) * 10**9)}
        for n in (1, 2)
    ]  # fmt: skip
    service = [{"key": "service.name", "value": {"stringValue": "orders"}}]
    otlp = {"resourceSpans": [{"resource": {"attributes": service}, "scopeSpans": [{"spans": spans}]}]}
    sentry = {
        "event_id": "9" * 32, "timestamp": f"{DAY}:30Z", "platform": "python", "level": "error", "title": "PoolError: dry",
        "exception": {"values": [{"type": "PoolError", "value": "dry"}]}, "contexts": {"trace": {"trace_id": TRACE}},
    }  # fmt: skip
    texts = {"gateway.log": "".join(gateway), "orders.log": "".join(orders), "spans.json": json.dumps(otlp),
             "sentry.json": json.dumps(sentry), "other.log": f"{DAY}:40.000Z INFO other - nothing of it\n"}  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text)
    return [folder / name for name in texts]


@pytest.fixture
def traced(tmp_path: Path) -> Path:
    case = create_case(tmp_path / "one.case", title="Orders fail")
    case.ingest(sources(tmp_path / "in"))
    case.close()
    return case.path


def shown(person: Any) -> list[str]:
    panel = person.panel("logs")
    return [record.title for record in person.window.case.page(panel.rows[: len(panel.rows)])]


def test_ctrl_k_lights_an_id_up_and_the_strip_tells_which_sources_carry_it(hand: Any, traced: Path):
    person = hand(traced)
    strip = person.window.entity_strip
    assert not strip.isVisible()
    logs = person.panel("logs")
    person.click(logs.table.viewport(), 300, 0.5 * logs.table.row_height)
    person.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    person.type("trace")
    person.key(Qt.Key.Key_Return)
    person.settle()
    assert strip.isVisible()
    assert {(row.name, row.count) for row in strip.facts.rows} == {
        ("gateway.log", 4), ("orders.log", 2), ("spans.json", 2), ("sentry.json", 1),
    }  # fmt: skip
    assert person.window.hub.focus.entity == Entity("trace_id", TRACE)


def test_pivoting_narrows_log_and_timeline_and_a_second_time_widens_them(hand: Any, traced: Path):
    person = hand(traced)
    logs, timeline = person.panel("logs"), person.panel("timeline")
    assert len(shown(person)) == 19
    person.click(logs.table.viewport(), 300, 0.5 * logs.table.row_height)
    person.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    person.settle()
    assert len(shown(person)) == 9  # 4 + 2 lines, 2 spans and the exception: all kinds of records that carry it
    assert any("PoolError" in title for title in shown(person))
    lanes = {spot.lane.id: spot.lane for spot in timeline.view.placed()}
    assert len(lanes["levels"].events.t) == 6
    assert "pivot" in logs.left_out
    person.click(person.window.entity_strip.pivot, 20, 10)
    person.settle()
    assert len(shown(person)) == 19
    assert len({spot.lane.id: spot.lane for spot in timeline.view.placed()}["levels"].events.t) == 19


def test_a_source_on_the_strip_is_gone_to_by_a_click_and_by_the_keyboard(hand: Any, traced: Path):
    person = hand(traced)
    hub = person.window.hub
    hub.move(hub.focus.pivoted(Entity("trace_id", TRACE)))
    person.settle()
    strip = person.window.entity_strip
    place = next(plate for plate in strip.plates if plate.text() == "sentry.json")
    person.click(place, 12, 10)
    person.settle()
    assert "PoolError" in person.panel("logs").current_record().title
    person.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    assert strip.plates[0].hasFocus()
    person.key(Qt.Key.Key_Escape)
    person.settle()
    assert not strip.isVisible()
    assert len(shown(person)) == 19


def test_what_no_record_carries_is_said(hand: Any, traced: Path):
    person = hand(traced)
    person.window.hub.move(person.window.hub.focus.lit(Entity("user_id", "nobody")))
    person.settle()
    assert person.window.entity_strip.facts.note == "no record carries it"


def test_a_source_that_comes_later_is_counted_too(hand: Any, traced: Path, tmp_path: Path):
    person = hand(traced)
    person.window.hub.move(person.window.hub.focus.lit(Entity("trace_id", TRACE)))
    person.settle()
    strip = person.window.entity_strip
    late = tmp_path / "late.log"
    late.write_text(f"{DAY}:50.000Z ERROR late - trace_id={TRACE}\n")
    person.window.case.ingest([late])
    person.window.hub.case_changed.emit(frozenset({"spine", "sources"}), None)
    assert len(strip.facts.rows) == 4  # what is told stays until the new counts are there
    person.bot.waitUntil(lambda: [row.name for row in strip.facts.rows][-1] == "late.log", timeout=20000)


def test_ids_are_found_however_much_of_them_a_tool_writes(traced: Path):
    from workbench.casework.opencase import open_case

    case: OpenCase = open_case(traced)
    found = carriers(case, Entity("trace_id", TRACE))
    assert [(row.name, row.count, row.kinds) for row in found.rows] == [
        ("gateway.log", 4, ("log",)), ("spans.json", 2, ("span",)), ("orders.log", 2, ("log",)),
        ("sentry.json", 1, ("error",)),
    ]  # fmt: skip
    assert found.count == 9
    low = Entity("trace_id", "0" * 16 + TRACE[16:])  # a tool that writes the low half only
    assert carriers(case, low).count == 9
    case.close()


def test_what_may_be_any_number_counts_by_its_name_only():
    assert query_of(Entity("user_id", "42")) == 'user_id:"42"'  # two digits stand anywhere
    assert query_of(Entity("commit", "9b6d9b0" + "a" * 33)) == '(commit:"9b6d9b0*" OR "9b6d9b0")'
    assert query_of(Entity("commit", "1234567" + "a" * 33)) == '(commit:"1234567*" OR "1234567aaaaa")'
    assert query_of(Entity("commit", "1234567")) == 'commit:"1234567*"'  # any number of seven digits


def test_a_narrow_strip_counts_what_has_no_room(theme: Any, qtbot: Any, find_text_faults: Any):
    from workbench.views.entity_strip import Carrying

    strip = EntityStrip(theme)
    qtbot.addWidget(strip)
    strip.resize(700, 34)
    rows = tuple(Carrying(str(n), f"service-{n}.log", 1200 * n) for n in range(1, 9))
    strip.show_facts(EntityFacts("trace", TRACE, rows))
    strip.show()
    visible = [plate for plate in strip.plates if plate.isVisible()]
    assert len(visible) < 8
    assert all(plate.geometry().right() < strip.pivot.x() for plate in visible)
    strip.resize(2400, 34)
    assert all(plate.isVisible() for plate in strip.plates)


def test_a_host_of_hundreds_of_sources_costs_no_hundreds_of_buttons(theme: Any, qtbot: Any):
    from workbench.views.entity_strip import MOST, Carrying

    strip = EntityStrip(theme)
    qtbot.addWidget(strip)
    strip.resize(9000, 34)
    strip.show_facts(EntityFacts("host", "web-1", tuple(Carrying(str(n), f"{n}.log", 1) for n in range(500))))
    strip.show()
    assert len(strip.plates) == MOST
    assert all(plate.isVisible() for plate in strip.plates)
    assert strip.hidden_sources == 500 - MOST
