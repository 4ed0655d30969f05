"""Marks, colours, tags and comments on lines of the log, by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from workbench.casework.opencase import OpenCase, open_case
from workbench.model.instants import SECOND, iso, parse_instant
from workbench.model.notebook import tags_in

START = parse_instant("2026-03-17T14:00:00Z", day=0)
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """One log of a hundred lines, a second apart."""
    log = tmp_path / "gateway.log"
    log.write_text("".join(f"{iso(START + n * SECOND, 3)} INFO request {n}\n" for n in range(100)))
    return case_of([log], title="Checkout fails", started=START)


@pytest.fixture
def desk(case: OpenCase, log_desk: Any) -> Any:
    return log_desk(case)


def marks(case: OpenCase) -> dict[str, Any]:
    return {case.record(mark.citation).body: mark for mark in case.notebook.marks.values()}


def select(desk: Any, first: int, last: int) -> None:
    desk.click_row(first)
    desk.click_row(last, modifier=SHIFT)


def test_a_colour_is_given_by_alt_and_its_number_and_taken_away_by_the_same(desk: Any):
    desk.click_row(3)
    desk.press(Qt.Key.Key_4, ALT)
    assert marks(desk.case)["request 3"].label == 4
    assert desk.panel._badge(int(desk.panel.rows[3])).number == 4
    desk.press(Qt.Key.Key_5, ALT)
    assert marks(desk.case)["request 3"].label == 5
    desk.press(Qt.Key.Key_5, ALT)
    assert not desk.case.notebook.marks


def test_several_lines_get_a_colour_by_one_edit_that_one_undo_takes_back(desk: Any):
    select(desk, 2, 6)
    desk.press(Qt.Key.Key_2, ALT)
    assert sorted(marks(desk.case)) == [f"request {n}" for n in range(2, 7)]
    assert desk.case.undo_label == "label 5 lines 2"
    desk.case.undo()
    assert not desk.case.notebook.marks


def test_marking_again_takes_the_mark_and_leaves_colour_tags_and_comment(desk: Any):
    desk.click_row(1)
    desk.keys("m")
    desk.press(Qt.Key.Key_1, ALT)
    desk.keys("m")
    mark = marks(desk.case)["request 1"]
    assert (mark.flagged, mark.label) == (False, 1)
    desk.press(Qt.Key.Key_0, ALT)
    assert not desk.case.notebook.marks


def test_tags_are_typed_over_the_line_and_completed_from_those_used_before(desk: Any):
    desk.click_row(1)
    desk.keys("t")
    desk.type("slow query, pool")
    desk.press(Qt.Key.Key_Return)
    assert marks(desk.case)["request 1"].tags == ("slow query", "pool")
    assert desk.table.hasFocus()
    desk.click_row(8)
    desk.keys("t")
    desk.type("po")
    field = desk.feature("Labels").tag_field
    assert [answer.text for answer in field.answers if answer.value] == ["pool"]
    desk.press(Qt.Key.Key_Tab)
    desk.type(", slo")
    desk.press(Qt.Key.Key_Tab)
    desk.press(Qt.Key.Key_Return)
    assert marks(desk.case)["request 8"].tags == ("pool", "slow query")


def test_a_completion_is_taken_by_a_click(desk: Any):
    desk.click_row(1)
    desk.keys("t")
    desk.type("retry storm")
    desk.press(Qt.Key.Key_Return)
    desk.click_row(2)
    desk.keys("t")
    field = desk.feature("Labels").tag_field
    desk.bot.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(60, 8 + 26 + 4 + 11))
    assert field.line.text() == "retry storm"


def test_tags_of_several_lines_change_those_they_share_and_no_others(desk: Any):
    desk.click_row(1)
    desk.keys("t")
    desk.type("own, both")
    desk.press(Qt.Key.Key_Return)
    desk.click_row(2)
    desk.keys("t")
    desk.type("both")
    desk.press(Qt.Key.Key_Return)
    select(desk, 1, 2)
    desk.keys("t")
    assert desk.feature("Labels").tag_field.line.text() == "both"
    desk.type("all")
    desk.press(Qt.Key.Key_Return)
    assert marks(desk.case)["request 1"].tags == ("all", "own")
    assert marks(desk.case)["request 2"].tags == ("all",)


def test_esc_leaves_tags_as_they_were(desk: Any):
    desk.click_row(1)
    desk.keys("t")
    desk.type("no")
    desk.press(Qt.Key.Key_Escape)
    assert not desk.case.notebook.marks
    assert desk.table.hasFocus()


def test_a_comment_of_several_lines_is_kept_by_enter(desk: Any):
    desk.click_row(4)
    desk.keys("c")
    desk.type("first try")
    desk.press(Qt.Key.Key_Return, SHIFT)
    desk.type("see E1")
    desk.press(Qt.Key.Key_Return)
    assert marks(desk.case)["request 4"].comment == "first try\nsee E1"
    assert desk.panel._badge(int(desk.panel.rows[4])).comment == "first try\nsee E1"
    assert desk.table.hasFocus()


@pytest.mark.parametrize("way", ["esc", "click", "hide"])
def test_a_comment_is_not_lost_whatever_closes_its_field(desk: Any, way: str):
    desk.click_row(4)
    desk.keys("c")
    desk.type("half a thought")
    if way == "esc":
        desk.press(Qt.Key.Key_Escape)
    elif way == "click":
        desk.click_row(15)
    else:
        desk.panel.hide()
    assert marks(desk.case)["request 4"].comment == "half a thought"
    assert not desk.feature("Labels").comment_field.isVisible()


def test_a_comment_is_kept_when_the_window_is_closed_over_it(case: OpenCase, hand: Any):
    path = case.path
    case.close()
    person = hand(path, (1366, 768))
    logs = person.panel("logs")
    logs.table.setFocus()
    logs.table.go(4)
    person.key(Qt.Key.Key_C)
    person.type("typed and gone")
    person.window.close()
    again = open_case(path)
    assert marks(again)["request 4"].comment == "typed and gone"
    again.close()


def test_a_comment_on_lines_that_have_one_goes_below_it(desk: Any):
    desk.click_row(1)
    desk.keys("c")
    desk.type("mine")
    desk.press(Qt.Key.Key_Return)
    select(desk, 1, 2)
    desk.keys("c")
    desk.type("of both")
    desk.press(Qt.Key.Key_Return)
    assert marks(desk.case)["request 1"].comment == "mine\nof both"
    assert marks(desk.case)["request 2"].comment == "of both"


def test_a_comment_that_is_emptied_goes_away_with_its_mark(desk: Any):
    desk.click_row(1)
    desk.keys("c")
    desk.type("x")
    desk.press(Qt.Key.Key_Return)
    desk.keys("c")
    desk.press(Qt.Key.Key_Backspace)
    desk.press(Qt.Key.Key_Return)
    assert not desk.case.notebook.marks


def test_u_steps_over_everything_marked_and_each_kind_has_its_own_steps(desk: Any):
    for row, act in ((2, "m"), (5, "3"), (9, "t"), (12, "c")):
        desk.click_row(row)
        if act == "3":
            desk.press(Qt.Key.Key_3, ALT)
        else:
            desk.keys(act)
        if act in "tc":
            desk.type("word")
            desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_Home)
    stops = []
    for _step in range(4):
        desk.keys("u")
        stops.append(desk.table.current)
    assert stops == [2, 5, 9, 12]
    desk.do("logs.previous_tag")
    assert desk.table.current == 9
    desk.do("logs.previous_label")
    assert desk.table.current == 5
    desk.do("logs.next_comment")
    assert desk.table.current == 12
    desk.do("logs.next_comment")
    assert desk.said == ["No comment after this line."]


def test_the_question_which_lists_what_there_is_and_goes_there(desk: Any):
    for row, number in ((3, 7), (8, 7), (9, 1)):
        desk.click_row(row)
        desk.press(getattr(Qt.Key, f"Key_{number}"), ALT)
    desk.case.pin(desk.panel.cited()[0])
    desk.hub.announce(frozenset({"evidence"}))
    desk.press(Qt.Key.Key_Home)
    menu = desk.feature("Labels").which_menu(1)
    assert [action.text() for action in menu.actions()] == [
        "Any mark  (3)", "Label 1  (1)", "Label 7  (2)", "Evidence  (1)",
    ]  # fmt: skip
    menu.actions()[2].trigger()
    assert desk.table.current == 3
    menu.actions()[3].trigger()
    assert desk.table.current == 9


def test_marks_behind_the_filter_are_told_of(desk: Any):
    desk.click_row(3)
    desk.keys("m")
    desk.filter('"request 5"')
    desk.keys("u")
    assert desk.said[-1] == "No mark after this line. 1 more is hidden by the filter."


def test_marks_stay_on_their_lines_when_the_index_is_made_again_and_other_files_come(case: OpenCase, tmp_path: Path):
    from workbench.casework.marking import Target, commented
    from workbench.panels.logs.pages import citation_of

    record = case.page(case.query('"request 50"'))[0]
    edit = commented(case.notebook, case.clock, [Target(citation_of(record), record.t)], "here")
    assert edit is not None
    case.do(edit)
    more = tmp_path / "earlier.log"
    more.write_text("".join(f"{iso(START - n * SECOND, 3)} INFO before {n}\n" for n in range(20, 0, -1)))
    case.ingest([more])
    path = case.path
    case.close()
    for file in sorted((path / "index").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    again = open_case(path)
    assert {body: mark.comment for body, mark in marks(again).items()} == {"request 50": "here"}
    again.close()


def test_a_case_that_can_only_be_read_takes_no_marks(case: OpenCase, log_desk: Any):
    path = case.path
    case.close()
    reading = open_case(path, write=False)
    desk = log_desk(reading)
    desk.click_row(1)
    desk.keys("mtc")
    assert not reading.notebook.marks
    assert QApplication.focusWidget() is desk.table
    desk.panel.hide()
    reading.close()


def test_tags_are_told_apart_by_commas():
    assert tags_in(" slow  query ,pool,, pool ") == ("slow query", "pool")


def test_the_fields_clip_no_text(desk: Any, find_text_faults: Any):
    desk.click_row(2)
    desk.keys("t")
    desk.panel.grab()
    assert find_text_faults(desk.panel) == []
    desk.press(Qt.Key.Key_Escape)
    desk.keys("c")
    desk.panel.grab()
    assert find_text_faults(desk.panel) == []


# ---------------------------------------------------------------------------------------------- the list of marks
@pytest.fixture
def marked(desk: Any) -> Any:
    """Line 3 with colour 7, line 5 with a tag, line 9 with a comment; the list is open."""
    for row, act in ((3, "7"), (5, "t"), (9, "c")):
        desk.click_row(row)
        if act == "7":
            desk.press(Qt.Key.Key_7, ALT)
        else:
            desk.keys(act)
            desk.type("pool, slow" if act == "t" else "=look here")
            desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_M, ALT)
    return desk


def listed(desk: Any) -> list[tuple[str, str]]:
    return [(row.cells[2].text, row.detail) for row in desk.feature("MarkList").view.table.rows]


def choose_mark(desk: Any, words: str) -> None:
    table = desk.feature("MarkList").view.table
    row = next(row for row in table.rows if words in row.cells[2].text)
    point = table.row_rect(row.key).center().toPoint()
    desk.bot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)


def test_the_list_tells_every_mark_and_a_click_goes_there(marked: Any):
    assert listed(marked) == [("request 3", ""), ("request 5", "pool, slow"), ("request 9", "=look here")]
    assert marked.panel.panes.side.title.text == "Marks  3"
    choose_mark(marked, "request 5")
    assert marked.message == "request 5"


def test_the_list_follows_what_is_marked_and_delete_takes_a_mark_away(marked: Any):
    marked.table.setFocus()
    marked.click_row(12)
    marked.keys("m")
    assert [text for text, _notes in listed(marked)] == ["request 3", "request 5", "request 9", "request 12"]
    choose_mark(marked, "request 12")
    marked.feature("MarkList").view.table.setFocus()
    marked.press(Qt.Key.Key_Delete)
    assert [text for text, _notes in listed(marked)] == ["request 3", "request 5", "request 9"]


def test_an_empty_list_says_how_a_mark_is_made_and_what_was_not_found(desk: Any, find_text_faults: Any):
    desk.press(Qt.Key.Key_M, ALT)
    desk.panel.grab()
    table = desk.feature("MarkList").view.table
    said = " ".join(box.text for box in table.text_boxes)
    assert "No line is marked yet: M marks the current line" in said
    assert find_text_faults(desk.panel) == []
    desk.feature("MarkList").view.field.setFocus()
    desk.type("pool")
    desk.panel.grab()
    assert "No mark holds these words." in " ".join(box.text for box in table.text_boxes)


@pytest.mark.parametrize(("words", "texts"), [("pool", ["request 5"]), ("label 7", ["request 3"]),
                                             ("LOOK", ["request 9"]), ("label 3", [])])  # fmt: skip
def test_the_list_is_narrowed_by_words_tags_and_labels(marked: Any, words: str, texts: list[str]):
    marked.feature("MarkList").view.field.setFocus()
    marked.type(words)
    assert [text for text, _notes in listed(marked)] == texts


def test_a_mark_that_the_filter_hides_is_shown_without_it_when_chosen_twice(marked: Any):
    marked.filter('"request 50"')
    assert listed(marked)[1] == ("request 5", "pool, slow · hidden now")
    choose_mark(marked, "request 5")
    assert marked.said[-1].startswith("gateway.log:6 is hidden now.")
    choose_mark(marked, "request 5")
    assert marked.message == "request 5"
    assert marked.panel.caption == "100 lines"


def test_marks_are_copied_with_what_is_written_on_them(marked: Any, tmp_path: Path):
    marked.do("logs.marks_text")
    stamps = [iso(START + n * SECOND, 3) for n in (3, 5, 9)]
    assert QApplication.clipboard().text().splitlines() == [
        f"gateway.log:4 {stamps[0]}  {stamps[0]} INFO request 3", "    # label 7",
        f"gateway.log:6 {stamps[1]}  {stamps[1]} INFO request 5", "    # tagged pool, slow",
        f"gateway.log:10 {stamps[2]}  {stamps[2]} INFO request 9", "    # =look here",
    ]  # fmt: skip
    marked.do("logs.marks_csv")
    assert QApplication.clipboard().text().splitlines()[3].split(",")[6] == "'=look here"
    marked.do("logs.marks_markdown")
    assert "> =look here" in QApplication.clipboard().text()
    marked.feature("MarkList").ask_path = lambda *_asked: (str(tmp_path / "marks.jsonl"), "")
    marked.feature("MarkList").save()
    assert '"tags":["pool","slow"]' in (tmp_path / "marks.jsonl").read_text()


def test_the_article_tells_marked_lines(marked: Any, tmp_path: Path):
    from workbench.exporters.core import export

    marked.click_row(14)
    marked.keys("m")
    done = export(marked.case.report(), tmp_path / "kb", ("markdown",))
    text = done.written[0].read_text()
    section = text.split("## Marked lines")[1].split("## Sources")[0]
    assert [line.split(" | ")[1] for line in section.splitlines() if "gateway.log" in line] == [
        "gateway.log:4", "gateway.log:6", "gateway.log:10",
    ]  # fmt: skip
    assert "label 7" in section
    assert "=look here" in section


def test_the_list_clips_no_text(marked: Any, find_text_faults: Any):
    marked.panel.grab()
    assert find_text_faults(marked.panel.panes.side) == []


def test_marks_stand_on_their_lines_while_the_log_grows_before_and_behind_them(desk: Any, tmp_path: Path):
    desk.click_row(10)
    desk.keys("m")
    for name, seconds in (("later.log", 500), ("earlier.log", -500)):
        more = tmp_path / name
        more.write_text(f"{iso(START + seconds * SECOND, 3)} INFO other\n")
        desk.case.ingest([more])
        desk.hub.announce(frozenset({"sources", "spine"}))
        marked = [row for row in desk.panel.rows if desk.panel._badge(int(row)).marked]
        assert [record.body for record in desk.case.page(marked)] == ["request 10"]
