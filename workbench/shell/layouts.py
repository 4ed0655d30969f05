"""The named layouts: which panels stand where, and how they give way on a small screen; values, no widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ROOMY_WIDTH, ROOMY_HEIGHT = 1500, 860


@dataclass(frozen=True, slots=True)
class Tabs:
    """Panels in one place, the first on top. share: its part of the split it stands in; pixels when `fixed`."""

    panels: tuple[str, ...]
    share: int = 1
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """Places beside each other (`row`) or below each other (`column`)."""

    way: Literal["row", "column"]
    parts: tuple[Split | Tabs, ...]
    share: int = 1
    fixed: bool = False

    @property
    def panels(self) -> tuple[str, ...]:
        """All panels in it, in reading order."""
        return tuple(name for part in self.parts for name in part.panels)


@dataclass(frozen=True, slots=True)
class Layout:
    """A named arrangement, roomy and small. focus: the panel that gets the keyboard."""

    id: str
    title: str
    roomy: Split
    small: Split
    focus: str = "logs"


def _column(*parts: Split | Tabs, share: int = 1) -> Split:
    return Split("column", parts, share)


def _row(*parts: Split | Tabs, share: int = 1) -> Split:
    return Split("row", parts, share)


def _tabs(*panels: str, share: int = 1, fixed: bool = False) -> Tabs:
    return Tabs(panels, share, fixed)


def _timeline(height: int) -> Tabs:
    return _tabs("timeline", share=height, fixed=True)


_LISTS = ("evidence", "sources", "findings")
_SMALL_TIMELINE = 184

INVESTIGATE = Layout(
    "investigate",
    "Investigate",
    _column(
        _timeline(318),
        _row(
            _column(_tabs("logs", share=350), _tabs("code", "trail", share=338), share=908),
            _tabs("metrics", share=473),
            _column(_tabs("notes", share=476), _tabs(*_LISTS, share=212), share=496),
        ),
    ),
    _column(
        _timeline(_SMALL_TIMELINE),
        _row(_tabs("logs", "code", share=885), _tabs("metrics", "notes", *_LISTS, "trail", share=440)),
    ),
)
LOGS = Layout(
    "logs",
    "Logs",
    _column(_timeline(214), _row(_tabs("logs", share=70), _tabs(*_LISTS, "notes", share=30))),
    _column(_timeline(_SMALL_TIMELINE), _row(_tabs("logs", share=70), _tabs(*_LISTS, "notes", share=30))),
)
METRICS = Layout(
    "metrics",
    "Metrics",
    _column(_timeline(240), _row(_tabs("metrics", share=65), _tabs("logs", "notes", *_LISTS, share=35))),
    _column(_timeline(_SMALL_TIMELINE), _row(_tabs("metrics", share=65), _tabs("logs", "notes", *_LISTS, share=35))),
    "metrics",
)
CODE = Layout(
    "code",
    "Code",
    _row(
        _column(_tabs("code", share=750), _tabs("logs", share=220, fixed=True), share=72),
        _tabs("notes", *_LISTS, share=28),
    ),
    _column(_tabs("code", share=420), _tabs("logs", "notes", *_LISTS, share=220, fixed=True)),
    "code",
)
TRAIL = Layout(
    "trail",
    "Trail",
    _row(
        _column(_tabs("trail", share=58), _tabs("logs", "code", share=42), share=70), _tabs("notes", *_LISTS, share=30)
    ),
    _column(_tabs("trail", share=58), _tabs("logs", "code", "notes", *_LISTS, share=42)),
    "trail",
)
WRITE_UP = Layout(
    "write-up",
    "Write-up",
    _row(
        _tabs("notes", share=60),
        _column(_tabs("evidence", share=60), _tabs("sources", "findings", "logs", share=40), share=40),
    ),
    _row(_tabs("notes", share=60), _tabs(*_LISTS, "logs", "code", share=40)),
    "notes",
)
LAYOUTS = (INVESTIGATE, LOGS, METRICS, CODE, TRAIL, WRITE_UP)


def layout_named(name: str) -> Layout:
    """The layout of an id or title in any case; raises `KeyError`."""
    for layout in LAYOUTS:
        if name.casefold().replace("-", "").replace(" ", "") in (
            layout.id.replace("-", ""),
            layout.title.casefold().replace("-", ""),
        ):
            return layout
    raise KeyError(name)


def is_roomy(width: int, height: int) -> bool:
    """Whether a window of this size shows the roomy arrangement."""
    return width >= ROOMY_WIDTH and height >= ROOMY_HEIGHT
