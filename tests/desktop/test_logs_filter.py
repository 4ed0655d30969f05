"""The filter's chips by mouse and keys: on and off, include and exclude, only this, colours, groups, counts, words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from workbench.casework.opencase import OpenCase
from workbench.jobs import start_now
from workbench.model.instants import parse_instant
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.logs.filter import LogFilter, Part
from workbench.panels.logs.panel import LogsPanel
from workbench.query.tree import And, Field, Has, Node, Not, Or, Regex, Text
from workbench.views.filter_chips import Chip, ChipText
from workbench.views.theme import Theme

START = parse_instant("2026-03-17T14:00:00Z", day=0)
LEFT = Qt.MouseButton.LeftButton


def line(n: int) -> str:
    """Of 60 lines every second speaks of the pool, every third of an order, every fourth is a warning."""
    words = [word for every, word in ((2, "pool"), (3, "order")) if n % every == 0]
    return f"2026-03-17 14:00:{n:02d}.000Z {'WARN' if n % 4 == 0 else 'INFO'} {' '.join(words)} number {n}"


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    path = tmp_path / "gateway.log"
    path.write_text("".join(f"{line(n)}\n" for n in range(60)))
    return case_of([path], title="Checkout fails", started=START)


class Bench:
    """A panel with its keys, and short ways to what a hand does."""

    def __init__(self, qtbot: QtBot, case: OpenCase, theme: Theme) -> None:
        self.qtbot, self.case = qtbot, case
        self.said: list[str] = []
        self.menus: list[QMenu] = []
        self.panel = LogsPanel(Surroundings(case, Hub(), start_now, theme, lambda _id: None, self.said.append))
        qtbot.addWidget(self.panel)
        for command in self.panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), self.panel.table)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(command.run)
        self.panel.resize(1300, 420)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.panel.table.setFocus()

    def filter(self, *texts: str) -> None:
        for text in texts:
            self.qtbot.keyClick(self.panel.table, Qt.Key.Key_Slash)
            self.qtbot.keyClicks(self.panel.bar.query, text)
            self.qtbot.keyClick(self.panel.bar.query, Qt.Key.Key_Return)

    def find(self, text: str) -> None:
        self.panel.bar.open_find()
        self.panel.bar.find_field.clear()
        self.qtbot.keyClicks(self.panel.bar.find_field, text)
        self.qtbot.keyClick(self.panel.bar.find_field, Qt.Key.Key_Return)

    def key(self, number: int, key: Qt.Key) -> None:
        chip = self.panel.bar.chips[number]
        chip.setFocus()
        self.qtbot.keyClick(chip, key)

    def click(self, number: int, x: int) -> None:
        self.qtbot.mouseClick(self.panel.bar.chips[number], LEFT, pos=QPoint(x, 10))

    def pick(self, number: int, *titles: str) -> None:
        """Open a chip's menu by its key and take an entry, through submenus."""
        self.key(number, Qt.Key.Key_Menu)
        self.take(self.menus.pop(), *titles)

    def take(self, menu: QMenu, *titles: str) -> None:
        for title in titles:
            action = next(action for action in menu.actions() if action.text() == title)
            if action.menu() is None:
                action.trigger()
            else:
                menu = action.menu()  # type: ignore[assignment]

    def drag(self, number: int, target: QPoint) -> None:
        """Drag a chip to a place of the row it stands in."""
        chip = self.panel.bar.chips[number]
        end = chip.mapFrom(chip.parentWidget(), target)
        self.qtbot.mousePress(chip, LEFT, pos=QPoint(40, 10))
        for share in (0.3, 0.7, 1.0):
            self.qtbot.mouseMove(chip, QPoint(40, 10) + (end - QPoint(40, 10)) * share)
        self.qtbot.mouseRelease(chip, LEFT, pos=end)

    @property
    def shown(self) -> list[str]:
        return [
            f"{chip.shown.key} {chip.shown.value}{'' if chip.shown.on else ' off'}" for chip in self.panel.bar.chips
        ]

    @property
    def count(self) -> int:
        return len(self.panel.rows)


@pytest.fixture
def bench(qtbot: QtBot, case: OpenCase, dark: Theme, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    made = Bench(qtbot, case, dark)
    # offscreen there is no screen to grab: a menu is handed over instead of popping up
    monkeypatch.setattr(QMenu, "popup", lambda menu, _point: made.menus.append(menu))
    yield made
    made.panel.hide()


# ------------------------------------------------------------------------------------------------ one chip
def test_a_chip_is_switched_off_by_its_dot_and_on_again_by_space(bench: Bench):
    bench.filter("pool", "severity>=warn")
    assert bench.count == 15
    bench.click(1, 8)
    assert bench.shown == ["text pool", "level ≥ warn off"]
    assert bench.count == 30
    bench.key(1, Qt.Key.Key_Space)
    assert bench.count == 15


def test_a_chip_is_turned_into_its_opposite_and_back(bench: Bench):
    bench.filter("pool")
    bench.pick(0, "Hide these lines")
    assert (bench.shown, bench.count) == (["hide pool"], 30)
    bench.pick(0, "Show only these lines")
    assert (bench.shown, bench.count) == (["text pool"], 30)


def test_only_this_switches_the_others_off_and_brings_back_what_was(bench: Bench):
    bench.filter("pool", "order", "severity>=warn")
    bench.key(2, Qt.Key.Key_Space)
    bench.pick(1, "Only this")
    assert (bench.shown, bench.count) == (["text pool off", "text order", "level ≥ warn off"], 20)
    bench.pick(1, "All as before")
    assert bench.shown == ["text pool", "text order", "level ≥ warn off"]


def test_enter_edits_a_chip_in_its_place_and_esc_leaves_it_as_it_was(bench: Bench):
    bench.filter("pool", "order")
    bench.key(0, Qt.Key.Key_Return)
    assert bench.panel.bar.query.text() == "pool"
    bench.qtbot.keyClicks(bench.panel.bar.query, "number")
    bench.qtbot.keyClick(bench.panel.bar.query, Qt.Key.Key_Escape)
    assert bench.shown == ["text pool", "text order"]
    bench.key(0, Qt.Key.Key_Return)
    bench.qtbot.keyClicks(bench.panel.bar.query, "number")
    bench.qtbot.keyClick(bench.panel.bar.query, Qt.Key.Key_Return)
    assert bench.shown == ["text number", "text order"]


def test_a_chip_that_went_while_it_was_edited_is_added_and_takes_no_other_ones_place(bench: Bench):
    bench.filter("pool", "order")
    bench.key(0, Qt.Key.Key_Return)
    bench.panel.set_filter(bench.panel.filter.without(0))
    bench.qtbot.keyClicks(bench.panel.bar.query, "number")
    bench.qtbot.keyClick(bench.panel.bar.query, Qt.Key.Key_Return)
    assert bench.shown == ["text order", "text number"]


def test_a_text_of_very_many_words_is_one_chip(bench: Bench):
    bench.panel.bar.applied.emit(" ".join(f"word{n}" for n in range(900)))
    assert len(bench.panel.bar.chips) == 1
    assert bench.count == 0


def test_arrows_step_from_chip_to_chip_and_delete_removes(bench: Bench):
    bench.filter("pool", "order")
    bench.key(0, Qt.Key.Key_Right)
    assert bench.panel.bar.chips[1].hasFocus()
    bench.qtbot.keyClick(bench.panel.bar.chips[1], Qt.Key.Key_Delete)
    assert bench.shown == ["text pool"]
    assert bench.panel.bar.chips[0].hasFocus()


def test_a_letter_or_digit_on_a_chip_does_what_its_menu_does(bench: Bench):
    bench.filter("pool", "order")
    bench.key(0, Qt.Key.Key_O)
    assert bench.shown == ["text pool", "text order off"]
    bench.key(0, Qt.Key.Key_O)
    bench.key(1, Qt.Key.Key_I)
    assert (bench.shown, bench.count) == (["text pool", "hide order"], 20)
    bench.key(1, Qt.Key.Key_3)
    assert (bench.panel.bar.chips[1].shown.ink, bench.count) == (3, 30)
    bench.key(1, Qt.Key.Key_0)
    assert bench.count == 20


def test_each_chip_says_how_much_it_matches_by_itself(bench: Bench):
    bench.filter("pool", "-order", "severity>=warn")
    bench.key(2, Qt.Key.Key_Space)
    bench.qtbot.waitUntil(lambda: [chip.shown.count for chip in bench.panel.bar.chips] == ["30", "20", "15"])


def test_the_same_part_again_is_switched_on_or_turned_and_never_twice(bench: Bench):
    bench.filter("pool")
    bench.click(0, 8)
    bench.filter("pool")
    assert bench.shown == ["text pool"]
    bench.filter("-pool")
    assert bench.shown == ["hide pool"]


# ------------------------------------------------------------------------------------------------ colours
def test_a_part_that_only_colours_filters_nothing_and_marks_its_words(bench: Bench, dark: Theme):
    bench.filter("pool")
    bench.pick(0, "Only colour", "Green")
    assert bench.count == 60
    assert [(finder.text, finder.ink) for finder in bench.panel.table.finders] == [("pool", 4)]
    image = bench.panel.table.viewport().grab().toImage()
    green = dark.color("ink.4")
    assert any(image.pixelColor(x, 10) == green for x in range(image.width()))
    bench.pick(0, "Filter by it")
    assert bench.count == 30


def test_a_field_that_only_colours_marks_whole_lines(bench: Bench, dark: Theme):
    bench.filter("severity>=warn")
    bench.pick(0, "Only colour", "Blue")
    table = bench.panel.table
    x, blue = table.viewport().width() - 60, dark.color("ink.6")

    def blueish(line: int) -> bool:
        ground = table.viewport().grab().toImage().pixelColor(x, line * table.row_height + 2)
        return ground.blue() - ground.red() > (blue.blue() - blue.red()) // 3

    bench.qtbot.waitUntil(lambda: blueish(4))
    assert [blueish(line) for line in (3, 4, 5, 8)] == [False, True, False, True]


# ------------------------------------------------------------------------------------------------ groups
def test_dragging_a_chip_on_another_matches_either(bench: Bench):
    bench.filter("pool", "order")
    assert bench.count == 10
    bench.drag(1, bench.panel.bar.chips[0].geometry().center())
    assert [chip.shown.group for chip in bench.panel.bar.chips] == [1, 1]
    assert bench.count == 40
    assert bench.panel.filter.written == "pool OR order"
    bench.key(0, Qt.Key.Key_Space)
    assert bench.count == 20
    bench.key(0, Qt.Key.Key_Space)
    bench.drag(1, QPoint(bench.panel.bar.chips[1].geometry().right() + 200, 10))
    assert [chip.shown.group for chip in bench.panel.bar.chips] == [0, 0]
    assert bench.count == 10


def test_a_group_hides_what_it_matches_by_its_word(bench: Bench, find_text_faults: Callable):
    bench.filter("pool OR order")
    row = bench.panel.bar.row
    tag = next(child for child in row.children() if type(child).__name__ == "GroupTag")
    bench.qtbot.mouseClick(tag, LEFT)
    assert bench.count == 20
    assert bench.panel.filter.written == "-(pool OR order)"
    assert [chip.shown.out for chip in bench.panel.bar.chips] == [True, True]
    bench.panel.bar.grab()
    assert find_text_faults(bench.panel.bar) == []


def test_the_menu_joins_a_chip_to_the_one_before_and_takes_it_out_again(bench: Bench):
    bench.filter("pool", "order", "severity>=warn")
    bench.pick(1, "Match it or the chip before")
    assert bench.panel.filter.written == "(pool OR order) severity>=warn"
    bench.pick(2, "Match it or the chip before")
    assert bench.panel.filter.written == "pool OR order OR severity>=warn"
    bench.pick(0, "Take it out of its group")
    assert bench.panel.filter.written == "(order OR severity>=warn) pool"


def test_chips_without_room_are_unfolded_to_further_lines(bench: Bench, find_text_faults: Callable):
    for number in range(14):
        bench.filter(f"number-{number} OR order")
    bar = bench.panel.bar
    assert bar.more.isVisible()
    height = bar.height()
    bench.qtbot.mouseClick(bar.more, LEFT)
    assert all(chip.isVisible() for chip in bar.chips)
    assert bar.height() > height
    for chip in bar.chips:
        assert bar.row.rect().contains(chip.geometry())
    bar.grab()
    assert find_text_faults(bar) == []
    bench.qtbot.mouseClick(bar.more, LEFT)
    assert bar.height() == height


# ------------------------------------------------------------------------------------------------ the whole filter
def test_the_whole_filter_is_edited_as_one_text(bench: Bench):
    bench.filter("pool", "-order", "number")
    bench.key(2, Qt.Key.Key_Space)
    bench.panel.table.setFocus()
    bench.qtbot.keyClick(bench.panel.table, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    assert bench.panel.bar.query.text() == "pool -order"
    bench.qtbot.keyClicks(bench.panel.bar.query, "severity>=warn (pool OR order)")
    bench.qtbot.keyClick(bench.panel.bar.query, Qt.Key.Key_Return)
    assert bench.shown == ["text number off", "level ≥ warn", "text pool", "text order"]
    assert bench.panel.filter.written == "severity>=warn (pool OR order)"


def test_one_key_switches_all_filters_off_and_on(bench: Bench):
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    bench.filter("pool", "order")
    bench.qtbot.keyClick(bench.panel.table, Qt.Key.Key_F, both)
    assert bench.count == 60
    bench.qtbot.keyClick(bench.panel.table, Qt.Key.Key_F, both)
    assert bench.count == 10


# ------------------------------------------------------------------------------------------------ find
def test_whole_words_are_found_only_as_words(bench: Bench):
    bench.find("number 1")
    assert len(bench.panel.hits) == 11
    bench.panel.bar.word.click()
    assert len(bench.panel.hits) == 1
    assert [finder.spans("number 1, number 10") for finder in bench.panel.table.finders] == [((0, 8),)]


def test_an_expression_that_is_not_understood_says_at_which_character(bench: Bench):
    bench.panel.bar.regex.click()
    bench.find("num(ber")
    assert bench.panel.bar.error.startswith("Find, character 4: the regex /num(ber/ is not understood (unclosed group)")
    bench.find("num(b|x)er")
    assert bench.panel.bar.error == ""
    assert len(bench.panel.hits) == 60


def test_an_expression_beyond_rusts_dialect_runs_and_says_that_it_is_slower(bench: Bench):
    bench.panel.bar.regex.click()
    bench.find("number 1(?!.)")
    assert len(bench.panel.hits) == 1
    assert "Python" in bench.panel.bar.note
    bench.find("number 1$")
    assert bench.panel.bar.note == ""


# ------------------------------------------------------------------------------------------------ from a line
def select(bench: Bench, position: int, word: str) -> None:
    """Double-click a word of a line."""
    table = bench.panel.table
    number = table.line_of(position)
    assert number is not None
    at = table.lines[number].text.index(word) + 1
    advance = table.theme.metrics(12, 400, True).horizontalAdvance("0")
    point = QPoint(int(table.columns.message + 6 + at * advance), number * table.row_height + 8)
    bench.qtbot.mouseClick(table.viewport(), LEFT, pos=point)
    bench.qtbot.mouseDClick(table.viewport(), LEFT, pos=point)


def test_keys_filter_by_the_selected_word_in_every_way(bench: Bench):
    select(bench, 0, "order")
    bench.qtbot.keyClick(bench.panel.table, Qt.Key.Key_Asterisk)
    assert bench.panel.bar.find_field.text() == "order"
    assert len(bench.panel.hits) == 20
    bench.qtbot.keyClick(bench.panel.table, Qt.Key.Key_Equal, Qt.KeyboardModifier.AltModifier)
    assert (bench.shown, bench.count) == (["text order"], 60)
    bench.filter("pool")
    select(bench, 0, "order")
    bench.qtbot.keyClick(bench.panel.table, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert (bench.shown[1:], bench.count) == (["text pool off", "text order"], 20)


def test_the_menu_of_a_line_filters_by_its_fields_and_by_a_word(bench: Bench):
    select(bench, 0, "pool")
    menu = QMenu(bench.panel)
    for feature in bench.panel.features:
        feature.menu(menu)
    bench.take(menu, "Lines by a field of this one", "level: warn", "Show only these lines")
    assert (bench.shown, bench.count) == (["level warn"], 15)
    bench.take(menu, "Lines with the word “pool”", "Hide these lines")
    assert bench.count == 0
    assert bench.panel.filter.written == r"severity:warn -/\bpool\b/i"


def test_a_chip_spells_out_markup_and_never_loads_it(qtbot: QtBot, dark: Theme):
    chip = Chip(dark, ChipText("text", "<img src='file:///etc/passwd'>"))
    qtbot.addWidget(chip)
    assert "<img" not in chip.toolTip()


# ------------------------------------------------------------------------------------------------ the value
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=6).filter(str.strip)
leaves = st.one_of(
    st.builds(Text, words, st.booleans()),
    st.builds(Regex, st.sampled_from(["a+b", "x/y", "(p|q)", r"\d{3}"]), st.booleans()),
    st.builds(Field, st.sampled_from(["source", "http.route", "user_id"]), st.just("="), words),
    st.builds(Field, st.just("severity"), st.sampled_from([">=", "="]), st.sampled_from(["warn", "error"])),
    st.builds(Has, st.sampled_from(["trace_id", "user_id"])),
)
nodes: st.SearchStrategy[Node] = st.one_of(
    leaves,
    leaves.map(Not),
    st.lists(leaves, min_size=2, max_size=3).map(lambda some: Or(tuple(some))),
    st.lists(leaves, min_size=2, max_size=3).map(lambda some: Not(Or(tuple(some)))),
    st.lists(leaves, min_size=2, max_size=3).map(lambda some: Not(And(tuple(some)))),
)
EMPTY = LogFilter(START, "UTC")


@settings(max_examples=40, deadline=None)
@given(st.lists(nodes, min_size=1, max_size=5))
def test_a_filter_written_and_read_again_asks_for_the_same(some: list[Node]):
    made = EMPTY
    for node in some:
        made = made.with_part(node)
    again = EMPTY.adding(made.written)
    assert again.written == made.written
    assert again.text == made.text
    assert EMPTY.restored(made.kept) == made


numbers = st.integers(0, 4)
turns = st.one_of(
    st.tuples(st.just("toggled"), numbers), st.tuples(st.just("inverted"), numbers), st.tuples(st.just("only"), numbers),
    st.tuples(st.just("alone"), numbers), st.tuples(st.just("without"), numbers),
    st.tuples(st.just("inked"), numbers, st.integers(0, 8)), st.tuples(st.just("joined"), numbers, numbers),
    st.tuples(st.just("turned"), st.integers(1, 2)),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(nodes, min_size=1, max_size=4), st.lists(turns, max_size=8))
def test_whatever_is_done_to_chips_the_filter_is_kept_and_restored_as_it_is(some: list[Node], done: list[tuple]):
    made = EMPTY
    for node in some:
        made = made.with_part(node)
    for name, *arguments in done:
        most = len(made.out | {part.group for part in made.parts}) if name == "turned" else len(made.parts)
        if all(argument < most for argument in arguments[: 1 if name == "inked" else 2]):
            made = getattr(made, name)(*arguments)
    groups = [part.group for part in made.parts if part.group]
    assert sorted(groups) == groups, "the parts of a group stand together, groups in order"
    assert all(groups.count(group) > 1 for group in groups)
    back = EMPTY.restored(made.kept)
    assert (back.parts, back.text) == (made.parts, made.text)


def test_only_this_twice_is_as_before_whatever_was_off():
    made = EMPTY.adding("a b c").toggled(1)
    assert made.only(0).only(0).parts == made.parts
    assert [part.on for part in made.only(0).parts] == [True, False, False]


def test_a_field_that_can_not_be_written_is_looked_for_as_its_text():
    made = EMPTY.with_part(Field("a name with blanks", "=", "value 7"))
    assert made.parts == (Part(Text("value 7")),)


def test_keyboard_reaches_every_chip_by_tab(bench: Bench):
    bench.filter("pool", "order OR number")
    reached = set()
    bench.panel.bar.find_field.setFocus()
    for _step in range(14):
        bench.panel.focusNextChild()
        reached.add(QApplication.focusWidget())
    assert set(bench.panel.bar.chips) <= reached
