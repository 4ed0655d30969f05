"""Reading the metrics of a case off the window's thread: what there is, what is worth showing, and its points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.casework.opencase import OpenCase
from workbench.jobs import JobContext
from workbench.model.instants import Instant, TimeWindow
from workbench.model.records import KINDS
from workbench.model.severity import ERROR
from workbench.panels.metrics_choice import Choice, candidates, choices, line_of, moved_most
from workbench.panels.timeline_span import case_span
from workbench.query.columns import timed_of_kinds
from workbench.views.metric_overlay import Marker
from workbench.views.metric_points import Curve

DEFAULT_PLOTS = 5
ALERTS = 200


@dataclass(frozen=True, slots=True)
class Measured:
    """What can be plotted, what is, and what stands above the plots. whole: the case's span, shared with others."""

    choices: tuple[Choice, ...] = ()
    shown: tuple[Choice, ...] = ()
    markers: tuple[Marker, ...] = ()
    whole: TimeWindow | None = None

    def named(self, ids: Sequence[str]) -> tuple[Choice, ...]:
        """The choices of some ids, in that order; unknown ones are passed over."""
        known = {choice.id: choice for choice in self.choices}
        return tuple(known[name] for name in ids if name in known)


def read_measured(case: OpenCase, kept: Sequence[str], context: JobContext) -> Measured:
    """Find all series; show what was kept, else what moved most. Meant for a worker thread."""
    every = choices(case.series())
    if not every:
        return Measured()
    found = Measured(every, markers=markers_of(case), whole=case_span(case))
    shown = found.named(kept)
    if not shown:
        own = tuple(choice for choice in every if choice.id in case.notebook.log_series)
        worth = [choice for choice in candidates(every) if choice not in own]
        lines = []
        for number, choice in enumerate(worth):
            context.step(number / len(worth), f"Reading {number + 1} of {len(worth)} metrics")
            lines.append((choice, line_of(choice, case.points)))
        shown = (*moved_most(lines, incident_start(case), DEFAULT_PLOTS), *own)
    return Measured(every, shown, found.markers, found.whole)


def incident_start(case: OpenCase) -> Instant | None:
    """When the incident began as far as is known: as declared, else the first alert; None when nobody says."""
    if case.notebook.case.started is not None:
        return case.notebook.case.started
    alerts = timed_of_kinds(case.spine, (KINDS.index("alert"),))
    return int(case.spine.t[alerts[0]]) if alerts else None


def curves_of(case: OpenCase, wanted: Sequence[Choice], context: JobContext) -> dict[str, Curve]:
    """The curves of some choices by id."""
    found: dict[str, Curve] = {}
    for number, choice in enumerate(wanted):
        context.step(number / len(wanted), f"Reading {number + 1} of {len(wanted)} metrics")
        points = line_of(choice, case.points)
        found[choice.id] = Curve.of(
            choice.id, choice.name, points.t, points.value,
            unit=choice.unit, labels=choice.labels, source=_source_name(case, choice),
        )  # fmt: skip
    return found


def _source_name(case: OpenCase, choice: Choice) -> str:
    """The file the samples come from, or how many files they do."""
    if len(choice.sources) != 1:
        return f"{len(choice.sources)} scrapes"
    return case.source(choice.sources[0]).name


def markers_of(case: OpenCase) -> tuple[Marker, ...]:
    """Deploys and rollbacks with their versions, and where alerts opened."""
    found = [
        Marker(deploy.t, deploy.version or deploy.commit[:7], "rollback" if deploy.rollback else "deploy", "change")
        for deploy in case.deploys()
    ]
    rows = timed_of_kinds(case.spine, (KINDS.index("alert"),))[:ALERTS]
    for record in case.page(rows) if len(rows) else ():
        if record.phase in ("open", "point") and record.t is not None:
            found.append(Marker(record.t, record.title, "", "err" if record.severity >= ERROR else "warn"))
    return tuple(sorted(found, key=lambda marker: marker.t))
