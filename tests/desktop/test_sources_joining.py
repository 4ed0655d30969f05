"""The files of a rotated log in the panel Sources, by mouse and keys: seen, joined, taken back, named in the log."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tests.desktop.test_logs_panel import Desk as LogsDesk
from workbench.casework.opencase import OpenCase, create_case
from workbench.jobs import start_now
from workbench.model.entities import Citation
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.sources import SourcesPanel
from workbench.views.theme import Theme


def text(minute: int) -> bytes:
    return b"".join(b"2026-03-17T14:%02d:%02d.5Z INFO call %d\n" % (minute, second, second) for second in range(5))


@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    """Three files of one log and two of which the names say nothing."""
    (tmp_path / "x.log.2.gz").write_bytes(gzip.compress(text(0), mtime=0))
    for name, minute in (("x.log.1", 1), ("x.log", 2), ("before.log", 3), ("after.log", 4)):
        (tmp_path / name).write_bytes(text(minute))
    return case_of(
        [tmp_path / name for name in ("x.log", "x.log.1", "x.log.2.gz", "before.log", "after.log")], title="Rotated"
    )


class Desk:
    def __init__(self, qtbot: QtBot, case: OpenCase, theme: Theme) -> None:
        self.qtbot, self.case, self.said = qtbot, case, []
        self.panel = SourcesPanel(Surroundings(case, Hub(), start_now, theme, lambda _id: None, self.said.append))
        qtbot.addWidget(self.panel)
        for command in self.panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), self.panel.table)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(command.run)
        self.panel.resize(760, 560)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.panel.table.setFocus()

    @property
    def rows(self) -> dict[str, str]:
        return {row.cells[0].text.rpartition("/")[2]: row.detail for row in self.panel.table.rows}

    @property
    def facts(self) -> dict[str, str]:
        return {fact.name: fact.text for fact in self.panel.facts.facts}

    def click(self, name: str) -> None:
        rect = self.panel.table.row_rect(self.case.source(name).id)
        place = QPoint(60, round(rect.top() + 10))
        self.qtbot.mouseClick(self.panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def join(self) -> None:
        self.qtbot.keyClick(self.panel.table, Qt.Key.Key_J)


@pytest.fixture
def desk(qtbot: QtBot, case: OpenCase, dark: Theme) -> Desk:
    return Desk(qtbot, case, dark)


def test_files_of_one_log_are_pointed_out_and_joined_by_a_key(desk: Desk):
    assert desk.rows["x.log"] == "3 files look like one rotated log: J joins them"
    assert "rotated" not in desk.rows["x.log.1"] + desk.rows["before.log"]
    desk.click("x.log.1")
    assert desk.facts["Rotated"] == "x.log.2.gz, x.log.1, x.log look like one log: J joins them"
    desk.join()
    source = desk.case.source("x.log")
    assert desk.case.raw(Citation(source.id)) == text(0) + text(1) + text(2)
    assert [*desk.rows] == ["before.log", "after.log", "x.log (3 files)"]
    assert (desk.panel.table.current_key, desk.facts["Files"]) == (source.id, "x.log.2.gz, x.log.1, x.log")
    assert desk.said[-1] == "3 files are one source, x.log: 15 records. Ctrl+Z takes it back."
    desk.case.undo()
    desk.panel.refresh(frozenset({"sources"}))
    assert len(desk.rows) == 5 and desk.rows["x.log"].startswith("3 files look like")


def test_other_files_are_asked_for_and_what_is_wrong_is_said_in_the_form(desk: Desk):
    desk.click("after.log")
    assert "Rotated" not in desk.facts
    desk.join()
    field = next(one for one in desk.panel.form.findChildren(QLineEdit) if one.objectName() == "files")
    assert field.text() == "S5"
    desk.qtbot.keyClick(field, Qt.Key.Key_Return)
    told = [label.text() for label in desk.panel.form.findChildren(QLabel) if label.isVisible()]
    assert "after.log: one file is no rotated log. Join two or more of one log's files." in told
    desk.qtbot.keyClicks(field, ", before.log")
    desk.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert desk.panel.form.isHidden()
    assert desk.case.raw(Citation(desk.case.source("after.log").id)) == text(3) + text(4)


def test_a_folded_row_joins_every_log_it_holds(qtbot: QtBot, tmp_path: Path, dark: Theme):
    folder = tmp_path / "in"
    folder.mkdir()
    for log in ("a", "b"):
        for number in range(3):
            (folder / f"{log}.log{f'.{number}' if number else ''}").write_bytes(text(9 - number))
    case = create_case(tmp_path / "b.case", title="Folded")
    case.ingest([folder])
    desk = Desk(qtbot, case, dark)
    (row,) = desk.panel.table.rows
    assert row.detail == "holds 2 rotated logs: J joins the files of each"
    desk.panel.table.set_current(row.key)
    desk.join()
    assert [*desk.rows] == ["a.log (3 files)", "b.log (3 files)"]
    assert [source.records for source in case.sources()] == [15, 15]
    case.close()


def test_the_log_names_the_file_of_every_line(case: OpenCase, qtbot: QtBot, dark: Theme):
    case.join([case.source(name).id for name in ("x.log", "x.log.1", "x.log.2.gz")])
    logs = LogsDesk(qtbot, case, dark)
    shown = [line.row.source for line in logs.panel.table.lines if line.row]
    names = [name for name in ("x.log.2.gz", "x.log.1", "x.log", "before.log", "after.log") for _ in range(5)]
    assert len(shown) >= 15 and shown == names[: len(shown)]
