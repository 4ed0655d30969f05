"""Gives commands by their keys: a panel's own keys go before those heard everywhere, and text fields keep their letters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from workbench.panels.command import Command
from workbench.shell.registry import EVERYWHERE, Registry, key_text

# Heard as an unclaimed key press instead, so that the innermost open thing gets it first.
LEFT_OUT = ("Esc",)


class KeyBinder(QObject):
    """One shortcut a key; which command it gives depends on the panel that has the keyboard.

    A field in which text is typed claims letters before any shortcut hears them (Qt's ShortcutOverride), so single
    letters reach only lists and plots.
    """

    def __init__(self, window: QWidget, registry: Registry, current: Callable[[], str]) -> None:
        super().__init__(window)
        self._window, self._registry, self._current = window, registry, current
        self._shortcuts: dict[str, QShortcut] = {}
        self._meant: dict[str, dict[str, Command]] = {}

    def bind(self) -> None:
        """Read the registry again."""
        meant: defaultdict[str, dict[str, Command]] = defaultdict(dict)
        for command in self._registry:
            for text in command.shortcuts:
                key = key_text(text)
                if key and key not in LEFT_OUT:
                    meant[key].setdefault(command.context, command)
        self._meant = dict(meant)
        for key in [key for key in self._shortcuts if key not in self._meant]:
            self._shortcuts.pop(key).deleteLater()
        for key in self._meant:
            if key not in self._shortcuts:
                shortcut = QShortcut(QKeySequence.fromString(key), self._window)
                shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
                shortcut.activated.connect(lambda key=key: self.press(key))
                self._shortcuts[key] = shortcut
        self.follow()

    def follow(self) -> None:
        """Another panel has the keyboard: keys that mean nothing there go to its widgets."""
        for key, shortcut in self._shortcuts.items():
            shortcut.setEnabled(self.meant_by(key) is not None)

    def meant_by(self, key: str) -> Command | None:
        """The command a key gives now, if any."""
        rows = self._meant.get(key, {})
        return rows.get(self._current()) or rows.get(EVERYWHERE)

    def press(self, key: str) -> None:
        """Give what a key means now."""
        if command := self.meant_by(key):
            self._registry.run(command.id)
