"""The times of sources by mouse and keys: what is known of them, and declaring zone, clock and year."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from workbench.casework.opencase import OpenCase
from workbench.jobs import start_now
from workbench.model.instants import iso, parse_instant
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.sources import SourcesPanel
from workbench.views.theme import Theme

pytestmark = pytest.mark.usefixtures("undated")
CHANGED = parse_instant("2026-10-26T08:00:00Z", day=0)
# Berlin had 02:00 to 03:00 twice on 25 October 2026
LINES = "router on\nOct 25 01:59:59.250 a\nOct 25 02:30:00.000 b\nOct 25 02:29:58.500 c\nOct 26 08:00:00.000 d\n"


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """A log without year and zone, one that says both, and a text without any time."""
    router, app, notes = (tmp_path / name for name in ("router.bsd", "app.log", "notes.txt"))
    router.write_text(LINES)
    os.utime(router, ns=(CHANGED, CHANGED))
    app.write_text("2026-10-26T07:00:00Z INFO ready\n2026-10-26T07:00:01Z INFO done\n")
    notes.write_text("first thing\nsecond thing\n")
    return case_of([router, app, notes], title="Three", started=CHANGED)


class Desk:
    def __init__(self, qtbot: QtBot, case: OpenCase, theme: Theme, height: int = 560) -> None:
        self.qtbot, self.case, self.said = qtbot, case, []
        self.panel = SourcesPanel(Surroundings(case, Hub(), start_now, theme, lambda _id: None, self.said.append))
        qtbot.addWidget(self.panel)
        for command in self.panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), self.panel.table)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(command.run)
        self.panel.resize(760, height)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.panel.table.setFocus()

    def click(self, name: str, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        rect = self.panel.table.row_rect(self.case.source(name).id)
        self.qtbot.mouseClick(self.panel.table.viewport(), button, pos=QPoint(60, round(rect.top() + 10)))

    @property
    def facts(self) -> dict[str, str]:
        return {fact.name: fact.text for fact in self.panel.facts.facts}

    def field(self, name: str) -> QLineEdit:
        found = next(w for w in (*self.panel.form.findChildren(QLineEdit), *self.panel.form.findChildren(QComboBox))
                     if w.objectName() == name and w.isVisible())  # fmt: skip
        edit = found.lineEdit() if isinstance(found, QComboBox) else found
        assert edit is not None
        return edit

    def type(self, name: str, text: str) -> None:
        edit = self.field(name)
        edit.setFocus()
        edit.selectAll()
        self.qtbot.keyClicks(edit, text)

    def told(self) -> str:
        return " ".join(label.text() for label in self.panel.form.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def desk(qtbot: QtBot, case: OpenCase, dark: Theme) -> Desk:
    return Desk(qtbot, case, dark)


def times(case: OpenCase, name: str) -> list[str | None]:
    number = case.source(name).number
    return [
        iso(record.t)
        for record in case.page([row for row in range(case.spine.rows) if case.spine.source[row] == number])
    ]


def test_the_selected_source_says_what_is_known_of_its_times(desk: Desk):
    assert not desk.panel.facts.isVisible()
    desk.click("router.bsd")
    assert desk.panel.facts.isVisible()
    assert desk.facts == {
        "Times": "2026-10-25 01:59:59 to 2026-10-26 08:00:00, UTC",
        "Zone": "UTC, assumed: its stamps give none",
        "Year": "2026 at its end, assumed by the time of the file",
        "Resolution": "1 ms",
        "Order": "1 record is stamped before the one above it, by 1.5 s",
        "Skipped": "1 line belongs to no record",
    }
    assert {fact.name for fact in desk.panel.facts.facts if fact.doubtful} == {"Zone", "Year", "Order", "Skipped"}


def test_the_keys_go_from_source_to_source_and_the_facts_follow(desk: Desk):
    desk.click("router.bsd")
    desk.qtbot.keyClick(desk.panel.table, Qt.Key.Key_Down)
    assert (
        desk.facts["Zone"] == "in its stamps" and "Year" not in desk.facts and desk.facts["Order"] == "in order of time"
    )
    desk.qtbot.keyClick(desk.panel.table, Qt.Key.Key_Down)
    assert desk.facts == {} and not desk.panel.facts.isVisible()  # no time, so no zone either


def test_a_year_is_declared_by_keys_after_saying_what_would_move(desk: Desk):
    desk.click("router.bsd")
    desk.qtbot.keyClick(desk.panel.table, Qt.Key.Key_Z)
    desk.type("year", "2025")
    assert "4 records would move by -365 days; nothing is read again." in desk.told()
    assert times(desk.case, "router.bsd")[-1] == "2026-10-26T08:00:00Z"
    desk.qtbot.keyClick(desk.field("year"), Qt.Key.Key_Return)
    assert not desk.panel.form.isVisible()
    assert times(desk.case, "router.bsd")[-1] == "2025-10-26T08:00:00Z"
    assert desk.facts["Year"] == "2025 at its end, declared"
    assert desk.facts["Zone"].startswith("UTC, assumed")  # what was not changed is not declared


def test_an_empty_year_is_assumed_again(desk: Desk):
    desk.case.set_clock(desk.case.source("router.bsd").id, year="2020")
    desk.click("router.bsd", Qt.MouseButton.RightButton)
    desk.panel.ask_clock(desk.case.source("router.bsd").id)
    desk.type("year", " ")
    desk.qtbot.keyClick(desk.field("year"), Qt.Key.Key_Return)
    assert times(desk.case, "router.bsd")[-1] == "2026-10-26T08:00:00Z"


def test_a_zone_is_declared_by_mouse_and_its_odd_hours_are_named(desk: Desk):
    desk.click("router.bsd")
    desk.panel.ask_clock()
    desk.type("zone", "Europe/Berlin")
    assert "4 records would move by -1h; nothing is read again." in desk.told()
    apply = next(b for b in desk.panel.form.findChildren(QPushButton) if b.text() == "Apply" and b.isVisible())
    desk.qtbot.mouseClick(apply, Qt.MouseButton.LeftButton)
    assert times(desk.case, "router.bsd")[0] == "2026-10-24T23:59:59.25Z"
    assert desk.facts["Zone"] == "Europe/Berlin, declared"
    assert desk.facts["Hours"].startswith(
        "2 stamps lie in an hour that happens twice in Europe/Berlin (2026-10-25 02:00 to"
    )


def test_what_is_no_year_or_zone_is_said_and_what_was_typed_stays(desk: Desk):
    desk.click("router.bsd")
    desk.panel.ask_clock()
    desk.type("year", "soon")
    assert "'soon' is no year" in desk.told()
    desk.qtbot.keyClick(desk.field("year"), Qt.Key.Key_Return)
    assert desk.panel.form.isVisible() and desk.field("year").text() == "soon"
    desk.type("year", "2026")
    desk.type("zone", "Mars/Olympus")
    assert "Mars/Olympus" in desk.told() and desk.panel.form.isVisible()
    desk.qtbot.keyClick(desk.panel.form, Qt.Key.Key_Escape)
    assert not desk.panel.form.isVisible() and times(desk.case, "router.bsd")[-1] == "2026-10-26T08:00:00Z"


def test_a_source_whose_stamps_say_their_year_is_asked_for_none(desk: Desk):
    desk.click("app.log")
    desk.panel.ask_clock()
    assert not [edit for edit in desk.panel.form.findChildren(QLineEdit) if edit.objectName() == "year"]


def test_a_low_panel_keeps_its_room_for_the_list(qtbot: QtBot, case: OpenCase, dark: Theme):
    desk = Desk(qtbot, case, dark, height=220)
    desk.click("router.bsd")
    assert not desk.panel.facts.isVisible()
    assert "Year: 2026 at its end, assumed by the time of the file" in desk.panel.table.tip(
        case.source("router.bsd").id
    )
    desk.panel.resize(760, 560)
    qtbot.waitUntil(desk.panel.facts.isVisible)


@pytest.mark.both_themes
def test_every_word_of_facts_and_form_has_room(qtbot: QtBot, case: OpenCase, theme: Theme, tmp_path: Path):
    case.set_clock(case.source("router.bsd").id, zone="Europe/Berlin")
    desk = Desk(qtbot, case, theme)
    desk.click("router.bsd")
    qtbot.wait(20)
    target = Path(os.environ.get("WORKBENCH_PICTURES", tmp_path))
    assert desk.panel.grab().save(str(target / f"sources-{theme.name}.png"))
    desk.panel.ask_clock()
    desk.type("year", "2025")
    qtbot.wait(20)
    assert desk.panel.grab().save(str(target / f"sources-form-{theme.name}.png"))
    for label in desk.panel.facts.findChildren(QLabel):
        if label.isVisible():
            assert (
                label.height() >= label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
            )
