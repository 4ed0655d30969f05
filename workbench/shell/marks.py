"""Start-up as it is measured: `WORKBENCH_MARKS=1` prints when the shell and when all panels were painted, then ends."""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from workbench.shell.main_window import MainWindow
from workbench.shell.shot import Settled


class Marks(QObject):
    """Writes `mark shell NS` at the window's first paint, and once it settled `mark panels NS` of the docks' last one."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._last = window, 0
        self._shell = False
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        Settled(window, self._end)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note paints; nothing is kept from its receiver."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            if watched is self._window.status and not self._shell:
                self._shell = True
                sys.stderr.write(f"mark shell {time.time_ns()}\n")
            elif self._window.docks.isAncestorOf(watched):
                self._last = time.time_ns()
        return False

    def stop(self) -> None:
        """Nothing outlives the window."""

    def _end(self) -> None:
        sys.stderr.write(f"mark panels {self._last}\n")
        self._window.close()
        QApplication.exit(0)
