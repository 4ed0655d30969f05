"""What the shell is made of, without a window: keys, layouts, fuzzy search, background work, forms."""

from __future__ import annotations

import threading
import weakref
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from workbench.errors import SettingsError, WorkbenchError
from workbench.jobs import Cancelled, JobContext
from workbench.panels.command import Command
from workbench.shell.form import Field, Form, FormDialog
from workbench.shell.fuzzy import fit
from workbench.shell.job_bridge import JobBridge
from workbench.shell.keymap import load_keymap
from workbench.shell.layouts import LAYOUTS, Split, Tabs, layout_named
from workbench.shell.panel_list import PANELS
from workbench.shell.registry import Registry, shown_keys
from workbench.shell.stall import StallWatch


def _command(name: str, *keys: str, context: str = "everywhere", **rest: Any) -> Command:
    return Command(name, name.title(), lambda: None, f"Does {name}.", keys, context=context, **rest)


# ------------------------------------------------------------------------------------------------ registry
def test_two_commands_with_one_key_in_one_context_clash() -> None:
    registry = Registry()
    registry.put("a", [_command("one", "Ctrl+K"), _command("two", "ctrl+k")])
    assert [(clash.key, clash.commands) for clash in registry.clashes()] == [("Ctrl+K", ("one", "two"))]


def test_a_panels_key_clashes_with_the_same_key_everywhere() -> None:
    registry = Registry()
    registry.put("shell", [_command("one", "P")])
    registry.put("logs", [_command("two", "P", context="logs")])
    assert len(registry.clashes()) == 1


def test_the_same_key_in_two_panels_is_no_clash() -> None:
    registry = Registry()
    registry.put("logs", [_command("one", "E", context="logs")])
    registry.put("code", [_command("two", "E", context="code")])
    assert registry.clashes() == ()


def test_the_users_keymap_goes_before_our_keys() -> None:
    registry = Registry({"one": ("F9",)})
    registry.put("a", [_command("one", "F2")])
    found = registry.find("one")
    assert found is not None
    assert found.shortcuts == ("F9",)


def test_a_command_that_cannot_be_given_now_is_not_run() -> None:
    registry, ran = Registry(), []
    registry.put("a", [Command("one", "One", lambda: ran.append(1), "Does.", when=lambda: False)])
    assert not registry.run("one")
    assert not registry.run("nosuch")
    assert ran == []


def test_enter_is_called_enter_whichever_of_the_two_keys_it_is() -> None:
    assert shown_keys("Ctrl+Return") == shown_keys("Ctrl+Enter") == "Ctrl+Enter"


def test_a_keymap_may_be_written_flat_or_in_tables(tmp_path: Path) -> None:
    (tmp_path / "keymap.toml").write_text('"go.time" = "F7"\n[logs]\nnext_error = ["E", "F8"]\n')
    assert load_keymap(tmp_path) == {"go.time": ("F7",), "logs.next_error": ("E", "F8")}


def test_without_a_keymap_nothing_is_overridden(tmp_path: Path) -> None:
    assert load_keymap(tmp_path) == {}


@pytest.mark.parametrize("text", ['"go.time" = 3', "go.time = [", '"go.time" = [1]'])
def test_a_wrong_keymap_is_named_with_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "keymap.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"keymap\.toml"):
        load_keymap(tmp_path)


# ------------------------------------------------------------------------------------------------ fuzzy
def test_word_starts_win_over_letters_inside_words() -> None:
    good, bad = fit("gt", "Go to time"), fit("gt", "Highlight")
    assert good is not None
    assert bad is not None
    assert good.score > bad.score
    assert good.marks == (0, 6) or good.marks == (0, 3)


def test_a_run_wins_over_scattered_letters() -> None:
    run, scattered = fit("pin", "Pin the selection"), fit("pin", "Copy this panel")
    assert run is not None
    assert run.marks == (0, 1, 2)
    assert scattered is None or run.score > scattered.score


@settings(max_examples=40, deadline=None)
@given(st.text("abc D", max_size=5), st.text("abcd D", max_size=14))
def test_it_fits_exactly_when_the_letters_stand_in_order(typed: str, title: str) -> None:
    letters = iter(title.casefold())
    expected = all(letter in letters for letter in typed.casefold() if letter != " ")
    found = fit(typed, title)
    assert (found is not None) == expected
    if found:
        marked = "".join(title[at] for at in found.marks).casefold()
        assert marked == typed.casefold().replace(" ", "")
        assert list(found.marks) == sorted(set(found.marks))


# ------------------------------------------------------------------------------------------------ layouts
def _leaves(tree: Split | Tabs) -> list[Tabs]:
    return [tree] if isinstance(tree, Tabs) else [leaf for part in tree.parts for leaf in _leaves(part)]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
def test_a_layout_names_only_panels_that_are_there_and_each_once(layout: Any) -> None:
    known = {row.id for row in PANELS}
    for tree in (layout.roomy, layout.small):
        names = [name for leaf in _leaves(tree) for name in leaf.panels]
        assert set(names) <= known
        assert len(names) == len(set(names))
        assert layout.focus in names


def test_a_layout_is_found_by_id_and_by_title() -> None:
    assert layout_named("write-up") is layout_named("Write-up") is layout_named("writeup")
    with pytest.raises(KeyError):
        layout_named("war-room")


# ------------------------------------------------------------------------------------------------ work
@pytest.fixture
def bridge(qtbot: Any) -> Any:
    made = JobBridge()
    yield made
    made.close()


def test_the_answer_comes_back_on_the_thread_that_asked(bridge: JobBridge, qtbot: Any) -> None:
    seen: list[tuple[int, int]] = []
    bridge.start("Thinking", lambda _context: threading.get_ident(), lambda t: seen.append((t, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    worker, caller = seen[0]
    assert caller == threading.get_ident()
    assert worker != caller
    assert not bridge.busy


def test_progress_is_shown_while_it_runs(bridge: JobBridge, qtbot: Any) -> None:
    go_on = threading.Event()

    def work(context: JobContext) -> None:
        context.step(0.5, "half")
        go_on.wait(5)

    bridge.start("Reading", work, lambda _none: None)
    qtbot.waitUntil(lambda: bool(bridge.jobs) and bridge.jobs[0].fraction == 0.5)
    assert bridge.jobs[0].text == "half"
    go_on.set()
    qtbot.waitUntil(lambda: not bridge.busy)


def test_stopped_work_ends_and_nobody_is_called(bridge: JobBridge, qtbot: Any) -> None:
    called: list[Any] = []
    started = threading.Event()

    def work(context: JobContext) -> None:
        started.set()
        while True:
            context.step(0.1)
            threading.Event().wait(0.005)

    bridge.start("Endless", work, called.append, called.append)
    started.wait(5)
    bridge.stop(bridge.jobs[0].number)
    qtbot.waitUntil(lambda: not bridge.busy)
    assert called == []


@pytest.mark.parametrize("ends", ["answers", "is stopped"])
def test_what_only_work_holds_is_let_go_on_the_thread_that_asked(ends: str, bridge: JobBridge, qtbot: Any) -> None:
    """A part of a panel that is gone by then: Qt must not take its connections apart on another thread."""
    threads: list[threading.Thread] = []

    class Part:
        def think(self, _context: JobContext) -> None:
            if ends == "is stopped":
                raise Cancelled

        def hear(self, _none: None) -> None:
            pass

    def ask() -> None:
        part = Part()
        weakref.finalize(part, lambda: threads.append(threading.current_thread()))
        bridge.start("Thinking", part.think, part.hear)

    for _ in range(50):
        ask()
    qtbot.waitUntil(lambda: not bridge.busy)
    assert threads == [threading.current_thread()] * 50


def test_a_failure_goes_to_whoever_asked(bridge: JobBridge, qtbot: Any) -> None:
    errors: list[Exception] = []
    bridge.start("Failing", lambda _context: 1 / 0, lambda _x: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ZeroDivisionError)


def test_a_failure_that_nobody_asked_about_is_told_by_the_bridge(bridge: JobBridge, qtbot: Any) -> None:
    with qtbot.waitSignal(bridge.failed) as told:
        bridge.start("Failing", lambda _context: 1 / 0, lambda _x: None)
    assert told.args[0] == "Failing"


def test_a_blocked_gui_thread_is_told_with_its_stack(qtbot: Any) -> None:
    said: list[str] = []
    watch = StallWatch(said.append, limit=0.03)
    qtbot.wait(40)
    threading.Event().wait(0.2)
    qtbot.waitUntil(lambda: bool(watch.stalls), timeout=2000)
    watch.stop()
    assert max(watch.stalls) >= 0.15
    assert any("test_a_blocked_gui_thread" in text for text in said)


# ------------------------------------------------------------------------------------------------ forms
FORM = Form(
    "Try",
    (
        Field("title", "Title", needed=True),
        Field("how", "How", "choice", "b", ("a", "b")),
        Field("on", "", "check", "yes"),
    ),
    "Do",
)


def test_a_form_gives_what_was_typed(qtbot: Any, dark: Any) -> None:
    given_: list[Any] = []
    dialog = FormDialog(dark, FORM, given_.append)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.widgets["title"], "Checkout")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert given_ == [{"title": "Checkout", "how": "b", "on": "yes"}]
    assert not dialog.isVisible()


def test_a_form_without_what_it_needs_says_so_and_stays(qtbot: Any, dark: Any) -> None:
    dialog = FormDialog(dark, FORM, lambda _answers: None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.fault.text == "Title is empty."


def test_a_deed_that_fails_leaves_the_form_and_says_why(qtbot: Any, dark: Any) -> None:
    def fail(_answers: Any) -> None:
        raise WorkbenchError("the folder can't be written", "/kb", "Choose another.")

    dialog = FormDialog(dark, FORM, fail)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.widgets["title"], "x")
    qtbot.mouseClick(dialog.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    dialog.give()
    assert dialog.isVisible()
    assert dialog.fault.text == "/kb: the folder can't be written. Choose another."
