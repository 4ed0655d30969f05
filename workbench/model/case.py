"""The case record and its sources: what was brought in, how it was read, and what is doubtful about it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from workbench.model.instants import Instant, ZoneKnown

CaseStatus = Literal[
    "new", "investigating", "identified", "mitigating", "mitigated", "monitoring", "resolved", "closed"
]
SEVERITIES = ("SEV1", "SEV2", "SEV3", "SEV4")
Partial = Literal["none", "year", "date"]
"""What of a date a form of stamps doesn't write: nothing, the year, or all of it."""
SourceState = Literal["pending", "reading", "ready", "failed", "kept", "removed", "live"]
ROTATED = "rotated"
"""The `packing` of a source that several files were joined into."""


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """What the case says of itself. `key` is for people (`INC-2041`), `started` the incident's start."""

    id: str
    title: str
    key: str = ""
    severity: str = "SEV3"
    status: CaseStatus = "new"
    summary: str = ""
    service: str = ""
    environment: str = ""
    impact: str = ""
    steps: str = ""
    workaround: str = ""
    started: Instant | None = None
    detected: Instant | None = None
    mitigated: Instant | None = None
    resolved: Instant | None = None
    zone: str = "UTC"
    lead: str = ""
    created: Instant = 0
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """One doubt or fault of a source, in words: where (line or byte, empty if whole source) and what.

    of_time: it is about its times, and is found anew when its zone, clock or year changes.
    """

    what: str
    where: str = ""
    of_time: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """Where a source came from that never was a file: an output of a command that a person gave, or standard input.

    command: the words it was run with, empty for standard input · host, folder: where it ran · began, ended: ns UTC,
    `ended` 0 while it runs · ending: how it ended, in words · died: it ended by itself, and not well · stopped: a person
    ended it.
    """

    command: tuple[str, ...] = ()
    output: Literal["stdin", "stdout", "stderr"] = "stdout"
    host: str = ""
    folder: str = ""
    began: Instant = 0
    ended: Instant = 0
    ending: str = ""
    died: bool = False
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a rotated log that was joined into one source.

    source: the id of the source it was before, which citations of before still name · object: SHA-256 of its sealed
    bytes · start, length: bytes of its own text in the joined text · lines: lines of the joined text before it · problem:
    what of it could not be had, in words · left_out: its text is that of the member behind it, there once for both.
    """

    source: str
    path: str
    object: str
    size: int
    packing: str = ""
    encoding: str = "utf-8"
    modified: Instant = 0
    start: int = 0
    length: int = 0
    lines: int = 0
    problem: str = ""
    left_out: bool = False

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Change:
    """From a byte on lines of another format stand in a log, too: the reader that knows them."""

    reader: str
    at: int


@dataclass(frozen=True, slots=True)
class Source:
    """One stream of what was brought in, and what reading it gave.

    number: its place in order of arrival, the `3` of `S3`, and the order of equal instants · object: SHA-256 of the
    sealed bytes · reader: `none` where nobody could read it · zone: what naive stamps are taken for · offset_ns: added
    to its clock while `correction_on` · levels: records by name of `severity.LEVELS` · disorder: records stamped
    before the one above, step_back: the largest such step, ns · modified: the file's own modification time · packing:
    how the file is packed (`gzip`, `zstd`, `xz`, `bzip2`; empty: it isn't) · unpacked: bytes of its text where that is
    not the file itself; `encoding` is that of the file, offsets are those of the text · state `live`: it is followed,
    and grows · undated: what its stamps don't write; then base is the year (or the day since 1970-01-01) of its first
    record, base_known how that is known · why: why this reader reads it, in words · reading: how often it was read again
    by another reader or encoding · feed: set where it is no file · members: the files of a rotated log that were joined
    into it, oldest first; its packing is `ROTATED` then, and its object says in JSON which bytes they are ·
    changes: of a log that is written in several formats.
    """

    id: str
    number: int
    path: str
    reader: str = "none"
    kind: str = "unread"
    object: str = ""
    size: int = 0
    host: str = ""
    service: str = ""
    zone: str = "UTC"
    zone_known: ZoneKnown = "assumed"
    offset_ns: int = 0
    correction_on: bool = True
    encoding: str = "utf-8"
    state: SourceState = "pending"
    records: int = 0
    series: int = 0
    points: int = 0
    lines: int = 0
    skipped: int = 0
    disorder: int = 0
    first: Instant | None = None
    last: Instant | None = None
    resolution_ns: int = 1
    levels: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    added: Instant = 0
    modified: Instant = 0
    packing: str = ""
    unpacked: int = 0
    undated: Partial = "none"
    step_back: int = 0
    base: int = 0
    base_known: Literal["", "assumed", "declared"] = ""
    why: str = ""
    reading: int = 0
    feed: Feed | None = None
    members: tuple[Member, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def label(self) -> str:
        """`S3`."""
        return f"S{self.number}"

    @property
    def name(self) -> str:
        """The last part of the path, for rows that have little room; a feed is called by all of its words."""
        return self.path if self.feed else self.path.rstrip("/").rsplit("/", 1)[-1]

    @property
    def readers(self) -> str:
        """All that read it, and from where on: what its columns are made by."""
        return self.reader + "".join(f"+{change.reader}-{change.at:x}" for change in self.changes)

    @property
    def objects(self) -> Mapping[str, str]:
        """Everything sealed that it is made of, by digest: by which path each came."""
        own = {self.object: self.path} if self.object else {}
        return own | {member.object: member.path for member in self.members}

    def member_at(self, offset: int) -> Member | None:
        """The file that a byte of the joined text is of; None where it was not joined."""
        at = bisect_right(self.members, offset, key=lambda member: member.start)
        return self.members[at - 1] if at else None
