"""The systems that a team exports from, in rows: what to export and how, which readers take it, what is not read.

A module of `readers.formats` may give its `SYSTEMS: tuple[System, ...]`; several modules may give rows of one system, which
are shown as one. The table of `docs/tools.md` is made of them.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from typing import Literal

Group = Literal[
    "exceptions", "logs", "monitoring", "uptime and performance", "user sessions", "e-mail", "work", "beside them"
]


@dataclass(frozen=True, slots=True)
class System:
    """One tool. name: as its makers write it · readers: ids of what reads its exports · export: what to export and how,
    a sentence or two that a person can follow · read: what becomes of it · left: what is not read, and why · replay: how
    its own page of the moment is reached again, where there is one.
    """

    name: str
    group: Group
    readers: tuple[str, ...]
    export: str
    read: str
    left: str = ""
    replay: str = ""


def load_systems() -> tuple[System, ...]:
    """All rows of our own modules, by group and name; rows of one system joined."""
    from workbench.readers import formats

    found: dict[str, System] = {}
    for module in sorted(pkgutil.iter_modules(formats.__path__), key=lambda module: module.name):
        for row in getattr(importlib.import_module(f"{formats.__name__}.{module.name}"), "SYSTEMS", ()):
            found[row.name] = _together(found[row.name], row) if row.name in found else row
    groups: tuple[str, ...] = Group.__args__
    return tuple(sorted(found.values(), key=lambda row: (groups.index(row.group), row.name.lower())))


def _together(first: System, second: System) -> System:
    """Two rows of one system as one, each text once."""
    texts = {
        name: " ".join(dict.fromkeys(text for text in (getattr(first, name), getattr(second, name)) if text))
        for name in ("export", "read", "left", "replay")
    }
    readers = tuple(dict.fromkeys((*first.readers, *second.readers)))
    return System(first.name, first.group, readers, texts["export"], texts["read"], texts["left"], texts["replay"])
