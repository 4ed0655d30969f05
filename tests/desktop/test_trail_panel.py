"""The trail by mouse and keys: a trace's spans and lines, and the focus that all panels share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from trailfiles import LONG, LOST, MESSAGE, START

from workbench.casework.opencase import OpenCase, open_case
from workbench.jobs import start_now
from workbench.model.entities import Citation, Entity, bytes_citation
from workbench.model.focus import Focus
from workbench.model.instants import SECOND, TimeWindow
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.logs.panel import LogsPanel
from workbench.panels.trail.panel import PATIENCE_MS, TrailPanel
from workbench.views.theme import Theme

TRACE = Entity("trace_id", LONG)


@pytest.fixture(scope="module")
def case(trail_case: Path) -> Iterator[OpenCase]:
    opened = open_case(trail_case, write=False)
    yield opened
    opened.close()


class Desk:
    """A trail, with the logs beside it where wanted, under a person's hands."""

    def __init__(self, bot: Any, case: OpenCase, theme: Theme, logs: bool = False) -> None:
        self.bot, self.case, self.hub = bot, case, Hub()
        self.asked: list[str] = []
        self.said: list[str] = []
        around = Surroundings(case, self.hub, start_now, theme, self.asked.append, self.said.append)
        self.room = QWidget()
        row = QHBoxLayout(self.room)
        self.panel = TrailPanel(around)
        row.addWidget(self.panel, 2)
        self.logs = LogsPanel(around) if logs else None
        if self.logs is not None:
            row.addWidget(self.logs, 1)
        bot.addWidget(self.room)
        for command in self.panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), self.panel)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(lambda command=command: command.run() if command.when() else None)
        self.room.resize(1400, 520)
        with bot.waitActive(self.room):
            self.room.show()
            self.room.activateWindow()

    @property
    def list(self) -> Any:
        return self.panel.lists[self.panel.face]

    def look(self, focus: Focus) -> None:
        """Somebody else moves the focus."""
        self.hub.move(focus)
        self.hub.flush()
        self.bot.wait(PATIENCE_MS + 40)

    def row(self, words: str) -> int:
        return next(n for n in range(self.list.count) if words in self.list.sentence_of(n))

    def click(self, words: str, x: float | None = None, y: float = 12) -> None:
        place = self.list.row_rect(self.row(words))
        point = QPoint(round(place.left() + 120 if x is None else x), round(place.top() + y))
        self.bot.mouseClick(self.list.viewport(), Qt.MouseButton.LeftButton, pos=point)
        self.hub.flush()

    def press(self, *keys: Qt.Key) -> None:
        self.list.setFocus()
        for key in keys:
            self.bot.keyClick(self.list, key)
        self.hub.flush()

    def cited(self, text: str) -> Citation:
        record = self.case.page(self.case.query(text)[:1])[0]
        return bytes_citation(record.source_id, record.place.offset, record.place.length)


@pytest.fixture
def desk(qtbot: Any, case: OpenCase, dark: Theme) -> Desk:
    made = Desk(qtbot, case, dark)
    made.look(Focus(entity=TRACE))
    return made


# ---------------------------------------------------------------------------------------------------- what is shown
def test_an_id_that_is_chosen_anywhere_shows_its_spans(desk: Desk):
    names = [desk.list.sentence_of(n).splitlines()[0] for n in range(desk.list.count)]
    assert names[:3] == ["POST /checkout, shop", "charge, shop", "charge card, bank"]
    assert names[3] == f"{LOST}, named as the parent of the spans below, is not in the case."
    assert names[5] == "2 records with this trace id outside of its spans"
    assert desk.panel.caption == f"trace {LONG[:8]}…{LONG[-4:]}"
    assert "4 spans of 2 services" in desk.panel.bar.summary.text
    assert "1 failed" in desk.panel.bar.summary.text


def test_before_anything_is_chosen_one_sentence_says_what_to_do(qtbot: Any, case: OpenCase, dark: Theme):
    desk = Desk(qtbot, case, dark)
    assert "Click a record that carries a trace" in desk.panel.empty.accessibleName()
    assert desk.panel.empty.isVisible()
    desk.look(Focus(citation=desk.cited("idle")))
    assert "carries no trace" in desk.panel.empty.accessibleName()
    desk.look(Focus(entity=Entity("session_id", "nobody")))
    assert desk.panel.empty.accessibleName() == "No record of the case carries this id."


def test_the_button_goes_to_the_first_trail_that_failed(qtbot: Any, case: OpenCase, dark: Theme):
    desk = Desk(qtbot, case, dark)
    button = desk.panel.empty.findChild(QPushButton)
    assert button.text() == "Go to the first one"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desk.panel.trail is not None)
    record = case.record(desk.hub.focus.citation)
    assert record.kind == "span" and record.severity >= 17, "the failed one, not the first of all"
    assert "1 failed" in desk.panel.bar.summary.text


@pytest.mark.parametrize("width", [1400, 760, 420])
def test_no_text_of_any_face_is_clipped(
    qtbot: Any, case: OpenCase, theme: Theme, find_text_faults: Any, width: int
) -> None:
    desk = Desk(qtbot, case, theme)
    desk.room.resize(width, 420)
    faults: list[str] = []
    for entity in (TRACE, Entity("email_message_id", MESSAGE)):
        desk.look(Focus(entity=entity))
        for face in desk.panel.trail.faces:
            desk.panel.show_face(face)
            qtbot.wait(5)
            desk.room.grab()
            faults += find_text_faults(desk.room)
    assert faults == []


# ---------------------------------------------------------------------------------------------------- moving the focus
def test_a_click_on_a_span_moves_the_cursor_to_its_start_and_points_at_its_record(desk: Desk):
    desk.click("charge card")
    focus = desk.hub.focus
    assert focus.cursor == START + SECOND * 3 // 10
    assert focus.entity == TRACE
    assert focus.citation is not None
    assert b'"charge card"' in desk.case.raw(focus.citation)
    assert desk.panel.cited() == (focus.citation,)


def test_a_span_outside_of_the_window_takes_the_window_away(desk: Desk):
    desk.look(Focus(window=TimeWindow(START + 50 * SECOND, START + 60 * SECOND), entity=TRACE))
    desk.click("charge card")
    assert desk.hub.focus.window is None


def test_arrows_step_over_what_is_no_record(desk: Desk):
    desk.press(Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert "charge card" in desk.list.sentence_of(desk.list.current)
    desk.press(Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert "stray" in desk.list.sentence_of(desk.list.current)


def test_left_folds_a_span_and_its_lines_are_counted_at_the_one_that_is_left(desk: Desk):
    before = desk.list.count
    desk.press(Qt.Key.Key_Home, Qt.Key.Key_Left)
    assert desk.list.count == before - 2
    assert "2 log lines" in desk.list.sentence_of(0)
    desk.press(Qt.Key.Key_Right)
    assert desk.list.count == before
    desk.press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left)
    assert desk.list.current == 1


def test_the_mark_before_a_span_folds_it_and_moves_nothing(desk: Desk):
    before, focus = desk.list.count, desk.hub.focus
    desk.click("POST /checkout", x=14)
    assert desk.list.count == before - 2
    assert desk.hub.focus == focus


def test_the_count_of_lines_goes_to_one_after_another_and_a_tick_to_its_own(desk: Desk):
    desk.press(Qt.Key.Key_Home, Qt.Key.Key_Left)
    view = desk.panel.waterfall
    chip = view._chip(0, view.places()).center().x()
    lines = [desk.cited('"checkout begins"'), desk.cited('"charge refused"')]
    for expected in (lines[0], lines[1], lines[0]):
        desk.click("POST /checkout", x=chip)
        assert desk.hub.focus.citation == expected
        assert desk.panel.cited() == (expected,)
    axis = view.places().axis
    assert axis is not None
    desk.click("POST /checkout", x=axis.x(START + SECOND // 2), y=4)
    assert desk.hub.focus.citation == lines[1]
    assert desk.hub.focus.cursor == START + SECOND // 2


def test_enter_gives_the_keyboard_to_the_log_at_the_first_line_of_the_span(desk: Desk):
    desk.press(Qt.Key.Key_Home, Qt.Key.Key_Return)
    assert desk.asked[-1] == "go.logs"
    assert desk.hub.focus.citation == desk.cited('"checkout begins"')


def test_brackets_go_through_all_records_in_order_of_time(desk: Desk):
    seen = []
    desk.press(*[Qt.Key.Key_BracketRight] * 10)
    desk.said.clear()
    for _ in range(10):
        seen.append(desk.hub.focus.cursor)
        desk.press(Qt.Key.Key_BracketLeft)
    # Spans, lines, the error, and the two steps of the session the trace leads to.
    assert [(t - START) / SECOND for t in reversed(seen)] == [0, 0.1, 0.2, 0.3, 0.5, 1, 2, 8, 60, 61]
    assert desk.said == ["This is the first record of the trail."]


# ---------------------------------------------------------------------------------------------------- following others
def test_a_line_clicked_in_the_log_stands_on_its_span_and_nothing_echoes(desk: Desk):
    wanted = Focus(cursor=START, entity=TRACE, citation=desk.cited('"charge refused"'))
    desk.look(wanted)
    assert "charge card" in desk.list.sentence_of(desk.list.current)
    assert desk.hub.focus == wanted


def test_a_line_of_another_id_shows_that_ids_trail_and_one_without_any_leaves_it(desk: Desk):
    desk.look(Focus(citation=desk.cited("GET")))
    assert "GET /" in desk.list.sentence_of(0)
    shown = desk.panel.trail
    desk.look(Focus(citation=desk.cited("idle")))
    assert desk.panel.trail is shown


def test_a_click_on_a_line_beside_shows_it_in_the_log(qtbot: Any, case: OpenCase, dark: Theme):
    desk = Desk(qtbot, case, dark, logs=True)
    desk.look(Focus(entity=TRACE))
    desk.click("late")
    qtbot.wait(30)
    assert desk.logs is not None
    record = desk.logs.current_record()
    assert record is not None
    assert "late" in record.body


def test_a_broken_link_stays_and_moves_nobody(desk: Desk):
    desk.panel.set_linked(False)
    before = desk.panel.trail
    desk.look(Focus(entity=Entity("email_message_id", MESSAGE)))
    assert desk.panel.trail is before
    focus = desk.hub.focus
    desk.click("charge card")
    assert desk.hub.focus == focus
    assert "charge card" in desk.list.sentence_of(desk.list.current)
    desk.panel.set_linked(True)
    assert desk.panel.face == "email"


def test_nothing_is_looked_for_while_the_panel_cannot_be_seen(
    qtbot: Any, case: OpenCase, dark: Theme, monkeypatch: pytest.MonkeyPatch
):
    desk = Desk(qtbot, case, dark)
    looked: list[Any] = []
    found = type(case).trail
    monkeypatch.setattr(type(case), "trail", lambda self, what, context=None: looked.append(what) or found(self, what))
    desk.panel.hide()
    desk.look(Focus(entity=TRACE))
    assert looked == []
    desk.panel.show()
    assert looked == [TRACE]
    assert desk.panel.trail is not None


def test_a_record_clicked_just_before_the_panel_went_is_followed_when_it_comes_back(desk: Desk):
    desk.hub.move(Focus(citation=desk.cited("GET")))
    desk.hub.flush()
    desk.panel.hide()
    desk.bot.wait(PATIENCE_MS + 40)
    assert desk.panel.trail is not None
    assert desk.panel.trail.trace_id == LONG
    desk.panel.show()
    desk.bot.wait(PATIENCE_MS + 40)
    assert "GET /" in desk.list.sentence_of(0)


def test_records_that_came_are_looked_for_again_and_where_one_stands_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    desk.press(Qt.Key.Key_Home, Qt.Key.Key_Left)
    desk.click("stray")
    looked: list[Any] = []
    found = type(desk.case).trail
    monkeypatch.setattr(
        type(desk.case), "trail", lambda self, what, context=None: looked.append(what) or found(self, what)
    )
    for _ in range(5):
        desk.hub.announce(frozenset({"spine"}))
    desk.bot.waitUntil(lambda: bool(looked), timeout=5000)
    assert looked == [TRACE]
    assert "stray" in desk.list.sentence_of(desk.list.current)
    assert "2 log lines" in desk.list.sentence_of(0)  # still folded


# ---------------------------------------------------------------------------------------------------- the other faces
def test_v_goes_from_the_trace_to_the_session_it_led_to(desk: Desk):
    assert [desk.panel.bar.tabs.tabText(n) for n in range(desk.panel.bar.tabs.count())] == ["Trace 4", "Session 2"]
    desk.press(Qt.Key.Key_V)
    assert desk.panel.face == "session"
    desk.click("TypeError")
    assert desk.hub.focus.cursor == START + 61 * SECOND
    assert desk.hub.focus.entity == TRACE


def test_a_tab_is_chosen_by_the_mouse(desk: Desk):
    place = desk.panel.bar.tabs.tabRect(1).center()
    desk.bot.mouseClick(desk.panel.bar.tabs, Qt.MouseButton.LeftButton, pos=place)
    assert desk.panel.face == "session"
    assert desk.panel.session.isVisible()


def test_a_bounced_mail_is_a_lane_whose_marks_and_rows_lead_to_their_records(desk: Desk):
    desk.look(Focus(entity=Entity("email_message_id", MESSAGE)))
    assert desk.list.sentence_of(0).startswith("ann@shop.example: delivered")
    assert "550 5.1.1 No such user" in desk.list.sentence_of(5)
    axis = desk.panel.mails.axis()
    assert axis is not None
    desk.click("bob@shop.example: bounced", x=axis.x(START + 3 * SECOND))
    assert desk.hub.focus.cursor == START + 3 * SECOND
    assert b"No such user" in desk.case.raw(desk.hub.focus.citation or desk.cited("*"))
    desk.press(Qt.Key.Key_Home, Qt.Key.Key_Left)
    assert desk.list.count == 4
    assert desk.list.sentence_of(0).startswith("ann@shop.example")


def test_the_id_is_copied(desk: Desk):
    desk.list.setFocus()
    desk.bot.keyClick(desk.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == LONG


def test_no_button_tells_of_clocks_where_they_agree(desk: Desk):
    assert not desk.panel.strip.isVisible()
    assert desk.panel.strip.findChildren(QPushButton) == []
