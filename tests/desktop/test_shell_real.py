"""The window with its real panels over a real small case: every panel there, no text clipped, a picture of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QToolButton

from workbench.casework.opencase import create_case, open_case
from workbench.clock import Clock
from workbench.model.focus import Focus
from workbench.model.instants import SECOND, parse_instant
from workbench.settings import Settings
from workbench.shell.layouts import LAYOUTS, layout_named
from workbench.shell.main_window import MainWindow, WindowParts, dress
from workbench.shell.panel_list import PANELS
from workbench.views.theme import load_theme

START = parse_instant("2026-03-17T14:00:00Z", day=0)
LEVELS = ("INFO", "INFO", "WARN", "INFO", "ERROR", "DEBUG")


def _log(lines: int) -> str:
    rows = []
    for number in range(lines):
        minute, second = divmod(number * 3, 60)
        level = LEVELS[number % len(LEVELS)]
        rows.append(f"2026-03-17T14:{minute:02d}:{second:02d}.{number % 1000:03d}Z {level} pool {number} of 100 in use")
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def case_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with two logs, made once."""
    folder = tmp_path_factory.mktemp("real")
    for name in ("gateway", "orders"):
        (folder / f"{name}.log").write_text(_log(600))
    path = folder / "small.case"
    case = create_case(path, title="Checkout 503s after release 4.18.0", key="INC-2417", severity="SEV1", started=START,
                       clock=Clock(), settings=Settings())  # fmt: skip
    case.ingest([folder / "gateway.log", folder / "orders.log"])
    case.close()
    return path


@pytest.fixture
def real_window(qtbot: Any, dark: Any, case_path: Path) -> Iterator[MainWindow]:
    """A window on that case with all panels filled and no work running."""
    from workbench.shell.commands import furnish
    from workbench.shell.windows import Windows

    clock = Clock(lambda: START + 3600 * SECOND)
    windows = Windows(dark, Settings(), clock)
    window = MainWindow(WindowParts(dark, clock=clock))
    furnish(window, windows)
    qtbot.addWidget(window)
    window.resize(1920, 1080)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.arrange(layout_named("investigate"))
    with qtbot.waitSignal(window.host.filled, timeout=20000):
        window.attach(open_case(case_path, clock=clock, settings=Settings()))
    _settle(qtbot, window)
    yield window
    window.close()


def _settle(qtbot: Any, window: MainWindow) -> None:
    qtbot.wait(60)
    qtbot.waitUntil(lambda: not window.jobs.busy, timeout=20000)
    qtbot.wait(60)


def test_every_panel_is_there_and_none_reports_a_fault(real_window: MainWindow) -> None:
    assert [panel.id for panel in real_window.host.panels] == [row.id for row in PANELS]
    assert real_window.strip.isHidden()


def test_no_key_of_the_whole_program_means_two_things(real_window: MainWindow) -> None:
    assert real_window.registry.clashes() == ()
    for command in real_window.registry:
        assert command.help.strip(), command.id
        assert command.title.strip(), command.id


def test_no_text_is_clipped_in_any_layout_size_or_theme(
    real_window: MainWindow, qtbot: Any, find_text_faults: Any
) -> None:
    faults: list[str] = []
    real_window.hub.move(Focus(cursor=START + 120 * SECOND))
    for theme in ("dark", "light"):
        dress(load_theme(theme))
        real_window.use_theme(theme)
        for size in ((1920, 1080), (1366, 768), (1280, 720)):
            real_window.resize(*size)
            for layout in LAYOUTS:
                real_window.arrange(layout)
                _settle(qtbot, real_window)
                real_window.grab()
                where = f"{theme} {size[0]}x{size[1]} {layout.id}"
                faults += [f"{where}: {fault}" for fault in find_text_faults(real_window)]
                faults += [f"{where}: {fault}" for fault in covered_tabs(real_window)]
    assert faults == []


def covered_tabs(window: MainWindow) -> list[str]:
    """Tabs of panels that a button of the same bar lies on."""
    found = []
    for dock in window.docks.docks.values():
        header = dock.header
        if header.isVisible():
            buttons = [one for one in header.findChildren(QToolButton) if one.isVisible()]
            places = [(tab.panel, header.tab_place(tab.panel)) for tab in header.tabs]
            found += [
                f"{one.toolTip()} lies on {name}"
                for name, place in places
                for one in buttons
                if place.adjusted(6, 0, -6, 0).intersects(one.geometry())
            ]
    return found


def test_the_cursor_set_in_one_panel_is_the_cursor_of_the_window(real_window: MainWindow, qtbot: Any) -> None:
    qtbot.keyClick(QApplication.focusWidget() or real_window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(QApplication.focusWidget() or real_window, Qt.Key.Key_E)
    _settle(qtbot, real_window)
    # The first ERROR of the generated logs is their fifth line: 12 s after the start.
    assert real_window.hub.focus.cursor == START + 12 * SECOND + 4_000_000
    assert real_window.status.facts.cursor == "14:00:12.004"


def test_a_picture_at_scale_2_has_twice_the_pixels(case_path: Path, tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    words = ["open", str(case_path), "--shot", str(picture), "--size", "1280x720", "--scale", "2", "--theme", "light"]
    done = subprocess.run([sys.executable, "-m", "workbench", *words], capture_output=True, text=True, timeout=100,
                          env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (2560, 1440)
    colors = {image.pixel(x, y) for x in range(0, 2560, 16) for y in range(0, 1440, 16)}
    assert len(colors) > 30


def test_a_layout_that_is_not_there_is_told_with_those_that_are(case_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "workbench", "open", str(case_path), "--shot", "x.png", "--layout", "war"],
                          capture_output=True, text=True, timeout=60, check=False)  # fmt: skip
    assert done.returncode == 1
    assert "investigate, logs, metrics, code, trail, write-up" in done.stderr


def test_without_a_display_open_says_so_in_one_sentence(case_path: Path) -> None:
    bare = {
        name: text for name, text in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run([sys.executable, "-m", "workbench", "open", str(case_path)], capture_output=True, text=True,
                          timeout=60, env=bare, check=False)  # fmt: skip
    assert done.returncode == 1
    assert "no display" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
