"""The start page, scratch cases, and errors that nobody caught."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton

from workbench.casework.opencase import create_case
from workbench.clock import Clock
from workbench.errors import CaseError, WorkbenchError
from workbench.settings import Settings
from workbench.shell.display import has_display
from workbench.shell.faults import catch, log_to
from workbench.shell.form import FormDialog
from workbench.shell.main_window import MainWindow
from workbench.shell.start_page import RecentButton, StartPage
from workbench.shell.windows import Windows


@pytest.fixture
def windows(dark: Any, qtbot: Any) -> Iterator[Windows]:
    made = Windows(dark, Settings(), Clock())
    yield made
    for window in list(made.alive):
        window.close()


def _page(windows: Windows, qtbot: Any, **rest: Any) -> StartPage:
    page = StartPage(windows, **rest)
    qtbot.addWidget(page)
    page.resize(900, 640)
    page.show()
    return page


def _opened(windows: Windows, qtbot: Any) -> MainWindow:
    qtbot.waitUntil(lambda: any(isinstance(one, MainWindow) and one.host.done for one in windows.alive), timeout=20000)
    window = next(one for one in windows.alive if isinstance(one, MainWindow))
    qtbot.addWidget(window)
    return window


def _press(page: StartPage, title: str, qtbot: Any) -> None:
    button = next(button for button in page.findChildren(QPushButton) if button.text() == title)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_recent_case_is_opened_with_a_click(windows: Windows, qtbot: Any, tmp_path: Path) -> None:
    path = tmp_path / "one.case"
    create_case(path, title="One", clock=Clock(), settings=Settings()).close()
    windows.settings = Settings(recent=(str(path), str(tmp_path / "gone.case")))
    page = _page(windows, qtbot)
    recent = page.findChildren(RecentButton)
    assert len(recent) == 1
    qtbot.mouseClick(recent[0], Qt.MouseButton.LeftButton)
    window = _opened(windows, qtbot)
    assert window.case_bar.facts.title == "One"
    assert not page.isVisible()


def test_a_new_case_is_made_from_the_form_and_opened(windows: Windows, qtbot: Any, tmp_path: Path) -> None:
    page = _page(windows, qtbot)
    _press(page, "New case…", qtbot)
    dialog = page.findChildren(FormDialog)[0]
    qtbot.keyClicks(dialog.widgets["title"], "Checkout 503s")
    qtbot.keyClicks(dialog.widgets["started"], "2026-03-17T14:02:11Z")
    folder = dialog.widgets["folder"]
    folder.setText(str(tmp_path))
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    window = _opened(windows, qtbot)
    assert (tmp_path / "Checkout-503s.case" / "case.db").is_file()
    assert window.case is not None
    assert window.case.notebook.case.title == "Checkout 503s"


def test_files_dropped_on_the_start_page_become_a_scratch_case(
    windows: Windows, qtbot: Any, tmp_path: Path, own_home: Path
) -> None:
    path = tmp_path / "a.log"
    path.write_text("2026-03-17T14:02:11Z ERROR pool exhausted\n" * 3)
    page = _page(windows, qtbot)
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    page.dropEvent(
        QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, content, Qt.MouseButton.LeftButton,
                   Qt.KeyboardModifier.NoModifier)
    )  # fmt: skip
    window = _opened(windows, qtbot)
    qtbot.waitUntil(lambda: bool(window.case and window.case.sources()) and not window.jobs.busy, timeout=20000)
    assert window.case is not None
    assert window.case.sources()[0].records == 3
    assert (own_home / "data") in window.case.path.parents


def test_the_recorded_incident_that_cannot_be_made_is_told(windows: Windows, qtbot: Any) -> None:
    def demo() -> Path:
        raise CaseError("the demo can't be unpacked there", "/full", "Choose --to.")

    page = _page(windows, qtbot, demo=demo)
    _press(page, "Recorded incident", qtbot)
    qtbot.waitUntil(page.strip.isVisible)
    assert page.strip.text == "/full: the demo can't be unpacked there. Choose --to."
    assert page.strip.height() >= 36


def test_a_folder_that_is_no_case_is_refused_in_one_sentence(windows: Windows, tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError, match="this is no case"):
        windows.open(tmp_path)


def test_a_broken_case_is_told_in_its_window(windows: Windows, qtbot: Any, tmp_path: Path) -> None:
    path = tmp_path / "broken.case"
    path.mkdir()
    (path / "case.db").write_bytes(b"this is no database" * 100)
    window = windows.open(path)
    qtbot.addWidget(window)
    qtbot.waitUntil(window.strip.isVisible)
    assert str(path) in window.strip.text


def test_an_uncaught_error_is_shown_and_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", lambda *_error: None)
    shown: list[str] = []
    log = logging.getLogger("workbench")
    before = list(log.handlers)
    where = log_to(tmp_path)
    restore = catch(shown.append, where)
    try:
        error = ZeroDivisionError("division by zero")
        sys.excepthook(ZeroDivisionError, error, None)
    finally:
        restore()
        for handler in log.handlers[:]:
            if handler not in before:
                handler.close()
                log.removeHandler(handler)
    assert "ZeroDivisionError: division by zero" in shown[0]
    assert where is not None
    assert "ZeroDivisionError" in where.read_text("utf-8")


def test_a_users_fault_that_reaches_the_top_is_shown_as_its_own_sentence(tmp_path: Path) -> None:
    shown: list[str] = []
    restore = catch(shown.append, None)
    try:
        error = CaseError("the disk is full", "a.case", "Make room.")
        sys.excepthook(CaseError, error, None)
    finally:
        restore()
    assert shown == ["a.case: the disk is full. Make room."]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="display servers are named so on Linux only")
def test_a_display_is_a_display_server_that_qt_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    assert has_display()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert not has_display()
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.delenv("DISPLAY")
    assert not has_display()
    assert QApplication.instance() is not None
