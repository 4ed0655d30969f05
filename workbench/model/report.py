"""All that an article needs, already gathered: exporters read nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from workbench.model.case import CaseRecord, Source
from workbench.model.code import FileDiff, TestReport
from workbench.model.instants import Instant
from workbench.model.notebook import ActionItem, Evidence, Hypothesis, Support


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One row of the article's timeline; label is the evidence (`E4`) that shows it, or empty."""

    t: Instant
    kind: str
    text: str
    label: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class FixChange:
    """A commit that is part of the story (culprit or fix) with what it changed."""

    role: str
    sha: str
    subject: str
    author: str
    committed: Instant
    files: tuple[FileDiff, ...]


@dataclass(frozen=True, slots=True)
class TestRun:
    """One test report in the article. role: `before` or `after` the fix."""

    __test__: ClassVar[bool] = False  # its name would make pytest collect it

    role: str
    source: str
    report: TestReport


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line somebody marked.

    place: `gateway.log:31` · text: of the line as it stands, cut where it is very long · title: what it says, without
    stamp and level · row: in today's spine, -1 where it is no row · the others as in `Mark`, the citation written out.
    """

    id: str
    place: str
    text: str
    t: Instant | None
    row: int
    flagged: bool
    label: int
    tags: tuple[str, ...]
    comment: str
    citation: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One case as an article. `notes` is the root-cause note's Markdown with `case://` chips; `article` a stable id."""

    article: str
    case: CaseRecord
    cause: Hypothesis | None
    hypotheses: tuple[Hypothesis, ...]
    supports: tuple[Support, ...]
    evidence: tuple[Evidence, ...]
    notes: str
    timeline: tuple[TimelineRow, ...]
    changes: tuple[FixChange, ...]
    tests: tuple[TestRun, ...]
    actions: tuple[ActionItem, ...]
    sources: tuple[Source, ...]
    exported: Instant
    version: str
    marks: tuple[MarkedLine, ...] = ()
