"""One user's session in order: actions, console, network, and where errors or clicks came in bursts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.analysis.trails.wording import length_text
from workbench.model.entities import Citation
from workbench.model.instants import SECOND, Instant

BURST, ERRORS_WITHIN, CLICKS_WITHIN = 3, 2 * SECOND, SECOND
"""So many errors, or clicks on the same thing, within so many ns are a burst."""
_CLICKS = ("click", "dblclick", "tap", "touch", "deadclick", "dead click", "rage")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing of a session. offset: ns from the session's start · status: of a request, else -1 · replay: the link that
    shows this moment · burst: what it is part of, in words.
    """

    key: str
    citation: Citation
    t: Instant | None
    kind: str
    what: str
    severity: int
    status: int = -1
    replay: str = ""
    trace: str = ""
    offset: int = 0
    burst: str = ""

    @property
    def failed(self) -> bool:
        """Whether it is an error, or a request that failed."""
        return self.severity >= 17 or self.status >= 400 or self.status == 0


@dataclass(frozen=True, slots=True)
class Visit:
    """A session. steps: in order · start: ns UTC of its first step · replay: the link to its beginning, or the first there
    is.
    """

    id: str
    steps: tuple[Step, ...]
    start: Instant = 0
    end: Instant = 0
    replay: str = ""


def visit_of(session: str, steps: Sequence[Step]) -> Visit:
    """Steps of a session, in any order, with offsets and bursts; those without a time come last."""
    ordered = sorted(steps, key=lambda step: (step.t is None, step.t or 0, step.key))
    told = [step.t for step in ordered if step.t is not None]
    start, end = (told[0], told[-1]) if told else (0, 0)
    placed = [replace(step, offset=step.t - start) if step.t is not None else step for step in ordered]
    marked = _burst(placed, [n for n, step in enumerate(placed) if step.failed], ERRORS_WITHIN, "errors")
    for what in dict.fromkeys(step.what for step in placed if _is_click(step)):
        same = [n for n, step in enumerate(marked) if _is_click(step) and step.what == what]
        marked = _burst(marked, same, CLICKS_WITHIN, "clicks on the same thing")
    return Visit(session, tuple(marked), start, end, next((step.replay for step in marked if step.replay), ""))


def replay_at(visit: Visit, key: str) -> str:
    """The link that replays a session at a step: its own, that of the last step before it that has any, or the first.

    Empty where there is none, or where it is no link of the web: nothing else is ever opened.
    """
    at = next((n for n, step in enumerate(visit.steps) if step.key == key), -1)
    link = next((step.replay for step in reversed(visit.steps[: at + 1]) if step.replay), visit.replay)
    return link if link.lower().startswith(("http://", "https://")) else ""


def _is_click(step: Step) -> bool:
    return step.kind == "usersession" and any(word in step.what.lower() for word in _CLICKS)


def _burst(steps: list[Step], members: Sequence[int], within: int, name: str) -> list[Step]:
    """Mark the longest runs of members in which any `BURST` in a row lie within so many ns."""
    held = [n for n in members if steps[n].t is not None]
    times = [steps[n].t or 0 for n in held]
    close = [False] * len(held)
    for first in range(len(held) - BURST + 1):
        if times[first + BURST - 1] - times[first] <= within:
            close[first : first + BURST] = [True] * BURST
    found = list(steps)
    at = 0
    while at < len(held):
        stop = at
        while stop < len(held) and close[stop] and (stop == at or times[stop] - times[stop - 1] <= within):
            stop += 1
        if stop > at:
            words = f"{stop - at} {name} within {length_text(times[stop - 1] - times[at])}"
            for n in held[at:stop]:
                found[n] = replace(found[n], burst=words)
        at = max(stop, at + 1)
    return found
