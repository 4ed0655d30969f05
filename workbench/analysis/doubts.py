"""What is doubtful about the sources themselves: zones and years assumed, skipped lines, disorder, unread files."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.analysis.core import Analysis
from workbench.model.case import Source
from workbench.model.entities import Citation
from workbench.model.findings import CaseFacts, Finding

# A history or a ticket lists its newest part first, by design; only what is written as it happens can be out of order.
WRITTEN_IN_ORDER = ("log", "http")


def doubts(facts: CaseFacts, _earlier: tuple[Finding, ...]) -> Iterator[Finding]:
    """One finding a doubt and source."""
    for source in facts.sources:
        for kind, what, score, reason in _of(source):
            yield Finding(kind, what, score, (reason,), (Citation(source.id),), source.first)


def _of(source: Source) -> Iterator[tuple[str, str, float, str]]:
    if source.records and source.first is not None and source.zone_known == "assumed":
        yield (
            "assumed-zone",
            f"The zone of {source.path} is assumed to be {source.zone}",
            50.0,
            "its stamps carry no zone; set it in Sources, nothing is read again",
        )
    if source.first is not None and source.base_known == "assumed":
        yield (
            f"assumed-{source.undated}",
            f"The {source.undated} of {source.path} is assumed",
            45.0,
            f"its stamps carry no {source.undated}; it is taken from the time of the file; set it in Sources",
        )
    if source.skipped:
        lines = "line" if source.skipped == 1 else "lines"
        share = source.skipped / source.lines if source.lines else 0.0
        yield (
            "skipped-lines",
            f"{source.skipped:,} {lines} of {source.path} in no record",
            25.0 + 20.0 * share,
            f"{share:.2%} of its lines; they stay searchable and citable",
        )
    if source.disorder and source.kind in WRITTEN_IN_ORDER:
        records = "record is" if source.disorder == 1 else "records are"
        yield (
            "disorder",
            f"{source.disorder:,} {records} stamped before the one above in {source.path}",
            22.0,
            "each keeps its own time; none was moved",
        )
    if source.reader == "none" and source.state != "removed":
        yield ("unread", f"Nobody could read {source.path}", 30.0, "it is kept and previewed, not searched by time")


ANALYSES = (Analysis("doubts", "Doubts about sources", doubts),)
