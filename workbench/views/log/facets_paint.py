"""How a row of the list of fields is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from workbench.model.facets import Numbers
from workbench.views.log.text import harmless
from workbench.views.paint import Brush

if TYPE_CHECKING:
    from workbench.views.log.facets_view import Item

HEIGHTS = {"field": 28, "numbers": 62, "value": 22, "more": 22}
PAD, INDENT, COUNT = 10, 28, 62


def paint_item(brush: Brush, item: Item, rect: QRectF, title: str, hovered: bool) -> None:
    """One row in its rectangle; its buttons show under the pointer."""
    if item.kind == "field":
        _field(brush, item, rect, title, hovered)
    elif item.kind == "numbers" and item.facet.numbers is not None:
        _numbers(brush, item.facet.numbers, rect)
    elif item.kind == "value":
        _value(brush, item, rect, hovered)
    else:
        ink = "accent.text" if item.at == -1 else "text.tertiary"
        brush.text(rect.adjusted(INDENT, 0, -PAD, 0), item.text, ink, size=11, elide=True)


def _field(brush: Brush, item: Item, rect: QRectF, title: str, hovered: bool) -> None:
    brush.line(0, rect.top(), rect.width(), rect.top(), "line.subtle")
    brush.icon("chev-down" if item.open else "chev-right", PAD - 2, rect.center().y() - 7, 14)
    right = rect.right() - PAD
    if hovered or item.pinned:
        brush.icon("pin", right - 14, rect.center().y() - 7, 14, "accent.text" if item.pinned else "text.secondary")
        right -= 24
    if hovered:
        brush.icon("split-beside", right - 14, rect.center().y() - 7, 14, "text.secondary")
        right -= 24
    facet = item.facet
    plus = "+" if facet.more else ""
    words = f"{facet.distinct:,}{plus} value{'' if facet.distinct == 1 else 's'}"
    words = f"{words} · {share_text(item.share)}" if item.share < 1 else words
    wide = brush.width(words, 11)
    box = QRectF(INDENT, rect.top(), max(right - INDENT - wide - 12, 40), rect.height())
    used = brush.text(box, harmless(title), "text.primary", weight=600, elide=True)
    if INDENT + used + 12 + wide <= right:
        place = QRectF(right - wide - 0.5, rect.top(), wide + 1, rect.height())
        brush.text(place, words, "text.tertiary", size=11, align="right")


def _value(brush: Brush, item: Item, rect: QRectF, hovered: bool) -> None:
    right = rect.right() - PAD
    room = right - INDENT
    brush.fill(QRectF(INDENT - 4, rect.top() + 3, max(room * item.share, 1), rect.height() - 6), "info.fill", 0.28)
    if hovered:
        names = (("close", "text.secondary"), ("check", "accent.text"))
        for place, (icon, ink) in zip((right - 34, right - 12), names, strict=True):
            brush.icon(icon, place - 2, rect.center().y() - 7, 14, ink)
        right -= 44
    count = f"{item.count:,}"
    wide = brush.width(count, 11)
    brush.text(QRectF(right - wide - 0.5, rect.top(), wide + 1, rect.height()), count, "text.secondary", size=11,
               align="right")  # fmt: skip
    text = harmless(item.text) or "(empty)"
    box = QRectF(INDENT, rect.top(), max(right - wide - 10 - INDENT, 20), rect.height())
    brush.text(box, text, "text.primary" if item.text else "text.tertiary", mono=True, elide=True)


def _numbers(brush: Brush, numbers: Numbers, rect: QRectF) -> None:
    left, right = float(INDENT), rect.right() - PAD
    words = f"min {number_text(numbers.least)} · median {number_text(numbers.median)} · max {number_text(numbers.most)}"
    brush.text(QRectF(left, rect.top(), right - left, 18), words, "text.secondary", size=11, elide=True)
    top, bottom = rect.top() + 20, rect.bottom() - 16
    most = max(max(numbers.histogram), 1)
    step = (right - left) / len(numbers.histogram)
    for number, count in enumerate(numbers.histogram):
        if count:
            tall = max((bottom - top) * count / most, 1)
            brush.fill(QRectF(left + number * step, bottom - tall, max(step - 1, 1), tall), "info.fill")
    brush.line(left, bottom, right, bottom, "line")
    low, high = number_text(numbers.low), number_text(numbers.high)
    if brush.width(low, 11) + brush.width(high, 11) + 12 < right - left:
        brush.text(QRectF(left, bottom, right - left, 15), low, "text.tertiary", size=11)
        brush.text(QRectF(left, bottom, right - left, 15), high, "text.tertiary", size=11, align="right")


def number_text(number: float) -> str:
    """A number in few characters: `1,350`, `19.96`, `2.4e+12`."""
    size = abs(number)
    if size and (size >= 1e12 or size < 1e-3):
        return f"{number:.2g}"
    if number == int(number):
        return f"{int(number):,}"
    return f"{number:,.0f}" if size >= 1000 else f"{number:.4g}"


def share_text(share: float) -> str:
    """A share in percent; what is there at all is never nothing."""
    return "<1 %" if 0 < share < 0.01 else f"{share:.0%}".replace("%", " %")
