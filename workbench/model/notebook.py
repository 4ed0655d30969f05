"""What a person declared: evidence, notes, hypotheses, actions and timeline entries, as one frozen snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from workbench.model.case import CaseRecord, Source
from workbench.model.entities import Citation
from workbench.model.focus import EMPTY, Focus
from workbench.model.instants import Instant
from workbench.model.searches import FilterPreset, HighlightSet, LogSeries, LogState, Search
from workbench.model.templates import TemplateRule

HypothesisStatus = Literal["open", "supported", "refuted", "confirmed", "parked"]
STATUSES: tuple[HypothesisStatus, ...] = ("open", "supported", "refuted", "confirmed", "parked")
EvidenceKind = Literal["log", "metric", "diff", "event", "span", "source", "picture"]
Stance = Literal["for", "against"]
EXCERPT_LIMIT = 64 * 1024
POINT_LIMIT = 4000
LABELS = 8
"""Colours a row may be labelled with, numbered from 1."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A frozen excerpt of what was pointed at; readable without its source.

    excerpt: the text shown (64 KiB at most, else head, tail and digest) · sha256: of the cited bytes, or of the raw
    samples' bytes · points: min/max pairs (t, value) of a metric range · t, t_end: when it happened · title: one line ·
    shown: how the place is written for people (`gateway.log:120`).
    """

    id: str
    number: int
    kind: EvidenceKind
    citation: Citation
    excerpt: str
    sha256: str
    t: Instant | None = None
    t_end: Instant | None = None
    title: str = ""
    shown: str = ""
    why: str = ""
    use: str = ""
    query: str = ""
    focus: Focus = EMPTY
    points: tuple[tuple[int, float], ...] = ()
    unit: str = ""
    count: int = 0
    by: str = ""
    at: Instant = 0

    @property
    def label(self) -> str:
        """`E17`."""
        return f"E{self.number}"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A possible cause and how it stands; `why` says what decided it (why confirmed, why ruled out)."""

    id: str
    number: int
    text: str
    status: HypothesisStatus = "open"
    why: str = ""
    created: Instant = 0

    @property
    def label(self) -> str:
        """`H2`."""
        return f"H{self.number}"


@dataclass(frozen=True, slots=True)
class Support:
    """One piece of evidence for or against one hypothesis."""

    evidence: str
    hypothesis: str
    stance: Stance
    why: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A page of Markdown, its source as typed. The page called `rca` is the root-cause note."""

    id: str
    name: str
    text: str
    updated: Instant = 0


@dataclass(frozen=True, slots=True)
class ActionItem:
    """Something somebody will do; `due` is a calendar day (`2026-12-01`) or empty."""

    id: str
    text: str
    owner: str = ""
    due: str = ""
    done: bool = False
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the incident's record that a person put on the timeline.

    milestone: `impact`, `detected`, `escalated`, `mitigated`, `resolved`, `decision`, `action` or `note`.
    """

    id: str
    t: Instant
    text: str
    t_end: Instant | None = None
    milestone: str = "note"
    by: str = ""
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody put on a row in passing: by its citation, so that it survives a rebuilt index.

    tag: tags with a comma between them · label: a colour from 1 to `LABELS`, 0 for none · flagged: marked as such, also
    without any of the others
    """

    id: str
    citation: Citation
    t: Instant | None = None
    tag: str = ""
    comment: str = ""
    label: int = 0
    flagged: bool = True

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags one by one."""
        return tags_in(self.tag)

    @property
    def empty(self) -> bool:
        """Whether it says nothing (any more)."""
        return not (self.flagged or self.label or self.tag or self.comment)


def tags_in(text: str) -> tuple[str, ...]:
    """Tags typed with commas between them, each once, in order, without blanks around them."""
    return tuple(dict.fromkeys(" ".join(tag.split()) for tag in text.split(",") if tag.strip()))


@dataclass(frozen=True, slots=True)
class SavedView:
    """A focus with a name: a bookmark."""

    id: str
    name: str
    focus: Focus


@dataclass(frozen=True, slots=True)
class KeptMap:
    """How a source's objects or rows become records, kept so that any machine can read the case again.

    id: of the reader it makes, as sources name it · text: of the map's file (`readers.mapfile`)
    """

    id: str
    text: str

    @property
    def name(self) -> str:
        """Its name without what tells it from another of that name."""
        return self.id.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Notebook:
    """All that persons declared, in order of making; mappings are by id and keep that order."""

    case: CaseRecord
    sources: Mapping[str, Source] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)
    hypotheses: Mapping[str, Hypothesis] = field(default_factory=dict)
    supports: tuple[Support, ...] = ()
    actions: Mapping[str, ActionItem] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    views: Mapping[str, SavedView] = field(default_factory=dict)
    searches: Mapping[str, Search] = field(default_factory=dict)
    presets: Mapping[str, FilterPreset] = field(default_factory=dict)
    highlights: Mapping[str, HighlightSet] = field(default_factory=dict)
    log_states: Mapping[str, LogState] = field(default_factory=dict)
    log_series: Mapping[str, LogSeries] = field(default_factory=dict)
    templates: Mapping[str, TemplateRule] = field(default_factory=dict)
    maps: Mapping[str, KeptMap] = field(default_factory=dict)
