"""Features of the log panel, found by their file: each module names its class as `FEATURE`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.panels.logs.feature import LogFeature
    from workbench.panels.logs.panel import LogsPanel


def load_features(panel: LogsPanel) -> tuple[LogFeature, ...]:
    """One of each, in their order."""
    names = sorted(found.name for found in iter_modules(__path__, f"{__name__}."))
    kinds = [import_module(name).FEATURE for name in names]
    made = [kind(panel) for kind in kinds if kind.of_lines or not panel.case.lines_of]
    return tuple(sorted(made, key=lambda feature: feature.order))
