"""One picture of a window: taken when every panel is filled and no work runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from workbench.errors import ExportError
from workbench.shell.main_window import MainWindow

QUIET_MS, STEP_MS, LONGEST_MS = 400, 25, 60_000


class Settled(QObject):
    """Calls `then` once when nothing has been going on in a window for a while, or after a minute."""

    def __init__(self, window: MainWindow, then: Callable[[], None], quiet_ms: int = QUIET_MS) -> None:
        super().__init__(window)
        self._window, self._then, self._need = window, then, quiet_ms
        self._quiet = self._waited = 0
        self._timer = QTimer(self, interval=STEP_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        self._waited += STEP_MS
        busy = self._window.jobs.busy or (self._window.case is not None and not self._window.host.done)
        opening = self._window.case is None and self._window.strip.isHidden()
        self._quiet = 0 if busy or opening else self._quiet + STEP_MS
        if self._quiet >= self._need or self._waited >= LONGEST_MS:
            self._timer.stop()
            self._then()


def save_picture(window: MainWindow, path: Path) -> None:
    """The window as it stands, at the device's ratio. Raises `ExportError` when the file can't be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not window.grab().save(str(path), "PNG"):
        raise ExportError("the picture can't be written", str(path), "Choose another folder.")


def shoot(window: MainWindow, path: Path, failed: Callable[[str], None]) -> None:
    """Save a picture when the window has settled, then end the program."""

    def take() -> None:
        try:
            save_picture(window, path)
        except (ExportError, OSError) as error:
            failed(str(error))
        window.close()
        QApplication.exit(0)

    Settled(window, take)
