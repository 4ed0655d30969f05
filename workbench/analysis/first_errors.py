"""The first error of each source: where a reading of the logs begins."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.analysis.core import Analysis
from workbench.model.findings import CaseFacts, Finding, Seen
from workbench.model.instants import clock_text


def first_errors(facts: CaseFacts, _earlier: tuple[Finding, ...]) -> Iterator[Finding]:
    """One finding a source; the earliest of all sources ranks above the others."""
    ordered = sorted(facts.errors, key=lambda seen: seen.t)
    for place, seen in enumerate(ordered):
        yield Finding(
            kind="first-error",
            what=f"First error in {seen.source}: {seen.title[:160]}",
            score=60.0 if place == 0 else max(55.0 - place, 20.0),
            reasons=_reasons(seen, place, ordered, facts.zone),
            citations=(seen.citation,),
            t=seen.t,
        )


def _reasons(seen: Seen, place: int, ordered: list[Seen], zone: str) -> tuple[str, ...]:
    reasons = [f"at {clock_text(seen.t, zone=zone)}, of {seen.count:,} errors in this source"]
    if place == 0 and len(ordered) > 1:
        reasons.append(f"earlier than the first error of {len(ordered) - 1} other sources")
    return tuple(reasons)


ANALYSES = (Analysis("first-error", "First error per source", first_errors),)
