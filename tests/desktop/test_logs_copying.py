"""Copying lines in five forms and saving what is shown, by mouse and keys."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from workbench.casework.opencase import OpenCase
from workbench.model.instants import SECOND, iso, parse_instant

START = parse_instant("2026-03-17T14:00:00Z", day=0)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def line(n: int) -> str:
    return f"{iso(START + n * SECOND, 3)} {'ERROR' if n % 10 == 0 else 'INFO'} request {n}"


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """One log of a hundred lines, every tenth an error."""
    log = tmp_path / "gateway.log"
    log.write_text("".join(f"{line(n)}\n" for n in range(100)))
    return case_of([log], title="Checkout fails", started=START)


@pytest.fixture
def desk(case: OpenCase, log_desk: Any) -> Any:
    return log_desk(case)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_one_line_is_copied_as_it_stands(desk: Any):
    desk.click_row(3)
    desk.press(Qt.Key.Key_C, CTRL)
    assert clipboard() == line(3)
    assert desk.said[-1] == "Copied 1 line as text."


def test_several_lines_say_where_each_stands_and_only_those_shown_are_copied(desk: Any):
    desk.filter("severity>=error")
    desk.click_row(1)
    desk.click_row(3, modifier=SHIFT)
    desk.press(Qt.Key.Key_C, CTRL)
    assert clipboard() == "".join(
        f"gateway.log:{n + 1} {iso(START + n * SECOND, 3)}  {line(n)}\n" for n in (10, 20, 30)
    )  # fmt: skip
    desk.do("logs.copy_raw")
    assert clipboard() == "\n".join(line(n) for n in (10, 20, 30))


def test_markdown_csv_and_json_are_of_the_selected_lines(desk: Any):
    desk.click_row(2)
    desk.click_row(3, modifier=SHIFT)
    desk.press(Qt.Key.Key_C, CTRL | SHIFT)
    assert clipboard().startswith("**gateway.log:3** · 2026-03-17T14:00:02Z\n\n```text\n")
    desk.do("logs.copy_csv")
    assert clipboard().splitlines()[1].startswith("2026-03-17T14:00:02.000Z,info,")
    desk.do("logs.copy_json")
    assert [json.loads(text)["title"] for text in clipboard().splitlines()] == ["request 2", "request 3"]


def test_selected_characters_go_before_rows(desk: Any):
    desk.click_row(3)
    left = desk.table.columns.message + 30
    desk.bot.mouseDClick(desk.table.viewport(), Qt.MouseButton.LeftButton, pos=desk.table.viewport().rect().topLeft()
                         + type(desk.table.viewport().rect().topLeft())(left, 3 * desk.table.row_height + 8))  # fmt: skip
    desk.press(Qt.Key.Key_C, CTRL)
    assert clipboard() == "request"


def test_what_is_shown_is_saved_in_the_form_that_was_chosen(desk: Any, tmp_path: Path):
    desk.filter("severity>=error")
    asked: list[str] = []

    def answer(_parent: Any, title: str, filters: str) -> tuple[str, str]:
        asked.extend((title, filters))
        return str(tmp_path / "errors"), "JSON, a record a line (*.jsonl)"

    desk.feature("Copying").ask_path = answer
    desk.press(Qt.Key.Key_S, CTRL)
    texts = (tmp_path / "errors.jsonl").read_text().splitlines()
    assert [json.loads(text)["title"] for text in texts] == [f"request {n}" for n in range(0, 100, 10)]
    assert asked[0] == "Save what is shown"
    assert desk.said[-1].startswith(f"{tmp_path / 'errors.jsonl'}: 10 lines, ")
    assert desk.case.custody()[-1].action == "exported"


def test_selected_rows_are_saved_and_a_typed_ending_decides(desk: Any, tmp_path: Path):
    desk.click_row(5)
    desk.click_row(6, modifier=SHIFT)
    desk.feature("Copying").ask_path = lambda *_asked: (str(tmp_path / "two.txt"), "")
    desk.do("logs.save_selected")
    assert (tmp_path / "two.txt").read_text() == f"{line(5)}\n{line(6)}\n"


def test_a_place_that_can_not_be_written_is_said(desk: Any, tmp_path: Path):
    desk.feature("Copying").ask_path = lambda *_asked: (str(tmp_path / "no" / "x.csv"), "")
    desk.press(Qt.Key.Key_S, CTRL)
    assert "it can't be written" in desk.said[-1]


def test_a_cancelled_dialog_saves_nothing(desk: Any):
    desk.feature("Copying").ask_path = lambda *_asked: ("", "")
    desk.press(Qt.Key.Key_S, CTRL)
    assert desk.said == []


def test_the_menu_has_what_is_done_most_at_its_top_and_the_rest_in_parts(desk: Any):
    from workbench.panels.logs.commands import log_commands
    from workbench.panels.logs.menu import context_menu

    desk.click_row(2)
    menu = context_menu(desk.panel, log_commands(desk.panel), desk.panel.features)
    top = [action.text().partition("\t")[0] for action in menu.actions() if not action.isSeparator()]
    assert top[:3] == ["Mark or unmark", "Tag…", "Comment…"]
    assert {"Copy", "Marks", "Find and step"} <= set(top)
    assert len(top) < 40
    classes = {type(feature).__name__ for feature in desk.panel.features}
    plain = {"Templates", "Highlights", "Searches", "Follow", "Compare", "Times"}
    assert not set(top) & (classes - plain), "a part of the menu is called by a word of the code"
    parts = [action.menu() for action in menu.actions() if isinstance(action.menu(), QMenu)]
    told = {action.text().partition("\t")[0] for part in parts for action in part.actions()} | set(top)
    assert {command.title for command in desk.panel.commands()} <= told
    menu.actions()[0].trigger()
    assert len(desk.case.notebook.marks) == 1
