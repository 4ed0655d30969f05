"""Readers, exporters and analyses that other packages bring through entry points; a faulty one is named, not fatal."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Any

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plugin:
    """One entry point: what it gave, or why it couldn't be loaded."""

    group: str
    name: str
    version: str
    value: Any
    fault: str = ""


@cache
def load(group: str) -> tuple[Plugin, ...]:
    """Load every entry point of a group (`workbench.readers`, `.exporters`, `.analyses`), faults noted in place.

    Once a process: what is installed stays as it was when it was imported.
    """
    found: list[Plugin] = []
    for point in entry_points(group=group):
        version = point.dist.version if point.dist else "?"
        try:
            found.append(Plugin(group, point.name, version, point.load()))
        except Exception as error:  # noqa: BLE001 - plug-in loading: a stranger's fault must not end the program
            log.warning("plug-in %s of %s could not be loaded", point.name, group, exc_info=True)
            found.append(Plugin(group, point.name, version, None, f"{type(error).__name__}: {error}"))
    return tuple(found)
