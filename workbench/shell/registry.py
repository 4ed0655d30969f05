"""All acts of a window in one place: menus, header buttons, keys, the palette, the key sheet and the docs ask here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from PySide6.QtGui import QKeySequence

from workbench.panels.command import Command

EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Clash:
    """Two commands that the same key would give in one context."""

    key: str
    context: str
    commands: tuple[str, str]


def key_text(shortcut: str) -> str:
    """A shortcut as Qt writes it for files: `ctrl+return` and `Ctrl+Return` are the same. Empty when it is none."""
    return QKeySequence.fromString(shortcut).toString(QKeySequence.SequenceFormat.PortableText)


def shown_keys(shortcut: str) -> str:
    """A shortcut for people: `X then 1`, `Ctrl+Enter`."""
    return key_text(shortcut).replace(", ", " then ").replace("Return", "Enter")


class Registry:
    """Commands by id, in the order given. `keymap` overrides keys: command id → key texts."""

    def __init__(self, keymap: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._keymap = dict(keymap or {})
        self._commands: dict[str, Command] = {}
        self._owner: dict[str, str] = {}

    def put(self, owner: str, commands: Iterable[Command]) -> None:
        """Add an owner's commands (a panel's id, or `shell`), in place of those it gave before.

        Raises `ValueError` when another owner has one of the ids.
        """
        for name in [name for name, who in self._owner.items() if who == owner]:
            del self._commands[name], self._owner[name]
        for command in commands:
            if command.id in self._commands:
                raise ValueError(f"command {command.id!r} is there already")
            if command.id in self._keymap:
                command = replace(command, shortcuts=self._keymap[command.id])
            self._commands[command.id] = command
            self._owner[command.id] = owner

    def __iter__(self) -> Iterator[Command]:
        return iter(tuple(self._commands.values()))

    def __len__(self) -> int:
        return len(self._commands)

    def find(self, name: str) -> Command | None:
        """The command of an id."""
        return self._commands.get(name)

    def of(self, owner: str) -> tuple[Command, ...]:
        """The commands one owner gave."""
        return tuple(command for name, command in self._commands.items() if self._owner[name] == owner)

    def owner(self, name: str) -> str:
        """Who gave a command."""
        return self._owner.get(name, "")

    def run(self, name: str) -> bool:
        """Give a command if it can be given now; False when it can't or isn't known."""
        command = self.find(name)
        if command is None or not command.when():
            return False
        command.run()
        return True

    def menus(self) -> dict[str, tuple[Command, ...]]:
        """Commands by the menu they stand in."""
        menus: defaultdict[str, list[Command]] = defaultdict(list)
        for command in self._commands.values():
            if command.menu:
                menus[command.menu].append(command)
        return {name: tuple(rows) for name, rows in menus.items()}

    def clashes(self) -> tuple[Clash, ...]:
        """Keys that mean two things where both are heard: in one context, or in a panel and everywhere.

        A panel's own way of the same act (`go.find`, `logs.find`) is none: the panel's goes first.
        """
        found: list[Clash] = []
        taken: dict[tuple[str, str], str] = {}
        for command in sorted(self._commands.values(), key=lambda command: command.context != EVERYWHERE):
            for key in dict.fromkeys(key_text(text) for text in command.shortcuts):
                for context in dict.fromkeys((command.context, EVERYWHERE)):
                    other = taken.get((context, key))
                    if other and other != command.id and not _same_act(other, command.id):
                        found.append(Clash(key, command.context, (other, command.id)))
                taken[(command.context, key)] = command.id
        return tuple(found)


def _same_act(one: str, other: str) -> bool:
    return one.rpartition(".")[2] == other.rpartition(".")[2]
