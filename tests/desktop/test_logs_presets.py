"""Filters by name: saved in the case or for every case, put on from the menu, handed over as a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from workbench.casework.opencase import OpenCase, create_case
from workbench.casework.presets import load_shared
from workbench.jobs import start_now
from workbench.model.instants import parse_instant
from workbench.model.searches import FilterPart, LogView
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.logs.features.presets import EVERYWHERE, Presets
from workbench.panels.logs.panel import LogsPanel
from workbench.views.theme import Theme

START = parse_instant("2026-03-17T14:00:00Z", day=0)


def made_case(folder: Path, name: str) -> OpenCase:
    folder.mkdir(exist_ok=True)
    path = folder / "gateway.log"
    levels = ("INFO", "WARN")
    path.write_text("".join(f"2026-03-17 14:00:{n:02d}.000Z {levels[n % 2]} number {n}\n" for n in range(60)))
    opened = create_case(folder / name, title="Checkout fails", started=START)
    opened.ingest([path])
    return opened


@pytest.fixture
def case(tmp_path: Path) -> Iterator[OpenCase]:
    opened = made_case(tmp_path / "one", "a.case")
    yield opened
    opened.close()


class Bench:
    """A panel, its keys, its form and the menus it asked for."""

    def __init__(self, qtbot: QtBot, case: OpenCase, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
        self.qtbot, self.case = qtbot, case
        self.said: list[str] = []
        self.menus: list[QMenu] = []
        # offscreen there is no screen to grab: a menu is handed over instead of popping up
        monkeypatch.setattr(QMenu, "popup", lambda menu, _point: self.menus.append(menu))
        self.panel = LogsPanel(Surroundings(case, Hub(), start_now, theme, lambda _id: None, self.said.append))
        qtbot.addWidget(self.panel)
        for command in self.panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), self.panel)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(command.run)
        self.panel.resize(1100, 420)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.panel.table.setFocus()

    def filter(self, text: str) -> None:
        self.qtbot.keyClick(self.panel.table, Qt.Key.Key_Slash)
        self.qtbot.keyClicks(self.panel.bar.query, text)
        self.qtbot.keyClick(self.panel.bar.query, Qt.Key.Key_Return)

    @property
    def form(self):
        return next(feature for feature in self.panel.features if isinstance(feature, Presets)).form

    def fill(self, **texts: str) -> None:
        for name, text in texts.items():
            both = [*self.form.findChildren(QComboBox, name), *self.form.findChildren(QLineEdit, name)]
            field = next(one for one in both if one.isVisible())
            if isinstance(field, QComboBox):
                field.setCurrentText(text)
            else:
                field.selectAll()
                self.qtbot.keyClicks(field, text)
        self.qtbot.keyClick(self.first, Qt.Key.Key_Return)

    @property
    def first(self) -> QLineEdit:
        return next(field for field in self.form.findChildren(QLineEdit) if field.isVisible())

    def take(self, *titles: str) -> None:
        """Open the menu of the bar by its button and take an entry."""
        self.qtbot.mouseClick(self.panel.bar.presets, Qt.MouseButton.LeftButton)
        menu = self.menus.pop()
        for title in titles:
            action = next(action for action in menu.actions() if action.text() == title)
            menu = action.menu() or menu
            if action.menu() is None:
                action.trigger()


@pytest.fixture
def bench(qtbot: QtBot, case: OpenCase, dark: Theme, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    made = Bench(qtbot, case, dark, monkeypatch)
    yield made
    made.panel.hide()


def test_a_filter_is_saved_in_the_case_and_put_on_again(bench: Bench):
    bench.filter("severity>=warn")
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    bench.qtbot.keyClick(bench.panel.table, Qt.Key.Key_S, both)
    bench.fill(name="what fails")
    (preset,) = bench.case.notebook.presets.values()
    assert (preset.name, preset.view) == ("what fails", LogView((FilterPart("severity>=warn"),)))
    assert bench.form.isHidden()
    bench.panel.clear_filters()
    assert len(bench.panel.rows) == 60
    bench.take("what fails", "Filter by it")
    assert len(bench.panel.rows) == 30
    assert bench.case.undo_label == "save the filter what fails"


def test_saving_under_the_same_name_replaces_it_and_removing_can_be_undone(bench: Bench):
    for text in ("number", "severity>=warn"):
        bench.panel.clear_filters()
        bench.filter(text)
        bench.take("Save this filter…")
        bench.fill(name="mine")
    (preset,) = bench.case.notebook.presets.values()
    assert preset.view.parts == (FilterPart("severity>=warn"),)
    bench.take("mine", "Remove")
    assert not bench.case.notebook.presets
    bench.case.undo()
    assert len(bench.case.notebook.presets) == 1


def test_a_filter_for_every_case_is_there_in_another_one(
    bench: Bench, qtbot: QtBot, dark: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    bench.filter("severity>=warn")
    bench.take("Save this filter…")
    bench.fill(name="what fails", place=EVERYWHERE)
    assert not bench.case.notebook.presets
    other = made_case(tmp_path / "two", "b.case")
    try:
        next_bench = Bench(qtbot, other, dark, monkeypatch)
        next_bench.filter("number")
        next_bench.take("what fails", "Add it to the filter")
        assert next_bench.panel.filter.written == "number severity>=warn"
        next_bench.take("what fails", "Remove")
        assert load_shared().presets == ()
        next_bench.panel.hide()
    finally:
        other.close()


def test_a_file_goes_to_a_colleague_and_comes_back_as_one_undoable_step(bench: Bench, tmp_path: Path):
    bench.filter("severity>=warn")
    bench.take("Save this filter…")
    bench.fill(name="what fails")
    file = tmp_path / "for-ada.toml"
    bench.take("Export filters and highlights…")
    bench.fill(file=str(file))
    assert "severity>=warn" in file.read_text()
    bench.take("what fails", "Remove")
    bench.take("Import filters and highlights…")
    bench.fill(file=str(file))
    assert [one.name for one in bench.case.notebook.presets.values()] == ["what fails"]
    assert bench.case.undo_label == "import 1 filter"


def test_a_file_that_is_wrong_is_said_in_the_form_which_stays_open(bench: Bench, tmp_path: Path):
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("filter = 3")
    bench.take("Import filters and highlights…")
    bench.fill(file=str(wrong))
    assert not bench.form.isHidden()
    assert "`filter` is no list" in bench.said[-1]
    bench.qtbot.keyClick(bench.first, Qt.Key.Key_Escape)
    assert bench.form.isHidden()
