"""Silences: stretches in which a source that usually speaks says nothing."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.analysis.core import Analysis
from workbench.model.entities import Citation
from workbench.model.findings import CaseFacts, Finding
from workbench.model.instants import clock_text, duration_text


def silences(facts: CaseFacts, _earlier: tuple[Finding, ...]) -> Iterator[Finding]:
    """One finding a gap, longer ones higher."""
    citations = {source.path: source.id for source in facts.sources}
    for source, window in facts.gaps:
        where = source or "all logs"
        yield Finding(
            kind="gap",
            what=f"Silence of {duration_text(window.width)} in {where}",
            score=40.0 + min(window.width / 60e9, 10.0),
            reasons=(
                f"nothing from {clock_text(window.start, zone=facts.zone)} to {clock_text(window.end, zone=facts.zone)}",
                "far longer than the usual time between two records",
            ),
            citations=(Citation(citations[source]),) if source in citations else (),
            t=window.start,
        )


ANALYSES = (Analysis("gap", "Gap", silences),)
