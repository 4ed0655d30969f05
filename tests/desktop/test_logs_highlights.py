"""Highlight sets by mouse and keys: one-key colours, rules and their form, sets for some logs, kept with the case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from workbench.casework.edits import Put
from workbench.casework.opencase import OpenCase, open_case
from workbench.casework.presets import Shared, load_shared, save_shared
from workbench.jobs import start_now
from workbench.model.case import Source
from workbench.model.instants import parse_instant
from workbench.model.searches import HighlightRule, HighlightSet
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.logs.features.highlights import Highlights
from workbench.panels.logs.highlights import fault_of, lit_by
from workbench.panels.logs.panel import LogsPanel
from workbench.views.log.text import Finder
from workbench.views.theme import Theme

START = parse_instant("2026-03-17T14:00:00Z", day=0)
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """Two logs, line by line in turn, both of pools and pooling."""
    for name, half in (("gateway.log", 0), ("orders.log", 500)):
        lines = (f"2026-03-17 14:00:{n:02d}.{half:03d}Z INFO pool {n} pooling of {name[:-4]}\n" for n in range(30))
        (tmp_path / name).write_text("".join(lines))
    return case_of([tmp_path / "gateway.log", tmp_path / "orders.log"], title="Checkout fails", started=START)


class Bench:
    """A panel with its keys, its pane, and the colours it paints."""

    def __init__(self, qtbot: QtBot, case: OpenCase, theme: Theme) -> None:
        self.qtbot, self.case, self.theme, self.hub = qtbot, case, theme, Hub()
        self.said: list[str] = []
        self.panel = LogsPanel(Surroundings(case, self.hub, start_now, theme, lambda _id: None, self.said.append))
        qtbot.addWidget(self.panel)
        for command in self.panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), self.panel)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(command.run)
        self.panel.resize(1300, 420)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.panel.table.setFocus()

    def select(self, position: int, word: str) -> None:
        """Double-click a word of a line."""
        point = self.place(position, word)
        self.qtbot.mouseClick(self.panel.table.viewport(), LEFT, pos=point)
        self.qtbot.mouseDClick(self.panel.table.viewport(), LEFT, pos=point)

    def place(self, position: int, word: str) -> QPoint:
        table = self.panel.table
        number = table.line_of(position)
        assert number is not None
        letter = table.lines[number].text.index(word)
        advance = self.theme.metrics(12, 400, True).horizontalAdvance("0")
        return QPoint(int(table.columns.message + 6 + (letter + 0.5) * advance), number * table.row_height + 8)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = BOTH) -> None:
        self.qtbot.keyClick(self.panel.table, key, modifier)

    def ground(self, position: int, word: str) -> QColor:
        """The colour behind the first letter of a word."""
        point = self.place(position, word)
        image = self.panel.table.viewport().grab().toImage()
        return image.pixelColor(point.x(), point.y() - 5)

    @property
    def pane(self):
        return next(feature for feature in self.panel.features if isinstance(feature, Highlights)).view

    @property
    def shown(self) -> list[tuple[str, str]]:
        return [(row.cells[0].text, row.cells[2].text) for row in self.pane.list.rows]

    def fill(self, **texts: str) -> None:
        for name, text in texts.items():
            both = [*self.pane.form.findChildren(QComboBox, name), *self.pane.form.findChildren(QLineEdit, name)]
            field = next(one for one in both if one.isVisible())
            if isinstance(field, QComboBox):
                field.setCurrentText(text)
            else:
                field.selectAll()
                self.qtbot.keyClicks(field, text)
        first = next(field for field in self.pane.form.findChildren(QLineEdit) if field.isVisible())
        self.qtbot.keyClick(first, Qt.Key.Key_Return)


@pytest.fixture
def bench(qtbot: QtBot, case: OpenCase, dark: Theme) -> Iterator[Bench]:
    made = Bench(qtbot, case, dark)
    yield made
    made.panel.hide()


# ------------------------------------------------------------------------------------------------ one key
def test_one_key_colours_the_selected_word_everywhere_and_another_takes_it_off(bench: Bench):
    plain = bench.ground(3, "pooling")
    bench.select(0, "pooling")
    bench.press(Qt.Key.Key_4)
    (one,) = bench.case.notebook.highlights.values()
    assert one.rules == (HighlightRule("pooling", 4),)
    assert bench.case.undo_label == "colour pooling green"
    bench.select(8, "of")
    assert bench.ground(3, "pooling") == bench.theme.color("ink.4")
    assert len(bench.panel.rows) == 60
    bench.select(0, "pooling")
    bench.press(Qt.Key.Key_7)
    (one,) = bench.case.notebook.highlights.values()
    assert one.rules == (HighlightRule("pooling", 7),)
    bench.press(Qt.Key.Key_0)
    bench.select(8, "of")
    assert bench.ground(3, "pooling") == plain


def test_a_colour_is_undone_and_nothing_is_filtered(bench: Bench):
    bench.select(0, "pooling")
    bench.press(Qt.Key.Key_1)
    undone = bench.case.undo()
    assert undone is not None
    bench.hub.announce(undone.changes)
    assert bench.panel.table.finders == ()


# ------------------------------------------------------------------------------------------------ the pane
def test_a_rule_is_made_edited_switched_and_removed_in_the_pane(bench: Bench, find_text_faults: Callable):
    bench.press(Qt.Key.Key_H)
    bench.qtbot.mouseClick(bench.pane.set_button, LEFT)
    bench.fill(name="Pools")
    bench.qtbot.mouseClick(bench.pane.rule_button, LEFT)
    bench.fill(text="pool", kind="word", ink="Blue")
    assert bench.shown == [("Pools", "on"), ("pool", "on")]
    bench.select(8, "of")
    assert bench.ground(3, "pool ") == bench.theme.color("ink.6")
    assert bench.ground(3, "pooling") != bench.theme.color("ink.6")
    rows = bench.pane.list
    bench.qtbot.keyClick(rows, Qt.Key.Key_End)
    bench.qtbot.keyClick(rows, Qt.Key.Key_2)
    assert bench.ground(3, "pool ") == bench.theme.color("ink.2")
    bench.qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert bench.shown == [("Pools", "on"), ("pool", "off")]
    assert bench.panel.table.finders == ()
    bench.qtbot.keyClick(rows, Qt.Key.Key_Return)
    bench.fill(text="pooling", kind="text")
    assert bench.shown == [("Pools", "on"), ("pooling", "on")]
    bench.panel.grab()
    assert find_text_faults(bench.panel) == []
    bench.qtbot.keyClick(rows, Qt.Key.Key_Delete)
    assert bench.shown == [("Pools", "on")]
    bench.qtbot.keyClick(rows, Qt.Key.Key_Home)
    bench.qtbot.keyClick(rows, Qt.Key.Key_Delete)
    assert bench.shown == []
    assert not bench.case.notebook.highlights


def test_a_rule_for_whole_lines_colours_the_line_that_matches_only(bench: Bench):
    bench.press(Qt.Key.Key_H)
    bench.qtbot.mouseClick(bench.pane.set_button, LEFT)
    bench.fill(name="Seven")
    bench.qtbot.mouseClick(bench.pane.rule_button, LEFT)
    bench.fill(text=r"pool 2\b", kind="regex", ink="Red", line="the line")
    red = [bench.ground(at, "of").red() - bench.ground(at, "of").green() > 20 for at in (2, 4, 5, 6)]
    assert red == [False, True, True, False]


def test_a_rule_that_can_not_be_read_says_where_and_stays_in_the_form(bench: Bench):
    bench.press(Qt.Key.Key_H)
    bench.qtbot.mouseClick(bench.pane.set_button, LEFT)
    bench.fill(name="Pools")
    bench.qtbot.mouseClick(bench.pane.rule_button, LEFT)
    bench.fill(text="pool(", kind="regex")
    assert not bench.pane.form.isHidden()
    assert bench.shown == [("Pools", "on")]
    assert fault_of(HighlightRule("pool(", kind="regex")).startswith("Character 5: ")
    assert "Look-around" in fault_of(HighlightRule("(?=pool)", kind="regex"))
    bench.qtbot.keyClick(bench.pane.form, Qt.Key.Key_Escape)
    assert bench.pane.form.isHidden()
    assert bench.panel.panes.side_key == "highlights"


# ------------------------------------------------------------------------------------------------ which logs
def test_a_set_for_some_logs_colours_only_their_lines(bench: Bench):
    bench.press(Qt.Key.Key_H)
    bench.qtbot.mouseClick(bench.pane.set_button, LEFT)
    bench.fill(name="Orders", sources="*orders*")
    bench.qtbot.mouseClick(bench.pane.rule_button, LEFT)
    bench.fill(text="pooling", ink="Pink")
    pink = bench.theme.color("ink.8")
    bench.select(9, "of")
    assert [bench.ground(at, "pooling") == pink for at in (2, 3, 4, 5)] == [False, True, False, True]


def test_a_set_is_chosen_by_the_reader_of_a_log_and_says_when_none_fits(bench: Bench):
    nginx = HighlightSet("n", "Web", (HighlightRule("GET", 1),), readers=("nginx.*",))
    assert lit_by([nginx], [Source("s", 1, "a/access.log", reader="nginx.access")]).words[0].sources == {"access.log"}
    assert lit_by([nginx], [Source("s", 1, "a/app.log", reader="text.plain")]).words == ()
    bench.press(Qt.Key.Key_H)
    bench.qtbot.mouseClick(bench.pane.set_button, LEFT)
    bench.fill(name="Web", readers="nginx.*")
    assert bench.pane.list.rows[0].detail == "no log here fits nginx.*"


# ------------------------------------------------------------------------------------------------ kept
def test_sets_are_there_again_when_the_case_is_opened(qtbot: QtBot, bench: Bench, dark: Theme):
    bench.select(0, "pooling")
    bench.press(Qt.Key.Key_3)
    bench.panel.hide()
    path = bench.case.path
    bench.case.close()
    again = Bench(qtbot, open_case(path), dark)
    again.select(9, "of")
    assert again.ground(3, "pooling") == dark.color("ink.3")
    again.panel.hide()
    again.case.close()


def test_a_users_own_set_is_there_in_every_case_and_edited_in_place(qtbot: QtBot, case: OpenCase, dark: Theme):
    save_shared(Shared().with_highlights(HighlightSet("", "mine: 1", (HighlightRule("pooling", 5),))))
    bench = Bench(qtbot, case, dark)
    bench.select(9, "of")
    assert bench.ground(3, "pooling") == dark.color("ink.5")
    bench.press(Qt.Key.Key_H)
    rows = bench.pane.list
    bench.qtbot.keyClick(rows, Qt.Key.Key_End)
    bench.qtbot.keyClick(rows, Qt.Key.Key_1)
    assert load_shared().highlights[0].rules == (HighlightRule("pooling", 1),)
    bench.qtbot.keyClick(rows, Qt.Key.Key_Home)
    bench.qtbot.keyClick(rows, Qt.Key.Key_Return)
    bench.fill(name="renamed")
    assert [one.name for one in load_shared().highlights] == ["renamed"]
    assert not case.notebook.highlights
    bench.panel.hide()


# ------------------------------------------------------------------------------------------------ expressions
@pytest.mark.parametrize(
    ("pattern", "line", "spans"),
    [
        (r"\bpool\b", "pooling pool pools", [(8, 12)]),
        (r"(p|o)+", "stop pop", [(2, 4), (5, 8)]),
        (r"a.*b", "xaxxbxb", [(1, 7)]),
        (r"[[:upper:]]+", "abCDe", [(2, 4)]),
        (r"\p{Lu}", "aÄb", [(1, 2)]),
        ("x*", "axxb", [(1, 3)]),
        ("(", "a(b", []),
        ("(?=b)b", "ab", []),
    ],
)
def test_an_expression_is_drawn_where_rusts_dialect_matches(pattern: str, line: str, spans: list[tuple[int, int]]):
    assert list(Finder(pattern, True, True).spans(line)) == spans


def test_an_expression_that_would_hold_up_scrolling_is_not_drawn_and_its_rule_says_so():
    heavy = r"(\w{1,300}){1,9}$"
    assert Finder(heavy, True, True).spans("word " * 20) == ()
    assert "too large" in fault_of(HighlightRule(heavy, kind="regex", case=True))
    assert Finder(r"(a*)*b", True, True).spans("a" * 3000) == ()


def test_a_case_from_anywhere_may_name_colours_that_are_none(bench: Bench):
    rules = (HighlightRule("pool", 99), HighlightRule("of", -3, line=True))
    bench.panel.do(Put(HighlightSet("h", "theirs", rules)))
    bench.press(Qt.Key.Key_H)
    assert bench.ground(3, "pool ") == bench.theme.color("ink.8")
    assert bench.pane.list.grab()
