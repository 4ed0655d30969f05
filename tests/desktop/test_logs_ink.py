"""What the log keeps from one paint to the next: lines look as a table looks that never painted anything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.views.log.ansi import coloured
from workbench.views.log.columns import ColumnChoice
from workbench.views.log.inks import layer
from workbench.views.log.marking import Marking, Place
from workbench.views.log.rows import Badge, LogRow
from workbench.views.log.table import LogTable
from workbench.views.log.text import Finder, printable
from workbench.views.log.times import TimeColumn
from workbench.views.theme import Theme, load_theme

LEVELS = ("info", "warn", "error", "debug", "fatal", "trace", "unknown")
MESSAGES = (
    "request GET /orders/17 status=201 user=u996 id=817999455", "job مرحبا بالعالم 12345 end", "日本語のログ 42 エラー",
    "emoji 😀 family 👨‍👩‍👧 7 done", "\x1b[31mred\x1b[0m plain \x1b[1;32mbold green\x1b[0m 33", "x" * 700 + " 123",
    "tab\tand  double  blanks 0xdeadbeef  ", "café 550e8400-e29b-41d4-a716-446655440000", "", " timeout 5 timeout",
)  # fmt: skip


def rows() -> list[LogRow]:
    made = []
    for number in range(60):
        message, inks = coloured(MESSAGES[number % len(MESSAGES)])
        made.append(LogRow(number, f"12:00:{number:02d}.000", LEVELS[number % 7], ("orders.log", "日本.log")[number % 2],
                           message, chip="2 lines" if number % 9 == 4 else "", inks=inks, t=number * 10**9))  # fmt: skip
    return made


class Pair:
    """A table that goes through everything, and the same state painted by a table that never painted before."""

    def __init__(self, qtbot: QtBot, theme: Theme, ratio: float) -> None:
        self.qtbot, self.theme, self.ratio, self.rows = qtbot, theme, ratio, rows()
        self.badges: dict[int, Badge] = {}
        self.screen = QImage()
        self.table = self.made(theme)
        self.table.show()
        QApplication.processEvents()

    def made(self, theme: Theme) -> LogTable:
        table = LogTable(theme, lambda row: self.badges.get(row, Badge()))
        self.qtbot.addWidget(table)
        table.resize(700, 322)
        table.set_rows(len(self.rows), lambda start, stop: self.rows[start:stop])
        return table

    def fresh(self) -> LogTable:
        old, table = self.table, self.made(load_theme(self.table.theme.name))
        table.set_inked(old.look.inked)
        table.set_font_size(old.look.size)
        table.set_choice(old.choice)
        table.set_times(old.times)
        table.finders, table.hit = old.finders, old.hit
        table.current, table.anchor, table.cursor_row = old.current, old.anchor, old.cursor_row
        table._hovered, table._marking = old._hovered, old._marking
        table.show()
        table.scroll_to(*old.top)
        table.set_first(old.look.first)
        return table

    def looks(self, table: LogTable) -> QImage:
        """The table's ground, at the device pixel ratio of this test."""
        view = table.viewport()
        picture = QImage(view.size() * self.ratio, QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(self.ratio)
        painter = QPainter(picture)
        view.render(painter, QPoint(0, 0))
        painter.end()
        return picture

    def on_screen(self) -> QImage:
        """What stands in the window's own picture by now, painted piece by piece."""
        for _turn in range(3):
            self.qtbot.wait(8)
        shot = self.table.screen().grabWindow(self.table.winId()).toImage()
        place = self.table.viewport().geometry()
        return shot.copy(place).convertToFormat(QImage.Format.Format_RGB32)


def selected(table: LogTable) -> None:
    table.current, table.anchor, table.cursor_row = 9, 4, 7
    table.repaint_changed()


def marked(table: LogTable) -> None:
    table._marking = Marking(Place(2, 0, 3), Place(8, 0, 12))
    table.repaint_changed()


def hovered(table: LogTable) -> None:
    table._hovered = 5
    table.repaint_changed()


def looked_for(table: LogTable, *finders: Finder, hit: int = -1) -> None:
    table.finders, table.hit = finders, hit
    table.viewport().update()


STEPS: tuple[Callable[[LogTable], object], ...] = (
    lambda table: table.scroll_lines(3), selected, hovered, marked,
    lambda table: looked_for(table, Finder("timeout"), Finder("status", ink=3), hit=9),
    lambda table: looked_for(table, Finder(r"u\d+", regex=True), Finder("status", ink=5)),
    lambda table: table.scroll_lines(-2), lambda table: table.scroll_lines(7), lambda table: table.set_first(20),
    lambda table: table.set_times(TimeColumn("relative", 5 * 10**9)),
    lambda table: table.set_choice(replace(ColumnChoice(), hidden=frozenset({"level"}))),
    lambda table: table.set_font_size(15), lambda table: table.set_inked(False),
    lambda table: table.set_theme(load_theme("light")), lambda table: table.scroll_lines(2), looked_for,
)  # fmt: skip


def test_every_change_is_seen_as_a_table_shows_it_that_never_painted_before(qtbot: QtBot, dark: Theme):
    pair = Pair(qtbot, dark, 1.0)
    for number, step in enumerate(STEPS):
        step(pair.table)
        assert pair.on_screen() == pair.looks(pair.fresh()), f"after step {number}"


@pytest.mark.parametrize("name", ["dark", "light"])
def test_kept_pictures_are_sharp_at_two_pixels_a_point_too(qtbot: QtBot, dark: Theme, name: str):
    pair = Pair(qtbot, dark, 2.0)
    once = pair.looks(pair.table)  # badges and icons of one pixel a point are known by now
    pair.table.set_theme(load_theme(name))
    looked_for(pair.table, Finder("timeout"))
    selected(pair.table)
    pair.table.scroll_lines(2)
    assert pair.looks(pair.table) == pair.looks(pair.fresh())
    assert once.size() == pair.table.viewport().size() * 2


def test_what_persons_say_of_a_row_is_seen_at_once_and_goes_again(qtbot: QtBot, dark: Theme):
    pair = Pair(qtbot, dark, 1.0)
    bare = pair.on_screen()
    pair.badges = {1: Badge("E1"), 2: Badge(marked=True), 4: Badge(ink=3),
                   5: Badge("E2", True, number=4, tags=("alpha", "beta", "gamma"), comment="c")}  # fmt: skip
    pair.table.refetch()
    assert pair.on_screen() == pair.looks(pair.fresh()) != bare
    pair.badges = {}
    pair.table.refetch()
    assert pair.on_screen() == bare


def test_rows_ahead_are_left_alone_while_rows_are_looked_for(qtbot: QtBot, dark: Theme):
    pair = Pair(qtbot, dark, 1.0)
    asked: list[int] = []
    looking = [True]
    pair.table.searching = lambda: looking[0]

    def fetch(start: int, stop: int) -> list[LogRow]:
        asked.append(stop)
        return pair.rows[start:stop]

    pair.table.set_rows(len(pair.rows), fetch)
    seen = max(asked)
    qtbot.wait(80)
    assert max(asked) == seen
    looking[0] = False
    qtbot.waitUntil(lambda: max(asked) == len(pair.rows))


# ---------------------------------------------------------------------------------------------- letters of one ink
@pytest.mark.parametrize(("text", "kinds", "wanted"), [
    ("status=201 ok", b"\0\0\0\0\0\0\0\1\1\1\0\0\0", b"\0"), ("status=201 ok", b"\0\0\0\0\0\0\0\1\1\1\0\0\0", b"\1"),
    ("  a b  ", bytes(7), b"\0"), ("abc", b"\0\1\2", b"\0\2"), ("abc…", b"\0\0\0\1", b"\1"), ("abc", bytes(3), b"\7"),
    ("", b"", b"\0"), ("~ ", b"\xff\xff", b"\xff"),
])  # fmt: skip
def test_a_layer_is_the_text_with_blanks_for_other_kinds(text: str, kinds: bytes, wanted: bytes):
    first, shown = layer(text, kinds, wanted)
    padded = "".join(letter if kind in wanted else " " for letter, kind in zip(text, kinds, strict=True))
    assert shown == padded.strip(" ")
    assert not shown or padded[first : first + len(shown)] == shown


@pytest.mark.parametrize("code", [*range(0x20), 0x7F, 0x85, 0x200E, 0x2028, 0xFEFF])
def test_no_control_gets_into_a_painted_line(code: int):
    assert chr(code) not in printable(f"a{chr(code)}b")
    assert printable("plain ~ text") == "plain ~ text"
