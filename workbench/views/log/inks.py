"""Texts of a fixed pitch, gathered from all lines of a paint and drawn ink by ink, in as few turns of the pen."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF

from workbench.views.paint import Brush

ELLIPSIS, STAND_IN = "…", "\x01"
"""The one letter beyond ASCII that a counted text may end with, and what stands for it meanwhile: shown lines hold none."""


class Inks:
    """size: of the font in pixels. `put` keeps a text for later, `draw` draws all that were put."""

    def __init__(self, brush: Brush, size: int) -> None:
        self._brush, self._size = brush, size
        self._texts: dict[tuple[str, int], list[tuple[QPointF, str]]] = {}

    def put(self, ink: str, weight: int, left: float, baseline: float, text: str) -> None:
        """A text whose first letter begins at `left`."""
        kept = self._texts.get((ink, weight))
        if kept is None:
            kept = self._texts[ink, weight] = []
        kept.append((QPointF(left, baseline), text))

    def draw(self) -> None:
        """Draw them all, over what is painted by now."""
        painter, theme = self._brush.painter, self._brush.theme
        for (ink, weight), texts in self._texts.items():
            painter.setFont(theme.font(self._size, weight, True))
            painter.setPen(theme.color(ink))
            draw = painter.drawText
            for place, text in texts:
                draw(place, text)
        self._texts.clear()


def layer(text: str, kinds: bytes, wanted: bytes) -> tuple[int, str]:
    """The letters of `text` whose kind is among `wanted`, with blanks where the others stand: at which letter the first
    of them is, and the text from there to the last. `text` is ASCII but for an ellipsis at its end.
    """
    size = len(text)
    blanks = int.from_bytes(b" " * size)
    letters = int.from_bytes(text.replace(ELLIPSIS, STAND_IN).encode("ascii"))
    # All letters at once, as one large number: picking runs and joining them takes ten times as long.
    mixed = blanks ^ ((letters ^ blanks) & int.from_bytes(kinds.translate(_mask(wanted))))
    cut = mixed.to_bytes(size).decode("ascii").rstrip(" ")
    shown = cut.lstrip(" ")
    return len(cut) - len(shown), shown.replace(STAND_IN, ELLIPSIS)


@lru_cache(64)
def _mask(wanted: bytes) -> bytes:
    """A table that turns these kinds into all bits and the others into none."""
    return bytes(255 if kind in wanted else 0 for kind in range(256))
