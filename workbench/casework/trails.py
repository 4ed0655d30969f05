"""What one id went through: the records that carry it, and what those lead to, as a trace, requests, a session, e-mails.

Found by the filter's own leaves (columns, bytes and the event store answer them); only records that carry an id are read,
and no more than `MOST` of each id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from workbench.analysis.trails.exchanges import Exchange, in_order
from workbench.analysis.trails.mails import Lane, lanes_of
from workbench.analysis.trails.spanlines import Carried, lines_of_spans
from workbench.analysis.trails.spans import Span, Trace, trace_of
from workbench.analysis.trails.visits import Visit, visit_of
from workbench.casework import citations, corpus, trailrecords
from workbench.casework.folder import CaseFolder
from workbench.casework.pages import page
from workbench.casework.trailrecords import linked, message_of
from workbench.engine.needle import Field
from workbench.errors import CitationError
from workbench.jobs import JobContext
from workbench.model.entities import Citation, Entity
from workbench.model.records import Record
from workbench.query.language import all_of, any_of, unparse
from workbench.query.tree import Node
from workbench.readers.links import link

FaceName = Literal["trace", "http", "session", "email"]
FACES: tuple[FaceName, ...] = ("trace", "http", "session", "email")
MOST, CHUNK, MESSAGES = 20_000, 1_000, 8
ALONE = 2
"""Fewer requests than this are no waterfall: a request with a trace shows that first."""
FACE_OF: Mapping[str, FaceName] = {
    "trace_id": "trace", "span_id": "trace", "session_id": "session", "replay_url": "session",
    "email_message_id": "email", "sg_message_id": "email", "request_id": "trace",
}  # fmt: skip
_KIND_FACE: Mapping[str, FaceName] = {"span": "trace", "http": "http", "usersession": "session", "email": "email"}
_LED = ("trace_id", "session_id", "email_message_id")
_NAMES = {"trace_id": "trace", "session_id": "session", "email_message_id": "message"}


@dataclass(frozen=True, slots=True)
class Trail:
    """The trail of an id.

    about: the id that other panels light · face: what to show first · lines: log lines by the key of their span · beside:
    what carries the trace's id and is neither a span nor in one · why: what keeps a face empty, in words · left_out: what
    was too much, in words.
    """

    about: Entity | None
    face: FaceName
    trace: Trace = field(default_factory=Trace)
    trace_id: str = ""
    lines: Mapping[str, tuple[Carried, ...]] = field(default_factory=dict)
    beside: tuple[Carried, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    visit: Visit | None = None
    lanes: tuple[Lane, ...] = ()
    why: Mapping[str, str] = field(default_factory=dict)
    left_out: str = ""

    @property
    def faces(self) -> tuple[FaceName, ...]:
        """The faces that have anything to show."""
        there = {"trace": self.trace.rows or self.beside, "http": self.exchanges, "email": self.lanes,
                 "session": self.visit}  # fmt: skip
        return tuple(name for name in FACES if there[name])


def followable(entity: Entity | None) -> bool:
    """Whether an id of this type goes through anything; a host or a user does not."""
    return entity is not None and entity.type in FACE_OF


def trail_of(folder: CaseFolder, asked: Entity | Citation, context: JobContext) -> Trail | None:
    """The trail of an id, or of the ids of the record that is cited; None where there is none to follow.

    Raises `Cancelled`.
    """
    reading = _Reading(folder, context)
    if isinstance(asked, Entity):
        if not followable(asked):
            return None
        entity = _normal(asked)
        reading.begin(entity)
        return reading.trail(entity, FACE_OF[entity.type])
    try:
        record = citations.record_of(folder, asked)
    except CitationError:
        return None
    entity = reading.begin_at(record)
    if entity is None and len(reading.records) < ALONE:
        return None
    return reading.trail(entity, _KIND_FACE.get(record.kind) or (FACE_OF[entity.type] if entity else "trace"))


def same_trace(one: str, other: str) -> bool:
    """Whether two trace ids (32 hex digits) are the same: one of 64 bits is compared with the other's low half."""
    if one == other:
        return True
    short = one.startswith("0" * 16) or other.startswith("0" * 16)
    return short and len(one) == len(other) == 32 and one[16:] == other[16:]


def _normal(entity: Entity) -> Entity:
    """The id as links write it."""
    made = link(entity.type, entity.value)
    return Entity(entity.type, made.value if made else entity.value)


class _Reading:
    """Collects the records of an id, and of the ids those lead to: one trace, one session, a few messages."""

    def __init__(self, folder: CaseFolder, context: JobContext) -> None:
        self.folder, self.context = folder, context
        self.records: dict[str, Record] = {}
        self.spans: dict[str, Span] = {}
        self.ids: dict[str, dict[str, None]] = {name: {} for name in _LED}
        self.led: dict[str, dict[str, None]] = {name: {} for name in _LED}
        self.fetched: set[tuple[str, str]] = set()
        self.left_out: list[str] = []
        self.why: dict[str, str] = {}

    # ------------------------------------------------------------------------------------------------ where it begins
    def begin(self, entity: Entity) -> None:
        """Follow an id."""
        if entity.type in self.ids:
            self.ids[entity.type][entity.value] = None
        else:
            self._fetch(Field(entity.type, "=", entity.value), entity.value)
            self._learn()
        self._follow()

    def begin_at(self, record: Record) -> Entity | None:
        """Follow a record's own ids; gives the one that its kind is told by, else the first."""
        own = {name: value for name in _LED if (value := _id_in(record, name))}
        for name, value in own.items():
            self.ids[name][value] = None
        self._take(record, "")
        if record.kind == "http":
            self._page_of(record)
        request = linked(record, "request_id")
        if request and not own:
            self._fetch(Field("request_id", "=", request), request)
            self._learn()
        self._follow()
        first = {"usersession": "session_id", "email": "email_message_id"}.get(record.kind, "")
        name = next((name for name in (first, *_LED) if name in own), "")
        if name:
            return Entity(name, own[name])
        return Entity("request_id", request) if request else None

    def _page_of(self, record: Record) -> None:
        """The other requests of its page, where its source is a recording of pages."""
        source = self.folder.known_source(record.source_id)
        if source is None or self.folder.is_log(source):
            return
        parts: list[Node] = [Field("kind", "=", "http"), Field("source", "=", record.source_id)]
        if record.group_key:
            parts.append(Field("group_key", "=", record.group_key))
        self._fetch(all_of(parts), record.group_key or source.name)

    # ------------------------------------------------------------------------------------------------ following
    def _follow(self) -> None:
        """Fetch what carries the ids known, and then the ids those led to, until nothing new is learned."""
        while todo := [(name, value) for name in _LED for value in self.ids[name] if (name, value) not in self.fetched]:
            for name, value in todo:
                self.fetched.add((name, value))
                self._fetch(_leaf(name, value), value, trace=value if name == "trace_id" else "")
            self._learn()

    def _learn(self) -> None:
        """The ids that the records so far lead to, of types that aren't known yet: one alone; of several it is told."""
        for name in _LED:
            values = self.led[name]
            if self.ids[name] or not values:
                continue
            if len(values) <= (MESSAGES if name == "email_message_id" else 1):
                self.ids[name] = dict(values)
            else:
                self.why[FACE_OF[name]] = f"{len(values):,} {_NAMES[name]}s: choose a record to follow its own"

    def _fetch(self, node: Node, name: str, trace: str = "") -> None:
        """Read the records that match. trace: where it was a trace's id that was asked for."""
        rows = corpus.matching_rows(self.folder, unparse(node), None, self.context)
        if len(rows) > MOST:
            self.left_out.append(f"{len(rows) - MOST:,} of {len(rows):,} records of {name[:12]}")
        rows = rows[:MOST]
        for start in range(0, len(rows), CHUNK):
            self.context.step(start / len(rows), "reading records")
            for record in page(self.folder, rows[start : start + CHUNK]):
                if not trace or _carries(record, trace):
                    self._take(record, trace)

    def _take(self, record: Record, trace: str) -> None:
        """Keep a record: a span of the trace that is followed as a span, other spans only for where they lead."""
        for name in _LED:
            if value := _id_in(record, name):
                self.led[name][value] = None
        if record.kind != "span":
            self.records[record.id] = record
        elif trace:
            self.spans[record.id] = trailrecords.span_of(record)

    # ------------------------------------------------------------------------------------------------ what comes of it
    def trail(self, about: Entity | None, face: FaceName) -> Trail:
        """The faces of all that was found; the one asked for is shown first if it has anything to show."""
        trace_id = next(iter(self.ids["trace_id"]), "")
        trace = trace_of(list(self.spans.values()))
        held = list(self.records.values())
        of_trace = [one for one in held if trace_id and linked(one, "trace_id") and _carries(one, trace_id)]
        lines, rest = lines_of_spans(trace, [trailrecords.carried(one) for one in of_trace if one.kind == "log"])
        others = [trailrecords.carried(one) for one in of_trace if one.kind != "log"]
        made = Trail(
            about, face, trace, trace_id, lines, _by_time([*rest, *others]),
            in_order([trailrecords.exchange_of(one) for one in held if one.kind == "http"]),
            self._visit(), lanes_of([trailrecords.mail_step_of(one) for one in held if one.kind == "email"]),
            dict(self.why), ", ".join(self.left_out),
        )  # fmt: skip
        alone = face == "http" and len(made.exchanges) < ALONE and "trace" in made.faces
        if made.faces and (alone or face not in made.faces):
            return replace(made, face=made.faces[0])
        return made

    def _visit(self) -> Visit | None:
        session = next(iter(self.ids["session_id"]), "")
        steps = [one for one in self.records.values() if session and linked(one, "session_id") == session]
        return visit_of(session, [trailrecords.step_of(one) for one in steps]) if steps else None


def _leaf(name: str, value: str) -> Node:
    """The filter that finds an id. A trace id's low half finds the ids of 64 bits, too."""
    if name == "trace_id" and len(value) == 32:
        return Field(name, "=", f"*{value[16:]}")
    if name == "email_message_id":
        # Groups of e-mails only: those of log lines would have to be read line by line.
        group = any_of([Field("group_key", "=", value), Field("group_key", "=", f"<{value}>")])
        own = [Field(one, "=", value) for one in ("email_message_id", "sg_message_id")]
        return any_of([*own, all_of([Field("kind", "=", "email"), group])])
    return Field(name, "=", value)


def _carries(record: Record, trace_id: str) -> bool:
    """Whether a record names the trace; a field that is no link counts where it has no trace of its own."""
    own = [one.value for one in record.links if one.type == "trace_id"]
    return not own or any(same_trace(trace_id, one) for one in own)


def _id_in(record: Record, name: str) -> str:
    """The id of a type that a record leads to."""
    if name == "email_message_id" and record.kind == "email":
        return message_of(record)
    return linked(record, name)


def _by_time(records: Sequence[Carried]) -> tuple[Carried, ...]:
    return tuple(sorted(records, key=lambda one: (one.t is None, one.t or 0, one.key)))
