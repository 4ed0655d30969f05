"""Keys that a list hears itself while it has the keyboard, though a command of the panel has them, too."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent


def takes(event: QEvent, keys: Collection[Qt.Key]) -> bool:
    """Whether the event asks who wants one of these keys, pressed without Ctrl, Alt or Meta; it is accepted then."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    if held or event.key() not in keys:
        return False
    event.accept()
    return True
