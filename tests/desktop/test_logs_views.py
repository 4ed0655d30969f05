"""The log's values and views: hostile text, spans, lines of records, the scroll bar, the gutter, the filter bar."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from workbench.panels.logs.steps import next_of, position_of
from workbench.views.filter_bar import FilterBar
from workbench.views.filter_chips import ChipText
from workbench.views.log.layout import LogLayout
from workbench.views.log.rows import BodyLine, LogRow
from workbench.views.log.scroll import RowScroll
from workbench.views.log.text import PAINTED, Finder, harmless, spans_of
from workbench.views.minimap import MapCounts, MapPlaces, Minimap
from workbench.views.theme import Theme

pytestmark = pytest.mark.both_themes


def test_control_direction_and_colour_codes_are_shown_or_dropped_never_obeyed():
    shown = harmless("a\x00b\x07 \x1b[31mred\x1b[0m \u202egnp.exe\u2069 \r\n x\ty")
    assert shown.startswith(r"a\x00b\x07 red \u202egnp.exe\u2069 ")
    assert "x    y" in shown
    assert shown.isprintable()


def test_markup_stays_text():
    assert harmless("<b>x</b><img src='file:///etc/passwd'>") == "<b>x</b><img src='file:///etc/passwd'>"


def test_an_escape_sequence_without_an_end_hides_nothing():
    assert "the rest" in harmless("\x1b]0;title the rest")


def test_a_line_of_fifty_million_characters_is_cut_and_says_so():
    shown = harmless("x" * 50_000_000)
    assert len(shown) < PAINTED + 60
    assert shown.endswith("49,996,000 more characters")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_whatever_the_text_is_it_becomes_printable(text: str):
    assert harmless(text).replace(" ", "").isprintable()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.text(max_size=3))
def test_spans_cover_the_line_without_gap_or_overlap(text: str, needle: str):
    spans = spans_of(text, (Finder(needle),))
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert all(one.end == other.start for one, other in zip(spans, spans[1:], strict=False))


def kinds(line: str, *finders: Finder) -> list[tuple[str, str]]:
    return [(span.kind, line[span.start : span.end]) for span in spans_of(line, finders)]


def test_numbers_and_ids_are_variables_and_hits_win_over_them():
    assert kinds("slow acquire: 4812 ms, order ord-88213") == [
        ("text", "slow acquire: "), ("variable", "4812"), ("text", " ms, order "), ("variable", "ord-88213"),
    ]  # fmt: skip
    assert kinds("order 4812", Finder("order 48")) == [("hit", "order 48"), ("variable", "12")]


def test_find_ignores_case_unless_told_and_knows_rust_regexes():
    assert Finder("pool").spans("Pool POOL") == ((0, 4), (5, 9))
    assert Finder("Pool", case=True).spans("Pool POOL") == ((0, 4),)
    assert Finder(r"\d+ ms", regex=True).spans("12 ms and 345 ms") == ((0, 5), (10, 16))


def test_a_regex_that_never_ends_in_python_is_answered_at_once():
    assert Finder("(a+)+$", regex=True).spans("a" * 4000 + "b") == ()


# ---------------------------------------------------------------------------------------------- lines
def rows_of(heights: list[int]) -> LogLayout:
    """A layout whose record n has `heights[n]` lines when opened, all of them opened."""

    def row(number: int) -> LogRow:
        more = heights[number] - 2
        body = tuple(BodyLine(str(n)) for n in range(more))
        chip = "chip" if more >= 0 else ""
        return LogRow(number, "12:00:00.000", "info", "a.log", f"row {number}", chip, body=lambda: body)

    layout = LogLayout(len(heights), lambda start, stop: [row(number) for number in range(start, stop)])
    layout.opened = set(range(len(heights)))
    return layout


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=30), st.data())
def test_going_down_and_up_again_by_lines_comes_back(heights: list[int], data: st.DataObject):
    layout = rows_of(heights)
    flat = [(line.position, line.part) for line in layout.lines(0, 0, sum(heights))]
    assert len(flat) == sum(heights)
    at = data.draw(st.integers(0, len(flat) - 1))
    step = data.draw(st.integers(0, len(flat)))
    below = layout.below(*flat[at], step)
    assert below == flat[min(at + step, len(flat) - 1)]
    assert layout.above(*flat[at], step) == flat[max(at - step, 0)]


def test_only_the_rows_of_a_screen_are_asked_for():
    asked: list[tuple[int, int]] = []

    def fetch(start: int, stop: int) -> list[LogRow]:
        asked.append((start, stop))
        return [LogRow(number, "", "info", "", "x") for number in range(start, stop)]

    layout = LogLayout(5_000_000_000, fetch)
    assert len(layout.lines(4_000_000_000, 0, 30)) == 30
    assert layout.last_top(30) == (4_999_999_970, 0)
    assert sum(stop - start for start, stop in asked) <= 90


def test_a_long_line_is_wrapped_only_when_opened():
    row = LogRow(0, "", "info", "", "x" * 250)
    layout = LogLayout(1, lambda _start, _stop: [row])
    layout.columns = 100
    assert len(layout.lines(0, 0, 9)) == 1
    assert layout.toggle(row)
    assert [line.text for line in layout.lines(0, 0, 9)] == ["x" * 100, "x" * 100, "x" * 50]


def test_a_line_that_sums_up_another_opens_to_that_one_in_full():
    raw = "203.0.113.9 - - " + "y" * 184
    row = LogRow(0, "", "info", "", "200 GET /", more=True, body=lambda: (BodyLine(raw),))
    layout = LogLayout(1, lambda _start, _stop: [row])
    layout.columns = 104
    assert len(layout.lines(0, 0, 9)) == 1
    assert layout.toggle(row)
    assert "".join(line.text for line in layout.lines(0, 0, 9)[1:]) == raw


def test_the_scroll_bar_reaches_rows_beyond_two_to_the_thirty_first(qtbot: QtBot):
    bar = RowScroll()
    qtbot.addWidget(bar)
    wanted: list[int] = []
    bar.row_wanted.connect(wanted.append)
    bar.show_rows(0, 30, 10_000_000_030)
    bar.setValue(bar.maximum())
    assert wanted == [10_000_000_000]


# ---------------------------------------------------------------------------------------------- steps
def test_the_next_row_of_a_set_is_found_in_both_directions():
    rows, wanted = np.arange(0, 400_000, 2, dtype=np.int64), np.array([10, 300_000], dtype=np.int64)
    assert next_of(rows, wanted, -1, 1) == 5
    assert next_of(rows, wanted, 5, 1) == 150_000
    assert next_of(rows, wanted, 150_000, 1) == -1
    assert next_of(rows, wanted, 150_000, -1) == 5
    assert next_of(rows, wanted, 5, -1) == -1
    assert next_of(rows, wanted, len(rows), -1) == 150_000


def test_a_mark_that_the_filter_hides_is_passed_over():
    rows, marks = np.array([1, 4, 9], np.int64), np.array([2, 9], np.int64)
    assert next_of(rows, marks, 0, 1) == 2
    assert next_of(rows, marks, 2, -1) == -1
    assert position_of(rows, 4) == 1
    assert position_of(rows, 5) == -1


# ---------------------------------------------------------------------------------------------- gutter and bar
def test_a_click_in_the_gutter_jumps_to_that_share(qtbot: QtBot, theme: Theme):
    gutter = Minimap(theme)
    qtbot.addWidget(gutter)
    gutter.resize(44, 300)
    gutter.show_counts(MapCounts(np.ones((gutter.bins, 7), np.int64), gaps=((0.2, 0.3),)), by_row=False)
    gutter.show_places(MapPlaces((0.5,), sight=(0.4, 0.6), cursor=0.5))
    gutter.show()
    jumps: list[float] = []
    gutter.jumped.connect(jumps.append)
    qtbot.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=QPoint(20, 150))
    assert jumps == [pytest.approx(0.5)]
    assert gutter.grab().toImage().pixelColor(30, 150) == theme.color("cursor")


def test_chips_without_room_fold_into_a_number(qtbot: QtBot, theme: Theme, find_text_faults):
    bar = FilterBar(theme)
    qtbot.addWidget(bar)
    bar.set_chips(
        (ChipText("source", "checkout-api.log +2"), ChipText("region", "eu-west"), ChipText("hide", "health"))
    )
    bar.resize(1000, 36)
    bar.show()
    assert [chip.isVisible() for chip in bar.chips] == [True] * 3
    assert not bar.more.isVisible()
    bar.resize(480, 36)
    bar.grab()
    shown = sum(chip.isVisible() for chip in bar.chips)
    assert bar.more.text() == f"+{3 - shown}"
    assert shown < 3
    assert find_text_faults(bar) == []


def test_a_chip_goes_by_its_cross_and_by_delete(qtbot: QtBot, theme: Theme):
    bar = FilterBar(theme)
    qtbot.addWidget(bar)
    bar.resize(900, 36)
    bar.set_chips((ChipText("source", "a.log"), ChipText("level", "error")))
    bar.show()
    gone: list[int] = []
    bar.removed.connect(gone.append)
    chip = bar.chips[1]
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 8, 10))
    qtbot.keyClick(bar.chips[0], Qt.Key.Key_Delete)
    assert gone == [1, 0]
