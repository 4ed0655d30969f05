"""What became of an e-mail, a lane a recipient: processed, deferred, delivered or not, opened, clicked.

Words of SendGrid's, Brevo's and Amazon SES' events. Where two steps have one time, as far as their clock tells times apart,
which came first isn't known: they stand in the usual order and say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.model.entities import Citation
from workbench.model.instants import Instant

STATES = (
    "processed", "deferred", "delivered", "bounced", "dropped", "opened", "clicked", "complained", "unsubscribed",
)  # fmt: skip
FINAL = ("delivered", "bounced", "dropped")
"""States that end a message's way to a recipient."""
_WORDS = {
    "processed": "processed", "send": "processed", "sent": "processed", "request": "processed", "requests": "processed",
    "accepted": "processed", "deferred": "deferred", "deliverydelay": "deferred", "delivery delay": "deferred",
    "soft_bounce": "deferred", "soft bounce": "deferred", "delivered": "delivered", "delivery": "delivered",
    "bounce": "bounced", "bounced": "bounced", "hard_bounce": "bounced", "hard bounce": "bounced", "blocked": "bounced",
    "dropped": "dropped", "reject": "dropped", "rejected": "dropped", "invalid_email": "dropped", "error": "dropped",
    "rendering failure": "dropped", "open": "opened", "opened": "opened", "unique_opened": "opened",
    "proxy_open": "opened", "click": "clicked", "clicked": "clicked", "complaint": "complained", "spam": "complained",
    "spamreport": "complained", "unsubscribe": "unsubscribed", "unsubscribed": "unsubscribed",
    "group_unsubscribe": "unsubscribed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MailStep:
    """One event of a message to one recipient. state: one of `STATES`, or the sender's own word · reason: why, as told ·
    resolution: ns that its clock tells apart · unsure: why its place in the order isn't known, empty where it is.
    """

    key: str
    citation: Citation
    t: Instant | None
    state: str
    message: str
    recipient: str
    reason: str = ""
    severity: int = 0
    resolution: int = 1
    unsure: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A message on its way to one recipient. outcome: what became of it, in one word, as far as the steps tell."""

    message: str
    recipient: str
    steps: tuple[MailStep, ...]
    outcome: str


def state_of(word: str) -> str:
    """The state a sender's word means; the word itself where it is none that is known."""
    plain = word.strip().lower()
    return _WORDS.get(plain, plain or "something")


def lanes_of(steps: Sequence[MailStep]) -> tuple[Lane, ...]:
    """A lane for each message and recipient, in order of the first step; steps may come in any order."""
    held: dict[tuple[str, str], list[MailStep]] = {}
    for step in steps:
        held.setdefault((step.message, step.recipient), []).append(step)
    lanes = [Lane(*name, _in_order(some), _outcome(some)) for name, some in held.items()]
    return tuple(sorted(lanes, key=lambda lane: (_first(lane), lane.recipient, lane.message)))


def _first(lane: Lane) -> tuple[bool, int]:
    t = lane.steps[0].t
    return t is None, t or 0


def _rank(step: MailStep) -> int:
    return STATES.index(step.state) if step.state in STATES else len(STATES)


def _in_order(steps: Sequence[MailStep]) -> tuple[MailStep, ...]:
    """By time as far as the clock tells; within one of its ticks in the usual order."""
    tick = max(max(step.resolution for step in steps), 1)
    ordered = sorted(
        steps, key=lambda step: (step.t is None, (step.t or 0) // tick, _rank(step), step.t or 0, step.key)
    )
    ticks = [None if step.t is None else step.t // tick for step in ordered]
    found: list[MailStep] = []
    for n, step in enumerate(ordered):
        if ticks[n] is None:
            step = replace(step, unsure="no time given")
        elif tick > 1 and ticks[n] in (ticks[n - 1] if n else None, ticks[n + 1] if n + 1 < len(ticks) else None):
            step = replace(step, unsure="same time as another step, so which came first isn't told")
        found.append(step)
    return tuple(found)


def _outcome(steps: Sequence[MailStep]) -> str:
    """The last of the states that end its way; what was opened arrived; else the last step there is."""
    ordered = _in_order(steps)
    final = [step.state for step in ordered if step.state in FINAL]
    if final:
        return final[-1]
    if any(step.state in ("opened", "clicked", "complained", "unsubscribed") for step in ordered):
        return "delivered (no step says so)"
    return ordered[-1].state
