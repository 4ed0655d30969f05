"""The windows of the program: one a case, or the start page; opening, making and trying cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from workbench.clock import Clock
from workbench.errors import WorkbenchError
from workbench.jobs import JobContext
from workbench.model.instants import parse_instant
from workbench.settings import Settings, remember_case
from workbench.shell.layouts import INVESTIGATE, Layout
from workbench.shell.main_window import MainWindow, WindowParts
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase


@dataclass
class Windows:
    """Keeps windows alive while they are on screen, and opens more of them. shown(window): it was put on screen."""

    theme: Theme
    settings: Settings
    clock: Clock
    keymap: dict[str, tuple[str, ...]] = field(default_factory=dict)
    alive: list[QWidget] = field(default_factory=list)
    show: Callable[[QWidget], None] = QWidget.show

    def open(self, path: Path, layout: Layout = INVESTIGATE, size: tuple[int, int] | None = None) -> MainWindow:
        """A window for the case at `path`: painted first, then the case is opened in it.

        Raises `WorkbenchError` when there can't be a case at that path; later faults are shown in the window.
        """
        if not (path / "case.db").is_file():
            raise WorkbenchError("this is no case", str(path), "Give a folder made by `workbench new` or `demo`.")
        window = self.bare(layout, size)
        window.case_bar.set_facts(type(window.case_bar.facts)(path.stem), layout.title)
        window.first_painted.connect(lambda: self._open_in(window, path))
        return window

    def bare(self, layout: Layout = INVESTIGATE, size: tuple[int, int] | None = None) -> MainWindow:
        """A window without a case yet, on screen."""
        window = MainWindow(WindowParts(self.theme, self.settings, self.clock, keymap=self.keymap))
        window.first_painted.connect(lambda: self._furnish(window))
        window.resize(*(size or (1600, 960)))
        self.keep(window)
        self.show(window)
        window.arrange(layout)
        return window

    def _furnish(self, window: MainWindow) -> None:
        from workbench.shell.commands import furnish

        furnish(window, self)

    def keep(self, window: QWidget) -> None:
        """Hold a window until it is closed."""
        self.alive.append(window)
        closed = getattr(window, "closed", None)
        if closed is not None:
            closed.connect(lambda: self.alive.remove(window) if window in self.alive else None)

    def _open_in(self, window: MainWindow, path: Path) -> None:
        """Open the case in the background: an index that has to be made again takes its time, and can be stopped."""

        def work(context: JobContext) -> OpenCase:
            from workbench.casework.opencase import open_case

            return open_case(path, clock=self.clock, settings=self.settings, context=context)

        def then(case: OpenCase) -> None:
            if window not in self.alive:
                case.close()
                return
            self._remember(path)
            window.attach(case)
            if case.index_note:
                window.show_fault(case.index_note, tone="warn")

        def failed(error: Exception) -> None:
            if not isinstance(error, WorkbenchError):
                raise error
            window.show_fault(error.sentence())
            for dock in window.docks.docks.values():
                dock.fail("The case could not be opened.")

        window.jobs.start("Opening the case", work, then, failed)

    def _remember(self, path: Path) -> None:
        try:
            remember_case(path)
        except (WorkbenchError, OSError):
            # The list of recent cases is a convenience; a read-only home must not keep a case from opening.
            return

    def create(self, answers: Mapping[str, str]) -> None:
        """Make a case from a form's answers and open it. Raises `WorkbenchError` when it can't be made."""
        from workbench.casework.opencase import create_case

        title, zone = answers["title"].strip(), answers["zone"].strip() or "UTC"
        started = answers["started"].strip()
        t = parse_instant(started, day=self.clock.now(), zone=zone) if started else None
        path = Path(answers["folder"]).expanduser() / f"{_file_name(title)}.case"
        case = create_case(path, title=title, key=answers["key"].strip(), severity=answers["severity"], started=t,
                           zone=zone, clock=self.clock, settings=self.settings)  # fmt: skip
        case.close()
        self.open(path)

    def scratch(self, paths: Iterable[Path]) -> MainWindow:
        """A case at once for some files, kept in the data folder until it is discarded; they are read in it."""
        from workbench.casework.scratch import create_scratch
        from workbench.shell.intake import Intake

        paths = tuple(paths)
        case = create_scratch([str(path) for path in paths], self.clock, self.settings)
        path = case.path
        case.close()
        window = self.open(path)
        window.attached.connect(lambda: Intake(window).bring_in(paths))
        return window


def _file_name(title: str) -> str:
    """A folder name from a title: letters, digits, dots and dashes; never empty."""
    return re.sub(r"[^\w.-]+", "-", title).strip("-.")[:60] or "case"
