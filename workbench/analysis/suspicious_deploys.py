"""The deploy just before the first symptom: what went live last before things went wrong."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.analysis.core import Analysis
from workbench.model.findings import CaseFacts, DeploySeen, Finding
from workbench.model.instants import MINUTE, clock_text, duration_text

LOOK_BACK = 30 * MINUTE
SYMPTOMS = ("error-rate", "new-exception")
MOST = 3


def deploys_before(facts: CaseFacts, earlier: tuple[Finding, ...]) -> Iterator[Finding]:
    """The last deploys in the half hour before the earliest symptom, nearest first; rollbacks are no suspects."""
    symptom = min((finding for finding in earlier if finding.t is not None), key=lambda f: f.t or 0, default=None)
    if symptom is None or symptom.t is None:
        return
    start = symptom.t
    near = [deploy for deploy in facts.deploys if start - LOOK_BACK <= deploy.t <= start and not deploy.rollback]
    for place, deploy in enumerate(sorted(near, key=lambda deploy: -deploy.t)[:MOST]):
        yield _finding(deploy, symptom, start, place, facts)


def _finding(deploy: DeploySeen, symptom: Finding, start: int, place: int, facts: CaseFacts) -> Finding:
    reasons = [
        f"went live {duration_text(start - deploy.t)} before the first symptom at {clock_text(start, zone=facts.zone)}",
        f"symptom: {symptom.what}",
    ]
    undone = next((d for d in facts.deploys if d.rollback and d.service == deploy.service and d.t > deploy.t), None)
    if undone:
        reasons.append(f"{deploy.service} was rolled back at {clock_text(undone.t, zone=facts.zone)}")
    return Finding(
        kind="deploy-before",
        what=f"{deploy.service} {deploy.version} ({deploy.commit[:8]}) went live just before the first symptom",
        score=80.0 - 8.0 * place + (10.0 if undone else 0.0),
        reasons=tuple(reasons),
        citations=(deploy.citation, *symptom.citations),
        t=deploy.t,
    )


ANALYSES = (Analysis("deploy-before", "Deploy just before the first symptom", deploys_before, after=SYMPTOMS),)
