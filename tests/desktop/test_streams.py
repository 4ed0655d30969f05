"""Commands followed in the window, by mouse and keys: asked for, running, dead, stopped; read as another format."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from workbench.casework.opencase import OpenCase, create_case
from workbench.jobs import start_now
from workbench.model.case import Source
from workbench.model.instants import parse_instant
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.sources import SourcesPanel
from workbench.shell.form import FormDialog
from workbench.views.theme import Theme

START = parse_instant("2026-03-17T14:00:00Z", day=0)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LOG = "heading\n" + "".join(f"2026-03-17T14:02:{second:02d}.5Z INFO größer {second}\n" for second in range(20))


@pytest.fixture
def person(tmp_path: Path, hand: Any) -> Any:
    """Somebody at the window of a case with one log."""
    (tmp_path / "gateway.log").write_text(LOG)
    case = create_case(tmp_path / "a.case", title="Orders fail", started=START)
    case.ingest([tmp_path / "gateway.log"])
    case.close()
    return hand(case.path)


def form_of(person: Any) -> FormDialog:
    return next(dialog for dialog in person.window.findChildren(FormDialog) if dialog.isVisible())


def run(person: Any, code: str, name: str) -> None:
    """Give a command by keys: the form, its fields, Enter."""
    person.bot.keyClick(QApplication.focusWidget() or person.window, Qt.Key.Key_T, CTRL | SHIFT)
    form = form_of(person)
    command, called = form.widgets["command"], form.widgets["name"]
    assert isinstance(command, QLineEdit) and isinstance(called, QLineEdit)
    person.bot.keyClicks(command, f"{Path(sys.executable).as_posix()} -u -c '{code}'")
    person.bot.keyClicks(called, name)
    person.bot.mouseClick(form.accept_button, Qt.MouseButton.LeftButton)
    person.bot.waitUntil(lambda: any(one.path == name for one in person.window.case.sources()), timeout=10000)


def named(person: Any, name: str) -> Source:
    return person.window.case.source(name)


def button(person: Any, panel: str, title: str) -> QToolButton:
    header = person.window.docks.docks[panel].header
    return next(one for one in header.findChildren(QToolButton) if one.accessibleName().startswith(title))


RUNNING = 'print("2026-03-17T14:10:00.5Z INFO up"); import time; time.sleep(60)'


def test_a_command_is_asked_for_runs_and_is_stopped_in_sources(person: Any):
    run(person, RUNNING, "orders")
    person.bot.waitUntil(lambda: named(person, "orders").records == 1, timeout=10000)
    person.window.give("go.sources")
    table = person.panel("sources").table
    person.bot.waitUntil(lambda: any("running since" in row.detail for row in table.rows), timeout=5000)
    row = person.row(table, "running since")
    assert (row.cells[0].text, row.cells[0].icon, row.cells[0].icon_token) == ("orders", "follow", "accent")
    assert "following orders" in person.panel("logs").caption
    place = table.row_rect(row.key)
    person.bot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, int(place.top()) + 12))
    person.bot.mouseClick(button(person, "sources", "Stop following"), Qt.MouseButton.LeftButton)
    person.bot.waitUntil(lambda: named(person, "orders").state == "ready", timeout=10000)
    assert named(person, "orders").feed.ending == "it was stopped"
    person.bot.waitUntil(lambda: "it was stopped" in person.row(table, "orders").detail, timeout=5000)
    person.bot.waitUntil(lambda: "following" not in person.panel("logs").caption, timeout=5000)


def test_a_command_that_dies_says_so_in_sources_and_in_the_header_of_the_log(person: Any):
    run(person, 'print("2026-03-17T14:10:00.5Z INFO up"); raise SystemExit(3)', "payments")
    logs = person.panel("logs")
    person.bot.waitUntil(lambda: "payments: it ended with status 3" in logs.caption, timeout=10000)
    row = person.row(person.panel("sources").table, "payments")
    assert row.detail.startswith("it ended with status 3, ")
    assert (row.cells[0].icon, row.cells[0].icon_token) == ("alert", "err")
    assert (named(person, "payments").state, named(person, "payments").records) == ("ready", 1)


def test_stop_in_the_header_of_the_log_ends_what_is_followed(person: Any):
    run(person, RUNNING, "orders")
    stop = button(person, "logs", "Stop following")
    person.bot.waitUntil(stop.isEnabled, timeout=5000)
    person.bot.mouseClick(stop, Qt.MouseButton.LeftButton)
    person.bot.waitUntil(lambda: named(person, "orders").state == "ready", timeout=10000)
    person.bot.waitUntil(lambda: not stop.isEnabled(), timeout=5000)


def test_what_cannot_be_run_is_said_in_the_form_and_stays_typed(person: Any):
    person.palette("From a command")
    form = form_of(person)
    command = form.widgets["command"]
    assert isinstance(command, QLineEdit)
    for typed, said in (("", "Command is empty."), ("a | b", "no shell runs it"), ("no-such -f", "no such command")):
        command.selectAll()
        person.bot.keyClicks(command, typed)
        person.bot.keyClick(command, Qt.Key.Key_Return)
        assert form.isVisible() and said in form.fault.text
        assert command.text() == typed
    form.reject()
    assert len(person.window.case.sources()) == 1


def test_a_file_and_a_command_at_20000_lines_a_second_each_are_there_whole(
    tmp_path: Path, hand: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.syspath_prepend(Path(__file__).parents[2])
    from benchmarks import stream

    create_case(tmp_path / "a.case", title="Two streams").close()
    window = hand(tmp_path / "a.case").window
    followed = stream.follow_both(window, tmp_path, 20_000, 2.0)
    assert followed.wrong == []
    assert (followed.lines, followed.rows) == (80_000, 80_000)


# ------------------------------------------------------------------------------------------------ reading as
@pytest.fixture
def case(tmp_path: Path, case_of: Callable[..., OpenCase]) -> OpenCase:
    (tmp_path / "gateway.log").write_bytes(LOG.encode("cp1252"))
    return case_of([tmp_path / "gateway.log"], title="Orders fail", started=START)


@pytest.fixture
def sources(qtbot: QtBot, case: OpenCase, dark: Theme) -> SourcesPanel:
    panel = SourcesPanel(Surroundings(case, Hub(), start_now, dark, lambda _id: None, lambda _text: None))
    qtbot.addWidget(panel)
    panel.resize(700, 300)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def click_reader(qtbot: QtBot, panel: SourcesPanel) -> None:
    """Click the words that say by which reader the first source is read."""
    table = panel.table
    left = next(box.left() for n, _column, box in table._shown_columns() if table.columns[n].title == "Read as")
    top = table.row_rect(table.rows[0].key).top()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(int(left) + 8, int(top) + 12))


def test_a_click_on_a_source_s_reader_lists_formats_by_fit_with_why(
    qtbot: QtBot, case: OpenCase, sources: SourcesPanel
):
    click_reader(qtbot, sources)
    shown = sources.readers
    assert shown.isVisible() and shown.heading.text() == "Read gateway.log as"
    (source,) = case.sources()
    assert shown.why.text() == f"Now by text.iso: {source.why}"
    assert source.why.startswith("20 of 21 lines")
    first = shown.table.rows[0]
    assert (first.key, first.detail) == ("text.iso", source.why)
    assert shown.table.current_key == "text.iso"
    assert len(shown.table.rows) == len(case.registry.readers)
    assert f"read by text.iso: {source.why}" in sources.table.tip(source.id)
    qtbot.keyClick(shown.field, Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_typing_narrows_the_formats_and_enter_reads_again_until_undo(
    qtbot: QtBot, case: OpenCase, sources: SourcesPanel
):
    click_reader(qtbot, sources)
    qtbot.keyClicks(sources.readers.field, "text plain")
    assert [row.key for row in sources.readers.table.rows] == ["text.plain"]
    qtbot.keyClick(sources.readers.field, Qt.Key.Key_Return)
    (source,) = case.sources()
    assert (source.reader, source.records) == ("text.plain", 21)
    assert not sources.readers.isVisible()
    assert sources.table.rows[0].cells[1].text == "text.plain"
    case.undo()
    assert (case.sources()[0].reader, case.sources()[0].records) == ("text.iso", 20)


def test_a_format_is_forced_by_a_click_on_it(qtbot: QtBot, case: OpenCase, sources: SourcesPanel):
    click_reader(qtbot, sources)
    shown = sources.readers
    qtbot.keyClicks(shown.field, "plain")
    place = shown.table.row_rect("text.plain").center().toPoint()
    qtbot.mouseClick(shown.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert case.sources()[0].reader == "text.plain"


def test_a_format_that_finds_nothing_says_so_and_the_list_stays(qtbot: QtBot, case: OpenCase, sources: SourcesPanel):
    click_reader(qtbot, sources)
    qtbot.keyClicks(sources.readers.field, "nginx.access")
    qtbot.keyClick(sources.readers.field, Qt.Key.Key_Return)
    assert sources.readers.isVisible()
    assert "nginx.access finds nothing in it. It stays as it was" in sources.readers.message.text()
    qtbot.keyClicks(sources.readers.field, " nothing")
    assert sources.readers.message.text() == "No format is called so."
    assert case.sources()[0].reader == "text.iso"


def test_the_encoding_is_chosen_beside_the_format(qtbot: QtBot, case: OpenCase, sources: SourcesPanel):
    assert len(case.query("größer")) == 0
    sources.table.set_current(case.sources()[0].id)
    (command,) = [one for one in sources.commands() if one.id == "sources.reading"]
    assert command.shortcuts == ("R",)
    command.run()
    box = sources.readers.encoding
    assert isinstance(box, QComboBox)
    assert {"utf-8+cp1252", "utf-16-le", "iso8859-1", "cp437", "shift_jis", "gb18030", "koi8-r"} <= {
        box.itemText(number) for number in range(box.count())
    }
    box.setFocus()
    box.lineEdit().selectAll()
    qtbot.keyClicks(box.lineEdit(), "utf-8+latin-1")
    qtbot.mouseClick(sources.readers.apply, Qt.MouseButton.LeftButton)
    (source,) = case.sources()
    assert (source.encoding, source.reader, len(case.query("größer"))) == ("utf-8+iso8859-1", "text.iso", 20)
    assert "20 lines are not UTF-8 and read as iso8859-1" in sources.table.tip(source.id)
