"""The window, driven by mouse and keys, with panels and a case on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QToolButton

from workbench.model.entities import bytes_citation
from workbench.model.focus import EMPTY, Focus
from workbench.model.instants import MINUTE, SECOND, TimeWindow, parse_instant
from workbench.shell import panel_host
from workbench.shell.form import FormDialog
from workbench.shell.layouts import LAYOUTS, layout_named
from workbench.shell.main_window import MainWindow
from workbench.shell.panel_list import PANELS
from workbench.shell.view_commands import key_groups

START = parse_instant("2026-03-17T14:00:00Z", day=0)
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def press(qtbot: Any, window: MainWindow) -> Any:
    """Press a key wherever the keyboard is."""

    def act(key: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(QApplication.focusWidget() or window, key, modifiers)

    return act


def _panel(window: MainWindow, name: str) -> Any:
    panel = window.host.panel(name)
    assert panel is not None
    return panel


def _dialog(window: MainWindow) -> FormDialog:
    dialogs = [dialog for dialog in window.findChildren(FormDialog) if dialog.isVisible()]
    assert dialogs
    return dialogs[-1]


# ------------------------------------------------------------------------------------------------ filling
def test_all_eight_panels_are_there_after_the_first_paint(window: MainWindow) -> None:
    assert [panel.id for panel in window.host.panels] == [row.id for row in PANELS]


def test_a_panel_that_cannot_be_made_says_so_in_its_dock_and_the_others_work(
    make_window: Any, paper_case: Any, paper: Any, qtbot: Any
) -> None:
    def load(row: Any) -> type:
        if row.id == "metrics":
            raise ImportError("no module named plots")
        return paper(row)

    window = make_window(load=load)
    with qtbot.waitSignal(window.host.filled):
        window.attach(paper_case)
    content = window.docks.docks["metrics"].body.content
    assert "Metrics can't be shown (ImportError: no module named plots)" in content.accessibleName()
    assert len(window.host.panels) == len(PANELS) - 1


def test_a_panel_shows_its_content_before_its_buttons_are_made_and_before_the_others(
    make_window: Any, paper_case: Any, paper: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel_host, "PATIENCE_S", 60.0)
    looking = [True]

    def load(row: Any) -> type:
        made = paper(row)
        if row.id != "logs":
            return made

        class Looking(made):
            arriving = property(lambda _panel: looking[0])

        return Looking

    window = make_window(load=load)
    window.host.current = "logs"
    window.attach(paper_case)
    qtbot.waitUntil(lambda: window.host.panel("logs") is not None)
    buttons = window.docks.docks["logs"].header.findChildren(QToolButton)
    before = [button for button in buttons if button.property("command")]
    assert not before and len(window.host.panels) == 1
    looking[0] = False
    with qtbot.waitSignal(window.host.filled):
        pass
    buttons = window.docks.docks["logs"].header.findChildren(QToolButton)
    assert [button for button in buttons if button.property("command")] and len(window.host.panels) == len(PANELS)


def test_the_case_bar_shows_what_the_case_knows(window: MainWindow) -> None:
    facts = window.case_bar.facts
    assert (facts.severity, facts.key, facts.status) == ("SEV1", "INC-2417", "mitigated")
    assert [(clock.label, clock.text) for clock in facts.clocks] == [("Since start", "31m"), ("To mitigate", "20m")]


def test_no_command_lacks_help_and_no_key_means_two_things(window: MainWindow) -> None:
    assert window.registry.clashes() == ()
    for command in window.registry:
        assert command.help.endswith("."), command.id
        assert command.title, command.id


def test_every_key_of_a_command_is_a_key_that_qt_knows(window: MainWindow) -> None:
    from workbench.shell.registry import key_text

    for command in window.registry:
        for text in command.shortcuts:
            assert key_text(text), (command.id, text)


# ------------------------------------------------------------------------------------------------ keyboard
@pytest.mark.parametrize("number", range(1, 9))
def test_ctrl_and_a_number_gives_a_panel_the_keyboard(window: MainWindow, press: Any, number: int) -> None:
    press(Qt.Key(Qt.Key.Key_0 + number), CTRL)
    name = PANELS[number - 1].id
    assert window.host.current == name
    assert _panel(window, name).list.hasFocus()
    assert window.docks.on_top(name)


def test_ctrl_6_again_goes_to_the_next_list(window: MainWindow, press: Any) -> None:
    seen = []
    for _ in range(4):
        press(Qt.Key.Key_6, CTRL)
        seen.append(window.host.current)
    assert seen == ["evidence", "sources", "findings", "evidence"]


def test_a_letter_is_heard_by_the_panel_with_the_keyboard_alone(window: MainWindow, press: Any) -> None:
    press(Qt.Key.Key_4, CTRL)
    press(Qt.Key.Key_E)
    assert _panel(window, "code").heard == ["next"]
    assert _panel(window, "logs").heard == []


def test_a_letter_in_a_text_field_is_text(window: MainWindow, qtbot: Any) -> None:
    field = _panel(window, "logs").field
    field.setFocus()
    qtbot.keyClicks(field, "exp1g?")
    assert field.text() == "exp1g?"
    assert _panel(window, "logs").heard == []
    assert not window.sheet.isVisible()


def test_the_header_button_gives_the_panels_command(window: MainWindow, qtbot: Any) -> None:
    header = window.docks.docks["logs"].header
    button = next(
        button for button in header.children() if getattr(button, "text", str)() == "" and button.property("command")
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert _panel(window, "logs").heard == ["next"]


# ------------------------------------------------------------------------------------------------ focus
def test_x_then_a_number_looks_around_the_cursor(window: MainWindow, press: Any) -> None:
    window.hub.move(Focus(cursor=START))
    press(Qt.Key.Key_X)
    press(Qt.Key.Key_4)
    assert window.hub.focus.window == TimeWindow(START - MINUTE, START + MINUTE)


def test_esc_clears_the_focus(window: MainWindow, press: Any) -> None:
    window.hub.move(Focus(cursor=START, window=TimeWindow(START, START + SECOND)))
    press(Qt.Key.Key_Escape)
    assert window.hub.focus == EMPTY


def test_esc_closes_the_palette_before_it_clears_the_focus(window: MainWindow, press: Any) -> None:
    window.hub.move(Focus(cursor=START))
    press(Qt.Key.Key_P, CTRL | SHIFT)
    assert window.palette_view.isVisible()
    press(Qt.Key.Key_Escape)
    assert not window.palette_view.isVisible()
    assert window.hub.focus.cursor == START


def test_g_goes_to_a_time_of_the_incidents_day(window: MainWindow, press: Any, qtbot: Any) -> None:
    press(Qt.Key.Key_G)
    qtbot.keyClicks(window.palette_view.field, "14:02:11.5")
    assert "2026-03-17T14:02:11.5Z" in window.palette_view.rows[0].title
    press(Qt.Key.Key_Return)
    assert window.hub.focus.cursor == START + 131 * SECOND + SECOND // 2


def test_back_goes_to_what_was_looked_at_before(window: MainWindow, press: Any) -> None:
    for t in (START, START + SECOND):
        window.hub.move(Focus(cursor=t))
        window.hub.flush()
        window.hub.remember()
    press(Qt.Key.Key_Left, ALT)
    assert window.hub.focus.cursor == START
    press(Qt.Key.Key_Right, ALT)
    assert window.hub.focus.cursor == START + SECOND


def test_unlinking_a_panel_leaves_it_where_it_is_and_linking_brings_it_up_to_date(
    window: MainWindow, press: Any, qtbot: Any
) -> None:
    press(Qt.Key.Key_3, CTRL)
    press(Qt.Key.Key_L, CTRL)
    metrics, logs = _panel(window, "metrics"), _panel(window, "logs")
    window.hub.move(Focus(cursor=START))
    window.hub.flush()
    assert [focus.cursor for focus in logs.followed] == [START]
    assert metrics.followed == []
    toggle = next(
        child
        for child in window.docks.docks["metrics"].header.children()
        if getattr(child, "text", str)() == "Unlinked"
    )
    qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert metrics.linked
    assert [focus.cursor for focus in metrics.followed] == [START]


def test_the_status_bar_says_cursor_window_and_what_is_left_out(window: MainWindow, qtbot: Any) -> None:
    window.hub.move(Focus(cursor=START + 3_412_000_000, window=TimeWindow(START, START + MINUTE)))
    _panel(window, "logs").set_left_out("1,284 of 412,906 lines")
    facts = window.status.facts
    assert facts.cursor == "14:00:03.412"
    assert facts.window == "14:00:00–14:01:00"
    assert facts.left_out == "Logs: 1,284 of 412,906 lines"


# ------------------------------------------------------------------------------------------------ evidence
def test_ctrl_enter_pins_the_selection_and_cites_it_in_the_notes(
    window: MainWindow, paper_case: Any, press: Any
) -> None:
    citation = bytes_citation("s1", 120, 40)
    _panel(window, "logs").chosen = (citation,)
    window.hub.move(Focus(cursor=START))
    press(Qt.Key.Key_2, CTRL)
    press(Qt.Key.Key_Return, CTRL)
    assert paper_case.pinned == [(citation, Focus(cursor=START))]
    assert [chip.label for chip in _panel(window, "notes").chips] == ["E1"]
    assert "E1 gateway.log:7 is pinned and cited" in window.status.facts.said


def test_ctrl_enter_of_the_number_block_works_too(window: MainWindow, paper_case: Any, press: Any) -> None:
    _panel(window, "logs").chosen = (bytes_citation("s1", 1, 2),)
    press(Qt.Key.Key_Enter, CTRL)
    assert len(paper_case.pinned) == 1


def test_p_pins_without_citing(window: MainWindow, paper_case: Any, press: Any) -> None:
    _panel(window, "logs").chosen = (bytes_citation("s1", 1, 2),)
    press(Qt.Key.Key_P)
    assert len(paper_case.pinned) == 1
    assert _panel(window, "notes").chips == []


def test_from_the_notes_the_panel_looked_at_before_is_cited(window: MainWindow, paper_case: Any, press: Any) -> None:
    _panel(window, "code").chosen = (bytes_citation("s1", 5, 6),)
    press(Qt.Key.Key_4, CTRL)
    press(Qt.Key.Key_5, CTRL)
    press(Qt.Key.Key_Return, CTRL)
    assert paper_case.pinned[0][0] == bytes_citation("s1", 5, 6)


def test_pinning_nothing_says_what_to_select(window: MainWindow, paper_case: Any, press: Any) -> None:
    press(Qt.Key.Key_P)
    assert paper_case.pinned == []
    assert "Select a line" in window.status.facts.said


def test_undo_brings_what_it_takes_back_into_view(window: MainWindow, paper_case: Any, press: Any) -> None:
    paper_case.done.append("typing")
    told: list[Any] = []
    window.hub.case_changed.connect(lambda changes, _origin: told.append(changes))
    press(Qt.Key.Key_Z, CTRL)
    assert window.hub.focus.cursor == START + 5 * SECOND
    assert told == [frozenset({"notes"})]
    assert "Undone: typing" in window.status.facts.said


# ------------------------------------------------------------------------------------------------ palette
def test_the_palette_finds_a_command_by_some_of_its_letters_and_runs_it(
    window: MainWindow, press: Any, qtbot: Any
) -> None:
    press(Qt.Key.Key_P, CTRL | SHIFT)
    qtbot.keyClicks(window.palette_view.field, "laymet")
    assert window.palette_view.rows[0].title == "Layout Metrics"
    press(Qt.Key.Key_Return)
    assert window.layout_now.id == "metrics"


def test_a_command_that_cannot_be_given_stands_last_and_is_not_run(window: MainWindow, press: Any, qtbot: Any) -> None:
    press(Qt.Key.Key_P, CTRL | SHIFT)
    qtbot.keyClicks(window.palette_view.field, "stop the running job")
    assert not window.palette_view.rows[0].enabled
    press(Qt.Key.Key_Return)
    assert window.palette_view.isVisible()


def test_go_to_anything_finds_a_source_and_moves_there(window: MainWindow, press: Any, qtbot: Any) -> None:
    press(Qt.Key.Key_P, CTRL)
    qtbot.keyClicks(window.palette_view.field, "gateway")
    assert window.palette_view.rows[0].title == "S1 logs/gateway.log"
    press(Qt.Key.Key_Return)
    assert window.hub.focus.citation is not None
    assert window.hub.focus.citation.source == "s1"
    assert window.hub.focus.cursor == START + SECOND


def test_a_click_chooses_a_row_of_the_palette(window: MainWindow, press: Any, qtbot: Any) -> None:
    press(Qt.Key.Key_P, CTRL | SHIFT)
    qtbot.keyClicks(window.palette_view.field, "layout code")
    qtbot.mouseClick(window.palette_view, Qt.MouseButton.LeftButton, pos=QPoint(window.width() // 2, 120 + 46 + 20))
    assert window.layout_now.id == "code"


def test_the_sheet_shows_the_keys_of_the_panel_with_the_keyboard_first(window: MainWindow, press: Any) -> None:
    press(Qt.Key.Key_4, CTRL)
    press(Qt.Key.Key_F1)
    assert window.sheet.isVisible()
    assert [group.title for group in window.sheet.groups][:2] == ["Code and diff", "Everywhere"]
    press(Qt.Key.Key_Escape)
    assert not window.sheet.isVisible()


def test_every_command_with_a_key_is_on_the_sheet(window: MainWindow) -> None:
    shown = {row.title for group in key_groups(window) for row in group.rows}
    assert {command.title for command in window.registry if command.shortcuts} == shown


# ------------------------------------------------------------------------------------------------ layouts
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (1280, 720)])
def test_a_layout_fills_the_window_without_gaps(window: MainWindow, qtbot: Any, layout: Any, size: Any) -> None:
    window.resize(*size)
    window.arrange(layout)
    qtbot.wait(30)
    seen = [dock for name, dock in window.docks.docks.items() if window.docks.on_top(name)]
    area = sum(dock.width() * dock.height() for dock in seen)
    whole = window.docks.width() * window.docks.height()
    assert 0.97 <= area / whole <= 1.0
    assert window.size().toTuple() == size


def test_investigate_has_the_proportions_of_the_guide(window: MainWindow) -> None:
    docks = window.docks.docks
    assert docks["timeline"].height() == 318
    assert docks["timeline"].width() == window.docks.width()
    assert docks["logs"].width() == pytest.approx(908, abs=6)
    assert docks["metrics"].width() == pytest.approx(473, abs=6)
    assert docks["logs"].height() == pytest.approx(350, abs=6)


def test_a_tall_screen_gives_the_timeline_more_lines_too(window: MainWindow, qtbot: Any) -> None:
    window.resize(3840, 2160)
    qtbot.wait(30)
    docks = window.docks
    assert docks.docks["timeline"].height() == pytest.approx(318 * docks.height() / 1080, abs=2)


def test_a_small_window_tabs_code_with_logs_and_notes_with_metrics(window: MainWindow, qtbot: Any) -> None:
    window.resize(1366, 768)
    qtbot.wait(30)
    assert window.docks.place_of("logs") == ("logs", "code")
    assert set(window.docks.place_of("metrics")) == {"metrics", "notes", "evidence", "sources", "findings", "trail"}
    window.resize(1920, 1080)
    qtbot.wait(30)
    assert window.docks.place_of("logs") == ("logs",)


def test_a_click_on_a_tab_brings_its_panel_up(window: MainWindow, qtbot: Any) -> None:
    header = window.docks.docks["evidence"].header
    header.grab()
    place = header.tab_place("findings")
    qtbot.mouseClick(header, Qt.MouseButton.LeftButton, pos=place.center())
    assert window.docks.on_top("findings")
    assert not window.docks.on_top("evidence")


def test_a_panel_that_the_layout_leaves_out_can_be_had_as_a_tab(window: MainWindow, press: Any) -> None:
    window.arrange(layout_named("write-up"))
    assert not window.docks.shown("metrics")
    press(Qt.Key.Key_3, CTRL)
    assert window.docks.on_top("metrics")


def test_the_theme_can_be_turned_and_is_kept(window: MainWindow, own_home: Path) -> None:
    before = window.grab().toImage().pixelColor(600, 30)
    window.give("view.theme")
    after = window.grab().toImage().pixelColor(600, 30)
    assert before.lightness() < 100 < after.lightness()
    assert 'theme = "light"' in (own_home / "settings.toml").read_text("utf-8")


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (1280, 720)])
@pytest.mark.parametrize("cover", ["", "help.palette", "help.keys"])
def test_no_text_of_the_shell_is_clipped_or_meets_another(
    window: MainWindow, qtbot: Any, find_text_faults: Any, size: Any, cover: str
) -> None:
    window.resize(*size)
    window.hub.move(Focus(cursor=START, window=TimeWindow(START, START + MINUTE)))
    window.say("Something was done that takes quite some words to tell")
    _panel(window, "logs").set_caption("1,284 of 412,906 lines")
    _panel(window, "logs").set_left_out("411,622 lines hidden by the filter")
    window.status.set_job("Indexing gateway-edge-2  62 %", 0.62)
    if cover:
        window.give(cover)
    qtbot.wait(20)
    window.grab()
    assert find_text_faults(window) == []


# ------------------------------------------------------------------------------------------------ ways in
def test_dropped_files_are_read_in_the_background(
    window: MainWindow, paper_case: Any, qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "a.log"
    path.write_text("x")
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    told: list[Any] = []
    window.hub.case_changed.connect(lambda changes, _origin: told.append(changes))
    event = QDropEvent(QPointF(500, 500), Qt.DropAction.CopyAction, content, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)  # fmt: skip
    window.dropEvent(event)
    qtbot.waitUntil(lambda: bool(told))
    assert paper_case.ingested == [(path,)]
    assert {"sources", "spine"} <= told[0]
    assert "12 records" in window.status.facts.said


def test_pasted_text_becomes_a_source(window: MainWindow, paper_case: Any, qtbot: Any, press: Any) -> None:
    QApplication.clipboard().setText("14:02 connection refused")
    press(Qt.Key.Key_V, CTRL | SHIFT)
    qtbot.waitUntil(lambda: bool(paper_case.pasted))
    name, content = paper_case.pasted[0]
    assert name.endswith(".txt")
    assert content == b"14:02 connection refused"


def test_a_pasted_picture_becomes_a_source(window: MainWindow, paper_case: Any, qtbot: Any, press: Any) -> None:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(0xFF0000)
    QApplication.clipboard().setImage(image)
    press(Qt.Key.Key_V, CTRL | SHIFT)
    qtbot.waitUntil(lambda: bool(paper_case.pasted))
    name, content = paper_case.pasted[0]
    assert name.endswith(".png")
    assert content.startswith(b"\x89PNG\r\n\x1a\n")


def test_a_panel_is_copied_as_a_picture(window: MainWindow, press: Any) -> None:
    press(Qt.Key.Key_3, CTRL)
    press(Qt.Key.Key_C, CTRL | ALT)
    image = QApplication.clipboard().image()
    dock = window.docks.docks["metrics"]
    assert (image.width(), image.height()) == (dock.width(), dock.height())


def test_ctrl_j_writes_an_entry_at_the_cursor(window: MainWindow, paper_case: Any, qtbot: Any, press: Any) -> None:
    window.hub.move(Focus(cursor=START + 90 * SECOND))
    press(Qt.Key.Key_J, CTRL)
    dialog = _dialog(window)
    qtbot.keyClicks(dialog.widgets["text"], "pool exhausted")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    entry = paper_case.done[0].value
    assert (entry.t, entry.text) == (START + 90 * SECOND, "pool exhausted")


def test_a_failed_job_is_told_above_the_panels(window: MainWindow, qtbot: Any) -> None:
    window.jobs.start("Reading a.log", lambda _context: 1 / 0, lambda _x: None)
    qtbot.waitUntil(window.strip.isVisible)
    assert "Reading a.log" in window.strip.text
    close = next(button for button in window.strip.findChildren(QPushButton) if button.text() == "Close")
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not window.strip.isVisible()


def test_a_case_that_is_read_only_says_why_and_offers_no_edits(make_window: Any, paper_case: Any, qtbot: Any) -> None:
    paper_case.read_only = "Process 4711 on host-1 has it open."
    window = make_window()
    with qtbot.waitSignal(window.host.filled):
        window.attach(paper_case)
    assert "Process 4711" in window.strip.text
    assert not window.registry.run("evidence.pin")
    assert not window.registry.run("entry.add")


def test_closing_the_window_lets_go_of_the_case(window: MainWindow, paper_case: Any) -> None:
    window.close()
    assert paper_case.closed


def test_buttons_without_words_have_names(window: MainWindow) -> None:
    for button in window.findChildren(QPushButton) + list(window.rail.buttons.values()):
        assert button.accessibleName() or button.text(), button


def test_the_running_job_can_be_stopped_from_the_status_bar(window: MainWindow, qtbot: Any) -> None:
    import threading

    began = threading.Event()

    def work(context: Any) -> None:
        while True:
            began.set()
            context.step(0.62, "Indexing gateway-edge-2")
            threading.Event().wait(0.005)

    window.jobs.start("Indexing", work, lambda _none: None)
    qtbot.waitUntil(lambda: "62 %" in window.status.job)
    window.status.stop_pressed.emit()
    qtbot.waitUntil(lambda: not window.jobs.busy)
    assert window.status.job == ""
    assert isinstance(window, MainWindow)
    assert not [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
