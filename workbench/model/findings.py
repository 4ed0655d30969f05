"""What an analysis noticed, with its reasons and the places that show it."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.model.entities import Citation
from workbench.model.instants import Instant


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth a look. what: one line · kind: the analysis' id · score: 0..100 · t: its beginning."""

    kind: str
    what: str
    score: float
    reasons: tuple[str, ...]
    citations: tuple[Citation, ...]
    t: Instant | None = None
    rank: int = 0
