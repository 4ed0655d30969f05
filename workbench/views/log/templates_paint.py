"""How one template is drawn: its marks and count, its text, its times and its sparkline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from workbench.views.log.text import harmless
from workbench.views.paint import BADGE_WIDTH, Brush
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.views.log.templates_view import TemplateItem

PAD, LINE, TEXT_TOP, SPARK_TOP = 12, 17, 22, 24
SPARK = 120
LINES = 3
"""Lines that a template's text takes at most."""
MARKS = {"new": ("new", "warn", "warn.tint"), "gone": ("gone", "text.secondary", "bg.control")}


def text_lines(theme: Theme, item: TemplateItem, width: float) -> tuple[str, ...]:
    """A template's text as the lines it takes, broken behind a blank or a dot where there is one near."""
    room = max(int((width - 2 * PAD) / max(theme.width("0", 12, 400, True), 1.0)), 10)
    text = harmless(item.text) or "(empty)"
    found: list[str] = []
    while len(text) > room and len(found) < LINES - 1:
        cut = max(text.rfind(" ", room // 2, room), text.rfind(".", room // 2, room)) + 1
        cut = cut or room
        found.append(text[:cut])
        text = text[cut:].lstrip()
    return (*found, text)


def paint_row(brush: Brush, item: TemplateItem, rect: QRectF, ticked: bool) -> None:
    """One template in its place."""
    brush.line(0, rect.bottom() - 1, rect.width(), rect.bottom() - 1, "line.subtle")
    _head(brush, item, rect, ticked)
    gone = item.mark == "gone"
    top = rect.top() + TEXT_TOP
    for line in text_lines(brush.theme, item, rect.width()):
        place = QRectF(PAD, top, rect.width() - 2 * PAD, LINE)
        brush.text(place, line, "text.secondary" if gone else "text.primary", mono=True, elide=True)
        top += LINE
    place = QRectF(PAD, top + 2, rect.width() - 2 * PAD, 16)
    if place.width() > SPARK + 130:
        _spark(brush, item, QRectF(rect.right() - PAD - SPARK, top + 3, SPARK, 14))
        place.setWidth(place.width() - SPARK - 8)
    brush.text(place, item.span, "text.tertiary", size=11, elide=True)


def _head(brush: Brush, item: TemplateItem, rect: QRectF, ticked: bool) -> None:
    """Marks at the left, count at the right; each mark is a word or a shape besides its colour."""
    x, top = float(PAD), rect.top() + 4
    if ticked:
        brush.icon("check", x - 2, top, 16, "accent.text")
        x += 18
    if item.mark in MARKS:
        word, ink, tint = MARKS[item.mark]
        wide = brush.width(word, 11, 600) + 10
        brush.round(QRectF(x, top, wide, 16), tint, radius=3)
        brush.text(QRectF(x, top, wide, 16), word, ink, size=11, weight=600, align="center")
        x += wide + 6
    if item.pinned:
        brush.icon("pin", x - 2, top, 16, "accent.text")
        x += 18
    if item.level in ("warn", "error", "fatal"):
        brush.level_badge(item.level, x, top)
        x += BADGE_WIDTH + 6
    count = f"{item.before:,} before" if item.mark == "gone" else f"{item.count:,}"
    wide = brush.width(count, 12, 500)
    right = rect.right() - PAD
    brush.text(QRectF(right - wide - 0.5, top, wide + 1, 16), count, "text.secondary", weight=500, align="right")
    right -= wide + 10
    if item.label:
        x += brush.text(QRectF(x, top, max(right - x, 4), 16), item.label, "text.tertiary", size=11, elide=True) + 10
    for level, number in item.worse:
        text = f"{number:,} {level}"
        wide = brush.width(text, 11, 500)
        if x + wide > right:
            break
        ink = "warn" if level == "warn" else "err"
        brush.text(QRectF(x, top, wide + 0.5, 16), text, ink, size=11, weight=500)
        x += wide + 10


def _spark(brush: Brush, item: TemplateItem, rect: QRectF) -> None:
    """Lines over time; the window's part of it on a ground of its own."""
    if item.window is not None:
        low, high = item.window
        ground = QRectF(
            rect.left() + rect.width() * low, rect.top(), rect.width() * max(high - low, 0.01), rect.height()
        )
        brush.fill(ground, "accent.tint")
    brush.line(rect.left(), rect.bottom(), rect.right(), rect.bottom(), "line")
    most = max(item.sparks, default=0)
    if not most:
        return
    step = rect.width() / len(item.sparks)
    token = "err.fill" if item.level in ("error", "fatal") else "warn.fill" if item.level == "warn" else "info.fill"
    for number, value in enumerate(item.sparks):
        if value:
            tall = max(rect.height() * value / most, 1)
            brush.fill(QRectF(rect.left() + number * step, rect.bottom() - tall, max(step - 1, 1), tall), token)
