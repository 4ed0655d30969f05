"""A row for a record that carries an id: when, what kind of thing, how bad, what it says, where from."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from workbench.analysis.trails.spanlines import Carried
from workbench.model.instants import clock_text
from workbench.model.severity import level_name
from workbench.views.paint import BADGE_WIDTH, Brush
from workbench.views.tokens import LEVEL_INK
from workbench.views.trail.harmless import harmless
from workbench.views.trail.trail_list import PAD

ICONS = {
    "log": "logs", "error": "bug", "alert": "alert", "http": "link", "usersession": "users", "email": "notes", "deploy":
    "deploy", "ticket": "task", "commit": "branch", "span": "timeline",
}  # fmt: skip
TIME, SOURCE = 86, 110


def icon_of(kind: str) -> str:
    """The icon of a kind of record."""
    return ICONS.get(kind, "marker")


def paint_carried(brush: Brush, carried: Carried, rect: QRectF, zone: str) -> None:
    """Draw such a row; what has no room is left out, the source first."""
    top, height = rect.top(), rect.height()
    when = clock_text(carried.t, 3, zone) if carried.t is not None else "no time"
    brush.text(QRectF(PAD, top, TIME, height), when, "text.secondary", size=11, mono=True, elide=True)
    level = level_name(carried.severity)
    ink = LEVEL_INK[level][0] if carried.severity >= 13 else "text.tertiary"
    brush.icon(icon_of(carried.kind), PAD + TIME + 4, top + 4, 16, ink)
    left, right = PAD + TIME + 26.0, rect.right() - PAD
    if rect.width() >= 520:
        place = QRectF(right - SOURCE, top, SOURCE, height)
        brush.text(
            place, harmless(carried.service or carried.source), "text.tertiary", size=11, align="right", elide=True
        )
        right -= SOURCE + 10
    if rect.width() >= 420:
        brush.level_badge(level, left, top + 4)
        left += BADGE_WIDTH + 8
    brush.text(QRectF(left, top, max(right - left, 10), height), harmless(carried.what) or carried.kind, elide=True)


def sentence_of_carried(carried: Carried, zone: str) -> str:
    """The same in words."""
    when = clock_text(carried.t, 6, zone) if carried.t is not None else "no time"
    return (
        f"{when} {carried.kind}, {level_name(carried.severity)}, {harmless(carried.source)}\n{harmless(carried.what)}"
    )
