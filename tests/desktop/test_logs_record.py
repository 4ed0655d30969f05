"""One record in full beside the log: trees, statements, traces and bytes, fields to copy and filter by, times, place."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from workbench.casework.opencase import OpenCase
from workbench.model.entities import Entity
from workbench.model.instants import SECOND, iso, parse_instant
from workbench.panels.logs.rawlines import hex_lines
from workbench.panels.logs.sql import sql_lines
from workbench.panels.logs.tree import json_tree, xml_tree

START = parse_instant("2026-03-17T14:00:00Z", day=0)
TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
BIG = "x" * 5_000
LINES = [
    'INFO got {"order": {"id": 17, "tags": ["new", "eu"]}, "price": 10.50} from edge',
    f"ERROR failed trace_id={TRACE_ID} user=ada",
    "DEBUG took 12 ms: select o.id from orders o where o.id = 'A7' and o.n > 3",
    'INFO reply <order id="1"><item>pen</item><item>ink</item></order>',
    'ERROR broken\nTraceback (most recent call last):\n  File "/srv/app/pool.py", line 105, in reserve\n    raise X\nX: no',
    f"INFO long {BIG}",
    "INFO plain words",
    'INFO half {"a": {"b": 1',
]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """A log of one line for each thing that a body may hold, and one of JSON lines."""
    log, events = tmp_path / "app.log", tmp_path / "events.json"
    log.write_text("".join(f"{iso(START + n * SECOND, 3)} {line}\n" for n, line in enumerate(LINES)))
    made = ({"time": iso(START + (20 + n) * SECOND, 3), "level": "info", "msg": f"step {n}", "trace_id": TRACE_ID,
             "http.status_code": 200 + n, "note": BIG} for n in range(5))  # fmt: skip
    events.write_text("".join(json.dumps(line) + "\n" for line in made))
    return case_of([log, events], title="Checkout fails", started=START, zone="Europe/Berlin")


@pytest.fixture
def desk(case: OpenCase, log_desk: Any) -> Any:
    made = log_desk(case, (1200, 640))
    made.click_row(0)
    made.keys("v")
    return made


def pane(desk: Any) -> Any:
    return desk.feature("RecordPane")


def items(desk: Any) -> list[Any]:
    return list(pane(desk).view.items)


def values(desk: Any) -> dict[str, str]:
    return {item.name: item.value for item in items(desk) if item.kind == "field"}


def lines(desk: Any) -> list[str]:
    return [item.value for item in items(desk) if item.kind == "code"]


def key_of(desk: Any, name: str) -> str:
    return next(item.key for item in items(desk) if item.name == name and item.kind != "choice")


def click(desk: Any, rect: Any) -> None:
    point = rect.center().toPoint()
    desk.bot.mouseClick(pane(desk).view.viewport(), Qt.MouseButton.LeftButton, pos=point)


def choose(desk: Any, form: str) -> None:
    view = pane(desk).view
    item = next(item for item in view.items if item.kind == "choice")
    click(desk, dict(view._labels(item, view.item_rect(item.key)))[form])


def form(desk: Any) -> tuple[str, str]:
    item = next(item for item in items(desk) if item.kind == "choice")
    return item.name, item.value


def test_json_within_a_line_is_a_tree_as_it_is_written(desk: Any):
    assert form(desk)[0] == "JSON"
    assert lines(desk) == ["got ", " from edge"]
    found = values(desk)
    assert (found["id"], found["price"], found["order"]) == ("17", "10.50", "{2 members}")
    assert [item.value for item in items(desk) if item.name in ("0", "1")] == ['"new"', '"eu"']


def test_a_part_of_a_tree_folds_and_opens(desk: Any):
    view = pane(desk).view
    click(desk, view.item_rect(key_of(desk, "order")))
    assert "id" not in values(desk)
    assert values(desk)["order"] == "{2 members} …"
    assert "price" in values(desk)
    desk.press(Qt.Key.Key_Right)
    view.setFocus()
    desk.press(Qt.Key.Key_Right)
    assert values(desk)["id"] == "17"


def test_the_pane_follows_the_current_line_and_closes_by_the_same_key_and_by_esc(desk: Any):
    desk.press(Qt.Key.Key_Down)
    assert values(desk)["line"] == "app.log:2"
    desk.keys("v")
    assert desk.panel.panes.side_key == ""
    desk.keys("v")
    assert desk.panel.panes.side_key == "record"
    desk.press(Qt.Key.Key_Escape)
    assert desk.panel.panes.side_key == ""


def test_times_are_told_in_utc_in_the_cases_zone_and_as_written(desk: Any):
    found = values(desk)
    assert found["UTC"] == "2026-03-17T14:00:00.000Z"
    assert found["Europe/Berlin"] == "2026-03-17 15:00:00"
    assert found["as written"] == iso(START, 3)
    assert found["zone"] == "written in the line"
    assert found["correction"] == "none"


def test_a_correction_is_shown_as_soon_as_it_is_declared(desk: Any):
    desk.case.set_clock(desk.case.source("app.log").id, offset_ns=2_500_000_000)
    desk.hub.announce(frozenset({"sources", "spine"}))
    assert values(desk)["correction"] == "+2s on the source's clock"
    assert values(desk)["UTC"] == "2026-03-17T14:00:02.500Z"


def test_sql_is_laid_out_a_clause_a_line(desk: Any):
    desk.click_row(2)
    assert form(desk)[0] == "SQL"
    assert lines(desk) == ["took 12 ms: ", "select o.id", "from orders o", "where o.id = 'A7'", "and o.n > 3"]


def test_xml_is_a_tree_of_elements(desk: Any):
    desk.click_row(3)
    assert form(desk)[0] == "XML"
    assert lines(desk) == ["reply ", '<order> id="1"', "<item> pen", "<item> ink"]


def test_a_trace_is_told_as_one_and_the_text_as_it_stands_is_one_click_away(desk: Any):
    desk.click_row(4)
    assert form(desk)[0] == "Trace"
    assert '  File "/srv/app/pool.py", line 105, in reserve' in lines(desk)
    choose(desk, "Text")
    assert lines(desk)[1:3] == ["Traceback (most recent call last):", '  File "/srv/app/pool.py", line 105, in reserve']
    choose(desk, "Bytes")
    assert (
        lines(desk)[0].split("  ")[0] == f"{len(''.join(f'{iso(START, 3)} {one}' + chr(10) for one in LINES[:4])):06x}"
    )
    desk.press(Qt.Key.Key_Down)
    assert form(desk)[0] == "Bytes"


def test_a_tree_that_was_cut_off_says_so(desk: Any):
    desk.click_row(7)
    assert form(desk)[0] == "JSON"
    assert "It ends here without being closed." in [item.value for item in items(desk)]


def test_fields_of_structured_lines_are_filtered_by_and_copied_with_their_buttons(desk: Any):
    desk.press(Qt.Key.Key_End)
    view = pane(desk).view
    key = key_of(desk, "http.response.status_code")
    click(desk, view.button_rect(key, "copy"))
    assert QGuiApplication.clipboard().text() == "204"
    click(desk, view.button_rect(key, "include"))
    assert desk.panel.caption.startswith("1 of 13 lines")
    desk.panel.clear_filters()
    click(desk, view.button_rect(key, "exclude"))
    assert desk.panel.caption.startswith("12 of 13 lines")


def test_a_line_that_is_json_itself_is_a_tree_when_asked_for(desk: Any):
    desk.press(Qt.Key.Key_End)
    assert form(desk) == ("Text", "Text|JSON|Raw|Bytes")
    choose(desk, "JSON")
    assert values(desk)["msg"] == '"step 4"'


def test_a_string_of_a_tree_in_the_text_filters_by_its_words(desk: Any):
    view = pane(desk).view
    key = next(item.key for item in items(desk) if item.value == '"eu"')
    click(desk, view.button_rect(key, "include"))
    assert desk.panel.caption.startswith("1 of 13 lines")


def test_keys_work_on_the_fields_while_the_pane_has_the_keyboard(desk: Any):
    desk.press(Qt.Key.Key_End)
    view = pane(desk).view
    view.setFocus()
    while view.current != key_of(desk, "http.response.status_code"):
        desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "204"
    desk.press(Qt.Key.Key_Minus)
    assert desk.panel.caption.startswith("12 of 13 lines")


def test_a_value_that_is_an_entity_lights_the_lines_that_carry_it(desk: Any):
    desk.press(Qt.Key.Key_End)
    view = pane(desk).view
    item = next(item for item in items(desk) if item.link == TRACE_ID)
    rect = view.item_rect(item.key)
    desk.bot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=(rect.center().toPoint()))
    assert desk.hub.focus.entity == Entity("trace_id", TRACE_ID)


def test_a_very_long_value_is_cut_and_more_is_a_click_away(desk: Any):
    desk.press(Qt.Key.Key_End)
    assert len(values(desk)["note"]) == 600
    more = next(item for item in items(desk) if item.kind == "more")
    assert more.value == "Show more: 4,400 characters"
    click(desk, pane(desk).view.item_rect(more.key))
    assert values(desk)["note"] == BIG
    desk.press(Qt.Key.Key_Up)
    assert len(values(desk)["note"]) == 600


def test_sections_that_were_folded_stay_so(desk: Any):
    click(desk, pane(desk).view.item_rect("time"))
    assert "UTC" not in values(desk)
    desk.press(Qt.Key.Key_Down)
    assert "UTC" not in values(desk)
    assert "line" in values(desk)


@pytest.mark.parametrize("size", [(1366, 700), (760, 420)])
def test_no_text_of_the_pane_is_cut_or_meets_another(case: OpenCase, log_desk: Any, size: Any, find_text_faults: Any):
    desk = log_desk(case, size)
    desk.click_row(0)
    desk.keys("v")
    for _row in range(12):
        desk.panel.grab()
        assert find_text_faults(desk.panel.panes.side) == []
        desk.press(Qt.Key.Key_Down)


# ---------------------------------------------------------------------------------------------- trees of any text
values_of_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text(max_size=4), values_of_json, min_size=1, max_size=4), st.booleans())
def test_every_scalar_of_a_json_text_is_a_line_of_its_tree(value: dict[str, Any], ascii_only: bool):
    def scalars(part: Any) -> list[Any]:
        if isinstance(part, dict):
            return [one for item in part.values() for one in scalars(item)]
        return [one for item in part for one in scalars(item)] if isinstance(part, list) else [part]

    text = json.dumps(value, ensure_ascii=ascii_only)
    tree = json_tree(f"before {text} behind", most=10_000)
    assert tree is not None
    assert (tree.before, tree.behind, tree.whole) == ("before ", " behind", True)
    shown = [json.loads(node.value) for node in tree.nodes if node.kind not in ("object", "array")]
    assert shown == scalars(value)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet='{}[]",:ab1\\ <>/=&;', max_size=60))
def test_no_text_breaks_a_tree_or_a_statement(text: str):
    json_tree(text)
    xml_tree(text)
    sql_lines(f"select {text} from x")


@pytest.mark.parametrize("text", ["[" * 300_000, '{"a":' * 100_000, "<a>" * 100_000, '["' * 100_000, "[1,[" * 80_000])
def test_a_nesting_without_end_costs_little(text: str):
    began = time.process_time()
    for tree in (json_tree(text), xml_tree(text)):
        assert tree is None or len(tree.nodes) <= 400
    assert time.process_time() - began < 5


def test_a_document_type_is_refused():
    assert xml_tree('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>') is None
    assert xml_tree("<a>no end") is None


def test_a_word_in_brackets_is_no_tree():
    assert json_tree("[main] started in [12] s") is None
    tree = json_tree('[main] {"a": 1}')
    assert tree is not None
    assert tree.before == "[main] "


def test_bytes_are_shown_in_hexadecimal_with_their_offsets():
    assert list(hex_lines(b"Pool\x00\xff12345", 0x10, 8)) == [
        "000010  50 6f 6f 6c 00 ff 31 32  Pool..12",
        "000018  33 34 35                 345",
    ]


def test_a_trace_is_folded_to_the_frames_of_our_own_code():
    from workbench.codebase.traces import find_traces
    from workbench.panels.logs.record_body import Body, shown

    text = (
        "failed\nTraceback (most recent call last):\n"
        '  File "/usr/lib/site-packages/lib/a.py", line 3, in wrap\n    return inner()\n'
        '  File "/usr/lib/site-packages/lib/b.py", line 9, in call\n    return own()\n'
        '  File "/srv/app/pool.py", line 105, in reserve\n    raise PoolTimeout\nPoolTimeout: no connection'
    )
    trace = find_traces(text)[0]
    body = Body(text, text.encode(), len(text), 0, trace, lambda frame: frame.file.startswith("/srv/app"))
    made = shown(body, "Trace", (), 0, 80)
    assert [item.value for item in made.items] == [
        "failed", "Traceback (most recent call last):", "4 library lines  lib", "/srv/app/pool.py:105  in reserve",
        "    raise PoolTimeout", "PoolTimeout: no connection",
    ]  # fmt: skip
    assert [item.value for item in made.items if item.link] == ["/srv/app/pool.py:105  in reserve"]
