"""Exception types that were not there from the start: what began during the case."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.analysis.core import Analysis
from workbench.model.findings import CaseFacts, Finding
from workbench.model.instants import MINUTE, clock_text, duration_text

# Below this lead an exception may just as well have been there before the recording began.
LEAD = MINUTE


def new_exceptions(facts: CaseFacts, _earlier: tuple[Finding, ...]) -> Iterator[Finding]:
    """Types first seen at least a minute after their source began, the most frequent highest."""
    begins = {source.path: source.first for source in facts.sources}
    most = max((seen.count for seen in facts.exceptions), default=1)
    for seen in facts.exceptions:
        begin = begins.get(seen.source)
        if begin is None or seen.t - begin < LEAD:
            continue
        yield Finding(
            kind="new-exception",
            what=f"{seen.type} first seen at {clock_text(seen.t, zone=facts.zone)} in {seen.source}",
            score=65.0 + 20.0 * seen.count / most,
            reasons=(
                f"{seen.count:,} times from then on, none in the {duration_text(seen.t - begin)} before",
                seen.title[:200],
            ),
            citations=(seen.citation,),
            t=seen.t,
        )


ANALYSES = (Analysis("new-exception", "New exception", new_exceptions),)
