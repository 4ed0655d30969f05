"""A user's session in order: what was done, what the console and the network said, and where it came in bursts."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from workbench.analysis.trails.visits import Step, Visit
from workbench.analysis.trails.wording import offset_text
from workbench.model.instants import clock_text
from workbench.model.severity import level_name
from workbench.views.paint import BADGE_WIDTH, Brush
from workbench.views.theme import Theme
from workbench.views.tokens import LEVEL_INK
from workbench.views.trail.carried import icon_of
from workbench.views.trail.harmless import harmless
from workbench.views.trail.trail_list import PAD, ROW, TrailList

TIME, OFFSET, STATUS, LINK = 86, 72, 36, 22
WIDE, MIDDLE = 560, 420


class VisitList(TrailList):
    """A row a step."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "User session", parent)
        self.visit = Visit("", ())
        self.zone = "UTC"

    def show_visit(self, visit: Visit, zone: str) -> None:
        """Show a session; times in a zone."""
        self.visit, self.zone = visit, zone
        self.rows_came()

    @property
    def count(self) -> int:
        """How many steps there are."""
        return len(self.visit.steps)

    def key_of(self, number: int) -> str:
        """The id of the step's record."""
        return self.visit.steps[number].key

    def _columns(self) -> tuple[float, float, float]:
        """Left edges of offset and words, and the right edge of the words."""
        width = float(self.viewport().width())
        offset = PAD + TIME + 6 if width >= MIDDLE else PAD
        right = width - PAD - LINK - STATUS - 8 - (BADGE_WIDTH + 8 if width >= WIDE else 0)
        return offset, offset + OFFSET + 8, right

    def part_at(self, number: int, at: QPointF) -> str:
        """The mark at the right edge that leads on to the step's trace."""
        leads = self.visit.steps[number].trace and at.x() >= self.viewport().width() - PAD - LINK
        return f"trace:{self.visit.steps[number].trace}" if leads else ""

    # ------------------------------------------------------------------------------------------------ painting
    def paint_head(self, brush: Brush, rect: QRectF) -> None:
        """Column titles."""
        offset, words, right = self._columns()
        if offset > PAD:
            brush.text(QRectF(PAD, 0, TIME, rect.height()), "Time", "text.tertiary", size=11)
        brush.text(QRectF(offset, 0, OFFSET, rect.height()), "Since start", "text.tertiary", size=11, align="right")
        brush.text(QRectF(words, 0, right - words, rect.height()), "What happened", "text.tertiary", size=11)
        place = QRectF(rect.right() - PAD - LINK - STATUS, 0, STATUS, rect.height())
        brush.text(place, "Status", "text.tertiary", size=11, align="right")

    def paint_row(self, brush: Brush, number: int, rect: QRectF) -> None:
        """A step."""
        step = self.visit.steps[number]
        offset, words, right = self._columns()
        level = level_name(step.severity)
        ink = "err" if step.failed else LEVEL_INK[level][0] if step.severity >= 13 else "text.primary"
        if step.burst:
            brush.fill(QRectF(rect.left() + 3, rect.top(), 3, ROW), "err" if step.failed else "warn")
        if offset > PAD:
            when = clock_text(step.t, 3, self.zone) if step.t is not None else "no time"
            brush.text(QRectF(PAD, rect.top(), TIME, ROW), when, "text.secondary", size=11, mono=True, elide=True)
        since = offset_text(step.offset) if step.t is not None else ""
        brush.text(QRectF(offset, rect.top(), OFFSET, ROW), since, "text.tertiary", size=11, mono=True, align="right",
                   elide=True)  # fmt: skip
        brush.icon(icon_of(step.kind), words, rect.top() + 4, 16, ink if step.failed else "text.tertiary")
        self._paint_words(brush, step, number, QRectF(words + 22, rect.top(), right - words - 22, ROW), ink)
        end = rect.right() - PAD
        if rect.width() >= WIDE and step.kind in ("log", "error"):
            brush.level_badge(level, right + 8, rect.top() + 4)
        status = "" if step.status < 0 else str(step.status) if step.status else "none"
        brush.text(
            QRectF(end - LINK - STATUS, rect.top(), STATUS, ROW), status, ink, size=11, align="right", elide=True
        )
        if step.trace:
            token = "accent.text" if number == self.hover else "text.tertiary"
            brush.icon("timeline", end - 16, rect.top() + 4, 16, token)

    def _paint_words(self, brush: Brush, step: Step, number: int, box: QRectF, ink: str) -> None:
        """What happened; at the first step of a burst what it is a burst of, and that a replay can be opened."""
        before = self.visit.steps[number - 1].burst if number else ""
        if step.burst and step.burst != before:
            need = brush.width(step.burst, 11, 600) + 1
            if need < box.width() * 0.6:
                place = QRectF(box.right() - need, box.top(), need, ROW)
                brush.text(place, step.burst, "err" if step.failed else "warn", size=11, weight=600)
                box = box.adjusted(0, 0, -need - 8, 0)
        if step.replay:
            brush.icon("play", box.right() - 16, box.top() + 4, 16, "accent.text")
            box = box.adjusted(0, 0, -20, 0)
        brush.text(box, harmless(step.what) or step.kind, ink, elide=True)

    # ------------------------------------------------------------------------------------------------ words
    def sentence_of(self, number: int) -> str:
        """A step in words."""
        step = self.visit.steps[number]
        when = clock_text(step.t, 3, self.zone) if step.t is not None else "no time"
        words = [harmless(step.what) or step.kind, f"{when}, {offset_text(step.offset)} after the start, {step.kind}"]
        if step.status >= 0:
            words.append(f"status {step.status}" if step.status else "no answer")
        words += [text for text in (step.burst, f"replay: {harmless(step.replay)}" if step.replay else "") if text]
        return "\n".join(words)
