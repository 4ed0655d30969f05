"""Every act is a row of data: menus, tool buttons, context menus, palette, key sheet and docs are made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def always() -> bool:
    """The `when` of a command that can be given at any time."""
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """One act.

    id: `panel.verb` · title: as menus and palette show it · shortcuts: Qt key texts (`E`, `Ctrl+Return`), any of which
    gives it · when: whether it can be given now · help: one sentence · icon: a name of `resources/icons` or empty
    context: `everywhere`, or the id of the panel whose lists and plots hear the keys (never its text fields)
    button: whether the panel's header shows it as a tool button · menu: the menu it stands in (`Case`, `View`, …)
    """

    id: str
    title: str
    run: Callable[[], None]
    help: str
    shortcuts: tuple[str, ...] = ()
    when: Callable[[], bool] = always
    icon: str = ""
    context: str = "everywhere"
    button: bool = False
    menu: str = ""
