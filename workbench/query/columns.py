"""The leaves that the spine's own columns answer: time, severity, kind, source. No body is read for them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from workbench.engine.fieldtest import severities_matching, value_test
from workbench.engine.folding import fold
from workbench.engine.needle import Field
from workbench.engine.spine import Spine
from workbench.engine.stamps import NULL_T
from workbench.model.case import Source
from workbench.model.instants import parse_instant
from workbench.model.records import KINDS
from workbench.query.tree import Has, Leaf

Mask = npt.NDArray[np.bool_]


def column_leaf(node: Leaf, spine: Spine, sources: Mapping[int, Source]) -> Mask | None:
    """Which rows match a leaf that columns alone decide: bool (rows,); None where bodies or events must be asked.

    sources: by number, for `source:`, which matches a source's path, the path's last part, its id or its label.
    """
    if isinstance(node, Has):
        return {
            "t": lambda: spine.t != NULL_T,
            "t_end": lambda: spine.t_end != NULL_T,
            "severity": lambda: spine.severity > 0,
            "kind": lambda: np.ones(spine.rows, dtype=np.bool_),
            "source": lambda: np.ones(spine.rows, dtype=np.bool_),
        }.get(node.name, lambda: None)()
    if not isinstance(node, Field):
        return None
    if node.name in ("t", "t_end") and not node.regex:
        return time_mask(spine.t if node.name == "t" else spine.t_end, node)
    if node.name == "severity" and not node.regex:
        return np.isin(spine.severity, list(severities_matching(node)))
    if node.name == "kind":
        test = value_test(node)
        return np.isin(spine.kind, [number for number, name in enumerate(KINDS) if test(name)])
    if node.name == "source":
        return np.isin(spine.source, [number for number, source in sources.items() if source_matches(node, source)])
    return None


def time_mask(t: npt.NDArray[np.int64], node: Field) -> Mask:
    """Which times satisfy a comparison with an instant; unknown ones never do."""
    at = parse_instant(node.value, day=0)
    answer = {"=": t == at, "<": t < at, "<=": t <= at, ">": t > at, ">=": t >= at}[node.op]
    return answer & (t != NULL_T)


def source_matches(node: Field, source: Source) -> bool:
    """Whether a source is the one a `source:` leaf names."""
    test = value_test(node)
    return any(test(name) for name in source_names(source.path, source.id, source.label))


def source_names(path: str, *others: str) -> tuple[str, ...]:
    """What a source may be called: its path as ingested, that path's last part, a member's part behind `!/`."""
    last = path.rstrip("/").rsplit("/", 1)[-1]
    return tuple(dict.fromkeys(name for name in (path, last, path.rpartition("!/")[2], *others) if fold(name)))
