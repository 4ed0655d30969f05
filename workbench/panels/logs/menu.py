"""The log's context menu: what is done most at the top, everything else one step further, by what it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from workbench.panels.command import Command
from workbench.panels.logs.feature import LogFeature

FIRST = (
    "logs.mark", "logs.tag", "logs.comment", "", "logs.include", "logs.exclude", "", "logs.record", "logs.unfold",
    "logs.context_here", "", "logs.copy_text", "logs.copy_raw",
)  # fmt: skip
"""Commands at the top; an empty one is a line between."""
OWN = "Find and step"


def grouped(own: Iterable[Command], features: Iterable[LogFeature]) -> Iterator[tuple[str, Command]]:
    """Every command with the name of the menu it stands in: its own, or that of the feature it belongs to."""
    for command in own:
        yield command.menu or OWN, command
    for feature in features:
        for command in feature.commands():
            yield feature.title or command.menu or OWN, command


def context_menu(parent: QWidget, own: Iterable[Command], features: tuple[LogFeature, ...]) -> QMenu:
    """All of it; every feature may add what depends on what is under the pointer."""
    menu = QMenu(parent)
    rows = list(grouped(own, features))
    known = {command.id: command for _name, command in rows}
    for id in FIRST:
        if id in known:
            _add(menu, known[id])
        elif not id:
            menu.addSeparator()
    for feature in features:
        feature.menu(menu)
    menu.addSeparator()
    parts: dict[str, QMenu] = {}
    for name, command in rows:
        if command.id not in FIRST:
            if name not in parts:
                parts[name] = menu.addMenu(name)
            _add(parts[name], command)
    return menu


def offer_under(bar: QWidget, menu: QMenu) -> None:
    """Ask for one of a menu's entries under the bar; Enter takes the first one, arrows go on from it."""
    menu.popup(bar.mapToGlobal(QPoint(12, bar.height())))
    if menu.actions():
        menu.setActiveAction(menu.actions()[0])


def _add(menu: QMenu, command: Command) -> None:
    key = f"\t{command.shortcuts[0]}" if command.shortcuts else ""
    action = menu.addAction(f"{command.title.replace('&', '&&')}{key}")
    action.setEnabled(command.when())
    action.setToolTip(command.help)
    action.triggered.connect(lambda _checked=False: command.run())
