"""The root-cause page as people read it: hypotheses, the note with its evidence chips, action items."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from workbench.views.notes_layout import Layout, Page, Piece
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

STATUS_LOOK = {
    "open": ("question", "text.secondary", "bg.control"),
    "supported": ("chev-up", "ok", "ok.tint"),
    "refuted": ("close", "err", "err.tint"),
    "confirmed": ("check", "text.on", "accent.fill"),
    "parked": ("", "text.tertiary", "bg.control"),
}
REACHABLE = ("hypothesis", "chip", "action")


class NotesPage(QAbstractScrollArea):
    """Everything on it is reached by pointer and by Tab; Enter or Space uses it.

    chip_used(citation) · hypothesis_used(id) · hypothesis_menu(id, global position) · action_toggled(id) ·
    action_used(id) · claim_used(text): a claim's mark was clicked
    """

    chip_used = Signal(str)
    hypothesis_used = Signal(str)
    hypothesis_menu = Signal(str, QPoint)
    action_toggled = Signal(str)
    action_used = Signal(str)
    claim_used = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.page = theme, Page()
        self.lit_chip = ""
        self.current_hypothesis = ""
        self.preview: Callable[[str], str] = lambda _citation: ""
        self.text_boxes: list[TextBox] = []
        self._layout = Layout(self.page, theme, 400)
        self._keyboard = -1
        self._hover: Piece | None = None
        self._picture = QPixmap()
        self._pictured: tuple[object, ...] = ()
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Root-cause notes")
        self.viewport().setMouseTracking(True)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self._lay_out()

    def show_page(self, page: Page) -> None:
        """Show another page; the place scrolled to stays."""
        self.page = page
        self._lay_out()

    @property
    def claims(self) -> tuple[str, ...]:
        """Paragraphs that claim something and show no evidence."""
        return tuple(text for text, _ in self._layout.claims)

    def light(self, citation: str) -> None:
        """Outline the chip of a citation, empty for none."""
        if citation != self.lit_chip:
            changed = (self.lit_chip, citation)
            self.lit_chip = citation
            for piece in self._lightable(*changed):
                self.viewport().update(self._on_screen(piece).toAlignedRect().adjusted(-1, -1, 1, 1))

    def _lightable(self, *citations: str) -> list[Piece]:
        return [piece for piece in self._layout.pieces if piece.kind == "chip" and piece.key in citations]

    def _on_screen(self, piece: Piece) -> QRectF:
        return piece.rect.translated(0, -self.verticalScrollBar().value())

    def place_of(self, kind: str, key: str) -> QRectF | None:
        """Where a chip, hypothesis or action is on the viewport; None when it isn't on the page."""
        found = next((piece for piece in self._layout.pieces if piece.kind == kind and piece.key == key), None)
        return found.rect.translated(0, -self.verticalScrollBar().value()) if found else None

    def _lay_out(self) -> None:
        self._layout = Layout(self.page, self.theme, self.viewport().width())
        room = self.viewport().height()
        self.verticalScrollBar().setRange(0, max(int(self._layout.height) - room, 0))
        self.verticalScrollBar().setPageStep(max(room, 1))
        self.verticalScrollBar().setSingleStep(21)
        self._hover = None
        self.viewport().update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Wrap for the new width."""
        self._lay_out()

    # ------------------------------------------------------------------------------------------------ painting
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the pieces in sight; while only the lit chip changes, all else is a picture taken before."""
        ring = self._reachable()[self._keyboard] if 0 <= self._keyboard < len(self._reachable()) else None
        ratio, size = self.devicePixelRatioF(), self.viewport().size()
        look = (self._layout, self.theme, self.verticalScrollBar().value(), size, ratio, self._hover, ring,
                ring is not None and self.hasFocus(), self.current_hypothesis)  # fmt: skip
        if look != self._pictured:
            self._picture = QPixmap(size * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._draw(self._picture, ring)
            self._pictured = look
        painter = QPainter(self.viewport())
        painter.drawPixmap(0, 0, self._picture)
        painter.translate(0, -self.verticalScrollBar().value())
        brush = Brush(painter, self.theme)
        for piece in self._lightable(self.lit_chip):
            self._paint_chip(brush, piece, lit=True)
        painter.end()

    def _draw(self, picture: QPixmap, ring: Piece | None) -> None:
        painter = QPainter(picture)
        self.text_boxes.clear()
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.viewport().rect()), "bg.canvas")
        shift = self.verticalScrollBar().value()
        painter.translate(0, -shift)
        seen = QRectF(0, shift, self.viewport().width(), self.viewport().height())
        for piece in self._layout.pieces:
            if piece.rect.intersects(seen):
                getattr(self, f"_paint_{piece.kind}")(brush, piece)
                if piece is ring and self.hasFocus():
                    brush.focus_ring(piece.rect.adjusted(1, 2, -1, -2))
        painter.end()

    def _paint_text(self, brush: Brush, piece: Piece) -> None:
        if piece.token == "mono":
            brush.text(piece.rect, piece.text, size=piece.size, mono=True, elide=True)
            return
        if piece.italic or piece.struck:
            self._styled(brush, piece)
            return
        align = "right" if piece.align == "right" else "left"
        brush.text(
            piece.rect,
            piece.text,
            piece.token,
            size=piece.size,
            weight=piece.weight,
            align=align,
            elide=piece.weight == 600,
        )

    def _styled(self, brush: Brush, piece: Piece) -> None:
        font = QFont(self.theme.font(piece.size, piece.weight))
        font.setItalic(piece.italic)
        font.setStrikeOut(piece.struck)
        metrics = self.theme.metrics(piece.size, piece.weight)
        brush.painter.setFont(font)
        brush.painter.setPen(self.theme.color(piece.token))
        baseline = piece.rect.center().y() + (metrics.ascent() - metrics.descent()) / 2
        brush.painter.drawText(QPointF(piece.rect.left(), baseline), piece.text)

    def _paint_code(self, brush: Brush, piece: Piece) -> None:
        brush.round(piece.rect, "bg.raised", "line", radius=3)

    def _paint_rule(self, brush: Brush, piece: Piece) -> None:
        brush.fill(piece.rect, "line")

    def _paint_claim(self, brush: Brush, piece: Piece) -> None:
        brush.circle(piece.rect.center().x(), piece.rect.top() + 8, 4, "", "warn", 1.4)
        y = piece.rect.top() + 15
        while y < piece.rect.bottom():
            brush.fill(QRectF(piece.rect.center().x() - 0.5, y, 1, 2), "warn")
            y += 4

    def _paint_chip(self, brush: Brush, piece: Piece, lit: bool = False) -> None:
        chip = self.page.chips[piece.key]
        state = "lit" if lit else "hover" if piece is self._hover else "gone" if chip.gone else ""
        brush.chip(chip.icon, chip.label, chip.text, piece.rect, state)

    def _paint_heads(self, brush: Brush, piece: Piece) -> None:
        box = piece.rect.adjusted(0, 0, -8, 0)
        brush.text(box, "Against", "text.tertiary", size=11, align="right")
        brush.text(box.adjusted(0, 0, -60, 0), "For", "text.tertiary", size=11, align="right")

    def _paint_hypothesis(self, brush: Brush, piece: Piece) -> None:
        row = next(row for row in self.page.hypotheses if row.id == piece.key)
        if piece.key == self.current_hypothesis:
            brush.round(piece.rect, "bg.selected", radius=3)
        elif piece is self._hover:
            brush.round(piece.rect, "bg.hover", radius=3)
        icon, ink, ground = STATUS_LOOK[row.status]
        badge = QRectF(piece.rect.left() + 4, piece.rect.top() + 4, 88, 18)
        brush.round(badge, ground, radius=3)
        if icon:
            brush.icon(icon, badge.left() + 4, badge.top() + 3, 12, ink)
        else:
            brush.text(QRectF(badge.left() + 4, badge.top(), 12, 18), "‖", ink, size=11, align="center")
        brush.text(badge.adjusted(20, 0, 0, 0), row.status.capitalize(), ink, size=11, weight=500)
        x = badge.right() + 8
        brush.text(QRectF(x, piece.rect.top(), 30, 26), row.label, "text.tertiary", size=12)
        right = piece.rect.right() - 8
        tallies = ((row.count_against, "err", right - 48), (row.count_for, "ok", right - 108))
        for count, token, left in tallies:
            box = QRectF(left, piece.rect.top(), 48, 26)
            brush.text(box, str(count), token if count else "text.tertiary", weight=600, align="right")

    def _paint_action(self, brush: Brush, piece: Piece) -> None:
        row = next(row for row in self.page.actions if row.id == piece.key)
        if piece is self._hover:
            brush.round(piece.rect, "bg.hover", radius=3)
        box = QRectF(piece.rect.left() + 6, piece.rect.top() + 6, 14, 14)
        brush.round(box, "accent.fill" if row.done else "bg.control", "" if row.done else "line.field", radius=3)
        if row.done:
            brush.icon("check", box.left() + 1, box.top() + 1, 12, "text.on")
        right = piece.rect.right() - 8
        when = brush.text(
            QRectF(right - 110, piece.rect.top(), 110, 26), row.when, "text.tertiary", size=11, align="right"
        )
        owner_right = right - when - (10 if row.when else 0)
        owner = brush.width(row.owner, 11)
        if row.owner:
            plate = QRectF(owner_right - owner - 12, piece.rect.top() + 4, owner + 12, 18)
            brush.round(plate, "bg.control", radius=9)
            brush.text(plate, row.owner, "text.secondary", size=11, align="center")
            owner_right = plate.left() - 8
        text = QRectF(box.right() + 10, piece.rect.top(), owner_right - box.right() - 10, 26)
        brush.text(text, row.text, "text.secondary" if row.done else "text.primary", size=12, elide=True)

    # ------------------------------------------------------------------------------------------------ pointer and keys
    def _reachable(self) -> list[Piece]:
        return [piece for piece in self._layout.pieces if piece.kind in REACHABLE]

    def _at(self, place: QPoint) -> Piece | None:
        point = QPointF(place.x(), place.y() + self.verticalScrollBar().value())
        wanted = (*REACHABLE, "claim")
        return next((p for p in self._layout.pieces if p.kind in wanted and p.rect.contains(point)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Outline what is under the pointer."""
        piece = self._at(event.position().toPoint())
        if piece is not self._hover:
            self._hover = piece
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if piece else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Use what is under the pointer."""
        piece = self._at(event.position().toPoint())
        if piece is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if piece.kind in REACHABLE:
            self._keyboard = self._reachable().index(piece)
        on_badge = piece.kind == "hypothesis" and event.position().x() < piece.rect.left() + 94
        if on_badge:
            self.current_hypothesis = piece.key
            self.hypothesis_menu.emit(piece.key, event.globalPosition().toPoint())
        elif piece.kind == "action" and event.position().x() > piece.rect.left() + 26:
            self.action_used.emit(piece.key)
        else:
            self._use(piece)

    def _use(self, piece: Piece) -> None:
        if piece.kind == "chip":
            self.chip_used.emit(piece.key)
        elif piece.kind == "hypothesis":
            self.current_hypothesis = piece.key
            self.viewport().update()
            self.hypothesis_used.emit(piece.key)
        elif piece.kind == "action":
            self.action_toggled.emit(piece.key)
        elif piece.kind == "claim":
            index = [rect for _, rect in self._layout.claims].index(piece.rect)
            self.claim_used.emit(self._layout.claims[index][0])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of a hypothesis."""
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        reachable = self._reachable()
        piece = reachable[self._keyboard] if by_keys and 0 <= self._keyboard < len(reachable) else self._at(event.pos())
        if piece is not None and piece.kind == "hypothesis":
            self.current_hypothesis = piece.key
            self.hypothesis_menu.emit(piece.key, event.globalPos())

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from chip to chip, row to row, then on to the next widget."""
        place = self._keyboard + (1 if forward else -1)
        if 0 <= place < len(self._reachable()):
            self._keyboard = place
            self._bring(self._reachable()[place])
            return True
        self._keyboard = -1
        return super().focusNextPrevChild(forward)

    def _bring(self, piece: Piece) -> None:
        bar = self.verticalScrollBar()
        if piece.rect.top() < bar.value():
            bar.setValue(int(piece.rect.top()) - 8)
        elif piece.rect.bottom() > bar.value() + self.viewport().height():
            bar.setValue(int(piece.rect.bottom()) - self.viewport().height() + 8)
        self.setAccessibleDescription(self._spoken(piece))
        self.viewport().update()

    def _spoken(self, piece: Piece) -> str:
        if piece.kind == "chip":
            chip = self.page.chips[piece.key]
            return f"Evidence {chip.label}, {chip.text}"
        rows = self.page.hypotheses if piece.kind == "hypothesis" else self.page.actions
        return next(row.text for row in rows if row.id == piece.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Space uses what has the ring."""
        reachable = self._reachable()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and 0 <= self._keyboard < len(
            reachable
        ):
            self._use(reachable[self._keyboard])
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show a chip's frozen excerpt, or what a claim lacks, while the pointer rests on it."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            piece = self._at(event.pos())
            text = ""
            if piece is not None and piece.kind == "chip":
                text = self.preview(piece.key)
            elif piece is not None and piece.kind == "claim":
                text = "Pin a log line, metric range or hunk to support this claim."
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        return super().viewportEvent(event)
