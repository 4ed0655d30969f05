"""README's tour, by keys: what it says moves does move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench.model.instants import MINUTE, iso


@pytest.fixture
def window(request: pytest.FixtureRequest, solved_demo: Path) -> Iterator[Any]:
    """The solved demo in a window."""
    pytest.importorskip("PySide6.QtWidgets", reason="the tour is one of the window")
    qtbot = request.getfixturevalue("qtbot")
    from PySide6.QtWidgets import QApplication

    from workbench.casework.opencase import open_case
    from workbench.clock import Clock
    from workbench.settings import Settings
    from workbench.shell.commands import furnish
    from workbench.shell.layouts import INVESTIGATE
    from workbench.shell.main_window import MainWindow, WindowParts, dress
    from workbench.shell.windows import Windows
    from workbench.views.theme import load_fonts, load_theme

    QApplication.setStyle("Fusion")
    load_fonts()
    theme, clock = load_theme("dark"), Clock()
    dress(theme)
    made = MainWindow(WindowParts(theme, clock=clock))
    furnish(made, Windows(theme, Settings(), clock))
    qtbot.addWidget(made)
    made.resize(1920, 1080)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.arrange(INVESTIGATE)
    with qtbot.waitSignal(made.host.filled, timeout=20_000):
        made.attach(open_case(solved_demo, clock=clock, settings=Settings()))
    yield made
    made.close()


@pytest.fixture
def press(window: Any, request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Give keys to whatever has the keyboard, one after another, and wait until nothing is going on.

    Panels follow one a turn and paint between: on a loaded machine a fixed wait ends before all of them have followed,
    and who has not has begun no work yet either. So all follow first, then their work is waited for.
    """
    qtbot = request.getfixturevalue("qtbot")
    from PySide6.QtGui import QKeySequence
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    def settle() -> None:
        for _ in ("what the key moved", "what the answers moved"):
            qtbot.wait(60)
            window.hub.flush()
            qtbot.waitUntil(lambda: not window.jobs.busy, timeout=20_000)

    def run(keys: str) -> None:
        for text in keys.split():
            combination = QKeySequence.fromString(text)[0]
            QTest.keyClick(QApplication.focusWidget() or window, combination.key(), combination.keyboardModifiers())
            settle()

    settle()
    return run


def test_the_tour_of_the_readme_moves_what_it_says(window: Any, press: Callable[[str], None], truth: dict):
    panels = {panel.id: panel for panel in window.host.panels}
    hub, culprit = window.hub, truth["culprit"]

    press("Ctrl+8 Home Return")
    assert iso(hub.focus.cursor).startswith(culprit["deployed"].removesuffix("Z"))
    place = panels["code"].place
    assert (place.path, place.commit) == (culprit["file"], culprit["commit"])
    assert place.diff is not None

    press("Ctrl+2 E E")
    assert iso(hub.focus.cursor) == truth["first_error"]["time"]
    assert panels["logs"].current_record().t == hub.focus.cursor
    assert panels["code"].place.path.endswith(".java")

    press("X 4")
    cursor, span = hub.focus.cursor, hub.focus.window
    assert (span.start, span.end) == (cursor - MINUTE, cursor + MINUTE)

    press("Esc")
    assert hub.focus.window is None
    before = dict(window.case.notebook.evidence)
    press("E Ctrl+Return")
    (made,) = (item for key, item in window.case.notebook.evidence.items() if key not in before)
    note = next(iter(window.case.notebook.notes.values()))
    assert f"[{made.label}](" in note.text
