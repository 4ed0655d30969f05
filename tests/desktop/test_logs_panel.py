"""The log panel by mouse and keys, on real cases: a small one, a hostile one, and one of two million lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from pytestqt.qtbot import QtBot

from workbench.casework.opencase import OpenCase, create_case
from workbench.jobs import JobContext, start_now
from workbench.model.entities import Entity, bytes_citation
from workbench.model.focus import Focus
from workbench.model.instants import SECOND, TimeWindow, iso, parse_instant
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.logs.panel import LogsPanel
from workbench.views.theme import Theme

START = parse_instant("2026-03-17T14:00:00Z", day=0)
TRACE = (
    "Traceback (most recent call last):\n"
    '  File "/srv/app/checkout/db/pool.py", line 105, in reserve\n'
    "    conn = self.acquire()\n"
    "PoolTimeout: no connection after 5.0 s"
)


def stamp(second: int) -> str:
    return (iso(START + second * SECOND, 3) or "").replace("T", " ").rstrip("Z")


def gateway_line(second: int) -> str:
    """Second 30 and 90 fail, 60 warns, 45 carries a trace."""
    if second in (30, 90):
        return f"{stamp(second)}Z ERROR PoolTimeout for order {second}"
    if second == 45:
        return f"{stamp(second)}Z ERROR reserve failed\n{TRACE}"
    if second == 60:
        return f"{stamp(second)}Z WARN pool 100/100 in use"
    return f"{stamp(second)}Z INFO request {second} done"


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """Two logs of two minutes, a line a second each, half a second apart."""
    gateway = tmp_path / "gateway.log"
    gateway.write_text("\n".join(gateway_line(second) for second in range(120)) + "\n")
    orders = tmp_path / "orders.log"
    lines = (f"{stamp(second)[:-3]}500Z INFO order {second} stored" for second in range(120))
    orders.write_text("\n".join(lines) + "\n")
    return case_of([gateway, orders], title="Checkout fails", started=START)


class Desk:
    """A panel with its hub, its commands' keys bound as a window does it, and what it said and asked."""

    def __init__(self, qtbot: QtBot, case: OpenCase, theme: Theme, start: Callable = start_now) -> None:
        self.qtbot, self.case, self.hub = qtbot, case, Hub()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.panel = LogsPanel(Surroundings(case, self.hub, start, theme, self.asked.append, self.said.append))
        qtbot.addWidget(self.panel)
        for command in self.panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), self.panel.table)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(command.run)
        self.panel.resize(900, 420)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.panel.table.setFocus()

    def keys(self, text: str) -> None:
        """Press keys in the table, one after the other."""
        for letter in text:
            shift = Qt.KeyboardModifier.ShiftModifier if letter.isupper() else Qt.KeyboardModifier.NoModifier
            self.qtbot.keyClick(self.panel.table, letter, shift)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.panel.table, key, modifier)

    def click_row(self, position: int, x: int = 400) -> None:
        """Click on the first line of a row that is in sight."""
        number = self.panel.table.line_of(position)
        assert number is not None
        point = QPoint(x, number * self.panel.table.row_height + 8)
        self.qtbot.mouseClick(self.panel.table.viewport(), Qt.MouseButton.LeftButton, pos=point)

    def move(self, focus: Focus) -> None:
        self.hub.move(focus)
        self.hub.flush()

    def filter(self, text: str) -> None:
        """Type a filter into its field."""
        self.keys("/")
        self.qtbot.keyClicks(self.panel.bar.query, text)
        self.qtbot.keyClick(self.panel.bar.query, Qt.Key.Key_Return)

    @property
    def message(self) -> str:
        record = self.panel.current_record()
        return record.body if record else ""


@pytest.fixture
def desk(qtbot: QtBot, case: OpenCase, dark: Theme) -> Iterator[Desk]:
    made = Desk(qtbot, case, dark)
    yield made
    made.panel.hide()


def at(second: float) -> int:
    return START + int(second * SECOND)


# ---------------------------------------------------------------------------------------------- the table
def test_two_logs_are_one_table_in_order_of_time(desk: Desk):
    rows = desk.panel.visible_rows()
    records = desk.case.page(rows)
    assert [record.source[-11:] for record in records[:4]] == ["gateway.log", "/orders.log"] * 2
    assert [record.t for record in records] == sorted(record.t for record in records)
    assert desk.panel.caption == "240 lines"


def test_the_cursor_puts_the_nearest_line_in_sight_and_paints_it(desk: Desk, dark: Theme):
    desk.move(Focus(cursor=at(70.1)))
    record = desk.panel.current_record()
    assert record is not None
    assert record.t == at(70)
    line = desk.panel.table.line_of(desk.panel.table.current)
    assert line is not None
    image = desk.panel.table.viewport().grab().toImage()
    assert image.pixelColor(1, line * 20 + 10) == dark.color("cursor")


def test_a_citation_wins_over_the_nearest_line(desk: Desk):
    second = desk.case.page([1])[0]
    citation = bytes_citation(second.source_id, second.place.offset, second.place.length)
    desk.move(Focus(cursor=at(0), citation=citation))
    assert desk.message == "order 0 stored"


def test_a_click_moves_the_shared_cursor_to_the_line(desk: Desk):
    desk.click_row(4)
    assert desk.hub.focus.cursor == at(2)
    record = desk.case.page([desk.panel.rows[4]])[0]
    assert desk.hub.focus.citation == bytes_citation(record.source_id, record.place.offset, record.place.length)
    assert desk.panel.cited() == (desk.hub.focus.citation,)


def test_an_unlinked_panel_moves_only_itself(desk: Desk):
    desk.panel.set_linked(False)
    desk.click_row(6)
    assert desk.hub.focus.cursor is None
    record = desk.panel.current_record()
    assert record is not None
    assert record.t == at(3)


def test_arrows_pages_and_ends_move_row_by_row(desk: Desk):
    desk.press(Qt.Key.Key_Home)
    desk.press(Qt.Key.Key_Down)
    assert desk.message == "order 0 stored"
    desk.press(Qt.Key.Key_End)
    assert desk.message == "order 119 stored"
    desk.press(Qt.Key.Key_PageUp)
    assert desk.panel.table.current == 239 - (desk.panel.table.capacity - 2)
    assert desk.hub.focus.cursor is not None


def test_shift_and_arrows_select_rows_without_moving_the_cursor(desk: Desk):
    desk.click_row(3)
    cursor = desk.hub.focus.cursor
    for _step in range(2):
        desk.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(desk.panel.cited()) == 3
    assert desk.hub.focus.cursor == cursor


def test_e_and_w_go_to_the_next_error_and_warning_and_back(desk: Desk):
    desk.keys("e")
    assert desk.message == "PoolTimeout for order 30"
    desk.keys("w")
    assert desk.message == "pool 100/100 in use"
    desk.keys("e")
    assert desk.message == "PoolTimeout for order 90"
    desk.keys("e")
    assert desk.said == ["No error after this line."]
    desk.keys("E")
    assert desk.message.startswith("reserve failed")


def test_a_record_of_several_lines_is_one_row_that_enter_opens(desk: Desk):
    desk.move(Focus(cursor=at(45)))
    texts = [line.text for line in desk.panel.table.lines if line.position == desk.panel.table.current]
    assert texts == ["reserve failed", "4 lines · PoolTimeout at pool.py:105"]
    desk.press(Qt.Key.Key_Return)
    texts = [line.text for line in desk.panel.table.lines if line.position == desk.panel.table.current]
    assert texts[2] == "Traceback (most recent call last):"
    assert texts[-1] == "PoolTimeout: no connection after 5.0 s"


# ---------------------------------------------------------------------------------------------- filter and find
def test_a_filter_leaves_matching_lines_and_says_how_many(desk: Desk):
    desk.filter("severity>=warn")
    assert desk.panel.caption == "4 of 240 lines"
    assert desk.panel.left_out == "236 lines hidden by filters"
    assert [chip.shown.value for chip in desk.panel.bar.chips] == ["≥ warn"]


def test_taking_a_filter_off_lands_on_the_same_line_at_the_same_place(desk: Desk):
    desk.filter("request")
    desk.click_row(12)
    message = desk.message
    chip = desk.panel.bar.chips[0]
    desk.qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 6, 10))
    assert desk.message == message
    assert desk.panel.table.line_of(desk.panel.table.current) == 12
    assert desk.panel.caption == "240 lines"


def test_the_window_filters_and_the_current_line_keeps_its_place(desk: Desk):
    desk.move(Focus(cursor=at(60)))
    line = desk.panel.table.line_of(desk.panel.table.current)
    desk.move(Focus(cursor=at(60), window=TimeWindow(at(30), at(90))))
    assert len(desk.panel.rows) == 120
    assert desk.message == "pool 100/100 in use"
    assert desk.panel.table.line_of(desk.panel.table.current) == line


def test_a_filter_that_is_not_understood_says_where_and_changes_nothing(desk: Desk):
    desk.filter("request (order")
    assert desk.panel.bar.error.startswith("Character 9: the ( is not closed")
    assert desk.panel.bar.query.cursorPosition() == 8
    assert desk.panel.caption == "240 lines"


def test_nothing_matches_is_said_and_mended_by_one_click(desk: Desk):
    desk.filter("no-such-word")
    assert not desk.panel.table.isVisible()
    assert desk.panel.nothing.accessibleName() == "No line matches these filters."
    desk.panel.nothing.pressed.emit()
    assert desk.panel.table.isVisible()
    assert desk.panel.caption == "240 lines"


def test_plus_and_minus_take_the_value_of_the_cell(desk: Desk):
    desk.click_row(0, x=220)
    desk.keys("+")
    assert desk.panel.caption == "120 of 240 lines"
    desk.panel.clear_filters()
    desk.click_row(0, x=220)
    desk.keys("-")
    assert {record.source.rsplit("/")[-1] for record in desk.case.page(desk.panel.visible_rows())} == {"orders.log"}


def test_a_word_that_was_double_clicked_is_what_plus_asks_for(desk: Desk):
    desk.move(Focus(cursor=at(30)))
    table = desk.panel.table
    line = table.line_of(table.current)
    assert line is not None
    point = QPoint(table.columns.message + 30, line * 20 + 8)
    desk.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)
    desk.qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert table.selected_text == "PoolTimeout"
    desk.keys("+")
    assert desk.panel.caption == "3 of 240 lines"


def test_find_counts_its_hits_and_n_steps_through_them(desk: Desk):
    desk.panel.open_find()
    desk.qtbot.keyClicks(desk.panel.bar.find_field, "pooltimeout")
    desk.qtbot.keyClick(desk.panel.bar.find_field, Qt.Key.Key_Return)
    assert desk.message == "PoolTimeout for order 30"
    assert desk.panel.bar._hits == "1 of 3"
    desk.panel.table.setFocus()
    desk.keys("n")
    assert desk.message.startswith("reserve failed")
    desk.keys("nn")
    assert desk.said == ["No hit after this line."]
    desk.keys("N")
    assert desk.panel.bar._hits == "2 of 3"
    assert desk.panel.caption == "240 lines"


def test_typing_in_a_field_gives_no_command(desk: Desk):
    desk.keys("/")
    desk.qtbot.keyClicks(desk.panel.bar.query, "new e")
    assert desk.panel.bar.query.text() == "new e"
    desk.qtbot.keyClick(desk.panel.bar.query, Qt.Key.Key_Escape)
    assert desk.panel.table.hasFocus()


def test_a_late_answer_of_an_older_question_is_dropped(qtbot: QtBot, case: OpenCase, dark: Theme):
    waiting: list[Callable[[], None]] = []

    def start(title, work, then, failed=None):
        waiting.append(lambda: then(work(JobContext())))
        return JobContext()

    desk = Desk(qtbot, case, dark, start)
    while waiting:
        waiting.pop(0)()
    desk.panel.bar.applied.emit("request")
    first = waiting.pop()
    desk.panel.clear_filters()
    second = waiting.pop()
    second()
    first()
    assert len(desk.panel.rows) == 240
    desk.panel.hide()


# ---------------------------------------------------------------------------------------------- marks, pins, copies
def test_m_marks_a_line_and_u_comes_back_to_it(desk: Desk):
    desk.click_row(5)
    desk.keys("m")
    assert len(desk.case.notebook.marks) == 1
    desk.press(Qt.Key.Key_End)
    desk.keys("U")
    assert desk.panel.table.current == 5
    desk.keys("m")
    assert not desk.case.notebook.marks


def test_the_ghost_pin_asks_to_pin_that_line_and_its_label_stands_at_the_right(desk: Desk):
    desk.click_row(3, x=10)
    assert desk.asked == ["evidence.pin"]
    evidence = desk.case.pin(desk.panel.cited()[0])
    desk.hub.announce(frozenset({"evidence"}))
    desk.panel.grab()
    assert evidence.label == "E1"
    assert [box.text for box in desk.panel.table.text_boxes if box.text == "E1"] == ["E1"]


def test_an_entity_lights_the_rows_that_carry_it(desk: Desk):
    shown = desk.panel.pages.shown(int(desk.panel.rows[0]))
    assert shown is not None
    desk.panel.pages._kept[0] = replace(shown, names=frozenset({("host", "edge-1")}))
    desk.move(Focus(entity=Entity("host", "edge-1")))
    assert desk.panel._badge(0).lit
    assert not desk.panel._badge(1).lit


def test_copies_carry_the_lines_and_as_markdown_their_place_and_utc(desk: Desk):
    desk.move(Focus(cursor=at(30)))
    desk.qtbot.keyClick(desk.panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == gateway_line(30)
    next(command for command in desk.panel.commands() if command.id == "logs.copy_markdown").run()
    assert QGuiApplication.clipboard().text() == (
        f"**gateway.log:31** · 2026-03-17T14:00:30Z\n\n```text\n{gateway_line(30)}\n```\n\n"
    )


def test_a_click_in_the_gutter_moves_the_cursor_there(desk: Desk):
    gutter = desk.panel.map
    desk.qtbot.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=QPoint(20, gutter.height() // 2))
    assert desk.hub.focus.cursor is not None
    assert abs(desk.hub.focus.cursor - at(60)) < 2 * SECOND


# ---------------------------------------------------------------------------------------------- looks and limits
@pytest.mark.parametrize("size", [(908, 316), (620, 500), (420, 300)])
def test_no_text_is_cut_or_meets_another(qtbot: QtBot, case: OpenCase, theme: Theme, size, find_text_faults):
    desk = Desk(qtbot, case, theme)
    desk.panel.resize(*size)
    desk.filter("severity>=info")
    desk.panel.bar.find_field.setText("pool")
    desk.move(Focus(cursor=at(45)))
    desk.panel.table.unfold()
    desk.panel.grab()
    assert find_text_faults(desk.panel) == []
    desk.panel.hide()


def test_a_hostile_log_is_shown_harmless(qtbot: QtBot, tmp_path: Path, dark: Theme):
    log = tmp_path / "evil.log"
    lines = ["INFO \x1b[31mred\x1b[0m \u202etxt.exe", "INFO <img src=file:///etc/passwd>", "INFO nul \x00 bell \x07"]
    text = "".join(f"{stamp(n)}Z {line}\n" for n, line in enumerate(lines))
    log.write_bytes(text.encode() + f"{stamp(9)}Z INFO {'x' * 5_000_000}\n".encode() + b"\xff\xfe broken\n")
    case = create_case(tmp_path / "b.case", title="Evil")
    case.ingest([log])
    desk = Desk(qtbot, case, dark)
    shown = [line.text for line in desk.panel.table.lines if line.kind == "main"]
    assert shown[0] == r"red \u202etxt.exe"
    assert shown[1] == "<img src=file:///etc/passwd>"
    assert shown[2] == r"nul \x00 bell \x07"
    assert all(len(text) < 5000 and text.isprintable() for text in shown)
    desk.panel.grab()
    desk.panel.hide()
    case.close()


def test_two_million_lines_open_and_only_a_screen_of_them_is_held(qtbot: QtBot, tmp_path: Path, dark: Theme):
    count, width = 2_000_000, 48
    block = np.full((count, width), ord(" "), np.uint8)
    seconds = np.arange(count, dtype=np.int64)
    head = np.frombuffer(b"2026-03-17T00:00:00.000Z INFO  request 00000000\n", np.uint8)
    block[:] = head[None, :]
    moments = (np.datetime64("2026-03-17T00:00:00") + seconds.astype("timedelta64[s]")).astype("S19")
    block[:, :19] = moments.view(np.uint8).reshape(count, 19)
    for place in range(8):
        block[:, 46 - place] = ord("0") + seconds // 10**place % 10
    block[1_500_000, 25:30] = np.frombuffer(b"ERROR", np.uint8)
    log = tmp_path / "big.log"
    block.tofile(log)
    del block
    case = create_case(tmp_path / "big.case", title="Big")
    case.ingest([log])
    desk = Desk(qtbot, case, dark)
    assert desk.panel.caption == "2,000,000 lines"
    desk.press(Qt.Key.Key_End)
    assert desk.message == "request 01999999"
    desk.press(Qt.Key.Key_Home)
    desk.keys("e")
    assert desk.message == "request 01500000"
    desk.move(Focus(cursor=parse_instant("2026-03-20T10:00:00Z", day=0)))
    assert desk.message == f"request {(3 * 24 + 10) * 3600:08d}"
    assert desk.panel.table.lines_model.rowCount() <= desk.panel.table.capacity + 1
    assert len(desk.panel.pages._kept) < 500
    desk.panel.hide()
    case.close()
