"""What an analysis noticed, with its reasons and the places that show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.model.case import Source
from workbench.model.entities import Citation
from workbench.model.instants import Instant, TimeWindow


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


@dataclass(frozen=True, slots=True)
class Seen:
    """A kind of thing met in the records: how often, and where first. type: of an exception, else empty."""

    source: str
    t: Instant
    title: str
    citation: Citation
    count: int = 1
    type: str = ""


@dataclass(frozen=True, slots=True)
class DeploySeen:
    """A change that went live. rollback: it put an earlier revision back."""

    t: Instant
    service: str
    version: str
    commit: str
    citation: Citation
    rollback: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """Errors a bin: start ns UTC of the first bin, its width in ns, counts[i] errors and totals[i] records in bin i.

    at: a citation of the first error in each bin that has one, by bin number.
    """

    source: str
    start: Instant
    step: int
    counts: tuple[int, ...]
    totals: tuple[int, ...]
    at: Mapping[int, Citation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the analyses are given: values gathered from an open case, times corrected.

    errors: the first record of error severity of each source · exceptions: the first record of each exception type ·
    rates: one for all log sources together (source empty) and one a source · gaps: silences (source number's label
    empty = all sources).
    """

    sources: tuple[Source, ...] = ()
    span: TimeWindow | None = None
    zone: str = "UTC"
    errors: tuple[Seen, ...] = ()
    exceptions: tuple[Seen, ...] = ()
    rates: tuple[Rate, ...] = ()
    deploys: tuple[DeploySeen, ...] = ()
    gaps: tuple[tuple[str, TimeWindow], ...] = ()
