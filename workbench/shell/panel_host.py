"""Fills the docks with panels after the first paint, one a turn, and knows which of them has the keyboard."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from workbench.errors import WorkbenchError
from workbench.panels.base import Panel, Surroundings
from workbench.shell.docks import DockArea, PanelDock
from workbench.shell.panel_list import PANELS, PanelRow, load_panel
from workbench.shell.registry import Registry

log = logging.getLogger(__name__)
LOOK_MS, PATIENCE_S = 2, 0.25
"""Ms between two looks at whether the first panel shows something, seconds after which the others are made anyway."""


class PanelHost(QObject):
    """filled(): every panel is there or has failed · current_changed(panel id) · left_out_changed()."""

    filled = Signal()
    current_changed = Signal(str)
    left_out_changed = Signal()

    def __init__(
        self,
        docks: DockArea,
        registry: Registry,
        parent: QObject | None = None,
        *,
        load: Callable[[PanelRow], type] = load_panel,
    ) -> None:
        super().__init__(parent)
        self._docks, self._registry, self._load = docks, registry, load
        self._around: Surroundings | None = None
        self._waiting: list[str] = []
        self._bare: list[PanelDock] = []
        self._before = ""
        self._patience = 0.0
        self.current = "logs"
        self.done = False
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._fill_next)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_went)

    @property
    def panels(self) -> tuple[Panel, ...]:
        """The panels that are there."""
        return tuple(dock.panel for dock in self._docks.docks.values() if dock.panel)

    def panel(self, name: str) -> Panel | None:
        """A panel by id, once it is there."""
        return self._docks.docks[name].panel

    def fill(self, around: Surroundings) -> None:
        """Begin to fill the docks: the one with the keyboard, which is painted before others are made, then the visible."""
        self._around = around
        self.done = False
        names = [row.id for row in PANELS]
        self._waiting = sorted(names, key=lambda name: (not self._docks.on_top(name), name != self.current))
        self._patience = time.monotonic() + PATIENCE_S
        self._turn.start(0)

    def _fill_next(self) -> None:
        if any(panel.arriving for panel in self.panels) and time.monotonic() < self._patience:
            self._turn.start(LOOK_MS)
            return
        bare, self._bare = self._bare, []
        for dock in bare:
            self._put_buttons(dock)
        if self._waiting and self._around and not bare:
            self._fill(self._docks.docks[self._waiting.pop(0)], self._around)
        if self._waiting or self._bare:
            self._turn.start(0)
        elif not self.done:
            self.done = True
            self.filled.emit()

    def _fill(self, dock: PanelDock, around: Surroundings) -> None:
        try:
            # Made where it will stand: moved there afterwards, each of its widgets would be dressed twice.
            panel = self._load(dock.row)(around, dock.body)
            commands = panel.commands()
            self._registry.put(dock.row.id, commands)
        except WorkbenchError as error:
            dock.fail(error.sentence())
            return
        except Exception as error:  # noqa: BLE001 - plug-in loading: one broken panel must not take the others along
            log.exception("the panel %s could not be made", dock.row.id)
            where = f"{type(error).__name__}: {error}"
            dock.fail(
                f"{dock.row.title} can't be shown ({where}). The other panels work; the log file has the details."
            )
            return
        dock.fill(panel)
        if panel.arriving:
            self._bare.append(dock)  # what it shows comes first: icons take as long to draw as a page of log
        else:
            self._put_buttons(dock)
        panel.left_out_changed.connect(lambda _text: self.left_out_changed.emit())
        panel.commands_changed.connect(lambda: self._commands_came(dock))

    def _commands_came(self, dock: PanelDock) -> None:
        if dock.panel:
            self._registry.put(dock.row.id, dock.panel.commands())
            if dock not in self._bare:
                self._put_buttons(dock)

    def _put_buttons(self, dock: PanelDock) -> None:
        if dock.panel:
            dock.header.set_commands(dock.panel.commands(), self._registry.run)

    def refresh_commands(self) -> None:
        """Grey out header buttons that can't be pressed now."""
        for dock in self._docks.docks.values():
            dock.header.refresh_commands()

    # ------------------------------------------------------------------------------------------------ keyboard
    def give_focus(self, name: str) -> None:
        """Bring a panel up and give it the keyboard."""
        self._docks.raise_panel(name)
        panel = self.panel(name)
        target = _keyboard_target(panel) if panel else None
        (target or self._docks.docks[name]).setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.set_current(name)

    def set_current(self, name: str) -> None:
        """Remember which panel commands are meant for."""
        if name != self.current:
            self._before, self.current = self.current, name
            self.current_changed.emit(name)
        for other, dock in self._docks.docks.items():
            dock.header.set_focused(other == name)

    def _focus_went(self, _old: QWidget | None, new: QWidget | None) -> None:
        widget = new
        while widget is not None:
            if isinstance(widget, PanelDock):
                if widget.row.id in self._docks.docks and self._docks.docks[widget.row.id] is widget:
                    self.set_current(widget.row.id)
                return
            widget = widget.parentWidget()

    def citing_order(self) -> Iterable[Panel]:
        """Panels whose selection could be meant: the current one, the one before it, then all that can be seen."""
        names = [self.current, self._before, *(row.id for row in PANELS if self._docks.on_top(row.id))]
        for name in dict.fromkeys(name for name in names if name):
            if panel := self.panel(name):
                yield panel


def _keyboard_target(panel: Panel) -> QWidget | None:
    """What in a panel takes the keyboard: its focus proxy, itself, or its first visible child that does."""
    if panel.focusProxy() or panel.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return panel
    rows = (child for child in panel.findChildren(QWidget) if child.isVisibleTo(panel))
    return next((child for child in rows if child.focusPolicy() == Qt.FocusPolicy.StrongFocus), None)
