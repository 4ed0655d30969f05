"""HTTP requests of one page or session: how long each phase took, and what failed.

Phases are those of HAR 1.2 (`timings`): blocked, dns, connect, ssl, send, wait, receive, in ms, -1 where one doesn't apply.
The time of `ssl` is included in `connect`, as HAR says, and is taken out of it here, so that the phases add up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.model.entities import Citation
from workbench.model.instants import Instant

PHASES = ("blocked", "dns", "connect", "ssl", "send", "wait", "receive")
LONGEST = 10**9
"""Ms of a phase beyond which (eleven days) it is no measurement."""
_REQUEST = re.compile(r"^\s*\"?([A-Z]{3,10}) (\S{1,2000})")
_METHOD = ("http.request.method", "http.method", "http.http_method", "method")
_STATUS = ("http.response.status_code", "http.status_code", "http.status", "status")
_SIZE = ("http.response.body.size", "http.response.size", "http.response.transfer_size")
_PLACE = ("url.path", "http.path", "url.full", "http.url", "url.original", "http.target")


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase: its name and its length in ns."""

    name: str
    ns: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. t, t_end: ns UTC · status: 0 where there was no answer, -1 where it isn't told ·
    size: bytes of the body, -1 where it isn't told · failed: why it counts as failed, empty where it doesn't.
    """

    key: str
    citation: Citation
    t: Instant | None
    t_end: Instant | None
    method: str
    path: str
    url: str
    status: int
    size: int
    phases: tuple[Phase, ...]
    failed: str
    trace: str = ""

    @property
    def length(self) -> int:
        """Ns from its start to its end: what it says itself, else what its phases add up to."""
        if self.t is not None and self.t_end is not None and self.t_end > self.t:
            return self.t_end - self.t
        return sum(phase.ns for phase in self.phases)


def phases_of(attributes: Mapping[str, Any]) -> tuple[Phase, ...]:
    """The phases that `wb.timing.*` (ms) hold and that took any time, in their order."""
    told = {name: _phase(attributes.get(f"wb.timing.{name}")) for name in PHASES}
    if told["ssl"] <= told["connect"]:
        told["connect"] -= told["ssl"]
    return tuple(Phase(name, ns) for name, ns in told.items() if ns > 0)


def _phase(value: Any) -> int:
    """Ns of a phase; 0 where it doesn't apply or isn't a length."""
    try:
        ms = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else -1.0
    except (ValueError, OverflowError):
        return 0
    return round(ms * 1_000_000) if math.isfinite(ms) and 0 < ms < LONGEST else 0


def request_of(title: str, attributes: Mapping[str, Any], url: str = "") -> tuple[str, str, str]:
    """Method, path and whole URL, from attributes, else from a title such as `GET /cart 200`."""
    found = _REQUEST.match(title)
    method = _word(attributes, _METHOD) or (found[1] if found else "")
    place = _word(attributes, _PLACE) or url or (found[2] if found else "")
    whole = next((text for text in (url, _word(attributes, ("url.full", "http.url"))) if text), place)
    return method, _path(place) or title, whole


def _path(place: str) -> str:
    """What stands behind the host of a URL."""
    _, mark, rest = place.partition("://")
    if not mark:
        return place
    _, slash, path = rest.partition("/")
    return f"/{path}" if slash else "/"


def status_of(attributes: Mapping[str, Any]) -> int:
    """The status code, -1 where none is told."""
    return _number(attributes, _STATUS)


def size_of(attributes: Mapping[str, Any]) -> int:
    """Bytes of the answer's body, -1 where they aren't told."""
    return _number(attributes, _SIZE)


def failure(status: int, severity: int, error: str = "") -> str:
    """Why a request counts as failed; empty where it doesn't."""
    if error:
        return error
    if status == 0:
        return "no answer"
    if status >= 400:
        return f"status {status}"
    return "error" if severity >= 17 else ""


def _word(attributes: Mapping[str, Any], names: Sequence[str]) -> str:
    return next((value for name in names if isinstance(value := attributes.get(name), str) and value), "")


def _number(attributes: Mapping[str, Any], names: Sequence[str]) -> int:
    for name in names:
        value = attributes.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            continue
        if isinstance(value, str):
            value = int(value) if value.isascii() and value.isdigit() and len(value) < 16 else -1
        if math.isfinite(value) and 0 <= value < 1 << 60:
            return int(value)
    return -1


def in_order(exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """By their start; those without a time come last."""
    return tuple(sorted(exchanges, key=lambda one: (one.t is None, one.t or 0, one.key)))
