"""The program with a window: what `workbench`, `workbench open` and `workbench demo` call when one is asked for.

Qt is imported only after it is known that it can be; functions return the process's exit code.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.clock import Clock
from workbench.errors import SettingsError, WorkbenchError
from workbench.settings import Settings, config_folder, data_folder, load_settings
from workbench.shell.display import need_display, need_qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from workbench.shell.layouts import Layout
    from workbench.shell.main_window import MainWindow
    from workbench.shell.windows import Windows


@dataclass
class Stage:
    """What the windows of one process stand on. faults: sentences to show in the first window."""

    application: QApplication
    windows: Windows
    faults: list[str]
    restore: Callable[[], None]
    keep: list[Any]


def run_window(
    case_path: Path | str,
    *,
    shot: Path | str | None = None,
    size: tuple[int, int] = (1920, 1080),
    scale: float = 1.0,
    layout: str = "investigate",
    theme: str | None = None,
    at: str | None = None,
    clock: Clock | None = None,
) -> int:
    """Show a case until its window is closed, or save one picture of it (`shot`, `size` at `scale`) and end.

    at: a time as people type it, where the cursor goes. Raises `WorkbenchError` when there is no display, no Qt, no such
    layout or theme, or no case.
    """
    chosen, path = _layout(layout), Path(case_path)
    if not (path / "case.db").is_file():
        raise WorkbenchError("this is no case", str(path), "Give a folder made by `workbench new` or `workbench demo`.")
    marks = os.environ.get("WORKBENCH_MARKS") == "1"
    if shot is not None:
        os.environ.update(QT_QPA_PLATFORM="offscreen", QT_SCALE_FACTOR=f"{scale:g}")
    elif not marks:
        need_display()
    stage = _stage(theme, clock)
    window = stage.windows.open(path, chosen, size if shot is not None or marks else None)
    if marks:
        from workbench.shell.marks import Marks

        stage.keep.append(Marks(window))
    _tell_faults(stage, window)
    if at is not None:
        window.host.filled.connect(lambda: _go_to(window, at))
    return _run(stage) if shot is None else _shoot(stage, window, Path(shot))


def _shoot(stage: Stage, window: MainWindow, path: Path) -> int:
    from workbench.shell.shot import shoot

    problems: list[str] = []
    shoot(window, path, problems.append)
    code = _run(stage)
    if problems:
        raise WorkbenchError(problems[0])
    return code


def _layout(name: str) -> Layout:
    from workbench.shell.layouts import LAYOUTS, layout_named

    try:
        return layout_named(name)
    except KeyError:
        names = ", ".join(one.id for one in LAYOUTS)
        raise WorkbenchError(f"there is no layout called {name!r}", "", f"Choose from {names}.") from None


def run_start(paths: Iterable[Path | str] = (), demo: Callable[[], Path] | None = None) -> int:
    """The start page; with paths, a scratch case that holds them (a case folder among them is opened instead).

    demo: makes the recorded incident and gives its case folder.
    """
    need_display()
    stage = _stage(None, None)
    given = tuple(Path(path) for path in paths)
    cases = [path for path in given if (path / "case.db").is_file()]
    files = [path for path in given if path not in cases]
    for path in files:
        if not path.exists():
            raise WorkbenchError("there is no such file", str(path), "Check the path.")
    for path in cases:
        _tell_faults(stage, stage.windows.open(path))
    if files:
        _tell_faults(stage, stage.windows.scratch(files))
    if not given:
        from workbench.shell.start_page import StartPage

        page = StartPage(stage.windows, demo)
        stage.windows.keep(page)
        page.resize(900, 640)
        stage.windows.show(page)
    return _run(stage)


def _stage(theme: str | None, clock: Clock | None) -> Stage:
    gc.disable()
    need_qt()
    from PySide6.QtWidgets import QApplication

    from workbench.shell.faults import catch, log_to
    from workbench.shell.keymap import load_keymap
    from workbench.shell.main_window import dress
    from workbench.shell.stall import IdleCollector
    from workbench.shell.windows import Windows
    from workbench.views.theme import load_fonts, load_theme

    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(["workbench"])
    application.setApplicationName("workbench")
    application.setStyle("Fusion")
    load_fonts()
    faults: list[str] = []
    settings = _checked(load_settings, Settings(), faults)
    keymap = _checked(lambda: dict(load_keymap(config_folder())), {}, faults)
    name = theme or settings.theme
    if name not in ("dark", "light"):
        raise WorkbenchError(f"there is no theme called {name!r}", "", "Choose dark or light.")
    look = load_theme(name)
    dress(look)
    windows = Windows(look, settings, clock or Clock(), keymap)
    restore = catch(lambda text: _show_fault(windows, text), log_to(data_folder()))
    collector = IdleCollector(lambda: _busy(windows), application)
    keep: list[Any] = [collector]
    if os.environ.get("WORKBENCH_STALL") == "1":
        from workbench.shell.stall import StallWatch

        keep.append(StallWatch(_complain, application))
    return Stage(application, windows, faults, restore, keep)


def _complain(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _checked(load: Callable[[], Any], otherwise: Any, faults: list[str]) -> Any:
    """A settings file with a fault must not keep the window from opening; the fault is shown in it."""
    try:
        return load()
    except SettingsError as error:
        faults.append(error.sentence())
        return otherwise


def _busy(windows: Windows) -> bool:
    return any(getattr(window, "jobs", None) is not None and window.jobs.busy for window in windows.alive)  # type: ignore[attr-defined]


def _show_fault(windows: Windows, text: str) -> None:
    from PySide6.QtCore import QTimer
    from shiboken6 import isValid

    from workbench.shell.main_window import MainWindow

    for window in windows.alive:
        if isinstance(window, MainWindow) and isValid(window):
            QTimer.singleShot(0, window, lambda window=window: window.show_fault(text))


def _tell_faults(stage: Stage, window: MainWindow) -> None:
    if stage.faults:
        window.show_fault(" ".join(stage.faults), tone="warn")
        stage.faults.clear()
    collector = stage.keep[0]
    window.host.filled.connect(collector.freeze)


def _go_to(window: MainWindow, text: str) -> None:
    from workbench.model.instants import parse_instant

    case = window.case
    if case is None:
        return
    span = case.spine.span()
    day = case.notebook.case.started or (span.start if span else window.clock.now())
    try:
        window.hub.move(window.hub.focus.at(parse_instant(text, day=day, zone=case.notebook.case.zone)))
    except WorkbenchError as error:
        window.show_fault(error.sentence())


def _run(stage: Stage) -> int:
    try:
        return stage.application.exec()
    finally:
        stage.restore()
        for thing in stage.keep[1:]:
            thing.stop()
