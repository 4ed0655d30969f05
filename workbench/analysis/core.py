"""What an analysis is, and the ranking of what all of them found.

An analysis is one module here with a module-level `ANALYSES: tuple[Analysis, ...]`, or a plug-in of the entry point
group `workbench.analyses`. It gets values and gives findings; it knows no store and no sibling.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from workbench import plugins
from workbench.model.findings import CaseFacts, Finding


@dataclass(frozen=True, slots=True)
class Analysis:
    """One way to look at a case.

    run(facts, earlier): `earlier` are the findings of the analyses named in `after`, which run before this one.
    """

    id: str
    title: str
    run: Callable[[CaseFacts, tuple[Finding, ...]], Iterable[Finding]]
    after: tuple[str, ...] = ()


def load_analyses() -> tuple[Analysis, ...]:
    """Our own analyses and those of plug-ins, those that need others' findings last."""
    from workbench import analysis

    found: list[Analysis] = []
    for module in sorted(pkgutil.iter_modules(analysis.__path__), key=lambda module: module.name):
        found.extend(getattr(importlib.import_module(f"{analysis.__name__}.{module.name}"), "ANALYSES", ()))
    found.extend(plugin.value for plugin in plugins.load("workbench.analyses") if isinstance(plugin.value, Analysis))
    return tuple(sorted(found, key=lambda item: (len(item.after), item.id)))


def findings_of(facts: CaseFacts, analyses: tuple[Analysis, ...] | None = None) -> tuple[Finding, ...]:
    """All findings, highest score first, equal scores by time; `rank` counts from 1."""
    found: list[Finding] = []
    for analysis in load_analyses() if analyses is None else analyses:
        earlier = tuple(finding for finding in found if finding.kind in analysis.after)
        found.extend(analysis.run(facts, earlier))
    ordered = sorted(found, key=lambda finding: (-finding.score, finding.t is None, finding.t or 0, finding.what))
    return tuple(replace(finding, rank=rank) for rank, finding in enumerate(ordered, 1))
