"""The record (OpenTelemetry's log data model and a few columns more), metric series and their points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from workbench.model.instants import Instant, ZoneKnown

Kind = Literal[
    "log", "span", "error", "alert", "deploy", "ci", "ticket", "comms", "email", "usersession", "http", "commit", "k8s",
    "auth", "integrity", "entry",
]  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "log", "span", "error", "alert", "deploy", "ci", "ticket", "comms", "email", "usersession", "http", "commit", "k8s",
    "auth", "integrity", "entry",
)  # fmt: skip
Phase = Literal["open", "update", "ack", "close", "point"]
Attributes = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """A key that joins two pieces of evidence, value in normal form: (`trace_id`, 32 lower hex), (`commit`, sha) …"""

    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record's bytes lie in its source: byte offset and length; `pointer` (JSON pointer) inside them if any.

    line is the 1-based physical line for display, 0 where it isn't known. member: the path of the file whose line that is,
    where the source is joined of several; empty where it is the source's own. Offsets are always those of the source.
    """

    offset: int
    length: int
    pointer: str = ""
    line: int = 0
    member: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What a records reader yields: one record by the source's own clock, before zone and offset are applied.

    t, t_end, t_observed: ns. Where `naive` is true the text gave no zone and they are the wall clock read as if UTC.
    t_raw: the time's exact characters. resolution_ns: 1e9 for whole seconds … 1. place: its bytes in the source.
    """

    t: Instant | None
    place: Place
    kind: Kind
    t_end: Instant | None = None
    t_observed: Instant | None = None
    t_raw: str = ""
    naive: bool = False
    resolution_ns: int = 1
    phase: Phase = "point"
    severity: int = 0
    severity_text: str = ""
    title: str = ""
    body: str = ""
    event_id: str = ""
    group_key: str = ""
    resource: Attributes = field(default_factory=dict)
    attributes: Attributes = field(default_factory=dict)
    links: tuple[Link, ...] = ()


class _Event:
    """An event while it is made. A frozen value sets each of its fields by a call of its own, which is most of the time
    that it takes to make one; here they are set, and what was made is an `Event` and as frozen as any.
    """

    __slots__ = Event.__slots__  # type: ignore[attr-defined]

    def __init__(
        self, t: Instant | None, place: Place, kind: Kind, t_end: Instant | None = None, t_observed: Instant | None = None,
        t_raw: str = "", naive: bool = False, resolution_ns: int = 1, phase: Phase = "point", severity: int = 0,
        severity_text: str = "", title: str = "", body: str = "", event_id: str = "", group_key: str = "",
        resource: Attributes | None = None, attributes: Attributes | None = None, links: tuple[Link, ...] = (),
    ) -> None:  # fmt: skip
        self.t = t
        self.place = place
        self.kind = kind
        self.t_end = t_end
        self.t_observed = t_observed
        self.t_raw = t_raw
        self.naive = naive
        self.resolution_ns = resolution_ns
        self.phase = phase
        self.severity = severity
        self.severity_text = severity_text
        self.title = title
        self.body = body
        self.event_id = event_id
        self.group_key = group_key
        self.resource = {} if resource is None else resource
        self.attributes = {} if attributes is None else attributes
        self.links = links
        self.__class__ = Event  # type: ignore[assignment]


made: type[Event] = _Event  # type: ignore[assignment]
"""Makes an event of the same arguments as `Event` does, in a third of the time: for readers of many."""
_values_of = attrgetter(*_Event.__slots__)


def changed(event: Event, **changes: Any) -> Event:
    """The event with other values in some of its fields, as `dataclasses.replace` gives it."""
    values = dict(zip(_Event.__slots__, _values_of(event), strict=True))
    values.update(changes)
    return made(**values)


@dataclass(frozen=True, slots=True)
class Record:
    """One record of an open case, times corrected: what a page of a query gives. Field meanings: DESIGN section 4.

    id: `SOURCE:offset+length`, stable over rebuilds · source: path as ingested · row: its row in today's spine,
    never stored · lines: physical lines it covers · t is null where the source gives no time ·
    template: its template's id, empty where templates were not looked for yet.
    """

    id: str
    t: Instant | None
    source: str
    source_id: str
    place: Place
    kind: Kind
    row: int = -1
    t_end: Instant | None = None
    t_observed: Instant | None = None
    t_raw: str = ""
    zone_known: ZoneKnown = "assumed"
    resolution_ns: int = 1
    correction: int = 0
    phase: Phase = "point"
    severity: int = 0
    severity_text: str = ""
    title: str = ""
    body: str = ""
    event_id: str = ""
    group_key: str = ""
    resource: Attributes = field(default_factory=dict)
    attributes: Attributes = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    template: str = ""

    @property
    def file(self) -> str:
        """The path of the file that its line is counted in: the source's, or that of one of its members."""
        return self.place.member or self.source

    @property
    def file_name(self) -> str:
        """The last part of that path."""
        return self.file.rstrip("/").rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Points:
    """Samples of one series: t int64 ns ascending, value float64 (NaN = a gap); both of shape (n,)."""

    t: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Series:
    """One metric series over all the sources that hold its points. id is a hash of name and labels.

    kind: `counter`, `gauge`, `histogram`, `summary`, `unknown` as the source declares it.
    """

    id: str
    name: str
    unit: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    kind: str = "unknown"
    help: str = ""
    points: int = 0
    first: Instant | None = None
    last: Instant | None = None
    min: float | None = None
    max: float | None = None
    sources: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Name and labels as Prometheus writes them."""
        inside = ",".join(f'{key}="{value}"' for key, value in sorted(self.labels.items()))
        return f"{self.name}{{{inside}}}" if inside else self.name


@dataclass(frozen=True, slots=True)
class SeriesPoints:
    """What a records reader yields for a metric: which series (name, labels, …) and its points in this source.

    t is the source's own clock, ns; `naive` as in `Event`.
    """

    name: str
    labels: Mapping[str, str]
    points: Points
    unit: str = ""
    kind: str = "unknown"
    help: str = ""
    naive: bool = False
