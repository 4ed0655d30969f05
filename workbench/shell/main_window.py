"""The window of one case: bars, docks, palette. It paints before the case is open and is told of it by `attach`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from workbench.clock import Clock
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.settings import Settings
from workbench.shell.case_facts import cursor_text, facts_of, job_text, window_text
from workbench.shell.docks import DockArea
from workbench.shell.job_bridge import JobBridge
from workbench.shell.key_binder import KeyBinder
from workbench.shell.layouts import INVESTIGATE, Layout
from workbench.shell.panel_host import PanelHost
from workbench.shell.panel_list import PANELS, PanelRow, load_panel
from workbench.shell.registry import Registry
from workbench.views.case_bar import CaseBar, CaseFacts
from workbench.views.empty_state import FaultStrip
from workbench.views.entity_strip import EntityStrip
from workbench.views.key_sheet import KeySheet
from workbench.views.palette_view import PaletteView
from workbench.views.rail import Rail, RailItem
from workbench.views.status_bar import StatusBar, StatusFacts
from workbench.views.theme import Theme, load_theme

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase

log = logging.getLogger(__name__)
MINIMUM = QSize(1280, 720)
SAID_MS, JOBS_MS = 8000, 100
"""Ms that news stay, and after which running work is told of: most of it is over before."""


@dataclass(frozen=True)
class WindowParts:
    """What a window is made with. config: the folder of settings and keymap · load: how a panel's class is found."""

    theme: Theme
    settings: Settings = field(default_factory=Settings)
    clock: Clock = field(default_factory=Clock)
    config: Path | None = None
    keymap: dict[str, tuple[str, ...]] = field(default_factory=dict)
    load: Callable[[PanelRow], type] = load_panel


class MainWindow(QWidget):
    """One window.

    first_painted(): it is on screen for the first time · attached(): a case is open in it · closed(): it went away
    theme_changed(name) · files_dropped(paths)
    """

    first_painted = Signal()
    attached = Signal()
    closed = Signal()
    theme_changed = Signal(str)
    files_dropped = Signal(object)

    def __init__(self, parts: WindowParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts, self.theme = parts, parts.theme
        self.settings, self.clock = parts.settings, parts.clock
        self.case: OpenCase | None = None
        self.hub = Hub(self)
        self.jobs = JobBridge(self)
        self.registry = Registry(parts.keymap)
        self.layout_now = INVESTIGATE
        self._said = ""
        self._painted = False
        self._build()
        self._connect()
        self.setWindowTitle("Workbench")
        self.setMinimumSize(MINIMUM)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    # ------------------------------------------------------------------------------------------------ making
    def _build(self) -> None:
        theme = self.theme
        self.case_bar, self.status = CaseBar(theme, self), StatusBar(theme, self)
        self.rail = Rail(theme, _rail_items(), self)
        self.docks = DockArea(theme, self)
        self.strip = FaultStrip(theme, "", self)
        self.strip.hide()
        self.entity_strip = EntityStrip(theme, self)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self.docks, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.case_bar)
        column.addWidget(self.strip)
        column.addWidget(self.entity_strip)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        self.palette_view = PaletteView(theme, self)
        self.sheet = KeySheet(theme, self)
        self.host = PanelHost(self.docks, self.registry, self, load=self.parts.load)
        self.keys = KeyBinder(self, self.registry, lambda: self.host.current)

    def _connect(self) -> None:
        self.case_bar.pressed.connect(self._bar_pressed)
        self.rail.chosen.connect(lambda name: self.give(f"go.{name}"))
        self.status.stop_pressed.connect(lambda: self.give("work.stop"))
        self.status.zone_pressed.connect(lambda: self.give("case.zone"))
        self._jobs_told = QTimer(self, singleShot=True, interval=JOBS_MS)
        self._jobs_told.timeout.connect(self._tell_jobs)
        self.jobs.changed.connect(self._jobs_came)
        self.jobs.failed.connect(lambda title, error: self.show_fault(f"{title}: {error}"))
        self.hub.focus_changed.connect(lambda _focus, _origin: self.tell_status())
        self.hub.case_changed.connect(lambda changes, _origin: self._case_came(changes))
        self.host.left_out_changed.connect(self.tell_status)
        self.host.current_changed.connect(lambda _name: self._current_came())
        self.host.filled.connect(self._filled)
        self.docks.arranged.connect(self._tell_rail)
        for dock in self.docks.docks.values():
            dock.header.menu_asked.connect(lambda where, name=dock.row.id: self.show_panel_menu(name, where))
        self._forget = QTimer(self, singleShot=True, interval=SAID_MS)
        self._forget.timeout.connect(lambda: self.say(""))
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self.tell_case)

    # ------------------------------------------------------------------------------------------------ the case
    def attach(self, case: OpenCase) -> None:
        """Show this case: fill the docks with its panels."""
        self.case = case
        self._tick.start()
        self.tell_case()
        if case.read_only:
            why = f"{case.read_only[:1].upper()}{case.read_only[1:].rstrip('.')}"
            self.show_fault(f"{why}. It is open for reading only.", tone="warn")
        self.host.fill(Surroundings(case, self.hub, self.jobs.start, self.theme, self.give, self.say))
        self.attached.emit()

    @property
    def zone(self) -> str:
        """The zone that bars show times in."""
        return self.case.notebook.case.zone if self.case else "UTC"

    def tell_case(self) -> None:
        """Say what the case is and how it stands."""
        if self.case is None:
            self.case_bar.set_facts(CaseFacts("Workbench"), self.layout_now.title)
            return
        record = self.case.notebook.case
        note = "Read only" if self.case.read_only else ""
        self.case_bar.set_facts(facts_of(record, self.clock.now(), note), self.layout_now.title)
        self.setWindowTitle(f"{record.key} {record.title} — Workbench".strip())
        self.status.set_zone(record.zone)

    def _case_came(self, changes: frozenset[str]) -> None:
        if "case" in changes:
            self.tell_case()
            self.tell_status()
        self.host.refresh_commands()

    def _filled(self) -> None:
        self.keys.bind()
        for clash in self.registry.clashes():
            log.warning("%s means both %s and %s", clash.key, *clash.commands)
        focused = self.focusWidget()
        if focused is None or not self.docks.isAncestorOf(focused):
            self.host.give_focus(self.layout_now.focus)
        self.host.set_current(self.host.current)
        self._tell_rail()

    # ------------------------------------------------------------------------------------------------ saying
    def say(self, text: str) -> None:
        """One line of news in the status bar; it goes after a while."""
        self._said = text
        self._forget.start() if text else self._forget.stop()
        self.tell_status()

    def show_fault(
        self, text: str, buttons: tuple[tuple[str, Callable[[], None]], ...] = (), tone: str = "err"
    ) -> None:
        """Say above the panels what failed and what to do; it stays until it is closed."""
        self.strip.show_fault(text, (*buttons, ("Close", self.strip.hide)), tone)
        self.strip.show()

    def tell_status(self) -> None:
        """Say what is linked and what is left out."""
        left_out = " · ".join(
            f"{panel.title}: {panel.left_out}"
            for panel in self.host.panels
            if panel.left_out and self.docks.on_top(panel.id)
        )
        focus = self.hub.focus
        facts = StatusFacts(window_text(focus, self.zone), cursor_text(focus, self.zone), left_out, self._said)
        self.status.set_facts(facts)

    def _jobs_came(self) -> None:
        if self.jobs.jobs:
            if not self._jobs_told.isActive():
                self._jobs_told.start()
        else:
            self._jobs_told.stop()
            self._tell_jobs()

    def _tell_jobs(self) -> None:
        self.status.set_job(*job_text(self.jobs.jobs))

    def _current_came(self) -> None:
        self.keys.follow()
        self._tell_rail()

    def _tell_rail(self) -> None:
        shown = frozenset(row.id for row in PANELS if self.docks.shown(row.id))
        self.rail.set_states(shown, self.host.current)
        self.tell_status()

    # ------------------------------------------------------------------------------------------------ acting
    def give(self, name: str) -> None:
        """Give a command by its id; one that can't be given now says so."""
        command = self.registry.find(name)
        if command is None:
            self.say(f"There is no command {name}.")
        elif not self.registry.run(name):
            self.say(f"{command.title} can't be done now. {command.help}")

    def arrange(self, layout: Layout) -> None:
        """Stand as a named layout says."""
        self.layout_now = layout
        self.docks.arrange(layout)
        self.host.set_current(layout.focus)
        self.tell_case()

    def use_theme(self, name: str) -> None:
        """Repaint everything in another theme."""
        self.theme = load_theme(name)
        dress(self.theme)
        parts = (self.case_bar, self.rail, self.docks, self.strip, self.entity_strip, self.status)
        for view in (*parts, self.palette_view, self.sheet):
            view.set_theme(self.theme)
        self.parts = replace(self.parts, theme=self.theme)
        self.theme_changed.emit(name)

    def show_panel_menu(self, name: str, where: QPoint) -> None:
        """All commands of a panel, and those that concern its dock."""
        menu = QMenu(self)
        for command in self.registry.of(name):
            self.add_action(menu, command.id)
        if menu.actions():
            menu.addSeparator()
        for command in ("panel.link", "panel.picture", "evidence.cite", "evidence.pin"):
            self.add_action(menu, command)
        self.host.set_current(name)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def add_action(self, menu: QMenu, name: str) -> None:
        """A command as a row of a menu."""
        command = self.registry.find(name)
        if command is None:
            return
        action = menu.addAction(command.title)
        if command.icon:
            action.setIcon(self.theme.icon(command.icon))
        if command.shortcuts:
            action.setText(f"{command.title}\t{command.shortcuts[0]}")
        action.setEnabled(command.when())
        action.setToolTip(command.help)
        action.triggered.connect(lambda _on=False: self.give(name))

    def _bar_pressed(self, name: str) -> None:
        names = {"palette": "help.palette", "theme": "view.theme", "layout": "view.layouts", "case": "case.details"}
        self.give(names[name])

    # ------------------------------------------------------------------------------------------------ events
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that nothing inside wanted."""
        if event.key() == Qt.Key.Key_Escape:
            self.give("focus.clear")
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The children draw everything; the first time tells that opening the case may begin."""
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what lies over the window as large as it."""
        for cover in (self.palette_view, self.sheet):
            cover.setGeometry(self.rect())

    def dragEnterEvent(self, event: object) -> None:
        """Files can be dropped anywhere."""
        if event.mimeData().hasUrls():  # type: ignore[attr-defined]
            event.acceptProposedAction()  # type: ignore[attr-defined]

    def dropEvent(self, event: object) -> None:
        """Bring dropped files in."""
        urls = event.mimeData().urls()  # type: ignore[attr-defined]
        self.files_dropped.emit(tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give fields the time to keep what is typed in them, end what runs, then let go of the case."""
        self.hide()
        self.hub.close()
        self.jobs.close()
        if self.case is not None:
            self.case.close()
        self.closed.emit()
        super().closeEvent(event)


def _rail_items() -> tuple[RailItem, ...]:
    keys = {row.id: f"Ctrl+{number}" for number, row in enumerate(PANELS, 1)}
    panels = tuple(RailItem(row.id, row.icon, f"{row.title} ({keys[row.id]})") for row in PANELS)
    low = (
        RailItem("anything", "search", "Go to anything (Ctrl+P)", True),
        RailItem("menu", "gear", "All commands", True),
    )
    return panels + low


def dress(theme: Theme) -> None:
    """Give Qt's own widgets a theme; nothing where they have it, since Qt would dress every widget there is again."""
    application = QApplication.instance()
    if isinstance(application, QApplication) and application.styleSheet() != (sheet := theme.stylesheet()):
        application.setPalette(theme.palette())
        application.setFont(theme.font(12))
        application.setStyleSheet(sheet)
