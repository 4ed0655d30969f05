"""What happens when: the order of the roll-outs and the steps of the ticket."""

from collections.abc import Callable
from dataclasses import dataclass

BEFORE = {"gateway": "1.11.3", "orders": "4.16.2", "payments": "3.5.1", "catalog": "2.8.4"}
CULPRIT = ("orders", "4.18.0")
BACK_TO = ("orders", "4.17.0")
FIX = ("orders", "4.18.1")
MINUTES = 20.5


@dataclass(frozen=True)
class Step:
    """Something to do at a minute of the recording."""

    minute: float
    what: str
    service: str = ""
    version: str = ""
    actor: str = "checkout-dev"


STEPS = (
    Step(0.7, "deploy", "catalog", "2.9.0"),
    Step(1.5, "deploy", "orders", "4.17.0", "platform"),
    Step(2.3, "deploy", "gateway", "1.12.0", "platform"),
    Step(3.1, "deploy", "payments", "3.6.0"),
    Step(4.3, "deploy", "catalog", "2.9.1"),
    Step(5.0, "deploy", *CULPRIT),
    Step(5.7, "deploy", "payments", "3.7.0"),
    Step(9.0, "deploy", "gateway", "1.12.1", "platform"),
    Step(9.6, "mark", "created"),
    Step(10.4, "deploy", "catalog", "2.9.2"),
    Step(11.1, "mark", "triaged"),
    Step(12.0, "mark", "escalated"),
    Step(13.1, "mark", "analysed"),
    Step(14.0, "roll back", *BACK_TO, "platform"),
    Step(14.9, "mark", "mitigated"),
    Step(15.4, "fix"),
    Step(17.2, "deploy", *FIX),
    Step(19.9, "mark", "resolved"),
)


def play(minutes: float, now: Callable[[], float], wait: Callable[[float], None], do: Callable[[Step], None]) -> None:
    """Do every step at its minute; `minutes` is how long the whole may take."""
    begin = now()
    for step in STEPS:
        wait(max(0.0, begin + step.minute / MINUTES * minutes * 60 - now()))
        do(step)
    wait(max(0.0, begin + minutes * 60 - now()))
