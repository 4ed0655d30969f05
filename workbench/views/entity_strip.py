"""A strip over the panels that names what is highlighted, and which sources carry it; each can be gone to by a click."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from workbench.views.filter_parts import Drawn, IconButton
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

HEIGHT, PLATE, GAP, EDGE = 34, 24, 6, 12
MOST = 40
"""Sources that get a plate; a host may be named by hundreds, and more than these never have room."""


@dataclass(frozen=True, slots=True)
class Carrying:
    """One source on the strip. key: what `chosen` says · tip: what the pointer is told."""

    key: str
    name: str
    count: int
    tip: str = ""


@dataclass(frozen=True, slots=True)
class EntityFacts:
    """What the strip says. kind: `trace_id` · note: a state in words (`looking`, `nothing carries it`)."""

    kind: str
    value: str
    rows: tuple[Carrying, ...] = ()
    note: str = ""
    pivoted: bool = False


class Plate(Drawn):
    """A source's name and how many of its records carry it, or a word on a plate."""

    def __init__(self, theme: Theme, text: str, count: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, f"{text} {count}".strip(), parent)
        self.setText(text)
        self.count, self.strong = count, False
        self.setToolTip(tip or self.accessibleName())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """As wide as what is on it."""
        width = self.theme.width(self.text(), 12, 500, False)
        more = self.theme.width(self.count, 12, 400, True) + GAP if self.count else 0
        return QSize(round(width + more) + 18, PLATE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is a click, as Space is."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def draw(self, brush: Brush, rect: QRectF) -> None:
        """The name, then the number."""
        fill = "accent.tint" if self.strong else "bg.hover" if self.hovered else "bg.control"
        brush.round(rect.adjusted(0.5, 0.5, -0.5, -0.5), fill, "line", radius=4)
        ink = "accent.text" if self.strong else "text.primary"
        used = brush.text(rect.adjusted(9, 0, 0, 0), self.text(), ink, weight=500)
        if self.count:
            brush.text(rect.adjusted(9 + used + GAP, 0, 0, 0), self.count, "text.tertiary", mono=True)


class EntityStrip(QWidget):
    """chosen(key): a source was clicked · pivot_pressed(): narrow all panels to it, or no more · closed(): away with it."""

    chosen = Signal(str)
    pivot_pressed = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._facts = theme, EntityFacts("", "")
        self._plates: list[Plate] = []
        self._hidden = 0
        self._more_at = QRectF()
        self.text_boxes: list[TextBox] = []
        self.pivot = Plate(theme, "Pivot on this", "", "Narrows all panels to what carries it", self)
        self.close_button = IconButton(theme, "close", "No highlight", self)
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.pivot.clicked.connect(self.pivot_pressed)
        self.close_button.clicked.connect(self.closed)
        self.setFixedHeight(HEIGHT)
        self.hide()

    @property
    def facts(self) -> EntityFacts:
        """What it says."""
        return self._facts

    @property
    def plates(self) -> tuple[Plate, ...]:
        """The sources on it, those without room hidden."""
        return tuple(self._plates)

    @property
    def hidden_sources(self) -> int:
        """How many sources it has no room for; it says so."""
        return self._hidden

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self._theme = theme
        for part in (*self._plates, self.pivot, self.close_button):
            part.set_theme(theme)
        self.update()

    def show_facts(self, facts: EntityFacts) -> None:
        """Say this. The keyboard stays where it was, if that is still there."""
        at = next((n for n, plate in enumerate(self._plates) if plate.hasFocus()), -1)
        self._facts = facts
        for plate in self._plates:
            plate.hide()
            plate.deleteLater()
        rows = facts.rows[:MOST]
        self._plates = [Plate(self._theme, row.name, f"{row.count:,}", row.tip, self) for row in rows]
        for row, plate in zip(rows, self._plates, strict=True):
            plate.clicked.connect(lambda _on=False, key=row.key: self.chosen.emit(key))
        self.pivot.setText("Pivot off" if facts.pivoted else "Pivot on this")
        self.pivot.setAccessibleName(self.pivot.text())
        self.pivot.strong = facts.pivoted
        self.pivot.setFixedSize(self.pivot.sizeHint())
        self.setAccessibleName(f"{facts.kind} {facts.value}")
        self._place()
        if 0 <= at < len(self._plates):
            self._plates[at].setFocus()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other places."""
        self._place()

    # ------------------------------------------------------------------------------------------- places
    def _words(self) -> tuple[str, str, str]:
        """Kind, value and what is said behind them."""
        facts = self._facts
        records = sum(row.count for row in facts.rows)
        one = len(facts.rows) == 1
        said = (
            facts.note
            or f"{records:,} record{'' if records == 1 else 's'} in {len(facts.rows)} source{'' if one else 's'}"
        )
        return facts.kind.replace("_", " "), facts.value, said

    def _place(self) -> None:
        top = (HEIGHT - PLATE) // 2
        self.close_button.setGeometry(self.width() - EDGE - 24, top, 24, 24)
        self.pivot.move(self.close_button.x() - GAP - self.pivot.width(), top)
        kind, value, said = self._words()
        theme, limit = self._theme, self.pivot.x() - GAP - 44
        left = EDGE + 24 + theme.width(kind, 12, 400, False) + GAP
        left += min(theme.width(value, 12, 500, True), self._value_room()) + 14 + theme.width(said, 12, 400, False) + 14
        self._hidden = len(self._facts.rows) - len(self._plates)
        room = True
        for plate in self._plates:
            room = fits = room and left + plate.width() <= limit
            plate.setVisible(fits)
            plate.move(round(left), top)
            left += plate.width() + GAP if fits else 0
            self._hidden += not fits
        self._more_at = QRectF(left, 0, 44, HEIGHT)

    def _value_room(self) -> float:
        return max(self.width() * 0.3, 120.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, what is highlighted, how much carries it."""
        brush = Brush(QPainter(self), self._theme)
        brush.fill(QRectF(self.rect()), "bg.raised")
        brush.fill(QRectF(0, HEIGHT - 1, self.width(), 1), "line")
        kind, value, said = self._words()
        brush.icon("link", EDGE, (HEIGHT - 16) / 2, 16, "accent.text")
        left = EDGE + 24.0
        self.text_boxes = []
        for text, ink, weight, mono in ((kind, "text.secondary", 400, False), (value, "accent.text", 500, True),
                                        (said, "text.secondary", 400, False)):  # fmt: skip
            room = self._value_room() if mono else self._theme.width(text, 12, weight, mono) + 1
            rect = QRectF(left, 0, room, HEIGHT - 1)
            left += brush.text(rect, text, ink, weight=weight, mono=mono, elide=mono) + (GAP if text == kind else 14)
        if self._hidden:
            brush.text(self._more_at, f"+{self._hidden}", "text.tertiary")
        brush.painter.end()
