"""Whether a window can be shown here, told before Qt is asked (it would end the process instead of saying so)."""

from __future__ import annotations

import ctypes.util
import importlib
import os
import sys

from workbench.errors import WorkbenchError

APT_LINE = (
    "sudo apt-get install libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0 libxcb-cursor0 "
    "libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
)
_FOR_WINDOWS = ("xcb-cursor", "xcb-icccm", "xcb-image", "xcb-keysyms", "xcb-render-util", "xcb-shape", "xcb-xkb",
                "xkbcommon-x11")  # fmt: skip


def has_display() -> bool:
    """Whether a person could see a window: a display server on Linux, and Qt not told to draw nowhere."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in ("offscreen", "minimal"):
        return False
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def need_qt() -> None:
    """Raise `WorkbenchError` with the remedy when Qt or a system library it needs is not there."""
    try:
        importlib.import_module("PySide6.QtWidgets")
        importlib.import_module("PySide6.QtSvg")
    except ImportError as error:
        remedy = f"Run: {APT_LINE}" if sys.platform.startswith("linux") else "Install PySide6-Essentials again."
        raise WorkbenchError(f"the window needs a library that is not there ({error})", "", remedy) from error
    if sys.platform.startswith("linux") and os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        lacking = [name for name in _FOR_WINDOWS if ctypes.util.find_library(name) is None] if has_display() else []
        if lacking:
            raise WorkbenchError(f"the window needs lib{lacking[0]}", "", f"Run: {APT_LINE}")


def need_display() -> None:
    """Raise `WorkbenchError` when there is no display to show a window on."""
    if not has_display():
        raise WorkbenchError(
            "there is no display to show a window on",
            "",
            "Use --shot PNG for a picture, or the verbs (workbench --help).",
        )
