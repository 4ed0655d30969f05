"""The log table by mouse and keys: moved ground, sideways, selection of rows and characters, columns, badges, voices."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from workbench.model.instants import SECOND, parse_instant
from workbench.views.log.ansi import coloured
from workbench.views.log.columns import ColumnChoice, Columns
from workbench.views.log.head import LogHead
from workbench.views.log.rows import Badge, BodyLine, LogRow, LongText
from workbench.views.log.screen import LARGEST, SMALLEST
from workbench.views.log.stretches import Stretches
from workbench.views.log.table import LogTable
from workbench.views.log.times import Silences, TimeColumn, distance_text, silence_limit
from workbench.views.theme import Theme

START = parse_instant("2026-03-17T23:59:00Z", day=0)
LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT, ALT, PLAIN = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.NoModifier,
)  # fmt: skip


def row(number: int, message: str = "", **more: object) -> LogRow:
    """A row a second, named by its number."""
    level = ("info", "warn", "error", "debug")[number % 4]
    return LogRow(number, f"23:59:{number % 60:02d}.000", level, "orders.log", message or f"order {number} stored",
                  t=START + number * SECOND, **more)  # type: ignore[arg-type]  # fmt: skip


class Stage:
    """A table with its head above, in a window of its own."""

    def __init__(self, qtbot: QtBot, theme: Theme, rows: Sequence[LogRow], badge: Callable[[int], Badge]) -> None:
        self.qtbot, self.rows = qtbot, rows
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.table, self.head = LogTable(theme, badge, self.window), LogHead(theme, "UTC", self.window)
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.table)
        self.head.chosen.connect(self.table.set_choice)
        self.head.fitted.connect(
            lambda name: self.table.set_choice(self.table.choice.wide(name, self.table.fitting(name)))
        )
        self.table.relaid.connect(
            lambda: self.head.set_columns(self.table.columns, self.table.choice, self.table.look.first)
        )
        self.window.resize(900, 422)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.table.set_rows(len(rows), lambda start, stop: rows[start:stop], 0)
        self.table.setFocus()
        QApplication.processEvents()

    @property
    def view(self) -> QWidget:
        return self.table.viewport()

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = PLAIN) -> None:
        self.qtbot.keyClick(self.table, key, held)

    def point(self, line: int, letter: int) -> QPoint:
        """Where a character of a line in sight begins."""
        x = self.table.columns.message + 6 + letter * self.table.letter_width
        return QPoint(round(x), line * self.table.row_height + 8)

    def click(self, line: int, held: Qt.KeyboardModifier = PLAIN, letter: int = 2) -> None:
        self.qtbot.mouseClick(self.view, LEFT, held, self.point(line, letter))

    def drag(self, start: QPoint, end: QPoint, held: Qt.KeyboardModifier = PLAIN) -> None:
        self.qtbot.mousePress(self.view, LEFT, PLAIN, start)
        for step in (1, 2):
            at = QPointF(start + (end - start) * step / 2)
            event = QMouseEvent(QMouseEvent.Type.MouseMove, at, self.view.mapToGlobal(at), Qt.MouseButton.NoButton, LEFT,
                                held)  # fmt: skip
            QApplication.sendEvent(self.view, event)
        self.qtbot.mouseRelease(self.view, LEFT, PLAIN, end)

    def wheel(self, notches: int, held: Qt.KeyboardModifier = PLAIN) -> None:
        middle = QPointF(self.view.width() / 2, 60)
        event = QWheelEvent(middle, self.view.mapToGlobal(middle), QPoint(), QPoint(0, 120 * notches),
                            Qt.MouseButton.NoButton, held, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        QApplication.sendEvent(self.view, event)

    def texts(self) -> list[str]:
        QApplication.processEvents()
        return [box.text for box in self.table.text_boxes]

    def on_screen(self) -> QImage:
        """What the window system holds, which is not painted anew for this."""
        for _turn in range(3):
            self.qtbot.wait(8)
        shot = self.window.screen().grabWindow(self.window.winId()).toImage()
        place = self.view.mapTo(self.window, QPoint(0, 0))
        return shot.copy(place.x(), place.y(), self.view.width(), self.view.height())

    def anew(self) -> QImage:
        """The same painted from nothing."""
        return self.view.grab().toImage().convertToFormat(self.on_screen().format())


@pytest.fixture
def stage(qtbot: QtBot, dark: Theme) -> Callable[..., Stage]:
    def make(rows: Sequence[LogRow] | int = 200, badge: Callable[[int], Badge] = lambda _row: Badge()) -> Stage:
        made = [row(number) for number in range(rows)] if isinstance(rows, int) else rows
        return Stage(qtbot, dark, made, badge)

    return make


# ---------------------------------------------------------------------------------------------- the ground
def test_what_was_moved_looks_like_what_is_painted_from_nothing(stage: Callable[..., Stage]):
    shown = stage([row(n, chip="2 lines · x", body=lambda: (BodyLine("a"), BodyLine("b"))) if n % 7 == 0 else row(n)
                   for n in range(200)])  # fmt: skip
    shown.on_screen()
    steps: list[Callable[[], None]] = [
        lambda: shown.wheel(-1), lambda: shown.wheel(-2), lambda: shown.key(Qt.Key.Key_Down), lambda: shown.wheel(1),
        lambda: shown.key(Qt.Key.Key_PageDown), lambda: shown.click(4), lambda: shown.click(7, CTRL),
        lambda: shown.key(Qt.Key.Key_Down, SHIFT), lambda: shown.wheel(-1), lambda: shown.key(Qt.Key.Key_Return),
        lambda: shown.wheel(1), lambda: shown.key(Qt.Key.Key_End), lambda: shown.wheel(3),
    ]  # fmt: skip
    for number, step in enumerate(steps):
        step()
        assert shown.on_screen() == shown.anew(), f"after step {number}"


def test_texts_that_were_moved_are_known_where_they_stand(stage: Callable[..., Stage]):
    shown = stage()
    shown.texts()
    shown.wheel(-1)
    boxes = [box for box in shown.table.text_boxes if box.text == "order 5 stored"]
    QApplication.processEvents()
    assert [box.drawn.center().y() for box in boxes] == [2 * 20 + 10]
    assert "order 0 stored" not in shown.texts()


# ---------------------------------------------------------------------------------------------- sideways
LONG = "".join(f"{number:04d}-" for number in range(200))


def test_shift_and_the_wheel_move_along_a_long_line_and_a_bar_says_where(stage: Callable[..., Stage]):
    shown = stage([row(0, LONG), row(1)])
    assert shown.table.reach == len(LONG) - shown.table.letters_in_sight
    assert any(text.startswith("0000-0001") for text in shown.texts())
    before = shown.table.bar_rect()
    shown.wheel(-1, SHIFT)
    first = shown.table.look.first
    assert first > 0
    assert any(text.startswith(LONG[first : first + 20]) for text in shown.texts())
    assert shown.table.bar_rect().left() > before.left()
    shown.wheel(1, SHIFT)
    assert shown.table.look.first == 0


def test_arrows_go_on_along_the_message_and_ctrl_end_shows_the_end_of_the_line(stage: Callable[..., Stage]):
    shown = stage([row(0, LONG)])
    shown.key(Qt.Key.Key_Right)
    assert shown.table.look.first > 0
    shown.key(Qt.Key.Key_End, CTRL)
    assert any(text.endswith("0199-") for text in shown.texts())
    assert shown.head.first == shown.table.look.first
    shown.key(Qt.Key.Key_Home, CTRL)
    shown.key(Qt.Key.Key_Left)
    assert shown.table.cell == "source"


def test_the_bar_is_dragged_and_goes_when_nothing_is_wider(stage: Callable[..., Stage]):
    shown = stage([row(0, LONG), *(row(n) for n in range(1, 80))])
    handle = shown.table.bar_rect().center().toPoint()
    shown.drag(handle, QPoint(shown.view.width() - 4, handle.y()))
    assert shown.table.look.first == shown.table.reach
    shown.key(Qt.Key.Key_End)
    assert shown.table.bar_rect().isEmpty()
    assert shown.table.look.first == 0


def test_a_line_of_fifty_megabytes_is_read_only_where_it_is_looked_at(stage: Callable[..., Stage]):
    asked: list[tuple[int, int]] = []

    def read(start: int, count: int) -> str:
        asked.append((start, count))
        return "".join(str((start + n) % 10) for n in range(min(count, 50_000_000 - start)))

    long = LongText(50_000_000, read)
    shown = stage([row(0, "0123456789" * 400, long=long), row(1)])
    shown.key(Qt.Key.Key_End, CTRL)
    shown.texts()
    shown.key(Qt.Key.Key_Home, CTRL)
    shown.key(Qt.Key.Key_Return)
    shown.key(Qt.Key.Key_Return, SHIFT)
    shown.texts()
    assert sum(count for _start, count in asked) < 200_000
    lines = [line for line in shown.table.lines if line.position == 0]
    text = "".join(line.text for line in lines if line.kind in ("main", "wrap"))
    assert text == ("0123456789" * (len(text) // 10 + 1))[: len(text)]


def test_an_opened_record_goes_on_page_by_page(stage: Callable[..., Stage]):
    def rest(at: int) -> tuple[tuple[BodyLine, ...], int]:
        return tuple(BodyLine(f"late {at + n}") for n in range(300)), at + 300 if at < 900 else -1

    tall = row(0, "tall", chip="more than 10 lines", body=lambda: tuple(BodyLine(f"early {n}") for n in range(10)),
               rest_at=0, rest=rest)  # fmt: skip
    shown = stage([tall, row(1)])
    shown.key(Qt.Key.Key_Return)
    for _page in range(4):
        shown.key(Qt.Key.Key_Return, SHIFT)
    last = [line.text for line in shown.table.layout_of.lines(0, 0, 5000) if line.kind == "body"]
    assert last[:2] == ["early 0", "early 1"]
    assert last[-1] == "late 1199"
    assert len(last) == 10 + 1200


# ---------------------------------------------------------------------------------------------- selection
def test_ctrl_click_adds_rows_and_takes_them_out_and_shift_stretches(stage: Callable[..., Stage]):
    shown = stage()
    shown.click(2)
    shown.click(4, CTRL)
    shown.click(6, SHIFT)
    assert list(shown.table.selected_positions) == [2, 4, 5, 6]
    shown.click(5, CTRL)
    assert list(shown.table.selected_positions) == [2, 4, 6]
    shown.click(9)
    assert list(shown.table.selected_positions) == [9]


def test_select_all_is_one_stretch_however_many_rows_there_are(stage: Callable[..., Stage]):
    shown = stage()
    shown.table.set_rows(5_000_000_000, lambda start, stop: [row(n) for n in range(start, stop)], 3)
    shown.table.select_all()
    assert len(shown.table.selected_positions) == 5_000_000_000
    assert shown.table.current == 3
    assert Stretches.of(range(5), range(9, 12), range(4, 6)).first(7) == [0, 1, 2, 3, 4, 5, 9]


def test_a_drag_selects_characters_over_lines_and_the_rows_they_are_in(stage: Callable[..., Stage]):
    shown = stage()
    shown.drag(shown.point(1, 6), shown.point(3, 7))
    assert shown.table.selected_text == "1 stored\norder 2 stored\norder 3"
    assert list(shown.table.selected_positions) == [1, 2, 3]


def test_alt_and_a_drag_select_a_rectangle(stage: Callable[..., Stage]):
    shown = stage()
    shown.drag(shown.point(1, 6), shown.point(4, 9), ALT)
    assert shown.table.selected_text == "1 s\n2 s\n3 s\n4 s"


def test_two_clicks_take_the_word_and_three_the_line(stage: Callable[..., Stage]):
    shown = stage([row(0, "pool_size=12 on checkout-api")])
    shown.qtbot.mouseDClick(shown.view, LEFT, PLAIN, shown.point(0, 3))
    assert shown.table.selected_text == "pool_size"
    shown.qtbot.mouseClick(shown.view, LEFT, PLAIN, shown.point(0, 3))
    assert shown.table.selected_text == "pool_size=12 on checkout-api"


def test_characters_are_found_where_letters_are_wider_than_others(stage: Callable[..., Stage]):
    text = "日本語 pool"
    shown = stage([row(0, text)])
    metrics = shown.table.theme.metrics(12, 400, True)
    x = shown.table.columns.message + 6 + metrics.horizontalAdvance(text[:6])
    shown.qtbot.mouseDClick(shown.view, LEFT, PLAIN, QPoint(round(x), 8))
    assert shown.table.selected_text == "pool"


# ---------------------------------------------------------------------------------------------- columns
def test_a_border_is_drawn_and_a_double_click_fits_the_column(stage: Callable[..., Stage]):
    shown = stage()
    border = shown.table.columns.message
    shown.qtbot.mousePress(shown.head, LEFT, PLAIN, QPoint(border, 10))
    shown.qtbot.mouseMove(shown.head, QPoint(border + 60, 10))
    shown.qtbot.mouseRelease(shown.head, LEFT, PLAIN, QPoint(border + 60, 10))
    assert shown.table.columns.message == border + 60
    shown.qtbot.mouseDClick(shown.head, LEFT, PLAIN, QPoint(border + 60, 10))
    wide = shown.table.theme.width("orders.log", 12, 400, True)
    assert wide < shown.table.columns.message - shown.table.columns.source < wide + 20


def test_fields_get_columns_and_the_heads_menu_hides_them(stage: Callable[..., Stage]):
    shown = stage([row(n, fields=lambda n=n: {"status": str(200 + n)}) for n in range(30)])
    shown.table.set_fields(("status",))
    assert {"200", "201"} <= set(shown.texts())
    assert "status" in shown.head.accessibleName()
    titles = {action.text(): action for action in shown.head.menu().actions()}
    titles["status"].trigger()
    titles["Level"].trigger()
    assert shown.table.columns.cells == ("time", "source", "message")
    assert "200" not in shown.texts()
    assert "WARN" not in shown.texts()


def test_a_narrow_table_drops_fields_before_the_message():
    choice = ColumnChoice(fields=("status", "path"))
    assert [one.name for one in Columns.for_width(1200, choice).fields] == ["status", "path"]
    assert [one.name for one in Columns.for_width(660, choice).fields] == ["status"]
    assert Columns.for_width(500, choice).fields == ()


# ---------------------------------------------------------------------------------------------- text and times
def test_ctrl_and_the_wheel_ask_for_larger_text_and_lines_grow_with_it(stage: Callable[..., Stage]):
    shown = stage()
    asked: list[int] = []
    shown.table.resized.connect(asked.append)
    shown.wheel(1, CTRL)
    assert asked == [1]
    shown.table.set_font_size(100)
    assert shown.table.look.size == LARGEST
    assert shown.table.row_height >= LARGEST + 8
    shown.table.set_font_size(1)
    assert shown.table.look.size == SMALLEST


def test_colours_of_terminals_become_inks_and_leave_no_codes_behind():
    text, inks = coloured("ok \x1b[1;31mfailed\x1b[0m \x1b[38;5;46mgreen\x1b[39m \x1b[38;2;10;20;250mblue\x1b[m end")
    assert text == "ok failed green blue end"
    assert [(text[one.start : one.end], one.ink, one.bold) for one in inks] == [
        ("failed", "err", True), ("green", "ok", False), ("blue", "info", False),
    ]  # fmt: skip


def test_colours_are_shown_or_left_out(stage: Callable[..., Stage]):
    text, inks = coloured("\x1b[31mMMMMMMMM\x1b[0m plain")
    shown = stage([row(4, text, inks=inks), row(0)])
    red = shown.table.theme.color("err").rgb()

    def reds() -> int:
        picture = shown.view.grab().toImage()
        left = shown.table.columns.message
        return sum(picture.pixel(x, y) == red for x in range(left, left + 80) for y in range(20))

    assert reds() > 0
    shown.table.set_inked(False)
    assert reds() == 0


def test_times_are_told_from_a_moment_or_from_the_line_above(stage: Callable[..., Stage]):
    shown = stage()
    shown.table.set_times(TimeColumn("relative", START + 2 * SECOND))
    assert shown.texts()[0] == "-2.000"
    shown.table.set_times(TimeColumn("delta"))
    assert shown.texts()[0] == "·"
    shown.wheel(-1)
    assert shown.texts()[0] == "+1.000"
    assert distance_text(-3_723_004_000_000) == "-1:02:03.004"
    assert distance_text(90_000_000_000_000) == "+1d 01:00:00"


def test_a_silence_and_another_day_stand_between_the_lines(stage: Callable[..., Stage]):
    late = LogRow(3, "00:05:00.000", "info", "orders.log", "late", t=START + 360 * SECOND)
    shown = stage([row(0), row(1), late])
    shown.table.set_silences(Silences(60 * SECOND, "UTC"))
    kinds = [(line.kind, line.text) for line in shown.table.lines]
    assert kinds[2:4] == [("gap", "silent for 5m 59s"), ("day", "Wednesday 2026-03-18")]
    assert {"silent for 5m 59s", "Wednesday 2026-03-18"} <= set(shown.texts())


def test_what_silence_is_unusual_follows_from_the_usual_ones():
    assert silence_limit([SECOND] * 100) == 10 * SECOND
    assert silence_limit([1000] * 100) == SECOND
    assert silence_limit([SECOND] * 3) == 0


# ---------------------------------------------------------------------------------------------- badges, voices
def test_what_persons_said_of_a_row_is_written_not_only_coloured(
    qtbot: QtBot, theme: Theme, find_text_faults: Callable[[QWidget], list[str]]
):
    badges = {
        0: Badge(number=3, tags=("retry", "to check", "x", "y"), comment="why?"),
        1: Badge(label="E12", marked=True, number=8, comment="c"),
        2: Badge(context=True), 3: Badge(new="new since 14:02"), 4: Badge(ink=5, tags=("a name that is far too long",)),
    }  # fmt: skip
    shown = Stage(qtbot, theme, [row(n, LONG) for n in range(40)], lambda number: badges.get(number, Badge()))
    shown.table.set_fields(("a",))
    assert {"3", "retry", "to check", "+2", "E12", "8", "new since 14:02"} <= set(shown.texts())
    for width in (480, 900, 1500):
        shown.window.resize(width, 422)
        shown.window.grab()
        assert find_text_faults(shown.window) == []


def test_a_screen_reader_hears_the_lines_in_sight_and_the_one_gone_to(stage: Callable[..., Stage]):
    badges = {1: Badge(number=2, tags=("retry",), comment="look")}
    shown = stage(200, lambda number: badges.get(number, Badge()))
    shown.table.cursor_row = 1
    face = QAccessible.queryAccessibleInterface(shown.table)
    assert face is not None
    assert face.text(QAccessible.Text.Name) == "Log lines"
    sentence = shown.table.lines_model.data(shown.table.lines_model.index(1, 4), Qt.ItemDataRole.AccessibleTextRole)
    assert sentence == (
        "23:59:01.000, WARN, orders.log, order 1 stored, label 2, tagged retry, comment look, at cursor"
    )
    for _step in range(40):
        shown.key(Qt.Key.Key_Down)
    index = shown.table.selectionModel().currentIndex()
    spoken = shown.table.lines_model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert "order 40 stored" in str(spoken)


def test_lines_in_sight_stay_while_more_rows_come_behind_them(stage: Callable[..., Stage]):
    rows = [row(n) for n in range(400)]
    shown = stage(rows[:200])
    table = shown.table
    table.scroll_to(40)
    before = list(table.lines)
    table.layout_of.fetch = lambda start, stop: rows[start:stop]
    assert table.grow(400)
    assert table.lines == before and table.count == 400
    table.scroll_to(399)
    assert table.lines[-1].position == 399


def test_rows_that_come_before_those_in_sight_are_no_mere_growth(stage: Callable[..., Stage]):
    rows = [row(n) for n in range(200)]
    shown = stage(rows[100:])
    shown.table.layout_of.fetch = lambda start, stop: rows[start:stop]
    assert not shown.table.grow(200)
    assert shown.table.count == 100
