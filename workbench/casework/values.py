"""What an open case answers with, beyond the model: checks, deploys, located frames, the effect of a clock change."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.codebase.git import Repository
from workbench.model.case import Source
from workbench.model.entities import Citation
from workbench.model.instants import Instant


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was verified. what: the object, evidence or file · detail: the digest, or what doesn't fit."""

    what: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ClockChange:
    """What a clock or zone correction moves: a source's first and last corrected time before and after it.

    moved: rows of the spine whose time changes · applied: False for a dry run.
    """

    source: Source
    before: tuple[Instant | None, Instant | None]
    after: tuple[Instant | None, Instant | None]
    moved: int
    applied: bool


@dataclass(frozen=True, slots=True)
class Deploy:
    """One deploy record, corrected t. rollback: the record says so, or it returns to a commit deployed before."""

    t: Instant
    service: str
    version: str
    commit: str
    previous: str
    record: Citation
    rollback: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class CaseRepository:
    """A repository of the case: the source it came in as, and its mirror in the index."""

    source: Source
    repository: Repository


@dataclass(frozen=True, slots=True)
class FrameLocation:
    """Where a stack frame's code lies at the revision deployed then.

    repository: the source's id · ambiguous: other paths that fit as well · changed_by: the newest commit deployed by
    then within the incident that touched the file, empty if none did.
    """

    repository: str
    commit: str
    path: str
    line: int
    ambiguous: tuple[str, ...] = ()
    changed_by: str = ""
